"""The words of the demonstration records: one module of templates for each field of work."""

from collections.abc import Iterator

from ops.demo.texts import (
    expropriation,
    expropriation_rules,
    finance,
    government,
    grassroots,
    history,
    housing,
    housing_rules,
    land,
    municipal,
    municipal_rules,
    rural,
    rural_rules,
    sensitive,
    welfare,
)
from ops.demo.texts.pen import Commission

_FIELDS = (
    expropriation,
    expropriation_rules,
    housing,
    housing_rules,
    rural,
    rural_rules,
    municipal,
    municipal_rules,
    government,
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
