"""自然资源: land taken for public use, plans shown to the public, land supply."""

from collections.abc import Iterator
from dataclasses import dataclass

from ops.demo.texts.guides import Guide, guide
from ops.demo.texts.pen import Block, Commission, Paper, Pen, Table, about, articles, sections

TOPIC = "国土资源、能源/土地"
PLANNING = "城乡规划"
TAKING = "征地补偿"


@dataclass(frozen=True)
class Plot:
    """Collective land to be taken; areas in hundredths of a hectare, price in yuan per mu."""

    village: str
    use: str
    farm: int
    building: int
    idle: int
    price: int
    families: int
    particular: str


_PLOTS = (
    Plot(
        "石桥镇石桥村",
        "工业园区污水处理厂扩建",
        362,
        21,
        9,
        42600,
        63,
        "地块内有机井两眼、塑料大棚十一座，另有坟墓九座需迁移",
    ),
    Plot(
        "白杨镇梁家湾村",
        "农产品冷链物流中心",
        518,
        0,
        34,
        41200,
        88,
        "涉及基本农田保护区边缘，选址已避让三次，现方案不占永久基本农田",
    ),
    Plot(
        "双河镇双河口村",
        "双河大桥引道及防洪堤",
        274,
        46,
        61,
        39800,
        51,
        "滩地承包合同尚余四年，按剩余年限补偿经营损失",
    ),
)


def pre_notice(pen: Pen, plot: Plot) -> Paper:
    """征收土地预公告."""
    total = plot.farm + plot.building + plot.idle
    town = plot.village[: plot.village.index("镇") + 1]
    body = (
        pen.say(
            f"因{plot.use}需要，拟征收{plot.village}集体土地。依照《中华人民共和国土地管理法》第四十七条，现预公告如下：",
            f"为实施{plot.use}，县人民政府拟依法征收{plot.village}部分集体所有土地，有关事项预先公告如下。",
        ),
        f"一、征收范围：{plot.village}，拟征收总面积{total / 100:.2f}公顷，四至以勘测定界图为准，图件张贴于村务公开栏。",
        f"二、征收目的：{plot.use}，属于土地管理法第四十五条规定的公共利益情形。",
        f"三、土地现状调查：自{pen.day(1)}起，县自然资源局会同{town}人民政府对拟征收土地的位置、权属、地类、面积以及地上附着物和青苗进行调查，{plot.particular}。调查结果由所有权人、使用权人签字确认，调查结束后5个工作日内公示。",
        pen.say(
            "四、社会稳定风险评估：由县人民政府组织，被征地的农村集体经济组织、村民委员会和其他利害关系人应当参加，评估结果是申请征收土地的重要依据。",
            f"四、风险评估：采取入户问卷、村民代表座谈方式，走访面不低于涉及农户的八成。本地块涉及{plot.families}户，问卷由村民本人填写，不得代填。",
            "四、听取意见：调查和评估期间，村民可以随时向工作组反映对补偿、安置、排水、道路等方面的顾虑，反映的问题逐条记录并作为拟定方案的依据。",
        ),
        pen.say(
            "五、自预公告发布之日起，任何单位和个人不得在拟征收范围内抢栽抢建；违反规定抢栽抢建的，抢栽抢建部分不予补偿。",
            "五、限制事项：预公告期间暂停办理范围内的建房审批、土地流转登记；已种青苗正常管护，成熟的可以收获。",
        ),
        pen.say(
            f"六、预公告时间：{pen.span(0, 14)}，不少于十个工作日，采用书面张贴和网站发布两种形式，张贴过程拍照存档。",
            f"六、公告方式和时间：自{pen.day()}起在{plot.village}村委会、涉及的村民小组张贴，同时发布于征地信息公开平台，时间不少于十个工作日。",
        ),
        f"七、对本预公告内容有疑问的，可向{town}人民政府或者县自然资源局咨询，电话{pen.phone()}。",
    )
    return Paper(
        "land",
        "announcement",
        f"{plot.village}征收土地预公告（{plot.use}）",
        "DECISION",
        TOPIC,
        body,
    )


