"""Which course each record takes; what is not named here is plainly published."""

from functools import partial

from domain.review import Answer
from domain.review import Step as Rung
from domain.vocabulary import Openness
from ops.demo.courses import (
    AMENDED,
    PRIVACY,
    Course,
    amended,
    climbed,
    loosened,
    on_request,
    opened_later,
    plain,
    refused,
    repealed,
    returned,
    scanned,
    sent_back,
    withdrawn,
    withheld,
)
from ops.demo.waiting import IS_FIT, WAITING

_SECRET, _OPEN, _UNSURE = Answer.SECRET, Answer.NOT_SECRET, Answer.UNDETERMINED
_INTERNAL, _AUTHORITY = Rung.INTERNAL, Rung.AUTHORITY
_BUSINESS, _COMPETENT = Rung.BUSINESS, Rung.COMPETENT
_IS_SECRET = "请审定本件是否属于国家秘密，如属国家秘密请一并明确密级和保密期限。"

_LADDERS: dict[str, Course] = {
    "sen-pipes": partial(
        climbed,
        rungs=((_INTERNAL, _UNSURE), (_AUTHORITY, _SECRET)),
        question="关键节点坐标和控制关系是否属于国家秘密，本单位不能确定，请审定。",
        end=("D1", "经有权机关确定，成果数据属于国家秘密，不得公开；普查范围和方法另行摘要公开。"),
        withhold=True,
    ),
    "sen-shelter": partial(
        climbed,
        rungs=((_INTERNAL, _SECRET),),
        question=_IS_SECRET,
        end=("D1", "普查卡片和分布情况属于国家秘密，不得公开；停车便民说明另文发布。"),
        withhold=True,
    ),
    "sen-radio": partial(
        climbed,
        rungs=((_INTERNAL, _SECRET),),
        question="通信资源配置和联络方式是否涉密，请审定。",
        end=("D1", "附件所列通信资源配置属于国家秘密，整体不得公开。"),
    ),
    "sen-water": partial(
        climbed,
        rungs=((_INTERNAL, _OPEN), (_BUSINESS, Answer.NOT_FIT)),
        question="防护设施位置、监控布点是否涉密，请审定。",
        fitness="认定不涉密后，防护薄弱环节是否适宜公开，请研究提出意见。",
        business="清河县水利局",
        end=("D3", "业务主管部门认为公开薄弱环节可能危及公共安全，不宜公开；水质信息另行公开。"),
    ),
    "sen-grain": partial(climbed, rungs=((_INTERNAL, _OPEN),), question=_IS_SECRET, end=None),
    "sen-survey": partial(
        climbed,
        rungs=((_INTERNAL, _UNSURE), (_AUTHORITY, _OPEN)),
        question="目录仅反映成果名称和范围，不含数据，是否涉密本单位不能确定。",
        end=None,
    ),
    "sen-bridge": partial(climbed, rungs=((_INTERNAL, _OPEN),), question=_IS_SECRET, end=None),
    "sen-drains": partial(
        climbed,
        rungs=(
            (_INTERNAL, _UNSURE),
            (_AUTHORITY, _OPEN),
            (_BUSINESS, _UNSURE),
            (_COMPETENT, Answer.FIT),
        ),
        question="附图标有与其他市政设施的交叉关系，少数管段位于重要单位周边，是否涉密请确定。",
        fitness="认定不涉密后，附图与其他设施的交叉关系是否适宜全部公开，请研究。",
        business="清河县公安局",
        end=None,
    ),
    "sen-station": partial(
        climbed,
        rungs=((_BUSINESS, Answer.NOT_FIT),),
        question=IS_FIT,
        business="清河县应急管理局",
        end=("D3", "薄弱部位清单和后果模拟公开后可能危及公共安全，不得公开；整改结果另行公布。"),
    ),
    "sen-heatcost": partial(
        climbed,
        rungs=((_BUSINESS, _UNSURE), (_COMPETENT, Answer.FIT)),
        question="分项成本是否属于企业商业秘密、隐去供应商和单价后是否适宜公开。",
        business="清河县发展和改革委员会",
        end=None,
    ),
    "sen-contract": partial(
        climbed,
        rungs=((_BUSINESS, Answer.FIT),),
        question="报价明细遮盖后的合同文本是否适宜公开，评估机构书面意见附后。",
        business="清河县司法局",
        end=None,
    ),
    "sen-finance": partial(
        climbed,
        rungs=((_BUSINESS, _UNSURE), (_COMPETENT, Answer.NOT_FIT)),
        question="磋商条件由金融机构提供并要求保密，方案是否适宜公开。",
        business="清河县发展和改革委员会",
        end=("D4", "方案含金融机构商业秘密，签约前不宜公开；签约后主要内容应当公开。"),
    ),
    "hou-answer-1": partial(
        climbed,
        rungs=((_BUSINESS, Answer.FIT),),
        question="核查情况涉及发帖人，文字处理后是否适宜公开。",
        business="清河县司法局",
        end=None,
    ),
}

