"""窗口登记: an application that came to the desk, on one page, filed once, with its slip.

Without any script: 再加一名, 再加一项, 找 and 出宣读稿 send the form and show it again as it was
typed; only 登记 acts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Form, Unfilled, refilled
from api.portal.citizens import Citizens, CitizensGiven
from api.portal.draft import MOST_APPLICANTS, MOST_FILE_BYTES, MOST_MATTERS, Size
from api.portal.pages import Head
from api.site import Site, SiteGiven
from api.workbench.intake_answer import answer_of, found_records, outcomes_at_desk
from api.workbench.intake_form import (
    RECEIVING,
    application_of,
    field_of,
    labels_of,
    require_told,
)
from api.workbench.intake_slips import (
    PATH,
    RESENT_WITHIN,
    caller_for,
    lay_slip,
    require_counter,
    with_slip,
)
from api.workbench.shell import AtWork, Done, Seat, blank, form_again, show, submitted
from domain.act import BEIJING
from domain.archive import Recorded
from domain.errors import Refusal
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.organ import Organ
from domain.requests.applicant import IdentityKind
from domain.requests.evidence import EvidenceKind

router = APIRouter(prefix=PATH, include_in_schema=False)

_ANSWERED_BY = (
    EvidenceKind.SIGNATURE,
    EvidenceKind.CONVERSATION_RECORD,
    EvidenceKind.WITNESS,
    EvidenceKind.DOCUMENT,
)
_Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ChannelShown:
    """A channel, when it counts as received, and what proof is asked for."""

    value: str
    label: str
    note: str
    proof: str


@dataclass(frozen=True)
class IntakePage:
    """The one page. `found` are the published records to choose from, by matter; `read_back` the
    lines that are read to one who applies orally, empty until they are asked for."""

    TEMPLATE: ClassVar[str] = "workbench/intake.html"

    head: Head
    organ: str
    form: Form
    size: Size
    more_applicants: bool
    more_matters: bool
    channels: tuple[ChannelShown, ...]
    proofs: _Choices
    categories: _Choices
    identities: _Choices
    forms: _Choices
    routes: _Choices
    outcomes: _Choices
    answered_by: _Choices
    found: tuple[_Choices, ...]
    read_back: tuple[tuple[str, str], ...]
    latest: str
    proxy: bool
    answering: bool


@router.get("")
def intake(request: Request, site: SiteGiven, citizens: CitizensGiven, seat: AtWork) -> Response:
    """The blank form."""
    require_counter(seat)
    form = blank(
        request,
        labels_of(Size()),
        arrived_on=citizens.today.isoformat(),
        a0_category=ApplicantCategory.NATURAL_PERSON,
        a0_identity_kind=IdentityKind.ID_CARD,
    )
    return show(request, _page(site, citizens, seat, form, Size()))


@router.post("")
def file(request: Request, site: SiteGiven, citizens: CitizensGiven, seat: AtWork) -> Response:
    """登记, or the form again as one of its other buttons asks."""
    organ, size = require_counter(seat), Size.of(seat.sent)
    if seat.sent.text("do") != "file":
        return _again(request, site, citizens, seat, size)

    def run() -> Done:
        try:
            recorded = _file(site, citizens, seat, organ, size)
        except Refusal as refusal:
            refusal.field = field_of(refusal.field)
            raise
        return Done(f"{PATH}/filed/{recorded.stream}", "已登记", recorded)

    def page(form: Form) -> IntakePage:
        return _page(site, citizens, seat, form, size)

    return with_slip(submitted(request, labels_of(size), run, page), seat)


def _file(site: Site, citizens: Citizens, seat: Seat, organ: str, size: Size) -> Recorded:
    """The act, then its slip."""
    now = _now(citizens)
    application = application_of(seat.sent, size, now)
    law = citizens.handling.rules().law
    answer = answer_of(seat.sent, size, law, now.date(), site)
    caller = caller_for(seat, citizens, "request.file")
    if answer is None:
        recorded = citizens.handling.file(caller, organ, application)
    else:
        recorded = citizens.handling.answer_on_the_spot(
            caller, organ, application, answer.outcomes, answer.evidence
        )
    filed = citizens.case(recorded.stream).created_on
    lay_slip(citizens, seat, recorded, late=citizens.clock() - filed > RESENT_WITHIN)
    return recorded


def _again(request: Request, site: Site, citizens: Citizens, seat: Seat, size: Size) -> Response:
    wanted = seat.sent.text("do")
    size = size.as_asked(wanted)
    labels = labels_of(size)
    read_back: tuple[tuple[str, str], ...] = ()
    if wanted == "read_back":
        try:
            require_told(seat.sent, size)
        except Unfilled as unfilled:
            form = form_again(request, labels, unfilled.troubles)
            return show(request, _page(site, citizens, seat, form, size), 422)
        read_back = _read_back(refilled(labels, seat.sent, ()))
    troubles = tuple(seat.sent.troubles(MOST_FILE_BYTES))
    form = form_again(request, labels, troubles)
    status = 422 if troubles else 200
    return show(request, _page(site, citizens, seat, form, size, read_back), status)


def _page(
    site: Site,
    citizens: Citizens,
    seat: Seat,
    form: Form,
    size: Size,
    read_back: tuple[tuple[str, str], ...] = (),
) -> IntakePage:
    organ = seat.officed.acting.archive.load(Organ, require_counter(seat))
    law = citizens.handling.rules().law
    kinds = dict.fromkeys(kind for one in RECEIVING for kind in one.kinds)
    return IntakePage(
        head=Head("登记申请", PATH, indexed=False),
        organ=organ.name,
        form=form,
        size=size,
        more_applicants=size.applicants < MOST_APPLICANTS,
        more_matters=size.matters < MOST_MATTERS,
        channels=tuple(
            ChannelShown(one.channel, one.channel.chinese, one.note, one.proof) for one in RECEIVING
        ),
        proofs=tuple((kind, kind.chinese) for kind in kinds),
        categories=tuple((one, one.chinese) for one in ApplicantCategory),
        identities=tuple((one, one.chinese) for one in IdentityKind),
        forms=tuple((one, one.chinese) for one in ProvisionForm),
        routes=tuple((one, one.chinese) for one in ProvisionRoute),
        outcomes=tuple(
            (one.key, f"{one.chinese}（{one.article}）")
            for one in outcomes_at_desk(law, citizens.today)
        ),
        answered_by=tuple((kind, kind.chinese) for kind in _ANSWERED_BY),
        found=tuple(
            found_records(site, form.value(f"m{place}_find"), form.value(f"m{place}_record"))
            for place in range(size.matters)
        ),
        read_back=read_back,
        latest=citizens.today.isoformat(),
        proxy=any(
            form.value(name) or form.wrong(name) or form.kept_in(name)
            for name in form.labels
            if _proxy(name)
        ),
        answering=form.chosen("spot", "1") or bool(form.kept_in("spot_scan")),
    )


def _read_back(form: Form) -> tuple[tuple[str, str], ...]:
    """What is read to the applicant and signed by him: the application alone, in its order."""
    told = {
        **{one.value: one.chinese for one in ApplicantCategory},
        **{one.value: one.chinese for one in IdentityKind},
    }
    wanted = {
        "form": {one.value: one.chinese for one in ProvisionForm},
        "route": {one.value: one.chinese for one in ProvisionRoute},
    }
    lines = []
    for name, label in form.labels.items():
        if not _is_read(name):
            continue
        value = form.value(name)
        value = wanted[name].get(value, "") if name in wanted else value
        if name.endswith(("_category", "_identity_kind")):
            value = told.get(value, "")
        if value:
            lines.append((label, value))
    return tuple(lines)


def _is_read(name: str) -> bool:
    if name in ("form", "route", "assistance"):
        return True
    if _proxy(name):
        return name not in ("proxy_note", "proxy_authority")
    place, _, member = name.partition("_")
    applicant = place[:1] == "a" and place[1:].isdigit()
    return applicant or (place[1:].isdigit() and member in ("description", "feature"))


def _proxy(name: str) -> bool:
    return name.startswith("proxy_")


def _now(citizens: Citizens) -> datetime:
    """The moment in Beijing."""
    return citizens.clock().astimezone(BEIJING)
