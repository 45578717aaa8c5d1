"""经过: one request from beginning to end, on paper, with its evidence, as a court asks for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.portal.pages import Head
from api.reader import Reader
from api.request_chronology import (
    COLUMNS,
    NOT_PROVED,
    PROOF_COLUMNS,
    ToldChronology,
    proof_cells,
    step_cells,
    told,
)
from api.spreadsheet import csv_download
from api.workbench.act_form import case_address
from api.workbench.casework import casework_of, reading_post, today_of
from api.workbench.shell import AtWork, Seat, show
from domain.errors import NotFound
from domain.organ import Organ
from projections.request_chronology import chronology

router = APIRouter(prefix="/workbench/requests", include_in_schema=False)


@dataclass(frozen=True)
class ChronologyPage:
    """What happened, on which day, by whom, and what shows it? `at` is when it was printed."""

    TEMPLATE: ClassVar[str] = "workbench/chronology.html"

    head: Head
    case_address: str
    told: ToldChronology
    today: date
    at: datetime
    by: str
    not_proved: tuple[str, ...]
    origin: str
    founding: str
    files: tuple[tuple[str, str], ...]


@router.get("/request:{uuid}/chronology")
def chronology_page(request: Request, uuid: str, seat: AtWork) -> Response:
    """The chronology of a request. Raises `NotFound` also for another organ's request."""
    found, post = _found(request, seat, f"request:{uuid}"), reading_post(seat)
    address, site = case_address(found.request), request.app.state.site
    page = ChronologyPage(
        head=Head(f"经过：{found.number}", f"{address}/chronology", indexed=False),
        case_address=address,
        told=found,
        today=today_of(request),
        at=site.clock(),
        by=f"{post.title or post.role.chinese} {seat.officed.officer.name}",
        not_proved=NOT_PROVED,
        origin=site.origin,
        founding=site.founding,
        files=(
            ("经过（CSV）", f"{address}/chronology.csv"),
            ("证据清单（CSV）", f"{address}/evidence.csv"),
        ),
    )
    return show(request, page)


@router.get("/request:{uuid}/chronology.csv")
def chronology_file(request: Request, uuid: str, seat: AtWork) -> Response:
    """The events as a file."""
    found = _found(request, seat, f"request:{uuid}")
    return csv_download(f"经过-{found.number}", COLUMNS, map(step_cells, found.steps))


@router.get("/request:{uuid}/evidence.csv")
def evidence_file(request: Request, uuid: str, seat: AtWork) -> Response:
    """The list of evidence as a file."""
    found = _found(request, seat, f"request:{uuid}")
    return csv_download(f"证据清单-{found.number}", PROOF_COLUMNS, map(proof_cells, found.proofs))


def _found(request: Request, seat: Seat, identity: str) -> ToldChronology:
    post, acting = reading_post(seat), seat.officed.acting
    with acting.views.connect() as connection:
        found = chronology(connection, identity)
    case = found.file.case
    if post.organ not in (None, case.organ):
        raise NotFound(f"没有这件申请：{identity}", field="request")
    organ = acting.archive.load(Organ, case.organ)
    reader = Reader(casework_of(request).persons, frozenset({post.role}))
    return told(found, organ, reader, request.app.state.site.journal, today_of(request))
