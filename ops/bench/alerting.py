"""Saved searches over a batch of new records: 10,000 of them over 500, as the worker runs them.

The floor is tantivy running the same prepared queries over the same index in memory: what is left
is analysing the new records, and telling which document a hit is.
"""

import random
from time import process_time
from typing import Any

import tantivy

from ops.bench.searching import made
from search.alerts import SavedSearch, compiled, saved_search
from search.analysis import runs
from search.embedded import BatchMatcher
from search.embedded.folder import schema
from search.embedded.translation import Translator
from search.embedded.writer import entry
from search.engine import CompiledQuery, Document
from search.fields import fields_of
from search.tables import tables

SEARCHES = 10_000
RECORDS = 500
ROUNDS = 5
_ASKED = ("怎么申请公租房", "低保户如何办理", "住建局什么时候公布", "哪里查看", "新农合怎么报销")
"""How sentences begin, most with a word that has synonyms."""
_FIELDS = ("保障性住房", "社会救助", "义务教育", "安全生产", "财政预决算")


def run() -> list[dict[str, Any]]:
    """The figures; CPU of the process, the best of the rounds."""
    documents = list(made(RECORDS))
    begun = process_time()
    words = tables()
    queries = [compiled(saved, words) for saved in searches(documents, SEARCHES)]
    compiling = process_time() - begun
    matcher = BatchMatcher()
    begun = process_time()
    matcher.match([], queries)
    translating = process_time() - begun
    matching, hits = min(_matched(matcher, documents, queries) for _ in range(ROUNDS))
    floor = min(_raw(documents, queries) for _ in range(ROUNDS))
    figures = (
        ("compile 10,000 saved searches, once", compiling, None),
        ("translate them for tantivy, once", translating, None),
        ("run them over 500 new records, analysis included", matching, floor),
        ("raw tantivy: the same queries, ids not told", floor, None),
    )
    return [
        *(
            {"name": name, "value": value * 1000, "unit": "ms"}
            | ({} if of is None else {"ratio": value / of, "floor": "raw tantivy"})
            for name, value, of in figures
        ),
        {"name": "matches found", "value": float(hits), "unit": "alerts"},
    ]


def searches(documents: list[Document], count: int) -> list[SavedSearch]:
    """What citizens may have saved: words of the records and of none, quoted, with conditions,
    in sentences."""
    pen = random.Random(7)
    texts = ["".join(run.text for run in runs(one.text) if run.han) for one in documents]
    organs = sorted({one.organ for one in documents})

    def words(least: int, most: int) -> str:
        text = pen.choice(texts)
        length = pen.randint(least, most)
        start = pen.randrange(max(1, len(text) - length))
        return text[start : start + length]

    def one() -> SavedSearch:
        filters = {}
        if pen.random() < 0.3:
            filters["organ"] = [pen.choice(organs)]
        if pen.random() < 0.2:
            filters["field"] = [pen.choice(_FIELDS)]
        match pen.randrange(6):
            case 0:
                text = f"“{words(4, 9)}”"
            case 1:
                text = f"{words(2, 4)} {words(2, 4)}"
            case 2:
                text = "".join(pen.sample("麒麟湖鹭鸶滩沙坪坝漓江甬锦绣", 4))  # of no record
            case 3:
                text = f"{words(4, 6)} -{words(2, 3)}"
            case 4:
                text = f"{pen.choice(_ASKED)}{words(6, 12)}"
            case _:
                text = words(3, 8)
        return saved_search(text, filters)

    return [one() for _ in range(count)]


def _matched(
    matcher: BatchMatcher, documents: list[Document], queries: list[CompiledQuery]
) -> tuple[float, int]:
    begun = process_time()
    found = matcher.match(documents, queries)
    return process_time() - begun, sum(map(len, found))


def _raw(documents: list[Document], queries: list[CompiledQuery]) -> float:
    translator = Translator(schema())
    prepared = [translator.query(query) for query in queries]
    index = tantivy.Index(schema())
    writer = index.writer(32_000_000, 1)
    for document in documents:
        writer.add_document(entry(fields_of(document)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    begun = process_time()
    for query in prepared:
        searcher.search(query, RECORDS, count=False)
    return process_time() - begun