_DONE = "文件所定任务已经完成，不再作为管理依据。"

_REPEALED: dict[str, Course] = {
    "hou-affordable-rules": partial(
        repealed,
        days_ago=388,
        reason="《清河县配售型保障性住房管理暂行办法》施行，本规定同时废止。",
        replaced_by="hou-sale-rules",
    ),
    "mun-sign-rules": partial(
        repealed,
        days_ago=326,
        reason="统一底色、字体的要求不适应实际，设置审批于法无据，由设置导则代替。",
        replaced_by="mun-sign-guidance",
    ),
    "hou-plan-1": partial(
        repealed, days_ago=540, reason="计划期届满，由新的年度计划代替。", replaced_by="hou-plan-2"
    ),
    "off-points-1": partial(
        repealed, days_ago=462, reason="年度届满，新要点已经印发。", replaced_by="off-points-2"
    ),
    "wel-standard-1": partial(
        repealed, days_ago=604, reason="救助标准已经调整。", replaced_by="wel-standard-2"
    ),
    "wel-standard-2": partial(
        repealed, days_ago=238, reason="救助标准已经调整。", replaced_by="wel-standard-3"
    ),
    "rur-tasks-1": partial(repealed, days_ago=400, reason=_DONE),
    "rur-tasks-2": partial(repealed, days_ago=300, reason=_DONE),
    "hou-call-1": partial(repealed, days_ago=500, reason="本次集中受理已经结束。"),
    "exp-proposal-hospital": partial(
        repealed,
        days_ago=655,
        reason="征收决定已经作出，修改后的补偿方案随决定公告，征求意见稿失效。",
        replaced_by="exp-decision-hospital",
    ),
    "mun-permit-3": partial(
        repealed,
        days_ago=96,
        reason="被许可人终止经营，依法注销燃气经营许可。",
        basis="《中华人民共和国行政许可法》第七十条",
    ),
    "hou-vacancy-1": partial(repealed, days_ago=700, reason="本批房源配租完毕，公告失效。"),
    "mun-road-1": partial(repealed, days_ago=850, reason="工程竣工、道路恢复通行，公告失效。"),
}

_WITHDRAWN: dict[str, Course] = {
    "hou-subsidy-2": partial(
        withdrawn,
        days_ago=771,
        reason="发布的附表未隐去部分家庭的证件号码，现予撤回，处理后重新公示。",
        basis=PRIVACY,
    ),
    "rur-list-2": partial(
        withdrawn,
        days_ago=655,
        reason="网页附件载有农户银行账号，属误发，现予撤回。",
        basis=PRIVACY,
    ),
    "exp-compensation-liangku": partial(
        withdrawn,
        days_ago=318,
        reason="当事人提出标题和片区信息足以识别其身份，经核实予以撤回并不再显示标题。",
        basis=PRIVACY,
        withhold=True,
    ),
    "mun-dig-4": partial(
        withdrawn,
        days_ago=450,
        reason="所附示意图标有重要管线交叉位置，经重新审查不宜公开。",
        basis="《中华人民共和国政府信息公开条例》第十四条",
    ),
    "hou-lottery-2": partial(
        withdrawn,
        days_ago=818,
        reason="中签户数统计有误，现予撤回，更正后重新公示，公示期重新计算。",
        basis="《中华人民共和国政府信息公开条例》第六条第二款",
    ),
    "gra-penalty-1": partial(
        withdrawn,
        days_ago=130,
        reason="行政处罚决定公开期满一年，按规定撤下。",
        basis="行政处罚决定公示期限有关规定",
    ),
    "lan-shown-1": partial(
        withdrawn,
        days_ago=548,
        reason="公示期间设计方案作重大修改，原公示内容失实，修改后重新公示。",
        basis="《中华人民共和国政府信息公开条例》第六条第二款",
    ),
    "hou-clearing-2": partial(
        withdrawn,
        days_ago=520,
        reason="两户已在公告前办理退房，列入名单有误，向当事人致歉并撤回。",
        basis="《中华人民共和国政府信息公开条例》第六条第二款、第十五条",
    ),
    "wel-home-2": partial(
        withdrawn,
        days_ago=201,
        reason="检查结论中人员配比数据引用错误，撤回核实。",
        basis="《中华人民共和国政府信息公开条例》第六条第二款",
    ),
}

_RETURNED: dict[str, Course] = {
    "sen-flats": partial(
        returned,
        surplus="附：不符合条件的九户家庭及其收入、疾病、住址明细。",
        why="附件含未通过审核家庭的收入、疾病和住址，属于个人隐私，应当删去后重新送审。",
    ),
    "hou-lottery-5": partial(
        returned,
        surplus="附：中签家庭户主姓名、证件号码后四位和现住址一览表。",
        why="一览表超出公示必要范围，证件号码和住址应当删去，只保留受理编号。",
    ),
    "exp-appraisal-wenmiao": partial(
        returned,
        surplus="附：各户单价及门牌号对照表（供内部核对）。",
        why="分户对照表只在征收范围内公布，不得上网，请删去后重新送审。",
    ),
    "rur-list-6": partial(
        returned,
        surplus="附：拟补助对象致贫原因和残疾等级登记表。",
        why="致贫原因、残疾等级属于敏感个人信息，公示中不应载明。",
    ),
    "mun-permit-1": partial(
        returned,
        surplus="附：企业气源采购合同价格条款。",
        why="采购价格为企业商业秘密，未征求企业意见，请删去。",
    ),
    "lan-settlement-2": partial(
        returned,
        surplus="附：工作组内部谈话记录摘要。",
        why="谈话记录属于过程性信息，与公告无关，请删去。",
    ),
}

