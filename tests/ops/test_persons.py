"""Persons: what their keys seal opens again, and after erasing nothing does, byte for byte."""

import multiprocessing
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.content import ClearPart
from domain.errors import Busy, Erased, Incomplete, Malformed
from domain.personal import PersonalData, Sealed, require_opens
from ops.blobs import FolderBlobs
from ops.clock import now, uuid7
from ops.contents import Contents
from ops.persons import FRESH, Persons
from tests.town import ORIGIN

PLACE = "01900000-0000-7000-8000-000000000001/applicants.0.name"
CASE, OTHER_CASE = "request:1", "request:2"
NUMBER = "11010519491231002X"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def contents(tmp_path: Path) -> Iterator[Contents]:
    store = Contents(tmp_path / "secrets.db", FolderBlobs(tmp_path / "blobs"), ORIGIN)
    yield store
    store.close()


@pytest.fixture
def persons(contents: Contents, tmp_path: Path) -> Iterator[Persons]:
    """An empty store, in the same file as the keys of contents."""
    store = Persons(tmp_path / "secrets.db", ORIGIN, contents.secret)
    yield store
    store.close()


def rows(folder: Path, query: str) -> list[tuple[bytes, ...]]:
    connection = sqlite3.connect(folder / "secrets.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def key_bytes(folder: Path) -> set[bytes]:
    """Every key, wrapped key and fingerprint in the file."""
    found = rows(
        folder,
        "SELECT key FROM persons UNION ALL SELECT wrapped FROM data_keys UNION ALL"
        " SELECT fingerprint_key FROM identities UNION ALL SELECT fingerprint FROM identities",
    )
    return {row[0] for row in found}


def stored_bytes(folder: Path) -> bytes:
    """All that lies on the disk of the key database."""
    return b"".join(
        (folder / name).read_bytes()
        for name in ("secrets.db", "secrets.db-wal", "secrets.db-shm")
        if (folder / name).exists()
    )


def a_sealed(persons: Persons, case: str = CASE, value: str = "黄某") -> tuple[str, Sealed]:
    person = persons.new_person()
    return person, persons.seal(persons.data_key(person, case), PLACE, value)


def test_it_keeps_what_the_domain_asks_for(persons: Persons) -> None:
    asked: PersonalData = persons
    assert asked.new_person().startswith("person:")


# Sealing


@few
@given(texts)
def test_what_is_sealed_is_opened_again(persons: Persons, value: str) -> None:
    _, sealed = a_sealed(persons, value=value)
    salt, opened = persons.opened(sealed)
    assert persons.open(sealed) == opened == value
    require_opens(sealed, PLACE, salt, value, ORIGIN)


def test_the_same_value_twice_has_nothing_in_common(persons: Persons) -> None:
    person = persons.new_person()
    key = persons.data_key(person, CASE)
    one, other = persons.seal(key, PLACE, "黄某"), persons.seal(key, PLACE, "黄某")
    assert one.key == other.key
    assert one.commitment != other.commitment
    assert one.text[:16] != other.text[:16]


def test_nothing_that_was_sealed_or_fingerprinted_lies_clear_in_the_file(
    persons: Persons, tmp_path: Path
) -> None:
    person, sealed = a_sealed(persons, value="黄某的自由文字")
    persons.remember_identity(person, NUMBER)
    stored = stored_bytes(tmp_path) + sealed.text.encode()
    assert "黄某".encode() not in stored
    assert NUMBER.encode() not in stored


def test_half_of_a_surrogate_pair_is_not_sealed(persons: Persons) -> None:
    with pytest.raises(Malformed, match="代理字符"):
        a_sealed(persons, value="\ud800")


@few
@given(st.data())
def test_no_character_of_a_sealed_text_can_be_changed(
    persons: Persons, data: st.DataObject
) -> None:
    _, sealed = a_sealed(persons)
    place = data.draw(st.integers(0, len(sealed.text) - 1))
    letter = data.draw(st.sampled_from("AQgw059+/= \n码"))
    changed = sealed.text[:place] + letter + sealed.text[place + 1 :]
    if changed != sealed.text:
        with pytest.raises(Malformed, match="已损坏"):
            persons.open(replace(sealed, text=changed))


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 16, "A" * 64, "not base64", "码"])
def test_a_text_that_nobody_sealed_is_damaged(persons: Persons, text: str) -> None:
    _, sealed = a_sealed(persons)
    with pytest.raises(Malformed, match="已损坏"):
        persons.open(replace(sealed, text=text))


