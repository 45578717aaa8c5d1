"""Which day of a letter keeps the organ's limit is a table (国办公开办函〔2016〕235号)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Malformed, NotFound
from domain.law.law import BUILT_IN
from domain.law.services import KeptAt, ServiceRule, kept_at
from domain.requests.letters import DispatchWay

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("way", DispatchWay)
def test_every_way_of_service_has_the_day_that_counts(way: DispatchWay) -> None:
    signed_for = way in (DispatchWay.HANDED_OVER, DispatchWay.THROUGH_ORGAN)
    assert kept_at(BUILT_IN, way, TODAY) is (KeptAt.RECEIPT if signed_for else KeptAt.SENDING)


def test_the_day_that_counts_can_be_corrected() -> None:
    row = BUILT_IN.row(ServiceRule, "EMAIL", TODAY)
    law = BUILT_IN.with_row(replace(row, valid_from=TODAY, kept=KeptAt.RECEIPT))
    assert kept_at(law, "EMAIL", TODAY) is KeptAt.RECEIPT
    assert kept_at(law, "EMAIL", date(2026, 11, 20)) is KeptAt.SENDING
    assert len({kept.chinese for kept in KeptAt}) == 2


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(NotFound):
        kept_at(BUILT_IN, "PIGEON", TODAY)


def test_a_rule_of_service_cites_its_article() -> None:
    with pytest.raises(Malformed):
        replace(BUILT_IN.row(ServiceRule, "POST", TODAY), article="")
