"""Founding an archive, and restoring its registrars when fewer than two remain (design §4)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.archive import ArchiveApplication, Caller, Recorded, Registrar
from domain.canonical import decode
from domain.ed25519 import UnusableKey
from domain.errors import (
    Conflict,
    Incomplete,
    KeyNotValid,
    Malformed,
    NotFound,
    Taken,
    WrongState,
)
from domain.founding import Archive
from domain.officer import KeyState, Officer, PostState
from domain.permissions import Role
from domain.sealing import open_envelope
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import SeedSigner
from tests.town import ORIGIN, Clock, Ids, Salts, Town, signer

LOG = signer("log").public_key.hex()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[ArchiveApplication]:
    """An archive that is not founded yet."""
    journal = SQLiteJournal(tmp_path / "journal.db")
    yield ArchiveApplication(
        journal=journal, origin=ORIGIN, clock=Clock(), new_id=Ids(), salts=Salts()
    )
    journal.close()


def registrars(count: int) -> list[Registrar]:
    return [Registrar(f"登记员{n}", f"registrar{n}", signer(f"r{n}")) for n in range(count)]


# Founding


@pytest.mark.parametrize("count", [2, 3, 5])
def test_an_archive_is_founded_by_two_or_more_registrars(
    empty: ArchiveApplication, count: int
) -> None:
    founding = empty.found(registrars(count), log_key=LOG)
    assert founding.first == 1
    assert [event.topic for event in founding.events] == [
        "gongkai.archive.founded.v1",
        *(
            "gongkai.officer.enrolled.v1",
            "gongkai.officer.key_enrolled.v1",
            "gongkai.officer.post_granted.v1",
        )
        * count,
    ]
    assert decode(founding.events[0].state) == {"origin": ORIGIN, "log_key": LOG}


def test_what_founding_enrols_is_effective_without_confirmation(
    empty: ArchiveApplication,
) -> None:
    founding = empty.found(registrars(2), log_key=LOG)
    for event in founding.events:
        if event.topic == Officer.Enrolled.TOPIC:
            officer = empty.load(Officer, str(event.originator_id))
            assert [key.state for key in officer.keys.values()] == [KeyState.VALID]
            assert [(post.role, post.state, post.organ) for post in officer.posts.values()] == [
                (Role.REGISTRAR, PostState.HELD, None)
            ]


def test_the_founding_act_is_signed_by_two_registrars_and_has_neither_post_nor_organ(
    empty: ArchiveApplication,
) -> None:
    empty.found(registrars(3), log_key=LOG)
    row = next(empty.journal.acts())
    payload = open_envelope(row.envelope)
    assert payload.keys == tuple(signer(f"r{n}").public_key.hex() for n in (0, 1))
    assert (row.post, row.organ, payload.seen) == (None, None, None)
    assert decode(row.office) == {"ground": None, "organ": None, "post": None}


@pytest.mark.parametrize("count", [0, 1])
def test_one_registrar_founds_nothing(empty: ArchiveApplication, count: int) -> None:
    with pytest.raises(Incomplete, match="两名登记员"):
        empty.found(registrars(count), log_key=LOG)
    assert empty.journal.position() == 0


def test_an_archive_is_founded_once(town: Town) -> None:
    with town.refuses(Conflict, "已经建立"):
        town.app.found(registrars(2), log_key=LOG)


def test_two_registrars_have_two_keys_and_two_names(empty: ArchiveApplication) -> None:
    one, two = registrars(2)
    for same in (
        Registrar(two.name, two.sign_in, one.signer),
        Registrar(two.name, one.sign_in, two.signer),
    ):
        with pytest.raises(Taken):
            empty.found([one, same], log_key=LOG)
        assert empty.journal.position() == 0


@pytest.mark.parametrize("key", ["", "00", LOG.upper(), "zz" * 32])
def test_the_logs_key_is_stated_in_lower_case_hex(empty: ArchiveApplication, key: str) -> None:
    with pytest.raises(Malformed):
        empty.found(registrars(2), log_key=key)


def test_the_logs_key_is_a_usable_one_and_no_registrars(empty: ArchiveApplication) -> None:
    with pytest.raises(UnusableKey):
        empty.found(registrars(2), log_key="01" + "00" * 31)
    with pytest.raises(Taken):
        empty.found(registrars(2), log_key=signer("r0").public_key.hex())


def test_before_founding_there_is_no_archive(empty: ArchiveApplication) -> None:
    with pytest.raises(NotFound, match="还没有建立"):
        empty.founding_stream()


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "http://qinghe.gov.example",
        "qinghe.gov.example/gongkai 2",
        "qinghe.gov.example/gongkai+1",
        "Qinghe.gov.example",
        "qinghe.gov.example/gongkai-2026",
        "qinghe.gov.example/",
        "/gongkai",
        "清河.example",
        "a" * 121,
        "qinghe.gov.example/gongkai\n",
    ],
)
def test_an_origin_is_a_name_for_ever(tmp_path: Path, origin: str) -> None:
    journal = SQLiteJournal(tmp_path / "journal.db")
    with pytest.raises(Malformed) as refused:
        ArchiveApplication(
            journal=journal, origin=origin, clock=Clock(), new_id=Ids(), salts=Salts()
        )
    assert refused.value.field == "origin"
    journal.close()


# Restoring


def restore(
    town: Town,
    *remaining: Caller,
    new: int = 1,
    log: SeedSigner | None = None,
    order: str = "清政办〔2026〕9号",
) -> Recorded:
    return town.app.restore_registrars(
        [Registrar(f"新{n}", f"new{n}", signer(f"new{n}")) for n in range(new)],
        order=order,
        log_signer=log or town.log_key,
        remaining=[(caller.officer, caller.signer) for caller in remaining],
    )


def dismiss(town: Town, caller: Caller, by: Caller) -> None:
    """End a registrar's post."""
    assert caller.post is not None
    town.registration.end_post(by, caller.officer, caller.post)


