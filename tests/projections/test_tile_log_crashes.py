"""The log's writer survives being stopped at any step: nothing is lost, nothing half there."""

import os
import shutil
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from domain.notes import NoteRefused
from projections.tile_log import TileLog
from tests.projections.log_home import ENTRIES, ORIGIN, Home, Key, head, home_in

STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir"}
STEPS |= {"gongkai.test.sign", "gongkai.test.keep"}


def die_at(step: int) -> None:
    """End this process, as kill -9 would, just before its n-th step from now.

    A step is opening a file (to write or to sync it), renaming, deleting, signing or keeping. The
    hooks are the interpreter's own, so that the code under test runs as it is.
    """
    left = step

    def count(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left < 0:
                os._exit(137)

    sys.addaudithook(count)


def killed_while_growing(folder: Path, size: int, step: int) -> bool:
    """Append up to `size` in a process of its own that dies at a step; whether it did."""
    with warnings.catch_warnings():
        # Newer interpreters warn of threads that other tests left; the child uses none.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            with home_in(folder) as home:
                log = home.opened()
                die_at(step)
                log.append(ENTRIES[log.size : size])
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 137)
    return code == 137


@pytest.mark.parametrize(("old", "new"), [(0, 3), (3, 10), (250, 260), (256, 300), (100, 800)])
def test_a_kill_at_any_step_of_an_append_loses_nothing(tmp_path: Path, old: int, new: int) -> None:
    with home_in(tmp_path / "start") as start:
        start.grow(*({old} - {0}))
    with home_in(tmp_path / "whole") as whole:
        whole.grow(*({old} - {0}), new)
        expected = whole.files()
    for step in range(1000):
        folder = tmp_path / "crashed"
        shutil.copytree(tmp_path / "start", folder)
        killed = killed_while_growing(folder, new, step)
        with home_in(folder) as home:
            # Before anything is put right, the audit knows a crash from a change.
            first_head = old == 0 and home.newest() is not None
            assert home.check(new) in ([], ["checkpoint:文件缺失"] if first_head else [])
            log = home.opened()
            kept = home.newest()
            assert log.size == (0 if kept is None else kept[0])
            assert log.size in ((old, new) if killed else (new,))
            assert log.checkpoint_text() == (None if kept is None else kept[2])
            assert home.check(new) == []
            log.append(ENTRIES[log.size : new])
            assert home.files() == expected
            assert home.check(new) == []
        shutil.rmtree(folder)
        if not killed:
            break
    # No append has fewer steps: three files written, synced and renamed, four directories synced,
    # a head signed and kept.
    assert 15 <= step < 999


class Interrupted(Exception):
    """Raised by a callback in place of a crash."""


def interrupted(*given: object) -> NoReturn:
    raise Interrupted


def failing_log(home: Home, **callbacks: Callable[..., Any]) -> TileLog:
    class Signer:
        sign = staticmethod(callbacks.get("sign", home.key.sign))

    keep = callbacks.get("keep", home.keep)
    log = TileLog(home.directory, ORIGIN, Signer(), home.key.public_key, keep, home.newest)
    log.open()
    return log


@pytest.mark.parametrize("callback", ["sign", "keep"])
def test_a_failure_before_the_head_is_kept_leaves_the_old_head(home: Home, callback: str) -> None:
    home.grow(250)
    before = home.files()
    log = failing_log(home, **{callback: interrupted})
    with pytest.raises(Interrupted):
        log.append(ENTRIES[250:260])
    assert home.files()["checkpoint"] == before["checkpoint"]
    assert home.files().items() >= before.items()
    assert home.check(260) == []
    with pytest.raises(RuntimeError, match="open the log first"):
        log.append(ENTRIES[250:260])
    # Coming back in another batch, the entries fill the log over what was left of the first try.
    again = home.opened()
    assert again.size == 250
    again.append(ENTRIES[250:255])
    again.append(ENTRIES[255:270])
    assert home.check(270) == []


def test_a_head_that_was_kept_but_not_published_is_published_at_the_next_start(home: Home) -> None:
    home.grow(250)
    before = home.files()["checkpoint"]

    def keep_then_die(*checkpoint: Any) -> None:
        home.keep(*checkpoint)
        raise Interrupted

    with pytest.raises(Interrupted):
        failing_log(home, keep=keep_then_die).append(ENTRIES[250:260])
    assert home.files()["checkpoint"] == before
    assert home.check(260) == []
    log = home.opened()
    assert (log.size, head(log).size) == (260, 260)
    assert not (home.directory / "tile/0/000.p").exists()
    assert home.check(260) == []


def test_a_signature_by_another_key_is_never_published(home: Home) -> None:
    home.grow(5)
    log = failing_log(home, sign=Key(2).sign)
    with pytest.raises(NoteRefused, match="签名不成立"):
        log.append(ENTRIES[5:6])
    assert home.opened().size == 5


def test_half_written_files_are_dropped_at_the_next_start(home: Home) -> None:
    home.grow(5)
    (home.directory / ".new").mkdir(exist_ok=True)
    (home.directory / ".new/0").write_bytes(b"half a ti")
    assert home.check(5) == []
    home.opened()
    assert list((home.directory / ".new").iterdir()) == []
