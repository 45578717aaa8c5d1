"""The supervisors' API: who did what, when, on which ground; and the officers' casework."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.request_figures import reached
from api.session import SignedIn
from domain.directory import officer_named, organ_named
from domain.record import RecordState
from projections import casework
from projections import trail as trails
from projections.actions import topics_called

router = APIRouter(prefix="/api", tags=["监督"])

Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/trail", summary="谁批准了什么")
def trail(
    officed: SignedIn,
    officer: Annotated[str | None, Query(description="登录名或编号")] = None,
    record: Annotated[str | None, Query(description="信息编号，含其保密审查")] = None,
    organ: Annotated[str | None, Query(description="机关名称或编号")] = None,
    action: Annotated[str | None, Query(description="例如 签发 或 record.approved")] = None,
    since: Annotated[date | None, Query(description="从哪一天起（北京时间）")] = None,
    until: Annotated[date | None, Query(description="到哪一天止（含）")] = None,
    limit: Limit = 50,
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
) -> dict[str, Any]:
    """监督记录：新的在前；须有监督岗位。"""
    officed.require_reading("trail.read")
    archive = officed.acting.archive
    asked = trails.Asked(
        officer=None if officer is None else officer_named(archive, officer),
        record=record,
        organ=None if organ is None else organ_named(archive, organ),
        topics=None if action is None else topics_called(action),
        since=since,
        until=until,
    )
    with officed.acting.views.connect() as connection:
        listing = trails.acts_listed(connection, asked, limit=limit, after=after)
    return {
        "total": listing.total,
        "next": listing.next,
        "acts": [asdict(one) for one in listing.items],
    }


@router.get("/trail/{position}", summary="一次办理的全部事件")
def act(officed: SignedIn, position: int) -> dict[str, Any]:
    """包含这个日志位置的那次办理；须有监督岗位。"""
    officed.require_reading("trail.read")
    with officed.acting.views.connect() as connection:
        return asdict(trails.act_at(connection, position))


@router.get("/expungings", summary="清除决定")
def expungings(officed: SignedIn) -> dict[str, Any]:
    """登记的和执行的清除决定，新的在前，各还差什么；本机关的，登记员和监督员看全部。"""
    posts = officed.require_reading("expungings.read")
    found = officed.acting.expungings(None, reached(None, posts))
    return {
        "unfinished": sum(not one.finished for one in found),
        "expungings": [one.to_json() for one in found],
    }


@router.get("/files", summary="未公开的案卷")
def files(
    officed: SignedIn,
    organ: Annotated[str | None, Query(description="机关名称或编号")] = None,
    state: Annotated[RecordState | None, Query(description="案卷状态")] = None,
    limit: Limit = 50,
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
) -> dict[str, Any]:
    """待办的稿子：本机关的，监督员看全部。"""
    posts = officed.require_reading("drafts.read")
    wanted = None if organ is None else organ_named(officed.acting.archive, organ)
    with officed.acting.views.connect() as connection:
        listing = casework.drafts(
            connection,
            organ=reached(wanted, posts),
            state=state,
            limit=limit,
            after=after,
        )
    return {
        "total": listing.total,
        "next": listing.next,
        "files": [asdict(one) for one in listing.items],
    }
