"""统计: figures of requests per organ and period for supervisors and clerks, each with its list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.portal.pages import Head
from api.request_figures import (
    PERIODS,
    Chosen,
    annual_names,
    chosen,
    reached,
    row_name,
    share,
)
from api.spreadsheet import Cell, csv_download
from api.workbench.casework import reading_post, today_of
from api.workbench.shell import AtWork, Seat, show
from domain.errors import Incomplete, NotFound
from domain.law.annual_rows import AnnualRow
from projections import request_file
from projections.request_figures import FigureList, OrganFigures, answer_times, figures

router = APIRouter(include_in_schema=False)

PATH = "/workbench/figures"
LIST = f"{PATH}/list"
BREACHES = "breaches"

Word = Annotated[str, Query(max_length=20)]
Day = Annotated[str, Query(max_length=10)]

HANDLING = (
    ("carried_over", "上期结转"),
    ("received", "新收"),
    ("disposed", "办结"),
    ("pending", "期末未结"),
    ("answered", "已答复"),
    ("on_time", "按期答复"),
)
ATTENTION = (
    ("overdue", "现在逾期"),
    ("unconfirmed", "待确认收到"),
    ("unserved", "文书未送达"),
    ("abandoned", "不再处理"),
    ("overturned", "答复被纠正"),
    ("amended", "更改过法定日期"),
    ("joined", "并入另一件"),
    ("recorded_late", "到期后才登记的寄出"),
    ("breaches", "违反规定"),
)
TABLES: Mapping[str, str] = {
    "handling": "办理情况",
    "attention": "需要过问的",
    "outcomes": "办理结果",
}
"""The tables of the page, by the word in the address of their files."""


@dataclass(frozen=True)
class Figure:
    """A count, and where the list behind it is; no list for nothing."""

    count: int
    address: str


@dataclass(frozen=True)
class OrganRow:
    """An organ in the tables; `percent` of the answers on time, None without any."""

    name: str
    handling: tuple[Figure, ...]
    attention: tuple[Figure, ...]
    on_time: str
    percent: float | None
    median: str
    p90: str


@dataclass(frozen=True)
class OutcomeRow:
    """A row of the annual table: all organs together, then each."""

    label: str
    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Way:
    """A period one can choose."""

    address: str
    label: str
    present: bool


@dataclass(frozen=True)
class FiguresPage:
    """How are requests handled, and what needs an answer? `trouble` is wrong with the period."""

    TEMPLATE: ClassVar[str] = "workbench/figures.html"

    head: Head
    trouble: str
    label: str
    ways: tuple[Way, ...]
    first: str
    last: str
    whose: str
    handling: tuple[str, ...]
    attention: tuple[str, ...]
    rows: tuple[OrganRow, ...]
    total: OrganRow | None
    outcomes: tuple[OutcomeRow, ...]
    organs: tuple[str, ...]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """The figures a post sees, and what is needed to tell them."""

    chosen: Chosen
    organs: tuple[OrganFigures, ...]
    names: Mapping[str, AnnualRow]
    median: float | None
    p90: int | None


@router.get(PATH)
def figures_page(
    request: Request,
    seat: AtWork,
    period: Word = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
) -> Response:
    """The figures of the post's organ; of every organ for a post of the whole archive."""
    post, trouble = reading_post(seat), ""
    today = today_of(request)
    try:
        asked = chosen(period, first, last, today)
    except Incomplete as refusal:
        asked, trouble = chosen("", "", "", today), refusal.message
    seen = _seen(seat, asked, request)
    rows = [_row(one, one.organ_name, asked, one.organ) for one in seen.organs]
    page = FiguresPage(
        head=Head("统计", PATH, indexed=False),
        trouble=trouble,
        label=asked.label,
        ways=tuple(
            Way(f"{PATH}?period={word}", label, word == asked.word)
            for word, label in PERIODS.items()
            if word != "from-to"
        ),
        first=first or asked.period.first.isoformat(),
        last=last or asked.period.last.isoformat(),
        whose="全部机关" if post.organ is None else "本机关",
        handling=tuple(label for _, label in HANDLING),
        attention=tuple(label for _, label in ATTENTION),
        rows=tuple(rows),
        total=_total(seen) if len(rows) > 1 else None,
        outcomes=tuple(_outcomes(seen)),
        organs=tuple(one.organ_name for one in seen.organs),
        files={word: f"{PATH}/{word}.csv?{urlencode(asked.asked)}" for word in TABLES},
    )
    return show(request, page, 422 if trouble else 200)


