"""What is asked for in the demonstration county, and how its organs answer it, as data.

Each ask belongs to an organ and to one way of answering; {place} is filled when a story is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.requests.given import GivenMatter, GivenOutcome, GivenRefusal
from ops.demo.requests.steps import NEWEST, Given


@dataclass(frozen=True)
class Ask:
    """One thing asked for. `words` fill the section of the reply; `text` is what is given."""

    organ: str
    wanted: str
    outcome: str
    words: Mapping[str, str] = field(default_factory=dict)
    feature: str = ""
    ground: str | None = None
    refused: tuple[GivenRefusal, ...] = ()
    text: str = ""

    @property
    def matter(self) -> GivenMatter:
        """It in the applicant's words."""
        return GivenMatter(self.wanted, self.feature)

    def answer(self, matter: int = 1, earlier: str | None = None) -> GivenOutcome:
        """The answer to it."""
        return GivenOutcome(
            matter,
            self.outcome,
            self.words,
            ground=self.ground,
            refused=self.refused,
            search=NEWEST if self.outcome == "DOES_NOT_EXIST" else None,
            earlier=earlier,
        )

    @property
    def given(self) -> tuple[Given, ...]:
        """The papers that go with the answer."""
        return (Given(f"{self.wanted[:40]}.txt", f"{self.wanted}\n\n{self.text}"),) * bool(
            self.text
        )


_PAPER = {"form_given": "纸质复制件"}


def _opened(organ: str, wanted: str, text: str, feature: str = "") -> Ask:
    return Ask(organ, wanted, "PROVIDED", _PAPER, feature, text=text)


