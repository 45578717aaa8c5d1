"""An office with a mail server, for every test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.alerts.office import Office, open_office, post_office
from tests.town import Town


@pytest.fixture
def office(founded_town: Town, tmp_path: Path) -> Iterator[Office]:
    with (
        post_office() as (post, port),
        open_office(founded_town, tmp_path, port=port, post=post) as office,
    ):
        yield office
