"""The writing half: batches of documents with their position, and rebuilds beside the old."""

import contextlib
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from elasticsearch import Elasticsearch

from search.elastic.asking import State
from search.elastic.bulk import Patience, put
from search.elastic.connection import Access, indexing, reaching
from search.elastic.indices import Indices
from search.elastic.layout import Layout, entry, position_entry
from search.elastic.reader import ElasticReader
from search.engine import Document, EngineUnavailable, Key

_TRUSTED_SECONDS = 1.0
"""The position is asked for again after this: somebody may have deleted the index meanwhile."""


class ElasticEngine(ElasticReader):
    """Reads and writes the index behind the alias (the port `WritingEngine`).

    Its account needs `all` on the indices of this archive and `monitor` on the cluster. One
    process at a time writes; the lock on the archive sees to it.

    The cluster need not be there when the engine is made: each call that needs it finds it, or
    raises `EngineUnavailable`. An index that is missing, or that another version of the analysis
    made, begins anew at position 0, and what a crash left beside it is swept.
    """

    def __init__(
        self, access: Access, layout: Layout | None = None, patience: Patience | None = None
    ) -> None:
        super().__init__(access, layout)
        self._patience = patience or Patience()
        self._writing = indexing(access)
        self._indices = Indices(self._writing, self._layout, self._patience)
        self._swept = False
        self._filled: _Filled | None = None
        self._looked_at = 0.0

    def position(self) -> int:
        return self._current().position

    def apply(self, documents: Sequence[Document], position: int) -> None:
        """See `Writer.apply`.

        The documents are sent first, the position after all of them were taken, and then both
        are made visible at once. A crash between leaves documents that are newer than the
        position says: the same batch is read again then, and changes nothing.
        """
        # Not looked for again: an index that was deleted since the position was asked for must not
        # be begun anew in the middle.
        filled = self._filled or self._current()
        self._filled = None  # until everything is there, nothing is known
        with reaching():
            if filled.put(documents, position):
                filled.commit()
        self._filled = filled

    def rebuild(self, begun: int = 0) -> "ElasticRebuild":
        # It sweeps by itself; a later sweep would take the new index for one left by a crash. So
        # would whoever asks meanwhile for an index that answers, if there were none.
        self._swept = True
        with reaching():
            if self._indices.answering() is None:
                self._indices.adopt(self._indices.begin())
            name = self._indices.begin()
        filled = _Filled(self._writing, self._layout.beside, self._patience, State(name, 0, 0, 0))
        return ElasticRebuild(
            name, filled, self._indices, lambda: self._answers_from(filled, begun)
        )

    def close(self) -> None:
        self._writing.close()
        super().close()

    def _current(self) -> "_Filled":
        """The index that answers, which is made if there is none."""
        now = time.monotonic()
        if self._filled is None or now - self._looked_at > _TRUSTED_SECONDS:
            self._filled = self._found()
            self._looked_at = now
        return self._filled

    def _found(self) -> "_Filled":
        with reaching():
            if self._indices.answering() is None:
                self._indices.adopt(self._indices.begin())
            if not self._swept:
                self._indices.sweep()
                self._swept = True
            state = self._question("").state()
        return _Filled(self._writing, self._layout.alias, self._patience, state)

    def _answers_from(self, filled: "_Filled", begun: int) -> None:
        """No older index is left: only now is it noted since when this one is."""
        self._filled = None
        if begun:
            filled.begun = begun
            filled.commit(self._layout.alias)


class ElasticRebuild:
    """A new index beside the current one (the port `Rebuild`)."""

    def __init__(
        self, name: str, filled: "_Filled", indices: Indices, finished: Callable[[], None]
    ) -> None:
        self._name = name
        self._filled = filled
        self._indices = indices
        self._tell = finished
        self._finished = False

    def position(self) -> int:
        return self._filled.position

    def apply(self, documents: Sequence[Document], position: int) -> None:
        """See `Writer.apply`. A crash throws an unfinished index away, so its position is kept
        here and written when it is finished."""
        with reaching():
            self._filled.put(documents, position)

    def finish(self) -> None:
        with reaching():
            self._filled.commit()
            self._indices.adopt(self._name)
            self._finished = True
            self._tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._finished:
            # If the cluster is away now, the next start sweeps.
            with contextlib.suppress(EngineUnavailable), reaching():
                self._indices.sweep()


class _Filled:
    """An index behind an alias, and how far it was filled, visibly or not."""

    def __init__(self, client: Elasticsearch, alias: str, patience: Patience, state: State) -> None:
        self._client = client
        self._alias = alias
        self._patience = patience
        self._changed = state.changed
        self.position = state.position
        self.begun = state.begun

    def put(self, documents: Sequence[Document], position: int) -> bool:
        """Send what the next commit makes visible. False if that is nothing."""
        newest: dict[Key, Document] = {}
        for document in documents:
            if document.position > position:
                raise ValueError(f"document {document.key} is from beyond position {position}")
            known = newest.get(document.key)
            if known is None or known.position <= document.position:
                newest[document.key] = document
        put(self._client, self._alias, map(entry, newest.values()), self._patience)
        moved = position > self.position
        self.position = max(self.position, position)
        if newest:
            self._changed = self.position
        return moved or bool(newest)

    def commit(self, alias: str | None = None) -> None:
        """Write the position and make visible what was put; under another alias it has now."""
        alias = self._alias = alias or self._alias
        at = position_entry(self.position, self._changed, self.begun)
        put(self._client, alias, [at], self._patience)
        answer = self._client.indices.refresh(index=alias)
        if answer["_shards"]["failed"]:
            raise EngineUnavailable("检索索引没有全部更新")
