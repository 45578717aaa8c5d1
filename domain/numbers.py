"""The two numbers a document carries: 文号, which has a grammar, and 索引号, which has none.

Both are kept as written. What this module makes from them serves comparison only: the same number
must meet itself whatever brackets, blanks, widths and zeros a typist, a mirror site or a scanner
left in it. Shapes and damages were seen on real portals (domain facts C5).
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OPEN = "〔﹝［[（(【｛{〖〘〈《＜<「『"
_CLOSE = "〕﹞］]）)】｝}〗〙〉》＞>」』"
_BRACKETS = str.maketrans(_OPEN + _CLOSE, "(" * len(_OPEN) + ")" * len(_CLOSE))
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x1f\x7f-\x9f]+")

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_SERIAL = r"第?0*(?P<serial>[1-9][0-9]{0,5})"
_CODE = rf"(?P<code>[{_HAN}A-Z0-9]*?)"
# 浦府〔2022〕1号, [2023]61号, (2023)第307号, 国办发2024〕12号; a mirror may lose the closing
# bracket, the 号 or both (国办公开办函〔202130, 浦府〔20221), but the year is still led by one.
_BRACKETED = re.compile(rf"{_CODE}\({_YEAR}年?\)?{_SERIAL}号?")
_HALF_BRACKETED = re.compile(rf"{_CODE}{_YEAR}年?\){_SERIAL}号?")
# 国办发2024年第12号, 国办发2024-12号, 国办发202412号: without a bracket only 号 makes it a number.
_BARE = re.compile(rf"{_CODE}{_YEAR}(?:年|[-/])?{_SERIAL}号")
# 国务院令第711号, 公告5号, 第012号: orders and announcements are counted without a year.
_YEARLESS = re.compile(rf"(?P<code>[{_HAN}]*(?:令|公告|通告)|(?=第)){_SERIAL}号")
_WHOLE = (_BRACKETED, _HALF_BRACKETED, _BARE, _YEARLESS)

_CITED = re.compile(
    rf"(?P<code>[{_HAN}]{{2,14}})\({_YEAR}年?\)?{_SERIAL}号\Z"
    rf"|(?P<order>[{_HAN}]{{1,20}}令)第0*(?P<number>[1-9][0-9]{{0,5}})号\Z"
)
_COUNTED = re.compile(r"\d\s?号")
_LONGEST_CITATION = 60
_MOST_CITATIONS = 2_000
# Words that stand before a number in running text and would be taken for part of its code. Short
# words that real codes contain (和 in 和政办, 经 in 经信办) are left: a code too long is no harm.
_LEADING = re.compile(
    "^.*(?:根据|按照|依据|依照|遵照|落实|执行|印发|转发|修改|废止|以及|关于|参照|见|及|的|按|由)"
)


@dataclass(frozen=True)
class DocumentNumber:
    """文号 (发文字号): organ code, year, serial, as 《党政机关公文处理工作条例》 art 9(5) orders.

    `original` is what was written. `year` is None for orders, which are counted without one;
    `code` may be empty, for many county notices omit it.
    """

    original: str
    code: str
    year: int | None
    serial: int

    @property
    def comparable(self) -> str:
        """The one spelling used for comparison: 国办发〔2024〕12号, 国务院令第711号."""
        if self.year is None:
            return f"{self.code}第{self.serial}号"
        return f"{self.code}〔{self.year}〕{self.serial}号"


def read_document_number(text: str) -> DocumentNumber | None:
    """The 文号 that the whole of `text` is, or None when it has no such form.

    A None is no refusal: odd numbers exist and are kept and compared as they are.
    """
    plain = _plain(text)
    for form in _WHOLE:
        found = form.fullmatch(plain)
        if found is not None:
            parts = found.groupdict()
            year = parts.get("year")
            return DocumentNumber(
                text, parts["code"], int(year) if year else None, int(parts["serial"])
            )
    return None


def fold_document_number(text: str) -> str:
    """What two spellings of one 文号 have in common.

    A text without the form of a 文号 is compared without blanks, width and bracket style.
    """
    number = read_document_number(text)
    return number.comparable if number else _plain(text)


def cited_document_numbers(text: str) -> tuple[str, ...]:
    """The 文号 that a running text cites, comparable, each once, in order of appearance.

    Only complete forms count (bracketed year and 号, or an order's 第…号), so that sums and
    telephone numbers are not taken for citations.
    """
    cited: dict[str, None] = {}
    for end in islice(_COUNTED.finditer(text), _MOST_CITATIONS):
        # Only the few characters before a counted 号 are looked at: folding the width of a whole
        # body would cost more than all the rest of its analysis.
        before = max(0, end.end() - _LONGEST_CITATION)
        found = _CITED.search(_plain(text[before : end.end()]))
        if found is not None and found["order"]:
            number = DocumentNumber("", _code_in(found["order"]), None, int(found["number"]))
            cited[number.comparable] = None
        elif found is not None:
            code = _code_in(found["code"])
            number = DocumentNumber("", code, int(found["year"]), int(found["serial"]))
            cited[number.comparable] = None
    return tuple(cited)


def fold_index_number(text: str) -> str:
    """What two spellings of one 索引号 have in common: width, case, blanks and dashes folded.

    Opaque on purpose: real ones hold borrowed organ codes, hyphens inside the code and even
    `None` (domain facts C5), so nothing is ever read out of them.
    """
    return _narrow(text).replace("\u2044", "/").replace("\u2215", "/")


def _plain(text: str) -> str:
    """`text` without blanks, in half width and upper case, with one kind of bracket."""
    return _narrow(text.translate(_BRACKETS)).translate(_BRACKETS)


def _narrow(text: str) -> str:
    """`text` in half width and upper case, without blanks, with one kind of dash."""
    # Taking blanks out or raising case may leave an accent to compose: normalised once more.
    upper = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return _DASHES.sub("-", unicodedata.normalize("NFKC", upper))


def _code_in(words: str) -> str:
    """The organ code at the end of `words`, without the sentence that leads to it."""
    code = _LEADING.sub("", words)
    return code if len(code) > 1 else words
