"""One character for one character: the folding that makes spellings of the same text equal."""

import functools
import re
import unicodedata
from importlib import resources

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters, as the inside of a regular expression's character class."""

BLANK = "\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
"""Blanks and characters without width, as the inside of a character class."""

_OPENING = "〔﹝［[【〖〘｛{（("
_CLOSING = "〕﹞］]】〗〙｝}）)"


def fold(text: str) -> str:
    """`text` in half width, lower case, simplified script and one style of brackets.

    As many characters as before, each in its old place, so that a place found in the folded text
    is the same place in the original. 〇 and 零 stay apart; the circles ○ and ◯, which typists use
    for it, become 〇.
    """
    table, foldable = _table()
    return foldable.sub(lambda found: table[found[0]], text)


def readable(text: str) -> str:
    """`text` with what no encoding can carry (half a surrogate pair) as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


@functools.cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """Every character that folds, with what it becomes, and the pattern that finds them.

    Substituting the few that fold is twice as fast on Chinese text as translating every
    character. NFKC is used only where it gives one character for one, so width, compatibility
    ideographs and the Kangxi radicals that PDF files are full of are covered.
    """
    last = _simplified() | {"○": "〇", "◯": "〇"}
    last |= dict.fromkeys(_OPENING, "(") | dict.fromkeys(_CLOSING, ")")
    table: dict[str, str] = {}
    for code in range(0x10000):
        character = chr(code)
        folded = _single(unicodedata.normalize("NFKC", character), character)
        folded = _single(folded.lower(), folded)
        table[character] = last.get(folded, folded)
    table = {character: folded for character, folded in table.items() if character != folded}
    return table, re.compile("[" + "".join(map(re.escape, table)) + "]")


def _single(folded: str, character: str) -> str:
    return folded if len(folded) == 1 else character


def _simplified() -> dict[str, str]:
    file = resources.files("search") / "data" / "traditional_to_simplified.txt"
    pairs = file.read_text(encoding="utf-8").split()
    return {pair[0]: pair[1] for pair in pairs}
