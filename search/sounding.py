"""Queries that nobody typed: for texts that hold something like a word, to see how it is spelt."""

from collections.abc import Sequence

from projections.phrases import READABLE
from search.engine import AllOf, AnyOf, Clause, CompiledQuery, Term
from search.fields import CURRENT

_SCOPE = Term("scope", CURRENT)


def any_of(pairs: Sequence[str]) -> CompiledQuery:
    """Texts with one of these pairs of neighbours."""
    return _query([AnyOf(tuple(Term("text_b", pair) for pair in pairs))])


def sounding_alike(heard: Sequence[str]) -> CompiledQuery:
    """Texts that have, for every two places next to each other, one pair of their characters."""
    return _query(
        [
            AnyOf(tuple(Term("text_b", one + other) for one in heard[place] for other in following))
            for place, following in enumerate(heard[1:])
        ]
    )


def written_alike(word: str) -> CompiledQuery | None:
    """Texts with all pairs of `word` but those of one character; None where that says nothing."""
    pairs = [word[place : place + 2] for place in range(len(word) - 1)]
    ways: list[Clause] = []
    for wrong in range(len(word)):
        left = [pair for place, pair in enumerate(pairs) if wrong not in (place, place + 1)]
        if left:
            ways.append(AllOf(tuple(Term("text_b", pair) for pair in left)))
    return _query([AnyOf(tuple(ways))]) if ways else None


def _query(required: Sequence[Clause]) -> CompiledQuery:
    return CompiledQuery(
        required=tuple(required), filters=(_SCOPE,), selections=(("status", READABLE),)
    )
