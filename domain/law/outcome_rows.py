"""The outcomes there are, one row each (domain.md B5; domain.law.outcomes says what a row means).

Sources: 条例 art 2, 30, 35-39, 42; 国办公开办函〔2021〕30号. Rows marked [PAGE] follow what
published reports do, rows marked [REC] what is recollected: both wait to be confirmed.
"""

from domain.grounds import GROUNDS
from domain.law.outcomes import OutcomeRule, Prior, RemedyClass
from domain.law.rows import REGULATION


def _outcome(
    key: str,
    article: str,
    row: str | None,
    chinese: str,
    *flags: str,
    source: str = "中华人民共和国政府信息公开条例（国令711号）",
    remedy: RemedyClass = RemedyClass.BY_ARTICLE,
    prior: Prior = Prior.NOTHING,
    grounds: tuple[str, ...] = (),
) -> OutcomeRule:
    """One row; `flags` names what holds of it."""
    return OutcomeRule(
        key,
        REGULATION,
        source,
        chinese,
        article,
        row,
        remedy,
        prior,
        grounds,
        **{flag: flag in flags for flag in _FLAGS},
    )


_FLAGS = (
    "gives_information",
    "needs_route",
    "needs_search",
    "needs_right_organ",
    "needs_earlier_reply",
    "needs_refused_parts",
    "on_the_spot",
    "whole_request",
)
_PRACTICE = "条例（国令711号）；年报栏目为实务做法 [PAGE]"
_RECOLLECTION = "[REC] 年报栏目与答复方式为实务做法，待核实"
_ALL = tuple(GROUNDS)

ROWS: tuple[OutcomeRule, ...] = (
    _outcome(
        "ALREADY_PUBLIC",
        "条例 art 36(1)",
        "3.1",
        "已主动公开，告知获取方式和途径",
        "needs_route",
        "on_the_spot",
        source=_PRACTICE,
    ),
    _outcome("PROVIDED", "条例 art 36(2)", "3.1", "予以公开", "gives_information"),
    _outcome(
        "PARTLY_PROVIDED",
        "条例 art 37",
        "3.2",
        "部分公开",
        "gives_information",
        "needs_refused_parts",
        remedy=RemedyClass.BY_GROUND,
        grounds=_ALL,
    ),
    _outcome(
        "REFUSED",
        "条例 art 36(3)",
        None,
        "不予公开",
        "needs_refused_parts",
        remedy=RemedyClass.BY_GROUND,
        grounds=_ALL,
    ),
    _outcome(
        "DOES_NOT_EXIST",
        "条例 art 36(4)",
        "3.4.1",
        "经检索，所申请的政府信息不存在",
        "needs_search",
        source=_PRACTICE,
    ),
    _outcome(
        "NOT_THIS_ORGAN",
        "条例 art 36(5)",
        "3.4.1",
        "不属于本机关负责公开",
        "needs_right_organ",
        source=_PRACTICE,
    ),
    _outcome(
        "REPEATED",
        "条例 art 36(6)",
        "3.5.2",
        "已就同一申请作出答复，不予重复处理",
        "needs_earlier_reply",
    ),
    _outcome(
        "SPECIAL_ACCESS",
        "条例 art 36(7)",
        "3.3.8",
        "依照有关法律、行政法规的规定查询",
        "needs_route",
    ),
    _outcome("NEEDS_PROCESSING", "条例 art 38", "3.4.2", "没有现成信息，需要另行加工、分析"),
    _outcome(
        "STILL_UNCLEAR",
        "条例 art 30, 36",
        "3.4.3",
        "补正后申请内容仍不明确",
        prior=Prior.CLARIFIED,
    ),
    _outcome(
        "PETITION",
        "条例 art 39(1)",
        "3.5.1",
        "属于信访、投诉、举报等活动，不作为政府信息公开申请处理",
    ),
    _outcome(
        "INQUIRY",
        "条例 art 39(1)",
        "3.5.1",
        "属于咨询，不作为政府信息公开申请处理",
        source=_RECOLLECTION,
    ),
    _outcome(
        "PUBLICATION",
        "条例 art 39(2)",
        "3.5.3",
        "要求提供公开出版物，告知获取途径",
        "on_the_spot",
    ),
    _outcome(
        "EXCESSIVE",
        "条例 art 35",
        "3.5.4",
        "申请数量、频次明显超过合理范围，且理由不合理，不予处理",
        prior=Prior.REASONS_ASKED,
    ),
    _outcome(
        "REISSUE",
        "政府信息公开工作年度报告格式 三(五)5",
        "3.5.5",
        "要求确认或者重新出具已获取的信息，不予处理",
        source="政府信息公开工作年度报告格式（国办公开办函〔2021〕30号）三",
    ),
    _outcome(
        "NOT_GOVERNMENT_INFORMATION",
        "条例 art 2",
        "3.6.3",
        "不属于政府信息",
        source=_RECOLLECTION,
    ),
    _outcome(
        "STATE_ARCHIVE",
        "档案法",
        "3.6.3",
        "已移交国家档案馆，依照档案管理的规定查阅",
        "needs_route",
        source=_RECOLLECTION,
    ),
    _outcome(
        "NOT_CLARIFIED",
        "条例 art 30",
        "3.6.1",
        "无正当理由逾期不补正，视为放弃申请，不再处理",
        "whole_request",
        prior=Prior.CLARIFICATION_NOTICE,
    ),
    _outcome(
        "FEE_UNPAID",
        "条例 art 42",
        "3.6.2",
        "逾期未缴纳信息处理费，视为放弃申请，不再处理",
        "whole_request",
        prior=Prior.FEE_NOTICE,
    ),
    _outcome(
        "WITHDRAWN",
        "政府信息公开工作年度报告格式 三(六)3",
        "3.6.3",
        "申请人撤回申请",
        "whole_request",
        source=_PRACTICE,
        remedy=RemedyClass.NONE,
        prior=Prior.WITHDRAWAL,
    ),
    _outcome(
        "OTHER",
        "政府信息公开工作年度报告格式 三(六)3",
        "3.6.3",
        "其他处理",
        source=_PRACTICE,
    ),
)
