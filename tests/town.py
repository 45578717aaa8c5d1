"""A small town's archive, real and on disk, as the tests of every layer find it.

Founded with three registrars; a migrator, a supervisor, and one organ with a drafter, a reviewer,
an approver and a publisher. Everybody's keys and posts were confirmed by a second registrar.
Clock, ids and salts are counters, so that the same test writes the same journal.
"""

import contextlib
import hashlib
import itertools
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.act import Act
from domain.archive import ArchiveApplication, Caller, Recorded, Registrar
from domain.canonical import decode
from domain.content import ClearPart
from domain.description import Description, OpennessGiven
from domain.disclosure import Disclosure
from domain.errors import Refusal
from domain.expunging import ExpungingOrder
from domain.migration import Migration
from domain.officer import Officer
from domain.permissions import Role
from domain.record import Record
from domain.registration import Registration, granted_post
from domain.review import Checklist, Decision
from domain.sealing import possession_bytes
from domain.vocabulary import Channel, Openness, Phase
from ops.blobs import FolderBlobs
from ops.contents import Contents
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import SeedSigner

ORIGIN = "qinghe.gov.example/gongkai"
NOW = datetime(2026, 3, 2, 1, 0, 0, tzinfo=UTC)
"""Monday morning, nine o'clock in Asia/Shanghai."""


class Clock:
    """A clock that moves a second with each reading, so that no two acts share a time."""

    def __init__(self, start: datetime = NOW) -> None:
        self.time = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self.time += timedelta(seconds=1)
            return self.time

    def advance(self, **amount: float) -> None:
        """Let time pass: `advance(days=3)`."""
        self.time += timedelta(**amount)


