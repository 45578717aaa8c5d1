"""The child process: what it loads, what it may do, how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops.extraction.worker import Limits, Lost, Refused, Worker

ROOT = str(Path(__file__).parents[3])
LIMITED = f"""
import sys; sys.path[:0] = [{ROOT!r}, *{sys.path!r}]
import json, os, socket
from ops.extraction import child
child._limit(512 << 20, 20)
outcomes = {{}}
def attempt(name, act):
    try:
        act()
        outcomes[name] = "done"
    except (OSError, MemoryError) as error:
        outcomes[name] = type(error).__name__
attempt("read", lambda: open("/etc/passwd"))
attempt("write", lambda: open("/tmp/gongkai-child", "w"))
attempt("socket", socket.socket)
attempt("pipe", os.pipe)
attempt("memory", lambda: bytearray(1 << 30))
os.close(2)
attempt("read through a freed descriptor", lambda: os.open("/etc/passwd", os.O_RDONLY))
os.write(1, json.dumps(outcomes).encode())
"""


def test_after_its_limits_the_child_can_open_nothing() -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-c", LIMITED], capture_output=True, check=True, timeout=60
    )
    outcomes = json.loads(result.stdout)
    assert outcomes.pop("memory") == "MemoryError"
    assert set(outcomes.values()) == {"OSError"}
    assert not Path("/tmp/gongkai-child").exists()


def test_the_child_loads_nothing_but_lxml_and_the_standard_library() -> None:
    code = (
        f"import sys; sys.path[:0] = [{ROOT!r}, *{sys.path!r}]; import ops.extraction.child; "
        "print(*(getattr(module, '__file__', None) or '' for module in sys.modules.values()))"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, check=True, timeout=60
    )
    loaded = result.stdout.decode().split()
    installed = {path.partition("site-packages/")[2] for path in loaded}
    own = {path.removeprefix(f"{ROOT}/") for path in loaded if "site-packages" not in path}
    assert {path.partition("/")[0] for path in installed} == {"", "lxml"}
    assert {path for path in own if not path.startswith("/")} == {
        "ops/__init__.py",
        "ops/extraction/__init__.py",
        "ops/extraction/child.py",
        "ops/extraction/html.py",
    }


@pytest.fixture
def worker() -> Worker:
    return Worker(Limits())


def test_a_child_reads_one_page_after_another(worker: Worker) -> None:
    assert worker.read("<title>题</title>文".encode()).decode() == "题\n文"
    assert worker.read(b"<p>a<p>b") == b"\na\nb"
    with pytest.raises(Refused, match="dtd"):
        worker.read(b"<!DOCTYPE a [")
    assert worker.read(b"") == b"\n"
    worker.close()
    worker.close()


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGSEGV, signal.SIGXCPU])
def test_a_child_that_dies_is_noticed_at_once(worker: Worker, kill: signal.Signals) -> None:
    os.kill(worker.pid, kill)
    with pytest.raises(Lost, match="processor" if kill == signal.SIGXCPU else "crash"):
        worker.read(b"a" * (1 << 20))
    worker.close()


def test_a_child_that_stops_reading_does_not_hold_the_archive() -> None:
    worker = Worker(Limits(page_seconds=0.3))
    os.kill(worker.pid, signal.SIGSTOP)
    with pytest.raises(Lost, match="time"):
        worker.read(b"a" * (4 << 20))
    worker.close()
