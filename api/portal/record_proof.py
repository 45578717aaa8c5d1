"""日志收录证明 of a record as a page: what the proof proves, and how to check it without us."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.portal.documents import post_of, record_address
from api.portal.pages import Head, PagesGiven
from api.portal.records import tombstone
from api.site import Site, SiteGiven
from domain.errors import NotFound
from domain.merkle_proofs import InclusionProof, ProofRefused
from domain.vocabulary import Status
from projections import register
from projections.register import ListedRecord, Proof

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
class RecordProofPage:
    """What the log proves of the present version; without `inclusion` no checkpoint covers it yet.

    `by` is the post that published or migrated it.
    """

    TEMPLATE: ClassVar[str] = "record_proof.html"

    head: Head
    record: ListedRecord
    number: int
    proof: Proof
    by: str
    inclusion: InclusionShown | None
    origin: str


@router.get("/records/{identity}/proof")
def record_proof(request: Request, site: SiteGiven, pages: PagesGiven, identity: str) -> Response:
    """The proof of the present version, computed anew. Raises `NotFound`."""
    with site.views.connect() as connection:
        found = register.record(connection, identity)
    if found.listed.status is Status.WITHDRAWN:
        return tombstone(request, pages, found)
    proof = found.proof
    if proof is None:
        raise NotFound("这件信息没有收录证明", field="record")
    step = found.migration.step if found.migration else proof.published
    page = RecordProofPage(
        head=Head(
            f"日志收录证明：{found.listed.title}",
            f"{record_address(identity)}/proof",
            column="核验",
            indexed=False,
        ),
        record=found.listed,
        number=found.versions[0].number,
        proof=proof,
        by=post_of(step) if step else "",
        inclusion=_inclusion(site, proof.leaf_index),
        origin=site.origin,
    )
    return pages.show(request, page)


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
