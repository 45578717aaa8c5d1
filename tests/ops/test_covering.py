"""Log and projections brought up to an act: by the command itself, or waited for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.bootstrap import Services
from ops.covering import catch_up_if_alone, cover, is_covered, wait_covered
from ops.homelock import HomeLock
from tests.premises import furnish
from tests.town import Town


@pytest.fixture
def services(founded_town: Town, tmp_path: Path) -> Iterator[Services]:
    """An archive of this test's own, open."""
    with furnish(founded_town, tmp_path).open() as services:
        yield services


def test_a_command_alone_covers_its_act_itself(services: Services) -> None:
    head = services.journal.position()
    assert not is_covered(services, head)
    assert cover(services, head)
    assert set(services.positions().values()) == {head}


def test_beside_another_process_a_command_waits_and_then_says_so(services: Services) -> None:
    head = services.journal.position()
    with HomeLock(services.settings.home) as lock:
        assert lock.acquire()
        assert not cover(services, head, seconds=0.2)
        assert not wait_covered(services, head, seconds=0.1)
        catch_up_if_alone(services)
    assert services.positions()["log"] == 0
