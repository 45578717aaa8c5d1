"""保障性住房: plans, building projects and repairs."""

from collections.abc import Iterator
from dataclasses import dataclass

from ops.demo.texts.pen import Commission, Paper, Pen, about, sections, wan
from ops.demo.texts.places import ESTATES

FIELD = "保障性住房"
TOPIC = "城乡建设/住房保障"


def year_plan(pen: Pen) -> Paper:
    """年度住房保障工作计划, amendable."""
    build, raise_, allow, renew = (
        pen.number(180, 360, 10),
        pen.number(60, 140, 10),
        pen.number(420, 760, 20),
        pen.number(12, 28),
    )
    more = raise_ + 20
    body = (
        pen.say(
            f"为扎实做好{pen.year()}年住房保障工作，结合县住房保障规划和群众需求调查，制定本计划。",
            f"根据市下达任务和本县轮候情况，经征求街道、镇意见，确定{pen.year()}年住房保障工作计划如下。",
            f"本计划所称住房保障，包括公租房、保障性租赁住房、租赁补贴和老旧小区改造，计划期为{pen.year()}年全年。",
        ),
        *sections(
            (
                f"目标任务。新开工保障性住房{build}套，筹集保障性租赁住房{pen.now(str(raise_), str(more))}套，发放租赁补贴{allow}户，改造老旧小区{renew}个。",
                pen.say(
                    f"实物保障。续建{pen.pick(ESTATES)}、{pen.pick(('青年公寓', '园区蓝领公寓', '环卫工人公寓'))}项目，年内完成主体封顶；盘活存量空置房源，空置满六个月的一律重新配租。",
                    "供给方式。新建、改建并举，鼓励企事业单位利用自有用地建设保障性租赁住房，优先保障一线环卫、公交、护理等公共服务行业职工。",
                ),
                pen.say(
                    "货币补贴。对轮候家庭应补尽补，补贴按季发放，每季首月二十日前到账。",
                    "租赁补贴实行动态管理，新增申请随时受理，县级复审自收到材料之日起15日内完成。",
                ),
                pen.say(
                    "配后管理。开展入户核查，重点整治转租转借、长期空置、拖欠租金；对确有困难的家庭减免租金，不以欠租为由中断水电。",
                    "运行维护。设立维修基金，公共部位报修48小时内响应；年内更换老旧电梯和消防管网，结果向住户公布。",
                ),
                f"资金安排。计划投入{wan(pen.number(380000, 920000, 500))}，其中上级补助、县级配套和专项债券分别安排，实行专账核算。",
                pen.say(
                    "信息公开。年度计划、项目信息、房源、分配结果、退出情况全过程公开，公开渠道为政府网站、社区公示栏和政务新媒体。",
                    "公开与监督。每季度公布进度，邀请人大代表、政协委员和轮候家庭代表视察；重要决策事前公开征求意见。",
                ),
                pen.now(
                    "实施步骤。分任务分解、组织实施、验收评价三个阶段推进。",
                    "实施步骤。分任务分解、组织实施、验收评价三个阶段推进。因保障性租赁住房需求增加，筹集任务作了上调，增加部分利用闲置厂房改建。",
                ),
            )
        ),
        f"责任单位：县住建局牵头，县财政局、县自然资源局、县民政局配合。咨询电话{pen.phone()}。",
    )
    return Paper(
        "housing", "plan", f"清河县{pen.year()}年度住房保障工作计划", "DECISION", TOPIC, body
    )


@dataclass(frozen=True)
class Site:
    """A housing project; `budget` in hundredths of 万元, `share` the per cent of it spent so far."""

    name: str
    flats: int
    budget: int
    share: int
    stage: str
    next_step: str
    particular: str


_SITES = (
    Site(
        "安居苑三期",
        240,
        584600,
        23,
        "桩基与地下车库",
        "主体结构施工",
        "地下水位偏高，增设降水井十二口",
    ),
    Site(
        "迎宾佳苑人才公寓",
        132,
        352800,
        46,
        "主体结构",
        "主体封顶",
        "采用装配式楼梯和叠合板，模板用量减少四成",
    ),
    Site(
        "园区蓝领公寓",
        306,
        690400,
        68,
        "二次结构与外墙保温",
        "装饰装修",
        "企业职工代表参与户型评审，单间改为带独立阳台",
    ),
    Site(
        "棉纺厂安置房",
        312,
        857300,
        41,
        "主体结构",
        "砌体和屋面施工",
        "原址掘出废弃管沟，增加基础处理费用并办理了变更",
    ),
    Site(
        "和顺家园环卫工人公寓",
        68,
        148900,
        91,
        "室外管网与绿化",
        "分户验收",
        "增设电动三轮车集中充电棚",
    ),
    Site(
        "康宁小区二期",
        154,
        396200,
        82,
        "装饰装修",
        "配套设施安装",
        "样板间开放日共接待轮候家庭四百余人次",
    ),
    Site(
        "文昌雅居改建保障性租赁住房",
        90,
        121700,
        57,
        "隔墙改造与消防完善",
        "消防验收",
        "由停业宾馆改建，消防验收单独办理",
    ),
)


