"""The API of what supervisors ask of requests: figures, breaches, one chronology."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request

from api.reader import Reader
from api.request_chronology import NOT_PROVED, told
from api.request_figures import Numbers, annual_names, breach_told, reached, spanned
from api.request_figures import told as figures_told
from api.session import SignedIn
from domain.directory import organ_named
from domain.errors import NotFound
from domain.organ import Organ
from domain.seating import posts_at
from projections import request_file
from projections.request_chronology import chronology as chronology_of
from projections.request_figures import breaches_listed
from projections.request_figures import figures as figures_of

router = APIRouter(prefix="/api/requests", tags=["依申请公开"])

_READ = "requests.read"

OrganName = Annotated[str | None, Query(description="机关名称或编号")]
Since = Annotated[date | None, Query(description="从哪一天起；不写为今年 1 月 1 日")]
Until = Annotated[date | None, Query(description="到哪一天止（含）；不写为今天")]


@router.get("/figures", summary="依申请公开统计")
def figures(
    officed: SignedIn, organ: OrganName = None, since: Since = None, until: Until = None
) -> dict[str, Any]:
    """各机关的收办、用时、按期、结果、违反规定：本机关的，监督员看全部。"""
    wanted = None if organ is None else organ_named(officed.acting.archive, organ)
    whose = reached(wanted, officed.require_reading(_READ))
    today = officed.acting.today()
    period = spanned(since, until, today)
    with officed.acting.views.connect() as connection:
        found = figures_of(connection, period, today=today, organ=whose)
        names = annual_names(request_file.rules(connection).law, period.last)
    return {
        "since": period.first,
        "until": period.last,
        "today": today,
        "organs": [figures_told(one, names) for one in found],
    }


@router.get("/breaches", summary="违反规定的记录")
def breaches(
    officed: SignedIn,
    organ: OrganName = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
) -> dict[str, Any]:
    """一段时间里违反规定的记录，新记的在前：本机关的，监督员看全部。"""
    archive = officed.acting.archive
    wanted = None if organ is None else organ_named(archive, organ)
    whose = reached(wanted, officed.require_reading(_READ))
    period = spanned(since, until, officed.acting.today())
    with officed.acting.views.connect() as connection:
        listing = breaches_listed(connection, period, organ=whose, limit=limit, after=after)
        numbers = Numbers(archive, request_file.rules(connection).law)
    return {
        "total": listing.total,
        "next": listing.next,
        "breaches": [breach_told(one, numbers) for one in listing.items],
    }


@router.get("/{request_id}/chronology", summary="一件申请的经过")
def chronology(request: Request, officed: SignedIn, request_id: str) -> dict[str, Any]:
    """一件申请从头到尾的经过和证据清单，含每一步的日志位置和条目散列。"""
    posts, acting = officed.require_reading(_READ), officed.acting
    with acting.views.connect() as connection:
        found = chronology_of(connection, request_id)
    case = found.file.case
    held = posts_at(posts, case.organ)
    if not held:
        raise NotFound(f"没有这件申请：{request_id}", field="request")
    organ = acting.archive.load(Organ, case.organ)
    reader = Reader.of(acting.persons, held)
    journal = request.app.state.site.journal
    return {
        **asdict(told(found, organ, reader, journal, acting.today())),
        "not_proved": NOT_PROVED,
    }
