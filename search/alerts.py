"""Saved searches: what one may ask for, and which new versions it matches.

A saved search is compiled once, without anything that scores, and run over each small batch of
new versions; the index that citizens search takes no part in it, so that rebuilding one alerts
nobody.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from domain.errors import Incomplete, Refusal
from domain.record import Record
from domain.vocabulary import Status
from projections.happened import Happened
from search.analysis import Run, runs
from search.clauses import grams, quotation, together
from search.documents import Documents
from search.engine import (
    FACETS,
    AnyOf,
    Clause,
    CompiledQuery,
    Document,
    Term,
)
from search.parts import Piece, Synonyms, cuts
from search.query import Attempt, Scope, compile_query
from search.tables import Tables
from search.words import LONGEST_QUERY, Typed, Word, read, readable

FILTERS = tuple(facet for facet in FACETS if facet != "status")
"""The facets a saved search may choose from: whatever is new is in force."""

FEWEST_CHARACTERS = 2
MOST_VALUES = 20
"""Of one facet."""
LONGEST_VALUE = 100

_SHARE = 0.7
"""Of a sentence's grams a document must have. A search may list what has little of a question, far
behind; an alert has no order, and every document has some gram of a long sentence."""


class NoMail(Refusal):
    """This archive sends no mail: alerts go by webhook, and searches have feeds."""


@dataclass(frozen=True)
class SavedSearch:
    """Words as typed and chosen facet values, any of which will do; in one form only."""

    words: str
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        return {"words": self.words, "filters": {name: [*values] for name, values in self.filters}}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SavedSearch":
        """From what `to_json` gave."""
        filters = kept["filters"].items()
        return cls(str(kept["words"]), tuple((name, tuple(values)) for name, values in filters))


class Matcher(Protocol):
    """Which documents of a batch each query matches."""

    def match(
        self, documents: Sequence[Document], queries: Sequence[CompiledQuery]
    ) -> list[tuple[int, ...]]:
        """For each query the places of its documents in the batch, in their order."""
        ...


def saved_search(words: str, filters: Mapping[str, Sequence[str]]) -> SavedSearch:
    """What is saved of a search. Raises `Incomplete` when it would match nearly everything.

    Facets that no new version differs by, and values beyond `MOST_VALUES`, are left out.
    """
    kept = tuple(
        (facet, values[:MOST_VALUES])
        for facet in FILTERS
        if (
            values := tuple(
                dict.fromkeys(
                    readable(value)
                    for value in filters.get(facet, ())
                    if len(value) < LONGEST_VALUE
                )
            )
        )
    )
    text = " ".join(readable(words[:LONGEST_QUERY]).split())
    typed = read(text)
    named = any(word.field and not word.excluded for word in typed.words)
    letters = sum(len(run.text) for word in typed.wanted for run in word.runs)
    if not kept and not named and letters < FEWEST_CHARACTERS:
        raise Incomplete(
            "订阅的检索至少要有两个字，或者选一个条件（机关、领域、环节、种类、年份）",
            field="words",
        )
    return SavedSearch(text, kept)


def compiled(saved: SavedSearch, tables: Tables) -> CompiledQuery:
    """The search without order and score: the same documents as a search as typed would list.

    A sentence must be there for the most part, see `_SHARE`.
    """
    typed = read(saved.words, tables.questions)
    sentences = [word for word in typed.wanted if word.sentence]
    rest = replace(typed, words=tuple(word for word in typed.words if word not in sentences))
    found = compile_query(
        rest, Scope(selections=dict(saved.filters)), Attempt.AS_TYPED, tables.others
    ).compiled
    most = (_most_of(sentence, tables.others) for sentence in sentences)
    clauses = (*_telling(found.required), *found.filters, *most)
    return CompiledQuery(
        filters=tuple(dict.fromkeys(clauses)),
        excluded=found.excluded,
        selections=found.selections,
    )


def new_versions(documents: Documents, batch: Sequence[Happened]) -> list[Document]:
    """The versions that were published in `batch` and not withdrawn in it, each as it then was.

    What was taken over from an earlier system was public before and is no news.
    """
    published = {one.position for one in batch if one.topic == Record.Published.TOPIC}
    records = {one.stream for one in batch if one.position in published}
    touched = [one for one in batch if one.stream in records]
    if not touched:
        return []
    return [
        replace(one, to_position=None, status=Status.IN_FORCE.value)
        for one in documents.changed(touched, after=touched[0].position - 1)
        if one.from_position in published
        and not one.hidden
        and one.status != Status.WITHDRAWN.value
    ]


def typed_of(saved: Iterable[SavedSearch], tables: Tables) -> Typed:
    """The words of all of them: what is marked in a passage."""
    words = (word for one in saved for word in read(one.words, tables.questions).words)
    return Typed(tuple(dict.fromkeys(words)))


def _most_of(sentence: Word, synonyms: Synonyms) -> Clause:
    """Most grams of a sentence. Each gram of a known word is there where a synonym stands instead.

    A sentence is taken apart at its known words, so that no gram reaches over the edge of one: a
    document that says it in other words would have none of those.
    """
    parts = tuple(
        dict.fromkeys(
            clause for run in sentence.telling for clause in _grams_or_synonyms(run, synonyms)
        )
    )
    return AnyOf(parts, max(1, math.ceil(len(parts) * _SHARE)))


def _grams_or_synonyms(run: Run, synonyms: Synonyms) -> Iterator[Clause]:
    # Of several ways to take a short run apart the first knows the most of it.
    ways = cuts(run.text, synonyms) if run.han else ()
    for piece in ways[0] if ways else (Piece(run.text),):
        others = tuple(_phrase(other) for other in piece.others)
        for gram in grams(tuple(runs(piece.text))):
            yield AnyOf((gram, *others)) if others else gram


def _phrase(text: str) -> Clause:
    return together(quotation("text", tuple(runs(text))))


def _telling(required: Sequence[Clause]) -> Iterable[Clause]:
    """What is required, without single characters that a required bigram holds already.

    They score in a search; here they would only cost.
    """
    held = "".join(
        str(clause.value)
        for clause in required
        if isinstance(clause, Term) and clause.field == "text_b"
    )
    for clause in required:
        match clause:
            case Term("text_u", str(character)) if character in held:
                continue
        yield clause
