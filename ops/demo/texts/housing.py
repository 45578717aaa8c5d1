"""保障性住房: lotteries, subsidy lists, estates and what reviews of them found."""

from collections.abc import Iterator

from ops.demo.texts.pen import Commission, Paper, Pen, Table, about, sections
from ops.demo.texts.places import COMMUNITIES, ESTATE_STORIES, ESTATES, TOWNS

FIELD = "保障性住房"
TOPIC = "城乡建设/住房保障"


def _ordinal(number: int) -> str:
    return "一二三四五六七八九十"[number - 1]


def lottery(pen: Pen, turn: tuple[str, int]) -> Paper:
    """公租房实物配租摇号结果公示."""
    estate, batch = turn
    flats = pen.number(38, 126)
    entered = flats + pen.number(12, 60)
    small, middle, large = pen.parts(flats, 3)
    body = (
        pen.say(
            f"{estate}第{_ordinal(batch)}批公共租赁住房实物配租摇号于{pen.day(-2)}在{pen.say('县文化馆报告厅', '县政务服务中心二楼会议室', '城关街道办事处大会议室')}举行，分配方案在现场当场宣读，摇号结果经公证人员当场公证。现将结果公示如下。",
            f"经街道初审、县住房保障部门复审和公示无异议，{entered}户家庭取得本次{estate}配租摇号资格。摇号仪式于{pen.day(-3)}举行，现公布结果，接受监督。",
            f"根据清河县公共租赁住房管理规定，对{estate}{flats}套房源组织公开摇号。参加摇号的家庭代表、人大代表、新闻记者和公证员到场见证，过程全程直播。",
        ),
        f"{ESTATE_STORIES[estate][0]}。",
        f"一、房源。本次共{flats}套，其中一居室{small}套、两居室{middle}套、三居室（小户型）{large}套，{pen.say('均已简单装修，具备入住条件', '水、电、燃气、供暖已通', '配备热水器、橱柜和灯具')}。",
        f"二、摇号结果。参加摇号{entered}户，中签{flats}户，未中签{entered - flats}户自动转入轮候，轮候顺序号保留。",
        f"中签家庭代表（部分，姓名已作处理）：{pen.names(pen.number(14, 22))}等。完整名单含受理编号，张贴于各社区公示栏。",
        pen.say(
            "三、摇号方式。采用摇号软件随机产生，种子数由现场三名家庭代表各抽取一位数字组成；软件源程序和数据已封存，公证书编号附卷。",
            "三、摇号规则。先摇户、后摇房：第一轮确定入围家庭，第二轮确定楼栋房号。行动不便的家庭单独编组，只在一至二层房源中摇取。",
            "三、优先安排。烈属、优抚对象、重度残疾人、七十周岁以上老人家庭先行选择低层房源，其余房源统一摇号。",
        ),
        f"四、公示期{pen.span(0, pen.number(7, 10))}。公示期不少于7天，期间对中签家庭的收入、住房、资产状况有异议的，请以书面形式反映并提供线索。",
        pen.say(
            f"五、后续手续。公示无异议的家庭请于{pen.day(14)}至{pen.day(28)}到住房保障窗口签订租赁合同、缴纳首季租金和押金；逾期不办理的，视为放弃，两年内不得再次申请。",
            f"五、入住办理。物业公司将于{pen.day(16)}起集中办理入住，请携带身份证、准租通知单；确有困难不能按期办理的，可书面申请延期三十日。",
        ),
        f"受理异议电话：{pen.phone()}；监督电话：{pen.phone()}。租金标准为每月每平方米{pen.number(14, 32) / 10:.1f}元，低保家庭按规定减免。",
    )
    return Paper(
        "housing",
        "public_notice",
        f"{estate}第{_ordinal(batch)}批公租房实物配租摇号结果公示",
        "RESULT",
        TOPIC,
        body,
        attributes={
            "公示期限": "不少于7天",
            "异议渠道": "向县住建局住房保障股书面反映",
        },
    )


