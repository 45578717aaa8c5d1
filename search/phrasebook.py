"""Phrases kept in memory, to be found by their characters, their sounds or their first letters.

Phrases stand in blocks, one after the other in three strings of equal length: their folded
characters, the syllables and the syllables' first letters. What is looked for is searched in the
string where it is rarest and compared with the others at the same place. A block never changes;
the newest come first, so that reading on is reading older ones.
"""

from __future__ import annotations

import functools
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from search.analysis import squeeze
from search.readings import Cell, Readings, readings

BLOCK = 2048
"""Phrases of a block: small enough to be made anew when one of them goes."""

_END = "\n"
_MOST_VISITED = 5_000
"""Places looked at for one part of an answer; beyond it the answer is good enough."""


class Kind(Enum):
    """What a phrase is."""

    QUERY = "常查"
    WORD = "常用词"
    ORGAN = "机关"
    SUBJECT = "领域"
    TITLE = "标题"


class Phrase(NamedTuple):
    """`text` is what is offered; `owner` the record or organ it names, or the text itself."""

    kind: Kind
    text: str
    owner: str
    subjects: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where something was found: the phrase, and the first character in its block."""

    phrase: Phrase
    start: int


class _Sought(NamedTuple):
    """One way to meet `cells`: where `needle` stands in string `which`, `offset` cells before."""

    cells: tuple[Cell, ...]
    which: int
    needle: str
    offset: int


@dataclass(frozen=True)
class Block:
    """Phrases with their three strings; phrase `n` begins at `starts[n]`."""

    phrases: tuple[Phrase, ...]
    starts: array[int]
    strings: tuple[str, str, str]

    @property
    def characters(self) -> str:
        return self.strings[0]

    def parts(self) -> Iterator[tuple[Phrase, tuple[str, str, str]]]:
        """Each phrase with its piece of every string."""
        for number, phrase in enumerate(self.phrases):
            start, end = self.span(number)
            characters, syllables, initials = self.strings
            yield phrase, (characters[start:end], syllables[start:end], initials[start:end])

    def span(self, number: int) -> tuple[int, int]:
        """Where a phrase begins and ends."""
        following = number + 1
        end = self.starts[following] if following < len(self.starts) else len(self.characters)
        return self.starts[number], end - 1

    def number_at(self, place: int) -> int:
        """The phrase that stands at a place."""
        return bisect_right(self.starts, place) - 1

    def places(
        self, sought: _Sought, *, at_start: bool, within: tuple[int, int] | None = None
    ) -> Iterator[int]:
        """Where `sought` stands, only at the beginning of phrases if so asked."""
        text = self.strings[sought.which]
        first, last = within if within else (0, len(text))
        edge = at_start and sought.offset == 0
        needle = _END + sought.needle if edge else sought.needle
        place = text.find(needle, first, last)
        while place >= 0:
            start = place + edge - sought.offset
            inside = start >= max(first, 1) and start + len(sought.cells) <= last
            if inside and (not at_start or self.characters[start - 1] == _END):
                yield start if self._fits(start, sought.cells) else -1
            else:
                yield -1
            place = text.find(needle, place + 1, last)

    def _fits(self, start: int, cells: Sequence[Cell]) -> bool:
        characters, syllables, _ = self.strings
        table = readings()
        for place, cell in enumerate(cells, start):
            if cell.whole:
                if cell.text not in (characters[place], syllables[place]):
                    return False
            elif characters[place] == _END or not table.name(syllables[place]).startswith(
                cell.text
            ):
                return False
        return True


def block_of(phrases: Iterable[tuple[Phrase, str]]) -> Block:
    """A block of phrases, each with the folded text by which it is found."""
    told = [(phrase, text) for phrase, text in phrases if text]
    table = readings()
    characters = "".join([_END, *(text + _END for _, text in told)])
    syllables = table.syllables(characters)
    strings = (characters, syllables, table.first_letters(syllables))
    return Block(
        tuple(phrase for phrase, _ in told), _starts(map(len, (t for _, t in told))), strings
    )


def _joined(parts: Sequence[tuple[Phrase, tuple[str, str, str]]]) -> Block:
    strings = tuple(
        "".join([_END, *(pieces[which] + _END for _, pieces in parts)]) for which in range(3)
    )
    lengths = (len(pieces[0]) for _, pieces in parts)
    return Block(tuple(phrase for phrase, _ in parts), _starts(lengths), strings)  # type: ignore[arg-type]


def _starts(lengths: Iterable[int]) -> array[int]:
    starts = array("L")
    place = 1
    for length in lengths:
        starts.append(place)
        place += length + 1
    return starts


@dataclass(frozen=True)
class Phrasebook:
    """All phrases: titles in blocks, the newest first; the few names in one.

    `words` stand in tables, perhaps in no record: each is suggested only if it finds something.
    """

    titles: tuple[Block, ...] = ()
    subjects: Counter[str] = field(default_factory=Counter)
    names: Block = field(default_factory=lambda: block_of(()))
    words: Block = field(default_factory=lambda: block_of(()))

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.words, self.names, *self.titles)

    def with_titles(self, added: Sequence[Phrase], gone: Collection[str]) -> Phrasebook:
        """With titles added before all others; `gone` are the owners of those that leave."""
        subjects = self.subjects.copy()
        kept: list[Block] = []
        for block in self.titles:
            leaving = [one for one in block.phrases if one.owner in gone] if gone else []
            if leaving:
                subjects.subtract(subject for one in leaving for subject in one.subjects)
                block = _joined([part for part in block.parts() if part[0].owner not in gone])
            kept.append(block)
        subjects.update(subject for one in added for subject in one.subjects)
        new = [
            block_of((one, squeeze(one.text)) for one in added[place : place + BLOCK])
            for place in range(0, len(added), BLOCK)
        ]
        titles = [block for block in (*new, *kept) if block.phrases]
        return replace(self, titles=tuple(_merged(titles)), subjects=+subjects)

    def with_names(self, names: Iterable[tuple[Phrase, str]]) -> Phrasebook:
        """With other organs and subjects; each with a text by which it is found."""
        return replace(self, names=block_of((one, squeeze(text)) for one, text in names))

    def with_words(self, words: Iterable[Phrase]) -> Phrasebook:
        """With other words of tables, folded as they stand there."""
        return replace(self, words=block_of((one, one.text) for one in words))

    def knows(self, text: str) -> bool:
        """Whether `text`, squeezed, stands in any phrase."""
        return any(text in block.characters for block in self.blocks)

    def stretches(self, cells: Sequence[Cell]) -> Counter[str]:
        """The different texts that `cells` can mean, and in how many places they stand."""
        found: Counter[str] = Counter()
        visited = 0
        sought = _sought(tuple(cells))
        for block in self.blocks:
            for place in block.places(sought, at_start=False):
                visited += 1
                if place >= 0:
                    found[block.characters[place : place + len(cells)]] += 1
                if visited > _MOST_VISITED:
                    return found
        return found


def find(
    blocks: Sequence[Block],
    ways: Sequence[Sequence[tuple[Cell, ...]]],
    *,
    at_start: bool,
    most: int,
) -> Iterator[Place]:
    """Phrases that hold every word, the newest first and each text once, at most `most`.

    `ways` are the cellings of each word; the first word's place is told. With `at_start` it must
    begin the phrase.
    """
    begun, *others = ways
    first = [_sought(cells, at_start) for cells in begun]
    texts: set[str] = set()
    visited = 0
    for block in blocks:
        for sought in first:
            for place in block.places(sought, at_start=at_start):
                visited += 1
                if place >= 0:
                    number = block.number_at(place)
                    phrase = block.phrases[number]
                    if phrase.text not in texts and _holds(block, number, others):
                        texts.add(phrase.text)
                        yield Place(phrase, place - block.starts[number])
                        if len(texts) >= most:
                            return
                if visited > _MOST_VISITED:
                    return


def _holds(block: Block, number: int, words: Sequence[Sequence[tuple[Cell, ...]]]) -> bool:
    within = block.span(number)
    return all(
        any(
            place >= 0
            for cells in word
            for place in block.places(_sought(cells), at_start=False, within=within)
        )
        for word in words
    )


def _merged(blocks: Sequence[Block]) -> Iterator[Block]:
    """Neighbours that fit into one block are joined, so that blocks do not get smaller and more."""
    pending: list[Block] = []
    for block in blocks:
        if pending and sum(len(one.phrases) for one in pending) + len(block.phrases) > BLOCK:
            yield _one(pending)
            pending = []
        pending.append(block)
    if pending:
        yield _one(pending)


def _one(blocks: Sequence[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    return _joined([part for block in blocks for part in block.parts()])


# What is rarest is looked for: a character tells more than a syllable, that more than a letter.
_CHARACTERS, _SYLLABLES, _INITIALS = range(3)
_TELLING = {_CHARACTERS: 3, _SYLLABLES: 2, _INITIALS: 1}


@functools.lru_cache(maxsize=1024)
def _sought(cells: tuple[Cell, ...], at_start: bool = False) -> _Sought:
    """The rarest part of `cells`; of what must begin a phrase the rarest that begins it."""
    table = readings()
    best = _Sought(cells, _CHARACTERS, "", 0)
    weight = 0
    for which in (_CHARACTERS, _SYLLABLES, _INITIALS):
        letters = [_letter(cell, which, table) for cell in cells]
        for known, run in groupby(enumerate(letters), lambda one: one[1] is not None):
            places = list(run)
            if at_start and places[0][0] > 0:
                break
            if known and len(places) * _TELLING[which] > weight:
                weight = len(places) * _TELLING[which]
                needle = "".join(letter or "" for _, letter in places)
                best = _Sought(cells, which, needle, places[0][0])
    return best


def _letter(cell: Cell, which: int, table: Readings) -> str | None:
    """What stands for a cell in one of the strings; None where that is not known."""
    spoken = cell.whole and cell.text in table.names
    if which == _CHARACTERS:
        return cell.text if cell.whole and not spoken else None
    if which == _SYLLABLES:
        return cell.text if spoken else None
    if spoken:
        return table.name(cell.text)[0]
    return cell.text[:1] or None if not cell.whole else None
