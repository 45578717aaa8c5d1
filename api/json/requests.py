"""The API of requests: filing, every act on one, the docket, one case, its letters and contents.

`POST /api/requests/{id}/confirm-receipt` is `gongkai request confirm-receipt` is
`InformationRequest.confirm_receipt`. ETag, If-Match and Idempotency-Key as for records.
"""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.json.acting import ActAnswer, Asked, AskedAct
from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_acts.every import ALL
from api.json.request_forms import ApplicationForm, SpotForm, TakeOverForm
from api.json.request_view import lateness, listed, shown
from api.reader import Reader
from api.session import Officed, SignedIn
from domain.act import BEIJING
from domain.archive import Recorded
from domain.content import ClearPart, Content
from domain.directory import organ_named
from domain.errors import NotFound, PostNotHeld
from domain.officer import Post
from domain.organ import Organ
from domain.permissions import ACTIONS
from domain.requests.request import InformationRequest
from domain.requests.writing import number_of
from domain.seating import posts_at, reached_organ
from projections import docket as dockets
from projections import request_file
from projections.docket import DocketFilter

router = APIRouter(prefix="/api", tags=["依申请公开"])

_READ = "requests.read"
_RESENT_WITHIN = timedelta(days=1)
_issuing = threading.Lock()
"""Of two sendings at once only one makes a code: the later would void the one that was told."""


class FiledAnswer(ActAnswer):
    """登记的结果：登记编号，以及只出示这一次的查询码（已经给过的，重复提交时没有）。"""

    number: str
    code: str | None


class CodeAnswer(ActAnswer):
    """补发查询码的结果；查询码只出示这一次。"""

    code: str | None


@router.post("/organs/{organ}/requests", summary="登记申请", status_code=201)
def file(asked: Asked, organ: str, body: ApplicationForm) -> FiledAnswer:
    """登记政府信息公开申请（条例第二十九条），取登记编号和查询码。"""
    identity = organ_named(asked.acting.archive, organ)
    recorded = asked.acting.handling.file(
        asked.caller("request.file", identity), identity, body.given(asked.acting.part)
    )
    return _filed(asked, recorded, identity)


@router.post(
    "/organs/{organ}/requests/answer-on-the-spot", summary="登记并当场答复", status_code=201
)
def answer_on_the_spot(asked: Asked, organ: str, body: SpotForm) -> FiledAnswer:
    """在同一次办理中登记并当场答复（条例第三十三条）。"""
    identity = organ_named(asked.acting.archive, organ)
    part = asked.acting.part
    recorded = asked.acting.handling.answer_on_the_spot(
        asked.caller("request.answer_on_the_spot", identity),
        identity,
        body.application.given(part),
        [one.given() for one in body.outcomes],
        body.evidence.given(part),
        None if body.letter is None else body.letter.given(part),
    )
    return _filed(asked, recorded, identity)


@router.post("/organs/{organ}/requests/take-over", summary="接收历史申请", status_code=201)
def take_over(asked: Asked, organ: str, body: TakeOverForm) -> ActAnswer:
    """接收旧系统中已经办结的申请，不含个人信息。"""
    identity = organ_named(asked.acting.archive, organ)
    recorded = asked.acting.handling.take_over(
        asked.caller("request.take_over", identity), identity, **body.model_dump()
    )
    return asked.answer(recorded, recorded.stream)


def _route(form: type[RequestForm]) -> None:
    """One route for one act: all are alike but for the body."""

    def act(asked: Asked, request: str, body: RequestForm) -> ActAnswer:
        recorded = body.act(
            Doing(
                asked.acting.handling,
                asked.caller_on(InformationRequest, request, form.ACTION),
                request,
                asked.expected,
                asked.acting.part,
                asked.acting.destroy,
            )
        )
        if form.ACTION != "request.reissue_code":
            return asked.answer(recorded)
        told = asked.answer(recorded)
        code = None if recorded.repeated else asked.acting.new_code(request)
        return CodeAnswer(**told.model_dump(), code=code)

    act.__annotations__["body"] = form
    if not form.model_fields:
        act.__defaults__ = (form(),)
    act.__doc__ = form.__doc__
    router.add_api_route(
        f"/requests/{{request}}/{form.path_word()}",
        act,
        methods=["POST"],
        name=form.ACTION,
        summary=ACTIONS[form.ACTION],
        response_model=CodeAnswer if form.ACTION == "request.reissue_code" else ActAnswer,
    )


for _form in ALL:
    _route(_form)


