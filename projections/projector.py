"""The projector: reads the journal in order and in batches and folds it into every projection.

A projection that fails stops there and raises its alarm; nothing is ever skipped, and the others
go on. Starting anew, after a crash or after an alarm, is the same code path as going on.
"""

import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from domain.errors import NotFound, Refusal, UnknownEvent
from domain.journal import Journal
from projections.happened import Happened, batch_of
from projections.published_log import LogDamaged

BATCH = 500
PAUSE_SECONDS = 0.05
"""Between two looks at a journal in which nothing is new."""


class Hole(Refusal):
    """Events are missing between where a projection stands and what it is to fold next."""


class Unavailable(Exception):
    """What a projection writes to cannot be written now; the same batch is tried again later."""


class Untakeable(Refusal):
    """What a projection writes to will never take an event; the message holds no content."""


class Differs(Refusal):
    """What a projection recomputes is not what the journal holds: one of the two was changed."""


class NotRebuilt(Refusal):
    """A projection that cannot be rebuilt, or whose rebuilding stopped with an alarm."""


class Projection(Protocol):
    """A read model, or the transparency log: something that follows the journal event by event."""

    @property
    def name(self) -> str:
        """What it is called on the command line and in alarms."""
        ...

    def position(self) -> int:
        """The position of the last event folded in; 0 for none. Durable with what it was folded
        into, so that after a crash both or neither are there."""
        ...

    def apply(self, batch: Sequence[Happened]) -> None:
        """Fold a batch, all of it or nothing, and move the position to its last event.

        What is known already changes nothing (see `unseen`). Raises `Hole`, `Unavailable`, and
        whatever stops the projection for good.
        """
        ...

    def restart(self) -> None:
        """Begin again at 0, beside what is read now if that is possible. Raises `NotRebuilt`."""
        ...

    def caught_up(self) -> None:
        """The journal holds nothing more just now: what was filled beside takes its place."""
        ...


@dataclass(frozen=True)
class Alarm:
    """Why a projection stopped: at which event, and the error without any content in it."""

    position: int
    error: str


@dataclass(frozen=True)
class ProjectionState:
    """How a projection stands: `position` of `head` events folded in, and its alarm, if any.

    `waits_for` says why what it writes to could not be written at the last try; None when it was.
    """

    name: str
    position: int
    head: int
    waits_for: str | None
    alarm: Alarm | None

    @property
    def waiting(self) -> bool:
        """Whether what it writes to was busy or out of reach at the last try."""
        return self.waits_for is not None

    @property
    def failed(self) -> bool:
        """Stopped until the next start."""
        return self.alarm is not None


def unseen(batch: Sequence[Happened], position: int) -> Sequence[Happened]:
    """What of a batch lies after `position`. Raises `Hole` unless it follows without a gap."""
    todo = [event for event in batch if event.position > position]
    for place, event in enumerate(todo, position + 1):
        if event.position != place:
            raise Hole(f"日志缺少第 {place} 号事件", rule="design §4: dense positions")
    return todo


