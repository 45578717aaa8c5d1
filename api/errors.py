"""Refusals and failures as HTTP answers: the one place that knows which status each has.

`/api/` answers with problem documents (RFC 9457), `/log/` with a line of text, everything else
with a page that says what happened and where to go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.security import gate_headers, request_id
from api.session import CrossSite, NotSignedIn
from domain.ed25519 import UnusableKey
from domain.errors import (
    AlreadyDone,
    Busy,
    Conflict,
    Erased,
    Incomplete,
    KeyNotValid,
    KeyReused,
    Malformed,
    NotActing,
    NotApproved,
    NotFound,
    NotPermitted,
    NotPublic,
    NotReviewed,
    PostNotHeld,
    Refusal,
    ReviewOutdated,
    SamePerson,
    SignInRefused,
    StaleVersion,
    Taken,
    UnknownEvent,
    WrongState,
)
from domain.filing_verdict import NotAReceipt
from domain.merkle_proofs import ProofRefused
from domain.notes import NoteRefused
from domain.receipt import ReceiptRefused
from projections.casework import Behind
from projections.projector import Differs, Hole, NotRebuilt, Unavailable, Untakeable
from projections.published_log import LogDamaged
from search.alerts import NoMail
from search.engine import EngineUnavailable


class Withdrawn(Exception):
    """The record was withdrawn; what is left of it is its tombstone."""


class Damaged(Exception):
    """What the archive kept cannot be read back: not the caller's fault, and never hidden."""


@dataclass(frozen=True)
class Outcome:
    """How an error is answered: the HTTP status, and what it is called in one phrase.

    `advice` is said where the error itself has nothing to say to the one who asked.
    """

    status: int
    title: str
    advice: str = ""


OUTCOMES: Mapping[type[Exception], Outcome] = {
    Refusal: Outcome(422, "不能这样办理"),
    Malformed: Outcome(422, "格式不对"),
    UnknownEvent: Outcome(500, "档案里有认不出的事件"),
    NotActing: Outcome(500, "没有经办人"),
    NotFound: Outcome(404, "没有找到"),
    NotPermitted: Outcome(403, "没有这项权限"),
    PostNotHeld: Outcome(403, "不在这个岗位"),
    KeyNotValid: Outcome(403, "签名密钥无效"),
    SamePerson: Outcome(403, "须由不同的人办理"),
    NotReviewed: Outcome(409, "没有通过保密审查"),
    ReviewOutdated: Outcome(409, "审查的不是这一稿"),
    NotApproved: Outcome(409, "还没有签发"),
    NotPublic: Outcome(409, "公开属性不允许公开"),
    Erased: Outcome(410, "个人信息已经删除"),
    WrongState: Outcome(409, "现在的状态不能这样办理"),
    Incomplete: Outcome(422, "有必填项没有填好"),
    Conflict: Outcome(409, "案卷刚刚被别人改动"),
    StaleVersion: Outcome(412, "您看到的不是最新一版"),
    Taken: Outcome(409, "已被占用"),
    KeyReused: Outcome(422, "幂等键已用于另一条指令"),
    AlreadyDone: Outcome(409, "已经办理过"),
    Busy: Outcome(503, "日志正忙"),
    SignInRefused: Outcome(401, "登录没有成功"),
    NotSignedIn: Outcome(401, "需要登录"),
    CrossSite: Outcome(403, "不是从本站发出的请求"),
    ProofRefused: Outcome(422, "证明不成立"),
    NoteRefused: Outcome(422, "签名文书不成立"),
    UnusableKey: Outcome(422, "公钥不能用"),
    ReceiptRefused: Outcome(422, "收据不成立"),
    NoMail: Outcome(422, "本站不发提醒邮件"),
    NotAReceipt: Outcome(422, "不是申请回执"),
    Behind: Outcome(503, "登记簿还没有跟上"),
    Differs: Outcome(500, "算出的与日志记下的不同"),
    LogDamaged: Outcome(500, "日志文件损坏"),
    Hole: Outcome(500, "日志有缺号"),
    NotRebuilt: Outcome(500, "没有重建成"),
    Unavailable: Outcome(503, "暂时写不进去"),
    Untakeable: Outcome(500, "索引收不下一件信息"),
    EngineUnavailable: Outcome(
        503, "检索暂时不能用", "检索页面仍可按标题、文号和索引号查找，单件信息照常能取。"
    ),
    Withdrawn: Outcome(410, "已撤回"),
    Damaged: Outcome(500, "原文读不出来"),
}
"""Every error of the domain by name; a class of another module counts as its nearest ancestor."""

GONE = 410
"""A withdrawn record: its tombstone is the answer, never a bare 404."""

UNAVAILABLE = 503

_PHRASES = {
    400: "请求不完整",
    401: "需要登录",
    403: "没有这项权限",
    404: "没有这个页面",
    405: "这个地址不接受这种请求",
    410: "已撤回",
    413: "发来的内容太大",
    415: "不支持这种格式",
    422: "有参数写得不对",
    429: "请求太多",
    500: "档案系统出了错",
    503: "暂时不能用",
}


