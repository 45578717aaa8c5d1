"""All public metadata in one piece, as JSON Lines with a manifest; never a text.

What is offered is one state of the register: its files stay the same for some minutes, under
addresses that name its position, so that manifest and files agree however long they take.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Query, Request
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from api.portal.interface import PUBLIC
from domain.errors import NotFound

router = APIRouter(prefix="/api/dump", tags=[PUBLIC])

FORMAT = "gongkai-dump/v1"
MEDIA_TYPE = "application/jsonl"
RECORDS, ORGANS, MANIFEST = "records.jsonl", "organs.jsonl", "manifest.json"


@dataclass(frozen=True)
class DumpFile:
    """一个文件：每行一个 JSON，UTF-8；item 是每行的结构在本说明里的名称。"""

    name: str
    url: str
    media_type: str
    item: str
    count: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DumpManifest:
    """清单：position 是全部文件所对的日志位置，checkpoint 是当时已公布的日志签名头。

    每行的 position 是该件最近一次公开动作的日志位置，凭它可取得存在于日志的证明。
    """

    format: str
    archive: str
    origin: str
    vkey: str
    founding: str
    demonstration: bool
    generated_at: datetime
    position: int
    checkpoint: str
    files: list[DumpFile]


class OfferedDump(Protocol):
    """One dump on disk."""

    @property
    def manifest(self) -> DumpManifest: ...

    def path(self, name: str) -> Path: ...


class Dumps(Protocol):
    """The dumps that are offered; making one takes a while, so one is kept for some minutes."""

    def current(self) -> OfferedDump:
        """The one to take now."""
        ...

    def at(self, position: int) -> OfferedDump | None:
        """The one of this position, if it is still offered."""
        ...


async def _dumps(request: Request) -> Dumps:
    dumps: Dumps | None = getattr(request.app.state, "dumps", None)
    if dumps is None:
        raise NotFound("这里不提供整包下载", field="dump")
    return dumps


DumpsGiven = Annotated[Dumps, Depends(_dumps)]
_MANIFEST = TypeAdapter(DumpManifest)
_GONE: dict[int | str, dict[str, Any]] = {
    404: {"description": "没有这个文件（问题文书，RFC 9457）"},
    503: {"description": "正在准备，请过一会儿再取（问题文书，RFC 9457）"},
    409: {"description": "这个位置的文件已经不再提供，请重新取清单（问题文书，RFC 9457）"},
}


@router.get(
    "/manifest.json",
    summary="整包下载的清单：文件、件数、校验值",
    response_model=DumpManifest,
    responses={503: _GONE[503]},
)
def manifest(dumps: DumpsGiven) -> Response:
    """先取清单，再按其中的 url 取文件，核对 sha256。同一份约保留十分钟；有信息撤回时立即换新。"""
    headers = {"cache-control": "no-cache"}
    return Response(
        manifest_bytes(dumps.current().manifest), media_type="application/json", headers=headers
    )


@router.get("/{name}", summary="整包下载的一个文件（JSON Lines）", responses=_GONE)
def dump_file(
    dumps: DumpsGiven,
    name: str,
    position: Annotated[
        int | None,
        Query(description="清单里的日志位置；不写为现在的一份。", ge=0, le=2**53),
    ] = None,
) -> FileResponse:
    """records.jsonl 每行一件信息（RecordItem），organs.jsonl 每行一个机关（OrganItem）；不含正文。

    已撤回的只有登记的内容，撤回决定要求不显示标题的只有编号。支持断点续传（Range）。
    """
    offered = dumps.current() if position is None else dumps.at(position)
    if offered is None:
        raise HTTPException(
            HTTPStatus.CONFLICT, "这一份已经换新，请重新取 /api/dump/manifest.json。"
        )
    told = next((file for file in offered.manifest.files if file.name == name), None)
    if told is None:
        raise NotFound(f"没有这个文件：{name[:80]}", field="name")
    headers = {"etag": f'"{told.sha256}"', "cache-control": "no-cache"}
    return FileResponse(offered.path(name), media_type=MEDIA_TYPE, headers=headers)


def manifest_bytes(manifest: DumpManifest) -> bytes:
    """The manifest as it is served and kept beside the files."""
    return _MANIFEST.dump_json(manifest, indent=2) + b"\n"
