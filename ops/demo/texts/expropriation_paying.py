"""国有土地上房屋征收: what follows a decision: valuation, progress, compensation, audit."""

from ops.demo.texts.pen import Paper, Pen, Table, wan
from ops.demo.texts.places import Project

TOPIC = "城乡建设/房屋征收"

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
