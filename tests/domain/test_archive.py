"""A command is one act: decided on what is loaded, saved whole or not at all, done once."""

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.act import acting
from domain.archive import TRIES, ArchiveApplication, Caller, Desk, Recorded
from domain.canonical import decode, encode
from domain.casefile import CaseFile
from domain.errors import (
    AlreadyDone,
    Busy,
    Conflict,
    KeyNotValid,
    KeyReused,
    Malformed,
    NotActing,
    NotFound,
    PostNotHeld,
    Refusal,
    StaleVersion,
    Taken,
    UnknownEvent,
)
from domain.officer import Officer
from domain.organ import Guide, Organ
from domain.permissions import Role
from domain.record import Record, RecordState
from domain.review import SecrecyReview
from domain.sealing import ActRow, open_envelope
from domain.vocabulary import Channel
from ops.journal.sqlite import SQLiteJournal
from tests.town import CHECKED, ORIGIN, Clock, Town, act

GUIDE = Guide("办公室", "", "", "", "", "")


def guide(unit: str) -> Guide:
    return replace(GUIDE, unit=unit)


def state_guide(town: Town, unit: str = "办公室") -> Recorded:
    """An act of somebody else that moves the housing organ's case file."""
    return town.registration.state_guide(town.registrars[1], town.housing.organ, guide(unit))


class Watched:
    """A command that is watched: how often it runs, and what happens meanwhile."""

    def __init__(self, town: Town, meanwhile: Callable[[int], object]) -> None:
        self.town = town
        self.meanwhile = meanwhile
        self.acts: list[tuple[str, datetime]] = []
        self.versions: list[int] = []

    def __call__(self, desk: Desk) -> Sequence[CaseFile]:
        organ = desk.load(Organ, self.town.housing.organ)
        self.acts.append((desk.act.id, desk.act.time))
        self.versions.append(organ.version)
        self.meanwhile(len(self.acts))
        organ.state_guide(guide("监督股"))
        return [organ]


# Conflicts


def test_on_a_conflict_the_whole_command_runs_again(town: Town) -> None:
    watched = Watched(town, lambda run: state_guide(town) if run <= 2 else None)
    recorded = town.app.perform(town.registrars[0], watched)
    assert watched.versions == [1, 2, 3]
    assert len(set(watched.acts)) == 1, "every try is the same act at the same time"
    assert recorded.version == 4
    assert town.app.load(Organ, town.housing.organ).guide == guide("监督股")


def test_after_five_tries_the_conflict_is_told(town: Town) -> None:
    watched = Watched(town, lambda _: state_guide(town))
    with pytest.raises(Conflict):
        town.app.perform(town.registrars[0], watched)
    assert len(watched.acts) == TRIES == 5
    assert [row.id for row in town.journal.acts()].count(watched.acts[0][0]) == 0


def test_a_try_that_failed_leaves_nothing_for_the_next(town: Town) -> None:
    """Claims and reads begin anew with each try."""

    def decide(desk: Desk) -> Sequence[CaseFile]:
        desk.load(Organ, town.housing.organ)
        organ = Organ.enrol(name="清河县教育局")
        if not runs:
            state_guide(town)
        runs.append(len(desk.act.claims))
        return [organ]

    runs: list[int] = []
    town.app.perform(town.registrars[0], decide)
    assert runs == [1, 1]


def test_no_act_stands_on_a_post_that_ended_meanwhile(town: Town) -> None:
    drafter = town.housing.drafter
    assert drafter.post is not None
    runs = []

    def decide(desk: Desk) -> Sequence[CaseFile]:
        runs.append(1)
        town.registration.end_post(town.registrars[0], drafter.officer, drafter.post or "")
        return [Organ.enrol(name="清河县教育局")]

    with pytest.raises(PostNotHeld, match="已经终止"):
        town.app.perform(drafter, decide)
    assert runs == [1], "the second try is refused before anything is decided"
    assert not any(row.officer == drafter.officer for row in town.journal.acts())


