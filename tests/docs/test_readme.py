"""The README is true: its commands are executed, its targets, paths and settings exist."""

import os
import re
import shutil
import socket
import subprocess
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest

from tests.terminal import COMMAND, clean_environment

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text("utf-8")
SERVE = ".venv/bin/gongkai serve"
SHARED = "../shared/"


def own_archive() -> list[str]:
    """The lines of the block that founds an archive of one's own."""
    (block,) = re.findall(r"<!-- commands: own archive -->\n```sh\n(.*?)```", README, re.DOTALL)
    return str(block).splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like a checkout after `make env`, with nothing else in it."""
    project = tmp_path / "project"
    (project / ".venv/bin").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements-dev.lock"):
        shutil.copy(PROJECT / name, project / name)
    for name in ("gongkai", "python"):
        (project / ".venv/bin" / name).symlink_to(COMMAND.with_name(name))
    (project / ".venv/.installed").touch()
    if (PROJECT / SHARED).is_dir():
        (tmp_path / "shared").symlink_to((PROJECT / SHARED).resolve())
    return project


@pytest.mark.slow
def test_the_commands_that_make_an_archive_of_one_s_own_work_as_written(checkout: Path) -> None:
    lines = own_archive()
    assert lines[-1] == SERVE
    if not (checkout / SHARED).is_dir():
        lines = [line for line in lines if SHARED not in line]
    script = "\n".join(["set -euo pipefail", *lines[:-1]])
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=checkout,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "建档指纹" in ran.stdout
    assert not set(checkout.glob("*.json")) | set(checkout.glob("p[0-9]"))
    assert "保密审查" in ran.stdout or not (checkout / SHARED).is_dir()
    assert "correct horse" not in ran.stdout + ran.stderr
    home = checkout / "var"
    assert (home / "journal.db").exists()
    require_served(checkout, home)


def require_served(checkout: Path, home: Path) -> None:
    """The last line of the block, on a free port, until it answers; then an interrupt ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*SERVE.split(), "--port", str(port)],
        cwd=checkout,
        env=clean_environment() | {"GONGKAI_HOME": str(home)},
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.05)
    finally:
        server.terminate()
        server.wait(timeout=60)


def test_every_make_target_the_readme_names_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "env", "check", "bench"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_path_the_readme_names_exists() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", README)
    named += re.findall(r"`((?:domain|projections|search|api|ops|tests|docs)/[\w./]*)`", README)
    assert named
    for path in named:
        assert (PROJECT / path).exists(), path


def test_every_glossary_identifier_is_used_in_the_code() -> None:
    sources = "".join(path.read_text("utf-8") for path in (PROJECT / "domain").glob("*.py"))
    table = README[README.index("## Glossary") : README.index("## Licence")]
    for word in ("Record", "Openness", "SecrecyReview", "Act", "Phase", "Channel", "Organ"):
        assert word in table
        assert re.search(rf"class {word}\b", sources), word


def tracked() -> list[Path]:
    """Every file that belongs to the project."""
    if (PROJECT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True
        ).stdout
        return [PROJECT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    skipped = {".venv", ".git", "var", "var-demo"}
    return [
        path
        for path in PROJECT.rglob("*")
        if path.is_file() and not skipped & set(path.relative_to(PROJECT).parts)
    ]


FORBIDDEN = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(org|com)",
            "proxy" + r"\.golang\.org",
            "crates" + r"\.io",
            "--(extra-)?index" + "-url",
            r"(?<![\w.])/ro" + "ot/",
            r"(?<![\w.])/ho" + r"me/\w",
            r"(?<![\w.])/wo" + "rk/",
            r"(?<![\w.])/Us" + r"ers/\w",
        )
    ).encode()
)


def test_no_tracked_file_names_a_path_of_a_machine_or_a_host_of_a_package_registry() -> None:
    for path in tracked():
        if path.exists():
            found = [match[0] for match in FORBIDDEN.finditer(path.read_bytes())]
            assert found == [], path.relative_to(PROJECT)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_is_locked_with_hashes_and_no_host(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    assert "://" not in text
    assert " @ " not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.replace("\\\n", " "))
    pinned = [entry for entry in entries if re.match(r"[A-Za-z0-9._-]+(\[[^]]*\])?==", entry)]
    assert len(pinned) > 20
    for entry in entries:
        if entry.startswith("#") or not entry.strip():
            continue
        assert entry in pinned, entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"]
    development = project["dependency-groups"]["dev"]
    for name, asked in (
        ("requirements.lock", wanted),
        ("requirements-dev.lock", [*wanted, *development]),
    ):
        text = (PROJECT / name).read_text("utf-8").lower()
        for requirement in asked:
            plain = re.split(r"[<>=\[;]", requirement)[0].strip().lower()
            assert re.search(rf"^{re.escape(plain)}(\[[^]]*\])?==", text, re.MULTILINE), plain
