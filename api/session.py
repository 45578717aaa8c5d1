"""Sign-in of officers: one server-side session, carried by a cookie or by `Authorization: Bearer`.

A browser's cookie could be sent by another site's form, so an unsafe request with a cookie must
come from our own pages (Sec-Fetch-Site, or Origin); a bearer token is never sent by itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, Protocol
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine

from domain.act import Signer
from domain.archive import ArchiveApplication, Caller
from domain.canonical import encode
from domain.content import ClearPart, Content
from domain.disclosure import Disclosure
from domain.errors import Incomplete, Refusal
from domain.lawmaking import Lawmaking
from domain.officer import Officer, Post
from domain.personal import PersonalData
from domain.redress import Redress
from domain.registration import Registration
from domain.requests.handling import Handling
from domain.seating import choose_post, posts_that_read
from projections.expungings import Standing

COOKIE = "gongkai_session"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_COMMANDING = ("if-match", "x-ground", "x-post", "x-reason")


class CrossSite(Refusal):
    """A request with a session cookie that another site may have caused."""


class NotSignedIn(Refusal):
    """There is no session with this request."""


class OpenSession(Protocol):
    """A session that a token opened."""

    @property
    def session(self) -> str: ...

    @property
    def officer(self) -> str: ...

    @property
    def signer(self) -> Signer: ...

    @property
    def expires_at(self) -> datetime: ...


class Sessions(Protocol):
    """The key store as the API needs it; every method refuses with a `Refusal`."""

    def sign_in(self, sign_in: str, passphrase: str, valid: Callable[[str], frozenset[str]]) -> str:
        """A token for the newest key that the passphrase opens and that is valid now."""

    def session(self, token: str) -> OpenSession:
        """The session a token opens."""

    def close_session(self, session: str) -> None:
        """Forget a session."""

    def issue_code(self, officer: str, sign_in: str) -> str:
        """A one-time code for making a key."""

    def make_key(self, sign_in: str, code: str, passphrase: str) -> Any:
        """A new wrapped key: officer, key, possession."""


@dataclass(frozen=True)
class Acting:
    """What the acting API needs; the composition root passes it.

    `digest` is a keyed digest: the journal keeps it of every command with an idempotency key, and
    nobody may test a guess of somebody's name against it. `new_code` gives a request's private
    code, `has_code` tells whether one was made, `destroy` destroys contents for ever, `expungings`
    gives the orders to do so of a record or an organ (None: of all), `today` is the legal day.
    """

    archive: ArchiveApplication
    registration: Registration
    disclosure: Disclosure
    sessions: Sessions
    part: Callable[[bytes, str, str | None], ClearPart]
    covered: Callable[[int], bool]
    views: Engine
    secure_cookie: bool
    handling: Handling
    redress: Redress
    lawmaking: Lawmaking
    persons: PersonalData
    digest: Callable[[bytes], str]
    new_code: Callable[[str], str]
    has_code: Callable[[str], bool]
    destroy: Callable[[Iterable[Content]], None]
    expungings: Callable[[str | None, str | None], Sequence[Standing]]
    today: Callable[[], date]


@dataclass(frozen=True)
class Officed:
    """The officer behind a request: his session, his case file, and how he asks for acts."""

    acting: Acting
    open: OpenSession
    officer: Officer
    wanted: str | None
    reason: str | None
    ground: str | None
    command: tuple[str, str] | None
    expected: int | None
    terminal: str
    source: str = "api"

    @property
    def repeats(self) -> bool:
        """Whether the idempotency key is known: what was done then is told again, whatever has
        become of the case file and of the officer's posts since."""
        if self.command is None:
            return False
        journal = self.acting.archive.journal
        return journal.known_command(self.command[0], self.officer.id) is not None

    def caller(self, action: str, organ: str | None = None) -> Caller:
        """Who asks for this act, in the post wanted or the first that may."""
        if self.repeats:
            return self._caller(None)
        post = choose_post(self.officer, action, organ=organ, wanted=self.wanted)
        return self._caller(post.id)

    def caller_without_post(self) -> Caller:
        """Who asks for the one act that needs no post: revoking one's own key."""
        return self._caller(None)

    def require_reading(self, action: str) -> tuple[Post, ...]:
        """The held posts that may read this. Raises `NotPermitted` when there is none."""
        return posts_that_read(self.officer, action)

    def _caller(self, post: str | None) -> Caller:
        return Caller(
            self.officer.id,
            post,
            self.open.signer,
            ground=self.ground,
            reason=self.reason,
            source=self.source,
            terminal=self.terminal,
            command=self.command,
        )


def acting_of(request: Request) -> Acting:
    """The acting services of this application."""
    acting: Acting = request.app.state.acting
    return acting


async def command_digest(request: Request) -> str | None:
    """Keyed digest of the canonical command: method, path, body, the headers that are part of it.

    None without an idempotency key: then nothing is compared and nothing kept.
    """
    if "idempotency-key" not in request.headers:
        return None
    headers = {name: request.headers.get(name) for name in _COMMANDING}
    command = {
        "body": hashlib.sha256(await request.body()).hexdigest(),
        "headers": headers,
        "method": request.method,
        "path": request.url.path,
    }
    return acting_of(request).digest(encode(command))