def test_no_act_stands_on_a_key_that_was_revoked_meanwhile(town: Town) -> None:
    drafter = town.housing.drafter
    key = drafter.signer.public_key.hex()

    def decide(desk: Desk) -> Sequence[CaseFile]:
        town.registration.revoke_key(town.registrars[0], drafter.officer, key, cause="遗失")
        return [Organ.enrol(name="清河县教育局")]

    with pytest.raises(KeyNotValid, match="REVOKED"):
        town.app.perform(drafter, decide)
    assert town.journal.claimant("organ", "清河县教育局") is None


def test_no_publication_stands_on_a_review_that_moved_meanwhile(town: Town) -> None:
    """The review is only read by the publication, and still guards it."""
    record = town.draft()
    town.approve(record)
    runs = []

    def decide(desk: Desk) -> Sequence[CaseFile]:
        found = desk.load(Record, record)
        review = desk.load(SecrecyReview, str(found.review))
        runs.append(review.version)
        if len(runs) == 1:
            _touch(town, review.id)
        found.send_back(reason="因")
        return [found]

    town.app.perform(town.housing.approver, decide)
    assert runs == [2, 3]


def _touch(town: Town, review: str) -> None:
    """Another event on a stream, whatever it means: the read set compares versions only."""

    def decide(desk: Desk) -> Sequence[CaseFile]:
        found = desk.load(SecrecyReview, review)
        found.trigger_event(
            SecrecyReview.Concluded,
            checklist=CHECKED,
            content=found.content,
            decision=found.decision,
            ground=None,
            officer=desk.act.officer,
            reason="因",
        )
        return [found]

    town.app.perform(town.housing.reviewer, decide)


def test_what_the_caller_saw_is_not_tried_again(town: Town) -> None:
    state_guide(town)
    runs = []

    def decide(desk: Desk) -> Sequence[CaseFile]:
        runs.append(1)
        return [desk.load(Organ, town.housing.organ, expected=1)]

    with town.refuses(StaleVersion, "现在是第 2 号"):
        town.app.perform(town.registrars[0], decide)
    assert runs == [1]


# What an act stores of itself


def test_the_read_set_names_every_case_file_loaded_at_the_version_first_seen(town: Town) -> None:
    record = town.draft()
    review = town.open_review(record)
    recorded = town.clear(review)
    reads = decode(_row(town, recorded).person)["reads"]
    reviewer, organ = town.housing.reviewer.officer, town.housing.organ
    assert dict(reads) == {reviewer: 5, organ: 1, review: 1, record: 2}
    assert reads == sorted(reads)


def test_office_and_person_hold_what_the_caller_said(town: Town) -> None:
    caller = replace(
        town.registrars[0],
        ground="条例第十二条",
        reason="机构改革",
        source="oa",
        terminal="10.1.2.3",
        command=("k1", "d1"),
    )
    recorded = town.registration.enrol_organ(caller, name="清河县教育局")
    row = _row(town, recorded)
    assert decode(row.office) == {
        "ground": "条例第十二条",
        "organ": None,
        "post": caller.post,
    }
    assert decode(row.person) == {
        "claims": [["organ", "清河县教育局"]],
        "commands": [["k1", "d1"]],
        "officer": caller.officer,
        "reads": [[caller.officer, 3]],
        "reason": "机构改革",
        "source": "oa",
        "terminal": "10.1.2.3",
    }
    assert (row.officer, row.post, row.organ) == (caller.officer, caller.post, None)
    assert row.office == encode(decode(row.office))
    assert open_envelope(row.envelope).time == row.recorded_at


def test_no_event_has_a_second_time_of_its_own(town: Town) -> None:
    recorded = town.registration.enrol_organ(town.registrars[0], name="清河县教育局")
    assert b"timestamp" not in recorded.events[0].state
    organ = town.app.load(Organ, recorded.stream)
    assert organ.created_on == town.clock.time.astimezone(UTC)


def _row(town: Town, recorded: Recorded) -> ActRow:
    return next(row for row in town.journal.acts() if row.id == recorded.act)


# One save


