"""农村危房改造: lists by village, approvals by town, and acceptance of what was built."""

from collections.abc import Iterator
from dataclasses import dataclass

from ops.demo.texts.pen import Commission, Paper, Pen, Table, about, sections
from ops.demo.texts.places import VILLAGES

FIELD = "农村危房改造"
TOPIC = "城乡建设/农村危房改造"


@dataclass(frozen=True)
class Village:
    """A village of 柳林镇 and what is particular to its houses."""

    name: str
    lie: str
    house: str
    custom: str


_LIULIN = (
    Village(
        "前柳村",
        "地处河川，地下水位高",
        "土坯墙根部受潮酥碱，多户墙体外闪超过三厘米",
        "村里泥瓦匠多，愿意自建的占大半",
    ),
    Village(
        "后柳村",
        "背靠黄土台地",
        "靠崖窑洞有两孔出现贯通裂缝，汛期必须撤人",
        "外出务工多，委托亲属代建的要签委托书",
    ),
    Village(
        "大槐树村",
        "村庄沿省道两侧分布",
        "临路老屋被大车震裂，山墙与纵墙脱开",
        "村里老人多，倾向在原宅基上建四十平方米小户型",
    ),
    Village(
        "石门村",
        "石灰岩山区，取石方便",
        "石砌墙体砂浆流失，屋面石板下滑",
        "道路窄，水泥要用三轮车转运，每吨多花六十元",
    ),
    Village(
        "杏花沟村",
        "沟谷地带，杏树成片",
        "土木结构房梁虫蛀，檩条下挠明显",
        "改造后的房屋预留了农家接待间，不计入补助面积",
    ),
    Village(
        "河湾村",
        "紧邻青龙河滩",
        "两户位于洪水淹没线以下，不宜原址重建",
        "村委会腾出旧打谷场作为集中安置点",
    ),
    Village(
        "北坡村",
        "海拔较高，冬季风大",
        "屋面为小青瓦，风揭漏雨严重，椽子朽烂",
        "要求增设屋面拉结和双层窗，费用略高",
    ),
    Village(
        "三官庙村",
        "由三个自然村合并",
        "八十年代预制板房屋板缝开裂，钢筋外露锈蚀",
        "自然村间相距四公里，验收分三次进行",
    ),
)


def candidates(pen: Pen, village: Village) -> Paper:
    """村级危房改造对象评议公示."""
    homes = pen.number(5, 16)
    poor, five, edge = pen.parts(homes, 3)
    c_level = pen.number(1, homes - 1)
    body = (
        pen.say(
            f"{village.name}经农户自愿申请、村民小组提名、村民代表会议民主评议，提出{pen.year()}年农村危房改造拟补助对象{homes}户，现予公示，请全体村民监督。",
            f"根据县农村危房改造政策和镇政府安排，{village.name}于{pen.day(-3)}召开村民代表会议，应到{pen.number(31, 46)}人，对申请户逐户评议投票。评议结果公示如下。",
            f"{village.name}{pen.year()}年度危房改造对象的入户核查和民主评议已经结束。共收到申请{homes + pen.number(1, 6)}份，经评议{homes}户列入拟补助名单。",
        ),
        f"村情说明：{village.name}{village.lie}，{village.house}。",
        f"一、对象类别。低保户{poor}户，分散供养特困人员{five}户，低保边缘和其他困难家庭{edge}户。",
        f"二、危险等级。经有资质的机构鉴定，C级（局部危险）{c_level}户，拟修缮加固；D级（整体危险）{homes - c_level}户，拟{pen.say('原址重建', '拆除重建', '重建，其中不宜原址的择址建设')}。",
        f"三、拟补助对象（姓名已作处理）：{pen.names(homes)}。",
        pen.say(
            "四、评议标准。以房屋危险程度和家庭经济状况为准，不看人情、不搞轮流；已有安全住房、子女有赡养能力且有多处住房、已享受过同类补助的，不列入名单。",
            "四、未列入的主要原因：名下另有安全住房；户口在本村但长期不居住；房屋鉴定为A级或者B级，不属于危房。未列入的户已逐户说明。",
            "四、优先顺序。危险等级高的优先，D级先于C级；无劳动能力、残疾、独居的优先。名额有限时按评议得票排序，本次无因名额不足落选的情况。",
        ),
        f"五、公示时间：{pen.span(0, 7)}，在村范围内公示7天，{pen.say('张贴于村务公开栏', '同时在村民微信群公布', '并在大喇叭广播三次')}。",
        pen.say(
            f"对名单有异议的，可向村务监督委员会、镇村镇建设办公室反映，电话{pen.phone()}。无异议或者异议不成立的，由村委会将评议意见和材料报镇政府审核。",
            f"异议由镇包村干部会同村务监督委员会三日内核实，核实结论在原公示处张贴。举报电话：{pen.phone()}（镇）、{pen.phone()}（县住建局）。",
        ),
        f"其他：{village.custom}。",
    )
    return Paper(
        "liulin",
        "public_notice",
        f"{village.name}{pen.year()}年农村危房改造拟补助对象公示",
        "MANAGEMENT",
        TOPIC,
        body,
        attributes={
            "公示期限": f"{pen.span(0, 7)}（7天）",
            "异议渠道": "向村务监督委员会或者镇村镇建设办公室反映",
        },
    )


