"""Figures of disclosure requests as they are asked for and told: in pages, JSON and commands."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from api.spreadsheet import Cell
from domain.archive import ArchiveApplication
from domain.errors import Incomplete, PostNotHeld
from domain.law.annual_rows import AnnualRow
from domain.law.articles import article_chinese
from domain.law.law import Law
from domain.officer import Post
from domain.organ import Organ
from domain.requests.writing import written_number
from projections.actions import action_of
from projections.docket import DocketRow
from projections.request_figures import BreachRow, OrganFigures, Period

PERIODS: Mapping[str, str] = {
    "this-year": "今年",
    "last-year": "去年",
    "this-month": "本月",
    "from-to": "自定起止",
}
"""The periods one can choose, by the word in the address."""

LIST_COLUMNS = (
    "登记编号",
    "机关",
    "状态",
    "到达",
    "收到",
    "最晚答复",
    "答复",
    "答复用时（工作日）",
    "逾期（工作日）",
    "年报栏目",
    "待寄发文书",
    "待签收文书",
    "违反规定",
    "申请",
)
"""Of a list of requests as a file: no name and none of the applicant's words."""

BREACH_COLUMNS = (
    "日期",
    "登记编号",
    "机关",
    "违反的规定",
    "条文",
    "相差",
    "单位",
    "哪一步",
    "案卷第几号事件",
    "日志位置",
    "申请",
)


@dataclass(frozen=True)
class Chosen:
    """A period as it was chosen: the word of `PERIODS`, and its legal days."""

    word: str
    period: Period

    @property
    def label(self) -> str:
        """The period as it stands over a table."""
        first, last = self.period.first, self.period.last
        return f"{PERIODS[self.word]}（{first.isoformat()} 至 {last.isoformat()}）"

    @property
    def asked(self) -> dict[str, str]:
        """What an address says of it."""
        if self.word != "from-to":
            return {"period": self.word}
        first, last = self.period.first, self.period.last
        return {"period": self.word, "from": first.isoformat(), "to": last.isoformat()}


def chosen(word: str, first: str, last: str, today: date) -> Chosen:
    """The period meant; one that runs still ends today. Two days given are enough.

    Raises `Incomplete` for a word that is none, a day that is missing or no day, and for a period
    that ends before it begins.
    """
    if not word:
        word = "from-to" if first or last else "this-year"
    if word == "this-year":
        return Chosen(word, Period(today.replace(month=1, day=1), today))
    if word == "last-year":
        begin = date(today.year - 1, 1, 1)
        return Chosen(word, Period(begin, begin.replace(month=12, day=31)))
    if word == "this-month":
        return Chosen(word, Period(today.replace(day=1), today))
    if word != "from-to":
        raise Incomplete(f"没有“{word}”这种时段", field="period")
    period = Period(_day(first, "from", "开始"), _day(last, "to", "结束"))
    if period.last < period.first:
        raise Incomplete("结束日期早于开始日期", field="to")
    return Chosen(word, period)


def spanned(first: date | None, last: date | None, today: date) -> Period:
    """A period of which either end may be left out: this year up to today.

    Raises `Incomplete` for one that ends before it begins.
    """
    last = last or today
    first = first or last.replace(month=1, day=1)
    if last < first:
        raise Incomplete("结束日期早于开始日期", field="until")
    return Period(first, last)


def reached(wanted: str | None, posts: Iterable[Post]) -> str | None:
    """The organ asked for, None for all, if these posts reach it. Raises `PostNotHeld`, and
    `Incomplete` when posts at several organs leave open which is meant."""
    held = list(dict.fromkeys(post.organ for post in posts))
    if None in held:
        return wanted
    if wanted is None and len(held) == 1:
        return held[0]
    if wanted is None:
        raise Incomplete("您在几个机关有岗位，请写明是哪个机关", field="organ")
    if wanted not in held:
        raise PostNotHeld("您没有这个机关的岗位", rule="权限表", field="organ")
    return wanted


class Numbers:
    """Registration numbers as letters print them, each organ loaded once."""

    def __init__(self, archive: ArchiveApplication, law: Law) -> None:
        self._archive = archive
        self._law = law
        self._organs: dict[str, Organ] = {}

    def of(self, row: DocketRow | BreachRow) -> str:
        """The number of a request in a list."""
        if isinstance(row, DocketRow) and row.earlier_number is not None:
            return row.earlier_number
        if row.organ not in self._organs:
            self._organs[row.organ] = self._archive.load(Organ, row.organ)
        organ = self._organs[row.organ]
        return written_number(self._law, organ, "request", row.year, row.serial, row.arrived_on)


def annual_names(law: Law, on: date) -> dict[str, AnnualRow]:
    """The rows of the annual table by their keys, in the order of the form."""
    rows = sorted(law.rows(AnnualRow, on), key=lambda row: _places(row.key))
    return {row.key: row for row in rows}


def row_name(names: Mapping[str, AnnualRow], key: str) -> str:
    """A row as the form calls it; the key itself for one that the table no longer has."""
    found = names.get(key)
    return key if found is None else f"{found.label} {found.chinese}"


def share(part: int, whole: int) -> str:
    """A share as people read it; empty when there is nothing to have a share of."""
    return f"{100 * part / whole:.1f}%" if whole else ""


def told(one: OrganFigures, names: Mapping[str, AnnualRow]) -> dict[str, Any]:
    """The figures of an organ as JSON, with their share on time and the names of the rows."""
    rows = {key: {"name": row_name(names, key), "count": count} for key, count in one.rows.items()}
    on_time = one.on_time / one.answered if one.answered else None
    return {**asdict(one), "share_on_time": on_time, "rows": rows}


def list_cells(
    rows: Sequence[DocketRow], numbers: Numbers, names: Mapping[str, AnnualRow]
) -> list[tuple[Cell, ...]]:
    """A list of requests as a file has it, under `LIST_COLUMNS`."""
    return [
        (
            numbers.of(one),
            one.organ_name,
            one.state.chinese,
            one.arrived_on,
            one.received_on,
            one.due_on,
            one.answered_on,
            one.answer_days,
            one.days_late or None,
            "" if one.first_row is None else row_name(names, one.first_row),
            one.to_dispatch,
            one.unproven,
            one.breaches,
            one.id,
        )
        for one in rows
    ]


def breach_cells(rows: Sequence[BreachRow], numbers: Numbers) -> list[tuple[Cell, ...]]:
    """A list of breaches as a file has it, under `BREACH_COLUMNS`."""
    return [
        (
            one.on,
            numbers.of(one),
            one.organ_name,
            one.rule,
            article_chinese(one.article),
            one.days or None,
            one.unit.chinese if one.days else "",
            action_of(one.topic),
            one.of,
            one.position,
            one.request,
        )
        for one in rows
    ]


def breach_told(one: BreachRow, numbers: Numbers) -> dict[str, Any]:
    """A breach as JSON, with the number of its request and what its event is called."""
    return {**asdict(one), "number": numbers.of(one), "action": action_of(one.topic)}


def every(part: Callable[[str | None], Any]) -> list[Any]:
    """All items of a list that is read part by part, for a file."""
    items: list[Any] = []
    after = None
    while True:
        listing = part(after)
        items += listing.items
        after = listing.next
        if after is None:
            return items


def _day(text: str, field: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Incomplete(f"请选{what}日期，例如 2026-01-01", field=field) from None


def _places(key: str) -> list[int]:
    return [int(one) for one in key.split(".")]
