"""After registering: the number, the slip, and what else this applicant has asked of the organ.

Who gave the same identity number before is only a proposal; the desk says, with its reason, that
two are one person (for fees, repeats and 条例 art 44) or that the same application came twice.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Form, Reading
from api.portal.citizens import Citizens, CitizensGiven
from api.portal.pages import Head
from api.portal.registration_number import written
from api.reader import ERASED
from api.site import Site, SiteGiven
from api.workbench.act_form import case_address
from api.workbench.casework import short
from api.workbench.intake_slips import (
    PATH,
    Standing,
    caller_for,
    organ_case,
    slip_of,
    standing_of,
)
from api.workbench.shell import AtWork, Done, blank, show, submitted
from domain.errors import Incomplete
from domain.requests.proceeding import UNDER_WAY
from domain.requests.request import InformationRequest
from projections import request_file
from projections.request_file import KnownRequest

router = APIRouter(prefix=f"{PATH}/filed", include_in_schema=False)

ALIKE = 0.6
"""From this share of common text on (difflib's ratio) two matters may be one and the same."""
MOST_COMPARED = 500
"""Characters of a description that are compared: the ratio is quadratic."""
_LABELS = {"other": "与哪一件", "reason": "凭什么认定"}


@dataclass(frozen=True)
class Earlier:
    """An earlier request of somebody with the same identity number, at the same organ.

    `person` and `other` may be linked; `other` is empty when they are one person already.
    `repeats` says that a matter of it is much like one of this request.
    """

    request: str
    address: str
    number: str
    arrived_on: str
    state: str
    matters: tuple[str, ...]
    person: str
    other: str
    joinable: bool
    repeats: bool
    answered: bool


@dataclass(frozen=True)
class FiledPage:
    """What was registered, and the proposals; `pieces` counts this month's before this one."""

    TEMPLATE: ClassVar[str] = "workbench/intake_filed.html"

    head: Head
    standing: Standing
    address: str
    slip: bool
    earlier: tuple[Earlier, ...]
    pieces: int
    form: Form
    choices: tuple[tuple[str, str], ...]
    action: str


@router.get("/{identity}")
def filed(
    request: Request, identity: str, site: SiteGiven, citizens: CitizensGiven, seat: AtWork
) -> Response:
    """The page after registering; it can be opened again as long as the request exists."""
    case = organ_case(citizens, seat, identity)
    return show(request, _page(request, site, citizens, case, blank(request, _LABELS)))


@router.post("/{identity}")
def connect(
    request: Request, identity: str, site: SiteGiven, citizens: CitizensGiven, seat: AtWork
) -> Response:
    """认定同一申请人, or 并入另一件."""
    case = organ_case(citizens, seat, identity)

    def run() -> Done:
        reading = Reading(seat.sent)
        other_request, _, pair = reading.needed_text("other").partition("~")
        person, _, other_person = pair.partition("~")
        reason = reading.needed_text("reason")
        reading.done()
        organ_case(citizens, seat, other_request)
        if seat.sent.text("do") == "join":
            caller = caller_for(seat, citizens, "request.join_to")
            recorded = citizens.handling.join_to(
                caller, identity, into=other_request, reason=reason
            )
            return Done(f"{PATH}/filed/{identity}", "已并入另一件", recorded)
        if not other_person:
            raise Incomplete("这一件的申请人不必再认定", field="other")
        caller = caller_for(seat, citizens, "request.link_persons")
        recorded = citizens.handling.link_persons(
            caller,
            identity,
            person=person,
            other_person=other_person,
            other_request=other_request,
            reason=reason,
        )
        return Done(f"{PATH}/filed/{identity}", "已认定为同一申请人", recorded)

    return submitted(request, _LABELS, run, lambda form: _page(request, site, citizens, case, form))


def _page(
    request: Request, site: Site, citizens: Citizens, case: InformationRequest, form: Form
) -> FiledPage:
    earlier = tuple(_earlier(site, citizens, case))
    slip = slip_of(request, citizens)
    return FiledPage(
        head=Head("已登记", f"{PATH}/filed/{case.id}", indexed=False),
        standing=standing_of(citizens, case),
        address=case_address(case.id),
        slip=slip is not None and slip[0] == case.id,
        earlier=earlier,
        pieces=pieces_before(site, case),
        form=form,
        choices=tuple(
            (f"{one.request}~{one.person}~{one.other}" if one.other else one.request, one.number)
            for one in earlier
            if one.joinable or one.other
        ),
        action=f"{PATH}/filed/{case.id}",
    )


def pieces_before(site: Site, case: InformationRequest) -> int:
    """Pieces that these applicants, or people linked to them, asked of the organ in the month,
    this request left out (domain.md B7): what a fee per piece counts from."""
    with site.views.connect() as connection:
        return request_file.pieces_this_month(
            connection,
            case.organ,
            [one.person for one in case.applicants],
            case.received_on or case.arrived_on,
            other_than=case.id,
        )


def _earlier(site: Site, citizens: Citizens, case: InformationRequest) -> Iterator[Earlier]:
    """Earlier requests of who gave the same identity number or is linked, newest first."""
    alike = {
        other: one.person
        for one in case.applicants
        if (number := citizens.clear(one.identity)) and number != ERASED
        for other in citizens.persons.alike(number)
        if other not in case.persons
    }
    own = [one.person for one in case.applicants]
    with site.views.connect() as connection:
        known = request_file.earlier_of_persons(
            connection, [*own, *alike], organ=case.organ, other_than=case.id
        )
    linked = {other for pair in case.links for other in pair}
    described = [citizens.clear(matter.description) for matter in case.matters.values()]
    for one in known:
        there = citizens.case(one.id)
        other = next((each for each in there.persons if each in alike), "")
        if other in linked:
            other = ""
        matters = tuple(citizens.clear(matter.description) for matter in one.matters)
        yield Earlier(
            request=one.id,
            address=case_address(one.id),
            number=written(citizens, there),
            arrived_on=one.arrived_on.isoformat(),
            state=one.state.chinese,
            matters=tuple(short(text, 80) for text in matters),
            person=alike.get(other, ""),
            other=other,
            joinable=_joinable(case, there),
            repeats=any(_same(mine, text) for mine in described for text in matters),
            answered=_answered(one),
        )


def _joinable(case: InformationRequest, there: InformationRequest) -> bool:
    return case.state in UNDER_WAY and there.state in UNDER_WAY and not case.letters


def _answered(one: KnownRequest) -> bool:
    return any(matter.outcome is not None for matter in one.matters)


def _same(mine: str, text: str) -> bool:
    if ERASED in (mine, text):
        return False
    first, second = mine[:MOST_COMPARED], text[:MOST_COMPARED]
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
