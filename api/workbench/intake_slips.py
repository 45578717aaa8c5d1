"""The slip that is printed and handed over: registration number, private code, what happens next.

The act comes first, then the code, then the slip is laid on the shelf for an hour under the form's
token, then the answer leads to it. Killed after the act, the form sent once more finds the act done
and no slip, and makes the code then; a form that already got its code makes no second one, for it
would void the one that was handed over. The code is in no address: a cookie of the intake pages
names the slip.
"""

import json
import threading
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import quote, unquote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.forms import Form, Reading
from api.portal.citizens import PATH as FOLLOW
from api.portal.citizens import Citizens, CitizensGiven
from api.portal.draft import MOST_FILE_BYTES
from api.portal.pages import Head
from api.portal.registration_number import request_numbered, written
from api.reader import masked
from api.session import keep_cookie
from api.site import SiteGiven
from api.workbench.intake_form import evidence_of
from api.workbench.shell import HOME, AtWork, Done, Seat, blank, said, show, submitted
from domain.archive import Caller, Recorded
from domain.errors import NotFound, NotPermitted
from domain.law.profile import Confirmation
from domain.organ import Guide, Organ
from domain.requests.applicant import FilingChannel
from domain.requests.evidence import EvidenceKind
from domain.requests.request import InformationRequest

PATH = f"{HOME}/intake"
SLIP_COOKIE = "gongkai_slip"
SHOWN_FOR = timedelta(hours=1)
RESENT_WITHIN = timedelta(hours=1)
"""How late a form sent again may still get the code that was never made; less than a mark lives."""

router = APIRouter(prefix=PATH, include_in_schema=False)
_issuing = threading.Lock()
"""Of two sendings at once only one makes a code: the later would void the one that was shown."""

_CODE_LABELS = {
    "number": "登记编号",
    "evidence": "凭什么核对了身份",
    "evidence_note": "凭证在哪里",
    "evidence_scan": "凭证扫描件",
}
_CHECKS = (EvidenceKind.DOCUMENT, EvidenceKind.SIGNATURE, EvidenceKind.WITNESS)
_CONFIRMED_AS = {FilingChannel.POST_ORDINARY: "post", FilingChannel.FAX: "fax"}


@dataclass(frozen=True)
class Standing:
    """Where a request stands, as its slip and the page after filing tell it.

    `received_on` is None while it is not confirmed; `confirmed` says then how it will be. `due` is
    the latest day of the answer, None also once it was answered. `applicants` are the masked names
    of joint applicants, the first of whom gets the letters; empty for one alone.
    """

    number: str
    applicants: tuple[str, ...]
    organ: str
    guide: Guide | None
    channel: str
    arrived_on: date
    received_on: date | None
    due: date | None
    provisional: bool
    answered: bool
    confirmed: str


@dataclass(frozen=True)
class SlipPage:
    """收件回执: one sheet of A5. `code` is empty once its hour is over or it was put away."""

    TEMPLATE: ClassVar[str] = "workbench/intake_slip.html"

    head: Head
    standing: Standing
    code: str
    address: str
    printed_on: date
    back: str


@dataclass(frozen=True)
class CodePage:
    """A new code for an applicant who lost his, after his identity was checked."""

    TEMPLATE: ClassVar[str] = "workbench/intake_code.html"

    head: Head
    form: Form
    checks: tuple[tuple[str, str], ...]


@router.get("/slip")
def slip(request: Request, citizens: CitizensGiven, seat: AtWork) -> Response:
    """The slip of the request that was registered, or got a new code, last in this browser."""
    require_counter(seat)
    found = slip_of(request, citizens)
    if found is None:
        said_over = RedirectResponse(PATH, 303)
        said(said_over, "回执已经收起。遗失查询码的，核对身份后可以补发", seat)
        return said_over
    identity, code = found
    page = SlipPage(
        head=Head("收件回执", f"{PATH}/slip", indexed=False),
        standing=standing_of(citizens, organ_case(citizens, seat, identity)),
        code=code,
        address=f"{request.app.state.site.url}{FOLLOW}",
        printed_on=citizens.today,
        back=f"{PATH}/filed/{identity}",
    )
    return show(request, page)


@router.post("/slip")
def put_away(request: Request, citizens: CitizensGiven, seat: AtWork) -> Response:
    """The slip was handed over: the code is not shown again."""
    require_counter(seat)
    citizens.shelf.drop(_place(_token(request)))
    response = RedirectResponse(PATH, 303)
    response.delete_cookie(SLIP_COOKIE, path=PATH)
    said(response, "回执已交给申请人，查询码不再显示", seat)
    return response


@router.get("/code")
def code_form(request: Request, seat: AtWork, number: str = "") -> Response:
    """The form for a new code."""
    require_counter(seat)
    return show(request, _code_page(blank(request, _CODE_LABELS, number=number[:100])))


