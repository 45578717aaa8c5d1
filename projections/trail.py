"""谁批准了什么: every act with the officer who did it, for supervisors only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, select, true

from domain.act import BEIJING
from domain.canonical import decode, parse_utc, utc
from domain.errors import NotFound
from projections.actions import ACTIONS
from projections.listing import LIST_LENGTH, Listing, part, position_after
from projections.trail_fold import VERSION, acts, events, fold, names
from projections.views import TRAIL, SqlProjection, position_of

SHOWN_EVENTS = 20
"""Of one act in a list: an act that took over 500 records does not fill the page."""


@dataclass(frozen=True)
class TrailEvent:
    """One event of an act; `record` is the record, request or petition it is about, if any.

    `version` is its number in the case file `stream`. `said` is what it says of itself that a
    supervisor must see: decision, ground, reason, basis, question and answer (`trail_fold.SAID`).
    """

    position: int
    leaf_index: int
    topic: str
    action: str
    stream: str
    version: int
    record: str | None
    said: Mapping[str, Any]


@dataclass(frozen=True)
class TrailAct:
    """An act: who, in which post, for which organ, on what ground or reason, from where, when.

    It has `count` events from position `first` on; `events` are those asked for, at most
    `SHOWN_EVENTS` of them in a list. `keys` are the ids of the keys that signed it, hex.
    """

    id: str
    first: int
    count: int
    at: datetime
    officer: str | None
    officer_name: str | None
    post: str | None
    post_title: str | None
    organ: str | None
    organ_name: str | None
    ground: str | None
    reason: str | None
    source: str | None
    terminal: str | None
    keys: tuple[str, ...]
    events: tuple[TrailEvent, ...]


@dataclass(frozen=True)
class Asked:
    """Which acts are meant; None means any.

    `record`, the id of a record, a request or a petition, includes acts on its secrecy reviews;
    `organ` what was done to that organ or its case files. `topics` are stored names
    (`actions.topics_called`). `since` and `until` are legal days in Asia/Shanghai, both included.
    """

    officer: str | None = None
    record: str | None = None
    organ: str | None = None
    topics: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None


def trail_projection(engine: Engine) -> SqlProjection:
    """The projection `trail`."""
    return SqlProjection(engine, "trail", VERSION, TRAIL, fold)


def position(connection: Connection) -> int:
    """The journal position up to which the trail can be read (its freshness)."""
    return position_of(connection, "trail")


def acts_listed(
    connection: Connection,
    asked: Asked,
    *,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[TrailAct]:
    """The acts asked for, newest first. Raises `Malformed` for a cursor that is none."""
    condition = _of_acts(asked)
    total = connection.execute(select(func.count()).select_from(acts).where(condition))
    if after is not None:
        condition = and_(condition, acts.c.first < position_after(after))
    limit = part(limit)
    rows = connection.execute(
        _listed().where(condition).order_by(acts.c.first.desc()).limit(limit + 1)
    ).all()
    shown = rows[:limit]
    told = _events_of(connection, shown, _of_events(asked), SHOWN_EVENTS)
    following = str(shown[-1].first) if len(rows) > limit else None
    items = tuple(_act(row, told[row.first]) for row in shown)
    return Listing(items, total.scalar_one(), following)


def act_at(connection: Connection, position: int) -> TrailAct:
    """The act that an event belongs to, with all its events. Raises `NotFound`."""
    row = connection.execute(
        _listed().where(acts.c.first <= position, acts.c.first + acts.c.count > position)
    ).one_or_none()
    if row is None:
        raise NotFound(f"第 {position} 号事件不在核查记录里", field="position")
    return _act(row, _events_of(connection, [row], true(), row._mapping["count"])[row.first])


def counted_by_action(connection: Connection, asked: Asked) -> dict[str, int]:
    """How many events of each stored name the acts asked for have, most frequent first."""
    condition = and_(_of_events(asked), events.c.first.in_(select(acts.c.first).where(_of(asked))))
    count = func.count().label("count")
    rows = connection.execute(
        select(events.c.topic, count)
        .where(condition)
        .group_by(events.c.topic)
        .order_by(count.desc(), events.c.topic)
    )
    return {topic: number for topic, number in rows}


# Asking


def _of(asked: Asked) -> ColumnElement[bool]:
    """What is asked of the act itself."""
    conditions: list[ColumnElement[bool]] = [true()]
    if asked.officer is not None:
        conditions.append(acts.c.officer == asked.officer)
    if asked.since is not None:
        conditions.append(acts.c.recorded_at >= _midnight(asked.since))
    if asked.until is not None:
        conditions.append(acts.c.recorded_at < _midnight(asked.until + timedelta(days=1)))
    return and_(*conditions)


def _of_events(asked: Asked) -> ColumnElement[bool]:
    """What is asked of an event of the act."""
    conditions: list[ColumnElement[bool]] = [true()]
    if asked.record is not None:
        conditions.append(events.c.record == asked.record)
    if asked.organ is not None:
        conditions.append(events.c.organ == asked.organ)
    if asked.topics is not None:
        conditions.append(events.c.topic.in_(asked.topics))
    return and_(*conditions)


def _of_acts(asked: Asked) -> ColumnElement[bool]:
    if asked.record is None and asked.organ is None and asked.topics is None:
        return _of(asked)
    return and_(_of(asked), acts.c.first.in_(select(events.c.first).where(_of_events(asked))))


def _midnight(day: date) -> str:
    return utc(datetime.combine(day, time(), BEIJING))


def _listed() -> Select[Any]:
    officer, post, organ = names.alias(), names.alias(), names.alias()
    return select(
        acts,
        officer.c.name.label("officer_name"),
        post.c.name.label("post_title"),
        organ.c.name.label("organ_name"),
    ).select_from(
        acts.outerjoin(officer, officer.c.id == acts.c.officer)
        .outerjoin(post, post.c.id == acts.c.post)
        .outerjoin(organ, organ.c.id == acts.c.organ)
    )


def _events_of(
    connection: Connection, rows: Sequence[Row[Any]], condition: ColumnElement[bool], limit: int
) -> dict[int, list[TrailEvent]]:
    told: dict[int, list[TrailEvent]] = {row.first: [] for row in rows}
    place = func.row_number().over(partition_by=events.c.first, order_by=events.c.position)
    numbered = (
        select(events, place.label("place"))
        .where(events.c.first.in_(told.keys()), condition)
        .subquery()
    )
    query = select(numbered).where(numbered.c.place <= limit).order_by(numbered.c.position)
    for row in connection.execute(query):
        event = TrailEvent(
            row.position,
            row.position - 1,
            row.topic,
            ACTIONS[row.topic],
            row.stream,
            row.version,
            row.record,
            {} if row.said is None else decode(row.said.encode()),
        )
        told[row.first].append(event)
    return told


def _act(row: Row[Any], told: Iterable[TrailEvent]) -> TrailAct:
    return TrailAct(
        id=row.id,
        first=row.first,
        count=row._mapping["count"],
        at=parse_utc(row.recorded_at),
        officer=row.officer,
        officer_name=row.officer_name,
        post=row.post,
        post_title=row.post_title,
        organ=row.organ,
        organ_name=row.organ_name,
        ground=row.ground,
        reason=row.reason,
        source=row.source,
        terminal=row.terminal,
        keys=tuple(row._mapping["keys"].split()),
        events=tuple(told),
    )
