"""What happened, as projections read it: one event of the journal with the act it belongs to.

Decoding is done on first use and once for all projections, and it may fail: a fold that meets an
unknown event stops there, while the transparency log, which needs no data, goes on.
"""

import re
from datetime import datetime
from functools import cached_property
from typing import Any

# The registry knows the events of the case files that were imported: a journal holds any of them.
from domain import (  # noqa: F401
    complaint,
    founding,
    officer,
    organ,
    record,
    rectification,
    review,
)
from domain.canonical import decode, parse_utc
from domain.casefile import REGISTRY, CaseEvent
from domain.journal import EventInContext
from domain.law import lawbook  # noqa: F401
from domain.requests import request  # noqa: F401
from domain.sealing import ActRow, EventRow, sha256

# The payload is base64, so nothing else in a canonical envelope can look like this.
_KEY_ID = re.compile(rb'"keyid":"([0-9a-f]{64})"')


class ActHappened:
    """An act as it was recorded; `office` is what the public may see of it, `person` the rest."""

    def __init__(self, row: ActRow) -> None:
        self.row = row

    @property
    def first(self) -> int:
        """The position of its first event."""
        return self.row.first

    @cached_property
    def time(self) -> datetime:
        """When it was recorded, UTC."""
        return parse_utc(self.row.recorded_at)

    @cached_property
    def office(self) -> dict[str, Any]:
        """{ground, organ, post}."""
        return dict(decode(self.row.office))

    @cached_property
    def person(self) -> dict[str, Any]:
        """{claims, commands, officer, reads, reason, source, terminal}."""
        return dict(decode(self.row.person))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The key ids that signed it, hex. The signatures are `gongkai verify`'s to check."""
        return tuple(key.decode() for key in _KEY_ID.findall(self.row.envelope))

    @cached_property
    def envelope_hash(self) -> bytes:
        """SHA-256 of the envelope, 32 bytes, for the log entries of its events."""
        return sha256(self.row.envelope)


class Happened:
    """One event: where it stands, what it says, in which act."""

    def __init__(self, row: EventRow, act: ActHappened) -> None:
        self.row = row
        self.act = act

    @property
    def position(self) -> int:
        """Its place in the journal, from 1, without holes."""
        return self.row.position

    @property
    def stream(self) -> str:
        """The id of its case file."""
        return self.row.stream

    @property
    def topic(self) -> str:
        """Its stored name."""
        return self.row.topic

    @cached_property
    def event(self) -> CaseEvent:
        """What it says. Raises `UnknownEvent` for a name not in the registry, `Malformed`."""
        row = self.row
        return REGISTRY.decode(
            row.topic, row.data, stream=row.stream, version=row.version, time=self.act.time
        )


def batch_of(rows: list[EventInContext]) -> list[Happened]:
    """The events of a batch; those of one act share it."""
    batch = []
    act: ActHappened | None = None
    for row, act_row in rows:
        if act is None or act.row.first != act_row.first:
            act = ActHappened(act_row)
        batch.append(Happened(row, act))
    return batch
