"""Looks for drift between the indexes and the register, and repairs it (`search/drift.py`)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from projections import casework, register
from projections.record_file import RecordFile
from search.documents import entries, hidden
from search.drift import Difference, Kind, differences
from search.engine import Document, Inventory
from search.indexer import IndexProjection

_AT_ONCE = 200
"""Documents that are repaired with one commit."""

_TOLD = 200

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Drift:
    """What an index differs in, and up to which positions it was compared with the register."""

    name: str
    reached: int
    known: int
    records: int
    found: tuple[Difference, ...]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many differences of each kind."""
        return dict(Counter(one.kind for one in self.found))


def look(
    views: Engine,
    name: str,
    index: Inventory,
    progress: Progress = lambda done, total: None,
) -> Drift:
    """Compare an index with the register. Raises `EngineUnavailable`."""
    reached = index.position()
    with views.connect() as connection:
        known = register.position(connection)
        total = casework.count(connection)
        files = _counted(casework.files_in_order(connection), total, progress)
        found = differences(entries(files), index.keys(), reached=reached, known=known)
        return Drift(name, reached, known, total, tuple(found))


def repair(
    views: Engine,
    index: IndexProjection,
    drift: Drift,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write what is missing, older or wrongly shown; hide what is left over.

    For the holder of the lock, with the index caught up. What is newer than the journal knows
    cannot be repaired in place: an index never goes back. Raises `Unavailable`.
    """
    for start in range(0, len(drift.found), _AT_ONCE):
        some = drift.found[start : start + _AT_ONCE]
        reached = index.position()
        with views.connect() as connection:
            documents = [
                document
                for one in some
                for document in _should_be(one, casework.file_of(connection, one.key[0]), index)
                if document.position <= reached
            ]
        documents += [
            hidden(one.key[0], one.key[1], reached) for one in some if one.kind is Kind.LEFT_OVER
        ]
        if documents:
            index.put(documents)
        progress(start + len(some), len(drift.found))


def _should_be(
    one: Difference, file: RecordFile | None, index: IndexProjection
) -> Iterator[Document]:
    if file is None or one.expected is None:
        return
    yield from (document for document in index.documents.of(file) if document.key == one.key)


def _counted(files: Iterable[RecordFile], total: int, progress: Progress) -> Iterator[RecordFile]:
    done = 0
    for done, file in enumerate(files, start=1):
        yield file
        if done % _TOLD == 0:
            progress(done, total)
    progress(done, total)