def vacancy(pen: Pen, estate: str) -> Paper:
    """配租公告: which flats are to let and who may apply."""
    flats, area = pen.number(24, 96), pen.number(38, 58)
    income = pen.number(1800, 2600, 100)
    body = (
        pen.say(
            f"为解决城镇中等偏下收入住房困难家庭、新就业无房职工和在城镇稳定就业的外来务工人员的居住问题，县住建局定于{pen.day(10)}起受理{estate}公共租赁住房配租申请。",
            f"{estate}{pen.say('一期', '二期', '三期')}公租房已竣工验收，现面向符合条件的家庭配租，公告如下。",
            f"经报县人民政府同意，拿出{estate}空置和新增公租房{flats}套开展配租。现将配租事项公告如下，请符合条件的家庭按时申请。",
        ),
        f"房源情况：{estate}位于{pen.pick(('滨河路东段', '学府路南侧', '工农路中段', '迎宾大道西侧'))}，本次配租{flats}套，单套建筑面积{area - 8}至{area}平方米，{pen.say('多层，无电梯', '小高层，设电梯', '六层步梯楼')}。{pen.say('小区内设社区卫生服务站', '距公交站三百米', '配建公共食堂和晾衣场', '小区门口有便民菜店')}。",
        f"小区情况：{ESTATE_STORIES[estate][0]}。",
        f"申请条件：（一）{pen.say('具有本县城镇户籍或持有居住证满一年', '在本县城镇居住并稳定就业一年以上')}；（二）家庭人均月收入低于{income}元；（三）家庭人均住房建筑面积低于{pen.number(13, 16)}平方米；（四）未享受其他住房保障政策。",
        pen.say(
            "申请程序：向居住地社区提出申请，社区核查材料、街道审核、县住房保障部门会同民政、不动产登记、公积金等部门联网核对，符合条件的公示后参加摇号。",
            "办理流程：线上可在政务服务网“住房保障”专栏提交，线下到社区居委会提交。受理后十五日内出具审核意见，不符合条件的书面说明理由。",
            "受理方式：本次实行“免证明”申请，收入、车辆、不动产、婚姻状况由部门间信息共享核对，申请人只需签署授权书。",
        ),
        pen.say(
            f"受理时间：{pen.span(10, 21)}。逾期申请转入下一批次。",
            f"申请截止日为{pen.day(31)}，以社区收到材料的时间为准。",
        ),
        f"租金：每月每平方米{pen.number(14, 30) / 10:.1f}元，按季缴纳；押金按{pen.say('一', '三')}个月租金收取，退租时无息退还。租赁期限{pen.say('三', '五')}年，期满重新审核。",
        pen.say(
            "诚信要求：申报材料应当真实。隐瞒或者虚报的，取消资格，记入不良信用记录，五年内不再受理申请；已入住的责令退出并按市场租金补缴。",
            "纪律要求：任何单位和个人不得以任何名义收取“代办费”“选房费”，工作人员亲属申请的应当报备并回避审核。",
        ),
        f"咨询电话：{pen.phone()}。各街道便民服务中心均提供表格领取和填写指导，{pen.say('视力、听力障碍人士可预约上门', '可协助不会使用智能手机的老人办理', '设双休日值班窗口')}。",
    )
    return Paper("housing", "announcement", f"{estate}公共租赁住房配租公告", "SERVICE", TOPIC, body)


