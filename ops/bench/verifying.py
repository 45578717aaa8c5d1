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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import nacl.bindings

from domain.archive import ArchiveApplication, Caller, Registrar
from domain.canonical import decode
from domain.content import ClearPart, Content
from domain.description import Description, OpennessGiven
from domain.disclosure import Disclosure, MigrationRow
from domain.journal import KeptCheckpoint
from domain.officer import Officer
from domain.permissions import Role
from domain.registration import Registration, granted_post
from domain.review import Checklist, Decision
from domain.sealing import log_entry, possession_bytes, signed_bytes
from domain.vocabulary import Channel, Openness, Phase
from ops.blobs import FolderBlobs
from ops.clock import now, random_bytes, uuid7
from ops.contents import Contents
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import SeedSigner
from ops.verifying import verify
from ops.verifying_rows import ACTS, EVENTS
from projections.tile_log import TileLog

ORIGIN = "qinghe.gov.example/gongkai"
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
            ("empty", lambda people: None),
            ("single", _single),
            ("lives", _lives),
            ("import", _import),
        ):
            homes.append(Path(folder) / name)
            people = _People(homes[-1])
            fill(people)
            people.close()
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


class _People:
    """A founded archive with an organ's officers and a migrator; its log is signed on the way."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self._journal = SQLiteJournal(home / "journal.db")
        self._archive = ArchiveApplication(
            journal=self._journal, origin=ORIGIN, clock=now, new_id=uuid7, salts=random_bytes
        )
        self._contents = Contents(home / "secrets.db", FolderBlobs(home / "blobs"), ORIGIN)
        log_key, *signers = (SeedSigner(random_bytes(32)) for _ in range(3))
        founding = self._archive.found(
            [Registrar(f"登记员{n}", f"registrar{n}", one) for n, one in enumerate(signers)],
            log_key=log_key.public_key.hex(),
        )
        enrolled = [event for event in founding.events if event.topic == Officer.Enrolled.TOPIC]
        officers = [str(event.originator_id) for event in enrolled]
        self._registrars = [
            Caller(officer, self._archive.load(Officer, officer).held_posts()[0].id, signer)
            for officer, signer in zip(officers, signers, strict=True)
        ]
        self._registration = Registration(self._archive)
        self.organ = self._registration.enrol_organ(
            self._registrars[0], name="清河县住房和城乡建设局"
        ).stream
        self.drafter, self.reviewer, self.approver = (
            self._officer(role, self.organ) for role in (Role.DRAFTER, Role.REVIEWER, Role.APPROVER)
        )
        self.migrator = self._officer(Role.MIGRATOR, None)
        self.content = self._contents.keep([CLEAR])
        self.disclosure = Disclosure(self._archive, _OneContent(self))
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

    def _officer(self, role: Role, organ: str | None) -> Caller:
        registration, (first, second) = self._registration, self._registrars
        officer = registration.enrol_officer(first, name=role.chinese, sign_in=role.value).stream
        signer = SeedSigner(random_bytes(32))
        key = signer.public_key
        proof = signer.sign(possession_bytes(ORIGIN, officer, key)).hex()
        registration.enrol_key(first, officer, key=key.hex(), possession=proof)
        registration.confirm_key(second, officer, key.hex())
        granted = registration.grant_post(first, officer, role=role, organ=organ, title="")
        registration.confirm_post(second, officer, granted_post(granted))
        return Caller(officer, granted_post(granted), signer)


@dataclass
class _OneContent:
    """Every record has the same content: opening documents is measured with the documents."""

    people: _People

    def keep(self, parts: Sequence[ClearPart]) -> Content:
        """The one content."""
        return self.people.content

    def open(self, content: Content) -> tuple[ClearPart, ...]:
        """Its one part."""
        return (CLEAR,)

    def destroy(self, contents: Iterable[Content]) -> None:
        """Nothing is expunged here."""
        raise NotImplementedError


CLEAR = ClearPart("正文.html", "text/html", b"<p>", "第一条 为规范管理,制定本办法。", "html/1")
DESCRIPTION = Description(
    title="清河县公租房分配管理办法",
    kind="notice",
    document_number="清建发〔2026〕2号",
    index_number=None,
    formed_on=date(2026, 2, 27),
    effective_on=date(2026, 3, 1),
    expires_on=None,
    phase=Phase.MANAGEMENT,
    field="保障性住房",
    topic=None,
    attributes=(),
)
OPENNESS = OpennessGiven(Openness.PROACTIVE, None, "")


def _described(number: int) -> Description:
    return replace(
        DESCRIPTION, title=f"{DESCRIPTION.title}({number})", index_number=f"QH-{number:06}"
    )


def _single(people: _People) -> None:
    for number in range(SINGLE):
        people.disclosure.draft(
            people.drafter, description=_described(number), openness=OPENNESS, parts=[CLEAR]
        )
        if number % 100 == 0:
            people.publish_log()


def _lives(people: _People) -> None:
    disclosure = people.disclosure
    for number in range(RECORDS):
        record = disclosure.draft(
            people.drafter, description=_described(number), openness=OPENNESS, parts=[CLEAR]
        ).stream
        review = str(disclosure.open_review(people.drafter, record).events[1].originator_id)
        disclosure.conclude(
            people.reviewer,
            review,
            decision=Decision.CLEARED,
            reason="内容不涉密",
            checklist=Checklist("已核对", "在时限内", "要素齐全"),
        )
        disclosure.approve(people.approver, record)
        disclosure.publish(people.approver, record, [(Channel.PORTAL, None)])
        if number % 20 == 0:
            people.publish_log()


def _import(people: _People) -> None:
    for start in range(0, IMPORTED, BATCH):
        rows = [
            MigrationRow(
                key=random_bytes(32).hex(),
                digest=random_bytes(32).hex(),
                organ=people.organ,
                enrol_organ=False,
                description=_described(number),
                content=people.content,
                file=f"{number}.html",
                source="旧门户网站",
                published_on=date(2019, 5, 1),
            )
            for number in range(start, start + BATCH)
        ]
        people.disclosure.migrate(people.migrator, rows, order="清府令3号")
        people.publish_log()
