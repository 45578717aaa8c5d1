"""How good a ranking is: nDCG, reciprocal rank, recall, and the share of queries without a hit."""

import math
import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

Ranking = Sequence[str]
"""Ids, the best first."""


@dataclass(frozen=True)
class Measured:
    """Means over queries; `zero` is the share of queries with no hit at all."""

    queries: int
    ndcg_10: float
    mrr: float
    recall_100: float
    zero: float


def ndcg(ranking: Ranking, wanted: Collection[str], depth: int = 10) -> float:
    """Normalised discounted gain of the first `depth` with binary judgments; `wanted` not empty."""
    gained = (_gain(place) for place, one in enumerate(ranking[:depth]) if one in wanted)
    return sum(gained) / sum(map(_gain, range(min(depth, len(wanted)))))


def reciprocal_rank(ranking: Ranking, wanted: Collection[str]) -> float:
    """One over the place of the first right hit, 0 when there is none."""
    return next((1 / place for place, one in enumerate(ranking, 1) if one in wanted), 0.0)


def recall(ranking: Ranking, wanted: Collection[str], depth: int = 100) -> float:
    """The share of `wanted` among the first `depth`."""
    return len(set(ranking[:depth]) & set(wanted)) / len(wanted)


def measured(answered: Iterable[tuple[Ranking, Collection[str]]]) -> Measured:
    """The means over rankings and what was wanted of each. Raises ValueError without a query."""
    pairs = list(answered)
    if not pairs:
        raise ValueError("nothing was asked")
    return Measured(
        len(pairs),
        fmean(ndcg(*pair) for pair in pairs),
        fmean(reciprocal_rank(*pair) for pair in pairs),
        fmean(recall(*pair) for pair in pairs),
        fmean(not ranking for ranking, _ in pairs),
    )


class Lift(NamedTuple):
    """The mean difference, and where it lies in 95 of 100 samples of the same questions."""

    mean: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether it is more than noise."""
        return self.low > 0


def lifted(before: Sequence[float], after: Sequence[float], samples: int = 5_000) -> Lift:
    """Paired bootstrap of a measure over the same questions, the same each time."""
    differences = [new - old for old, new in zip(before, after, strict=True)]
    chance = random.Random(1)
    means = sorted(fmean(chance.choices(differences, k=len(differences))) for _ in range(samples))
    return Lift(fmean(differences), means[samples // 40], means[-samples // 40])


def _gain(place: int) -> float:
    return 1 / math.log2(place + 2)
