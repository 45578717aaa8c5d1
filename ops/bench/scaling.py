"""Both engines at 20,000 and 100,000 records, at 400,000 on request: what grows with an archive.

An index is filled anew as a rebuild does it, beside the engine's own bulk taking ready tokens in
the same batches. Queries go from what was typed to ids, beside the same query made beforehand.
The cluster is a node on this machine, or the one that an address is given of.
"""

import importlib
import os
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Protocol

import tantivy
from elasticsearch import Elasticsearch

from ops.bench.searching import QUERIES, add, made, p95
from search.elastic import Access, ElasticEngine, Layout
from search.elastic.layout import entry, mapping
from search.elastic.translation import query as translated
from search.embedded import EmbeddedEngine, EmbeddedReader
from search.embedded.folder import schema
from search.embedded.writer import REBUILD_COMMIT, REBUILD_MEMORY
from search.engine import CompiledQuery, Document, Page, WritingEngine
from search.fields import fields_of
from search.query import Attempt, Scope, compile_query
from search.words import read

SIZES = (20_000, 100_000)
FULL = (*SIZES, 400_000)
BATCH = 500
"""Records sent to the cluster at once."""

ROUNDS = 15
SECONDS = 4.0
"""For which each number of threads asks."""

WARM_SECONDS = 20.0
"""For which one thread asks before anything is timed: a server that runs has compiled its code and
has its files in memory."""

Figures = list[dict[str, Any]]


class _Side(Protocol):
    """An engine with its floor: a bare index of the same documents."""

    name: str
    floor: str
    batch: int

    def clock(self) -> float:
        """Seconds: of this process where all is done in it, else on the wall."""
        ...

    @property
    def engine(self) -> WritingEngine: ...

    def take(self, documents: Sequence[Document]) -> Callable[[], object]:
        """What puts these documents into the bare index, analysed already."""
        ...

    def finish(self) -> None:
        """The bare index can be searched."""
        ...

    def made_beforehand(self, query: CompiledQuery) -> Callable[[], object]:
        """What asks the filled index for the first twenty ids, with all the words made before."""
        ...

    def bytes_on_disk(self) -> int: ...

    def bytes_in_memory(self) -> int: ...


class _Embedded:
    name = "embedded"
    floor = "raw tantivy"
    # Each batch is committed, or the work of one would still be done while the other is timed.
    batch = REBUILD_COMMIT
    clock = staticmethod(process_time)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.engine = EmbeddedEngine(folder / "ours")
        (folder / "raw").mkdir()
        self._writer = tantivy.Index(schema(), str(folder / "raw")).writer(REBUILD_MEMORY, 1)

    def take(self, documents: Sequence[Document]) -> Callable[[], object]:
        return partial(add, self._writer, [fields_of(document) for document in documents])

    def finish(self) -> None:
        self._writer.wait_merging_threads()

    def made_beforehand(self, query: CompiledQuery) -> Callable[[], object]:
        view = self.engine.view()
        assert view is not None
        made = view.translator.query(query)

        def ask() -> object:
            answer = view.searcher.search(made, 20)
            return [view.searcher.doc(address).get_first("key") for _, address in answer.hits]

        return ask

    def bytes_on_disk(self) -> int:
        return sum(path.stat().st_size for path in (self._folder / "ours").rglob("*"))

    def bytes_in_memory(self) -> int:
        """What a process that searches holds, the parts of the files that it looked at included."""
        before = _resident()
        reader = EmbeddedReader(self._folder / "ours")
        for text in QUERIES:
            reader.search(_compiled(text), Page())
        return _resident() - before


class _Cluster:
    name = "elasticsearch"
    floor = "raw client"
    batch = BATCH
    clock = staticmethod(perf_counter)

    def __init__(self, url: str) -> None:
        self._layout = Layout(f"bench-{uuid.uuid4().hex[:8]}")
        self.engine = ElasticEngine(Access((url,)), self._layout)
        self._client = Elasticsearch(url, request_timeout=120)
        self._raw = f"{self._layout.alias}-raw"
        self._client.indices.create(
            index=self._raw, settings=self._layout.settings, mappings=mapping()
        )
        self._heap = self.bytes_in_memory(since=0)

    def take(self, documents: Sequence[Document]) -> Callable[[], object]:
        lines: list[Any] = []
        for key, _, ready in map(entry, documents):
            lines += {"index": {"_id": key}}, ready
        return partial(self._client.bulk, operations=lines, index=self._raw)

    def finish(self) -> None:
        self._client.indices.refresh(index=self._raw)

    def made_beforehand(self, query: CompiledQuery) -> Callable[[], object]:
        body = {"query": translated(query), "size": 20, "_source": False}
        body |= {"track_total_hits": 10_000}
        return partial(
            self._client.search,
            index=self._layout.alias,
            body=body,
            search_type="dfs_query_then_fetch",
        )

    def bytes_on_disk(self) -> int:
        stats = self._client.indices.stats(index=self._layout.alias, metric="store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def bytes_in_memory(self, since: int | None = None) -> int:
        nodes = self._client.nodes.stats(metric="jvm")["nodes"].values()
        used = sum(node["jvm"]["mem"]["heap_used_in_bytes"] for node in nodes)
        return int(used) - (self._heap if since is None else since)

    def remove(self) -> None:
        self._client.indices.delete(index=self._raw)
        for index in self._client.indices.get(index=self._layout.pattern):
            self._client.indices.delete(index=index)
        self._client.close()


@dataclass
class _Filling:
    """Seconds by the side's clock: ours, of which analysis, and of the bare index."""

    ours: float = 0.0
    analysis: float = 0.0
    raw: float = 0.0


@dataclass
class _Asking:
    """Milliseconds of each query by the side's clock, the best of some rounds."""

    ours: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)