def subsidy(pen: Pen, community: str) -> Paper:
    """住房租赁补贴发放对象公示, by community, by quarter."""
    homes = pen.number(9, 34)
    first, second, third = pen.parts(homes, 3)
    rates = pen.number(9, 12), pen.number(6, 8), pen.number(3, 5)
    squares = [pen.number(26, 44) for _ in range(3)]
    month = (
        first * rates[0] * squares[0]
        + second * rates[1] * squares[1]
        + third * rates[2] * squares[2]
    )
    body = (
        pen.say(
            f"{community}申请住房租赁补贴的家庭，经社区对证件材料真实性进行核查、街道审查并签署意见、县住房保障部门复审，以下家庭符合发放条件，现予公示。",
            f"按照租赁补贴“社区核查、街道审查、县级复审”的程序，县住建局自收到申请材料之日起15日内作出复审决定。{community}本批通过复审{homes}户，现公示如下。",
            f"现将{community}{pen.quarter()}城镇住房租赁补贴拟发放对象予以公示，欢迎居民监督。",
        ),
        Table(
            (
                ("保障档次", "户数", "补贴标准（元/平方米·月）", "户均补贴面积（平方米）"),
                ("低保、特困家庭", str(first), str(rates[0]), str(squares[0])),
                ("低收入家庭", str(second), str(rates[1]), str(squares[1])),
                ("中等偏下收入家庭", str(third), str(rates[2]), str(squares[2])),
            )
        ),
        f"按上述户数、标准和面积计算，每月发放{month}元，全季度发放{month * 3}元，由县财政局通过一卡通直接发放到户。",
        f"公示对象（姓名已作处理）：{pen.names(homes if homes < 18 else 18)}{'等' if homes > 18 else ''}，共{homes}户。",
        pen.say(
            f"本季度新增{pen.number(1, 5)}户，退出{pen.number(1, 4)}户。退出原因包括{pen.say('已购买住房', '收入超过标准')}、{pen.say('户籍迁出', '已配租公租房')}。",
            "补贴面积为家庭应保障面积与现住房面积的差额，一人户最低按26平方米计算；补贴金额不超过实际租金。",
            "请公示家庭妥善保存租赁合同和租金支付凭证，年度复核时查验；转租、空置满三个月的停发补贴。",
            "实际居住地与合同不一致的，请于公示期内到社区更正，否则下季度起暂停发放。",
        ),
        f"公示时间：{pen.span(0, 7)}，公示期不少于7天。{pen.say('张贴地点为社区公示栏和小区单元门厅', '同时在社区微信群公布', '同步在街道便民服务中心电子屏滚动播放')}。",
        pen.say(
            f"有异议的，可向{community}居委会、城关街道民生办或者县住建局反映。实名反映的，七个工作日内书面答复。电话：{pen.phone()}。",
            f"异议受理：{pen.phone()}（社区）、{pen.phone()}（县住建局）。匿名反映但线索具体的，同样予以核查。",
            f"如发现有车辆、房产、经营收入等情况未如实申报的，请拨打{pen.phone()}，核实后停发并追回已发补贴。",
        ),
    )
    return Paper(
        "chengguan",
        "public_notice",
        f"{community}{pen.quarter()}住房租赁补贴对象公示",
        "RESULT",
        TOPIC,
        body,
        attributes={
            "公示期限": pen.span(0, 7),
            "异议渠道": "向社区居委会、街道民生办或者县住建局反映",
        },
    )