@router.post("/code")
def reissue_code(
    request: Request, site: SiteGiven, citizens: CitizensGiven, seat: AtWork
) -> Response:
    """补发查询码: the act first, then the code; the earlier one and its sessions are void."""
    require_counter(seat)

    def run() -> Done:
        reading = Reading(seat.sent, MOST_FILE_BYTES)
        number = reading.needed_text("number")
        evidence = evidence_of(reading, seat.sent, "evidence", "evidence_note", "evidence_scan")
        if seat.sent.text("evidence") and evidence.kind not in _CHECKS:
            reading.wrong("evidence", "补发查询码须核对身份，请选核对了什么")
        with site.views.connect() as connection:
            _, found = request_numbered(citizens, connection, number)
        if number and (found is None or citizens.case(found).organ != seat.organ):
            reading.wrong("number", "本机关没有这个登记编号", "", "请对照回执逐字核对。")
        reading.done()
        assert found is not None
        caller = caller_for(seat, citizens, "request.reissue_code")
        recorded = citizens.handling.reissue_code(caller, found, evidence=evidence)
        lay_slip(citizens, seat, recorded, late=recorded.repeated)
        return Done(f"{PATH}/slip", "查询码已补发，旧的已经作废", recorded)

    return with_slip(submitted(request, _CODE_LABELS, run, _code_page), seat)


def require_counter(seat: Seat) -> str:
    """The organ at whose desk the officer sits. Raises `NotPermitted`."""
    if seat.organ is None or not seat.may("request.file"):
        raise NotPermitted(
            "窗口登记由申请受理员办理，现在的岗位不能登记", rule="权限表", field="post"
        )
    return seat.organ


def organ_case(citizens: Citizens, seat: Seat, identity: str) -> InformationRequest:
    """A request of the officer's own organ. Raises `NotPermitted`, `NotFound` for any other."""
    organ = require_counter(seat)
    found = citizens.case(identity)
    if found.organ != organ:
        raise NotFound(f"没有这件申请：{identity}", field="request")
    return found


def caller_for(seat: Seat, citizens: Citizens, action: str) -> Caller:
    """Who asks, with the digest of his form keyed: the journal keeps it for ever, and nobody may
    test a guess of what was typed against it."""
    caller = seat.officed.caller(action)
    if caller.command is None:
        return caller
    key, digest = caller.command
    return replace(caller, command=(key, citizens.digest(digest.encode())))


def lay_slip(citizens: Citizens, seat: Seat, recorded: Recorded, *, late: bool = False) -> None:
    """Make the code of a request and lay its slip on the shelf; a second time it does nothing.

    `late` says that a form sent again gets no code any more.
    """
    command = seat.officed.command
    assert command is not None
    token, request = command[0], recorded.stream
    with _issuing:
        if citizens.shelf.get(_mark(token)) is not None or late:
            return
        slip = [request, citizens.codes.issue(request)]
        citizens.shelf.put(json.dumps(slip).encode(), _place(token), SHOWN_FOR)
        citizens.shelf.put(b"made", _mark(token))


def with_slip(response: Response, seat: Seat) -> Response:
    """Let this browser open the slip of the form just sent."""
    if response.status_code == 303 and seat.officed.command is not None:
        token = quote(seat.officed.command[0], safe="")
        keep_cookie(response, seat.officed.acting, SLIP_COOKIE, token, PATH)
    return response


def slip_of(request: Request, citizens: Citizens) -> tuple[str, str] | None:
    """(request, code) of the slip this browser may open; None when it is put away or over."""
    token = _token(request)
    data = citizens.shelf.get(_place(token)) if token else None
    if data is None:
        return None
    identity, code = json.loads(data)
    return str(identity), str(code)


def standing_of(citizens: Citizens, case: InformationRequest) -> Standing:
    """Where a request stands today."""
    organ = citizens.archive.load(Organ, case.organ)
    clock = case.count(citizens.today)
    way = _CONFIRMED_AS.get(case.channel)
    law = case.rules.law
    answered = case.replied is not None
    return Standing(
        number=written(citizens, case),
        applicants=_joint(citizens, case),
        organ=organ.name,
        guide=organ.guide,
        channel=case.channel.chinese,
        arrived_on=case.arrived_on,
        received_on=case.received_on,
        due=None if answered else clock.due,
        provisional=clock.provisional,
        answered=answered,
        confirmed=""
        if way is None or case.received_on is not None
        else law.row(Confirmation, way, case.arrived_on).text,
    )


def _joint(citizens: Citizens, case: InformationRequest) -> tuple[str, ...]:
    # Masked: the slip lies on the counter and each of them carries one home.
    if len(case.applicants) < 2:
        return ()
    return tuple(masked(citizens.clear(one.name)) for one in case.applicants)


def _code_page(form: Form) -> CodePage:
    return CodePage(
        head=Head("补发查询码", f"{PATH}/code", indexed=False),
        form=form,
        checks=tuple((kind, kind.chinese) for kind in _CHECKS),
    )


def _token(request: Request) -> str:
    return unquote(request.cookies.get(SLIP_COOKIE, ""), errors="replace")


def _place(token: str) -> str:
    return f"slip:{token}"


def _mark(token: str) -> str:
    """Where it is marked that a form got its code: sent again, it makes no second one."""
    return f"slip made:{token}"
