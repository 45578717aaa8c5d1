"""`gongkai trail` and `verify`: who did what, and whether the archive is what it says it is."""

import sqlite3
from pathlib import Path

import pytest

from tests.premises import Premises, furnish
from tests.terminal import Ran, gongkai
from tests.town import Town


@pytest.fixture(scope="module")
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME with an act from this command line."""
    premises = furnish(founded_town, tmp_path_factory.mktemp("supervisors"))
    gongkai(
        premises.home,
        *("organ", "enrol", "清河县气象局", "--as", premises.first, "--reason", "机构改革"),
        *("--ground", "三定方案", "--passphrase-file", premises.passphrase_file),
    ).fine()
    return premises


def trail(premises: Premises, *arguments: object, role: str = "supervisor") -> Ran:
    """The trail as an officer of a role asks for it."""
    signed = ["--as", premises.names[role], "--passphrase-file", premises.passphrase_file]
    return gongkai(premises.home, "trail", *signed, *arguments)


def test_an_act_is_told_with_person_post_reason_ground_and_place(premises: Premises) -> None:
    told = trail(premises, "--officer", premises.first, "--limit", "1", "--json").fine().json
    (act,) = told["acts"]
    assert (act["officer_name"], act["post_title"]) == ("甲", "登记员")
    assert (act["reason"], act["ground"], act["source"]) == ("机构改革", "三定方案", "gongkai")
    assert act["events"][0]["position"] == act["first"] == premises.position()
    assert told["next"]
    shown = trail(premises, "--limit", "1").fine()
    for words in ("甲 · 登记员 · 全档案", "登记机关", "理由: 机构改革", "依据: 三定方案"):
        assert words in shown.out
    assert "下一页:--after" in shown.err


def test_it_is_asked_by_officer_organ_action_and_period(premises: Premises) -> None:
    granted = trail(premises, "--action", "授予岗位", "--limit", "500", "--json").fine().json
    by_topic = trail(premises, "--action", "officer.post_granted", "--limit", "500", "--json")
    assert granted == by_topic.fine().json
    assert granted["total"] == len(granted["acts"]) > 3
    organ = trail(premises, "--organ", "清河县气象局", "--json").fine().json
    assert organ["total"] == 1
    old = trail(premises, "--since", "2026-03-02", "--until", "2026-03-02", "--json").fine().json
    assert old["total"] > 10
    none = trail(premises, "--until", "2020-01-01", "--json").fine().json
    assert none == {"total": 0, "next": None, "acts": []}
    first = trail(premises, "--limit", "2", "--json").fine().json
    second = trail(premises, "--limit", "2", "--after", first["next"], "--json").fine().json
    assert not {a["id"] for a in first["acts"]} & {a["id"] for a in second["acts"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--officer", "nobody"], "没有名为“nobody”的工作人员"),
        (["--organ", "没有的机关"], "没有名为“没有的机关”的机关"),
        (["--action", "飞行"], "飞行"),
        (["--after", "x"], "未办理"),
    ],
)
def test_what_it_cannot_read_is_refused(
    premises: Premises, arguments: list[str], said: str
) -> None:
    ran = trail(premises, *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


@pytest.mark.parametrize("role", ["first", "drafter", "reviewer", "approver", "migrator"])
def test_only_a_supervisor_reads_it(premises: Premises, role: str) -> None:
    ran = trail(premises, role=role)
    assert (ran.code, ran.out) == (1, "")
    assert "您的岗位不能查看这些内容" in ran.err


def test_a_sound_archive_verifies_and_says_what_it_was_not_compared_with(
    premises: Premises,
) -> None:
    ran = gongkai(premises.home, "verify").fine()
    for name in ("日志公钥(--vkey)", "建档指纹(--founding)", "检查点(--checkpoint)"):
        assert f"没有比对:{name}" in ran.out
    told = gongkai(premises.home, "verify", "--processes", "1", "--json").fine().json
    assert (told["sound"], told["total"], told["first_bad"]) == (True, 0, None)
    assert told["compared"] == []


def test_what_an_outsider_kept_is_compared(premises: Premises, tmp_path: Path) -> None:
    status = gongkai(premises.home, "status", "--json").fine().json
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_bytes((premises.home / "log/checkpoint").read_bytes())
    kept = ["--vkey", status["vkey"], "--founding", status["founding"], "--checkpoint", checkpoint]
    told = gongkai(premises.home, "verify", *kept, "--json").fine().json
    assert len(told["compared"]) == 3
    assert told["not_compared"] == []
    for number, wrong in ((1, status["vkey"][:-4] + "AAAA"), (3, "0" * 64)):
        changed = [*kept[:number], wrong, *kept[number + 1 :]]
        assert gongkai(premises.home, "verify", *changed).code == 1


def test_a_changed_value_is_found_with_its_position(founded_town: Town, tmp_path: Path) -> None:
    premises = furnish(founded_town, tmp_path)
    gongkai(premises.home, "search", "词").fine()
    journal = sqlite3.connect(premises.home / "journal.db")
    journal.execute("DROP TRIGGER events_UPDATE")
    journal.execute("UPDATE events SET salt = zeroblob(32) WHERE position = 25")
    journal.commit()
    journal.close()
    ran = gongkai(premises.home, "verify")
    assert ran.code == 1
    assert "问题:第 25 号 " in ran.out
    told = gongkai(premises.home, "verify", "--json")
    assert told.code == 1
    assert told.json["first_bad"] == 25
