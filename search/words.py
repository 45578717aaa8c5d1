"""What a citizen typed, taken apart into words. Nothing that can be typed is an error.

Only blanks separate words, but not those inside a date, a 文号 or a scanner's text in which every
character stands alone. A quotation begins a word and asks for its exact text; a hyphen before
a word excludes it; `organ:`, `no:` and `year:` (机关: 文号: 年份:) look into the official head.
Whatever is not well formed is taken literally: a quotation mark without its partner, an operator
without a value, a year that is none.
"""

import dataclasses
import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.numbers import read_document_number
from search.analysis import Run, runs
from search.characters import fold
from search.characters import readable as readable
from search.mentions import (
    NumberMention,
    TypedDate,
    blanks_inside,
    dates_typed,
    numbers_typed,
)
from search.quantities import Spelling, respelled
from search.tables import shipped_questions

LONGEST_QUERY = 200
MOST_WORDS = 16
LONGEST_WORD = 8
"""Han characters in a word above which it is a sentence: nobody types nine that are one name."""

# Characters without width are no blanks here: they hide within pasted words.
_BLANK = re.compile("[\\s\x00-\x1f\x7f-\x9f]+")
_BETWEEN_BLANKS = re.compile("[^\\s\x00-\x1f\x7f-\x9f]+")
_OPERATOR = re.compile("(organ|机关|no|文号|索引号|year|年份)[:：]", re.IGNORECASE)
_FIELDS = {"机关": "organ", "文号": "no", "索引号": "no", "年份": "year"}
_YEARS = re.compile("((?:19|20)[0-9]{2})年?(?:(?:\\.\\.|-|~|至|—)((?:19|20)[0-9]{2})年?)?")
_CLOSING = {
    '"': '"＂”',
    "＂": '"＂”',
    "“": '”"＂',
    "”": "”",
    "„": "“”",
    "「": "」",
    "『": "』",
}


