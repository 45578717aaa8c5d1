"""What the pages of applicants stand on, and what all of them have in common.

Nothing here is for the public: no answer is stored or indexed, no address holds anything personal,
and an unsafe request must come from our own pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Protocol

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Sent
from api.kept_files import Shelf
from api.portal.pages import Page, Pages
from api.reader import opened
from api.sending import sent_form
from api.session import NotSignedIn, require_same_site
from domain.act import BEIJING
from domain.archive import ArchiveApplication, Caller
from domain.content import ClearPart, Content
from domain.errors import SignInRefused
from domain.personal import PersonalData, Sealed
from domain.requests.handling import Handling
from domain.requests.request import InformationRequest

COOKIE = "gongkai_my"
"""The session of one request: opened by its private code, sent to the pages under /my only."""
PATH = "/my"


class Codes(Protocol):
    """Private codes and the sessions they open (`ops.access_codes.AccessCodes`)."""

    def issue(self, request: str) -> str:
        """A new code; the earlier one is void."""

    def open(self, number: str, request: str | None, code: str, client: str = ...) -> str:
        """A session's token; `client` is the address that asks.

        Raises `SignInRefused` in the same words for any wrong pair.
        """

    def request_of(self, token: str) -> str:
        """The request a token opens. Raises `SignInRefused`."""

    def close(self, token: str) -> None:
        """End a session."""


@dataclass(frozen=True)
class Citizens:
    """What applicants' pages need; the composition root passes it.

    `intake` gives who acts for them, `NotPermitted` while online filing is closed. `digest` is a
    keyed digest of a command: what was filed must not be guessable from it. `receipt` gives the
    text of the receipt of (request, person).
    """

    archive: ArchiveApplication
    handling: Handling
    persons: PersonalData
    codes: Codes
    shelf: Shelf
    intake: Callable[[], Caller]
    digest: Callable[[bytes], str]
    open: Callable[[Content], tuple[ClearPart, ...]]
    receipt: Callable[[str, str], str]
    clock: Callable[[], datetime]
    secure_cookie: bool

    @property
    def today(self) -> date:
        """The legal day."""
        return self.clock().astimezone(BEIJING).date()

    def case(self, request: str) -> InformationRequest:
        """A request as it is now, under the law as it is now. Raises `NotFound`."""
        return self.archive.load(InformationRequest, request).under(self.handling.rules())

    def clear(self, sealed: Sealed | None) -> str:
        """A sealed text for its own applicant; 已抹去 where its key is gone."""
        return "" if sealed is None else opened(self.persons, sealed)


async def _citizens(request: Request) -> Citizens:
    found: Citizens = request.app.state.citizens
    return found


def client_of(request: Request) -> str:
    """The address that asks, as the server knows it."""
    return request.client.host if request.client else ""


CitizensGiven = Annotated[Citizens, Depends(_citizens)]
"""What applicants' pages stand on, as a parameter of an endpoint."""


async def _ours(request: Request) -> Sent:
    """The form that was sent, from our own page. Raises `CrossSite` before anything is read."""
    require_same_site(request)
    return await sent_form(request)


SentHere = Annotated[Sent, Depends(_ours)]
"""A form of our own pages, as a parameter of an endpoint."""


@dataclass(frozen=True)
class Mine:
    """The request behind a session cookie."""

    token: str
    request: str


async def _mine(request: Request, citizens: CitizensGiven) -> Mine:
    """Raises `NotSignedIn`, which leads to the page that asks for number and code.

    A request that nobody is left of opens for nobody: its erasure ends the sessions with it.
    """
    token = request.cookies.get(COOKIE, "")
    try:
        mine = Mine(token, citizens.codes.request_of(token))
    except SignInRefused:
        raise NotSignedIn("请输入登记编号和查询码", rule="session") from None
    if citizens.case(mine.request).everybody_erased:
        raise NotSignedIn("请输入登记编号和查询码", rule="session")
    return mine


MineGiven = Annotated[Mine, Depends(_mine)]
"""The request whose session cookie came, as a parameter of an endpoint."""


def show_private(
    request: Request,
    page: Page,
    status: int = 200,
    around: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """A page for one person: never stored, never indexed."""
    pages: Pages = request.app.state.pages
    return private(pages.show(request, page, status, around))


def private(response: Response) -> Response:
    """Say that an answer is one person's."""
    response.headers["cache-control"] = "no-store"
    response.headers["x-robots-tag"] = "noindex, nofollow"
    return response


def keep_private(
    response: Response, citizens: Citizens, name: str, value: str, path: str, seconds: int
) -> None:
    """Keep a token in the browser, out of reach of scripts and of other sites."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="strict",
        secure=citizens.secure_cookie,
        path=path,
    )
