"""农村危房改造: lists by village, approvals, funds, inspections, completion, rules and guides."""

from collections.abc import Iterator
from dataclasses import dataclass

from ops.demo.texts.pen import Commission, Paper, Pen, Table, about, sections, wan
from ops.demo.texts.places import TOWNS, VILLAGES

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


def funds(pen: Pen) -> Paper:
    """补助资金分配, by town, with a sum that adds up."""
    numbers = [pen.number(38, 92) for _ in TOWNS]
    amounts = [n * pen.number(160, 240, 5) for n in numbers]
    body = (
        pen.say(
            f"根据上级下达的{pen.year()}年农村危房改造补助资金计划，结合各乡镇任务量，经局务会研究并报县政府同意，分配方案公布如下。",
            f"{pen.year()}年中央、省和县级农村危房改造补助资金已经下达，现将分配结果向社会公布，接受监督。",
            f"为加快资金支出进度，县财政局、县住建局按任务户数、危险等级和绩效结果，对{pen.year()}年度危房改造补助资金进行了分配。",
        ),
        Table(
            (
                ("乡镇", "户数", "分配金额（万元）"),
                *(
                    (town, str(number), f"{amount / 100:.2f}")
                    for town, number, amount in zip(TOWNS, numbers, amounts, strict=True)
                ),
                ("合计", str(sum(numbers)), f"{sum(amounts) / 100:.2f}"),
            )
        ),
        f"资金总额{wan(sum(amounts))}，涉及{sum(numbers)}户，户均{sum(amounts) * 100 // sum(numbers)}元。",
        pen.say(
            "分配因素：任务户数占七成，D级户比例占二成，上年度绩效评价占一成。绩效排名末位的乡镇调减百分之五，调减部分奖励前两名。",
            "分配办法：重建户和加固户分别按差异化标准测算，低保、特困户上浮，不搞平均分配，不得用于非危房户的房屋修缮。",
            "测算依据：各乡镇上报经批复的对象名册，以信息系统锁定数据为准，锁定后新增的纳入下一年度。",
        ),
        pen.say(
            "支付方式：农户竣工验收合格后，由县财政局通过惠农补贴一卡通支付；特困户可按不超过三成预付启动资金。",
            "支付要求：镇级在收到验收表五个工作日内提交支付申请，县级十个工作日内完成支付，发放清单在村务公开栏公布。",
        ),
        pen.say(
            "监督检查：对虚报户数、优亲厚友、截留挪用等行为，追回资金并移送纪检监察机关。",
            f"监督方式：县审计局将开展跟踪审计；群众可拨打{pen.phone()}举报，查实的为举报人保密。",
            "结余处理：因农户自愿放弃、合并分户形成的结余，在乡镇间调剂用于其他危房户，不得改变用途。",
        ),
        "鉴定费、农户信息采集等工作经费由县级财政另行安排，不占用补助资金。",
    )
    return Paper(
        "finance",
        "budget",
        f"清河县{pen.year()}年农村危房改造补助资金分配结果",
        "RESULT",
        TOPIC,
        body,
    )


