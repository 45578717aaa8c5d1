"""办件台账: the requests of the post's organ by urgency, and what each waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.portal.citizens import CitizensGiven
from api.portal.pages import Head
from api.reader import masked, opened
from api.request_figures import Numbers
from api.workbench.act_form import case_address
from api.workbench.casework import casework_of, reading_post, short, today_of
from api.workbench.clock_told import days_left
from api.workbench.number_sought import Candidate, Sought, number_sought
from api.workbench.shell import AtWork, show
from domain.calendar import Calendar
from domain.clocks import days_late, working_days_between
from domain.errors import NotFound
from domain.officer import Post
from domain.permissions import Role
from domain.personal import PersonalData
from domain.requests.counting import Rules
from domain.requests.proceeding import RequestState
from domain.requests.replying import ReplyStage
from projections import request_file
from projections.docket import SOON, DocketFilter, DocketRow, docket, docket_counts
from projections.overdue import Overdue, overdue
from projections.request_rows import Wait

router = APIRouter(include_in_schema=False)

PATH = "/workbench/requests"

FILTERS: Mapping[str, tuple[DocketFilter, str]] = {
    "": (DocketFilter.OPEN, "全部在办"),
    "overdue": (DocketFilter.OVERDUE, "已超期"),
    "soon": (DocketFilter.DUE_SOON, "五个工作日内到期"),
    "unconfirmed": (DocketFilter.UNCONFIRMED, "待确认"),
    "unserved": (DocketFilter.UNSERVED, "未送达"),
    "waiting": (DocketFilter.WAITING, "等待申请人或者他人"),
    "to-review": (DocketFilter.TO_REVIEW, "待审核"),
    "to-sign": (DocketFilter.TO_SIGN, "待签发"),
    "contested": (DocketFilter.CONTESTED, "复议诉讼"),
    "closed": (DocketFilter.CLOSED, "已结"),
}
"""The lists, by the word in the address."""


@dataclass(frozen=True)
class Choice:
    """A list one can look at, and how many it holds."""

    address: str
    label: str
    count: int
    present: bool


@dataclass(frozen=True)
class Row:
    """A request in the list. `due` is what stands under 到期; `late` says what is past its limit,
    `soon` that the due date is near."""

    address: str
    number: str
    subject: str
    applicant: str
    channel: str
    organ: str
    state: str
    next: str
    due: date | None
    waits: str
    left: str
    late: tuple[str, ...]
    soon: bool


@dataclass(frozen=True)
class DocketPage:
    """What must I do today? `until` says until when nothing is due; `said` why a number that was
    typed opens nothing, `candidates` what it may mean."""

    TEMPLATE: ClassVar[str] = "workbench/docket.html"

    head: Head
    overdue: int
    soon: int
    filters: tuple[Choice, ...]
    heading: str
    rows: tuple[Row, ...]
    count: int
    following: str
    first: bool
    number: str
    said: str
    candidates: tuple[Candidate, ...]
    until: str
    files: bool


@router.get(PATH)
def requests_docket(
    request: Request,
    seat: AtWork,
    citizens: CitizensGiven,
    show_: Annotated[str, Query(alias="show")] = "",
    after: Annotated[str | None, Query(max_length=80)] = None,
    number: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """The list; a number that is known leads to its request. Raises `NotFound` for no list."""
    post = reading_post(seat)
    if show_ not in FILTERS:
        names = "、".join(label for _, label in FILTERS.values())
        raise NotFound(f"没有这种清单；有的是：{names}", field="show")
    kind, heading = FILTERS[show_]
    today = today_of(request)
    with seat.officed.acting.views.connect() as connection:
        found = Sought(None)
        if number.strip():
            found = number_sought(connection, citizens, number, post.organ, today)
        if found.request is not None:
            return RedirectResponse(case_address(found.request), 303)
        counts = docket_counts(connection, organ=post.organ, today=today)
        listing = docket(connection, organ=post.organ, today=today, show=kind, after=after)
        rules = request_file.rules(connection)
        late = {one.id: overdue(connection, one, today) for one in listing.items}
        until = "" if listing.items else _until(connection, post, today, rules)
    printed = Numbers(seat.officed.acting.archive, rules.law)
    persons = casework_of(request).persons
    page = DocketPage(
        head=Head("依申请公开", PATH, indexed=False),
        overdue=counts[DocketFilter.OVERDUE],
        soon=counts[DocketFilter.DUE_SOON],
        filters=tuple(
            Choice(_address(word), label, counts[one], one is kind)
            for word, (one, label) in FILTERS.items()
        ),
        heading=heading,
        rows=tuple(
            _row(
                one,
                printed,
                persons,
                rules.calendar,
                today,
                late=_late(late[one.id]),
                organ=post.organ is None,
            )
            for one in listing.items
        ),
        count=listing.total,
        following="" if listing.next is None else _address(show_, listing.next),
        first=after is None,
        number=number,
        said=found.said,
        candidates=found.candidates,
        until=until,
        files=post.role is Role.CLERK,
    )
    return show(request, page)


def _row(
    row: DocketRow,
    numbers: Numbers,
    persons: PersonalData,
    calendar: Calendar,
    today: date,
    *,
    late: tuple[str, ...],
    organ: bool,
) -> Row:
    due = None if row.closed_on is not None and row.urgent_on is None else row.urgent_on
    more = "" if row.applicants < 2 else f"等 {row.applicants} 人"
    subject = "" if row.subject is None else short(opened(persons, row.subject), 48)
    return Row(
        address=case_address(row.id),
        number=numbers.of(row),
        subject=subject + ("" if row.matters < 2 else f"（共 {row.matters} 项）"),
        applicant=("" if row.applicant is None else masked(opened(persons, row.applicant)) + more),
        channel="" if row.channel is None else row.channel.chinese,
        organ=row.organ_name if organ else "",
        state=row.state.chinese,
        next=next_of(row, today),
        due=due,
        waits=_waits(row, today),
        left="" if due is None else days_left(_left(calendar, today, due)),
        late=late,
        soon=due is not None and due >= today and _left(calendar, today, due) <= SOON.count,
    )


def next_of(row: DocketRow, today: date) -> str:
    """What is to be done next, by whoever's turn it is."""
    if row.ordered_until is not None:
        return "重新答复"
    if row.remedy_due is not None:
        return "提交答复、答辩"
    if row.to_dispatch:
        return "寄发文书"
    if row.state is RequestState.UNCONFIRMED:
        return "与申请人确认收到"
    if row.reply_stage is ReplyStage.REVIEWED:
        return "签发"
    if row.reply_stage is ReplyStage.DRAFTED:
        return "审核"
    if row.waits in (Wait.CLARIFICATION, Wait.FEE):
        lapsed = row.waits_until is not None and row.waits_until < today
        return "判断逾期理由" if lapsed else "等申请人"
    if row.waits is Wait.CONSULTATION and (row.waits_until is None or row.waits_until >= today):
        return "等意见"
    if row.closed_on is None:
        return "答复"
    return "登记签收" if row.unproven else ""