@dataclass(frozen=True)
class Problem:
    """A problem document (RFC 9457) with the rule behind the refusal and the field it is about.

    `request` is the id under which the operator finds the case in the running log. `errors` names
    every member of the input that was wrong.
    """

    type: str
    title: str
    status: int
    detail: str
    rule: str
    field: str
    request: str
    errors: tuple[Mapping[str, str], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Empty members are left out."""
        return {name: value for name, value in vars(self).items() if value not in ("", ())}


def outcome_of(error: Exception) -> Outcome:
    """The outcome of the error's class or its nearest ancestor; 500 for what nobody foresaw."""
    for ancestor in type(error).__mro__:
        if ancestor in OUTCOMES:
            return OUTCOMES[ancestor]
    return Outcome(500, _PHRASES[500])


def problem_type(name: str) -> str:
    """Where the API page explains this kind of problem: a relative URI (RFC 9457 3.1.1)."""
    return f"/api#{name}"


def problem_response(problem: Problem, **members: object) -> Response:
    """The problem document, with further members of its own (RFC 9457 3.2)."""
    return JSONResponse(
        problem.to_json() | members, problem.status, media_type="application/problem+json"
    )


def refusal_problem(request: Request, error: Exception) -> Problem:
    """What a refusal of the domain says to the one who asked."""
    outcome = outcome_of(error)
    known = next((kind for kind in type(error).__mro__ if kind in OUTCOMES), Exception)
    refusal = error if isinstance(error, Refusal) else None
    return Problem(
        type=problem_type(known.__name__) if known is not Exception else "about:blank",
        title=outcome.title,
        status=outcome.status,
        detail=refusal.message if refusal else outcome.advice,
        rule=refusal.rule if refusal else "",
        field=refusal.field if refusal else "",
        request=request_id(request.scope),
    )


def status_problem(request: Request, status: int, detail: str = "") -> Problem:
    """A problem known only by its HTTP status (`about:blank`, RFC 9457 4.2.1)."""
    phrase = _PHRASES.get(status) or HTTPStatus(status).phrase
    return Problem("about:blank", phrase, status, detail, "", "", request_id(request.scope))


def install(app: FastAPI, page: Callable[[Request, Problem], Response]) -> None:
    """Answer every error of `app`; `page` shows a problem to a reader of the portal."""

    def answer(request: Request, problem: Problem) -> Response:
        path = request.url.path
        if path.startswith("/api/"):
            response = problem_response(problem)
        elif path.startswith("/log/"):
            response = PlainTextResponse(f"{problem.status} {problem.title}\n", problem.status)
        else:
            response = page(request, problem)
        if problem.status == UNAVAILABLE:
            response.headers["retry-after"] = "1"
        if response.status_code == 401:
            response.headers["www-authenticate"] = "Bearer"
        return response

    def refused(request: Request, error: Exception) -> Response:
        problem = refusal_problem(request, error)
        if problem.status >= 500:
            structlog.get_logger().error("failed", error=type(error).__name__)
        return answer(request, problem)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, _invalid_problem(request, error))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        default = error.detail == HTTPStatus(error.status_code).phrase
        problem = status_problem(request, error.status_code, "" if default else error.detail)
        response = answer(request, problem)
        response.headers.update(error.headers or {})
        return response

    def failed(request: Request, error: Exception) -> Response:
        """Our own failure. The server prints the traceback; the gate's headers are put here,
        because this handler stands outside of the gate."""
        structlog.get_logger().error(
            "failed", request=request_id(request.scope), error=type(error).__name__
        )
        response = answer(request, refusal_problem(request, error))
        response.raw_headers.extend(gate_headers(request.scope))
        return response

    for kind in (Refusal, EngineUnavailable, Unavailable):
        app.add_exception_handler(kind, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, failed)


_INVALID = {
    "greater_than_equal": "不能小于{ge}",
    "greater_than": "应当大于{gt}",
    "less_than_equal": "不能大于{le}",
    "less_than": "应当小于{lt}",
    "int_parsing": "应当是整数",
    "int_type": "应当是整数",
    "string_too_long": "最多{max_length}个字符",
    "string_too_short": "最少{min_length}个字符",
    "missing": "没有写",
}
"""What is wrong with a parameter, by pydantic's name of the error; others in its own words."""


def _said(error: Mapping[str, Any]) -> str:
    if error["type"] == "enum":
        allowed = str(error["ctx"]["expected"]).replace("'", "")
        return f"只能是{allowed.replace(' or ', '、').replace(', ', '、')}"
    known = _INVALID.get(error["type"])
    return known.format(**error.get("ctx", {})) if known else str(error["msg"])


def _invalid_problem(request: Request, error: RequestValidationError) -> Problem:
    """Which parameters were wrong. What was sent is not repeated: it may be personal."""
    errors = tuple(
        {"field": ".".join(str(part) for part in each["loc"][1:]), "detail": _said(each)}
        for each in error.errors()
    )
    fields = "、".join(each["field"] for each in errors)
    return Problem(
        type=problem_type(Incomplete.__name__),
        title=_PHRASES[422],
        status=422,
        detail=f"请检查：{fields}",
        rule="",
        field=errors[0]["field"] if errors else "",
        request=request_id(request.scope),
        errors=errors,
    )
