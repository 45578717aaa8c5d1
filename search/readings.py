"""How Chinese is read: a syllable for every character, and typed letters as syllables.

A syllable is held as one character, so that a text and its readings have the same length and what
is found at a place in one is at the same place in the other. Tones are left out, ü is v.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from search.characters import HAN

_FIRST_CODE = 0x0100  # above all letters that are typed, below every Han character
_LONGEST_PHRASE = 4
_MOST_CELLINGS = 9
_INITIALS = ("zh", "ch", "sh")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_VOWEL = re.compile("[aeiouv]")
_TYPED_PART = re.compile("[a-z]+|.")

# What many speakers do not tell apart: a syllable typed by ear may be the other one.
_EAR_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("h", "f"), ("l", "r"))
_EAR_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


class Cell(NamedTuple):
    """One place of what is looked for: a character, a whole syllable, or how a syllable begins."""

    text: str
    whole: bool


@dataclass(frozen=True)
class Readings:
    """The tables: `codes` are the syllables, `names` the other way round.

    `usual` gives a character's usual syllable, `phrases` those of words in which a character is
    read in another way (重庆), `unusual` the characters that occur so, and `pairs` every two
    neighbours of these words: most places are passed over for having none.
    """

    codes: Mapping[str, str]
    names: Mapping[str, str]
    usual: Mapping[int, str]
    initials: Mapping[int, str]
    phrases: Mapping[str, str]
    pairs: frozenset[str]
    unusual: re.Pattern[str]

    def syllables(self, text: str) -> str:
        """`text`, folded, with every Han character as its syllable; others stay."""
        read = text.translate(self.usual)
        changed: list[str] | None = None
        done = 0
        for found in self.unusual.finditer(text):
            place = found.start()
            if place < done or not (
                text[place : place + 2] in self.pairs
                or (place and text[place - 1 : place + 1] in self.pairs)
            ):
                continue
            for start, length in self._windows(text, place, done):
                phrase = self.phrases.get(text[start : start + length])
                if phrase is not None:
                    changed = list(read) if changed is None else changed
                    changed[start : start + length] = phrase
                    done = start + length
                    break
        return read if changed is None else "".join(changed)

    def first_letters(self, syllables: str) -> str:
        """The first letter of every syllable."""
        return syllables.translate(self.initials)

    def name(self, character: str) -> str:
        """The letters of a syllable; any other character is its own name."""
        return self.names.get(character, character)

    def alike(self, syllable: str) -> tuple[str, ...]:
        """A syllable's character, then those that are taken for it by ear."""
        name = self.name(syllable)
        return tuple(
            self.codes[other] for other in dict.fromkeys(_by_ear(name)) if other in self.codes
        )

    def _windows(self, text: str, place: int, done: int) -> Iterator[tuple[int, int]]:
        """Stretches around `place`, the longest first."""
        for length in range(_LONGEST_PHRASE, 1, -1):
            for start in range(max(place - length + 1, done), place + 1):
                if start + length <= len(text):
                    yield start, length


@functools.cache
def _common() -> Mapping[str, str]:
    """The characters in daily use by their usual syllable: those of GB 2312-80, level 1."""
    table = readings()
    found: dict[str, str] = {}
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            character = bytes((row, cell)).decode("gb2312", "ignore")
            if character:
                syllable = table.usual[ord(character)]
                found[syllable] = found.get(syllable, "") + character
    return found


