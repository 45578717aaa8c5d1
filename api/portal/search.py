"""The search page: what was found, how to narrow it, and where else to look when nothing was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from api.asking import Asked, SearchAsked
from api.offered import meant, note_query
from api.portal.documents import kind_name, record_address
from api.portal.freshness import Freshness, freshness
from api.portal.pages import Head, PagesGiven
from api.portal.search_register import from_register
from api.site import Site, SiteGiven
from domain.vocabulary import Phase, Status
from projections import organs as organ_queries
from projections import register
from projections.register import ListedRecord
from search.engine import EngineUnavailable
from search.finding import FacetValue, Found, Results
from search.highlight import Pieces
from search.notices import Note

router = APIRouter(include_in_schema=False)

PAGE = 20
SHOWN_VALUES = 8
"""Values of a facet that are shown at once; the rest is behind 更多."""

FACET_LABELS = {
    "status": "效力",
    "year": "公开年份",
    "organ": "机关",
    "field": "领域",
    "phase": "环节",
    "kind": "种类",
}


@dataclass(frozen=True)
class Hit:
    """One result. `passage` is empty where there is no text to show."""

    record: ListedRecord
    number: int
    address: str
    title: Pieces
    passage: Pieces


@dataclass(frozen=True)
class Choice:
    """One value of a facet; `address` chooses it, or no longer. `share`: % of the largest count."""

    label: str
    count: int
    chosen: bool
    address: str
    share: int


@dataclass(frozen=True)
class Facet:
    """A facet with its values; `more` are those behind 更多."""

    name: str
    label: str
    values: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True)
class Way:
    """A link to another search, and what it does."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True)
class SearchPage:
    """Results of a search, or everything there is when nothing was typed."""

    TEMPLATE: ClassVar[str] = "search.html"

    head: Head
    words: str
    kept: tuple[tuple[str, str], ...]
    total: str
    hits: tuple[Hit, ...]
    notes: tuple[Note, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Way, ...]
    orders: tuple[Way, ...]
    superseded: Way
    wider: tuple[Way, ...]
    next: str
    json: str
    freshness: Freshness
    meant: tuple[Way, ...] = ()


@router.get("/search")
def search(request: Request, site: SiteGiven, pages: PagesGiven, asked: SearchAsked) -> Response:
    """Search. Never an error, whatever is typed; without an engine the register answers."""
    try:
        with site.metrics.search_seconds.time():
            results = site.finder.find(asked.request(PAGE))
    except EngineUnavailable:
        with site.views.connect() as connection:
            return pages.show(request, _from_register(site, connection, asked))
    note_query(site, request, asked, results)
    with site.views.connect() as connection:
        return pages.show(request, _found(site, connection, asked, results))


def _found(site: Site, connection: Connection, asked: Asked, results: Results) -> SearchPage:
    organs = {one.id: one.short_name or one.name for one in organ_queries.organs(connection)}
    pairs = [(found.record, found.version) for found in results.hits]
    shown = register.visible(connection, pairs)
    hits = tuple(
        _hit(shown[pair].record, found)
        for pair, found in zip(pairs, results.hits, strict=True)
        if pair in shown
    )
    following = asked.changed(cursor=results.cursor)
    return _page(
        asked,
        total=results.total,
        hits=hits,
        notes=results.notes,
        facets=_facets(asked, results.facets, organs),
        chosen=_chosen(asked, organs),
        next=f"/search?{following.query()}" if results.cursor else "",
        freshness=freshness(site, connection),
        meant=tuple(
            Way(words, f"/search?{asked.changed(words=words).query()}")
            for words in meant(site, asked, results)
        ),
    )


def _from_register(site: Site, connection: Connection, asked: Asked) -> SearchPage:
    """What the register can answer while no engine can."""
    organs = {one.id: one.short_name or one.name for one in organ_queries.organs(connection)}
    answer = from_register(connection, asked, PAGE)
    hits = tuple(
        Hit(one, one.number, record_address(one.id), ((one.title, False),), ())
        for one in answer.listing.items
    )
    following = asked.changed(cursor=answer.listing.next)
    page = _page(
        asked,
        total=f"{answer.listing.total:,}",
        hits=hits,
        notes=answer.notes,
        facets=(),
        chosen=_chosen(asked, organs),
        next=f"/search?{following.query()}" if answer.listing.next else "",
        freshness=freshness(site, connection),
    )
    return replace(page, orders=())


