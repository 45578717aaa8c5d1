"""What is often looked for, and what in vain, without anybody who looks: kept in `queries.db`.

No query is kept in clear that few have asked. A search leaves two keyed digests, of the query and
of the visitor, under a key that lives thirty days and is destroyed with everything counted under
it; the words are written down only by the search that makes a query common. What may be personal
is not even counted (`search.countable`).

All of it is for convenience: it is written in the background, and no search waits or fails for it.
"""

import hashlib
import hmac
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from domain.errors import Busy
from ops.clients import subscriber
from ops.clock import now, random_bytes
from ops.database import Database

PERIOD_DAYS = 30
OFFERED_AFTER = 20
"""Different visitors of one period before others are offered their query."""
LISTED_AFTER = 3
"""Different visitors of one period before the operator sees what they looked for in vain."""
MOST_OFFERED = 500
MOST_COUNTED = 500_000
"""Digests of one period: some 40 MB. Whatever comes then is not counted until the next."""
MOST_WAITING = 10_000
FLUSH_SECONDS = 2.0

_TABLES = """
CREATE TABLE IF NOT EXISTS periods(period INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS asked(
    period INTEGER NOT NULL, query BLOB NOT NULL, visitor BLOB NOT NULL, in_vain INTEGER NOT NULL,
    PRIMARY KEY(period, query, visitor)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS common(
    period INTEGER NOT NULL, query BLOB NOT NULL, text TEXT NOT NULL, visitors INTEGER NOT NULL,
    in_vain INTEGER NOT NULL, PRIMARY KEY(period, query)) STRICT, WITHOUT ROWID;
"""
_log = structlog.get_logger()


@dataclass(frozen=True)
class InVain:
    """A query that found nothing when it was last asked, and how many different visitors asked."""

    text: str
    visitors: int


@dataclass(frozen=True)
class _Asked:
    query: str
    client: str
    found: bool


