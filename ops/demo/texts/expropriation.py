"""国有土地上房屋征收: the papers each expropriation project leaves behind, from survey to audit."""

from collections.abc import Callable, Iterator

from ops.demo.texts.pen import Commission, Paper, Pen, Table, about, sections, wan
from ops.demo.texts.places import PROJECTS, Project

FIELD = "国有土地上房屋征收"
TOPIC = "城乡建设/房屋征收"

_Writer = Callable[[Pen, Project], Paper]


def survey(pen: Pen, site: Project) -> Paper:
    """房屋调查登记结果公示."""
    homes, shops, halls = pen.parts(site.households, 3)
    unlicensed = pen.number(2, max(3, site.households // 9))
    board = pen.say("征收现场办公室门前公示栏", "片区主要出入口和社区公示栏", "现场指挥部外墙")
    body = (
        pen.say(
            f"为做好{site.name}房屋征收补偿工作，县住建局会同县自然资源局、城关街道办事处对拟征收范围内的房屋权属、区位、用途、建筑面积等情况组织了调查登记。现将结果公布如下，请被征收人核对。",
            f"{site.name}拟征收范围内的入户调查已经结束。按照《国有土地上房屋征收与补偿条例》第十五条，调查结果应当在房屋征收范围内向被征收人公布，现予公示。",
            f"受县人民政府委托，县房屋征收实施单位自{pen.day(-38)}起对{site.name}涉及的房屋逐户丈量、拍照、登记。调查工作已完成，结果如下。",
        ),
        f"一、调查范围。{site.scope}。",
        f"二、总体情况。范围内共登记{site.households}户，总建筑面积{site.area}平方米。{site.roof}。{site.finding}。",
        Table(
            (
                ("类别", "户数", "说明"),
                (
                    "住宅",
                    f"{homes}",
                    pen.say("含单位自管公房", "含未办理产权证的自建房", "含房改房"),
                ),
                (
                    "营业用房",
                    f"{shops}",
                    pen.say("以现状营业执照和纳税记录认定", "连续营业满一年以上"),
                ),
                (
                    "其他用房",
                    f"{halls}",
                    pen.say("仓储、门卫及公用设施", "办公、库房等", "生产用房和附属用房"),
                ),
                ("合计", f"{site.households}", f"建筑面积{site.area}平方米"),
            )
        ),
        pen.say(
            f"三、未经登记的建筑。调查中发现未经产权登记的建筑{unlicensed}处，已由县自然资源局、县城市管理局、县住建局共同调查、认定和处理：认定为合法建筑和未超过批准期限的临时建筑的，给予补偿；认定为违法建筑的，不予补偿。认定结论已分别送达。",
            f"三、关于无证房屋。无产权登记的{unlicensed}处房屋正在按程序认定，认定意见形成后单独公布，不影响其他住户先行核对本次调查结果。",
        ),
        f"四、公示期限。{pen.span(0, 7)}，公示期不少于7天。张贴地点为{board}，张贴情况已拍照留存影像资料。",
        pen.say(
            f"五、异议处理。被征收人对本户调查结果有异议的，可在公示期内持身份证明、房屋权属材料到现场办公室申请复核，复核由两名以上工作人员到场进行，{pen.number(3, 5)}个工作日内答复。",
            "五、复核办法。对面积、结构、用途有不同意见的，由测绘单位二次入户复测，被征收人或其委托的人应当到场签字；不到场的，由社区工作人员见证。",
        ),
        pen.say(
            "个人姓名、证件号码及分户明细只张贴于征收现场，网上公示时已作隐去处理。",
            "考虑到保护个人隐私，本页仅公布汇总数据，分户表由本人到现场查阅。",
        )
        + f"联系电话：{pen.phone()}。",
    )
    return Paper(
        "housing",
        "public_notice",
        f"{site.name}房屋调查登记结果公示",
        "EXECUTION",
        TOPIC,
        body,
        attributes={
            "公示期限": pen.span(0, 7),
            "异议渠道": "向征收现场办公室或县住建局房屋征收股书面提出",
        },
    )


def proposal(pen: Pen, site: Project) -> Paper:
    """征收补偿方案（征求意见稿）."""
    move, transit = pen.number(800, 1500, 100), pen.number(8, 14)
    reward = pen.number(2, 6) * 5000
    body = (
        pen.say(
            f"为满足{site.purpose}的需要，拟对{site.name}用地范围内国有土地上房屋实施征收。房屋征收部门拟定了征收补偿方案，经县人民政府组织有关部门论证，现予公布，征求公众意见。",
            f"县住建局作为房屋征收部门，拟定了{site.name}房屋征收补偿方案。依照《国有土地上房屋征收与补偿条例》第十条，现公开征求被征收人和社会各方面的意见。",
        ),
        *sections(
            (
                f"征收范围和规模。{site.scope}，涉及{site.households}户、建筑面积约{site.area}平方米。{site.need}。",
                pen.say(
                    "补偿内容。包括被征收房屋价值的补偿，因征收造成的搬迁、临时安置的补偿，因征收造成的停产停业损失的补偿。",
                    "补偿构成。房屋价值（含装饰装修和附属物）按评估结果补偿，另付搬迁费、临时安置费；经营性房屋另计停产停业损失。",
                )
                + "对被征收房屋价值的补偿，不低于征收决定公告之日类似房地产的市场价格。",
                pen.say(
                    "补偿方式。被征收人可以选择货币补偿，也可以选择房屋产权调换；选择产权调换的，计算并结清差价。",
                    "补偿方式由被征收人自愿选择：一是货币补偿；二是产权调换，安置房为多层或小高层，户型在75至120平方米之间；三是两种方式结合。",
                ),
                f"搬迁费和过渡费。搬迁费每户一次性{move}元，选择产权调换的按两次计算；临时安置费按建筑面积每平方米每月{transit}元发放，过渡期限暂定{pen.number(18, 30, 6)}个月，超期未交房的自超期之月起加倍。",
                f"签约奖励。在签约期限内签订协议并腾空交房的，每户奖励{reward}元；被征收人确有特殊困难的，可申请延长搬迁时间，不影响奖励。",
                f"安置去向。{site.resettlement}。",
                pen.say(
                    "住房保障。被征收人符合住房保障条件的，优先给予保障，不再轮候。",
                    "困难家庭。家庭唯一住房面积不足45平方米的，按45平方米给予补偿；属最低生活保障家庭的，免交因此产生的差价。",
                    "特殊群体。独居老人、重度残疾人家庭由街道安排专人上门办理，优先选择低楼层安置房。",
                ),
            )
        ),
        f"征求意见期限自{pen.span(0, 31)}，不少于30日。",
        pen.say(
            f"意见可以书面形式送交县住建局房屋征收股（建设街56号），也可发送电子邮件至 zjj@qinghe.gov.example，邮件主题请注明“{site.name}补偿方案意见”。",
            f"有关单位和个人可到{pen.say('城关街道办事处一楼大厅', '征收现场办公室', '县政务服务中心政务公开专区')}领取意见表，填写后投入意见箱；也可电话反映：{pen.phone()}。",
        ),
        "因旧城区改建需要征收房屋，多数被征收人认为方案不符合条例规定的，由县人民政府组织听证会并根据听证情况修改方案。"
        if "旧城区" in site.purpose
        else "征求意见情况和根据公众意见修改的情况将及时公布。",
    )
    return Paper(
        "housing",
        "plan",
        f"{site.name}房屋征收补偿方案（征求意见稿）",
        "DECISION",
        TOPIC,
        body,
    )


def feedback(pen: Pen, site: Project) -> Paper:
    """征求意见情况和修改情况."""
    received = max(9, site.households // pen.number(3, 5))
    adopted, partly, rest = pen.parts(received, 3)
    changes = pen.some(
        3,
        "将搬迁费由一次计发改为按实际搬迁次数计发。",
        "签约期限由30日延长至45日，方便在外务工的被征收人返乡办理。",
        "明确附属物补偿单价表，水井、地窖、树木等逐项列出单价。",
        "增加“一户一档”公示要求，分户补偿情况在征收范围内公布。",
        "停产停业损失的计算依据由单一的纳税额改为纳税额与租赁合同择高。",
        "增加老年住户低楼层优先选房条款。",
    )
    body = (
        pen.say(
            f"《{site.name}房屋征收补偿方案（征求意见稿）》自{pen.span(-36, 31)}公开征求意见。现将征求意见情况和修改情况公布如下。",
            f"{site.name}补偿方案公开征求意见工作已于{pen.day(-6)}结束，意见整理、研究和采纳情况如下，特向参与的居民表示感谢。",
        ),
        pen.say(
            f"一、总体情况。共收到书面意见、邮件和来电记录{received}条，涉及{pen.number(5, 9)}个方面；召开座谈会{pen.number(2, 4)}场，{pen.number(21, 58)}名被征收人代表参加。",
            f"一、意见收集。期间设意见箱{pen.number(2, 4)}处，入户走访{site.households - pen.number(1, 9)}户，归并后形成有效意见{received}条。",
        ),
        f"{pen.say('意见比较集中的是', '从内容看', '归纳起来')}：{site.worry}。",
        f"二、采纳情况。采纳{adopted}条，部分采纳{partly}条，未采纳{rest}条，合计{received}条。",
        "三、主要修改内容。",
        *(f"（{'一二三'[i]}）{change}" for i, change in enumerate(changes)),
        pen.say(
            "四、未采纳的意见及理由。主要集中在提高单价方面。被征收房屋价值须由被征收人选定的评估机构按市场价格评估确定，补偿方案不宜直接规定房屋单价；要求按户而非按面积发放过渡费的意见与省定标准不一致，未予采纳。",
            "四、关于未采纳意见的说明。部分居民提出原地回迁，因规划用途为公共设施，原地不具备建设住宅的条件，方案提供的安置地块距原址约1.2公里；另有意见要求对征收公告后新增装修补偿，不符合条例第十六条规定。",
            "四、未采纳意见的说明。希望以奖励替代评估的意见，与先评估、后补偿的程序不符；希望将相邻地块一并纳入征收范围的意见，因其不在本次用地红线内，已转相关部门研究。",
        ),
        pen.say(
            "修改后的方案将随房屋征收决定一并公告。",
            "有关会议记录、签到表、意见原件已立卷归档，可到现场办公室查阅本人提交的意见。",
        )
        + f"咨询电话：{pen.phone()}。",
    )
    return Paper(
        "housing",
        "report",
        f"{site.name}补偿方案征求意见情况和修改情况",
        "DECISION",
        TOPIC,
        body,
    )


def risk(pen: Pen, site: Project) -> Paper:
    """社会稳定风险评估: opened on request (domain.md C3)."""
    asked = max(20, site.households * 2 // 3)
    yes = asked * pen.number(82, 94) // 100
    body = (
        f"按照重大行政决策和房屋征收有关规定，对{site.name}开展社会稳定风险评估，形成本报告摘要。项目范围{site.scope}，涉及{site.households}户。",
        f"一、评估过程。评估小组由县住建局、城关街道办事处、县司法局和第三方机构组成，于{pen.day(-21)}至{pen.day(-4)}采取问卷、座谈、走访方式进行，发放问卷{asked}份，收回有效问卷{asked}份，其中赞成实施的{yes}份，占{yes * 100 / asked:.1f}%。",
        f"二、必要性和合法性、合理性、可行性、可控性分析。{site.need}。"
        + pen.say(
            "项目符合国民经济和社会发展规划、国土空间规划，已纳入年度计划，征收补偿资金足额到位、专户存储。",
            "项目已取得规划条件和用地预审意见，补偿方案履行了征求意见程序，资金由县财政统筹安排。",
        ),
        f"三、主要风险点。走访中了解到，{site.worry}。此外还有："
        + "；".join(
            pen.some(
                3,
                "部分住户对评估时点和评估价格存在疑虑",
                "个别家庭内部产权分割未达成一致",
                "营业用房的认定标准可能引发争议",
                "过渡期租房价格上涨增加住户负担",
                "施工期间噪声扬尘影响周边居民",
            )
        )
        + "。",
        "四、防范措施。"
        + "".join(
            pen.some(
                3,
                "公开选定评估机构，评估专家现场答疑。",
                "设立法律援助点，为家庭析产提供免费咨询。",
                "提前摸清可租房源并向住户推送。",
                "对营业用房逐处公示认定依据。",
                "街道网格员每周入户一次，收集诉求并限时回复。",
            )
        ),
        f"五、评估结论。该项目社会稳定风险等级为{pen.say('低风险', '低风险', '中低风险')}，{pen.say('可以实施', '在落实防范措施的前提下可以实施')}。",
        "本报告涉及受访者个人意见和应对预案，公开属性确定为依申请公开。",
    )
    return Paper(
        "housing",
        "report",
        f"{site.name}社会稳定风险评估报告（摘要）",
        "DECISION",
        TOPIC,
        body,
    )


def decision(pen: Pen, site: Project) -> Paper:
    """房屋征收决定."""
    days = pen.number(30, 60, 15)
    lawful = "《国有土地上房屋征收与补偿条例》第八条、第十三条" + pen.say(
        "和省有关规定", "", "的规定"
    )
    points = [
        pen.say(
            f"征收范围：{site.scope}（具体以规划红线图为准）。",
            f"被征收房屋坐落：{site.scope}。红线图张贴于征收现场，可供查阅。",
        ),
        f"征收规模：涉及{site.households}户，建筑面积{site.area}平方米。",
        pen.say(
            "征收主体为清河县人民政府，房屋征收部门为清河县住房和城乡建设局，征收实施单位为城关街道办事处。实施单位不得以营利为目的。",
            "由清河县住房和城乡建设局组织实施房屋征收与补偿工作，委托城关街道办事处承担具体事务，并对其在委托范围内的行为负责监督、承担法律责任。",
        ),
        f"签约期限：自评估结果送达之日起{days}日。在签约期限内达不成补偿协议或者房屋所有权人不明确的，由房屋征收部门报请本机关依法作出补偿决定。",
        pen.say(
            "房屋被依法征收的，国有土地使用权同时收回。",
            "自本决定公告之日起，征收范围内的国有土地使用权同时收回，原权属证书由征收部门统一办理注销。",
        ),
        pen.say(
            "自本决定公布之日起，征收范围内不得实施新建、扩建、改建房屋和改变房屋用途等不当增加补偿费用的行为；违反规定实施的，不予补偿。",
            "征收范围确定后突击装修、改变用途、分户的，一律不作为增加补偿的依据。有关部门暂停办理相关手续，暂停期限最长不超过一年。",
        ),
        pen.say(
            "补偿费用已足额到位，专户存储，专款专用。审计机关依法对补偿费用的管理和使用情况进行监督。",
            f"首期补偿资金{wan(site.area * site.price // 150)}已到位并存入专户，由县审计局全程跟踪。",
        ),
        "被征收人对本决定不服的，可以自公告之日起六十日内依法申请行政复议，也可以自公告之日起六个月内依法向人民法院提起行政诉讼。",
    ]
    body = (
        f"为满足{site.purpose}的需要，依据{lawful}，经{pen.say('县人民政府常务会议讨论决定', '县政府常务会议研究同意', '论证、公示、征求意见和风险评估并报县政府常务会议讨论')}，对{site.name}用地范围内国有土地上房屋实施征收。现决定如下：",
        *sections(points),
        pen.say(
            f"被征收房屋基本情况：{site.roof}。{site.need}。",
            f"征收补偿方案作为本决定附件一并公告。现状：{site.roof}；{site.need}。",
        ),
        pen.say(
            "附件：房屋征收范围红线图、征收补偿方案",
            "附件：1.征收补偿方案；2.红线图；3.预评估说明",
            "征收补偿方案见征收现场公示栏及县政府门户网站。",
        ),
    )
    return Paper(
        "gov",
        "decision",
        f"清河县人民政府关于{site.name}房屋征收的决定",
        "DECISION",
        TOPIC,
        body,
        mark="清政征",
    )


def announcement(pen: Pen, site: Project) -> Paper:
    """房屋征收决定公告."""
    body = (
        pen.say(
            f"清河县人民政府已于{pen.day(-1)}作出{pen.cite(f'exp-decision-{site.key}')}房屋征收决定。依照《国有土地上房屋征收与补偿条例》第十三条，现将有关事项公告如下：",
            f"为保障{site.name}顺利实施，县人民政府作出房屋征收决定（{pen.cite(f'exp-decision-{site.key}')}）。为便于被征收人了解和监督，公告如下：",
        ),
        f"征收项目名称：{site.name}。",
        f"公共利益：{site.purpose}的需要。{site.need}。",
        f"征收范围：{site.scope}。",
        pen.say(
            f"征收补偿工作时间安排：{pen.day(8)}前协商选定评估机构；{pen.day(40)}前公布分户初步评估结果；{pen.day(45)}起签订补偿协议。",
            f"时间节点：被征收人可于{pen.day(3)}至{pen.day(10)}协商选定评估机构，评估工作预计{pen.number(25, 35)}日完成，随后进入签约阶段。",
        ),
        pen.say(
            f"现场办公地点：{pen.pick(('片区内原居委会办公室', '城关街道办事处二楼', '项目东侧临时板房'))}，每日8:30至18:00有人值守，周末不休。",
            f"政策咨询点设在{pen.pick(('片区文化活动室', '城关街道便民服务中心', '施工围挡外服务岗亭'))}，法律咨询每周{pen.say('二、四', '三、五')}下午提供。",
        )
        + f"电话：{pen.phone()}。",
        f"安置去向：{site.resettlement}。",
        pen.say(
            "温馨提示：签约先后次序与补偿标准无关，任何单位和个人承诺“先签多给”“后签多得”的，均不代表政府意见。",
            "请被征收人提前备好房屋权属证书、身份证明、户口簿、房屋租赁合同等材料原件及复印件。产权人去世的，请尽早办理继承手续。",
            "任何单位和个人不得采取暴力、威胁或者中断供水、供热、供气、供电和道路通行等非法方式迫使被征收人搬迁。发现此类行为可拨打监督电话。",
        ),
        pen.say(
            "公告在征收范围内张贴并同步在县政府门户网站、清河发布政务新媒体发布。",
            f"本公告张贴于现场{pen.number(4, 8)}处，张贴过程由社区居民代表见证并拍照留存。",
        ),
        "救济途径：对房屋征收决定不服的，可在公告之日起六十日内向市人民政府申请行政复议，或者在六个月内向有管辖权的人民法院提起诉讼。复议、诉讼期间不停止征收决定的执行，法律另有规定的除外。",
    )
    return Paper(
        "gov",
        "announcement",
        f"{site.name}房屋征收决定公告",
        "DECISION",
        TOPIC,
        body,
    )


_APPRAISERS = ("衡正", "中睿", "诚远", "鼎信", "广源", "德方", "联拓", "嘉禾")


def appraiser(pen: Pen, site: Project) -> Paper:
    """评估机构选定结果公示."""
    firms = pen.shuffled(*_APPRAISERS)[:4]
    voters = site.households - pen.number(2, max(3, site.households // 12))
    votes = sorted(pen.parts(voters, 4), reverse=True)
    won = votes[0] * 2 > voters
    body = (
        pen.say(
            f"依照《国有土地上房屋征收评估办法》，{site.name}房地产价格评估机构由被征收人协商选定；协商不成的，通过多数决定、随机选定等方式确定。现将选定结果公示如下。",
            f"{site.name}被征收人在规定期限内未能协商一致，县住建局依法组织以{'投票' if won else '投票和抽签'}方式确定评估机构，过程和结果如下。",
        ),
        f"征收范围{site.scope}。{site.finding}，评估时一并考虑。",
        f"一、报名情况。公告期内共有4家具备相应资质的机构报名，资格审查全部合格：{'、'.join(f'{firm}房地产评估公司' for firm in firms)}（企业名称为示范用名）。",
        f"二、投票情况。应参加{site.households}户，实际参加{voters}户，得票依次为{votes[0]}票、{votes[1]}票、{votes[2]}票、{votes[3]}票。",
        (
            f"三、选定结果。{firms[0]}房地产评估公司得票超过半数，按多数决定原则选定为本项目评估机构。"
            if won
            else f"三、选定结果。因无一家得票超过半数，按公告办法由得票前两名抽签，{pen.name()}（被征收人代表）抽取号签，{firms[1]}房地产评估公司选定为本项目评估机构。"
        ),
        pen.say(
            f"选定过程由{pen.say('县公证处', '县司法局工作人员')}、社区居民代表和县人大代表现场监督，全程录像。",
            f"现场监督人员包括纪检监督员1名、居民代表{pen.number(3, 6)}名，公证人员对抽签、计票过程进行了现场公证。",
        ),
        pen.say(
            "四、评估机构应当独立、客观、公正地开展评估，任何单位和个人不得干预。评估费用由房屋征收部门承担。",
            "四、后续安排。评估机构将于公示结束后入户实地查勘，请被征收人予以配合并在查勘记录上签字；拒绝查勘的，由无利害关系的第三人见证。",
        ),
        f"五、公示期{pen.span(0, 7)}。对选定程序有异议的，请以真实姓名书面向县住建局房屋征收股反映，电话{pen.phone()}。",
    )
    return Paper(
        "housing",
        "public_notice",
        f"{site.name}房地产价格评估机构选定结果公示",
        "EXECUTION",
        TOPIC,
        body,
        attributes={
            "公示期限": pen.span(0, 7),
            "异议渠道": "向县住建局房屋征收股书面反映",
        },
    )


def appraisal(pen: Pen, site: Project) -> Paper:
    """分户初步评估结果公示."""
    low, high = site.price - pen.number(260, 480, 10), site.price + pen.number(300, 620, 10)
    shop = site.price * pen.number(18, 24) // 10
    body = (
        pen.say(
            f"{site.name}评估机构已完成实地查勘，提交了分户初步评估结果。依照《国有土地上房屋征收评估办法》第十六条，现向被征收人公示。",
            f"现将{site.name}被征收房屋分户初步评估结果在征收范围内公示，网上同步公布汇总情况。",
        ),
        f"价值时点：房屋征收决定公告之日。评估方法：{pen.say('住宅采用市场法，营业用房采用收益法和市场法', '以市场法为主，可比实例不少于三个', '采用市场法、收益法、成本法，按房屋用途分别选用')}。",
        Table(
            (
                ("用途", "单价区间（元/平方米）", "平均单价"),
                ("住宅", f"{low}—{high}", f"{site.price}"),
                ("营业用房", f"{shop - 900}—{shop + 1300}", f"{shop}"),
                ("其他", f"{low // 2}—{low * 7 // 10}", f"{low * 6 // 10}"),
            )
        ),
        f"评估对象为{site.scope}范围内的房屋，{site.roof}。",
        f"全部{site.households}户中已出具分户评估结果{site.households - pen.number(1, 4)}户，其余因权属正在诉讼或继承尚未办结，待条件具备后补充评估。",
        pen.say(
            "装饰装修、机器设备、物资搬迁费用由征收当事人协商确定；协商不成的，委托评估确定。树木、围墙等附属物按方案所附单价表计算。",
            "评估价格包含房屋所占土地使用权价值，不含装饰装修；装修价值按成新率另行评估。",
        ),
        pen.say(
            f"公示期间评估机构注册房地产估价师在{pen.say('现场办公室', '社区会议室')}值守，进行现场说明解释；存在错误的予以修正。",
            "公示期内估价师每日上午现场答疑，发现数据录入错误的，评估机构当场登记并在公示期满后统一修正。",
        ),
        f"公示期{pen.span(0, pen.number(7, 10))}。公示期满，房屋征收部门向被征收人转交分户评估报告。",
        f"对评估报告有异议的，应当自收到报告之日起10日内向评估机构书面申请复核评估；对复核结果仍有异议的，自收到复核结果之日起10日内向市房地产价格评估专家委员会申请鉴定。联系电话{pen.phone()}。",
    )
    return Paper(
        "housing",
        "public_notice",
        f"{site.name}房屋征收分户初步评估结果公示",
        "EXECUTION",
        TOPIC,
        body,
        attributes={
            "公示期限": "自公布之日起不少于7日",
            "异议渠道": "评估机构现场答疑；收到报告后10日内书面申请复核",
        },
    )


def progress(pen: Pen, site: Project) -> Paper:
    """征收工作进展情况."""
    signed = site.households * pen.number(71, 97) // 100
    moved = signed - pen.number(1, max(2, signed // 8))
    money, swap = pen.parts(signed, 2)
    parts = {
        "执行措施": pen.say(
            f"抽调{pen.number(12, 30)}名干部组成{pen.number(3, 6)}个工作组包户到人，实行评估结果、补偿单价、签约顺序、房源情况“四公开”",
            "推行一把尺子量到底，分户补偿情况逐户张榜；设立流动服务车，为行动不便的住户上门签约",
            "成立现场党员先锋岗和法律服务岗，协议文本由律师逐份审核，补偿款实行一户一卡直达",
        ),
        "实施步骤": pen.say(
            "分入户调查、评估选定、协议签订、腾空验收、拆除清运五步推进，目前处于腾空验收阶段",
            "第一阶段完成签约，第二阶段集中搬迁，第三阶段统一拆除，拆除前由供水供电供气单位先行断接",
        ),
        "责任分工": pen.say(
            "县住建局负责统筹和补偿审核，城关街道负责签约搬迁，县财政局负责资金拨付，县公安局负责现场秩序",
            "房屋征收部门牵头，街道办事处具体实施，自然资源部门负责权属认定，审计部门跟踪资金",
        ),
        "监督方式": pen.say(
            "邀请人大代表、政协委员每月现场视察一次，设举报电话和意见箱，资金使用接受审计监督",
            "县纪检监察部门派员驻点，补偿结果全部公开，居民代表可随时查阅分户档案目录",
        ),
        "取得成效": f"截至{pen.day(-2)}，应签{site.households}户，已签约{signed}户，签约率{signed * 100 / site.households:.1f}%；已腾空{moved}户。签约户中选择货币补偿{money}户、产权调换{swap}户",
    }
    body = (
        pen.say(
            f"现将{site.name}房屋征收工作进展情况公布如下。",
            f"按照执行公开要求，{site.name}征收工作实行按月通报，本期情况如下：",
            f"{site.name}征收工作自公告以来总体平稳，现向社会通报。",
        ),
        *(f"【{name}】{text}。" for name, text in parts.items()),
        pen.say(
            f"【存在问题】尚有{site.households - signed}户未签约，主要原因是家庭内部意见不一或对营业用房认定有异议，工作组将继续上门沟通，不搞一刀切。",
            f"【下一步】对未签约的{site.households - signed}户逐户分析诉求，符合条件的引导通过复核、鉴定解决评估争议；协商不成的依法作出补偿决定。",
        ),
        f"【群众关心的事】{site.worry}。对此，{pen.say('工作组已逐户记入台账并当面答复', '现场办公室每周五集中答复一次', '街道已会同有关部门研究办法')}。安置方面，{site.resettlement}。",
        pen.say(
            "已腾空房屋实行封闭管理，严防私拉电线和捡拾废品引发的安全事故。",
            f"已发放补偿款{pen.number(2100, 9800)}万元，临时安置费按季度发放，未发生拖欠。",
            "拆除工程选择具备资质的单位承担，现场湿法作业，建筑垃圾运往县资源化利用场。",
        ),
    )
    return Paper(
        "housing",
        "execution",
        f"{site.name}房屋征收进展情况通报",
        "EXECUTION",
        TOPIC,
        body,
        attributes=parts,
    )


def compensation(pen: Pen, site: Project) -> Paper:
    """房屋征收补偿决定, the person masked."""
    area = pen.number(62, 138)
    unit = site.price + pen.number(-200, 260, 10)
    house, moving, ornament = area * unit, pen.number(1000, 3000, 200), pen.number(6800, 28000, 100)
    total = house + moving + ornament
    who = pen.name()
    body = (
        f"被征收人：{who}（身份信息已隐去）。被征收房屋坐落于{site.name}征收范围内，{pen.say('砖混', '砖木')}结构，建筑面积{area}平方米。",
        pen.say(
            f"本机关作出{pen.cite(f'exp-decision-{site.key}')}房屋征收决定后，房屋征收部门与被征收人就补偿事宜多次协商，在签约期限内未达成补偿协议，报请本机关作出补偿决定。",
            f"依据{pen.cite(f'exp-decision-{site.key}')}，被征收人的房屋列入征收范围。签约期限届满，双方对{pen.say('临时安置方式', '房屋用途认定', '装修价值')}仍有分歧，未能订立协议。",
        ),
        f"经查：被征收房屋经选定的评估机构评估，单价为每平方米{unit}元，房屋价值{house}元；装饰装修及附属物{ornament}元。评估报告已送达，被征收人{pen.say('未申请复核', '申请复核后机构维持原结果')}。",
        "依照《国有土地上房屋征收与补偿条例》第二十六条，决定如下：",
        "一、补偿方式由被征收人选择货币补偿或者房屋产权调换。",
        f"二、选择货币补偿的，补偿总额为{total}元，其中房屋价值{house}元、装饰装修及附属物{ornament}元、搬迁费{moving}元。",
        f"三、选择产权调换的，提供{pen.say('和顺家园', '迎宾佳苑', '滨河馨苑')}{pen.number(2, 9)}号楼现房一套，建筑面积{area + pen.number(-4, 9)}平方米，按评估价格结算差价。",
        f"四、被征收人应当自收到本决定之日起{pen.say('十五', '二十')}日内选择补偿方式并完成搬迁；逾期未选择的，按货币补偿执行，补偿款依法提存。",
        pen.say(
            "五、如不服本决定，可自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。在法定期限内不申请复议、不起诉又不搬迁的，依法申请人民法院强制执行。",
            "五、救济权利：申请行政复议的期限为六十日，直接起诉的期限为六个月，均自本决定送达之日起算。",
        ),
        f"本次征收的公共利益：{site.need}。",
        "本决定在房屋征收范围内公告。公布时对个人姓名、门牌号作了必要处理。",
        pen.say(
            f"附记：协商记录共{pen.number(4, 9)}次，每次均有两名以上工作人员参加并由在场人签字；评估报告送达回证、房源平面图存卷备查。",
            f"附记：签约期限届满后，县司法局组织调解{pen.number(1, 3)}次；县住建局提供的三处安置房源供选清单已一并送达。",
        ),
    )
    return Paper(
        "gov",
        "decision",
        f"清河县人民政府房屋征收补偿决定书（{site.name[:4]}{who}户）",
        "RESULT",
        TOPIC,
        body,
        mark="清政补",
    )


def audit(pen: Pen, site: Project) -> Paper:
    """征收补偿费用审计结果."""
    planned = site.area * site.price // 100 + pen.number(20000, 90000, 100)
    paid = planned * pen.number(88, 97) // 100
    body = (
        pen.say(
            f"{site.name}征收补偿费用管理和使用情况审计已经结束，依法公布结果。",
            f"依照《国有土地上房屋征收与补偿条例》第二十九条，现公布{site.name}补偿费用审计结果。",
        ),
        f"一、资金来源和使用。项目安排征收补偿资金{wan(planned)}，截至{pen.day(-30)}实际支付{wan(paid)}，结余{wan(planned - paid)}，结余资金按原渠道{pen.say('缴回国库', '留存专户用于未签约户')}。",
        "二、审计评价。"
        + pen.say(
            "补偿资金做到专户存储、专账核算，补偿标准执行统一，未发现挤占挪用。",
            "资金拨付总体及时，分户补偿与协议、评估报告一致，档案资料基本完整。",
        ),
        "三、发现的问题。"
        + "；".join(
            pen.some(
                2,
                f"{pen.number(2, 6)}户搬迁费计发次数与协议不符，涉及金额{pen.number(2400, 9600, 200)}元",
                f"附属物补偿登记表缺少现场照片{pen.number(3, 11)}份",
                f"临时安置费迟发{pen.number(9, 24)}天，涉及{pen.number(4, 15)}户",
                "拆除工程残值回收合同未约定履约保证金",
            )
        )
        + "。",
        "四、整改情况。"
        + pen.say(
            "上述问题已全部整改：多计款项已追回，少计款项已补发，档案已补齐。县住建局修订了《分户补偿审核流程》，增加复核岗位。",
            "县住建局收到审计意见后逐项整改，追责问责处理1人次，补充完善制度2项；整改结果已报县审计局备案。",
        ),
        pen.say(
            f"五、分户补偿情况已在征收范围内向被征收人公布，公布期{pen.number(7, 15)}日，期间收到咨询{pen.number(4, 30)}人次，均已答复。",
            f"五、监督方式。对补偿费用使用有疑问的，可向县审计局或县住建局反映，电话{pen.phone()}。",
        ),
        f"征收规模复核数据：{site.households}户，{site.area}平方米，与征收决定一致。审计抽查时注意到：{site.finding}，相关档案已调阅核对。",
    )
    return Paper(
        "housing",
        "report",
        f"{site.name}征收补偿费用审计结果公告",
        "RESULT",
        TOPIC,
        body,
    )


_COURSE: tuple[tuple[str, _Writer, int, tuple[int, ...]], ...] = (
    ("survey", survey, 0, (0, 1, 2, 3, 5, 6, 8, 9)),
    ("proposal", proposal, 20, (0, 1, 2, 3, 4, 5, 7, 8, 9)),
    ("feedback", feedback, 58, (0, 1, 3, 5, 8)),
    ("risk", risk, 66, (0, 1, 5, 8)),
    ("decision", decision, 85, (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)),
    ("announcement", announcement, 86, (0, 1, 2, 4, 6, 7, 8)),
    ("appraiser", appraiser, 97, (0, 1, 3, 5, 7, 8)),
    ("appraisal", appraisal, 135, (0, 2, 4, 5, 8)),
    ("progress", progress, 190, (0, 1, 3, 5, 6, 7, 8)),
    ("compensation", compensation, 250, (0, 1, 3, 5)),
    ("audit", audit, 320, (0, 2, 4)),
)
"""Paper, template, days after the project began, and which projects have it."""


def commissions() -> Iterator[Commission]:
    """Every paper of every project, in the order of the procedure."""
    for name, write, after, sites in _COURSE:
        for site in (PROJECTS[i] for i in sites):
            yield Commission(
                f"exp-{name}-{site.key}",
                about(write, site),
                site.began - after,
                FIELD,
                html=name in ("survey", "appraisal"),
            )
