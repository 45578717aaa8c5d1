"""Legal dates that were amended, from what to what, by whom, when and why; and told afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from domain.act import BEIJING
from domain.canonical import decode, parse_utc, utc
from domain.requests.letters import LetterDispatched
from domain.requests.proceeding import LegalDateAmended
from projections.officers import officers
from projections.request_tables import events, requests


@dataclass(frozen=True)
class Amendment:
    """One amendment: of the date `member` in the event of this stored name, recorded `on` a day."""

    request: str
    topic: str
    member: str
    was: date
    becomes: date
    officer_name: str
    on: date
    reason: str


def amended(first: date, last: date) -> ColumnElement[bool]:
    """Requests of which a legal date was amended on these legal days, both counted."""
    return exists(
        select(events.c.position).where(events.c.request == requests.c.id, _recorded(first, last))
    )


def recorded_late(first: date, last: date) -> ColumnElement[bool]:
    """Requests of which a letter was sent by the due date, as it was recorded on one of these legal
    days, after the due date: only its proof shows that it was in time."""
    recorded = func.date(events.c.recorded_at, "+8 hours")
    sent = func.json_extract(events.c.data, "$.on")
    return exists(
        select(events.c.position).where(
            events.c.request == requests.c.id,
            events.c.topic == LetterDispatched.TOPIC,
            sent <= requests.c.due_on,
            recorded > requests.c.due_on,
            *_on_days(first, last),
        )
    )


def amendments(
    connection: Connection, wanted: Sequence[str], first: date, last: date
) -> dict[str, tuple[Amendment, ...]]:
    """The amendments of these requests on these legal days, by request, the oldest first."""
    rows = connection.execute(
        select(events)
        .where(events.c.request.in_(wanted), _recorded(first, last))
        .order_by(events.c.position)
    ).all()
    known = connection.execute(select(officers.c.id, officers.c.name))
    names: dict[str, str] = {one.id: one.name for one in known}
    found: dict[str, tuple[Amendment, ...]] = {}
    for row in rows:
        said = decode(row.data.encode())
        about = connection.execute(
            select(events.c.topic).where(
                events.c.stream == row.stream, events.c.version == said["of"]
            )
        ).scalar_one()
        one = Amendment(
            request=row.request,
            topic=about,
            member=said["member"],
            was=date.fromisoformat(said["was"]),
            becomes=date.fromisoformat(said["becomes"]),
            officer_name=names.get(said["officer"], ""),
            on=parse_utc(row.recorded_at).astimezone(BEIJING).date(),
            reason=said["reason"],
        )
        found[row.request] = (*found.get(row.request, ()), one)
    return found


def _recorded(first: date, last: date) -> ColumnElement[bool]:
    return and_(events.c.topic == LegalDateAmended.TOPIC, *_on_days(first, last))


def _on_days(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        events.c.recorded_at >= _midnight(first),
        events.c.recorded_at < _midnight(last + timedelta(days=1)),
    )


def _midnight(day: date) -> str:
    return utc(datetime.combine(day, time(), BEIJING).astimezone(UTC))
