"""The gate every request passes: request id, security headers, HEAD, body cap, one log line.

Pure ASGI, so that streaming and contextvars stay what they are. Nothing is decided here about who
may do what.
"""

import time
from collections.abc import Callable, Collection, MutableMapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 32 * 1024 * 1024
"""Bytes a request's body may have: one document with its attachments."""
FORM_LIMIT = 1024 * 1024 * 1024
"""Bytes of a form with files on a page. What `api.sending` does not take of them it lets go while
they come in; a form is read to its end, so that nobody loses what he typed to a large file."""

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Search words stand in the address: other sites must not learn what a citizen looked for.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


_OPEN = ("/api/", "/log/")
_EXPOSED = b"etag, ratelimit, ratelimit-policy, retry-after, x-request-id"


def gate_headers(scope: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The headers of every answer, also of the one that tells of our own failure."""
    headers = [*_HEADERS, (b"x-request-id", request_id(scope).encode())]
    if scope["method"] == "GET" and scope["path"].startswith(_OPEN):
        # Anybody's verifier may run in a browser on another site. It never gets what a session
        # may read: browsers do not send cookies for "*".
        headers.append((b"access-control-allow-origin", b"*"))
        headers.append((b"access-control-expose-headers", _EXPOSED))
    return [*headers, *scope.get("state", {}).get("told", ())]


def request_id(scope: MutableMapping[str, Any]) -> str:
    """The id the gate gave to this request: what log lines and problem documents name."""
    return str(scope.get("state", {}).get("request_id", ""))


OTHERS = "(others)"
"""The metrics' label of every route that is not a public page."""


class Gate:
    """Wraps the application; `observe(route, status, seconds)` feeds the metrics.

    All that officers do is one label: which of their routes was asked, and how often, would tell
    everybody who reads the metrics that there are secrecy reviews.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        new_id: Callable[[], str],
        observe: Callable[[str, int, float], None],
        public: Collection[str],
        body_limit: int = BODY_LIMIT,
        form_limit: int = FORM_LIMIT,
    ) -> None:
        self._app = app
        self._new_id = new_id
        self._observe = observe
        self._public = public
        self._body_limit = body_limit
        self._form_limit = form_limit

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        if _is_form(scope):
            return _bounded(receive, self._form_limit, _TOO_LARGE_FORM)
        return _bounded(receive, self._body_limit, _TOO_LARGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Other protocols than HTTP are passed on as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = self._new_id()
        scope.setdefault("state", {})["request_id"] = identity
        method = scope["method"]
        if method == "HEAD":
            # RFC 9110 9.3.2: the same answer as to GET, without its content. The routes know GET.
            scope["method"] = "GET"
        status = 500
        begun = time.perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *gate_headers(scope)]
            elif method == "HEAD" and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        with structlog.contextvars.bound_contextvars(request=identity):
            try:
                await self._app(scope, self._bounded(scope, receive), answer)
            finally:
                seconds = time.perf_counter() - begun
                route = getattr(scope.get("route"), "path", "-")
                open_to_all = method in ("GET", "HEAD") and route in self._public
                self._observe(route if open_to_all else OTHERS, status, seconds)
                # The query is not logged: it holds what a citizen looked for.
                structlog.get_logger().info(
                    "request",
                    method=method,
                    path=scope["path"],
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )


_TOO_LARGE = "请求的内容不超过 32 MB，请分几次发送"
_TOO_LARGE_FORM = (
    "一次发来的文件超过 1 GB，没有收下，什么也没有记下。请按浏览器的“返回”回到刚才的表，"
    "不选那个大文件，再发送一次；姓名、号码一类的格子浏览器可能没有保留，请核对后补填"
)


def _is_form(scope: Scope) -> bool:
    """Whether this is a form with files for one of the pages."""
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return kind.startswith(b"multipart/form-data") and not scope["path"].startswith(_OPEN)


def _bounded(receive: Receive, limit: int, told: str) -> Receive:
    """`receive`, refusing with 413 as soon as a body is longer than it may be."""
    total = 0

    async def bounded() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413, told)
        return message

    return bounded
