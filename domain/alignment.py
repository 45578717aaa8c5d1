"""Which stretches of two sequences are the same, in bounded time whatever they hold.

Common beginnings and ends first, then items that occur once on both sides (patience), then the
shortest edit script between them (Myers 1986, "An O(ND) Difference Algorithm"). Where that costs
more than was granted, the stretch counts as rewritten: the answer is coarser, never wrong.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

# Beyond this many differences in one stretch nobody can read what is left between them.
_MOST_DIFFERENCES = 800


class Run(NamedTuple):
    """`length` items from `old` on in the one are those from `new` on in the other."""

    old: int
    new: int
    length: int


class Effort:
    """The steps left for one comparison; all its parts draw on the same."""

    def __init__(self, steps: int) -> None:
        self.left = steps


def align(
    old: Sequence[str], new: Sequence[str], effort: Effort, *, anchored: bool
) -> tuple[Run, ...]:
    """The common runs of `old` and `new`, ascending on both sides, none empty, none touching both
    ways. `anchored` trusts items that occur once on each side: right for paragraphs and clauses,
    wrong for characters, which meet by chance."""
    box, runs = _edges(old, new, (0, len(old), 0, len(new)))
    anchors = _anchors(old, new, box) if anchored else []
    runs += (Run(ours, theirs, 1) for ours, theirs in anchors)
    for gap in _between(anchors, box):
        inner, edges = _edges(old, new, gap)
        runs += edges
        runs += _scattered(old, new, inner, effort)
    return tuple(joined(sorted(runs)))


def joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Ascending runs, those that touch on both sides made one."""
    current: Run | None = None
    for run in runs:
        if current is None:
            current = run
        elif (current.old + current.length, current.new + current.length) == run[:2]:
            current = Run(current.old, current.new, current.length + run.length)
        else:
            yield current
            current = run
    if current:
        yield current


def chain(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, sorted by their first number, in which the second ascends too.
    Each number occurs once on its side."""
    ends: list[int] = []
    heads: list[int] = []
    items = sorted(pairs)
    before: list[int] = []
    for index, (_, value) in enumerate(items):
        place = bisect_left(ends, value)
        before.append(heads[place - 1] if place else -1)
        if place == len(ends):
            ends.append(value)
            heads.append(index)
        else:
            ends[place] = value
            heads[place] = index
    kept = []
    index = heads[-1] if heads else -1
    while index >= 0:
        kept.append(items[index])
        index = before[index]
    return kept[::-1]


_Box = tuple[int, int, int, int]


def _anchors(old: Sequence[str], new: Sequence[str], box: _Box) -> list[tuple[int, int]]:
    top, bottom, left, right = box
    ours, theirs = _once(old, range(top, bottom)), _once(new, range(left, right))
    return chain((place, theirs[item]) for item, place in ours.items() if item in theirs)


def _once(items: Sequence[str], places: range) -> dict[str, int]:
    found: dict[str, int] = {}
    repeated = set()
    for place in places:
        if found.setdefault(items[place], place) != place:
            repeated.add(items[place])
    return {item: place for item, place in found.items() if item not in repeated}


def _between(anchors: Iterable[tuple[int, int]], whole: _Box) -> Iterator[_Box]:
    top, old_end, left, new_end = whole
    for old, new in anchors:
        yield top, old, left, new
        top, left = old + 1, new + 1
    yield top, old_end, left, new_end


def _edges(old: Sequence[str], new: Sequence[str], box: _Box) -> tuple[_Box, list[Run]]:
    """What `box` begins and ends with on both sides, and the box without it."""
    top, bottom, left, right = box
    most = min(bottom - top, right - left)
    head = 0
    while head < most and old[top + head] == new[left + head]:
        head += 1
    tail = 0
    while tail < most - head and old[bottom - 1 - tail] == new[right - 1 - tail]:
        tail += 1
    runs = [Run(top, left, head), Run(bottom - tail, right - tail, tail)]
    inner = (top + head, bottom - tail, left + head, right - tail)
    return inner, [run for run in runs if run.length]


def _scattered(old: Sequence[str], new: Sequence[str], box: _Box, effort: Effort) -> Iterator[Run]:
    """Single matches in a gap. What the other side does not have at all cannot match: leaving it
    out first makes the search for the rest short, and loses nothing."""
    top, bottom, left, right = box
    ours, theirs = set(old[top:bottom]), set(new[left:right])
    rows = [place for place in range(top, bottom) if old[place] in theirs]
    columns = [place for place in range(left, right) if new[place] in ours]
    if rows and columns:
        kept = _script([old[row] for row in rows], [new[column] for column in columns], effort)
        yield from (Run(rows[x], columns[y], 1) for x, y in kept)


def _script(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[tuple[int, int]]:
    """The matches of a shortest edit script; none where it is longer than allowed.

    `reached[d][i]` is how far into `old` one gets with d differences on diagonal 2i-d.
    """
    reached: list[list[int]] = []
    for differences in range(_MOST_DIFFERENCES):
        last = reached[-1] if reached else []
        row: list[int] = []
        reached.append(row)
        for place in range(differences + 1):
            x = _step(last, place, differences)
            y = x - (2 * place - differences)
            start = x
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            row.append(x)
            effort.left -= 1 + x - start
            if effort.left < 0:
                return
            if x >= len(old) and y >= len(new):
                yield from _traced(reached, place)
                return


def _step(last: list[int], place: int, differences: int) -> int:
    """Where diagonal `place` begins: one down from the next diagonal or one right from the one
    before, whichever is further."""
    if differences == 0:
        return 0
    if place == 0:
        return last[0]
    if place == differences or last[place - 1] >= last[place]:
        return last[place - 1] + 1
    return last[place]


def _traced(reached: list[list[int]], place: int) -> Iterator[tuple[int, int]]:
    """The way back from the end: every diagonal stretch is a run of matches."""
    for differences in range(len(reached) - 1, -1, -1):
        last = reached[differences - 1] if differences else []
        begin = _step(last, place, differences)
        diagonal = 2 * place - differences
        for x in range(reached[differences][place] - 1, begin - 1, -1):
            yield x, x - diagonal
        came_right = place == differences or (place > 0 and last[place - 1] >= last[place])
        place -= came_right and differences > 0
