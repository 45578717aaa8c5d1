"""Both engines, real ones, filled once for the whole run with the same documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.elastic import Access, ElasticEngine, Layout, asking
from search.embedded import EmbeddedEngine
from search.engine import Document
from tests.contracts.search.corpus import everything
from tests.contracts.search.sides import Sides
from tests.elastic_node import Node


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """What is compared is answers: that none takes longer than a citizen waits is shown elsewhere,
    and a loaded machine is no failure."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "SEARCH_SECONDS", 60.0)
        yield


@pytest.fixture(scope="session")
def corpus() -> list[Document]:
    return everything()


@pytest.fixture(scope="session")
def sides(
    elastic_node: Node, corpus: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sides]:
    """The whole corpus in two fresh indexes; nobody writes to them."""
    yield from _opened(elastic_node, tmp_path_factory.mktemp("contract"), "contract", corpus)


@pytest.fixture
def empty(elastic_node: Node, tmp_path: Path) -> Iterator[Sides]:
    """Two empty indexes for one test, which may write."""
    yield from _opened(elastic_node, tmp_path, "changing", [])


def _opened(node: Node, folder: Path, alias: str, corpus: list[Document]) -> Iterator[Sides]:
    elastic = ElasticEngine(Access((node.url,)), Layout(alias))
    opened = Sides(EmbeddedEngine(folder), elastic)
    opened.fill(corpus)
    yield opened
    for engine in (opened.embedded, opened.elastic):
        engine.close()
