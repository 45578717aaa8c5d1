"""An archive that is being followed: a town, its views, and everything there is to compare."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from projections.views import open_views
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
