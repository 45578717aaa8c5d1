"""When nothing was found: what was tried, and wider searches with what each of them finds."""

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


@dataclass(frozen=True)
class Tried:
    """What was looked for without finding anything, as sentences, and where else something is."""

    sentences: tuple[str, ...]
    wider: tuple[Way, ...]


def tried(
    asked: Asked,
    notes: Sequence[Note],
    organs: Mapping[str, str],
    count: Callable[[Asked], str] | None,
) -> Tried:
    """What was tried for `asked`. `count` runs a search and says how much it finds, `NOTHING`
    or in words; None while no search can be run: then every way is offered, as it may be one."""
    sentences = list(_said(asked, notes, organs))
    ways = []
    for label, wider in _wider(asked):
        found = count(wider) if count else ""
        if found == NOTHING:
            sentences.append(f"{label}：也没有")
        else:
            ways.append(Way(label, wider.at(), count=found))
    return Tried(tuple(sentences), tuple(ways))


def _said(asked: Asked, notes: Sequence[Note], organs: Mapping[str, str]) -> Iterator[str]:
    codes = {note.code for note in notes}
    if asked.words.strip():
        partly = "nothing_found" in codes
        yield "标题、文件头、正文和附件里有全部字词的" + ("，只有一部分字词的也找过" * partly)
    conditions = [
        f"{FACET_LABELS[facet]}：{'、'.join(value_label(facet, one, organs) for one in values)}"
        for facet in FACET_LABELS
        if (values := asked.filters.get(facet, ()))
    ]
    if asked.period:
        conditions.append(f"{period_said(asked.period)}公开")
    if conditions:
        yield f"只在所选的条件里（{'；'.join(conditions)}）"
    if not asked.superseded:
        yield "只找了各件信息最新的一版"


def _wider(asked: Asked) -> Iterator[tuple[str, Asked]]:
    """Wider searches, from the nearest to the farthest."""
    words = asked.words.strip()
    bare = " ".join(words.translate(_QUOTES).split())
    if asked.narrowed:
        yield "去掉全部条件再找", widest(asked)
    if not asked.superseded:
        yield "连被替换的旧版本一起找", asked.changed(superseded=True)
    if bare and bare != words:
        yield "去掉引号再找", asked.changed(words=bare)
    typed = [word.text for word in read(words).words if not word.excluded and word.field is None]
    if len(typed) > 1:
        alone = replace(widest(asked), by_date=asked.by_date)
        for word in dict.fromkeys(typed[:MOST_WORDS]):
            yield f"只找“{word}”", replace(alone, words=word)
