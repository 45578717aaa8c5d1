"""What a machine sees in a text before it is published: personal data and secrecy marks.

Findings are hints for the person who reviews (保密审查): they name the kind, the paragraph and how
often, never the data itself, for they are kept in the journal for ever. They neither clear a
document nor stop it.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What was found; the order is the order of weight."""

    SECRET_MARK = "SECRET_MARK"
    INTERNAL_MARK = "INTERNAL_MARK"
    ID_NUMBER = "ID_NUMBER"
    BANK_CARD = "BANK_CARD"
    MOBILE = "MOBILE"
    EMAIL = "EMAIL"

    @property
    def chinese(self) -> str:
        return {
            "SECRET_MARK": "密级标志",
            "INTERNAL_MARK": "内部资料标志",
            "ID_NUMBER": "公民身份号码",
            "BANK_CARD": "银行卡号",
            "MOBILE": "手机号码",
            "EMAIL": "电子邮箱",
        }[self]


@dataclass(frozen=True)
class Finding:
    """`count` things of one kind in paragraph `paragraph` (from 1, `domain.paragraphs`)."""

    kind: FindingKind
    paragraph: int
    count: int


def find(text: str) -> tuple[Finding, ...]:
    """All findings in `text`, by paragraph, then by kind. Linear in the length of `text`."""
    starts = [match.start() for match in _PARAGRAPH.finditer(text)]
    hits = Counter(
        (bisect_right(starts, position), kind)
        for look in (_marks, _numbers, _mailboxes)
        for kind, position in look(text)
    )
    order = {kind: place for place, kind in enumerate(FindingKind)}
    places = sorted(hits, key=lambda hit: (hit[0], order[hit[1]]))
    return tuple(Finding(kind, paragraph, hits[paragraph, kind]) for paragraph, kind in places)


_Hit = tuple[FindingKind, int]

_PARAGRAPH = re.compile(r"^(?=[^\n]*\S)", re.MULTILINE)

# The only pass over the whole text: runs that begin with a digit and are long enough to be a
# number of any kind below. Everything else looks at these runs alone.
_DIGITS = "0-9０-９"
_JOINTS = " \\-\u00a0\u2010-\u2015\u3000－"
_RUN = re.compile(f"[{_DIGITS}][{_DIGITS}XxＸｘ{_JOINTS}]{{9,}}")

_HALF_WIDTH = str.maketrans(
    "０１２３４５６７８９ＸｘＡＢ\u00a0\u3000\u2010\u2011\u2012\u2013\u2014\u2015－",
    "0123456789XxAB  -------",
)

# Not \b: Han characters are word characters too. Digits behind a decimal point, and amounts, are
# no numbers of a person.
_ALONE = r"(?<![0-9A-Za-z])(?<![0-9]\.)"
_END = r"(?![0-9A-Za-z]|\.[0-9]|[ ]?[元万亿㎡%])"
_ID_SHAPE = re.compile(
    f"{_ALONE}[1-9][0-9]{{5}}[ -]?(?:18|19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])"
    f"(?:0[1-9]|[12][0-9]|3[01])[ -]?[0-9]{{3}}[0-9Xx](?![0-9A-Za-z])"
)
_CARD_SHAPE = re.compile(
    f"{_ALONE}(?:[0-9]{{15,19}}|[0-9]{{4}}([ -])[0-9]{{4}}\\1[0-9]{{4}}\\1[0-9]{{4}}"
    f"(?:\\1[0-9]{{1,3}})?){_END}"
)
_MOBILE_SHAPE = re.compile(
    f"{_ALONE}(?:(?:00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}}{_END}"
)
_BEFORE, _AFTER = 2, 2  # characters around a run that the shapes look at


def _numbers(text: str) -> Iterator[_Hit]:
    for run in _RUN.finditer(text):
        start = max(run.start() - _BEFORE, 0)
        piece = text[start : run.end() + _AFTER].translate(_HALF_WIDTH)
        for kind, offset in _numbers_in(piece):
            yield kind, start + offset


def _numbers_in(piece: str) -> list[_Hit]:
    """Identity numbers first: whatever has their shape is no card, even with a wrong digit, for a
    mistyped one passes the check of cards one time in ten."""
    hits: list[_Hit] = []

    def take_id(found: re.Match[str]) -> str:
        if is_id_number(_bare(found[0])):
            hits.append((FindingKind.ID_NUMBER, found.start()))
        return "#" * len(found[0])

    def take_card(found: re.Match[str]) -> str:
        if not is_bank_card(_bare(found[0])):
            return found[0]
        hits.append((FindingKind.BANK_CARD, found.start()))
        return "#" * len(found[0])

    rest = _CARD_SHAPE.sub(take_card, _ID_SHAPE.sub(take_id, piece))
    hits += [(FindingKind.MOBILE, found.start()) for found in _MOBILE_SHAPE.finditer(rest)]
    return hits


