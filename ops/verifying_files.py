"""Files of an archive opened to be read and never written, whatever lies in their place."""

import os
import sqlite3
import stat
from pathlib import Path
from urllib.parse import quote

MAXIMUM_FILE = 1 << 30
"""Bytes. A larger file is not read: it would be the machine's whole memory."""

LONGEST_VALUE = 64 * 1024 * 1024
"""Bytes. No row of ours comes near; a hostile one may not fill the memory."""


def open_read_only(path: Path) -> sqlite3.Connection:
    """A read-only connection. Raises `sqlite3.Error` when the file is no readable database.

    A database in WAL mode wants to write beside itself even to be read. On a medium that cannot be
    written it is opened as immutable, which is right as long as no log of writes lies beside it.
    """
    try:
        return _open(path, "mode=ro")
    except sqlite3.OperationalError:
        wal = path.with_name(f"{path.name}-wal")
        if not path.is_file() or (wal.exists() and wal.stat().st_size):
            raise
        return _open(path, "mode=ro&immutable=1")


def _open(path: Path, how: str) -> sqlite3.Connection:
    # The name may hold any bytes.
    name = quote(bytes(path.absolute()))
    connection = sqlite3.connect(f"file:{name}?{how}", uri=True, isolation_level=None)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def read_regular(path: Path) -> bytes | None:
    """A file's bytes; None when there is none, when it is no regular file, or is far too large."""
    try:
        with open(path, "rb", opener=_no_follow) as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size <= MAXIMUM_FILE:
                return file.read()
    except OSError:
        pass
    return None


def _no_follow(path: str, flags: int) -> int:
    # A named pipe in the place of a file must not make the audit wait for its writer.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
