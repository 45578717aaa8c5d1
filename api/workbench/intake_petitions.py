"""更正、投诉举报 at the window: what was brought is registered with its number, on a plain form.

What comes of it is decided in the case files' own acts (条例 art 41, 51).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Form, Reading
from api.portal.citizens import Citizens, CitizensGiven
from api.portal.draft import MOST_FILE_BYTES
from api.portal.pages import Head
from api.portal.registration_number import request_numbered
from api.site import Site, SiteGiven
from api.workbench.intake_form import evidence_of
from api.workbench.intake_slips import PATH, caller_for, require_counter
from api.workbench.shell import AtWork, Done, Seat, blank, show, submitted
from domain.complaint import Complaint, ComplaintForm
from domain.errors import NotFound, Refusal
from domain.organ import Organ
from domain.petition_acts import GivenParty
from domain.rectification import Rectification
from domain.requests.evidence import EvidenceKind
from domain.requests.writing import written_number
from projections import organs as organ_queries
from projections import register

router = APIRouter(prefix=PATH, include_in_schema=False)

_PARTY = {"name": "姓名或者名称", "identity": "证件号码", "contact": "联系方式"}
_PROOF = {"evidence": "凭证", "evidence_note": "凭证在哪里", "evidence_scan": "凭证扫描件"}
_RECTIFICATION = {
    "on": "哪天收到",
    **_PARTY,
    "record": "要求更正哪一份",
    "subject": "不在本档案里的，写是什么信息",
    "fault": "哪里不准确",
    **_PROOF,
    "handed_over_by": "由哪个机关转来",
}
_COMPLAINT = {
    "form": "投诉还是举报",
    "on": "哪天收到",
    "against": "被投诉、举报的机关",
    **_PARTY,
    "request": "涉及的申请的登记编号",
    "ground": "事实和理由",
    **_PROOF,
}
_PROOFS = (
    EvidenceKind.DOCUMENT,
    EvidenceKind.SIGNATURE,
    EvidenceKind.COURIER_SLIP,
    EvidenceKind.POSTMARK,
    EvidenceKind.CONVERSATION_RECORD,
    EvidenceKind.PICTURE,
)
_FOLLOWING = {
    False: "经办人审核属实的，予以更正并告知；不属本机关职能的，转送或者告知（条例第四十一条）。",
    True: "经办人受理、调查后处理，结果告知提出人（条例第五十一条）。",
}
"""What happens next, of a demand to correct and of a complaint."""
_RECORD = re.compile(r"record:[0-9a-f-]{36}")
_Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RectificationPage:
    """更正申请: who, which information, what is wrong with it, and his proof."""

    TEMPLATE: ClassVar[str] = "workbench/intake_rectification.html"

    head: Head
    form: Form
    proofs: _Choices
    latest: str


@dataclass(frozen=True)
class ComplaintPage:
    """投诉举报: against whom, about what; one who reports may give no name."""

    TEMPLATE: ClassVar[str] = "workbench/intake_complaint.html"

    head: Head
    form: Form
    forms: tuple[tuple[str, str, str], ...]
    organs: _Choices
    proofs: _Choices
    latest: str


@dataclass(frozen=True)
class PetitionFiledPage:
    """What was registered, and what happens next."""

    TEMPLATE: ClassVar[str] = "workbench/intake_petition.html"

    head: Head
    kind: str
    number: str
    filed_on: str
    following: str
    another: str


@router.get("/rectification")
def rectification(request: Request, citizens: CitizensGiven, seat: AtWork) -> Response:
    """The blank form of a demand to correct."""
    require_counter(seat)
    form = blank(request, _RECTIFICATION, on=citizens.today.isoformat())
    return show(request, _rectification_page(citizens, form))


@router.post("/rectification")
def file_rectification(
    request: Request, site: SiteGiven, citizens: CitizensGiven, seat: AtWork
) -> Response:
    """登记更正申请."""
    organ = require_counter(seat)

    def run() -> Done:
        reading = Reading(seat.sent, MOST_FILE_BYTES)
        on = reading.needed_day("on")
        applicant = _party(reading, "条例 art 41", identity=True)
        record = _record(reading, site)
        subject = reading.text("subject")
        if not record and not subject:
            message = "请指明是哪一份：填永久网址，或者写明是什么信息"
            reading.wrong("record", message, "条例 art 41")
        fault = reading.needed_text("fault", "条例 art 41")
        evidence = evidence_of(reading, seat.sent, "evidence", "evidence_note", "evidence_scan")
        reading.done()
        recorded = seat.officed.acting.redress.file_rectification(
            caller_for(seat, citizens, "rectification.file"),
            organ,
            on=on,
            applicant=applicant,
            fault=fault,
            evidence=[evidence],
            record=record or None,
            subject="" if record else subject,
            handed_over_by=reading.text("handed_over_by") or None,
        )
        return Done(f"{PATH}/petitions/{recorded.stream}", "已登记", recorded)

    return submitted(
        request,
        _RECTIFICATION,
        lambda: _told_at_fields(run),
        lambda form: _rectification_page(citizens, form),
    )


@router.get("/complaint")
def complaint(request: Request, site: SiteGiven, citizens: CitizensGiven, seat: AtWork) -> Response:
    """The blank form of a complaint."""
    require_counter(seat)
    form = blank(request, _COMPLAINT, on=citizens.today.isoformat())
    return show(request, _complaint_page(site, citizens, seat, form))


@router.post("/complaint")
def file_complaint(
    request: Request, site: SiteGiven, citizens: CitizensGiven, seat: AtWork
) -> Response:
    """登记投诉、举报."""
    organ = require_counter(seat)

    def run() -> Done:
        reading = Reading(seat.sent, MOST_FILE_BYTES)
        form = reading.choice("form", ComplaintForm, "条例 art 51")
        on = reading.needed_day("on")
        against = reading.needed_text("against", "条例 art 51")
        named = form is ComplaintForm.COMPLAINT and bool(reading.text("form"))
        party = _party(reading, "条例 art 51", named=named)
        about = _request(reading, site, citizens, against)
        ground = reading.needed_text("ground", "条例 art 51")
        proofs = []
        if any(reading.text(name) or seat.sent.has_file(name) for name in _PROOF):
            proof = evidence_of(reading, seat.sent, "evidence", "evidence_note", "evidence_scan")
            proofs.append(proof)
        reading.done()
        recorded = seat.officed.acting.redress.file_complaint(
            caller_for(seat, citizens, "complaint.file"),
            organ,
            against=against,
            on=on,
            form=form,
            complainant=party,
            ground=ground,
            evidence=proofs,
            request=about,
        )
        return Done(f"{PATH}/petitions/{recorded.stream}", "已登记", recorded)

    return submitted(
        request,
        _COMPLAINT,
        lambda: _told_at_fields(run),
        lambda form: _complaint_page(site, citizens, seat, form),
    )


@router.get("/petitions/{identity}")
def petition_filed(
    request: Request, identity: str, citizens: CitizensGiven, seat: AtWork
) -> Response:
    """The number of a demand to correct or a complaint of the officer's own organ."""
    case: Rectification | Complaint
    if identity.startswith(f"{Rectification.PREFIX}:"):
        case = citizens.archive.load(Rectification, identity)
    else:
        case = citizens.archive.load(Complaint, identity)
    if case.organ != require_counter(seat):
        raise NotFound(f"没有这个案卷：{identity}")
    organ = citizens.archive.load(Organ, case.organ)
    law, number, on = citizens.handling.rules().law, case.number, case.dates[1]
    complains = isinstance(case, Complaint)
    page = PetitionFiledPage(
        head=Head("已登记", f"{PATH}/petitions/{identity}", indexed=False),
        kind=case.form.chinese if isinstance(case, Complaint) else "更正申请",
        number=written_number(law, organ, number.kind, number.year, number.serial, on),
        filed_on=on.isoformat(),
        following=_FOLLOWING[complains],
        another=f"{PATH}/{'complaint' if complains else 'rectification'}",
    )
    return show(request, page)


