"""The port of the search engines: what one is given, what it is asked and what it answers.

An engine matches and ranks tokens. It knows no text, no Chinese and no citizen: analysis, query
language, order and highlighting are ours, so that every engine gives the same results. It holds
tokens and ids only; whatever is shown is read from the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import TracebackType
from typing import NamedTuple, Protocol, Self

Key = tuple[str, int]
"""A version of a record: record id and version."""

EXACT_COUNT = 10_000
"""Hits are counted exactly up to here, and lists end here: nobody reads on."""

FACETS = ("organ", "field", "phase", "kind", "year", "status")


class EngineUnavailable(Exception):
    """The engine cannot answer or write now: not there, locked by another writer, damaged.

    Nothing is lost by it: an index is rebuilt from the journal. The portal answers from the
    register and says so.
    """


class QuestionRefused(EngineUnavailable):
    """The engine is well and does not take this one question: it says nothing of the next."""


class TooSlow(EngineUnavailable):
    """This one question was not answered in time: either it is a slow one, or the engine hangs."""


class DocumentRefused(Exception):
    """The engine will never take this document as it is; the message says which and why, and
    nothing of what is in it."""


@dataclass(frozen=True)
class Document:
    """One version of one record, as the index sees it.

    `from_position` and `to_position` are the journal positions [from, to) between which this
    version was the record's valid one, `to_position` None while it still is. `position` is that
    of the newest event folded in. Withdrawn content keeps title, numbers, organ and dates and
    has no `text`. `hidden` keeps nothing but the key and the position, so that a replay cannot
    bring the record back.
    """

    record: str
    version: int
    from_position: int
    to_position: int | None
    position: int
    title: str
    text: str
    document_number: str | None
    index_number: str | None
    organ: str
    organ_name: str
    field: str | None
    phase: str
    kind: str
    channels: tuple[str, ...]
    status: str  # IN_FORCE | AMENDED | REPEALED | WITHDRAWN
    formed_on: date | None
    published_on: date | None
    hidden: bool = False

    @property
    def key(self) -> Key:
        return self.record, self.version


@dataclass(frozen=True, slots=True)
class Term:
    """Documents whose `field` has the token, keyword or number `value`; scored by BM25."""

    field: str
    value: str | int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Documents where two or more `terms` stand next to each other; scored by BM25."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Documents where a token of `field` is `value` or begins with it; not to be scored by."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose number `field` is between `low` and `high`, both included."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that match all clauses; the score is the sum."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match at least `minimum` of the clauses; the score is the sum."""

    clauses: tuple[Clause, ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class BestOf:
    """Documents that match one clause at least; the score is the highest (dis_max)."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """What `clause` matches, scored `score` whatever the text says."""

    clause: Clause
    score: float


Clause = Term | Phrase | Prefix | Range | AllOf | AnyOf | BestOf | Constant


class Order(Enum):
    """What hits are sorted by, before their position and their key."""

    RELEVANCE = "relevance"
    STANDING = "standing"  # not repealed first: for queries without a word to rank by
    DATE = "date"  # the newest first
    OLDEST = "oldest"


@dataclass(frozen=True)
class CompiledQuery:
    """A query without language: `required` and `optional` give the text score, `filters` and
    `excluded` only select, `preferences` are the constants of tier and status.

    `selections` are the facets' chosen values; any of a facet's values will do, and a facet is
    counted as if nothing of itself were chosen.
    """

    required: tuple[Clause, ...] = ()
    filters: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    optional: tuple[Clause, ...] = ()
    preferences: tuple[Clause, ...] = ()
    selections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    order: Order = Order.RELEVANCE


@dataclass(frozen=True)
class Place:
    """A place in an ordered list of hits: the last one shown, after which the next page begins.

    `value` is the score, or the number that the order goes down by: the date as yyyymmdd, for the
    oldest first what it lacks to `search.fields.BEYOND_DAYS`; `seen` how many hits lie before the
    next page in the view where the list was begun.
    """

    value: float
    position: int
    record: str
    version: int
    seen: int


@dataclass(frozen=True)
class Page:
    """Which part of the hits is wanted, in which view of the index, with which facets.

    `visitor` is any name for who asks: an engine with several copies of its index asks the same
    copy for them, so that nothing they saw is gone a moment later.
    """

    size: int = 20
    after: Place | None = None
    view: str | None = None
    facets: tuple[str, ...] = ()
    visitor: str = ""


class EngineHit(NamedTuple):
    """A version that matches. `score` is None when the list is ordered by date."""

    record: str
    version: int
    value: float
    position: int
    score: float | None


@dataclass(frozen=True)
class EngineHits:
    """A page of ids.

    `total` counts all matches, at most `EXACT_COUNT`; `more_than_counted` says that there are
    more. `view` names the state of the index that answered; `view_kept` is False when the asked
    one was gone. `position` is the journal position that state covers. `more` says that a next
    page exists. `stand_in` says that this engine answers in place of another that could not.
    """

    hits: tuple[EngineHit, ...]
    total: int
    more_than_counted: bool
    facets: Mapping[str, Mapping[str, int]]
    view: str
    view_kept: bool
    position: int
    more: bool
    stand_in: bool = False


@dataclass(frozen=True)
class Explanation:
    """Why a record is found or not.

    `version` is the version looked at, None when the index has none in the asked view. `rank`
    counts from 1 and is None for what is not found or stands behind `EXACT_COUNT`. `present`,
    `missing` and `excluding` are clauses of the query, taken apart to their leaves.
    """

    version: int | None
    found: bool = False
    rank: int | None = None
    score: float | None = None
    present: tuple[Clause, ...] = ()
    missing: tuple[Clause, ...] = ()
    excluding: tuple[Clause, ...] = ()
    failed_filters: tuple[Clause, ...] = ()
    frequencies: Mapping[Clause, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Indexed:
    """What the index knows of one version: for tests and for the search for drift."""

    position: int
    hidden: bool


class Engine(Protocol):
    """Answers queries. Safe for use from several threads; each raises `EngineUnavailable`."""

    def position(self) -> int:
        """The journal position up to which events are searchable; 0 for a new index."""
        ...

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        """The page of hits, in an order without ties: value, position and key decide.

        Position and key go from high to low and from low to high. The position document and
        hidden documents never count. A view that is gone is no error: the list goes on in the
        present one, after where the last hit stands there, or else after its value and position.
        """
        ...

    def explain(self, query: CompiledQuery, record: str) -> Explanation:
        """Which clauses the record satisfies, and where it ranks."""
        ...

    def document(self, record: str, version: int) -> Indexed | None:
        """What is indexed under this key, hidden or not."""
        ...


class Inventory(Protocol):
    """What an index says of itself: for the search for drift, and for what must be gone from it."""

    def position(self) -> int:
        """See `Engine.position`."""
        ...

    def begun(self) -> int:
        """The journal position up to which nothing that was destroyed ever was in this index.

        Noted in the index itself, when it answers and every older one is deleted; 0 until then,
        and for an index that was begun without saying so.
        """
        ...

    def keys(self) -> Iterator[tuple[Key, Indexed]]:
        """Every version that is indexed, hidden ones too, in the order of their keys."""
        ...


class Writer(Protocol):
    """Takes documents. One thread of one process at a time."""

    def position(self) -> int:
        """The position of the last `apply` that is durable here."""
        ...

    def apply(self, documents: Sequence[Document], position: int) -> None:
        """Put the documents in and move the position, both or neither.

        Upsert by (record, version). Idempotent and safe to replay from any position: what is
        indexed from a newer event is never overwritten by an older one, and the position never
        goes back. After a crash the index stands at its last complete `apply`. Raises
        ValueError for a document from beyond `position`, which would break that promise.
        """
        ...


class Rebuild(Writer, Protocol):
    """A new index being filled from event 0 beside the one that answers.

    Leaving the block without `finish` throws it away and changes nothing.
    """

    def finish(self) -> None:
        """Let the new index answer from now on and delete every older one."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class WritingEngine(Engine, Inventory, Writer, Protocol):
    """The engine in the process that keeps the index current."""

    def rebuild(self, begun: int = 0) -> Rebuild:
        """Begin a new index; searches are answered from the old one until `finish`.

        `begun` is a position up to which all that is to be destroyed is out of reach already. It
        is noted once the new index answers and every older one is deleted. The old one may be
        written meanwhile, but not during `finish`. A crash before `finish` leaves the old index in
        its place and the new one to be swept.
        """
        ...

    def close(self) -> None:
        """Let go of the index, so that another process may write."""
        ...
