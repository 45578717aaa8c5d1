"""Verifying measured: the whole archive against nothing but its signatures.

Three archives: acts of one event, lives (five acts and six events a record, as officers work), and
an import (500 events an act). The floor is raw PyNaCl: signatures over envelopes, prepared
beforehand, verified and nothing else; beside it with every row of acts and events loaded as well. A
ratio is a rate divided by the floor's: acts a second, or for the import events a second, against
signatures a second. CPU is of one process, best of interleaved rounds. On all cores the wall is
measured; starting the processes is taken off and told apart, for it does not grow with the archive.
"""

import os
import sqlite3
import tempfile
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import nacl.bindings

from domain.canonical import decode
from domain.disclosure import Disclosure
from domain.journal import KeptCheckpoint
from domain.migration import Migration, MigrationRow
from domain.sealing import log_entry, signed_bytes
from ops.bench.office import CLEAR, OPENNESS, ORIGIN, NamedContents, Office, described
from ops.blobs import FolderBlobs
from ops.clock import random_bytes
from ops.contents import Contents
from ops.journal.sqlite import SQLiteJournal
from ops.verifying import verify
from ops.verifying_rows import ACTS, EVENTS
from projections.tile_log import TileLog

SINGLE = 20_000
RECORDS = 1_000
IMPORTED = 20_000
BATCH = 500
ROUNDS = 3
CORES = len(os.sched_getaffinity(0))
RAW, LOADED = "raw PyNaCl", "raw PyNaCl, rows loaded"

Signed = list[tuple[bytes, bytes]]
"""Signature and message as the binding takes them, and the key."""


def run() -> list[dict[str, Any]]:
    """Figures for each archive: µs CPU an act or event, and how many a second on all cores."""
    figures = []
    with tempfile.TemporaryDirectory(dir=_fast_folder()) as folder:
        homes = []
        for name, fill in (
            ("empty", lambda premises: None),
            ("single", _single),
            ("lives", _lives),
            ("import", _import),
        ):
            homes.append(Path(folder) / name)
            premises = _Premises(homes[-1])
            fill(premises)
            premises.close()
        empty, single, *_ = homes
        signed = _signatures(single)
        start = min(_wall(lambda: verify(empty, processes=CORES)) for _ in range(3))
        figures.append(_figure("verify: starting the processes, wall", start * 1e3, "ms"))
        for home in homes[1:]:
            figures += _measured(home, signed, start)
    return figures


