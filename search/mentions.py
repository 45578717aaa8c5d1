"""Dates and 文号 as people type them: with blanks inside, with half a year, within other words."""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from domain.numbers import read_document_number
from search.analysis import DateMention, dates
from search.characters import BLANK, HAN, fold

_B = f"[{BLANK}]*"
_YEAR = f"(?:1{_B}9|2{_B}0){_B}[0-9]{_B}[0-9]"
_SERIAL = f"(?:[0-9](?:{_B}[0-9]){{0,5}}{_B}号|[0-9]{{1,6}})"
_COUNTED = f"[0-9](?:{_B}[0-9]){{0,5}}{_B}号"
# Of a number without its organ code: (2024)12号, (2024 12号, 2024)12号, 2024年第12号, 2024-12号.
_NUMBER = re.compile(
    rf"\({_B}{_YEAR}{_B}年?{_B}\){_B}第?{_B}{_SERIAL}"
    rf"|\({_B}{_YEAR}{_B}年?{_B}第?{_B}{_COUNTED}"
    rf"|(?<![0-9]){_YEAR}{_B}年?{_B}\){_B}第?{_B}{_SERIAL}"
    rf"|(?<![0-9]){_YEAR}{_B}(?:年|[-/])?{_B}第?{_B}{_COUNTED}"
    rf"|(?:令|公告|通告){_B}第?{_B}{_COUNTED}"
)
_CODE_BEFORE = re.compile(f"[{HAN}]{{1,14}}\\Z")
_PARTED_CODE = re.compile(
    f"((?:^|(?<=[{BLANK}:：]))(?:[{HAN}]{{2,10}}|[{HAN}](?:[{BLANK}]+[{HAN}])*))({_B})\\Z"
)
_CODE_ENDS = frozenset("发函办字令规通政府文电复任秘告审议")
"""What a 机关代字 ends with: 国办发, 临政办函. Other words before a number are words."""
_NO_CODE = re.compile(
    "^.*(?:根据|按照|依据|依照|遵照|落实|执行|印发|转发|修改|废止|以及|关于|参照|见|及|的|按|由)"
)

# A scanner's text: every character, Chinese or digit, between blanks. Of three (庭 4 7) it is
# rather the row of a table, and 47 would be another number.
_ONE_BY_ONE = re.compile(
    f"(?<![^{BLANK}])(?:[{HAN}0-9()年月日号第][{BLANK}]+){{3,}}[{HAN}0-9()](?![^{BLANK}])"
)
_BLANKS = re.compile(f"[{BLANK}]+")
_DIGIT = re.compile("[0-9]")

_SHORT_YEAR = re.compile("(?<![0-9])([0-9]{2})年([0-9]{1,2})月(?:([0-9]{1,2})日)?")
_EIGHT_DIGITS = re.compile("(?<![0-9a-z])((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9a-z])")
_ONLY_MONTH = re.compile("((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})")
_FULL_YEAR = "(?<![0-9a-z/.-])((?:19|20)[0-9]{2})"
_CALENDAR_FORMS = (
    re.compile(_FULL_YEAR + "年([0-9]{1,2})月(?:([0-9]{1,2})[日号])?"),
    re.compile(_FULL_YEAR + "([-/.])([0-9]{1,2})\\2([0-9]{1,2})(?![0-9/.号-])"),
    re.compile(_FULL_YEAR + "(0[1-9]|1[0-2])([0-2][0-9]|3[01])(?![0-9a-z-])"),
)
"""Dates and what is written like one; the middle form is told from the parts of 索引号."""
_CENTURY_TURNS = 60
"""Two-digit years below are of this century."""


class TypedDate(NamedTuple):
    """A date at [start, end) of a word. `sure` when it is a date in a document as well: then its
    token finds every way of writing it; else the writing itself is looked for too."""

    start: int
    end: int
    year: int
    month: int
    day: int | None
    sure: bool

    @property
    def token(self) -> str:
        """The token of the day or the month in the index."""
        return DateMention(*self[:5]).token


class NoDate(NamedTuple):
    """What is written as a date and is in no calendar; `day` is None for a month."""

    year: int
    month: int
    day: int | None

    @property
    def said(self) -> str:
        """2026年2月30日, or 2026年13月: the month where it is already none."""
        month = f"{self.year}年{self.month}月"
        return month if self.day is None else f"{month}{self.day}日"


class NumberMention(NamedTuple):
    """A 文号 at [start, end) of a word, as it is compared."""

    start: int
    end: int
    comparable: str


def dates_typed(text: str) -> tuple[TypedDate, ...]:
    """The dates in `text`, in order, none overlapping another.

    Beside the forms that documents are searched for: 24年1月2日, 20240102, and 2024-01 or 2024/1
    when it is all there is.
    """
    folded = fold(text)
    found = [TypedDate(*mention, True) for mention in dates(folded)]
    for mention in _guessed(folded):
        if not any(mention.start < sure.end and sure.start < mention.end for sure in found):
            found.append(mention)
    return tuple(sorted(found))


