"""The record page, its tombstone once it is gone (410), and the list of newest publications."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.errors import GONE
from api.portal.documents import Document, document_of, post_of, record_address
from api.portal.pages import Article, Head, Pages, PagesGiven
from api.site import Site, SiteGiven
from domain.vocabulary import Status
from projections import register
from projections.record_file import Expunging, Migration, VersionRow, Withdrawal
from projections.register import ListedRecord, Listing, Proof, Related, Repeal

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Signature:
    """One step of the proof: what was done, and by which post."""

    label: str
    post: str


@dataclass(frozen=True)
class RecordPage:
    """A record that can be read: its present version, what proves it, what it is related to."""

    TEMPLATE: ClassVar[str] = "record.html"

    head: Head
    record: ListedRecord
    version: VersionRow
    document: Document
    versions: tuple[VersionRow, ...]
    signatures: tuple[Signature, ...]
    proof: Proof | None
    repeal: Repeal | None
    replaces: tuple[Related, ...]
    interprets: tuple[Related, ...]
    interpreted_by: tuple[Related, ...]
    migration: Migration | None
    migrated_by: str
    similar: tuple[Related, ...]


@dataclass(frozen=True)
class TombstonePage:
    """A withdrawn or expunged record: what it was, why it is gone, what the reader can do instead.

    Of a record whose title is withheld nothing but `record.id` and `record.position` is told.
    """

    TEMPLATE: ClassVar[str] = "withdrawn.html"

    head: Head
    record: ListedRecord
    withdrawal: Withdrawal | None
    withdrawn_by: str
    expunged: Expunging | None
    expunged_by: str
    alike: str


@dataclass(frozen=True)
class RecordsPage:
    """The newest publications, from the register: at most two seconds behind."""

    TEMPLATE: ClassVar[str] = "records.html"

    head: Head
    listing: Listing[ListedRecord]
    status: str
    first: bool
    next: str


STATUSES: Mapping[str, tuple[Status, ...]] = {
    "": register.LISTED,
    **{one.value: (one,) for one in Status if one is not Status.UNPUBLISHED},
}
"""What the list may be filtered by: 效力; nothing chosen is what can be read."""


@router.get("/records")
def records(
    request: Request,
    site: SiteGiven,
    pages: PagesGiven,
    status: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """最近公开, by public date. Raises `Malformed` for a cursor that is none."""
    chosen = status if status in STATUSES else ""
    with site.views.connect() as connection:
        listing = register.newest(connection, statuses=STATUSES[chosen], after=after)
    query = {"status": chosen, "after": listing.next or ""}
    page = RecordsPage(
        head=Head("最近公开", "/records", column="最近公开", indexed=after is None),
        listing=listing,
        status=chosen,
        first=after is None,
        next=f"/records?{urlencode({k: v for k, v in query.items() if v})}" if listing.next else "",
    )
    return pages.show(request, page)


@router.get("/records/{identity}")
def record(request: Request, site: SiteGiven, pages: PagesGiven, identity: str) -> Response:
    """A record, or its tombstone. Raises `NotFound`."""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return tombstone(request, pages, found)
    return pages.show(request, _record_page(site, found))


def tombstone(request: Request, pages: Pages, found: register.RecordPage) -> Response:
    """The answer to every address of a withdrawn record."""
    listed, withdrawal = found.listed, found.withdrawal
    expunged = found.expunged
    gone = "已清除" if expunged else "已撤回"
    title = f"一件{gone}的信息" if listed.withheld else listed.title
    search = {"q": listed.title, "organ": listed.organ}
    page = TombstonePage(
        head=Head(f"{gone}：{title}", record_address(listed.id), indexed=False),
        record=listed,
        withdrawal=withdrawal,
        withdrawn_by=post_of(withdrawal.step) if withdrawal else "",
        expunged=expunged,
        expunged_by=post_of(expunged.step) if expunged else "",
        alike="" if listed.withheld else f"/search?{urlencode(search)}",
    )
    return pages.show(request, page, GONE)


def _record_page(site: Site, found: register.RecordPage) -> RecordPage:
    listed, present = found.listed, found.versions[0]
    document = document_of(site, listed, present)
    return RecordPage(
        head=Head(
            listed.title,
            record_address(listed.id),
            column=listed.field or document.kind,
            description=f"{listed.organ_name} {listed.document_number or ''}".strip(),
            article=Article(
                listed.title,
                listed.published_on if listed.migrated else present.published_at,
                listed.organ_name,
                "，".join(filter(None, (listed.field, listed.topic, document.kind))),
            ),
        ),
        record=listed,
        version=present,
        document=document,
        versions=found.versions,
        signatures=_signatures(found.proof, listed.organ_name),
        proof=found.proof,
        repeal=found.repeal,
        replaces=found.replaces,
        interprets=found.interprets,
        interpreted_by=found.interpreted_by,
        migration=found.migration,
        migrated_by=post_of(found.migration.step) if found.migration else "",
        similar=_similar(site, found),
    )


def _similar(site: Site, found: register.RecordPage) -> tuple[Related, ...]:
    """相近的信息, without those that are named as related anyway."""
    related = (*found.replaces, *found.interprets, *found.interpreted_by)
    named = {one.id for one in related}
    if found.repeal and found.repeal.replaced_by:
        named.add(found.repeal.replaced_by.id)
    alike = site.offers.similar.similar(found.listed.id, found.listed.title)
    return tuple(Related(one.record, one.title) for one in alike if one.record not in named)


def _signatures(proof: Proof | None, organ: str) -> tuple[Signature, ...]:
    """起草 审查 签发 公开 by their posts; persons are for supervisors only."""
    if proof is None:
        return ()
    steps = {
        "起草": proof.drafted,
        "保密审查": proof.reviewed,
        "签发": proof.approved,
        "公开": proof.published,
    }
    return tuple(Signature(label, post_of(step, organ)) for label, step in steps.items() if step)
