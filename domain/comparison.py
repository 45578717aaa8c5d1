"""What changed between two texts, in the form a citizen reads: words struck and words added.

Paragraphs are aligned first, then the words within each changed pair (`domain.rewording`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from domain.alignment import Effort, align, chain
from domain.paragraphs import paragraphs
from domain.rewording import Change, Piece, reworded

BlockKind = Literal["same", "added", "deleted", "changed"]


@dataclass(frozen=True)
class Block:
    """Paragraphs that share one fate.

    `count` paragraphs are `same`, `added` or `deleted`, one piece holding them all, a line each;
    or one paragraph is `changed`, and its pieces say where. `articles` are the labels of the
    articles (第…条) they stand in, as the new text numbers them, or the old one if they are gone.
    """

    kind: BlockKind
    articles: tuple[str, ...]
    count: int
    pieces: tuple[Piece, ...]

    @property
    def changes(self) -> int:
        """Places where words differ. Blanks are no words."""
        if self.kind != "changed":
            return int(self.kind != "same")
        places = 0
        counted = False
        for piece in self.pieces:
            if piece.kind == "same":
                counted = False
            elif not counted and piece.text.strip():
                places, counted = places + 1, True
        return places


@dataclass(frozen=True)
class Comparison:
    """`changes` counts the places where words differ (处改动); `articles` are those they lie in.

    The pieces without the deleted ones are the paragraphs of the new text, without the added ones
    those of the old text. Blank lines are no paragraphs, and a change of blanks alone is shown but
    not counted.
    """

    changes: int
    articles: tuple[str, ...]
    blocks: tuple[Block, ...]


def compare(old: str, new: str) -> Comparison:
    """The readable difference between two derived texts.

    Bounded: seconds for a megabyte of anything. Where the bound is met, a stretch shows as deleted
    and added as a whole, which is coarser but still right.
    """
    effort = Effort(_STEPS)
    ours, theirs = _Side.of(old), _Side.of(new)
    blocks: list[Block] = []
    top = left = 0
    for run in align(ours.lines, theirs.lines, effort, anchored=True):
        blocks += _rewritten(ours.part(top, run.old), theirs.part(left, run.new), effort)
        top, left = run.old + run.length, run.new + run.length
        blocks += _together("same", theirs.part(run.new, left))
    blocks += _rewritten(ours.part(top), theirs.part(left), effort)
    changed = [block for block in blocks if block.changes]
    articles = dict.fromkeys(label for block in changed for label in block.articles)
    return Comparison(_changes(blocks), tuple(articles), tuple(blocks))


def _changes(blocks: Sequence[Block]) -> int:
    """Paragraphs deleted and paragraphs added in their place are one change."""
    replaced = sum(
        (before.kind, block.kind) == ("deleted", "added") for before, block in pairwise(blocks)
    )
    return sum(block.changes for block in blocks) - replaced


_STEPS = 2_000_000

_ARTICLE = re.compile(
    r"\s*第\s*([〇零一二三四五六七八九十百千两\d]+)\s*条(?:\s*之\s*([一二三四五六七八九十\d]+))?"
)
_CHAPTER = re.compile(r"\s*第\s*[〇零一二三四五六七八九十百千\d]+\s*[编章节]|\s*附\s*[件则录表]")


class _Side(NamedTuple):
    """Paragraphs of one text, and the label of the article each stands in, if any."""

    lines: Sequence[str]
    labels: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "_Side":
        lines = paragraphs(text)
        return cls(lines, list(_labels(lines)))

    def part(self, start: int, end: int | None = None) -> "_Side":
        return _Side(self.lines[start:end], self.labels[start:end])


def _labels(lines: Sequence[str]) -> Iterator[str]:
    """A paragraph without a number of its own belongs to the article before it."""
    label = ""
    for line in lines:
        label = "" if _CHAPTER.match(line) else _own_label(line) or label
        yield label


def _own_label(line: str) -> str:
    found = _ARTICLE.match(line)
    if not found:
        return ""
    return f"第{found[1]}条" + (f"之{found[2]}" if found[2] else "")


def _block(kind: BlockKind, side: _Side, pieces: Iterable[Piece]) -> Block:
    articles = dict.fromkeys(label for label in side.labels if label)
    return Block(kind, tuple(articles), len(side.lines), tuple(pieces))


def _together(kind: Change, side: _Side) -> Iterator[Block]:
    if side.lines:
        yield _block(kind, side, [Piece("\n".join(side.lines), kind)])


def _rewritten(ours: _Side, theirs: _Side, effort: Effort) -> Iterator[Block]:
    """Blocks for a stretch in which no paragraph is the same on both sides."""
    top = left = 0
    for old, new in _counterparts(ours.lines, theirs.lines):
        yield from _together("deleted", ours.part(top, old))
        yield from _together("added", theirs.part(left, new))
        pieces = reworded(ours.lines[old], theirs.lines[new], effort)
        yield _block("changed", theirs.part(new, new + 1), pieces)
        top, left = old + 1, new + 1
    yield from _together("deleted", ours.part(top))
    yield from _together("added", theirs.part(left))


_MOST_PAIRED = 20_000
_MOST_OWNERS = 8
_GRAMS_READ = 2_000
_ALIKE = 0.4
_ALIKE_UNDER_ONE_LABEL = 0.15


def _counterparts(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of paragraphs of which the second is a new wording of the first, in order."""
    if not old or not new or len(old) + len(new) > _MOST_PAIRED:
        return []
    origins = _Origins(old, in_place=len(old) == len(new))
    best: dict[int, tuple[float, int]] = {}
    for place, line in enumerate(new):
        origin, likeness = origins.of(line, place)
        if likeness > best.get(origin, (0.0, 0))[0]:
            best[origin] = (likeness, place)
    return chain((origin, place) for origin, (_, place) in best.items())


