"""Drift: what an index holds, compared with what the register says it should hold.

Ids, positions and the mark of what is hidden are compared, not texts: a document at the right
position was made of the right events. Both sides are walked in the order of their keys, so that
nothing but one document of each is held at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from search.engine import Indexed, Key


class Kind(StrEnum):
    """How an index may differ."""

    MISSING = "missing"
    LEFT_OVER = "left_over"
    OLDER = "older"
    NEWER = "newer"
    HIDDEN = "hidden"

    @property
    def chinese(self) -> str:
        return {
            "missing": "缺失",
            "left_over": "多余",
            "older": "陈旧",
            "newer": "超前",
            "hidden": "隐藏标记不符",
        }[self]


@dataclass(frozen=True)
class Difference:
    """A version whose entry is not as it should be; `found` and `expected` None for none."""

    key: Key
    kind: Kind
    expected: Indexed | None
    found: Indexed | None


Entry = tuple[Key, Indexed]


def differences(
    expected: Iterable[Entry], found: Iterable[Entry], *, reached: int, known: int
) -> Iterator[Difference]:
    """What differs between two walks in the order of keys.

    `reached` is the position of the index before it was walked, `known` that of the register when
    it was: what changed after the one cannot be in the index yet, and what came after the other is
    not known to be wrong. A hidden entry that should not be there harms nobody and is passed by: it
    is how one that was left over is repaired.
    """
    for key, should, is_there in _merged(expected, found):
        if should is not None and should.position > reached:
            continue
        if is_there is not None and is_there.position > known:
            continue
        kind = _kind(should, is_there)
        if kind is not None:
            yield Difference(key, kind, should, is_there)


def _kind(should: Indexed | None, found: Indexed | None) -> Kind | None:
    if should is None:
        assert found is not None
        return None if found.hidden else Kind.LEFT_OVER
    if found is None:
        return Kind.MISSING
    if found.position != should.position:
        return Kind.OLDER if found.position < should.position else Kind.NEWER
    return Kind.HIDDEN if found.hidden != should.hidden else None


def _merged(
    expected: Iterable[Entry], found: Iterable[Entry]
) -> Iterator[tuple[Key, Indexed | None, Indexed | None]]:
    left, right = iter(expected), iter(found)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None
            yield one[0], one[1], None
            one = next(left, None)
        elif one is None or other[0] < one[0]:
            yield other[0], None, other[1]
            other = next(right, None)
        else:
            yield one[0], one[1], other[1]
            one, other = next(left, None), next(right, None)
