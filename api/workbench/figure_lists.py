"""The lists behind the figures: which requests they count, and which rules were broken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from api.portal.pages import Head
from api.reader import opened
from api.request_figures import (
    BREACH_COLUMNS,
    LIST_COLUMNS,
    Chosen,
    Numbers,
    annual_names,
    breach_cells,
    chosen,
    every,
    list_cells,
    reached,
    row_name,
)
from api.spreadsheet import csv_download
from api.workbench.act_form import case_address
from api.workbench.acts.registering import LEGAL_DATES
from api.workbench.casework import casework_of, reading_post, short, today_of
from api.workbench.figures import BREACHES, LIST, PATH, list_address
from api.workbench.shell import AtWork, Seat, show
from domain.calendar import Calendar
from domain.clocks import days_late
from domain.errors import NotFound
from domain.law.articles import article_chinese
from domain.law.rows import REGULATION
from domain.organ import Organ
from projections import request_file
from projections.actions import action_of
from projections.amendments import amendments
from projections.docket import DocketRow
from projections.listing import LONGEST_LIST, Listing
from projections.request_figures import BreachRow, FigureList, breaches_listed, requests_behind

router = APIRouter(include_in_schema=False)

_TODAY = (FigureList.OVERDUE, FigureList.UNCONFIRMED, FigureList.UNSERVED)
"""Lists of how things stand today, whatever the period."""


@dataclass(frozen=True)
class CountedRow:
    """A request that a figure counts."""

    address: str
    number: str
    organ: str
    subject: str
    state: str
    received: date | None
    due: date | None
    answered: date | None
    days: int | None
    late: int
    row: str
    amended: tuple[str, ...] = ()


@dataclass(frozen=True)
class BrokenRow:
    """A rule that was broken: by which event, on which legal day, by how much."""

    address: str
    number: str
    organ: str
    rule: str
    article: str
    much: str
    what: str
    version: int
    on: date


@dataclass(frozen=True)
class FigureListPage:
    """Which requests are counted? `counted` or `broken` is what stands in the table."""

    TEMPLATE: ClassVar[str] = "workbench/figure_list.html"

    head: Head
    back: str
    heading: str
    label: str
    count: int
    counted: tuple[CountedRow, ...]
    broken: tuple[BrokenRow, ...]
    organ: str
    organs: bool
    following: str
    first: str
    file: str


@dataclass(frozen=True)
class Wanted:
    """A list that is asked for: of which figure, period, organ and row of the annual table."""

    which: FigureList | None
    chosen: Chosen
    organ: str | None
    row: str
    today: date
    after: str | None = None

    @property
    def word(self) -> str:
        """The figure as the address has it; `BREACHES` for what is no list of requests."""
        return BREACHES if self.which is None else self.which.lower()

    def address(self, **more: str) -> str:
        """Its permalink."""
        row = {"row": self.row} if self.row else {}
        return list_address(self.chosen, self.word, self.organ, **row, **more)

    @property
    def label(self) -> str:
        """The time it is about."""
        if self.which in _TODAY:
            return f"截至今天（{self.today.isoformat()}）"
        return self.chosen.label


@router.get(LIST)
def figure_list(
    request: Request,
    seat: AtWork,
    which: Annotated[str, Query(max_length=20)] = "",
    period: Annotated[str, Query(max_length=20)] = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
    organ: Annotated[str | None, Query(max_length=80)] = None,
    row: Annotated[str, Query(max_length=10)] = "",
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """The list behind one figure. Raises `NotFound` for a figure that has none."""
    asked = chosen(period, first, last, today_of(request))
    wanted = replace(_wanted(request, seat, which, asked, organ, row), after=after)
    return show(request, _page(request, seat, wanted))


@router.get(f"{LIST}.csv")
def figure_list_file(
    request: Request,
    seat: AtWork,
    which: Annotated[str, Query(max_length=20)] = "",
    period: Annotated[str, Query(max_length=20)] = "",
    first: Annotated[str, Query(alias="from", max_length=10)] = "",
    last: Annotated[str, Query(alias="to", max_length=10)] = "",
    organ: Annotated[str | None, Query(max_length=80)] = None,
    row: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The whole list as a file, without names and without the applicants' words."""
    asked = chosen(period, first, last, today_of(request))
    wanted = _wanted(request, seat, which, asked, organ, row)
    with seat.officed.acting.views.connect() as connection:
        law = request_file.rules(connection).law
        numbers = Numbers(seat.officed.acting.archive, law)
        if wanted.which is None:
            broken = every(
                lambda after: breaches_listed(
                    connection,
                    asked.period,
                    organ=wanted.organ,
                    limit=LONGEST_LIST,
                    after=after,
                )
            )
            return csv_download(_heading(wanted, ""), BREACH_COLUMNS, breach_cells(broken, numbers))
        figure = wanted.which
        counted = every(
            lambda after: requests_behind(
                connection,
                figure,
                asked.period,
                today=wanted.today,
                organ=wanted.organ,
                row=row or None,
                limit=LONGEST_LIST,
                after=after,
            )
        )
        names = annual_names(law, asked.period.last)
        amended = _amended(connection, wanted, counted)
    columns: tuple[str, ...] = LIST_COLUMNS
    cells = list_cells(counted, numbers, names)
    if figure is FigureList.AMENDED:
        columns = (*columns, "更改")
        cells = [
            (*row_, "；".join(amended.get(one.id, ())))
            for row_, one in zip(cells, counted, strict=True)
        ]
    name = f"{_heading(wanted, '')}-{wanted.label}"
    return csv_download(name, columns, cells)


