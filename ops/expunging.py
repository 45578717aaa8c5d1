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
from dataclasses import dataclass

from sqlalchemy import Engine

from ops.contents import Contents
from projections import register
from projections.expungings import ListedExpunging, contents_expunged, expungings
from search.engine import EngineUnavailable, Inventory


@dataclass(frozen=True)
class Standing:
    """An order and what is still to be done: `waiting` to be confirmed, contents `left`, indexes
    that are `unclean` or cannot be asked."""

    expunging: ListedExpunging
    waiting: bool
    left: int
    unclean: tuple[str, ...]

    @property
    def finished(self) -> bool:
        """Nothing is left anywhere that this archive looks after."""
        return not (self.waiting or self.left or self.unclean)

    @property
    def chinese(self) -> str:
        """Where it stands, in one sentence."""
        if self.waiting:
            return "待登记员对照原件确认"
        parts = [f"还有 {self.left} 份内容没有销毁"] if self.left else []
        if self.unclean:
            parts.append(f"检索索引（{'、'.join(self.unclean)}）还没有重建")
        return f"没有完成：{'；'.join(parts)}" if parts else "已完成"

    def to_json(self) -> dict[str, object]:
        """For JSON; nothing of the document but its ids."""
        one, order = self.expunging, self.expunging.order
        return {
            "record": one.record,
            "version": one.version,
            "organ": one.organ,
            "organ_name": one.organ_name,
            "order": vars(order) | {"ordered_on": order.ordered_on.isoformat()},
            "ordered_at": one.ordered.recorded_at if one.ordered else None,
            "expunged_at": one.expunged.recorded_at if one.expunged else None,
            "contents": len(one.contents),
            "contents_left": self.left,
            "indexes_unclean": list(self.unclean),
            "finished": self.finished,
            "standing": self.chinese,
        }


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