def settlement(pen: Pen, plot: Plot) -> Paper:
    """征地补偿安置方案公告."""
    total = plot.farm + plot.building + plot.idle
    mu = total * 15
    land = plot.price * mu // 100
    crops, things = pen.number(60, 190) * 1000, pen.number(110, 420) * 1000
    body = (
        f"依据土地现状调查和社会稳定风险评估结果，县自然资源局会同财政、农业农村、人力资源社会保障等部门拟定了{plot.village}地块征地补偿安置方案，现予公告，听取意见。",
        Table(
            (
                ("地类", "面积（公顷）"),
                ("农用地", f"{plot.farm / 100:.2f}"),
                ("建设用地", f"{plot.building / 100:.2f}"),
                ("未利用地", f"{plot.idle / 100:.2f}"),
                ("合计", f"{total / 100:.2f}"),
            )
        ),
        f"一、补偿标准和金额。执行区片综合地价每亩{plot.price}元，土地面积折合{mu / 100:.2f}亩，土地补偿费和安置补助费共{land}元；青苗补偿费{crops}元，地上附着物补偿费{things}元，合计{land + crops + things}元。",
        f"二、安置对象。涉及农户{plot.families}户，{pen.say('其中失去全部承包地的九户', '人均耕地低于零点三亩的二十一户')}优先安排公益性岗位和技能培训。",
        pen.say(
            "三、社会保障。被征地农民社会保障费用按规定足额计提，单独列支，专款用于养老保险缴费补贴，资金不落实的不得报批征地。",
            "三、养老保障。十六周岁以上的被征地农民纳入社会保障范围，缴费补贴分十五年核算，由人社部门建立个人账户，年满六十周岁的次月起按月领取。",
        ),
        f"四、特殊问题处理。{plot.particular}。",
        f"五、公告期限{pen.span(0, 30)}，不少于30日。{pen.say('多数被征地的集体经济组织成员认为方案不符合法律法规规定的，组织召开听证会并修改方案。', '对方案有意见的，请在公告期内书面提出；要求听证的，应当同时写明理由。')}",
        pen.say(
            "补偿费用支付：协议签订后三个月内支付到位，支付到农户的部分打入个人账户，归集体的部分由村民会议决定用途并公开。",
            "青苗和附着物按实补偿：评估机构现场逐株逐件清点，由农户、村干部、工作人员三方签字，附着物补偿明细在村内公示。",
        ),
        f"六、补偿登记。所有权人、使用权人在公告载明期限内，持不动产权属证明到{plot.village.split('镇')[0]}镇便民服务中心办理补偿登记，逾期未办理的以调查公示结果为准。",
        f"七、报批材料“一书四方案”批准后，批文、征地公告和补偿明细另行公开。电话：{pen.phone()}。",
    )
    return Paper(
        "land",
        "announcement",
        f"{plot.village}征地补偿安置方案公告（{plot.use}）",
        "DECISION",
        TOPIC,
        body,
    )


_SHOWN = (
    (
        "文昌雅居三期建设工程设计方案",
        "文昌路与学府路交叉口东南侧",
        "住宅八栋、幼儿园一所",
        "北侧两栋由十八层降为十五层，以满足既有住宅冬至日照要求",
    ),
    (
        "县城北片区控制性详细规划局部调整",
        "城北引渠以北、清河大道以西",
        "将零点八公顷商业用地调整为中小学用地",
        "规划学校服务半径覆盖四个社区，原规划加油站取消",
    ),
)


def shown(pen: Pen, subject: tuple[str, str, str, str]) -> Paper:
    """规划批前公示."""
    name, where, what, changed = subject
    body = (
        f"依照《中华人民共和国城乡规划法》第二十六条、第四十条，现对{name}进行批前公示，征求利害关系人和社会公众意见。",
        f"一、位置：{where}。",
        f"二、主要内容：{what}；用地面积{pen.number(80, 460) / 100:.2f}公顷，容积率不大于{pen.number(15, 24) / 10:.1f}，绿地率不低于{pen.number(30, 36)}%，建筑密度不大于{pen.number(22, 30)}%。",
        f"三、前期修改情况：{changed}。",
        pen.say(
            "四、技术论证：已组织交通、消防、教育、市政等专业审查，专家意见及采纳情况作为附件公示。",
            "四、日照和交通：日照分析由第三方复核；高峰小时新增交通量对周边路口服务水平的影响在可接受范围内。",
        ),
        f"五、公示时间：{pen.span(0, 30)}，不少于30日。公示地点：项目现场、县规划展览馆、县自然资源局网站专栏。",
        pen.say(
            "六、意见反馈：请写明姓名、住址和与项目的关系，涉及日照、采光、通行等具体权益的，可要求查看分析报告原件并由设计人员解释。",
            "六、利害关系人要求听证的，应当在公示期内书面提出，县自然资源局收到后依法组织。",
        ),
        pen.say(
            "七、意见处理：公示期满后十个工作日内公布意见汇总和答复；需要修改的，修改后重新公示。",
            "七、公示期内的意见原件与审批档案一并保存，任何人可以申请查阅本人提交的意见。",
        ),
        f"联系人：国土空间规划股；电话{pen.phone()}；邮箱 zrzyj@qinghe.gov.example。",
    )
    return Paper(
        "land",
        "public_notice",
        f"{name}批前公示",
        "DECISION",
        "国土资源、能源/城乡规划",
        body,
        attributes={
            "公示期限": f"{pen.span(0, 30)}（不少于30日）",
            "异议渠道": "书面或者电子邮件向县自然资源局国土空间规划股提出",
        },
    )


