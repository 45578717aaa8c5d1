"""The journal's port: what any database must do to keep the acts. One implementation a database.

Everything of design §4 that must hold inside the write transaction is promised here; the contract
suite in tests/contracts runs the same file on every implementation.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from eventsourcing.persistence import ApplicationRecorder, StoredEvent

from domain.errors import Conflict, NotFound, Taken
from domain.numbering import SCOPE as NUMBER
from domain.sealing import ActRow, EventRow, Seen


@dataclass(frozen=True)
class SealedAct:
    """A sealed act with what the write transaction must check and insert beside it."""

    act: ActRow
    events: list[EventRow]
    reads: tuple[tuple[str, int], ...]
    claims: tuple[tuple[str, str], ...]
    commands: tuple[tuple[str, str], ...]


class KeptCheckpoint(NamedTuple):
    """A signed checkpoint kept with the journal: size, root (32 bytes), the note's text."""

    size: int
    root: bytes
    note: str


class KnownCommand(NamedTuple):
    """What an idempotency key stands for: whose it is, of which command, and what came of it."""

    officer: str
    digest: str
    act: str
    first: int
    count: int  # type: ignore[assignment]


class EventInContext(NamedTuple):
    """An event with the act it belongs to, as projections read it."""

    event: EventRow
    act: ActRow


_CLAIMED = {
    "index_number": "索引号",
    "key": "密钥",
    "lawbook": "法规表",
    "opened_record": "由答复拟公开的信息",
    "organ": "机关名称",
    "sign_in": "登录名",
}


def taken(scope: str, value: str) -> Taken | Conflict:
    """The refusal of a claim that an earlier act took. Another number will do: `Conflict`."""
    kind = scope.partition(":")[0]
    if kind == NUMBER:
        return Conflict(f"第 {value} 号编号刚被另一次办理取走", rule="claims")
    return Taken(f"{_CLAIMED.get(kind, kind)}“{value}”已被占用", rule="claims", field=kind)


class Journal(ApplicationRecorder):
    """Acts in total order: positions are dense from 1, appended only, durable when acknowledged."""

    @abstractmethod
    def append(self, sealed: SealedAct) -> int:
        """Write one act in one transaction and return its first position.

        In this order: a lock held too long raises `Busy`; known idempotency keys raise
        `AlreadyDone` (with another digest, or twice in the act: `KeyReused`); a stream of `reads`
        at another version raises `Conflict`; a taken (stream, version) raises `Conflict`; a claim
        that is taken, or twice in the act, raises `Taken`, but `Conflict` if all that is taken are
        numbers (scopes beginning with `number:`): the command runs again and takes the next ones.
        Nothing is written then. On return the act is on disk (synchronous=FULL): a crash before
        the return leaves all of it or nothing.
        """

    @abstractmethod
    def statement_hash(self, stream: str, version: int) -> str | None:
        """Hex SHA-256 of the statement of (stream, version); None when there is none."""

    @abstractmethod
    def version_before(self, stream: str, position: int) -> int:
        """The version a stream had before the event at `position`; 0 when it had not begun."""

    @abstractmethod
    def newest_checkpoint(self) -> KeptCheckpoint | None:
        """The checkpoint of the largest size kept."""

    @abstractmethod
    def checkpoints(self) -> Iterator[KeptCheckpoint]:
        """Every checkpoint kept, by size."""

    @abstractmethod
    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> None:
        """Keep a signed checkpoint, durably. The same one twice is kept once.

        Raises `Conflict` when another one of this size, or a larger one, is kept already; `Busy`.
        """

    @abstractmethod
    def read(self, after: int, limit: int) -> list[EventInContext]:
        """Up to `limit` events after a position, in order, each with its act."""

    @abstractmethod
    def acts(self, after: int = 0, limit: int | None = None) -> Iterator[ActRow]:
        """Acts whose first position is greater than `after`, in order."""

    @abstractmethod
    def events_of(self, act: ActRow) -> list[EventRow]:
        """The rows at the positions of an act, in order."""

    @abstractmethod
    def known_command(self, key: str, officer: str | None = None) -> KnownCommand | None:
        """What an idempotency key of this officer stands for; without officer, of anybody."""

    @abstractmethod
    def claimant(self, scope: str, value: str) -> ActRow | None:
        """The act that took a claim."""

    @abstractmethod
    def newest_number(self, scope: str) -> int:
        """The largest serial claimed under a scope of numbers (`number:…`), 0 if none is."""

    @abstractmethod
    def streams(self, prefix: str) -> Iterator[str]:
        """The id of every case file of the type with this prefix, in order of ids."""

    @abstractmethod
    def seen(self) -> Seen | None:
        """The newest checkpoint as an act's payload names it."""

    @abstractmethod
    def position(self) -> int:
        """The last position, 0 when empty."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The library's way in is closed: unsealed events are never stored."""
        raise NotImplementedError("events are appended sealed, through the ledger")

    def select_notifications(self, *_: Any, **__: Any) -> Any:
        """The library's notification log is not used: projections read acts with their events."""
        raise NotImplementedError("projections read through `read`")

    def max_notification_id(self) -> int | None:
        """The last position, as the library names it."""
        return self.position() or None

    def subscribe(self, *_: Any, **__: Any) -> Any:
        """The library's subscriptions are not used: the worker polls or is notified."""
        raise NotImplementedError("the worker reads through `read`")


def event_of(journal: Journal, stream: str, version: int) -> EventInContext:
    """An event with its act, by its number in its case file. Raises `NotFound`.

    The journal answers which version a stream had before a position, so the position is found by
    halving: some twenty questions for a million events.
    """
    low, high = 1, journal.position() + 1
    while low < high:
        middle = (low + high) // 2
        if journal.version_before(stream, middle + 1) >= version:
            high = middle
        else:
            low = middle + 1
    found = journal.read(low - 1, 1)
    if not found or (found[0].event.stream, found[0].event.version) != (stream, version):
        raise NotFound(f"没有案卷 {stream} 的第 {version} 号事件", field=stream.partition(":")[0])
    return found[0]
