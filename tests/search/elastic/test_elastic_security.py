"""Security on a real node: two accounts that can what they must and nothing else, and TLS."""

import base64
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from elasticsearch import (
    AuthenticationException,
    AuthorizationException,
    BadRequestError,
    Elasticsearch,
)

from search.elastic import Access, Credential, ElasticEngine, ElasticReader, Layout
from search.engine import CompiledQuery, EngineUnavailable, Order, Page, Place, Term
from tests.elastic_node import Node
from tests.guarded import PORTAL, WORKER, Guarded
from tests.search.papers import paper

EVERYTHING = CompiledQuery(filters=(Term("scope", "shown"),), order=Order.STANDING)


@pytest.fixture
def node(guarded_node: Guarded) -> Node:
    return guarded_node.node


@pytest.fixture
def trusted(guarded_node: Guarded) -> Path:
    """The file of the authority that signed the node's certificate."""
    return guarded_node.authority


@pytest.fixture
def worker(node: Node, trusted: Path, layout: Layout) -> Iterator[ElasticEngine]:
    engine = ElasticEngine(_access(node, trusted, f"worker:{WORKER}"), layout)
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 6)], 5)
    yield engine
    engine.close()


def _access(node: Node, trusted: Path | None, credential: str | None) -> Access:
    account = Credential.read(credential) if credential else None
    return Access((node.url,), trusted, account)


def test_the_worker_can_all_that_it_must(worker: ElasticEngine) -> None:
    with worker.rebuild() as fresh:
        fresh.apply([paper("r9", from_position=6)], 6)
        fresh.finish()
    assert worker.position() == 6
    assert [hit.record for hit in worker.search(EVERYTHING, Page()).hits] == ["r9"]


def test_the_portal_reads_and_that_is_all(
    worker: ElasticEngine, node: Node, trusted: Path, layout: Layout
) -> None:
    access = _access(node, trusted, f"portal:{PORTAL}")
    portal = ElasticReader(access, layout)
    assert portal.position() == 5
    page, read = Page(2, facets=("kind",)), []
    while True:
        found = portal.search(EVERYTHING, page)
        read += [hit.record for hit in found.hits]
        if not found.more:
            break
        last = found.hits[-1]
        place = Place(last.value, last.position, last.record, last.version, len(read))
        page = Page(2, place, found.view)
    assert read == ["r5", "r4", "r3", "r2", "r1"]
    assert portal.explain(EVERYTHING, "r2").rank == 4
    assert portal.document("r1", 1) is not None
    with pytest.raises(EngineUnavailable, match="权限"):
        ElasticReader(access, Layout("other")).position()
    intruder = ElasticEngine(access, layout)
    for asked in (intruder.position, intruder.rebuild):
        with pytest.raises(EngineUnavailable, match="权限"):
            asked()
    with (
        Elasticsearch(node.url, ca_certs=str(trusted), basic_auth=("portal", PORTAL)) as client,
        pytest.raises(AuthorizationException),
    ):
        client.index(index=layout.alias, document={"key": "x"})
    assert worker.position() == 5
    portal.close()
    intruder.close()


@pytest.mark.parametrize(
    "credential", ["portal:wrong secret", "nobody:secret", "bm9ib2R5OnNlY3JldA==", None]
)
def test_who_is_not_known_is_told_so_and_no_secret_is_repeated(
    worker: ElasticEngine,
    node: Node,
    trusted: Path,
    layout: Layout,
    credential: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    reader = ElasticReader(_access(node, trusted, credential), layout)
    with pytest.raises(EngineUnavailable, match="不接受所用的账号") as refused:
        reader.position()
    said = f"{refused.value!r}{refused.value.__cause__!r}{caplog.text}{reader!r}"
    for secret in ("wrong secret", "bm9ib2R5OnNlY3JldA", _basic("portal", "wrong secret")):
        assert secret not in said
    reader.close()


def test_a_credential_without_a_colon_is_sent_as_an_api_key(
    node: Node, trusted: Path, layout: Layout
) -> None:
    """The node looks the key up; it can hold none, for the index of keys needs a part of the
    server that this one is without. So what a key may do is the cluster's to test."""
    with Elasticsearch(node.url, ca_certs=str(trusted)) as client:
        keeper = client.options(basic_auth=("stranger", WORKER))
        with pytest.raises(BadRequestError, match="filter"):
            keeper.security.create_api_key(name="portal")
    key = base64.b64encode(b"unknown-id:secret").decode()
    reader = ElasticReader(_access(node, trusted, key), layout)
    with pytest.raises(EngineUnavailable, match="不接受所用的账号") as refused:
        reader.position()
    answer = refused.value.__cause__
    assert isinstance(answer, AuthenticationException)
    assert "apikey authentication for id unknown-id" in str(answer.body)
    reader.close()


def test_an_account_for_other_indices_is_refused(
    worker: ElasticEngine, node: Node, trusted: Path, layout: Layout
) -> None:
    stranger = ElasticEngine(_access(node, trusted, f"stranger:{WORKER}"), layout)
    for asked in (stranger.position, lambda: stranger.search(EVERYTHING, Page())):
        with pytest.raises(EngineUnavailable, match="权限"):
            asked()
    stranger.close()


def test_a_node_is_trusted_by_its_authority_only(
    worker: ElasticEngine, node: Node, layout: Layout, tmp_path: Path
) -> None:
    """Before any credential is sent: a wrong node learns no secret."""
    wrong = tmp_path / "wrong.pem"
    trustme.CA().cert_pem.write_to_path(str(wrong))
    for authority in (wrong, None):
        access = _access(node, authority, f"portal:{PORTAL}")
        with pytest.raises(EngineUnavailable, match="证书不可信"):
            ElasticReader(access, layout).position()
        with pytest.raises(EngineUnavailable, match="证书不可信"):
            ElasticEngine(access, layout).position()


def test_a_certificate_for_another_name_is_refused(
    worker: ElasticEngine, node: Node, trusted: Path, layout: Layout
) -> None:
    port = node.url.rpartition(":")[2]
    access = Access((f"https://localhost:{port}",), trusted, Credential(PORTAL, "portal"))
    with pytest.raises(EngineUnavailable):
        ElasticReader(access, layout).position()


def test_the_node_itself_refuses_who_brings_no_credential(node: Node, trusted: Path) -> None:
    context = ssl.create_default_context(cafile=str(trusted))
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        urllib.request.urlopen(node.url, context=context)
    refused.value.close()


def _basic(user: str, secret: str) -> str:
    return base64.b64encode(f"{user}:{secret}".encode()).decode()