OPENED: tuple[Ask, ...] = (
    _opened(
        "housing",
        "{y1}年度{place}公租房轮候家庭数量和已配租套数",
        "截至年末，该片区登记轮候家庭 186 户，全年配租 74 套，退出 9 套，轮候平均 14 个月。",
    ),
    _opened(
        "housing",
        "{place}老旧小区改造项目的施工合同和工程量清单",
        "合同工期 150 日历天，暂定合同价 612 万元，质保期两年；清单共 38 项，附页列明单价和数量。",
        "改造项目由县住建局作为建设单位",
    ),
    _opened(
        "housing",
        "{y1}年农村危房改造{place}补助资金发放标准和到户时间",
        "C 级每户补助 1 万元，D 级每户补助 2.8 万元，验收合格后 30 日内以一卡通方式发放到户。",
    ),
    _opened(
        "land",
        "{place}征地补偿安置方案的批复文件",
        "批复同意征收集体土地 4.2 公顷，补偿标准按区片综合地价执行，安置方式为货币安置和社会保障。",
        "征收公告张贴在村务公开栏",
    ),
    _opened(
        "land",
        "{place}地块出让的成交确认书和规划条件",
        "地块面积 2.1 公顷，用途为二类居住用地，容积率不大于 1.8，建筑密度不大于百分之二十八。",
    ),
    _opened(
        "land",
        "{place}永久基本农田调整方案的公示稿和意见采纳情况",
        "公示期 30 日，收到意见 7 条，采纳 4 条；未采纳的 3 条附说明。",
    ),
    _opened(
        "civil",
        "{y1}年{place}低保审核确认户数和资金发放总额",
        "全年新增 31 户，停发 22 户，年末在保 268 户，发放资金 203.6 万元。不含个人信息。",
    ),
    _opened(
        "civil",
        "{place}居家养老服务补贴的政府购买合同",
        "合同服务期一年，服务对象 240 人，服务项目为助餐、助浴、保洁和探访，按月考核付款。",
    ),
    _opened(
        "civil",
        "{y1}年临时救助{place}备用金使用台账（汇总）",
        "全年使用备用金 46 次、金额 5.72 万元，分类为突发疾病、火灾和就学困难，台账已去除姓名。",
    ),
    _opened(
        "finance",
        "{y1}年县本级{place}专项资金的分配结果和绩效评价报告",
        "分配资金 850 万元，涉及项目 12 个，评价等次为良，主要问题为两个项目支付进度偏慢。",
    ),
    _opened(
        "finance",
        "{y1}年度政府采购{place}项目的合同备案信息",
        "备案合同 3 份，合计 216 万元，供应商、标的、履约期限见附表。",
    ),
    _opened(
        "finance",
        "{y1}年县级“三公”经费预算调整的批复",
        "批复调减公务接待费 18 万元，公务用车运行维护费不变，因公出国（境）费为零。",
    ),
    _opened(
        "city",
        "{place}占道停车泊位设置的论证材料和公示记录",
        "论证意见认为该路段可以设置单侧泊位 42 个，公示 7 日，收到意见 5 条并逐条答复。",
    ),
    _opened(
        "city",
        "{place}生活垃圾清运的中标合同和考核结果",
        "合同期三年，年服务费 388 万元；全年考核 12 次，平均 91.4 分，扣减服务费 6.3 万元。",
    ),
    _opened(
        "city",
        "{place}户外广告设施设置许可的办理台账",
        "全年受理 27 件，许可 24 件，不予许可 3 件，台账列明位置、规格和期限。",
    ),
    _opened(
        "chengguan",
        "{place}公共维修项目的资金使用明细",
        "维修支出 14.8 万元，其中屋面防水 9.1 万元、楼道照明 2.6 万元、管道疏通 3.1 万元。",
    ),
    _opened(
        "chengguan",
        "{place}便民服务站的建设批复和服务事项清单",
        "批复建设面积 120 平方米，清单共 46 项，其中当场办结 31 项。",
    ),
    _opened(
        "liulin",
        "{place}高标准农田项目的工程验收报告",
        "验收面积 1260 亩，机耕路 5.4 公里，灌溉渠 3.2 公里，验收结论为合格，整改事项 2 项已完成。",
    ),
    _opened(
        "liulin",
        "{y1}年{place}村级公益事业奖补资金的分配表",
        "奖补项目 8 个，资金 64 万元，其中道路硬化 5 个、文化广场 2 个、饮水改造 1 个。",
    ),
    _opened(
        "office",
        "{y1}年县政府办公室{place}会议纪要的议定事项部分",
        "议定事项三项：一、完善项目台账；二、明确牵头单位和时限；三、结果向社会公布。",
    ),
    _opened(
        "office",
        "县政府办公室关于{place}校车运行保障的通知及任务分工表",
        "任务分工 9 项，牵头单位为教育、公安、交通三部门，学期开始前完成车辆检查和线路备案。",
    ),
    _opened(
        "gov",
        "县政府关于{place}征收土地预公告和社会稳定风险评估结论",
        "预公告时间 10 个工作日，评估结论为低风险，采取措施后可以实施。",
    ),
    _opened(
        "gov",
        "县政府关于{place}污水处理厂环境影响评价有关问题的批复",
        "批复要求落实环评文件提出的防治措施，竣工后依法组织验收，信息向社会公布。",
    ),
)


def opened_after_all(ask: Ask) -> Ask:
    """The same thing, given when it was looked at anew."""
    return replace(
        ask,
        outcome="PROVIDED",
        words=_PAPER,
        ground=None,
        refused=(),
        text="经重新检索和审查，现有材料共 6 页，其中个人信息已经遮盖，全文附后。",
    )


PLACES = (
    "城关街道",
    "东关社区",
    "柳岸小区",
    "南门街",
    "建设街片区",
    "柳林镇",
    "杨庄村",
    "石桥村",
    "迎宾大道",
    "文昌路",
    "东岗片区",
    "清河新区",
)


def _part(part: str, ground: str, reason: str, **words: str) -> GivenRefusal:
    return GivenRefusal(ground, {"refused_part": part, "reason": reason, **words})


_PRIVACY = {
    "interest": "个人隐私",
    "consultation": "所涉人员较多，逐一征求意见不具有可行性，经审查公开会损害其合法权益",
}
_BUSINESS = {
    "interest": "商业秘密",
    "consultation": "本机关已书面征求第三方意见，第三方不同意公开且有合理理由",
}


