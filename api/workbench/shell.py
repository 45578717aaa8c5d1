"""What every page of the workbench stands in: the officer at work, the frame, forms that act.

A page asks for `AtWork` (the officer in his chosen post, and what his form sent) and is shown with
`show`. A form that acts is answered with `submitted`: done, it leads on with a sentence; refused,
the same page comes back with everything that was typed and what is wrong with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote, unquote

import structlog
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors import outcome_of
from api.forms import Form, Sent, Trouble, Unfilled, sent_version
from api.kept_files import Shelf, let_go, shown_again, takes_away, with_kept
from api.portal.freshness import Freshness, freshness
from api.portal.pages import Page, Pages
from api.sending import sent_form
from api.session import Officed, keep_cookie, officer_behind, token_of
from api.site import Site
from domain.archive import Recorded
from domain.errors import (
    Busy,
    Conflict,
    Incomplete,
    KeyReused,
    NotPermitted,
    PostNotHeld,
    Refusal,
    SamePerson,
    StaleVersion,
    Taken,
    WrongState,
)
from domain.law.articles import spoken
from domain.officer import Post
from domain.organ import Organ
from domain.permissions import allows

HOME = "/workbench"
POST_COOKIE = "gongkai_post"
SAID_COOKIE = "gongkai_said"
_LONGEST_SENTENCE = 300
"""Characters: a cookie holds 4 KB, and a Han character is nine bytes in it."""


@dataclass(frozen=True)
class Entry:
    """One way to go: shown to posts whose role may do `action` (None: to everybody)."""

    address: str
    label: str
    action: str | None
    sentence: str


NAVIGATION: tuple[Entry, ...] = (
    Entry(HOME, "待办", None, "等这个岗位办的事"),
    Entry(f"{HOME}/requests", "申请", "requests.read", "依申请公开的案卷，最急的在前"),
    Entry(f"{HOME}/intake", "登记申请", "request.file", "窗口、信件、传真来的申请，登记后打印回执"),
    Entry(f"{HOME}/figures", "统计", "requests.read", "收办、用时、结果、违反规定，各有清单"),
)
"""Every entry of the workbench, in order; a page that is hung on it adds its line here."""

_ADVICE: Mapping[type[Refusal], str] = {
    StaleVersion: "请重新打开案卷，看过现在的内容再办。",
    Conflict: "请重新打开案卷，看过现在的内容再办。",
    KeyReused: "要再办一件，请重新打开空白的表。",
    Busy: "请再按一次，不会办成两次。",
    SamePerson: "请另一名工作人员办理。",
    PostNotHeld: "请换一个岗位，或请有这个岗位的人办理。",
    NotPermitted: "请换一个岗位，或请有这个岗位的人办理。",
    WrongState: "请重新打开案卷，看现在能办什么。",
    Taken: "请核对是不是已经登记过。",
}
"""What to do about a refusal; a class that is not named counts as its nearest ancestor."""


@dataclass(frozen=True)
class Place:
    """A post as officers read it: its title or role, and the organ's name (empty: the archive)."""

    id: str
    title: str
    organ: str


@dataclass(frozen=True)
class Seat:
    """The officer at work: how he asks for acts, the post he chose, and what his form sent.

    `officed.caller(action)` acts in the chosen post. `post` is None for one who holds none.
    """

    officed: Officed
    post: Post | None
    sent: Sent

    def may(self, action: str) -> bool:
        """Whether the chosen post's role may ever do this."""
        return self.post is not None and allows(self.post.role, action)

    @property
    def organ(self) -> str | None:
        """The organ of the chosen post; None for a post of the whole archive."""
        return None if self.post is None else self.post.organ


@dataclass(frozen=True)
class Bench:
    """What stands around a page of the workbench; nobody's where nobody is signed in."""

    officer: str = ""
    place: Place | None = None
    navigation: tuple[Entry, ...] = ()
    said: str = ""
    freshness: Freshness | None = None


@dataclass(frozen=True)
class Done:
    """What a form did: where to go on, the sentence said there, and the act if it was one.

    The sentence is kept in a cookie for the next page: no applicant's name, number or words in it.
    """

    address: str
    sentence: str
    recorded: Recorded | None = None


def at_work(request: Request) -> Officed:
    """The officer whose session cookie came with the request. Raises as `session.officed` does."""
    return officer_behind(request, None)


def seated(
    request: Request,
    # The session is judged before anything of the form is read.
    officed: Annotated[Officed, Depends(at_work)],
    sent: Annotated[Sent, Depends(sent_form)],
) -> Seat:
    """The officer in the post he chose, or the first he holds, with the form he sent."""
    held = officed.officer.held_posts()
    chosen = request.cookies.get(POST_COOKIE)
    gone = "没有保留（上传超过两小时，或者重新登录过）"
    sent = with_kept(sent, _shelf(request, officed), gone)
    post = next((one for one in held if one.id == chosen), held[0] if held else None)
    seat = Seat(
        replace(
            officed,
            wanted=None if post is None else post.id,
            command=sent.command,
            expected=sent_version(sent),
            source="workbench",
        ),
        post,
        sent,
    )
    request.state.seat = seat
    return seat