def no_dates(text: str) -> tuple[NoDate, ...]:
    """The dates in `text` that no calendar has: 2026-02-30, 2026年13月, 二〇二六年二月三十日."""
    folded = fold(text)
    written = [(one.year, one.month, one.day) for one in dates(folded)]
    for form in _CALENDAR_FORMS:
        for found in form.finditer(folded):
            year, month, day = (int(part) if part else None for part in _parts(found))
            written.append((year or 0, month or 0, day))
    none = (NoDate(*one) for one in dict.fromkeys(written) if not _in_calendar(*one))
    return tuple(one if 1 <= one.month <= 12 else one._replace(day=None) for one in none)


def _parts(found: re.Match[str]) -> Iterator[str | None]:
    """Year, month and day, without the separator that one form has among them."""
    return (part for part in found.groups() if part is None or part.isdigit())


def _in_calendar(year: int, month: int, day: int | None) -> bool:
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year, month)[1]


def numbers_typed(text: str) -> tuple[NumberMention, ...]:
    """The 文号 within `text` that have a bracketed year or belong to an order, with their code."""
    folded = fold(text)
    found: list[NumberMention] = []
    for core in _NUMBER.finditer(folded):
        if core[0][0].isdigit():
            continue  # 2024年12号楼 is no 文号: without a bracket only a whole word is one
        done = found[-1].end if found else 0
        before = _CODE_BEFORE.search(folded, done, core.start())
        code = _NO_CODE.sub("", before[0]) if before else ""
        if found and core.start() - len(code) == done:
            code = code.lstrip("和与")  # elsewhere a code may begin so: 和政办
        start = core.start() - len(code)
        number = read_document_number(folded[start : core.end()])
        if number is not None and start >= done:
            found.append(NumberMention(start, core.end(), number.comparable))
    return tuple(found)


def blanks_inside(text: str) -> str:
    """`text` without the blanks inside a date, a 文号 or a text typed character by character."""
    if not _DIGIT.search(fold(text)):
        return text
    text = _changed(text, ((*span, _close) for span in _one_by_one(fold(text))))
    text = _changed(text, ((one.start, one.end, _close) for one in dates(text)))
    return _changed(text, ((*span, _numbered) for span in _numbers_parted(fold(text))))


def _guessed(folded: str) -> Iterator[TypedDate]:
    for found in _SHORT_YEAR.finditer(folded):
        year = int(found[1])
        year += 2000 if year < _CENTURY_TURNS else 1900
        yield from _real(found, year, found[2], found[3])
    for found in _EIGHT_DIGITS.finditer(folded):
        yield from _real(found, int(found[1]), found[2], found[3])
    whole = _ONLY_MONTH.fullmatch(folded)
    if whole is not None:
        yield from _real(whole, int(whole[1]), whole[2], None)


def _real(found: re.Match[str], year: int, month: str, day: str | None) -> Iterator[TypedDate]:
    mention = DateMention(*found.span(), year, int(month), int(day) if day else None)
    if mention.real:
        yield TypedDate(*mention, False)


def _one_by_one(folded: str) -> Iterator[tuple[int, int]]:
    """Texts typed character by character that have a number in them.

    Of Chinese characters alone it cannot be known whether they are one word.
    """
    for found in _ONE_BY_ONE.finditer(folded):
        if _DIGIT.search(found[0]) and not found[0].replace(" ", "").isdigit():
            yield found.span()


def _numbers_parted(folded: str) -> Iterator[tuple[int, int]]:
    """The 文号 with blanks inside. Without a bracket a code must show that it is one."""
    for core in _NUMBER.finditer(folded):
        start = core.start()
        before = _PARTED_CODE.search(folded, 0, start)
        if before is not None and before[1][-1] in _CODE_ENDS:
            start = before.start()
        elif core[0][0].isdigit():
            continue
        if _BLANKS.search(folded, start, core.end()):
            yield start, core.end()


def _close(text: str) -> str:
    return _BLANKS.sub("", text)


def _numbered(text: str) -> str:
    """A 文号 in its usual spelling: without its blanks 2024 and 12 would be one number."""
    number = read_document_number(fold(text))
    return number.comparable if number else _close(text)


def _changed(text: str, spans: Iterable[tuple[int, int, Callable[[str], str]]]) -> str:
    """`text` with each span, in order, as its function gives it."""
    parts: list[str] = []
    done = 0
    for start, end, change in spans:
        if start >= done:
            parts += text[done:start], change(text[start:end])
            done = end
    return "".join((*parts, text[done:]))
