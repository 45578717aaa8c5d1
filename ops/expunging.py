"""清除 to its end: keys and bytes, then every index that ever held the words.

What an order destroys is out of reach with the act. Two things remain. A process may be killed, or
kept away by a reader of the key store, before all is destroyed: then it is destroyed here. And the
words are still in the files of the search indexes, where a deleted document's terms stay: each
index is filled anew and the old one deleted. An index says of itself since when it is free of what
was destroyed (`search.engine.Inventory.begun`), so that nothing else need be remembered and a crash
at any moment leaves the order unfinished, never forgotten.
"""

import contextlib
from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from ops.contents import Contents
from projections import register
from projections.expungings import (
    ListedExpunging,
    Standing,
    contents_expunged,
    expungings,
)
from search.engine import EngineUnavailable, Inventory


def cleared(views: Engine, contents: Contents) -> int:
    """Destroy what the orders carried out have left; the position up to which nothing is left.

    Raises `Busy` while another connection keeps the key store from being written anew.
    """
    with views.connect() as connection:
        position = register.position(connection)
        left = contents.left_of(contents_expunged(connection))
    if left:
        contents.destroy(left)
    return position


def standings(
    views: Engine,
    contents: Contents,
    inventories: Mapping[str, Inventory],
    *,
    record: str | None = None,
    organ: str | None = None,
) -> Sequence[Standing]:
    """Every order that waits or was carried out, newest first, and what each still lacks."""
    with views.connect() as connection:
        orders = expungings(connection, record=record, organ=organ)
    begun = since(inventories) if any(one.expunged for one in orders) else {}
    return [_standing(one, contents, begun) for one in orders]


def since(inventories: Mapping[str, Inventory]) -> dict[str, int]:
    """The position each index was begun at; 0 for one that cannot be asked now."""
    begun = dict.fromkeys(inventories, 0)
    for name, inventory in inventories.items():
        with contextlib.suppress(EngineUnavailable):
            begun[name] = inventory.begun()
    return begun


def _standing(one: ListedExpunging, contents: Contents, begun: Mapping[str, int]) -> Standing:
    if one.expunged is None:
        return Standing(one, True, 0, ())
    position = one.expunged.position
    unclean = tuple(name for name, reached in begun.items() if reached < position)
    return Standing(one, False, len(contents.left_of(one.contents)), unclean)