def test_a_second_save_in_one_act_is_an_error(town: Town) -> None:
    def decide(desk: Desk) -> Sequence[CaseFile]:
        town.app.events.put(list(Organ.enrol(name="一").collect_events()))
        return [Organ.enrol(name="二")]

    with pytest.raises(NotActing, match="只能保存一次"):
        town.app.perform(town.registrars[0], decide)
    assert town.journal.claimant("organ", "二") is None


def test_a_save_without_events_writes_nothing(town: Town) -> None:
    before = town.position
    recorded = town.app.perform(town.registrars[0], lambda desk: [])
    assert (recorded.events, recorded.position, recorded.stream, recorded.version) == ((), 0, "", 0)
    assert town.position == before


def test_nothing_is_saved_without_an_act(town: Town) -> None:
    with acting(act()):
        events = list(Organ.enrol(name="清河县教育局").collect_events())
    with town.refuses(NotActing):
        town.app.events.put(events)


def test_a_refusal_in_the_middle_writes_nothing(town: Town) -> None:
    def decide(desk: Desk) -> Sequence[CaseFile]:
        return [Organ.enrol(name="清河县教育局"), Organ.enrol(name=town.housing.name)]

    with town.refuses(Taken, "机关名称"):
        town.app.perform(town.registrars[0], decide)
    town.registration.enrol_organ(town.registrars[0], name="清河县教育局")


# Idempotency


def enrol_organ(town: Town, command: tuple[str, str], name: str = "清河县教育局") -> Recorded:
    return town.registration.enrol_organ(replace(town.registrars[0], command=command), name=name)


def test_the_same_command_again_gives_the_same_result(town: Town) -> None:
    first = enrol_organ(town, ("k1", "d1"))
    before = town.position
    again = enrol_organ(town, ("k1", "d1"))
    assert again.repeated
    assert not first.repeated
    assert (again.act, again.first, again.stream, again.version, again.position) == (
        first.act,
        first.first,
        first.stream,
        first.version,
        first.position,
    )
    assert [event.state for event in again.events] == [event.state for event in first.events]
    assert town.position == before


def test_a_key_for_another_command_is_refused(town: Town) -> None:
    enrol_organ(town, ("k1", "d1"))
    with town.refuses(KeyReused):
        enrol_organ(town, ("k1", "d2"))


def test_a_refused_command_leaves_its_key_free(town: Town) -> None:
    with town.refuses(Taken):
        enrol_organ(town, ("k1", "d1"), name=town.housing.name)
    assert not enrol_organ(town, ("k1", "d1")).repeated


def test_another_officer_may_use_the_same_key(town: Town) -> None:
    enrol_organ(town, ("k1", "d1"))
    other = replace(town.registrars[1], command=("k1", "d2"))
    assert not town.registration.enrol_organ(other, name="清河县财政局").repeated


def test_the_same_command_from_eight_threads_is_done_once(town: Town) -> None:
    before = town.position
    barrier = threading.Barrier(8)

    def send(_: int) -> Recorded:
        barrier.wait(10)
        return enrol_organ(town, ("k1", "d1"))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(send, range(8)))
    assert {(result.act, result.first) for result in results} == {(results[0].act, before + 1)}
    assert [result.repeated for result in results].count(False) == 1
    assert town.position == before + 1


@pytest.mark.parametrize("key", ["", " ", "a b", "钥", "\ud800", "a\n", "k" * 201])
def test_a_key_is_visible_ascii(town: Town, key: str) -> None:
    with town.refuses(Malformed, "Idempotency-Key"):
        enrol_organ(town, (key, "d1"))


def test_a_row_known_before_does_not_hide_behind_the_callers_own_key(town: Town) -> None:
    def decide(desk: Desk) -> Sequence[CaseFile]:
        return [Organ.enrol(name=f"机关{town.position}")]

    town.app.perform(town.registrars[0], decide, [("row-1", "d")])
    caller = replace(town.registrars[0], command=("k1", "d1"))
    with town.refuses(AlreadyDone):
        town.app.perform(caller, decide, [("row-1", "d"), ("row-2", "d")])


# A busy database