def tasks(pen: Pen, subject: tuple[str, str, tuple[str, ...]]) -> Paper:
    """通知: 排查, 动态监测, 工匠培训, 汛前检查."""
    matter, why, points = subject
    body = (
        f"{'、'.join(TOWNS[:-1])}人民政府，{TOWNS[-1]}人民政府：",
        f"{why}。{pen.say('现就有关事项通知如下', '为切实做好此项工作，通知如下', '经研究，通知如下')}：",
        *sections(
            (
                *points,
                pen.say(
                    "突出重点。以低保、特困、低保边缘、突发困难家庭为重点，兼顾其他农户，做到不漏一户、不落一人。",
                    "摸清底数。以村为单位建立台账，逐户填写住房安全信息表，户主签字、两名核查人员签字，谁签字谁负责。",
                    "全面覆盖。居住在C、D级危房、无房户、借住危房户均列入范围，长期外出的要电话核实并留下记录。",
                ),
                pen.say(
                    "分级负责。村每月一巡查，镇每季一排查，县每半年一抽查；发现险情立即撤人，再研究改造。",
                    "明确责任。乡镇长为第一责任人，村支书为直接责任人，县住建局派出技术人员分片包保。",
                    "部门联动。民政、残联、乡村振兴等部门数据按月比对，疑点数据三日内推送乡镇核实。",
                ),
                f"时间安排。{pen.span(0, 20)}为集中开展阶段，{pen.day(30)}前报送工作小结和汇总表，逾期未报的予以通报。",
                pen.say(
                    "技术支持。县里组织鉴定机构和工程师下乡，鉴定费由县级负担，不得向农户收取任何费用。",
                    f"技术服务。印发农房安全明白卡{pen.number(3, 9) * 1000}份，做到看得懂、记得住、用得上。",
                    "质量要求。竣工的房屋要做到基础牢靠、墙体完好、梁柱稳固、屋面不漏，具备基本使用功能。",
                ),
                pen.say(
                    "群众参与。对象确定、方式选择、工匠选择都由农户自己定，村委会做好见证，不得包办代替。",
                    "公开透明。政策、名单、标准、结果全部上墙，公示期不少于7天，拍照留存，随时接受查询。",
                ),
                pen.say(
                    "严肃纪律。对弄虚作假、以鉴代改、只挂牌不搬人的，严肃追究责任。",
                    "防止形式主义。不得层层加码要求填表报数，能从系统提取的数据不再让村里重复报送。",
                    "信访处置。对涉及农房安全的来信来访，五日内入户核实、十五日内答复。",
                ),
            )
        ),
        f"联系电话：{pen.phone()}。此件公开发布。",
    )
    return Paper(
        "housing",
        "notice",
        f"关于{matter}的通知",
        "EXECUTION",
        TOPIC,
        body,
        mark="清建发",
    )


_TASKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "开展农村低收入群体住房安全动态监测",
        "近期部分乡镇反映，个别已改造房屋因地基沉降再次出现裂缝，新增困难户住房安全信息更新不及时",
        (
            "监测对象。除六类重点对象外，把五年内已享受补助的改造户一并纳入，重点看基础沉降、墙体返碱和屋面渗漏。",
            "预警处置。监测到风险的，二十四小时内录入系统并派人到场；经鉴定仍属安全的消除预警，属危房的纳入下一批改造。",
        ),
    ),
    (
        "做好农村危房改造信息系统数据更正",
        "省级数据抽查发现，我县有二十七户存在身份信息错误、照片缺失、竣工时间早于开工时间等问题",
        (
            "更正规则。系统锁定的数据不得直接覆盖，应当提交更正单，写明错误原因、正确内容和证明材料，由镇、县两级确认。",
            "照片补录。确实无法补拍改造前照片的，以鉴定报告所附照片代替并注明来源，严禁用其他农户照片充数。",
        ),
    ),
    (
        "组织农村建筑工匠培训考核",
        "自建房质量好不好，关键在工匠；目前全县持有培训合格证的工匠只有二百余名，不能满足需要",
        (
            "培训内容。包括基础开挖、圈梁构造柱、屋面防水、脚手架安全、合同常识五个模块，理论八学时、实操十六学时。",
            "考核发证。实操以砌筑一段带构造柱的墙体为题，合格的发证入库，名单公布，农户可以按评分选择工匠。",
            "经费保障。培训免费，食宿由县里统一安排，误工补助每人每天八十元。",
        ),
    ),
    (
        "做好强降雨期间农村危房人员转移避险",
        "气象部门提示可能出现强降雨过程，土坯房、靠崖房、临河房安全风险较高",
        (
            "转移底线。雨情达到黄色预警，D级危房和靠崖窑洞内的人员必须全部撤离，不得以签承诺书代替撤人。",
            "安置去向。村委会、学校、敬老院提前备好床铺和饮水，独居老人由村干部一对一护送，未经技术人员复查不得擅自返回。",
        ),
    ),
    (
        "开展农村危房改造质量回头看",
        "为检验近三年改造成果，解决少数房屋屋面渗漏、墙体返潮、室内线路老化等问题",
        (
            "检查方法。采取看、敲、量、问四步，屋面看坡度和瓦件，墙面敲空鼓，构造柱量截面和间距，向农户问使用感受。",
            "问题处理。保修期内的由原施工工匠免费维修；超过保修期但属施工缺陷的，由乡镇协调处理并从应急维修资金补助材料费。",
        ),
    ),
)


