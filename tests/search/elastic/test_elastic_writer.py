"""The index on a real node: strict, replayed, rebuilt, swept, and never made by accident."""

from collections.abc import Iterator

import pytest
from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.elastic import Access, ElasticEngine, ElasticReader, Layout
from search.elastic.bulk import Patience, put
from search.elastic.layout import entry, position_entry
from search.engine import (
    CompiledQuery,
    DocumentRefused,
    EngineUnavailable,
    Indexed,
    Order,
    Page,
    Term,
)
from tests.elastic_node import Node
from tests.search.papers import paper

EVERYTHING = CompiledQuery(filters=(Term("scope", "current"),), order=Order.STANDING)


@pytest.fixture
def cluster(elastic_node: Node) -> Iterator[Elasticsearch]:
    """The official client, to look at what the engine did."""
    with Elasticsearch(elastic_node.url) as client:
        yield client


def _indices(cluster: Elasticsearch, layout: Layout) -> list[str]:
    return sorted(cluster.indices.get(index=layout.pattern))


def _ids(engine: ElasticReader) -> list[str]:
    return sorted(hit.record for hit in engine.search(EVERYTHING, Page(size=100)).hits)


def test_an_index_is_as_it_was_designed(
    engine: ElasticEngine, layout: Layout, cluster: Elasticsearch
) -> None:
    engine.apply([paper("r1")], 1)
    (name,) = _indices(cluster, layout)
    assert layout.readable(name)
    settings = cluster.indices.get_settings(index=name)[name]["settings"]["index"]
    assert settings["similarity"]["default"] == {"type": "BM25", "k1": "1.2", "b": "0.75"}
    assert settings["mapping"]["total_fields"]["limit"] == "64"
    assert settings["number_of_shards"] == "1"
    assert settings["refresh_interval"] == "-1"
    assert cluster.cluster.health(index=name)["status"] == "green"
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping"):
        cluster.index(index=name, document={"key": "x", "unknown": 1})


def test_neither_text_nor_tokens_can_be_read_back(
    engine: ElasticEngine, layout: Layout, cluster: Elasticsearch
) -> None:
    engine.apply([paper("r1")], 1)
    every = cluster.search(index=layout.alias, stored_fields=["*"])
    assert len(every["hits"]["hits"]) == 3  # with the position, and what is counted for it
    assert all("_source" not in hit for hit in every["hits"]["hits"])
    assert "租赁" not in str(every.body)
    assert "公共" not in str(every.body)


def test_nothing_is_visible_before_its_position(
    engine: ElasticEngine, layout: Layout, access: Access, cluster: Elasticsearch
) -> None:
    """What a writer that dies between documents and position leaves behind."""
    engine.apply([paper("r1")], 1)
    put(cluster, layout.alias, [entry(paper("r2", from_position=2))], Patience())
    assert (engine.position(), _ids(engine)) == (1, ["r1"])
    put(cluster, layout.alias, [position_entry(2, 2, 0)], Patience())
    assert (engine.position(), _ids(engine)) == (1, ["r1"])
    again = ElasticEngine(access, layout)
    assert again.position() == 1
    again.apply([paper("r2", from_position=2)], 2)
    assert (again.position(), _ids(again)) == (2, ["r1", "r2"])
    again.close()


def test_a_hidden_record_is_not_brought_back_by_a_replay_however_late(
    engine: ElasticEngine,
) -> None:
    """Elasticsearch forgets the versions of what is deleted, not of what is emptied."""
    engine.apply([paper("r1")], 1)
    engine.apply([paper("r1", position=9, hidden=True)], 9)
    for _ in range(3):
        engine.apply([paper("r1")], 1)
    assert engine.document("r1", 1) == Indexed(9, hidden=True)
    assert _ids(engine) == []
    assert engine.position() == 9


def test_large_batches_go_in_several_requests(engine: ElasticEngine) -> None:
    many = [paper(f"r{n}", from_position=n) for n in range(1, 1_252)]
    long = [paper(f"long{n}", from_position=2_000 + n, text="公示" * 300_000) for n in range(3)]
    engine.apply([*many, *long], 3_000)
    assert engine.search(EVERYTHING, Page()).total == 1_254
    assert engine.position() == 3_000


def test_a_document_that_will_never_be_taken_is_told_and_the_position_stays(
    engine: ElasticEngine, layout: Layout, cluster: Elasticsearch
) -> None:
    engine.apply([paper("r1")], 1)
    bad = ("r2/1", 2, b'{"key":"r2/1","position":2,"unknown":"secret words"}')
    with pytest.raises(DocumentRefused, match="r2/1") as refused:
        put(cluster, layout.alias, [bad], Patience())
    assert "secret" not in str(refused.value)
    assert engine.position() == 1


def test_an_index_that_was_deleted_is_begun_anew_and_never_made_by_accident(
    engine: ElasticEngine, access: Access, layout: Layout, cluster: Elasticsearch
) -> None:
    engine.apply([paper("r1")], 1)
    (first,) = _indices(cluster, layout)
    cluster.indices.delete(index=first)
    reader = ElasticReader(access, layout)
    for asked in (reader.position, lambda: reader.search(EVERYTHING, Page())):
        with pytest.raises(EngineUnavailable, match="还没有建立"):
            asked()
    with pytest.raises(EngineUnavailable):
        engine.apply([paper("r2", from_position=2)], 2)
    with pytest.raises(NotFoundError):
        cluster.indices.get(index=layout.alias)
    assert engine.position() == 0
    engine.apply([paper("r1"), paper("r2", from_position=2)], 2)
    assert (_ids(engine), reader.position()) == (["r1", "r2"], 2)
    reader.close()


