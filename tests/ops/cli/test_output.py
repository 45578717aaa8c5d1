"""Tables on a terminal: what is an id or a number stays on one line."""

import io
from collections.abc import Callable

import pytest

from ops.cli.output import say_table

ID = "request:019a0000-0000-7000-8000-000000000000"
NUMBER = "清建依申请〔2026〕14号"
WORDS = "同一条街的全部拆迁补偿方案和历年执行情况" * 3


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("output", [Terminal, io.StringIO])
def test_a_column_that_stays_whole_never_wraps(
    output: Callable[[], io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = output()
    monkeypatch.setattr("sys.stdout", shown)
    monkeypatch.setenv("COLUMNS", "60")
    say_table(("编号", "登记编号", "内容"), [(ID, NUMBER, WORDS)], whole=("编号", "登记编号"))
    assert ID in shown.getvalue()
    assert NUMBER in shown.getvalue()
    kept = shown.getvalue().count("\n") == 2
    assert kept is not shown.isatty()
