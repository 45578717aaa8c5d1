"""`subscriptions.db`: who is told of what, and what still is to be told.

What is personal in it is sealed (`ops.alerts.sealing`); what is erased leaves no byte behind
(`ops.shredding`). `followed` is how far in the journal this archive has looked for news. It only
ever moves forward, and is no projection's: rebuilding an index or a register alerts nobody. An
older copy of the file that is put back goes on where the lost one was (`ops.alerts.reached`).
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection

import structlog

from domain.errors import Busy
from ops.alerts.reached import note, reached
from ops.alerts.sealing import Sealing
from ops.clock import now
from ops.database import Database
from ops.shredding import TABLES as SHREDDING_TABLES
from ops.shredding import scrub, shredding

_TABLES = f"""
CREATE TABLE IF NOT EXISTS followed(
    id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL,
    changes INTEGER NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS followed_forward BEFORE UPDATE OF position ON followed
    WHEN NEW.position < OLD.position
    BEGIN SELECT RAISE(ABORT, 'alerts only move forward'); END;
CREATE TABLE IF NOT EXISTS subscribers(
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, digest BLOB NOT NULL, sealed BLOB NOT NULL,
    token BLOB NOT NULL UNIQUE, rhythm TEXT NOT NULL, last_at TEXT,
    refused INTEGER NOT NULL DEFAULT 0, UNIQUE(channel, digest)) STRICT;
CREATE TABLE IF NOT EXISTS searches(
    id TEXT PRIMARY KEY, subscriber TEXT NOT NULL, digest BLOB NOT NULL, sealed BLOB NOT NULL,
    rhythm TEXT NOT NULL, asked_at TEXT NOT NULL, token BLOB UNIQUE, since INTEGER,
    UNIQUE(subscriber, digest)) STRICT;
CREATE TABLE IF NOT EXISTS news(
    subscriber TEXT NOT NULL, record TEXT NOT NULL, version INTEGER NOT NULL,
    searches TEXT NOT NULL, waiting_since TEXT NOT NULL, delivery TEXT, sent_at TEXT,
    PRIMARY KEY(subscriber, record, version)) STRICT;
CREATE INDEX IF NOT EXISTS news_of_delivery ON news(delivery);
CREATE TABLE IF NOT EXISTS deliveries(
    id TEXT PRIMARY KEY, subscriber TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL,
    search TEXT, sealed BLOB NOT NULL, message_id TEXT NOT NULL, made_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, next_at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_next ON deliveries(channel, next_at);
CREATE INDEX IF NOT EXISTS deliveries_of ON deliveries(subscriber);
CREATE TABLE IF NOT EXISTS asks(who BLOB NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS asks_of ON asks(who, at);
{SHREDDING_TABLES}"""

_log = structlog.get_logger()


class Channel(StrEnum):
    """How somebody is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class Store:
    """The open file. `head` gives the journal's last position: a new file looks on from there."""

    def __init__(
        self,
        path: Path,
        secret: Callable[[], bytes],
        head: Callable[[], int],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database = Database(path, _TABLES)
        self.sealing = Sealing(secret)
        self.head = head
        self.clock = clock
        self._mark = path.with_suffix(".reached")
        row = self.connection().execute("SELECT position FROM followed").fetchone()
        if row is None:
            with self._database.transaction() as connection:
                connection.execute("INSERT OR IGNORE INTO followed VALUES (1, ?, 0)", (head(),))
            self.noted()
        elif row[0] < reached(self._mark):
            self._of_before(reached(self._mark))

    def connection(self) -> Connection:
        """This thread's connection."""
        return self._database.connection()

    def transaction(self) -> AbstractContextManager[Connection]:
        """See `ops.database.Database.transaction`."""
        return self._database.transaction()

    def noted(self) -> None:
        """Note beside the file how far it looked, once that is durable in it."""
        (position,) = self.connection().execute("SELECT position FROM followed").fetchone()
        note(self._mark, position)

    def _of_before(self, position: int) -> None:
        """The file is a copy from before `position` was reached: go on there.

        What waited in the copy was sent since, or nobody can tell; it is not told. Where the
        journal itself does not reach so far it was put back as well, and what comes now is new.
        """
        if position <= self.head():
            with self._database.transaction() as connection:
                connection.execute(
                    "UPDATE followed SET position = max(position, ?), changes = changes + 1",
                    (position,),
                )
                connection.execute("DELETE FROM news WHERE sent_at IS NULL")
                connection.execute("DELETE FROM deliveries WHERE kind = 'alert'")
            _log.warning("subscriptions are an older copy, alerts go on", position=position)
        self.noted()

    def erase(self, *, subscribers: Iterable[str] = (), searches: Iterable[str] = ()) -> None:
        """Delete them with all that belongs to them; durable on return, without a byte left.

        A subscriber whose last search goes, goes with it. Raises `Busy` when nothing was deleted;
        when only the scrubbing had to wait, the worker does it (`tidy`).
        """
        doomed, ended = [*subscribers], [*searches]
        deleted = False
        try:
            with shredding(self._database) as connection:
                for search in ended:
                    doomed += _end_search(connection, search)
                for subscriber in doomed:
                    for table in ("searches", "news", "deliveries"):
                        connection.execute(
                            f"DELETE FROM {table} WHERE subscriber = ?", (subscriber,)
                        )
                    connection.execute("DELETE FROM subscribers WHERE id = ?", (subscriber,))
                changed(connection)
                deleted = True
        except Busy:
            if not deleted or self.connection().in_transaction:
                raise

    def tidy(self) -> None:
        """Finish an erasure whose last step had to wait, or was killed."""
        with suppress(Busy):
            scrub(self._database)

    def close(self) -> None:
        """Close every thread's connection."""
        self._database.close()


def changed(connection: Connection) -> None:
    """Have the worker read the searches anew."""
    connection.execute("UPDATE followed SET changes = changes + 1")


def at(moment: datetime) -> str:
    """A moment as it is kept: in UTC, so that texts sort like times."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _end_search(connection: Connection, search: str) -> list[str]:
    """Delete a search; its subscriber if none is left to him."""
    row = connection.execute("SELECT subscriber FROM searches WHERE id = ?", (search,)).fetchone()
    if row is None:
        return []
    connection.execute("DELETE FROM searches WHERE id = ?", (search,))
    connection.execute("DELETE FROM deliveries WHERE search = ?", (search,))
    # What waits is told without the search; what no search is left for is not told.
    connection.execute(
        "UPDATE news SET searches = (SELECT json_group_array(value) FROM json_each(searches)"
        " WHERE value != ?) WHERE subscriber = ?",
        (search, row[0]),
    )
    connection.execute("DELETE FROM news WHERE subscriber = ? AND searches = '[]'", row)
    left = connection.execute("SELECT 1 FROM searches WHERE subscriber = ?", row).fetchone()
    return [] if left else [str(row[0])]
