"""The writing half: batches of documents with their position, and rebuilds beside the old."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy

from search.embedded import folder as place
from search.embedded.reader import EmbeddedReader
from search.embedded.view import View
from search.engine import Document, EngineUnavailable, Key
from search.fields import Values, fields_of, position_values

WRITER_MEMORY = 64_000_000
REBUILD_MEMORY = 192_000_000

REBUILD_COMMIT = 20_000
"""Documents between two commits of a rebuild: a crash throws an unfinished one away anyway."""


class EmbeddedEngine(EmbeddedReader):
    """Reads and writes the index in `folder` (the port `WritingEngine`).

    Raises `EngineUnavailable` when another process is writing there. What an unfinished rebuild
    or a crash left beside the current index is swept. A missing or damaged index, and one that
    another version of the analysis made, begins anew at position 0: the projector then reads on
    from there, as after any restart.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        current = place.current(folder)
        opened = _opened(folder / current) if current and place.readable(current) else None
        if opened is None:
            opened = _WritableIndex(_made(place.begin(folder)), WRITER_MEMORY)
            opened.commit()
            place.point(folder, opened.folder.name)
        self._writable = opened
        place.sweep(folder, keep=self._writable.folder.name)

    def apply(self, documents: Sequence[Document], position: int) -> None:
        self._writable.put(documents, position)
        self._writable.commit()

    def rebuild(self, begun: int = 0) -> "EmbeddedRebuild":
        fresh = _WritableIndex(_made(place.begin(self._folder)), REBUILD_MEMORY)
        return EmbeddedRebuild(fresh, lambda fresh: self._adopt(fresh, begun))

    def close(self) -> None:
        self._writable.close()
        self.forget()

    def _adopt(self, fresh: "_WritableIndex", begun: int) -> None:
        """Answer from `fresh`. A crash before `CURRENT` is replaced leaves the old index, one
        after it the new; the sweep of the next start removes whichever was left over. Only when
        no older index is left is it noted since when this one is."""
        self._writable.close()
        place.point(self._folder, fresh.folder.name)
        self._writable = fresh
        self.forget()
        if not place.sweep(self._folder, keep=fresh.folder.name):
            raise EngineUnavailable("旧的检索索引没有删干净")
        fresh.begun = begun
        fresh.commit()


class EmbeddedRebuild:
    """A new index beside the current one (the port `Rebuild`)."""

    def __init__(self, fresh: "_WritableIndex", adopt: Callable[["_WritableIndex"], None]) -> None:
        self._fresh = fresh
        self._adopt = adopt
        self._uncommitted = 0
        self._finished = False

    def position(self) -> int:
        return self._fresh.position

    def apply(self, documents: Sequence[Document], position: int) -> None:
        self._fresh.put(documents, position)
        self._uncommitted += len(documents)
        if self._uncommitted >= REBUILD_COMMIT:
            self._fresh.save()
            self._uncommitted = 0

    def finish(self) -> None:
        # The position in a segment of its own, which goes when the position is written anew: left
        # among the documents it would still be counted with them, and every score by that much off.
        self._fresh.save()
        self._fresh.commit()
        self._adopt(self._fresh)
        self._finished = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._finished:
            self._fresh.close()
            folder = self._fresh.folder.parent
            place.sweep(folder, keep=place.current(folder))


class _WritableIndex:
    """An index with its one writer. `position` covers what was put, committed or not."""

    def __init__(self, opened: tuple[Path, tantivy.Index], memory: int) -> None:
        self.folder, self._index = opened
        self._schema = place.schema()
        committed = self._committed()
        self.position = committed.position
        self.begun = committed.begun
        self._clean = True
        try:
            # One thread: the documents arrive from one Python thread, which is the slower side.
            self._writer = self._index.writer(memory, 1)
        except ValueError as error:
            raise EngineUnavailable(f"检索索引正由另一进程写入：{error}") from error

    def put(self, documents: Sequence[Document], position: int) -> None:
        """Add to what the next commit makes durable.

        A failure takes back everything since the last commit.
        """
        newest = self._newest(documents, position)
        self._clean = False
        try:
            for document in newest:
                self._replace(fields_of(document))
            self.position = max(self.position, position)
        except BaseException:
            self._take_back()
            raise

    def commit(self) -> None:
        """Make durable and visible what was put, with the position.

        After a crash at any point before this returns, the index stands either at this commit or
        at the one before, never between: tantivy writes the segments first and replaces
        `meta.json` last.
        """
        self._commit(position_values(self.position, self.begun))

    def save(self) -> None:
        """Make durable what was put, and let the position stand: for an index that nobody reads."""
        self._commit()

    def _commit(self, *entries: Values) -> None:
        try:
            for values in entries:
                self._replace(values)
            self._writer.commit()
        except (ValueError, OSError) as error:
            self._take_back()
            raise EngineUnavailable(f"检索索引写不进去：{error}") from error
        self._clean = True

    def close(self) -> None:
        """Give up the lock. What was put and not committed is not kept."""
        self._writer.rollback()
        self._writer.wait_merging_threads()

    def _take_back(self) -> None:
        """Back to the last commit."""
        self._writer.rollback()
        self.position = self._committed().position
        self._clean = True

    def _replace(self, values: Values) -> None:
        self._writer.delete_documents_by_term("key", values["key"])
        self._writer.add_document(entry(values))

    def _newest(self, documents: Sequence[Document], position: int) -> list[Document]:
        """Of each key the newest document, unless the index already has a newer one."""
        newest: dict[Key, Document] = {}
        for document in documents:
            if document.position > position:
                raise ValueError(f"document {document.key} is from beyond position {position}")
            known = newest.get(document.key)
            if known is None or known.position <= document.position:
                newest[document.key] = document
        # A document from beyond the index's own position is newer than everything in it, and a
        # projector that reads on brings no others; only what is replayed has to be compared.
        replayed = [document for document in newest.values() if document.position <= self.position]
        if replayed:
            if not self._clean:
                self.commit()
            view = self._committed()
            for document in replayed:
                key = f"{document.record}/{document.version}"
                indexed = view.positions(view.matching(view.keyword("key", key), 1))
                if indexed and indexed[0] > document.position:
                    del newest[document.key]
        return list(newest.values())

    def _committed(self) -> View:
        self._index.reload()
        return View(self.folder.name, self._index.searcher(), self._schema)


def entry(values: Values) -> tantivy.Document:
    """The values of the fields of a document as tantivy takes them."""
    document = tantivy.Document()
    for name, value in values.items():
        if isinstance(value, int):
            document.add_unsigned(name, value)
        elif isinstance(value, str):
            document.add_text(name, value)
        else:
            for one in value:
                document.add_text(name, one)
    return document


def _made(folder: Path) -> tuple[Path, tantivy.Index]:
    """A new index in an empty folder."""
    index = tantivy.Index(place.schema(), str(folder))
    index.config_reader("manual")
    return folder, index


def _opened(folder: Path) -> _WritableIndex | None:
    """The index in `folder`; None when it is damaged, for it is only a copy of the journal.

    Raises `EngineUnavailable` when another process is writing it.
    """
    try:
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")
        return _WritableIndex((folder, index), WRITER_MEMORY)
    except (ValueError, OSError):
        return None