class Ids:
    """Well-formed uuid7 texts that count."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = itertools.count(first)

    def __call__(self) -> str:
        return f"01900000-0000-7000-8000-{next(self._numbers):012x}"


class Salts:
    """Bytes that differ with each call and are the same in each run."""

    def __init__(self, first: int = 1) -> None:
        self._numbers = itertools.count(first)

    def __call__(self, count: int) -> bytes:
        return hashlib.shake_256(b"salt %d" % next(self._numbers)).digest(count)


def signer(name: str) -> SeedSigner:
    """The same key for the same name."""
    return SeedSigner(hashlib.sha256(name.encode()).digest())


@dataclass(frozen=True)
class Office:
    """An organ and the callers who hold its posts."""

    organ: str
    name: str
    drafter: Caller
    reviewer: Caller
    approver: Caller
    publisher: Caller


class Town:
    """The archive with the doors an application has: `app`, `registration` …"""

    registrars: tuple[Caller, Caller, Caller]
    migrator: Caller
    supervisor: Caller
    housing: Office

    def __init__(self, home: Path, *, clock: Clock, ids: Ids, salts: Salts) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.origin = ORIGIN
        self.clock, self.ids, self.salts = clock, ids, salts
        self.log_key = signer("log")
        self.journal = SQLiteJournal(home / "journal.db")
        self.app = ArchiveApplication(
            journal=self.journal, origin=ORIGIN, clock=clock, new_id=ids, salts=salts
        )
        self.contents = Contents(home / "secrets.db", FolderBlobs(home / "blobs"), ORIGIN)
        self.registration = Registration(self.app)
        self.disclosure = Disclosure(self.app, self.contents)
        self.migration = Migration(self.app)

    @property
    def position(self) -> int:
        """The journal's last position: the same before and after means that nothing was written."""
        return self.journal.position()

    def close(self) -> None:
        """Close every database."""
        self.journal.close()
        self.contents.close()

    @contextlib.contextmanager
    def refuses(self, error: type[Refusal], match: str | None = None) -> Iterator[None]:
        """Inside, exactly this refusal is raised and nothing is written."""
        before = self.position
        with pytest.raises(error, match=match) as refused:
            yield
        assert refused.type is error
        assert self.position == before

    # Registering

    def enrol_officer(self, name: str, *posts: tuple[Role, str | None]) -> Caller:
        """An officer with a confirmed key and confirmed posts; the caller acts in the first."""
        sign_in = f"o{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        officer = self.registration.enrol_officer(
            self.registrars[0], name=name, sign_in=sign_in
        ).stream
        key = signer(name)
        self.enrol_key(officer, key)
        caller = Caller(officer, None, key)
        for role, organ in reversed(posts):
            caller = replace(caller, post=self.give_post(officer, role, organ))
        return caller

    def enrol_key(self, officer: str, key: SeedSigner) -> None:
        """Enrol and confirm a key of an officer."""
        first, second, _ = self.registrars
        proof = key.sign(possession_bytes(ORIGIN, officer, key.public_key))
        self.registration.enrol_key(
            first, officer, key=key.public_key.hex(), possession=proof.hex()
        )
        self.registration.confirm_key(second, officer, key.public_key.hex())

    def give_post(self, officer: str, role: Role, organ: str | None) -> str:
        """Grant and confirm a post; its id."""
        first, second, _ = self.registrars
        granted = self.registration.grant_post(first, officer, role=role, organ=organ, title="")
        post = granted_post(granted)
        self.registration.confirm_post(second, officer, post)
        return post

    def enrol_office(
        self, name: str, *, short_name: str = "", aliases: tuple[str, ...] = ()
    ) -> Office:
        """An organ with its four officers."""
        organ = self.registration.enrol_organ(
            self.registrars[0], name=name, short_name=short_name, aliases=aliases
        ).stream
        return Office(
            organ,
            name,
            *(
                self.enrol_officer(f"{name} {role.chinese}", (role, organ))
                for role in (Role.DRAFTER, Role.REVIEWER, Role.APPROVER, Role.PUBLISHER)
            ),
        )

    def expunge(self, record: str, **order: object) -> Recorded:
        """Order the destruction of a record's contents, and carry it out."""
        given = replace(ORDER, **order)  # type: ignore[arg-type]
        self.disclosure.order_expunging(self.housing.approver, record, given)
        return self.disclosure.expunge(self.registrars[0], record)

    # Records

    def draft(
        self,
        office: Office | None = None,
        *,
        text: str = "第一条 为规范公租房分配,制定本办法。",
        openness: OpennessGiven | None = None,
        **members: object,
    ) -> str:
        """A drafted record of the office (the housing organ's if none is given); its id."""
        office = office or self.housing
        return self.disclosure.draft(
            office.drafter,
            description=description(**members),
            openness=openness or OpennessGiven(Openness.PROACTIVE, None, ""),
            parts=[body(text)],
        ).stream

    def revise(
        self, record: str, *, text: str, office: Office | None = None, **members: object
    ) -> Recorded:
        """Change the draft; members not given stay as they are."""
        pending = self.app.load(Record, record).pending
        assert pending is not None
        return self.disclosure.revise(
            (office or self.housing).drafter,
            record,
            description=replace(pending.description, **members),  # type: ignore[arg-type]
            parts=[body(text)],
        )

    def open_review(self, record: str, office: Office | None = None) -> str:
        """Hand the draft in for review; the review's id."""
        office = office or self.housing
        opened = self.disclosure.open_review(office.drafter, record)
        return str(opened.events[1].originator_id)

    def clear(self, review: str, office: Office | None = None) -> Recorded:
        """Conclude that the draft may be published."""
        office = office or self.housing
        return self.disclosure.conclude(
            office.reviewer,
            review,
            decision=Decision.CLEARED,
            reason="内容不涉密,可以公开",
            checklist=CHECKED,
        )

    def approve(self, record: str, office: Office | None = None) -> str:
        """Review, clear and sign the pending version; the review's id."""
        office = office or self.housing
        review = self.open_review(record, office)
        self.clear(review, office)
        self.disclosure.approve(office.approver, record)
        return review

    def publish(self, record: str, office: Office | None = None) -> Recorded:
        """Review, clear, sign and publish the pending version on the portal."""
        office = office or self.housing
        self.approve(record, office)
        return self.disclosure.publish(office.publisher, record, [(Channel.PORTAL, None)])

    def publish_record(self, office: Office | None = None, **draft: object) -> Record:
        """A whole life up to publication in one call; takes what `draft` takes."""
        record = self.draft(office, **draft)  # type: ignore[arg-type]
        self.publish(record, office)
        return self.app.load(Record, record)

    def amend_draft(
        self, record: str, *, text: str, office: Office | None = None, **members: object
    ) -> Recorded:
        """Begin a new version; members not given stay as they are."""
        present = self.app.load(Record, record).versions[-1].description
        return self.disclosure.amend(
            (office or self.housing).drafter,
            record,
            description=replace(present, **members),  # type: ignore[arg-type]
            parts=[body(text)],
            reason="政策调整",
        )

    def amend(
        self, record: str, *, text: str, office: Office | None = None, **members: object
    ) -> Record:
        """A new version, reviewed, signed and published."""
        self.amend_draft(record, text=text, office=office, **members)
        self.publish(record, office)
        return self.app.load(Record, record)


