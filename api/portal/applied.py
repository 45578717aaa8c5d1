"""After an application was filed: its number and private code, given out in this browser only.

The act comes first, then the code, then its slip on the shelf, then the answer, which leads to the
slip by redirect: reloading sends nothing again. Killed after the act, the form sent once more finds
the act done and no slip, and gets its code then; killed later, the slip is there. The code is in no
address and no page of history: the slip opens for ten minutes with a cookie of its own, until its
reader says that he has noted it. Large type or printing may need a second look.
"""

import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from urllib.parse import quote, unquote

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.portal import citizens as ways
from api.portal.citizens import (
    Citizens,
    CitizensGiven,
    SentHere,
    client_of,
    keep_private,
    private,
    show_private,
)
from api.portal.pages import Head
from api.portal.registration_number import written
from domain.archive import Recorded
from domain.errors import Refusal
from domain.law.profile import Confirmation
from domain.organ import Guide, Organ

router = APIRouter(include_in_schema=False)

PATH = "/apply/sent"
COOKIE = "gongkai_sent"
SHOWN_FOR = timedelta(minutes=10)
SESSION_SECONDS = 2 * 3600
RESENT_WITHIN = timedelta(hours=1)
"""How late a form sent again may still get the code that was never made; less than a mark lives."""
_issuing = threading.Lock()
"""Of two sendings at once only one makes a code: the later would void the one that was shown."""


@dataclass(frozen=True)
class SentPage:
    """The slip: number, code (empty when it could not be made), and what happens next."""

    TEMPLATE: ClassVar[str] = "apply_sent.html"

    head: Head
    number: str
    code: str
    organ: str
    guide: Guide | None
    arrived: str
    confirmed: str
    address: str


@dataclass(frozen=True)
class GonePage:
    """The slip was put away, or its ten minutes are over."""

    TEMPLATE: ClassVar[str] = "apply_gone.html"

    head: Head


def hand_out(request: Request, citizens: Citizens, recorded: Recorded, token: str) -> Response:
    """Make the code of a request just filed and lead to its slip.

    When no code can be made the filing stands all the same: the slip says where to get one.
    """
    structlog.get_logger().info(
        "act", act=recorded.act, stream=recorded.stream, position=recorded.position
    )
    try:
        with _issuing:
            made = citizens.shelf.get(_mark(token)) is not None
            late = citizens.clock() - citizens.case(recorded.stream).created_on > RESENT_WITHIN
            if not made and not late:
                slip = (recorded.stream, citizens.codes.issue(recorded.stream))
                citizens.shelf.put(json.dumps(slip).encode(), _place(token), SHOWN_FOR)
                citizens.shelf.put(b"made", _mark(token))
    except (Refusal, sqlite3.Error) as error:
        # The act is in the journal. State that cannot be written must not make it look undone.
        structlog.get_logger().error("no code", error=type(error).__name__)
        return show_private(request, _page(request, citizens, recorded.stream, ""))
    response = private(RedirectResponse(PATH, 303))
    keep_private(
        response, citizens, COOKIE, quote(token, safe=""), PATH, int(SHOWN_FOR.total_seconds())
    )
    shown = _slip(citizens, token)
    if shown is not None:
        _open(request, response, citizens, *shown)
    return response


@router.get(PATH)
def sent(request: Request, citizens: CitizensGiven) -> Response:
    """The slip of what was just sent from this browser."""
    slip = _slip(citizens, _token(request))
    if slip is None:
        return show_private(request, GonePage(Head("这一页已经收起", PATH, indexed=False)))
    return show_private(request, _page(request, citizens, *slip))


@router.post(f"{PATH}/noted")
def noted(request: Request, citizens: CitizensGiven, _: SentHere) -> Response:
    """He has noted the code: it is not shown again."""
    citizens.shelf.drop(_place(_token(request)))
    response = private(RedirectResponse(f"{ways.PATH}/request", 303))
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _open(asked: Request, response: Response, citizens: Citizens, request: str, code: str) -> None:
    """Let this browser follow the request at once; if not now, he types number and code."""
    number = written(citizens, citizens.case(request))
    try:
        token = citizens.codes.open(number, request, code, client_of(asked))
    except Refusal:
        return
    keep_private(response, citizens, ways.COOKIE, token, ways.PATH, SESSION_SECONDS)


def _token(request: Request) -> str:
    """The form whose slip this browser may see."""
    return unquote(request.cookies.get(COOKIE, ""))


def _slip(citizens: Citizens, token: str) -> tuple[str, str] | None:
    """(request, code) of a slip; None once it was noted or its time is over."""
    data = citizens.shelf.get(_place(token)) if token else None
    if data is None:
        return None
    request, code = json.loads(data)
    return str(request), str(code)


def _place(token: str) -> str:
    return f"sent:{token}"


def _mark(token: str) -> str:
    """Where it is marked that a form got its code: sent again, it makes no second one."""
    return f"made:{token}"


def _page(request: Request, citizens: Citizens, identity: str, code: str) -> SentPage:
    case = citizens.case(identity)
    organ = citizens.archive.load(Organ, case.organ)
    law = case.rules.law
    return SentPage(
        head=Head("已经登记", PATH, column="依申请公开", indexed=False),
        number=written(citizens, case),
        code=code,
        organ=organ.name,
        guide=organ.guide,
        arrived=case.arrived_on.isoformat(),
        confirmed=law.row(Confirmation, "online", case.arrived_on).text,
        address=f"{request.app.state.site.url}{ways.PATH}",
    )