def test_a_value_opens_under_no_other_key(persons: Persons) -> None:
    _, mine = a_sealed(persons)
    _, yours = a_sealed(persons)
    with pytest.raises(Malformed):
        persons.open(replace(mine, key=yours.key))


def test_wrapped_keys_cannot_change_places(persons: Persons, tmp_path: Path) -> None:
    person = persons.new_person()
    mine = persons.seal(persons.data_key(person, CASE), PLACE, "黄某")
    yours = persons.seal(persons.data_key(person, OTHER_CASE), PLACE, "李某")
    connection = sqlite3.connect(tmp_path / "secrets.db")
    connection.execute(
        "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE id = ?) WHERE id = ?",
        (mine.key, yours.key),
    )
    connection.commit()
    connection.close()
    assert persons.open(mine) == "黄某"
    with pytest.raises(Malformed, match="数据密钥已损坏"):
        persons.open(yours)


# Data keys


def test_a_person_has_one_data_key_in_each_case(persons: Persons) -> None:
    person, other = persons.new_person(), persons.new_person()
    mine = persons.data_key(person, CASE)
    assert mine.startswith("datakey:")
    assert persons.data_key(person, CASE) == mine
    keys = {mine, persons.data_key(person, OTHER_CASE), persons.data_key(other, CASE)}
    assert len(keys) == 3
    assert all(persons.holds_key(key) for key in keys)


def _ask(folder: str, person: str, asked: int, answers: "multiprocessing.Queue[str]") -> None:
    secrets = Path(folder)
    contents = Contents(secrets / "secrets.db", FolderBlobs(secrets / "blobs"), ORIGIN)
    persons = Persons(secrets / "secrets.db", ORIGIN, contents.secret)
    keys = [persons.data_key(person, f"request:{number}") for number in range(asked)]
    answers.put(f"{persons.command_digest(b'filing')} {' '.join(keys)}")
    persons.close()
    contents.close()


def test_two_processes_get_the_same_data_keys_and_digests(persons: Persons, tmp_path: Path) -> None:
    person = persons.new_person()
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    asking = [
        context.Process(target=_ask, args=(str(tmp_path), person, 40, answers)) for _ in range(2)
    ]
    for process in asking:
        process.start()
    told = [answers.get(timeout=60) for _ in asking]
    for process in asking:
        process.join()
    assert told[0] == told[1]
    assert told[0] == " ".join(
        [persons.command_digest(b"filing")]
        + [persons.data_key(person, f"request:{number}") for number in range(40)]
    )
    assert len(set(told[0].split())) == 41


def test_another_process_opens_what_was_sealed_here(
    persons: Persons, contents: Contents, tmp_path: Path
) -> None:
    _, sealed = a_sealed(persons)
    other = Persons(tmp_path / "secrets.db", ORIGIN, contents.secret)
    assert other.open(sealed) == "黄某"
    other.close()


# Identity documents


@pytest.mark.parametrize(
    "written", [NUMBER, NUMBER.lower(), "110105 19491231 002x", "１１０１０５19491231002Ｘ\u200b\n"]
)
def test_an_identity_number_is_known_however_it_is_written(persons: Persons, written: str) -> None:
    one, other, third = (persons.new_person() for _ in range(3))
    persons.remember_identity(one, NUMBER)
    persons.remember_identity(other, "110105194912310038")
    persons.remember_identity(third, written)
    assert set(persons.alike(written)) == {one, third}
    assert persons.alike(f"{NUMBER}1") == ()


def test_one_number_has_another_fingerprint_for_each_person(
    persons: Persons, tmp_path: Path
) -> None:
    for _ in range(3):
        persons.remember_identity(persons.new_person(), NUMBER)
    assert len(set(rows(tmp_path, "SELECT fingerprint FROM identities"))) == 3
    assert len(set(rows(tmp_path, "SELECT fingerprint_key FROM identities"))) == 3


