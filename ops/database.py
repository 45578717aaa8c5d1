"""SQLite files: a connection a thread, opened in one way and closed together."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from domain.errors import Busy

PATIENCE = 5000
"""Milliseconds to wait for another writer before saying that the database is busy."""


class Database:
    """One SQLite file with its tables, in WAL mode. `durable` asks for synchronous=FULL."""

    def __init__(
        self, path: Path, tables: str, *, durable: bool = True, patience: int = PATIENCE
    ) -> None:
        self.path = path
        self._synchronous = "FULL" if durable else "NORMAL"
        self._patience = patience
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        path.touch(mode=0o600, exist_ok=True)
        self.connection().executescript(tables)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode. Raises `Busy` when it cannot be opened."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = _connect(self.path, self._synchronous, self._patience)
            self._local.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it durable on leaving, or nothing when an error leaves. Raises `Busy`."""
        connection = self.connection()
        begin(connection)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            while self._open:
                self._open.pop().close()
        self._local = threading.local()


def begin(connection: sqlite3.Connection) -> None:
    """Take the write lock. Raises `Busy` when another writer holds it too long."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        refuse_if_busy(error)
        raise


def refuse_if_busy(error: sqlite3.OperationalError) -> None:
    """Raises `Busy` when the lock was held; anything else is the disk's or the file's fault."""
    if _is_busy(error):
        raise Busy("数据库正被占用，请稍后再试", rule="sqlite busy") from error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _connect(path: Path, synchronous: str, patience: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, cached_statements=256, check_same_thread=False
    )
    connection.execute(f"PRAGMA busy_timeout = {patience}")
    _enter_wal(connection)
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    return connection


def _enter_wal(connection: sqlite3.Connection) -> None:
    """SQLite does not wait for the lock this needs once, when processes open a new file at once."""
    for _ in range(PATIENCE // 10):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
        time.sleep(0.01)
    raise Busy("数据库正被占用，请稍后再试", rule="sqlite busy")
