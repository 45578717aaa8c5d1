"""办件台账: the requests of an organ by urgency, and what is asked of them with today at hand.

Nothing stored depends on today, so a list is as true tomorrow. Personal data in a row is sealed:
pages open it, where it was not erased.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select, true
from sqlalchemy import tuple_ as pair

from domain.calendar import WorkingDays
from domain.canonical import decode
from domain.law.profile import ApplicantCategory
from domain.personal import Sealed
from domain.requests.applicant import FilingChannel
from domain.requests.proceeding import RequestState
from domain.requests.replying import ReplyStage
from projections.listing import LIST_LENGTH, Listing, not_a_cursor, part
from projections.register_tables import organs
from projections.request_rows import SEALED, Wait
from projections.request_tables import lawbook_events, requests
from projections.requests import RulesThen

SOON = WorkingDays(5)
"""What is due within these working days is due soon."""

_CURSOR = re.compile(r"([01])([0-9]{8})~(request:[0-9a-f-]{36})")


class DocketFilter(StrEnum):
    """Which requests are shown."""

    ALL = "ALL"
    OPEN = "OPEN"
    OVERDUE = "OVERDUE"
    DUE_SOON = "DUE_SOON"
    UNCONFIRMED = "UNCONFIRMED"
    UNSERVED = "UNSERVED"
    WAITING = "WAITING"
    TO_REVIEW = "TO_REVIEW"
    TO_SIGN = "TO_SIGN"
    CONTESTED = "CONTESTED"
    CLOSED = "CLOSED"

    @property
    def chinese(self) -> str:
        return {
            "ALL": "全部",
            "OPEN": "未办结",
            "OVERDUE": "已逾期",
            "DUE_SOON": "即将到期",
            "UNCONFIRMED": "待确认收到",
            "UNSERVED": "文书未送达",
            "WAITING": "等待他人",
            "TO_REVIEW": "待审核",
            "TO_SIGN": "待签发",
            "CONTESTED": "复议诉讼",
            "CLOSED": "已办结",
        }[self]


@dataclass(frozen=True)
class DocketRow:
    """A request in a list. `version` is its case file's (ETag).

    `due_on` is the due date of the answer, `claimed_due_on` the one by the day of receipt that the
    applicant maintains, `told_on` the one he was told last, `alarm_on` the earlier of told and due.
    `urgent_on` is the earliest of alarm, `remedy_due` and `ordered_until`. `waits` with
    `waits_until` None: no day is known on which the waiting ends. `asked` is who was asked first
    and has not answered, `asked_on` since when, `remind_on` when to ask again: where no limit ends
    the waiting. `days_late` are working days,
    once it is closed. `applicant` and `subject` are the first applicant's name and the first
    matter, None for a request taken over under its `earlier_number`. `to_dispatch` letters lie
    here, `unproven` ones are sent without proof of receipt. `answer_days` are the working days
    from receipt to the first answer, whatever stopped the clock. `first_row` is the row of the
    annual table in which it counts, from `disposed_on` on.
    """

    id: str
    organ: str
    organ_name: str
    year: int
    serial: int
    state: RequestState
    earlier_number: str | None
    channel: FilingChannel | None
    category: ApplicantCategory
    applicants: int
    matters: int
    applicant: Sealed | None
    subject: Sealed | None
    arrived_on: date
    received_on: date | None
    due_on: date | None
    claimed_due_on: date | None
    told_on: date | None
    alarm_on: date | None
    urgent_on: date | None
    provisional: bool
    waits: Wait | None
    waits_until: date | None
    asked: str | None
    asked_on: date | None
    remind_on: date | None
    closed_on: date | None
    days_late: int
    answered_on: date | None
    answer_days: int | None
    first_row: str | None
    disposed_on: date | None
    overturned_on: date | None
    contested: bool
    remedy_due: date | None
    ordered_until: date | None
    to_dispatch: int
    unproven: int
    breaches: int
    reply_stage: ReplyStage | None
    opened: int
    version: int
    position: int


def docket(
    connection: Connection,
    *,
    organ: str | None,
    today: date,
    show: DocketFilter = DocketFilter.ALL,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[DocketRow]:
    """Requests of an organ (None: of all), the most urgent first.

    What is overdue `today`, then unconfirmed ones by age, then by `urgent_on`, then what waits
    without a date; closed ones last, newest first. Raises `Malformed` for a cursor that is none.
    """
    condition = and_(of_organ(organ), shown(connection, today)[show])
    return listed(connection, condition, today, limit, after)


def docket_counts(
    connection: Connection, *, organ: str | None, today: date
) -> Mapping[DocketFilter, int]:
    """How many requests of an organ (None: of all) each filter shows."""
    conditions = shown(connection, today)
    counts = [
        func.count().filter(condition).label(name.value) for name, condition in conditions.items()
    ]
    row = connection.execute(select(*counts).select_from(requests).where(of_organ(organ))).one()
    return {name: row._mapping[name.value] for name in conditions}


def listed(
    connection: Connection,
    condition: ColumnElement[bool],
    today: date,
    limit: int,
    after: str | None,
) -> Listing[DocketRow]:
    """The requests for which a condition holds, the most urgent first; what is overdue `today`
    before all others. Raises `Malformed`."""
    total = connection.execute(select(func.count()).select_from(requests).where(condition))
    # Nothing stored depends on today, so this part of the order is asked for with it.
    in_time = case((requests.c.urgent_on < today.isoformat(), 0), else_=1)
    place = (in_time, requests.c.urgency, requests.c.id)
    if after is not None:
        condition = and_(condition, pair(*place) > _place(after))
    limit = part(limit)
    rows = connection.execute(
        docket_rows()
        .add_columns(in_time.label("in_time"))
        .where(condition)
        .order_by(*place)
        .limit(limit + 1)
    ).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = None if last is None else f"{last.in_time}{last.urgency}~{last.id}"
    return Listing(tuple(map(docket_row, rows[:limit])), total.scalar_one(), following)


def docket_rows() -> Select[Any]:
    """The query of rows that `docket_row` reads."""
    return select(requests, organs.c.name.label("organ_name")).select_from(
        requests.outerjoin(organs, organs.c.id == requests.c.organ)
    )


def docket_row(row: Row[Any]) -> DocketRow:
    """A row as it is shown."""
    said = dict(row._mapping)
    for name in ("pieces", "entered_on", "urgency", "in_time"):
        said.pop(name, None)
    for name in _DAYS:
        if said[name] is not None:
            said[name] = date.fromisoformat(said[name])
    for name in ("applicant", "subject"):
        if said[name] is not None:
            said[name] = SEALED.decode_object(decode(said[name].encode()))
    return DocketRow(
        **said
        | {
            "organ_name": said["organ_name"] or "",
            "state": RequestState(said["state"]),
            "channel": said["channel"] and FilingChannel(said["channel"]),
            "category": ApplicantCategory(said["category"]),
            "waits": said["waits"] and Wait(said["waits"]),
            "reply_stage": said["reply_stage"] and ReplyStage(said["reply_stage"]),
        }
    )


def of_organ(organ: str | None) -> ColumnElement[bool]:
    """Requests at an organ; at any for None."""
    return true() if organ is None else requests.c.organ == organ


def shown(connection: Connection, today: date) -> dict[DocketFilter, ColumnElement[bool]]:
    """What each filter asks of a request today."""
    row, day = requests.c, today.isoformat()
    calendar = RulesThen(connection, lawbook_events).now.calendar
    soon = calendar.after(today, SOON).isoformat()
    by_others = row.waits.in_([Wait.CLARIFICATION, Wait.FEE, Wait.CONSULTATION])
    return {
        DocketFilter.ALL: true(),
        DocketFilter.OPEN: row.closed_on.is_(None),
        DocketFilter.OVERDUE: row.urgent_on < day,
        DocketFilter.DUE_SOON: or_(row.urgent_on.between(day, soon), row.remind_on <= soon),
        DocketFilter.UNCONFIRMED: row.state == RequestState.UNCONFIRMED,
        DocketFilter.UNSERVED: row.to_dispatch + row.unproven > 0,
        DocketFilter.WAITING: and_(
            by_others, or_(row.waits_until.is_(None), row.waits_until >= day)
        ),
        DocketFilter.TO_REVIEW: row.reply_stage == ReplyStage.DRAFTED,
        DocketFilter.TO_SIGN: row.reply_stage == ReplyStage.REVIEWED,
        DocketFilter.CONTESTED: or_(row.contested, row.ordered_until.is_not(None)),
        DocketFilter.CLOSED: row.closed_on.is_not(None),
    }


_DAYS = tuple(
    column.name
    for column in requests.columns
    if column.name.endswith(("_on", "_until", "_due")) and column.name != "entered_on"
)


def _place(cursor: str) -> Any:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise not_a_cursor()
    return pair(int(found[1]), found[2], found[3])
