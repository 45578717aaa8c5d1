"""A new engine for each test, and one with the five real documents where they are at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.embedded import EmbeddedEngine
from search.engine import WritingEngine
from search.finding import Finder
from tests.search.papers import finder, seeds


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WritingEngine]:
    engine = EmbeddedEngine(tmp_path / "index")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """A finder over the five government documents."""
    documents = seeds()
    if not documents:
        pytest.skip("the five documents are not here")
    engine = EmbeddedEngine(tmp_path_factory.mktemp("seeds"))
    engine.apply(documents, len(documents))
    yield finder(engine, documents)
    engine.close()
