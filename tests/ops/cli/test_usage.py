"""Wrong use of the command line: told in Chinese, with where to read on, and exit code 2."""

import re
from pathlib import Path

import pytest

from tests.terminal import gongkai


@pytest.mark.parametrize(
    ("arguments", "said", "help_of"),
    [
        (("request", "list"), "缺少选项 --as（经办人的登录名）", "gongkai request list"),
        (("law", "show"), "缺少参数 table（表名；calendar 是工作日历）", "gongkai law show"),
        (
            ("request", "list", "--as", "x", "--show", "LATE"),
            "不能写 LATE，可用：ALL、OPEN、OVERDUE",
            "gongkai request list",
        ),
        (("request", "list", "--as", "x", "--limit", "0"), "不能小于 1", "gongkai request list"),
        (("request", "list", "--as", "x", "--limit", "a"), "应为整数", "gongkai request list"),
        (("request", "list", "--as", "x", "y"), "多写了 y", "gongkai request list"),
        (("request", "list", "--sohw"), "没有选项 --sohw，是不是 --show、", "gongkai request list"),
        (("request", "list", "--as"), "选项 --as 后面要写内容", "gongkai"),
        (("request", "list", "--json=1"), "选项 --json 后面不写内容", "gongkai"),
        (("nothing",), "没有命令 nothing", "gongkai"),
        (("request", "lst"), "没有命令 lst，是不是 ", "gongkai request"),
        (
            ("law", "show", "limits", "--on", "soon"),
            "不能写 soon，应为日期，如 2026-03-02",
            "gongkai law show",
        ),
        (
            ("receipt", "verify", "/no/such/file", "--vkey", "k"),
            "没有这个文件或文件夹：/no/such/file",
            "gongkai receipt verify",
        ),
        (
            ("receipt", "verify", "/", "--vkey", "k"),
            "应为文件，这是文件夹：/",
            "gongkai receipt verify",
        ),
        (
            ("found", "--origin", "x.example/y", "--registrar", "甲"),
            "登记员应写成 登录名=姓名",
            "gongkai found",
        ),
    ],
)
def test_wrong_use_is_told_in_chinese(
    tmp_path: Path, arguments: tuple[str, ...], said: str, help_of: str
) -> None:
    ran = gongkai(tmp_path, *arguments)
    assert (ran.code, ran.written) == (2, "")
    first, last = ran.complained.splitlines()
    assert first.startswith("用法不对：")
    assert said in first
    assert last == f"看 {help_of} -h"
    told = first.replace(said, "")
    assert not re.search("Invalid|Missing|Input|Value|such|not", told)


def test_no_command_at_all_shows_the_help_and_is_wrong_use(tmp_path: Path) -> None:
    ran = gongkai(tmp_path, "request")
    assert ran.code == 2
    assert "─ 命令 ─" in ran.written
    assert ran.complained == ""


def test_help_is_no_error(tmp_path: Path) -> None:
    assert gongkai(tmp_path, "request", "-h").fine().complained == ""
