"""Fixtures for every layer: a founded archive with its people, and tools a test may need.

`town` is a fresh archive a test may write to. `GONGKAI_TEST_REQUIRE=chromium,go` turns a missing
tool from a skipped test into a failed one, as CI wants it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.town import Clock, Town, copy_town, found_town

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
        path = next(filter(None, map(shutil.which, _TOOLS[name])), None)
        if path is None:
            if name in os.environ.get("GONGKAI_TEST_REQUIRE", "").split(","):
                pytest.fail(f"GONGKAI_TEST_REQUIRE asks for {name}, which is not on this machine")
            pytest.skip(f"{name} is not on this machine")
        return path

    return find


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside test vectors beside the project; without it the test is skipped."""
    if not _SHARED.is_dir():
        pytest.skip("../shared is not beside the project")
    return _SHARED
