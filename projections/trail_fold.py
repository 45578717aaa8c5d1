"""How the trail is kept: every act with its events, and the names it is shown with.

It follows the journal by itself, so that it can be read when the register has stopped.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Table, Text, insert, select

from domain.canonical import decode, encode
from domain.complaint import Complaint
from domain.officer import Officer
from domain.organ import Organ
from domain.record import Record
from domain.rectification import Rectification
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview
from projections.actions import action_of
from projections.happened import Happened
from projections.views import TRAIL, Tables

VERSION = 3
"""Raised whenever a table or a fold of this projection changes: it is then rebuilt."""

SAID: dict[str, tuple[str, ...]] = {
    "gongkai.archive.registrars_restored.v1": ("order",),
    "gongkai.officer.key_revoked.v1": ("cause",),
    "gongkai.officer.revocation_answered.v1": ("answer",),
    "gongkai.record.amended.v1": ("reason",),
    "gongkai.record.expunged.v1": ("authority", "order", "ordered_on", "reason", "basis"),
    "gongkai.record.expunging_declined.v1": ("reason",),
    "gongkai.record.expunging_ordered.v1": ("authority", "order", "ordered_on", "reason", "basis"),
    "gongkai.record.migrated.v1": ("order", "source"),
    "gongkai.record.reclassified.v1": ("openness",),
    "gongkai.record.repealed.v1": ("reason", "basis", "repealed_on", "replaced_by"),
    "gongkai.record.returned.v1": ("reason",),
    "gongkai.record.withdrawn.v1": ("reason", "basis"),
    "gongkai.secrecy_review.concluded.v1": ("decision", "ground", "reason"),
    "gongkai.secrecy_review.determined.v1": ("step", "body", "answer", "document"),
    "gongkai.secrecy_review.referred.v1": ("step", "body", "question"),
}
"""What a supervisor must see of an event itself: what was decided, on which ground, for what."""

acts = Table(
    "trail_acts",
    TRAIL,
    Column("first", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("officer", Text),
    Column("post", Text),
    Column("organ", Text),
    Column("ground", Text),
    Column("reason", Text),
    Column("source", Text),
    Column("terminal", Text),
    Column("keys", Text, nullable=False),
    Index("trail_acts_officer", "officer", "first"),
    Index("trail_acts_recorded_at", "recorded_at"),
)

events = Table(
    "trail_events",
    TRAIL,
    Column("position", Integer, primary_key=True),
    Column("first", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("record", Text),
    Column("organ", Text),
    Column("said", Text),
    Index("trail_events_first", "first"),
    Index("trail_events_record", "record"),
    Index("trail_events_organ", "organ"),
    Index("trail_events_topic", "topic"),
)

names = Table(
    "trail_names",
    TRAIL,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

subjects = Table(
    "trail_subjects",
    TRAIL,
    Column("stream", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("organ", Text, nullable=False),
)


_SUBJECTS = frozenset(
    first.TOPIC
    for first in (
        Record.Drafted,
        Record.Migrated,
        InformationRequest.Filed,
        InformationRequest.TakenOver,
        Rectification.Filed,
        Complaint.Filed,
    )
)
"""First events that name the organ of a case file which the trail is asked for by its own id."""


def fold(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
    """Acts at their first event; names and subjects from the few events that give them."""
    begun = [_act_row(happened) for happened in batch if happened.position == happened.act.first]
    named = [row for happened in batch for row in _named(happened)]
    told = {row["stream"]: row for happened in batch for row in _told(happened)}
    known = _known(connection, tables[subjects.name], batch) | told
    rows = [_event_row(happened, known.get(happened.stream, {})) for happened in batch]
    for table, values in (
        (acts, begun),
        (names, named),
        (subjects, list(told.values())),
        (events, rows),
    ):
        if values:
            connection.execute(insert(tables[table.name]), values)


def _act_row(happened: Happened) -> dict[str, Any]:
    row, office, person = happened.act.row, happened.act.office, happened.act.person
    return {
        "first": row.first,
        "count": row.count,
        "id": row.id,
        "recorded_at": row.recorded_at,
        "officer": person["officer"],
        "post": office["post"],
        "organ": office["organ"],
        "ground": office["ground"],
        "reason": person["reason"],
        "source": person["source"],
        "terminal": person["terminal"],
        "keys": " ".join(happened.act.keys),
    }


def _event_row(happened: Happened, subject: dict[str, Any]) -> dict[str, Any]:
    action_of(happened.topic)  # an event without a name stops the trail here
    return {
        "position": happened.position,
        "first": happened.act.first,
        "topic": happened.topic,
        "stream": happened.stream,
        "version": happened.row.version,
        "record": subject.get("record"),
        "organ": subject.get("organ") or _organ(happened),
        "said": _said(happened),
    }


def _said(happened: Happened) -> str | None:
    """The members of `SAID` that are not empty, as canonical JSON."""
    members = SAID.get(happened.topic)
    if members is None:
        return None
    data = decode(happened.row.data)
    return encode({name: data[name] for name in members if data[name]}).decode()


def _organ(happened: Happened) -> str | None:
    """The organ an event is about when it is about no record: itself, or a post's."""
    if happened.stream.startswith(f"{Organ.PREFIX}:"):
        return happened.stream
    if happened.topic == Officer.PostGranted.TOPIC:
        return happened.event.organ  # type: ignore[attr-defined, no-any-return]
    return happened.act.office["organ"]  # type: ignore[no-any-return]


def _named(happened: Happened) -> list[dict[str, Any]]:
    if happened.topic in (Officer.Enrolled.TOPIC, Organ.Enrolled.TOPIC):
        return [{"id": happened.stream, "name": happened.event.name}]  # type: ignore[attr-defined]
    if happened.topic == Officer.PostGranted.TOPIC:
        event = happened.event
        return [{"id": event.post, "name": event.title}]  # type: ignore[attr-defined]
    return []


def _told(happened: Happened) -> list[dict[str, Any]]:
    """The record or request, and the organ, a case file is about, as its first event tells."""
    stream = happened.stream
    if happened.topic in _SUBJECTS:
        organ = happened.event.organ  # type: ignore[attr-defined]
        return [{"stream": stream, "record": stream, "organ": organ}]
    if happened.topic == SecrecyReview.Opened.TOPIC:
        event = happened.event
        record, organ = event.record, event.organ  # type: ignore[attr-defined]
        return [{"stream": stream, "record": record, "organ": organ}]
    return []


def _known(
    connection: Connection, table: Table, batch: Iterable[Happened]
) -> dict[str, dict[str, Any]]:
    streams = {happened.stream for happened in batch}
    rows = connection.execute(select(table).where(table.c.stream.in_(streams)))
    return {row.stream: dict(row._mapping) for row in rows}
