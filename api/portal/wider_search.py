"""When nothing was found: what was tried, and wider searches with what each of them finds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from api.asking import Asked
from api.portal.narrowing import FACET_LABELS, Way, period_said, value_label, widest
from search.notices import Note
from search.words import read

MOST_WORDS = 4
"""Words that are tried one by one."""

NOTHING = "0"
"""What counting a search says when it finds nothing."""

_QUOTES = str.maketrans("", "", '"“”＂„「」『』')
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SYNTAX = frozenset({"and", "or", "not", "near"})
"""Words between words elsewhere; here they are looked for like any other."""


@dataclass(frozen=True)
class Tried:
    """What was looked for without finding anything, as sentences, and where else something is.

    `again` is the same search, to be tried later, where only the register was asked and no text;
    empty where everything was searched.
    """

    sentences: tuple[str, ...]
    wider: tuple[Way, ...]
    again: str


def tried(
    asked: Asked,
    notes: Sequence[Note],
    organs: Mapping[str, str],
    count: Callable[[Asked], str],
    *,
    texts: bool,
) -> Tried:
    """What was tried for `asked`. `count` runs a search and says how much it finds, `NOTHING`
    or in words, or nothing at all if it cannot tell. `texts`: not only titles and numbers were
    searched."""
    sentences = list(_said(asked, notes, organs) if texts else _said_by_register(asked, organs))
    ways = []
    for label, wider in _wider(asked, texts):
        found = count(wider)
        if found == NOTHING:
            sentences.append(f"{label}：也没有")
        else:
            ways.append(Way(label, wider.at(), count=found))
    return Tried(tuple(sentences), tuple(ways), "" if texts else asked.changed().at())


def says_nothing(words: str) -> bool:
    """Whether something was typed that nobody looks for: only punctuation, tags of HTML, or the
    operators of other search engines."""
    typed = read(_TAG.sub(" ", words))
    telling = (run.text.lower() not in _SYNTAX for word in typed.words for run in word.runs)
    return bool(words.strip()) and not any(telling)


def _said(asked: Asked, notes: Sequence[Note], organs: Mapping[str, str]) -> Iterator[str]:
    codes = {note.code for note in notes}
    if asked.words.strip():
        partly = "nothing_found" in codes
        yield "标题、文件头、正文和附件里有全部字词的" + ("，只有一部分字词的也找过" * partly)
    conditions = _chosen(asked, organs)
    if asked.period:
        conditions.append(f"{period_said(asked.period)}公开")
    if conditions:
        yield f"只在所选的条件里（{'；'.join(conditions)}）"
    if not asked.superseded:
        yield "只找了各件信息最新的一版"


def _said_by_register(asked: Asked, organs: Mapping[str, str]) -> Iterator[str]:
    """What the register was asked: it has no texts, no replaced versions and no period."""
    if asked.words.strip():
        yield "标题、文号和索引号里有全部字词的；正文和附件现在查不了"
    conditions = _chosen(asked, organs)
    if conditions:
        yield f"只在所选的条件里（{'；'.join(conditions)}）"
    yield "只找了各件信息最新的一版"


def _chosen(asked: Asked, organs: Mapping[str, str]) -> list[str]:
    return [
        f"{FACET_LABELS[facet]}：{'、'.join(value_label(facet, one, organs) for one in values)}"
        for facet in FACET_LABELS
        if (values := asked.filters.get(facet, ()))
    ]


def _wider(asked: Asked, texts: bool) -> Iterator[tuple[str, Asked]]:
    """Wider searches, from the nearest to the farthest."""
    words = asked.words.strip()
    bare = " ".join(words.translate(_QUOTES).split())
    if asked.narrowed:
        yield "去掉全部条件再找", widest(asked)
    if texts and not asked.superseded:
        yield "连被替换的旧版本一起找", asked.changed(superseded=True)
    if bare and bare != words:
        yield "去掉引号再找", asked.changed(words=bare)
    typed = [word.text for word in read(words).words if not word.excluded and word.field is None]
    if len(typed) > 1:
        alone = widest(asked)
        for word in dict.fromkeys(typed[:MOST_WORDS]):
            yield f"只找“{word}”", replace(alone, words=word)
