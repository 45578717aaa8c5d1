"""Keys that open without a person: whole or not there, for their owner only."""

import os
from pathlib import Path

import pytest

from domain.errors import Conflict, KeyNotValid
from ops.keyfiles import make_key_file, make_log_key, open_key_file, open_log_key


def test_the_logs_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    signer = make_log_key(tmp_path / "keys")
    assert open_log_key(tmp_path / "keys").public_key == signer.public_key
    assert (tmp_path / "keys/log.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["log.key"]
    with pytest.raises(Conflict):
        make_log_key(tmp_path / "keys")
    assert open_log_key(tmp_path / "keys").public_key == signer.public_key


def test_a_draft_left_by_a_crash_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / f".log.key.{os.getpid()}").write_text("half")
    make_log_key(tmp_path)
    open_log_key(tmp_path)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_log_key(tmp_path)
    (tmp_path / "log.key").chmod(0o640)
    with pytest.raises(KeyNotValid, match="chmod 600"):
        open_log_key(tmp_path)


@pytest.mark.parametrize("text", ["", "00", "zz" * 32, "AA" * 32, "é" * 64, "a" * 64 + "\nmore"])
def test_a_damaged_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.key"
    path.write_bytes(text.encode("latin-1"))
    path.chmod(0o600)
    with pytest.raises(KeyNotValid, match="已损坏"):
        open_log_key(tmp_path)


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyNotValid, match="缺少"):
        open_log_key(tmp_path)


def test_keys_of_two_names_are_two_keys_and_neither_replaces_the_other(tmp_path: Path) -> None:
    log, intake = make_log_key(tmp_path), make_key_file(tmp_path, "intake", "密钥")
    assert log.public_key != intake.public_key
    opened = open_key_file(tmp_path, "intake")
    assert opened is not None
    assert opened.public_key == intake.public_key
    with pytest.raises(Conflict, match=r"keys/intake\.key"):
        make_key_file(tmp_path, "intake", "密钥")
    assert open_key_file(tmp_path, "clock") is None


def test_a_folder_in_the_place_of_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "intake.key").mkdir()
    with pytest.raises(KeyNotValid, match="无法读取"):
        open_key_file(tmp_path, "intake")