def _waits(row: DocketRow, today: date) -> str:
    if row.waits is None:
        closed = row.urgent_on is None and row.closed_on is not None
        return f"{row.closed_on.isoformat()} 办结" if closed and row.closed_on else ""
    if row.waits is Wait.CONSULTATION and row.asked_on is not None:
        said = f"等{row.asked}答复，自 {row.asked_on.isoformat()} 起"
        if row.remind_on is not None and row.remind_on <= today:
            said += "，已满 20 个工作日，请催办"
    else:
        said = row.waits.chinese
    if row.waits_until is None:
        return said
    how = "期限已过" if row.waits_until < today else "到"
    return f"{said}，{how} {row.waits_until.isoformat()}"


def _left(calendar: Calendar, today: date, due: date) -> int:
    if due < today:
        return -days_late(calendar, due, today)
    return working_days_between(calendar, today, due)


def _late(late: Sequence[Overdue]) -> tuple[str, ...]:
    """What of a request is past its limit, in a word or two each."""
    return tuple(dict.fromkeys("超期" if one.what == "答复" else f"{one.what}超期" for one in late))


def _address(word: str, after: str | None = None) -> str:
    given = {name: value for name, value in (("show", word), ("after", after or "")) if value}
    return f"{PATH}?{urlencode(given)}" if given else PATH


def _until(connection: Connection, post: Post, today: date, rules: Rules) -> str:
    """Until when nothing is due, for a list that is empty."""
    nearest = docket(
        connection, organ=post.organ, today=today, show=DocketFilter.OPEN, limit=50
    ).items
    days = [one.urgent_on for one in nearest if one.urgent_on is not None]
    if not days:
        return "现在没有在办的期限"
    first = min(days)
    if first < today:
        return ""
    return f"最近的一件 {first.isoformat()} 到期，{days_left(_left(rules.calendar, today, first))}"
