"""Every title and every passage of 4 to 6 characters, typed and quoted, on both engines.

The suite takes a sample. `python -m tests.contracts.search.passages --bodies 1000` takes all of as
many bodies, against a node of its own or the one that `--elasticsearch` is an address of.
"""

import argparse
import contextlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from search.analysis import runs
from search.elastic import Access, ElasticEngine, Layout, asking
from search.elastic.translation import query
from search.embedded import EmbeddedEngine
from search.engine import (
    AnyOf,
    CompiledQuery,
    Document,
    Key,
    Page,
    Term,
    WritingEngine,
)
from search.finding import Finder, Request
from search.query import Attempt, Scope, attempts, compile_query
from search.words import Typed, read
from tests.contracts.search.corpus import county, everything
from tests.contracts.search.sides import WORDS, fill
from tests.elastic_node import Node, Server
from tests.search.papers import finder

LENGTHS = (4, 5, 6)
_ROUND = 2_000
_COUNTED = 250
_QUOTES = (("“", "”"), ("「", "」"), ('"', '"'))


class Asked(NamedTuple):
    """What is typed, and the documents that it stands in. In those of `cut` it only ever begins or
    ends within a number or a latin word, as 5小时 does in 15小时: they are found where nothing has
    it as a word."""

    typed: str
    whole: frozenset[Key]
    cut: frozenset[Key]


class Lost(NamedTuple):
    """What is typed, a document that it stands in, and what answered in its place, if anything."""

    typed: str
    key: Key
    cut: bool
    before: Attempt | None


Question = tuple[CompiledQuery, frozenset[Key]]


class Held(NamedTuple):
    """Which of its documents a query finds, and whether it finds anything at all."""

    keys: frozenset[Key]
    anything: bool


Holds = Callable[[Sequence[Question]], list[Held]]


def typed_from(documents: Sequence[Document]) -> Iterator[Asked]:
    """Every passage of their bodies once, bare and quoted, with the documents it stands in.

    Those that are cut come first, the others in a random order, so that those asked for before one
    gives up are a fair part of all. One without a letter asks for nothing.
    """
    whole: dict[str, set[Key]] = {}
    cut: dict[str, set[Key]] = {}
    for document in documents:
        for passage, is_cut in _passages(document.text).items():
            (cut if is_cut else whole).setdefault(passage, set()).add(document.key)
    others = [passage for passage in whole if passage not in cut]
    random.Random(6).shuffle(others)
    for passage in (*cut, *others):
        if not read(passage).wanted:
            continue
        opening, closing = next(quotes for quotes in _QUOTES if not set(quotes) & set(passage))
        stands = frozenset(whole.get(passage, ())), frozenset(cut.get(passage, ()))
        yield Asked(passage, *stands)
        yield Asked(f"{opening}{passage}{closing}", *stands)


def _passages(text: str) -> dict[str, bool]:
    """The passages of a text, and of each whether it only ever begins or ends within a word."""
    within = {place for run in runs(text) if not run.han for place in range(run.start + 1, run.end)}
    passages: dict[str, bool] = {}
    for length in LENGTHS:
        for start in range(max(0, len(text) - length + 1)):
            cut = start in within or start + length in within
            passage = text[start : start + length]
            passages[passage] = cut and passages.get(passage, True)
    return passages


def lost(holds: Holds, asked: Sequence[Asked]) -> list[Lost]:
    """What is not found by the first try that finds anything, as a reader is answered.

    A hyphen before a word excludes it: whoever types that asks for something else.
    """
    left = [(one, words, 0) for one in asked if not _excludes(words := _read(one.typed))]
    missing: list[Lost] = []
    while left:
        tries = [attempts(words)[place] for _, words, place in left]
        queries = [
            (_compiled(words, attempt), one.whole | one.cut)
            for (one, words, _), attempt in zip(left, tries, strict=True)
        ]
        again: list[tuple[Asked, Typed, int]] = []
        for (one, words, place), attempt, (_, wanted), held in zip(
            left, tries, queries, holds(queries), strict=True
        ):
            if not held.anything and place + 1 < len(attempts(words)):
                again.append((one, words, place + 1))
                continue
            answer = attempt if held.anything else None
            missing += (Lost(one.typed, key, key in one.cut, answer) for key in wanted - held.keys)
        left = again
    return missing


def still_lost(holds: Holds, gone: Sequence[Lost]) -> list[Lost]:
    """Of what stands behind what has it as a word: what is not found either when the reader then
    takes it for a passage that was cut anywhere, as the page offers."""
    behind = [one for one in gone if one.cut and one.before is Attempt.AS_TYPED]
    words = [_read(one.typed) for one in behind]
    queries = [
        (_compiled(typed, Attempt.WITHIN_LONGER), frozenset({one.key}))
        for one, typed in zip(behind, words, strict=True)
    ]
    return [
        one
        for one, typed, held in zip(behind, words, holds(queries), strict=True)
        if not held.keys or Attempt.WITHIN_LONGER not in attempts(typed)
    ]


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

    def holds(queries: Sequence[Question]) -> list[Held]:
        return [held(*question) for question in queries]

    def held(compiled: CompiledQuery, keys: frozenset[Key]) -> Held:
        hits = engine.search(_of(compiled, keys), Page(size=len(keys))).hits
        found = frozenset((hit.record, hit.version) for hit in hits)
        return Held(found, bool(found or engine.search(compiled, Page(size=1)).total))

    return holds


