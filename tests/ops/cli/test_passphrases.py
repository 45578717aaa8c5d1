"""How a command comes by a passphrase: from a file, from standard input, or asked for unseen."""

import os
import pty
import select
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal import PROJECT, clean_environment, spawned

FOUNDING = ("found", "--origin", "x.example/y", "--registrar", "jia=甲", "--registrar", "yi=乙")
ASKING = """
from pathlib import Path
from ops.cli.passphrases import read_passphrase
print("heard", read_passphrase(None, "甲 的口令", confirm=True))
"""


def typed(answers: Sequence[str]) -> str:
    """What a terminal shows whose user gives one answer to each question."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(PROJECT)
        os.execve(sys.executable, [sys.executable, "-c", ASKING], clean_environment())
    shown = b""
    waiting = list(answers)
    while select.select([terminal], [], [], 30)[0]:
        try:
            shown += os.read(terminal, 1024)
        except OSError:
            break
        if waiting and shown.decode(errors="ignore").endswith("："):
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
    os.close(terminal)  # whoever still waits for an answer is hung up on
    os.waitpid(child, 0)
    return shown.decode()


@pytest.mark.parametrize("given", ["", "a passphrase of some length\n"])
def test_without_a_terminal_it_is_refused_in_chinese_and_not_read(
    tmp_path: Path, given: str
) -> None:
    ran = spawned(tmp_path / "var", *FOUNDING, input=given, start_new_session=True)
    assert (ran.code, ran.written) == (1, "")
    assert ran.complained == (
        "未办理：[passphrase-file] 这里没有终端，不能询问口令；请把口令写在文件的第一行，用 "
        "--passphrase-file 给出这个文件（/dev/stdin 是标准输入）\n"
    )
    assert not (tmp_path / "var").exists()


def test_a_file_may_be_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "yi"
    file.write_text("the other one's passphrase\n", "utf-8")
    given = ("--passphrase-file", "/dev/stdin", "--passphrase-file", file)
    ran = spawned(
        tmp_path / "var",
        *(*FOUNDING, *given),
        input="a passphrase of some length\n",
        start_new_session=True,
    ).fine()
    assert "档案已建立" in ran.written


def test_at_a_terminal_it_is_asked_for_twice_and_never_shown() -> None:
    shown = typed(["the first one", "another one", "the first one", "the first one"])
    assert shown.count("甲 的口令：") == 2
    assert shown.count("请再输入一次：") == 2
    assert "两次输入的口令不一样，请重新输入" in shown
    assert shown.count("the first one") == 1
    assert "heard the first one" in shown


def test_an_empty_answer_is_asked_for_again() -> None:
    shown = typed(["", "the first one", "the first one"])
    assert shown.count("甲 的口令：") == 2
    assert "heard the first one" in shown