def supply(pen: Pen) -> Paper:
    """国有建设用地供应计划."""
    rows = [(name, pen.number(low, high)) for name, low, high in _SUPPLY]
    total = sum(amount for _, amount in rows)
    body: tuple[Block, ...] = (
        f"为科学安排建设用地供应，稳定市场预期，编制{pen.year()}年度国有建设用地供应计划，经县人民政府批准，现予公布。",
        Table(
            (
                ("用途", "供应面积（公顷）", "占比"),
                *((n, f"{a / 100:.2f}", f"{a * 100 / total:.1f}%") for n, a in rows),
                ("合计", f"{total / 100:.2f}", "100.0%"),
            )
        ),
        *sections(
            (
                "编制原则。节约集约、有保有压，保障性住房用地应保尽保并优先供应，公租房、安置房用地单列。",
                f"空间布局。{pen.say('新增用地集中在城东和园区，老城区以盘活存量为主', '轨道、公交站点周边适当提高强度，河道蓝线和文物保护范围内严格控制')}。",
                f"供应时序。{pen.now('按季度均衡供应', '上半年供应量不低于六成')}，每季度首月公布拟供应宗地清单，清单之外的宗地原则上不供应。",
                f"批而未供处置。年内处置批而未供土地{pen.number(18, 46)}公顷，闲置土地{pen.number(4, 13)}公顷，处置结果逐宗公开。",
                "保障措施。净地出让，权属不清、补偿不到位的不得供应；出让公告、成交结果在省级网上交易系统发布，供后履约情况接受监督。",
            )
        ),
        pen.now(
            "计划执行中确需调整的，按原程序报批。",
            "本计划经年中评估作了调整：减少商服用地，增加保障性租赁住房用地，调整后总量不变，各用途面积另表公布。",
        ),
        f"联系电话：{pen.phone()}。",
    )
    return Paper(
        "land",
        "plan",
        f"清河县{pen.year()}年度国有建设用地供应计划",
        "DECISION",
        TOPIC,
        body,
    )


_SUPPLY = (
    ("工矿仓储", 3200, 5200),
    ("商服", 600, 1400),
    ("普通住宅", 1800, 3000),
    ("保障性住房", 700, 1300),
    ("公共管理与公共服务", 900, 1900),
    ("交通运输", 1200, 2600),
)


def homestead_rules(pen: Pen) -> Paper:
    """农村宅基地审批规程."""
    body = articles(
        (
            "为规范农村宅基地用地建房审批，方便农民合理建房，制定本规程。",
            f"农村村民一户只能拥有一处宅基地，川区每户不超过{pen.now('167', '167')}平方米，山区每户不超过200平方米。",
            "优先利用村内空闲地、旧宅基地和未利用地，禁止占用永久基本农田、河道管理范围和地质灾害危险区建房。",
            "村民向所在村民小组提出申请，经村民小组会议讨论、村内公示5日无异议，由村委会审查后报乡镇政府。",
            f"乡镇政府设一个窗口统一受理，组织农业农村、自然资源所到场审查，{pen.now('20', '15')}个工作日内作出决定，发给宅基地批准书和乡村建设规划许可证。",
            "落实“四到场”：申请审查到场、批准后丈量放线到场、施工关键环节到场、竣工验收到场，每次到场填写记录并拍照。",
            "列入农村危房改造的农户拆旧建新，原址重建且不扩大面积的，简化程序，由乡镇政府备案办理。",
            "农村村民出卖、出租、赠与住宅后再申请宅基地的，不予批准。",
            f"审批结果由乡镇政府在批准后{pen.now('20', '10')}个工作日内在村公示栏公布。",
            "任何环节不得向农民收取任何费用，测绘放线费用由县财政承担。",
            f"本规程自{pen.day(30)}起施行。",
        )
    )
    return Paper(
        "land",
        "normative",
        "清河县农村宅基地审批管理规程",
        "MANAGEMENT",
        TOPIC,
        body,
        mark="清自然资发",
        effective=30,
        years=5,
    )


_GUIDE = Guide(
    "lan-guide",
    "land",
    "不动产登记资料查询办事指南",
    TOPIC,
    "《不动产登记资料查询暂行办法》",
    "权利人查询本人登记资料；利害关系人、国家机关依法查询；申请公租房、危房改造等需要无房证明的，由部门联网核查，无须本人查询",
    ("窗口或者自助机提交", "核验身份和查询资格", "出具查询结果"),
    ("身份证", "利害关系证明（利害关系人查询时）", "授权委托书（代办时）"),
    ("不收费", "不收费"),
    ("当场", "当场，历史手工档案2个工作日"),
    "登记资料的查询依照其专门规定办理，不适用政府信息公开申请；以信息公开形式提出的，告知按本指南办理。查询结果仅反映查询时点的登记状况，用于诉讼的请申请加盖查询专用章的书面结果。",
)


def commissions() -> Iterator[Commission]:
    """Notices of taking land, plans on show, supply, rules."""
    for i, plot in enumerate(_PLOTS):
        yield Commission(f"lan-pre-{i + 1}", about(pre_notice, plot), 730 - 221 * i, TAKING)
        if i:
            yield Commission(
                f"lan-settlement-{i + 1}", about(settlement, plot), 690 - 221 * i, TAKING
            )
    for i, item in enumerate(_SHOWN):
        yield Commission(f"lan-shown-{i + 1}", about(shown, item), 570 - 287 * i, PLANNING)
    yield Commission("lan-supply", supply, 330, TAKING, html=True)
    yield Commission("lan-rules", homestead_rules, 780, PLANNING)
    yield Commission("lan-guide", about(guide, _GUIDE), 480, PLANNING)