def test_only_a_busy_database_gets_the_same_bytes_again(town: Town) -> None:
    patient = SQLiteJournal(town.home / "journal.db", patience=60)
    numbers: list[int] = []

    def salts(count: int) -> bytes:
        numbers.append(count)
        return town.salts(count)

    app = ArchiveApplication(
        journal=patient, origin=ORIGIN, clock=town.clock, new_id=town.ids, salts=salts
    )
    writer = sqlite3.connect(town.journal.path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    released = threading.Timer(0.1, lambda: writer.execute("ROLLBACK"))
    released.start()
    runs = []

    def decide(desk: Desk) -> Sequence[CaseFile]:
        runs.append(1)
        return [Organ.enrol(name="清河县教育局")]

    app.perform(town.registrars[0], decide)
    assert (runs, len(numbers)) == ([1], 1), "decided and sealed once"
    released.join()
    writer.execute("BEGIN IMMEDIATE")
    with town.refuses(Busy):
        app.perform(town.registrars[0], lambda desk: [Organ.enrol(name="清河县财政局")])
    writer.close()
    patient.close()


# The library and its surroundings


@pytest.mark.parametrize(
    "variables",
    [
        {"CIPHER_KEY": "a" * 43 + "=", "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher"},
        {"COMPRESSOR_TOPIC": "zlib", "COMPRESSOR": "zlib"},
        {"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_DBNAME": "x"},
        {"AGGREGATE_CACHE_MAXSIZE": "100", "AGGREGATE_CACHE_FASTFORWARD": "y"},
        {"MAPPER_TOPIC": "nowhere:Mapper", "TRANSCODER_TOPIC": "nowhere:Transcoder"},
        {"GONGKAI_CIPHER_KEY": "a", "GONGKAI_PERSISTENCE_MODULE": "nowhere"},
        {"IS_SNAPSHOTTING_ENABLED": "y", "CREATE_TABLE": "n", "ORIGINATOR_ID_TYPE": "uuid"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_no_environment_variable_reaches_the_library(
    town: Town, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    app = ArchiveApplication(
        journal=town.journal,
        origin=ORIGIN,
        clock=town.clock,
        new_id=town.ids,
        salts=town.salts,
    )
    assert dict(app.env) == {}
    assert app.repository.cache is None
    recorded = app.perform(town.registrars[0], lambda desk: [Organ.enrol(name="清河县教育局")])
    stored = town.journal.read(recorded.first - 1, 1)[0].event.data
    assert json.loads(stored)["name"] == "清河县教育局"
    assert app.load(Organ, recorded.stream).name == "清河县教育局"


def forge(town: Town, statement: str, *values: object) -> None:
    """Change the database behind the archive's back, triggers removed."""
    connection = sqlite3.connect(town.journal.path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize(
    "topic",
    ["gongkai.organ.dissolved.v9", "os:system", "domain.organ:Organ.Enrolled", "", "gongkai"],
)
def test_an_unknown_event_in_the_database_is_refused_and_never_resolved(
    town: Town, topic: str
) -> None:
    organ = town.housing.organ
    forge(town, "UPDATE events SET topic = ? WHERE stream = ?", topic, organ)
    before = town.position
    with pytest.raises(UnknownEvent) as refused:
        town.app.load(Organ, organ)
    assert repr(topic) in refused.value.message
    with town.refuses(UnknownEvent):
        town.draft()
    assert town.position == before


def test_an_event_of_another_case_file_is_refused(town: Town) -> None:
    organ = town.housing.organ
    forge(town, "UPDATE events SET topic = ? WHERE stream = ?", Officer.Enrolled.TOPIC, organ)
    with pytest.raises(Malformed, match="不能是案卷"):
        town.app.load(Organ, organ)


def test_a_case_file_with_a_missing_event_is_refused(town: Town) -> None:
    officer = town.housing.drafter.officer
    forge(town, "DELETE FROM events WHERE stream = ? AND version = 3", officer)
    with town.refuses(Malformed, "缺少第 3 号事件"):
        town.draft()
    forge(town, "DELETE FROM events WHERE stream = ? AND version < 3", officer)
    with town.refuses(Malformed, "缺少第 1 号事件"):
        town.draft()


def test_a_first_event_that_is_not_first_is_refused(town: Town) -> None:
    officer = town.housing.drafter.officer
    forge(
        town,
        "UPDATE events SET topic = ? WHERE stream = ? AND version = 2",
        Officer.Enrolled.TOPIC,
        officer,
    )
    with town.refuses(Malformed, "不能是案卷"):
        town.draft()


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"name":1}', b"\xff", b'{"name":1.5}'])
def test_data_that_is_not_what_its_name_says_is_refused(town: Town, data: bytes) -> None:
    forge(town, "UPDATE events SET data = ? WHERE stream = ?", data, town.housing.organ)
    with town.refuses(Malformed):
        town.draft()


HALF = "\ud83d"


def test_half_of_a_surrogate_pair_is_refused_wherever_it_stands(town: Town) -> None:
    registrar = town.registrars[0]
    with town.refuses(Malformed, "代理字符"):
        town.registration.enrol_organ(registrar, name=f"机关{HALF}")
    for member in ("ground", "reason", "source", "terminal"):
        with town.refuses(Malformed, "代理字符"):
            town.registration.enrol_organ(replace(registrar, **{member: HALF}), name="机关")  # type: ignore[arg-type]
    with town.refuses(Malformed, "代理字符"):
        town.draft(title=f"标题{HALF}")
    for wrong in (replace(registrar, post=f"post:{HALF}"), replace(registrar, officer=HALF)):
        with town.refuses(PostNotHeld if wrong.post != registrar.post else NotFound):
            town.registration.enrol_organ(wrong, name="机关")


def test_every_other_text_is_stored_as_it_is(town: Town) -> None:
    name = '局 𠀀😀\u2028e\u0301\x7f\x00"\\/'
    recorded = town.registration.enrol_organ(town.registrars[0], name=name)
    assert town.app.load(Organ, recorded.stream).name == name


# Loading


def test_a_case_file_is_asked_for_by_its_own_type(town: Town) -> None:
    with pytest.raises(NotFound):
        town.app.load(Record, town.housing.organ)
    with pytest.raises(NotFound):
        town.app.load(Organ, "organ:01900000-0000-7000-8000-00000000dead")
    with pytest.raises(StaleVersion):
        town.app.load(Organ, town.housing.organ, expected=2)


def test_reading_outside_an_act_needs_nobody(town: Town) -> None:
    assert town.app.load(Officer, town.supervisor.officer).held_posts()[0].role is Role.SUPERVISOR


def test_a_publication_racing_a_withdrawal_of_the_approval_is_refused(town: Town) -> None:
    """Two people at once: exactly one act wins, and the loser decides again on what is there."""
    record = town.draft()
    town.approve(record)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def publish() -> None:
        barrier.wait(5)
        _outcome(
            outcomes,
            lambda: town.disclosure.publish(
                town.housing.publisher, record, [(Channel.PORTAL, None)]
            ),
        )

    def send_back() -> None:
        barrier.wait(5)
        _outcome(
            outcomes,
            lambda: town.disclosure.send_back(town.housing.approver, record, reason="因"),
        )

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda command: command(), (publish, send_back)))
    state = town.app.load(Record, record).state
    assert sorted(outcomes) == ["NotPermitted", "done"]
    assert state in (RecordState.PUBLISHED, RecordState.DRAFTED)


def _outcome(outcomes: list[str], command: Callable[[], Recorded]) -> None:
    try:
        command()
        outcomes.append("done")
    except Refusal as refused:
        outcomes.append(type(refused).__name__)


def test_the_clock_is_read_once_an_act(town: Town) -> None:
    assert isinstance(town.clock, Clock)
    before = town.clock.time
    town.draft()
    assert (town.clock.time - before).total_seconds() == 1


def test_a_caller_without_a_command_is_never_repeated(town: Town) -> None:
    caller: Caller = town.registrars[0]
    assert caller.command is None
    first = town.registration.enrol_officer(caller, name="某", sign_in="mou1")
    second = town.registration.enrol_officer(caller, name="某", sign_in="mou2")
    assert first.act != second.act
