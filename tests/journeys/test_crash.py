"""kill -9 at random moments of appending and projecting loses no acknowledged act.

20 times in the suite; `GONGKAI_TEST_KILLS=200 pytest tests/journeys/test_crash.py` for more.
"""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.canonical import parse_utc
from domain.casefile import REGISTRY
from domain.content import Content
from domain.journal import Journal
from domain.merkle import leaf_hashes, root
from domain.record import Record
from domain.sealing import log_entry, open_envelope
from ops.bootstrap import Services, follow, open_archive
from ops.journal.sqlite import SQLiteJournal
from ops.settings import Settings
from tests.journeys import office
from tests.projections.lives import rows_of
from tests.town import Town

KILLS = int(os.environ.get("GONGKAI_TEST_KILLS", "20"))
LONGEST = 0.6
"""Seconds an office works before it is killed, at most."""
FUTURE = 2**33


@pytest.fixture
def home(town: Town, tmp_path: Path) -> Path:
    """A founded archive as it lies on disk, with the log's key."""
    town.close()
    keys = town.home / "keys"
    keys.mkdir(mode=0o700)
    (keys / "log.key").touch(0o600)
    (keys / "log.key").write_text(town.log_key._secret[:32].hex())
    (tmp_path / "office.json").write_text(json.dumps(office.describe(town)), "utf-8")
    (tmp_path / "acknowledged").touch()
    return town.home


@pytest.mark.slow
def test_no_acknowledged_act_is_lost_and_every_projection_equals_its_rebuild(
    home: Path, tmp_path: Path
) -> None:
    chosen = random.Random()
    seed = chosen.getrandbits(32)
    print(f"seed {seed}")
    chosen = random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.journeys.office"])
    acknowledged = tmp_path / "acknowledged"
    for number in range(KILLS):
        process = context.Process(
            target=office.run,
            args=(str(home), str(tmp_path / "office.json"), str(acknowledged), seed + number),
        )
        process.start()
        _wait_ready(acknowledged, number + 1, process)
        time.sleep(chosen.uniform(0, LONGEST))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(10)
        assert process.exitcode == -signal.SIGKILL
        _require_whole(home, acknowledged)
    assert acknowledged.read_text().count("\n") > 2 * KILLS, "they were killed before any work"
    with open_archive(Settings(home=home)) as services:
        _require_projections(services)
        _require_swept(services)


def _wait_ready(acknowledged: Path, count: int, process: Any) -> None:
    deadline = time.monotonic() + 60
    while acknowledged.read_text().split().count("ready") < count:
        assert process.is_alive(), "the office did not open: see its traceback above"
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _require_whole(home: Path, acknowledged: Path) -> None:
    """Every acknowledged act is there where it was said to be, and nothing half of any other."""
    connection = sqlite3.connect(home / "journal.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    journal = SQLiteJournal(home / "journal.db")
    acts = {act.id: act for act in journal.acts()}
    for line in acknowledged.read_text().splitlines():
        if line != "ready":
            identity, first, count = line.split()
            assert (acts[identity].first, acts[identity].count) == (int(first), int(count))
    following = 1
    for act in acts.values():
        rows = journal.events_of(act)
        assert act.first == following
        assert [row.position for row in rows] == list(range(act.first, act.first + act.count))
        following += act.count
    assert journal.position() == following - 1
    journal.close()


def _require_projections(services: Services) -> None:
    """Going on after all the kills ends where a rebuild from zero ends."""
    with follow(services) as projector:
        assert projector is not None
        projector.catch_up()
        assert [state.alarm for state in projector.states()] == [None] * 4
        views, documents = rows_of(services.views), _documents(services)
        assert any(documents.values())
        for name in services.rebuilt:
            projector.rebuild(name)
        assert _renamed(rows_of(services.views)) == _renamed(views)
        assert _documents(services) == documents
    head = services.journal.position()
    assert set(services.positions().values()) == {head}
    newest = services.journal.newest_checkpoint()
    assert newest is not None
    entries = [
        log_entry(found.event.statement, found.act.envelope)
        for found in services.journal.read(0, head)
    ]
    assert root(leaf_hashes(entries)) == newest.root
    for act in services.journal.acts():
        open_envelope(act.envelope)


def _renamed(tables: dict[str, list[tuple[Any, ...]]]) -> list[Any]:
    """The rows without the names of their tables: a rebuild fills another copy."""
    return sorted((rows for rows in tables.values() if rows), key=repr)


def _documents(services: Services) -> dict[tuple[str, int], Any]:
    """What the index holds of every version of every record."""
    return {
        (stream, version.number): services.engines.engine.document(stream, version.number)
        for stream in services.journal.streams(Record.PREFIX)
        for version in services.archive.load(Record, stream).versions
    }


def _require_swept(services: Services) -> None:
    """Blobs and keys that no event names go with the next sweep, and nothing else goes."""
    owned = list(_contents(services.journal))
    services.contents.sweep(iter(owned), FUTURE)
    addresses = {
        blob.address for one in owned for part in one.parts for blob in (part.original, part.text)
    }
    assert set(services.contents.blobs.addresses()) == addresses
    assert list(services.contents.blobs.strays()) == []
    for content in owned:
        services.contents.check(content)
    assert services.contents.sweep(iter(owned), FUTURE) == 0


def _contents(journal: Journal) -> Iterator[Content]:
    for found in journal.read(0, journal.position()):
        row = found.event
        event = REGISTRY.decode(
            row.topic,
            row.data,
            stream=row.stream,
            version=row.version,
            time=parse_utc(found.act.recorded_at),
        )
        content = getattr(event, "content", None)
        if isinstance(content, Content):
            yield content
