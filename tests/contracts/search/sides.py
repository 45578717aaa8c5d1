"""Both engines over the same documents, and how far their answers agree."""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.elastic import ElasticEngine
from search.embedded import EmbeddedEngine
from search.engine import (
    EXACT_COUNT,
    CompiledQuery,
    Document,
    EngineHits,
    Key,
    Page,
    WritingEngine,
)
from search.finding import COUNTS
from search.query import Attempt, Scope, attempts, compile_query
from search.tables import tables
from search.words import read
from tests.contracts.search.corpus import batches

WORDS = tables()
"""The shipped synonyms, aliases and question words, as a running archive has them."""

SCOPES = (
    Scope(),
    Scope(by_date=True),
    Scope(include_superseded=True),
    Scope(as_of=20_000),
    Scope({"organ": ["organ:housing", "organ:1"], "year": ["2024", "2023", "x"]}),
    Scope({"kind": ["notice", "\ud800"], "status": ["IN_FORCE"]}, by_date=True, as_of=2**70),
)
_EVERYTHING = Page(size=EXACT_COUNT, facets=COUNTS)
_TOP = 10
_LOOKED_AT = 100


def fill(engine: WritingEngine, documents: Sequence[Document]) -> None:
    """A new index, filled from the beginning as an archive does, and answering."""
    with engine.rebuild() as fresh:
        for batch in batches(documents):
            fresh.apply(batch, max(document.position for document in batch))
        fresh.finish()


@dataclass(frozen=True)
class Sides:
    """The two engines; whatever is written goes to both."""

    embedded: EmbeddedEngine
    elastic: ElasticEngine

    @property
    def both(self) -> tuple[WritingEngine, WritingEngine]:
        return self.embedded, self.elastic

    def apply(self, documents: Sequence[Document], position: int) -> None:
        for engine in self.both:
            engine.apply(documents, position)

    def fill(self, documents: Sequence[Document]) -> None:
        for engine in self.both:
            fill(engine, documents)

    def answers(self, query: CompiledQuery, page: Page = _EVERYTHING) -> tuple[EngineHits, ...]:
        return tuple(engine.search(query, page) for engine in self.both)


@dataclass(frozen=True)
class Asked:
    """A query as it is sent, and what it was made of."""

    typed: str
    scope: Scope
    attempt: Attempt
    compiled: CompiledQuery


def asked(typed: str, scope: Scope = SCOPES[0]) -> Iterator[Asked]:
    """Every way that the product may try `typed`."""
    words = read(typed, WORDS.questions)
    for attempt in attempts(words):
        compiled = compile_query(words, scope, attempt, WORDS.others).compiled
        yield Asked(typed, scope, attempt, compiled)


def keys(answer: EngineHits) -> list[Key]:
    return [(hit.record, hit.version) for hit in answer.hits]


def disagreement(answers: Sequence[EngineHits]) -> str:
    """What two answers differ in, order left aside; empty for nothing."""
    one, other = answers
    if set(keys(one)) != set(keys(other)):
        return f"hits: {sorted(set(keys(one)) ^ set(keys(other)))[:5]}"
    for name in ("total", "more_than_counted", "facets", "more", "position"):
        if getattr(one, name) != getattr(other, name):
            return f"{name}: {_shown(getattr(one, name), getattr(other, name))}"
    return ""


def _shown(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        return "; ".join(
            f"{name}: {_shown(one.get(name), other.get(name))}"
            for name in (*one, *(other.keys() - one.keys()))
            if one.get(name) != other.get(name)
        )
    return f"{one!r:.60} and {other!r:.60}"


def overlap(answers: Sequence[EngineHits]) -> float:
    """The part of the first ten that both have."""
    first, second = (set(keys(answer)[:_TOP]) for answer in answers)
    return len(first & second) / len(first) if first else 1.0


def swaps(answers: Sequence[EngineHits]) -> float:
    """The largest distance of two hits, one of the first hundred, that the other engine has the
    other way round, in the scores of either; 0 when the order is the same.

    Where scores are large, single precision cannot tell less than a few units of its last place
    apart: as much is taken off.
    """
    one, other = answers
    places = {key: place for place, key in enumerate(keys(other))}
    ranked = [(places[hit.record, hit.version], hit) for hit in one.hits]
    largest = 0.0
    if all(place == number for number, (place, _) in enumerate(ranked)):
        return largest
    for number, (place, hit) in enumerate(ranked[:_LOOKED_AT]):
        for behind, lower in ranked[number + 1 :]:
            if behind < place:
                apart = abs(hit.value - lower.value)
                apart_there = abs(other.hits[place].value - other.hits[behind].value)
                far = max(apart, apart_there) - 4 * _unit(hit.value)
                largest = max(largest, far)
    return largest


def _unit(value: float) -> float:
    """The distance to the next number in single precision."""
    number = struct.unpack("I", struct.pack("f", abs(value)))[0]
    return float(struct.unpack("f", struct.pack("I", number + 1))[0]) - math.fabs(value)
