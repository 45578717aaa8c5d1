"""Answers of a real node: pages, kept states, hostile places, exact counts."""

import math
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from search.documents import hidden
from search.elastic import ElasticEngine, ElasticReader
from search.elastic.reader import KEPT_VIEWS
from search.engine import (
    EXACT_COUNT,
    FACETS,
    AnyOf,
    CompiledQuery,
    EngineUnavailable,
    Order,
    Page,
    Phrase,
    Place,
    QuestionRefused,
    Range,
    Term,
)
from search.finding import Request
from search.switching import Part, Switching
from tests.elastic_node import Node
from tests.search.papers import finder, paper

SHOWN = Term("scope", "shown")
EVERYTHING = CompiledQuery(filters=(SHOWN,), order=Order.STANDING)
BY_SCORE = CompiledQuery(required=(Term("text_b", "公示"),), filters=(SHOWN,))


@pytest.fixture
def cluster(elastic_node: Node) -> Iterator[Elasticsearch]:
    with Elasticsearch(elastic_node.url) as client:
        yield client


def _kept_on(cluster: Elasticsearch) -> int:
    """States that the node keeps open."""
    nodes = cluster.nodes.stats(metric="indices", index_metric="search")["nodes"]
    return sum(node["indices"]["search"]["open_contexts"] for node in nodes.values())


def _next(engine: ElasticReader, query: CompiledQuery, page: Page) -> Page:
    found = engine.search(query, page)
    last = found.hits[-1]
    seen = (page.after.seen if page.after else 0) + len(found.hits)
    place = Place(last.value, last.position, last.record, last.version, seen)
    return Page(page.size, place, found.view)


def test_the_cluster_keeps_a_state_from_the_second_page_on_one_for_all_and_not_too_many(
    engine: ElasticEngine, cluster: Elasticsearch
) -> None:
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 41)], 40)
    before = _kept_on(cluster)
    seconds = [_next(engine, BY_SCORE, Page(5, visitor=f"v{n}")) for n in range(20)]
    assert _kept_on(cluster) == before
    for second in seconds:
        third = _next(engine, BY_SCORE, second)
    assert _kept_on(cluster) == before + 1
    for n in range(KEPT_VIEWS + 5):
        engine.apply([paper(f"s{n}", from_position=50 + n)], 50 + n)
        _next(engine, EVERYTHING, _next(engine, EVERYTHING, Page(5)))
    assert _kept_on(cluster) == before + KEPT_VIEWS
    # The first state was let go meanwhile: the list goes on in the present one.
    found = engine.search(BY_SCORE, third)
    assert not found.view_kept
    assert [hit.record for hit in found.hits] == [f"r{n}" for n in range(30, 25, -1)]


def test_a_kept_state_that_the_cluster_lost_is_opened_again(
    engine: ElasticEngine, cluster: Elasticsearch
) -> None:
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 21)], 20)
    third = _next(engine, BY_SCORE, _next(engine, BY_SCORE, Page(5)))
    ((kept, _),) = engine._kept.values()
    cluster.close_point_in_time(id=kept)
    found = engine.search(BY_SCORE, third)
    assert found.view_kept
    assert [hit.record for hit in found.hits] == ["r10", "r9", "r8", "r7", "r6"]
    assert engine.search(BY_SCORE, third).view_kept


def test_versions_that_tie_are_told_apart_as_numbers(engine: ElasticEngine) -> None:
    engine.apply(
        [paper("r1", version=n, from_position=n, position=30) for n in (1, 2, 9, 10, 11)], 30
    )
    for query in (BY_SCORE, EVERYTHING):
        page, read = Page(2), []
        while True:
            found = engine.search(query, page)
            read += [hit.version for hit in found.hits]
            if not found.more:
                break
            page = _next(engine, query, page)
        assert read == [1, 2, 9, 10, 11]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    "place",
    [
        Place(math.pi, 0, "", 0, 0),
        Place(-1.5, 2**53 - 1, "\ud800", 2**70, 10_000),
        Place(2.0**53 - 1, 2**53 - 1, "r'\"\\\0\n" * 50, 1, 9_999),
        Place(0.0, 0, "record", 1, 0),
    ],
)
def test_a_place_that_was_tampered_with_leads_somewhere_and_never_to_an_error(
    engine: ElasticEngine, place: Place, order: Order
) -> None:
    engine.apply([paper("r1"), paper("r2", from_position=2)], 2)
    query = CompiledQuery(
        required=(Term("text_b", "公示"),) if order is Order.RELEVANCE else (),
        filters=(SHOWN,),
        order=order,
    )
    for view in ("", "gone", None):
        assert engine.search(query, Page(5, place, view)).total == 2


def test_what_the_cluster_refuses_is_refused_and_the_next_question_is_answered(
    engine: ElasticEngine,
) -> None:
    engine.apply([paper("r1"), paper("r2", from_position=2)], 2)
    switching = Switching(Part("elasticsearch", engine), None)
    true = Place(1.0, 1, "r1", True, 0)
    for view in ("elasticsearch:gone", None):
        with pytest.raises(QuestionRefused):
            engine.search(BY_SCORE, Page(5, true, view))
        with pytest.raises(EngineUnavailable):
            switching.search(BY_SCORE, Page(5, true, view))
        assert switching.search(BY_SCORE, Page()).total == 2
        assert switching.answering == "elasticsearch"
    switching.close()


