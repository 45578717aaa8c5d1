"""One request as its officers see it, and what is known of its applicants' other requests.

Descriptions are given sealed: whoever compares them opens them where that is allowed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, true

from domain.calendar import Calendar
from domain.canonical import decode, parse_utc
from domain.casefile import CaseEvent
from domain.clocks import Clock
from domain.errors import NotFound
from domain.personal import Sealed
from domain.requests.counting import Rules
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from domain.requests.taking_over import NO_SERIAL
from domain.review import SecrecyReview
from projections.docket import DocketRow, docket_row, docket_rows
from projections.officers import posts
from projections.register_tables import organs
from projections.request_rows import SEALED, Part
from projections.request_tables import events, lawbook_events, links, matters, persons, requests
from projections.requests import CaseThen, RulesThen

MOST_SIMILAR = 500
"""How many answered requests are looked at for a similar one, the newest first."""


@dataclass(frozen=True)
class TimelineEntry:
    """One event under a request: its own, or one of a secrecy review of its reply (`stream`).

    `version` is that of its stream; `post` and `organ` are the names of who acted, empty for the
    archive's own system.
    """

    position: int
    stream: str
    version: int
    event: CaseEvent
    act: str
    recorded_at: datetime
    post: str
    organ: str


@dataclass(frozen=True)
class RequestFile:
    """A request with its timeline and the secrecy reviews of its replies, oldest first.

    `case` is under the rules as they stand. `calendar` is the one its clock counts by: once it is
    answered, the calendar of that time.
    """

    case: InformationRequest
    version: int
    position: int
    calendar: Calendar
    timeline: tuple[TimelineEntry, ...]
    reviews: tuple[SecrecyReview, ...]

    def clock(self, today: date) -> Clock:
        """Its clock as of a day, by the calendar that holds for it."""
        return self.case.count(today, self.calendar)


@dataclass(frozen=True)
class KnownMatter:
    """A matter of another request, as it was asked and answered."""

    number: int
    description: Sealed
    feature: Sealed | None
    outcome: str | None
    ground: str | None
    withdrawn: bool
    opened: bool


@dataclass(frozen=True)
class KnownRequest:
    """Another request, to be compared with: its number, its days, its matters."""

    id: str
    organ: str
    year: int
    serial: int
    state: RequestState
    arrived_on: date
    closed_on: date | None
    matters: tuple[KnownMatter, ...]


def case(connection: Connection, identity: str) -> RequestFile:
    """One request. Raises `NotFound`."""
    then = CaseThen(connection, events, identity)
    if not then.own:
        raise NotFound(f"没有这件申请：{identity}", field="request")
    one = then.standing(RulesThen(connection, lawbook_events))
    return RequestFile(
        case=one.case.under(one.present),
        version=one.case.version,
        position=then.rows[-1].position,
        calendar=one.rules.calendar,
        timeline=_timeline(connection, then),
        reviews=then.reviews(),
    )


def listed_request(connection: Connection, identity: str) -> DocketRow:
    """One request as lists show it. Raises `NotFound`."""
    row = connection.execute(docket_rows().where(requests.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound(f"没有这件申请：{identity}", field="request")
    return docket_row(row)


def rules(connection: Connection) -> Rules:
    """The law and the calendar as the law book has them now."""
    return RulesThen(connection, lawbook_events).now


def request_of_number(
    connection: Connection, year: int, serial: int, *, organ: str | None = None
) -> str:
    """The id of the request with a registration number. Raises `NotFound`, also when no organ is
    given and several have this number."""
    condition = and_(
        requests.c.year == year,
        requests.c.serial == serial,
        requests.c.serial != NO_SERIAL,
        true() if organ is None else requests.c.organ == organ,
    )
    found = connection.execute(select(requests.c.id).where(condition)).scalars().all()
    if len(found) != 1:
        raise NotFound(f"没有登记编号为 {year} 年第 {serial} 号的申请", field="number")
    return str(found[0])


def requests_of_person(connection: Connection, person: str) -> tuple[str, ...]:
    """The requests of an applicant and of everybody linked to him, oldest first."""
    return tuple(
        connection.execute(
            _of_persons(_with_linked(connection, [person])).with_only_columns(requests.c.id)
        ).scalars()
    )


def earlier_of_persons(
    connection: Connection,
    people: Iterable[str],
    *,
    organ: str,
    other_than: str | None = None,
) -> tuple[KnownRequest, ...]:
    """What these applicants, or people linked to them, asked of an organ, newest first.

    For repeats (条例 art 36(6)); the request itself is left out by `other_than`.
    """
    query = _of_persons(_with_linked(connection, people)).where(requests.c.organ == organ)
    if other_than is not None:
        query = query.where(requests.c.id != other_than)
    return _known(connection, connection.execute(query).all()[::-1])


def answered_with_opening(
    connection: Connection, organ: str, *, other_than: str | None = None
) -> tuple[KnownRequest, ...]:
    """Requests at an organ whose answer opened something, newest first, at most `MOST_SIMILAR`.

    For finding similar ones (条例 art 36(1), 44).
    """
    query = (
        select(requests)
        .where(
            requests.c.organ == organ,
            requests.c.opened > 0,
            true() if other_than is None else requests.c.id != other_than,
        )
        .order_by(requests.c.closed_on.desc(), requests.c.id.desc())
        .limit(MOST_SIMILAR)
    )
    return _known(connection, connection.execute(query).all())


def people_of(connection: Connection, cases: Iterable[str]) -> int:
    """How many different people applied in these requests; who the desk linked is one of them."""
    query = select(persons.c.person).where(
        persons.c.request.in_(list(cases)), persons.c.role == Part.APPLICANT
    )
    left = set(connection.scalars(query))
    count = 0
    while left:
        left -= _with_linked(connection, [left.pop()])
        count += 1
    return count


def pieces_this_month(
    connection: Connection,
    organ: str,
    people: Iterable[str],
    month: date,
    *,
    other_than: str | None = None,
) -> int:
    """How many pieces (件) these applicants asked of an organ in a calendar month (domain.md B7).

    `month` is any day of it. A request counts as many pieces as its fee notice says, without one
    as many as it has matters, in the month of its receipt (of arrival while that is not settled).
    The request that is charged is left out by `other_than`.
    """
    row = requests.c
    day = func.coalesce(row.received_on, row.arrived_on)
    query = _of_persons(_with_linked(connection, people)).where(
        row.organ == organ,
        func.substr(day, 1, 7) == month.isoformat()[:7],
        true() if other_than is None else row.id != other_than,
    )
    return sum(found.pieces for found in connection.execute(query))


def _timeline(connection: Connection, then: CaseThen) -> tuple[TimelineEntry, ...]:
    used = {row.post for row in then.rows} - {None}
    found = connection.execute(
        select(posts.c.id, posts.c.title, organs.c.name)
        .select_from(posts.outerjoin(organs, organs.c.id == posts.c.organ))
        .where(posts.c.id.in_(used))
    )
    names = {identity: (title, name or "") for identity, title, name in found}
    return tuple(
        TimelineEntry(
            row.position,
            row.stream,
            row.version,
            event,
            row.act,
            parse_utc(row.recorded_at),
            *names.get(row.post, ("", "")),
        )
        for row, event in then.told
    )


def _with_linked(connection: Connection, people: Iterable[str]) -> set[str]:
    """These persons and everybody the desk said is one of them."""
    known: set[str] = set()
    fresh = set(people)
    while fresh:
        known |= fresh
        rows = connection.execute(
            select(links.c.person, links.c.other_person).where(
                or_(links.c.person.in_(fresh), links.c.other_person.in_(fresh))
            )
        )
        fresh = {one for row in rows for one in row} - known
    return known


def _of_persons(people: set[str]) -> Select[Any]:
    """Their requests as applicants, oldest first."""
    theirs = select(persons.c.request).where(
        persons.c.person.in_(people), persons.c.role == Part.APPLICANT
    )
    return (
        select(requests)
        .where(requests.c.id.in_(theirs))
        .order_by(requests.c.arrived_on, requests.c.year, requests.c.serial, requests.c.id)
    )


def _known(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[KnownRequest, ...]:
    asked: dict[str, list[KnownMatter]] = {row.id: [] for row in rows}
    found = connection.execute(
        select(matters)
        .where(matters.c.request.in_(list(asked)))
        .order_by(matters.c.request, matters.c.matter)
    )
    for row in found:
        asked[row.request].append(
            KnownMatter(
                row.matter,
                SEALED.decode_object(decode(row.description.encode())),
                None if row.feature is None else SEALED.decode_object(decode(row.feature.encode())),
                row.outcome,
                row.ground,
                row.withdrawn,
                row.opened,
            )
        )
    return tuple(
        KnownRequest(
            row.id,
            row.organ,
            row.year,
            row.serial,
            RequestState(row.state),
            date.fromisoformat(row.arrived_on),
            None if row.closed_on is None else date.fromisoformat(row.closed_on),
            tuple(asked[row.id]),
        )
        for row in rows
    )
