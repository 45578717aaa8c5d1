"""The search page: what was found, how to narrow it, and where else to look when nothing was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from api.asking import Asked, SearchAsked
from api.offered import meant, note_query, sparingly
from api.portal.citizens import client_of
from api.portal.corrected import Corrected, corrected
from api.portal.freshness import Freshness, freshness
from api.portal.narrowing import Facet, Way, chosen_in, facets_of, orders_of
from api.portal.pages import Head, PagesGiven
from api.portal.publication_dates import Dates, dates_of
from api.portal.search_hits import Hit, hit_by_title, hits_of
from api.portal.search_register import from_register
from api.portal.unknown_conditions import understood
from api.portal.unknown_organs import notes_on_organs
from api.portal.wider_search import NOTHING, Tried, says_nothing, tried
from api.site import Site, SiteGiven
from projections import organs as organ_queries
from search.engine import EngineUnavailable
from search.finding import Results
from search.notices import Note
from search.suggestions import found_as_typed

router = APIRouter(include_in_schema=False)

PAGE = 20

_SAID_BELOW = frozenset({"nothing_found", "no_words"})
"""Notes that an empty page says in what it tells of the search, which is not said twice."""

PERIOD_LEFT_OUT = Note("period_left_out", "现在不能按公开日期找，起止日期没有用上。")


@dataclass(frozen=True)
class Elsewhere:
    """Where the same search stands otherwise: for ever, as it is now, for programs, as a feed.

    `cited` is the search as of the journal position `position`, empty while no index answers.
    """

    permalink: str
    cited: str
    position: int
    json: str
    feed: str
    query: str


@dataclass(frozen=True)
class SearchPage:
    """Results of a search, or everything there is when nothing was typed.

    `first` leads back to the first page, empty there. `tried` is there when nothing was found;
    `wordless` when nothing was typed that could be found.
    """

    TEMPLATE: ClassVar[str] = "search.html"

    head: Head
    words: str
    kept: tuple[tuple[str, str], ...]
    total: str
    hits: tuple[Hit, ...]
    notes: tuple[Note, ...]
    facets: tuple[Facet, ...]
    dates: Dates | None
    chosen: tuple[Way, ...]
    orders: tuple[Way, ...]
    superseded: Way
    fragment: Way | None
    tried: Tried | None
    wordless: bool
    first: str
    next: str
    elsewhere: Elsewhere
    freshness: Freshness
    meant: tuple[Way, ...]
    corrected: Corrected | None


@router.get("/search")
def search(request: Request, site: SiteGiven, pages: PagesGiven, asked: SearchAsked) -> Response:
    """Search. Never an error, whatever is typed; without an engine the register answers."""
    with site.views.connect() as connection:
        asked, unknown = understood(connection, asked, request.query_params)
    try:
        with site.metrics.search_seconds.time():
            results = site.finder.find(asked.request(PAGE, site.visitor(client_of(request))))
    except EngineUnavailable:
        with site.views.connect() as connection:
            return pages.show(request, _from_register(site, connection, asked, unknown))
    note_query(site, request, asked, results)
    with site.views.connect() as connection:
        unknown = (*unknown, *notes_on_organs(site, connection, asked))
        return pages.show(request, _found(site, connection, asked, results, unknown))


def _found(
    site: Site,
    connection: Connection,
    asked: Asked,
    results: Results,
    unknown: tuple[Note, ...],
) -> SearchPage:
    organs = _organs(connection)
    hits = hits_of(connection, results.hits)
    others = meant(site, asked, results)
    return _page(
        site,
        connection,
        asked,
        organs,
        total=results.total,
        hits=hits,
        notes=(*unknown, *results.notes),
        facets=facets_of(asked, results.facets, organs),
        dates=dates_of(asked, results.facets.get("year", ()), results.months),
        orders=orders_of(asked),
        cursor=results.cursor,
        position=results.position,
        count=sparingly(_counting(site)),
        texts=True,
        meant=tuple(Way(words, asked.changed(words=words).at()) for words in others),
        corrected=None if hits else corrected(site, connection, asked, others),
        may_be_cut=results.may_be_cut,
    )


def _from_register(
    site: Site, connection: Connection, asked: Asked, unknown: tuple[Note, ...]
) -> SearchPage:
    """What the register can answer while no engine can."""
    answer = from_register(connection, asked, PAGE)
    notes = (*answer.notes, PERIOD_LEFT_OUT) if asked.period else answer.notes
    return _page(
        site,
        connection,
        asked,
        _organs(connection),
        total=f"{answer.listing.total:,}",
        hits=tuple(hit_by_title(connection, one) for one in answer.listing.items),
        notes=(*unknown, *notes),
        count=lambda wider: _listed(from_register(connection, wider, 1).listing.total),
        texts=False,
        cursor=answer.listing.next,
    )


def _page(
    site: Site,
    connection: Connection,
    asked: Asked,
    organs: Mapping[str, str],
    *,
    total: str,
    hits: tuple[Hit, ...],
    notes: tuple[Note, ...],
    cursor: str | None,
    count: Callable[[Asked], str],
    texts: bool,
    facets: tuple[Facet, ...] = (),
    dates: Dates | None = None,
    orders: tuple[Way, ...] = (),
    position: int = 0,
    meant: tuple[Way, ...] = (),
    corrected: Corrected | None = None,
    may_be_cut: bool = False,
) -> SearchPage:
    title = f"检索：{asked.words}" if asked.words.strip() else "全部公开信息"
    first = asked.changed()
    kept = ("q", "cursor", "as_of")
    empty = not hits and not asked.cursor
    wordless = empty and says_nothing(asked.words)
    return SearchPage(
        head=Head(title, first.at(), column="检索", indexed=False),
        words=asked.words,
        kept=tuple(pair for pair in asked.pairs() if pair[0] not in kept),
        total=total,
        hits=hits,
        notes=tuple(
            note for note in (*asked.notes, *notes) if not empty or note.code not in _SAID_BELOW
        ),
        facets=facets,
        dates=dates,
        chosen=chosen_in(asked, organs),
        orders=orders,
        superseded=Way(
            "也找被替换的旧版本",
            asked.changed(superseded=not asked.superseded).at(),
            asked.superseded,
        ),
        fragment=_fragment(asked) if may_be_cut else None,
        tried=tried(asked, notes, organs, count, texts=texts) if empty and not wordless else None,
        wordless=wordless,
        first=first.at() if asked.cursor else "",
        next=asked.changed(cursor=cursor).at() if cursor else "",
        elsewhere=_elsewhere(first, position),
        freshness=freshness(site, connection),
        meant=meant,
        corrected=corrected,
    )


def _fragment(asked: Asked) -> Way:
    """The same taken for a passage that was cut anywhere, or no longer."""
    way = asked.changed(within_longer=not asked.within_longer)
    return Way("当作原文片段，首尾可以是半个数", way.at(), asked.within_longer)


def _elsewhere(asked: Asked, position: int) -> Elsewhere:
    cited = asked.changed(as_of=asked.as_of or position).at() if position else ""
    return Elsewhere(
        permalink=asked.at(),
        cited=cited,
        position=asked.as_of or position,
        json=asked.at("/api/search"),
        # Who follows a search wants to know what is new, however its page is sorted.
        feed=asked.changed(oldest_first=False).at("/search.atom"),
        query=asked.query(),
    )


def _counting(site: Site) -> Callable[[Asked], str]:
    """Runs a search only to count what it finds; an engine that is gone meanwhile knows nothing."""

    def count(asked: Asked) -> str:
        try:
            results = site.finder.find(asked.request(1))
        except EngineUnavailable:
            return ""
        if not results.count:
            return NOTHING
        partly = "" if found_as_typed(results) else "，只有一部分字词相符"
        return f"{results.total} 件{partly}"

    return count


def _listed(total: int) -> str:
    return f"{total:,} 件" if total else NOTHING


def _organs(connection: Connection) -> dict[str, str]:
    """What organs are called in a list, by id."""
    return {one.id: one.short_name or one.name for one in organ_queries.organs(connection)}
