"""Fixtures for every layer: a founded archive with its people, and tools a test may need.

`town` is a fresh archive a test may write to. `GONGKAI_TEST_REQUIRE=chromium,go,elasticsearch`
turns a missing tool from a skipped test into a failed one, as CI wants it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import elastic_node as elasticsearch
from tests.town import Clock, Town, copy_town, found_town

if TYPE_CHECKING:
    from tests.guarded import Guarded

# A loaded machine is no failure.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

PROJECT = Path(__file__).parents[1]
_SHARED = PROJECT / "../shared"
_TOOLS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "go": ("go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"),
}


@pytest.fixture(scope="session")
def founded_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The archive all towns are copied from, closed; nobody writes to it."""
    town = found_town(tmp_path_factory.mktemp("founded"))
    town.close()
    return town


@pytest.fixture
def town(founded_town: Town, tmp_path: Path) -> Iterator[Town]:
    """A founded archive with its people, this test's own."""
    town = copy_town(founded_town, tmp_path / "town")
    yield town
    town.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that starts at a known time and moves a second with each reading."""
    return Clock()


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], str]:
    """`require_tool("go")` is the tool's path; without it the test is skipped, or fails in CI."""

    def find(name: str) -> str:
        missing = f"{name} is not on this machine"
        if name == "elasticsearch":
            try:
                return str(elasticsearch.find())
            except elasticsearch.Missing as error:
                missing = str(error)
        elif path := next(filter(None, map(shutil.which, _TOOLS[name])), None):
            return path
        if name in os.environ.get("GONGKAI_TEST_REQUIRE", "").split(","):
            pytest.fail(f"GONGKAI_TEST_REQUIRE asks for {name}: {missing}")
        pytest.skip(missing)

    return find


@pytest.fixture(scope="session")
def elastic_server(require_tool: Callable[[str], str]) -> Iterator[elasticsearch.Server]:
    """The unpacked server, for tests that start a node of their own kind."""
    require_tool("elasticsearch")
    server = elasticsearch.Server()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def elastic_node(elastic_server: elasticsearch.Server) -> Iterator[elasticsearch.Node]:
    """One node for the whole run, without security; each test takes index names of its own."""
    node = elasticsearch.Node(elastic_server)
    node.start()
    yield node
    node.remove()


@pytest.fixture(scope="session")
def guarded_node(
    elastic_server: elasticsearch.Server, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[Guarded]":
    """One node for the whole run with security and TLS; tests take index names of their own."""
    # It needs more than most runs have need of.
    from tests.guarded import guarded

    with guarded(elastic_server, tmp_path_factory.mktemp("guarded")) as node:
        yield node


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside test vectors beside the project; without it the test is skipped."""
    if not _SHARED.is_dir():
        pytest.skip("../shared is not beside the project")
    return _SHARED
