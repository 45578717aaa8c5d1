"""Street and town: subsidies in the villages, jobs, safety, penalties and relief."""

from collections.abc import Iterator

from ops.demo.texts.pen import Commission, Paper, Pen, Table, about, sections


def farm_subsidy(pen: Pen) -> Paper:
    """耕地地力保护补贴公示."""
    villages = (
        "前柳村",
        "后柳村",
        "大槐树村",
        "石门村",
        "杏花沟村",
        "河湾村",
        "北坡村",
        "三官庙村",
    )
    rate = pen.number(92, 118)
    rows = [(v, pen.number(96, 240), pen.number(820, 2600)) for v in villages]
    acres = sum(mu for _, _, mu in rows)
    body = (
        f"柳林镇{pen.year()}年耕地地力保护补贴面积核实工作已经完成，现将分村情况公示，农户明细在各村公示栏公布。",
        Table(
            (
                ("村", "农户数", "补贴面积（亩）", "补贴金额（元）"),
                *((v, str(n), str(mu), str(mu * rate)) for v, n, mu in rows),
                ("合计", str(sum(n for _, n, _ in rows)), str(acres), str(acres * rate)),
            )
        ),
        f"补贴标准为每亩{rate}元，全镇共{acres}亩，应发{acres * rate}元。",
        "核减情况：已作为畜牧养殖场、林地、成片粮田转为设施农业用地、非农业征（占）用等改变用途的耕地，以及撂荒两年以上的，不予补贴。",
        f"公示期{pen.span(0, 7)}（7天）。对面积、户主姓名、账号有异议的，向村委会或者镇财政所提出，两日内复核。",
        f"补贴由县财政局通过一卡通直接发放，村组干部不得代领，不得抵扣任何费用。举报电话：{pen.phone()}。镇公开与村公开的数据一致，如发现不一致请立即反映。",
    )
    return Paper(
        "liulin",
        "public_notice",
        f"柳林镇{pen.year()}年耕地地力保护补贴公示",
        "RESULT",
        "农业、林业、水利/惠农补贴",
        body,
        attributes={
            "公示期限": f"{pen.span(0, 7)}（7天）",
            "异议渠道": "向村委会或者镇财政所提出",
        },
    )


def jobs(pen: Pen) -> Paper:
    """公益性岗位拟聘人员公示."""
    posts = pen.number(14, 28)
    first, second, third = pen.parts(posts, 3)
    body = (
        f"经本人申请、社区推荐、街道审核、面谈和体检，城关街道拟聘用公益性岗位人员{posts}名，现予公示。",
        f"岗位设置：社区保洁绿化{first}个，便民服务中心帮办代办{second}个，老旧小区安全巡查{third}个。",
        f"拟聘人员（姓名已作处理）：{pen.names(posts)}。",
        f"安置对象为就业困难人员，其中零就业家庭成员{pen.number(1, 4)}人、残疾人{pen.number(1, 4)}人、距退休不足五年的{pen.number(2, 6)}人。",
        "待遇：岗位补贴按当地最低工资标准执行，依法缴纳社会保险，期限一般不超过三年；在岗期间每月工作不少于二十日，不得吃空饷、不得由他人顶岗。",
        f"公示期{pen.span(0, 7)}，公示期不少于7天。反映情况应当实事求是，提倡署实名。电话{pen.phone()}。",
        "公示无异议的，签订劳动合同并安排岗前培训；出现缺额的从本次面谈人员中依次递补，递补结果另行公示。",
    )
    return Paper(
        "chengguan",
        "public_notice",
        f"城关街道{pen.year()}年公益性岗位拟聘人员公示",
        "RESULT",
        "劳动、人事、监察/就业",
        body,
        attributes={
            "公示期限": pen.span(0, 7),
            "异议渠道": "向街道纪工委或者县人社部门反映",
        },
    )


