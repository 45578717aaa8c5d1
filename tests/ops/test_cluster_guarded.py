"""The served application over a cluster with security and TLS: two accounts, and one authority."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import trustme
from elasticsearch import Elasticsearch

from tests.guarded import WORKER, Guarded
from tests.ops.test_cluster import answered_by_the_cluster, served, until
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import Town

pytestmark = pytest.mark.slow

Lines = list[Any]


@pytest.fixture
def operator(guarded_node: Guarded) -> Iterator[Elasticsearch]:
    """The cluster as its operator sees it, with no index of an archive on it."""
    with Elasticsearch(
        guarded_node.node.url,
        ca_certs=str(guarded_node.authority),
        basic_auth=("worker", WORKER),
    ) as client:
        for index in client.indices.get(index="gongkai-*"):
            client.indices.delete(index=index)
        yield client


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    return furnish(founded_town, tmp_path)


def test_portal_and_worker_each_go_by_their_own_account_over_tls(
    premises: Premises, town: Town, guarded_node: Guarded, operator: Elasticsearch
) -> None:
    with served(premises, town, guarded_node.node, **guarded_node.settings()) as office:
        office.publish("甲区青石渠公告", "乙区青石渠公告")
        office.caught_up()
        office.caught_up("index")
        until(lambda: answered_by_the_cluster(office))
        assert office.found("青石渠公告")[0] == 2
        assert office.desk.get("/readyz").json()["degraded"] == []
    (index,) = operator.indices.get(index="gongkai-*")
    before = operator.count(index=index)["count"]
    # The portal's account is lost: the worker's writes on, and HOME's index answers.
    wrong = guarded_node.settings(elasticsearch_reader="portal:not the secret")
    with (
        structlog.testing.capture_logs() as lines,
        served(premises, town, guarded_node.node, **wrong) as office,
    ):
        office.publish("丙区青石渠公告")
        office.caught_up("index")
        count, text = office.found("青石渠公告")
        assert (count, "由备用检索库回答" in text) == (3, True)
        until(_written(operator, index, before + 1))
    _said(lines, "search engine given up or taken up again", "检索服务器不接受所用的账号")
    assert "not the secret" not in repr(lines)
    # The worker's account is lost: the portal reads what is there, and what waits is said.
    reading = guarded_node.settings(elasticsearch_writer="worker:not the secret")
    with (
        structlog.testing.capture_logs() as lines,
        served(premises, town, guarded_node.node, **reading) as office,
    ):
        office.caught_up("index")
        until(lambda: answered_by_the_cluster(office))
        assert office.found("青石渠公告")[0] == 3
        office.publish("丁区青石渠公告")
        office.caught_up("index")
        until(lambda: _waits(lines) != [])
    assert _waits(lines) == ["检索索引现在不能读写：检索服务器不接受所用的账号"]
    assert "not the secret" not in repr(lines)


def test_a_cluster_that_another_authority_vouches_for_is_refused_and_the_portal_answers(
    premises: Premises,
    town: Town,
    guarded_node: Guarded,
    operator: Elasticsearch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strange = tmp_path / "strange.pem"
    trustme.CA().cert_pem.write_to_path(str(strange))
    settings = guarded_node.settings(elasticsearch_ca=str(strange))
    with (
        structlog.testing.capture_logs() as lines,
        served(premises, town, guarded_node.node, **settings) as office,
    ):
        office.publish("甲区青石渠公告")
        office.caught_up("index")
        count, text = office.found("青石渠公告")
        assert (count, "由备用检索库回答" in text) == (1, True)
        ready = office.desk.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ok")
        assert "elasticsearch does not answer" in ready.json()["degraded"]
        until(lambda: _waits(lines) != [])
    _said(lines, "search engine given up or taken up again", "检索服务器的证书不可信")
    assert _waits(lines) == ["检索索引现在不能读写：检索服务器的证书不可信"]
    assert list(operator.indices.get(index="gongkai-*")) == []
    monkeypatch.setenv("GONGKAI_SEARCH_ENGINE", "elasticsearch")
    monkeypatch.setenv("GONGKAI_ELASTICSEARCH_URLS", guarded_node.node.url)
    for name, value in settings.items():
        monkeypatch.setenv(f"GONGKAI_{name.upper()}", value)
    refused = gongkai(premises.home, "index", "rebuild", "--engine", "elasticsearch")
    assert refused.code == 1
    assert "检索服务器的证书不可信" in refused.err


def test_the_status_says_why_an_index_on_a_cluster_cannot_be_read(
    premises: Premises,
    guarded_node: Guarded,
    operator: Elasticsearch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each with what its operator would do next; the account is the one that pages read with."""
    strange = tmp_path / "strange.pem"
    trustme.CA().cert_pem.write_to_path(str(strange))
    assert list(operator.indices.get(index="gongkai-*")) == []

    def told(url: str = guarded_node.node.url, **changes: str) -> str:
        monkeypatch.setenv("GONGKAI_SEARCH_ENGINE", "elasticsearch")
        monkeypatch.setenv("GONGKAI_ELASTICSEARCH_URLS", url)
        for name, value in guarded_node.settings(**changes).items():
            monkeypatch.setenv(f"GONGKAI_{name.upper()}", value)
        ran = gongkai(premises.home, "status", "--json")
        assert ran.code == 1
        assert ran.json["projections"]["elasticsearch"] is None
        (why,) = (ran.json["unread"][name] for name in ("elasticsearch",))
        assert f"elasticsearch：{why}" in gongkai(premises.home, "status").written
        return str(why)

    assert told() == "检索索引还没有建立"
    assert told(elasticsearch_reader="portal:not the secret") == "检索服务器不接受所用的账号"
    assert told(elasticsearch_ca=str(strange)) == "检索服务器的证书不可信"
    assert told("https://127.0.0.1:1") == "连不上检索服务器（ConnectionError）"
    guarded_node.node.suspend()
    try:
        assert told() == "elasticsearch 没有在 2.0 秒内回答"
    finally:
        guarded_node.node.resume()
        guarded_node.node.wait()


def _written(operator: Elasticsearch, index: str, least: int) -> Callable[[], bool]:
    return lambda: bool(operator.count(index=index)["count"] >= least)


def _waits(lines: Lines) -> list[str]:
    """What the index on the cluster waited for."""
    return [
        line["error"]
        for line in lines
        if line["event"] == "projection waits" and line["projection"] == "elasticsearch"
    ]


def _said(lines: Lines, event: str, reason: str) -> None:
    assert reason in [line.get("error") for line in lines if line["event"] == event]
