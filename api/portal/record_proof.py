"""日志收录证明 of a record as a page: what the proof proves, and how to check it without us."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import Damaged
from api.portal.documents import post_of, record_address
from api.portal.pages import ABSENT, Head, PagesGiven
from api.portal.records import tombstone
from api.site import Site, SiteGiven
from domain.canonical import parse_utc
from domain.content import Content
from domain.errors import Malformed
from domain.merkle_proofs import InclusionProof, ProofRefused
from domain.record import Record
from domain.record_receipt import OpenedContent, OpenedPart, Publication
from domain.vocabulary import Status
from projections import register
from projections.record_receipts import Opening, published

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class InclusionShown:
    """The proof in figures: which entry of how many, the hashes as hex, and the file of it."""

    index: int
    size: int
    root: str
    leaf: str
    path: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Difference:
    """What the register tells otherwise than the journal, which alone is proved."""

    label: str
    told: str
    recorded: str


@dataclass(frozen=True)
class RecordProofPage:
    """What the log proves of the present version; without `inclusion` no checkpoint covers it yet.

    All but `by` and `differences` is read from the journal's own events. `by` is the post that
    published or migrated it, as the register tells it. `files` are its files with their SHA-256,
    None when they no longer open; `receipt` is where the file of it all is, and `titled` says
    whether that proves the title too.
    """

    TEMPLATE: ClassVar[str] = "record_proof.html"

    head: Head
    record: str
    title: str
    document_number: str
    number: int
    migrated: bool
    position: int
    moment: datetime
    commitment: str
    files: tuple[OpenedPart, ...] | None
    by: str
    differences: tuple[Difference, ...]
    receipt: str
    titled: bool
    inclusion: InclusionShown | None
    origin: str


@router.get("/records/{identity}/proof")
def record_proof(request: Request, site: SiteGiven, pages: PagesGiven, identity: str) -> Response:
    """The proof of the present version, computed anew. Raises `NotFound`, `Damaged`."""
    with site.views.connect() as connection:
        told = register.record(connection, identity)
    if told.listed.status is Status.WITHDRAWN:
        return tombstone(request, pages, told)
    found = published(site.journal, identity)
    publication, position = found.publication, found.event.event.position
    step = told.migration.step if told.migration else told.proof and told.proof.published
    content = _opened(site, publication.content)
    page = RecordProofPage(
        head=Head(
            f"日志收录证明：{publication.description.title}",
            f"{record_address(identity)}/proof",
            column="核验",
            indexed=False,
        ),
        record=identity,
        title=publication.description.title,
        document_number=publication.description.document_number or ABSENT,
        number=publication.number,
        migrated=found.event.event.topic == Record.Migrated.TOPIC,
        position=position,
        moment=parse_utc(found.event.act.recorded_at),
        commitment=publication.content.commitment,
        files=content.parts if content else None,
        by=post_of(step) if step else "",
        differences=tuple(_differences(told, publication, position)),
        receipt=f"/api{record_address(identity)}/receipt",
        titled=publication.open,
        inclusion=_inclusion(site, position - 1),
        origin=site.origin,
    )
    return pages.show(request, page)


def _differences(
    told: register.RecordPage, publication: Publication, position: int
) -> Iterator[Difference]:
    """Where the register, from which all other pages are made, does not say what was recorded."""
    present, said = told.versions[0], publication.description
    commitment = present.content.commitment if present.content else ABSENT
    pairs = (
        ("标题", told.listed.title, said.title),
        ("标题", present.description.title, said.title),
        ("文号", told.listed.document_number or ABSENT, said.document_number or ABSENT),
        ("文号", present.description.document_number or ABSENT, said.document_number or ABSENT),
        ("版本", str(present.number), str(publication.number)),
        ("内容承诺", commitment, publication.content.commitment),
        ("日志位置", str(present.from_position), str(position)),
    )
    for label, shown, recorded in dict.fromkeys(pairs):
        if shown != recorded:
            yield Difference(label, shown, recorded)


def _opened(site: Site, content: Content) -> OpenedContent | None:
    try:
        return Opening(site.open, site.salt).opened(content, site.origin)
    except Malformed as error:
        raise Damaged(error.message) from error


def _inclusion(site: Site, index: int) -> InclusionShown | None:
    """The proof as it was just computed and verified; None while no checkpoint covers the entry."""
    try:
        found: InclusionProof = site.log.inclusion(index)
    except ProofRefused:
        return None
    return InclusionShown(
        index=found.leaf_index,
        size=found.tree_size,
        root=found.root.hex(),
        leaf=found.leaf_hash.hex(),
        path=tuple(one.hex() for one in found.path),
        file=f"/api/log/inclusion?index={found.leaf_index}&size={found.tree_size}",
    )
