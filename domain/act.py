"""The act: who does something, in which post, on what ground, when. Nothing is saved without one.

An act carries the reading of the clock and the source of ids, so that the case files stay pure.
"""

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from domain.errors import NotActing

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""中国标准时间: no daylight saving since 1991, so a fixed offset is exact for every legal date."""


class Signer(Protocol):
    """Something that can sign with one Ed25519 key and says which.

    `public_key` is the 32 raw bytes. `sign` returns the 64-byte RFC 8032 signature over exactly
    the message; it raises `KeyNotValid` when the key cannot be used now (locked, removed).
    """

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass
class Act:
    """经办: the unit of responsibility and of signature (1..n events, one signature).

    `reads` grows while case files are loaded: stream -> version first seen. `claims` are (scope,
    value) pairs that must be unique for ever. `commands` are (idempotency key, digest) pairs.
    `reserved` holds the ids promised to events not yet sealed: (stream, version) -> id.
    """

    id: str
    time: datetime
    new_id: Callable[[], str]
    signers: tuple[Signer, ...]
    officer: str | None = None
    post: str | None = None
    organ: str | None = None
    ground: str | None = None
    reason: str | None = None
    source: str | None = None
    terminal: str | None = None
    commands: tuple[tuple[str, str], ...] = ()
    reads: dict[str, int] = field(default_factory=dict)
    claims: list[tuple[str, str]] = field(default_factory=list)
    reserved: dict[tuple[str, int], str] = field(default_factory=dict)
    sealed: bool = False

    @property
    def today(self) -> date:
        """The legal date of the act: the day in Asia/Shanghai."""
        return self.time.astimezone(BEIJING).date()

    def reserve(self, stream: str, version: int) -> str:
        """The id which the event at `version` of `stream` gets when this act is sealed.

        So an event can hold commitments that name the event itself (`domain.personal`). Asked
        twice, it is the same id; one that no event of the act takes up is nothing and lies nowhere.
        """
        if (stream, version) not in self.reserved:
            self.reserved[stream, version] = self.new_id()
        return self.reserved[stream, version]


_current: contextvars.ContextVar[Act | None] = contextvars.ContextVar("act", default=None)


@contextlib.contextmanager
def acting(act: Act) -> Iterator[Act]:
    """Everything decided and saved inside belongs to `act`."""
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)


def current_act() -> Act:
    """The act under way. Raises `NotActing` outside of one: the archive fails closed."""
    act = _current.get()
    if act is None:
        raise NotActing("没有经办人：任何保存都必须由一名工作人员以其岗位经办")
    return act


def act_under_way() -> Act | None:
    """The act under way, or None while case files are only being read."""
    return _current.get()