def _bare(number: str) -> str:
    return number.replace(" ", "").replace("-", "")


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def is_id_number(number: str) -> bool:
    """Whether the last of 18 characters is the check character of the 17 digits before it
    (GB 11643-1999: ISO 7064 MOD 11-2)."""
    if len(number) != 18 or not (number.isascii() and number[:17].isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == number[17].upper()


# Issuers whose cards are met here: UnionPay, ICBC's old range, JCB, Visa, Mastercard; with the
# lengths they use. Without the table one long number in ten would be a card.
_ISSUERS = (
    (re.compile("62|81[0-7]"), range(16, 20)),
    (re.compile("9558"), range(19, 20)),
    (re.compile("4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|35(?:2[89]|[3-8])"), range(16, 17)),
)


def is_bank_card(number: str) -> bool:
    """Whether `number` has an issuer's range and length and the right check digit (ISO/IEC 7812-1
    annex B, "Luhn"), and is no unified social credit code, which is public."""
    known = any(issuer.match(number) and len(number) in lengths for issuer, lengths in _ISSUERS)
    if not known or is_credit_code(number):
        return False
    doubled = (divmod(2 * int(digit), 10) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(map(sum, doubled))) % 10 == 0


_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(number: str) -> bool:
    """Whether `number` is a 统一社会信用代码 (GB 32100-2015: weights 3^i mod 31)."""
    values = [_CREDIT_ALPHABET.find(char) for char in number.upper()]
    if len(values) != 18 or -1 in values:
        return False
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]


_AT = re.compile("[@＠]")
_LOCAL_PART_BACKWARDS = re.compile(r"[A-Za-z0-9._%+\-]{0,63}[A-Za-z0-9]")
_DOMAIN_PART = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9\-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z])")
_MAILBOX_BEFORE, _MAILBOX_AFTER = 64, 255  # RFC 5321 §4.5.3.1


def _mailboxes(text: str) -> Iterator[_Hit]:
    for at in _AT.finditer(text):
        start = max(at.start() - _MAILBOX_BEFORE, 0)
        before = text[start : at.start()].translate(_ASCII)
        after = text[at.end() : at.end() + _MAILBOX_AFTER].translate(_ASCII)
        local = _LOCAL_PART_BACKWARDS.match(before[::-1])
        if local and _DOMAIN_PART.match(after):
            yield FindingKind.EMAIL, at.start()


_ASCII = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}


# Marks are often set with blanks between the characters: 机　密★１年.
_GAP = "[ \\t\u00a0\u3000]{0,4}"
_MARK_TAIL = f"{_GAP}(?:长期|[0-9０-９一二三四五六七八九十]{{1,3}}{_GAP}[年月])?"


def _spaced(words: str) -> str:
    return "(?:" + "|".join(_GAP.join(word) for word in words.split()) + ")"


_LEVEL = _spaced("绝密 机密 秘密")
_URGENCY = _spaced("特提 特急 加急 平急")
_EDGE = "[^\\w\\n]*"

# 保密, 国家秘密, 商业秘密 in running text are no marks: a level counts with its star, behind the
# words 密级, or alone in its line (GB/T 9704-2012 §7.2.2).
_SECRET = re.compile(
    f"^{_EDGE}{_LEVEL}{_MARK_TAIL}{_GAP}{_URGENCY}?{_EDGE}$"
    f"|{_LEVEL}{_GAP}[★☆]"
    f"|{_spaced('密级')}{_GAP}[:：\\t]{_GAP}{_LEVEL}",
    re.MULTILINE,
)

_WARNING = _spaced(
    "注意保存 注意保管 注意保密 妥善保管 妥善保存 不得公开 不予公开 不宜公开 不得外传 严禁外传 "
    "请勿外传 禁止外传 不得扩散 严禁扩散 不得翻印 禁止翻印 不得转载 禁止转载"
)
_INTERNAL_MATTER = _spaced(
    "内部资料 内部文件 内部材料 内部刊物 内部参考 内部使用 内部传阅 内部掌握 内部发行"
)
_THIS_PAPER = _spaced("此件 本件 该件 本文件 本资料 本材料 此文件")

# 行政机关不得公开 is a sentence of the law; 此件不得公开 is a mark.
_INTERNAL = re.compile(
    f"^{_EDGE}(?:{_INTERNAL_MATTER}|{_WARNING}){_EDGE}$"
    f"|{_INTERNAL_MATTER}[ \\t\u00a0\u3000,，、。;；·★()（）]{{0,8}}{_WARNING}"
    f"|{_THIS_PAPER}{_GAP}(?:{_WARNING}|{_spaced('不公开')}|{_INTERNAL_MATTER})"
    f"|{_spaced('密级')}{_GAP}[:：\\t]{_GAP}{_spaced('内部')}"
    f"|{_spaced('公开')}(?:属性|选项|方式|类别|形式){_GAP}[:：]{_GAP}(?:不予公开|不公开)"
    f"|{_spaced('内部')}{_GAP}[★☆]",
    re.MULTILINE,
)


def _marks(text: str) -> Iterator[_Hit]:
    for kind, pattern in (
        (FindingKind.SECRET_MARK, _SECRET),
        (FindingKind.INTERNAL_MARK, _INTERNAL),
    ):
        for found in pattern.finditer(text):
            yield kind, found.start()