def safety(pen: Pen, subject: tuple[str, str, str, str]) -> Paper:
    """Safety and relief notices of a street or town."""
    organ, title, why, first = subject
    body = (
        pen.say(
            f"各村（居）民委员会，辖区各单位：{why}。现就有关工作通知如下。",
            f"{why}。为切实保障群众生命财产安全，对各村（社区）、辖区单位提出以下要求。",
        ),
        *sections(
            (
                f"突出重点。{first}。",
                pen.say(
                    "网格到户。每个网格每周至少走访一遍，独居老人、残疾人、租住人员逐户登记，发现隐患当场告知、限时复查。",
                    "包保到人。领导班子成员包片、干部包点、网格员包户，名单张贴在公开栏，有变动当日更新。",
                ),
                pen.say(
                    "建账销号。问题隐患按立即整改、限期整改、停用撤离分类建账，整改前后照片对照，谁检查谁签字。",
                    "分类处置。能立即整改的当场改；一时改不了的落实人防、技防措施；存在重大风险的先停用、先撤人。",
                ),
                pen.say(
                    "物资和队伍。备足应急照明、救生衣、灭火器、沙袋，民兵应急分队随时待命，每季度演练一次。",
                    "值班值守。二十四小时值班，重大情况三十分钟内口头报告、一小时内书面报告，不得迟报、瞒报。",
                ),
                pen.say(
                    "宣传引导。用方言广播、院坝会、短视频讲清风险在哪、怎么避险、往哪转移，让老人小孩都听得懂。",
                    "公开监督。排查结果和整改情况在公开栏公布，群众发现隐患可以随时举报，经核实给予奖励。",
                ),
            )
        ),
        f"值班电话：{pen.phone()}。各单位贯彻情况于{pen.day(20)}前报告。",
    )
    return Paper(
        organ,
        "notice",
        title,
        "EXECUTION",
        "安全生产/应急管理",
        body,
        mark="清城街发" if organ == "chengguan" else "清柳政发",
    )


_SAFETY = (
    (
        "chengguan",
        "城关街道关于开展居民自建房安全隐患排查的通知",
        "辖区自建房数量多、改扩建频繁，部分一层经营、上层住人，安全风险突出",
        "以用作餐饮、民宿、培训、养老的自建房为重点，核对房屋结构、改扩建、用途变更和鉴定情况，做到一栋一档",
    ),
    (
        "liulin",
        "柳林镇关于做好防汛救灾和受灾人员转移安置工作的通知",
        "本镇河川、台地、沟谷兼有，强降雨易引发山洪和滑坡，靠崖窑洞和临河住户风险最大",
        "对河湾村低洼户、后柳村窑洞户、杏花沟沟口户实行名单制管理，预警一响先转移后核实，安置点设在镇中学和敬老院",
    ),
)


def relief(pen: Pen) -> Paper:
    """受灾人员救助公示: the chain of R24."""
    homes = pen.number(18, 42)
    flood, house, crop = pen.parts(homes, 3)
    body = (
        f"{pen.day(-40)}，柳林镇部分村庄遭受暴雨洪涝灾害。经受灾人员本人申请、村民小组提名、村民委员会民主评议并在村范围内公示7天，无异议后报镇政府审核，现将拟救助对象公示如下。",
        f"受灾救助对象{homes}户，其中过渡期生活救助{flood}户，倒损房屋恢复重建{house}户，农作物绝收口粮救助{crop}户。",
        f"涉及河湾村、前柳村、杏花沟村三个村，拟救助对象（姓名已作处理）：{pen.names(16)}等。",
        "救助标准：过渡期生活救助每人每天二十元、期限三个月；倒损房屋按鉴定结果分档补助；口粮救助按人口折算。同时纳入农村危房改造的，房屋补助就高不重复。",
        f"评议中有{pen.number(2, 5)}户被提出异议，经民主评议复核，{pen.number(1, 2)}户异议成立不予列入，其余异议不成立。",
        f"镇级公示期{pen.span(0, 7)}（7天）。期满无异议的，以文件形式报县级主管部门审批，审批结果由镇通知到村、村通知到户。",
        f"监督电话：{pen.phone()}。救助款物发放全过程公开，接受捐赠的物资单独登记、单独公布。",
    )
    return Paper(
        "liulin",
        "public_notice",
        "柳林镇暴雨洪涝灾害受灾人员拟救助对象公示",
        "RESULT",
        "民政、扶贫、救灾/灾害救助",
        body,
        attributes={
            "公示期限": f"{pen.span(0, 7)}（7天）",
            "异议渠道": "向村务监督委员会或者镇社会事务办公室提出",
        },
    )


