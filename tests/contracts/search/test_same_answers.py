"""What one engine answers the other answers too: hits, counts, facets, order, pages.

Every query goes the product's own way: read, tried in turn, compiled, asked. Both engines are real.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

import pytest

from search.engine import EXACT_COUNT, Document, Engine, Page, Place
from search.finding import Finder, Request, Results
from search.query import Scope
from tests.contracts.search.corpus import batches, hidden, hostile
from tests.contracts.search.queries import QUERIES
from tests.contracts.search.sides import (
    SCOPES,
    WORDS,
    Sides,
    asked,
    disagreement,
    keys,
    overlap,
    swaps,
)
from tests.search.papers import finder

pytestmark = pytest.mark.slow

SAME_SCORE = 1e-5
"""Hits that are so near may stand either way round: single precision adds in another order."""

_FEW = QUERIES[::9]
"""For what is asked more than once."""


def _compared(
    sides: Sides, queries: Sequence[str], scopes: Sequence[Scope]
) -> Iterator[tuple[float, float]]:
    """Overlap and largest swap of every answer, all else being equal."""
    for typed in queries:
        for scope in scopes:
            for way in asked(typed, scope):
                answers = sides.answers(way.compiled)
                assert not disagreement(answers), (typed, way.attempt, scope)
                yield overlap(answers), swaps(answers)


def test_there_are_queries_of_every_kind() -> None:
    assert len(set(QUERIES)) == len(QUERIES) >= 80


@pytest.mark.parametrize("part", range(6))
def test_on_two_fresh_indexes_the_same_is_found_in_the_same_order(sides: Sides, part: int) -> None:
    overlaps, swapped = zip(*_compared(sides, QUERIES[part::6], SCOPES[:1]), strict=True)
    assert fmean(overlaps) >= 0.999
    assert max(swapped) < SAME_SCORE


@pytest.mark.parametrize("scope", SCOPES[1:], ids=lambda scope: repr(scope)[:60])
def test_dates_versions_and_chosen_facets_change_nothing_of_it(sides: Sides, scope: Scope) -> None:
    overlaps, swapped = zip(*_compared(sides, QUERIES[::8], [scope]), strict=True)
    assert fmean(overlaps) >= 0.999
    assert max(swapped) < SAME_SCORE


def test_passages_of_any_document_cut_anywhere_find_the_same(
    sides: Sides, corpus: list[Document]
) -> None:
    pen = random.Random(11)
    queries = [cut for _ in range(60) if (cut := _cut(pen, corpus))]
    overlaps, swapped = zip(*_compared(sides, queries, SCOPES[:1]), strict=True)
    assert fmean(overlaps) >= 0.999
    assert max(swapped) < SAME_SCORE


def _cut(pen: random.Random, corpus: list[Document]) -> str:
    """Some text of a document, sometimes quoted, spoilt, excluded or joined with another."""
    document = pen.choice(corpus)
    text = pen.choice((document.title, document.text, document.document_number or ""))
    begin = pen.randrange(len(text) or 1)
    cut = text[begin : begin + pen.choice((1, 2, 3, 5, 8, 20, 60))]
    ways = (cut, cut, f"“{cut}”", f'公示 -"{cut}"', f"{cut} 通知", f"{cut[::-1]}", f"organ:{cut}")
    return pen.choice(ways)


def test_each_hostile_document_is_taken_found_and_counted_by_both(empty: Sides) -> None:
    """One after the other, as a projector brings them: no engine refuses what the other takes."""
    strange = hostile(200_000)
    for number, document in enumerate(strange):
        empty.apply([document], document.position)
        for engine in empty.both:
            assert engine.document(*document.key) is not None, document.record
        if number % 6 == 0:
            for way in asked(document.title[:40]):
                assert not disagreement(empty.answers(way.compiled)), document.record


@pytest.mark.parametrize(
    ("typed", "sort"),
    [
        ("公示", "relevance"),
        ("“公示”", "date"),
        ("公示", "oldest"),
        ("", "oldest"),
        ("", "relevance"),
        ("怎么申请公共租赁住房", "relevance"),
    ],
)
def test_a_list_read_page_by_page_is_the_same_list(
    sides: Sides, corpus: list[Document], typed: str, sort: str
) -> None:
    """Each page through the finder and the cursor in the answer to the page before."""
    one, other = (_pages(finder(engine, corpus), typed, sort) for engine in sides.both)
    assert one == other
    assert len(one) == len(set(one))


def _pages(searched: Finder, typed: str, sort: str) -> list[tuple[str, int]]:
    read: list[tuple[str, int]] = []
    cursor: str | None = None
    for _ in range(6):
        page = searched.find(Request(typed, sort=sort, size=23, cursor=cursor))
        read += [(hit.record, hit.version) for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
    return read


def test_the_finder_answers_alike_whatever_is_typed(sides: Sides, corpus: list[Document]) -> None:
    """With synonyms, second tries, notes and passages: what the reader sees."""
    one, other = (_finder(engine, corpus) for engine in sides.both)
    for typed in _FEW:
        for request in (Request(typed, size=5), Request(typed, sort="date", size=3)):
            assert _seen(one.find(request)) == _seen(other.find(request)), typed


def _finder(engine: Engine, corpus: list[Document]) -> Finder:
    made = finder(engine, corpus)
    made._tables = lambda: WORDS
    return made


def _seen(results: Results) -> object:
    """A page without scores and what names the state of an index."""
    hits = [replace(hit, score=None) for hit in results.hits]
    return replace(results, hits=tuple(hits), cursor=bool(results.cursor))  # type: ignore[arg-type]


def test_after_a_quarter_was_updated_the_same_is_found_in_nearly_the_same_order(
    empty: Sides, corpus: list[Document]
) -> None:
    """Amended, repealed, withdrawn, hidden: what is deleted is still counted until it is merged
    away, which each engine does in its own time; a rebuild makes the order one again."""
    empty.fill(corpus)
    updates = _updates(corpus)
    now = {document.key: document for document in corpus}
    for batch in batches(updates, 60):
        empty.apply(batch, max(document.position for document in batch))
        now |= {document.key: document for document in batch}
    overlaps, _ = zip(*_compared(empty, _FEW, SCOPES[:2]), strict=True)
    assert fmean(overlaps) >= 0.98
    gone = {document.key for document in updates if document.hidden}
    for way in asked("公示"):
        assert not gone & {key for side in empty.answers(way.compiled) for key in keys(side)}
    empty.fill(sorted(now.values(), key=lambda document: document.position))
    overlaps, swapped = zip(*_compared(empty, _FEW, SCOPES[:2]), strict=True)
    assert fmean(overlaps) >= 0.999
    assert max(swapped) < SAME_SCORE


def _updates(corpus: list[Document]) -> list[Document]:
    """Every fourth document changes, each in one of the ways that there are."""
    position = max(document.position for document in corpus)
    updates: list[Document] = []
    for number, document in enumerate(corpus[::4]):
        position += 1
        match number % 5:
            case _ if document.hidden:
                continue
            case 0:
                updates.append(hidden(document, position))
            case 1:
                updates.append(replace(document, text="", status="WITHDRAWN", position=position))
            case 2:
                updates.append(replace(document, status="REPEALED", position=position))
            case 3:
                older = replace(document, to_position=position, status="AMENDED", position=position)
                version = replace(
                    document,
                    version=document.version + 100,
                    from_position=position,
                    text=document.text[::2] + "公示",
                    position=position,
                )
                updates += older, version
            case _:
                updates.append(
                    replace(document, title=document.title + "（更正）", position=position)
                )
    return updates


def test_a_list_begun_on_one_engine_goes_on_on_the_other(sides: Sides) -> None:
    """A switch of engines in the middle of reading loses nothing and shows nothing twice."""
    (way, *_) = asked("公示 结果")
    whole = keys(sides.answers(way.compiled)[0])
    for first, second in (sides.both, sides.both[::-1]):
        page = first.search(way.compiled, Page(size=30))
        last = page.hits[-1]
        after = Place(last.value, last.position, last.record, last.version, 30)
        rest = second.search(way.compiled, Page(size=EXACT_COUNT, after=after, view=page.view))
        assert not rest.view_kept
        assert [*keys(page), *keys(rest)] == whole
