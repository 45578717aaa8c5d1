"""An archive's own indices on the node for each test."""

import itertools
from collections.abc import Iterator

import pytest

from search.elastic import Access, ElasticEngine, Layout
from tests.elastic_node import Node

_NUMBERS = itertools.count(1)


@pytest.fixture
def access(elastic_node: Node) -> Access:
    return Access((elastic_node.url,))


@pytest.fixture
def layout() -> Layout:
    """Names that no other test has."""
    return Layout(f"archive-{next(_NUMBERS)}")


@pytest.fixture
def engine(access: Access, layout: Layout) -> Iterator[ElasticEngine]:
    engine = ElasticEngine(access, layout)
    yield engine
    engine.close()
