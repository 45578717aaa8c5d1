"""An archive that is being followed: a town, its views, and everything there is to compare."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from projections.views import open_views
from tests.projections.log_home import ENTRIES, Home, home_in
from tests.town import Town


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Engine]:
    """An empty database for read models."""
    engine = open_views(tmp_path / "views.db")
    yield engine
    engine.dispose()


@pytest.fixture
def fresh_views(tmp_path: Path) -> Iterator[Engine]:
    """Another one, for what is built anew from event 0."""
    engine = open_views(tmp_path / "fresh.db")
    yield engine
    engine.dispose()


@pytest.fixture
def busy_town(town: Town) -> Town:
    """A town with a published, an amended, a withdrawn, a withheld and an unpublished record."""
    from tests.projections.lives import fill

    fill(town)
    return town


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A log without entries, and the database that keeps its heads."""
    with home_in(tmp_path / "home") as home:
        yield home


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A log of 70 000 entries, appended in odd batches of 1 to 4096; nobody writes to it."""
    with home_in(tmp_path_factory.mktemp("large")) as home:
        log = home.opened()
        odd = random.Random(6962)
        while log.size < len(ENTRIES):
            batch = odd.choice([1, 3, 255, 256, 257, 499, 500, 513, 2047, 4096])
            log.append(ENTRIES[log.size : log.size + batch])
        yield home
