"""Appending measured: a signed act against the event library without signing, and raw drivers.

Each side does what a command does: it loads the officer (five events) and the organ (one), decides,
and writes records with the same members, durably (WAL, synchronous=FULL). Figures are CPU time a
event, best of interleaved rounds: the disk is the same for all and swings too much to compare.
"""

import itertools
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import nacl.bindings
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from domain.archive import Desk
from domain.casefile import CaseFile
from domain.content import Blob, Content, Part
from domain.journal import KeptCheckpoint
from domain.record import Record
from ops.bench.office import DESCRIPTION, OPENNESS, Office
from ops.clock import now, uuid7
from ops.journal.sqlite import SQLiteJournal

ROUNDS = 7
EVENTS = 600
"""Written in each round by each side."""
LIBRARY, INSERT, SIGNED_INSERT = "library, unsigned", "raw insert", "raw signing and insert"


@dataclass
class Cost:
    """Microseconds an event in each round: CPU of this process, and time on the wall."""

    cpu: list[float]
    wall: list[float]


def run() -> list[dict[str, Any]]:
    """A figure for each side and size of act: µs CPU an event; ratio = ours / the named floor."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        sides: dict[str, Callable[[int], None]] = {
            "signed act": _archive(Path(folder) / "ours.db"),
            LIBRARY: _library(Path(folder) / "library.db"),
            INSERT: _raw(Path(folder) / "insert.db", sign=False),
            SIGNED_INSERT: _raw(Path(folder) / "signed.db", sign=True),
        }
        for size in (1, 100):
            costs = _measured(sides, size)
            ours = min(costs["signed act"].cpu)
            for name, cost in costs.items():
                best = min(cost.cpu)
                figures.append(_figure(f"append.{size}: {name}, cpu", best, "µs/event"))
                figures.append(_figure(f"append.{size}: {name}, wall", min(cost.wall), "µs/event"))
            for floor in (LIBRARY, SIGNED_INSERT, INSERT):
                ratio = ours / min(costs[floor].cpu)
                figures.append(
                    _figure(f"append.{size}: signed act", ours, "µs/event", ratio, floor)
                )
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


def _measured(sides: dict[str, Callable[[int], None]], size: int) -> dict[str, Cost]:
    """Every side in turn, round after round, so that a noisy minute hits all of them."""
    costs = {name: Cost([], []) for name in sides}
    for side in sides.values():
        side(size)
    for _ in range(ROUNDS):
        for name, side in sides.items():
            cpu, wall = process_time(), perf_counter()
            for _ in range(EVENTS // size):
                side(size)
            costs[name].cpu.append((process_time() - cpu) / EVENTS * 1e6)
            costs[name].wall.append((perf_counter() - wall) / EVENTS * 1e6)
    return costs


# This archive


def _archive(path: Path) -> Callable[[int], None]:
    journal = SQLiteJournal(path)
    office = Office(journal)
    journal.keep_checkpoint(KeptCheckpoint(1, b"r" * 32, "note"))
    numbers = itertools.count()

    def save(size: int) -> None:
        def decide(desk: Desk) -> list[CaseFile]:
            assert desk.post is not None
            assert desk.post.organ is not None
            desk.require("record.draft", organ=desk.post.organ)
            return [
                Record.draft(
                    organ=desk.post.organ,
                    description=DESCRIPTION,
                    openness=OPENNESS,
                    content=CONTENT,
                )
                for _ in range(size)
            ]

        command = (f"key-{next(numbers)}", "d" * 64)
        office.archive.perform(replace(office.drafter, command=command), decide)

    return save


CONTENT = Content(
    "content:01900000-0000-7000-8000-000000000001",
    "c" * 64,
    (Part("正文.html", "text/html", Blob("a" * 64, 20480), Blob("b" * 64, 8192), "html/1"),),
)


# The library with its own mapper, event store and SQLite recorder, unsigned


class LibraryRecord(Aggregate):
    """A record as the library's guide would write it: plain members, JSON, no signature."""

    @event("Drafted")
    def __init__(
        self,
        organ: str,
        description: dict[str, Any],
        openness: dict[str, Any],
        content: dict[str, Any],
        officer: str,
    ) -> None:
        self.organ = organ
        self.description = description
        self.openness = openness
        self.content = content


class LibraryOfficer(Aggregate):
    """An officer with the five events ours has when he drafts."""

    @event("Enrolled")
    def __init__(self, name: str, sign_in: str) -> None:
        self.sign_in = sign_in
        self.keys: dict[str, str] = {}
        self.posts: dict[str, str] = {}

    @event("KeyEnrolled")
    def enrol_key(self, key: str, possession: str, officer: str) -> None:
        """Fold."""
        self.keys[key] = "ENROLLED"

    @event("KeyConfirmed")
    def confirm_key(self, key: str, officer: str) -> None:
        """Fold."""
        self.keys[key] = "VALID"

    @event("PostGranted")
    def grant_post(self, post: str, role: str, organ: str, officer: str) -> None:
        """Fold."""
        self.posts[post] = "GRANTED"

    @event("PostConfirmed")
    def confirm_post(self, post: str, officer: str) -> None:
        """Fold."""
        self.posts[post] = "HELD"


class LibraryOrgan(Aggregate):
    """An organ with its one event."""

    @event("Enrolled")
    def __init__(self, name: str) -> None:
        self.name = name


def _library(path: Path) -> Callable[[int], None]:
    app = Application[Any](
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    )
    officer, organ = LibraryOfficer("丙", "bing"), LibraryOrgan("清河县住房和城乡建设局")
    officer.enrol_key("k" * 64, "p" * 128, f"officer:{uuid7()}")
    officer.confirm_key("k" * 64, f"officer:{uuid7()}")
    officer.grant_post(f"post:{uuid7()}", "drafter", f"organ:{uuid7()}", f"officer:{uuid7()}")
    officer.confirm_post(next(iter(officer.posts)), f"officer:{uuid7()}")
    app.save(officer, organ)
    description, content = _plain(DESCRIPTION), _plain(CONTENT)
    openness = _plain(OPENNESS)

    def save(size: int) -> None:
        who: LibraryOfficer = app.repository.get(officer.id)
        where: LibraryOrgan = app.repository.get(organ.id)
        app.save(
            *[
                LibraryRecord(f"organ:{where.id}", description, openness, content, f"{who.id}")
                for _ in range(size)
            ]
        )

    return save


def _plain(value: Any) -> Any:
    """A value object as dicts, lists and text, which the library stores as they are."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return None if value is None else (value if isinstance(value, int) else str(value))


# Raw drivers


def _raw(path: Path, *, sign: bool) -> Callable[[int], None]:
    """One row an event of the size ours has, one row an act, and one signature if asked."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE events(position INTEGER PRIMARY KEY, stream TEXT, version INTEGER,"
        " data BLOB, UNIQUE(stream, version))"
    )
    connection.execute("CREATE TABLE acts(first INTEGER PRIMARY KEY, data BLOB)")
    _, secret = nacl.bindings.crypto_sign_keypair()

    def save(size: int) -> None:
        act = f"{now().isoformat()}".encode() + b"x" * 1600
        if sign:
            act += nacl.bindings.crypto_sign(act[:700], secret)[:64]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO events(stream, version, data) VALUES (?,?,?)",
            [(f"record:{uuid7()}", 1, b"x" * 1500) for _ in range(size)],
        )
        connection.execute("INSERT INTO acts(data) VALUES (?)", (act,))
        connection.execute("COMMIT")

    return save
