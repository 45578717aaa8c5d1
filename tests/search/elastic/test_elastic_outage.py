"""A node that is killed, restarted in the middle, or hangs."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.elastic import Access, ElasticEngine, ElasticReader, Layout
from search.elastic.bulk import Patience
from search.engine import CompiledQuery, EngineUnavailable, Order, Page, Place, Term
from tests.elastic_node import START_SECONDS, Node
from tests.search.papers import paper

pytestmark = pytest.mark.slow

EVERYTHING = CompiledQuery(filters=(Term("scope", "shown"),), order=Order.STANDING)


@pytest.fixture
def node(elastic_node: Node) -> Iterator[Node]:
    """The node, which a test may ill-treat; afterwards it answers again."""
    yield elastic_node
    elastic_node.revive()


def _ids(engine: ElasticReader) -> list[str]:
    return [hit.record for hit in engine.search(EVERYTHING, Page(size=100)).hits]


def _answers(engine: ElasticReader) -> None:
    """Wait until the shards of a node that was just started answer too."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            engine.position()
            return
        except EngineUnavailable:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_after_a_power_cut_everything_that_was_applied_is_there_and_nothing_else(
    node: Node, access: Access, layout: Layout
) -> None:
    engine = ElasticEngine(access, layout, Patience(1.0))
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 51)], 50)
    first = engine.search(EVERYTHING, Page(5))
    last = first.hits[-1]
    second = Page(5, Place(last.value, last.position, last.record, last.version, 5), first.view)
    third = engine.search(EVERYTHING, second)
    node.kill()
    # The writer knows its position for a moment longer, and its patience ends.
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable, match="写不进去"):
        engine.apply([paper("lost", from_position=51)], 51)
    assert time.monotonic() - begun < 10
    for asked in (
        engine.position,
        lambda: engine.search(EVERYTHING, Page()),
        lambda: engine.search(EVERYTHING, second),
    ):
        with pytest.raises(EngineUnavailable, match="连不上"):
            asked()
    node.start()
    _answers(engine)
    assert engine.position() == 50
    assert len(_ids(engine)) == 50
    # The kept state died with the node: its list goes on in the same state, opened anew.
    again = engine.search(EVERYTHING, second)
    assert (again.hits, again.view_kept) == (third.hits, True)
    engine.apply([paper("r51", from_position=51)], 51)
    assert _ids(engine)[0] == "r51"
    engine.close()


def test_a_batch_goes_on_when_the_node_is_restarted_in_the_middle(
    node: Node, access: Access, layout: Layout
) -> None:
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(seconds)

    engine = ElasticEngine(access, layout, Patience(2.0 * START_SECONDS, pause))
    engine.apply([paper("r0")], 1)
    batch = [paper(f"r{n}", from_position=n, text="公示" * 2_000) for n in range(2, 5_002)]
    with ThreadPoolExecutor(1) as other:
        writing = other.submit(engine.apply, batch, 5_001)
        time.sleep(1.0)
        node.kill()
        node.start()
        writing.result()
    assert waits, "the node was restarted before or after the batch"
    assert max(waits) <= 5.0
    assert engine.position() == 5_001
    assert engine.search(EVERYTHING, Page()).total == 5_001
    engine.close()


def test_a_hanging_node_costs_a_reader_two_seconds_and_not_more(
    node: Node, engine: ElasticEngine, access: Access, layout: Layout
) -> None:
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 4)], 3)
    reader = ElasticReader(access, layout)
    first = reader.search(EVERYTHING, Page(1))
    last = first.hits[-1]
    second = Page(1, Place(last.value, last.position, last.record, last.version, 1), first.view)
    node.suspend()
    for page in (Page(1), second):
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable, match="规定的时间"):
            reader.search(EVERYTHING, page)
        assert 1.5 < time.monotonic() - begun < 3.5
    node.resume()
    _answers(reader)
    assert reader.search(EVERYTHING, second).hits[0].record == "r2"
    reader.close()


def test_one_of_two_nodes_being_away_is_noticed_once(
    node: Node, engine: ElasticEngine, layout: Layout
) -> None:
    """A question never goes to a second node, for its time would be doubled; the next does."""
    engine.apply([paper("r1")], 1)
    here = node.url
    away = "http://127.0.0.1:1"
    reader = ElasticReader(Access((away, here)), layout)
    answers = []
    for _ in range(10):
        try:
            answers.append(reader.position())
        except EngineUnavailable:
            answers.append(-1)
    assert answers.count(-1) <= 1
    reader.close()
