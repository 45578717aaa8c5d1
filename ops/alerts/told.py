"""What an alert says: which records, found by which searches, with links; the same on every way.

It is read from the register at the moment of sending, so that nothing is told of what was
withdrawn meanwhile.
"""

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
from search.highlight import Pieces, needles
from search.passages import Quoted, Text, quoted
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
    """A new version: what it is, where it is read, and by which searches it was found.

    `attachment` names the file the passage is of, empty for the body.
    """

    record: str
    version: int
    title: str
    organ: str
    document_number: str | None
    published_on: date | None
    url: str
    replaced: bool
    passage: Pieces
    attachment: str
    searches: tuple[ToldSearch, ...]


class Telling:
    """Puts deliveries into words. `texts` gives the derived text of each part of a content."""

    def __init__(
        self,
        url: str,
        journal: Journal,
        views: Engine,
        texts: Callable[[Content], Sequence[str]],
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
        found = Quoted((), "", marked=False)
        if passages and shown.version.content is not None:
            found = self._quoted(said.title, shown.version.content, item)
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
            passage=found.pieces,
            attachment=found.attachment,
            searches=tuple(self._search(one, organs) for one in item.searches),
        )

    def _quoted(self, title: str, content: Content, item: Item) -> Quoted:
        """What body or attachment say of the searches, quoted as the results page does."""
        tables = self._tables()
        try:
            texts = self._texts(content)
        except (NotFound, Malformed):  # without its text a record is still news
            return Quoted((), "", marked=False)
        named = [Text(part.name, text) for part, text in zip(content.parts, texts, strict=True)]
        return quoted(title, named, needles(typed_of(item.searches, tables), tables.others))

    def _search(self, saved: SavedSearch, organs: Mapping[str, str]) -> ToldSearch:
        return ToldSearch(search_said(saved, organs), f"{self._url}/search?{search_query(saved)}")
