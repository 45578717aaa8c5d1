"""Quantities as people write them: 5小时 is 五小时, 二十四小时 is 24小时."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search.characters import fold

_NUMERALS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_NUMERALS)} | {"两": 2}
_STEPS = (("千", 1_000), ("百", 100), ("十", 10))
_MOST_SPELLINGS = 2

_LONG_UNITS = (
    "小时|分钟|个?工作日|自然日|个月|个星期|周岁|万元|亿元"
    "|平方米|平方公里|公里|公顷|公斤|千克|厘米|毫米"
)
_UNITS = f"{_LONG_UNITS}|[天周岁户人次批级类层元亩吨米套家所项件期届]"
_IN_DIGITS = re.compile(f"(?<![0-9a-z.,])([1-9][0-9]{{0,3}})({_UNITS})")
# After a numeral of ours a unit of one character is asked for by itself, wherever it stands: to
# look for 7 and 天 instead of 七天 would find nearly everything.
_IN_HAN = re.compile(f"(?<![{_NUMERALS}两十百千万亿〇])([{_NUMERALS}两十百千]+)({_LONG_UNITS})")


class Spelling(NamedTuple):
    """Another way to write a text: its `quantities` so written, and the `rest` without them."""

    text: str
    quantities: tuple[str, ...]
    rest: str


def respelled(text: str) -> tuple[Spelling, ...]:
    """The other ways to write `text`, two at most; none where it has no quantity."""
    folded = fold(text)
    found = sorted(_quantities(folded))
    if not found:
        return ()
    most = max(len(ways) for _, _, ways in found)
    return tuple(_spelled(folded, found, way) for way in range(min(most, _MOST_SPELLINGS)))


def numeral(number: int) -> tuple[str, ...]:
    """A number from 1 to 9,999 in Chinese numerals; with 二 and with 两 where both are said."""
    written, rest, skipped = "", number, False
    for sign, value in _STEPS:
        count, rest = divmod(rest, value)
        if count:
            one = "" if value == 10 and count == 1 and not written else _NUMERALS[count]
            written += ("零" if skipped else "") + one + sign
        skipped = bool(written) and not count
    if rest:
        written += ("零" if skipped else "") + _NUMERALS[rest]
    if written[0] == "二" and not written.startswith("二十"):
        return written, f"两{written[1:]}"
    return (written,)


def counted(written: str) -> int:
    """The number that a Chinese numeral is; 0 for what is none."""
    number, digit, below = 0, None, 10_000
    for sign in written:
        value = dict(_STEPS).get(sign)
        if value is None:
            if digit:
                return 0
            digit = _VALUES.get(sign, 0)
        elif value < below and (digit or (value == 10 and not written.index(sign))):
            number, digit, below = number + (digit or 1) * value, None, value
        else:
            return 0
    number += digit or 0
    return number if number and written in numeral(number) else 0


def _quantities(folded: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each begins and ends, and how else it is written."""
    for found in _IN_DIGITS.finditer(folded):
        yield (*found.span(), tuple(one + found[2] for one in numeral(int(found[1]))))
    for found in _IN_HAN.finditer(folded):
        number = counted(found[1])
        if number:
            yield (*found.span(), (f"{number}{found[2]}",))


def _spelled(folded: str, found: list[tuple[int, int, tuple[str, ...]]], way: int) -> Spelling:
    whole, rest, done = "", "", 0
    quantities = [ways[min(way, len(ways) - 1)] for _, _, ways in found]
    for (start, end, _), quantity in zip(found, quantities, strict=True):
        whole += folded[done:start] + quantity
        # A full stop is no letter, so the words before and after do not grow together.
        rest += folded[done:start] + "."
        done = end
    return Spelling(whole + folded[done:], tuple(quantities), rest + folded[done:])
