"""One question to the cluster: what is asked in which state of the index, and in what time."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from elastic_transport import ConnectionError, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.elastic.connection import SEARCH_SECONDS, failure
from search.elastic.layout import CHANGED, Layout
from search.elastic.translation import Json
from search.engine import EngineUnavailable
from search.fields import POSITION_KEY

KEPT_SECONDS = 120
"""A state of the index is kept so long after it was last asked for."""

_SHORTEST = 0.01
_NOBODY_THERE = frozenset({502, 503})
"""Answers of a node that is not in its cluster, or of a gateway before one that is gone."""

_Answer = TypeVar("_Answer")
_POSITION: Json = {
    "size": 1,
    "query": {"constant_score": {"filter": {"term": {"key": {"value": POSITION_KEY}}}}},
    "docvalue_fields": ["position", "from_position", CHANGED],
    # Not even its id, which is in the stored fields: they are not looked at.
    "stored_fields": "_none_",
    "track_total_hits": False,
}


@dataclass(frozen=True)
class State:
    """Where an index stands, since when its documents have not changed, and where it was begun."""

    index: str
    position: int
    changed: int
    begun: int

    @property
    def name(self) -> str:
        """The same in every process, and as long as no document changes."""
        return f"{self.index}@{self.changed}"


class Question:
    """Asks with one `preference`, so that all its parts see the same copy of the index.

    `client` is one made by `connection.searching`.

    All parts together have `SEARCH_SECONDS`. A node that cannot be reached is passed over within
    that time: of several, one may be gone at any moment. Each method raises what the client raises,
    and `EngineUnavailable`.
    """

    def __init__(self, client: Elasticsearch, layout: Layout, visitor: str) -> None:
        self._client = client
        self._layout = layout
        self._preference = "v" + hashlib.sha256(visitor.encode("utf-8", "replace")).hexdigest()[:16]
        self._deadline = time.monotonic() + SEARCH_SECONDS

    def state(self) -> State:
        """Where the index stands that answers."""
        return self._state(self.asked(_POSITION))

    def asked(self, body: Json) -> Json:
        """The answer of the index in its present state."""
        return self._several([body])[0]

    def with_state(self, body: Json) -> tuple[State, Json]:
        """The answer, and a state that it surely covers: the state is looked at first."""
        at, answer = self._several([_POSITION, body])
        return self._state(at), answer

    def keep(self) -> tuple[str, State]:
        """Keep the present state for `KEPT_SECONDS`: what it is asked by, and where it stands."""
        opened = self._told_by_one(
            lambda client: client.open_point_in_time(
                index=self._layout.alias,
                keep_alive=f"{KEPT_SECONDS}s",
                preference=self._preference,
                allow_partial_search_results=False,
            )
        )
        return opened["id"], self._state(self.asked_in(opened["id"], _POSITION))

    def asked_in(self, kept: str, body: Json) -> Json:
        """The answer of a kept state, which is kept on. `NotFoundError` when it is gone."""
        pit = {"id": kept, "keep_alive": f"{KEPT_SECONDS}s"}
        answer = self._told_by_one(
            lambda client: client.search(
                body=_limited(body) | {"pit": pit},
                search_type="dfs_query_then_fetch",
                allow_partial_search_results=False,
            )
        )
        return dict(answer)

    def let_go(self, kept: str) -> None:
        """A state need not be kept any longer; if that fails, it ends by itself."""
        try:
            self._within().close_point_in_time(id=kept)
        except (ApiError, TransportError):
            return

    def _several(self, bodies: Sequence[Json]) -> list[Json]:
        """The answers to several searches in one request, one after the other."""
        header = {
            "index": self._layout.alias,
            "search_type": "dfs_query_then_fetch",
            "preference": self._preference,
            "allow_partial_search_results": False,
        }
        searches: list[Json] = []
        for body in bodies:
            searches += [header, _limited(body)]
        answers = self._told_by_one(
            lambda client: client.msearch(searches=searches, max_concurrent_searches=1)
        )
        return [_answered(answer) for answer in answers["responses"]]

    def _told_by_one(self, ask: Callable[[Elasticsearch], _Answer]) -> _Answer:
        """What the next node answers; where nobody is there, the one after it, each at most once.

        One that takes too long is not passed over: the time is over then.
        """
        for _ in range(len(self._client.transport.node_pool) - 1):
            try:
                return ask(self._within())
            except TlsError:
                raise
            except ConnectionError:
                continue
            except ApiError as error:
                if error.meta.status not in _NOBODY_THERE:
                    raise
        return ask(self._within())

    def _within(self) -> Elasticsearch:
        """The client, with the time that is left.

        It has `SEARCH_SECONDS` itself: to derive another one costs a quarter of a millisecond.
        """
        left = self._deadline - time.monotonic()
        if left > SEARCH_SECONDS - _SHORTEST:
            return self._client
        return self._client.options(request_timeout=max(left, _SHORTEST))

    def _state(self, answer: Json) -> State:
        for hit in answer["hits"]["hits"]:
            if not self._layout.readable(hit["_index"]):
                raise EngineUnavailable("检索索引是另一版分析程序建立的，要重建后才能检索")
            values = hit["fields"]
            begun = values.get("from_position", [0])[0]
            return State(hit["_index"], values["position"][0], values[CHANGED][0], begun)
        raise EngineUnavailable("检索索引没有记下编到哪里，要重建后才能检索")


def _limited(body: Json) -> Json:
    return body | {"timeout": f"{int(SEARCH_SECONDS * 1000)}ms"}


def _answered(answer: Json) -> Json:
    """One answer of several. Raises `EngineUnavailable` for an error in its place."""
    if "error" not in answer:
        return answer
    raise failure(answer.get("status", 0), answer)
