"""How the cluster is reached: nodes, trust, credentials, patience; and what its errors become."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engine import EngineUnavailable, QuestionRefused, TooSlow

SEARCH_SECONDS = 2.0
"""All that one question may take: nobody waits longer for a page, and there is another answer."""

INDEXING_SECONDS = 60.0
"""One request of the indexer; nobody waits for it."""

NODE_BUSY = frozenset({429, 502, 503, 504})
"""Answers that a later try may not get: too many requests, or nobody behind the gateway."""

_OF_THE_ENGINE = frozenset({401, 403, 404, 429})
"""Refusals that every question would get: no account, no right, no index, no room."""

_RAN_OUT = frozenset({"search_timeout_exception", "timeout_exception"})
"""Errors of a search that the cluster itself ended when its time was over."""

_CONNECTIONS = 16
"""Of one process to one node: as many as it has threads that ask."""


@dataclass(frozen=True)
class Credential:
    """A user and its secret, or an API key as the cluster encoded it. Never shown or logged."""

    secret: str = field(repr=False)
    user: str | None = None

    @classmethod
    def read(cls, written: str) -> "Credential":
        """`user:secret`, or an encoded API key, which has no colon. Raises ValueError."""
        user, colon, secret = written.strip().partition(":")
        if colon and user and secret:
            return cls(secret, user)
        if not user or colon:
            raise ValueError("凭证应当是“用户名:密码”或者一个API密钥")
        return cls(user)


@dataclass(frozen=True)
class Access:
    """The way to a cluster: `urls` of any of its nodes, `authority` a PEM file of the CA that
    signed their certificates (None for the system's), `credential` None where security is off.

    Raises ValueError for what is no address, holds a secret itself, or would send one in clear
    over a network.
    """

    urls: tuple[str, ...]
    authority: Path | None = None
    credential: Credential | None = None

    def __post_init__(self) -> None:
        if not self.urls:
            raise ValueError("没有检索服务器的地址")
        for url in self.urls:
            try:
                parts = urlsplit(url)
                well_formed = parts.scheme in ("http", "https") and bool(parts.hostname)
                well_formed = well_formed and parts.port is not None
            except ValueError:
                well_formed = False
            if not well_formed or parts.username or parts.password:
                # The address itself may hold a secret, so it is not repeated.
                raise ValueError("检索服务器的地址应当是 https://主机:端口，不带用户名和密码")
            if self.credential and parts.scheme == "http" and not _is_here(parts.hostname or ""):
                raise ValueError("凭证只经https发送，本机除外")


def searching(access: Access) -> Elasticsearch:
    """The client that citizens wait for: no second try, so that the time is never doubled."""
    return _client(access, SEARCH_SECONDS, max_retries=0, retry_on_timeout=False)


def indexing(access: Access) -> Elasticsearch:
    """The client of the indexer: patient, and tries again what may be tried again.

    Bulk requests have their own way of trying again, which knows what was taken already.
    """
    return _client(
        access,
        INDEXING_SECONDS,
        max_retries=3,
        retry_on_timeout=True,
        retry_on_status=tuple(NODE_BUSY),
    )


def _client(access: Access, seconds: float, **patience: Any) -> Elasticsearch:
    who: dict[str, Any] = {}
    if access.credential and access.credential.user is not None:
        who["basic_auth"] = (access.credential.user, access.credential.secret)
    elif access.credential:
        who["api_key"] = access.credential.secret
    if access.authority is not None:
        who["ca_certs"] = str(access.authority)
    return Elasticsearch(
        list(access.urls),
        request_timeout=seconds,
        connections_per_node=_CONNECTIONS,
        **who,
        **patience,
    )


@contextlib.contextmanager
def reaching() -> Iterator[None]:
    """Whatever the cluster or the way to it does wrong is `EngineUnavailable` outside.

    Of its kinds, `QuestionRefused` and `TooSlow` speak of one question only. The sentence has the
    kind of error and never what was asked: queries are nobody's business.
    """
    try:
        yield
    except (ApiError, TransportError) as error:
        raise _unavailable(error) from error


def told(error: ApiError | TransportError) -> str:
    """What went wrong, for an operator."""
    return str(_unavailable(error))


def _unavailable(error: ApiError | TransportError) -> EngineUnavailable:
    match error:
        case ApiError():
            return failure(error.meta.status, error.body)
        case ConnectionTimeout():
            return TooSlow("检索服务器没有在规定的时间内回答")
        case TlsError():
            return EngineUnavailable("检索服务器的证书不可信")
        case _:
            return EngineUnavailable(f"连不上检索服务器（{type(error).__name__}）")


def failure(status: int, body: object) -> EngineUnavailable:
    """What an error of the cluster's own means, by its HTTP status and its names."""
    names = _names(body.get("error")) if isinstance(body, dict) else []
    said = refused(status, names[0] if names else "")
    if not _RAN_OUT.isdisjoint(names):
        return TooSlow(said)
    if 400 <= status < 500 and status not in _OF_THE_ENGINE:
        return QuestionRefused(said)
    return EngineUnavailable(said)


def kind(error: ApiError) -> str:
    """The error's name as Elasticsearch gives it."""
    names = _names(error.body.get("error")) if isinstance(error.body, dict) else []
    return names[0] if names else type(error).__name__


def refused(status: int, name: str) -> str:
    """What an error means, for an operator."""
    if status == 401:
        return "检索服务器不接受所用的账号"
    if status == 403:
        return "检索服务器没有给所用的账号这项权限"
    if name == "index_not_found_exception":
        return "检索索引还没有建立"
    return f"检索服务器不能回答（{status} {name}）"


def _names(told: object) -> list[str]:
    """An error's name as Elasticsearch gives it, then those of what caused it, shard by shard;
    their reasons may repeat the question."""
    if not isinstance(told, dict):
        return []
    causes = told.get("root_cause")
    below = [told.get("caused_by"), *(causes if isinstance(causes, list) else ())]
    name = told.get("type")
    own = [name] if isinstance(name, str) else []
    return own + [found for cause in below for found in _names(cause)]


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