def test_an_index_of_another_analysis_is_not_read_and_is_replaced(
    access: Access, layout: Layout, cluster: Elasticsearch
) -> None:
    old = f"{layout.alias}-a0-00000000-7"
    cluster.indices.create(
        index=old, aliases={layout.alias: {}}, mappings={"properties": {"key": {"type": "keyword"}}}
    )
    cluster.index(index=old, id="position", document={"key": "position"}, refresh=True)
    reader = ElasticReader(access, layout)
    with pytest.raises(EngineUnavailable):
        reader.position()
    engine = ElasticEngine(access, layout)
    assert engine.position() == 0
    assert _indices(cluster, layout) == [layout.name(8)]
    assert reader.position() == 0
    reader.close()
    engine.close()


def test_a_rebuild_that_a_crash_left_is_swept_and_the_old_index_answers(
    engine: ElasticEngine, access: Access, layout: Layout, cluster: Elasticsearch
) -> None:
    engine.apply([paper("r1")], 5)
    left = engine.rebuild().__enter__()
    left.apply([paper("r2")], 3)
    assert len(_indices(cluster, layout)) == 2
    again = ElasticEngine(access, layout)
    assert (again.position(), _ids(again)) == (5, ["r1"])
    assert len(_indices(cluster, layout)) == 1
    with again.rebuild() as fresh:
        fresh.apply([paper("r3")], 6)
        fresh.finish()
    assert (again.position(), _ids(again)) == (6, ["r3"])
    again.close()


def test_a_finished_rebuild_leaves_one_index_with_a_number_never_used_before(
    engine: ElasticEngine, access: Access, layout: Layout, cluster: Elasticsearch
) -> None:
    engine.apply([paper("r1")], 5)
    reader = ElasticReader(access, layout)
    for number in (2, 3):
        with engine.rebuild() as fresh:
            fresh.apply([paper("r2")], 5)
            assert _ids(reader) == (["r1"] if number == 2 else ["r2"])
            fresh.finish()
        assert _indices(cluster, layout) == [layout.name(number)]
        assert cluster.indices.get_alias(index=layout.name(number))[layout.name(number)] == {
            "aliases": {layout.alias: {}}
        }
    engine.apply([paper("r3", from_position=6)], 6)
    assert _ids(reader) == ["r2", "r3"]
    reader.close()


def test_the_first_index_of_all_may_be_a_rebuild(
    engine: ElasticEngine, layout: Layout, cluster: Elasticsearch
) -> None:
    """Whoever fills it asks meanwhile how far the one is that answers, which makes that one."""
    with engine.rebuild() as fresh:
        fresh.apply([paper("r1")], 5)
        assert engine.position() == 0
        fresh.finish()
    assert (engine.position(), _ids(engine)) == (5, ["r1"])
    assert len(_indices(cluster, layout)) == 1


def test_a_crash_after_the_swap_leaves_the_new_index_answering(
    engine: ElasticEngine, access: Access, layout: Layout, cluster: Elasticsearch
) -> None:
    """The old one was not deleted yet: the next start does it."""
    engine.apply([paper("r1")], 5)
    (old,) = _indices(cluster, layout)
    fresh = engine.rebuild().__enter__()
    fresh.apply([paper("r2")], 6)
    cluster.indices.update_aliases(
        actions=[
            {"remove": {"index": old, "alias": layout.alias}},
            {"add": {"index": layout.name(2), "alias": layout.alias}},
        ]
    )
    again = ElasticEngine(access, layout)
    assert again.position() == 0  # the crash came before the position was written: read again
    assert _indices(cluster, layout) == [layout.name(2)]
    again.close()


def test_two_archives_on_one_cluster_know_nothing_of_each_other(
    engine: ElasticEngine, access: Access, layout: Layout
) -> None:
    engine.apply([paper("r1")], 5)
    for near in (f"{layout.alias}-a1", f"{layout.alias}-archive", f"{layout.alias}x"):
        neighbour = ElasticEngine(access, Layout(near))
        neighbour.apply([paper("other")], 2)
        assert _ids(neighbour) == ["other"]
        neighbour.close()
    again = ElasticEngine(access, layout)
    assert (again.position(), _ids(again)) == (5, ["r1"])
    again.close()
    other = ElasticReader(access, Layout(f"{layout.alias}-a1"))
    assert _ids(other) == ["other"]
    other.close()


def test_an_index_in_several_shards_and_copies_answers_the_same(
    access: Access, layout: Layout
) -> None:
    engine = ElasticEngine(access, Layout(layout.alias, shards=3, replicas=1, refresh="1s"))
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 31)], 30)
    found = engine.search(EVERYTHING, Page(size=5, facets=("kind",)))
    assert [hit.record for hit in found.hits] == ["r30", "r29", "r28", "r27", "r26"]
    assert (found.total, found.position, found.facets) == (30, 30, {"kind": {"notice": 30}})
    engine.close()
