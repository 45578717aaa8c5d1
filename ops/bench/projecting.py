"""Projecting measured: folding the journal into the read models, against only reading it.

Two journals: lives (five acts and six events a record, as officers work) and an import (500 records
an act). The floor is a raw scan with the bare driver: every row of events and acts, data parsed.
Figures are CPU time an event, best of interleaved rounds.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from domain.content import Blob, Content, Part
from domain.disclosure import Disclosure
from domain.journal import Journal, KeptCheckpoint
from domain.migration import Migration, MigrationRow
from ops.bench.office import CLEAR, DESCRIPTION, ORIGIN, NamedContents, Office
from ops.clock import random_bytes, uuid7
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import SeedSigner
from projections.log import LogProjection
from projections.projector import Projection, Projector
from projections.register_fold import register_projection
from projections.tile_log import TileLog
from projections.trail import trail_projection
from projections.views import open_views

RECORDS = 1_500
IMPORTED = 6_000
ROUNDS = 3
BATCH = 500
SCAN = "raw scan"


def run() -> list[dict[str, Any]]:
    """Figures for each journal: µs CPU an event; ratio = ours / the raw scan of the same run."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for name, fill in (("lives", _live), ("import", _import)):
            home = Path(folder) / name
            home.mkdir()
            journal = SQLiteJournal(home / "journal.db")
            fill(Office(journal))
            figures += _measured(name, home, journal)
            journal.close()
    return figures


def _measured(name: str, home: Path, journal: Journal) -> list[dict[str, Any]]:
    events = journal.position()
    sides: dict[str, Callable[[Path], None]] = {
        SCAN: lambda folder: _scan(home / "journal.db"),
        "read and decode": lambda folder: _follow(journal, [_Reading()]),
        "register": lambda folder: _into_views(journal, folder, "register"),
        "trail": lambda folder: _into_views(journal, folder, "trail"),
        "register and trail": lambda folder: _into_views(journal, folder, "register", "trail"),
        "rebuild register": lambda folder: _rebuild(journal, folder),
        "log": lambda folder: _into_log(journal, folder),
    }
    cpu: dict[str, list[float]] = {side: [] for side in sides}
    wall: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(ROUNDS):
        for side, work in sides.items():
            with tempfile.TemporaryDirectory(dir=home) as folder:
                started, began = process_time(), perf_counter()
                work(Path(folder))
                cpu[side].append((process_time() - started) / events * 1e6)
                wall[side].append((perf_counter() - began) / events * 1e6)
    floor = min(cpu[SCAN])
    figures = []
    for side in sides:
        ratio = None if side == SCAN else round(min(cpu[side]) / floor, 2)
        for kind, value in (("cpu", min(cpu[side])), ("wall", min(wall[side]))):
            figures.append(
                {
                    "name": f"project.{name}: {side}, {kind}",
                    "value": round(value, 1),
                    "unit": "µs/event",
                    "ratio": ratio if kind == "cpu" else None,
                    "floor": SCAN if kind == "cpu" and ratio is not None else None,
                }
            )
    return figures


# What is measured


def _scan(path: Path) -> None:
    """Every event with its act through the bare driver, data, office and person parsed."""
    connection = sqlite3.connect(path)
    acts = connection.execute("SELECT * FROM acts ORDER BY first")
    act = following = next(acts)
    events = connection.execute("SELECT * FROM events ORDER BY position")
    while rows := events.fetchmany(BATCH):
        for row in rows:
            while following is not None and following[0] <= row[0]:
                act, following = following, next(acts, None)
                json.loads(act[7]), json.loads(act[9])
            json.loads(row[5])
    connection.close()


class _Reading:
    """A projection that only looks at every event: what all of them share."""

    name = "reading"

    def __init__(self) -> None:
        self._position = 0

    def position(self) -> int:
        return self._position

    def apply(self, batch: Sequence[Any]) -> None:
        for happened in batch:
            happened.event, happened.act.person, happened.act.office  # noqa: B018
        self._position = batch[-1].position

    def restart(self) -> None:
        self._position = 0

    def caught_up(self) -> None:
        """Nothing is filled beside."""


def _follow(journal: Journal, projections: Sequence[Projection]) -> None:
    projector = Projector(journal, projections)
    projector.catch_up()
    assert {state.position for state in projector.states()} == {journal.position()}


def _into_views(journal: Journal, folder: Path, *names: str) -> None:
    views = open_views(folder / "views.db")
    made = {"register": register_projection, "trail": trail_projection}
    _follow(journal, [made[name](views) for name in names])
    views.dispose()


def _rebuild(journal: Journal, folder: Path) -> None:
    views = open_views(folder / "views.db")
    Projector(journal, [register_projection(views)]).rebuild("register")
    views.dispose()


def _into_log(journal: Journal, folder: Path) -> None:
    signer = SeedSigner(bytes(32))
    kept: list[KeptCheckpoint] = []

    def keep(size: int, root: bytes, note: str) -> None:
        kept.append(KeptCheckpoint(size, root, note))

    log = TileLog(folder / "log", ORIGIN, signer, signer.public_key, keep, lambda: None)
    log.open()
    _follow(journal, [LogProjection(log)])


# What is followed


def _content() -> Content:
    blobs = [Blob(random_bytes(32).hex(), 20_480) for _ in range(2)]
    part = Part(CLEAR.name, CLEAR.media_type, blobs[0], blobs[1], CLEAR.extractor)
    return Content(f"content:{uuid7()}", random_bytes(32).hex(), (part,))


def _live(office: Office) -> None:
    disclosure = Disclosure(office.archive, NamedContents(_content))
    for number in range(RECORDS):
        office.live(disclosure, replace(DESCRIPTION, title=f"{DESCRIPTION.title}({number})"))


def _import(office: Office) -> None:
    migration = Migration(office.archive)
    for start in range(0, IMPORTED, BATCH):
        rows = [
            MigrationRow(
                key=f"row-{start + number}",
                digest="0" * 64,
                organ=office.organ,
                enrol_organ=False,
                description=DESCRIPTION,
                content=_content(),
                file=f"{start + number}.html",
                source="旧门户网站",
                published_on=date(2019, 5, 1),
            )
            for number in range(BATCH)
        ]
        migration.migrate(office.migrator, rows, order="清府令3号")
