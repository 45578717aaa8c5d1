"""Which words changed within one paragraph, shown as an editor would have marked them.

The shortest edit script is only the raw material: chance agreements between two changes are
dropped, numbers and dates change as a whole, and a change begins and ends where a clause does if
it may.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from domain.alignment import Effort, Run, align, joined

Change = Literal["same", "added", "deleted"]


class Piece(NamedTuple):
    """A stretch of text and whether both versions have it, or the new or the old one alone."""

    text: str
    kind: Change


# What is struck and written anew as a whole: a date, the year and number of a document, a number
# in any numerals, a latin word.
_WORD = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|〔\d{4}〕\d+号|\d+(?:[.．]\d+)*|[A-Za-zＡ-Ｚａ-ｚ]+"
    r"|[〇零一二三四五六七八九十百千万亿]+|\s+|.",
    re.DOTALL,
)
_CLAUSE = re.compile(r"[^，。；：！？、,;]+[，。；：！？、,;]*|[，。；：！？、,;]+")
_LONG = 4_000


def reworded(old: str, new: str, effort: Effort) -> Iterator[Piece]:
    """The pieces of one paragraph in reading order, what was deleted before what took its place.

    Without the deleted pieces they are `new`, without the added ones `old`.
    """
    runs = _slid(_readable(_common(old, new, effort), old, new), old, new)
    top = left = 0
    for run in (*runs, Run(len(old), len(new), 0)):
        if top < run.old:
            yield Piece(old[top : run.old], "deleted")
        if left < run.new:
            yield Piece(new[left : run.new], "added")
        if run.length:
            yield Piece(old[run.old : run.old + run.length], "same")
        top, left = run.old + run.length, run.new + run.length


def _common(old: str, new: str, effort: Effort) -> list[Run]:
    """Common runs in characters. A long paragraph is aligned by its clauses first."""
    if len(old) + len(new) <= _LONG:
        return _aligned(_WORD.findall(old), _WORD.findall(new), effort, anchored=False)
    clauses = _aligned(_CLAUSE.findall(old), _CLAUSE.findall(new), effort, anchored=True)
    runs: list[Run] = []
    top = left = 0
    for run in (*clauses, Run(len(old), len(new), 0)):
        ours, theirs = old[top : run.old], new[left : run.new]
        if ours and theirs:
            words = _aligned(_WORD.findall(ours), _WORD.findall(theirs), effort, anchored=False)
            runs += (Run(top + word.old, left + word.new, word.length) for word in words)
        if run.length:
            runs.append(run)
        top, left = run.old + run.length, run.new + run.length
    return list(joined(runs))


def _aligned(
    old: Sequence[str], new: Sequence[str], effort: Effort, *, anchored: bool
) -> list[Run]:
    """`align` on words, answered in characters."""
    ours, theirs = _offsets(old), _offsets(new)
    return [
        Run(ours[run.old], theirs[run.new], ours[run.old + run.length] - ours[run.old])
        for run in align(old, new, effort, anchored=anchored)
    ]


def _offsets(words: Sequence[str]) -> list[int]:
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    return offsets


_CUT = frozenset("，。；：！？,;:!?…—\n")
_SOFT_CUT = frozenset("、 \t\u3000”’》）】〕)]")
_OPENING = frozenset("“‘《（【〔([")
_SLIDE = 200


def _readable(runs: Sequence[Run], old: str, new: str) -> list[Run]:
    """Drops what is common by chance: a short run between two larger changes, unless it is or
    holds a cut between clauses. The changes on both sides then are one."""
    kept: list[Run] = []
    edges = [*runs, Run(len(old), len(new), 0)]
    for run, following in pairwise(edges):
        kept.append(run)
        while kept and _by_chance(kept, following, old):
            kept.pop()
    return kept


def _by_chance(kept: Sequence[Run], following: Run, old: str) -> bool:
    run = kept[-1]
    before = kept[-2] if len(kept) > 1 else Run(0, 0, 0)
    left = max(run.old - before.old - before.length, run.new - before.new - before.length)
    right = max(following.old - run.old - run.length, following.new - run.new - run.length)
    smaller = min(left, right)
    if not smaller or not _CUT.isdisjoint(old[run.old : run.old + run.length]):
        return False
    return run.length == 1 or run.length * 3 <= smaller


def _slid(runs: Sequence[Run], old: str, new: str) -> list[Run]:
    """Moves an insertion or deletion that could as well stand a little left or right to where a
    person would see it: 公开、[公正、]透明 and not 公开[、公正]、透明."""
    moved = list(runs)
    for at in range(len(moved) - 1):
        left, right = moved[at], moved[at + 1]
        old_gap = (left.old + left.length, right.old)
        new_gap = (left.new + left.length, right.new)
        if old_gap[0] == old_gap[1]:
            shift = _best_shift(new, new_gap, left.length, right.length)
        elif new_gap[0] == new_gap[1]:
            shift = _best_shift(old, old_gap, left.length, right.length)
        else:
            continue
        moved[at] = left._replace(length=left.length + shift)
        moved[at + 1] = Run(right.old + shift, right.new + shift, right.length - shift)
    return moved


def _best_shift(text: str, gap: tuple[int, int], before: int, after: int) -> int:
    """How far to move `gap`: the neighbours keep at least one character each."""
    start, end = gap
    best, best_score = 0, _cut(text, start) + _cut(text, end)
    for direction, room in ((-1, before - 1), (1, after - 1)):
        for distance in range(1, min(room, _SLIDE) + 1):
            shift = direction * distance
            leaving = start + shift if direction < 0 else start + shift - 1
            if text[leaving] != text[leaving + end - start]:
                break
            score = _cut(text, start + shift) + _cut(text, end + shift)
            if score > best_score:
                best, best_score = shift, score
    return best


def _cut(text: str, at: int) -> int:
    """How natural a cut before `text[at]` is; within a number or latin word it is forbidden."""
    if at in (0, len(text)):
        return 4
    before, behind = text[at - 1], text[at]
    if before in _CUT:
        return 4
    if before in _SOFT_CUT or behind in _OPENING:
        return 3
    if behind in _CUT or behind in _SOFT_CUT:
        return 2
    if before.isascii() and behind.isascii() and before.isalnum() and behind.isalnum():
        return -4
    return 1 if before.isascii() != behind.isascii() else 0
