"""How alike two descriptions of information are, so that an officer is shown what was asked before.

A proposal for the eye and never a decision: whether a request repeats another one (条例 art 36(6))
is judged by whoever answers it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

ALIKE = 0.35
"""From here on two descriptions are worth being looked at side by side."""
SAME = 0.6
"""From here on they are probably about the same information."""
LONGEST = 2_000
"""Characters that are compared; what follows says little more of what is wanted."""
_NUMBER = re.compile(r"[0-9]+")
_SMALL = re.compile(
    "申请公开|申请获取|请公开|请提供|想了解|关于|有关|相关|年度|[的之及和与或以等我年]"
)
"""Words that ask and join, and say nothing of what is wanted."""


def likeness(one: str, other: str) -> float:
    """Between 0 and 1: twice the pairs of neighbouring characters they share, of all pairs (Dice).

    Width, case, blanks and punctuation make no difference. Texts of a single character are alike
    when they are the same.
    """
    return _shared(_pairs(one), _pairs(other))


def alike(
    text: str, candidates: Iterable[tuple[T, str]], *, least: float = ALIKE, most: int = 5
) -> Sequence[tuple[T, float]]:
    """The candidates whose descriptions are most like `text`, the likest first."""
    wanted = _pairs(text)
    found = ((one, _shared(wanted, _pairs(described))) for one, described in candidates)
    near = [(one, score) for one, score in found if score >= least]
    return sorted(near, key=lambda pair: -pair[1])[:most]


def same_thing(one: str, other: str) -> bool:
    """Whether two descriptions say the same, and not only the like about another year or place.

    They name the same numbers (years, document numbers), and what one of them says beyond the other
    is no more than a character: a place has two. Order, asking and connecting words do not count.
    """
    if likeness(one, other) < SAME or _numbers(one) != _numbers(other):
        return False
    mine, his = Counter(_meant(one)), Counter(_meant(other))
    more, less = sorted(((mine - his).total(), (his - mine).total()), reverse=True)
    return less == 0 and more <= 1


def _numbers(text: str) -> set[int]:
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    return {int(found) for found in _NUMBER.findall(plain)}


def _meant(text: str) -> str:
    return _SMALL.sub("", folded(text))


def folded(text: str) -> str:
    """A text as it is compared: letters and digits only, in one width and case."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return "".join(character for character in plain if character.isalnum())


def _pairs(text: str) -> Counter[str]:
    plain = folded(text)
    return Counter(a + b for a, b in pairwise(plain)) or Counter([plain] if plain else [])


def _shared(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
