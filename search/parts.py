"""A run of Chinese taken apart where synonyms are known: 公租房租金 is 公租房 and 租金.

There are no blanks to go by, so a known word may be found where none is (医保 in 中医保健). What is
left between two known words decides: two characters or more are a word of their own; one that
joins any words (的, 办) is let go; any other single character belongs to the known word beside it,
so that of 低保户 the only other reading is 最低生活保障户.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.analysis import Run
from search.tables import LONGEST_ENTRY, SHORTEST_ENTRY

Synonyms = Callable[[str], Sequence[str]]
"""Other words for the same thing: what is asked for a stretch of folded letters without blanks
gives other texts. A stretch that is given for itself is not to be taken apart."""

JOINING = frozenset(
    "的之和与及或等地得了办交领买租补查有没无用在对向把被给为我吃取缴续换改退入参停转拿发按"
)
"""Single characters beside a known word that are grammar, or what one does with the thing."""

LONGEST_TAKEN_APART = 8
"""Characters of a run of which every way to take it apart is looked at; of longer ones, which are
sentences and found by any gram, one."""

_REMEMBERED = 64
"""Runs whose parts are kept: one query asks for the same several times."""


def no_synonyms(_stretch: str) -> Sequence[str]:
    """No word has another."""
    return ()


class Match(NamedTuple):
    """A known word at [start, end) of a run, and what else is looked for in its place."""

    start: int
    end: int
    others: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of a run that is looked for by itself, or by one of `others` instead."""

    text: str
    others: tuple[str, ...] = ()


Cut = tuple[Piece, ...]


@functools.lru_cache(_REMEMBERED)
def matches(run: str, synonyms: Synonyms) -> tuple[Match, ...]:
    """The known words in `run`, but those that cross the edge of a word not to be taken apart."""
    if synonyms is no_synonyms:
        return ()
    found: list[Match] = []
    whole: list[tuple[int, int]] = []
    for start in range(len(run) - SHORTEST_ENTRY + 1):
        for end in range(start + SHORTEST_ENTRY, min(len(run), start + LONGEST_ENTRY) + 1):
            stretch = run[start:end]
            others = synonyms(stretch)
            if not others:
                continue
            if stretch in others:
                whole.append((start, end))
            different = tuple(other for other in others if other != stretch)
            if different:
                found.append(Match(start, end, different))
    return tuple(match for match in found if not any(_crosses(match, edges) for edges in whole))


def known_in(run: Run, synonyms: Synonyms) -> tuple[Match, ...]:
    """The known words in a run of any kind; a run that is no Chinese is known as a whole."""
    if run.han:
        return matches(run.text, synonyms)
    others = tuple(other for other in synonyms(run.text) if other != run.text)
    return (Match(0, len(run.text), others),) if others else ()


@functools.lru_cache(_REMEMBERED)
def cuts(run: str, synonyms: Synonyms) -> tuple[Cut, ...]:
    """The ways to take `run` apart, none of which finds only what another finds too.

    Empty when no word of it is known.
    """
    known = matches(run, synonyms)
    if not known:
        return ()
    if len(run) > LONGEST_TAKEN_APART:
        return (_cut(run, leftmost(known))[0],)
    if len(known) == 1:
        return (_cut(run, known)[0],)
    kept: list[tuple[frozenset[Match], Cut, bool]] = []
    for chosen in sorted(_together(known), key=_coverage, reverse=True):
        members = frozenset(chosen)
        if any(free and members <= other for other, _, free in kept):
            continue
        kept.append((members, *_cut(run, chosen)))
    return tuple(dict.fromkeys(cut for _, cut, _ in kept))


def wordings(run: str, synonyms: Synonyms, most: int) -> tuple[str, ...]:
    """`run` with known words replaced, one replacement for each, at most `most` texts."""
    texts: dict[str, None] = {}
    for cut in cuts(run, synonyms):
        joined = "".join(piece.text for piece in cut)
        # Joining characters were let go; in a wording they stay where they are.
        if joined != run:
            cut = _with_joining(run, cut)
        for text in _spelled(cut):
            if len(texts) == most:
                return tuple(texts)
            if text != run:
                texts[text] = None
    return tuple(texts)


def _spelled(cut: Cut) -> Iterator[str]:
    """Every text of a cut, the shortest list of replacements first."""
    if not cut:
        yield ""
        return
    first, *rest = cut
    for after in _spelled(tuple(rest)):
        for text in (first.text, *first.others):
            yield text + after


def _with_joining(run: str, cut: Cut) -> Cut:
    pieces: list[Piece] = []
    place = 0
    for piece in cut:
        start = run.index(piece.text, place)
        if start > place:
            pieces.append(Piece(run[place:start]))
        pieces.append(piece)
        place = start + len(piece.text)
    if place < len(run):
        pieces.append(Piece(run[place:]))
    return tuple(pieces)


def _crosses(match: Match, edges: tuple[int, int]) -> bool:
    """Whether a match lies partly in a word not to be taken apart, or is a part of it."""
    start, end = edges
    overlapping = match.start < end and start < match.end
    return overlapping and not (match.start <= start and end <= match.end)


def leftmost(known: Sequence[Match]) -> tuple[Match, ...]:
    """From left to right the longest known word that begins next."""
    chosen: list[Match] = []
    for match in sorted(known, key=lambda match: (match.start, -match.end)):
        if not chosen or match.start >= chosen[-1].end:
            chosen.append(match)
    return tuple(chosen)


def _together(known: Sequence[Match]) -> list[tuple[Match, ...]]:
    """All selections of matches of which no two overlap, but the empty one."""

    @functools.cache
    def after(place: int) -> list[tuple[Match, ...]]:
        selections: list[tuple[Match, ...]] = [()]
        for match in known:
            if match.start >= place:
                selections += [(match, *rest) for rest in after(match.end)]
        return selections

    return [selection for selection in after(0) if selection]


def _coverage(chosen: tuple[Match, ...]) -> tuple[int, int]:
    return sum(match.end - match.start for match in chosen), len(chosen)


def _cut(run: str, chosen: Sequence[Match]) -> tuple[Cut, bool]:
    """The pieces of `run`, and whether no known word had to take a character in."""
    pieces: list[Piece] = []
    first = run[: chosen[0].start]
    before = first if len(first) == 1 and first not in JOINING else ""
    free = not before
    if len(first) > 1:
        pieces.append(Piece(_bare(first, end=True)))
    ends = [*(match.start for match in chosen[1:]), len(run)]
    for match, end in zip(chosen, ends, strict=True):
        rest = run[match.end : end]
        # Between two known words a single character goes to the first.
        after = rest if len(rest) == 1 and rest not in JOINING else ""
        free = free and not after
        pieces.append(
            Piece(
                before + run[match.start : match.end] + after,
                tuple(before + other + after for other in match.others),
            )
        )
        if len(rest) > 1:
            pieces.append(Piece(_bare(rest, start=True, end=end < len(run))))
        before = ""
    return tuple(pieces), free


def _bare(rest: str, *, start: bool = False, end: bool = False) -> str:
    """What is left beside known words, without 的 where they meet, if a word remains."""
    bare = rest.removeprefix("的") if start else rest
    bare = bare.removesuffix("的") if end else bare
    return bare if len(bare) > 1 else rest
