"""A `gongkai` process that a power cut ends (SIGKILL) at a named step of its own code.

Forked from a server that has everything imported, so that a test can afford many of them.
"""

import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ops.cli import main
from tests.terminal import clean_environment

SECONDS = 300.0
"""A process that did not come to its step by then never will."""

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.killed"])


@dataclass(frozen=True)
class Step:
    """Before or after the call number `call` of a function, named `module:Class.function`."""

    function: str
    after: bool = False
    call: int = 1

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.function} {self.call}"


def killed(
    home: Path, step: Step, *arguments: object, environment: Mapping[str, str] | None = None
) -> None:
    """Run the command until the step. Fails when it ends before, or never gets there."""
    given = clean_environment() | dict(environment or {})
    argv = ["gongkai", "--home", str(home), *map(str, arguments)]
    process = _FORKED.Process(target=_run, args=(step, argv, given))
    process.start()
    process.join(SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
        raise AssertionError(f"never came to: {step}")
    assert process.exitcode == -signal.SIGKILL, f"ended with {process.exitcode}, not {step}"


def _run(step: Step, argv: list[str], environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = argv
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    _die_at(step)
    main()


def _die_at(step: Step) -> None:
    """Let the function be what it is, and end the process around it."""
    module, _, path = step.function.partition(":")
    owner: Any = importlib.import_module(module)
    *inside, name = path.split(".")
    for part in inside:
        owner = getattr(owner, part)
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def around(*given: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        due = calls == step.call
        if due and not step.after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(*given, **more)
        if due:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, name, around)
