"""What was counted of queries, as it stands in `queries.db`: digests, and the words of common ones.

A row of `asked` is one visitor of one query, both as digests under the key of the period. `common`
has the words of a query that enough visitors asked. `emptied` says up to which position of the
journal nothing destroyed can stand here.
"""

import functools
import hashlib
import hmac
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ops.clients import subscriber
from ops.database import Database
from ops.shredding import TABLES as SHREDDING_TABLES
from ops.shredding import shredding

OFFERED_AFTER = 20
"""Different visitors of one period before others are offered their query."""
LISTED_AFTER = 3
"""Different visitors of one period before the operator sees what they looked for in vain."""
MOST_OFFERED = 500
MOST_COUNTED = 500_000
"""Digests of one period: some 40 MB. Whatever comes then is not counted until the next."""
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


@dataclass(frozen=True)
class Asked:
    """A query of the visitor at an address, and whether anything was found."""

    query: str
    client: str
    found: bool


@dataclass(frozen=True)
class InVain:
    """A query that found nothing when it was last asked, and how many different visitors asked."""

    text: str
    visitors: int


class QueryCounts:
    """The file. Every method raises what the disk or the file is at fault with, and `Busy`."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _TABLES, durable=False)
        _leave_former(self._database)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def emptied(self) -> int:
        """The position up to which nothing destroyed can stand here; 0 for never, and while bytes
        may be left in the file."""
        return _emptied(self._database.connection())

    def empty(self, position: int) -> None:
        """Destroy all that was counted; no byte of it is left in the file on return.

        Killed half-way, `emptied` stays behind.
        """
        with shredding(self._database) as connection:
            connection.execute("DELETE FROM asked")
            connection.execute("DELETE FROM common")
            connection.execute("INSERT OR REPLACE INTO emptied VALUES (0,?)", (position,))

    def drop_before(self, period: int) -> None:
        """Destroy what was counted under keys of earlier periods, and words too old to be told."""
        with self._database.transaction() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            gone = _drop_old(connection, period)
        self._leave_wal(gone)

    def count(
        self,
        counted: Iterable[Asked],
        period: int,
        key: bytes,
        emptied: int,
        tellable: Callable[[str], bool],
    ) -> None:
        """Count these, unless the file was emptied since `emptied` was read.

        `tellable` says whether words may be written down once enough have asked them. One
        transaction; killed before its end, nothing of it was counted.
        """
        tellable = functools.cache(tellable)
        with self._database.transaction() as connection:
            if _emptied(connection) != emptied:
                return
            connection.execute("PRAGMA secure_delete = ON")
            gone = _drop_old(connection, period)
            (rows,) = connection.execute("SELECT count(*) FROM asked").fetchone()
            for one in counted:
                query = _digest(key, "query", one.query, 16)
                if one.found:
                    # Something finds it now: it is in vain for nobody any more.
                    _no_longer_in_vain(connection, query, one.query)
                if rows >= MOST_COUNTED:
                    continue
                # With the query: the same visitor is another in each.
                visitor = f"{one.query}\0{subscriber(one.client, NETWORK_BITS)}"
                rows += connection.execute(
                    "INSERT INTO asked VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET"
                    " in_vain = excluded.in_vain",
                    (period, query, _digest(key, "visitor", visitor, 8), not one.found),
                ).rowcount
                _tell_if_common(connection, period, query, one.query, tellable)
        self._leave_wal(gone)

    def offered(self, period: int) -> tuple[str, ...]:
        """What enough visitors of this period or the last asked, most asked first."""
        rows = self._database.connection().execute(
            "SELECT text FROM common WHERE visitors >= ? AND period >= ?"
            " GROUP BY text ORDER BY max(visitors) DESC, text LIMIT ?",
            (OFFERED_AFTER, period - 1, MOST_OFFERED),
        )
        return tuple(text for (text,) in rows)

    def in_vain(self, period: int) -> tuple[InVain, ...]:
        """What at least three visitors of this period or the last found nothing by, most first."""
        rows = self._database.connection().execute(
            "SELECT text, max(in_vain) FROM common WHERE in_vain >= ? AND period >= ?"
            " GROUP BY text ORDER BY 2 DESC, 1",
            (LISTED_AFTER, period - 1),
        )
        return tuple(InVain(text, visitors) for text, visitors in rows)

    def too_few(self, period: int) -> int:
        """How many queries found nothing and were asked by too few to be listed."""
        rows = self._database.connection().execute(
            "SELECT count(*) FROM (SELECT 1 FROM asked WHERE period = ? AND in_vain"
            " GROUP BY query HAVING count(*) < ?)",
            (period, LISTED_AFTER),
        )
        return int(rows.fetchone()[0])

    def _leave_wal(self, gone: int) -> None:
        """What was deleted is overwritten in the file; here it leaves the file beside it too."""
        if gone:
            self._database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
