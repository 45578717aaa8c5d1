"""The static files, each under an address that changes with its bytes."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.portal.pages import PagesGiven
from domain.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/static/{name}")
def asset(pages: PagesGiven, name: str, v: Annotated[str, Query()] = "") -> Response:
    """A file of api/static; kept for ever when asked for by its mark. Raises `NotFound`."""
    found = pages.assets.get(name)
    if found is None:
        raise NotFound("没有这个文件")
    current = found.address.endswith(f"?v={v}")
    return Response(
        found.data,
        media_type=found.media_type,
        headers={"cache-control": f"public, max-age={31536000 if current else 300}"},
    )
