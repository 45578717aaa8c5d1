"""What the case files of requests and petitions name: stored contents, persons, their data keys.

Attachments, scans of proofs, letters and what a reply gives: what is not named here is swept away,
so every stored event is read, member by member.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from domain.casefile import CaseEvent
from domain.content import Content
from domain.personal import Sealed
from domain.requests.closing import PersonErased
from projections.request_tables import event_of, events

_PERSONS = frozenset({"person", "other_person"})
"""Members that hold the id of a person."""


@dataclass
class Named:
    """All that events name. `erased` are (person, case) and `destroyed` ids of contents that an
    erasure took away: whatever of them is still there was left by a process that was killed."""

    contents: list[Content] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)
    data_keys: set[str] = field(default_factory=set)
    erased: list[tuple[str, str]] = field(default_factory=list)
    destroyed: set[str] = field(default_factory=set)


def contents_of_cases(connection: Connection) -> Iterator[Content]:
    """Every content that an event of a request, a petition or a review of a reply names."""
    yield from named_in_cases(connection).contents


def named_in_cases(connection: Connection) -> Named:
    """What the events of requests, petitions and reviews of replies name, up to the register."""
    named = Named()
    for event in _events(connection):
        _note(tuple(vars(event).items()), named)
        if isinstance(event, PersonErased):
            named.erased.append((event.person, event.originator_id))
            named.destroyed.update(event.contents)
    return named


def _events(connection: Connection) -> Iterator[CaseEvent]:
    for row in connection.execute(select(events).order_by(events.c.position)):
        yield event_of(row)


def _note(members: tuple[tuple[str, Any], ...], named: Named) -> None:
    for name, value in members:
        if isinstance(value, Content):
            named.contents.append(value)
        elif isinstance(value, Sealed):
            named.data_keys.add(value.key)
        elif isinstance(value, tuple):
            _note(tuple(("", one) for one in value), named)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            _note(tuple(vars(value).items()), named)
        elif name in _PERSONS and isinstance(value, str):
            named.persons.add(value)