def widest(ways: Sequence[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Without the ways that another one has in it: fang begins with fan and with fang."""
    begun = {(way[:-1], way[-1].text) for way in ways if not way[-1].whole}
    name = readings().name
    return tuple(
        way for way in ways if not (way[-1].whole and (way[:-1], name(way[-1].text)) in begun)
    )


def common_by_sound(character: str) -> str:
    """The characters in daily use that sound like this one, or are read by this syllable."""
    table = readings()
    syllable = character if character in table.names else table.usual.get(ord(character), "")
    alike = _common().get(syllable, "")
    return alike if character in alike or syllable == character else character + alike


@functools.cache
def readings() -> Readings:
    """The tables, made of pypinyin's on first use: a second that only what suggests shall pay."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    plain = _Toneless()
    first = {chr(code): plain(told.partition(",")[0]) for code, told in PINYIN_DICT.items()}
    first = {
        one: name
        for one, name in first.items()
        if _HAN_CHARACTER.match(one) and _VOWEL.search(name)
    }
    phrases = {
        phrase: names
        for phrase, told in PHRASES_DICT.items()
        if 2 <= len(phrase) <= _LONGEST_PHRASE
        and len(phrase) == len(told)
        and (names := [plain(one[0]) for one in told]) != [first.get(one, "") for one in phrase]
        and all(map(_VOWEL.search, names))
    }
    spoken = sorted({*first.values(), *(name for names in phrases.values() for name in names)})
    codes = {name: chr(_FIRST_CODE + place) for place, name in enumerate(spoken)}
    unusual = {
        one
        for phrase, names in phrases.items()
        for one, name in zip(phrase, names, strict=True)
        if first.get(one) != name
    }
    return Readings(
        codes=codes,
        names={code: name for name, code in codes.items()},
        usual={ord(one): codes[name] for one, name in first.items()},
        initials={ord(code): name[0] for name, code in codes.items()},
        phrases={phrase: "".join(codes[name] for name in told) for phrase, told in phrases.items()},
        pairs=frozenset(
            phrase[place : place + 2] for phrase in phrases for place in range(len(phrase) - 1)
        ),
        unusual=re.compile("[" + "".join(sorted(unusual)) + "]"),
    )


class _Toneless:
    """Letters without their tone marks, each form looked at once."""

    def __init__(self) -> None:
        import unicodedata

        self._decompose = functools.partial(unicodedata.normalize, "NFD")
        self._known: dict[str, str] = {}

    def __call__(self, marked: str) -> str:
        name = self._known.get(marked)
        if name is None:
            letters = self._decompose(marked.replace("ü", "v").translate(_MARKED_V))
            name = "".join(one for one in letters if one.isascii() and one.isalpha())
            self._known[marked] = name
        return name


_MARKED_V = str.maketrans("ǖǘǚǜ", "vvvv")


def cellings(typed: str) -> tuple[tuple[Cell, ...], ...]:
    """The ways in which `typed`, folded and squeezed, can be meant, the most likely first.

    公租fang is two characters and a syllable, gzf three beginnings, fangan fang'an or fan'gan.
    """
    ways: list[tuple[Cell, ...]] = [()]
    parts = _TYPED_PART.findall(typed)
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        further = (
            _of_letters(part, last, len(parts) == 1) if part.isascii() and part.isalpha() else None
        )
        told = further if further is not None else ((Cell(part, True),),)
        ways = [(*way, *more) for way in ways for more in told][:_MOST_CELLINGS]
    return tuple(ways)


@functools.lru_cache(maxsize=4096)
def _of_letters(letters: str, last: bool, alone: bool) -> tuple[tuple[Cell, ...], ...]:
    """Letters as syllables and beginnings, with the fewest cells; as whole syllables, with one
    more (xian, xi'an); last as letters."""
    codes = readings().codes
    never = 2 * len(letters)
    fewest = [0] * (len(letters) + 1)
    for start in range(len(letters) - 1, -1, -1):
        ends = (fewest[end] for end, _ in _steps(letters, start, last, alone, codes))
        fewest[start] = 1 + min(ends, default=never)
    ways: list[tuple[Cell, ...]] = []
    for most in (fewest[0], fewest[0] + 1):
        if most <= len(letters) and len(ways) < _MOST_CELLINGS:
            found = islice(_with_cells(letters, last, alone, most, fewest), 4 * _MOST_CELLINGS)
            ways += [
                way
                for way in found
                if way not in ways
                and (len(way) == fewest[0] or all(cell.whole for cell in way[:-1]))
            ]
    names = readings().name
    ways.sort(
        key=lambda way: (
            len(way),
            sum(not cell.whole for cell in way),
            sum(len(names(cell.text)) for cell in way),
        )
    )
    return (*ways[: _MOST_CELLINGS - 1], tuple(Cell(letter, True) for letter in letters))


def _with_cells(
    letters: str, last: bool, alone: bool, most: int, fewest: Sequence[int], start: int = 0
) -> Iterator[tuple[Cell, ...]]:
    """The ways to read `letters` from `start` in at most `most` cells, the longest cells first."""
    if start == len(letters):
        yield ()
        return
    for end, cell in _steps(letters, start, last, alone, readings().codes):
        if 1 + fewest[end] <= most:
            for rest in _with_cells(letters, last, alone, most - 1, fewest, end):
                yield (cell, *rest)


def _steps(
    letters: str, start: int, last: bool, alone: bool, codes: Mapping[str, str]
) -> Iterator[tuple[int, Cell]]:
    """What may stand at `start`, and where it ends."""
    longest = min(len(letters), start + 6)
    for end in range(longest, start, -1):
        part = letters[start:end]
        if part in codes:
            yield end, Cell(codes[part], True)
        if (len(part) == 1 or part in _INITIALS) and _finished(part):
            yield end, Cell(part, False)
        elif last and end == len(letters) and _finished(part):
            if start or not alone:
                yield end, Cell(part, False)
            else:
                # Nothing else to look for: each of the few is a needle of its own, because their
                # common letter would be found everywhere.
                yield from ((end, Cell(codes[one], True)) for one in _finished(part) if one != part)


@functools.lru_cache(maxsize=4096)
def _finished(part: str) -> tuple[str, ...]:
    """The syllables that begin with `part`, the shortest first."""
    names = (name for name in readings().codes if name.startswith(part))
    return tuple(sorted(names, key=lambda name: (len(name), name)))


def _by_ear(name: str) -> Iterator[str]:
    initials = [name]
    for one, other in _EAR_INITIALS:
        for long, short in ((one, other), (other, one)):
            bare = not (long in "zcs" and name.startswith(long + "h"))
            if name.startswith(long) and bare:
                initials.append(short + name[len(long) :])
    for begun in initials:
        yield begun
        for long, short in _EAR_FINALS:
            if begun.endswith(long):
                yield begun[: -len(long)] + short
            elif begun.endswith(short):
                yield begun[: -len(short)] + long
