"""The search index as a projection: one document for each published version of a record."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from domain.content import Content
from domain.journal import Journal
from projections.happened import Happened
from projections.projector import Unavailable, unseen
from search.documents import Documents, Places
from search.engine import EngineUnavailable, Rebuild, Writer, WritingEngine


class IndexProjection:
    """`projections.projector.Projection` into a search engine, whose position is the index's own.

    `texts` gives the derived text of a content; it is asked for nothing but published content.
    Whatever the engine cannot do now is `Unavailable`: it is tried again from where the index then
    stands, be it the one that was left or one that was lost meanwhile and began anew.
    """

    def __init__(
        self,
        engine: WritingEngine,
        journal: Journal,
        texts: Callable[[Content], str],
        name: str = "index",
    ) -> None:
        self.name = name
        self._engine = engine
        self._reached = 0
        self._rebuild: Rebuild | None = None
        self._places = Places(journal)
        self._documents = Documents(journal, texts, self._places.before)

    def position(self) -> int:
        """See `Projection.position`."""
        with self._reaching():
            return self._writer.position()

    def apply(self, batch: Sequence[Happened]) -> None:
        """See `Projection.apply`: documents and position are one commit of the engine."""
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
            self._rebuild = self._engine.rebuild().__enter__()
        self._reached = 0

    def caught_up(self) -> None:
        """See `Projection.caught_up`: the new index answers from now on."""
        if self._rebuild is not None:
            with self._reaching():
                self._rebuild.finish()
                self._leave()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except EngineUnavailable as error:
            raise Unavailable("检索索引现在不能读写") from error

    @property
    def _writer(self) -> Writer:
        return self._rebuild or self._engine

    def _leave(self) -> None:
        if self._rebuild is not None:
            self._rebuild.__exit__(None, None, None)
            self._rebuild = None