def test_a_person_may_have_several_documents(persons: Persons, tmp_path: Path) -> None:
    person = persons.new_person()
    for number in (NUMBER, "E12345678", NUMBER):
        persons.remember_identity(person, number)
    assert persons.alike("e12345678") == persons.alike(NUMBER) == (person,)
    assert len(rows(tmp_path, "SELECT person FROM identities")) == 2
    assert len(set(rows(tmp_path, "SELECT fingerprint_key FROM identities"))) == 1


@pytest.mark.parametrize("number", ["", " \u3000", "\u200b\n", "\ud800"])
def test_an_empty_identity_number_is_refused(persons: Persons, number: str) -> None:
    with pytest.raises(Incomplete, match="身份证件号码"):
        persons.remember_identity(persons.new_person(), number)
    with pytest.raises(Incomplete):
        persons.alike(number)


# Erasing


def test_after_erasing_nothing_opens_and_no_byte_of_a_key_is_left(
    persons: Persons, tmp_path: Path
) -> None:
    person, sealed = a_sealed(persons)
    persons.remember_identity(person, NUMBER)
    keys = key_bytes(tmp_path)
    assert len(keys) == 4
    assert all(key in stored_bytes(tmp_path) for key in keys), "the search finds what is there"
    persons.erase(person, CASE)
    assert not any(key in stored_bytes(tmp_path) for key in keys)
    assert person.encode() not in stored_bytes(tmp_path)
    for look in (persons.open, persons.opened):
        with pytest.raises(Erased, match="已经销毁"):
            look(sealed)
    with pytest.raises(Erased):
        persons.seal(sealed.key, PLACE, "黄某")
    with pytest.raises(Erased):
        persons.data_key(person, OTHER_CASE)
    with pytest.raises(Erased):
        persons.remember_identity(person, NUMBER)
    assert persons.alike(NUMBER) == ()
    assert not persons.holds_key(sealed.key)


def test_a_person_stays_while_another_case_of_his_stays(persons: Persons, tmp_path: Path) -> None:
    person, sealed = a_sealed(persons)
    persons.remember_identity(person, NUMBER)
    other = persons.seal(persons.data_key(person, OTHER_CASE), PLACE, "黄某")
    persons.erase(person, CASE)
    with pytest.raises(Erased):
        persons.open(sealed)
    assert persons.open(other) == "黄某"
    assert persons.alike(NUMBER) == (person,)
    persons.erase(person, OTHER_CASE)
    assert persons.alike(NUMBER) == ()
    assert key_bytes(tmp_path) == set()


def test_erasing_again_or_somebody_unknown_changes_nothing(persons: Persons) -> None:
    person, _ = a_sealed(persons)
    _, kept = a_sealed(persons)
    for _ in range(2):
        persons.erase(person, CASE)
        persons.erase("person:nobody", CASE)
    assert persons.open(kept) == "黄某"


def test_no_stale_copy_is_left_when_pages_have_split_and_merged(
    persons: Persons, tmp_path: Path
) -> None:
    """Pages split where SQLite was built without secure deletion; then every second one leaves."""
    cases = {}
    persons._database.connection().execute("PRAGMA synchronous = OFF")
    persons._database.connection().execute("PRAGMA secure_delete = OFF")
    for number in range(600):
        person = persons.new_person()
        cases[person] = f"request:{uuid7()[::-1]}"
        persons.data_key(person, cases[person])
        persons.remember_identity(person, f"{NUMBER}{number}")
    before = key_bytes(tmp_path)
    leaving = sorted(cases.items(), key=lambda pair: pair[0][::-1])[:300]
    for person, case in leaving[:100]:
        persons.erase(person, case)
    persons.erase_many(leaving[100:])
    kept = key_bytes(tmp_path)
    assert len(kept) == 300 * 4
    stored = stored_bytes(tmp_path)
    assert [key for key in before - kept if key in stored] == []
    assert all(key in stored for key in kept)


def test_a_reader_that_does_not_end_is_told_and_the_erasure_is_done_again(
    persons: Persons, tmp_path: Path
) -> None:
    person, sealed = a_sealed(persons)
    keys = key_bytes(tmp_path)
    persons._database.connection().execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(tmp_path / "secrets.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM persons").fetchone()
    with pytest.raises(Busy, match="再办一次"):
        persons.erase(person, CASE)
    with pytest.raises(Erased):
        persons.open(sealed)
    reader.close()
    persons.erase(person, CASE)
    assert not any(key in stored_bytes(tmp_path) for key in keys)


