"""Running `gongkai`: in this process for breadth, as a real process where it must be one."""

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from ops.cli import main
from ops.cli.application import command
from ops.cli.deferred import Deferred

PROJECT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("gongkai")


_NARROW = str.maketrans("，：；（）！？", ",:;()!?")


def narrow(text: str) -> str:
    """`text` with its Chinese punctuation in half width: what is said counts, not how wide."""
    return text.translate(_NARROW)


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    written: str
    complained: str

    @property
    def out(self) -> str:
        """Standard output, narrow."""
        return narrow(self.written)

    @property
    def err(self) -> str:
        """Standard error, narrow."""
        return narrow(self.complained)

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document it is."""
        return json.loads(self.written)

    def fine(self) -> "Ran":
        """Itself, when the command ended with 0."""
        assert self.code == 0, f"{self.code}\n{self.out}\n{self.err}"
        return self


def gongkai(home: Path, *arguments: object) -> Ran:
    """The command in this process, through the same entry point as the console script."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["gongkai", "--home", str(home), *map(str, arguments)]
    code = 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        logging_left_as_it_was(),
        _arguments(argv),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Ran(code, out.getvalue(), err.getvalue())


def spawned(
    home: Path | None, *arguments: object, environment: dict[str, str] | None = None, **more: Any
) -> Ran:
    """The installed command as a process of its own, with a clean environment."""
    given = environment or {}
    if home is not None:
        given = {"GONGKAI_HOME": str(home), **given}
    ran = subprocess.run(
        [COMMAND, *map(str, arguments)],
        env=clean_environment() | given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **more,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def clean_environment() -> dict[str, str]:
    """This process's environment without anything of ours or of the event library's."""
    ours = ("GONGKAI_", "EVENTSOURCING_", "TZINFO_TOPIC", "SPHINX_BUILD")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def tree() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every group and command, loaded, with its words behind `gongkai`; groups come first."""

    def below(path: tuple[str, ...], at: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        found = at.loaded() if isinstance(at, Deferred) else at
        yield path, found
        for name, one in getattr(found, "commands", {}).items():
            yield from below((*path, name), one)

    return below((), command())


@contextlib.contextmanager
def logging_left_as_it_was() -> Iterator[None]:
    """Whatever is configured inside is forgotten."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers, root.level = handlers, level


@contextlib.contextmanager
def _arguments(argv: list[str]) -> Iterator[None]:
    before = sys.argv
    sys.argv = argv
    try:
        yield
    finally:
        sys.argv = before
