"""Word tables: what else is looked for beside a word, how organs are called, words of a question.

They are read at query time only, so that an edit needs no new index. The shipped rows lie in
`search/data`; an operator's edits, which go before them, are kept by `ops`.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from domain.errors import Incomplete
from search.analysis import runs, squeeze

LONGEST_ENTRY = 30
"""Characters of a word in a table: the longest official term that is one has 24."""

SHORTEST_ENTRY = 2
"""A single character is in every document; a synonym of it would find everything."""

MOST_OTHERS = 12
"""Other words for one word: each is looked for in every search that has the word."""


class Table(StrEnum):
    """The tables, by the name an operator knows them by."""

    SYNONYMS = "synonyms"
    ALIASES = "aliases"
    QUESTIONS = "questions"


_FILES = {
    Table.SYNONYMS: "synonyms.txt",
    Table.ALIASES: "organ_aliases.txt",
    Table.QUESTIONS: "question_words.txt",
}


@dataclass(frozen=True, order=True)
class Pair:
    """Whoever types `word` also finds `other`. Both are folded, without blanks and punctuation.

    A word paired with itself is one that is not taken apart; in the table of questions every word
    is so.
    """

    word: str
    other: str


@dataclass(frozen=True)
class Edit:
    """A pair that an operator added (`present`) or removed."""

    pair: Pair
    present: bool


@dataclass(frozen=True)
class Tables:
    """The tables as they stand, for one search."""

    synonyms: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]]
    question_words: tuple[str, ...]

    def others(self, stretch: str) -> Sequence[str]:
        """What is looked for beside `stretch`, folded; itself when it is not taken apart."""
        return self._known.get(stretch, ())

    @functools.cached_property
    def _known(self) -> Mapping[str, tuple[str, ...]]:
        """Both tables as one, for a search asks for every stretch of what was typed."""
        both = dict(self.synonyms)
        for word, names in self.aliases.items():
            both[word] = (*both.get(word, ()), *names)
        return both

    @functools.cached_property
    def questions(self) -> re.Pattern[str]:
        """Finds a word of a question in folded text, the longest that begins at a place."""
        return question_pattern(self.question_words)


def question_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of `words`; nothing when there are none."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")


@functools.cache
def shipped_questions() -> re.Pattern[str]:
    """The words of a question that come with the program."""
    return question_pattern(pair.word for pair in shipped(Table.QUESTIONS))


@functools.cache
def shipped(table: Table) -> tuple[Pair, ...]:
    """The pairs that come with the program, in the order of their file."""
    file = resources.files("search") / "data" / _FILES[table]
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    read = (_pairs_of(line, table) for line in lines if line and not line.startswith("#"))
    return tuple(dict.fromkeys(pair for line in read for pair in line))


def tables(edits: Mapping[Table, Sequence[Edit]] | None = None) -> Tables:
    """The shipped tables with an operator's edits."""
    made = {table: _edited(table, (edits or {}).get(table, ())) for table in Table}
    return Tables(
        _grouped(made[Table.SYNONYMS]),
        _grouped(made[Table.ALIASES]),
        tuple(pair.word for pair in made[Table.QUESTIONS]),
    )


@functools.cache
def only_questions() -> Tables:
    """The shipped words of a question and nothing else: no word has another."""
    return Tables({}, {}, tuple(pair.word for pair in shipped(Table.QUESTIONS)))


def with_names(known: Tables, names: Iterable[tuple[str, Sequence[str]]]) -> Tables:
    """`known` and what organs are registered as: (full name, other names) each.

    Left out are names that the full one has in it, which are found anyway, and what no table takes.
    """
    aliases = {word: list(others) for word, others in known.aliases.items()}
    for full, others in names:
        for other in others:
            try:
                word, name = key(other), entry(full)
            except Incomplete:
                continue
            there = aliases.setdefault(word, [])
            if word in name or name in there or len(there) >= MOST_OTHERS:
                continue
            there.append(name)
    return replace(known, aliases={word: tuple(names) for word, names in aliases.items() if names})


def entry(text: str) -> str:
    """`text` as it stands in a table. Raises `Incomplete` saying what is wrong with it."""
    folded = squeeze(text)
    if not folded:
        raise Incomplete(f"“{text}”里没有文字或数字", field="word")
    if len(folded) < SHORTEST_ENTRY:
        raise Incomplete(f"“{text}”太短：至少两个字，一个字几乎每件信息里都有", field="word")
    if len(folded) > LONGEST_ENTRY:
        raise Incomplete(f"“{text}”太长：最多{LONGEST_ENTRY}个字", field="word")
    return folded


def key(text: str) -> str:
    """A word that stands on the left, where it is looked up in what was typed.

    Raises `Incomplete` also for one that is not all Chinese or all letters and digits, because
    what is typed is looked up run by run.
    """
    folded = entry(text)
    if len(list(runs(folded))) > 1:
        raise Incomplete(f"“{text}”汉字与字母、数字混写：左边的词要么全是汉字，要么全是字母数字")
    return folded


def _pairs_of(line: str, table: Table) -> list[Pair]:
    """What one line of a file says."""
    if table is Table.QUESTIONS:
        return [Pair(squeeze(word), squeeze(word)) for word in line.split()]
    word, towards, others = line.partition(">")
    if towards:
        return [Pair(squeeze(word), squeeze(other)) for other in others.split()]
    group = [squeeze(word) for word in line.split("=")]
    if len(group) == 1:
        return [Pair(group[0], group[0])]
    return [Pair(one, other) for one in group for other in group if other != one]


def _edited(table: Table, edits: Sequence[Edit]) -> list[Pair]:
    """The operator's pairs first, then the shipped ones that were not removed."""
    added = [edit.pair for edit in edits if edit.present]
    removed = {edit.pair for edit in edits if not edit.present}
    return list(dict.fromkeys((*added, *(p for p in shipped(table) if p not in removed))))


def _grouped(pairs: Iterable[Pair]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for pair in pairs:
        grouped.setdefault(pair.word, []).append(pair.other)
    return {word: tuple(others) for word, others in grouped.items()}