def _wanted(
    request: Request, seat: Seat, which: str, asked: Chosen, organ: str | None, row: str
) -> Wanted:
    known = {one.lower(): one for one in FigureList}
    if which not in known and which != BREACHES:
        raise NotFound("没有这张清单", field="which")
    organ = reached(organ or None, [reading_post(seat)])
    return Wanted(known.get(which), asked, organ, row, today_of(request))


def _page(request: Request, seat: Seat, wanted: Wanted) -> FigureListPage:
    acting = seat.officed.acting
    with acting.views.connect() as connection:
        rules = request_file.rules(connection)
        law = rules.law
        names = annual_names(law, max(wanted.chosen.period.last, REGULATION))
        counted: Listing[DocketRow] = Listing((), 0, None)
        broken: Listing[BreachRow] = Listing((), 0, None)
        if wanted.which is None:
            broken = breaches_listed(
                connection, wanted.chosen.period, organ=wanted.organ, after=wanted.after
            )
        else:
            counted = requests_behind(
                connection,
                wanted.which,
                wanted.chosen.period,
                today=wanted.today,
                organ=wanted.organ,
                row=wanted.row or None,
                after=wanted.after,
            )
        amended = _amended(connection, wanted, counted.items)
    numbers = Numbers(acting.archive, law)
    following = counted.next or broken.next
    name = "" if not wanted.row else row_name(names, wanted.row)
    row_names = {key: row.label for key, row in names.items()}
    late = partial(_late, rules.calendar, wanted)
    organ = "" if wanted.organ is None else acting.archive.load(Organ, wanted.organ).name
    heading = _heading(wanted, name)
    back = "&".join(f"{key}={value}" for key, value in wanted.chosen.asked.items())
    return FigureListPage(
        head=Head(heading, wanted.address(), indexed=False),
        back=f"{PATH}?{back}",
        heading=heading,
        label=wanted.label,
        count=counted.total + broken.total,
        counted=tuple(
            replace(
                _counted(request, one, numbers, row_names, late(one)),
                amended=amended.get(one.id, ()),
            )
            for one in counted.items
        ),
        broken=tuple(_broken(broken.items, numbers)),
        organ=organ,
        organs=wanted.organ is None,
        following="" if following is None else wanted.address(after=following),
        first="" if wanted.after is None else wanted.address(),
        file=wanted.address().replace(LIST, f"{LIST}.csv", 1),
    )


def _amended(
    connection: Connection, wanted: Wanted, rows: Sequence[DocketRow]
) -> dict[str, tuple[str, ...]]:
    """Each legal date that was amended, in a sentence, by request; only in the list of them."""
    if wanted.which is not FigureList.AMENDED:
        return {}
    period = wanted.chosen.period
    found = amendments(connection, [one.id for one in rows], period.first, period.last)
    return {
        request: tuple(
            f"“{action_of(one.topic)}”的{LEGAL_DATES.get(one.member, one.member)}由 {one.was} "
            f"改为 {one.becomes}（{one.officer_name}，{one.on}；理由：{one.reason}）"
            for one in each
        )
        for request, each in found.items()
    }


def _heading(wanted: Wanted, row: str) -> str:
    if wanted.which is None:
        return "违反规定的记录"
    return f"{wanted.which.chinese}：{row}" if row else wanted.which.chinese


def _late(calendar: Calendar, wanted: Wanted, one: DocketRow) -> int:
    """The working days by which it was answered late, or is late today without an answer."""
    if wanted.which is FigureList.OVERDUE and one.due_on is not None:
        return days_late(calendar, one.due_on, wanted.today)
    return one.days_late


def _counted(
    request: Request, one: DocketRow, numbers: Numbers, row_names: dict[str, str], late: int
) -> CountedRow:
    subject = ""
    if one.subject is not None:
        subject = short(opened(casework_of(request).persons, one.subject), 48)
    return CountedRow(
        address=case_address(one.id),
        number=numbers.of(one),
        organ=one.organ_name,
        subject=subject + ("" if one.matters < 2 else f"（共 {one.matters} 项）"),
        state=one.state.chinese,
        received=one.received_on,
        due=one.due_on,
        answered=one.answered_on,
        days=one.answer_days,
        late=late,
        row="" if one.first_row is None else row_names.get(one.first_row, one.first_row),
    )


def _broken(rows: Sequence[BreachRow], numbers: Numbers) -> Sequence[BrokenRow]:
    return [
        BrokenRow(
            address=case_address(one.request),
            number=numbers.of(one),
            organ=one.organ_name,
            rule=one.rule,
            article=article_chinese(one.article),
            much=f"{one.days} {one.unit.chinese}" if one.days else "",
            what=action_of(one.topic),
            version=one.of,
            on=one.on,
        )
        for one in rows
    ]
