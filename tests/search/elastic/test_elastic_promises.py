"""What every engine promises, kept by Elasticsearch on a real node."""

from search.elastic import ElasticEngine
from search.engine import CompiledQuery, Order, Page, Place, Term
from tests.search.papers import paper
from tests.search.test_engine import *  # noqa: F403

# The embedded engine keeps the state of a first page, the cluster that of a second: see below.
del test_an_old_view_goes_on_unchanged_and_a_lost_one_goes_on_in_the_present  # noqa: F821

EVERYTHING = CompiledQuery(filters=(Term("scope", "current"),), order=Order.STANDING)


def test_a_list_goes_on_unchanged_from_its_second_page_on_and_in_the_present_when_it_is_lost(
    engine: ElasticEngine,
) -> None:

    def read(place: Place | None, view: str | None) -> tuple[list[str], Place, str, bool, int]:
        found = engine.search(EVERYTHING, Page(size=2, after=place, view=view))
        last = found.hits[-1]
        seen = (place.seen if place else 0) + 2
        after = Place(last.value, last.position, last.record, last.version, seen)
        ids = [hit.record for hit in found.hits]
        return ids, after, found.view, found.view_kept, found.position

    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 9)], 8)
    ids, first, view, _, _ = read(None, None)
    assert ids == ["r8", "r7"]
    engine.apply([], 9)  # events that change no document change no list
    ids, second, view, kept, position = read(first, view)
    assert (ids, kept, position) == (["r6", "r5"], True, 9)
    changed = [
        paper("r9", from_position=10),
        paper("r4", from_position=4, hidden=True, position=11),
    ]
    engine.apply(changed, 11)
    assert read(second, view)[0::3][:2] == (["r4", "r3"], True)
    assert read(second, "gone")[0::3][:2] == (["r3", "r2"], False)
    ids, _, _, kept, position = read(first, "archive@1")
    assert (ids, kept, position) == (["r6", "r5"], False, 11)