def clearing(pen: Pen, estate: str) -> Paper:
    """腾退公租房的决定或公告."""
    homes = pen.number(5, 17)
    sub, idle, owed = pen.parts(homes, 3)
    body = (
        pen.say(
            f"县住建局近期对{estate}公租房使用情况开展入户核查，发现{homes}户存在违反租赁合同和《公共租赁住房管理办法》的情形。经调查取证、听取陈述申辩，现公告如下。",
            f"因不再符合保障条件或者违反合同约定，决定收回{estate}{homes}套公共租赁住房。有关家庭经多次通知未办理退出手续，现予公告送达。",
        ),
        f"一、涉及情形。转租、转借{sub}户；无正当理由连续六个月以上闲置{idle}户；累计六个月以上拖欠租金{owed}户。合计{homes}户。",
        f"其中，{ESTATE_STORIES[estate][1]}，已分别制作询问笔录并拍照存证。",
        f"二、涉及家庭（姓名已作处理，房号另行书面通知）：{pen.names(homes)}。",
        f"小区概况：{ESTATE_STORIES[estate][0]}，目前仍有{pen.number(30, 260)}户家庭在本小区轮候。",
        pen.say(
            f"三、处理决定。自本公告发布之日起三十日视为送达，请上述家庭于{pen.day(60)}前腾空交还住房，结清租金、水电燃气费用。",
            f"三、腾退要求。请于{pen.day(45)}前到小区物业服务中心办理退房查验。确无其他住处的，可申请不超过六个月的搬迁期，期间租金按合同标准的一点五倍计收。",
        ),
        pen.say(
            "四、逾期不腾退的，依法申请人民法院强制执行，并记入住房保障失信名单，五年内不得再次申请。",
            "四、对因疾病、失业造成欠租的家庭，可凭证明申请分期缴纳或者减免，经核实后不作腾退处理。",
        ),
        pen.say(
            f"五、陈述申辩。核查阶段有{pen.number(2, 6)}户提出申辩，其中{pen.number(1, 2)}户因住院治疗造成闲置，理由成立，已从名单中删除。",
            "五、收回的房源经维修后纳入下一批配租，房源信息另行公告。",
        ),
        "六、救济渠道。对处理决定不服的，可自送达之日起六十日内申请行政复议，也可在六个月内提起行政诉讼。",
        f"联系地址：建设街56号县住建局住房保障股；电话：{pen.phone()}。",
        pen.say(
            "欢迎群众对公租房转租转借、空置浪费等行为进行举报，经查证属实的给予适当奖励并为举报人保密。",
            "公租房是公共资源，一套房屋的空置意味着一户家庭继续等待。请承租家庭珍惜保障、遵守约定。",
            "入户核查采取佩证上岗、两人同行、表格签字、照片存档的方式，未经住户同意不进入室内。",
        ),
    )
    return Paper(
        "housing", "announcement", f"关于收回{estate}部分公租房的公告", "MANAGEMENT", TOPIC, body
    )


def review_report(pen: Pen) -> Paper:
    """保障家庭年度复核结果."""
    checked = pen.number(860, 1420)
    changed = checked * pen.number(4, 9) // 100
    quit_ = checked * pen.number(3, 7) // 100
    kept = checked - changed - quit_
    body = (
        pen.say(
            f"{pen.year()}年度住房保障家庭资格复核工作已完成，结果报告如下。",
            "按照动态管理要求，县住建局会同民政、不动产、社保、公积金等部门对在保家庭开展了年度复核，现公布结果。",
        ),
        f"一、总体结果。应核{checked}户，全部完成核查。其中继续保障{kept}户，调整保障标准{changed}户，退出保障{quit_}户。",
        "二、核查办法。"
        + pen.say(
            "以信息比对为主、入户核查为辅，疑点数据逐条推送社区核实，当事人可以说明情况。",
            "取消由家庭逐年提交纸质材料的做法，改为部门数据共享比对，只对疑点家庭发送核实通知。",
        ),
        "三、退出原因。"
        + "；".join(
            pen.some(
                3,
                "家庭人均收入连续两年超过标准",
                "已通过购买、继承等方式取得住房",
                "保障对象去世且无共同申请人",
                "户籍迁出本县且不在本县就业",
                "名下车辆价值超过规定",
                "逾期未配合核查且无法联系",
            )
        )
        + "。",
        pen.say(
            f"四、对退出家庭给予{pen.say('三', '六')}个月过渡期，{pen.number(6, 19)}户因子女正在备考申请延期，经核实予以同意。",
            f"四、复核中发现并纠正工作差错{pen.number(3, 12)}件，主要是同名误比、离异后信息未更新，已逐户说明并恢复保障。",
        ),
        pen.say(
            f"五、分布情况。城关街道在保{kept * 6 // 10}户左右，占六成；各镇和园区占四成，多为企业职工家庭。",
            f"五、在保家庭中，低保和特困家庭{kept // 5}户，有重度残疾人的{kept // 11}户，已优先安排维修和无障碍改造。",
        ),
        "六、存在的不足。"
        + pen.say(
            "灵活就业人员收入核定缺少统一口径，跨县房产信息查询周期较长，拟与邻县建立协查机制。",
            "部分家庭对退出标准了解不够，下一步把标准写进租赁合同首页，并由社区当面讲解。",
            "数据更新存在时间差，个别家庭复核期间情况又有变化，今后改为每半年比对一次。",
        ),
        f"对复核结果有异议的，可自收到通知之日起十五日内申请复查，电话{pen.phone()}。",
    )
    return Paper(
        "housing",
        "report",
        f"清河县{pen.year()}年度住房保障资格复核结果报告",
        "RESULT",
        TOPIC,
        body,
    )


