"""What searches read beside the index: the register tells what is found, the contents its text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from domain.errors import NotFound
from domain.vocabulary import Status
from ops.clock import random_bytes
from ops.contents import Contents
from ops.engines import Engines
from projections import register
from search.cursors import KEY_BYTES
from search.engine import Key
from search.finding import MOST_LEFT_OUT, Finder
from search.passages import Text
from search.tables import Tables


@dataclass(frozen=True)
class Findable:
    """The published versions, as they are at this moment."""

    views: Engine
    contents: Contents

    def visible(self, keys: Sequence[Key], reached: int) -> Sequence[Key]:
        """Nothing withdrawn is found by its text while the index is behind the register."""
        known = self._shown(keys)
        return [
            key
            for key in keys
            if key in known
            and not (
                known[key].record.status is Status.WITHDRAWN
                and reached < known[key].record.position
            )
        ]

    def titles(self, keys: Sequence[Key]) -> Mapping[Key, str]:
        """The titles of those that may be found."""
        return {key: one.version.description.title for key, one in self._shown(keys).items()}

    def texts(self, record: str, version: int) -> Sequence[Text]:
        """The text of each file; none where the version may not be found or was destroyed."""
        one = self._shown([(record, version)]).get((record, version))
        content = one.version.content if one else None
        if content is None:
            return ()
        try:
            found = self.contents.texts(content)
        except NotFound:  # destroyed by an order that the register does not know of yet
            return ()
        named = zip(content.parts, found, strict=True)
        return [Text(part.name, text) for part, text in named]

    def taken_away(self, after: int) -> Sequence[str]:
        """Records taken away since a position, one more than a search can leave out at most."""
        with self.views.connect() as connection:
            return register.taken_away_after(connection, after, MOST_LEFT_OUT + 1)

    def _shown(self, keys: Sequence[Key]) -> Mapping[Key, register.Shown]:
        with self.views.connect() as connection:
            return register.visible(connection, keys)


def finder_over(
    engines: Engines, views: Engine, contents: Contents, tables: Callable[[], Tables]
) -> Finder:
    """The finder; the key that signs its cursors is made on first use."""
    findable = Findable(views, contents)
    return Finder(
        engines.engine,
        findable.texts,
        findable.visible,
        findable.titles,
        tables,
        asking=engines.asking,
        taken_away=findable.taken_away,
        key=lambda: contents.secret("cursors", lambda: random_bytes(KEY_BYTES)),
    )