@router.get(PATH + "/{table}.csv")
def figures_file(
    request: Request,
    seat: AtWork,
    table: str,
    period: Word = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
) -> Response:
    """One of the tables as a file. Raises `NotFound`, `Incomplete` for a period that is none."""
    if table not in TABLES:
        raise NotFound("没有这张表", field="table")
    reading_post(seat)
    seen = _seen(seat, chosen(period, first, last, today_of(request)), request)
    columns, rows = _cells(table, seen)
    return csv_download(f"{TABLES[table]}-{seen.chosen.label}", columns, rows)


def list_address(asked: Chosen, which: str, organ: str | None, **more: str) -> str:
    """Where the list behind a figure is."""
    query = {"which": which, **asked.asked, **more}
    if organ is not None:
        query["organ"] = organ
    return f"{LIST}?{urlencode(query)}"


def _seen(seat: Seat, asked: Chosen, request: Request) -> Seen:
    post, today = reading_post(seat), today_of(request)
    with seat.officed.acting.views.connect() as connection:
        organ = reached(None, [post])
        found = figures(connection, asked.period, today=today, organ=organ)
        middle, most = answer_times(connection, asked.period, today=today)
        law = request_file.rules(connection).law
    return Seen(asked, found, annual_names(law, asked.period.last), middle, most)


def _row(one: OrganFigures, name: str, asked: Chosen, organ: str | None) -> OrganRow:
    def linked(member: str) -> Figure:
        count = int(getattr(one, member))
        return Figure(count, list_address(asked, member, organ) if count else "")

    return OrganRow(
        name=name,
        handling=tuple(linked(member) for member, _ in HANDLING),
        attention=tuple(linked(member) for member, _ in ATTENTION),
        on_time=share(one.on_time, one.answered),
        percent=100 * one.on_time / one.answered if one.answered else None,
        median=_days(one.median_days),
        p90=_days(one.p90_days),
    )


def _total(seen: Seen) -> OrganRow:
    """All organs together; a median is of all answers, not of the organs' medians."""
    counts = {
        member: sum(int(getattr(one, member)) for one in seen.organs)
        for member, _ in (*HANDLING, *ATTENTION)
    }
    together = OrganFigures(
        organ="",
        organ_name="合计",
        median_days=seen.median,
        p90_days=seen.p90,
        rows={},
        **counts,
    )
    return _row(together, "合计", seen.chosen, None)


def _outcomes(seen: Seen) -> Sequence[OutcomeRow]:
    """The rows of the annual table in which something was counted, in the order of the form."""
    counted = dict.fromkeys(key for one in seen.organs for key in one.rows)
    order = [key for key in seen.names if key in counted]
    order += [key for key in counted if key not in seen.names]
    found = []
    for key in order:
        figures_of = [(one.organ, one.rows.get(key, 0)) for one in seen.organs]
        cells: list[tuple[str | None, int]] = [*figures_of]
        if len(figures_of) > 1:
            cells.insert(0, (None, sum(count for _, count in figures_of)))
        row = seen.names.get(key)
        found.append(
            OutcomeRow(
                label=key if row is None else row.label,
                name="" if row is None else row.chinese,
                figures=tuple(
                    Figure(
                        count,
                        list_address(seen.chosen, FigureList.DISPOSED.lower(), organ, row=key)
                        if count
                        else "",
                    )
                    for organ, count in cells
                ),
            )
        )
    return found


def _cells(table: str, seen: Seen) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    if table == "outcomes":
        columns = ("年报栏目", *(one.organ_name for one in seen.organs))
        return columns, [
            (row_name(seen.names, key), *(one.rows.get(key, 0) for one in seen.organs))
            for key in dict.fromkeys([*seen.names, *(k for one in seen.organs for k in one.rows)])
        ]
    members = HANDLING if table == "handling" else ATTENTION
    columns = ("机关", *(label for _, label in members))
    rows: list[tuple[Cell, ...]] = []
    for one in seen.organs:
        counts = [int(getattr(one, member)) for member, _ in members]
        times: tuple[Cell, ...] = ()
        if table == "handling":
            times = (share(one.on_time, one.answered), one.median_days, one.p90_days)
        rows.append((one.organ_name, *counts, *times))
    if table == "handling":
        columns += ("按期答复率", "答复用时中位数（工作日）", "九成答复不超过（工作日）")
    return columns, rows


def _days(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
