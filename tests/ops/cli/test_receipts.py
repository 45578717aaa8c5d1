"""`gongkai receipt verify` on a machine that has the file and nothing of the archive."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.filed import Filed, file_request, open_keys
from tests.terminal import gongkai
from tests.town import Town, copy_town


@pytest.fixture(scope="module")
def filed(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    town = copy_town(founded_town, tmp_path_factory.mktemp("filed"))
    keys = open_keys(town)
    yield file_request(town, keys)
    keys.close()
    town.close()


@pytest.fixture
def file(filed: Filed, tmp_path: Path) -> Path:
    path = tmp_path / "申请回执.tlog-proof"
    path.write_text(filed.receipt(), "utf-8", newline="\n")
    return path


def test_a_receipt_is_verified_without_any_archive(
    filed: Filed, file: Path, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    ran = gongkai(nowhere, "receipt", "verify", file, "--vkey", filed.vkey).fine()
    assert "回执成立" in ran.out
    assert "申请人的姓名或名称:赵一" in ran.out
    assert "没有证明:签名密钥当时是否有效" in ran.out
    assert not nowhere.exists()
    founding = ("--founding", filed.founding)
    ran = gongkai(nowhere, "receipt", "verify", file, "--vkey", filed.vkey, *founding).fine()
    assert "没有证明:签名密钥当时是否有效" not in ran.out


def test_json_has_the_same_verdict(filed: Filed, file: Path, tmp_path: Path) -> None:
    command = ("receipt", "verify", file, "--vkey", filed.vkey, "--json")
    answer = gongkai(tmp_path / "nowhere", *command).fine().json
    assert answer["holds"] is True
    assert answer["organ_name"] == filed.town.housing.name
    assert answer["founding_compared"] is False


def test_what_does_not_hold_ends_with_1_and_says_why(
    filed: Filed, file: Path, tmp_path: Path
) -> None:
    command = ("receipt", "verify", file, "--vkey", filed.vkey)
    wrong = gongkai(tmp_path, *command, "--founding", "0" * 64)
    assert (wrong.code, "建档指纹" in wrong.err, wrong.out) == (1, True, "")
    file.write_bytes(file.read_bytes().replace(b"index ", b"index 1"))
    broken = gongkai(tmp_path, *command, "--json")
    assert broken.code == 1
    assert broken.json["holds"] is False
    assert "回执不成立" in broken.err


@pytest.mark.parametrize("content", [b"PK\x03\x04\xff\xfe", "一封信\n".encode(), b""])
def test_another_file_is_told_to_be_none(tmp_path: Path, filed: Filed, content: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    ran = gongkai(tmp_path, "receipt", "verify", other, "--vkey", filed.vkey)
    assert (ran.code, ran.written, ran.complained) == (1, "", "这不是申请回执文件\n")


def test_why_a_receipt_does_not_hold_names_no_clause(filed: Filed, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"index ", b"index 1"))
    ran = gongkai(file.parent, "receipt", "verify", file, "--vkey", filed.vkey)
    assert ran.code == 1
    assert not re.search("§|log-format|C2SP|RFC", ran.complained)
