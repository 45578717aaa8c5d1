"""相近的信息: records whose titles have much in common with one, found by the engine."""

import re
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Engine

from projections.phrases import READABLE, readable_titles
from search.analysis import squeeze
from search.engine import EngineUnavailable
from search.finding import Finder
from search.query import Attempt, Scope, compile_query
from search.words import read

MOST = 5
LEAST_IN_COMMON = 0.3
"""Of the shorter title's pairs of characters, how many the other must have too."""

_LOOKED_AT = 15
_REMEMBERED = 2048
_YEAR = re.compile("[0-9]{4}年?度?")
_FORMULAS = (
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

    def __init__(self, views: Engine, finder: Finder) -> None:
        self._views = views
        self._finder = finder
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
        alike: dict[str, tuple[float, Alike]] = {}
        for other in others:
            text = titles.get(other, title)
            common = in_common(title, text)
            if text != title and common >= LEAST_IN_COMMON:
                alike.setdefault(text, (common, Alike(other, text)))
        ordered = sorted(alike.values(), key=lambda one: -one[0])
        return tuple(one for _, one in ordered[:MOST])

    def _search(self, matter: str, _position: int) -> tuple[str, ...]:
        typed = read(matter)
        if typed.empty:
            return ()
        scope = Scope(selections={"status": READABLE})
        prepared = compile_query(typed, scope, Attempt.SOME_WORDS)
        return tuple(record for record, _ in self._finder.first(prepared.compiled, _LOOKED_AT))


def in_common(title: str, other: str) -> float:
    """How many of the shorter title's pairs of neighbours the other has: 0 to 1."""
    pairs, others = _pairs(title), _pairs(other)
    shorter = min(len(pairs), len(others))
    return len(pairs & others) / shorter if shorter else 0.0


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
