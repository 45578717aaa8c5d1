"""Projecting measured: folding the journal into the read models, against only reading it.

Two journals: lives (five acts and six events a record, as officers work) and an import (500 records
an act). The floor is a raw scan with the bare driver: every row of events and acts, data parsed.
Figures are CPU time an event, best of interleaved rounds.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from domain.archive import ArchiveApplication, Caller, Registrar
from domain.content import Blob, ClearPart, Content, Part
from domain.description import Description, OpennessGiven
from domain.disclosure import Disclosure, MigrationRow
from domain.journal import Journal, KeptCheckpoint
from domain.officer import Officer
from domain.permissions import Role
from domain.registration import Registration, granted_post
from domain.review import Checklist, Decision
from domain.sealing import possession_bytes
from domain.vocabulary import Channel, Openness, Phase
from ops.clock import now, random_bytes, uuid7
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import SeedSigner
from projections.log import LogProjection
from projections.projector import Projection, Projector
from projections.register_fold import register_projection
from projections.tile_log import TileLog
from projections.trail import trail_projection
from projections.views import open_views

ORIGIN = "qinghe.gov.example/gongkai"
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
            fill(_People(journal))
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


class _People:
    """A founded archive with an organ's officers and a migrator."""

    def __init__(self, journal: Journal) -> None:
        self.archive = ArchiveApplication(
            journal=journal, origin=ORIGIN, clock=now, new_id=uuid7, salts=random_bytes
        )
        signers = [SeedSigner(random_bytes(32)) for _ in range(3)]
        names = (("甲", "jia"), ("乙", "yi"))
        founding = self.archive.found(
            [Registrar(*name, signer) for name, signer in zip(names, signers, strict=False)],
            log_key=signers[2].public_key.hex(),
        )
        enrolled = [event for event in founding.events if event.topic == Officer.Enrolled.TOPIC]
        officers = [str(event.originator_id) for event in enrolled]
        self._registrars = [
            Caller(officer, self.archive.load(Officer, officer).held_posts()[0].id, signer)
            for officer, signer in zip(officers, signers, strict=False)
        ]
        self._registration = Registration(self.archive)
        self.organ = self._registration.enrol_organ(
            self._registrars[0], name="清河县住房和城乡建设局"
        ).stream
        self.drafter, self.reviewer, self.approver = (
            self._officer(role, self.organ) for role in (Role.DRAFTER, Role.REVIEWER, Role.APPROVER)
        )
        self.migrator = self._officer(Role.MIGRATOR, None)
        self.disclosure = Disclosure(self.archive, _OneContent())

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


class _OneContent:
    """Stands for the content store: what is measured here never opens a document."""

    def keep(self, parts: Sequence[ClearPart]) -> Content:
        """A new id and commitment for content that is nowhere."""
        return _content()

    def open(self, content: Content) -> tuple[ClearPart, ...]:
        """One short part."""
        return (_CLEAR,)

    def destroy(self, contents: Iterable[Content]) -> None:
        """Nothing is expunged here."""
        raise NotImplementedError


_CLEAR = ClearPart("正文.html", "text/html", b"<p>", "第一条 为规范管理,制定本办法。", "html/1")


def _content() -> Content:
    blobs = [Blob(random_bytes(32).hex(), 20_480) for _ in range(2)]
    part = Part(_CLEAR.name, _CLEAR.media_type, blobs[0], blobs[1], _CLEAR.extractor)
    return Content(f"content:{uuid7()}", random_bytes(32).hex(), (part,))


_DESCRIPTION = Description(
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


def _live(people: _People) -> None:
    disclosure = people.disclosure
    openness = OpennessGiven(Openness.PROACTIVE, None, "")
    for number in range(RECORDS):
        description = replace(_DESCRIPTION, title=f"清河县公租房分配管理办法({number})")
        record = disclosure.draft(
            people.drafter, description=description, openness=openness, parts=[_CLEAR]
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


def _import(people: _People) -> None:
    for start in range(0, IMPORTED, BATCH):
        rows = [
            MigrationRow(
                key=f"row-{start + number}",
                digest="0" * 64,
                organ=people.organ,
                enrol_organ=False,
                description=_DESCRIPTION,
                content=_content(),
                file=f"{start + number}.html",
                source="旧门户网站",
                published_on=date(2019, 5, 1),
            )
            for number in range(BATCH)
        ]
        people.disclosure.migrate(people.migrator, rows, order="清府令3号")
