"""清除 to its end: keys and bytes, then every index that ever held the words.

What an order destroys is out of reach with the act. Two things remain. A process may be killed, or
kept away by a reader of the key store, before all is destroyed: then it is destroyed here. And the
words are still in the files of the search indexes, where a deleted document's terms stay: each
index is filled anew and the old one deleted. What was counted of queries, and what a server kept of
a dump, goes at once.

Indexes and the memory of queries say of themselves since when they are free of what was destroyed
(`search.engine.Inventory.begun`, `QueryMemory.emptied`), so that nothing else need be remembered
and a crash at any moment leaves the order unfinished, never forgotten.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from domain.errors import Busy
from ops.contents import Contents
from ops.dump_folder import sweep_dumps
from ops.queries import QueryMemory
from projections import register
from projections.expungings import (
    ListedExpunging,
    Standing,
    contents_expunged,
    expungings,
    newest_expunged,
)
from search.engine import EngineUnavailable, Inventory


@dataclass(frozen=True)
class Remnants:
    """Where words may be left that an order destroys, beside the indexes: contents, what was
    counted of queries, dumps that a server keeps."""

    views: Engine
    contents: Contents
    memory: QueryMemory
    dumps: Path

    def clear(self) -> int:
        """Destroy what the orders carried out have left; the position up to which no content is.

        What of queries and dumps could not be destroyed now leaves the order unfinished, and keeps
        no index from being filled anew. Raises `Busy` while another connection keeps the key store
        from being written anew.
        """
        with self.views.connect() as connection:
            position = register.position(connection)
            left = self.contents.left_of(contents_expunged(connection))
        if left:
            self.contents.destroy(left)
        with contextlib.suppress(Busy):
            self.forget()
        return position

    def forget(self) -> None:
        """Delete dumps that tell what was taken away, and empty the memory of queries if an order
        was carried out since it last was. Raises `Busy` when it is to be tried again."""
        sweep_dumps(self.dumps, self.views)
        with self.views.connect() as connection:
            position, newest = register.position(connection), newest_expunged(connection)
        if self.memory.emptied() < newest:
            self.memory.empty(position)

    def standings(
        self,
        inventories: Mapping[str, Inventory],
        *,
        record: str | None = None,
        organ: str | None = None,
    ) -> Sequence[Standing]:
        """Every order that waits or was carried out, newest first, and what each still lacks."""
        with self.views.connect() as connection:
            orders = expungings(connection, record=record, organ=organ)
        if not any(one.expunged for one in orders):
            return [Standing(one, True, 0, ()) for one in orders]
        begun, forgotten = since(inventories), self.memory.emptied()
        return [_standing(one, self.contents, begun, forgotten) for one in orders]


class Forgetting:
    """`Remnants.forget` whenever the register has gone on, for whoever follows the journal."""

    def __init__(self, remnants: Remnants) -> None:
        self._remnants = remnants
        self._done = -1

    def __call__(self) -> None:
        """Raises `Busy`: then it is to be called again."""
        with self._remnants.views.connect() as connection:
            position = register.position(connection)
        if position != self._done:
            self._remnants.forget()
            self._done = position


def since(inventories: Mapping[str, Inventory]) -> dict[str, int]:
    """The position each index was begun at; 0 for one that cannot be asked now."""
    begun = dict.fromkeys(inventories, 0)
    for name, inventory in inventories.items():
        with contextlib.suppress(EngineUnavailable):
            begun[name] = inventory.begun()
    return begun


def _standing(
    one: ListedExpunging, contents: Contents, begun: Mapping[str, int], forgotten: int
) -> Standing:
    if one.expunged is None:
        return Standing(one, True, 0, ())
    position = one.expunged.position
    unclean = tuple(name for name, reached in begun.items() if reached < position)
    left = len(contents.left_of(one.contents))
    return Standing(one, False, left, unclean, remembered=forgotten < position)
