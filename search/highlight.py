"""The passage of a hit that answers best, with its words marked, as pieces of text.

Our own for both engines, and on the archive's text: engines hold none. Words are looked for in
the folded text without blanks and punctuation, with every place traced back to the original, so
that 保 密审查 of a scanned page is marked where it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from search.analysis import Run, dates, runs, tokens
from search.characters import BLANK, HAN
from search.parts import Synonyms, known_in, leftmost, no_synonyms
from search.words import Typed, Word

Pieces = tuple[tuple[str, bool], ...]
"""Text in order; True for what is marked."""

PASSAGE = 110
"""Characters of a passage: about two lines of a result."""

_CONTEXT = 30
_LONGEST_TITLE = 300
_LONGEST_TEXT = 60_000
_MOST_SPANS = 400

_BREAK = "\n"
_SENTENCE_END = re.compile("[。!?！？；;\n]")
_GLUE = "的了是在和与及或等之其以为对中"
"""Characters whose bigrams are in every text: alone they say nothing about a passage."""

_BLANKS = re.compile(f"[{BLANK}\x00-\x1f\x7f-\x9f]+")
_WIDE = re.compile(f"[{HAN}，。、；：！？“”‘’（）《》〔〕【】…]")


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of the original text that answer the `word`-th needle."""

    start: int
    end: int
    word: int

    @property
    def weight(self) -> int:
        """A stretch of four characters says more than two of two."""
        return (self.end - self.start) ** 2


@dataclass(frozen=True)
class Needle:
    """One word as it is looked for: first its whole text, then that without a quotation's
    edges, last the grams of it that are there; `others` are its synonyms."""

    whole: tuple[str, ...]
    others: tuple[str, ...]
    grams: tuple[str, ...]
    dates: frozenset[str]


def needles(
    typed: Typed, synonyms: Synonyms = no_synonyms, *, within: bool = False
) -> tuple[Needle, ...]:
    """What to mark for this query; `within` longer numbers and latin words too."""
    return tuple(_needle(word, synonyms, within) for word in typed.wanted)


def mark(title: str, wanted: Sequence[Needle]) -> tuple[Pieces, bool]:
    """The whole title with its words marked, and whether there were any."""
    text = title[:_LONGEST_TITLE]
    spans = _spans(text, wanted)
    return _pieces(text, 0, len(text), spans), bool(spans)


def passage(text: str, wanted: Sequence[Needle]) -> tuple[Pieces, bool]:
    """The densest passage of `text`, and whether anything in it is marked.

    Without any word of the query it is the beginning of the text.
    """
    pieces, weight = weighed_passage(text, wanted)
    return pieces, weight > 0


def weighed_passage(text: str, wanted: Sequence[Needle]) -> tuple[Pieces, int]:
    """As `passage`, with how much of the query it holds: 0 for nothing."""
    text = _part(text, wanted)
    spans = _spans(text, wanted)
    if not spans:
        end = min(len(text), PASSAGE)
        return _pieces(text, 0, end, ()), 0
    first, weight = _densest(spans)
    start = _beginning(text, first.start)
    end = min(len(text), max(start + PASSAGE, first.end))
    return _pieces(text, start, end, spans), weight


def _needle(word: Word, synonyms: Synonyms, within: bool) -> Needle:
    whole = [_sought(word.runs)]
    if within:
        whole.append(whole[0].strip(_BREAK))
    elif word.quoted:
        inner = [run for run in word.runs if run.han and len(run.text) > 1]
        if inner and len(inner) < len(word.runs):
            first, last = (
                word.runs.index(inner[0]),
                len(word.runs) - word.runs[::-1].index(inner[-1]),
            )
            whole.append(_sought(word.runs[first:last]))
    grams: dict[str, None] = {}
    for run in word.telling_beside if word.dates else word.telling:
        if run.han and len(run.text) > 1:
            grams |= dict.fromkeys(tokens(run))
        elif not run.han:
            grams[_sought((run,))] = None
    others = (
        _sought(tuple(runs(other)))
        for run in (() if word.quoted else word.telling_beside)
        for match in leftmost(known_in(run, synonyms))
        for other in match.others
    )
    spelled = (
        _sought(tuple(runs(quantity)))
        for spelling in word.respelled
        for quantity in spelling.quantities
    )
    days = frozenset(mention.token for mention in word.dates)
    return Needle(tuple(whole), tuple(dict.fromkeys((*others, *spelled))), tuple(grams), days)


def _sought(wanted: Sequence[Run]) -> str:
    """A sequence of runs as it appears in a `_Skeleton`; a number or latin word only whole."""
    before = "" if wanted[0].han else _BREAK
    after = "" if wanted[-1].han else _BREAK
    return before + _BREAK.join(run.text for run in wanted) + after