def penalty(pen: Pen, subject: tuple[str, str, str, str, int, str, str, str]) -> Paper:
    """城市综合执法 行政处罚决定, the person masked."""
    who, brief, deed, law, fine, mild, terms, remedy = subject
    name = pen.name() if who == "个人" else who
    body = (
        f"当事人：{name}{'（身份信息已隐去）' if who == '个人' else ''}。案由：{deed}。",
        f"违法事实和证据：执法人员于{pen.day(-28)}巡查发现，当事人{deed}。上述事实有现场检查笔录、照片{pen.number(4, 12)}张、询问笔录、证人证言等证据证明，证据经当事人辨认签字。",
        f"法律依据：{law}。",
        f"陈述申辩和裁量：本机关于{pen.day(-12)}告知拟处罚的事实、理由、依据和享有的权利。当事人{pen.say('未提出陈述申辩', '提交了书面陈述，经复核部分采纳')}。{mild}，依照裁量基准属于{pen.say('较轻', '一般')}情节。",
        f"处罚决定：责令改正，处以罚款人民币{fine}元。",
        f"履行方式和期限：{terms}",
        remedy,
        pen.say(
            "教育措施：执法人员同时发放《市容环境责任告知书》，提示当事人可就近使用社区建筑垃圾临时堆放点。",
            "跟踪措施：本机关将于三十日后回访，对同类运输车辆安装密闭监控装置的情况一并检查。",
            "说理提示：处罚不是目的，占道、遗撒行为给盲人、骑行者带来的危险往往大于当事人的想象。",
        ),
        f"决定日期：{pen.day()}。依照行政处罚公示规定，本决定自作出之日起7个工作日内公开，公开期限一年，期满撤下。对公开内容有异议的，电话{pen.phone()}。",
    )
    return Paper(
        "city",
        "decision",
        f"行政处罚决定书（{brief}）",
        "RESULT",
        "城乡建设/城市综合执法",
        body,
        mark="清城管罚",
    )


_PENALTIES = (
    (
        "个人",
        "占道堆放装修材料",
        "未经批准在文昌路人行道堆放装修材料",
        "《城市市容和环境卫生管理条例》第十四条、第三十六条",
        300,
        "当事人当日自行清运完毕，未造成行人受伤",
        "自收到决定书之日起十五日内缴至指定银行或者扫码缴纳。确有经济困难的，可以申请延期或者分期缴纳，分期不超过三次。",
        "救济途径：不服本决定的，可自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
    ),
    (
        "清河县宏远渣土运输有限公司",
        "渣土运输遗撒",
        "运输车辆未密闭导致建筑垃圾沿迎宾大道遗撒",
        "《城市建筑垃圾管理规定》第十四条、第二十三条",
        8000,
        "遗撒长度约四百米，当事人两小时内完成冲洗，半年内曾因同类行为被警告一次",
        "十五日内缴清罚款；逾期不缴纳的，每日按罚款数额的百分之三加处罚款，加处数额不超过罚款本数，并依法申请人民法院强制执行。",
        "权利告知：对本决定有异议，申请复议的期限为六十日，直接起诉的期限为六个月，均从送达次日起算；期间不停止执行，法律另有规定的除外。",
    ),
)


def commissions() -> Iterator[Commission]:
    """Papers of the street office, the town and the street wardens."""
    for i in range(2):
        yield Commission(f"gra-farm-{i + 1}", farm_subsidy, 560 - 367 * i, "涉农补贴", html=i == 1)
    yield Commission("gra-jobs", jobs, 455, "就业创业")
    for i, subject in enumerate(_SAFETY):
        yield Commission(
            f"gra-safety-{i + 1}",
            about(safety, subject),
            620 - 350 * i,
            ("安全生产", "救灾")[i],
        )
    yield Commission("gra-relief", relief, 225, "救灾")
    for i, deed in enumerate(_PENALTIES):
        yield Commission(
            f"gra-penalty-{i + 1}", about(penalty, deed), 515 - 300 * i, "城市综合执法"
        )