def test_a_record_may_be_left_out_of_hits_and_counts(engine: ElasticEngine) -> None:
    engine.apply([paper("r1"), paper("r2", from_position=2)], 2)
    found = finder(engine, [paper("r1")], gone=["r2"], taken_away=lambda position: ["r2"])
    results = found.find(Request("公示"))
    assert [hit.record for hit in results.hits] == ["r1"]
    assert (results.count, results.facets["organ"][0].count) == (1, 1)


def test_a_list_of_a_kept_state_goes_on_without_what_was_taken_away_since(
    engine: ElasticEngine,
) -> None:
    papers = [paper(f"r{n}", from_position=n) for n in range(1, 21)]
    engine.apply(papers, 20)
    gone: list[str] = []
    found = finder(engine, papers, gone=gone, taken_away=lambda position: gone * (position < 21))
    first = found.find(Request("公示", size=5))
    second = found.find(Request("公示", size=5, cursor=first.cursor))
    assert [hit.record for hit in second.hits] == ["r15", "r14", "r13", "r12", "r11"]
    gone.append("r14")
    for late in (True, False):
        if not late:
            engine.apply([hidden("r14", 1, 21)], 21)
        again = found.find(Request("公示", size=5, cursor=first.cursor))
        assert [hit.record for hit in again.hits] == ["r15", "r13", "r12", "r11", "r10"]
        assert again.count == again.facets["organ"][0].count == 19
        assert [note.code for note in again.notes] == ["view_changed"]


def test_hits_are_counted_exactly_up_to_the_limit_and_not_beyond(engine: ElasticEngine) -> None:
    many = [paper(f"r{n:05}", from_position=n, text="公示") for n in range(1, EXACT_COUNT + 1)]
    engine.apply(many, len(many))
    for query in (BY_SCORE, EVERYTHING):
        for facets in ((), FACETS):
            found = engine.search(query, Page(facets=facets))
            assert (found.total, found.more_than_counted) == (EXACT_COUNT, False)
    engine.apply([paper("one more", from_position=EXACT_COUNT + 1)], EXACT_COUNT + 1)
    for query in (BY_SCORE, EVERYTHING):
        for facets in ((), FACETS):
            found = engine.search(query, Page(facets=facets))
            assert (found.total, found.more_than_counted) == (EXACT_COUNT, True)
    assert engine.explain(EVERYTHING, "r00001").rank is None
    assert engine.explain(EVERYTHING, "r00002").rank == EXACT_COUNT


def test_neither_position_nor_what_is_hidden_is_found_by_any_query(engine: ElasticEngine) -> None:
    engine.apply([paper("r1"), paper("r2", from_position=2, hidden=True)], 2)
    anything = (
        CompiledQuery(filters=(Range("position", 0, None),)),
        CompiledQuery(required=(Term("text_b", "¶"),)),
        CompiledQuery(optional=(Term("text_b", "¶"), Term("text_u", "¶"))),
        CompiledQuery(excluded=(Term("organ", "nobody"),), filters=(SHOWN,)),
        CompiledQuery(required=(AnyOf((Term("key", "position"), Term("record", "r1"))),)),
    )
    for query in anything:
        found = engine.search(query, Page(facets=FACETS))
        assert [hit.record for hit in found.hits] == ["r1"]
        assert found.total == 1
        assert found.facets["kind"] == {"notice": 1}


def test_explaining_tells_what_excludes_and_which_filter_fails(engine: ElasticEngine) -> None:
    engine.apply([paper("r1"), paper("r1", version=2, from_position=2)], 2)
    query = CompiledQuery(
        required=(Term("text_b", "公示"), Phrase("title_b", ("公共", "共租"))),
        filters=(SHOWN, Term("organ", "other")),
        excluded=(Term("text_b", "街道"), Term("text_b", "没有")),
        optional=(Term("text_u", "缺"),),
    )
    told = engine.explain(query, "r1")
    assert (told.version, told.found, told.rank, told.score) == (2, False, None, None)
    assert told.present == query.required
    assert told.missing == query.optional
    assert told.excluding == (Term("text_b", "街道"),)
    assert told.failed_filters == (Term("organ", "other"),)
    assert told.frequencies == {Term("text_b", "公示"): 2, Term("text_u", "缺"): 0}
    assert engine.explain(BY_SCORE, "r1").score is not None
    assert engine.document("r1", 2) is not None
    assert engine.document("r1", 3) is None


def test_moving_the_position_moves_no_score(engine: ElasticEngine) -> None:
    """A replaced entry stays in the statistics for a while; the position is replaced most."""
    engine.apply([paper(f"r{n}", from_position=n, text="公示" * n) for n in range(1, 8)], 7)
    before = engine.search(BY_SCORE, Page()).hits
    for position in range(8, 18):
        engine.apply([], position)
    assert engine.search(BY_SCORE, Page()).hits == before