def works(pen: Pen, site: Site) -> Paper:
    """保障性住房建设项目进展, with the five parts of an execution report (R31)."""
    name, flats, stage = site.name, site.flats, site.stage
    total, invested = site.budget, site.budget * site.share // 100
    sign = pen.say("◆", "", "★")
    parts = {
        "执行措施": pen.say(
            "实行县领导包联、周调度、月通报，施工、监理、检测单位信息在工地醒目位置公示",
            "推行样板引路和首件验收，关键工序留存影像，质量保证资料与进度同步归档",
            "建设资金按形象进度拨付，农民工工资专户分账管理，按月足额发放",
        ),
        "实施步骤": pen.say(
            f"项目分前期、基础、主体、装饰、配套五个阶段，目前处于{stage}阶段",
            f"已完成立项、规划、招标和施工许可，正在进行{stage}施工，后续依次为分户验收和竣工备案",
        ),
        "责任分工": pen.say(
            "县住建局为责任单位，县城投公司为建设单位，质量安全监督站负责监督，城关街道协调周边群众工作",
            "建设单位负首要责任，勘察、设计、施工、监理单位终身负责，责任人姓名刻于永久性标牌",
        ),
        "监督方式": pen.say(
            f"组织轮候家庭代表开展“工地开放日”{pen.number(2, 5)}次，设置质量投诉二维码",
            f"质监机构不定期抽查{pen.number(4, 11)}次，对{pen.number(3, 9)}项问题下达整改单，均已复查销号",
        ),
        "取得成效": f"截至{pen.day(-3)}，完成投资{wan(invested)}，占总投资{wan(total)}的{invested * 100 / total:.1f}%",
    }
    body = (
        pen.say(
            f"{name}项目建设进展情况公布如下，本项目共{flats}套。",
            f"按照保障性住房建设管理信息公开要求，现公布{name}（{flats}套）本期进展。",
            f"现将{name}项目执行情况向社会通报。项目设计套数{flats}套。",
        ),
        *(f"{sign}{key}：{text}。" for key, text in parts.items()),
        f"本期需要说明的情况：{site.particular}。",
        pen.say(
            f"安全文明施工：设置雾炮{pen.number(2, 6)}台，夜间22时后停止高噪声作业；确需连续浇筑的，提前一日张贴告示。",
            f"质量检测：本期钢筋、混凝土试件送检{pen.number(24, 96)}组，一次合格率{pen.number(985, 1000) / 10:.1f}%；不合格批次已退场。",
            f"用工情况：现场管理和作业人员{pen.number(46, 188)}人，全部签订合同并参加工伤保险。",
        ),
        pen.say(
            f"下一步转入{site.next_step}，计划于{pen.day(60)}前完成，如遇极端天气适当顺延，顺延情况另行公布。",
            f"下一节点为{site.next_step}，预计{pen.day(75)}前后完成，届时邀请轮候家庭代表到现场查看。",
            f"接下来两个月的重点是{site.next_step}，参建单位已上报劳动力和材料计划。",
        )
        + f"反映工程质量问题请拨{pen.phone()}。",
    )
    return Paper(
        "housing",
        "execution",
        f"{name}项目建设进展（{pen.year()}年{pen.formed.month}月）",
        "EXECUTION",
        TOPIC,
        body,
        attributes=parts,
    )


