"""Rules of law are told to people as they are written; references of the makers are not."""

from pathlib import Path

import pytest

from domain.errors import Malformed
from ops.cli import _refused
from ops.cli.spoken_rules import spoken
from tests.terminal import gongkai


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("条例 art 29(1)", "条例第二十九条第（一）项"),
        ("条例 art 36(2), 37", "条例第三十六条第（二）项、第三十七条"),
        ("R40, R41; 条例 art 17", "条例第十七条"),
        ("国办函〔2020〕109号；条例 art 42", "国办函〔2020〕109号；条例第四十二条"),
        ("条例 art 14-16", "条例"),
        ("权限表", "权限表"),
        ("design §4", ""),
        ("docs/log-format.md §13", ""),
        ("RFC 8785", ""),
        ("", ""),
    ],
)
def test_only_law_and_tables_are_told(rule: str, told: str) -> None:
    assert spoken(rule) == told


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
