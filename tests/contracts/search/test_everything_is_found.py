"""A sample of the titles and passages that must be found; `passages.py` asks for all of them."""

import random
from collections.abc import Iterator

import pytest

from search.elastic import Access, ElasticEngine, Layout
from search.embedded import EmbeddedEngine
from search.engine import Document
from search.query import Attempt
from tests.contracts.search.corpus import county
from tests.contracts.search.passages import (
    in_elastic,
    in_embedded,
    lost,
    public,
    still_lost,
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
    passages = list(typed_from(pen.sample(bodies, 40)))
    whole = pen.sample([one for one in passages if one.whole], 480)
    cut = pen.sample([one for one in passages if not one.whole], 240)
    for holds in (in_embedded(sides.embedded), in_elastic(sides.elastic)):
        assert not [one for one in lost(holds, whole) if not one.cut]
        # Where others have it as a word these answer; the page offers to find the rest too.
        behind = lost(holds, cut)
        assert behind
        assert not still_lost(holds, behind)
        assert not [one for one in behind if one.before is not Attempt.AS_TYPED]
        assert len(behind) < sum(len(one.cut) for one in cut) / 2
