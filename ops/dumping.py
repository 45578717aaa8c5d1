"""The dump of all public metadata: written into a folder by command, kept for a while by a server.

What survives a crash: each file is written under another name and renamed once it is whole, the
manifest last. A folder without a manifest, or whose files are not what it says, is no dump.
"""

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine

from api.json.answers import OrganItem, RecordItem, organ_item, record_item
from api.json.dumping import (
    FORMAT,
    MANIFEST,
    MEDIA_TYPE,
    ORGANS,
    RECORDS,
    DumpFile,
    DumpManifest,
    manifest_bytes,
)
from domain.errors import Busy
from ops.bootstrap import Services
from ops.dump_folder import NAME, ServerFolder
from projections import organs, register
from projections.published_log import PublishedLog

KEPT_SECONDS = 600.0
"""A dump is offered so long before another one is made."""

_RECORD = TypeAdapter(RecordItem)
_ORGAN = TypeAdapter(OrganItem)


@dataclass(frozen=True)
class Source:
    """What is dumped, and whose it is; `kept` is where servers keep what they offer."""

    archive: str
    origin: str
    vkey: str
    founding: str
    demo: bool
    views: Engine
    log: PublishedLog
    kept: Path


@dataclass(frozen=True)
class Dump:
    """A dump in a folder."""

    manifest: DumpManifest
    folder: Path

    def path(self, name: str) -> Path:
        """The file of this name."""
        return self.folder / name


def source_of(services: Services) -> Source:
    """What of an open archive is dumped."""
    return Source(
        services.settings.title,
        services.origin,
        services.vkey,
        services.founding,
        services.demo,
        services.views,
        services.log,
        services.settings.home / NAME,
    )


def write_dump(source: Source, folder: Path, clock: Callable[[], datetime]) -> Dump:
    """Write the public metadata of the register's present state into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    with source.views.connect() as connection:
        position = register.position(connection)
        files = [
            _written(folder, name, item, position, lines(connection))
            for name, item, lines in (
                (RECORDS, RecordItem.__name__, _records),
                (ORGANS, OrganItem.__name__, _organs),
            )
        ]
    manifest = DumpManifest(
        format=FORMAT,
        archive=source.archive,
        origin=source.origin,
        vkey=source.vkey,
        founding=source.founding,
        demonstration=source.demo,
        generated_at=clock(),
        position=position,
        checkpoint=source.log.checkpoint_text() or "",
        files=files,
    )
    _put(folder, MANIFEST, [manifest_bytes(manifest)])
    return Dump(manifest, folder)


class KeptDumps:
    """The dump a server offers (`api.json.dumping.Dumps`), in a folder of its own that it deletes;
    what it leaves when it is killed is swept by the next (`ops.dump_folder`).

    One is made at a time; who asks meanwhile is told to come again. It is made anew when it is
    old or when anything was withdrawn since: no copy tells what the register no longer does.
    """

    def __init__(self, source: Source, clock: Callable[[], datetime]) -> None:
        self._source = source
        self._clock = clock
        self._lock = threading.Lock()
        self._folder: ServerFolder | None = None
        self._kept: tuple[Dump, tuple[int, int], float] | None = None
        self._last: Path | None = None

    def current(self) -> Dump:
        """The dump to take now; made when there is none that may still be offered. Raises `Busy`
        while another thread makes one: that may take a minute, and threads are for readers."""
        kept = self._offered()
        if kept is not None:
            return kept
        if not self._lock.acquire(blocking=False):
            raise Busy("整包正在准备，请过一会儿再取")
        try:
            return self._offered() or self._made()
        finally:
            self._lock.release()

    def _made(self) -> Dump:
        if self._folder is None:
            self._folder = ServerFolder(self._source.kept)
        with self._source.views.connect() as connection:
            gone = register.taken_away(connection)
        before = self._kept
        try:
            made = write_dump(self._source, self._folder.new(gone), self._clock)
        except FileNotFoundError:
            # Something was taken away meanwhile, and the half-made dump swept with the others.
            raise Busy("整包正在准备，请过一会儿再取") from None
        self._kept = made, gone, time.monotonic()
        # Who was just given the one before may still open its files; the one before that
        # was offered ten minutes ago at the latest.
        if self._last is not None:
            shutil.rmtree(self._last, ignore_errors=True)
        self._last = before[0].folder if before else None
        return made

    def at(self, position: int) -> Dump | None:
        """The dump of this position, if it is offered still."""
        kept = self._offered()
        return kept if kept is not None and kept.manifest.position == position else None

    def close(self) -> None:
        """Delete what was kept."""
        with self._lock:
            if self._folder is not None:
                self._folder.close()
            self._folder = self._kept = self._last = None

    def _offered(self) -> Dump | None:
        kept = self._kept
        if kept is None:
            return None
        dump, gone, made = kept
        if time.monotonic() - made > KEPT_SECONDS:
            return None
        with self._source.views.connect() as connection:
            return dump if register.taken_away(connection) == gone else None


def _records(connection: Connection) -> Iterator[bytes]:
    for record in register.everything(connection):
        yield _RECORD.dump_json(record_item(record)) + b"\n"


def _organs(connection: Connection) -> Iterator[bytes]:
    for organ in organs.organs(connection):
        yield _ORGAN.dump_json(organ_item(organ)) + b"\n"


def _written(folder: Path, name: str, item: str, position: int, lines: Iterable[bytes]) -> DumpFile:
    count, size, digest = 0, 0, hashlib.sha256()

    def told() -> Iterator[bytes]:
        nonlocal count, size
        for line in lines:
            count += 1
            size += len(line)
            digest.update(line)
            yield line

    _put(folder, name, told())
    address = f"/api/dump/{name}?position={position}"
    return DumpFile(name, address, MEDIA_TYPE, item, count, size, digest.hexdigest())


def _put(folder: Path, name: str, parts: Iterable[bytes]) -> None:
    """A file that is there whole or not at all."""
    unfinished = folder / f".{name}.part"
    with unfinished.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / name)
