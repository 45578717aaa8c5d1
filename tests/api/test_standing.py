"""现行有效 is told of the day it is read on: not before a document begins, not after it expires."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from api.portal.pages import standing
from domain.vocabulary import Status

TODAY = date(2026, 3, 2)


def record(status: Status, effective_on: date | None, expires_on: date | None) -> Any:
    return SimpleNamespace(status=status, effective_on=effective_on, expires_on=expires_on)


@pytest.mark.parametrize(
    ("effective_on", "expires_on", "told"),
    [
        (None, None, "现行有效"),
        (TODAY, TODAY, "现行有效"),
        (date(2026, 3, 3), None, "尚未施行"),
        (date(2025, 1, 1), date(2026, 3, 1), "已过有效期"),
    ],
)
def test_what_is_in_force_depends_on_the_day(
    effective_on: date | None, expires_on: date | None, told: str
) -> None:
    assert standing(record(Status.IN_FORCE, effective_on, expires_on), TODAY) == told


def test_a_repealed_document_is_repealed_whatever_its_dates() -> None:
    assert standing(record(Status.REPEALED, date(2030, 1, 1), None), TODAY) == "已废止"
