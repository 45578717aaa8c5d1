"""How a search is narrowed and widened again: facets, chosen values, order; each is a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.asking import Asked
from api.portal.documents import kind_name
from api.portal.pages import day
from domain.vocabulary import Phase, Status
from search.finding import FacetValue
from search.period import ALWAYS, Period

SHOWN_VALUES = 6
"""Values of a facet that are shown at once; the rest is behind 更多."""

FACET_LABELS = {
    "status": "效力",
    "year": "公开年份",
    "organ": "机关",
    "field": "领域",
    "phase": "环节",
    "kind": "种类",
}

_BY_DATE = "year"
"""The facet that stands with the dates, not among the others."""


@dataclass(frozen=True)
class Way:
    """A link to another search, and what it does. `count` says what it finds, where it is known."""

    label: str
    address: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a facet; `address` chooses it, or no longer. `key` names it on every page."""

    label: str
    count: int
    chosen: bool
    address: str
    key: str


@dataclass(frozen=True)
class Facet:
    """A facet with its values; `more` are those behind 更多."""

    name: str
    label: str
    values: tuple[Choice, ...]
    more: tuple[Choice, ...]


def facets_of(
    asked: Asked, found: Mapping[str, Sequence[FacetValue]], organs: Mapping[str, str]
) -> tuple[Facet, ...]:
    """The facets that have values, years left out: they stand with the dates."""
    facets = (
        facet_of(asked, name, found.get(name, ()), organs)
        for name in FACET_LABELS
        if name != _BY_DATE
    )
    return tuple(facet for facet in facets if facet.values)


def facet_of(
    asked: Asked, name: str, found: Sequence[FacetValue], organs: Mapping[str, str]
) -> Facet:
    """One facet. What is chosen is never behind 更多, or nobody would find it again."""
    ordered = sorted(found, key=lambda value: not value.chosen) if name != _BY_DATE else found
    choices = tuple(
        Choice(
            value_label(name, value.value, organs),
            value.count,
            value.chosen,
            asked.toggled(name, value.value).at(),
            f"{name}={value.value}",
        )
        for value in ordered
    )
    most = max(SHOWN_VALUES, sum(value.chosen for value in found))
    if name == _BY_DATE:
        most = len(choices)
    return Facet(name, FACET_LABELS[name], choices[:most], choices[most:])


def value_label(facet: str, value: str, organs: Mapping[str, str]) -> str:
    """A facet's value in the reader's words; the value itself if it has none."""
    if facet == "organ":
        return organs.get(value, value)
    if facet == "kind":
        return kind_name(value)
    if facet == "status":
        return {s.value: s.chinese for s in Status}.get(
            value, {"AMENDED": "已被替换"}.get(value, value)
        )
    if facet == "phase":
        return {p.value: p.chinese for p in Phase}.get(value, value)
    return f"{value}年" if facet == "year" else value


def chosen_in(asked: Asked, organs: Mapping[str, str]) -> tuple[Way, ...]:
    """What is chosen, each with the search without it; last the one without any."""
    ways = [
        Way(value_label(facet, value, organs), asked.toggled(facet, value).at())
        for facet in FACET_LABELS
        for value in asked.filters.get(facet, ())
    ]
    if asked.period:
        ways.append(Way(f"{period_said(asked.period)}公开", asked.changed(period=ALWAYS).at()))
    if asked.superseded:
        ways.append(Way("包括旧版本", asked.changed(superseded=False).at()))
    if asked.within_longer:
        ways.append(Way("按原文片段", asked.changed(within_longer=False).at()))
    if asked.as_of is not None:
        ways.append(Way(f"截至第{asked.as_of:,}号事件", asked.changed(as_of=None).at()))
    if len(ways) > 1:
        ways.append(Way("全部条件", widest(asked).at()))
    return tuple(ways)


def widest(asked: Asked) -> Asked:
    """The same words without any condition."""
    return replace(
        asked,
        filters={},
        period=ALWAYS,
        superseded=False,
        within_longer=False,
        as_of=None,
        cursor=None,
        unread=(),
    )


def orders_of(asked: Asked) -> tuple[Way, ...]:
    """The orders to choose from; without words nothing is more relevant than another."""
    if asked.words.strip():
        orders = {"最相关的在前": (False, False), "最新的在前": (True, False)}
        present = asked.by_date and not asked.oldest_first, asked.oldest_first
    else:
        orders = {"最新的在前": (False, False)}
        present = False, asked.oldest_first
    return tuple(
        Way(
            label,
            asked.changed(by_date=by_date, oldest_first=oldest_first).at(),
            (by_date, oldest_first) == present,
        )
        for label, (by_date, oldest_first) in (orders | {"最早的在前": (False, True)}).items()
    )


def period_said(period: Period) -> str:
    """A period in words: 2023年, 2023年5月, 2023年5月18日, 2023年5月1日至6月2日, …起, 到…止."""
    first, last = period.first, period.last
    if first and last:
        if first == last:
            return day(first)
        if first == date(first.year, 1, 1) and last == date(last.year, 12, 31):
            whole = f"{first.year}年"
            return whole if first.year == last.year else f"{whole}至{last.year}年"
        if first.day == 1 and last == month_of(last.year, last.month).last:
            whole = f"{first.year}年{first.month}月"
            same = (first.year, first.month) == (last.year, last.month)
            return whole if same else f"{whole}至{last.year}年{last.month}月"
        return f"{day(first)}至{day(last)}"
    if first:
        return f"{day(first)}起"
    return f"到{day(last)}止"


def month_of(year: int, month: int) -> Period:
    """The days of a month."""
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) < (9999, 12) else None
    last = following - timedelta(days=1) if following else date.max
    return Period(date(year, month, 1), last)
