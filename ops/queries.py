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
import functools
import hashlib
import hmac
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from domain.errors import Busy
from ops.clients import subscriber
from ops.clock import now
from ops.database import Database
from ops.query_keys import PeriodKeys
from ops.shredding import TABLES as SHREDDING_TABLES
from ops.shredding import shredding

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
NETWORK_BITS = 48
"""Of an IPv6 address: one customer may be given 65,536 networks of 64 bits, and is one visitor."""

_TABLES = f"""
CREATE TABLE IF NOT EXISTS emptied(
    id INTEGER PRIMARY KEY CHECK(id = 0), position INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS asked(
    period INTEGER NOT NULL, query BLOB NOT NULL, visitor BLOB NOT NULL, in_vain INTEGER NOT NULL,
    PRIMARY KEY(period, query, visitor)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS common(
    period INTEGER NOT NULL, query BLOB NOT NULL, text TEXT NOT NULL, visitors INTEGER NOT NULL,
    in_vain INTEGER NOT NULL, PRIMARY KEY(period, query)) STRICT, WITHOUT ROWID;
{SHREDDING_TABLES}"""
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
        self._waiting: deque[_Asked] = deque(maxlen=MOST_WAITING)
        self._turn = threading.Lock()
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._opened: tuple[Database, PeriodKeys] | None = None
        self._expired: int | None = None
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
        """What at least three visitors of this period or the last found nothing by, most first;
        nothing that may be told no more."""
        rows = (
            self._database()
            .connection()
            .execute(
                "SELECT text, max(in_vain) FROM common WHERE in_vain >= ? AND period >= ?"
                " GROUP BY text ORDER BY 2 DESC, 1",
                (LISTED_AFTER, self._period() - 1),
            )
        )
        return tuple(InVain(text, visitors) for text, visitors in rows if self._tellable(text))

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
            if not waiting:
                return
            # Before it is asked what is public: an order carried out meanwhile changes both.
            emptied = _emptied(self._database().connection())
            counted = [
                (text, one.client, one.found)
                for one in waiting
                if (text := self._countable(one.query)) is not None
            ]
            if counted:
                self._count(counted, emptied)
                self._offered = None

    def expire(self) -> None:
        """Destroy the keys of periods that are over, and what was counted under them. Raises
        `Busy`, also when the files cannot be written at all."""
        period = self._period()
        if self._expired == period:
            return
        with self._turn, _busy_for_any_fault():
            self._keys().destroy_before(period)
            with self._database().transaction() as connection:
                connection.execute("PRAGMA secure_delete = ON")
                gone = _drop_old(connection, period)
            self._leave_wal(gone)
            self._expired = period

    def emptied(self) -> int:
        """The position of the journal up to which nothing destroyed can stand here; 0 for never,
        while bytes may be left in the file, and when it cannot be read."""
        try:
            return _emptied(self._database().connection())
        except (sqlite3.Error, OSError, Busy):
            return 0

    def empty(self, position: int) -> None:
        """Destroy all that was counted so far; no byte of it is left in the file on return.

        `position` is how far the register has come: what was destroyed before is not public any
        more, so that none of it is written down again. Killed half-way, `emptied` stays behind.
        Raises `Busy`, also when the file cannot be written at all.
        """
        with self._turn, _busy_for_any_fault(), shredding(self._database()) as connection:
            connection.execute("DELETE FROM asked")
            connection.execute("DELETE FROM common")
            connection.execute("INSERT OR REPLACE INTO emptied VALUES (0,?)", (position,))
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
        except Exception as error:  # noqa: BLE001
            # What was waiting is lost, and only that; the words never reach a log.
            _log.warning("queries not counted", error=type(error).__name__)

    def _database(self) -> Database:
        return self._open()[0]

    def _keys(self) -> PeriodKeys:
        return self._open()[1]

    def _open(self) -> tuple[Database, PeriodKeys]:
        with self._starting:
            if self._opened is None:
                database = Database(self._path, _TABLES, durable=False)
                _leave_former(database)
                self._opened = database, PeriodKeys(self._path.with_name("secrets.db"))
            return self._opened

    def _count(self, counted: Iterable[tuple[str, str, bool]], emptied: int) -> None:
        """One transaction; killed before its end, nothing of it was counted."""
        period = self._period()
        key = self._keys().of(period)
        tellable = functools.cache(self._tellable)
        with self._database().transaction() as connection:
            if _emptied(connection) != emptied:
                return
            connection.execute("PRAGMA secure_delete = ON")
            gone = _drop_old(connection, period)
            (rows,) = connection.execute("SELECT count(*) FROM asked").fetchone()
            for text, client, found in counted:
                query = _digest(key, "query", text, 16)
                if found:
                    # Something finds it now: it is in vain for nobody any more.
                    _no_longer_in_vain(connection, query, text)
                if rows >= MOST_COUNTED:
                    continue
                # With the query: the same visitor is another in each.
                visitor = f"{text}\0{subscriber(client, NETWORK_BITS)}"
                rows += connection.execute(
                    "INSERT INTO asked VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET"
                    " in_vain = excluded.in_vain",
                    (period, query, _digest(key, "visitor", visitor, 8), not found),
                ).rowcount
                _tell_if_common(connection, period, query, text, tellable)
        self._leave_wal(gone)

    def _leave_wal(self, gone: int) -> None:
        """What was deleted is overwritten in the file; here it leaves the file beside it too."""
        if gone:
            self._database().connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

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


