"""What no correction of a table may say, because the statute itself says otherwise.

A table states the law and is corrected without a change of code; what it may never become is a rule
that the law forbids. Sources: 条例 art 14-16, 32-34, 36, 37; 行政复议法 art 23(4); 保密法实施条例
art 42. A statute that is changed changes this module.
"""

from datetime import date

from domain.errors import Malformed
from domain.law.articles import article_of
from domain.law.consultations import ConsultationKind, ConsultationRule, Silence
from domain.law.limits import Limit
from domain.law.outcomes import OutcomeRule, RemedyClass
from domain.law.remedies import Remedy, RemedyOrder
from domain.law.rows import Law, Row

MOST = {
    "answer": (20, "条例 art 33"),
    "extension": (20, "条例 art 33"),
}
"""Limits of the organ in working days that may be shorter and never longer, with their article."""

EXACT = {
    "third_party": (15, "条例 art 32"),
    "co_producer": (15, "条例 art 34"),
}
"""Limits of those who are asked: longer keeps the applicant waiting, shorter takes their time."""

SILENT = {
    ConsultationKind.THIRD_PARTY: (Silence.ORGAN_DECIDES, "third_party", "条例 art 32"),
    ConsultationKind.CO_PRODUCER: (Silence.DEEMED_CONSENT, "co_producer", "条例 art 34"),
}
"""What silence means, after which limit."""

REVIEW_LAW = date(2024, 1, 1)
"""From this day on what rests on art 14-16 goes to review before a suit."""

REVIEW_FIRST = frozenset({"条例 art 14", "条例 art 15", "条例 art 16"})
BY_GROUND = frozenset({"条例 art 36(3)", "条例 art 37"})
GIVING = {"PROVIDED": "条例 art 36(2)", "PARTLY_PROVIDED": "条例 art 37"}
REFUSING = {"REFUSED": "条例 art 36(3)", "PARTLY_PROVIDED": "条例 art 37"}


def require_lawful(law: Law, row: Row) -> None:
    """Raises `Malformed` naming the article when a row of `law` says what the statute forbids."""
    if isinstance(row, Limit):
        _require_limit(row)
    if isinstance(row, ConsultationRule):
        _require_consultation(row)
    if isinstance(row, OutcomeRule):
        _require_outcome(row)
    if isinstance(row, Remedy):
        _require_remedy(law, row)


def _require_limit(row: Limit) -> None:
    if row.key in MOST:
        most, article = MOST[row.key]
        _require(
            row.amount <= most,
            f"最长 {most} 个工作日，不能更正为 {row.amount} 个",
            article,
            "amount",
        )
    if row.key in EXACT:
        exact, article = EXACT[row.key]
        _require(
            row.amount == exact,
            f"法定为 {exact} 个工作日，不能更正为 {row.amount} 个",
            article,
            "amount",
        )


def _require_consultation(row: ConsultationRule) -> None:
    kind = ConsultationKind(row.key)
    if kind not in SILENT:
        return
    silence, limit, article = SILENT[kind]
    _require(row.stops_clock, "征求意见所需时间不计算在答复期限内", "条例 art 33", "stops_clock")
    _require(row.silence is silence, f"{silence.chinese}，不能更正", article, "silence")
    _require(row.limit == limit, f"答复意见的期限只能是“{limit}”", article, "limit")


def _require_outcome(row: OutcomeRule) -> None:
    if row.key in GIVING:
        _require(
            row.gives_information,
            f"“{row.chinese}”提供信息，须先经保密审查，不能更正为不提供信息",
            f"{GIVING[row.key]}；保密法实施条例 art 42",
            "gives_information",
        )
    if row.key in REFUSING:
        article = REFUSING[row.key]
        message = f"“{row.chinese}”须逐项写明不予公开的理由和依据"
        _require(bool(row.grounds), message, article, "grounds")
        _require(row.needs_refused_parts, message, article, "needs_refused_parts")
        told = f"“{row.chinese}”的救济途径由不予公开的理由决定"
        _require(row.remedy is RemedyClass.BY_GROUND, told, "行政复议法 art 23(4)", "remedy")


def _require_remedy(law: Law, row: Remedy) -> None:
    rule = "行政复议法 art 23(4)"
    if row.key in BY_GROUND:
        message = f"{row.key} 的救济途径由不予公开所依据的条款决定"
        _require(row.order is RemedyOrder.BY_GROUND, message, rule, "order")
    if article_of(row.key) in REVIEW_FIRST and _holds_since(law, row, REVIEW_LAW):
        message = f"自 {REVIEW_LAW} 起，依据{row.key}不予公开的，应当先申请行政复议"
        _require(row.order is RemedyOrder.REVIEW_FIRST, message, rule, "order")


def _holds_since(law: Law, row: Remedy, day: date) -> bool:
    """Whether the row holds on that day or on any later one."""
    days = [one.valid_from for one in law.versions(Remedy, row.key)]
    return not any(row.valid_from < other <= day for other in days)


def _require(lawful: bool, message: str, rule: str, field: str) -> None:
    if not lawful:
        raise Malformed(f"{message}（{rule}）", rule=rule, field=field)