@dataclass(frozen=True)
class Word:
    """One word of the query, without its quotation marks, hyphen and operator."""

    text: str
    quoted: bool = False
    excluded: bool = False
    field: str | None = None
    spread: bool = False
    """Its characters were typed one by one: 公 租 房. They may be a word, or three."""
    questions: re.Pattern[str] = dataclasses.field(
        default_factory=shipped_questions, repr=False, compare=False
    )

    @functools.cached_property
    def runs(self) -> tuple[Run, ...]:
        """Its runs of letters, in order; none when it is all punctuation."""
        return tuple(runs(self.text))

    @functools.cached_property
    def question(self) -> bool:
        """Whether it has a word of a question."""
        return not self.quoted and self.questions.search(fold(self.text)) is not None

    @functools.cached_property
    def telling(self) -> tuple[Run, ...]:
        """Its runs without question words, which say nothing about what is asked for."""
        if not self.question:
            return self.runs
        return tuple(runs(self._without_questions)) or self.runs

    @functools.cached_property
    def dates(self) -> tuple[TypedDate, ...]:
        """The dates it writes out. In a quotation a date is just text."""
        if self.quoted or (self.text.isalpha() and "年" not in self.text):
            return ()
        return dates_typed(self.text)

    @functools.cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and last year of `year:`, both included; None when it names none."""
        found = _YEARS.fullmatch(fold(self.text))
        if found is None:
            return None
        first, last = int(found[1]), int(found[2] or found[1])
        return min(first, last), max(first, last)

    @functools.cached_property
    def number(self) -> str | None:
        """The 文号 it is, comparable; in any bracket style, with or without 第."""
        if self.text.isalpha():
            return None
        number = read_document_number(fold(self.text))
        return number.comparable if number else None

    @functools.cached_property
    def numbers(self) -> tuple[NumberMention, ...]:
        """The 文号 that it is or has in it. In a quotation one is just text, unless it is all."""
        if self.number:
            return (NumberMention(0, len(self.text), self.number),)
        if self.quoted or self.text.isalpha():
            return ()
        return numbers_typed(self.text)

    @functools.cached_property
    def respelled(self) -> tuple[Spelling, ...]:
        """Other ways to write the quantities it has: 5小时 is 五小时. Of a date or a 文号 none."""
        if self.quoted or self.spread or self.question or self._mentions:
            return ()
        return respelled(self.text)

    @property
    def sentence(self) -> bool:
        """Whether only some of its characters can be expected in a document."""
        if self.quoted or self.number:
            return False
        if self.question:
            return True
        return sum(len(run.text) for run in self.beside if run.han) > LONGEST_WORD

    @functools.cached_property
    def beside(self) -> tuple[Run, ...]:
        """Its runs, the parts left over when dates and 文号 are taken out."""
        return tuple(runs(self._beside(self.text))) if self._mentions else self.runs

    @functools.cached_property
    def telling_beside(self) -> tuple[Run, ...]:
        """Its telling runs, dates and 文号 taken out; none when nothing is left."""
        if not self._mentions:
            return self.telling
        telling = tuple(runs(self._beside(self._without_questions)))
        return telling if telling or self.dates or self.numbers else self.telling

    @property
    def _mentions(self) -> Sequence[tuple[int, int]]:
        dates = ((date.start, date.end) for date in self.dates)
        return (*dates, *((number.start, number.end) for number in self.numbers))

    @property
    def _without_questions(self) -> str:
        return self.questions.sub(lambda found: "." * len(found[0]), fold(self.text))

    def _beside(self, text: str) -> str:
        # A full stop is no letter, so the words before and after do not grow together.
        rest = list(text)
        for start, end in self._mentions:
            rest[start:end] = "." * (end - start)
        return "".join(rest)


@dataclass(frozen=True)
class Typed:
    """A query as words, and what was cut off it."""

    words: tuple[Word, ...]
    cut_characters: bool = False
    cut_words: bool = False
    apart: tuple[Word, ...] = dataclasses.field(default=(), repr=False, compare=False)
    """The words with every blank kept, where `words` have left some out."""

    @property
    def wanted(self) -> tuple[Word, ...]:
        """The words to be found in title or text."""
        return _wanted(self.words)

    @property
    def as_written(self) -> tuple[Word, ...]:
        """`wanted`, but for blanks inside dates, 文号 and texts typed character by character: a
        passage of a table has them between its numbers."""
        return _wanted(self.apart or self.words)

    @property
    def sentence(self) -> bool:
        return any(word.sentence for word in self.wanted)

    @property
    def empty(self) -> bool:
        return not self.words


def read(query: str, questions: re.Pattern[str] | None = None) -> Typed:
    """The words of `query`: its first 200 characters, at most 16 words.

    `questions` finds the words of a question in folded text; those of the program if not given.
    """
    written = readable(query[:LONGEST_QUERY])
    text = blanks_inside(written)
    words = _words(text)
    if questions is not None:
        words = [replace(word, questions=questions) for word in words]
    return Typed(
        tuple(words[:MOST_WORDS]),
        bool(query[LONGEST_QUERY:].strip()),
        len(words) > MOST_WORDS,
        () if text == written else tuple(_words(written)[:MOST_WORDS]),
    )


def _wanted(words: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(word for word in words if not word.excluded and word.field is None)


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    place = 0
    while (start := _BETWEEN_BLANKS.search(text, place)) is not None:
        word, place = _word(text, start.start())
        if word.runs:
            words.append(word)
    return list(_joined(words))


def _joined(words: Iterable[Word]) -> Iterable[Word]:
    """The words; Chinese characters that were typed one by one as one word."""
    for alone, group in itertools.groupby(words, _stands_alone):
        characters = list(group)
        if alone and len(characters) > 1:
            yield Word("".join(word.text for word in characters), spread=True)
        else:
            yield from characters


def _stands_alone(word: Word) -> bool:
    bare = not word.quoted and not word.excluded and word.field is None
    return bare and len(word.text) == 1 and word.runs[0].han


def _word(text: str, start: int) -> tuple[Word, int]:
    """The word that begins at `start`, and where the rest of the query does."""
    excluded = text[start] in "-－" and _BETWEEN_BLANKS.match(text, start + 1) is not None
    start += excluded
    operator = _OPERATOR.match(text, start)
    if operator is not None and _BETWEEN_BLANKS.match(text, operator.end()):
        word, end = _plain_word(text, operator.end())
        name = operator[1].lower()
        named = replace(word, field=_FIELDS.get(name, name), excluded=excluded)
        if named.runs and (named.field != "year" or named.years):
            return named, end
    word, end = _plain_word(text, start)
    return replace(word, excluded=True) if excluded else word, end


def _plain_word(text: str, start: int) -> tuple[Word, int]:
    """A quotation, or what reaches to the next blank."""
    closing = _CLOSING.get(text[start])
    if closing is not None:
        end = _end_of_quotation(text, start, closing)
        if end is not None:
            return Word(text[start + 1 : end], quoted=True), end + 1
    blank = _BLANK.search(text, start)
    end = blank.start() if blank else len(text)
    return Word(text[start:end]), end


def _end_of_quotation(text: str, start: int, closing: str) -> int | None:
    """Where the quotation opened at `start` closes; a quotation within it closes before."""
    opening, depth = text[start], 1
    for place in range(start + 1, len(text)):
        if text[place] in closing:
            depth -= 1
            if depth == 0:
                return place
        elif text[place] == opening:
            depth += 1
    return None
