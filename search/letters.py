"""您是不是要找, for what was typed in letters: gzf, gongzu fang and dibao are whole known words.

Suggestions understand such letters while they are typed; who sends them unchosen is offered the
word. Only whole everyday words, subjects and names of organs count: letters stand inside titles
for anything.
"""

import re
from collections.abc import Iterator

from search.characters import fold
from search.engine import EngineUnavailable
from search.finding import Finder
from search.phrasebook import Kind, Phrasebook, find
from search.readings import cellings, widest
from search.suggestions import Phrases, answers

MOST = 2
"""Offers for one query."""

LONGEST = 24
"""Letters that are looked at: a name of four to eight characters."""

_SPELT = re.compile(rf"[a-z]{{2,{LONGEST}}}")
_APOSTROPHES = str.maketrans("", "", "'’")
_MOST_FOUND = 16
_MOST_TRIED = 3


def spelt(query: str) -> str | None:
    """The letters of a query that has nothing else, without blanks; None for any other query."""
    letters = "".join(fold(query).translate(_APOSTROPHES).split())
    return letters if _SPELT.fullmatch(letters) else None


class Letters:
    """Offers the known words that letters are the syllables or the first letters of."""

    def __init__(self, known: Phrases, finder: Finder) -> None:
        self._known = known
        self._finder = finder

    def meant(self, letters: str) -> tuple[str, ...]:
        """Words that `letters` may mean, each of which finds something readable.

        Those of most titles first. Empty when there are none or the engine cannot answer.
        """
        book = self._known.book()
        words = sorted(dict.fromkeys(_whole(book, letters)), key=lambda one: -_titles(book, one))
        try:
            return tuple(word for word in words[:_MOST_TRIED] if answers(self._finder, word))[:MOST]
        except EngineUnavailable:
            return ()


def _whole(book: Phrasebook, letters: str) -> Iterator[str]:
    """Words of which every character is meant by `letters`, as they are looked for."""
    for cells in widest(cellings(letters)):
        if len(cells) < 2 or all(cell.whole and cell.text.isascii() for cell in cells):
            continue
        for block in (book.words, book.names):
            for place in find((block,), [[cells]], at_start=True, most=_MOST_FOUND):
                text = place.phrase.text
                known = place.phrase.kind is not Kind.ORGAN or block is book.names
                if known and len(text) == len(cells):
                    yield text


def _titles(book: Phrasebook, word: str) -> int:
    """How often `word` stands in the newest titles."""
    return sum(block.characters.count(word) for block in book.titles[:8])