def _shelf(request: Request, officed: Officed) -> Shelf:
    """Where the files of this officer's forms wait: nobody finds them outside of this session."""
    shelf: Shelf = request.app.state.citizens.shelf
    token, _ = token_of(request, None)
    return shelf.of(officed.officer.id, token)


AtWork = Annotated[Seat, Depends(seated)]
"""The officer at work, as a parameter of an endpoint."""


def place_of(officed: Officed, post: Post) -> Place:
    """A post as officers read it."""
    organ = ""
    if post.organ is not None:
        found = officed.acting.archive.load(Organ, post.organ)
        organ = found.short_name or found.name
    return Place(post.id, post.title or post.role.chinese, organ)


def show(request: Request, page: Page, status: int = 200) -> Response:
    """A page of the workbench. It is never stored; what was said is said once."""
    pages: Pages = request.app.state.pages
    bench = _bench(request)
    response = pages.show(request, page, status, {"bench": bench})
    response.headers["cache-control"] = "no-store"
    if bench.said:
        response.delete_cookie(SAID_COOKIE, path=HOME)
    return response


def blank(request: Request, labels: Mapping[str, str], **values: str) -> Form:
    """An empty form with a token of its own; `values` is what already stands in it."""
    site: Site = request.app.state.site
    return Form(labels, site.new_id(), {name: (value,) for name, value in values.items()})


def submitted(
    request: Request,
    labels: Mapping[str, str],
    run: Callable[[], Done],
    again: Callable[[Form], Page],
) -> Response:
    """Run what a form asks for and lead on; refused, show the page `again` with the form as sent.

    The form's token is the idempotency key: pressed twice, it acts once and leads on twice. A
    refusal keeps the status it has everywhere; failures of our own are not caught. A form that was
    only sent to take a file away does nothing else.
    """
    seat: Seat = request.state.seat
    if takes_away(seat.sent):
        return show(request, again(form_again(request, labels)))
    try:
        if seat.officed.command is None:
            raise Incomplete("这张表没有编号，请重新打开空白的表再填")
        done = run()
    except Unfilled as unfilled:
        told = [replace(one, rule=spoken(one.rule)) for one in unfilled.troubles]
        return show(request, again(form_again(request, labels, told)), 422)
    except Refusal as refusal:
        status = outcome_of(refusal).status
        if status >= 500 and not isinstance(refusal, Busy):
            raise
        return show(request, again(form_again(request, labels, [trouble_of(refusal)])), status)
    let_go(seat.sent, _shelf(request, seat.officed))
    return _led_on(seat, done)


def form_again(
    request: Request, labels: Mapping[str, str], troubles: Sequence[Trouble] = ()
) -> Form:
    """The form that was sent, to be shown once more with all that was typed and chosen."""
    seat: Seat = request.state.seat
    return shown_again(labels, seat.sent, troubles, _shelf(request, seat.officed))


def said(response: Response, sentence: str, seat: Seat) -> None:
    """Say a sentence on the next page of the workbench."""
    kept = quote(sentence[:_LONGEST_SENTENCE])
    keep_cookie(response, seat.officed.acting, SAID_COOKIE, kept, HOME)


def trouble_of(refusal: Refusal) -> Trouble:
    """A refusal as a form tells it."""
    advice = next((_ADVICE[kind] for kind in type(refusal).__mro__ if kind in _ADVICE), "")
    message = "这张表已经提交过" if isinstance(refusal, KeyReused) else refusal.message
    return Trouble(refusal.field, message, spoken(refusal.rule), advice)


def _led_on(seat: Seat, done: Done) -> Response:
    """The answer to an act: waits up to 2 s for the register, so that one reads one's writes."""
    sentence = done.sentence
    if done.recorded is not None:
        structlog.get_logger().info(
            "act",
            act=done.recorded.act,
            officer=seat.officed.officer.id,
            stream=done.recorded.stream,
            position=done.recorded.position,
        )
        if not seat.officed.acting.covered(done.recorded.position):
            sentence += "。登记册还在更新，下面显示的可能还是先前的，请过一会儿刷新"
    response = RedirectResponse(done.address, 303)
    if sentence:
        said(response, sentence, seat)
    return response


def _bench(request: Request) -> Bench:
    seat: Seat | None = getattr(request.state, "seat", None)
    if seat is None:
        return Bench()
    site: Site = request.app.state.site
    with site.views.connect() as connection:
        fresh = freshness(site, connection)
    return Bench(
        officer=seat.officed.officer.name,
        place=None if seat.post is None else place_of(seat.officed, seat.post),
        navigation=open_to(seat),
        said=unquote(request.cookies.get(SAID_COOKIE, ""), errors="replace"),
        freshness=fresh,
    )


def open_to(seat: Seat) -> tuple[Entry, ...]:
    """The entries of the navigation that the chosen post may use."""
    return tuple(one for one in NAVIGATION if one.action is None or seat.may(one.action))
