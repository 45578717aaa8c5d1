"""Time limits, each with its unit and article (条例 art 26-34; 行政复议法; 行政诉讼法).

Sources: domain.md B1, B9. Working days, calendar days, months and hours are never converted.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.calendar import CalendarDays, WorkingDays
from domain.errors import Malformed
from domain.law.rows import REGULATION, require_positive, require_row, require_text


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    MONTHS = "MONTHS"
    HOURS = "HOURS"

    @property
    def chinese(self) -> str:
        return {
            "WORKING_DAYS": "个工作日",
            "CALENDAR_DAYS": "日",
            "MONTHS": "个月",
            "HOURS": "小时",
        }[self]


CLOCK_LIMITS = frozenset(
    {
        "answer",
        "clarification",
        "extension",
        "third_party",
        "co_producer",
        "fee_payment",
    }
)
"""Limits the clock of a request counts in working days; a row in another unit is refused."""


@dataclass(frozen=True)
class Limit:
    """One limit: `amount` of `unit`, set by `article`; `note` says from when it runs."""

    TABLE: ClassVar[str] = "limits"

    key: str
    valid_from: date
    source: str
    unit: Unit
    amount: int
    article: str
    note: str

    def __post_init__(self) -> None:
        """Raises `Malformed` for a limit that cannot be counted."""
        require_row(self)
        require_positive(self.amount, "amount")
        require_text(self.article, "article")
        if self.key in CLOCK_LIMITS and self.unit is not Unit.WORKING_DAYS:
            raise Malformed(
                f"期限“{self.key}”由时钟按工作日计算，不能改用其他单位", rule="法规表", field="unit"
            )

    @property
    def working_days(self) -> WorkingDays:
        """The limit in working days. Raises `Malformed` when the law counts it otherwise."""
        self._require(Unit.WORKING_DAYS)
        return WorkingDays(self.amount)

    @property
    def calendar_days(self) -> CalendarDays:
        """The limit in calendar days. Raises `Malformed` when the law counts it otherwise."""
        self._require(Unit.CALENDAR_DAYS)
        return CalendarDays(self.amount)

    @property
    def chinese(self) -> str:
        """As a letter prints it: 20个工作日, 60日, 6个月."""
        return f"{self.amount}{self.unit.chinese}"

    def _require(self, unit: Unit) -> None:
        if self.unit is not unit:
            raise Malformed(
                f"{self.article} 的期限是{self.chinese}，不按{unit.chinese}计",
                rule=self.article,
                field="unit",
            )


_REVIEW_LAW = date(2024, 1, 1)
"""The day the 行政复议法 as revised in 2023 came into force."""

_REVIEW_LAW_OF_1999 = date(1999, 10, 1)
_SUIT_LAW = date(2015, 5, 1)
"""The day the 行政诉讼法 as revised in 2014 came into force."""

_WORK, _DAYS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
_LAW = "中华人民共和国政府信息公开条例（国令711号）"
_REVIEW = "中华人民共和国行政复议法（2023年修订）"
_OLD_REVIEW = "[REC] 中华人民共和国行政复议法（1999年）"
_SUIT = "中华人民共和国行政诉讼法（2014年修正）"

ROWS: tuple[Limit, ...] = (
    Limit(
        "proactive_publication",
        REGULATION,
        _LAW,
        _WORK,
        20,
        "条例 art 26",
        "自信息形成或者变更之日起；法律、法规另有规定的从其规定",
    ),
    Limit("clarification", REGULATION, _LAW, _WORK, 7, "条例 art 30", "自收到申请之日起，一次告知"),
    Limit("answer", REGULATION, _LAW, _WORK, 20, "条例 art 33", "自收到申请之日起"),
    Limit(
        "extension",
        REGULATION,
        _LAW,
        _WORK,
        20,
        "条例 art 33",
        "合计最长；须经政府信息公开工作机构负责人同意并告知申请人",
    ),
    Limit(
        "third_party", REGULATION, _LAW, _WORK, 15, "条例 art 32", "自第三方收到征求意见书之日起"
    ),
    Limit(
        "co_producer", REGULATION, _LAW, _WORK, 15, "条例 art 34", "自被征求意见的机关收到函之日起"
    ),
    Limit(
        "fee_payment",
        date(2021, 1, 1),
        "[REC] 政府信息公开信息处理费管理办法（国办函〔2020〕109号）",
        _WORK,
        20,
        "信息处理费办法",
        "自收到收费通知之日的次日起；逾期未缴的视为放弃申请",
    ),
    Limit(
        "review_application",
        _REVIEW_LAW_OF_1999,
        _OLD_REVIEW,
        _DAYS,
        60,
        "行政复议法 art 9",
        "自知道该行政行为之日起",
    ),
    Limit(
        "review_application",
        _REVIEW_LAW,
        _REVIEW,
        _DAYS,
        60,
        "行政复议法 art 20",
        "自知道或者应当知道该行政行为之日起",
    ),
    Limit(
        "review_answer",
        _REVIEW_LAW_OF_1999,
        _OLD_REVIEW,
        _DAYS,
        10,
        "行政复议法 art 23",
        "自收到申请书副本之日起提出书面答复和证据",
    ),
    Limit(
        "review_answer",
        _REVIEW_LAW,
        _REVIEW,
        _WORK,
        10,
        "行政复议法 art 48",
        "自收到申请书副本之日起提出书面答复和证据；十日是工作日（art 88）",
    ),
    Limit(
        "review_answer_simple",
        _REVIEW_LAW,
        _REVIEW,
        _WORK,
        5,
        "行政复议法 art 54",
        "简易程序（art 53(4)，政府信息公开案件可以适用）；五日是工作日（art 88）",
    ),
    Limit(
        "review_decision",
        _REVIEW_LAW_OF_1999,
        _OLD_REVIEW,
        _DAYS,
        60,
        "行政复议法 art 31",
        "自受理申请之日起",
    ),
    Limit(
        "review_decision",
        _REVIEW_LAW,
        _REVIEW,
        _DAYS,
        60,
        "行政复议法 art 62",
        "普通程序，自受理申请之日起",
    ),
    Limit(
        "review_decision_extension",
        _REVIEW_LAW_OF_1999,
        _OLD_REVIEW,
        _DAYS,
        30,
        "行政复议法 art 31",
        "最长",
    ),
    Limit(
        "review_decision_extension",
        _REVIEW_LAW,
        _REVIEW,
        _DAYS,
        30,
        "行政复议法 art 62",
        "普通程序，最长",
    ),
    Limit(
        "review_decision_simple",
        _REVIEW_LAW,
        _REVIEW,
        _DAYS,
        30,
        "行政复议法 art 62",
        "简易程序，自受理申请之日起",
    ),
    Limit(
        "suit",
        _SUIT_LAW,
        _SUIT,
        Unit.MONTHS,
        6,
        "行政诉讼法 art 46",
        "直接起诉，自知道或者应当知道作出行政行为之日起",
    ),
    Limit(
        "suit_after_review",
        _SUIT_LAW,
        _SUIT,
        _DAYS,
        15,
        "行政诉讼法 art 45",
        "自收到复议决定书之日起；复议机关逾期不决定的，自复议期满之日起",
    ),
    Limit(
        "suit_defence",
        _SUIT_LAW,
        _SUIT,
        _DAYS,
        15,
        "行政诉讼法 art 67",
        "自收到起诉状副本之日起提出答辩状和证据",
    ),
)
