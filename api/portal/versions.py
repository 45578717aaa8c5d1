"""One version of a record with an address of its own, and the original files it was made of."""

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.portal.documents import Document, document_of, opened, record_address, version_of
from api.portal.pages import Article, Head, PagesGiven
from api.portal.records import tombstone
from api.site import SiteGiven
from domain.errors import NotFound
from domain.vocabulary import Status
from projections import register
from projections.record_file import VersionRow
from projections.register import ListedRecord

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=10**6)]


@dataclass(frozen=True)
class VersionPage:
    """A version as it was published; `present` says that it is the one in force.

    `until` is the version that took its place, None for the present one.
    """

    TEMPLATE: ClassVar[str] = "version.html"

    head: Head
    record: ListedRecord
    version: VersionRow
    document: Document
    present: bool
    until: VersionRow | None


@router.get("/records/{identity}/versions/{number}")
def version(
    request: Request, site: SiteGiven, pages: PagesGiven, identity: str, number: Number
) -> Response:
    """A version, superseded ones too. Raises `NotFound`; a withdrawn record is a tombstone."""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return tombstone(request, pages, found)
    shown = version_of(found, number)
    later = [row for row in found.versions if row.number > number]
    page = VersionPage(
        head=Head(
            f"{shown.description.title}（第{number}版）",
            record_address(identity, number),
            column=found.listed.field or "政府信息",
            article=Article(shown.description.title, shown.published_at, found.listed.organ_name),
            indexed=False,
        ),
        record=found.listed,
        version=shown,
        document=document_of(site, found.listed, shown),
        present=not later,
        until=later[-1] if later else None,
    )
    return pages.show(request, page)


@router.get("/records/{identity}/versions/{number}/files/{file}")
def original(
    request: Request,
    site: SiteGiven,
    pages: PagesGiven,
    identity: str,
    number: Number,
    file: Number,
) -> Response:
    """下载原文: the original bytes, always to be saved and never shown inside our pages.

    An HTML original could carry scripts of its own; only plain text is named by its type.
    """
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return tombstone(request, pages, found)
    content = version_of(found, number).content
    parts = opened(site, content) if content else None
    if not parts or file > len(parts):
        raise NotFound("没有这个文件", field="file")
    part = parts[file - 1]
    plain = part.media_type.partition(";")[0].strip() == "text/plain"
    return Response(
        part.original,
        media_type="application/octet-stream",
        headers={
            "content-type": "text/plain" if plain else "application/octet-stream",
            "content-disposition": _attachment(part.name, plain),
            "cache-control": "no-cache",
        },
    )


def _attachment(name: str, plain: bool) -> str:
    """A Content-Disposition that names the file and nothing else (RFC 6266, RFC 8187)."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(letter for letter in last if letter.isprintable()).strip(" .")[:150] or "原文"
    fallback = "original.txt" if plain else "original.bin"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(clean, safe='')}"
