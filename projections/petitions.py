"""更正与投诉 as officers list them: one row per case file, and its events kept sealed.

Their events stand in `request_events` under their own stream, as those of requests do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, true

from domain.complaint import Complaint, ComplaintForm, ComplaintState, Holding
from domain.errors import NotFound
from domain.rectification import Rectification, RectificationState
from projections.happened import Happened
from projections.listing import LIST_LENGTH, Listing, part, position_after
from projections.request_tables import complaints, events, rectifications
from projections.requests import CaseThen, event_row
from projections.views import Tables

Values = dict[str, Any]


@dataclass(frozen=True)
class RectificationRow:
    """A demand to correct. `outcome` is what he was told; `changed_on` the day of the last step."""

    id: str
    organ: str
    year: int
    serial: int
    person: str
    record: str | None
    state: RectificationState
    outcome: RectificationState | None
    filed_on: date
    changed_on: date
    told_on: date | None
    version: int
    position: int


@dataclass(frozen=True)
class ComplaintRow:
    """A complaint. `organ` decides, `against` is complained of; `order_until` is the day by which
    the organ must put right what was ordered, `fulfilled_on` the day it had."""

    id: str
    organ: str
    against: str
    year: int
    serial: int
    person: str
    request: str | None
    form: ComplaintForm
    state: ComplaintState
    holding: Holding | None
    filed_on: date
    changed_on: date
    order_until: date | None
    fulfilled_on: date | None
    version: int
    position: int


def rectifications_listed(
    connection: Connection,
    *,
    organ: str | None = None,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[RectificationRow]:
    """Demands to correct at an organ (None: at all), last changed first. Raises `Malformed`."""
    rows, total, following = _listed(connection, rectifications, organ, limit, after)
    return Listing(tuple(map(_rectification, rows)), total, following)


def complaints_listed(
    connection: Connection,
    *,
    organ: str | None = None,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[ComplaintRow]:
    """Complaints that an organ (None: any) decides, last changed first. Raises `Malformed`."""
    rows, total, following = _listed(connection, complaints, organ, limit, after)
    return Listing(tuple(map(_complaint, rows)), total, following)


def rectification(connection: Connection, identity: str) -> Rectification:
    """One demand to correct, as its events tell it. Raises `NotFound`."""
    found: Rectification = _case(connection, rectifications, identity, "更正案卷")
    return found


def complaint(connection: Connection, identity: str) -> Complaint:
    """One complaint, as its events tell it. Raises `NotFound`."""
    found: Complaint = _case(connection, complaints, identity, "投诉案卷")
    return found


def fold(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
    """Keep the events; make the row of each touched case anew from all of its events."""
    mine = [
        happened
        for happened in batch
        if isinstance(happened.event, Rectification.Event | Complaint.Event)
    ]
    if not mine:
        return
    connection.execute(
        insert(tables[events.name]), [event_row(happened, happened.stream) for happened in mine]
    )
    for stream in sorted({happened.stream for happened in mine}):
        then = CaseThen(connection, tables[events.name], stream)
        corrects = stream.startswith(f"{Rectification.PREFIX}:")
        table = tables[(rectifications if corrects else complaints).name]
        row = _rectification_row(then) if corrects else _complaint_row(then)
        connection.execute(delete(table).where(table.c.id == stream))
        connection.execute(insert(table), [row])


def _rectification_row(then: CaseThen) -> Values:
    case: Rectification = then.folded()
    told = [row.version for row, event in then.own if isinstance(event, Rectification.Told)]
    return _shared(case, then) | {
        "person": case.applicant.person,
        "record": case.record,
        "outcome": None if case.outcome is None else case.outcome.value,
        "told_on": case.dates[told[0]].isoformat() if told else None,
    }


def _complaint_row(then: CaseThen) -> Values:
    case: Complaint = then.folded()
    done = case.fulfilled_at
    return _shared(case, then) | {
        "against": case.against,
        "person": case.complainant.person,
        "request": case.request,
        "form": case.form.value,
        "holding": None if case.holding is None else case.holding.value,
        "order_until": None if case.order is None else case.order.until.isoformat(),
        "fulfilled_on": None if done is None else case.dates[done].isoformat(),
    }


def _shared(case: Rectification | Complaint, then: CaseThen) -> Values:
    amended = Rectification.DateAmended, Complaint.DateAmended
    steps = [row.version for row, event in then.own if not isinstance(event, amended)]
    return {
        "id": case.id,
        "organ": case.organ,
        "year": case.number.year,
        "serial": case.number.serial,
        "state": case.state.value,
        "filed_on": case.dates[1].isoformat(),
        "changed_on": case.dates[steps[-1]].isoformat(),
        "version": case.version,
        "position": then.rows[-1].position,
    }


def _case(connection: Connection, table: Table, identity: str, what: str) -> Any:
    known = connection.execute(select(table.c.id).where(table.c.id == identity)).one_or_none()
    if known is None:
        raise NotFound(f"没有这个{what}：{identity}", field="id")
    return CaseThen(connection, events, identity).folded()


def _listed(
    connection: Connection, table: Table, organ: str | None, limit: int, after: str | None
) -> tuple[Sequence[Row[Any]], int, str | None]:
    condition = true() if organ is None else table.c.organ == organ
    total = connection.execute(select(func.count()).select_from(table).where(condition))
    query = select(table).where(condition)
    if after is not None:
        query = query.where(table.c.position < position_after(after))
    limit = part(limit)
    rows = connection.execute(query.order_by(table.c.position.desc()).limit(limit + 1)).all()
    following = str(rows[limit - 1].position) if len(rows) > limit else None
    return rows[:limit], total.scalar_one(), following


def _rectification(row: Row[Any]) -> RectificationRow:
    said = dict(row._mapping)
    return RectificationRow(
        **said
        | {
            "state": RectificationState(row.state),
            "outcome": None if row.outcome is None else RectificationState(row.outcome),
            "filed_on": date.fromisoformat(row.filed_on),
            "changed_on": date.fromisoformat(row.changed_on),
            "told_on": _day(row.told_on),
        }
    )


def _complaint(row: Row[Any]) -> ComplaintRow:
    said = dict(row._mapping)
    return ComplaintRow(
        **said
        | {
            "form": ComplaintForm(row.form),
            "state": ComplaintState(row.state),
            "holding": None if row.holding is None else Holding(row.holding),
            "filed_on": date.fromisoformat(row.filed_on),
            "changed_on": date.fromisoformat(row.changed_on),
            "order_until": _day(row.order_until),
            "fulfilled_on": _day(row.fulfilled_on),
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