def findings(pen: Pen, subject: str) -> Paper:
    """抽查通报."""
    checked = pen.number(60, 140)
    good = checked - pen.number(6, 15)
    towns = pen.shuffled(*TOWNS)
    body = (
        f"各乡镇人民政府，县直有关单位：近期县住建局围绕{subject}组织{pen.number(3, 5)}个检查组，采取不打招呼、直接入户方式，对农村危房改造进行抽查，现将情况通报如下。",
        f"一、基本情况。抽查{pen.number(4, 6)}个乡镇、{pen.number(14, 26)}个村、{checked}户，合格{good}户，存在问题{checked - good}户，合格率{good * 100 / checked:.1f}%。",
        f"二、较好的做法。{towns[0]}"
        + pen.say(
            "实行镇干部、驻村工程师、村监督员三方联签，验收表与照片一一对应；",
            "将改造流程画成漫画上墙，农户一看就懂；",
            "统一采购水泥钢筋但不赚差价，每户节约材料费近两千元；",
        )
        + f"{towns[1]}"
        + pen.say(
            "把村里闲置校舍修缮成周转房，施工期间农户有处可住。",
            "帮助独居老人联系工匠并由村集体垫付运费。",
            "建立农房体检制度，工匠每年回访一次。",
        ),
        f"三、主要问题。{towns[2]}"
        + pen.say(
            f"有{pen.number(1, 3)}户未拆除旧危房仍在使用；",
            "个别农户验收照片拍摄的不是同一栋房屋；",
        )
        + f"{towns[3]}"
        + pen.say(
            "公示材料只贴一天即被覆盖，未按要求公示满7天；",
            f"补助资金滞留{pen.number(20, 55)}天才拨付到户；",
        )
        + f"{towns[4]}"
        + pen.say(
            "构造柱钢筋搭接长度不足，已责令返工。",
            "一户实际居住人与补助对象不一致，正在核查。",
            "厨房与卧室之间未作防火分隔。",
        ),
        pen.say(
            f"四、整改要求。问题清单已逐项交办，{pen.day(30)}前完成整改并报送照片，县里复查不合格的约谈主要负责人。",
            f"四、整改要求。实行销号管理，能立行立改的七日内完成，需要返工的在{pen.day(45)}前完成；整改结果在政府网站公布。",
        ),
        pen.say(
            "五、结果运用。抽查结果计入年度绩效，作为下年度资金分配因素；对工作成效显著的予以表扬，对工作不力的提出批评。",
            "五、举一反三。各乡镇要对照通报问题开展自查，自查发现并主动整改的不予扣分。",
        ),
        f"联系电话：{pen.phone()}。",
    )
    return Paper(
        "housing",
        "notice",
        f"关于{pen.year()}年农村危房改造{subject}抽查情况的通报",
        "MANAGEMENT",
        TOPIC,
        body,
        mark="清建函",
    )


