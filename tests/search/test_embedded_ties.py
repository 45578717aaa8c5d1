"""Many documents that score alike, in the embedded engine: what is fetched, and in what order."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.embedded import EmbeddedEngine
from search.embedded.folder import schema
from search.embedded.view import View
from search.engine import CompiledQuery, EngineHit, Order, Page, Place, Term
from tests.search.papers import paper

MANY = 6_000
ALL_ALIKE = CompiledQuery(required=(Term("text_u", "公"),), filters=(Term("scope", "current"),))


class Noting:
    """A searcher that notes how many hits it handed out."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self.fetched = 0

    def search(self, *words: Any, **named: Any) -> Any:
        answer = self._searcher.search(*words, **named)
        self.fetched += len(answer.hits)
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """Some lengths, so some scores, in no order; some positions have several versions; segments
    were written in an order that is not that of the positions."""
    pen = random.Random(5)
    numbers = list(range(1, MANY + 1))
    pen.shuffle(numbers)
    engine = EmbeddedEngine(tmp_path_factory.mktemp("alike"))
    papers = [
        paper(
            f"r{n}",
            title="公示",
            from_position=(n + 2) // 3,
            text="" if n % 3 else "示" * pen.choice((1, 1, 40, 400)),
        )
        for n in numbers
    ]
    for start in range(0, MANY, 1_500):
        engine.apply(papers[start : start + 1_500], MANY)
    found = engine.view()
    assert found is not None
    yield found
    engine.close()


def _watched(view: View) -> tuple[View, Noting]:
    noting = Noting(view.searcher)
    return View(view.name, noting, schema()), noting  # type: ignore[arg-type]


def _whole(view: View) -> list[EngineHit]:
    """Every hit in the order that is promised."""
    answer = view.searcher.search(view.translator.query(ALL_ALIKE), MANY).hits
    addresses = [address for _, address in answer]
    keys, positions = view.keys(addresses), view.positions(addresses)
    ranked = [
        EngineHit(*key, score, position, score)
        for key, (score, _), position in zip(keys, answer, positions, strict=True)
    ]
    return sorted(ranked, key=lambda hit: (-hit.value, -hit.position, hit.record, hit.version))


def _after(hit: EngineHit, seen: int) -> Place:
    return Place(hit.value, hit.position, hit.record, hit.version, seen)


def test_of_thousands_that_score_alike_a_page_fetches_some_hundreds(view: View) -> None:
    watched, noting = _watched(view)
    noting.fetched = 0
    found, total = watched.hits(view.translator.query(ALL_ALIKE), Order.RELEVANCE, Page(20))
    assert (len(found), total) == (21, MANY)
    assert noting.fetched < 2_000
    whole = _whole(view)
    # Deep within the tie too: who reads on pays for what he has read, not for all the rest.
    place = _after(whole[999], 1_000)
    noting.fetched = 0
    found, _ = watched.hits(view.translator.query(ALL_ALIKE), Order.RELEVANCE, Page(20, place))
    assert found == whole[1_000:1_021]
    assert noting.fetched < 4_000


@pytest.mark.parametrize("size", [1, 7, 100])
def test_their_order_is_the_newest_first_and_then_by_key_on_every_page(
    view: View, size: int
) -> None:
    query = view.translator.query(ALL_ALIKE)
    whole = _whole(view)
    assert len({hit.value for hit in whole}) > 2
    for start in (0, 1, 999, 3_995, 4_010, 5_000, MANY - 50):
        place = _after(whole[start - 1], start) if start else None
        found, total = view.hits(query, Order.RELEVANCE, Page(size, place))
        assert total == MANY
        assert found == whole[start : start + size + 1]


def test_a_place_that_was_seen_too_little_of_is_still_reached(view: View) -> None:
    """Cursors come from outside: what they say was seen is not believed."""
    whole = _whole(view)
    query = view.translator.query(ALL_ALIKE)
    for seen in (0, 20, MANY):
        for start in (1_500, 5_500):
            found, _ = view.hits(query, Order.RELEVANCE, Page(5, _after(whole[start - 1], seen)))
            assert found == whole[start : start + 6], (seen, start)


def test_alike_ones_that_are_all_old_are_found_too(tmp_path: Path) -> None:
    """The newest matches may have nothing of a tie: then it is fetched to its end."""
    engine = EmbeddedEngine(tmp_path)
    old = [paper(f"r{n}", title="公示", text="", from_position=n) for n in range(1, 2_501)]
    new = [
        paper(f"r{n}", title="公示", text="示" * 400, from_position=n) for n in range(2_501, 4_001)
    ]
    engine.apply([*old, *new], 4_000)
    found = engine.search(ALL_ALIKE, Page(20))
    assert [hit.position for hit in found.hits] == list(range(2_500, 2_480, -1))
    engine.close()