class QueryMemory:
    """Counts queries by different visitors. `countable` gives what of a query may be counted."""

    def __init__(
        self,
        path: Path,
        countable: Callable[[str], str | None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._path = path
        self._countable = countable
        self._now = clock
        self._waiting: deque[_Asked] = deque(maxlen=MOST_WAITING)
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._opened: Database | None = None
        self._offered: tuple[str, ...] | None = None

    def note(self, query: str, client: str, found: bool) -> None:
        """Count a query of the visitor at an address; returns at once and never fails.

        The words wait in memory, two seconds at most, until they are digested.
        """
        self._waiting.append(_Asked(query, client, found))
        if self._thread is None:
            self._start()

    def frequent(self) -> tuple[str, ...]:
        """The queries that may be offered, most asked first; none when the file cannot be read."""
        offered = self._offered
        if offered is None:
            offered = self._offered = self._read_offered()
        return offered

    def in_vain(self) -> tuple[InVain, ...]:
        """What at least three visitors of this period or the last found nothing by, most first."""
        rows = (
            self._database()
            .connection()
            .execute(
                "SELECT text, max(in_vain) FROM common WHERE in_vain >= ? AND period >= ?"
                " GROUP BY text ORDER BY 2 DESC, 1",
                (LISTED_AFTER, self._period() - 1),
            )
        )
        return tuple(InVain(text, visitors) for text, visitors in rows)

    def too_few(self) -> int:
        """How many queries found nothing and were asked by too few to be listed."""
        (count,) = (
            self._database()
            .connection()
            .execute(
                "SELECT count(*) FROM (SELECT 1 FROM asked WHERE period = ? AND in_vain"
                " GROUP BY query HAVING count(*) < ?)",
                (self._period(), LISTED_AFTER),
            )
            .fetchone()
        )
        return int(count)

    def flush(self) -> None:
        """Count what waits. Raises what the disk or the file is at fault with."""
        with self._turn:
            waiting = [self._waiting.popleft() for _ in range(len(self._waiting))]
            counted = [
                (text, one.client, one.found)
                for one in waiting
                if (text := self._countable(one.query)) is not None
            ]
            if counted:
                self._count(counted)
                self._offered = None

    def close(self) -> None:
        """Count what waits and close the file."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._flush_or_tell()
        if self._opened is not None:
            self._opened.close()

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
            self.flush()
        except Exception as error:  # noqa: BLE001
            # What was waiting is lost, and only that; the words never reach a log.
            _log.warning("queries not counted", error=type(error).__name__)

    def _database(self) -> Database:
        with self._starting:
            if self._opened is None:
                self._opened = Database(self._path, _TABLES, durable=False)
            return self._opened

    def _count(self, counted: Iterable[tuple[str, str, bool]]) -> None:
        """One transaction; killed before its end, nothing of it was counted."""
        with self._database().transaction() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            period = self._period()
            key, is_new = _key(connection, period)
            (rows,) = connection.execute("SELECT count(*) FROM asked").fetchone()
            for text, client, found in counted:
                query = _digest(key, "query", text, 16)
                if found:
                    # Something finds it now: it is in vain for nobody any more.
                    _no_longer_in_vain(connection, query, text)
                if rows >= MOST_COUNTED:
                    continue
                visitor = _digest(key, "visitor", subscriber(client), 8)
                rows += connection.execute(
                    "INSERT INTO asked VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET"
                    " in_vain = excluded.in_vain",
                    (period, query, visitor, not found),
                ).rowcount
                _tell_if_common(connection, period, query, text)
        if is_new:
            # What was deleted is overwritten in the file; here it leaves the file beside it too.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _period(self) -> int:
        return int(self._now().timestamp()) // (PERIOD_DAYS * 24 * 60 * 60)

    def _read_offered(self) -> tuple[str, ...]:
        try:
            rows = (
                self._database()
                .connection()
                .execute(
                    "SELECT text FROM common WHERE visitors >= ? AND period >= ?"
                    " GROUP BY text ORDER BY max(visitors) DESC, text LIMIT ?",
                    (OFFERED_AFTER, self._period() - 1, MOST_OFFERED),
                )
            )
            return tuple(text for (text,) in rows)
        except (sqlite3.Error, OSError, Busy) as error:
            _log.warning("queries not read", error=type(error).__name__)
            return ()


def _key(connection: sqlite3.Connection, period: int) -> tuple[bytes, bool]:
    """The key of this period, and whether it is new: then the last one's is destroyed, with all
    that was counted under it and what is too old to be told."""
    found = connection.execute("SELECT key FROM periods WHERE period = ?", (period,)).fetchone()
    if found is not None:
        return bytes(found[0]), False
    key = random_bytes(32)
    connection.execute("DELETE FROM periods")
    connection.execute("DELETE FROM asked")
    connection.execute("DELETE FROM common WHERE period < ?", (period - 1,))
    connection.execute("INSERT INTO periods VALUES (?,?)", (period, key))
    return key, True


def _digest(key: bytes, purpose: str, text: str, size: int) -> bytes:
    said = f"gongkai-queries/v1\0{purpose}\0{text}".encode(errors="replace")
    return hmac.digest(key, said, hashlib.sha256)[:size]


def _no_longer_in_vain(connection: sqlite3.Connection, query: bytes, text: str) -> None:
    connection.execute("UPDATE asked SET in_vain = 0 WHERE query = ? AND in_vain", (query,))
    connection.execute("DELETE FROM common WHERE text = ? AND visitors < ?", (text, OFFERED_AFTER))
    connection.execute("UPDATE common SET in_vain = 0 WHERE text = ?", (text,))


def _tell_if_common(connection: sqlite3.Connection, period: int, query: bytes, text: str) -> None:
    """Write the words down once enough visitors have asked them."""
    visitors, in_vain = connection.execute(
        "SELECT count(*), sum(in_vain) FROM asked WHERE period = ? AND query = ?", (period, query)
    ).fetchone()
    if visitors >= OFFERED_AFTER or in_vain >= LISTED_AFTER:
        connection.execute(
            "INSERT OR REPLACE INTO common VALUES (?,?,?,?,?)",
            (period, query, text, visitors, in_vain),
        )
