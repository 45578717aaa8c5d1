"""Programs that share no code with us verify a running server's log: Go's sumdb, Tessera's fsck.

What survives between two runs of go-log-check is the checkpoint it saved, as with any outsider.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.archive import Caller
from domain.officer import Officer
from ops.bootstrap import open_archive
from ops.founding import NewRegistrar, found_archive
from ops.settings import read_settings

FSCK = "github.com/transparency-dev/tessera/cmd/fsck@v1.0.4"
PASSPHRASE = "correct horse battery"

pytestmark = pytest.mark.go


@dataclass(frozen=True)
class Running:
    """A served archive: its folder and the address of its log."""

    home: Path
    log: str

    @property
    def vkey(self) -> str:
        with urllib.request.urlopen(f"{self.log}/vkey", timeout=5) as answer:
            return str(answer.read().decode().strip())

    def size(self) -> int:
        with urllib.request.urlopen(f"{self.log}/checkpoint", timeout=5) as answer:
            return int(answer.read().decode().splitlines()[1])

    def enrol_organs(self, names: list[str]) -> int:
        """Acts beside the running server, as any command does; returns the last position."""
        with open_archive(read_settings(self.home, environment={})) as services:
            officer, signers = services.keystore.unlock("jia", PASSPHRASE)
            post = services.archive.load(Officer, officer).held_posts()[0]
            caller = Caller(officer, post.id, signers[0])
            position = 0
            for name in names:
                position = services.registration.enrol_organ(caller, name=name).position
        return position

    def wait_for(self, size: int) -> float:
        """Seconds until the log's head covers `size`."""
        begun = time.monotonic()
        while self.size() < size:
            assert time.monotonic() - begun < 10, "the log does not follow the journal"
            time.sleep(0.02)
        return time.monotonic() - begun


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A freshly founded archive behind the real server process."""
    home = tmp_path_factory.mktemp("served") / "var"
    registrars = [NewRegistrar("jia", "甲某", PASSPHRASE), NewRegistrar("yi", "乙某", PASSPHRASE)]
    found_archive(home, origin="qinghe.gov.example/gongkai", registrars=registrars)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gongkai = Path(sys.executable).with_name("gongkai")
    command = [str(gongkai), "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        found = Running(home, f"http://127.0.0.1:{port}/log")
        try:
            _wait_until_served(found)
            yield found
        finally:
            server.terminate()


def test_go_accepts_the_served_log_and_its_growth_since_the_checkpoint_it_saved(
    running: Running, shared: Path, tmp_path: Path
) -> None:
    program = _built_go_log_check(shared, tmp_path)
    saved = tmp_path / "first.checkpoint"
    check = [str(program), "-url", running.log, "-vkey", running.vkey]

    first = subprocess.run([*check, "-save", str(saved)], capture_output=True, text=True)
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, "OK"), first.stdout

    position = running.enrol_organs([f"第{number}街道办事处" for number in range(300)])
    assert running.wait_for(position) < 1.0, "a checkpoint covers an act within a second"

    later = subprocess.run([*check, "-old", str(saved)], capture_output=True, text=True)
    assert (later.returncode, later.stdout.splitlines()[-1]) == (0, "OK"), later.stdout
    assert f"consistent with size {saved.read_text().splitlines()[1]}" in later.stdout


def test_tessera_s_fsck_rebuilds_the_served_tree(running: Running, tmp_path: Path) -> None:
    environment = {**os.environ, "GOBIN": str(tmp_path)}
    built = subprocess.run(
        [_go(), "install", FSCK], env=environment, capture_output=True, text=True
    )
    if built.returncode:
        _missing(f"fsck cannot be built: {built.stderr.strip()[-200:]}")
    key = tmp_path / "vkey"
    key.write_text(running.vkey + "\n")
    command = [
        str(tmp_path / "fsck"),
        f"--storage_url={running.log}/",
        f"--public_key={key}",
        "--ui=false",
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]


def _built_go_log_check(shared: Path, folder: Path) -> Path:
    program = folder / "go-log-check"
    source = shared / "tools/go-log-check"
    build = subprocess.run(
        [_go(), "build", "-o", str(program), "."], cwd=source, capture_output=True, text=True
    )
    if build.returncode:
        _missing(f"go-log-check does not build: {build.stderr.strip()[-200:]}")
    return program


def _go() -> str:
    go = shutil.which("go")
    if go is None:
        _missing("Go is not on this machine")
    assert go is not None
    return go


def _missing(what: str) -> None:
    if "go" in os.environ.get("GONGKAI_TEST_REQUIRE", "").split(","):
        pytest.fail(f"GONGKAI_TEST_REQUIRE asks for go: {what}")
    pytest.skip(what)


def _wait_until_served(found: Running) -> None:
    begun = time.monotonic()
    while True:
        try:
            if found.size() > 0:
                return
        except OSError:
            pass
        assert time.monotonic() - begun < 120, "the server does not come up"
        time.sleep(0.05)
