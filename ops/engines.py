"""Which engines search, how they are opened, named and followed: a part of the composition root.

On one machine the embedded engine answers. With a cluster it stands in, kept current all the
time, or the register does. Nothing here waits for a cluster: it may be gone when we start. Its
client is loaded only where there is a cluster, for every command would pay for it.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.content import Content
from domain.errors import Incomplete
from domain.journal import Journal
from ops.settings import Settings
from search.alerts import Matcher
from search.embedded import BatchMatcher, EmbeddedEngine, EmbeddedReader
from search.engine import Engine, EngineUnavailable, Inventory
from search.indexer import IndexProjection
from search.standing import Standing
from search.switching import Event, Part, Switching

if TYPE_CHECKING:
    from search.elastic import Access, ElasticEngine, ElasticReader

EMBEDDED = "index"
CLUSTER = "elasticsearch"
"""The names of both indexes: of projections, in views, metrics and commands."""


@dataclass(frozen=True)
class Followed:
    """The indexes as projections: on this machine, and beyond the network."""

    near: tuple[IndexProjection, ...]
    far: tuple[IndexProjection, ...]


class Engines:
    """The engines that the settings ask for; `engine` is what searches are put to.

    `alias` names this archive's index on a cluster, which other archives may share. `reached` is
    the journal position that the register covers: where no second index is kept, it tells of one
    that was lost. Raises `Incomplete` for an address, a certificate or an account that cannot be
    one.
    """

    def __init__(
        self, settings: Settings, alias: str, reached: Callable[[], int] = lambda: 0
    ) -> None:
        self._folder = settings.home / "index"
        self._settings = settings
        self.alias = alias
        self._embedded: EmbeddedReader | None = None
        self._cluster: ElasticReader | None = None
        self._switching: Switching | None = None
        clustered = settings.search_engine == CLUSTER
        if not clustered or settings.search_fallback == "embedded":
            self._embedded = EmbeddedReader(self._folder)
        if clustered:
            self._cluster = _cluster_reader(settings, alias)
            self._switching = Switching(
                Part(CLUSTER, self._cluster),
                Part(EMBEDDED, self._embedded) if self._embedded else None,
                journal=reached,
            )

    @property
    def engine(self) -> Engine:
        """What searches are put to."""
        engine = self._switching or self._embedded
        assert engine is not None
        return engine

    @property
    def names(self) -> tuple[str, ...]:
        """The indexes that are kept, the one that should answer first."""
        kept = ((CLUSTER, self._cluster), (EMBEDDED, self._embedded))
        return tuple(name for name, engine in kept if engine is not None)

    def asking(self) -> AbstractContextManager[None]:
        """Around all that one search asks."""
        return self._switching.one_search() if self._switching else nullcontext()

    def tell(self, told: Callable[[str, Event], None]) -> None:
        """From now on every answer, failure and switch of an engine is told."""
        if self._switching:
            self._switching.told = told

    @property
    def given_up_for(self) -> str:
        """Why the cluster is given up; empty while it answers."""
        return self._switching.given_up_for if self._switching else ""

    def positions(self) -> Mapping[str, int]:
        """How far each index reaches, as far as that is known; never waits for what hangs."""
        reached: dict[str, int] = {}
        known = self._switching.known_position() if self._switching else None
        if known is not None:
            reached[CLUSTER] = known
        if self._embedded is not None:
            with contextlib.suppress(EngineUnavailable):
                reached[EMBEDDED] = self._embedded.position()
        return reached

    def unread(self) -> Mapping[str, str]:
        """Why an index cannot be read, by name: what `positions` leaves out, in a sentence."""
        told: dict[str, str] = {}
        if self._switching and self._switching.known_position() is None:
            told[CLUSTER] = self._switching.failed_for
        if self._embedded is not None:
            try:
                self._embedded.position()
            except EngineUnavailable as error:
                told[EMBEDDED] = str(error)
        return told

    def standing(self) -> Standing:
        """Which index answers now, and which cannot."""
        silent = []
        if self._switching and self._switching.answering != CLUSTER:
            silent.append(CLUSTER)
        if self._embedded is not None:
            try:
                self._embedded.position()
            except EngineUnavailable:
                silent.append(EMBEDDED)
        answering = next((name for name in self.names if name not in silent), "")
        return Standing(answering, tuple(silent), (CLUSTER,) if self._cluster else ())

    def matcher(self) -> Matcher:
        """What runs saved searches over new versions, in memory, whichever engine answers."""
        return BatchMatcher()

    @property
    def inventories(self) -> Mapping[str, Inventory]:
        """What each index that is kept says of itself, by name."""
        kept = ((CLUSTER, self._cluster), (EMBEDDED, self._embedded))
        return {name: engine for name, engine in kept if engine is not None}

    @contextlib.contextmanager
    def followed(
        self, journal: Journal, texts: Callable[[Content], str], cleared: Callable[[], int]
    ) -> Iterator[Followed]:
        """The indexes for the one process that keeps them current.

        The files of an embedded index that is no longer kept are deleted: nobody would clear them
        of what is destroyed.
        """
        near: list[IndexProjection] = []
        far: list[IndexProjection] = []
        with contextlib.ExitStack() as stack:
            if self._embedded is not None:
                embedded = EmbeddedEngine(self._folder)
                stack.callback(embedded.close)
                near.append(IndexProjection(embedded, journal, texts, EMBEDDED, cleared))
            else:
                shutil.rmtree(self._folder, ignore_errors=True)
            if self._cluster is not None:
                cluster = _cluster_writer(self._settings, self.alias)
                stack.callback(cluster.close)
                far.append(IndexProjection(cluster, journal, texts, CLUSTER, cleared))
            yield Followed(tuple(near), tuple(far))

    def close(self) -> None:
        """Let go of connections and threads."""
        if self._switching:
            self._switching.close()
        if self._cluster:
            self._cluster.close()


def _cluster_reader(settings: Settings, alias: str) -> "ElasticReader":
    from search.elastic import ElasticReader, Layout

    layout = Layout(alias, replicas=settings.elasticsearch_replicas)
    return ElasticReader(access(settings, "elasticsearch_reader"), layout)


def _cluster_writer(settings: Settings, alias: str) -> "ElasticEngine":
    from search.elastic import ElasticEngine, Layout

    layout = Layout(alias, replicas=settings.elasticsearch_replicas)
    return ElasticEngine(access(settings, "elasticsearch_writer"), layout)


def access(settings: Settings, credential: str) -> "Access":
    """The way to the cluster with one of the two accounts, named by its setting.

    Raises `Incomplete` for an address, a certificate or an account that cannot be one.
    """
    from search.elastic import Access, Credential

    written = getattr(settings, credential)
    authority = Path(settings.elasticsearch_ca) if settings.elasticsearch_ca else None
    if authority is not None and not authority.is_file():
        raise Incomplete(f"没有这个证书文件：{authority}", field="elasticsearch_ca")
    try:
        account = Credential.read(written) if written else None
    except ValueError as error:
        raise Incomplete(str(error), field=credential) from None
    try:
        return Access(_addresses(settings.elasticsearch_urls), authority, account)
    except ValueError as error:
        raise Incomplete(str(error), field="elasticsearch_urls") from None


def _addresses(written: str) -> tuple[str, ...]:
    return tuple(written.replace(",", " ").split())
