"""The composition root: the one place where implementations are chosen and put together.

`open_archive` gives everything that reads and acts. `follow` adds what only the holder of the lock
on HOME may run: the log's writer, the index's writer, and the projector over all projections.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Engine

from domain.archive import ArchiveApplication, Caller
from domain.canonical import decode
from domain.countersigning import require_genuine
from domain.disclosure import Disclosure
from domain.errors import NotFound
from domain.journal import KeptCheckpoint
from domain.lawmaking import Lawmaking
from domain.migration import Migration
from domain.notes import vkey
from domain.redress import Redress
from domain.registration import Registration
from domain.requests.handling import Handling
from ops.access_codes import AccessCodes
from ops.alerts.alerting import Alerting, open_alerting
from ops.blobs import FolderBlobs
from ops.clients import Clients
from ops.clock import now, random_bytes, uuid7
from ops.contents import Contents
from ops.dump_folder import NAME as DUMPS
from ops.engines import Engines, Followed
from ops.expunging import Forgetting, Remnants
from ops.extraction.pool import Extraction
from ops.findable import finder_over
from ops.founding import DEMO_MARK, JOURNAL, founding_hash
from ops.homelock import HomeLock
from ops.journal.sqlite import SQLiteJournal
from ops.keyfiles import open_log_key
from ops.keystore import KeyStore
from ops.organ_names import OrganNames
from ops.persons import Persons
from ops.printing import TypstPrinter
from ops.queries import QueryMemory
from ops.reindexing import Reindexing
from ops.settings import Settings
from ops.shelf import Shelf
from ops.system_actors import INTAKE, system_caller
from ops.word_tables import WordTables
from projections import register
from projections.expungings import Standing, newest_expunged
from projections.following import Following
from projections.log import LogProjection
from projections.projector import Projection, ProjectionState
from projections.published_log import PublishedLog
from projections.register_fold import register_projection
from projections.tile_log import TileLog
from projections.trail import trail_projection
from projections.views import open_views
from search.countable import countable, tellable
from search.finding import Finder
from search.offers import Offers, offers_over
from search.suggestions import Phrases
from search.tables import Tables

TABLES = ("register", "trail")
"""The projections into tables of `views.db`."""
_log = structlog.get_logger()


@dataclass(frozen=True)
class Services:
    """An open archive: what commands, pages and the worker stand on.

    `intake()` is who acts when a citizen files online; `NotPermitted` while that is closed.
    """

    settings: Settings
    origin: str
    log_key: bytes
    founding: str
    demo: bool
    journal: SQLiteJournal
    archive: ArchiveApplication
    registration: Registration
    disclosure: Disclosure
    migration: Migration
    lawmaking: Lawmaking
    handling: Handling
    redress: Redress
    persons: Persons
    codes: AccessCodes
    shelf: Shelf
    contents: Contents
    keystore: KeyStore
    extraction: Extraction
    views: Engine
    engines: Engines
    log: PublishedLog
    finder: Finder
    offers: Offers
    queries: QueryMemory
    words: WordTables
    remnants: Remnants
    tables: Callable[[], Tables]
    alerting: Alerting
    intake: Callable[[], Caller]

    @property
    def vkey(self) -> str:
        """The log's verifier key in one line."""
        return vkey(self.origin, self.log_key)

    @property
    def rebuilt(self) -> tuple[str, ...]:
        """The projections that are rebuilt from zero; the log never is: its past is signed."""
        return (*TABLES, *self.engines.names)

    def positions(self) -> Mapping[str, int]:
        """How far each projection can be read, by name; left out is an index that cannot be."""
        return {**self._tables(), **self.engines.positions(), "log": self._signed()}

    def covered(self) -> int:
        """The position that both a signed checkpoint and the register have come to."""
        return min(self._signed(), self._tables()["register"])

    def expungings(
        self, *, record: str | None = None, organ: str | None = None
    ) -> Sequence[Standing]:
        """Orders to destroy what was published, newest first, and what each still lacks."""
        return self.remnants.standings(self.engines.inventories, record=record, organ=organ)

    def _tables(self) -> dict[str, int]:
        with self.views.connect() as connection:
            return {name: register.position_of(connection, name) for name in TABLES}

    def _signed(self) -> int:
        newest = self.journal.newest_checkpoint()
        return 0 if newest is None else newest.size