def run(full: bool = False, url: str | None = None, sizes: Sequence[int] = ()) -> Figures:
    """The figures of both engines at every size; `url` of a cluster, None for a node of ours."""
    figures: Figures = []
    with _cluster(url) as at:
        for size in sizes or (FULL if full else SIZES):
            with tempfile.TemporaryDirectory() as folder:
                embedded = _Embedded(Path(folder))
                figures += _figures(embedded, size)
                embedded.engine.close()
            if at is None:
                continue
            cluster = _Cluster(at)
            try:
                figures += _figures(cluster, size)
            finally:
                cluster.engine.close()
                cluster.remove()
    return figures


@contextmanager
def _cluster(url: str | None) -> Iterator[str | None]:
    """The address of a cluster; None, with a line that says why, when there is none to be had."""
    if url is not None:
        yield url
        return
    # A tool for tests, which an installed archive does not have.
    nodes = importlib.import_module("tests.elastic_node")
    try:
        server = nodes.Server()
    except nodes.Missing as missing:
        sys.stderr.write(f"scaling: without a cluster: {missing}\n")
        yield None
        return
    node = nodes.Node(server, measured=True)
    try:
        node.start()
        yield node.url
    finally:
        node.remove()
        server.remove()


def _figures(side: _Side, size: int) -> Figures:
    filling = _fill(side, size)
    _rate(side, 1, WARM_SECONDS)
    asking = _ask(side)
    named = partial(_figure, f"{side.name} {size:,}")
    without = filling.ours - filling.analysis
    added = median(ours - raw for ours, raw in zip(asking.ours, asking.raw, strict=True))
    figures = [
        named("fill, analysis included", size / filling.ours, "records/s"),
        named("fill: rate to bulk, with analysis", filling.raw / filling.ours, "x", side.floor),
        named("fill: rate to bulk, without", filling.raw / without, "x", side.floor),
        named("disk", side.bytes_on_disk() / size, "B/record"),
        named("memory", side.bytes_in_memory() / size, "B/record"),
        named("query p50", median(asking.ours), "ms"),
        named("query p50 to made beforehand", median(asking.ours) / median(asking.raw), "x"),
        named("query added to made beforehand, p50", added, "ms"),
        named("query p95", p95(asking.ours), "ms"),
        named("query p95 to made beforehand", p95(asking.ours) / p95(asking.raw), "x"),
    ]
    for threads in (1, 2):
        figures.append(named(f"queries, {threads} thread(s)", _rate(side, threads), "queries/s"))
    return figures


def _fill(side: _Side, size: int) -> _Filling:
    """Batch by batch in turns, so that a noisy minute is noisy for both."""
    seconds = _Filling()
    documents = made(size)
    with side.engine.rebuild() as fresh:
        while batch := list(islice(documents, side.batch)):
            begun = side.clock()
            raw = side.take(batch)
            seconds.analysis += side.clock() - begun
            seconds.raw += _took(side, raw)
            seconds.ours += _took(side, partial(fresh.apply, batch, batch[-1].position))
        seconds.raw += _took(side, side.finish)
        seconds.ours += _took(side, fresh.finish)
    return seconds


def _ask(side: _Side) -> _Asking:
    best = _Asking()
    for text in QUERIES:
        raw = side.made_beforehand(_compiled(text))
        typed = partial(_typed, side, text)
        rounds = [(_took(side, typed), _took(side, raw)) for _ in range(ROUNDS)]
        ours, bare = zip(*rounds, strict=True)
        best.ours.append(min(ours) * 1e3)
        best.raw.append(min(bare) * 1e3)
    return best


def _rate(side: _Side, threads: int, seconds: float = SECONDS) -> float:
    """Queries a second, all threads asking at once."""
    asked = [0] * threads
    end = perf_counter() + seconds

    def ask(thread: int) -> None:
        while perf_counter() < end:
            _typed(side, QUERIES[(asked[thread] + thread) % len(QUERIES)])
            asked[thread] += 1

    workers = [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(asked) / seconds


def _typed(side: _Side, text: str) -> object:
    return side.engine.search(_compiled(text), Page())


def _compiled(text: str) -> CompiledQuery:
    return compile_query(read(text), Scope(), Attempt.AS_TYPED).compiled


def _took(side: _Side, work: Callable[[], object]) -> float:
    begun = side.clock()
    work()
    return side.clock() - begun


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _figure(
    of: str, name: str, value: float, unit: str, floor: str | None = None
) -> dict[str, Any]:
    ratio = round(value, 2) if unit == "x" else None
    return {
        "name": f"{of}: {name}",
        "value": round(value, 2),
        "unit": unit,
        "ratio": ratio,
        "floor": floor or "the same query made beforehand",
    }
