"""The organs, and each one's page: how to reach it (条例 art 12) and what it published."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.portal.pages import Head, PagesGiven
from api.site import SiteGiven
from projections import organs as organ_queries
from projections import register
from projections.organs import ListedOrgan
from projections.register import ListedRecord, Listing

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class OrgansPage:
    """All organs, in the order they were enrolled."""

    TEMPLATE: ClassVar[str] = "organs.html"

    head: Head
    organs: tuple[ListedOrgan, ...]


@dataclass(frozen=True)
class GuideLine:
    """One line of the disclosure guide; 未载明 where the organ did not state it."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class OrganPage:
    """An organ: its guide, how much it published, the newest first."""

    TEMPLATE: ClassVar[str] = "organ.html"

    head: Head
    organ: organ_queries.OrganPage
    guide: tuple[GuideLine, ...]
    listing: Listing[ListedRecord]
    first: bool
    next: str
    search: str


@router.get("/organs")
def organs(request: Request, site: SiteGiven, pages: PagesGiven) -> Response:
    """The list of organs."""
    with site.views.connect() as connection:
        listed = organ_queries.organs(connection)
    return pages.show(request, OrgansPage(Head("机关", "/organs", column="机关"), listed))


@router.get("/organs/{identity}")
def organ(
    request: Request,
    site: SiteGiven,
    pages: PagesGiven,
    identity: str,
    after: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """One organ. Raises `NotFound`, `Malformed` for a cursor that is none."""
    with site.views.connect() as connection:
        found = organ_queries.organ(connection, identity)
        listing = register.of_organ(connection, identity, after=after)
    address = f"/organs/{identity}"
    page = OrganPage(
        head=Head(found.name, address, column="机关", indexed=after is None),
        organ=found,
        guide=_guide(found),
        listing=listing,
        first=after is None,
        next=f"{address}?{urlencode({'after': listing.next})}" if listing.next else "",
        search=f"/search?{urlencode({'organ': identity})}",
    )
    return pages.show(request, page)


def _guide(found: organ_queries.OrganPage) -> tuple[GuideLine, ...]:
    """公开指南 in the order of 条例 art 12: body, address, hours, telephone, fax, mail."""
    if found.guide is None:
        return ()
    guide = found.guide
    mail = f"mailto:{guide.mail}" if "@" in guide.mail else ""
    digits = "".join(letter for letter in guide.telephone if letter.isdigit() or letter in "+-")
    telephone = f"tel:{digits}" if len(digits) >= 7 else ""
    return (
        GuideLine("工作机构", guide.unit),
        GuideLine("办公地址", guide.address),
        GuideLine("办公时间", guide.hours),
        GuideLine("联系电话", guide.telephone, telephone),
        GuideLine("传真", guide.fax),
        GuideLine("电子邮箱", guide.mail, mail),
    )
