"""Archives to be audited: one that has seen everything, and the pen of a dishonest insider.

`rich_archive` goes through the real commands only, with a signed head after every step. `forge`
seals and appends what no command would: whatever it writes is signed, dense and chained, so that
only the rules themselves can find it.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.act import Signer
from domain.archive import Caller
from domain.audit_claims import Numbered, Serial, differing_claims
from domain.audit_shapes import kinds
from domain.canonical import decode, encode, utc
from domain.description import OpennessGiven
from domain.expunging import ExpungingOrder
from domain.journal import KeptCheckpoint, SealedAct
from domain.migration import MigrationRow
from domain.numbering import Number
from domain.organ import Guide
from domain.permissions import Role
from domain.record import Record
from domain.review import Answer, Decision, Step
from domain.sealing import EventRow, Seen, UnsealedEvent, log_entry, seal
from domain.vocabulary import Channel, Openness
from ops.persons import Persons
from ops.verifying import verify
from projections.tile_log import TileLog
from tests.counter import open_counter
from tests.every_request import every_request
from tests.petitions import every_petition
from tests.town import CHECKED, Town, body, description, found_town, signer

MIGRATED = 250
"""Rows in one act: with the rest enough for full tiles, a partial one, and two levels."""


def open_log(town: Town) -> TileLog:
    """The town's transparency log, opened."""
    log = TileLog(
        town.home / "log",
        town.origin,
        town.log_key,
        town.log_key.public_key,
        lambda size, root, note: town.journal.keep_checkpoint(KeptCheckpoint(size, root, note)),
        town.journal.newest_checkpoint,
    )
    log.open()
    return log


def publish_log(town: Town, log: TileLog | None = None) -> None:
    """Bring the log up to the journal and sign its head."""
    log = log or open_log(town)
    rows = town.journal.read(log.size, 10_000)
    log.append([log_entry(row.event.statement, row.act.envelope) for row in rows])


def rich_archive(home: Path) -> Town:
    """Every kind of event, amended, withdrawn, repealed and migrated records, keys that came and
    went; closed. Each act but the first of a step has seen the head signed before it."""
    town = found_town(home)
    log = open_log(town)
    for step in (_people, _records, _ladders, _petitions, _requests, _migration, _last_words):
        for _ in step(town):
            publish_log(town, log)
    town.close()
    return town


def _people(town: Town) -> Iterator[None]:
    first, second, third = town.registrars
    registration = town.registration
    registration.state_guide(
        first, town.housing.organ, Guide("公开办", "县府路1号", "工作日", "000", "", "")
    )
    yield
    officer = town.enrol_officer("换岗的人", (Role.PUBLISHER, town.housing.organ))
    yield
    assert officer.post is not None
    registration.end_post(second, officer.officer, officer.post)
    yield
    for name in ("退役的密钥", "遗失的密钥", "误报的密钥"):
        town.enrol_key(officer.officer, signer(name))
        yield
    retired, lost, mistaken = (
        signer(name).public_key.hex() for name in ("退役的密钥", "遗失的密钥", "误报的密钥")
    )
    registration.retire_key(first, officer.officer, retired)
    yield
    registration.confirm_retirement(third, officer.officer, retired)
    yield
    own = replace(officer, post=None, signer=signer("遗失的密钥"))
    registration.revoke_key(own, officer.officer, lost, cause="遗失")
    yield
    registration.confirm_revocation(second, officer.officer, lost)
    yield
    registration.revoke_key(first, officer.officer, mistaken, cause="疑似泄露")
    yield
    registration.answer_revocation(second, officer.officer, mistaken, answer="经查没有泄露")
    yield