@pytest.fixture
def one_left(town: Town) -> Town:
    """A town where only the first registrar can still act: one post ended, one key revoked."""
    first, second, third = town.registrars
    dismiss(town, second, first)
    town.registration.revoke_key(first, third.officer, third.signer.public_key.hex(), cause="调离")
    return town


def test_registrars_are_restored_when_fewer_than_two_remain(one_left: Town) -> None:
    first = one_left.registrars[0]
    restored = restore(one_left, first)
    assert [event.topic for event in restored.events] == [
        "gongkai.archive.registrars_restored.v1",
        "gongkai.officer.enrolled.v1",
        "gongkai.officer.key_enrolled.v1",
        "gongkai.officer.post_granted.v1",
    ]
    assert decode(restored.events[0].state) == {
        "order": "清政办〔2026〕9号",
        "remaining": [first.officer],
    }
    officer = one_left.app.load(Officer, str(restored.events[1].originator_id))
    assert officer.is_able_registrar()
    # The two of them register again.
    other = Caller(officer.id, officer.held_posts()[0].id, signer("new0"))
    enrolled = one_left.registration.enrol_officer(other, name="戊", sign_in="wu").stream
    one_left.registration.grant_post(other, enrolled, role=Role.SUPERVISOR, organ=None, title="")


def test_a_restoring_act_is_signed_by_the_log_and_the_remaining_registrar(one_left: Town) -> None:
    first = one_left.registrars[0]
    restored = restore(one_left, first)
    row = next(row for row in one_left.journal.acts() if row.id == restored.act)
    assert open_envelope(row.envelope).keys == (
        one_left.log_key.public_key.hex(),
        first.signer.public_key.hex(),
    )
    assert (row.officer, row.post, row.organ) == (first.officer, None, None)
    # Whoever could become able meanwhile stands in the read set.
    reads = dict(decode(row.person)["reads"])
    assert {caller.officer for caller in one_left.registrars} <= reads.keys()


def test_the_log_alone_restores_when_nobody_remains(one_left: Town) -> None:
    first = one_left.registrars[0]
    one_left.registration.revoke_key(
        first, first.officer, first.signer.public_key.hex(), cause="遗失"
    )
    restored = restore(one_left, new=2)
    row = next(row for row in one_left.journal.acts() if row.id == restored.act)
    assert open_envelope(row.envelope).keys == (one_left.log_key.public_key.hex(),)
    assert row.officer is None
    with one_left.refuses(WrongState):
        restore(one_left)


def test_nothing_is_restored_while_two_registrars_remain(town: Town) -> None:
    first, second, third = town.registrars
    with town.refuses(WrongState, "仍有两名登记员"):
        restore(town, first)
    dismiss(town, third, first)
    with town.refuses(WrongState, "仍有两名登记员"):
        restore(town, first)
    with town.refuses(WrongState, "仍有两名登记员"):
        restore(town, first, second)


def test_a_registrar_granted_later_counts_too(one_left: Town) -> None:
    first = one_left.registrars[0]
    restored = restore(one_left, first)
    officer = str(restored.events[1].originator_id)
    post = str(decode(restored.events[3].state)["post"])
    second = Caller(officer, post, signer("new0"))
    # Two remain, then one again: the archive counts anew each time.
    with one_left.refuses(WrongState):
        restore(one_left, first)
    dismiss(one_left, first, second)
    with one_left.refuses(KeyNotValid, "共同签名"):
        restore(one_left, first)


def test_the_remaining_registrar_must_sign_and_nobody_else(one_left: Town) -> None:
    first, _, third = one_left.registrars
    with one_left.refuses(KeyNotValid, "共同签名"):
        restore(one_left, new=2)
    with one_left.refuses(KeyNotValid):
        restore(one_left, third)
    with one_left.refuses(KeyNotValid, "共同签名"):
        restore(one_left, first, one_left.supervisor)
    stolen = Caller(first.officer, first.post, third.signer)
    with one_left.refuses(KeyNotValid, "没有登记"):
        restore(one_left, stolen)


def test_only_the_logs_own_key_restores(one_left: Town) -> None:
    with one_left.refuses(KeyNotValid, "日志密钥"):
        restore(one_left, one_left.registrars[0], log=signer("another log"))


def test_restoring_needs_an_order_and_enough_registrars(one_left: Town) -> None:
    first = one_left.registrars[0]
    with one_left.refuses(Incomplete, "命令"):
        restore(one_left, first, order=" ")
    with one_left.refuses(Incomplete, "至少要有两名"):
        restore(one_left, first, new=0)


def test_the_archives_own_file_tells_origin_and_key(town: Town) -> None:
    archive = town.app.load(Archive, town.app.founding_stream())
    assert (archive.origin, archive.log_key) == (ORIGIN, LOG)