ORDER = ExpungingOrder(
    authority="清河县国家保密局",
    order="清密〔2026〕7号",
    ordered_on=date(2026, 3, 1),
    reason="误公开国家秘密",
    basis="保密法第五十七条",
    withhold_title=False,
)
CHECKED = Checklist("数据已核对", "在时限内", "要素齐全")


def description(**members: object) -> Description:
    """A complete description of a notice; `members` replaces some of it."""
    given: dict[str, object] = {
        "title": "清河县公租房分配办法",
        "kind": "notice",
        "document_number": "清建发〔2026〕1号",
        "index_number": None,
        "formed_on": date(2026, 2, 27),
        "effective_on": None,
        "expires_on": None,
        "phase": Phase.MANAGEMENT,
        "field": "保障性住房",
        "topic": None,
        "attributes": (),
    }
    return Description(**(given | members))  # type: ignore[arg-type]


def act(officer: str | None = "officer:somebody", **members: object) -> Act:
    """An act for rules that need no journal; use it with `acting`."""
    return Act("act", NOW, Ids(), (signer("somebody"),), officer=officer, **members)  # type: ignore[arg-type]


def body(text: str, name: str = "正文.txt") -> ClearPart:
    """A plain-text body."""
    return ClearPart(name, "text/plain", text.encode(), text, "text/1")


def found_town(home: Path) -> Town:
    """Found the archive and enrol everybody."""
    town = Town(home, clock=Clock(), ids=Ids(), salts=Salts())
    names = ("甲", "乙", "丙")
    founding = town.app.found(
        [Registrar(name, f"registrar{n}", signer(name)) for n, name in enumerate(names)],
        log_key=town.log_key.public_key.hex(),
    )
    officers = [e for e in founding.events if e.topic == Officer.Enrolled.TOPIC]
    posts = [e for e in founding.events if e.topic == Officer.PostGranted.TOPIC]
    first, second, third = (
        Caller(str(officer.originator_id), str(decode(post.state)["post"]), signer(name))
        for officer, post, name in zip(officers, posts, names, strict=True)
    )
    town.registrars = (first, second, third)
    town.migrator = town.enrol_officer("迁移员", (Role.MIGRATOR, None))
    town.supervisor = town.enrol_officer("监督员", (Role.SUPERVISOR, None))
    town.housing = town.enrol_office("清河县住房和城乡建设局")
    return town


def copy_town(town: Town, home: Path) -> Town:
    """An independent copy of a closed town, in another folder, ready to go on."""
    shutil.copytree(town.home, home, dirs_exist_ok=True)
    # Past every id and salt the copied journal already holds.
    ids, salts = Ids(first=1_000_000), Salts(first=1_000_000)
    copied = Town(home, clock=Clock(town.clock.time), ids=ids, salts=salts)
    copied.registrars = town.registrars
    copied.migrator, copied.supervisor = town.migrator, town.supervisor
    copied.housing = town.housing
    return copied
