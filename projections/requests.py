"""Disclosure requests as officers and applicants read them: events kept sealed, rows made of them.

A request's rows are made anew from its whole case file whenever an event touches it, and for every
request that still runs when the law book changes. Nothing of what a person said is opened here.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, or_, select

from domain.act import BEIJING
from domain.canonical import parse_utc
from domain.casefile import CaseEvent
from domain.casefile import fold as fold_case
from domain.law.lawbook import LawBook
from domain.requests.counting import Rules
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview
from projections import casework, request_rows
from projections.happened import Happened
from projections.request_tables import (
    breaches,
    event_of,
    events,
    lawbook_events,
    links,
    matters,
    persons,
    requests,
)
from projections.views import Tables

Values = dict[str, Any]


def fold(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
    """Fold requests, the reviews of their replies, and the law book."""
    law = [_lawbook_row(happened) for happened in batch if isinstance(happened.event, _LAW)]
    if law:
        connection.execute(insert(tables[lawbook_events.name]), law)
    of_review = _requests_of_reviews(connection, tables, batch)
    told = [
        event_row(happened, of_review.get(happened.stream, happened.stream))
        for happened in batch
        if isinstance(happened.event, InformationRequest.Event) or happened.stream in of_review
    ]
    if told:
        connection.execute(insert(tables[events.name]), told)
    touched = {row["request"] for row in told}
    if law:
        touched |= _running(connection, tables[requests.name])
    if touched:
        book = RulesThen(connection, tables[lawbook_events.name])
        for request in sorted(touched):
            _store(connection, tables, CaseThen(connection, tables[events.name], request), book)


_LAW = LawBook.Event


class RulesThen:
    """The law book as it stood at any position of the journal."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._positions: list[int] = []
        self._rules = [Rules.of(None)]
        book: LawBook | None = None
        for row in connection.execute(select(table).order_by(table.c.position)):
            book = event_of(row).mutate(book)
            self._positions.append(row.position)
            self._rules.append(Rules.of(book))

    @property
    def now(self) -> Rules:
        """As it stands."""
        return self._rules[-1]

    def before(self, position: int) -> Rules:
        """As it stood when the event at `position` was recorded."""
        return self._rules[bisect_left(self._positions, position)]


class CaseThen:
    """A case file as its stored events tell it; of a request, with the reviews of its replies."""

    def __init__(self, connection: Connection, table: Table, request: str) -> None:
        rows = connection.execute(
            select(table).where(table.c.request == request).order_by(table.c.position)
        )
        self.rows = rows.all()
        self.request = request

    @cached_property
    def told(self) -> list[tuple[Row[Any], Any]]:
        """All events with their rows, in order, each decoded once."""
        return [(row, event_of(row)) for row in self.rows]

    @property
    def own(self) -> list[tuple[Row[Any], CaseEvent]]:
        """The request's own events, in order."""
        return [(row, event) for row, event in self.told if row.stream == self.request]

    @property
    def positions(self) -> dict[int, int]:
        """Where the event of each version stands in the journal."""
        return {row.version: row.position for row, _ in self.own}

    def folded(self) -> Any:
        """The case file. A request decides nothing before it is told under which rules."""
        return fold_case(None, [event for _, event in self.own])

    def reviews(self) -> tuple[SecrecyReview, ...]:
        """The secrecy reviews of its replies, oldest first."""
        found: dict[str, SecrecyReview] = {}
        for row, event in self.told:
            if row.stream != self.request:
                found[row.stream] = event.mutate(found.get(row.stream))
        return tuple(found.values())

    def standing(self, book: RulesThen) -> request_rows.Standing:
        """The request, counted by the rules that hold for it."""
        positions = self.positions
        last, _ = self.own[-1]
        case: Any = None
        counted_at: int | None = None
        for row, event in self.own:
            case = event.mutate(case)
            if case.first_row is None:
                counted_at = None
            elif counted_at is None:
                counted_at = row.version
        return request_rows.standing(
            case,
            counted_at,
            book.now,
            lambda version: book.before(positions[version]),
            legal_day_of(last.recorded_at),
        )


