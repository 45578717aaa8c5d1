"""Why a record is found, where it ranks, or what it lacks; and what is indexed under a key."""

from collections.abc import Sequence
from typing import Any

from search.clauses import leaves
from search.elastic.asking import Question
from search.elastic.layout import VERSION
from search.elastic.translation import Json, clause, of_key, page_of
from search.engine import (
    EXACT_COUNT,
    Clause,
    CompiledQuery,
    Explanation,
    Indexed,
    Key,
    Order,
    Page,
    Term,
)
from search.fields import SHOWN

LISTED = 2_000
"""Versions that are listed with one question."""


def explain(question: Question, query: CompiledQuery, record: str) -> Explanation:
    """What `query` finds of `record` in the present state of the index."""
    body = page_of(query, Page(size=1))
    of_record = _filtered(Term("record", record))
    found = question.asked(body | {"query": {"bool": {"must": [body["query"]], **of_record}}})
    hits = found["hits"]["hits"]
    version = _version(hits[0]) if hits else _newest(question, record)
    if version is None:
        return Explanation(None)
    parts = tuple(
        dict.fromkeys(leaf for part in (*query.required, *query.optional) for leaf in leaves(part))
    )
    looked_for = (*parts, *query.excluded, *query.filters)
    matched = _matched(question, record, version, looked_for)
    rank = _rank(question, query, record, version) if hits else None
    by_score = query.order is Order.RELEVANCE
    return Explanation(
        version=version,
        found=bool(hits),
        rank=rank,
        score=float(hits[0]["sort"][0]) if hits and by_score else None,
        present=tuple(part for part in parts if part in matched),
        missing=tuple(part for part in parts if part not in matched),
        excluding=tuple(part for part in query.excluded if part in matched),
        failed_filters=tuple(part for part in query.filters if part not in matched),
        frequencies=_frequencies(question, [part for part in parts if isinstance(part, Term)]),
    )


def document(question: Question, record: str, version: int) -> Indexed | None:
    """What is indexed of one version, hidden or not."""
    body: Json = {
        "size": 1,
        "query": of_key(record, version),
        "docvalue_fields": ["position", "scope"],
        "_source": False,
        "track_total_hits": False,
    }
    hits = question.asked(body)["hits"]["hits"]
    if not hits:
        return None
    fields = hits[0]["fields"]
    return Indexed(fields["position"][0], SHOWN not in fields.get("scope", ()))


def listed(question: Question, after: list[Any] | None) -> list[tuple[Key, Indexed]]:
    """What is indexed, in the order of its keys after `after`, at most `LISTED` of it."""
    body: Json = {
        "size": LISTED,
        "query": {"constant_score": {"filter": {"exists": {"field": "record"}}}},
        "sort": [{"record": "asc"}, {VERSION: "asc"}],
        "docvalue_fields": ["position", "scope"],
        "_source": False,
        "track_total_hits": False,
    }
    if after is not None:
        body["search_after"] = after
    found = []
    for hit in question.asked(body)["hits"]["hits"]:
        record, version = hit["sort"]
        fields = hit["fields"]
        shown = SHOWN in fields.get("scope", ())
        found.append(((str(record), int(version)), Indexed(fields["position"][0], not shown)))
    return found


def _filtered(*clauses: Clause) -> Json:
    return {"filter": [clause(part) for part in clauses]}


def _version(found: Json) -> int:
    return int(found["sort"][-1])


def _newest(question: Question, record: str) -> int | None:
    """The newest version of a record that is not hidden."""
    body: Json = {
        "size": 1,
        "query": {"bool": _filtered(Term("record", record), Term("scope", SHOWN))},
        "sort": [{"version": "desc"}],
        "_source": False,
        "track_total_hits": False,
    }
    hits = question.asked(body)["hits"]["hits"]
    return _version(hits[0]) if hits else None


def _matched(
    question: Question, record: str, version: int, looked_for: Sequence[Clause]
) -> set[Clause]:
    """Which of the clauses one version satisfies: they are named by their place."""
    named = [
        {"bool": {"filter": [clause(part)], "_name": str(place)}}
        for place, part in enumerate(looked_for)
    ]
    key = of_key(record, version)
    body: Json = {
        "size": 1,
        "query": {"bool": {"filter": [key], "should": named}},
        "_source": False,
        "track_total_hits": False,
    }
    hits = question.asked(body)["hits"]["hits"]
    names = hits[0].get("matched_queries", ()) if hits else ()
    return {looked_for[int(name)] for name in names}


def _rank(question: Question, query: CompiledQuery, record: str, version: int) -> int | None:
    """The place among all hits, from 1; None behind `EXACT_COUNT`."""
    # By key: asked for alone, a score may differ in its last digit.
    body = page_of(query, Page(size=EXACT_COUNT))
    for rank, found in enumerate(question.asked(body)["hits"]["hits"], start=1):
        if found["sort"][-2:] == [record, version]:
            return rank
    return None


def _frequencies(question: Question, terms: Sequence[Term]) -> dict[Clause, int]:
    """The number of documents that have each term."""
    if not terms:
        return {}
    counted = {str(place): clause(term) for place, term in enumerate(terms)}
    body: Json = {"size": 0, "aggs": {"terms": {"filters": {"filters": counted}}}}
    buckets = question.asked(body)["aggregations"]["terms"]["buckets"]
    return {term: buckets[str(place)]["doc_count"] for place, term in enumerate(terms)}
