"""The home page: where do I look?"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.portal.freshness import Freshness, freshness
from api.portal.pages import Head, PagesGiven
from api.site import Site, SiteGiven
from domain.act import BEIJING
from domain.canonical import parse_utc
from projections import register
from projections.register import Counts, ListedRecord, MonthNumbers
from search.engine import EngineUnavailable
from search.finding import Request as SearchRequest

router = APIRouter(include_in_schema=False)

NEWEST = 6


@dataclass(frozen=True)
class FieldCount:
    """One field (领域), how many records it has, and the search that lists them."""

    name: str
    count: int
    address: str


@dataclass(frozen=True)
class HomePage:
    """Search, the ways in, the newest publications, the log, the month in numbers."""

    TEMPLATE: ClassVar[str] = "home.html"

    head: Head
    freshness: Freshness
    counts: Counts
    fields: tuple[FieldCount, ...]
    newest: tuple[ListedRecord, ...]
    month: MonthNumbers
    covered_at: datetime | None


@router.get("/")
def home(request: Request, site: SiteGiven, pages: PagesGiven) -> Response:
    """The home page; a new archive says what it will hold."""
    today = site.clock().astimezone(BEIJING)
    with site.views.connect() as connection:
        fresh = freshness(site, connection)
        page = HomePage(
            head=Head(site.title, "/", description=f"{site.title}：查政府公开过什么，自己核验"),
            freshness=fresh,
            counts=register.counts(connection),
            fields=_fields(site),
            newest=register.newest(connection, limit=NEWEST).items,
            month=register.month_numbers(connection, today.year, today.month),
            covered_at=covered_at(site, fresh.checkpoint),
        )
    return pages.show(request, page)


def covered_at(site: Site, checkpoint: int) -> datetime | None:
    """When the newest act that the checkpoint covers was recorded, UTC; None before the first."""
    if checkpoint < 1:
        return None
    rows = site.journal.read(checkpoint - 1, 1)
    return parse_utc(rows[0].act.recorded_at) if rows else None


def _fields(site: Site) -> tuple[FieldCount, ...]:
    """Fields by how much they hold; none while the search cannot answer."""
    try:
        facets = site.finder.find(SearchRequest("", size=1)).facets
    except EngineUnavailable:
        return ()
    return tuple(
        FieldCount(one.value, one.count, f"/search?{urlencode({'field': one.value})}")
        for one in facets.get("field", ())
    )
