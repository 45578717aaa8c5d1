"""Every title and every passage of 4 to 6 characters, typed and quoted, on both engines.

The suite takes a sample. `python -m tests.contracts.search.passages --bodies 1000` takes all of as
many bodies, against a node of its own or the one that `--elasticsearch` is an address of.
"""

import argparse
import contextlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from search.analysis import runs
from search.elastic import Access, ElasticEngine, Layout
from search.elastic.translation import of_key, query
from search.embedded import EmbeddedEngine
from search.engine import CompiledQuery, Document, Engine, Key, Page, Term
from search.finding import Finder, Request
from search.query import Attempt, Scope, attempts, compile_query
from search.words import Typed, read
from tests.contracts.search.corpus import county, everything
from tests.contracts.search.sides import WORDS, Sides
from tests.elastic_node import Node, Server
from tests.search.papers import finder

LENGTHS = (4, 5, 6)
_ROUND = 2_000
_QUOTES = (("“", "”"), ("「", "」"), ('"', '"'))


class Asked(NamedTuple):
    """What is typed, and the document that it stands in. `cut` says that it begins or ends within
    a number or a latin word: of 5小时 in a document with 15小时 the 5 is no word, the passage
    is only found where the rest of it is enough."""

    typed: str
    key: Key
    cut: bool


Holds = Callable[[Sequence[tuple[CompiledQuery, Key]]], list[bool]]
"""Whether each query finds its document, among whatever else."""


def typed_from(document: Document) -> Iterator[Asked]:
    """Every passage of the body once, bare and quoted. One without a letter asks for nothing."""
    text = document.text
    within = {place for run in runs(text) if not run.han for place in range(run.start + 1, run.end)}
    for length in LENGTHS:
        passages: dict[str, bool] = {}
        for start in range(max(0, len(text) - length + 1)):
            cut = start in within or start + length in within
            passage = text[start : start + length]
            passages[passage] = cut and passages.get(passage, True)
        for passage, cut in passages.items():
            if read(passage).wanted:
                opening, closing = next(
                    quotes for quotes in _QUOTES if not set(quotes) & set(passage)
                )
                yield Asked(passage, document.key, cut)
                yield Asked(f"{opening}{passage}{closing}", document.key, cut)


def lost(holds: Holds, engine: Engine, asked: Sequence[Asked]) -> list[Asked]:
    """What is not found by the first try that finds anything; by none, if a word is cut.

    A hyphen before a word excludes it: whoever types that asks for something else.
    """
    left = [(one, _read(one.typed), 0) for one in asked]
    left = [(one, words, place) for one, words, place in left if not _excludes(words)]
    missing: list[Asked] = []
    while left:
        queries = [
            (_compiled(words, attempts(words)[place]), one.key) for one, words, place in left
        ]
        again: list[tuple[Asked, Typed, int]] = []
        for (one, words, place), (compiled, _), held in zip(
            left, queries, holds(queries), strict=True
        ):
            if held:
                continue
            more = place + 1 < len(attempts(words))
            if more and (one.cut or not engine.search(compiled, Page(size=1)).total):
                again.append((one, words, place + 1))
            else:
                missing.append(one)
        left = again
    return missing


def titles_lost(
    searched: Finder, archive: Sequence[Document], chosen: Sequence[Document]
) -> list[str]:
    """The titles that do not find their document among the first ten, nor ten others that bear
    the same one, the newest first."""
    known = {document.key: document for document in archive}
    missing: list[str] = []
    for document in chosen:
        page = searched.find(Request(document.title, size=10))
        hits = [known[hit.record, hit.version] for hit in page.hits]
        if document in hits:
            continue
        newest_first = sorted(hits, key=lambda hit: -hit.position)
        if (
            len(hits) < 10
            or hits != newest_first
            or {hit.title for hit in hits} != {document.title}
        ):
            missing.append(document.title)
    return missing


def public(documents: Sequence[Document]) -> list[Document]:
    """What a search finds unless older versions are asked for."""
    return [one for one in documents if one.to_position is None and not one.hidden]


def in_embedded(engine: EmbeddedEngine) -> Holds:
    """Asks one after the other."""
    return lambda queries: [
        bool(engine.search(_of(compiled, key), Page(size=1)).total) for compiled, key in queries
    ]


def in_elastic(engine: ElasticEngine) -> Holds:
    """Asks many at once: the queries are those of the engine, only the journeys are fewer."""

    def holds(queries: Sequence[tuple[CompiledQuery, Key]]) -> list[bool]:
        searches: list[dict[str, object]] = []
        for compiled, key in queries:
            both = {"bool": {"must": [query(compiled)], "filter": [of_key(*key)]}}
            searches += [{"index": engine._layout.alias}, {"size": 0, "query": both}]
        answers = engine._client.options(request_timeout=120).msearch(searches=searches)
        return [bool(answer["hits"]["total"]["value"]) for answer in answers["responses"]]

    return holds


def _of(compiled: CompiledQuery, key: Key) -> CompiledQuery:
    return replace(compiled, filters=(*compiled.filters, Term("key", f"{key[0]}/{key[1]}")))


def _read(typed: str) -> Typed:
    return read(typed, WORDS.questions)


def _compiled(words: Typed, attempt: Attempt) -> CompiledQuery:
    return compile_query(words, Scope(), attempt, WORDS.others).compiled


def _excludes(words: Typed) -> bool:
    return any(word.excluded for word in words.words)


def main() -> None:
    """Print how many were asked for and what was lost."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--bodies", type=int, default=1_000)
    asked.add_argument("--elasticsearch", metavar="URL")
    told = asked.parse_args()
    with contextlib.ExitStack() as stack:
        url = told.elasticsearch or _node(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        elastic = ElasticEngine(Access((url,)), Layout("passages"))
        sides = Sides(EmbeddedEngine(folder), elastic)
        sides.fill(county())
        records = public(county())
        for engine in sides.both:
            begun = time.monotonic()
            gone = titles_lost(finder(engine, records), records, records)
            print(
                f"{type(engine).__name__}: {len(records)} titles, {len(gone)} not among the first"
                f" ten {gone[:5]}, {time.monotonic() - begun:.0f} s",
                flush=True,
            )
        documents = everything()
        sides.fill(documents)
        bodies = [one for one in public(documents) if 0 < len(one.text) < 10_000]
        bodies = random.Random(5).sample(bodies, min(told.bodies, len(bodies)))
        for engine, holds in (
            (sides.embedded, in_embedded(sides.embedded)),
            (elastic, in_elastic(elastic)),
        ):
            _all_of(engine, holds, bodies)


def _all_of(engine: Engine, holds: Holds, bodies: Sequence[Document]) -> None:
    begun = time.monotonic()
    count, cut = 0, 0
    gone: list[Asked] = []
    for number, body in enumerate(bodies, start=1):
        passages = typed_from(body)
        while some := list(islice(passages, _ROUND)):
            count += len(some)
            cut += sum(one.cut for one in some)
            gone += lost(holds, engine, some)
        if number % 10 == 0 or number == len(bodies):
            whole = [one for one in gone if not one.cut]
            print(
                f"{type(engine).__name__}: {number} bodies, {count - cut} passages,"
                f" {len(whole)} not found {whole[:5]}; {cut} more that cut a word,"
                f" {len(gone) - len(whole)} not found, {time.monotonic() - begun:.0f} s",
                flush=True,
            )


def _node(stack: contextlib.ExitStack) -> str:
    server = Server()
    stack.callback(server.remove)
    node = Node(server)
    stack.callback(node.remove)
    node.start()
    return node.url


if __name__ == "__main__":
    main()
