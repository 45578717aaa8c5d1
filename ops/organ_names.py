"""The word tables with every organ's own registered names, as searches and alerts use them."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine

from projections import organs
from search.tables import Tables, with_names


class OrganNames:
    """Adds the register's names to the tables. Safe for use from several threads.

    The answer is the same object until an operator edits a table or an organ is enrolled: whoever
    keeps what was compiled with it sees by that when to compile again. Each search asks whether
    anything was written to the register since, which costs some microseconds, and how many organs
    there are only then.
    """

    def __init__(self, views: Engine, tables: Callable[[], Tables]) -> None:
        self._views = views
        self._tables = tables
        self._lock = threading.Lock()
        # One connection of its own, never in a transaction: it tells of all others' writes.
        self._watching = views.raw_connection()
        self._seen = -1
        self._organs = -1
        self._made: tuple[Tables, Tables] | None = None

    def tables(self) -> Tables:
        """The tables as they stand now."""
        known = self._tables()
        with self._lock:
            # The version first: a write in between is then looked at again, never missed.
            version = self._version()
            if self._made is not None and self._made[0] is known and version == self._seen:
                return self._made[1]
            with self._views.connect() as connection:
                count = organs.registered(connection)
                if self._made is None or self._made[0] is not known or count != self._organs:
                    self._made = known, with_names(known, organs.names(connection))
            self._organs, self._seen = count, version
            return self._made[1]

    def close(self) -> None:
        """Give the connection back."""
        self._watching.close()

    def _version(self) -> int:
        cursor = self._watching.cursor()
        try:
            cursor.execute("PRAGMA data_version")
            (version,) = cursor.fetchone() or (0,)
        finally:
            cursor.close()
        return int(version)
