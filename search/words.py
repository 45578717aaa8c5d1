"""What a citizen typed, taken apart into words. Nothing that can be typed is an error.

Only blanks separate words. A quotation begins a word and asks for its exact text; a hyphen before
a word excludes it; `organ:`, `no:` and `year:` (机关: 文号: 年份:) look into the official head.
Whatever is not well formed is taken literally: a quotation mark without its partner, an operator
without a value, a year that is none.
"""

import functools
import re
from dataclasses import dataclass, replace

from domain.numbers import read_document_number
from search.analysis import DateMention, Run, dates, runs
from search.characters import fold

LONGEST_QUERY = 200
MOST_WORDS = 16
LONGEST_WORD = 8
"""Han characters in a word above which it is a sentence: nobody types nine that are one name."""

QUESTION_WORDS = (
    *("什么", "怎么", "怎样", "如何", "为何", "为啥", "哪里", "哪些", "哪个", "哪儿", "哪年"),
    *("多少", "多久", "几天", "几年", "几个", "是否", "能否", "可否", "能不能", "可不可以"),
    *("是不是", "有没有", "要不要", "请问", "吗", "呢", "谁能", "谁来", "找谁"),
)

# Characters without width are no blanks here: they hide within pasted words.
_BLANK = re.compile("[\\s\x00-\x1f\x7f-\x9f]+")
_BETWEEN_BLANKS = re.compile("[^\\s\x00-\x1f\x7f-\x9f]+")
_OPERATOR = re.compile("(organ|机关|no|文号|索引号|year|年份)[:：]", re.IGNORECASE)
_QUESTION = re.compile("|".join(QUESTION_WORDS))
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

    @functools.cached_property
    def runs(self) -> tuple[Run, ...]:
        """Its runs of letters, in order; none when it is all punctuation."""
        return tuple(runs(self.text))

    @functools.cached_property
    def telling(self) -> tuple[Run, ...]:
        """Its runs without question words, which say nothing about what is asked for."""
        text = _QUESTION.sub(lambda found: "." * len(found[0]), self.text)
        return self.runs if self.quoted else tuple(runs(text)) or self.runs

    @functools.cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates it writes out. In a quotation a date is just text."""
        if self.quoted or (self.text.isalpha() and "年" not in self.text):
            return ()
        return tuple(dates(self.text))

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

    @property
    def sentence(self) -> bool:
        """Whether only some of its characters can be expected in a document."""
        if self.quoted or self.number:
            return False
        if _QUESTION.search(fold(self.text)):
            return True
        return sum(len(run.text) for run in self.beside_dates if run.han) > LONGEST_WORD

    @functools.cached_property
    def beside_dates(self) -> tuple[Run, ...]:
        """Its runs, the parts left over when the dates are taken out."""
        if not self.dates:
            return self.runs
        rest = list(self.text)
        for date in self.dates:
            # A full stop is no letter, so the words before and after do not grow together.
            rest[date.start : date.end] = "." * (date.end - date.start)
        return tuple(runs("".join(rest)))


@dataclass(frozen=True)
class Typed:
    """A query as words, and what was cut off it."""

    words: tuple[Word, ...]
    cut_characters: bool = False
    cut_words: bool = False

    @property
    def wanted(self) -> tuple[Word, ...]:
        """The words to be found in title or text."""
        return tuple(word for word in self.words if not word.excluded and word.field is None)

    @property
    def sentence(self) -> bool:
        return any(word.sentence for word in self.wanted)

    @property
    def empty(self) -> bool:
        return not self.words


def readable(text: str) -> str:
    """`text` with what no encoding can carry (half a surrogate pair) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read(query: str) -> Typed:
    """The words of `query`: its first 200 characters, at most 16 words."""
    text = readable(query[:LONGEST_QUERY])
    words: list[Word] = []
    place = 0
    while (start := _BETWEEN_BLANKS.search(text, place)) is not None:
        word, place = _word(text, start.start())
        if word.runs:
            words.append(word)
    return Typed(
        tuple(words[:MOST_WORDS]),
        bool(query[LONGEST_QUERY:].strip()),
        len(words) > MOST_WORDS,
    )


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
