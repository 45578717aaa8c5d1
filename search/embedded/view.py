"""One committed state of an index: its position, its documents, and hits in their order."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import itemgetter

import tantivy
from tantivy import Occur, Query

from search.embedded.translation import Translator
from search.engine import (
    EXACT_COUNT,
    CompiledQuery,
    EngineHit,
    Indexed,
    Key,
    Order,
    Page,
    Place,
    Range,
)
from search.fields import POSITION_BITS, POSITION_KEY, SHOWN

_SLACK = 12
_GROWTH = 40
_POSITION_MASK = (1 << POSITION_BITS) - 1
_MOST_VALUES = 1_000
_ORDERING = {
    Order.RELEVANCE: None,
    Order.DATE: "dated",
    Order.OLDEST: "aged",
    Order.STANDING: "standing",
}


class View:
    """What a reader sees until it looks again. `name` is the same in every process."""

    def __init__(self, name: str, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self.name = name
        self.searcher = searcher
        self.translator = Translator(schema)
        self._schema = schema
        at = self.matching(self.keyword("key", POSITION_KEY), 1)
        self.position = self.positions(at)[0] if at else 0
        noted = searcher.fast_field_values("from_position", at) if at else [None]
        self.begun = int(noted[0] or 0)

    def keyword(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    def matching(self, query: Query, limit: int) -> list[tantivy.DocAddress]:
        return [address for _, address in self.searcher.search(query, limit, count=False).hits]

    def matches(self, *queries: Query) -> bool:
        """Whether some document matches all `queries`."""
        both = Query.boolean_query([(Occur.Must, query) for query in queries])
        return bool(self.searcher.search(both, 1, count=False).hits)

    def positions(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        return [int(value or 0) for value in self.searcher.fast_field_values("position", addresses)]

    def keys(self, addresses: Iterable[tantivy.DocAddress]) -> list[Key]:
        return [_key(self.searcher.doc(address).get_first("key")) for address in addresses]

    def entries(self) -> list[tuple[Key, Indexed]]:
        """Every document with its position and whether it is hidden, by key."""
        every = self.matching(Query.all_query(), max(1, self.searcher.num_docs))
        shown = self.matching(self.keyword("scope", SHOWN), max(1, self.searcher.num_docs))
        seen = {(address.segment_ord, address.doc) for address in shown}
        found = []
        for address, position in zip(every, self.positions(every) if every else (), strict=True):
            key = str(self.searcher.doc(address).get_first("key"))
            if key != POSITION_KEY:
                hidden = (address.segment_ord, address.doc) not in seen
                found.append((_key(key), Indexed(position, hidden)))
        return sorted(found, key=itemgetter(0))

    def hits(self, query: Query, order: Order, page: Page) -> tuple[list[EngineHit], int]:
        """The hits after `page.after`, one more than a page when there is one; and the count.

        tantivy breaks ties by segment, which is no order a reader could go on from. So hits are
        fetched until the value changes, and sorted by position and key where it does not; or,
        where most of what was fetched is one tie, its newest are looked for among the newest hits.
        """
        wanted = page.size + 1
        seen = min(max(page.after.seen, 0), EXACT_COUNT) if page.after else 0
        newest = wanted + _SLACK
        limit = seen + newest
        total: int | None = None
        while True:
            answer = self.searcher.search(
                query, limit, count=total is None, order_by_field=_ORDERING[order]
            )
            # tantivy's own type hints leave `count` out.
            counted: int | None = answer.count  # type: ignore[attr-defined]
            total = counted or 0 if total is None else total
            fetched = answer.hits
            exhausted = len(fetched) < limit
            closed = fetched if exhausted else _without_last_tie(fetched)
            found = self._in_order(closed, order, page.after, wanted)
            if exhausted or len(found) >= wanted:
                return found, total
            limit *= _GROWTH
            newest *= _GROWTH
            if order is Order.RELEVANCE and 2 * len(closed) < len(fetched) and newest < total:
                score = fetched[-1][0]
                rest = self._newest_of(query, score, page.after, newest, wanted - len(found))
                if len(rest) == wanted - len(found):
                    return found + rest, total

    def _newest_of(
        self, query: Query, score: float, after: Place | None, most: int, wanted: int
    ) -> list[EngineHit]:
        """The first `wanted` hits of this score after `after`, as far as the newest `most` tell.

        Of a hundred thousand hits a tie of some thousands is either short enough to be fetched or
        has its newest among the newest hits, which is cheaper by far. A score is the same whatever
        the query is narrowed by, because statistics are those of the whole index.
        """
        last = None if after is None or after.value > score else after.position
        if after is not None and after.value < score:
            return []
        since: list[tuple[int, tantivy.DocAddress]] = self.searcher.search(
            query if last is None else self._narrowed(query, None, last),
            limit=1,
            count=False,
            order_by_field="position",
            offset=most - 1,
        ).hits
        narrowed = self._narrowed(query, since[0][0] if since else None, last)
        fetched = self.searcher.search(narrowed, most + _SLACK, count=False).hits
        if len(fetched) == most + _SLACK and fetched[-1][0] == score:
            return []
        tied = [hit for hit in fetched if hit[0] == score]
        return self._in_order(tied, Order.RELEVANCE, after, wanted)

    def _narrowed(self, query: Query, first: int | None, last: int | None) -> Query:
        """The hits of `query` whose positions are between `first` and `last`."""
        between = self.translator.filter(Range("position", first, last))
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, between)])

    def place(self, query: Query, order: Order, place: Place) -> Place:
        """The same hit's place in this view; `place` itself when it is no hit here."""
        key = Query.const_score_query(self.keyword("key", f"{place.record}/{place.version}"), 0.0)
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, key)])
        found, _ = self.hits(both, order, Page(size=1))
        if not found:
            return place
        return replace(place, value=found[0].value, position=found[0].position)

    def facets(
        self, query: CompiledQuery, names: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, int]]:
        """How many hits have which value, of each facet as if nothing of it were chosen."""
        chosen = {facet for facet, _ in query.selections}
        counted: dict[str, dict[str, int]] = {}
        whole = tuple(name for name in names if name not in chosen)
        for group, besides in (
            (whole, None),
            *(((name,), name) for name in names if name in chosen),
        ):
            if group:
                asked = self.translator.query(query, besides=besides)
                terms = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in group}
                answer = self.searcher.aggregate(asked, terms)
                for name in group:
                    counted[name] = {
                        _label(bucket["key"]): bucket["doc_count"]
                        for bucket in answer[name]["buckets"]
                    }
        return counted

    def _in_order(
        self,
        hits: list[tuple[float, tantivy.DocAddress]],
        order: Order,
        after: Place | None,
        wanted: int,
    ) -> list[EngineHit]:
        """The first `wanted` of `hits` after `after`, ties resolved by position and key."""
        addresses = [address for _, address in hits]
        if order is Order.RELEVANCE:
            values = [value for value, _ in hits]
            positions = self.positions(addresses) if addresses else []
        else:
            values = [int(value) >> POSITION_BITS for value, _ in hits]
            positions = [int(value) & _POSITION_MASK for value, _ in hits]
        ranks = list(zip(values, positions, strict=True))
        places = sorted(range(len(hits)), key=ranks.__getitem__, reverse=True)
        if after is not None:
            last = after.value, after.position
            places = [place for place in places if ranks[place] <= last]
        found: list[EngineHit] = []
        start = 0
        while start < len(places) and len(found) < wanted:
            rank = ranks[places[start]]
            end = start + 1
            while end < len(places) and ranks[places[end]] == rank:
                end += 1
            tied = self.keys([addresses[place] for place in places[start:end]])
            for record, version in sorted(tied) if len(tied) > 1 else tied:
                if after is None or _is_after(rank, (record, version), after):
                    score = rank[0] if order is Order.RELEVANCE else None
                    found.append(EngineHit(record, version, *rank, score))
            start = end
        return found[:wanted]


def _without_last_tie(
    hits: list[tuple[float, tantivy.DocAddress]],
) -> list[tuple[float, tantivy.DocAddress]]:
    """The hits before the last value, of which there may be more that were not fetched."""
    count = len(hits)
    while count and hits[count - 1][0] == hits[-1][0]:
        count -= 1
    return hits[:count]


def _is_after(rank: tuple[float, int], key: Key, after: Place) -> bool:
    return rank != (after.value, after.position) or key > (after.record, after.version)


def _key(stored: object) -> Key:
    record, _, version = str(stored).rpartition("/")
    return record, int(version)


def _label(value: object) -> str:
    return str(int(value)) if isinstance(value, (int, float)) else str(value)
