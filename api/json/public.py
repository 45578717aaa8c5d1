"""The public JSON API: all that the portal shows, for programs. Read only; no sign-in, no key."""

import hashlib
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter
from starlette.responses import PlainTextResponse

from api.errors import GONE, Problem, Withdrawn, problem_response, problem_type
from api.json.answers import (
    OrganDetail,
    OrganItem,
    RecordDetail,
    RecordList,
    VersionItem,
    organ_detail,
    organ_item,
    record_detail,
    record_item,
    version_item,
)
from api.portal.documents import opened, text_of, version_of
from api.portal.interface import PUBLIC
from api.security import request_id
from api.site import SiteGiven
from domain.errors import NotFound
from domain.vocabulary import Status
from projections import organs as organ_queries
from projections import register

router = APIRouter(prefix="/api", tags=[PUBLIC])

PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"description": "没有找到（问题文书，RFC 9457）"},
    422: {"description": "参数写得不对（问题文书，RFC 9457）"},
}
TOMBSTONE: dict[int | str, dict[str, Any]] = {
    410: {"description": "已撤回：问题文书，record 里是留下的说明"},
}

_RECORD = TypeAdapter(RecordDetail)
_VERSION = TypeAdapter(VersionItem)

Limit = Annotated[int, Query(ge=1, le=100, description="每页几件，1到100。")]
After = Annotated[str | None, Query(max_length=40, description="上一页给出的翻页记号")]


@router.get("/records", summary="公开的信息，最新的在前", responses=PROBLEMS)
def records(
    request: Request,
    site: SiteGiven,
    status: Annotated[list[Status] | None, Query(description="效力；不写为可以阅读的")] = None,
    organ: Annotated[str | None, Query(description="机关编号")] = None,
    limit: Limit = 20,
    after: After = None,
) -> RecordList:
    """按公开日期，最新的在前；没有写公开日期的在最后。"""
    statuses = tuple(status) if status else register.LISTED
    with site.views.connect() as connection:
        if organ is None:
            found = register.newest(connection, statuses=statuses, limit=limit, after=after)
        else:
            found = register.of_organ(
                connection, organ, statuses=statuses, limit=limit, after=after
            )
    following = None
    if found.next:
        query = request.query_params.multi_items()
        pairs = [(name, value) for name, value in query if name != "after"]
        following = f"/api/records?{urlencode([*pairs, ('after', found.next)])}"
    return RecordList(found.total, [record_item(one) for one in found.items], following)


@router.get(
    "/records/{identity}",
    summary="一件信息：文件头、各版本、由谁经办",
    response_model=RecordDetail,
    responses=PROBLEMS | TOMBSTONE | {304: {"description": "没有变化"}},
)
def record(request: Request, site: SiteGiven, identity: str) -> Response:
    """带 ETag；再取时写 If-None-Match，没有变化只答 304。已撤回的答 410 和留下的说明。"""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    detail = record_detail(found)
    if found.listed.status is Status.WITHDRAWN:
        return withdrawn(request, detail)
    body = _RECORD.dump_json(detail)
    # The version of what the public sees is the position of its newest public event; the rest of
    # the tag changes when something it refers to does (a name, the record that replaces it).
    tag = f'"{found.listed.position}-{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if {tag, "*"} & _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/records/{identity}/versions/{number}",
    summary="一件信息的一版",
    response_model=VersionItem,
    responses=PROBLEMS | TOMBSTONE,
)
def version(request: Request, site: SiteGiven, identity: str, number: int) -> Response:
    """被替换的旧版本也在。"""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return withdrawn(request, record_detail(found))
    body = _VERSION.dump_json(version_item(version_of(found, number)))
    headers = {"cache-control": "no-cache"}
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/records/{identity}/versions/{number}/text",
    summary="一版的正文，纯文本",
    response_class=PlainTextResponse,
    responses=PROBLEMS | TOMBSTONE,
)
def text(request: Request, site: SiteGiven, identity: str, number: int) -> Response:
    """从原始文件提取的文字，UTF-8，一行一段，各部分相接。"""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return withdrawn(request, record_detail(found))
    content = version_of(found, number).content
    parts = opened(site, content) if content else None
    if parts is None:
        raise NotFound("原文已不能打开", field="version")
    headers = {"cache-control": "no-cache"}
    return PlainTextResponse(text_of(parts), headers=headers)


@router.get("/organs", summary="机关")
def organs(site: SiteGiven) -> list[OrganItem]:
    """全部机关，按登记先后。"""
    with site.views.connect() as connection:
        return [organ_item(one) for one in organ_queries.organs(connection)]


@router.get("/organs/{identity}", summary="一个机关和它的公开指南", responses=PROBLEMS)
def organ(site: SiteGiven, identity: str) -> OrganDetail:
    """公开指南见《政府信息公开条例》第十二条。"""
    with site.views.connect() as connection:
        return organ_detail(organ_queries.organ(connection, identity))


def withdrawn(request: Request, detail: RecordDetail) -> Response:
    """The tombstone: a problem document that carries all that is left of the record."""
    withheld = detail.record.withheld
    gone = detail.expunging or detail.withdrawal
    reason = "撤回决定要求标题等内容也不再显示" if withheld else "原文不再提供"
    if detail.expunging:
        reason = "原文和全部旧版本已依决定永久销毁"
    problem = Problem(
        type=problem_type(Withdrawn.__name__),
        title="已清除" if detail.expunging else "已撤回",
        status=GONE,
        detail=reason,
        rule=gone.basis if gone else "",
        field="",
        request=request_id(request.scope),
    )
    return problem_response(problem, record=_RECORD.dump_python(detail, mode="json"))


def _tags(header: str) -> set[str]:
    """The tags of an If-None-Match, compared weakly (RFC 9110 13.1.2)."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
