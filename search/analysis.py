"""What a text becomes before it is indexed or looked for: tokens that both engines agree on.

A run of Han characters becomes its bigrams (with positions) and its single characters
(frequencies), a run of other letters and digits one token, its endings, by which a part of it is
found, and a recognised date one more token.
No dictionary: every substring of a text finds it, and no new word ever asks for a new index.
"""

import functools
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from search.characters import BLANK, HAN, fold

ANALYSIS_VERSION = 2
"""Part of the name of every index: raised whenever the same text would give other tokens."""

BOUNDARY = "¶"
"""The token between title, head and body: no phrase crosses it and no query can contain it.

It also ends every text, so that no scored field of a document is ever empty: engines count
documents with an empty field differently, which would rank them differently.
"""

LONGEST_TOKEN = 64
"""Characters kept of a run of letters or digits."""

LONGEST_ENDING = 16
"""Characters by which a part of a run of letters or digits is told; more are not compared."""

LONGEST_RUN = 1_000
"""Characters of a run in which parts of it are found; what is longer is no word but data."""

MOST_ENDINGS = 4_000_000
"""Characters of endings of one text, some 25,000 different long numbers. Beyond them parts of its
numbers are not found: a table of account numbers would fill an index seventeen times its size."""

_REMEMBERED = 16_384
"""Short runs whose endings are kept: the same years and small numbers stand in every text."""

# Possessive, for nothing here ever needs to be tried again: twice as fast on long runs.
_RUN = re.compile(f"[{HAN}]++(?:[{BLANK}]++[{HAN}]++)*+|[^\\W_{HAN}]++")
_BLANKS = re.compile(f"[{BLANK}]+")
_HAN = re.compile(f"[{HAN}]")

_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_HAN_DIGITS |= {"零": 0, "o": 0}
# Each form is looked for by the sign after its year, which costs almost nothing where there is
# none; trying every digit of a text as the beginning of a year does not.
_AFTER_YEAR = (
    re.compile(
        "年\\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})\\s*月"
        "(?:\\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\\s*日)?"
    ),
    re.compile("-([0-9]{1,2})-([0-9]{1,2})(?![0-9])"),
    re.compile("/([0-9]{1,2})/([0-9]{1,2})(?![0-9])"),
    re.compile("\\.([0-9]{1,2})\\.([0-9]{1,2})(?![0-9])"),
)
_YEAR = re.compile("(?<![0-9])((?:19|20)[0-9]{2}|[一二][一二三四五六七八九〇零o]{3})\\s*\\Z")
_LONGEST_YEAR = 8

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_WIDE = next(code for code in "IL" if array(code).itemsize == 4)
_LATIN = "\ue000"  # stands for a run of letters; of a private use area, so never inside a run


class Run(NamedTuple):
    """A stretch of letters without punctuation, folded, blanks between Han characters dropped."""

    text: str
    start: int
    end: int
    han: bool


class DateMention(NamedTuple):
    """A date written in a text, and where. `day` is None when only the month is written."""

    start: int
    end: int
    year: int
    month: int
    day: int | None

    @property
    def real(self) -> bool:
        """Whether the numbers can be a date at all; 31 February is not looked for."""
        return (
            1900 <= self.year <= 2099
            and 1 <= self.month <= 12
            and (self.day is None or 1 <= self.day <= 31)
        )

    @property
    def token(self) -> str:
        """d20240102, or d202401 for a month."""
        day = "" if self.day is None else f"{self.day:02}"
        return f"d{self.year}{self.month:02}{day}"


class Streams(NamedTuple):
    """A field's tokens joined by blanks, for the `whitespace` analyzer of either engine."""

    bigrams: str
    unigrams: str
    endings: str


def runs(text: str) -> Iterator[Run]:
    """The runs of `text` with their places in it, in order."""
    for found in _RUN.finditer(fold(text)):
        run = found[0]
        if _is_han(run[0]):
            closed = run if run.isalnum() else _close(run)
            yield Run(closed, found.start(), found.end(), True)
        else:
            yield Run(run, found.start(), found.end(), False)


def tokens(run: Run) -> list[str]:
    """The tokens with positions that a run gives: what a phrase is made of."""
    if not run.han:
        return [run.text[:LONGEST_TOKEN]]
    if len(run.text) == 1:
        return [run.text]
    return [run.text[place : place + 2] for place in range(len(run.text) - 1)]


def streams(text: str) -> Streams:
    """The tokens of one part of a document: its title, a line of its head, its body."""
    folded = fold(text)
    made = _streams_of(_RUN.findall(folded))
    found = " ".join(_date_tokens(folded))
    return made._replace(unigrams=" ".join(filter(None, (made.unigrams, found))))


