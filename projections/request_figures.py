"""What supervisors see of disclosure requests: per organ and period, by legal dates, with lists.

A request counts once, also with several matters: as received in the period of its legal receipt, as
disposed of in that of its first end. What was joined to another filing counts only there.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from domain.law.limits import Unit
from domain.requests.proceeding import RequestState
from projections.amendments import amended, recorded_late
from projections.docket import DocketRow, listed, of_organ
from projections.listing import LIST_LENGTH, Listing, part, position_after
from projections.register_tables import organs
from projections.request_tables import breaches, events, requests


@dataclass(frozen=True)
class Period:
    """Legal days from `first` to `last`, both counted."""

    first: date
    last: date

    def holds(self, day: Any) -> ColumnElement[bool]:
        """Whether a column's day lies in it."""
        return and_(day >= self.first.isoformat(), day <= self.last.isoformat())


@dataclass(frozen=True)
class OrganFigures:
    """The figures of one organ. Of the period: `carried_over` into it, `received`, `disposed` of,
    `pending` at its end (carried_over + received = disposed + pending), `answered` by a reply.

    `on_time` of the answered; `median_days` and `p90_days` (nearest rank) are working days from
    receipt to the answer, whatever stopped the clock, None when nothing was answered. `rows` counts
    the disposed by row of the annual table. `abandoned`, `overturned`, `amended` (a legal date of
    it), `joined` (to another filing), `recorded_late` (sent in time, as was recorded only
    after the due date) and `breaches` happened in the period; `overdue`, `unconfirmed` and
    `unserved` are as of today.
    """

    organ: str
    organ_name: str
    carried_over: int
    received: int
    disposed: int
    pending: int
    answered: int
    on_time: int
    median_days: float | None
    p90_days: int | None
    rows: Mapping[str, int]
    abandoned: int
    overturned: int
    amended: int
    joined: int
    recorded_late: int
    breaches: int
    overdue: int
    unconfirmed: int
    unserved: int


class FigureList(StrEnum):
    """Requests behind a figure."""

    CARRIED_OVER = "CARRIED_OVER"
    RECEIVED = "RECEIVED"
    DISPOSED = "DISPOSED"
    PENDING = "PENDING"
    ANSWERED = "ANSWERED"
    ON_TIME = "ON_TIME"
    LATE = "LATE"
    OVERDUE = "OVERDUE"
    UNCONFIRMED = "UNCONFIRMED"
    UNSERVED = "UNSERVED"
    ABANDONED = "ABANDONED"
    OVERTURNED = "OVERTURNED"
    AMENDED = "AMENDED"
    JOINED = "JOINED"
    RECORDED_LATE = "RECORDED_LATE"

    @property
    def chinese(self) -> str:
        return {
            "CARRIED_OVER": "上期结转",
            "RECEIVED": "新收申请",
            "DISPOSED": "已办结",
            "PENDING": "期末未办结",
            "ANSWERED": "已答复",
            "ON_TIME": "按期答复",
            "LATE": "逾期答复",
            "OVERDUE": "逾期未答复",
            "UNCONFIRMED": "待确认收到",
            "UNSERVED": "文书未送达",
            "ABANDONED": "不再处理",
            "OVERTURNED": "答复被纠正",
            "AMENDED": "更改过的法定日期",
            "JOINED": "并入另一件",
            "RECORDED_LATE": "到期后才登记的寄出",
        }[self]


@dataclass(frozen=True)
class BreachRow:
    """One breach: the rule and its article, by how much (0: not a matter of days), by which event
    (its version in the request, its stored name) and on which legal day."""

    position: int
    request: str
    organ: str
    organ_name: str
    year: int
    serial: int
    arrived_on: date
    rule: str
    article: str
    days: int
    unit: Unit
    of: int
    topic: str
    on: date


def figures(
    connection: Connection, period: Period, *, today: date, organ: str | None = None
) -> tuple[OrganFigures, ...]:
    """The figures of an organ (None: of every organ that has requests), by name."""
    conditions = _conditions(period, today)
    counts = _counted(connection, conditions, organ)
    days = _answer_days(connection, conditions["answered"], organ)
    rows = _annual_rows(connection, conditions["disposed"], organ)
    broken = _breaches(connection, period, organ)
    return tuple(
        OrganFigures(
            organ=identity,
            organ_name=name,
            median_days=median(days[identity]) if identity in days else None,
            p90_days=percentile(days[identity], 90) if identity in days else None,
            rows=rows.get(identity, {}),
            breaches=broken.get(identity, 0),
            **counted,
        )
        for identity, name, counted in counts
    )