def approval(pen: Pen, site: Site) -> Paper:
    """初步设计批复."""
    name, flats, budget = site.name, site.flats, site.budget
    ground, height = pen.number(6200, 21800, 10), pen.number(6, 17)
    build, fit, other = pen.parts(budget, 3)
    body = (
        "县城市建设投资有限公司：",
        pen.say(
            f"你公司报来的《关于审批{name}项目初步设计的请示》及有关材料收悉。经组织专家评审，现批复如下：",
            f"{name}项目初步设计文件及修改说明收悉。经审查，设计文件达到规定深度，原则同意，批复如下：",
        ),
        *sections(
            (
                f"建设规模。住宅{flats}套，总建筑面积{ground}平方米，建筑层数{height}层，结构形式为{pen.say('钢筋混凝土剪力墙', '框架', '框架剪力墙')}结构。",
                f"功能要求。{pen.say('套型建筑面积控制在60平方米以内', '单套建筑面积以40平方米左右为主', '户型应满足独立厨卫和直接采光')}，无障碍住房不少于总套数的百分之二，{pen.say('电动自行车停放充电设施独立设置', '设置社区用房和快递存放点', '每栋首层设公共洗涤间')}。",
                f"概算。核定总概算{wan(budget)}，其中建筑安装{wan(max(build, fit, other))}、设备及室外工程{wan(sorted((build, fit, other))[1])}、其他费用{wan(min(build, fit, other))}。超概算部分不予追加。",
                pen.say(
                    "抗震与消防。抗震设防类别为丙类，消防设计应当经审查合格后方可施工。",
                    "节能。执行居住建筑节能强制性标准，按二星级绿色建筑设计，外窗传热系数不得高于标准限值。",
                    "场地。竖向设计应与周边道路衔接，场地标高不低于规划确定的防洪排涝高程。",
                ),
                f"其他。{site.particular}，请在施工图阶段妥善处理并留存资料。",
                f"请据此开展施工图设计，于{pen.day(90)}前完成审查备案。本批复有效期二年，逾期未开工的应当重新报批。",
            )
        ),
        pen.say(
            "此复。此件公开发布。",
            "项目建设各阶段信息应当依照保障性住房领域标准目录及时公开。此复。",
        ),
        f"抄送：县财政局、县自然资源局、县审计局。联系电话：{pen.phone()}。",
    )
    return Paper(
        "housing",
        "reply",
        f"关于{name}项目初步设计的批复",
        "EXECUTION",
        TOPIC,
        body,
        mark="清建批",
    )


def repairs(pen: Pen, estate: str) -> Paper:
    """公租房维修养护采购公告."""
    budget = pen.number(2800, 16800, 100)
    items = pen.some(
        3,
        f"屋面防水{pen.number(1200, 5600, 100)}平方米",
        f"更换单元门{pen.number(8, 36)}樘",
        f"外墙渗漏修补{pen.number(40, 160)}处",
        f"楼道照明改造{pen.number(90, 400, 10)}盏",
        f"给水立管更换{pen.number(300, 1600, 50)}米",
        f"无障碍坡道{pen.number(3, 14)}处",
    )
    body = (
        pen.say(
            f"{estate}公共部位维修养护工程已列入年度计划，现就选定施工单位事项公告如下。",
            f"县住建局拟对{estate}公租房开展集中维修，欢迎具备条件的企业参加报价。",
        ),
        f"一、工程内容：{'；'.join(items)}。工期{pen.number(30, 75, 5)}日历天，预算控制价{wan(budget)}。",
        pen.say(
            "二、资格要求：具有建筑工程施工总承包三级以上资质和有效的安全生产许可证，未被列入失信名单；不接受联合体。",
            "二、参加条件：独立法人，近三年承担过住宅小区维修业绩不少于两项，项目负责人具备二级建造师资格且无在建工程。",
        ),
        f"三、文件获取：{pen.span(1, 7)}，登录公共资源交易平台免费下载。报价截止及开启时间：{pen.day(21)}上午9时。",
        pen.say(
            "四、评审办法：采用经评审的最低合理价法，明显低于成本的应当说明理由并提供证明。",
            "四、评审办法：综合评分，价格占六十分，施工组织和住户沟通方案占三十分，质保承诺占十分。",
        ),
        pen.say(
            "五、施工须在住户入住状态下进行，每日作业时间为8时至12时、14时至18时；停水停电应提前一日通知到户。",
            f"五、维修范围由住户投票排序产生，共收到有效选票{pen.number(110, 420)}张，得票最多的三项列入本期工程。",
        ),
        pen.say(
            f"六、质量保修：防水五年，其他二年。竣工后由业主代表{pen.number(3, 7)}人参加验收，不合格不支付尾款。",
            "六、合同价款按进度支付至八成，验收合格支付至九成七，余款为质量保证金。",
        ),
        f"七、公告同时在省、市、县三级公共资源交易平台发布，内容以最后一次更正公告为准。异议和投诉电话：{pen.phone()}。",
    )
    return Paper(
        "housing",
        "announcement",
        f"{estate}公租房维修养护工程采购公告",
        "EXECUTION",
        TOPIC,
        body,
    )


def commissions() -> Iterator[Commission]:
    """Plans, approvals, works and repairs, dates spread over the years of the archive."""
    for i in range(3):
        yield Commission(f"hou-plan-{i + 1}", year_plan, 930 - 367 * i, FIELD)
    for i, site in enumerate(_SITES):
        yield Commission(f"hou-works-{i + 1}", about(works, site), 780 - 104 * i, FIELD)
        if i != 6:
            yield Commission(f"hou-approval-{i + 1}", about(approval, site), 1030 - 97 * i, FIELD)
    for i, estate in enumerate((ESTATES[0], ESTATES[3], ESTATES[5])):
        yield Commission(f"hou-repairs-{i + 1}", about(repairs, estate), 610 - 220 * i, FIELD)