def evaluation(pen: Pen) -> Paper:
    """住房保障工作评价结果."""
    score = pen.number(872, 948)
    answers = pen.number(420, 880)
    body = (
        pen.say(
            f"受县住建局委托，第三方机构对{pen.year(-1)}年度住房保障工作开展了绩效评价，现将评价结果公开。",
            f"{pen.year(-1)}年度住房保障绩效评价已经结束，按照结果公开的要求公布如下。",
        ),
        f"一、评价得分{score / 10:.1f}分，{pen.say('等次为良好', '评价等次良好')}。其中决策、过程、产出、效益四个方面得分率分别为{pen.number(92, 99)}%、{pen.number(86, 95)}%、{pen.number(88, 97)}%、{pen.number(84, 94)}%。",
        f"二、满意度。回收有效问卷{answers}份，{pen.say('总体满意', '满意和基本满意')}占{pen.number(860, 965) / 10:.1f}%，最满意的是{pen.say('摇号公开', '租金水平', '申请免证明')}，最不满意的是{pen.say('维修等待时间', '停车位不足', '楼道杂物')}。",
        "三、主要成绩。"
        + "".join(
            pen.some(
                3,
                "分配过程全程公证、直播，全年未发生因分配不公引起的有效投诉。",
                "租赁补贴发放由年度改为季度，平均提前四个月到账。",
                "保障性租赁住房优先面向环卫、护理、公交职工，解决了一线职工的通勤难题。",
                "建立房源底册，空置房源重新配租时间由九十天压缩到四十天。",
                "为行动不便住户加装扶手、坡道一百余处。",
            )
        ),
        "四、发现的问题。"
        + "；".join(
            pen.some(
                3,
                "个别项目配套道路滞后，交付后住户出行不便",
                "租金收缴率与上年相比略有下降",
                "镇级保障房空置率偏高，供需存在错位",
                "信息公开中项目竣工信息更新不够及时",
                "维修基金使用审批环节偏多",
            )
        )
        + "。",
        "五、改进措施。"
        + pen.say(
            "对照问题建立台账，明确责任科室和完成时限，整改结果在下一季度公布；镇级空置房源转为教师、医护周转房。",
            "把配套设施与主体工程同步验收作为交付前提；维修审批权限下放到小区，金额在两千元以下的即修即报。",
        ),
        pen.say(
            "评价报告全文可到政务公开查阅点阅览。",
            "评价指标、打分细则和原始问卷汇总表已随报告一并归档。",
        )
        + f"意见反馈：{pen.phone()}。",
    )
    return Paper(
        "housing",
        "report",
        f"{pen.year(-1)}年度住房保障工作绩效评价结果",
        "RESULT",
        TOPIC,
        body,
    )


