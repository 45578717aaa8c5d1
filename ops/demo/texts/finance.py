"""财政: budgets, final accounts and quarterly figures whose sums agree."""

from collections.abc import Iterator

from ops.demo.county import organ_of
from ops.demo.texts.guides import Guide, guide
from ops.demo.texts.pen import Commission, Paper, Pen, Table, about, articles, wan

FIELD = "财政预决算"
TOPIC = "财政、金融、审计/财政"


def department(pen: Pen, organ: str) -> Paper:
    """部门预算公开."""
    name = organ_of(organ).name
    staff, office, projects = pen.number(40000, 90000, 10), pen.number(6000, 15000, 10), 0
    projects = pen.number(120000, 460000, 50)
    total = staff + office + projects
    abroad, cars, guests = 0, pen.number(600, 2400, 10), pen.number(100, 620, 10)
    body = (
        f"根据《中华人民共和国预算法》和预决算公开有关规定，经县人民代表大会批准和县财政局批复，现将{name}{pen.year()}年部门预算公开如下。",
        f"一、部门职责和机构。{pen.say('本部门内设股室', '本部门机关内设')}{pen.number(5, 11)}个，下属事业单位{pen.number(1, 6)}个，编制{pen.number(38, 126)}名，实有{pen.number(34, 112)}人。",
        "二、收支预算总表。",
        Table(
            (
                ("项目", "金额（万元）"),
                ("一般公共预算拨款收入", f"{total / 100:.2f}"),
                ("基本支出：人员经费", f"{staff / 100:.2f}"),
                ("基本支出：公用经费", f"{office / 100:.2f}"),
                ("项目支出", f"{projects / 100:.2f}"),
                ("支出合计", f"{total / 100:.2f}"),
            )
        ),
        f"三、“三公”经费。预算{wan(abroad + cars + guests)}，其中因公出国（境）费0万元，公务用车运行维护费{wan(cars)}，公务接待费{wan(guests)}，{pen.say('与上年持平', '比上年下降5%，原因是压减一般性支出')}。",
        f"四、重点项目。{pen.say('项目支出主要用于民生保障和公共设施维护', '重点项目均设定绩效目标，绩效目标表随预算一并公开')}，前三个项目合计占项目支出的{pen.number(52, 78)}%。政府采购预算{wan(projects // pen.number(4, 8))}，面向中小企业预留份额不低于四成。",
        pen.say(
            "五、国有资产占用情况。现有公务用车均为定向保障和执法执勤用车，无单价百万元以上设备。",
            "五、机关运行经费。机关运行经费按定额标准安排，主要用于办公、水电、邮电、维修等日常支出。",
        ),
        pen.say(
            "六、名词解释。基本支出是指为保障机构正常运转、完成日常工作任务发生的支出；项目支出是指在基本支出之外为完成特定任务发生的支出。",
            "六、名词解释。“三公”经费是指因公出国（境）费、公务用车购置及运行费和公务接待费。",
        ),
        f"公开电话：{pen.phone()}。公开时间为批复后20日内。",
    )
    return Paper(organ, "budget", f"{name}{pen.year()}年部门预算公开", "MANAGEMENT", TOPIC, body)


def execution(pen: Pen) -> Paper:
    """季度预算执行."""
    income = pen.number(2600000, 4200000, 1000)
    tax = income * pen.number(62, 74) // 100
    spend = income * pen.number(180, 240) // 100
    rows = pen.parts(spend, 6)
    heads = ("教育", "社会保障和就业", "卫生健康", "农林水", "城乡社区", "其他")
    body = (
        f"{pen.quarter()}全县一般公共预算执行情况公布如下，数据为快报数，以决算为准。",
        f"一、收入情况。一般公共预算收入完成{wan(income)}，{pen.say('同比增长', '按可比口径增长')}{pen.number(12, 68) / 10:.1f}%，其中税收收入{wan(tax)}，占{tax * 100 / income:.1f}%；非税收入{wan(income - tax)}。",
        f"二、支出情况。一般公共预算支出完成{wan(spend)}。",
        Table(
            (
                ("科目", "支出（万元）", "占比"),
                *(
                    (head, f"{row / 100:.2f}", f"{row * 100 / spend:.1f}%")
                    for head, row in zip(heads, rows, strict=True)
                ),
                ("合计", f"{spend / 100:.2f}", "100.0%"),
            )
        ),
        "三、民生支出。"
        + pen.say(
            "优先保障基本民生、工资、运转，保障性安居工程、农村危房改造补助资金按进度拨付，未发生拖欠。",
            "城乡居民基本养老、医疗保险县级补助足额到位；义务教育公用经费按生均标准拨付到校。",
            "下达困难群众救助补助资金，及时足额发放低保、特困、临时救助资金。",
        ),
        "四、存在问题。"
        + pen.say(
            "税源结构单一，建筑业税收下降；部分项目前期准备不足，资金支出进度偏慢。",
            "土地出让收入不及预期，政府性基金预算平衡压力较大；乡镇财政自给率偏低。",
            "个别单位年底突击支付的惯性依然存在，绩效结果应用不够。",
        ),
        "五、下步措施。"
        + pen.say(
            "严格过紧日子，压减非刚性支出，收回沉淀资金统筹用于民生；加快专项债券项目建设。",
            "盘活国有资产，加强税源监测；建立支出进度通报约谈机制，对连续两月排名末位的收回指标。",
            "完善零基预算编制，把绩效评价得分与次年安排挂钩，评价结果全部公开。",
        ),
        f"联系电话：{pen.phone()}。",
    )
    return Paper(
        "finance",
        "budget",
        f"清河县{pen.quarter()}预算执行情况",
        "EXECUTION",
        TOPIC,
        body,
    )