def _records(town: Town) -> Iterator[None]:
    office, disclosure = town.housing, town.disclosure
    amended = town.publish_record(title="公租房分配办法", index_number="QH-1").id
    yield
    disclosure.post(office.publisher, amended, [(Channel.GAZETTE, "第3期")])
    yield
    town.amend(amended, text="第一条 修改后的正文。")
    yield
    withdrawn = town.publish_record(title="误发的名单", text="名单").id
    yield
    disclosure.withdraw(office.approver, withdrawn, reason="含个人信息", basis="条例第十五条")
    yield
    order = ExpungingOrder(
        authority="清河县国家保密局",
        order="清密〔2026〕7号",
        ordered_on=date(2026, 3, 1),
        reason="误公开国家秘密",
        basis="保密法第五十七条",
        withhold_title=False,
    )
    disclosure.order_expunging(office.approver, withdrawn, order)
    yield
    disclosure.decline_expunging(town.registrars[0], withdrawn, reason="与原件不符")
    yield
    disclosure.order_expunging(office.approver, withdrawn, order)
    yield
    disclosure.expunge(town.registrars[0], withdrawn)
    yield
    repealed = town.publish_record(title="旧办法", text="旧").id
    yield
    disclosure.repeal(
        office.approver,
        repealed,
        reason="新办法施行",
        basis="新办法第九条",
        repealed_on=date(2026, 3, 1),
        replaced_by=amended,
    )
    yield
    # A date that the pattern of a drafted event leaves to the codec.
    town.draft(title="闰日成文", formed_on=date(2024, 2, 29), index_number="QH-29")
    yield
    draft = town.draft(title="反复修改的稿子", text="一稿")
    yield
    disclosure.revise(
        office.drafter, draft, description=description(title="二稿"), parts=[body("二稿")]
    )
    yield
    town.approve(draft)
    yield
    disclosure.send_back(office.approver, draft, reason="再斟酌")
    yield
    disclosure.reclassify(
        office.approver, draft, OpennessGiven(Openness.ON_REQUEST, None, "尚在研究")
    )
    yield


def _ladders(town: Town) -> Iterator[None]:
    office, disclosure = town.housing, town.disclosure
    for steps, decision, ground in (
        (
            ((Step.INTERNAL, Answer.UNDETERMINED), (Step.AUTHORITY, Answer.SECRET)),
            Decision.REFUSED,
            "D1",
        ),
        (
            ((Step.BUSINESS, Answer.UNDETERMINED), (Step.COMPETENT, Answer.FIT)),
            Decision.CLEARED,
            None,
        ),
    ):
        record = town.draft(title="需要报请的稿子", text=f"报请{steps[0][0]}")
        yield
        review = town.open_review(record)
        yield
        for step, answer in steps:
            disclosure.refer(
                office.reviewer, review, step=step, body="上级机关", question="可否公开"
            )
            yield
            disclosure.determine(office.reviewer, review, answer=answer, document="复函1号")
            yield
        disclosure.conclude(
            office.reviewer,
            review,
            decision=decision,
            reason="依复函",
            checklist=CHECKED,
            ground=ground,
        )
        yield


def _petitions(town: Town) -> Iterator[None]:
    keys = Persons(town.home / "secrets.db", town.origin, town.contents.secret)
    yield from every_petition(town, keys)
    keys.close()


def _requests(town: Town) -> Iterator[None]:
    counter = open_counter(town)
    yield
    yield from every_request(counter, town.migrator)
    counter.close()


def _migration(town: Town) -> Iterator[None]:
    content = town.contents.keep([body("历史文件")])
    rows = [
        MigrationRow(
            key=f"row-{number}",
            digest=f"{number:064x}",
            organ="历史机关" if number % 2 else town.housing.organ,
            enrol_organ=bool(number % 2),
            description=description(title=f"历史文件{number}", index_number=f"OLD-{number}"),
            content=content,
            file=f"{number}.txt",
            source="旧网站",
            published_on=date(2019, 5, 15),
        )
        for number in range(MIGRATED)
    ]
    town.migration.migrate(town.migrator, rows, order="县政办〔2026〕3号")
    yield


