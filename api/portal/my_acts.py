"""What an applicant can do on his request: clarify, give reasons, dispute a day, withdraw, suggest.

Each act is one plain form, done by the online intake; pressed twice, a form acts once.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors import outcome_of
from api.forms import TOKEN, Form, Sent, Trouble, Unfilled
from api.kept_files import Shelf, let_go, shown_again, takes_away, with_kept
from api.portal.citizens import (
    COOKIE,
    Citizens,
    CitizensGiven,
    Mine,
    MineGiven,
    SentHere,
    client_of,
    private,
    show_private,
)
from api.portal.my import REQUEST
from api.portal.my_act_forms import ACTS, Act, Items
from api.portal.my_fields import Field, labels_of
from api.portal.my_request import doors_of
from api.portal.pages import Head
from api.portal.refused import MINE
from api.site import Site, SiteGiven
from domain.errors import Busy, Incomplete, KeyReused, NotFound, Refusal
from domain.law.articles import cited
from domain.requests.request import InformationRequest

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class MyActPage:
    """One act: what it does in plain words, its form, its button; `grave` for what ends it all.

    `items` is what the organ's letter asks for, as (what, how); empty where no letter asks.
    """

    TEMPLATE: ClassVar[str] = "my_act.html"

    head: Head
    title: str
    says: tuple[str, ...]
    items: Items
    address: str
    fields: tuple[Field, ...]
    form: Form
    button: str
    grave: bool


@router.get(f"{REQUEST}/{{act}}")
def act_form(
    request: Request, site: SiteGiven, citizens: CitizensGiven, mine: MineGiven, act: str
) -> Response:
    """The form of an act that is possible now; otherwise back to the request."""
    case, asked = _asked(citizens, mine, act)
    if not _possible(case, act):
        return private(RedirectResponse(REQUEST, 303))
    fields = asked.fields(citizens, case)
    values = {field.name: (field.value,) for field in fields}
    form = Form(labels_of(fields), site.new_id(), values, version=None)
    return show_private(request, _page(act, asked, citizens, case, form))


@router.post(f"{REQUEST}/{{act}}")
def act(
    request: Request,
    site: SiteGiven,
    citizens: CitizensGiven,
    mine: MineGiven,
    sent: SentHere,
    act: str,
) -> Response:
    """Do it and go back to the request; refused, the form again with what is wrong.

    A form that was only sent to take a file away does nothing else.
    """
    case, asked = _asked(citizens, mine, act)
    shelf = _shelf(request, citizens)
    sent = with_kept(sent, shelf, "没有保留（上传超过两小时，或者重新打开过申请）")
    if takes_away(sent):
        return _again(request, site, citizens, case, act, sent, (), 200)
    try:
        if sent.command is None:
            raise Incomplete("这张表没有编号，请重新打开空白的表再填")
        token, digest = sent.command
        command = (token, citizens.digest(f"{case.id}\0{digest}".encode()))
        asked.run(citizens, case, replace(citizens.intake(), command=command), sent)
    except Unfilled as unfilled:
        return _again(request, site, citizens, case, act, sent, unfilled.troubles, 422)
    except Refusal as refusal:
        status = outcome_of(refusal).status
        if status >= 500 and not isinstance(refusal, Busy):
            raise
        troubles = (_trouble(refusal),)
        return _again(request, site, citizens, case, act, sent, troubles, status)
    let_go(sent, shelf)
    return private(RedirectResponse(f"{REQUEST}?done={act}", 303))


def _asked(citizens: Citizens, mine: Mine, act: str) -> tuple[InformationRequest, Act]:
    """Raises `NotFound` for what nobody can do here."""
    if act not in ACTS:
        raise NotFound("没有这个页面", rule=MINE)
    return citizens.case(mine.request), ACTS[act]


def _possible(case: InformationRequest, act: str) -> bool:
    return any(door.address == f"{REQUEST}/{act}" for door in doors_of(case))


def _page(
    name: str, asked: Act, citizens: Citizens, case: InformationRequest, form: Form
) -> MyActPage:
    return MyActPage(
        head=Head(asked.title, f"{REQUEST}/{name}", column="依申请公开", indexed=False),
        title=asked.title,
        says=asked.says(citizens, case),
        items=asked.items(citizens, case),
        address=f"{REQUEST}/{name}",
        fields=asked.fields(citizens, case),
        form=form,
        button=asked.button,
        grave=asked.grave,
    )


def _again(
    request: Request,
    site: Site,
    citizens: Citizens,
    case: InformationRequest,
    name: str,
    sent: Sent,
    troubles: tuple[Trouble, ...],
    status: int,
) -> Response:
    asked = ACTS[name]
    told = [replace(one, rule=cited(one.rule)) for one in troubles]
    labels = labels_of(asked.fields(citizens, case))
    form = shown_again(labels, sent, told, _shelf(request, citizens))
    if not sent.text(TOKEN):
        form = replace(form, token=site.new_id())
    return show_private(request, _page(name, asked, citizens, case, form), status)


def _shelf(request: Request, citizens: Citizens) -> Shelf:
    """Where the files of this applicant's forms wait: found with his session alone."""
    return citizens.shelf.of(client_of(request), request.cookies.get(COOKIE, ""))


def _trouble(refusal: Refusal) -> Trouble:
    if isinstance(refusal, KeyReused):
        return Trouble("", "这张表已经提交过", "", "要再提交，请重新打开空白的表。")
    advice = "请再按一次，不会办成两次。" if isinstance(refusal, Busy) else ""
    rule = refusal.rule if refusal.rule.startswith("条例") else ""
    return Trouble(refusal.field, refusal.message, rule, advice)
