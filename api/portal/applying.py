"""申请公开: the form, the page that shows it once more as it will be sent, and the filing.

No script and no account. Between the pages the form itself carries what was typed; files wait on
the shelf. What is filed is filed once, however often it is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors import outcome_of
from api.forms import TOKEN, Form, Kept, Sent, Trouble, Unfilled
from api.portal.applied import hand_out
from api.portal.citizens import Citizens, CitizensGiven, SentHere, client_of, show_private
from api.portal.draft import (
    Draft,
    Size,
    draft_of,
    field_of,
    labels_of,
    resized,
)
from api.portal.draft_reading import application_of
from api.portal.pages import Head
from api.site import Site, SiteGiven
from domain.errors import Busy, Incomplete, KeyReused, NotPermitted, Refusal
from domain.law.limits import Limit
from domain.law.profile import (
    ApplicantCategory,
    Confirmation,
    ProvisionForm,
    ProvisionRoute,
)
from domain.requests.applicant import IdentityKind
from domain.requests.given import Application
from projections import organs as organ_queries
from projections.organs import ListedOrgan, OrganPage

router = APIRouter(include_in_schema=False)

PATH = "/apply"
_NATURAL = ("个人", "以自己的名义申请")
_Choices = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ChooseOrganPage:
    """To which organ? `words` is what is to be applied for, as far as it is known; `closed` says
    why nobody can file online now."""

    TEMPLATE: ClassVar[str] = "apply_organs.html"

    head: Head
    organs: tuple[ListedOrgan, ...]
    words: str
    carried: str
    closed: str


@dataclass(frozen=True)
class ApplyPage:
    """The form. `told` is what happens after sending; `typed`: it holds what is not sent yet."""

    TEMPLATE: ClassVar[str] = "apply.html"

    head: Head
    organ: OrganPage
    form: Form
    size: Size
    kept: dict[str, Kept]
    told: tuple[str, ...]
    closed: str
    typed: bool
    proxied: bool
    categories: _Choices
    kinds: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]
    routes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CheckGroup:
    """A part of the application as it will be sent: (what, value) lines."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CheckPage:
    """Everything as it will be sent, and the form that carries it on."""

    TEMPLATE: ClassVar[str] = "apply_check.html"

    head: Head
    organ: OrganPage
    groups: tuple[CheckGroup, ...]
    hidden: tuple[tuple[str, str], ...]
    told: tuple[str, ...]


