"""What a command loads before it does anything: no more than it needs, told by module."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ops.covering import catch_up
from tests.premises import furnish
from tests.terminal import PROJECT, clean_environment
from tests.town import Town

SERVING = {"fastapi", "starlette", "uvicorn", "prometheus_client"}
"""What only the service needs."""
ARCHIVE = {
    "api",
    "cryptography",
    "elasticsearch",
    "eventsourcing",
    "jinja2",
    "lxml",
    "nacl",
    "projections",
    "pypinyin",
    "search",
    "sqlalchemy",
    "tantivy",
    "typst",
}
"""What only an open archive needs."""
_STARTED = """
import json, sys
from ops.cli import main
try:
    main()
except SystemExit as ended:
    print(json.dumps([ended.code, *sys.modules]), file=sys.stderr)
"""


def loaded(home: Path, *arguments: str) -> set[str]:
    """The packages that a process has loaded when the command has ended well."""
    ran = subprocess.run(
        [sys.executable, "-c", _STARTED, "--home", str(home), *arguments],
        cwd=PROJECT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    code, *modules = json.loads(ran.stderr.splitlines()[-1])
    assert code == 0, ran.stderr
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "kinds",
        "kinds --json",
        "permissions",
        "settings",
        "verify --help",
        "bench --help",
    ],
)
def test_what_needs_no_archive_loads_none_of_its_libraries(tmp_path: Path, line: str) -> None:
    assert loaded(tmp_path, *line.split()).isdisjoint(SERVING | ARCHIVE)


@pytest.mark.parametrize(
    "line", ["search --help", "show --help", "receipt --help", "status --help", "demo --help"]
)
def test_what_serves_nothing_loads_no_web_server(tmp_path: Path, line: str) -> None:
    assert loaded(tmp_path, *line.split()).isdisjoint(SERVING)


@pytest.mark.parametrize("line", ["status", "search 公租房"])
def test_an_archive_is_read_without_a_web_server(
    founded_town: Town, tmp_path: Path, line: str
) -> None:
    premises = furnish(founded_town, tmp_path)
    with premises.open() as services:
        catch_up(services)
    assert loaded(premises.home, *line.split()).isdisjoint(SERVING)
