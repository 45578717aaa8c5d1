"""The words of the demonstration records: one module of templates for each field of work."""

from collections.abc import Iterator

from ops.demo.texts import (
    expropriation,
    expropriation_rules,
    finance,
    government,
    government_rules,
    grassroots,
    history,
    housing,
    housing_help,
    housing_rules,
    housing_works,
    land,
    municipal,
    municipal_help,
    municipal_rules,
    municipal_supply,
    rural,
    rural_rules,
    rural_work,
    sensitive,
    welfare,
)
from ops.demo.texts.pen import Commission

_FIELDS = (
    expropriation,
    expropriation_rules,
    housing,
    housing_rules,
    housing_works,
    housing_help,
    rural,
    rural_rules,
    rural_work,
    municipal,
    municipal_rules,
    municipal_supply,
    municipal_help,
    government,
    government_rules,
    finance,
    land,
    welfare,
    grassroots,
    sensitive,
    history,
)


def commissions() -> Iterator[Commission]:
    """Every paper of the county, field by field."""
    for field in _FIELDS:
        yield from field.commissions()
