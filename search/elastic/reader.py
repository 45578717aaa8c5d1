"""The reading half: answers from whatever the writer last made visible, in two seconds or never."""

import struct
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from elastic_transport import ConnectionError
from elasticsearch import ApiError

from search.elastic import inquiry
from search.elastic.asking import Question, State
from search.elastic.connection import Access, reaching, searching
from search.elastic.layout import Layout
from search.elastic.translation import Json, facets, of_key, ordering, page_of
from search.engine import (
    EXACT_COUNT,
    CompiledQuery,
    EngineHit,
    EngineHits,
    Explanation,
    Indexed,
    Key,
    Order,
    Page,
    Place,
)

KEPT_VIEWS = 16
"""States of the index that one process has the cluster keep; each holds its files there."""

_GONE = frozenset({404, 502, 503})
"""Answers for a state that is kept no more, or on a node that is away."""


class ElasticReader:
    """Answers queries from the index behind the alias, whoever writes it (the port `Engine`).

    Its account needs `read` on the indices and nothing else; whether the cluster is well is
    judged by its answers. Nothing is asked of the cluster before the first question.
    """

    def __init__(self, access: Access, layout: Layout | None = None) -> None:
        self._layout = layout or Layout()
        self._client = searching(access)
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[str, State]] = OrderedDict()

    def position(self) -> int:
        with reaching():
            return self._question("").state().position

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        # Who is not known is told apart by what is asked: the pages of one list, if nothing else,
        # come from the same copy of the index.
        question = self._question(page.visitor or repr(query))
        with reaching():
            if page.after is None or page.view is None:
                state, answer = question.with_state(page_of(query, page))
                return _hits(query, page, state, answer, kept=page.view in (None, state.name))
            return self._go_on(question, query, page, page.view, page.after)

    def explain(self, query: CompiledQuery, record: str) -> Explanation:
        with reaching():
            return inquiry.explain(self._question(repr(query)), query, record)

    def document(self, record: str, version: int) -> Indexed | None:
        with reaching():
            return inquiry.document(self._question(""), record, version)

    def begun(self) -> int:
        with reaching():
            return self._question("").state().begun

    def keys(self) -> Iterator[tuple[Key, Indexed]]:
        after: list[Any] | None = None
        while True:
            # Each page is a question of its own, with the time of one; all go to one copy.
            with reaching():
                page = inquiry.listed(self._question("keys"), after)
            yield from page
            if len(page) < inquiry.LISTED:
                return
            after = list(page[-1][0])

    def close(self) -> None:
        """Let go of the connections. The states that the cluster keeps for us end by themselves."""
        self._client.close()

    def _question(self, visitor: str) -> Question:
        return Question(self._client, self._layout, visitor)

    def _go_on(
        self, question: Question, query: CompiledQuery, page: Page, view: str, place: Place
    ) -> EngineHits:
        """A later page: in the view the list was begun in, if the cluster still keeps it or the
        index still stands there; else in the present one, after where the last hit stands now."""
        known = self._known(view)
        if known is not None:
            try:
                answer = question.asked_in(known[0], page_of(query, page))
            except (ApiError, ConnectionError) as error:
                # Where one node says that another is away, the next to be asked may be that one.
                if isinstance(error, ApiError) and error.meta.status not in _GONE:
                    raise
                self._forget(view)
            else:
                return _hits(query, page, known[1], answer, kept=True)
        try:
            opened, state = question.keep()
        except ApiError as error:
            if error.meta.status in (401, 403, 404):
                raise
            # The cluster keeps as many states as it can: this list goes on without one.
            state, answer = question.with_state(page_of(query, page))
            return _hits(query, page, state, answer, kept=state.name == view)
        if state.name != view:
            page = replace(page, after=_place(question, opened, query, place))
        answer = question.asked_in(opened, page_of(query, page))
        for gone in self._remember(opened, state):
            question.let_go(gone)
        return _hits(query, page, state, answer, kept=state.name == view)

    def _known(self, view: str) -> tuple[str, State] | None:
        with self._lock:
            if view in self._kept:
                self._kept.move_to_end(view)
            return self._kept.get(view)

    def _forget(self, view: str) -> None:
        with self._lock:
            self._kept.pop(view, None)

    def _remember(self, opened: str, state: State) -> list[str]:
        """Remember what a state is asked by. What need not be kept any longer: the oldest of too
        many, and what was opened while another thread opened the same."""
        with self._lock:
            if state.name in self._kept:
                return [opened]
            self._kept[state.name] = opened, state
            too_many = len(self._kept) - KEPT_VIEWS
            return [self._kept.popitem(last=False)[1][0] for _ in range(too_many)]


def _place(question: Question, kept: str, query: CompiledQuery, place: Place) -> Place:
    """The same hit's place in another view; `place` itself when it is no hit there."""
    body = page_of(query, Page(size=1))
    body["query"] = {"bool": {"must": [body["query"], of_key(place.record, place.version)]}}
    hits = question.asked_in(kept, body)["hits"]["hits"]
    if not hits:
        return place
    found = hit(query.order, hits[0])
    return replace(place, value=found.value, position=found.position)


def _hits(
    query: CompiledQuery, page: Page, state: State, answer: Json, *, kept: bool
) -> EngineHits:
    found = [hit(query.order, one) for one in answer["hits"]["hits"]]
    total = answer["hits"]["total"]
    seen = page.after.seen if page.after else 0
    return EngineHits(
        hits=tuple(found[: page.size]),
        total=min(total["value"], EXACT_COUNT),
        more_than_counted=total["relation"] != "eq" or total["value"] > EXACT_COUNT,
        facets=facets(answer.get("aggregations", {}), page.facets),
        view=state.name,
        view_kept=kept,
        position=state.position,
        more=len(found) > page.size and seen + page.size < EXACT_COUNT,
    )


def hit(order: Order, found: Json) -> EngineHit:
    """A hit, read out of the values it was sorted by."""
    values: list[Any] = found["sort"]
    if order is Order.RELEVANCE:
        score, position, record, version = values[:4]
        # Scores are single precision and come in the fewest digits that tell them apart; as the
        # same number they can be handed to any engine to go on from.
        value = struct.unpack("f", struct.pack("f", score))[0]
        return EngineHit(record, version, value, position, value)
    ordered, record, version = values[:3]
    day, position = ordering(ordered)
    return EngineHit(record, version, day, position, None)