def _party(
    reading: Reading, article: str, *, identity: bool = False, named: bool = True
) -> GivenParty:
    """Who brings it: `identity` says that he must prove who he is, `named` that he has a name."""
    read = reading.needed_text if named else lambda name, _: reading.text(name)
    return GivenParty(
        name=read("name", article),
        identity=reading.needed_text("identity", article) if identity else reading.text("identity"),
        contact=read("contact", article),
    )


def _record(reading: Reading, site: Site) -> str:
    """The record a permalink or an id names, empty for none."""
    text = reading.text("record")
    if not text:
        return ""
    found = _RECORD.search(text)
    if found is not None:
        with site.views.connect() as connection:
            try:
                return register.record(connection, found[0]).listed.id
            except NotFound:
                pass
    reading.wrong("record", "没有这一份公开的信息，请从它的页面复制网址")
    return ""


def _request(reading: Reading, site: Site, citizens: Citizens, against: str) -> str | None:
    """The request a complaint is about; it was filed at the organ complained of."""
    number = reading.text("request")
    if not number:
        return None
    with site.views.connect() as connection:
        _, found = request_numbered(citizens, connection, number)
    if found is None or citizens.case(found).organ != against:
        reading.wrong("request", "那个机关没有这个登记编号，请核对；不知道的可以不填")
        return None
    return found


def _told_at_fields(run: Callable[[], Done]) -> Done:
    """Run it; what the archive refuses of a party is told at the party's own field."""
    try:
        return run()
    except Refusal as refusal:
        _, _, member = refusal.field.partition(".")
        refusal.field = member or {"applicant": "name", "complainant": "name"}.get(
            refusal.field, refusal.field
        )
        raise


def _rectification_page(citizens: Citizens, form: Form) -> RectificationPage:
    return RectificationPage(
        head=Head("登记更正申请", f"{PATH}/rectification", indexed=False),
        form=form,
        proofs=_proofs(),
        latest=citizens.today.isoformat(),
    )


def _complaint_page(site: Site, citizens: Citizens, seat: Seat, form: Form) -> ComplaintPage:
    with site.views.connect() as connection:
        listed = organ_queries.organs(connection)
    return ComplaintPage(
        head=Head("登记投诉举报", f"{PATH}/complaint", indexed=False),
        form=form,
        forms=(
            (ComplaintForm.COMPLAINT, ComplaintForm.COMPLAINT.chinese, "侵犯了他自己的权益"),
            (ComplaintForm.REPORT, ComplaintForm.REPORT.chinese, "没有依法公开；可以不具名"),
        ),
        organs=tuple((one.id, one.name) for one in listed if one.id != seat.organ),
        proofs=_proofs(),
        latest=citizens.today.isoformat(),
    )


def _proofs() -> _Choices:
    return tuple((kind, kind.chinese) for kind in _PROOFS)