def legal_day_of(recorded_at: str) -> Any:
    """The day in Asia/Shanghai of a recorded time."""
    return parse_utc(recorded_at).astimezone(BEIJING).date()


def _store(connection: Connection, tables: Tables, then: CaseThen, book: RulesThen) -> None:
    one = then.standing(book)
    case = one.case
    last, _ = then.own[-1]
    written: Sequence[tuple[Table, str, list[Values]]] = (
        (requests, "id", [request_rows.request_row(one, last.position)]),
        (matters, "request", request_rows.matter_rows(case)),
        (persons, "request", request_rows.person_rows(case)),
        (links, "request", request_rows.link_rows(case)),
        (breaches, "request", _breach_rows(then, case)),
    )
    for named, key, values in written:
        table = tables[named.name]
        connection.execute(delete(table).where(table.c[key] == case.id))
        if values:
            connection.execute(insert(table), values)


def _breach_rows(then: CaseThen, case: InformationRequest) -> list[Values]:
    days = _days_of_breaches(then, case)
    return [
        {
            "position": row.position,
            "request": then.request,
            "organ": case.organ,
            "rule": event.rule,
            "article": event.article,
            "days": event.days,
            "unit": event.unit.value,
            "of": event.of,
            "on": days[event.of].isoformat(),
        }
        for row, event in then.own
        if isinstance(event, InformationRequest.BreachNoted)
    ]


def _days_of_breaches(then: CaseThen, case: InformationRequest) -> dict[int, date]:
    """By version: the day that an event's breaches are counted by. A letter is late by the day it
    left; what left in another act has its breaches beside its own event."""
    left: dict[tuple[str, object], int] = {
        (row.act, event.letter): row.version
        for row, event in then.own
        if isinstance(event, InformationRequest.LetterDispatched)
    }
    found: dict[int, date] = {}
    for row, event in then.own:
        letter = getattr(event, "letter", None)
        version: int = left.get((row.act, getattr(letter, "id", None)), row.version)
        recorded = legal_day_of(row.recorded_at)
        found[row.version] = request_rows.legal_day(case, version, recorded)
    return found


def _running(connection: Connection, table: Table) -> set[str]:
    """The requests whose dates a change of the law book can still move."""
    running = or_(table.c.closed_on.is_(None), table.c.contested)
    return set(connection.execute(select(table.c.id).where(running)).scalars())


def _requests_of_reviews(
    connection: Connection, tables: Tables, batch: Iterable[Happened]
) -> dict[str, str]:
    """Which request each review in a batch is of; those of records are left out."""
    streams = {
        happened.stream for happened in batch if isinstance(happened.event, SecrecyReview.Event)
    }
    if not streams:
        return {}
    table = tables[casework.reviews.name]
    rows = connection.execute(
        select(table.c.id, table.c.record).where(
            table.c.id.in_(streams), table.c.record.startswith(f"{InformationRequest.PREFIX}:")
        )
    )
    return {identity: request for identity, request in rows}


def event_row(happened: Happened, request: str) -> Values:
    """A row of `request_events`: what the journal holds, under the case it is shown with."""
    row, act = happened.row, happened.act
    return {
        "position": row.position,
        "request": request,
        "stream": row.stream,
        "version": row.version,
        "topic": row.topic,
        "data": row.data.decode(),
        "event": row.id,
        "recorded_at": act.row.recorded_at,
        "act": act.row.id,
        "post": act.office["post"],
    }


def _lawbook_row(happened: Happened) -> Values:
    row = happened.row
    return {
        "position": row.position,
        "stream": row.stream,
        "version": row.version,
        "topic": row.topic,
        "data": row.data.decode(),
        "recorded_at": happened.act.row.recorded_at,
    }
