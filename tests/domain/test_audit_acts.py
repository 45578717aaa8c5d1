"""Acts that are signed, dense and chained, and yet not as the log's format says."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.canonical import encode
from domain.organ import Organ
from domain.record import Record
from domain.sealing import Seen
from tests.audited import forge, found_in, publish_log
from tests.town import Town

GUIDE = {"address": "", "fax": "", "hours": "", "mail": "", "telephone": "", "unit": "公开办"}


def state_guide(town: Town, data: Any = None, **otherwise: Any) -> int:
    """A forged act of a registrar that would be right, but for what is given."""
    topic = otherwise.pop("topic", Organ.GuideStated.TOPIC)
    stream = otherwise.pop("stream", town.housing.organ)
    data = {"guide": GUIDE} if data is None else data
    return forge(town, town.registrars[0], [(stream, topic, data)], **otherwise)


def the_only_finding(town: Town, position: int) -> tuple[str, str]:
    """(where, what) when exactly one thing is wrong, at a position."""
    found = found_in(town)
    assert [at for at, _, _ in found] == [position], found
    return found[0][1:]


def test_a_forged_act_that_keeps_every_rule_is_sound(town: Town) -> None:
    state_guide(town)
    assert found_in(town) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"guide":1}', "不是一个对象"),
        ({"guide": GUIDE | {"more": ""}}, "多出"),
        ({"guide": {name: GUIDE[name] for name in sorted(GUIDE)[1:]}}, "缺少"),
        ({"guide": GUIDE | {"fax": 1}}, "应为 str"),
        (encode({"guide": GUIDE}).replace(b":", b": "), "不是规范形式"),
        (encode({"guide": GUIDE}).replace("公".encode(), b"\\u516c"), "不是规范形式"),
        (b'{"guide":{},"guide":' + encode(GUIDE) + b"}", "成员名重复"),
        (b'{"guide":1.5}', "浮点数"),
        (b"\xff", "不是规范的 JSON"),
        (b"[" * 100_000, "不是规范的 JSON"),
        (b'{"guide":' + b"9" * 5000 + b"}", "超出范围"),
    ],
)
def test_data_that_is_not_exactly_its_event_is_found(town: Town, data: Any, words: str) -> None:
    where, what = the_only_finding(town, state_guide(town, data))
    assert where == "events.data"
    assert words in what


def test_an_unknown_event_is_found_and_nothing_is_looked_up_by_its_name(town: Town) -> None:
    position = state_guide(town, topic="os.system.v1")
    assert the_only_finding(town, position) == (
        "events.topic",
        "登记表里没有这种事件:'os.system.v1'",
    )


def test_an_event_in_a_case_file_of_another_type_is_found(town: Town) -> None:
    position = state_guide(town, stream=town.registrars[0].officer)
    assert (position, "events.stream") in [found[:2] for found in found_in(town)]


def test_a_first_event_that_is_not_first_is_found(town: Town) -> None:
    data = {"aliases": [], "code": "", "kind": "ORGAN", "name": "二", "short_name": ""}
    position = state_guide(town, data, topic=Organ.Enrolled.TOPIC)
    assert (position, "events.version") in [found[:2] for found in found_in(town)]


@pytest.mark.parametrize(
    ("otherwise", "where"),
    [
        ({"time": "2026-03-02T01:00:00Z"}, "acts.recorded_at"),
        ({"time": "2026-02-30T01:00:00.000000Z"}, "acts.recorded_at"),
        ({"time": "2026-03-02T25:00:00.000000Z"}, "acts.recorded_at"),
        ({"time": "2026-03-02T01:60:00.000000Z"}, "acts.recorded_at"),
        ({"time": "1999-12-31T23:59:59.999999Z"}, None),
        ({"log": "another.example/gongkai"}, "acts.envelope.log"),
        ({"salts": lambda count: bytes(31)}, "events.salt"),
        ({"salts": lambda count: bytes(count // 2)}, "acts.office_salt, acts.person_salt"),
        ({"reads": [("organ:01900000-0000-7000-8000-00000000ffff", 1)]}, "acts.person.reads"),
        ({"claims": [("organ", "b"), ("organ", "a")]}, "acts.person.claims"),
        ({"seen": lambda: Seen("0" * 64, 3)}, "acts.envelope.seen"),
        ({"seen": lambda: Seen("0" * 64, 10**6)}, "acts.envelope.seen"),
    ],
)
def test_what_the_format_forbids_is_found_although_it_is_signed(
    town: Town, otherwise: dict[str, Any], where: str | None
) -> None:
    position = state_guide(town, **otherwise)
    found = found_in(town)
    assert all(at == position for at, _, _ in found)
    assert where in [one for _, one, _ in found] or (where is None and not found)


def test_ids_that_are_no_uuid7_are_found(town: Town) -> None:
    names = iter(["ACT", "EVENT"])
    position = state_guide(town, new_id=lambda: next(names))
    assert {found[:2] for found in found_in(town)} >= {
        (position, "acts.id"),
        (position, "events.id"),
    }


def test_an_act_that_stands_on_a_version_that_had_moved_is_found(town: Town) -> None:
    record = town.draft()
    stale = [(record, 1), (town.housing.organ, 1)]
    town.open_review(record)
    position = state_guide(town, reads=sorted(stale))
    where, what = the_only_finding(town, position)
    assert where == "acts.person.reads"
    assert f"案卷 {record} 是第 2 号,写的是第 1 号" in what


def test_an_act_may_say_it_saw_only_a_head_that_is_kept_and_came_before(town: Town) -> None:
    publish_log(town)
    head = town.journal.seen()
    assert head is not None
    for seen, sound in (
        (head, True),
        (None, True),
        (Seen(head.root, head.size - 1), False),
        (Seen("f" * 64, head.size), False),
    ):
        before = len(found_in(town))
        state_guide(town, seen=lambda seen=seen: seen)
        assert (len(found_in(town)) == before) is sound


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data | {"officer": "officer:01900000-0000-7000-8000-00000000ffff"},
        lambda data: data | {"officer": ""},
    ],
)
def test_an_event_that_names_another_officer_than_its_act_is_found(
    town: Town, edit: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    record = town.draft()
    data = {"officer": "", "reason": "退回", "version": 1}
    approver = town.housing.approver
    position = forge(
        town, approver, [(record, Record.Returned.TOPIC, edit(data))], organ=town.housing.organ
    )
    assert the_only_finding(town, position)[0] == "events.data.officer"


def test_a_role_may_do_only_what_the_permission_table_lets_it(town: Town) -> None:
    office = town.housing
    record = town.draft()
    data = {"officer": office.drafter.officer, "reason": "退回", "version": 1}
    position = forge(
        town, office.drafter, [(record, Record.Returned.TOPIC, data)], organ=office.organ
    )
    where, what = the_only_finding(town, position)
    assert where == "acts.post"
    assert "岗位 drafter不能办理 gongkai.record.returned.v1" in what


def test_nothing_but_the_own_key_is_revoked_without_a_post(town: Town) -> None:
    position = forge(
        town,
        replace(town.registrars[0], post=None),
        [(town.housing.organ, Organ.GuideStated.TOPIC, {"guide": GUIDE})],
    )
    assert the_only_finding(town, position)[0] == "acts.post"


def test_a_claim_that_the_journal_lacks_or_has_too_many_is_found(town: Town) -> None:
    data = {"aliases": [], "code": "", "kind": "ORGAN", "name": "某局", "short_name": ""}
    new = "organ:01900000-0000-7000-8000-00000000fff9"
    position = state_guide(town, data, topic=Organ.Enrolled.TOPIC, stream=new)
    assert found_in(town) == []
    connection = town.journal._connection()
    for trigger in ("claims_DELETE", "claims_UPDATE"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("UPDATE claims SET value = '别的' WHERE value = '某局'")
    found = [one for one in found_in(town) if "trigger" not in one[1]]
    assert [at for at, _, _ in found] == [position]
    connection.execute("INSERT INTO claims VALUES ('organ', '多余', 'nobody')")
    found = [one for one in found_in(town) if "trigger" not in one[1]]
    assert {(at, where) for at, where, _ in found} == {(position, "claims"), (None, "claims")}


def test_an_act_claims_what_its_events_make_unique_and_nothing_else(town: Town) -> None:
    position = state_guide(town, claims=[("sign_in", "newhead")])
    where, what = the_only_finding(town, position)
    assert where == "acts.person.claims"
    assert "没有事件需要声明" in what


def test_an_act_that_does_not_claim_what_its_event_makes_unique_is_found(town: Town) -> None:
    data = {"aliases": [], "code": "", "kind": "ORGAN", "name": "某局", "short_name": ""}
    new = "organ:01900000-0000-7000-8000-00000000fff9"
    position = state_guide(town, data, topic=Organ.Enrolled.TOPIC, stream=new, claims=[])
    where, what = the_only_finding(town, position)
    assert where == "acts.person.claims"
    assert "没有声明 ('organ', '某局')" in what


@pytest.mark.parametrize(
    "otherwise",
    [{"order": " "}, {"openness": {"ground": "D5", "reason": "内部", "value": "WITHHELD"}}, {}],
)
def test_what_is_migrated_is_public_and_by_an_order(town: Town, otherwise: dict[str, Any]) -> None:
    drafted = json.loads(town.journal.select_events(town.draft())[0].state)
    data = drafted | {
        "file": "1.txt",
        "officer": town.migrator.officer,
        "openness": {"ground": None, "reason": "", "value": "PROACTIVE"},
        "order": "县政办〔2026〕3号",
        "published_on": None,
        "source": "旧网站",
        **otherwise,
    }
    stream = "record:01900000-0000-7000-8000-00000000fff8"
    events = [(stream, Record.Migrated.TOPIC, data)]
    position = forge(town, town.migrator, events)
    what = "迁移的信息须为主动公开，并写明依据哪一份命令"
    expected = [(position, "events.data", what)] if otherwise else []
    assert found_in(town) == expected