def _page(
    asked: Asked,
    *,
    total: str,
    hits: tuple[Hit, ...],
    notes: tuple[Note, ...],
    facets: tuple[Facet, ...],
    chosen: tuple[Way, ...],
    next: str,
    freshness: Freshness,
    meant: tuple[Way, ...] = (),
) -> SearchPage:
    title = f"检索：{asked.words}" if asked.words.strip() else "全部公开信息"
    return SearchPage(
        head=Head(title, f"/search?{asked.query()}", column="检索", indexed=False),
        words=asked.words,
        kept=tuple((facet, v) for facet, values in asked.filters.items() for v in values),
        total=total,
        hits=hits,
        notes=notes,
        facets=facets,
        chosen=chosen,
        orders=_orders(asked),
        superseded=Way(
            "也找被替换的旧版本",
            f"/search?{asked.changed(superseded=not asked.superseded).query()}",
            asked.superseded,
        ),
        wider=() if hits else _wider(asked),
        next=next,
        json=f"/api/search?{asked.query()}",
        freshness=freshness,
        meant=meant,
    )


def _hit(record: ListedRecord, found: Found) -> Hit:
    superseded = found.version != record.number
    address = record_address(record.id, found.version if superseded else None)
    title = found.title or ((record.title, False),)
    return Hit(record, found.version, address, title, _without(record.title, found.passage))


def _without(title: str, passage: Pieces) -> Pieces:
    """The passage; the beginning of a text that begins with its own title goes on after it."""
    if not any(marked for _, marked in passage):
        text = "".join(piece for piece, _ in passage).removeprefix(title).strip()
        return ((text, False),) if text else ()
    return passage


def _facets(
    asked: Asked, found: Mapping[str, Sequence[FacetValue]], organs: Mapping[str, str]
) -> tuple[Facet, ...]:
    facets = []
    for name, label in FACET_LABELS.items():
        values = found.get(name, ())
        largest = max((value.count for value in values), default=0) or 1
        choices = tuple(
            Choice(
                value_label(name, value.value, organs),
                value.count,
                value.chosen,
                f"/search?{asked.toggled(name, value.value).query()}",
                round(100 * value.count / largest),
            )
            for value in values
        )
        if choices:
            facets.append(Facet(name, label, choices[:SHOWN_VALUES], choices[SHOWN_VALUES:]))
    return tuple(facets)


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


def _chosen(asked: Asked, organs: Mapping[str, str]) -> tuple[Way, ...]:
    """What is chosen, each with the search without it; last the one without any."""
    ways = [
        Way(value_label(facet, value, organs), f"/search?{asked.toggled(facet, value).query()}")
        for facet in FACET_LABELS
        for value in asked.filters.get(facet, ())
    ]
    if len(ways) > 1:
        ways.append(Way("全部条件", f"/search?{asked.changed(filters={}).query()}"))
    return tuple(ways)


def _orders(asked: Asked) -> tuple[Way, ...]:
    if not asked.words.strip():
        return ()
    return tuple(
        Way(label, f"/search?{asked.changed(by_date=by_date).query()}", asked.by_date is by_date)
        for label, by_date in (("最相关的在前", False), ("最新的在前", True))
    )


def _wider(asked: Asked) -> tuple[Way, ...]:
    """Wider searches for one that found nothing."""
    ways = []
    if any(asked.filters.values()):
        ways.append(Way("去掉全部条件再找", f"/search?{asked.changed(filters={}).query()}"))
    bare = asked.words.translate(str.maketrans("", "", '"“”＂')).strip()
    if bare != asked.words.strip():
        ways.append(Way("去掉引号再找", f"/search?{asked.changed(words=bare).query()}"))
    words = bare.split()
    if len(words) > 1:
        ways += [
            Way(f"只找“{word}”", f"/search?{asked.changed(words=word).query()}")
            for word in words[:4]
        ]
    if not asked.superseded:
        ways.append(
            Way("连被替换的旧版本一起找", f"/search?{asked.changed(superseded=True).query()}")
        )
    ways.append(Way("看最近公开的", "/records"))
    return tuple(ways)