def progress(pen: Pen, name: str) -> Paper:
    """实施情况, five parts (R31)."""
    task = pen.number(330, 430, 5) // (1 if name == "清河县" else 5)
    begun = task * pen.number(90, 100) // 100
    done = begun * pen.number(60, 95) // 100
    parts = {
        "执行措施": pen.say(
            "推行农户自建为主、帮建为辅，编印不同户型图集六套供农户免费选用，对无力自筹的特困户由村集体代建兜底",
            "建立工匠库、材料信息库，组织帮扶单位捐助门窗、灶具，减轻农户自筹压力",
            "把危房改造与厕所改造、庭院排水、抗震加固同步设计同步施工，一次动土、一次到位",
        ),
        "实施步骤": pen.say(
            "按照申请评议、鉴定认定、签订协议、开工建设、竣工验收、资金拨付六个环节推进",
            "先D级后C级、先特困后一般、先集中安置点后零星户，分三批组织实施",
        ),
        "责任分工": pen.say(
            "住建部门负责技术指导和验收，民政部门负责对象身份核定，财政部门负责资金拨付，乡镇政府负责组织实施",
            "县级统筹、乡镇主体、村级落实，每户明确一名帮扶干部和一名技术员",
        ),
        "监督方式": pen.say(
            "质量巡查覆盖施工全过程，关键节点农户签字；公布举报电话，引入第三方抽检",
            "村务监督委员会全程参与，验收结果公示，资金使用接受审计",
        ),
        "取得成效": f"截至{pen.day(-1)}，{name}任务{task}户，已开工{begun}户，竣工{done}户",
    }
    body = (
        pen.say(
            f"{name}农村危房改造实施情况公布如下。",
            f"为推进执行公开，现将{name}{pen.year()}年农村危房改造进展通报如下。",
            f"按照任务书要求，对{name}农村危房改造工作执行情况作如下说明。",
        ),
        *(f"{key}：{text}。" for key, text in parts.items()),
        "存在困难："
        + "；".join(
            pen.some(
                2,
                "砂石价格上涨，农户自筹部分平均增加约四千元",
                "部分留守老人不愿离开老屋，需要反复做工作",
                "山区村施工期短，入冬后砌筑质量难保证",
                "个别共墙房屋邻里意见不一，影响拆除",
                "工匠季节性短缺，排队等工普遍在二十天以上",
            )
        )
        + "。",
        "下一步："
        + pen.say(
            "逐户倒排工期，对未竣工户每周调度；入冬前全部完成砌筑，确保农户住进安全房。",
            "协调砂石企业按保供价供应；对确有困难的申请临时救助或者贴息贷款。",
            "组织志愿者帮助老人搬迁暂住，保留老物件，改造后按原样布置。",
        ),
        pen.say(
            f"典型事例：{pen.name()}一家三口原住土坯房，施工期间借住村文化室，四十五天后搬入五十平方米新居，除补助外自筹九千元。",
            f"典型事例：特困人员{pen.name()}年近八十，村里为其加固房屋并加装扶手，全程未让老人出一分钱。",
            f"典型事例：{pen.name()}与邻居共用山墙，镇调解员三次上门促成两家同步加固，节约费用近三成。",
        ),
    )
    return Paper(
        "liulin" if name in TOWNS else "housing",
        "execution",
        f"{name}{pen.year()}年农村危房改造实施情况",
        "EXECUTION",
        TOPIC,
        body,
        attributes=parts,
    )


def commissions() -> Iterator[Commission]:
    """Lists, approvals, money, orders, inspections and results."""
    for i, village in enumerate(_LIULIN):
        yield Commission(
            f"rur-list-{i + 1}", about(candidates, village), 760 - 88 * i, FIELD, html=i == 3
        )
    for i, village in enumerate(_LIULIN[:7]):
        yield Commission(f"rur-accepted-{i + 1}", about(accepted, village), 560 - 71 * i, FIELD)
    for i, town in enumerate(_TOWN_STORIES):
        yield Commission(f"rur-recognised-{i + 1}", about(recognised, town), 740 - 113 * i, FIELD)
    for i in range(3):
        yield Commission(f"rur-funds-{i + 1}", funds, 800 - 367 * i, FIELD, html=i == 1)
    for i, subject in enumerate(_TASKS):
        yield Commission(f"rur-tasks-{i + 1}", about(tasks, subject), 980 - 188 * i, FIELD)
    for i, focus in enumerate(("工程质量", "资金兑付", "对象认定")):
        yield Commission(f"rur-findings-{i + 1}", about(findings, focus), 690 - 261 * i, FIELD)
    for i, name in enumerate(("清河县", "柳林镇", "清河县山区片")):
        yield Commission(f"rur-progress-{i + 1}", about(progress, name), 650 - 244 * i, FIELD)
