"""What every case file is: a stream of frozen events with stored names, text ids, the act's time.

Stored names are `gongkai.<case file>.<past tense>.v<N>`, never module paths. The registry maps
names to classes both ways; text read from the journal is looked up here and never resolved.
"""

import dataclasses
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, TypeVar

from eventsourcing.domain import (
    BaseAggregate,
    CanInitAggregate,
    CanMutateAggregate,
    MetaDomainEvent,
)
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.utils import get_topic

from domain.act import current_act
from domain.canonical import decode, parse_utc, utf8
from domain.codec import Members
from domain.errors import Malformed, UnknownEvent


class CaseEvent(CanMutateAggregate[str], metaclass=MetaDomainEvent):
    """What happened to a case file. Frozen, small and for ever."""

    originator_id: str
    originator_version: int
    timestamp: datetime

    TOPIC: ClassVar[str]

    @staticmethod
    def create_timestamp() -> datetime:
        """No event has a second time of its own: it is the act's."""
        return current_act().time


class CreatedEvent(CanInitAggregate[str], CaseEvent):
    """The first event of a case file."""

    originator_topic: str


_ENVELOPING = frozenset({"originator_id", "originator_version", "timestamp", "originator_topic"})


class CaseFile(BaseAggregate[str]):
    """案卷: one aggregate. Public methods check the rule and trigger; `_private` ones only fold."""

    PREFIX: ClassVar[str]

    class Event(CaseEvent):
        """Base of the case file's events."""

    @classmethod
    def create_id(cls) -> str:
        """`<type>:<uuid7>`, random: never a case number or a name."""
        return f"{cls.PREFIX}:{current_act().new_id()}"


C = TypeVar("C", bound=type[CaseFile])


class Stored(NamedTuple):
    """How one stored name is read: the event class, its members, and whose case file it is of."""

    event: type[CaseEvent]
    members: Members
    prefix: str
    case_file: str
    creates: bool


class Registry:
    """The allow-list of stored event names, filled by the case files, read by the mapper."""

    def __init__(self) -> None:
        self._stored: dict[str, Stored] = {}

    def add(self, case_file: C) -> C:
        """Class decorator: register every event nested in a case file."""
        for value in vars(case_file).values():
            if not (inspect.isclass(value) and issubclass(value, CaseEvent)):
                continue
            if not hasattr(value, "TOPIC"):
                continue
            if value.TOPIC in self._stored:
                raise TypeError(f"{value.TOPIC} is already taken")
            fields = dataclasses.fields(value)  # type: ignore[arg-type]
            names = {field.name for field in fields} - _ENVELOPING
            self._stored[value.TOPIC] = Stored(
                value,
                Members(value, names),
                f"{case_file.PREFIX}:",
                get_topic(case_file),
                issubclass(value, CreatedEvent),
            )
        return case_file

    @property
    def topics(self) -> tuple[str, ...]:
        """Every stored name, sorted."""
        return tuple(sorted(self._stored))

    def encode(self, event: CaseEvent) -> bytes:
        """Canonical data of an event. Raises `Malformed` for a mistyped member."""
        return utf8(self._stored[event.TOPIC].members.text(event))

    def decode(
        self, topic: str, data: bytes, *, stream: str, version: int, time: datetime
    ) -> CaseEvent:
        """The event stored under `topic`.

        Raises `UnknownEvent`; `Malformed` for its data, or for an event that cannot stand there:
        another case file's, or a first event that is not first.
        """
        stored = self._stored.get(topic)
        if stored is None:
            raise UnknownEvent(f"登记表里没有这种事件：{topic!r}", field="topic")
        if not stream.startswith(stored.prefix) or stored.creates is not (version == 1):
            raise Malformed(f"{topic} 不能是案卷 {stream} 的第 {version} 号事件", field="topic")
        state = stored.members.decode(decode(data))
        state["originator_id"] = stream
        state["originator_version"] = version
        state["timestamp"] = time
        if stored.creates:
            state["originator_topic"] = stored.case_file
        event = object.__new__(stored.event)
        event.__dict__.update(state)
        return event


REGISTRY = Registry()


@dataclass(frozen=True)
class StoredCaseEvent(StoredEvent):
    """The library's stored event plus the recorded time of the act it belongs to."""

    recorded_at: str


class CaseMapper(Mapper[str]):
    """Encodes and decodes by annotation, without the library's transcoder and cipher."""

    def __init__(self) -> None:
        """The library's own constructor wants a transcoder; canonical JSON needs none."""
        # A row is read as the same event each time, and commands read the same officers, posts and
        # organs again and again; whether a row is there is still asked of the journal.
        self._read = lru_cache(maxsize=1024)(_read)

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The canonical data of an event under its stored name."""
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            type(domain_event).TOPIC,
            REGISTRY.encode(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Raises `UnknownEvent` for a name outside the registry, `Malformed` for its data."""
        return self._read(stored_event)


def _read(stored_event: StoredEvent) -> CaseEvent:
    if not isinstance(stored_event, StoredCaseEvent):
        raise Malformed("事件没有记录时间")
    return REGISTRY.decode(
        stored_event.topic,
        stored_event.state,
        stream=str(stored_event.originator_id),
        version=stored_event.originator_version,
        time=parse_utc(stored_event.recorded_at),
    )


def fold(case_file: Any, events: Iterable[Any]) -> Any:
    """Replay: the library's own projector without its per-event run-time Protocol checks.

    Raises `Malformed` when an event of the stream is missing.
    """
    version = 0 if case_file is None else case_file.version
    for event in events:
        version += 1
        if event.originator_version != version:
            raise Malformed(f"案卷 {event.originator_id} 缺少第 {version} 号事件", rule="stream")
        case_file = event.mutate(case_file)
    return case_file
