"""A cluster of two nodes: what one takes in one request, and one that dies while it is used."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import pytest
from elasticsearch import Elasticsearch

from search.elastic import Access, ElasticEngine, ElasticReader, Layout
from search.elastic.bulk import Patience
from search.elastic.connection import SEARCH_SECONDS
from search.engine import (
    CompiledQuery,
    DocumentRefused,
    EngineHits,
    Order,
    Page,
    Place,
    Term,
    TooSlow,
)
from tests.elastic_node import START_SECONDS, Node, Server
from tests.search.papers import paper

pytestmark = pytest.mark.slow

_Answer = TypeVar("_Answer")

EVERYTHING = CompiledQuery(filters=(Term("scope", "shown"),), order=Order.STANDING)
MOST_BYTES = 1_000_000
"""What the second node takes in one request."""


@pytest.fixture(scope="module")
def _second(elastic_server: Server, elastic_node: Node) -> Iterator[Node]:
    """A second node in the cluster of the first."""
    node = Node(
        elastic_server,
        beside=elastic_node,
        settings={"http.max_content_length": f"{MOST_BYTES}b"},
    )
    node.start()
    yield node
    node.remove()


@pytest.fixture
def second(_second: Node) -> Node:
    """The second node, whatever an earlier test did to it."""
    _second.revive()
    return _second


@pytest.fixture
def narrow(second: Node, layout: Layout) -> Iterator[ElasticEngine]:
    """An engine that writes through the node that takes little at once."""
    engine = ElasticEngine(Access((second.url,)), layout, Patience(5.0))
    yield engine
    engine.close()


def _patiently(ask: Callable[[], _Answer]) -> _Answer:
    """The answer, however slow the machine is; whatever else goes wrong counts."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return ask()
        except TooSlow:
            assert time.monotonic() < deadline


def _ids(engine: ElasticReader) -> set[str]:
    found = _patiently(lambda: engine.search(EVERYTHING, Page(size=100)))
    return {hit.record for hit in found.hits}


def test_a_request_that_is_too_large_is_sent_in_parts(narrow: ElasticEngine) -> None:
    papers = [paper(f"r{n}", from_position=n, text="公示" * 8_000) for n in range(1, 51)]
    narrow.apply(papers, 50)
    assert _ids(narrow) == {f"r{n}" for n in range(1, 51)}


def test_a_document_that_no_request_can_hold_is_named_with_what_to_do(
    narrow: ElasticEngine,
) -> None:
    small = [paper(f"r{n}", from_position=n) for n in range(1, 8)]
    large = paper("large", from_position=4, text="秘密" * 100_000)
    with pytest.raises(DocumentRefused, match="large/1") as refused:
        narrow.apply([*small, large], 7)
    told = str(refused.value)
    assert "413" in told
    assert "http.max_content_length" in told
    assert "秘密" not in told
    assert _patiently(narrow.position) == 0, "nothing was passed over"
    narrow.apply([*small, replace(large, text="短")], 7)
    assert _patiently(narrow.position) == 7
    assert len(_ids(narrow)) == 8


@dataclass(frozen=True)
class Asked:
    """One search: when it began, how long it took, how much it found."""

    at: float
    seconds: float
    found: int


def _keep_asking(reader: ElasticReader, stopping: threading.Event, visitor: str) -> list[Asked]:
    asked = []
    while not stopping.is_set():
        begun, found = time.monotonic(), 0
        with contextlib.suppress(TooSlow):
            found = reader.search(EVERYTHING, Page(visitor=visitor)).total
        asked.append(Asked(begun, time.monotonic() - begun, found))
        time.sleep(0.02)
    return asked


def _primary_on(cluster: Elasticsearch, layout: Layout, wanted: Node) -> None:
    """Have the shard that takes what is written on one node and its copy on the other."""
    (index,) = cluster.indices.get_alias(name=layout.alias)
    (shard,) = cluster.cat.shards(index=index, format="json")
    if shard["node"] != wanted.name:
        move = {"index": index, "shard": 0, "from_node": shard["node"], "to_node": wanted.name}
        cluster.cluster.reroute(commands=[{"move": move}])
        cluster.cluster.health(index=index, wait_for_no_relocating_shards=True)
    cluster.indices.put_settings(index=index, settings={"number_of_replicas": 1})
    cluster.cluster.health(index=index, wait_for_status="green")
    primary = [
        one for one in cluster.cat.shards(index=index, format="json") if one["prirep"] == "p"
    ]
    assert [one["node"] for one in primary] == [wanted.name]


def _after(first: EngineHits, size: int) -> Page:
    last = first.hits[-1]
    place = Place(last.value, last.position, last.record, last.version, len(first.hits))
    return Page(size, place, first.view)


