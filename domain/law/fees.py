"""信息处理费: what an application costs, computed step by step (条例 art 42; domain.md B7).

Source: 政府信息公开信息处理费管理办法 (国办函〔2020〕109号). Rates rise in brackets and each part
is charged at the rate of its own bracket (超额累进). An application is charged per piece or per
page, never both: which one is the caller's to hold to. Per piece counts what the same applicant
asked of the organ earlier in the month: m earlier and k now cost F(m+k) - F(m). Pages are never
added up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, NamedTuple

from domain.errors import Malformed
from domain.law.rows import Law, require_row, require_text

MOST = 100_000
"""More pieces or pages than this in one month are a slip of the pen, not an application."""


class FeeBasis(StrEnum):
    """What is counted: one of the two for an application."""

    PER_PIECE = "PER_PIECE"
    PER_PAGE = "PER_PAGE"

    @property
    def chinese(self) -> str:
        return {"PER_PIECE": "按件计收", "PER_PAGE": "按量计收"}[self]

    @property
    def unit(self) -> str:
        return {"PER_PIECE": "件", "PER_PAGE": "页"}[self]


@dataclass(frozen=True)
class FeeBracket:
    """From the `first` piece or page on, each costs `yuan` (元)."""

    first: int
    yuan: int


@dataclass(frozen=True)
class FeeSchedule:
    """All rates of one basis: `key` is a `FeeBasis`.

    Beyond the last bracket's first `step` pieces the rate rises by `rise` yuan with every further
    `step`, without end; `step` 0 means that the last bracket has no end. `cumulated`: what the
    applicant asked earlier in the same calendar month counts.
    """

    TABLE: ClassVar[str] = "fees"

    key: str
    valid_from: date
    source: str
    article: str
    brackets: tuple[FeeBracket, ...]
    step: int
    rise: int
    cumulated: bool

    def __post_init__(self) -> None:
        """Raises `Malformed` for brackets that do not follow each other from the first piece on."""
        require_row(self)
        require_text(self.article, "article")
        if self.key not in set(FeeBasis):
            raise Malformed(
                f"没有“{self.key}”这种计收方式；可用：{'、'.join(FeeBasis)}",
                rule="法规表",
                field="key",
            )
        firsts = [bracket.first for bracket in self.brackets]
        if firsts[:1] != [1] or any(later <= one for one, later in pairwise(firsts)):
            raise Malformed("各档应自 1 起依次递增", rule="法规表", field="brackets")
        if any(bracket.yuan < 0 for bracket in self.brackets):
            raise Malformed("单价不能小于 0", rule="法规表", field="brackets")
        if self.step < 0 or self.rise < 0 or (self.step == 0) is not (self.rise == 0):
            raise Malformed("“step”与“rise”应同为 0，或同为正数", rule="法规表", field="step")

    def open_brackets(self) -> Iterator[FeeBracket]:
        """Every bracket, in order; without end when the rate rises without end."""
        yield from self.brackets
        last = self.brackets[-1]
        while self.step:
            last = FeeBracket(last.first + self.step, last.yuan + self.rise)
            yield last


@dataclass(frozen=True)
class Fee:
    """What an application costs in yuan, and how that was computed, line by line."""

    yuan: int
    steps: tuple[str, ...]


class _Part(NamedTuple):
    """Consecutive pieces that cost the same: from `first` to `last`, both counted."""

    first: int
    last: int
    yuan: int

    @property
    def amount(self) -> int:
        return (self.last - self.first + 1) * self.yuan


def fee(law: Law, basis: FeeBasis, quantity: int, earlier: int, on: date) -> Fee:
    """The fee of `quantity` pieces or pages after `earlier` of the same month.

    `earlier` is not looked at where the schedule does not add up. Raises `Malformed` for a quantity
    that cannot be, `NotFound` for a day before the first schedule.
    """
    schedule = law.row(FeeSchedule, basis, on)
    _require_count(quantity, 1, "quantity")
    _require_count(earlier, 0, "earlier")
    before = earlier if schedule.cumulated else 0
    parts = _parts(schedule, before + 1, before + quantity)
    amount = sum(part.amount for part in parts)
    steps = [f"{basis.chinese}（{schedule.article}），本次 {quantity} {basis.unit}"]
    if not schedule.cumulated:
        steps.append("只计本次申请，不与其他申请累计")
    elif before:
        steps.append(
            f"同一申请人当月此前已有 {before} {basis.unit}，本次自第 {before + 1} {basis.unit}起计"
        )
    steps += [_line(part, basis) for part in parts]
    return Fee(amount, (*steps, f"合计 {amount} 元"))


def _parts(schedule: FeeSchedule, first: int, last: int) -> list[_Part]:
    """The brackets cut to what lies between the first and the last piece, both counted."""
    parts = []
    for bracket, following in pairwise([*_until(schedule, last), None]):
        assert bracket is not None
        end = last if following is None else min(last, following.first - 1)
        if end >= first:
            parts.append(_Part(max(first, bracket.first), end, bracket.yuan))
    return parts


def _until(schedule: FeeSchedule, last: int) -> Iterator[FeeBracket]:
    for bracket in schedule.open_brackets():
        if bracket.first > last:
            return
        yield bracket


def _line(part: _Part, basis: FeeBasis) -> str:
    count = part.last - part.first + 1
    where = f"第 {part.first}" if count == 1 else f"第 {part.first} 至 {part.last}"
    if not part.yuan:
        return f"{where} {basis.unit}：免费"
    return f"{where} {basis.unit}：{count} {basis.unit} × {part.yuan} 元 = {part.amount} 元"


def _require_count(value: int, least: int, field: str) -> None:
    if not least <= value <= MOST:
        raise Malformed(
            f"数量应为 {least} 到 {MOST} 的整数，实为 {value}", rule="信息处理费办法", field=field
        )


_SOURCE = "政府信息公开信息处理费管理办法（国办函〔2020〕109号）[PAGE]；施行日期 [REC]"
_FROM = date(2021, 1, 1)

ROWS: tuple[FeeSchedule, ...] = (
    FeeSchedule(
        FeeBasis.PER_PIECE.value,
        _FROM,
        _SOURCE,
        "信息处理费办法",
        (FeeBracket(1, 0), FeeBracket(11, 100), FeeBracket(31, 200)),
        10,
        100,
        True,
    ),
    FeeSchedule(
        FeeBasis.PER_PAGE.value,
        _FROM,
        _SOURCE,
        "信息处理费办法",
        (FeeBracket(1, 0), FeeBracket(31, 10), FeeBracket(101, 20), FeeBracket(201, 40)),
        0,
        0,
        False,
    ),
)
