"""清除 on a cluster: nothing in the node's data folder holds a destroyed word."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from ops.bootstrap import Services, follow, open_archive
from ops.covering import catch_up
from ops.drifting import look, repair
from ops.reindexing import fill_anew
from projections import casework
from search.drift import Kind
from search.finding import Request
from tests.elastic_node import Node
from tests.ops.test_expunging import TERMS, WORD, holding, published
from tests.premises import furnish
from tests.town import Town, copy_town

pytestmark = pytest.mark.slow


@pytest.fixture
def open_town(founded_town: Town, tmp_path: Path) -> Iterator[Town]:
    premises = furnish(founded_town, tmp_path)
    town = copy_town(founded_town, premises.home)
    town.premises = premises  # type: ignore[attr-defined]
    yield town
    town.close()


@pytest.fixture
def services(open_town: Town, elastic_node: Node) -> Iterator[Services]:
    """An archive over the node; all copies of one archive have one name there."""
    with Elasticsearch(elastic_node.url) as client:
        for index in client.indices.get(index="gongkai-*"):
            client.indices.delete(index=index)
    given = replace(
        open_town.premises.settings(),  # type: ignore[attr-defined]
        search_engine="elasticsearch",
        elasticsearch_urls=elastic_node.url,
        elasticsearch_replicas=0,
    )
    with open_archive(given) as services:
        yield services


def follow_far(services: Services) -> None:
    """Bring both indexes to the journal's end; a busy machine may need several tries."""
    deadline = time.monotonic() + 90
    while True:
        with follow(services) as following:
            assert following is not None
            following.catch_up()
            following.catch_up_far()
            reached = [state.position for state in following.states()]
        if min(reached) == services.journal.position():
            return
        assert time.monotonic() < deadline, reached


def unclean(services: Services) -> tuple[str, ...]:
    (one,) = services.expungings()
    return one.unclean


def test_both_indexes_are_filled_anew_before_an_order_is_finished(
    services: Services, open_town: Town, elastic_node: Node
) -> None:
    record = published(open_town, services)
    follow_far(services)
    engine = services.engines.inventories["elasticsearch"]
    assert engine.begun() == 0
    assert dict(engine.keys()).keys() >= {(record, 1), (record, 2)}
    assert holding(elastic_node.data, *TERMS) != []
    open_town.expunge(record)
    follow_far(services)
    assert services.finder.find(Request(WORD)).hits == ()
    assert unclean(services) == ("elasticsearch", "index")
    with follow(services) as following:
        assert following is not None
        near, far = following.indexes
        assert fill_anew(far, services.journal)
        assert unclean(services) == ("index",)
        assert fill_anew(near, services.journal)
    assert unclean(services) == ()
    assert engine.begun() >= open_town.position
    deadline = time.monotonic() + 30
    while holding(elastic_node.data, *TERMS) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert holding(elastic_node.data, *TERMS) == []
    assert holding(open_town.home, WORD, *TERMS) == []
    assert len(services.finder.find(Request("留下")).hits) == 1


def test_an_index_on_a_cluster_is_compared_and_repaired(
    services: Services, open_town: Town, elastic_node: Node
) -> None:
    published(open_town, services)
    follow_far(services)
    engine = services.engines.inventories["elasticsearch"]
    assert look(services.views, "elasticsearch", engine).found == ()
    stranger = "record:01900000-0000-7000-8000-00000000dead"
    with follow(services) as following:
        assert following is not None
        far = following.indexes[1]
        with services.views.connect() as connection:
            (kept, *_) = (
                far.documents.of(file)
                for file in casework.files_in_order(connection)
                if file.versions
            )
        far.put([replace(kept[0], record=stranger)])
        drift = look(services.views, "elasticsearch", engine)
        assert [(one.key, one.kind) for one in drift.found] == [((stranger, 1), Kind.LEFT_OVER)]
        repair(services.views, far, drift)
    assert look(services.views, "elasticsearch", engine).found == ()
    catch_up(services)
