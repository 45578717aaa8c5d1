"""The order of hits: tiers before status before text, each step larger than all below it.

The order is lexicographic, which a sum of scores can only express if no text score reaches the
step above it. BM25 is bounded: a term never scores more than its idf times k1 + 1, so the bound
of a query is known when it is compiled and the steps are set just above it.

They are set for each query and not once for the longest one, because engines add scores in
single precision: under the steps of a maximal query (2^16) two texts must differ by 0.03 to be
told apart, under those of a query of four characters (2^10) by 0.0005.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from search.engine import BestOf, Clause, Constant, Phrase, Prefix, Range, Term

_HIGHEST_IDF = math.log(1 + 2**31 / 0.5)
"""Of a term that one of 2^31 documents has: more documents than a segment can hold."""

HIGHEST_TERM_SCORE = _HIGHEST_IDF * (1.2 + 1)
"""BM25 with k1 = 1.2, the frequency saturated and the document infinitely short."""


class Tier(IntEnum):
    """How literally a document answers the query; the first thing hits are ordered by."""

    SOME_WORDS = 0
    ALL_WORDS = 1
    BODY_PHRASE = 2
    TITLE_PHRASE = 3
    EXACT = 4
    """The folded title, 文号 or 索引号 is the query: whoever types it wants that document."""


@dataclass(frozen=True)
class Steps:
    """What a query adds to the text score: `status` for a document that is not repealed or
    withdrawn, `tier` for each tier above `base`, the tier that every match of the query has."""

    status: float
    tier: float
    base: Tier

    def of(self, tier: Tier) -> float:
        """The constant that a document of this tier gets."""
        return (tier - self.base) * self.tier

    def tier_in(self, score: float) -> Tier:
        """The tier of a hit with this score."""
        above = int(score // self.tier) if self.tier else 0
        return Tier(min(self.base + above, Tier.EXACT))


def steps(scored: Iterable[Clause], base: Tier) -> Steps:
    """The steps of a query whose text score is the sum of `scored`."""
    status = 2.0 ** math.ceil(math.log2(1 + sum(map(ceiling, scored))))
    return Steps(status, 2 * status, base)


def ceiling(clause: Clause) -> float:
    """No document can get more than this from `clause`, on either engine."""
    if isinstance(clause, Term | Range | Prefix):
        # A number is scored by a constant 1 on one engine, by its rarity on the other.
        return HIGHEST_TERM_SCORE
    if isinstance(clause, Phrase):
        return HIGHEST_TERM_SCORE * len(clause.terms)
    if isinstance(clause, Constant):
        return clause.score
    if isinstance(clause, BestOf):
        return max(map(ceiling, clause.clauses), default=0.0)
    return sum(map(ceiling, clause.clauses))
