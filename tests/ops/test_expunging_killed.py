"""清除 by processes that are killed: at no step is an order forgotten or a word left."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from domain.record import Record
from ops.bootstrap import Services, follow, open_archive
from ops.covering import catch_up
from ops.queries import QueryMemory
from ops.query_counts import LISTED_AFTER
from ops.settings import Settings
from ops.verifying import verify
from tests.elastic_node import Node
from tests.killed import Step, killed
from tests.ops.test_cluster import until
from tests.ops.test_expunging import TERMS, WORD, found, holding, in_dictionaries, published
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import ORDER, Town, copy_town

pytestmark = pytest.mark.slow

REBUILD = "search.embedded.writer:EmbeddedRebuild"
FOLDER = "search.embedded.folder"
OLD_AND_NEW = (
    Step("ops.blobs:FolderBlobs.remove"),  # keys gone, bytes left
    Step("ops.shredding:scrub", call=2),  # typed words gone, their bytes left
    Step(f"{REBUILD}.apply"),
    Step(f"{REBUILD}.apply", after=True),
    Step(f"{FOLDER}:point"),
    Step(f"{FOLDER}:point", after=True),
)
"""Steps of filling the embedded index anew after which the old one is still in its folder."""

INDICES = "search.elastic.indices:Indices"
ON_THE_CLUSTER = (
    Step(f"{INDICES}.begin", after=True),
    Step("search.elastic.writer:ElasticRebuild.apply", after=True),
    Step(f"{INDICES}.adopt"),
    Step(f"{INDICES}.sweep", call=2),  # the new one answers, the old one is there
    Step(f"{INDICES}.sweep", call=2, after=True),  # nothing is noted yet
)


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    return furnish(founded_town, tmp_path)


@pytest.fixture
def ordered(premises: Premises, founded_town: Town) -> Callable[[Settings], str]:
    """Publish a record with the word, index it, and enter an order to destroy it."""

    def order(settings: Settings) -> str:
        town = copy_town(founded_town, premises.home)
        with open_archive(settings) as services:
            record = published(town, services)
            _follow_all(services)
            assert found(services, WORD) == [record]
        memory = QueryMemory(premises.home / "queries.db", lambda typed: typed, lambda text: True)
        for number in range(LISTED_AFTER):
            memory.note(WORD, f"192.0.2.{number}", False)
        memory.close()
        assert "queries.db" in " ".join(holding(premises.home, WORD))
        town.disclosure.order_expunging(town.housing.approver, record, ORDER)
        town.close()
        return record

    return order


def _follow_all(services: Services) -> None:
    def everywhere() -> bool:
        with follow(services) as following:
            assert following is not None
            following.catch_up()
            following.catch_up_far()
            return {state.position for state in following.states()} == {services.journal.position()}

    until(everywhere, 90)


def _unfinished(premises: Premises, settings: Settings) -> tuple[str, ...]:
    """What an order still lacks; a reader finds what stays and nothing of what is destroyed."""
    with open_archive(settings) as services:
        catch_up(services)
        assert len(found(services, "留下")) == 1
        assert found(services, WORD) == []
        (one,) = services.expungings()
        assert not one.finished
    told = gongkai(premises.home, "status")
    assert told.code == 1
    assert "没有完成" in told.out
    return one.unclean


def _expunge(premises: Premises, record: str, step: Step | None = None) -> None:
    act = ("record", "expunge", record, "--as", premises.first)
    act += ("--passphrase-file", str(premises.passphrase_file))
    if step is None:
        gongkai(premises.home, *act).fine()
    else:
        killed(premises.home, step, *act)


def test_an_embedded_index_is_clean_at_last_however_often_who_fills_it_is_killed(
    premises: Premises, ordered: Callable[[Settings], str]
) -> None:
    home, settings = premises.home, premises.settings()
    record = ordered(settings)
    # The act is recorded and not one key is destroyed.
    _expunge(premises, record, Step("ops.contents:Contents.destroy"))
    with open_archive(settings) as services:
        contents = services.archive.load(Record, record).contents
        assert len(services.contents.left_of(contents)) == 3
    for step in OLD_AND_NEW:
        killed(home, step, "index", "rebuild")
        assert in_dictionaries(home) > 0, step
        assert _unfinished(premises, settings) == ("index",), step
    killed(home, Step(f"{FOLDER}:sweep", call=2, after=True), "index", "rebuild")
    assert _unfinished(premises, settings) == ("index",), "clean, and not known to be"
    # By itself, as a server does.
    stopping = threading.Event()
    with open_archive(settings) as services, follow(services) as following:
        assert following is not None
        thread = threading.Thread(target=following.run, args=(stopping,))
        thread.start()
        try:
            until(lambda: services.expungings()[0].finished, 90)
        finally:
            stopping.set()
            thread.join()
    _nothing_is_left(premises)
    assert [path.name for path in (home / "index").iterdir() if path.is_dir()] == [
        (home / "index/CURRENT").read_text().strip()
    ]


@pytest.fixture
def clustered(
    premises: Premises, elastic_node: Node, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """Settings of an archive over the node, for commands too; all copies have one name there."""
    with Elasticsearch(elastic_node.url) as client:
        for index in client.indices.get(index="gongkai-*"):
            client.indices.delete(index=index)
    monkeypatch.setenv("GONGKAI_SEARCH_ENGINE", "elasticsearch")
    monkeypatch.setenv("GONGKAI_ELASTICSEARCH_URLS", elastic_node.url)
    monkeypatch.setenv("GONGKAI_ELASTICSEARCH_REPLICAS", "0")
    return replace(
        premises.settings(),
        search_engine="elasticsearch",
        elasticsearch_urls=elastic_node.url,
        elasticsearch_replicas=0,
    )


def test_an_index_on_a_cluster_is_clean_at_last_however_often_who_fills_it_is_killed(
    premises: Premises,
    clustered: Settings,
    ordered: Callable[[Settings], str],
    elastic_node: Node,
) -> None:
    record = ordered(clustered)
    _expunge(premises, record)
    assert holding(elastic_node.data, *TERMS) != []
    given = {name: value for name, value in os.environ.items() if name.startswith("GONGKAI_")}
    rebuild = ("index", "rebuild", "--engine", "elasticsearch")
    for step in ON_THE_CLUSTER:
        killed(premises.home, step, *rebuild, environment=given)
        assert "elasticsearch" in _unfinished(premises, clustered), step
    gongkai(premises.home, "index", "rebuild").fine()
    gongkai(premises.home, "status").fine()
    until(lambda: holding(elastic_node.data, *TERMS) == [])
    _nothing_is_left(premises)
    with Elasticsearch(elastic_node.url) as client:
        assert len(client.indices.get(index="gongkai-*")) == 1


def _nothing_is_left(premises: Premises) -> None:
    assert in_dictionaries(premises.home) == 0
    assert holding(premises.home, WORD, *TERMS) == []
    assert verify(premises.home).sound
