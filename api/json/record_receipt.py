"""公开凭据 for programs and for whoever keeps one: what a record's publication said, as a file."""

from fastapi import APIRouter, Request, Response

from api.errors import Damaged
from api.json.answers import record_detail
from api.json.public import PROBLEMS, TOMBSTONE, withdrawn
from api.portal.interface import PUBLIC
from api.site import Site, SiteGiven
from domain.errors import Malformed
from domain.record_receipt import RecordReceipt
from domain.vocabulary import Status
from projections import register
from projections.record_receipts import Opening, record_receipt

router = APIRouter(prefix="/api", tags=[PUBLIC])


@router.get(
    "/records/{identity}/receipt",
    summary="一件信息现行版的公开凭据",
    response_class=Response,
    responses={
        **PROBLEMS,
        **TOMBSTONE,
        200: {
            "description": "docs/log-format.md §14 的 JSON，原样保存才能核验",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        503: {"description": "刚刚公开，检查点还没有盖到（问题文书，RFC 9457）"},
    },
)
def receipt(request: Request, site: SiteGiven, identity: str) -> Response:
    """事件、签名、收录路径和检查点在一个文件里，离线就能核验；草稿和已撤回的没有凭据。"""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return withdrawn(request, record_detail(found))
    body = receipt_of(site, identity).encode()
    name = f"gongkai-receipt-{identity.rpartition(':')[2]}.json"
    headers = {
        "cache-control": "no-cache",
        "content-disposition": f'attachment; filename="{name}"',
    }
    return Response(body, media_type="application/json", headers=headers)


def receipt_of(site: Site, identity: str) -> RecordReceipt:
    """The receipt made anew. Raises `NotFound`, `Busy`; `Damaged` for content that is not right."""
    try:
        return record_receipt(site.journal, site.log, Opening(site.open, site.salt), identity)
    except Malformed as error:
        raise Damaged(error.message) from error