@router.get(PATH)
def apply(
    request: Request,
    site: SiteGiven,
    citizens: CitizensGiven,
    organ: Annotated[str, Query(max_length=60)] = "",
    words: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """The form for an organ; without one, or where there is only one, see `ChooseOrganPage`."""
    with site.views.connect() as connection:
        listed = organ_queries.organs(connection)
    if not organ and len(listed) == 1:
        organ = listed[0].id
    if not organ:
        carried = f"&{urlencode({'words': words})}" if words.strip() else ""
        head = Head("申请公开：向哪个机关", PATH, column="依申请公开", indexed=False)
        page = ChooseOrganPage(head, listed, words.strip(), carried, _closed(citizens))
        return show_private(request, page)
    draft = Draft(Sent(PATH, {"organ": (organ,), "m0_description": (words,)}), Size(), {})
    return _form(request, site, citizens, draft, typed=False)


@router.post(PATH)
def edit(request: Request, site: SiteGiven, citizens: CitizensGiven, sent: SentHere) -> Response:
    """The form again with all that was typed: to change it, with room for one more or less."""
    shelf = citizens.shelf.of(client_of(request))
    draft = resized(draft_of(sent, shelf), sent.text("do"), shelf)
    return _form(request, site, citizens, draft)


@router.get(f"{PATH}/check")
def check_again() -> Response:
    """What was to be checked is in the form that was sent; there is nothing at this address."""
    return RedirectResponse(PATH, 303)


@router.post(f"{PATH}/check")
def check(request: Request, site: SiteGiven, citizens: CitizensGiven, sent: SentHere) -> Response:
    """Everything as it will be sent; wrong, the form with what is wrong beside it."""
    draft = draft_of(sent, citizens.shelf.of(client_of(request)))
    try:
        application = application_of(draft, citizens.shelf, citizens.today)
    except Unfilled as unfilled:
        return _form(request, site, citizens, replace(draft, troubles=unfilled.troubles), 422)
    organ = _organ(site, sent)
    page = CheckPage(
        head=Head("请核对", f"{PATH}/check", column="依申请公开", indexed=False),
        organ=organ,
        groups=tuple(_groups(draft, application)),
        hidden=draft.hidden(),
        told=_told(citizens),
    )
    return show_private(request, page)


@router.post(f"{PATH}/sent")
def send(request: Request, site: SiteGiven, citizens: CitizensGiven, sent: SentHere) -> Response:
    """File it: the form's token makes sending twice the same as once."""
    draft = draft_of(sent, citizens.shelf.of(client_of(request)))
    try:
        token = sent.text(TOKEN)
        if not token:
            raise Incomplete("这张表没有编号，请重新打开空白的表再填")
        application = application_of(draft, citizens.shelf, citizens.today)
        digest = citizens.digest(draft.command(citizens.shelf))
        caller = replace(citizens.intake(), command=(token, digest))
        organ = _organ(site, sent)
        recorded = citizens.handling.file(caller, organ.id, application)
    except Unfilled as unfilled:
        return _form(request, site, citizens, replace(draft, troubles=unfilled.troubles), 422)
    except Refusal as refusal:
        status = outcome_of(refusal).status
        if status >= 500 and not isinstance(refusal, Busy):
            raise
        return _refused(request, site, citizens, draft, refusal)
    return hand_out(request, citizens, recorded, token)


def _refused(
    request: Request, site: Site, citizens: Citizens, draft: Draft, refusal: Refusal
) -> Response:
    message = "这份申请已经发送过" if isinstance(refusal, KeyReused) else refusal.message
    advice = ""
    if isinstance(refusal, KeyReused):
        advice = "要再申请别的信息，请重新打开空白的表。"
    if isinstance(refusal, Busy):
        advice = "请再按一次，不会重复登记。"
    rule = refusal.rule if refusal.rule.startswith("条例") else ""
    trouble = Trouble(field_of(refusal.field), message, rule, advice)
    return _form(
        request,
        site,
        citizens,
        replace(draft, troubles=(*draft.troubles, trouble)),
        outcome_of(refusal).status,
    )


def _form(
    request: Request,
    site: Site,
    citizens: Citizens,
    draft: Draft,
    status: int = 200,
    *,
    typed: bool = True,
) -> Response:
    organ = _organ(site, draft.sent)
    page = ApplyPage(
        head=Head(
            f"向{organ.name}申请公开",
            f"{PATH}?organ={organ.id}",
            column="依申请公开",
            indexed=False,
        ),
        organ=organ,
        form=draft.form(site.new_id()),
        size=draft.size,
        kept=dict(draft.kept),
        told=_told(citizens),
        closed=_closed(citizens),
        typed=typed,
        proxied=draft.proxied,
        categories=tuple(
            (one, *(_NATURAL if one.natural else (one.chinese, "法人或者其他组织")))
            for one in ApplicantCategory
        ),
        kinds=tuple((one, one.chinese) for one in IdentityKind if one is not IdentityKind.NONE),
        forms=tuple((one, one.chinese) for one in ProvisionForm),
        # A fax needs a number that the form does not ask for; whoever wants one asks at the desk.
        routes=tuple((one, one.chinese) for one in ProvisionRoute if one is not ProvisionRoute.FAX),
    )
    return show_private(request, page, status)


def _organ(site: Site, sent: Sent) -> OrganPage:
    """The organ of the form. Raises `NotFound`."""
    with site.views.connect() as connection:
        return organ_queries.organ(connection, sent.text("organ"))


def _told(citizens: Citizens) -> tuple[str, ...]:
    """What happens after sending, in three lines."""
    law, today = citizens.handling.rules().law, citizens.today
    confirmed = law.row(Confirmation, "online", today).text
    limit = law.row(Limit, "answer", today).chinese
    return (
        "发送后马上给您登记编号和查询码，凭它们随时看办到哪一步，不用注册账号。",
        confirmed,
        f"机关一般在 {limit}内书面答复；要补充材料、要延期，都会书面告诉您（条例第三十三条）。",
    )


def _closed(citizens: Citizens) -> str:
    """Why nobody can file online now; empty when one can."""
    try:
        citizens.intake()
    except NotPermitted as refusal:
        return refusal.message.partition("：")[0]
    return ""


def _groups(draft: Draft, given: Application) -> Iterator[CheckGroup]:
    labels = {name: label.rpartition("：")[2] for name, label in labels_of(draft.size).items()}
    for place, matter in enumerate(given.matters):
        yield CheckGroup(
            f"申请的信息{_numbered(place, len(given.matters))}",
            _lines(
                (labels["m0_description"], matter.description),
                (labels["m0_feature"], matter.feature),
            ),
        )
    for place, one in enumerate(given.applicants):
        proof = draft.kept.get(f"a{place}_proof")
        category = "个人" if one.category.natural else f"{one.category.chinese}（法人或者其他组织）"
        yield CheckGroup(
            f"申请人{_numbered(place, len(given.applicants))}",
            _lines(
                (labels["a0_category"], category),
                (labels["a0_name"], one.name),
                (one.identity_kind.chinese, one.identity),
                (labels["a0_proof"], "" if proof is None else proof.name),
                (labels["a0_contact"], one.contact),
                (labels["a0_telephone"], one.telephone),
                (labels["a0_mail"], one.mail),
                (labels["a0_address"], one.address),
            ),
        )
    if given.proxy is not None:
        authority = draft.kept["proxy_authority"].name
        yield CheckGroup(
            "代理人",
            _lines(
                ("姓名", given.proxy.name),
                ("身份证号码", given.proxy.identity),
                ("电话", given.proxy.telephone),
                ("授权委托书", authority),
            ),
        )
    yield CheckGroup(
        "怎样给您",
        _lines(
            ("形式", given.form.chinese),
            ("途径", given.route.chinese),
            (labels["assistance"], given.assistance),
        ),
    )


def _numbered(place: int, of: int) -> str:
    return f"（{place + 1}）" if of > 1 else ""


def _lines(*lines: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The lines that say something."""
    return tuple(line for line in lines if line[1])