def _last_words(town: Town) -> Iterator[None]:
    """Single acts after the big one, so that the newest head is a partial tile."""
    keyed = replace(town.housing.drafter, command=("idempotency-key-1", "d" * 64))
    for caller in (keyed, town.housing.drafter, town.housing.drafter):
        town.disclosure.draft(
            caller,
            description=description(),
            openness=OpennessGiven(Openness.WITHHELD, "D5", "内部事务"),
            parts=[body("草稿")],
        )
        yield


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """A copy of a closed archive, to be damaged and thrown away."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(home, copy)
        yield copy


def forge(
    town: Town,
    caller: Caller,
    events: Sequence[tuple[str, str, Any]],
    *,
    signers: Sequence[Signer] | None = None,
    organ: str | None = None,
    reads: Sequence[tuple[str, int]] = (),
    claims: Sequence[tuple[str, str]] | None = None,
    seen: Callable[[], Seen | None] | None = None,
    time: str | None = None,
    log: str | None = None,
    salts: Callable[[int], bytes] | None = None,
    new_id: Callable[[], str] | None = None,
) -> int:
    """Seal and append an act that no command would write; its first position.

    `events` are (stream, topic, data), data as JSON value or as bytes. Without other `signers` the
    caller signs; without other `claims` it makes those its events require.
    """
    versions: dict[str, int] = {}
    unsealed = []
    for stream, topic, data in events:
        if stream not in versions:
            known = town.journal.select_events(stream)
            versions[stream] = known[-1].originator_version if known else 0
        versions[stream] += 1
        data = data if isinstance(data, bytes) else encode(data)
        unsealed.append(UnsealedEvent(stream, versions[stream], topic, data))
    if claims is None:
        made = [
            EventRow(0, one.stream, one.version, one.topic, "", one.data, b"", b"", b"")
            for one in unsealed
        ]
        claims = differing_claims([], made, _numbered(unsealed), organ, _serials(unsealed))[0]
    row, rows = seal(
        log=log or town.origin,
        act=(new_id or town.ids)(),
        time=time or utc(town.clock()),
        events=unsealed,
        before=lambda stream, version: (
            town.journal.statement_hash(stream, version) if version else None
        ),
        office=encode({"ground": None, "organ": organ, "post": caller.post}),
        person=encode(
            {
                "claims": claims,
                "commands": [],
                "officer": caller.officer,
                "reads": reads,
                "reason": None,
                "source": None,
                "terminal": None,
            }
        ),
        seen=(seen or town.journal.seen)(),
        signers=tuple(signers or (caller.signer,)),
        new_id=new_id or town.ids,
        salts=salts or town.salts,
    )
    row = row._replace(officer=caller.officer, post=caller.post, organ=organ)
    return town.journal.append(SealedAct(row, rows, (), tuple(claims), ()))


def found_in(town: Town) -> list[tuple[int | None, str, str]]:
    """(position, where, what) of everything that is wrong with a town's archive."""
    return [found[:3] for found in verify(town.home, processes=1).findings]


def _serials(events: Sequence[UnsealedEvent]) -> list[Serial]:
    """The numbers that events state, where the data can be read at all."""
    stated = []
    for one in events:
        kind = kinds()[one.topic]
        if kind is not None and kind.numbers is not None:
            data = decode(one.data)
            organ = data["organ"] if kind.organ else None
            stated += [Serial(Number(**number), organ) for number in kind.numbers(data)]
    return stated


def _numbered(events: Sequence[UnsealedEvent]) -> list[Numbered]:
    """The index numbers of records that are created, where the data can be read at all."""
    created = [one for one in events if one.topic in (Record.Drafted.TOPIC, Record.Migrated.TOPIC)]
    stated = [decode(one.data) for one in created]
    return [
        Numbered(data["description"]["index_number"], data["organ"])
        for data in stated
        if data["description"]["index_number"]
    ]
