"""The search index as a projection: one document for each published version of a record."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from domain.content import Content
from domain.journal import Journal
from projections.happened import Happened
from projections.projector import Differs, Unavailable, Untakeable, unseen
from search.documents import Documents, Places
from search.engine import (
    Document,
    DocumentRefused,
    EngineUnavailable,
    Inventory,
    Rebuild,
    Writer,
    WritingEngine,
)


class IndexProjection:
    """`projections.projector.Projection` into a search engine, whose position is the index's own.

    `texts` gives the derived text of a content; it is asked for nothing but published content.
    Whatever the engine cannot do now is `Unavailable`: it is tried again from where the index then
    stands, be it the one that was left or one that was lost meanwhile and began anew. One that
    reaches beyond the journal is of another history: it stops with `Differs` and is rebuilt by
    hand. A document that the engine will never take stops it with `Untakeable`.
    `cleared` gives a position up to which whatever was to be destroyed can be read no more: a new
    index is begun there (`Inventory.begun`).
    """

    def __init__(
        self,
        engine: WritingEngine,
        journal: Journal,
        texts: Callable[[Content], str],
        name: str = "index",
        cleared: Callable[[], int] = lambda: 0,
    ) -> None:
        self.name = name
        self._engine = engine
        self._journal = journal
        self._reached = 0
        self._rebuild: Rebuild | None = None
        self._texts, self._cleared = texts, cleared
        self._turn = threading.Lock()
        self._waits_for: IndexProjection | None = None
        self._places = Places(journal)
        self._documents = Documents(journal, texts, self._places.before)

    def position(self) -> int:
        """See `Projection.position`."""
        with self._reaching():
            reached = self._writer.position()
        if reached > self._journal.position():
            raise Differs(f"检索索引到第 {reached} 号事件，日志却没有这么长：索引属于另一份日志")
        return reached

    def apply(self, batch: Sequence[Happened]) -> None:
        """See `Projection.apply`: documents and position are one commit of the engine."""
        with self._turn:
            self._apply(batch)

    def _apply(self, batch: Sequence[Happened]) -> None:
        before = self.position()
        if before < self._reached:
            self._reached = before
            raise Unavailable("检索索引退回去了，从它所在的位置重新跟上")
        todo = unseen(batch, before)
        if not todo:
            return
        self._places.remember(todo)
        documents = self._documents.changed(todo, after=before)
        with self._reaching():
            self._writer.apply(documents, todo[-1].position)
        self._reached = todo[-1].position

    def restart(self) -> None:
        """See `Projection.restart`: a new index beside the one that answers."""
        with self._reaching():
            self._leave()
            self._rebuild = self._engine.rebuild(self._cleared()).__enter__()
        self._reached = 0

    def caught_up(self) -> None:
        """See `Projection.caught_up`: the new index answers from now on."""
        if self._rebuild is None:
            return
        with self._reaching():
            if self._waits_for is None:
                self._rebuild.finish()
            else:
                with self._waits_for._turn:
                    answering = min(self._engine.position(), self._journal.position())
                    if self._rebuild.position() < answering:
                        return  # it has gone on meanwhile
                    self._rebuild.finish()
            self._leave()

    def begun(self) -> int:
        """See `Inventory.begun`. Raises `Unavailable`."""
        with self._reaching():
            return self._engine.begun()

    @property
    def rebuilding(self) -> bool:
        """Whether a new index is being filled that does not answer yet."""
        return self._rebuild is not None

    def beside(self) -> "IndexProjection":
        """A second projection into the same engine, to be restarted and followed in a thread of
        its own: it fills a new index while this one keeps the old one current."""
        beside = IndexProjection(self._engine, self._journal, self._texts, self.name, self._cleared)
        beside._waits_for = self
        return beside

    def abandon(self) -> None:
        """Throw away the new index that is being filled, if any."""
        with self._reaching():
            self._leave()

    @property
    def inventory(self) -> Inventory:
        """What the index says of itself."""
        return self._engine

    @property
    def documents(self) -> Documents:
        """What makes the documents."""
        return self._documents

    def put(self, documents: Sequence[Document]) -> None:
        """Write documents that should be there already, at the position where the index stands."""
        with self._turn, self._reaching():
            self._engine.apply(documents, self._engine.position())

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except EngineUnavailable as error:
            raise Unavailable(f"检索索引现在不能读写：{error}") from error
        except DocumentRefused as error:
            raise Untakeable(str(error)) from error

    @property
    def _writer(self) -> Writer:
        return self._rebuild or self._engine

    def _leave(self) -> None:
        if self._rebuild is not None:
            self._rebuild.__exit__(None, None, None)
            self._rebuild = None
