"""How one matter of a request may end, what each outcome requires, and where it is counted.

Sources: domain.md B4, B5 (条例 art 30, 33-39, 42). Practice marked [PAGE] or [REC] in a row is
there to be corrected; the rows themselves stand in `outcome_rows`. The rules that need the case
itself stand with the request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.errors import Incomplete, Malformed
from domain.grounds import GROUNDS
from domain.law.annual_rows import AnnualRow, GroundRow, Opening
from domain.law.rows import Law, require_row, require_text


class Prior(StrEnum):
    """What must have happened in the case before an outcome is open to the organ."""

    NOTHING = "NOTHING"
    CLARIFICATION_NOTICE = "CLARIFICATION_NOTICE"
    CLARIFIED = "CLARIFIED"
    REASONS_ASKED = "REASONS_ASKED"
    FEE_NOTICE = "FEE_NOTICE"
    WITHDRAWAL = "WITHDRAWAL"

    @property
    def chinese(self) -> str:
        return {
            "NOTHING": "无",
            "CLARIFICATION_NOTICE": "已告知补正，期限已过",
            "CLARIFIED": "申请人已经补正",
            "REASONS_ASKED": "已要求说明理由",
            "FEE_NOTICE": "已送达收费通知，期限已过",
            "WITHDRAWAL": "申请人书面撤回",
        }[self]


class RemedyClass(StrEnum):
    """Which remedies a letter names: by the article of the outcome, of each refused part, none."""

    BY_ARTICLE = "BY_ARTICLE"
    BY_GROUND = "BY_GROUND"
    NONE = "NONE"


@dataclass(frozen=True)
class OutcomeRule:
    """One outcome: `key` is its code, `chinese` its name, `article` what it rests on.

    `annual_row`: where it is counted, None when the ground decides. `grounds`: the codes one of
    which must be named, empty when none is. `gives_information`: a secrecy review of exactly what
    is given comes first. `needs_route`: must say how and where. `needs_search`: a recorded search.
    `needs_right_organ`: names the right organ, or why it cannot be determined.
    `needs_earlier_reply`: names the reply already given. `needs_refused_parts`: names each refused
    part with its ground. `on_the_spot`: may be answered at the desk as the request is filed.
    `whole_request`: ends all matters at once.
    """

    TABLE: ClassVar[str] = "outcomes"

    key: str
    valid_from: date
    source: str
    chinese: str
    article: str
    annual_row: str | None
    remedy: RemedyClass
    prior: Prior
    grounds: tuple[str, ...]
    gives_information: bool
    needs_route: bool
    needs_search: bool
    needs_right_organ: bool
    needs_earlier_reply: bool
    needs_refused_parts: bool
    on_the_spot: bool
    whole_request: bool

    def __post_init__(self) -> None:
        """Raises `Malformed` for an outcome that contradicts itself."""
        require_row(self)
        require_text(self.chinese, "chinese")
        require_text(self.article, "article")
        unknown = [code for code in self.grounds if code not in GROUNDS]
        if unknown or len(set(self.grounds)) != len(self.grounds):
            raise Malformed("“grounds”有重复或不存在的理由代码", rule="法规表", field="grounds")
        if not self.grounds and (self.annual_row is None or self.remedy is RemedyClass.BY_GROUND):
            raise Malformed(
                "没有理由代码，就必须写明年报栏目，救济也不能随理由而定",
                rule="法规表",
                field="grounds",
            )
        if self.on_the_spot and (self.gives_information or self.grounds):
            raise Malformed(
                "提供信息须先经保密审查，不予公开须经审核，不能当场答复",
                rule="保密法实施条例 art 42",
                field="on_the_spot",
            )

    @property
    def needs_ground(self) -> bool:
        """Whether a ground of art 14-16 must be named."""
        return bool(self.grounds)

    def require_ground(self, ground: str | None) -> None:
        """Raises `Incomplete` when the ground is missing, or is none that this outcome may have."""
        if self.grounds and ground not in self.grounds:
            raise Incomplete(
                f"“{self.chinese}”必须写明理由，可用：{'、'.join(self.grounds)}",
                rule=self.article,
                field="ground",
            )
        if not self.grounds and ground is not None:
            raise Incomplete(
                f"“{self.chinese}”没有不公开理由可写", rule=self.article, field="ground"
            )


def outcome_rule(law: Law, code: str, on: date) -> OutcomeRule:
    """The rule of an outcome on a day. Raises `NotFound` naming the outcomes there are."""
    return law.row(OutcomeRule, code, on)


def annual_row_of(law: Law, outcome: str, ground: str | None, on: date) -> AnnualRow:
    """The one annual row of one outcome. Raises `NotFound`, `Incomplete` for a wrong ground."""
    rule = outcome_rule(law, outcome, on)
    rule.require_ground(ground)
    key = rule.annual_row
    if key is None:
        assert ground is not None
        key = law.row(GroundRow, ground, on).annual_row
    return law.row(AnnualRow, key, on)


def annual_row(law: Law, outcomes: Sequence[tuple[str, str | None]], on: date) -> str:
    """The key of the one annual row of a request with these (outcome, ground) of its matters.

    Opened in part, or some opened and some not, is the row of part; otherwise the row of the lowest
    precedence, ties decided by the order of the form. Raises `Incomplete` without any outcome.
    """
    if not outcomes:
        raise Incomplete("还没有办理结果，不能列入年报", rule="条例 art 50", field="outcomes")
    rows = [annual_row_of(law, outcome, ground, on) for outcome, ground in outcomes]
    openings = {row.opening for row in rows}
    if Opening.PART in openings or len(openings) > 1:
        rows = [row for row in law.rows(AnnualRow, on) if row.opening is Opening.PART]
    return min(rows, key=_rank).key


def _rank(row: AnnualRow) -> tuple[int, list[int]]:
    return row.precedence, [int(part) for part in row.key.split(".")]
