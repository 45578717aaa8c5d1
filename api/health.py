"""What machines ask: is it alive, is it ready, how does it run."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import OperationalError
from starlette.responses import JSONResponse, Response

from api.errors import UNAVAILABLE
from api.site import Site, SiteGiven
from domain.canonical import parse_utc
from domain.errors import Busy
from projections.published_log import LogDamaged

router = APIRouter(include_in_schema=False)

MOST_BEHIND = 1000
"""Events a projection may be behind before others should answer instead."""


@router.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


@router.get("/readyz")
def readyz(site: SiteGiven) -> Response:
    """Journal, register, log and projections can be read and are not far behind; else 503.

    What only narrows the search is told as `degraded` and no problem: another server would search
    the same cluster, and this one still answers.
    """
    problems, degraded = _problems(site)
    answer = {
        "status": "unavailable" if problems else "ok",
        "problems": problems,
        "degraded": degraded,
    }
    status = UNAVAILABLE if problems else 200
    return JSONResponse(answer, status, headers={"cache-control": "no-store"})


@router.get("/metrics")
def metrics(site: SiteGiven) -> Response:
    """The Prometheus text format."""
    published = site.log.published()
    checkpoint = published.size if published else 0
    text = site.metrics.exposition(
        journal=site.journal.position(),
        projections=site.projections(),
        alarms=len(site.alarms()),
        checkpoint=checkpoint,
        uncovered=_uncovered_seconds(site, checkpoint),
    )
    return Response(text, headers={"content-type": CONTENT_TYPE_LATEST})


def _problems(site: Site) -> tuple[list[str], list[str]]:
    """What makes this server unfit to answer, and what only narrows its search."""
    try:
        journal = site.journal.position()
        positions = site.projections()
        searching = site.searching()
        site.log.published()
    except (Busy, OperationalError, LogDamaged) as error:
        return [type(error).__name__], []
    problems, degraded = [*site.alarms()], list[str]()
    for name in searching.silent:
        spared = searching.answering or name in searching.shared
        (degraded if spared else problems).append(f"{name} does not answer")
    for name, position in positions.items():
        if journal - position > MOST_BEHIND:
            late = f"{name} is {journal - position} events behind"
            (degraded if name in searching.shared else problems).append(late)
    return problems, degraded


def _uncovered_seconds(site: Site, checkpoint: int) -> float:
    """Age of the oldest act that no checkpoint covers yet; 0 when all are covered."""
    rows = site.journal.read(checkpoint, 1)
    if not rows:
        return 0.0
    return (site.clock() - parse_utc(rows[0].act.recorded_at)).total_seconds()
