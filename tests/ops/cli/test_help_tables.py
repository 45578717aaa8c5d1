"""Help texts are printed whole, however narrow the terminal."""

import re
from pathlib import Path

import pytest

from tests.terminal import gongkai, tree


@pytest.mark.parametrize("columns", ["80", "60"])
def test_no_help_text_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for path, _ in tree():
        shown = gongkai(tmp_path, *path, "-h").fine().written
        assert not re.search(r"(?<![:=])… *│", shown), path


def test_a_sentence_goes_on_in_the_next_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = gongkai(tmp_path, "-h").fine().written
    together = "".join(line.strip("│ ") for line in shown.splitlines())
    assert (
        "从第一个事件重建登记簿和办理记录的表（register、trail）；旧的保留到新的就绪。" in together
    )


def test_what_stands_around_the_help_texts_is_chinese_too(tmp_path: Path) -> None:
    shown = gongkai(tmp_path, "search", "find", "-h").fine().written
    assert "─ 参数 ─" in shown
    assert "─ 选项 ─" in shown
    assert "[必填]" in shown
    assert "[默认：" in shown
    assert "─ 命令 ─" in gongkai(tmp_path, "search", "-h").fine().written
