"""What changed between two versions of a record: in place, words struck and words added."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.portal.documents import (
    Fact,
    official_head,
    opened,
    record_address,
    text_of,
    version_of,
)
from api.portal.pages import Head, PagesGiven
from api.portal.records import tombstone
from api.site import Site, SiteGiven
from domain.comparison import Block, Comparison, compare
from domain.rewording import Piece
from domain.vocabulary import Status
from projections import register
from projections.record_file import VersionRow
from projections.register import ListedRecord, RecordPage

router = APIRouter(include_in_schema=False)

KEPT_AROUND = 1
"""Unchanged paragraphs shown on either side of a change; the rest is folded."""


@dataclass(frozen=True)
class HeadChange:
    """A member of the official head, or the title, that is not the same in both versions."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Stretch:
    """A part of the comparison that is set in one way.

    `kind` is added, deleted, same, folded (same, but out of the way) or changed; a changed
    paragraph has `pieces`, all others `lines`. `articles` are the 第…条 it lies in.
    """

    kind: str
    articles: tuple[str, ...]
    lines: tuple[str, ...]
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class ComparisonPage:
    """The difference of versions `old` and `new`; `readable` is False when a text is gone."""

    TEMPLATE: ClassVar[str] = "comparison.html"

    head: Head
    record: ListedRecord
    versions: tuple[VersionRow, ...]
    old: VersionRow
    new: VersionRow
    readable: bool
    changes: int
    articles: tuple[str, ...]
    head_changes: tuple[HeadChange, ...]
    stretches: tuple[Stretch, ...]


@router.get("/records/{identity}/comparison")
def comparison(
    request: Request,
    site: SiteGiven,
    pages: PagesGiven,
    identity: str,
    old: Annotated[int | None, Query(ge=1, le=10**6)] = None,
    new: Annotated[int | None, Query(ge=1, le=10**6)] = None,
) -> Response:
    """Any two versions; without `old` and `new` the last two. Raises `NotFound`."""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return tombstone(request, pages, found)
    after = version_of(found, new or found.listed.number)
    before = version_of(found, old or max(1, after.number - 1))
    result = _compared(site, before, after)
    return pages.show(request, _page(found, before, after, result))


def _compared(site: Site, before: VersionRow, after: VersionRow) -> Comparison | None:
    contents = (before.content, after.content)
    texts = [opened(site, content) if content else None for content in contents]
    if texts[0] is None or texts[1] is None:
        return None
    return compare(text_of(texts[0]), text_of(texts[1]))


def _page(
    found: RecordPage, before: VersionRow, after: VersionRow, result: Comparison | None
) -> ComparisonPage:
    listed = found.listed
    query = f"old={before.number}&new={after.number}"
    return ComparisonPage(
        head=Head(
            f"{listed.title}：第{before.number}版与第{after.number}版的改动",
            f"{record_address(listed.id)}/comparison?{query}",
            indexed=False,
        ),
        record=listed,
        versions=found.versions,
        old=before,
        new=after,
        readable=result is not None,
        changes=result.changes if result else 0,
        articles=result.articles if result else (),
        head_changes=tuple(_head_changes(listed, before, after)),
        stretches=tuple(_stretches(result.blocks)) if result else (),
    )


def _head_changes(
    listed: ListedRecord, before: VersionRow, after: VersionRow
) -> Iterator[HeadChange]:
    heads = [
        {"标题": row.description.title}
        | _by_label(official_head(listed, row.description, row.published_on))
        for row in (before, after)
    ]
    for label, value in heads[0].items():
        if heads[1][label] != value:
            yield HeadChange(label, value, heads[1][label])


def _stretches(blocks: Sequence[Block]) -> Iterator[Stretch]:
    """The blocks in order; long unchanged runs folded but for a paragraph beside each change."""
    for place, block in enumerate(blocks):
        if block.kind == "changed":
            yield Stretch("changed", block.articles, (), block.pieces)
            continue
        lines = tuple(block.pieces[0].text.split("\n"))
        if block.kind != "same":
            yield Stretch(block.kind, block.articles, lines)
            continue
        first = KEPT_AROUND if place > 0 else 0
        last = len(lines) - (KEPT_AROUND if place < len(blocks) - 1 else 0)
        if last - first < 2:
            first = last = 0
        for kind, part in (
            ("same", lines[:first]),
            ("folded", lines[first:last]),
            ("same", lines[last:]),
        ):
            if part:
                yield Stretch(kind, (), part)


def _by_label(facts: Sequence[Fact]) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts}
