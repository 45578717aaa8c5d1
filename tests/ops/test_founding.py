"""Founding: an archive is there whole or not at all, and nothing is ever overwritten."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Conflict, Incomplete, Malformed, Refusal
from domain.officer import Officer
from domain.permissions import Role
from ops import founding
from ops.bootstrap import open_archive
from ops.founding import DEMO_MARK, JOURNAL, WORKSHOP, NewRegistrar, found_archive
from ops.homelock import HomeLock
from ops.settings import Settings

ORIGIN = "qinghe.gov.example/gongkai"
PASSPHRASE = "a passphrase of some length"
REGISTRARS = [NewRegistrar("jia", "甲某", PASSPHRASE), NewRegistrar("yi", "乙某", PASSPHRASE)]


def found(home: Path, **changes: Any) -> founding.Founded:
    """Found an archive there."""
    return found_archive(home, **({"origin": ORIGIN, "registrars": REGISTRARS} | changes))


def test_a_founded_archive_has_its_registrars_and_says_what_to_keep(tmp_path: Path) -> None:
    told = found(tmp_path / "var")
    with open_archive(Settings(home=tmp_path / "var")) as services:
        assert (services.origin, services.founding, services.vkey) == (
            ORIGIN,
            told.founding,
            told.vkey,
        )
        assert not services.demo
        assert services.journal.position() == 1 + 3 * len(REGISTRARS)
        for officer, registrar in zip(told.officers, REGISTRARS, strict=True):
            identity, signers = services.keystore.unlock(registrar.sign_in, PASSPHRASE)
            assert identity == officer
            held = services.archive.load(Officer, officer)
            assert {signer.public_key.hex() for signer in signers} == held.valid_keys()
            assert [post.role for post in held.held_posts()] == [Role.REGISTRAR]


def test_nobody_else_may_look_into_it(tmp_path: Path) -> None:
    found(tmp_path / "var")
    for path in (tmp_path / "var", tmp_path / "var" / "keys"):
        assert path.stat().st_mode & 0o077 == 0
    for name in (JOURNAL, "state.db", "keys/log.key"):
        assert (tmp_path / "var" / name).stat().st_mode & 0o077 == 0


def test_settings_may_lie_there_before(tmp_path: Path) -> None:
    home = tmp_path / "var"
    home.mkdir()
    (home / "gongkai.toml").write_text('title = "清河"\n', "utf-8")
    found(home)
    assert (home / "gongkai.toml").read_text("utf-8") == 'title = "清河"\n'


def test_the_folder_may_be_the_one_we_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found(Path("."))
    assert (tmp_path / JOURNAL).exists()


def test_a_demonstration_is_marked(tmp_path: Path) -> None:
    found(tmp_path / "demo", demo=True)
    assert (tmp_path / "demo" / DEMO_MARK).exists()
    with open_archive(Settings(home=tmp_path / "demo")) as services:
        assert services.demo


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"registrars": REGISTRARS[:1]}, Incomplete),
        ({"registrars": [REGISTRARS[0], REGISTRARS[0]]}, Incomplete),
        ({"registrars": [REGISTRARS[0], NewRegistrar("yi", "乙某", "short")]}, Incomplete),
        ({"registrars": [REGISTRARS[0], NewRegistrar("y i", "乙某", PASSPHRASE)]}, Incomplete),
        ({"registrars": [REGISTRARS[0], NewRegistrar("yi", " ", PASSPHRASE)]}, Incomplete),
        ({"origin": "https://qinghe.gov.example"}, Malformed),
        ({"origin": "qinghe.gov.example/2026"}, Malformed),
        ({"origin": ""}, Malformed),
    ],
)
def test_what_cannot_be_founded_leaves_an_empty_folder(
    tmp_path: Path, changes: dict[str, Any], error: type[Refusal]
) -> None:
    with pytest.raises(error):
        found(tmp_path / "var", **changes)
    assert {path.name for path in tmp_path.rglob("*")} <= {"var", "lock"}
    found(tmp_path / "var")


def test_an_archive_is_never_founded_twice(tmp_path: Path) -> None:
    told = found(tmp_path / "var")
    with pytest.raises(Conflict, match="已经有一个档案"):
        found(tmp_path / "var")
    with open_archive(Settings(home=tmp_path / "var")) as services:
        assert services.founding == told.founding


@pytest.mark.parametrize("part", ["state.db", "secrets.db", "keys", "blobs", "log"])
def test_parts_of_an_archive_without_its_journal_are_never_overwritten(
    tmp_path: Path, part: str
) -> None:
    home = tmp_path / "var"
    (home / part).mkdir(parents=True)
    (home / part / "precious").touch()
    with pytest.raises(Conflict, match=part):
        found(home)
    assert (home / part / "precious").exists()


def test_two_at_a_time_cannot_found(tmp_path: Path) -> None:
    home = tmp_path / "var"
    home.mkdir()
    with HomeLock(home) as lock:
        assert lock.acquire()
        with pytest.raises(Conflict, match="另一个进程"):
            found(home)


class Killed(BaseException):
    """Stands for a kill: no handler may clean up after it."""


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_killed_while_moving_in_founding_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    home = tmp_path / "var"
    moves: list[Path] = []

    def replace(source: Path, target: Path) -> None:
        if len(moves) == moved:
            raise Killed
        moves.append(target)
        shutil.move(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", replace)
        with pytest.raises(Killed):
            found(home)
    assert not (home / JOURNAL).exists()
    assert (home / WORKSHOP / JOURNAL).exists()
    told = found(home)
    with open_archive(Settings(home=home)) as services:
        assert services.founding == told.founding
    assert not (home / WORKSHOP).exists()
