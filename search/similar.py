"""相近的信息: records whose titles have much in common with one, found by the engine."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Engine

from projections.phrases import READABLE, readable_titles
from search.analysis import squeeze
from search.engine import EngineUnavailable
from search.finding import Finder
from search.phrasebook import Block, Phrasebook
from search.query import Attempt, Scope, compile_query
from search.suggestions import Phrases
from search.words import read

MOST = 5
LEAST_IN_COMMON = 0.42
"""Of what the shorter title's pairs of characters tell, how much the other must have too.

Measured on 354 titles of a county: at 0.3 of the pairs, all alike, a catalogue of major decisions
named every decision on a house, for they had 清河县人民政府 and 决 in common.
"""

_WEIGHED = 4096
"""Newest titles that tell how common a pair is."""

_LOOKED_AT = 15
_REMEMBERED = 2048
_YEAR = re.compile("[0-9]{4}年?度?")
_FORMULAS = (
    "政策解读",
    "政策问答",
    "办事指南",
    "征求意见稿",
    "关于印发",
    "关于",
    "的通知",
    "的公告",
    "的通告",
    "的决定",
    "的批复",
    "的公示",
    "的报告",
)
"""What titles of any matter begin and end with: it makes nothing alike."""


class Alike(NamedTuple):
    """A record like another one, and its title."""

    record: str
    title: str


class Similar:
    """Finds by title, through the finder: what may not be shown is never among it.

    What was found is remembered as long as the index has not moved; whether it may be shown is
    asked each time.
    """

    def __init__(self, views: Engine, finder: Finder, known: Phrases) -> None:
        self._views = views
        self._finder = finder
        self._known = known
        self._weights = _Weights(Phrasebook())
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._search)

    def similar(self, record: str, title: str) -> tuple[Alike, ...]:
        """At most five records like `record`, the likest first; none while the engine is away."""
        try:
            found = self._remembered(_matter(title), self._finder.position())
        except EngineUnavailable:
            return ()
        others = [one for one in found if one != record]
        with self._views.connect() as connection:
            titles = readable_titles(connection, others)
        weight = self._weight()
        alike: dict[str, tuple[float, Alike]] = {}
        for other in others:
            text = titles.get(other, title)
            common = in_common(title, text, weight)
            if text != title and common >= LEAST_IN_COMMON:
                alike.setdefault(text, (common, Alike(other, text)))
        ordered = sorted(alike.values(), key=lambda one: -one[0])
        return tuple(one for _, one in ordered[:MOST])

    def _weight(self) -> Callable[[str], float]:
        """How much pairs tell among the titles as they are now."""
        book, weights = self._known.book(), self._weights
        if weights.book is not book:
            self._weights = weights = _Weights(book)
        return weights.of

    def _search(self, matter: str, _position: int) -> tuple[str, ...]:
        typed = read(matter)
        if typed.empty:
            return ()
        scope = Scope(selections={"status": READABLE})
        prepared = compile_query(typed, scope, Attempt.SOME_WORDS)
        return tuple(record for record, _ in self._finder.first(prepared.compiled, _LOOKED_AT))


class _Weights:
    """What each pair of neighbours tells among the newest titles of a phrasebook: 清河 little,
    where half of them have it, 决策 much. Each is counted once."""

    def __init__(self, book: Phrasebook) -> None:
        self.book = book
        self._blocks: list[Block] = []
        self._titles = 0
        self._counted: dict[str, float] = {}
        for block in book.titles:
            if self._titles < _WEIGHED:
                self._blocks.append(block)
                self._titles += len(block.phrases)

    def of(self, pair: str) -> float:
        """Above 0; the same for every pair while no title is known."""
        weight = self._counted.get(pair)
        if weight is None:
            having = sum(block.characters.count(pair) for block in self._blocks)
            weight = math.log(1 + max(self._titles, 1) / (1 + having))
            self._counted[pair] = weight
        return weight


def in_common(title: str, other: str, weight: Callable[[str], float] = lambda pair: 1.0) -> float:
    """How much of what the shorter title's pairs of neighbours tell the other has: 0 to 1."""
    pairs, others = _pairs(title), _pairs(other)
    shorter = min(sum(map(weight, pairs)), sum(map(weight, others)))
    # Sums of the same weights in another order differ in their last digit.
    return min(1.0, sum(map(weight, pairs & others)) / shorter) if shorter else 0.0


def _matter(title: str) -> str:
    """What a title is about, squeezed: without the formulas around it."""
    matter = squeeze(title)
    for formula in _FORMULAS:
        matter = matter.replace(formula, "")
    return matter


def _pairs(title: str) -> set[str]:
    """The pairs of what a title is about. Two titles of one year have no matter in common."""
    matter = _YEAR.sub("", _matter(title))
    return {matter[place : place + 2] for place in range(len(matter) - 1)}