def _partly(organ: str, wanted: str, open_part: str, text: str, *refused: GivenRefusal) -> Ask:
    words = {**_PAPER, "open_part": open_part}
    return Ask(organ, wanted, "PARTLY_PROVIDED", words, refused=refused, text=text)


PARTLY: tuple[Ask, ...] = (
    _partly(
        "housing",
        "{y1}年{place}公租房分配审核的全部申请材料",
        "审核程序、评分规则和各得分段户数",
        "评分规则共 6 项，90 分以上 12 户，80 至 90 分 47 户，80 分以下 88 户。",
        _part(
            "申请家庭的收入、疾病和住址材料",
            "D4",
            "属于申请家庭的个人隐私，与配租监督无必要联系",
            **_PRIVACY,
        ),
    ),
    _partly(
        "civil",
        "{place}低保家庭经济状况核对报告",
        "核对的项目、方式和结论类别",
        "核对项目为户籍、车辆、不动产、社保和存款五类，结论分为符合、不符合和需补充。",
        _part("核对报告中的家庭成员和存款数据", "D4", "属于个人隐私，公开会造成损害", **_PRIVACY),
    ),
    _partly(
        "city",
        "{place}违法建设查处案卷和处理决定",
        "行政处罚决定书正文",
        "处罚决定：责令限期拆除，当事人信息已遮盖。",
        _part(
            "现场笔录、询问笔录和内部审批表", "D7", "为查处过程中形成的案卷材料，依法可以不予公开"
        ),
    ),
    _partly(
        "land",
        "{place}征地补偿到户清单和测绘成果",
        "分村组补偿面积和金额汇总表",
        "分村组汇总：一组 3.1 亩、二组 5.7 亩、五组 2.4 亩，金额按区片价计算。",
        _part("到户清单中的姓名、证件和账户", "D4", "属于被征收人的个人隐私", **_PRIVACY),
        _part("测绘成果中的控制点坐标", "D1", "已由有权机关确定为秘密级"),
    ),
    _partly(
        "finance",
        "{y1}年{place}项目预算评审报告及评审底稿",
        "预算评审报告的结论和审减金额",
        "送审 480 万元，审定 431 万元，审减 49 万元，原因为工程量核减和单价调整。",
        _part(
            "评审底稿和讨论记录",
            "D6",
            "为评审中的讨论记录，结论已随报告公开",
            process_kind="讨论记录",
        ),
    ),
    _partly(
        "liulin",
        "{place}农村宅基地审批的全部档案",
        "审批条件、程序和批准面积",
        "批准面积 166 平方米，四邻意见和现场勘查结论符合条件。",
        _part("申请人家庭成员信息", "D4", "属于个人隐私", **_PRIVACY),
    ),
)


def _refused(organ: str, wanted: str, ground: str, reason: str, **words: str) -> Ask:
    return Ask(organ, wanted, "REFUSED", {"reason": reason, **words}, ground=ground)


REFUSED: tuple[Ask, ...] = (
    _refused(
        "office",
        "{y1}年县政府专题会议纪要全文（{place}拆迁协调）",
        "D6",
        "该会议纪要记录讨论中的不同意见，尚未形成对外的决定",
        process_kind="讨论记录",
    ),
    _refused(
        "office",
        "县政府办公室{y1}年干部年度考核等次和奖金分配表",
        "D5",
        "为本机关内部人事管理信息，不对外产生影响",
        internal_kind="人事管理",
    ),
    _refused(
        "city",
        "{place}占道经营行政处罚案卷（含询问笔录）",
        "D7",
        "案件的处罚决定已按规定公示，案卷其他材料法律没有规定应当公开",
    ),
    _refused(
        "land",
        "{place}高精度基础测绘成果及控制点坐标",
        "D1",
        "经测绘地理信息主管部门确定为秘密级，保密期限未满",
    ),
    _refused(
        "civil",
        "{place}收养登记档案全部材料",
        "D2",
        "收养登记涉及保密，法律规定不得泄露收养秘密",
        statute="《中华人民共和国民法典》第一千一百一十条",
    ),
    _refused(
        "gov",
        "{place}重点部位应急处置预案全文",
        "D3",
        "公开处置力量部署和薄弱环节可能被利用",
        endangered="公共安全",
    ),
    _refused(
        "finance",
        "{y1}年{place}融资平台与银行磋商的往来函件",
        "D6",
        "属于尚在磋商的函件，条件未定，公开影响磋商",
        process_kind="磋商信函",
    ),
    _refused(
        "housing",
        "{place}房地产开发企业的资金监管账户流水",
        "D4",
        "账户流水反映企业经营情况，企业采取了保密措施",
        **_BUSINESS,
    ),
)