def call(pen: Pen, subject: tuple[str, str, str]) -> Paper:
    """关于做好申请受理工作的通知."""
    matter, whom, why = subject
    body = (
        f"{'、'.join(TOWNS[:5])}人民政府，城关街道办事处，局属各单位：",
        pen.say(
            f"{why}。为做好{matter}工作，现将有关事项通知如下：",
            f"经研究，决定自{pen.day(7)}起组织开展{matter}工作。{why}。通知如下：",
        ),
        f"对象范围：{whom}。",
        *sections(
            (
                f"受理时限。集中受理期{pen.span(7, 30)}；街道、镇应在受理后{pen.number(5, 10)}个工作日内完成初审并公示。",
                pen.say(
                    "工作要求。一次告知、容缺受理，能通过共享获取的信息不得要求群众提供证明；对不予受理的必须出具书面凭证。",
                    "材料精简。取消居委会开具的收入证明、无房证明，改由部门联网核对；申请表由五页压减为一页。",
                ),
                pen.say(
                    "信息报送。各受理点每周五下班前报送受理数、初审数，数据异常的说明原因。",
                    "档案管理。一户一档，原始材料扫描后退还本人；纸质授权书按年度装订。",
                    "宣传引导。在村务、居务公开栏张贴条件和流程，对不识字的居民口头讲解并登记。",
                ),
                pen.say(
                    "纪律监督。严禁优亲厚友、吃拿卡要，受理人员与申请人有亲属关系的应当回避并书面报备。",
                    "责任追究。审核把关不严造成错保漏保的，约谈所在单位负责人；弄虚作假的依规依纪处理。",
                ),
            )
        ),
        f"联系人：住房保障股；电话：{pen.phone()}。附件：受理点一览表（共{pen.number(18, 27)}处）。",
        pen.say(
            "此件公开发布。",
            "本通知公开属性为主动公开，请各受理点张贴上墙。",
            "请各单位接通知后立即部署，务必让符合条件的群众应知尽知。",
        ),
    )
    return Paper(
        "housing",
        "notice",
        f"关于做好{pen.year()}年{matter}工作的通知",
        "EXECUTION",
        TOPIC,
        body,
        mark="清建发",
    )


_CALLS = (
    (
        "公租房和租赁补贴申请集中受理",
        "城镇住房和收入双困家庭、新就业无房职工和稳定就业的外来务工人员；已在轮候库的家庭不需重复申请",
        "县里有三个公租房小区即将交付，需要提前摸清申请家庭底数",
    ),
    (
        "青年教师和医护人员周转住房申请受理",
        "入职未满五年、在工作地无自有住房的中小学教师、幼儿园教师、医生和护士，夫妻双方均符合的只受理一方",
        "乡镇学校、卫生院新进人员普遍反映租房难、通勤远，部分闲置校舍已改造为周转房",
    ),
    (
        "灵活就业人员住房保障申请试点",
        "快递、外卖、家政、网约车等从业人员，凭平台从业记录或者社会保险缴纳记录申请，不要求提供劳动合同",
        "全县灵活就业人员已超过九千人，原有条件要求的单位证明使他们难以提出申请",
    ),
    (
        "轮候家庭信息更新和补充申请受理",
        "列入轮候库满一年的家庭核对人口、收入、住房变化；变化后仍符合条件的保留顺序号，不符合的书面告知并说明理由",
        "年度抽查发现轮候信息与实际不符的占百分之七，影响配租公平",
    ),
)


def commissions() -> Iterator[Commission]:
    """Lotteries, lists, calls and reports: dates spread over the years of the archive."""
    turns = [(estate, batch) for batch in (1, 2) for estate in ESTATES[:5]]
    for i, turn in enumerate(turns[:9]):
        key = f"hou-lottery-{i + 1}"
        yield Commission(key, about(lottery, turn), 935 - 101 * i, FIELD, html=i == 4)
    for i, estate in enumerate(ESTATES):
        yield Commission(f"hou-vacancy-{i + 1}", about(vacancy, estate), 1010 - 158 * i, FIELD)
    for i, community in enumerate(COMMUNITIES):
        yield Commission(
            f"hou-subsidy-{i + 1}",
            about(subsidy, community),
            905 - 117 * i,
            FIELD,
            html=i in (2, 5),
        )
    for i, estate in enumerate(ESTATES[1:5]):
        yield Commission(f"hou-clearing-{i + 1}", about(clearing, estate), 720 - 173 * i, FIELD)
    for i in range(3):
        yield Commission(f"hou-review-{i + 1}", review_report, 810 - 367 * i, FIELD)
        yield Commission(f"hou-evaluation-{i + 1}", evaluation, 860 - 368 * i, FIELD)
    for i, subject in enumerate(_CALLS):
        yield Commission(f"hou-call-{i + 1}", about(call, subject), 880 - 209 * i, FIELD)