def requests_behind(
    connection: Connection,
    which: FigureList,
    period: Period,
    *,
    today: date,
    organ: str | None = None,
    row: str | None = None,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[DocketRow]:
    """The requests behind a figure, the most urgent first; with `row` those counted in this row of
    the annual table. Raises `Malformed` for a cursor."""
    condition = _conditions(period, today)[which.value.lower()]
    if row is not None:
        condition = and_(condition, requests.c.first_row == row)
    return listed(connection, and_(of_organ(organ), condition), today, limit, after)


def breaches_listed(
    connection: Connection,
    period: Period,
    *,
    organ: str | None = None,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[BreachRow]:
    """The breaches of a period, last noted first. Raises `Malformed` for a cursor."""
    condition = _of_breaches(period, organ)
    total = connection.execute(select(func.count()).select_from(breaches).where(condition))
    if after is not None:
        condition = and_(condition, breaches.c.position < position_after(after))
    limit = part(limit)
    rows = connection.execute(
        select(
            breaches,
            organs.c.name.label("organ_name"),
            requests.c.year,
            requests.c.serial,
            requests.c.arrived_on,
            events.c.topic,
        )
        .select_from(
            breaches.join(requests, requests.c.id == breaches.c.request)
            .join(events, _broke(events, breaches))
            .outerjoin(organs, organs.c.id == breaches.c.organ)
        )
        .where(condition)
        .order_by(breaches.c.position.desc())
        .limit(limit + 1)
    ).all()
    following = str(rows[limit - 1].position) if len(rows) > limit else None
    items = tuple(
        BreachRow(
            **dict(row._mapping)
            | {
                "organ_name": row.organ_name or "",
                "unit": Unit(row.unit),
                "arrived_on": date.fromisoformat(row.arrived_on),
                "on": date.fromisoformat(row._mapping["on"]),
            }
        )
        for row in rows[:limit]
    )
    return Listing(items, total.scalar_one(), following)


def answer_times(
    connection: Connection, period: Period, *, today: date
) -> tuple[float | None, int | None]:
    """Median and p90 of the answers of all organs together, as in `OrganFigures`."""
    found = _answer_days(connection, _conditions(period, today)["answered"], None)
    days = [one for of_organ in found.values() for one in of_organ]
    return (median(days), percentile(days, 90)) if days else (None, None)


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest of the values that at least `percent` of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


def _conditions(period: Period, today: date) -> dict[str, ColumnElement[bool]]:
    row = requests.c
    first, last = period.first.isoformat(), period.last.isoformat()
    counts = and_(row.state != RequestState.JOINED, row.entered_on.is_not(None))
    answered = and_(row.answered_on.is_not(None), period.holds(row.answered_on))
    in_force = and_(counts, row.entered_on <= last)
    return {
        "carried_over": and_(
            counts,
            row.entered_on < first,
            or_(row.disposed_on.is_(None), row.disposed_on >= first),
        ),
        "received": and_(counts, period.holds(row.entered_on)),
        "disposed": and_(counts, period.holds(row.disposed_on)),
        "pending": and_(in_force, or_(row.disposed_on.is_(None), row.disposed_on > last)),
        "answered": answered,
        "on_time": and_(answered, row.days_late == 0),
        "late": and_(answered, row.days_late > 0),
        "abandoned": and_(row.state == RequestState.ABANDONED, period.holds(row.closed_on)),
        "overturned": period.holds(row.overturned_on),
        "amended": amended(period.first, period.last),
        "recorded_late": recorded_late(period.first, period.last),
        "joined": and_(row.state == RequestState.JOINED, period.holds(row.closed_on)),
        "overdue": and_(row.closed_on.is_(None), row.due_on < today.isoformat()),
        "unconfirmed": row.state == RequestState.UNCONFIRMED,
        "unserved": row.to_dispatch + row.unproven > 0,
    }


_COUNTED = (
    "carried_over",
    "received",
    "disposed",
    "pending",
    "answered",
    "on_time",
    "abandoned",
    "overturned",
    "amended",
    "joined",
    "recorded_late",
    "overdue",
    "unconfirmed",
    "unserved",
)


def _counted(
    connection: Connection, conditions: Mapping[str, ColumnElement[bool]], organ: str | None
) -> list[tuple[str, str, dict[str, int]]]:
    name = func.coalesce(organs.c.name, "").label("organ_name")
    rows = connection.execute(
        select(
            requests.c.organ,
            name,
            *(func.count().filter(conditions[one]).label(one) for one in _COUNTED),
        )
        .select_from(requests.outerjoin(organs, organs.c.id == requests.c.organ))
        .where(of_organ(organ))
        .group_by(requests.c.organ, name)
        .order_by(name, requests.c.organ)
    )
    return [
        (row.organ, row.organ_name, {one: row._mapping[one] for one in _COUNTED}) for row in rows
    ]


def _answer_days(
    connection: Connection, answered: ColumnElement[bool], organ: str | None
) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = connection.execute(
        select(requests.c.organ, requests.c.answer_days).where(
            of_organ(organ), answered, requests.c.answer_days.is_not(None)
        )
    )
    for identity, days in rows:
        found.setdefault(identity, []).append(days)
    return found


def _annual_rows(
    connection: Connection, disposed: ColumnElement[bool], organ: str | None
) -> dict[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = {}
    rows = connection.execute(
        select(requests.c.organ, requests.c.first_row).where(of_organ(organ), disposed)
    )
    for identity, row in rows:
        found.setdefault(identity, Counter())[row] += 1
    return {
        identity: dict(sorted(counted.items(), key=lambda one: _parts(one[0])))
        for identity, counted in found.items()
    }


def _parts(row: str) -> list[int]:
    return [int(one) for one in row.split(".")]


def _breaches(connection: Connection, period: Period, organ: str | None) -> dict[str, int]:
    rows = connection.execute(
        select(breaches.c.organ, func.count())
        .where(_of_breaches(period, organ))
        .group_by(breaches.c.organ)
    )
    return {identity: count for identity, count in rows}


def _broke(event: Table, breach: Table) -> ColumnElement[bool]:
    """Whether it is the event that broke the rule."""
    mine = and_(event.c.request == breach.c.request, event.c.stream == breach.c.request)
    return and_(mine, event.c.version == breach.c.of)


def _of_breaches(period: Period, organ: str | None) -> ColumnElement[bool]:
    condition = period.holds(breaches.c.on)
    return condition if organ is None else and_(condition, breaches.c.organ == organ)