@contextlib.contextmanager
def _busy_for_any_fault() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise Busy(
            "检索词的记录（queries.db）现在不能清空，请稍后再试", rule="queries.db"
        ) from error


def _emptied(connection: sqlite3.Connection) -> int:
    row = connection.execute(
        "SELECT position FROM emptied WHERE NOT EXISTS (SELECT 1 FROM unscrubbed)"
    ).fetchone()
    return 0 if row is None else int(row[0])


def _drop_old(connection: sqlite3.Connection, period: int) -> int:
    """Delete what was counted under keys of earlier periods, and words too old to be told."""
    digests = connection.execute("DELETE FROM asked WHERE period < ?", (period,)).rowcount
    words = connection.execute("DELETE FROM common WHERE period < ?", (period - 1,)).rowcount
    return digests + words


def _leave_former(database: Database) -> None:
    """A file of the earlier form has its key inside: key and all that was counted go. Raises
    `Busy`."""
    former = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'periods'"
    if database.connection().execute(former).fetchone() is None:
        return
    with shredding(database) as connection:
        for table in ("periods", "asked", "common"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DROP TABLE periods")


def _digest(key: bytes, purpose: str, text: str, size: int) -> bytes:
    said = f"gongkai-queries/v2\0{purpose}\0{text}".encode(errors="replace")
    return hmac.digest(key, said, hashlib.sha256)[:size]


def _no_longer_in_vain(connection: sqlite3.Connection, query: bytes, text: str) -> None:
    connection.execute("UPDATE asked SET in_vain = 0 WHERE query = ? AND in_vain", (query,))
    connection.execute("DELETE FROM common WHERE text = ? AND visitors < ?", (text, OFFERED_AFTER))
    connection.execute("UPDATE common SET in_vain = 0 WHERE text = ?", (text,))


def _tell_if_common(
    connection: sqlite3.Connection,
    period: int,
    query: bytes,
    text: str,
    tellable: Callable[[str], bool],
) -> None:
    """Write the words down once enough visitors have asked them, if they may be told."""
    visitors, in_vain = connection.execute(
        "SELECT count(*), sum(in_vain) FROM asked WHERE period = ? AND query = ?", (period, query)
    ).fetchone()
    if (visitors >= OFFERED_AFTER or in_vain >= LISTED_AFTER) and tellable(text):
        connection.execute(
            "INSERT OR REPLACE INTO common VALUES (?,?,?,?,?)",
            (period, query, text, visitors, in_vain),
        )
