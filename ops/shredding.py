"""Destroying keys in a SQLite file so that no byte of them stays in it.

Deleting is not enough: where a connection wrote without secure deletion, pages that split have kept
copies of rows in their slack; and the WAL keeps old pages. So the file is written anew without the
rows, and its WAL is truncated. Blocks that the file system gave up, and copies in backups, are
beyond reach here: a disk that is encrypted and backups that expire see to those.
"""

import contextlib
import sqlite3
from collections.abc import Iterator

from domain.errors import Busy
from ops.database import Database, refuse_if_busy

TABLES = """
CREATE TABLE IF NOT EXISTS unscrubbed(id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
"""


@contextlib.contextmanager
def shredding(database: Database) -> Iterator[sqlite3.Connection]:
    """A transaction; what is deleted in it is gone on leaving, and no byte of it is in the file.

    What survives a crash: the deletion commits together with a note that the file is unscrubbed.
    Killed before, nothing happened; killed after, no reader finds the rows, and the note has the
    next `scrub` finish. Raises `Busy` before anything was deleted, or after it when another
    connection reads for too long: then the same call, or `scrub`, is to be made again.
    """
    database.connection().execute("PRAGMA secure_delete = ON")
    with database.transaction() as connection:
        before = connection.total_changes
        yield connection
        if connection.total_changes > before:
            connection.execute("INSERT INTO unscrubbed DEFAULT VALUES")
    scrub(database)


def scrub(database: Database) -> None:
    """Write the file anew if rows were destroyed whose bytes may still lie in it.

    The notes go last, and only those that were there before the file was rewritten: another
    process may have destroyed more meanwhile. Raises `Busy`.
    """
    connection = database.connection()
    (noted,) = connection.execute("SELECT max(id) FROM unscrubbed").fetchone()
    if noted is None:
        return
    # The rewriting goes through a temporary database, which must not put keys on another disk.
    connection.execute("PRAGMA temp_store = MEMORY")
    try:
        connection.execute("VACUUM")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise Busy("密钥已销毁，但数据库正被读取，尚未清理干净，请再办一次", rule="sqlite busy")
        connection.execute("DELETE FROM unscrubbed WHERE id <= ?", (noted,))
    except sqlite3.OperationalError as error:
        refuse_if_busy(error)
        raise
