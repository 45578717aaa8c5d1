"""One archive with something for every page, shared by all tests that only read it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.api.exhibition import Exhibition, exhibit
from tests.town import Town, copy_town


@pytest.fixture(scope="session")
def exhibition(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Exhibition]:
    """An archive nobody writes to any more."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("exhibition"))
    shown = exhibit(town)
    yield shown
    shown.close()
    town.close()


@pytest.fixture(scope="session")
def client(exhibition: Exhibition) -> Iterator[TestClient]:
    """A reader of it. Redirects are looked at, not followed; our failures are answers."""
    app = create_app(exhibition.site)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as reader:
        yield reader
