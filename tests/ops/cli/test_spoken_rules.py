"""The command line tells people rules of law; references of the makers stay in JSON."""

from pathlib import Path

import pytest

from domain.errors import Malformed
from ops.cli import _refused
from tests.terminal import gongkai


def test_a_refusal_names_no_clause_of_the_design(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _refused(Malformed("应为 64 位小写十六进制", rule="design §4", field="founding"))
    assert capsys.readouterr().err == "未办理：[founding] 应为 64 位小写十六进制\n"


def test_a_finding_of_the_audit_names_no_clause_but_its_json_does(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"")
    shown = gongkai(tmp_path, "verify")
    assert (shown.code, "问题：" in shown.written) == (1, True)
    assert "§" not in shown.written
    told = gongkai(tmp_path, "verify", "--json").json
    assert any("§" in finding["rule"] for finding in told["findings"])
