"""What every acting command shares: who signs, how it refuses, how it is repeated, what it says."""

import os
import pty
import re
import select
import subprocess
from pathlib import Path

import pytest

from tests.premises import PASSPHRASE, Premises, furnish
from tests.terminal import COMMAND, Ran, clean_environment, gongkai, narrow, spawned
from tests.town import Town


@pytest.fixture(scope="module")
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME for this module."""
    return furnish(founded_town, tmp_path_factory.mktemp("acting"))


def act(premises: Premises, role: str, *arguments: object) -> Ran:
    """A command signed by the officer of a role."""
    signed = ["--as", premises.names[role], "--passphrase-file", premises.passphrase_file]
    return gongkai(premises.home, *arguments, *signed)


def refused(premises: Premises, role: str, *arguments: object) -> str:
    """A command that is refused with one Chinese sentence, nothing written."""
    before = premises.position()
    ran = act(premises, role, *arguments)
    assert (ran.code, ran.out) == (1, "")
    assert re.fullmatch("未办理:[^\n]*[\u4e00-\u9fff][^\n]*\n", ran.err)
    assert premises.position() == before
    return ran.err


def test_an_answer_says_where_the_act_stands(premises: Premises) -> None:
    ran = act(premises, "first", "organ", "enrol", "清河县财政局").fine()
    assert "已登记机关:清河县财政局" in ran.out
    assert f"日志位置 {premises.position()}" in ran.out
    told = act(premises, "first", "organ", "enrol", "清河县审计局", "--json").fine().json
    assert told["position"] == premises.position()
    assert told["organ"] == told["case_file"]
    assert (told["version"], told["repeated"], told["covered"]) == (1, False, True)


@pytest.mark.parametrize("name", ["nobody", "", "Registrar9"])
def test_a_wrong_name_and_a_wrong_passphrase_get_the_same_words(
    premises: Premises, tmp_path: Path, name: str
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n", "utf-8")
    command = ["organ", "enrol", "甲"]
    one = gongkai(premises.home, *command, "--as", premises.third, "--passphrase-file", wrong)
    other = gongkai(
        premises.home, *command, "--as", name, "--passphrase-file", premises.passphrase_file
    )
    assert one.code == other.code == 1
    assert one.err == other.err == "未办理:登录名或口令不对\n"


def test_a_passphrase_file_may_come_from_another_system(premises: Premises, tmp_path: Path) -> None:
    for number, data in enumerate((f"{PASSPHRASE}\r\nmore", f"\ufeff{PASSPHRASE}\n", PASSPHRASE)):
        file = tmp_path / str(number)
        file.write_bytes(data.encode())
        command = ["organ", "enrol", f"机关{number}", "--as", premises.first]
        gongkai(premises.home, *command, "--passphrase-file", file).fine()
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    ran = gongkai(
        premises.home, "organ", "enrol", "乙", "--as", premises.first, "--passphrase-file", binary
    )
    assert ran.code == 1
    assert "[passphrase-file]" in ran.err


def test_acting_in_another_s_or_no_post_is_refused(premises: Premises) -> None:
    assert "登记员" in refused(premises, "drafter", "organ", "enrol", "甲")
    assert "[post]" in refused(premises, "first", "organ", "enrol", "甲", "--post", "post:1")
    assert "[name]" in refused(premises, "first", "organ", "enrol", " ")
    assert "已被占用" in refused(premises, "first", "organ", "enrol", "清河县住房和城乡建设局")
    assert "没有名为“nobody”的工作人员" in refused(
        premises, "first", "officer", "end-post", "nobody", "post:1"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["organ"],
        ["organ", "enrol"],
        ["organ", "enrol", "甲"],
        ["organ", "enrol", "甲", "--as"],
        ["organ", "enrol", "甲", "--as", "jia", "--passphrase-file", "/nowhere/at/all"],
        ["organ", "enrol", "甲", "--as", "jia", "--passphrase", "secret"],
        ["organ", "enrol", "甲", "--as", "jia", "--kind", "CASTLE"],
        ["record", "draft", "/nowhere/at/all", "--as", "jia"],
        [
            "record",
            "repeal",
            "record:1",
            "--as",
            "x",
            "--because",
            "a",
            "--basis",
            "b",
            "--on",
            "x",
        ],
        ["import", "/nowhere/at/all", "--as", "jia"],
        ["import", ".", "--as", "jia", "--commit"],
        ["search"],
        ["search", "词", "--explain"],
        ["search", "词", "--size", "0"],
        ["verify", "--processes", "0"],
        ["found", "--origin", "a.example/x", "--registrar", "jia"],
        ["serve", "--port", "http"],
    ],
)
def test_wrong_use_is_told_from_a_refusal(premises: Premises, arguments: list[str]) -> None:
    before = premises.position()
    ran = gongkai(premises.home, *arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert premises.position() == before


def test_without_an_archive_a_command_says_how_to_begin(tmp_path: Path) -> None:
    for command in (["status"], ["search", "词"], ["serve"], ["officer", "show", "jia"]):
        ran = gongkai(tmp_path / "none", *command)
        assert ran.code == 1
        assert "[home]" in ran.err
        assert "gongkai found" in ran.err
    assert not (tmp_path / "none").exists()


def test_a_database_that_is_none_is_told_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"this is no database at all, " * 100)
    ran = gongkai(tmp_path, "status")
    assert ran.code == 1
    assert ran.err.startswith("档案读写不了:DatabaseError")
    assert gongkai(tmp_path, "verify").code == 1


def test_bytes_of_the_command_line_that_are_no_text_are_refused(premises: Premises) -> None:
    ran = act(premises, "first", "organ", "enrol", "机\udcff关")
    assert ran.code == 1
    assert ran.err.startswith("未办理:")


def test_a_repeated_confirmation_is_answered_again(premises: Premises) -> None:
    code = act(premises, "first", "officer", "enrol", "sun", "--name", "孙某", "--json").json[
        "code"
    ]
    made = gongkai(
        premises.home,
        *("key", "make", "sun", "--code", code, "--json"),
        *("--passphrase-file", premises.passphrase_file),
    )
    key = made.fine().json["key"]
    enrol = ["officer", "enrol-key", "sun", "--idempotency-key", "k1", "--json"]
    first = act(premises, "first", *enrol).fine().json
    again = act(premises, "first", *enrol).fine().json
    assert again == first | {"repeated": True}
    assert first["key"] == key
    confirm = ["officer", "confirm-key", "sun", "--idempotency-key", "k1", "--json"]
    first = act(premises, "second", *confirm).fine().json
    assert act(premises, "second", *confirm).fine().json == first | {"repeated": True}
    assert "没有处于这一步的密钥" in refused(premises, "second", "officer", "confirm-key", "sun")
    spaced = ["organ", "enrol", "甲", "--idempotency-key", "两个 字"]
    assert "[command]" in refused(premises, "first", *spaced)


def test_an_officer_revokes_his_own_key_without_any_post(premises: Premises) -> None:
    name = premises.publisher
    ran = act(premises, "publisher", "officer", "revoke-key", name, "--because", "电脑遗失").fine()
    assert "立即生效" in ran.out
    assert "已停用" in refused(
        premises, "publisher", "officer", "revoke-key", name, "--because", "x"
    )
    told = act(
        premises, "first", "officer", "answer-revocation", name, "--answer", "属实", "--json"
    )
    assert told.fine().json["case_file"].startswith("officer:")
    shown = gongkai(premises.home, "officer", "show", name, "--json").fine().json
    assert [held["state"] for held in shown["keys"]] == ["REVOKED"]
    assert "REVOKED" in gongkai(premises.home, "officer", "show", name).fine().out


@pytest.mark.slow
def test_a_passphrase_is_asked_for_without_echo_and_is_nowhere_to_be_seen(
    premises: Premises,
) -> None:
    master, slave = pty.openpty()
    asked = subprocess.Popen(
        [
            COMMAND,
            "--home",
            premises.home,
            "organ",
            "enrol",
            "清河县林业局",
            "--as",
            premises.first,
        ],
        env=clean_environment(),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    # It asks when the terminal no longer echoes and has forgotten what was typed before.
    said = read_until(master, "口令：")
    os.write(master, f"{PASSPHRASE}\n".encode())
    said += read_until(master, "日志位置")
    assert asked.wait(timeout=30) == 0
    os.close(master)
    assert PASSPHRASE not in said
    assert "已登记机关:清河县林业局" in said


def read_until(terminal: int, words: str) -> str:
    """What a terminal shows, up to and with these words."""
    said = b""
    while words.encode() not in said:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, said.decode(errors="replace")
        said += os.read(terminal, 4096)
    return narrow(said.decode(errors="replace"))


@pytest.mark.slow
def test_as_a_process_a_refusal_ends_with_1_and_wrong_use_with_2(premises: Premises) -> None:
    refusal = spawned(premises.home, "show", "record:01900000-0000-7000-8000-000000000000")
    assert (refusal.code, refusal.out) == (1, "")
    assert refusal.err.startswith("未办理:[record] 没有公开过这件信息")
    environment = {"TZINFO_TOPIC": "zoneinfo"}
    stopped = spawned(premises.home, "status", environment=environment)
    assert stopped.code == 1
    assert stopped.err.startswith("未办理:[TZINFO_TOPIC]")
    assert spawned(premises.home, "no-such-command").code == 2
