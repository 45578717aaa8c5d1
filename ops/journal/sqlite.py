"""The journal on SQLite: one writer at a time, dense positions, durable before acknowledged.

What survives a crash: an act is one transaction in WAL mode with synchronous=FULL. Killed before
COMMIT returns, the next opening finds all of the act or nothing of it; after it, all of it.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from eventsourcing.persistence import StoredEvent

from domain.casefile import StoredCaseEvent
from domain.errors import AlreadyDone, Conflict, KeyReused, Taken
from domain.journal import (
    EventInContext,
    Journal,
    KeptCheckpoint,
    KnownCommand,
    SealedAct,
    taken,
)
from domain.sealing import ActRow, EventRow, Seen, sha256
from ops.database import PATIENCE, Database

_TABLES = """
CREATE TABLE IF NOT EXISTS acts(
    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
    officer TEXT, post TEXT, organ TEXT, recorded_at TEXT NOT NULL,
    office BLOB NOT NULL, office_salt BLOB NOT NULL,
    person BLOB NOT NULL, person_salt BLOB NOT NULL, envelope BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS events(
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,
    topic TEXT NOT NULL, id TEXT NOT NULL UNIQUE, data BLOB NOT NULL, salt BLOB NOT NULL,
    statement BLOB NOT NULL, leaf BLOB NOT NULL, UNIQUE(stream, version)) STRICT;
CREATE TABLE IF NOT EXISTS claims(
    scope TEXT NOT NULL, value TEXT NOT NULL, act TEXT NOT NULL,
    PRIMARY KEY(scope, value)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands(
    key TEXT NOT NULL, officer TEXT NOT NULL, digest TEXT NOT NULL, act TEXT NOT NULL,
    PRIMARY KEY(key, officer)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoints(
    size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL, previous BLOB) STRICT;
"""

_KEYS = {
    "acts": "first = NEW.first OR id = NEW.id",
    "events": "position = NEW.position OR id = NEW.id"
    " OR (stream = NEW.stream AND version = NEW.version)",
    "claims": "scope = NEW.scope AND value = NEW.value",
    "commands": "key = NEW.key AND officer = NEW.officer",
    "checkpoints": "size = NEW.size",
}

_EVENT_COLUMNS = "position, stream, version, topic, id, data, salt, statement, leaf"
_ACT_COLUMNS = (
    "first, count, id, officer, post, organ, recorded_at,"
    " office, office_salt, person, person_salt, envelope"
)


def _triggers() -> str:
    """Append-only: no update, no delete, and no INSERT OR REPLACE (which plain triggers miss)."""
    return "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_{verb} BEFORE {verb} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, 'append-only: {table}'); END;"
        for table in _KEYS
        for verb in ("UPDATE", "DELETE")
    ) + "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_REPLACE BEFORE INSERT ON {table}"
        f" WHEN EXISTS(SELECT 1 FROM {table} WHERE {key}) BEGIN"
        f" SELECT RAISE(ABORT, 'append-only: {table} key taken'); END;"
        for table, key in _KEYS.items()
    )


class SQLiteJournal(Journal):
    """`journal.db`. A connection a thread; SQLite's own lock makes one writer at a time."""

    def __init__(self, path: Path, *, patience: int = PATIENCE) -> None:
        self.path = path
        self.appended: Callable[[float], None] | None = None
        """Told the seconds of every append, waiting for the lock and the disk included."""
        self._database = Database(path, _TABLES + _triggers(), patience=patience)
        self._connection = self._database.connection
        self._writing = threading.Lock()

    def close(self) -> None:
        """Close every thread's connection."""
        self._database.close()

    def append(self, sealed: SealedAct) -> int:
        """See `Journal.append`. Threads queue here: SQLite's own lock makes them poll.

        Killed before the transaction is left: nothing is acknowledged, and WAL recovery shows all
        of the act or nothing. Killed after it: the act is on disk.
        """
        begun = time.perf_counter()
        with self._writing, self._database.transaction() as connection:
            first = self._write(connection, sealed)
        if self.appended is not None:
            self.appended(time.perf_counter() - begun)
        return first

    def _write(self, connection: sqlite3.Connection, sealed: SealedAct) -> int:
        act = sealed.act
        self._require_new_commands(connection, sealed)
        for stream, version in sealed.reads:
            found = connection.execute(
                "SELECT max(version) FROM events WHERE stream = ?", (stream,)
            ).fetchone()[0]
            if (found or 0) != version:
                raise Conflict(f"案卷 {stream} 在办理期间变动过", rule="read set")
        row = connection.execute("SELECT max(position) FROM events").fetchone()
        first = (row[0] or 0) + 1
        try:
            connection.execute(
                f"INSERT INTO acts({_ACT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (first, *act[1:]),
            )
            connection.executemany(
                f"INSERT INTO events({_EVENT_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",
                [(first + number, *event[1:]) for number, event in enumerate(sealed.events)],
            )
        except sqlite3.IntegrityError as error:
            raise Conflict("案卷在办理期间变动过", rule="stream version") from error
        try:
            connection.executemany(
                "INSERT INTO claims(scope, value, act) VALUES (?,?,?)",
                [(scope, value, act.id) for scope, value in sealed.claims],
            )
        except sqlite3.IntegrityError as error:
            raise self._taken(connection, sealed) from error
        connection.executemany(
            "INSERT INTO commands(key, officer, digest, act) VALUES (?,?,?,?)",
            [(key, act.officer, digest, act.id) for key, digest in sealed.commands],
        )
        return first

    def _require_new_commands(self, connection: sqlite3.Connection, sealed: SealedAct) -> None:
        known = set()
        if len({key for key, _ in sealed.commands}) != len(sealed.commands):
            raise KeyReused("同一次办理里有重复的指令", rule="idempotency")
        for key, digest in sealed.commands:
            row = connection.execute(
                "SELECT digest FROM commands WHERE key = ? AND officer = ?",
                (key, sealed.act.officer),
            ).fetchone()
            if row is None:
                continue
            if row[0] != digest:
                raise KeyReused("这个 Idempotency-Key 已用于另一条指令", rule="idempotency")
            known.add(key)
        if known:
            raise AlreadyDone(frozenset(known))

    def _taken(self, connection: sqlite3.Connection, sealed: SealedAct) -> Taken | Conflict:
        refusals = []
        for scope, value in sealed.claims:
            row = connection.execute(
                "SELECT act FROM claims WHERE scope = ? AND value = ?", (scope, value)
            ).fetchone()
            if row is not None and row[0] != sealed.act.id:
                refusals.append(taken(scope, value))
        # What no other try can mend comes first.
        refusals.sort(key=lambda refusal: isinstance(refusal, Conflict))
        return next(iter(refusals), Taken("同一次办理里有重复的唯一值", rule="claims"))

    # Reading

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """A stream's events with the recorded time of their acts."""
        rows = self._connection().execute(
            "SELECT stream, version, topic, data, (SELECT recorded_at FROM acts"
            " WHERE first <= position ORDER BY first DESC LIMIT 1)"
            " FROM events WHERE stream = ? AND version > ? AND version <= ?"
            f" ORDER BY version {'DESC' if desc else 'ASC'} LIMIT ?",
            (
                originator_id,
                0 if gt is None else gt,
                2**53 if lte is None else lte,
                -1 if limit is None else limit,
            ),
        )
        return [StoredCaseEvent(*row) for row in rows]

    def statement_hash(self, stream: str, version: int) -> str | None:
        """See `Journal.statement_hash`."""
        row = (
            self._connection()
            .execute(
                "SELECT statement FROM events WHERE stream = ? AND version = ?", (stream, version)
            )
            .fetchone()
        )
        return None if row is None else sha256(row[0]).hex()

    def version_before(self, stream: str, position: int) -> int:
        """See `Journal.version_before`."""
        row = (
            self._connection()
            .execute(
                "SELECT max(version) FROM events WHERE stream = ? AND position < ?",
                (stream, position),
            )
            .fetchone()
        )
        return int(row[0] or 0)

    def read(self, after: int, limit: int) -> list[EventInContext]:
        """See `Journal.read`. Two range scans; rows only ever come, so the second sees enough."""
        connection = self._connection()
        rows = connection.execute(
            f"SELECT {_EVENT_COLUMNS} FROM events WHERE position > ? AND position <= ?"
            " ORDER BY position",
            (after, after + limit),
        ).fetchall()
        if not rows:
            return []
        acts = [
            ActRow(*row)
            for row in connection.execute(
                f"SELECT {_ACT_COLUMNS} FROM acts WHERE first <= ? AND first + count > ?"
                " AND first >= coalesce((SELECT max(first) FROM acts WHERE first <= ?), 0)"
                " ORDER BY first",
                (rows[-1][0], rows[0][0], rows[0][0]),
            )
        ]
        found = []
        index = 0
        for row in rows:
            while index + 1 < len(acts) and acts[index + 1].first <= row[0]:
                index += 1
            found.append(EventInContext(EventRow(*row), acts[index]))
        return found

    def acts(self, after: int = 0, limit: int | None = None) -> Iterator[ActRow]:
        """See `Journal.acts`."""
        rows = self._connection().execute(
            f"SELECT {_ACT_COLUMNS} FROM acts WHERE first > ? ORDER BY first LIMIT ?",
            (after, -1 if limit is None else limit),
        )
        return (ActRow(*row) for row in rows)

    def events_of(self, act: ActRow) -> list[EventRow]:
        """See `Journal.events_of`."""
        rows = self._connection().execute(
            f"SELECT {_EVENT_COLUMNS} FROM events WHERE position >= ? AND position < ?"
            " ORDER BY position",
            (act.first, act.first + act.count),
        )
        return [EventRow(*row) for row in rows]

    def known_command(self, key: str, officer: str | None = None) -> KnownCommand | None:
        """See `Journal.known_command`."""
        row = (
            self._connection()
            .execute(
                "SELECT commands.officer, digest, act, first, count FROM commands"
                " JOIN acts ON acts.id = commands.act"
                " WHERE key = ? AND (?2 IS NULL OR commands.officer = ?2)",
                (key, officer),
            )
            .fetchone()
        )
        return None if row is None else KnownCommand(*row)

    def claimant(self, scope: str, value: str) -> ActRow | None:
        """See `Journal.claimant`."""
        row = (
            self._connection()
            .execute(
                f"SELECT {_ACT_COLUMNS} FROM acts WHERE id ="
                " (SELECT act FROM claims WHERE scope = ? AND value = ?)",
                (scope, value),
            )
            .fetchone()
        )
        return None if row is None else ActRow(*row)

    def newest_number(self, scope: str) -> int:
        """See `Journal.newest_number`. One step to the end of the scope in the primary key."""
        row = (
            self._connection()
            .execute("SELECT max(value) FROM claims WHERE scope = ?", (scope,))
            .fetchone()
        )
        return int(row[0] or 0)

    def streams(self, prefix: str) -> Iterator[str]:
        """See `Journal.streams`. A range of the index (stream, version); `;` follows `:`."""
        rows = self._connection().execute(
            "SELECT stream FROM events WHERE stream > ? AND stream < ? AND version = 1"
            " ORDER BY stream",
            (f"{prefix}:", f"{prefix};"),
        )
        return (row[0] for row in rows)

    def position(self) -> int:
        """See `Journal.position`."""
        row = self._connection().execute("SELECT max(position) FROM events").fetchone()
        return int(row[0] or 0)

    # Checkpoints

    def seen(self) -> Seen | None:
        """See `Journal.seen`."""
        newest = self.newest_checkpoint()
        return None if newest is None else Seen(newest.root.hex(), newest.size)

    def newest_checkpoint(self) -> KeptCheckpoint | None:
        """See `Journal.newest_checkpoint`."""
        row = (
            self._connection()
            .execute("SELECT size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1")
            .fetchone()
        )
        return None if row is None else KeptCheckpoint(*row)

    def checkpoints(self) -> Iterator[KeptCheckpoint]:
        """See `Journal.checkpoints`."""
        rows = self._connection().execute("SELECT size, root, note FROM checkpoints ORDER BY size")
        return (KeptCheckpoint(*row) for row in rows)

    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> None:
        """See `Journal.keep_checkpoint`. One transaction: kept or not kept.

        `previous` is the hash of the note kept before, so that none can go missing between two.
        """
        with self._writing, self._database.transaction() as connection:
            kept = connection.execute(
                "SELECT size, root, note FROM checkpoints WHERE size >= ? ORDER BY size LIMIT 1",
                (checkpoint.size,),
            ).fetchone()
            if kept == tuple(checkpoint):
                return
            if kept is not None:
                raise Conflict(
                    f"大小为 {checkpoint.size} 的检查点不能在 {kept[0]} 之后留存",
                    rule="tlog-checkpoint",
                )
            before = connection.execute(
                "SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1"
            ).fetchone()
            connection.execute(
                "INSERT INTO checkpoints(size, root, note, previous) VALUES (?,?,?,?)",
                (*checkpoint, None if before is None else sha256(before[0].encode())),
            )
