"""Help texts are printed whole, however narrow the terminal."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.cli.application import command
from tests.terminal import gongkai


def paths(at: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of the tree."""
    yield path
    for name, below in getattr(at, "commands", {}).items():
        yield from paths(below, (*path, name))


@pytest.mark.parametrize("columns", ["80", "60"])
def test_no_help_text_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for path in paths(command()):
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