def accepted(pen: Pen, village: Village) -> Paper:
    """竣工验收结果."""
    homes = pen.number(4, 14)
    rebuilt = pen.number(1, homes - 1)
    passed = homes - pen.number(0, 1)
    grant = rebuilt * 30000 + (homes - rebuilt) * 12000
    body = (
        pen.say(
            f"{pen.day(-4)}至{pen.day(-2)}，镇政府会同县住建局技术人员、村委会和农户，对{village.name}危房改造进行了逐户竣工验收。",
            f"{village.name}本年度危房改造任务已全部完工。镇村镇建设办公室组织验收，现将结果公布。",
            f"镇验收小组一行{pen.number(4, 7)}人于{pen.day(-3)}到{village.name}现场验收，农户全程参加并在验收表上签字。",
        ),
        Table(
            (
                ("改造方式", "户数", "补助标准（元/户）", "补助金额（元）"),
                ("拆除重建", str(rebuilt), "30000", str(rebuilt * 30000)),
                ("修缮加固", str(homes - rebuilt), "12000", str((homes - rebuilt) * 12000)),
                ("合计", str(homes), "—", str(grant)),
            )
        ),
        f"验收内容包括地基基础、承重构件、抗震构造、屋面防水、门窗和{pen.say('厕所改造', '炊事设施', '用电安全')}六个方面。{village.lie}，验收时重点查看了排水和基础埋深。",
        f"改造前的状况：{village.house}。改造后全部达到安全住房标准，{passed}户一次通过"
        + ("。" if passed == homes else f"，{homes - passed}户因屋面坡度不足返工后通过。"),
        pen.say(
            f"影像资料：每户改造前、改造中、改造后照片齐全，已录入信息系统，共{homes * 6}张。",
            "档案：一户一档，含申请书、评议记录、鉴定报告、协议、验收表和补助发放凭证，镇、村各存一套。",
            "质量责任：施工的农村建筑工匠均经过培训，与农户签订了协议，承诺保修不少于一年。",
        ),
        pen.say(
            "补助资金通过一卡通直接拨付到农户，任何单位和个人不得截留、代领，不得以集中采购名义抵扣。",
            "资金由县财政局在验收合格后三十日内支付到户，发放结果在村务公开栏另行公布。",
        ),
        f"{pen.say('有关情况', '补充说明', '经验做法')}：{village.custom}。",
        f"对验收结果有不同意见的，请在{pen.day(7)}前向镇村镇建设办公室提出，电话{pen.phone()}。",
    )
    return Paper(
        "liulin",
        "report",
        f"{village.name}{pen.year()}年农村危房改造竣工验收结果",
        "RESULT",
        TOPIC,
        body,
    )


@dataclass(frozen=True)
class Town:
    """A town that asks the county to recognise its list."""

    name: str
    land: str
    emphasis: str


