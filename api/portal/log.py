"""The page of the public log: its head, how fresh all is, and how to check it without us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.portal.freshness import Freshness, freshness
from api.portal.home import covered_at
from api.portal.kept_checkpoint import Compared, compare
from api.portal.pages import Head, PagesGiven
from api.site import SiteGiven
from projections.tile_layout import Tile

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ProjectionShown:
    """What is made from the journal, and how far it is."""

    label: str
    position: int
    behind: int


@dataclass(frozen=True)
class LogPage:
    """Checkpoint, freshness, founding hash; `checkpoint` is empty before the first, `compared`
    None unless one that was kept is handed in."""

    TEMPLATE: ClassVar[str] = "log.html"

    head: Head
    freshness: Freshness
    projections: tuple[ProjectionShown, ...]
    stopped: bool
    checkpoint: str
    root: str
    size: int
    bundle: str
    covered_at: datetime | None
    origin: str
    vkey: str
    founding: str
    url: str
    compared: Compared | None


LABELS = {
    "register": "登记簿",
    "elasticsearch": "集群检索索引",
    "index": "本机检索索引",
    "trail": "监督台账",
}


@router.get("/log")
def log(
    request: Request, site: SiteGiven, pages: PagesGiven, kept: Annotated[str, Query()] = ""
) -> Response:
    """核验: what an outsider needs to check the archive with our tools and without them.

    `kept` is a checkpoint of another day, to be compared with the log of today.
    """
    published = site.log.published()
    positions = site.projections()
    with site.views.connect() as connection:
        fresh = freshness(site, connection)
    page = LogPage(
        head=Head("核验", "/log", column="核验"),
        freshness=fresh,
        projections=tuple(
            ProjectionShown(label, positions[name], max(0, fresh.journal - positions[name]))
            for name, label in LABELS.items()
            if name in positions
        ),
        stopped=bool(site.alarms()),
        checkpoint=site.log.checkpoint_text() or "",
        root=published.root.hex() if published else "",
        size=published.size if published else 0,
        bundle=_last_bundle(published.size) if published else "",
        covered_at=covered_at(site, published.size if published else 0),
        origin=site.origin,
        vkey=site.vkey,
        founding=site.founding,
        url=site.url,
        compared=compare(site, kept) if kept.strip() else None,
    )
    return pages.show(request, page)


def _last_bundle(size: int) -> str:
    """The path of the bundle that holds the newest entry of a log of this size."""
    index, rest = divmod(size - 1, 256)
    return Tile(None, index, rest + 1).path if size else ""