def _fast_folder() -> str | None:
    """Memory, where there is some: what is measured is not the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _measured(home: Path, signed: Signed, start: float) -> list[dict[str, Any]]:
    counts = verify(home, processes=1).counts
    units, unit = (counts.events, "event") if home.name == "import" else (counts.acts, "act")
    raw, loading, ours, wall, together = [], [], [], [], []
    for _ in range(ROUNDS):
        raw.append(_cpu(lambda: _verify_raw(signed)) / len(signed))
        loading.append(_cpu(lambda: _load(home)) / units)
        ours.append(_cpu(lambda: verify(home, processes=1)) / units)
        wall.append((_wall(lambda: verify(home, processes=CORES)) - start) / units)
        together.append(_raw_rate(signed, CORES))
    name, best = f"verify.{home.name}", min(ours)
    figures = [
        _figure(f"{name}: {RAW}, cpu", min(raw) * 1e6, "µs/signature"),
        _figure(f"{name}: loading the rows, cpu", min(loading) * 1e6, f"µs/{unit}"),
    ]
    for floor, value in ((RAW, min(raw)), (LOADED, min(raw) + min(loading))):
        figures.append(_figure(f"{name}: cpu", best * 1e6, f"µs/{unit}", value / best, floor))
    rate = 1 / min(wall)
    figures += [
        _figure(f"{name}: {RAW} on {CORES} cores, wall", max(together), "signatures/s"),
        _figure(f"{name}: {CORES} cores, wall", rate, f"{unit}s/s", rate / max(together), RAW),
    ]
    return figures


def _figure(
    name: str, value: float, unit: str, ratio: float | None = None, floor: str | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "ratio": None if ratio is None else round(ratio, 2),
        "floor": floor,
    }


def _cpu(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def _wall(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


# The floor


def _signatures(home: Path) -> Signed:
    rows = sqlite3.connect(home / "journal.db")
    signed = []
    for (envelope,) in rows.execute("SELECT envelope FROM acts ORDER BY first"):
        outer = decode(envelope)
        (first, *_) = outer["signatures"]
        message = signed_bytes(b64decode(outer["payload"]))
        signed.append((b64decode(first["sig"]) + message, bytes.fromhex(first["keyid"])))
    rows.close()
    return signed


def _verify_raw(signed: Signed) -> None:
    for message, key in signed:
        nacl.bindings.crypto_sign_open(message, key)


def _load(home: Path) -> None:
    rows = sqlite3.connect(home / "journal.db")
    for question in (ACTS, EVENTS):
        for _ in rows.execute(question):
            pass
    rows.close()


def _raw_rate(signed: Signed, processes: int) -> float:
    """Signatures a second of so many processes at once, their start not counted."""
    context = get_context("spawn")
    pipes, workers = [], []
    for number in range(processes):
        ours, theirs = context.Pipe()
        work = context.Process(target=_answer, args=(theirs, signed[number::processes]))
        work.start()
        pipes.append(ours)
        workers.append(work)
    for pipe in pipes:
        pipe.recv()
    for pipe in pipes:
        pipe.send(None)
    longest = max(float(pipe.recv()) for pipe in pipes)
    for work in workers:
        work.join()
    return len(signed) / longest


def _answer(pipe: Connection, signed: Signed) -> None:
    pipe.send(0.0)
    pipe.recv()
    pipe.send(_wall(lambda: _verify_raw(signed)))


# What is verified


class _Premises:
    """An office whose log is signed on the way, in a home that can be verified."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self._journal = SQLiteJournal(home / "journal.db")
        self.office = Office(self._journal)
        self._contents = Contents(home / "secrets.db", FolderBlobs(home / "blobs"), ORIGIN)
        # Every record has the same content: opening documents is measured with the documents.
        self.content = self._contents.keep([CLEAR])
        self.disclosure = Disclosure(self.office.archive, NamedContents(lambda: self.content))
        log_key = self.office.log_key
        self._log = TileLog(
            home / "log",
            ORIGIN,
            log_key,
            log_key.public_key,
            lambda size, root, note: self._journal.keep_checkpoint(
                KeptCheckpoint(size, root, note)
            ),
            self._journal.newest_checkpoint,
        )
        self._log.open()

    def publish_log(self) -> None:
        """Sign a head over everything."""
        rows = self._journal.read(self._log.size, 100_000)
        self._log.append([log_entry(row.event.statement, row.act.envelope) for row in rows])

    def close(self) -> None:
        """Sign the last head and close the databases."""
        self.publish_log()
        self._journal.close()
        self._contents.close()


def _single(premises: _Premises) -> None:
    for number in range(SINGLE):
        premises.disclosure.draft(
            premises.office.drafter, description=described(number), openness=OPENNESS, parts=[CLEAR]
        )
        if number % 100 == 0:
            premises.publish_log()


def _lives(premises: _Premises) -> None:
    for number in range(RECORDS):
        premises.office.live(premises.disclosure, described(number))
        if number % 20 == 0:
            premises.publish_log()


def _import(premises: _Premises) -> None:
    migration = Migration(premises.office.archive)
    for start in range(0, IMPORTED, BATCH):
        rows = [
            MigrationRow(
                key=random_bytes(32).hex(),
                digest=random_bytes(32).hex(),
                organ=premises.office.organ,
                enrol_organ=False,
                description=described(number),
                content=premises.content,
                file=f"{number}.html",
                source="旧门户网站",
                published_on=date(2019, 5, 1),
            )
            for number in range(start, start + BATCH)
        ]
        migration.migrate(premises.office.migrator, rows, order="清府令3号")
        premises.publish_log()