_TOWN_STORIES = (
    Town(
        "柳林镇",
        "川道与台地并存，危房以土坯房和窑洞为主",
        "对两孔贯通裂缝窑洞的住户先安置后改造，未完工前不得搬回",
    ),
    Town(
        "石桥镇", "石砌房屋多，地震设防要求高", "修缮加固应当采用钢筋网水泥砂浆面层，不得只抹灰粉饰"
    ),
    Town(
        "白杨镇",
        "平原沙土地基，房屋不均匀沉降突出",
        "重建户基础埋深不得小于冻土深度，须做圈梁和构造柱",
    ),
    Town("双河镇", "两河交汇，部分村庄位于蓄滞洪区边缘", "重建房屋室内地坪应当高于历史最高洪水位"),
    Town(
        "青龙镇",
        "煤矿采空区边缘，地裂缝多发",
        "位于采空影响范围的农户不得原址重建，另行选址需经地质灾害评估",
    ),
    Town(
        "黄土岭乡",
        "黄土高台，缺水，施工用水靠拉运",
        "安排水车保障施工用水，费用从乡级工作经费列支，不得向农户收取",
    ),
)


def recognised(pen: Pen, town: Town) -> Paper:
    """县住建局关于对象认定的批复."""
    asked = pen.number(42, 96)
    refused = pen.number(2, 7)
    agreed = asked - refused
    rebuild = agreed * pen.number(3, 6) // 10
    villages = VILLAGES[town.name]
    shares = pen.parts(agreed, len(villages))
    body = (
        f"{town.name}人民政府：",
        pen.say(
            f"你{town.name[-1]}《关于审核认定{pen.year()}年农村危房改造对象的请示》收悉。经会同县民政局、县乡村振兴部门比对核查和抽样入户，批复如下：",
            f"报来的{pen.year()}年农村危房改造对象名册及有关材料收悉。经审核并在县政府网站公示无异议，现批复如下：",
        ),
        *sections(
            (
                f"同意将{agreed}户列为{pen.year()}年农村危房改造补助对象，其中拆除重建{rebuild}户、修缮加固{agreed - rebuild}户。",
                "分村户数："
                + "，".join(f"{v}{n}户" for v, n in zip(villages, shares, strict=True))
                + f"，合计{agreed}户。",
                f"对上报的{asked}户中，{refused}户不予认定，原因是{pen.say('名下另有安全住房', '已享受过同类政策补助', '房屋鉴定等级不符')}或者{pen.say('家庭类别与民政系统不一致', '户籍已迁出', '公示期间异议成立')}。请书面告知本人并说明理由。",
                f"技术要求。{town.land}。{town.emphasis}。",
                pen.say(
                    "进度要求。名单批复后三十日内全部开工，当年年底前竣工验收；开工前应当逐户签订协议，明确建筑面积、结构形式和工期。",
                    "组织实施。支持农户自建；自建确有困难且有统建意愿的，由你单位协助选择施工队伍，不得强制统建、不得垫资举债建房。",
                    "面积控制。一至三人户控制在四十至六十平方米，三人以上户人均不超过十八平方米，防止超标建房加重负担。",
                ),
                pen.say(
                    "资金管理。补助资金实行专项管理、封闭运行，验收合格后支付到农户一卡通账户。",
                    "公开要求。对象名单、补助标准、验收结果在镇、村两级公开，公示照片存档备查；政务公开与村务公开的内容应当一致。",
                ),
            )
        ),
        f"此复。联系人：县住建局村镇建设股，电话{pen.phone()}。",
    )
    return Paper(
        "housing",
        "reply",
        f"关于{town.name}{pen.year()}年农村危房改造对象认定的批复",
        "MANAGEMENT",
        TOPIC,
        body,
        mark="清建批",
    )


def commissions() -> Iterator[Commission]:
    """Lists, approvals and results."""
    for i, village in enumerate(_LIULIN):
        yield Commission(
            f"rur-list-{i + 1}", about(candidates, village), 760 - 88 * i, FIELD, html=i == 3
        )
    for i, village in enumerate(_LIULIN[:7]):
        yield Commission(f"rur-accepted-{i + 1}", about(accepted, village), 560 - 71 * i, FIELD)
    for i, town in enumerate(_TOWN_STORIES):
        yield Commission(f"rur-recognised-{i + 1}", about(recognised, town), 740 - 113 * i, FIELD)