class _Skeleton:
    """The folded letters of a text, runs apart, each traceable to its place in the original."""

    def __init__(self, text: str) -> None:
        self._places: list[int] = []
        self._origins: list[int] = []
        written: list[str] = []
        length = 0
        for run in runs(text):
            written.append(_BREAK)
            length += 1
            if run.end - run.start == len(run.text):
                self._places.append(length)
                self._origins.append(run.start)
            else:
                self._trace(text, run, length)
            written.append(run.text)
            length += len(run.text)
        self.text = "".join(written) + _BREAK

    def occurrences(self, sought: str) -> Iterator[tuple[int, int]]:
        """Where `sought` stands, as places of its letters in the original text."""
        start = self.text.find(sought)
        letters = len(sought.strip(_BREAK))
        while start >= 0:
            first = start + (sought[0] == _BREAK)
            yield self._origin(first), self._origin(first + letters - 1) + 1
            start = self.text.find(sought, start + 1)

    def _trace(self, text: str, run: Run, length: int) -> None:
        """Note every stretch of a run that blanks interrupt."""
        start = run.start
        for blank in _BLANKS.finditer(text, run.start, run.end):
            self._places.append(length)
            self._origins.append(start)
            length += blank.start() - start
            start = blank.end()
        self._places.append(length)
        self._origins.append(start)

    def _origin(self, place: int) -> int:
        stretch = bisect_right(self._places, place) - 1
        return self._origins[stretch] + place - self._places[stretch]


def _spans(text: str, wanted: Sequence[Needle]) -> list[Span]:
    """Everything to mark in `text`, in order, without overlaps."""
    skeleton = _Skeleton(text)
    spans: list[Span] = []
    for number, needle in enumerate(wanted):
        spans += islice(_of_needle(skeleton, text, needle, number), _MOST_SPANS)
    return _merged(spans)


def _of_needle(skeleton: _Skeleton, text: str, needle: Needle, number: int) -> Iterable[Span]:
    dated = [
        Span(mention.start, mention.end, number)
        for mention in (dates(text) if needle.dates else ())
        if not needle.dates.isdisjoint((mention.token, mention._replace(day=None).token))
    ]
    dated += [
        Span(*place, number) for sought in needle.others for place in skeleton.occurrences(sought)
    ]
    for sought in needle.whole:
        found = [Span(*place, number) for place in skeleton.occurrences(sought)]
        if found:
            return dated + found
    grams = [
        Span(*place, number)
        for gram in needle.grams
        for place in islice(skeleton.occurrences(gram), _MOST_SPANS)
    ]
    spans = _merged(grams)
    telling = [span for span in spans if not _glue(text, span)]
    return dated + (telling or spans)


def _glue(text: str, span: Span) -> bool:
    """Whether a lone bigram is only grammar."""
    return span.end - span.start <= 2 and any(
        letter in _GLUE for letter in text[span.start : span.end]
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap as one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.word)
        else:
            merged.append(span)
    return merged


def _densest(spans: Sequence[Span]) -> tuple[Span, int]:
    """The first span of the stretch of `PASSAGE` characters that holds most of the query, and how
    much that is.

    Different words count before the same word again.
    """
    best, held, best_weight = spans[0], 0, -1.0
    for place, first in enumerate(spans):
        heaviest: dict[int, int] = {}
        again = 0
        for span in islice(spans, place, None):
            if span.end > first.start + PASSAGE - _CONTEXT:
                break
            again += span.weight
            heaviest[span.word] = max(heaviest.get(span.word, 0), span.weight)
        different = sum(heaviest.values())
        weight = different + again / 100
        if weight > best_weight:
            best, held, best_weight = first, different, weight
    return best, held


def _beginning(text: str, start: int) -> int:
    """Where to begin: with the sentence if it begins near, else a little before."""
    near = max(0, start - _CONTEXT)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, near, start)]
    return ends[-1] if ends else near


def _part(text: str, wanted: Sequence[Needle]) -> str:
    """Of a very long text the part where a word stands: a book is not read for two lines."""
    if len(text) <= _LONGEST_TEXT:
        return text
    for needle in wanted:
        for sought in (*needle.whole, *needle.others):
            place = text.find(max(sought.split(_BREAK), key=len))
            if place >= 0:
                start = max(0, place - _LONGEST_TEXT // 2)
                return text[start : start + _LONGEST_TEXT]
    return text[:_LONGEST_TEXT]


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> Pieces:
    """text[start:end] for display: marked, with … where it was cut."""
    flags = bytearray(end - start)
    for span in spans:
        if span.end > start and span.start < end:
            first, last = max(span.start, start) - start, min(span.end, end) - start
            flags[first:last] = b"\x01" * (last - first)
    letters = _without_blanks(zip(text[start:end], map(bool, flags), strict=True))
    pieces = [
        ("".join(letter for letter, _ in group), marked)
        for marked, group in groupby(letters, key=itemgetter(1))
    ]
    before = [("…", False)] if start > 0 else []
    after = [("…", False)] if end < len(text) else []
    return (*before, *pieces, *after)


def _without_blanks(letters: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The letters without the blanks that a scanner leaves between Chinese characters.

    A line break stays one blank, for it may end a heading, and so does a full-width one, which was
    typed on purpose as after 第一条; but not within a marked word.
    """
    last: tuple[str, bool] | None = None
    blank = ""
    for letter, marked in letters:
        if _BLANKS.match(letter):
            blank += letter
            continue
        if blank and last is not None:
            within = marked and last[1]
            broken = "\n" in blank and not within
            if "\u3000" in blank and not broken and not within:
                yield "\u3000", False
            elif broken or not (_WIDE.match(last[0]) or _WIDE.match(letter)):
                yield " ", False
        yield letter, marked
        last, blank = (letter, marked), ""
