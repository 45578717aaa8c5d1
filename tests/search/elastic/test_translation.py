"""Queries as Elasticsearch is sent them: plain dicts, no node."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.elastic.translation import NOTHING, after, clause, facets, ordering, page_of, query
from search.engine import (
    AllOf,
    AnyOf,
    BestOf,
    Clause,
    CompiledQuery,
    Constant,
    Order,
    Page,
    Phrase,
    Place,
    Prefix,
    Range,
    Term,
)
from search.fields import POSITION_BITS

CURRENT = Term("scope", "current")
_CURRENT = {"term": {"scope": {"value": "current"}}}
_SHOWN = {"term": {"scope": {"value": "shown"}}}


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        (Term("text_b", "租赁"), {"term": {"text_b": {"value": "租赁"}}}),
        (Term("published_on", 20240105), {"term": {"published_on": {"value": 20240105}}}),
        (Phrase("text_b", ("租赁", "赁住")), {"match_phrase": {"text_b": {"query": "租赁 赁住"}}}),
        (Phrase("text_b", ("租赁",)), {"term": {"text_b": {"value": "租赁"}}}),
        (Prefix("text_b", "20"), {"prefix": {"text_b": {"value": "20"}}}),
        (Prefix("text_b", "*\ud800?"), {"prefix": {"text_b": {"value": "*\ufffd?"}}}),
        (Range("year", 2019, 2022), {"range": {"year": {"gte": 2019, "lte": 2022}}}),
        (Range("year", None, 2022), {"range": {"year": {"lte": 2022}}}),
        (
            Constant(Term("number", "1"), 64.0),
            {"constant_score": {"filter": {"term": {"number": {"value": "1"}}}, "boost": 64.0}},
        ),
        (AllOf((CURRENT, CURRENT)), {"bool": {"must": [_CURRENT, _CURRENT]}}),
        (
            AnyOf((CURRENT, CURRENT), 2),
            {"bool": {"should": [_CURRENT, _CURRENT], "minimum_should_match": 2}},
        ),
        (BestOf((CURRENT,)), {"dis_max": {"queries": [_CURRENT]}}),
        # What cannot match is no error, and never everything.
        (AllOf(()), NOTHING),
        (AnyOf(()), NOTHING),
        (BestOf(()), NOTHING),
        (Phrase("text_b", ()), NOTHING),
        (Term("year", 2**63), NOTHING),
        (Term("year", -1), NOTHING),
        (Range("year", 2**63, None), NOTHING),
        (Range("year", None, -1), NOTHING),
        (Range("year", -5, 2**70), {"range": {"year": {"gte": 0, "lte": 2**63 - 1}}}),
        (Term("organ", "\ud800x"), {"term": {"organ": {"value": "\ufffdx"}}}),
    ],
)
def test_a_clause_is_sent_as(asked: Clause, sent: object) -> None:
    assert clause(asked) == sent


def test_a_whole_query_sums_texts_before_constants() -> None:
    asked = CompiledQuery(
        required=(Term("text_b", "租赁"),),
        filters=(CURRENT,),
        excluded=(Term("organ", "o"),),
        optional=(Term("text_u", "租"), Term("text_u", "赁")),
        preferences=(Constant(Term("scope", "standing"), 32.0),),
        selections=(("kind", ("plan", "notice")), ("year", ("2024", "x"))),
    )
    standing = {"term": {"scope": {"value": "standing"}}}
    text = [{"term": {"text_u": {"value": one}}} for one in ("租", "赁")]
    assert query(asked) == {
        "bool": {
            "must": [{"term": {"text_b": {"value": "租赁"}}}],
            "filter": [
                _CURRENT,
                {"terms": {"kind": ["plan", "notice"]}},
                {"terms": {"year": [2024]}},
            ],
            "must_not": [{"term": {"organ": {"value": "o"}}}],
            "should": [
                {"bool": {"should": text}},
                {"bool": {"should": [{"constant_score": {"filter": standing, "boost": 32.0}}]}},
            ],
        }
    }
    assert query(asked, selected=False)["bool"]["filter"] == [_CURRENT]


def test_a_query_without_a_scope_still_finds_no_position_and_nothing_hidden() -> None:
    assert query(CompiledQuery(filters=(Range("position", 0, None),)))["bool"]["filter"] == [
        {"range": {"position": {"gte": 0}}},
        _SHOWN,
    ]
    some = query(CompiledQuery(optional=(Term("text_u", "租"),)))["bool"]
    assert some["minimum_should_match"] == 1
    assert some["filter"] == [_SHOWN]


def test_what_asks_for_nothing_finds_nothing() -> None:
    assert query(CompiledQuery()) == NOTHING
    assert query(CompiledQuery(excluded=(CURRENT,))) == NOTHING


def test_a_page_is_asked_for_in_an_order_without_ties_and_one_hit_more() -> None:
    body = page_of(CompiledQuery(filters=(CURRENT,)), Page(size=20))
    assert body == {
        "size": 21,
        "sort": [{"_score": "desc"}, {"position": "desc"}, {"record": "asc"}, {"version": "asc"}],
        "track_total_hits": 10_000,
        "stored_fields": "_none_",
        "query": {"bool": {"filter": [_CURRENT]}},
    }
    by_date = page_of(CompiledQuery(filters=(CURRENT,), order=Order.DATE), Page())
    assert by_date["sort"] == [{"dated": "desc"}, {"record": "asc"}, {"version": "asc"}]
    oldest = page_of(CompiledQuery(filters=(CURRENT,), order=Order.OLDEST), Page())
    assert oldest["sort"] == [{"aged": "desc"}, {"record": "asc"}, {"version": "asc"}]


def test_facets_of_nothing_chosen_are_counted_among_the_hits() -> None:
    asked = CompiledQuery(filters=(CURRENT,), selections=(("kind", ("plan",)),))
    body = page_of(asked, Page(facets=("organ",)))
    assert body["query"] == query(asked)
    assert "post_filter" not in body
    assert body["aggs"] == {"organ": {"terms": {"field": "organ", "size": 1_000}}}


def test_each_facet_is_counted_as_if_nothing_of_itself_were_chosen() -> None:
    asked = CompiledQuery(filters=(CURRENT,), selections=(("kind", ("plan",)), ("year", ("2024",))))
    body = page_of(asked, Page(facets=("kind", "organ")))
    kind, year = {"terms": {"kind": ["plan"]}}, {"terms": {"year": [2024]}}
    assert body["query"] == query(asked, selected=False)
    assert body["post_filter"] == {"bool": {"filter": [kind, year]}}
    assert body["aggs"] == {
        "kind": {
            "filter": {"bool": {"filter": [year]}},
            "aggs": {"kind": {"terms": {"field": "kind", "size": 1_000}}},
        },
        "organ": {
            "filter": {"bool": {"filter": [kind, year]}},
            "aggs": {"organ": {"terms": {"field": "organ", "size": 1_000}}},
        },
    }
    buckets = {"buckets": [{"key": "plan", "doc_count": 2}]}
    answered = {"kind": {"doc_count": 3, "kind": buckets}, "organ": buckets}
    assert facets(answered, ("kind", "organ")) == {"kind": {"plan": 2}, "organ": {"plan": 2}}
    years = {"year": {"buckets": [{"key": 2024, "doc_count": 1}]}}
    assert facets(years, ("year",)) == {"year": {"2024": 1}}


@given(st.integers(0, 99991231), st.integers(0, (1 << POSITION_BITS) - 1))
def test_a_place_by_date_is_read_back_from_what_it_is_sorted_by(day: int, position: int) -> None:
    sent = after(Order.DATE, Place(day, position, "r", 1, 0))
    assert ordering(sent[0]) == (day, position)
    assert sent[1:] == ["r", 1]


@given(
    st.sampled_from(Order),
    st.floats(-(2.0**53), 2.0**53),
    st.integers(0, 2**53),
    st.text(st.characters(codec=None)),
    st.integers(0, 2**80),
)
def test_a_place_from_outside_is_always_one_that_can_be_sent(
    order: Order, value: float, position: int, record: str, version: int
) -> None:
    sent = after(order, Place(value, position, record, version, 0))
    json.dumps(sent, ensure_ascii=False).encode()
    assert all(-1 <= one < 2**63 for one in sent if isinstance(one, int))


_leaves = st.one_of(
    st.builds(Term, st.sampled_from(["text_b", "organ"]), st.text(st.characters(codec=None))),
    st.builds(Term, st.just("year"), st.integers(-(2**70), 2**70)),
    st.builds(Phrase, st.just("text_b"), st.lists(st.text(max_size=3), max_size=3).map(tuple)),
    st.builds(Prefix, st.just("text_e"), st.text(st.characters(codec=None))),
    st.builds(
        Range,
        st.just("year"),
        st.none() | st.integers(-(2**70), 2**70),
        st.none() | st.integers(-(2**70), 2**70),
    ),
)
clauses_of_every_kind: st.SearchStrategy[Clause] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple), st.integers(1, 3)),
        st.builds(BestOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Constant, inner, st.floats(0, 1e6)),
    ),
    max_leaves=6,
)


@given(st.lists(clauses_of_every_kind, max_size=3).map(tuple))
def test_every_query_is_json(clauses: tuple[Clause, ...]) -> None:
    asked = CompiledQuery(clauses, clauses, clauses, clauses, clauses)
    json.dumps(page_of(asked, Page()), ensure_ascii=False, allow_nan=False).encode()
