"""From engine-neutral clauses to Elasticsearch's queries: pure functions that return dicts."""

from collections.abc import Iterable, Mapping
from typing import Any

from search.elastic.layout import VERSION
from search.engine import (
    EXACT_COUNT,
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
from search.fields import COUNTED, POSITION_BITS, SHOWN

Json = dict[str, Any]

NOTHING: Json = {"match_none": {}}

MOST_VALUES = 1_000
"""Of a facet."""

_LARGEST = 2**63 - 1
_POSITION_MASK = (1 << POSITION_BITS) - 1
_ORDERING = {Order.DATE: "dated", Order.OLDEST: "aged", Order.STANDING: "standing"}
_SCOPE = "scope"


def query(asked: CompiledQuery, *, selected: bool = True) -> Json:
    """The whole query, with the chosen values of its facets or without.

    `optional` and `preferences` stand each in a bracket of its own, as in the embedded engine:
    text scores are summed before the constants are added.
    """
    whole: Json = {}
    filters = [clause(part) for part in asked.filters]
    if selected:
        filters += [_selection(*chosen) for chosen in asked.selections]
    if asked.required:
        whole["must"] = [clause(part) for part in asked.required]
    if filters:
        whole["filter"] = filters
    groups = [list(map(clause, group)) for group in (asked.optional, asked.preferences) if group]
    if groups:
        whole["should"] = [{"bool": {"should": group}} for group in groups]
    if not whole and not asked.selections:
        # Nothing asked for is nothing found, also where something is excluded.
        return NOTHING
    if asked.excluded:
        whole["must_not"] = [clause(part) for part in asked.excluded]
    if not any(isinstance(part, Term) and part.field == _SCOPE for part in asked.filters):
        # The position entry and hidden documents have no scope at all.
        if "must" not in whole and "filter" not in whole and "should" in whole:
            whole["minimum_should_match"] = 1
        whole.setdefault("filter", []).append(clause(Term(_SCOPE, SHOWN)))
    return {"bool": whole}


def clause(asked: Clause) -> Json:
    """One clause. What cannot match is `match_none`, never an error."""
    match asked:
        case Term():
            return _term(asked)
        case Phrase():
            return _phrase(asked)
        case Prefix():
            return {"prefix": {asked.field: {"value": _sendable(asked.value)}}}
        case Range():
            return _range(asked)
        case Constant():
            return {"constant_score": {"filter": clause(asked.clause), "boost": asked.score}}
        case AllOf(clauses=()) | AnyOf(clauses=()) | BestOf(clauses=()):
            return NOTHING
        case AllOf():
            return {"bool": {"must": [clause(part) for part in asked.clauses]}}
        case AnyOf():
            parts = [clause(part) for part in asked.clauses]
            return {"bool": {"should": parts, "minimum_should_match": asked.minimum}}
        case BestOf():
            return {"dis_max": {"queries": [clause(part) for part in asked.clauses]}}


def page_of(asked: CompiledQuery, page: Page) -> Json:
    """The request for a page of hits and its facets.

    The hits of a query with chosen values are what remains of it afterwards: each facet is
    counted in the same request, as if nothing of itself were chosen.
    """
    body: Json = {
        "size": min(page.size + 1, EXACT_COUNT),
        "sort": sort(asked.order),
        "track_total_hits": EXACT_COUNT,
        # What tells a hit is among the values it is sorted by: to read even its id from the stored
        # fields would cost a third of a page and nine tenths of a long list.
        "stored_fields": "_none_",
    }
    if page.after is not None:
        body["search_after"] = after(asked.order, page.after)
    if any(facet in page.facets for facet, _ in asked.selections):
        body["query"] = query(asked, selected=False)
        body["post_filter"] = _chosen(asked.selections)
        body["aggs"] = {name: _apart(asked, name) for name in page.facets}
    else:
        body["query"] = query(asked)
        if page.facets:
            body["aggs"] = {name: _counted(name) for name in page.facets}
    return body


def of_key(record: str, version: int) -> Json:
    """The entry of one version, scoring nothing."""
    return clause(Constant(Term("key", f"{record}/{version}"), 0.0))


def sort(order: Order) -> list[Json]:
    """An order without ties: value, position, record and version decide."""
    last: list[Json] = [{"record": "asc"}, {VERSION: "asc"}]
    if order is Order.RELEVANCE:
        return [{"_score": "desc"}, {"position": "desc"}, *last]
    # Date and position are one number.
    return [{_ORDERING[order]: "desc"}, *last]


def after(order: Order, place: Place) -> list[Any]:
    """The values of `sort` at `place`, whatever it holds: cursors come from outside."""
    last = [_sendable(place.record), min(max(place.version, 0), _LARGEST)]
    if order is Order.RELEVANCE:
        return [place.value, min(max(place.position, 0), _LARGEST), *last]
    if place.value < 0:
        return [-1, *last]
    value = min(int(place.value), (_LARGEST >> POSITION_BITS) - 1)
    position = min(max(place.position, 0), _POSITION_MASK)
    return [value << POSITION_BITS | position, *last]


def ordering(value: int) -> tuple[int, int]:
    """The value and the position in one of the numbers that hits are sorted by."""
    return value >> POSITION_BITS, value & _POSITION_MASK


def facets(answered: Mapping[str, Any], names: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many hits have which value, read from the answer to `page_of`."""
    return {
        name: {
            str(bucket["key"]): bucket["doc_count"]
            for bucket in answered[name].get(name, answered[name])["buckets"]
        }
        for name in names
    }


def _counted(name: str) -> Json:
    return {"terms": {"field": name, "size": MOST_VALUES}}


def _apart(asked: CompiledQuery, name: str) -> Json:
    """A facet counted under the chosen values of all others."""
    others = [chosen for chosen in asked.selections if chosen[0] != name]
    return {"filter": _chosen(others), "aggs": {name: _counted(name)}} if others else _counted(name)


def _chosen(selections: Iterable[tuple[str, tuple[str, ...]]]) -> Json:
    return {"bool": {"filter": [_selection(*chosen) for chosen in selections]}}


def _selection(facet: str, values: tuple[str, ...]) -> Json:
    """Any of the values will do; a year that is no number is nobody's."""
    if facet in COUNTED:
        numbers = [
            int(value)
            for value in values
            if value.isascii() and value.isdigit() and len(value) < 10
        ]
        return {"terms": {facet: numbers}}
    return {"terms": {facet: [_sendable(value) for value in values]}}


def _term(asked: Term) -> Json:
    if isinstance(asked.value, str):
        return {"term": {asked.field: {"value": _sendable(asked.value)}}}
    if not 0 <= asked.value <= _LARGEST:
        return NOTHING
    return {"term": {asked.field: {"value": asked.value}}}


def _phrase(asked: Phrase) -> Json:
    if len(asked.terms) == 1:
        return _term(Term(asked.field, asked.terms[0]))
    if not asked.terms:
        return NOTHING
    # The blanks are what the analyzer of the field cuts at.
    return {"match_phrase": {asked.field: {"query": _sendable(" ".join(asked.terms))}}}


def _range(asked: Range) -> Json:
    low, high = asked.low, asked.high
    if (low is not None and low > _LARGEST) or (high is not None and high < 0):
        return NOTHING
    bounds = {}
    if low is not None:
        bounds["gte"] = max(low, 0)
    if high is not None:
        bounds["lte"] = min(high, _LARGEST)
    return {"range": {asked.field: bounds}}


def _sendable(value: str) -> str:
    """Half of a surrogate pair is in no document, and JSON in UTF-8 cannot have it."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