def _erase_and_die(folder: str, person: str) -> None:
    """Commit the deletion, and be killed before the file is written anew."""
    secrets = Path(folder)
    contents = Contents(secrets / "secrets.db", FolderBlobs(secrets / "blobs"), ORIGIN)
    persons = Persons(secrets / "secrets.db", ORIGIN, contents.secret)
    connection = persons._database.connection()
    connection.set_trace_callback(lambda statement: os._exit(9) if statement == "VACUUM" else None)
    persons.erase(person, CASE)


def test_an_erasure_that_was_killed_is_finished_by_the_next_sweep(
    persons: Persons, tmp_path: Path
) -> None:
    person, sealed = a_sealed(persons)
    keys = key_bytes(tmp_path)
    process = multiprocessing.get_context("spawn").Process(
        target=_erase_and_die, args=(str(tmp_path), person)
    )
    process.start()
    process.join()
    assert process.exitcode == 9
    with pytest.raises(Erased):
        persons.open(sealed)
    assert any(key in stored_bytes(tmp_path) for key in keys), "killed before it was clean"
    assert persons.sweep((), (), 0) == 0
    assert not any(key in stored_bytes(tmp_path) for key in keys)


def test_a_destroyed_content_leaves_neither_key_nor_blob(
    contents: Contents, tmp_path: Path
) -> None:
    part = ClearPart("答复书.pdf", "application/pdf", b"%PDF", "答复书", "pdf/1")
    gone, kept = contents.keep_many([[part], [part]])
    (secret,) = rows(tmp_path, f"SELECT key, salt FROM content_keys WHERE id = '{gone.id}'")
    for _ in range(2):
        contents.destroy([gone])
        assert not contents.holds_key(gone.id)
    assert not any(one in stored_bytes(tmp_path) for one in secret)
    addresses = set(contents.blobs.addresses())
    assert addresses == {kept.parts[0].original.address, kept.parts[0].text.address}
    assert contents.open(kept) == (part,)


# Sweeping


def test_keys_that_no_event_names_are_swept_when_they_are_old(persons: Persons) -> None:
    owner, named = a_sealed(persons)
    unnamed = persons.data_key(owner, OTHER_CASE)
    _, ownerless = a_sealed(persons)
    bare = persons.new_person()
    assert persons.sweep({owner}, {named.key}, (now() - FRESH).timestamp()) == 0
    assert persons.sweep({owner}, {named.key}, 2**33) == 4
    assert persons.open(named) == "黄某"
    for key in (unnamed, ownerless.key):
        assert not persons.holds_key(key)
    with pytest.raises(Erased):
        persons.data_key(bare, CASE)


def test_a_person_is_not_swept_while_a_data_key_of_his_is_named(persons: Persons) -> None:
    _, sealed = a_sealed(persons)
    assert persons.sweep((), {sealed.key}, 2**33) == 0
    assert persons.open(sealed) == "黄某"


def test_an_old_key_that_is_asked_for_again_is_not_swept_from_under_the_act(
    persons: Persons, tmp_path: Path
) -> None:
    _, sealed = a_sealed(persons)
    connection = sqlite3.connect(tmp_path / "secrets.db")
    connection.execute("UPDATE data_keys SET asked_at = 1000")
    connection.commit()
    (person,) = connection.execute("SELECT person FROM data_keys").fetchone()
    connection.close()
    assert persons.data_key(person, CASE) == sealed.key
    assert persons.sweep((), (), (now() - FRESH).timestamp()) == 0
    assert persons.open(sealed) == "黄某"


# Commands


def test_a_command_s_digest_needs_the_archive_s_secret(
    persons: Persons, contents: Contents, tmp_path: Path
) -> None:
    digest = persons.command_digest(b"filing")
    assert persons.command_digest(b"filing") == digest
    assert persons.command_digest(b"filing2") != digest
    (tmp_path / "other").mkdir()
    others = Contents(tmp_path / "other/secrets.db", FolderBlobs(tmp_path / "other/b"), ORIGIN)
    other = Persons(tmp_path / "other/secrets.db", ORIGIN, others.secret)
    assert other.command_digest(b"filing") != digest
    other.close()
    others.close()
