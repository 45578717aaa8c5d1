"""The word tables with every organ's own registered names, as searches and alerts use them."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine

from projections import organs
from search.tables import Tables, with_names


class OrganNames:
    """Adds the register's names to the tables. Safe for use from several threads.

    The answer is the same object until an operator edits a table or an organ is enrolled: whoever
    keeps what was compiled with it sees by that when to compile again.
    """

    def __init__(self, views: Engine, tables: Callable[[], Tables]) -> None:
        self._views = views
        self._tables = tables
        self._lock = threading.Lock()
        self._made: tuple[Tables, int, Tables] | None = None

    def tables(self) -> Tables:
        """The tables as they stand now."""
        known = self._tables()
        with self._views.connect() as connection:
            count = organs.registered(connection)
            with self._lock:
                made = self._made
                if made is None or made[0] is not known or made[1] != count:
                    made = self._made = known, count, with_names(known, organs.names(connection))
        return made[2]
