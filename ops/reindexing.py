"""Filling indexes anew beside those that answer: after an order to destroy, or because asked to.

In the process that follows the journal, in a thread of its own: the index that answers is kept
current meanwhile, and the new one takes its place when it has come as far. What is asked for from
another process stands in a file in HOME, so that a crash does not forget it; what an order asks for
is known from the indexes themselves. What an order leaves beside indexes is looked after by a
thread more (`forget`).
"""

import contextlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from domain.errors import Busy
from domain.journal import Journal
from projections.following import PATIENCE_SECONDS
from projections.projector import NotRebuilt, Projector, Unavailable
from search.indexer import IndexProjection

PAUSE_SECONDS = 1.0
"""Between two looks at what is to be filled anew."""

RETRY_SECONDS = 10.0
"""After an index that could not be filled."""

_log = structlog.get_logger()

Progress = Callable[[int, int], None]


def fill_anew(
    index: IndexProjection,
    journal: Journal,
    progress: Progress = lambda position, head: None,
    stopping: threading.Event | None = None,
) -> bool:
    """Fill a new index from event 0 and let it answer; False when told to stop before.

    `progress` is told (position, head). A crash leaves the old index in its place. Raises
    `NotRebuilt` when an event cannot be folded in or the engine cannot be written now, `Busy` while
    what is to be destroyed first cannot be.
    """
    stopping = stopping or threading.Event()
    beside = index.beside()
    try:
        beside.restart()
        projector = Projector(journal, [beside])
        while beside.rebuilding:
            if stopping.is_set():
                return False
            projector.round()
            (state,) = projector.states()
            if state.alarm is not None:
                raise NotRebuilt(
                    f"“{index.name}”在第 {state.alarm.position} 号事件停下：{state.alarm.error}"
                )
            if state.waiting:
                raise NotRebuilt(f"“{index.name}”现在不能写入，请稍后再试：{state.waits_for}")
            progress(state.position, state.head)
        return True
    except Unavailable as error:
        raise NotRebuilt(f"“{index.name}”现在不能写入，请稍后再试：{error}") from error
    finally:
        with contextlib.suppress(Unavailable):
            beside.abandon()


@dataclass(frozen=True)
class Asked:
    """Requests to fill indexes anew, and how far each is: files in `folder` (HOME).

    `NAME.asked` is there until it is done, `NAME.filling` holds [position, head] while it runs,
    `NAME.failed` why it could not be done.
    """

    folder: Path

    def ask(self, name: str) -> None:
        """Ask; durable on return."""
        self._path(name, "failed").unlink(missing_ok=True)
        with self._path(name, "asked").open("w") as file:
            os.fsync(file.fileno())

    def wanted(self, name: str) -> bool:
        """Whether it was asked for and is not done."""
        return self._path(name, "asked").exists()

    def told(self, name: str, position: int, head: int) -> None:
        """How far it is."""
        fresh = self._path(name, "filling.new")
        fresh.write_text(json.dumps([position, head]))
        fresh.replace(self._path(name, "filling"))

    def reached(self, name: str) -> tuple[int, int] | None:
        """(position, head) of what is being filled; None when nothing is."""
        try:
            position, head = json.loads(self._path(name, "filling").read_text())
        except (FileNotFoundError, ValueError):
            return None
        return position, head

    def failure(self, name: str) -> str | None:
        """Why it could not be done."""
        try:
            return self._path(name, "failed").read_text("utf-8")
        except FileNotFoundError:
            return None

    def done(self, name: str, failure: str | None = None) -> None:
        """It is done, or could not be."""
        self._path(name, "filling").unlink(missing_ok=True)
        if failure is not None and self.wanted(name):
            self._path(name, "failed").write_text(failure, "utf-8")
        self._path(name, "asked").unlink(missing_ok=True)

    def _path(self, name: str, what: str) -> Path:
        return self.folder / f"rebuild-{name}.{what}"


class Reindexing:
    """Looks after the indexes of the process that follows the journal.

    `needed` gives the position at which an index must at least have been begun: that of the newest
    order to destroy that was carried out. `forget` destroys what else tells of things taken away;
    it is called again and again, and raises `Busy` when it could not.
    """

    def __init__(
        self,
        indexes: Sequence[IndexProjection],
        journal: Journal,
        home: Path,
        needed: Callable[[], int],
        forget: Callable[[], None],
    ) -> None:
        self._indexes = indexes
        self._journal = journal
        self._asked = Asked(home)
        self._needed = needed
        self._forget = forget

    @contextlib.contextmanager
    def running(self, stopping: threading.Event) -> Iterator[None]:
        """Inside, until told to stop. Each index by itself: one on a cluster that hangs stops no
        other, and is left behind with what it was filling, as by a crash."""
        threads = [
            threading.Thread(
                target=self._look_after,
                args=(index, stopping),
                name=f"{index.name} anew",
                daemon=True,
            )
            for index in self._indexes
        ]
        threads.append(
            threading.Thread(
                target=self._keep_forgetting, args=(stopping,), name="forgetting", daemon=True
            )
        )
        for thread in threads:
            thread.start()
        yield
        for thread in threads:
            thread.join(PATIENCE_SECONDS)

    def round(self, index: IndexProjection, stopping: threading.Event) -> bool:
        """Fill one index anew if that is wanted; False when it was wanted and not done."""
        wanted = self._asked.wanted(index.name)
        try:
            if not wanted and not self._is_late(index):
                return True
            _log.info("filling anew", projection=index.name)
            filled = fill_anew(
                index, self._journal, lambda *at: self._asked.told(index.name, *at), stopping
            )
        except (Busy, NotRebuilt, Unavailable) as error:
            # What was asked for is answered; what an order needs is tried again.
            self._asked.done(index.name, str(error))
            return False
        if filled:
            self._asked.done(index.name)
            _log.info("filled anew", projection=index.name)
        return filled

    def _is_late(self, index: IndexProjection) -> bool:
        needed = self._needed()
        return needed > 0 and index.begun() < needed

    def _look_after(self, index: IndexProjection, stopping: threading.Event) -> None:
        while not stopping.is_set():
            stopping.wait(PAUSE_SECONDS if self.round(index, stopping) else RETRY_SECONDS)

    def _keep_forgetting(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            pause = PAUSE_SECONDS
            try:
                self._forget()
            except Busy as error:
                _log.warning("not forgotten yet", error=str(error))
                pause = RETRY_SECONDS
            stopping.wait(pause)
