"""Many documents in few requests, and every try again that a busy or restarted node needs."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elastic_transport import ConnectionError, ConnectionTimeout, TlsError
from elasticsearch import ApiError, Elasticsearch

from search.elastic.connection import NODE_BUSY, told
from search.elastic.layout import Entry
from search.engine import DocumentRefused, EngineUnavailable

CHUNK = 500
CHUNK_BYTES = 8_000_000
"""Of one request; a single larger document goes alone."""

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
_TOO_LARGE = 413
_NEWER_ALREADY = 409


@dataclass(frozen=True)
class Patience:
    """How long a request is tried again, and how the time between is passed."""

    seconds: float = 30.0
    pause: Callable[[float], object] = time.sleep


def put(client: Elasticsearch, alias: str, entries: Iterable[Entry], patience: Patience) -> None:
    """Index `entries` behind `alias`, each unless a newer one is there already.

    A document's version is its journal position, so a request whose answer was lost is simply
    sent again: what was taken is answered as newer already. Raises `DocumentRefused`,
    `EngineUnavailable`, and what the client raises for errors that no later try mends.
    """
    # The client's own tries know nothing of parts that were taken.
    once = client.options(max_retries=0, retry_on_timeout=False, retry_on_status=())
    for chunk in _chunks(entries):
        _Sending(once, alias, patience).send(chunk)


class _Sending:
    def __init__(self, client: Elasticsearch, alias: str, patience: Patience) -> None:
        self._client = client
        self._alias = alias
        self._patience = patience
        self._deadline = time.monotonic() + patience.seconds
        self._next_pause = _FIRST_PAUSE

    def send(self, chunk: Sequence[Entry]) -> None:
        """Send until everything was taken or the patience is at its end."""
        left = chunk
        while left:
            why = "429"
            try:
                left = self._once(left)
            except TlsError:
                raise
            except (ConnectionError, ConnectionTimeout) as error:
                why = told(error)
            except ApiError as error:
                if error.meta.status == _TOO_LARGE:
                    # A gateway before the cluster may take less than the cluster does.
                    left = self._rest_of(left)
                    continue
                if error.meta.status not in NODE_BUSY:
                    raise
                why = told(error)
            if left:
                self._wait(why)

    def _rest_of(self, chunk: Sequence[Entry]) -> Sequence[Entry]:
        """Send the first half of what was too much at once; the other half."""
        if len(chunk) == 1:
            key, _, document = chunk[0]
            raise DocumentRefused(
                f"{key} 有 {len(document):,} 字节，超过检索服务器一次肯收的（413）："
                "请调大它的 http.max_content_length，或者前面代理的请求大小上限"
            )
        middle = len(chunk) // 2
        self.send(chunk[:middle])
        return chunk[middle:]

    def _once(self, chunk: Sequence[Entry]) -> list[Entry]:
        """Send once; what has to be sent again."""
        lines: list[Any] = [line for entry in chunk for line in _lines(entry)]
        answer = self._client.bulk(
            operations=lines,
            index=self._alias,
            require_alias=True,
            filter_path="items.*.status,items.*.error.type",
        )
        return [
            entry
            for entry, item in zip(chunk, answer["items"], strict=True)
            if not _taken(entry, item["index"])
        ]

    def _wait(self, why: str) -> None:
        if time.monotonic() + self._next_pause > self._deadline:
            raise EngineUnavailable(f"检索索引现在写不进去：{why}")
        self._patience.pause(self._next_pause)
        self._next_pause = min(2 * self._next_pause, _LONGEST_PAUSE)


def _taken(entry: Entry, item: dict[str, object]) -> bool:
    """Whether an item needs no further try."""
    status = item["status"]
    assert isinstance(status, int)
    if status < 300 or status == _NEWER_ALREADY:
        return True
    if status in NODE_BUSY:
        return False
    error = item.get("error")
    name = error.get("type") if isinstance(error, dict) else None
    if status in (401, 403, 404) or status >= 500:
        raise EngineUnavailable(f"检索索引现在写不进去（{status} {name}）")
    raise DocumentRefused(f"检索服务器拒收 {entry[0]}（{status} {name}）")


def _lines(entry: Entry) -> tuple[bytes, bytes]:
    key, position, document = entry
    action = {"_id": key, "version": position, "version_type": "external_gte"}
    return json.dumps({"index": action}).encode(), document


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    size = 0
    for entry in entries:
        if chunk and (len(chunk) >= CHUNK or size + len(entry[2]) > CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(entry)
        size += len(entry[2])
    if chunk:
        yield chunk