@contextlib.contextmanager
def open_archive(settings: Settings, clock: Callable[[], datetime] = now) -> Iterator[Services]:
    """Open the archive in HOME and close it again. Raises `NotFound` when there is none.

    Only the demonstration gives another clock than the machine's.
    """
    home = settings.home
    if not (home / JOURNAL).exists():
        raise NotFound(f"{home} 里还没有档案；先运行 gongkai found 或 gongkai demo", field="home")
    with contextlib.ExitStack() as stack:

        def closing(part: Any) -> Any:
            stack.callback(part.close)
            return part

        journal: SQLiteJournal = closing(SQLiteJournal(home / JOURNAL))
        founded = decode(journal.read(0, 1)[0].event.data)
        origin = str(founded["origin"])
        archive = ArchiveApplication(
            journal=journal, origin=origin, clock=clock, new_id=uuid7, salts=random_bytes
        )
        contents: Contents = closing(
            Contents(home / "secrets.db", FolderBlobs(home / "blobs"), origin)
        )
        persons: Persons = closing(Persons(home / "secrets.db", origin, contents.secret))
        clients = Clients(lambda: contents.secret("clients", lambda: random_bytes(32)))
        codes = AccessCodes(home / "state.db", clients=clients)
        stack.callback(codes.close_database)
        views = open_views(home / "views.db")
        stack.callback(views.dispose)
        _prepare_views(views)
        words: WordTables = closing(WordTables(home / "words.db"))
        founding = founding_hash(journal)
        engines: Engines = closing(
            Engines(settings, f"gongkai-{founding[:16]}", partial(_registered, views))
        )
        names: OrganNames = closing(OrganNames(views, words.tables))
        finder = finder_over(engines, views, contents, names.tables)
        phrases = Phrases(views, words.tables)
        queries: QueryMemory = closing(
            QueryMemory(
                home / "queries.db", partial(_countable, phrases), partial(_tellable, phrases)
            )
        )
        yield Services(
            settings=settings,
            origin=origin,
            log_key=bytes.fromhex(str(founded["log_key"])),
            founding=founding,
            demo=(home / DEMO_MARK).exists(),
            journal=journal,
            archive=archive,
            registration=Registration(archive),
            disclosure=Disclosure(archive, contents),
            migration=Migration(archive),
            lawmaking=Lawmaking(archive),
            handling=Handling(archive, contents, persons, TypstPrinter()),
            redress=Redress(archive, contents, persons, TypstPrinter()),
            persons=persons,
            codes=codes,
            shelf=closing(Shelf(home / "state.db", clients=clients)),
            contents=contents,
            keystore=closing(
                KeyStore(home / "state.db", origin, timedelta(hours=settings.session_hours))
            ),
            extraction=closing(Extraction(settings.extraction_workers)),
            views=views,
            engines=engines,
            log=PublishedLog(home / "log"),
            finder=finder,
            offers=offers_over(views, phrases, finder, queries.frequent),
            queries=queries,
            words=words,
            remnants=Remnants(views, contents, queries, home / DUMPS),
            tables=names.tables,
            alerting=closing(
                open_alerting(
                    settings,
                    journal=journal,
                    contents=contents,
                    clients=clients,
                    origin=origin,
                    clock=clock,
                )
            ),
            intake=partial(system_caller, archive, home, INTAKE.name),
        )


@contextlib.contextmanager
def follow(services: Services) -> "Iterator[Keeping | None]":
    """Hold the lock on HOME and give what follows; None when another process holds the lock.

    Raises `LogDamaged` when the log on disk is not the one this archive signed: the caller stops.
    """
    home = services.settings.home
    with HomeLock(home) as lock, contextlib.ExitStack() as stack:
        if not lock.acquire():
            yield None
            return
        signer = open_log_key(home / "keys")
        log = TileLog(
            home / "log",
            services.origin,
            signer,
            signer.public_key,
            lambda size, root, note: services.journal.keep_checkpoint(
                KeptCheckpoint(size, root, note)
            ),
            services.journal.newest_checkpoint,
        )
        log.open()
        indexes = stack.enter_context(
            services.engines.followed(
                services.journal,
                services.contents.text,
                services.remnants.clear,
            )
        )
        tables: list[Projection] = [
            LogProjection(log, partial(require_genuine, services.archive)),
            register_projection(services.views),
            trail_projection(services.views),
        ]
        yield Keeping(services, tables, indexes)


class Keeping(Following):
    """All that follows the journal, and beside it what fills indexes anew."""

    def __init__(self, services: Services, tables: Sequence[Projection], found: Followed) -> None:
        super().__init__(services.journal, [*tables, *found.near], found.far, _alarm, _waits)
        self.indexes = (*found.near, *found.far)
        self._reindexing = Reindexing(
            self.indexes,
            services.journal,
            services.settings.home,
            partial(_newest_expunged, services.views),
            Forgetting(services.remnants),
        )

    def run(self, stopping: threading.Event) -> None:
        """See `Following.run`."""
        with self._reindexing.running(stopping):
            super().run(stopping)


def _newest_expunged(views: Engine) -> int:
    with views.connect() as connection:
        return newest_expunged(connection)


def _prepare_views(views: Engine) -> None:
    """Tables to read from, also where nobody has followed the journal yet."""
    register_projection(views)
    trail_projection(views)


def _registered(views: Engine) -> int:
    """The journal position that the register covers."""
    with views.connect() as connection:
        return register.position_of(connection, "register")


def _countable(phrases: Phrases, query: str) -> str | None:
    """What of a query may be counted, by what is public at this moment."""
    book = phrases.book()
    return countable(query, book.knows)


def _tellable(phrases: Phrases, text: str) -> bool:
    """Whether what was counted may be told, by what is public at this moment."""
    return tellable(text, phrases.book().knows)


def _waits(state: ProjectionState) -> None:
    _log.warning(
        "projection waits",
        projection=state.name,
        position=state.position,
        error=state.waits_for,
    )


def _alarm(state: ProjectionState) -> None:
    assert state.alarm is not None
    _log.error(
        "projection stopped",
        projection=state.name,
        position=state.alarm.position,
        error=state.alarm.error,
    )