def accounts(pen: Pen) -> Paper:
    """县级决算."""
    year = pen.year(-1)
    income, transfer, last = (
        pen.number(11200000, 14800000, 1000),
        pen.number(20600000, 26400000, 1000),
        pen.number(600000, 1500000, 1000),
    )
    total = income + transfer + last
    left = pen.number(500000, 1300000, 1000)
    upward = pen.number(300000, 700000, 1000)
    spend = total - left - upward
    body = (
        f"清河县{year}年财政决算已经县人民代表大会常务委员会审查批准，依照预算法自批准之日起20日内向社会公开。",
        f"一、一般公共预算。收入总计{wan(total)}，其中本级收入{wan(income)}、上级补助和转移收入{wan(transfer)}、上年结转{wan(last)}。支出总计{wan(total)}，其中本级支出{wan(spend)}、上解支出{wan(upward)}、结转下年{wan(left)}，收支平衡。",
        Table(
            (
                ("收入", "万元", "支出", "万元"),
                ("本级收入", f"{income / 100:.2f}", "本级支出", f"{spend / 100:.2f}"),
                ("上级补助", f"{transfer / 100:.2f}", "上解支出", f"{upward / 100:.2f}"),
                ("上年结转", f"{last / 100:.2f}", "结转下年", f"{left / 100:.2f}"),
                ("总计", f"{total / 100:.2f}", "总计", f"{total / 100:.2f}"),
            )
        ),
        "二、地方政府债务。年末债务余额控制在上级核定限额以内，新增债券主要投向保障性安居工程、市政基础设施和教育卫生领域；当年还本付息均按期完成。",
        f"三、“三公”经费决算{wan(pen.number(52000, 86000, 10))}，比预算减少{pen.number(3, 11)}%。",
        "四、绩效管理。"
        + pen.say(
            "对三十六个重点项目开展评价，优良率八成，两个项目因效益不明显被取消后续安排。",
            "首次对农村危房改造、公租房运营两项政策开展全周期绩效评价，评价报告随决算公开。",
        ),
        "五、审计查出问题整改。部门预算编制不细、项目资金闲置、政府采购合同备案不及时等问题已整改到位，其余事项明确了时限，整改结果另行公告。",
        f"决算公开咨询：县财政局预算股，电话{pen.phone()}。",
    )
    return Paper("finance", "budget", f"清河县{year}年财政决算公开", "RESULT", TOPIC, body)


def special_rules(pen: Pen) -> Paper:
    """住房保障专项资金管理办法."""
    body = articles(
        (
            "为加强住房保障专项资金管理，提高使用效益，制定本办法。",
            "本办法所称专项资金，包括上级补助、县级预算安排、土地出让收益提取、住房公积金增值收益计提以及租金收入安排的用于住房保障的资金。",
            "专项资金用于公共租赁住房和保障性租赁住房筹集、租赁补贴发放、老旧小区改造、农村危房改造以及保障房维修管理，不得用于机构运转和人员支出。",
            "资金分配采取因素法和项目法相结合，分配结果应当自下达之日起二十日内公开。",
            f"租赁补贴和农村危房改造补助直接支付到个人账户，自审核通过之日起{pen.now('30', '20')}日内到账。",
            f"工程类资金按进度支付，竣工结算前累计支付不超过合同价的{pen.now('80%', '85%')}，农民工工资应当足额拨付到专户。",
            "实行全过程绩效管理，未编报绩效目标的不予安排；评价等次为差的取消或者核减。",
            "年度结余资金按规定收回；连续两年未用完的，由县财政局统筹调整用途。",
            pen.now(
                "任何单位和个人不得截留、挤占、挪用、骗取专项资金。",
                "任何单位和个人不得截留、挤占、挪用、骗取专项资金，不得以垫资、借款名义变相占用。",
            ),
            "县财政局、县审计局对资金使用进行监督检查，对违法行为依照财政违法行为处罚处分条例处理。",
            f"本办法自{pen.day(20)}起施行，有效期三年。",
        )
    )
    return Paper(
        "finance",
        "normative",
        "清河县住房保障专项资金管理办法",
        "MANAGEMENT",
        TOPIC,
        body,
        mark="清财发",
        effective=20,
        years=3,
    )


_GUIDE = Guide(
    "fin-guide",
    "finance",
    "惠农补贴“一卡通”信息查询和更正办事指南",
    TOPIC,
    "惠农惠民财政补贴资金“一卡通”管理有关规定",
    "享受惠农惠民补贴的农户查询发放记录，或者发现姓名、账号、面积、户主等信息有误需要更正",
    ("登录查询平台或者到镇财政所查询", "填写更正单", "村、镇核实", "县级修改", "反馈结果"),
    ("户主身份证", "一卡通存折或者银行卡", "证明错误的材料"),
    ("不收费", "不收费"),
    ("查询即时，更正10个工作日", "查询即时，更正5个工作日"),
    "户主去世的，由同户成员携带户口簿办理变更，不必全户到场。因账号错误退回的资金，更正后在下一发放批次补发，不会丢失。查询密码忘记的，镇财政所可当面重置。",
)


def commissions() -> Iterator[Commission]:
    """Budgets by organ, quarters, final accounts, one rule and one guide."""
    for i, organ in enumerate(("finance", "civil", "housing")):
        yield Commission(
            f"fin-department-{i + 1}", about(department, organ), 640 - 203 * i, FIELD, html=i == 0
        )
    for i in range(3):
        yield Commission(f"fin-execution-{i + 1}", execution, 700 - 229 * i, FIELD, html=i == 2)
    yield Commission("fin-accounts", accounts, 420, FIELD)
    yield Commission("fin-rules", special_rules, 810, FIELD)
    yield Commission("fin-guide", about(guide, _GUIDE), 365, "涉农补贴")
