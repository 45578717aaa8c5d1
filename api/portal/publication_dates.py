"""The dates of what was found: a small histogram whose bars choose, and a period from day to day.

Bars are of years, or of months when all that was found lies within three years. They repeat for
the eye what the lists beside them say, which a keyboard reaches and a voice reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.asking import Asked
from api.portal.narrowing import Choice, Facet, facet_of, month_of
from search.finding import FacetValue
from search.period import ALWAYS

HEIGHT = 100
"""Of the tallest bar, in the drawing's own units."""
WIDTH = 10
"""Of a bar and the gap after it."""
MOST_BARS = 60
_YEAR = re.compile("[0-9]{4}")
_MOST_MONTHS = 36
_LEAST = 4
"""Of the height: what is there is seen."""


@dataclass(frozen=True)
class Bar:
    """A year or month and how many were published in it; where it stands in the drawing."""

    label: str
    count: int
    chosen: bool
    address: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Dates:
    """When the hits were published.

    `bars` is empty where they would say nothing. `months` is what its bars say as a list, `years`
    the facet, of which several may be chosen. `counted` says which version's day counts. `after`
    and `before` are the days of the form, `kept` what else it keeps of the search.
    """

    bars: tuple[Bar, ...]
    width: int
    by_month: bool
    said: str
    counted: str
    months: tuple[Choice, ...]
    years: Facet
    after: str
    before: str
    kept: tuple[tuple[str, str], ...]


def dates_of(asked: Asked, years: Sequence[FacetValue], months: Mapping[int, int]) -> Dates | None:
    """The dates of a search that found `months`; None when nothing is there to choose from."""
    if not months and not asked.period and not years:
        return None
    facet = facet_of(asked, "year", years, {})
    span = _span(months)
    by_month = 1 < span <= _MOST_MONTHS
    chosen = tuple(_months(asked, months)) if by_month else ()
    if by_month:
        bars = _drawn([(c.label, c.count, c.chosen, c.address) for c in chosen])
    else:
        bars = _drawn(list(_years(asked, years)))
    members = ("q", "cursor", "after", "before")
    return Dates(
        bars=bars,
        width=max(1, len(bars)) * WIDTH,
        by_month=by_month,
        said=_said(bars, by_month),
        counted=_counted(asked),
        months=tuple(reversed([month for month in chosen if month.count])),
        years=facet,
        after=asked.period.first.isoformat() if asked.period.first else "",
        before=asked.period.last.isoformat() if asked.period.last else "",
        kept=tuple(pair for pair in asked.pairs() if pair[0] not in members[1:]),
    )


def _counted(asked: Asked) -> str:
    """Whose day counts: of the version that is found, for that is what is read."""
    whose = "改过几版的，按现在这一版的公开日期算"
    if asked.superseded:
        whose = "每一版按自己的公开日期算"
    elif asked.as_of is not None:
        whose = "改过几版的，按当时那一版的公开日期算"
    return f"{whose}；没有公开日期的，按成文日期。"


def _span(months: Mapping[int, int]) -> int:
    """Months from the first to the last, both included; 0 for none."""
    if not months:
        return 0
    first, last = min(months), max(months)
    return (last // 100 - first // 100) * 12 + last % 100 - first % 100 + 1


def _months(asked: Asked, months: Mapping[int, int]) -> Iterator[Choice]:
    """Every month from the first to the last, also those without a hit."""
    month, last = min(months), max(months)
    while month <= last:
        year, number = divmod(month, 100)
        if 1 <= number <= 12 and date.min.year <= year <= date.max.year:
            period = month_of(year, number)
            chosen = asked.period == period
            address = asked.changed(period=ALWAYS if chosen else period).at()
            label = f"{year}年{number}月"
            yield Choice(label, months.get(month, 0), chosen, address, f"month={month}")
        month = month + 1 if number < 12 else (year + 1) * 100 + 1


def _years(asked: Asked, years: Sequence[FacetValue]) -> Iterator[tuple[str, int, bool, str]]:
    """Every year from the first to the last, also those without a hit, as far as there is room.

    A year that was chosen by its address may be any text.
    """
    counted = {int(value.value): value for value in years if _YEAR.fullmatch(value.value)}
    found = [year for year, value in counted.items() if value.count]
    if not found:
        return
    last = max(found)
    for year in range(max(min(found), last - MOST_BARS + 1), last + 1):
        value = counted.get(year, FacetValue(str(year), 0, False))
        address = asked.toggled("year", str(year)).at()
        yield f"{year}年", value.count, value.chosen, address


def _drawn(bars: Sequence[tuple[str, int, bool, str]]) -> tuple[Bar, ...]:
    """The bars as they stand; none for a single one, which says nothing."""
    if len(bars) < 2:
        return ()
    largest = max(count for _, count, _, _ in bars) or 1
    drawn = []
    for place, (label, count, chosen, address) in enumerate(bars):
        height = max(_LEAST, round(HEIGHT * count / largest)) if count else 0
        drawn.append(Bar(label, count, chosen, address, place * WIDTH, HEIGHT - height, height))
    return tuple(drawn)


def _said(bars: Sequence[Bar], by_month: bool) -> str:
    """What the drawing shows, in a sentence for who does not see it."""
    if not bars:
        return ""
    most = max(bars, key=lambda bar: bar.count)
    what = "各月" if by_month else "各年"
    return f"{bars[0].label}至{bars[-1].label}{what}件数，最多的是{most.label}，{most.count:,}件。"
