"""Signing in and out, and the post an officer works in, as plain forms without any script.

A session that ended leads to the sign-in page and back to the page that was wanted. A form that
was sent with an ended session is not lost: its answer is a sign-in page that opens beside it, and
reloading sends the form once more.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi import Form as FormField
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors import Problem, outcome_of
from api.forms import Form, Trouble, local_path
from api.portal.pages import Head
from api.session import (
    COOKIE,
    NotSignedIn,
    acting_of,
    keep_cookie,
    open_session,
    require_same_site,
    token_of,
)
from api.workbench.shell import (
    HOME,
    POST_COOKIE,
    SAID_COOKIE,
    AtWork,
    Place,
    place_of,
    said,
    show,
    trouble_of,
)
from domain.errors import KeyNotValid, SignInRefused
from domain.officer import Officer

router = APIRouter(prefix=HOME, include_in_schema=False)

SIGN_IN = f"{HOME}/sign-in"
POSTS = f"{HOME}/posts"
_LABELS = {"sign_in": "登录名", "passphrase": "口令"}
_LONGEST_FORM = 16 * 1024

SENTENCES = {
    "ended": "登录已过期，或已经在别处退出。请重新登录，登录后回到刚才的页面。",
    "out": "已退出。",
    "unsent": (
        "登录已过期，刚才填写的还没有提交，也没有丢。请在下面登录（会打开新的标签页），"
        "再回到本页刷新；浏览器问是否重新提交时，选“是”。"
    ),
}
"""What the sign-in page says first, by why one came here."""


@dataclass(frozen=True)
class SignInPage:
    """Name and passphrase; `why` is a key of `SENTENCES` or empty."""

    TEMPLATE: ClassVar[str] = "workbench/sign_in.html"

    head: Head
    form: Form
    back: str
    why: str
    sentence: str


@dataclass(frozen=True)
class PostsPage:
    """The posts one holds: in which one do I work now?"""

    TEMPLATE: ClassVar[str] = "workbench/posts.html"

    head: Head
    posts: tuple[Place, ...]
    present: str
    back: str


@router.get("/sign-in")
def sign_in_page(
    request: Request,
    back: Annotated[str, Query()] = HOME,
    why: Annotated[str, Query()] = "",
) -> Response:
    """The sign-in page."""
    return show(request, _page(back, why=why))


@router.post("/sign-in", max_body_size=_LONGEST_FORM)
def sign_in(
    request: Request,
    sign_in: Annotated[str, FormField()] = "",
    passphrase: Annotated[str, FormField()] = "",
    back: Annotated[str, FormField()] = HOME,
) -> Response:
    """Open a session and go to the page wanted; wrong, the same words whatever was wrong."""
    require_same_site(request)
    acting = acting_of(request)
    try:
        token = open_session(acting, sign_in, passphrase)
    except (SignInRefused, KeyNotValid) as refusal:
        page = _page(back, sign_in=sign_in, troubles=(trouble_of(refusal),))
        return show(request, page, outcome_of(refusal).status)
    officer = acting.archive.load(Officer, acting.sessions.session(token).officer)
    held = [post.id for post in officer.held_posts()]
    address = _wanted(back)
    if len(held) > 1 and request.cookies.get(POST_COOKIE) not in held:
        address = f"{POSTS}?{urlencode({'back': address})}"
    response = RedirectResponse(address, 303)
    keep_cookie(response, acting, COOKIE, token)
    return response


@router.post("/sign-out", max_body_size=_LONGEST_FORM)
def sign_out(request: Request) -> Response:
    """End the session, if there still is one; its token opens nothing any more."""
    require_same_site(request)
    acting = acting_of(request)
    try:
        token, _ = token_of(request, None)
        acting.sessions.close_session(acting.sessions.session(token).session)
    except (NotSignedIn, SignInRefused):
        pass
    response = RedirectResponse(f"{SIGN_IN}?why=out", 303)
    response.delete_cookie(COOKIE, path="/")
    for name in (POST_COOKIE, SAID_COOKIE):
        response.delete_cookie(name, path=HOME)
    return response


@router.get("/posts")
def posts(request: Request, seat: AtWork, back: Annotated[str, Query()] = HOME) -> Response:
    """The posts one holds."""
    page = PostsPage(
        head=Head("我的岗位", POSTS, indexed=False),
        posts=tuple(place_of(seat.officed, post) for post in seat.officed.officer.held_posts()),
        present="" if seat.post is None else seat.post.id,
        back=_wanted(back),
    )
    return show(request, page)


@router.post("/posts", max_body_size=_LONGEST_FORM)
def choose_post(seat: AtWork) -> Response:
    """Work in this post from now on. Raises `PostNotHeld`."""
    post = seat.officed.officer.require_held_post(seat.sent.text("post"))
    place = place_of(seat.officed, post)
    response = RedirectResponse(_wanted(seat.sent.text("back")), 303)
    keep_cookie(response, seat.officed.acting, POST_COOKIE, post.id, HOME)
    said(response, f"现在的岗位：{place.organ}{place.title}", seat)
    return response


def turned_away(request: Request, problem: Problem) -> Response:
    """The answer to one who is not signed in: the sign-in page, and the way back from it."""
    if request.method == "POST":
        return show(request, _page(HOME, why="unsent"), problem.status)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = {"back": wanted}
    if COOKIE in request.cookies:
        asked["why"] = "ended"
    return RedirectResponse(f"{SIGN_IN}?{urlencode(asked)}", 303)


def _page(
    back: str, *, why: str = "", sign_in: str = "", troubles: tuple[Trouble, ...] = ()
) -> SignInPage:
    return SignInPage(
        head=Head("工作人员登录", SIGN_IN, indexed=False),
        form=Form(_LABELS, "", {"sign_in": (sign_in,)}, troubles),
        back=_wanted(back),
        why=why,
        sentence=SENTENCES.get(why, ""),
    )


def _wanted(back: str) -> str:
    """Only pages of the workbench are gone back to, and never the sign-in page itself."""
    path = local_path(back, HOME)
    inside = path == HOME or path.startswith((f"{HOME}/", f"{HOME}?"))
    return path if inside and not path.startswith(SIGN_IN) else HOME