@router.get("/requests", summary="办件清单")
def docket(
    officed: SignedIn,
    organ: Annotated[str | None, Query(description="机关名称或编号")] = None,
    show: Annotated[DocketFilter, Query(description="哪一类")] = DocketFilter.ALL,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
) -> dict[str, Any]:
    """办件清单，最急的在前：本机关的，监督员看全部。"""
    posts = officed.require_reading(_READ)
    wanted = None if organ is None else organ_named(officed.acting.archive, organ)
    reached = reached_organ(posts, wanted, named_by="organ")
    today = officed.acting.today()
    with officed.acting.views.connect() as connection:
        listing = dockets.docket(
            connection, organ=reached, today=today, show=show, limit=limit, after=after
        )
        counts = dockets.docket_counts(connection, organ=reached, today=today)
        calendar = request_file.rules(connection).calendar
        late = [lateness(connection, one, calendar, today) for one in listing.items]
    return {
        "total": listing.total,
        "next": listing.next,
        "counts": counts,
        "requests": [
            listed(one, _reader(officed, posts, one.organ), over)
            for one, over in zip(listing.items, late, strict=True)
        ],
    }


@router.get("/requests/{request}", summary="一件申请")
def case(officed: SignedIn, response: Response, request: str) -> dict[str, Any]:
    """一件申请的案卷：状态、逐步说明的期限、各项、文书、经过。"""
    file, reader = _read(officed, request)
    response.headers["ETag"] = f'"{file.version}"'
    organ = officed.acting.archive.load(Organ, file.case.organ)
    return shown(file, organ, reader, officed.acting.today())


@router.get("/requests/{request}/contents/{content}/{number}", summary="文书和附件")
def content(officed: SignedIn, request: str, content: str, number: int) -> Response:
    """案卷中的一个文件：文书、申请附件、凭证扫描件、提供的信息。number 从 1 起。"""
    file, reader = _read(officed, request)
    named = _contents_of(file.case)
    if content not in named:
        raise NotFound("本件没有这个文件", field="content")
    if not reader.contacts and named[content] != file.case.given:
        raise PostNotHeld(
            "文书、附件含申请人信息，由申请受理员、经办人查看", rule="权限表", field="post"
        )
    part = _part(officed.acting.handling.contents.open(named[content]), number)
    return file_to_save(part)


def file_to_save(part: ClearPart) -> Response:
    """A stored file that holds personal data, to be saved: never shown in the page, never kept."""
    return Response(
        part.original,
        media_type=part.media_type,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": "attachment",
            "Content-Security-Policy": "sandbox",
        },
    )


def _part(parts: Sequence[ClearPart], number: int) -> ClearPart:
    if not 1 <= number <= len(parts):
        raise NotFound("没有这个文件", field="number")
    return parts[number - 1]


def _contents_of(case: InformationRequest) -> dict[str, Content]:
    given = () if case.given is None else (case.given,)
    return {one.id: one for one in (*case.contents, *given)}


def _filed(asked: AskedAct, recorded: Recorded, organ: str) -> FiledAnswer:
    asked.response.headers["Location"] = f"/api/requests/{recorded.stream}"
    told = asked.answer(recorded, recorded.stream)
    acting = asked.acting
    found = acting.archive.load(InformationRequest, recorded.stream).under(acting.handling.rules())
    return FiledAnswer(
        **told.model_dump(),
        number=number_of(found, acting.archive.load(Organ, organ)),
        code=_code(asked, recorded, found),
    )


def _code(asked: AskedAct, recorded: Recorded, case: InformationRequest) -> str | None:
    """The private code, once: a filing told again gets one only if the process was killed between
    the act and the making of its code, and no later than the next day."""
    acting = asked.acting
    with _issuing:
        if recorded.repeated:
            filed = case.created_on.astimezone(BEIJING).date()
            if acting.has_code(recorded.stream) or acting.today() - filed > _RESENT_WITHIN:
                return None
        return acting.new_code(recorded.stream)


def _read(officed: Officed, request: str) -> tuple[request_file.RequestFile, Reader]:
    """The file, for a post that reads it. Raises `NotFound` also for another organ's request."""
    posts = officed.require_reading(_READ)
    with officed.acting.views.connect() as connection:
        file = request_file.case(connection, request)
    if not posts_at(posts, file.case.organ):
        raise NotFound(f"没有这件申请：{request}", field="request")
    return file, _reader(officed, posts, file.case.organ)


def _reader(officed: Officed, posts: Sequence[Post], organ: str) -> Reader:
    return Reader.of(officed.acting.persons, posts_at(posts, organ))