class Projector:
    """One loop for all projections, of which there is at least one.

    `alarmed` is called when one stops, with its state, `waits` when one begins to wait, or goes on
    to wait for another reason.
    """

    def __init__(
        self,
        journal: Journal,
        projections: Sequence[Projection],
        alarmed: Callable[[ProjectionState], None] = lambda state: None,
        waits: Callable[[ProjectionState], None] = lambda state: None,
    ) -> None:
        self._journal = journal
        self._projections = {projection.name: projection for projection in projections}
        self._alarmed, self._waits = alarmed, waits
        self._alarms: dict[str, Alarm] = {}
        self._waiting: dict[str, str] = {}
        self._positions: dict[str, int] = {}
        self._batch: tuple[int, int, list[Happened]] = (-1, -1, [])
        self._turn = threading.Lock()

    def run(self, stopping: threading.Event) -> None:
        """Follow the journal until told to stop."""
        while not stopping.is_set():
            if not self.round():
                stopping.wait(PAUSE_SECONDS)

    def round(self) -> bool:
        """One batch for each projection. True while any of them has more to do.

        The first projection gets what is new again after each other one's batch: it is the log,
        whose checkpoint may be a second old, while indexing a batch may take most of one.
        """
        with self._turn:
            first, *others = self._projections
            head = self._journal.position()
            more = self._advance(first, head)
            for name in others:
                more = self._advance(name, head) or more
                more = self._advance(first, self._journal.position()) or more
            return more

    def catch_up(self) -> None:
        """Go on until every projection that can has all there is now."""
        while self.round():
            pass

    def rebuild(
        self, name: str, progress: Callable[[int, int], None] = lambda position, head: None
    ) -> None:
        """Rebuild one projection from event 0; `progress` is told (position, head) as it goes.

        Readers see the old one until the new one has caught up. Raises `NotFound`, `NotRebuilt`.
        """
        if name not in self._projections:
            raise NotFound(f"没有“{name}”这个投影；可用：{'、'.join(self._projections)}")
        with self._turn:
            self._projections[name].restart()
            self._alarms.pop(name, None)
            self._positions[name] = 0
        more = True
        while more:
            with self._turn:
                head = self._journal.position()
                more = self._advance(name, head)
            progress(self._positions[name], head)
        alarm = self._alarms.get(name)
        if alarm is not None:
            raise NotRebuilt(f"“{name}”在第 {alarm.position} 号事件停下：{alarm.error}")
        if name in self._waiting:
            raise NotRebuilt(f"“{name}”现在不能写入，请稍后再试：{self._waiting[name]}")

    def states(self) -> tuple[ProjectionState, ...]:
        """How every projection stands, in the order they are served."""
        head = self._journal.position()
        return tuple(self._state(name, head) for name in self._projections)

    def _state(self, name: str, head: int) -> ProjectionState:
        return ProjectionState(
            name,
            self._positions.get(name, 0),
            head,
            self._waiting.get(name),
            self._alarms.get(name),
        )

    def _advance(self, name: str, head: int) -> bool:
        """Fold the next batch into one projection; True if it has more to do after it."""
        if name in self._alarms:
            return False
        projection = self._projections[name]
        waited_for = self._waiting.pop(name, None)
        position = self._positions.get(name, 0)
        # The outermost loop of a projection: whatever goes wrong in it must stop it and no other.
        try:
            position = self._positions[name] = self._positions.get(name) or projection.position()
            batch = self._read(position, head)
            if batch and not self._fold(projection, batch):
                return False
            position = self._positions[name]
            if position >= head:
                projection.caught_up()
        except Unavailable as error:
            self._waiting[name] = str(error)
            self._positions.pop(name, None)
            if self._waiting[name] != waited_for:
                self._waits(self._state(name, head))
            return False
        except Exception as error:  # noqa: BLE001
            self._stop(name, position + 1, error)
            return False
        return position < head

    def _fold(self, projection: Projection, batch: Sequence[Happened]) -> bool:
        """Fold a batch; if it fails, by halves, so that all before the culprit is folded in.

        False when it stopped. The alarm then names exactly the event that could not be folded,
        unless what was written to has lost more than this batch: then the first of the batch.
        """
        try:
            projection.apply(batch)
        except Unavailable:
            raise
        # Any failure of a fold: as in `_advance` it must stop this projection, after the culprit
        # has been found.
        except Exception as error:  # noqa: BLE001
            if len(batch) > 1 and projection.position() == batch[0].position - 1:
                middle = len(batch) // 2
                first, second = batch[:middle], batch[middle:]
                return self._fold(projection, first) and self._fold(projection, second)
            self._stop(projection.name, batch[0].position, error)
            return False
        self._positions[projection.name] = batch[-1].position
        return True

    def _stop(self, name: str, position: int, error: Exception) -> None:
        self._alarms[name] = Alarm(position, _described(error))
        self._alarmed(self._state(name, self._journal.position()))

    def _read(self, after: int, head: int) -> list[Happened]:
        """The next events, complete: a hole is found even where a whole batch is missing.

        Projections that stand at the same place share one reading and one decoding.
        """
        if after >= head:
            return []
        if self._batch[:2] != (after, head):
            batch = batch_of(self._journal.read(after, BATCH))
            unseen(batch, after)
            if not batch or batch[-1].position < min(after + BATCH, head):
                last = batch[-1].position if batch else after
                raise Hole(f"日志缺少第 {last + 1} 号事件", rule="design §4: dense positions")
            for event in batch:
                act = event.act.row
                if not act.first <= event.position < act.first + act.count:
                    raise Hole(f"第 {event.position} 号事件没有所属的经办记录", rule="design §4")
            self._batch = (after, head, batch)
        return self._batch[2]


_TELLING = (Hole, Differs, Untakeable, UnknownEvent, LogDamaged)


def _described(error: Exception) -> str:
    """The error without content: most messages could hold a value of the event that caused it."""
    if isinstance(error, _TELLING):
        return f"{type(error).__name__}: {error}"[:300]
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} ({where})"
