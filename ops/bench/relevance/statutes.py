"""Citizens' questions about statutes: an outside set with human judgments, read where it lies."""

import gzip
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from ops.bench.relevance.measures import Ranking
from search.engine import Document, Engine, Writer
from search.finding import Finder, Request
from search.tables import tables

FOLDER = Path(__file__).parents[4] / "shared" / "ir" / "stard-dev"
"""Beside the project; elsewhere the caller says where."""

ARTICLES = 57_826
"""In the set, for a bar that shows how far it is."""

DEPTH = 100
Progress = Callable[[int, int], None]
_BATCH = 2_000
_VERSION = 1


def fill(writer: Writer, folder: Path = FOLDER, progress: Progress = lambda *_: None) -> int:
    """Index every article as a record of its own; how many. Raises OSError without the set."""
    count = 0
    batch: list[Document] = []
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            count += 1
            batch.append(_document(str(article["id"]), article["title"], article["text"], count))
            if len(batch) == _BATCH:
                writer.apply(batch, count)
                batch = []
                progress(count, max(count, ARTICLES))
    if batch:
        writer.apply(batch, count)
    return count


def questions(folder: Path = FOLDER) -> Iterator[tuple[str, frozenset[str]]]:
    """Each question with the ids of the articles that answer it."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        question, article, _ = line.split("\t")
        wanted[question].add(article)
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        if str(question["id"]) in wanted:
            yield question["text"], frozenset(wanted[str(question["id"])])


def answered(
    engine: Engine, folder: Path = FOLDER, progress: Progress = lambda *_: None
) -> Iterator[tuple[Ranking, frozenset[str]]]:
    """The ranking of each question, through the finder with the shipped word tables."""
    known = tables()
    finder = Finder(
        engine,
        texts=lambda *_: (),
        visible=lambda keys, _: keys,
        titles=lambda _: {},
        tables=lambda: known,
    )
    asked = tuple(questions(folder))
    for done, (text, wanted) in enumerate(asked):
        progress(done, len(asked))
        found = finder.find(Request(text, size=DEPTH))
        yield [hit.record for hit in found.hits], wanted


def _document(identity: str, title: str, text: str, position: int) -> Document:
    return Document(
        record=identity,
        version=_VERSION,
        from_position=position,
        to_position=None,
        position=position,
        title=title,
        text=text,
        document_number=None,
        index_number=None,
        organ="organ:statutes",
        organ_name="",
        field=None,
        phase="DECISION",
        kind="normative",
        channels=(),
        status="IN_FORCE",
        formed_on=None,
        published_on=None,
    )
