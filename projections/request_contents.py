"""Which contents the case files of requests and petitions name, for the sweep of ownerless blobs.

Attachments, scans of proofs, letters and what a reply gives: what is not named here would be swept
away, so every stored event is read, member by member.
"""

import dataclasses
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from domain.canonical import parse_utc
from domain.casefile import REGISTRY
from domain.content import Content
from projections.request_tables import events


def contents_of_cases(connection: Connection) -> Iterator[Content]:
    """Every content that an event of a request, a petition or a review of a reply names."""
    for row in connection.execute(select(events).order_by(events.c.position)):
        event = REGISTRY.decode(
            row.topic,
            row.data.encode(),
            stream=row.stream,
            version=row.version,
            time=parse_utc(row.recorded_at),
        )
        yield from _contents_in(tuple(vars(event).values()))


def _contents_in(value: Any) -> Iterator[Content]:
    if isinstance(value, Content):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _contents_in(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _contents_in(getattr(value, field.name))
