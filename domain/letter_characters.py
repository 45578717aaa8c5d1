"""Characters of texts: what nobody may hand in, and how a letter shows what its font lacks.

A reader must see all that was written: a character that hides or turns what stands beside it is
refused where it comes in. What can be seen on a screen and not on paper, such as an emoji in an
applicant's name, stops no letter: it is printed as 〓, the printers' mark of a missing type.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar

from domain.errors import Incomplete

K = TypeVar("K")

MISSING = "〓"
"""U+3013 GETA MARK: a character stands here for which there is no type."""

_LINES = frozenset("\t\n\r")
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of the text around it (UAX #9, explicit and implicit controls)."""
_REFUSED = frozenset({"Cc", "Cn", "Co", "Cs"})
_LEFT_OUT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Variation selectors (Unicode 23.4): they choose between forms of the character before them."""


def hidden_in(text: str) -> tuple[str, ...]:
    """Characters of `text` that nobody may hand in, each once: control and direction characters,
    private use, unassigned, surrogates. Line breaks and tabs are none of them."""
    return tuple(
        dict.fromkeys(
            one
            for one in text
            if one in _DIRECTIONS or (one not in _LINES and unicodedata.category(one) in _REFUSED)
        )
    )


def hidden_message(text: str) -> str:
    """What is wrong with `text`, in words; empty when all of it may be handed in."""
    found = [f"U+{ord(one):04X}" for one in hidden_in(text)]
    if not found:
        return ""
    named = "、".join(found[:5]) + ("等" if len(found) > 5 else "")
    return f"含有看不见或者没有统一写法的字符（{named}），请删去后重新填写"


def require_seen(text: str, field: str) -> None:
    """Raises `Incomplete` naming the field and the characters that nobody may hand in."""
    message = hidden_message(text)
    if message:
        raise Incomplete(message, rule="条例 art 29", field=field)


def printable(facts: Mapping[K, str], lacks: Callable[[str], frozenset[str]]) -> dict[K, str]:
    """The facts of a case as a letter can print them: 〓 for each character the font lacks.

    What has no form of its own, joiners and variation selectors, is left out. An officer's words
    are not changed like this: he is told the character and writes it in another way.
    """
    return {name: _shown(value, lacks(value)) for name, value in facts.items()}


def _shown(text: str, lacking: frozenset[str]) -> str:
    return "".join(_shown_as(one, one in lacking) for one in text)


def _shown_as(one: str, lacking: bool) -> str:
    kind = unicodedata.category(one)
    if one in _LINES:
        return one
    if kind in ("Zl", "Zp"):
        return " "
    if kind in ("Cc", "Cf") or (lacking and _LEFT_OUT.match(one)):
        return ""
    return MISSING if lacking or kind in ("Co", "Cs") else one
