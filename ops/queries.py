"""What is often looked for, and what in vain, without anybody who looks: kept in `queries.db`.

No query is kept in clear that few have asked. A search leaves two keyed digests, of the query and
of the visitor with that query, so that no two queries are known to be of one visitor. The key lies
in another file (`ops.query_keys`), lives thirty days and is destroyed with everything counted under
it. The words are written down only by the search that makes a query common, and only when all of
them stand in something public; what may be personal is not even counted (`search.countable`).

An order to destroy what was published may be about words that stand here: all that was counted goes
with it, and the file says up to which position of the journal it is free of what was destroyed.

All of it is for convenience: it is written in the background, and no search waits or fails for it.
"""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from domain.errors import Busy
from ops.clock import now
from ops.query_counts import Asked, InVain, QueryCounts
from ops.query_keys import PeriodKeys

PERIOD_DAYS = 30
MOST_WAITING = 10_000
FLUSH_SECONDS = 2.0
_log = structlog.get_logger()


class QueryMemory:
    """Counts queries by different visitors.

    `countable` gives what of a query may be counted, `tellable` whether what was counted may be
    written down and told. The key is kept in `secrets.db` beside the file.
    """

    def __init__(
        self,
        path: Path,
        countable: Callable[[str], str | None],
        tellable: Callable[[str], bool],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._path = path
        self._countable = countable
        self._tellable = tellable
        self._now = clock
        self._waiting: deque[Asked] = deque(maxlen=MOST_WAITING)
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._opened: tuple[QueryCounts, PeriodKeys] | None = None
        self._expired: int | None = None
        self._offered: tuple[str, ...] | None = None

    def note(self, query: str, client: str, found: bool) -> None:
        """Count a query of the visitor at an address; returns at once and never fails.

        The words wait in memory, two seconds at most, until they are digested.
        """
        self._waiting.append(Asked(query, client, found))
        if self._thread is None:
            self._start()

    def frequent(self) -> tuple[str, ...]:
        """The queries that may be offered, most asked first; none when the file cannot be read."""
        offered = self._offered
        if offered is None:
            offered = self._offered = self._read_offered()
        return offered

    def in_vain(self) -> tuple[InVain, ...]:
        """What at least three visitors of this period or the last found nothing by, most first;
        nothing that may be told no more."""
        return tuple(
            one for one in self._counts().in_vain(self._period()) if self._tellable(one.text)
        )

    def too_few(self) -> int:
        """How many queries found nothing and were asked by too few to be listed."""
        return self._counts().too_few(self._period())

    def flush(self) -> None:
        """Count what waits. Raises what the disk or the file is at fault with."""
        with self._turn:
            waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not waiting:
                return
            # Before it is asked what is public: an order carried out meanwhile changes both.
            emptied = self._counts().emptied()
            counted = [
                replace(one, query=query)
                for one in waiting
                if (query := self._countable(one.query)) is not None
            ]
            if counted:
                period = self._period()
                key = self._keys().of(period)
                self._counts().count(counted, period, key, emptied, self._tellable)
                self._offered = None

    def expire(self) -> None:
        """Destroy the keys of periods that are over, and what was counted under them. Raises
        `Busy`, also when the files cannot be written at all."""
        period = self._period()
        if self._expired == period:
            return
        with self._turn, _busy_for_any_fault():
            self._keys().destroy_before(period)
            self._counts().drop_before(period)
            self._expired = period

    def emptied(self) -> int:
        """The position of the journal up to which nothing destroyed can stand here; 0 for never,
        while bytes may be left in the file, and when it cannot be read."""
        try:
            return self._counts().emptied()
        except (sqlite3.Error, OSError, Busy):
            return 0

    def empty(self, position: int) -> None:
        """Destroy all that was counted so far; no byte of it is left in the file on return.

        `position` is how far the register has come: what was destroyed before is not public any
        more, so that none of it is written down again. Killed half-way, `emptied` stays behind.
        Raises `Busy`, also when the file cannot be written at all.
        """
        with self._turn, _busy_for_any_fault():
            self._counts().empty(position)
        self._offered = None

    def close(self) -> None:
        """Count what waits and close the file."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        if self._waiting:
            self._flush_or_tell()
        if self._opened is not None:
            for part in self._opened:
                part.close()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._run, name="queries", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(FLUSH_SECONDS):
            self._flush_or_tell()

    def _flush_or_tell(self) -> None:
        try:
            self.expire()
            self.flush()
        # The outermost loop of the thread: what was waiting is lost, and only that; what went wrong
        # is told without its message, so that no words reach a log.
        except Exception as error:  # noqa: BLE001
            _log.warning("queries not counted", error=type(error).__name__)

    def _counts(self) -> QueryCounts:
        return self._open()[0]

    def _keys(self) -> PeriodKeys:
        return self._open()[1]

    def _open(self) -> tuple[QueryCounts, PeriodKeys]:
        with self._starting:
            if self._opened is None:
                counts = QueryCounts(self._path)
                self._opened = counts, PeriodKeys(self._path.with_name("secrets.db"))
            return self._opened

    def _period(self) -> int:
        return int(self._now().timestamp()) // (PERIOD_DAYS * 24 * 60 * 60)

    def _read_offered(self) -> tuple[str, ...]:
        try:
            return self._counts().offered(self._period())
        except (sqlite3.Error, OSError, Busy) as error:
            _log.warning("queries not read", error=type(error).__name__)
            return ()


@contextlib.contextmanager
def _busy_for_any_fault() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise Busy(
            "检索词的记录（queries.db）现在不能清空，请稍后再试", rule="queries.db"
        ) from error
