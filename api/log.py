"""The transparency log over HTTP, byte for byte as it lies on disk (C2SP tlog-tiles)."""

from fastapi import APIRouter
from starlette.responses import Response

from api.site import SiteGiven
from domain.errors import NotFound

router = APIRouter(prefix="/log", include_in_schema=False)

_TEXT = "text/plain; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/checkpoint")
def checkpoint(site: SiteGiven) -> Response:
    """The signed head; asked for anew each time. Raises `NotFound` before the first."""
    return _answer(site.log.read("checkpoint"), _TEXT, "no-cache")


@router.get("/vkey")
def vkey(site: SiteGiven) -> Response:
    """The key that checkpoints are verified with, in one line."""
    return _answer(f"{site.vkey}\n".encode(), _TEXT, "no-cache")


@router.get("/tile/{path:path}")
def tile(site: SiteGiven, path: str) -> Response:
    """A hash tile or an entry bundle; it never changes. Raises `NotFound`."""
    return _answer(site.log.read(f"tile/{path}"), "application/octet-stream", _FOR_EVER)


def _answer(data: bytes | None, media_type: str, caching: str) -> Response:
    if data is None:
        raise NotFound("日志里没有这个文件")
    return Response(data, media_type=media_type, headers={"cache-control": caching})
