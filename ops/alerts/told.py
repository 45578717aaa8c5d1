"""What an alert says: which records, found by which searches, with links; the same on every way.

It is read from the register at the moment of sending, so that nothing is told of what was
withdrawn meanwhile.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from api.portal.documents import record_address
from api.portal.saved_search import search_query, search_said
from domain.content import Content
from domain.errors import Malformed, NotFound
from domain.journal import Journal
from domain.record import Record
from domain.vocabulary import Status
from ops.alerts.outbox import Delivery, Item
from projections import organs as organ_queries
from projections import register
from projections.register import Shown
from search.alerts import SavedSearch, typed_of
from search.engine import Key
from search.highlight import Pieces, needles, passage
from search.tables import Tables, only_questions

_MOST_BEHIND = 1000
_TAKING_AWAY = frozenset({Record.Withdrawn.TOPIC, Record.Expunged.TOPIC})


@dataclass(frozen=True)
class ToldSearch:
    """A saved search in the reader's words, with its permalink."""

    said: str
    url: str


@dataclass(frozen=True)
class ToldRecord:
    """A new version: what it is, where it is read, and by which searches it was found."""

    record: str
    version: int
    title: str
    organ: str
    document_number: str | None
    published_on: date | None
    url: str
    replaced: bool
    passage: Pieces
    searches: tuple[ToldSearch, ...]


class Telling:
    """Puts deliveries into words. `texts` gives the derived text of a published content."""

    def __init__(
        self,
        url: str,
        journal: Journal,
        views: Engine,
        texts: Callable[[Content], str],
        tables: Callable[[], Tables] = only_questions,
    ) -> None:
        self._url = url
        self._journal = journal
        self._views = views
        self._texts = texts
        self._tables = tables

    def readable(self, keys: Sequence[Key]) -> Mapping[Key, Shown] | None:
        """Which versions may be told now; None while the register is too far behind to say.

        What the register has yet to read is looked through for what was taken away.
        """
        head = self._journal.position()
        with self._views.connect() as connection:
            behind = head - register.position(connection)
            shown = register.visible(connection, keys)
        if behind > _MOST_BEHIND:
            return None
        unread = self._journal.read(head - behind, behind) if behind > 0 else []
        taken = {event.stream for event, _ in unread if event.topic in _TAKING_AWAY}
        if behind > 0 and any(key not in shown and key[0] not in taken for key in keys):
            return None
        return {
            key: one
            for key, one in shown.items()
            if one.record.status is not Status.WITHDRAWN and key[0] not in taken
        }

    def records(
        self, delivery: Delivery, shown: Mapping[Key, Shown], *, passages: bool
    ) -> tuple[ToldRecord, ...]:
        """What is to be told of a delivery; of a record with several new versions the newest."""
        newest: dict[str, Item] = {}
        for item in delivery.items:
            known = newest.get(item.key[0])
            if item.key in shown and (known is None or known.key[1] < item.key[1]):
                newest[item.key[0]] = item
        with self._views.connect() as connection:
            organs = {
                one.id: one.short_name or one.name for one in organ_queries.organs(connection)
            }
        return tuple(
            self._record(item, shown[item.key], organs, passages=passages)
            for item in newest.values()
        )

    def search(self, saved: SavedSearch) -> ToldSearch:
        """One search in words."""
        with self._views.connect() as connection:
            organs = {
                one.id: one.short_name or one.name for one in organ_queries.organs(connection)
            }
        return self._search(saved, organs)

    def _record(
        self, item: Item, shown: Shown, organs: Mapping[str, str], *, passages: bool
    ) -> ToldRecord:
        said = shown.version.description
        number = shown.version.number
        replaced = number != shown.record.number
        found: Pieces = ()
        if passages and shown.version.content is not None:
            tables = self._tables()
            # Without its text a record is still news.
            with contextlib.suppress(NotFound, Malformed):
                text = self._texts(shown.version.content)
                found, _ = passage(text, needles(typed_of(item.searches, tables), tables.others))
        address = record_address(shown.record.id, number if replaced else None)
        return ToldRecord(
            record=shown.record.id,
            version=number,
            title=said.title,
            organ=shown.record.organ_name,
            document_number=said.document_number,
            published_on=shown.version.published_on,
            url=f"{self._url}{address}",
            replaced=replaced,
            passage=found,
            searches=tuple(self._search(one, organs) for one in item.searches),
        )

    def _search(self, saved: SavedSearch, organs: Mapping[str, str]) -> ToldSearch:
        return ToldSearch(search_said(saved, organs), f"{self._url}/search?{search_query(saved)}")
