"""A period and the months of a real node are those of the embedded engine."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from search.elastic import ElasticEngine
from search.embedded import EmbeddedEngine
from search.finding import Request
from search.period import ALWAYS, Period
from tests.search.papers import finder, paper

BEGIN = date(2019, 11, 20)


@pytest.mark.parametrize(
    "period",
    [
        ALWAYS,
        Period(date(2020, 1, 1), date(2020, 12, 31)),
        Period(date(2020, 2, 29), date(2020, 2, 29)),
        Period(date(2021, 1, 2)),
        Period(None, date(2019, 12, 31)),
        Period(date.max),
        Period(None, date.min),
    ],
)
@pytest.mark.parametrize("query", ["公示", ""])
def test_periods_and_months_are_the_same(
    engine: ElasticEngine, tmp_path: Path, period: Period, query: str
) -> None:
    days = [None if n % 9 == 0 else BEGIN + timedelta(days=11 * n) for n in range(60)]
    documents = [
        paper(f"r{n}", from_position=n + 1, published_on=day, formed_on=None if n % 2 else BEGIN)
        for n, day in enumerate(days)
    ]
    embedded = EmbeddedEngine(tmp_path / "index")
    for each in (engine, embedded):
        each.apply(documents, len(documents))
    asked = Request(query, period=period, sort="date", size=100)
    one, other = (finder(each, documents).find(asked) for each in (engine, embedded))
    assert [hit.record for hit in one.hits] == [hit.record for hit in other.hits]
    assert (one.count, one.months, one.facets) == (other.count, other.months, other.facets)
    embedded.close()
