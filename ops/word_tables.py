"""The operator's edits of the word tables, in `words.db`.

Servers see an edit with their next search: each asks the database whether another connection has
written since, which costs some microseconds, and reads the tables again only then. No index is
rebuilt, because tables are read at query time only. The rows that come with the program are not
kept here, so that those of its next version count as well.
"""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from domain.errors import Incomplete, NotFound, Taken
from ops.database import Database
from search.analysis import squeeze
from search.tables import MOST_OTHERS, Edit, Pair, Table, Tables, entry, key, shipped, tables

_TABLES = """
CREATE TABLE IF NOT EXISTS word_edits(
    table_name TEXT NOT NULL, word TEXT NOT NULL, other TEXT NOT NULL, present INTEGER NOT NULL,
    PRIMARY KEY (table_name, word, other)) STRICT;
"""


class WordTables:
    """Reads and edits the tables. Safe for use from several threads."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _TABLES)
        self._lock = threading.Lock()
        # One connection of its own: what it has seen counts for every thread.
        self._watching = Database(path, "").connection()
        self._seen = -1
        self._read: Tables | None = None

    def tables(self) -> Tables:
        """The tables as they stand now, for a search.

        While the database cannot be read they are those of before: a search is answered.
        """
        with self._lock:
            try:
                (version,) = self._watching.execute("PRAGMA data_version").fetchone()
                if self._read is None or version != self._seen:
                    # The version first: an edit in between is then read again, never missed.
                    self._read = tables({table: self.edits(table) for table in Table})
                    self._seen = version
            except sqlite3.Error:
                self._read = self._read or tables()
            return self._read

    def edits(self, table: Table) -> tuple[Edit, ...]:
        """The operator's edits, the oldest first."""
        rows = self._database.connection().execute(
            "SELECT word, other, present FROM word_edits WHERE table_name = ? ORDER BY rowid",
            (table.value,),
        )
        return tuple(Edit(Pair(word, other), bool(present)) for word, other, present in rows)

    def add(self, table: Table, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        """Add the pairs, all or none, and give those that are new.

        Raises `Taken` when none is, `Incomplete` when a word would get too many others.
        """
        with self._database.transaction():
            there = self._standing(table)
            new = tuple(pair for pair in dict.fromkeys(pairs) if pair not in there)
            if not new:
                raise Taken("表里已经有了，不用再加", field="word")
            for word in dict.fromkeys(pair.word for pair in new):
                count = sum(pair.word == word for pair in (*there, *new))
                if table is not Table.QUESTIONS and count > MOST_OTHERS:
                    raise Incomplete(
                        f"“{word}”的其他说法最多{MOST_OTHERS}个，现在会有{count}个；先删去不用的",
                        field="word",
                    )
            self._put(table, new, present=True)
        return new

    def remove(self, table: Table, word: str, others: Sequence[str] = ()) -> tuple[Pair, ...]:
        """Remove the pairs of `word` with `others`, either way round; without `others` all.

        Raises `NotFound` when there is none.
        """
        named = squeeze(word)
        partners = set(map(squeeze, others))
        with self._database.transaction():
            gone = tuple(
                pair
                for pair in self._standing(table)
                if (pair.word == named and (not partners or pair.other in partners))
                or (pair.other == named and (not partners or pair.word in partners))
            )
            if not gone:
                what = f"“{word}”" + (f"与“{'、'.join(others)}”" if others else "")
                raise NotFound(f"表里没有{what}", field="word")
            self._put(table, gone, present=False)
        return gone

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._watching.close()
            self._database.close()

    def _standing(self, table: Table) -> tuple[Pair, ...]:
        edits = self.edits(table)
        removed = {edit.pair for edit in edits if not edit.present}
        kept = (pair for pair in shipped(table) if pair not in removed)
        return tuple(dict.fromkeys((*(one.pair for one in edits if one.present), *kept)))

    def _put(self, table: Table, pairs: Iterable[Pair], *, present: bool) -> None:
        """Within a transaction. A pair is kept only while it differs from what is shipped."""
        rows = [(table.value, pair.word, pair.other) for pair in pairs]
        connection = self._database.connection()
        connection.executemany(
            "DELETE FROM word_edits WHERE table_name = ? AND word = ? AND other = ?", rows
        )
        known = set(shipped(table))
        kept = [row for row in rows if (Pair(row[1], row[2]) in known) is not present]
        connection.executemany(
            "INSERT INTO word_edits(table_name, word, other, present) VALUES (?, ?, ?, ?)",
            [(*row, int(present)) for row in kept],
        )


def synonym_pairs(word: str, others: Sequence[str], *, one_way: bool) -> tuple[Pair, ...]:
    """The pairs of a new group; without `others`, a word that is not to be taken apart.

    Raises `Incomplete` saying what is wrong with one of the words.
    """
    first = key(word)
    if not others:
        return (Pair(first, first),)
    group = tuple(dict.fromkeys((first, *map(entry, others))))
    if len(group) == 1:
        raise Incomplete(f"“{word}”与它自己是同一个词（繁简、全半角、空格都不分）", field="word")
    if one_way:
        return tuple(Pair(first, other) for other in group[1:])
    for other in others:
        key(other)
    return tuple(Pair(one, other) for one in group for other in group if one != other)


def question_pair(word: str) -> Pair:
    """A new word of a question. Raises `Incomplete` saying what is wrong with it."""
    found = key(word)
    return Pair(found, found)
