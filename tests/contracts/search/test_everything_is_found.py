"""A sample of the titles and passages that must be found; `passages.py` asks for all of them."""

import random
from collections.abc import Iterator

import pytest

from search.elastic import Access, ElasticEngine, Layout
from search.embedded import EmbeddedEngine
from search.engine import Document
from tests.contracts.search.corpus import county
from tests.contracts.search.passages import (
    in_elastic,
    in_embedded,
    lost,
    public,
    titles_lost,
    typed_from,
)
from tests.contracts.search.sides import Sides
from tests.elastic_node import Node
from tests.search.papers import finder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def archive(elastic_node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    """The demonstration archive alone."""
    elastic = ElasticEngine(Access((elastic_node.url,)), Layout("demonstration"))
    opened = Sides(EmbeddedEngine(tmp_path_factory.mktemp("demonstration")), elastic)
    opened.fill(county())
    yield opened
    opened.embedded.close()
    elastic.close()


def test_a_title_finds_its_record_among_the_first_ten(archive: Sides) -> None:
    records = public(county())
    chosen = random.Random(3).sample(records, 60)
    for engine in archive.both:
        assert not titles_lost(finder(engine, records), records, chosen)


def test_every_passage_is_found_bare_and_quoted(sides: Sides, corpus: list[Document]) -> None:
    pen = random.Random(4)
    bodies = [one for one in public(corpus) if 100 < len(one.text) < 10_000]
    for body in pen.sample(bodies, 12):
        whole = [one for one in typed_from(body) if not one.cut]
        some = pen.sample(whole, 40)
        assert not lost(in_embedded(sides.embedded), sides.embedded, some)
        assert not lost(in_elastic(sides.elastic), sides.elastic, some)