def in_elastic(engine: ElasticEngine) -> Holds:
    """Asks many at once: the queries are those of the engine, only the journeys are fewer."""

    index = {"index": engine._layout.alias}
    key = {"docvalue_fields": ["record", "version"], "stored_fields": "_none_", "sort": "_doc"}

    def holds(queries: Sequence[Question]) -> list[Held]:
        parts = (queries[at : at + _COUNTED] for at in range(0, len(queries), _COUNTED))
        counted = [count for part in parts for count in counts(part)]
        whole = {at for at, (_, keys) in enumerate(queries) if counted[at] == len(keys)}
        # Which they are, and whether anything else is found, is asked only where some are missing.
        missing = [at for at in range(len(queries)) if at not in whole]
        wanted = [
            key | {"size": len(queries[at][1]), "query": query(_of(*queries[at]))} for at in missing
        ]
        anything = [
            {"size": 0, "track_total_hits": 1, "query": query(queries[at][0])} for at in missing
        ]
        short = {
            at: Held(frozenset(map(_key, some["hits"])), bool(others["total"]["value"]))
            for at, some, others in zip(missing, answers(wanted), answers(anything), strict=True)
        }
        return [short.get(at) or Held(keys, True) for at, (_, keys) in enumerate(queries)]

    def counts(queries: Sequence[Question]) -> list[int]:
        """How many of its documents each finds: one request for many."""
        several = {"filters": [query(_of(*question)) for question in queries]}
        body = {"size": 0, "track_total_hits": False, "aggs": {"of": {"filters": several}}}
        patient = engine._client.options(request_timeout=120)
        answer = patient.search(index=engine._layout.alias, body=body)
        return [bucket["doc_count"] for bucket in answer["aggregations"]["of"]["buckets"]]

    def answers(bodies: Sequence[Mapping[str, object]]) -> list[Any]:
        if not bodies:
            return []
        searches = [line for body in bodies for line in (index, body)]
        sent = engine._client.options(request_timeout=120).msearch(searches=searches)
        return [answer["hits"] for answer in sent["responses"]]

    return holds


def _key(hit: Mapping[str, Any]) -> Key:
    return hit["fields"]["record"][0], hit["fields"]["version"][0]


def _of(compiled: CompiledQuery, keys: frozenset[Key]) -> CompiledQuery:
    some = AnyOf(tuple(Term("key", f"{record}/{version}") for record, version in sorted(keys)))
    return replace(compiled, filters=(*compiled.filters, some))


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
    asked.add_argument("--engine", choices=("both", "embedded", "elasticsearch"), default="both")
    told = asked.parse_args()
    with contextlib.ExitStack() as stack:
        documents = everything()
        bodies = [one for one in public(documents) if 0 < len(one.text) < 10_000]
        bodies = random.Random(5).sample(bodies, min(told.bodies, len(bodies)))
        if told.engine != "elasticsearch":
            embedded = EmbeddedEngine(Path(stack.enter_context(tempfile.TemporaryDirectory())))
            _all_of(embedded, in_embedded(embedded), documents, bodies)
        if told.engine != "embedded":
            url = told.elasticsearch or _node(stack)
            asking.SEARCH_SECONDS = 60.0  # what is asked is what is found, not how soon
            elastic = ElasticEngine(Access((url,)), Layout("passages"))
            _all_of(elastic, in_elastic(elastic), documents, bodies)


def _all_of(
    engine: WritingEngine, holds: Holds, documents: Sequence[Document], bodies: Sequence[Document]
) -> None:
    """Titles in the demonstration archive alone, passages among all documents."""
    name, records = type(engine).__name__, public(county())
    fill(engine, county())
    begun = time.monotonic()
    gone = titles_lost(finder(engine, records), records, records)
    print(f"{name}: {len(records)} titles, {len(gone)} not among the first ten {gone[:5]}")
    fill(engine, documents)
    told = _Told(name, len(bodies))
    passages = typed_from(bodies)
    while some := list(islice(passages, _ROUND)):
        gone = lost(holds, some)
        told.add(some, gone, still_lost(holds, gone))
        told.say(time.monotonic() - begun)


class _Told:
    """The figures so far: a passage counts once for each document that it stands in."""

    def __init__(self, name: str, bodies: int) -> None:
        self._name, self._bodies, self._typed = name, bodies, 0
        self._asked, self._lost = Counter[bool](), Counter[tuple[bool, Attempt | None]]()
        self._some: list[Lost] = []
        self._still = 0

    def add(self, asked: Sequence[Asked], gone: Sequence[Lost], still: Sequence[Lost]) -> None:
        self._typed += len(asked)
        for one in asked:
            self._asked[False] += len(one.whole)
            self._asked[True] += len(one.cut)
        self._lost.update((one.cut, one.before) for one in gone)
        self._still += len(still)
        self._some += still
        self._some += [one for one in gone if not one.cut or one.before is not Attempt.AS_TYPED]

    def say(self, seconds: float) -> None:
        cut = sum(count for (is_cut, _), count in self._lost.items() if is_cut)
        whole = self._lost.total() - cut
        behind = self._lost[True, Attempt.AS_TYPED]
        print(
            f"{self._name}: {self._bodies} bodies, {self._typed} typed; whole words in"
            f" {self._asked[False]}, {whole} not found; cut within a word in {self._asked[True]},"
            f" {cut - behind} not found, {behind} behind what has it as a word"
            f" ({self._still} not found as passages either); {seconds:.0f} s"
            f" {self._some[:4]}",
            flush=True,
        )


def _node(stack: contextlib.ExitStack) -> str:
    server = Server()
    stack.callback(server.remove)
    node = Node(server, measured=True)
    stack.callback(node.remove)
    node.start()
    return node.url


if __name__ == "__main__":
    main()