def test_when_one_of_two_nodes_dies_searches_lists_and_indexing_go_on_and_nothing_is_lost(
    elastic_node: Node, second: Node, layout: Layout
) -> None:
    """It has the shard that is written to; the application knows both addresses."""
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(seconds)

    both = Access((elastic_node.url, second.url))
    layout = replace(layout, replicas=0)
    engine = ElasticEngine(both, layout, Patience(2.0 * START_SECONDS, pause))
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 51)], 50)
    with Elasticsearch(elastic_node.url) as cluster:
        _primary_on(cluster, layout, second)
    readers = [ElasticReader(both, layout) for _ in range(8)]
    # A state that is kept lies on one node: of eight visitors some are on each.
    lists = [(one, Page(5, visitor=f"visitor {n}")) for n, one in enumerate(readers)]
    nexts = [
        replace(_after(_patiently(partial(one.search, EVERYTHING, page)), 5), visitor=page.visitor)
        for one, page in lists
    ]

    def read_on() -> list[EngineHits]:
        asked = zip(readers, nexts, strict=True)
        return [_patiently(partial(one.search, EVERYTHING, page)) for one, page in asked]

    before = read_on()
    batch = [paper(f"n{n}", from_position=n, text="公示" * 1_000) for n in range(51, 4_051)]
    stopping = threading.Event()
    with ThreadPoolExecutor(4) as others:
        searching = [
            others.submit(_keep_asking, ElasticReader(both, layout), stopping, f"visitor {n}")
            for n in range(3)
        ]
        writing = others.submit(engine.apply, batch, 4_050)
        try:
            time.sleep(1.0)
            second.kill()
            died = time.monotonic()
            again = read_on()
            writing.result()
        finally:
            stopping.set()
        asked = [one for each in searching for one in each.result()]
    # None found that a node was away: that would have ended the search.
    assert max(one.seconds for one in asked) < SEARCH_SECONDS + 1.5
    assert {one.found for one in asked if one.at > died} & {50, 4_050}
    assert {one.found for one in asked} <= {0, 50, 4_050}, "a batch is seen whole or not at all"
    assert [found.hits for found in again] == [found.hits for found in before]
    assert waits, "the node died before or after the batch"
    assert _patiently(engine.position) == 4_050
    assert len(_patiently(lambda: dict(engine.keys()))) == 4_050
    for one in (*readers, engine):
        one.close()


VISITORS = range(8)
"""Of so many some are answered by each copy of the index."""


@pytest.fixture
def copied(
    elastic_node: Node, second: Node, layout: Layout
) -> Iterator[tuple[ElasticEngine, Sequence[ElasticReader]]]:
    """An index of 50 records with a copy on each of the two nodes, and a reader for each visitor,
    all of whom know both addresses."""
    both = Access((elastic_node.url, second.url))
    layout = replace(layout, replicas=1)
    engine = ElasticEngine(both, layout, Patience(2.0 * START_SECONDS))
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 51)], 50)
    with Elasticsearch(elastic_node.url) as cluster:
        cluster.cluster.health(index=layout.alias, wait_for_status="green", timeout="60s")
    readers = [ElasticReader(both, layout) for _ in VISITORS]
    yield engine, readers
    for one in (*readers, engine):
        one.close()


@contextlib.contextmanager
def _all_asking(readers: Sequence[ElasticReader]) -> Iterator[list[Asked]]:
    """Every visitor asks all the time; what came of it is in the list when the block is left."""
    asked: list[Asked] = []
    stopping = threading.Event()
    with ThreadPoolExecutor(len(readers)) as others:
        searching = [
            others.submit(_keep_asking, reader, stopping, f"visitor {n}")
            for n, reader in enumerate(readers)
        ]
        try:
            yield asked
        finally:
            stopping.set()
    asked += [one for each in searching for one in each.result()]


def _found_by_all(readers: Sequence[ElasticReader]) -> set[int]:
    return {
        _patiently(partial(one.search, EVERYTHING, Page(visitor=f"visitor {n}"))).total
        for n, one in enumerate(readers)
    }


@pytest.mark.parametrize("which", ["the one that only holds data", "the only master"])
def test_while_one_of_two_nodes_hangs_nobody_waits_longer_than_a_search_may_take(
    elastic_node: Node,
    second: Node,
    copied: tuple[ElasticEngine, Sequence[ElasticReader]],
    which: str,
) -> None:
    engine, readers = copied
    hanging = elastic_node if "master" in which else second
    assert _found_by_all(readers) == {50}
    with _all_asking(readers) as asked:
        hanging.suspend()
        since = time.monotonic()
        try:
            time.sleep(6.0)
        finally:
            hanging.resume()
    assert max(one.seconds for one in asked) < SEARCH_SECONDS + 1.5
    assert {one.found for one in asked} <= {0, 50}
    assert any(one.seconds > SEARCH_SECONDS - 0.5 for one in asked), "nobody met it"
    # Not only those who were under way: the other node answers for itself.
    assert any(one.found for one in asked if since + 2.0 < one.at < since + 4.0)
    engine.apply([paper("r51", from_position=51)], 51)
    assert _found_by_all(readers) == {51}


def test_while_the_only_master_is_gone_searches_are_answered_and_what_is_written_waits_for_it(
    elastic_node: Node, copied: tuple[ElasticEngine, Sequence[ElasticReader]]
) -> None:
    engine, readers = copied
    assert _found_by_all(readers) == {50}
    with ThreadPoolExecutor(1) as other:
        with _all_asking(readers) as asked:
            elastic_node.kill()
            gone = time.monotonic()
            writing = other.submit(engine.apply, [paper("r51", from_position=51)], 51)
            time.sleep(4.0)
            assert not writing.done()
        elastic_node.revive()
        writing.result()
    assert max(one.seconds for one in asked) < SEARCH_SECONDS + 1.5
    assert {one.found for one in asked} <= {0, 50}
    assert {one.found for one in asked if one.at > gone + 1.0} == {50}
    assert _found_by_all(readers) == {51}
