"""我的申请: number and private code open one request in this browser; no account.

A wrong code and a number nobody has get the same answer in the same time; tries are counted.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors import Problem, outcome_of
from api.forms import Form, Trouble
from api.portal.applied import SESSION_SECONDS
from api.portal.citizens import (
    COOKIE,
    PATH,
    CitizensGiven,
    SentHere,
    client_of,
    keep_private,
    private,
    show_private,
)
from api.portal.pages import Head
from api.portal.registration_number import request_numbered
from api.site import SiteGiven
from domain.errors import Busy, SignInRefused

router = APIRouter(include_in_schema=False)

REQUEST = f"{PATH}/request"
_LABELS = {"number": "登记编号", "code": "查询码"}

SENTENCES = {
    "ended": "查询已经超时，请重新输入登记编号和查询码。",
    "closed": "已经退出。用的是公用电脑的，请再关闭浏览器。",
    "unsent": (
        "查询已经超时，刚才填写的还没有提交，也没有丢。请在下面输入编号和查询码（会打开新的标签页），"
        "再回到本页刷新；浏览器问是否重新提交时，选“是”。"
    ),
}
"""What the page says first, by why one came here."""


@dataclass(frozen=True)
class MyPage:
    """Number and code; `why` is a key of `SENTENCES` or empty."""

    TEMPLATE: ClassVar[str] = "my.html"

    head: Head
    form: Form
    why: str
    sentence: str


@router.get(PATH)
def my(request: Request, why: Annotated[str, Query(max_length=20)] = "") -> Response:
    """The page that asks for number and code."""
    return show_private(request, _page(why=why))


@router.post(PATH)
def follow(request: Request, site: SiteGiven, citizens: CitizensGiven, sent: SentHere) -> Response:
    """Open a session with number and code."""
    typed = sent.text("number")
    if not typed or not sent.text("code"):
        # Half of a pair opens nothing and guesses nothing: it is no try.
        trouble = Trouble("", "请填写登记编号和查询码")
        return show_private(request, _page(number=typed, troubles=(trouble,)), 422)
    with site.views.connect() as connection:
        number, found = request_numbered(citizens, connection, typed)
    if found is not None and citizens.case(found).everybody_erased:
        found = None
    try:
        token = citizens.codes.open(number, found, sent.text("code"), client_of(request))
    except (SignInRefused, Busy) as refusal:
        trouble = Trouble("", refusal.message)
        page = _page(number=typed, troubles=(trouble,))
        return show_private(request, page, outcome_of(refusal).status)
    response = private(RedirectResponse(REQUEST, 303))
    keep_private(response, citizens, COOKIE, token, PATH, SESSION_SECONDS)
    return response


@router.post(f"{PATH}/close")
def close(request: Request, citizens: CitizensGiven, _: SentHere) -> Response:
    """End the session: its cookie opens nothing any more."""
    token = request.cookies.get(COOKIE)
    if token:
        citizens.codes.close(token)
    response = private(RedirectResponse(f"{PATH}?why=closed", 303))
    response.delete_cookie(COOKIE, path=PATH)
    return response


def is_private(path: str) -> bool:
    """Whether an address belongs to the pages of applicants."""
    return any(path == one or path.startswith(f"{one}/") for one in (PATH, "/apply"))


def turned_away(request: Request, problem: Problem) -> Response:
    """The answer to one without a session: the page that asks for number and code."""
    if request.method == "POST":
        return show_private(request, _page(why="unsent"), problem.status)
    why = "?why=ended" if COOKIE in request.cookies else ""
    return private(RedirectResponse(f"{PATH}{why}", 303))


def _page(*, why: str = "", number: str = "", troubles: tuple[Trouble, ...] = ()) -> MyPage:
    return MyPage(
        head=Head("我的申请", PATH, column="依申请公开", indexed=False),
        form=Form(_LABELS, "", {"number": (number,)}, troubles),
        why=why,
        sentence=SENTENCES.get(why, ""),
    )