class _Origins:
    """Finds the old paragraph that a new one most likely was, without comparing each with each.

    Candidates share rare pairs of characters with it, or have its article number, or stand in the
    same place where nothing but wording changed (`in_place`).
    """

    def __init__(self, old: Sequence[str], *, in_place: bool) -> None:
        self._in_place = in_place
        self._grams = [_grams(line) for line in old]
        self._labelled = {
            label: place for place, line in enumerate(old) if (label := _own_label(line))
        }
        owners: dict[str, list[int]] = defaultdict(list)
        for place, grams in enumerate(self._grams):
            for gram in grams:
                owners[gram].append(place)
        self._rare = {
            gram: places for gram, places in owners.items() if len(places) <= _MOST_OWNERS
        }

    def of(self, line: str, place: int) -> tuple[int, float]:
        """The place of the origin and the likeness to it; likeness 0 if there is none."""
        grams = _grams(line)
        votes = Counter(owner for gram in grams for owner in self._rare.get(gram, ()))
        candidates = {owner for owner, _ in votes.most_common(3)}
        if self._in_place:
            candidates.add(place)
        namesake = self._labelled.get(_own_label(line))
        if namesake is not None:
            candidates.add(namesake)
        alike = [
            (likeness, -abs(owner - place), owner)
            for owner in candidates
            if (likeness := _likeness(self._grams[owner], grams))
            >= (_ALIKE_UNDER_ONE_LABEL if owner == namesake else _ALIKE)
        ]
        likeness, _, owner = max(alike, default=(0.0, 0, 0))
        return owner, likeness


def _grams(line: str) -> set[str]:
    letters = "".join(line[:_GRAMS_READ].split())
    return {letters[at : at + 2] for at in range(max(len(letters) - 1, 1))}


def _likeness(ours: set[str], theirs: set[str]) -> float:
    """Dice: 1 for the same pairs of characters, 0 for none in common."""
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))