PUBLIC: tuple[Ask, ...] = tuple(
    Ask(organ, wanted, "ALREADY_PUBLIC", {"where": where})
    for organ, wanted, where in (
        (
            "housing",
            "清河县公共租赁住房管理办法现行文本",
            "本门户“政策文件”栏目，按标题检索即可下载；也可到建设街56号一楼查阅点查阅。",
        ),
        (
            "finance",
            "{y1}年县级财政决算报告和附表",
            "本门户“财政预决算”栏目，决算报告及附表共 14 张。",
        ),
        ("land", "{place}征收土地公告", "本门户“征地信息”栏目，并已在村务公开栏张贴。"),
        ("civil", "现行城乡低保标准和申请指南", "本门户“社会救助”栏目，办事窗口也有纸质指南。"),
        ("city", "{place}停车收费标准", "本门户“公共服务收费”栏目，停车场入口处公示牌同时载明。"),
        ("gov", "县政府{y1}年重大行政决策事项目录", "本门户“重大决策”栏目，另载于县政府公报。"),
        ("office", "{y1}年政府信息公开工作年度报告", "本门户“年度报告”栏目。"),
    )
)

ABSENT: tuple[Ask, ...] = tuple(
    Ask(
        organ,
        wanted,
        "DOES_NOT_EXIST",
        {
            "search": "检索了本机关公文系统、档案室目录和业务系统，关键词为申请所列名称及其简称，"
            "由档案管理人员检索，没有发现该信息",
            "reason": reason,
        },
    )
    for organ, wanted, reason in (
        ("housing", "{place}燃气管道改造的专家论证会录音", "论证会没有录音，只形成书面意见"),
        ("land", "{place}地块{y2}年以前的土壤污染调查报告", "该地块当时不在调查名录，没有开展调查"),
        ("finance", "{place}道路项目单独的财政评审报告", "该项目低于评审限额，没有单独评审"),
        ("liulin", "{place}安置点{y2}年的选址比选报告", "选址直接采用上级规划，没有另行比选"),
        ("chengguan", "{place}加装电梯的居民表决原始票", "表决由业主自行组织，街道没有获取表决票"),
        ("office", "县政府办公室关于{place}限行的内部通知", "没有制发过该通知"),
    )
)

ELSEWHERE: tuple[Ask, ...] = tuple(
    Ask(
        organ,
        wanted,
        "NOT_THIS_ORGAN",
        {"reason": reason, "right_organ": right, "right_contact": contact},
    )
    for organ, wanted, reason, right, contact in (
        (
            "gov",
            "{y1}年全县义务教育学校招生范围划分方案",
            "该方案由教育主管部门制作",
            "清河县教育和体育局",
            "育才路21号，电话0000-7212100",
        ),
        (
            "office",
            "{place}校车许可审批材料",
            "校车使用许可材料由教育主管部门保存",
            "清河县教育和体育局",
            "育才路21号，电话0000-7212100",
        ),
        (
            "housing",
            "{place}道路拓宽的征地补偿安置方案",
            "征地补偿安置方案由自然资源主管部门组织拟定",
            "清河县自然资源局",
            "建设街60号，电话0000-7216000",
        ),
        (
            "finance",
            "{y1}年公立医院药品采购明细",
            "药品采购明细由卫生健康主管部门掌握",
            "清河县卫生健康委员会",
            "文昌路40号，电话0000-7214000",
        ),
        (
            "city",
            "{place}公租房小区物业服务合同",
            "该合同由住房保障部门签订",
            "清河县住房和城乡建设局",
            "建设街56号，电话0000-7215600",
        ),
    )
)