_SENT_BACK: dict[str, Course] = {
    "hou-approval-2": partial(sent_back, why="未写明抄送单位和联系电话，补充后再报。"),
    "fin-department-2": partial(sent_back, why="缺少公开电话和公开时间，补齐要素后再报签。"),
    "off-circular-3": partial(sent_back, why="对问题单位的复核渠道没有交代清楚，请补充。"),
    "exp-announcement-huafei": partial(
        sent_back, why="救济途径漏写，属于必备内容，补充后重新送审。"
    ),
}

_REFUSED: dict[str, Course] = {
    "hou-clearing-4": partial(
        refused, ground="D4", why="名单所涉家庭正在申请强制执行听证，公开将损害其合法权益。"
    ),
    "mun-dig-6": partial(
        refused, ground="D3", why="工作井紧邻堤防，位置图公开可能影响防洪设施安全。"
    ),
    "mun-gas-3": partial(refused, ground="D7", why="所列线索正在立案调查，属行政执法案卷信息。"),
}

_CLOSED: dict[str, Course] = {
    "sen-merit": partial(withheld, ground="D5", why="属机关内部人事管理信息，同意不予公开。"),
    "sen-request": partial(withheld, ground="D6", why="属内部请示，决定尚未作出，同意不予公开。"),
    "sen-dossier": partial(withheld, ground="D7", why="属行政执法案卷信息，处罚决定已另行公示。"),
    "sen-minutes": partial(withheld, ground="D6", why="属讨论记录，未形成一致意见，同意不予公开。"),
    "sen-appraisals": loosened,
    "sen-inventory": opened_later,
    **dict.fromkeys(
        (
            "sen-drawings",
            "sen-statistics",
            "exp-risk-wenmiao",
            "exp-risk-mianfang",
            "exp-risk-liangku",
            "exp-risk-huafei",
        ),
        on_request,
    ),
}


_LATE = ("fin-accounts", "exp-feedback-hospital", "mun-approved-2", "rur-funds-2", "lan-shown-2")
"""Published long after the twenty working days of 条例 art 26, for a supervisor to find."""

_SCANNED = (
    "exp-decision-binhe",
    "exp-progress-mianfang",
    "hou-approval-4",
    "hou-review-2",
    "hou-evaluation-2",
    "rur-recognised-2",
    "rur-tasks-4",
    "rur-findings-1",
    "mun-gas-2",
    "mun-answer-2",
    "off-circular-1",
    "wel-standard-3",
    "gra-safety-2",
    "lan-pre-1",
)

FATES: dict[str, Course] = {
    **{key: partial(amended, editions=editions) for key, editions in AMENDED.items()},
    **{key: partial(plain, wait=38) for key in _LATE},
    **dict.fromkeys(_SCANNED, scanned),
    **WAITING,
    **_LADDERS,
    **_REPEALED,
    **_WITHDRAWN,
    **_RETURNED,
    **_SENT_BACK,
    **_REFUSED,
    **_CLOSED,
}
"""Record -> its course."""

_SOME = "仅与特定群体有关，全面公开可能影响其合法权益，依申请提供。"

OPENNESS: dict[str, tuple[Openness, str | None, str]] = {
    "sen-merit": (Openness.WITHHELD, "D5", "机关内部人事管理事务。"),
    "sen-request": (Openness.WITHHELD, "D6", "内部请示，属过程性信息。"),
    "sen-dossier": (Openness.WITHHELD, "D7", "行政执法案卷信息。"),
    "sen-minutes": (Openness.WITHHELD, "D6", "讨论记录，属过程性信息。"),
    "sen-appraisals": (Openness.WITHHELD, "D6", "内部研究报告，标准尚未修订。"),
    "sen-inventory": (Openness.ON_REQUEST, None, "起初认为仅与本集体经济组织成员有关。"),
    "sen-drawings": (Openness.ON_REQUEST, None, _SOME),
    "sen-statistics": (Openness.ON_REQUEST, None, "数据颗粒度较细，需要核对用途和保管条件。"),
    **dict.fromkeys(
        ("exp-risk-wenmiao", "exp-risk-mianfang", "exp-risk-liangku", "exp-risk-huafei"),
        (Openness.ON_REQUEST, None, "标准目录列为依申请公开，面向申请人。"),
    ),
}
"""Openness given at source where it is not PROACTIVE: value, ground, reason (R35)."""