def officed(
    request: Request,
    response: Response,
    digest: Annotated[str | None, Depends(command_digest)],
    authorization: Annotated[str | None, Header()] = None,
    if_match: Annotated[str | None, Header()] = None,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    x_post: Annotated[str | None, Header(description="以哪个岗位办理")] = None,
    x_reason: Annotated[str | None, Header(description="办理理由，URL 编码")] = None,
    x_ground: Annotated[str | None, Header(description="法律依据，URL 编码")] = None,
) -> Officed:
    """The signed-in officer. Raises `NotSignedIn`, `CrossSite`, `SignInRefused`, `KeyNotValid`.

    A session opened before its key was revoked reads nothing and acts no more from then on.
    """
    response.headers["Cache-Control"] = "no-store"
    return replace(
        officer_behind(request, authorization),
        wanted=x_post,
        reason=_decoded(x_reason),
        ground=_decoded(x_ground),
        command=None if idempotency_key is None or digest is None else (idempotency_key, digest),
        expected=expected_version(if_match),
    )


def officer_behind(request: Request, authorization: str | None) -> Officed:
    """The officer whose session came with the request; what he asks for is not read yet.

    Raises as `officed` does.
    """
    acting = acting_of(request)
    token, by_cookie = token_of(request, authorization)
    if by_cookie:
        require_same_site(request)
    opened = acting.sessions.session(token)
    officer = acting.archive.load(Officer, opened.officer)
    officer.require_valid_key(opened.signer.public_key.hex())
    return Officed(
        acting,
        opened,
        officer,
        wanted=None,
        reason=None,
        ground=None,
        command=None,
        expected=None,
        terminal=request.client.host if request.client else "",
    )


SignedIn = Annotated[Officed, Depends(officed)]


def require_same_site(request: Request) -> None:
    """Refuse an unsafe request that our own pages did not make (Fetch Metadata; RFC 6454)."""
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
    else:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc == request.headers.get("host"):
            return
    raise CrossSite("请求不是从本站页面发出的，已拒绝", rule="Sec-Fetch-Site")


def expected_version(if_match: str | None) -> int | None:
    """The version an If-Match header names; `*` and absence mean any. Raises `Incomplete`."""
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise Incomplete(
            'If-Match 应为案卷的号，例如 "3"', rule="RFC 9110 13.1.1", field="If-Match"
        )
    return int(text)


def token_of(request: Request, authorization: str | None) -> tuple[str, bool]:
    """The session's token and whether it came as a cookie. Raises `NotSignedIn`."""
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer" and token:
            return token.strip(), False
        raise NotSignedIn("Authorization 应为 Bearer 令牌", rule="RFC 6750")
    cookie = request.cookies.get(COOKIE)
    if cookie is None:
        raise NotSignedIn("请先登录", rule="session")
    return cookie, True


def _decoded(text: str | None) -> str | None:
    return None if text is None else unquote(text)


def open_session(acting: Acting, sign_in: str, passphrase: str) -> str:
    """The token of a new session. Raises `SignInRefused`, `KeyNotValid`."""

    def valid(officer: str) -> frozenset[str]:
        return acting.archive.load(Officer, officer).valid_keys()

    return acting.sessions.sign_in(sign_in, passphrase, valid)


def keep_cookie(response: Response, acting: Acting, name: str, value: str, path: str = "/") -> None:
    """Keep a value until the browser closes, out of reach of scripts and of other sites."""
    response.set_cookie(
        name, value, httponly=True, samesite="strict", secure=acting.secure_cookie, path=path
    )


class Credentials(BaseModel):
    """登录."""

    model_config = ConfigDict(extra="forbid")
    sign_in: str
    passphrase: str


class NewKey(BaseModel):
    """用一次性代码制作密钥."""

    model_config = ConfigDict(extra="forbid")
    sign_in: str
    code: str
    passphrase: str


router = APIRouter(prefix="/api", tags=["登录"])


@router.post("/session", summary="登录", status_code=201)
def sign_in(request: Request, response: Response, body: Credentials) -> dict[str, Any]:
    """口令解开签名密钥即为登录；令牌可放在 Cookie，也可放在 Authorization: Bearer。"""
    acting = acting_of(request)
    if "sec-fetch-site" in request.headers or "origin" in request.headers:
        require_same_site(request)
    response.headers["Cache-Control"] = "no-store"
    token = open_session(acting, body.sign_in, body.passphrase)
    keep_cookie(response, acting, COOKIE, token)
    opened = acting.sessions.session(token)
    return {"token": token, **_described(acting.archive.load(Officer, opened.officer), opened)}


@router.get("/session", summary="我是谁")
def who_am_i(officed: SignedIn) -> dict[str, Any]:
    """登录的工作人员及其岗位。"""
    return _described(officed.officer, officed.open)


@router.delete("/session", summary="退出", status_code=204)
def sign_out(officed: SignedIn, response: Response) -> None:
    """退出登录，令牌随即失效。"""
    officed.acting.sessions.close_session(officed.open.session)
    response.delete_cookie(COOKIE, path="/")


@router.post("/keys", summary="制作密钥", status_code=201)
def make_key(request: Request, body: NewKey) -> dict[str, Any]:
    """用登记员给的一次性代码制作自己的密钥，等两名登记员登记、确认。"""
    made = acting_of(request).sessions.make_key(body.sign_in, body.code, body.passphrase)
    return {"officer": made.officer, "key": made.key, "possession": made.possession}


def _described(officer: Officer, opened: OpenSession) -> dict[str, Any]:
    return {
        "officer": officer.id,
        "sign_in": officer.sign_in,
        "name": officer.name,
        "key": opened.signer.public_key.hex(),
        "expires_at": opened.expires_at.isoformat(),
        "posts": posts_of(officer.held_posts()),
    }


def posts_of(posts: Sequence[Post]) -> list[dict[str, Any]]:
    """Posts as JSON."""
    return [
        {"id": p.id, "role": p.role, "organ": p.organ, "title": p.title, "state": p.state}
        for p in posts
    ]
