"""`gongkai verify` opens what is sealed of persons, and knows what an erasure destroyed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from domain.archive import Caller
from domain.audit import Findings
from domain.canonical import decode, encode
from domain.content import Content
from domain.permissions import Role
from domain.requests.closing import PersonErased
from ops.persons import Persons
from ops.verifying import verify
from ops.verifying_contents import ContentAudit
from ops.verifying_files import open_read_only
from ops.verifying_persons import PersonAudit, case_files, erased_contents
from tests.audited import forge
from tests.filed import Filed, clerk_of, file_request, open_keys
from tests.town import Town, body, signer


@pytest.fixture
def keys(town: Town) -> Iterator[Persons]:
    found = open_keys(town)
    yield found
    found.close()


def erasure(filed: Filed, person: str, contents: list[str] | None = None) -> int:
    """The event that says a person was erased, with the contents destroyed with him."""
    town = filed.town
    data = {
        "basis": "申请人要求",
        "contents": contents or [],
        "officer": town.housing.approver.officer,
        "person": person,
        "retained_until": "2026-03-01",
    }
    events = [(filed.request, PersonErased.TOPIC, data)]
    return forge(town, town.housing.approver, events, organ=town.housing.organ)


def found_in(town: Town) -> list[tuple[int | None, str, str]]:
    """What the audit says of persons."""
    report = verify(town.home, processes=1)
    return [found[:3] for found in report.findings if found.rule == "log-format §4"]


def test_what_is_sealed_opens_and_agrees_with_its_commitment(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys, applicants=3)
    findings = Findings()
    audit = PersonAudit(town.home, town.origin, findings)
    with closing(open_read_only(town.home / "journal.db")) as rows:
        ((stream, events),) = case_files(rows, "request", town.position)
        audit.check(stream, events)
    audit.close()
    assert stream == filed.request
    assert (audit.opened, audit.closed, findings.total) == (14, 0, 0)
    assert found_in(town) == []


def test_a_person_erased_by_an_act_is_no_finding(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys, applicants=2)
    erasure(filed, filed.persons[1])
    keys.erase(filed.persons[1], filed.request)
    assert found_in(town) == []


def test_a_key_that_is_lost_without_an_erasure_is_found(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys, applicants=2)
    erasure(filed, filed.persons[1])
    keys.erase(filed.persons[1], filed.request)
    keys.erase(filed.persons[0], filed.request)
    ((position, where, what),) = found_in(town)
    assert (position, where) == (town.position - 1, "events.data")
    assert "也没有抹去的办理" in what


def test_an_erased_person_whose_key_is_still_held_is_found(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys)
    at = erasure(filed, filed.persons[0])
    assert found_in(town) == [(at, "secrets.db", f"已经抹去的人仍留有密钥：{filed.persons[0]}")]


def test_an_erasure_in_one_case_covers_no_key_of_another(town: Town, keys: Persons) -> None:
    clerk = clerk_of(town)
    one, other = (file_request(town, keys, clerk=clerk) for _ in range(2))
    erasure(other, one.persons[0])
    keys.erase(one.persons[0], one.request)
    ((_, where, what),) = found_in(town)
    assert where == "events.data"
    assert "也没有抹去的办理" in what


def test_a_destroyed_content_whose_key_is_still_held_is_found(town: Town, keys: Persons) -> None:
    scan = town.contents.keep([body("身份证扫描件")])
    filed = file_request(town, keys, attachments=scan)
    at = erasure(filed, filed.proxy, [scan.id])
    keys.erase(filed.proxy, filed.request)
    assert found_in(town) == [(at, "secrets.db", f"已经抹去的内容仍留有密钥：{scan.id}")]
    town.contents.destroy([scan])
    assert found_in(town) == []


def contents_found(town: Town, position: int, content: Content) -> tuple[list[str], int]:
    """(what is wrong with a content that the event at a position names, closed ones)."""
    findings = Findings()
    with closing(open_read_only(town.home / "journal.db")) as rows:
        audit = ContentAudit(
            town.home,
            town.origin,
            findings,
            lambda at: erased_contents(rows, at, town.position),
        )
        members = decode(
            rows.execute("SELECT data FROM events WHERE position = ?", [position]).fetchone()[0]
        )
        assert members["attachments"]["id"] == content.id
        audit.check(position, encode(members["attachments"]).decode())
        audit.close()
    return [found.what for found in findings.in_order()], audit.closed


def test_a_content_may_be_missing_only_where_an_erasure_of_its_case_names_it(
    town: Town, keys: Persons
) -> None:
    scan, other = (town.contents.keep([body(text)]) for text in ("扫描件", "另一件"))
    filed = file_request(town, keys, attachments=scan)
    at = town.position
    assert contents_found(town, at, scan) == ([], 0)
    town.contents.destroy([scan])
    lost, closed = contents_found(town, at, scan)
    assert closed == 1
    assert any("没有内容的密钥" in what for what in lost)
    assert any("缺失" in what for what in lost)
    erasure(filed, filed.persons[0], [other.id])
    assert contents_found(town, at, scan)[0] == lost
    erasure(filed, filed.persons[0], [other.id, scan.id])
    assert contents_found(town, at, scan) == ([], 1)


def test_a_value_sealed_for_another_place_is_found(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys)
    row = town.journal.read(town.position - 1, 1)[0].event
    data: Any = decode(row.data)
    moved = {"on": "2026-03-02", "officer": town.housing.approver.officer}
    moved |= {"text": data["applicants"][0]["name"]}
    topic = "gongkai.information_request.publication_suggested.v1"
    at = forge(
        town, town.housing.approver, [(filed.request, topic, moved)], organ=town.housing.organ
    )
    ((position, where, what),) = found_in(town)
    assert (position, where) == (at, "events.data")
    assert "与承诺不符" in what


def test_a_damaged_data_key_is_found(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys)
    with closing(sqlite3.connect(town.home / "secrets.db")) as connection:
        connection.execute(
            "UPDATE data_keys SET wrapped = zeroblob(60) WHERE person = ?", (filed.proxy,)
        )
        connection.commit()
    assert {what.partition("：")[0] for _, _, what in found_in(town)} == {
        "数据密钥已损坏",
        "没有个人信息的密钥，也没有抹去的办理",
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 100_000,
        b"\xff",
        b'{"contents":1,"person":2}',
        b'{"contents":[1],"person":"p"}',
        b'{"a":{"commitment":1,"key":2,"text":3}}',
        b'{"a":{"commitment":"\\ud800","key":"\\ud800","text":"\\ud800"}}',
        b'{"a":{"commitment":"c","key":"k","text":"!"},"person":"\\ud800"}',
    ],
    ids=lambda data: data[:12],
)
def test_hostile_data_leaves_the_audit_standing(town: Town, data: bytes) -> None:
    open_keys(town).close()
    findings = Findings()
    audit = PersonAudit(town.home, town.origin, findings)
    audit.check("request:1", [(1, PersonErased.TOPIC, "id", data), (2, "t", "id", data)])
    audit.close()
    assert all(found.rule == "log-format §4" for found in findings.in_order())


# What else the database of keys must hold


def erased_rows(town: Town, statement: str) -> None:
    """Somebody's hand in the database of keys."""
    with closing(sqlite3.connect(town.home / "secrets.db")) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()


def test_an_identity_whose_fingerprint_is_gone_is_found_once_for_each_person(
    town: Town, keys: Persons
) -> None:
    filed = file_request(town, keys, applicants=2)
    erasure(filed, filed.persons[1])
    keys.erase(filed.persons[1], filed.request)
    erased_rows(town, "DELETE FROM identities")
    ((_, where, what),) = found_in(town)
    assert where == "secrets.db"
    assert "没有它的指纹" in what
    assert filed.persons[0] in what


def test_a_secret_that_keys_what_was_filed_online_is_missed(town: Town, keys: Persons) -> None:
    officer = town.registration.enrol_officer(
        town.registrars[0], name="网上收件", sign_in="system_intake"
    ).stream
    town.enrol_key(officer, signer("网上收件"))
    post = town.give_post(officer, Role.CLERK, town.housing.organ)
    digest = keys.command_digest(b"what was sent")
    caller = Caller(officer, post, signer("网上收件"), command=("form-1", digest))
    file_request(town, keys, clerk=caller)
    assert found_in(town) == []
    erased_rows(town, "DELETE FROM archive_secrets")
    ((_, where, what),) = found_in(town)
    assert (where, what) == ("secrets.db", "网上提交的摘要所用的密钥缺失：archive_secrets")
