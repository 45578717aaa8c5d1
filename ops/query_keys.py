"""The key under which queries are counted: in `secrets.db`, one a period, destroyed with it.

Digests and key lie in two files, so that whoever has `queries.db`, or a copy of it, can test no
guess of a word or of an address.
"""

import contextlib
from pathlib import Path

from domain.errors import Busy
from ops.clock import random_bytes
from ops.database import Database
from ops.shredding import TABLES as SHREDDING_TABLES
from ops.shredding import scrub, shredding

_TABLES = f"""
CREATE TABLE IF NOT EXISTS query_keys(period INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT;
{SHREDDING_TABLES}"""


class PeriodKeys:
    """Keys of periods, of which only the newest lives."""

    def __init__(self, secrets: Path) -> None:
        self._secrets = Database(secrets, _TABLES)

    def of(self, period: int) -> bytes:
        """The key of this period: made once, by whichever process comes first, and durable before
        it is returned. Those of earlier periods are destroyed, at the latest by the next call."""
        connection = self._secrets.connection()
        query = "SELECT key FROM query_keys WHERE period = ?"
        row = connection.execute(query, (period,)).fetchone()
        if row is None:
            made = (period, random_bytes(32))
            connection.execute("INSERT OR IGNORE INTO query_keys VALUES (?,?)", made)
            row = connection.execute(query, (period,)).fetchone()
        with contextlib.suppress(Busy):
            self.destroy_before(period)
        return bytes(row[0])

    def destroy_before(self, period: int) -> None:
        """Destroy the keys of earlier periods so that no byte of them stays in the file.

        Finishes what was killed half-way. Raises `Busy` as `ops.shredding.shredding`.
        """
        old = "FROM query_keys WHERE period < ?"
        connection = self._secrets.connection()
        if connection.execute(f"SELECT 1 {old}", (period,)).fetchone() is None:
            scrub(self._secrets)
            return
        with shredding(self._secrets) as connection:
            connection.execute(f"DELETE {old}", (period,))

    def close(self) -> None:
        """Close the file."""
        self._secrets.close()