def joined(parts: Sequence[Streams]) -> Streams:
    """The tokens of a field made of parts that no phrase connects."""
    bigrams, unigrams, endings = zip(*parts, strict=True)
    return Streams(
        " ".join(f"{part} {BOUNDARY}" for part in bigrams if part) or BOUNDARY,
        " ".join(filter(None, (*unigrams, BOUNDARY))),
        " ".join(filter(None, (*endings, BOUNDARY))),
    )


def squeeze(text: str) -> str:
    """The folded letters of `text` without blanks and punctuation: two titles compared."""
    return "".join(run.text for run in runs(text))


def dates(text: str) -> list[DateMention]:
    """The dates written in `text`, in order: 2024年1月2日, 2024-01-02, 二〇二四年一月二日."""
    return sorted(_dates_in(fold(text)))


def _dates_in(folded: str) -> Iterator[DateMention]:
    for form in _AFTER_YEAR:
        for rest in form.finditer(folded):
            before = max(0, rest.start() - _LONGEST_YEAR)
            year = _YEAR.search(folded, before, rest.start())
            if year is None:
                continue
            day = _number(rest[2]) if rest[2] else None
            mention = DateMention(year.start(), rest.end(), _number(year[1]), _number(rest[1]), day)
            if mention.real:
                yield mention


def _number(written: str) -> int:
    """2024, 二〇二四, 十, 二十 and 二十三 as numbers; 0 for what is none, such as 十三十."""
    if written.isascii() and written.isdigit():
        return int(written)
    tens, ten, units = written.rpartition("十")
    if not ten:
        return functools.reduce(lambda sum, digit: sum * 10 + _HAN_DIGITS[digit], units, 0)
    if len(tens) > 1 or len(units) > 1 or tens == "十":
        return 0
    return _HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(units, 0)


def _date_tokens(folded: str) -> Iterator[str]:
    """A token for each day, and one for its month."""
    for mention in _dates_in(folded):
        yield mention.token
        if mention.day is not None:
            yield f"d{mention.year}{mention.month:02}"


def _streams_of(found: list[str]) -> Streams:
    """The tokens of runs in order, all bigrams at once.

    Every two neighbours of the whole sequence are paired by copying it three times side by side
    in memory, which is some eight times faster than making each bigram in Python. Runs are kept
    apart by a line feed; the pairs with a line feed in them are then cut away run by run.
    """
    latin: list[str] = []
    whole: dict[str, None] = {}
    sequence: list[str] = []
    for run in found:
        first = run[0]
        if not run.isascii() and ("\u3400" <= first <= "\u9fff" or _HAN.match(first)):
            sequence.append(run if run.isalnum() else _close(run))
        else:
            sequence.append(_LATIN)
            latin.append(run[:LONGEST_TOKEN])
            whole.setdefault(run)
    if not sequence:
        return Streams("", "", "")
    paired = _woven("\n".join(("", *sequence, "")), 2)
    words = iter(latin)
    positioned = [
        # "AB" comes as "A AB B", a run of one character as "A A".
        part[2:-2] or (next(words) if part[0] == _LATIN else part[0])
        for part in paired[1:-1].split("\n \n")
    ]
    return Streams(
        " ".join(positioned),
        _woven("".join(sequence).replace(_LATIN, ""), 1),
        " ".join(_endings_of(whole)),
    )


def _endings_of(whole: Iterable[str]) -> Iterator[str]:
    """The endings of each run that has any, as far as `MOST_ENDINGS` goes."""
    left = MOST_ENDINGS
    for run in whole:
        if len(run) > 1 and left > 0:
            short = len(run) <= LONGEST_ENDING
            found = _known_endings(run) if short else _endings(run[:LONGEST_RUN])
            left -= len(found) + 1
            yield found


def _endings(run: str) -> str:
    """What stands in `run` after each of its characters: of 2024 024, 24 and 4.

    Every part of it is the beginning of one of them, so that a part is looked up as quickly as a
    word.
    """
    return " ".join(run[place : place + LONGEST_ENDING] for place in range(1, len(run)))


_known_endings = functools.lru_cache(_REMEMBERED)(_endings)


def _woven(characters: str, width: int) -> str:
    """All stretches of `width` neighbours in `characters`, joined by blanks."""
    wide = array(_WIDE, characters.encode(_UTF32))
    count = len(wide) - width + 1
    if count < 1:
        return ""
    woven = array(_WIDE, [0x20]) * (count * (width + 1))
    for place in range(width):
        woven[place :: width + 1] = wide[place : place + count]
    return woven[:-1].tobytes().decode(_UTF32)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or _HAN.match(character) is not None


def _close(run: str) -> str:
    """A Han run without the blanks that a scanner or a line break left in it."""
    return _BLANKS.sub("", run)