REGISTRY = Ask(
    "land",
    "{place}某号房屋的不动产登记簿和抵押情况",
    "SPECIAL_ACCESS",
    {
        "registry": "不动产登记资料",
        "statute": "《不动产登记暂行条例》第二十七条",
        "how": "持身份证明和与房屋的利害关系证明，到县不动产登记大厅（迎宾大道66号）查询",
    },
)
PROCESSING = (
    Ask(
        "civil",
        "{y2}年以来各村低保户致贫原因的分类对比分析",
        "NEEDS_PROCESSING",
        {
            "reason": "本机关只有按户登记的数据，没有按原因分类的对比分析",
            "existing": "分乡镇的户数统计表",
        },
    ),
    Ask(
        "finance",
        "{y2}年以来各单位差旅费占比的逐年变化图表",
        "NEEDS_PROCESSING",
        {"reason": "需要重新汇总各单位账目并计算，本机关没有现成的图表"},
    ),
)
UNCLEAR = Ask(
    "housing",
    "贵局有关我家房子的一切文件",
    "STILL_UNCLEAR",
    {"reason": "补正后仍未指明具体的文件名称、时间或者事项，不能确定所指的信息"},
)
PETITION = (
    Ask(
        "liulin",
        "请公开村干部侵占{place}集体土地为什么不处理",
        "PETITION",
        {"reason": "申请内容是要求查处村干部", "how": "县信访局，府前街1号东门，电话0000-7210150"},
    ),
    Ask(
        "city",
        "请公开楼上违建半年没人管的原因并限期拆除",
        "PETITION",
        {"reason": "申请内容是投诉违法建设", "how": "城管服务热线0000-7213310，工农路33号受理窗口"},
    ),
)
INQUIRY = (
    Ask(
        "civil",
        "我母亲今年 79 岁能不能领高龄津贴，领多少",
        "INQUIRY",
        {
            "reason": "申请内容是询问个人能否享受待遇",
            "how": "文昌路18号养老服务窗口，电话0000-7218820",
        },
    ),
    Ask(
        "finance",
        "乡镇退休教师工资为什么比别的县低，何时补发",
        "INQUIRY",
        {"reason": "申请内容是就工资待遇进行咨询", "how": "县人社局工资福利股，电话0000-7211520"},
    ),
)
PUBLICATION = Ask(
    "office",
    "县政府公报{y1}年全年各期",
    "PUBLICATION",
    {"where": "县图书馆、县档案馆均有陈列，也可在门户“政府公报”栏目阅读。"},
)
EXCESSIVE = Ask(
    "chengguan",
    "街道{y2}年以来全部会议签到表、全部采购小票、全部值班记录",
    "EXCESSIVE",
    {
        "extent": "一个月内提出申请 41 件，涉及资料两万余页",
        "reason": "仅称好奇，没有说明与生产、生活的关系",
    },
)
REISSUE = Ask(
    "land",
    "请在已给我的征地批复复印件上重新盖章确认",
    "REISSUE",
    {"obtained": "本机关此前已随答复书提供该批复的复制件"},
)
NO_RECORD = Ask(
    "office",
    "办公室工作人员私人手机中的通讯录",
    "NOT_GOVERNMENT_INFORMATION",
    {"reason": "不是履行行政管理职能过程中制作或者获取的信息"},
)
ARCHIVED = Ask(
    "gov",
    "1984 年{place}村办企业划拨用地的批文",
    "STATE_ARCHIVE",
    {
        "archive": "清河县档案馆",
        "transfer": "已随全宗移交，目录号 7",
        "archive_contact": "文昌路2号，电话0000-7219900，工作日开放",
        "where": "清河县档案馆查阅大厅，文昌路2号",
    },
)
OTHER = Ask(
    "chengguan",
    "请把我上次申请寄到新地址",
    "OTHER",
    {"explanation": "本件不是新的申请，本机关已按新地址重新寄送此前的答复书，特此告知。"},
)
REPEATED = Ask(
    "housing",
    "{place}老旧小区改造项目的施工合同和工程量清单",
    "REPEATED",
    {"reason": "本次申请与此前申请的项目、文件完全相同"},
)
