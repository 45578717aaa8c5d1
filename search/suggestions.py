"""What a reader may mean while he types: titles, organs, subjects, what many look for.

The same on every engine, for no engine is asked: phrases come from the register. Each answer is
made of the register as it is at that moment, so a title is gone with the act that withdraws it.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import Connection, Engine

from projections import phrases, register
from search.analysis import squeeze
from search.characters import HAN, fold
from search.engine import EngineUnavailable
from search.finding import Finder, Request, Results
from search.phrasebook import Block, Kind, Phrase, Phrasebook, block_of, find
from search.ranking import Tier
from search.readings import Cell, cellings, widest
from search.tables import Tables, only_questions
from search.words import LONGEST_QUERY, readable

MOST = 10
"""Suggestions in one answer."""

_OF_A_KIND = {Kind.QUERY: 3, Kind.ORGAN: 2, Kind.SUBJECT: 2}
"""Titles are many: a few of the others stand before them, and more where titles are few.

Everyday words share the places of frequent queries, which go first.
"""

_MOST_BEGUN = 64
_WORDS_TRIED = 5
"""Everyday words of which one answer looks up whether they find something."""

_MOST_WORDS = 4
_TELLING = re.compile(f"[{HAN}]|[a-z0-9].*[a-z0-9]", re.DOTALL)
"""One letter begins everything: a Han character or two letters say something."""

_WITHOUT_HITS = frozenset({"some_words", "within_longer", "edges_left_out", "nothing_found"})


@dataclass(frozen=True)
class Suggestion:
    """`text` is what can be looked for; `owner` the id of the record or organ it names."""

    kind: Kind
    text: str
    owner: str


class Phrases:
    """The phrasebook of the register, brought up to date whenever it is asked for.

    `tables` gives the word tables as they stand.
    """

    def __init__(self, views: Engine, tables: Callable[[], Tables] = only_questions) -> None:
        self._views = views
        self._tables = tables
        self._turn = threading.Lock()
        self._known: tuple[int, Tables, Phrasebook] | None = None

    def book(self) -> Phrasebook:
        """All phrases of the register at this moment.

        Empty while another thread fills it for the first time: nobody waits for a suggestion.
        """
        with self._views.connect() as connection:
            known = self._known
            stands = (register.position(connection), self._tables())
            if known is not None and known[:2] == stands:
                return known[2]
        if not self._turn.acquire(blocking=known is not None):
            return Phrasebook()
        try:
            with self._views.connect() as connection:
                return self._brought_up(connection)
        finally:
            self._turn.release()

    def _brought_up(self, connection: Connection) -> Phrasebook:
        reached, known, book = self._known or (0, None, Phrasebook())
        position, tables = register.position(connection), self._tables()
        if tables != known:
            book = book.with_words(_words(tables))
        if position == reached:
            self._known = position, tables, book
            return book
        if position < reached:  # the register was rebuilt and has not come so far yet
            reached, book = 0, replace(Phrasebook(), words=book.words)
        changed = list(phrases.records_after(connection, reached))
        if changed:
            readable_now = [
                Phrase(Kind.TITLE, one.title, one.id, one.subjects)
                for one in changed
                if one.title is not None
            ]
            gone = {one.id for one in changed} if reached else ()
            book = book.with_titles(readable_now, gone)
        book = book.with_names(_names(phrases.named_organs(connection), book))
        self._known = position, tables, book
        return book


class Suggester:
    """Answers what is typed so far.

    `frequent` gives the queries that may be offered because many ask them, most asked first. Each
    is offered only while it finds something that can be read: after a withdrawal it may not.
    """

    def __init__(
        self, known: Phrases, finder: Finder, frequent: Callable[[], tuple[str, ...]] = tuple
    ) -> None:
        self._known = known
        self._finder = finder
        self._frequent = frequent
        self._queries: tuple[tuple[str, ...], Block] = ((), block_of(()))
        self._answering: tuple[Phrasebook, dict[str, bool]] = (Phrasebook(), {})

    def suggest(self, typed: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """At most `most` suggestions for `typed`: what begins so before what has it inside."""
        ways = _ways(typed)
        if not ways:
            return ()
        book = self._known.book()
        found = {
            Kind.QUERY: [*self._asked(book, ways), *self._words(book, ways, squeeze(typed))],
            **{kind: [] for kind in (Kind.ORGAN, Kind.SUBJECT)},
            Kind.TITLE: _found(book.titles, ways, most),
        }
        for one in _found((book.names,), ways, 4 * most):
            found[one.kind].append(one)
        return tuple(_chosen(found, squeeze(typed), most))

    def _asked(
        self, book: Phrasebook, ways: Sequence[Sequence[tuple[Cell, ...]]]
    ) -> list[Suggestion]:
        frequent = self._frequent()
        if frequent != self._queries[0]:
            asked = ((Phrase(Kind.QUERY, one, one), squeeze(one)) for one in frequent)
            self._queries = frequent, block_of(asked)
        matching = _found((self._queries[1],), ways, 2 * _OF_A_KIND[Kind.QUERY])
        return [one for one in matching if self._answers(book, one.text)]

    def _words(
        self, book: Phrasebook, ways: Sequence[Sequence[tuple[Cell, ...]]], typed: str
    ) -> Iterator[Suggestion]:
        """Everyday words that begin so and find something, the shortest first."""
        begun = find((book.words,), ways, at_start=True, most=_MOST_BEGUN)
        words = [place.phrase for place in begun if place.phrase.kind is Kind.WORD]
        others = [one for one in words if one.text != typed]
        shortest = sorted(others, key=lambda one: len(one.text))[:_WORDS_TRIED]
        told = (Suggestion(*one[:3]) for one in shortest if self._answers(book, one.text))
        return islice(told, _OF_A_KIND[Kind.QUERY])

    def _answers(self, book: Phrasebook, query: str) -> bool:
        """Whether `query` finds, as it is, what can be read. Looked up once for each book."""
        if self._answering[0] is not book:
            self._answering = book, {}
        known = self._answering[1]
        if query not in known:
            try:
                known[query] = answers(self._finder, query)
            except EngineUnavailable:
                return False
        return known[query]


def answers(finder: Finder, query: str) -> bool:
    """Whether a record that can be read has all words of `query`. Raises `EngineUnavailable`.

    Not only some, as a sentence finds: it may be the title of what was withdrawn.
    """
    hits = finder.find(Request(query, {"status": phrases.READABLE}, size=1)).hits
    return any(hit.tier is not None and hit.tier >= Tier.ALL_WORDS for hit in hits)


def found_as_typed(results: Results) -> bool:
    """Whether a search found something by the whole query, not by a part of it."""
    return results.count > 0 and not any(note.code in _WITHOUT_HITS for note in results.notes)


def _words(tables: Tables) -> Iterator[Phrase]:
    """Every word of the tables once; only everyday words are suggested as such."""
    told: set[str] = set()
    for kind, table in ((Kind.WORD, tables.synonyms), (Kind.ORGAN, tables.aliases)):
        for word in (word for one, others in table.items() for word in (one, *others)):
            if word not in told:
                told.add(word)
                yield Phrase(kind, word, word)


def _names(organs: Sequence[phrases.NamedOrgan], book: Phrasebook) -> Iterator[tuple[Phrase, str]]:
    """Organs under each of their names, then subjects, those of many records first."""
    for organ in organs:
        for name in organ.names:
            yield Phrase(Kind.ORGAN, organ.names[0], organ.id), name
    for subject, _ in book.subjects.most_common():
        yield Phrase(Kind.SUBJECT, subject, subject), subject


def _ways(typed: str) -> list[tuple[tuple[Cell, ...], ...]]:
    """The readings of every word, the longest word first; none when nothing telling was typed."""
    text = readable(typed[:LONGEST_QUERY])
    words = [word for word in map(squeeze, fold(text).split()) if word][:_MOST_WORDS]
    if not words or not _TELLING.search("".join(words)):
        return []
    words.sort(key=len, reverse=True)
    return [widest(cellings(word)) for word in dict.fromkeys(words)]


def _found(
    blocks: Sequence[Block], ways: Sequence[Sequence[tuple[Cell, ...]]], most: int
) -> list[Suggestion]:
    """What has it inside; where that is more than is wanted, first what begins so."""
    inside = list(find(blocks, ways, at_start=False, most=most))
    inside.sort(key=lambda place: place.start > 0)
    begun = find(blocks, ways, at_start=True, most=most) if len(inside) >= most else ()
    places = (*begun, *inside)
    found = dict.fromkeys(Suggestion(*place.phrase[:3]) for place in places)
    return list(found)[:most]


def _chosen(found: dict[Kind, list[Suggestion]], typed: str, most: int) -> Iterator[Suggestion]:
    """A few of each kind, and what is left of the others where titles are few. Each text once."""
    titles = found[Kind.TITLE]
    room = max(0, most - len(titles))
    told: set[str] = set()
    left = most
    for kind, suggestions in found.items():
        if kind is not Kind.TITLE:
            allowed = _OF_A_KIND[kind] + room
            suggestions = suggestions[:allowed]
            room = max(0, room - max(0, len(suggestions) - _OF_A_KIND[kind]))
        for one in suggestions:
            key = squeeze(one.text)
            if left and key not in told and key != typed:
                told.add(key)
                left -= 1
                yield one
