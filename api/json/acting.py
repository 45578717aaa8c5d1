"""The acting API: every act of a record's life and of the registry, as one POST each.

`POST /api/records/{id}/publish` is `gongkai record publish` is `Record.publish`. ETag is the case
file's version; If-Match refuses a stale one; Idempotency-Key makes repeating safe.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import structlog
from fastapi import APIRouter, Response
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from api.session import Officed, SignedIn
from domain.archive import Recorded
from domain.content import ClearPart
from domain.description import Attribute, Description, OpennessGiven
from domain.errors import Incomplete, Malformed, PostNotHeld
from domain.expunging import ExpungingOrder
from domain.officer import Post
from domain.record import Record, Version
from domain.review import Answer, Checklist, Decision, SecrecyReview, Step
from domain.vocabulary import Channel, Openness, Phase

router = APIRouter(prefix="/api", tags=["办理"])


class Form(BaseModel):
    """A command's body: unknown members are refused, so that no typing error is lost."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _refuse_half_characters(cls, body: Any) -> Any:
        r"""JSON can write half a surrogate pair (`\ud800`); no stored text can hold one."""
        for name, value in body.items() if isinstance(body, dict) else ():
            try:
                json.dumps(value, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                raise Malformed("文字里有半个代理码", rule="RFC 8259 8.2", field=name) from None
        return body


class FileForm(Form):
    """正文文件：文本直接写在 text，其他格式以 base64 写在 data。"""

    name: str = "正文.txt"
    media_type: str | None = None
    text: str | None = None
    data: Base64Bytes | None = None


class DescriptionForm(Form):
    """正式文件头。"""

    title: str
    kind: str
    phase: Phase
    document_number: str | None = None
    index_number: str | None = None
    formed_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    field: str | None = None
    topic: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)

    def description(self) -> Description:
        """As the domain's value."""
        given = self.model_dump(exclude={"attributes"})
        attributes = tuple(Attribute(name, value) for name, value in self.attributes.items())
        return Description(**given, attributes=attributes)


class OpennessForm(Form):
    """公开属性；不主动公开须写理由。"""

    value: Openness = Openness.PROACTIVE
    ground: str | None = None
    reason: str = ""

    def openness(self) -> OpennessGiven:
        """As the domain's value."""
        return OpennessGiven(self.value, self.ground, self.reason)


class DraftForm(Form):
    """起草。"""

    description: DescriptionForm
    openness: OpennessForm = Field(default_factory=OpennessForm)
    content: FileForm


class ReviseForm(Form):
    """修改草稿。"""

    description: DescriptionForm
    content: FileForm


class AmendForm(ReviseForm):
    """修改已公开的信息。"""

    reason: str


class ReferForm(Form):
    """报请。"""

    step: Step
    body: str
    question: str


class DetermineForm(Form):
    """记录答复。"""

    answer: Answer
    document: str


class ConcludeForm(Form):
    """审查结论。"""

    decision: Decision
    reason: str
    ground: str | None = None
    accuracy: str = ""
    timeliness: str = ""
    completeness: str = ""


class ReturnForm(Form):
    """退回。"""

    reason: str


class ChannelForm(Form):
    """公开渠道及其网址。"""

    channel: Channel
    address: str | None = None


class PublishForm(Form):
    """公开。"""

    channels: list[ChannelForm]

    def uses(self) -> list[tuple[Channel, str | None]]:
        """As the domain's values."""
        return [(one.channel, one.address) for one in self.channels]


class WithdrawForm(Form):
    """撤回。"""

    reason: str
    basis: str
    withhold_title: bool = False


class ExpungingOrderForm(Form):
    """清除决定：照书面决定填写；不要写进须销毁的内容，这些字会永久保留。"""

    authority: str
    order: str
    ordered_on: date
    reason: str
    basis: str
    withhold_title: bool = False

    def order_given(self) -> ExpungingOrder:
        """As the domain's value."""
        return ExpungingOrder(**self.model_dump())


class RepealForm(Form):
    """废止。"""

    reason: str
    basis: str
    repealed_on: date
    replaced_by: str | None = None


class ActAnswer(BaseModel):
    """一次办理的结果；covered 表示日志检查点和登记册已到这里。"""

    act: str
    case_file: str
    version: int
    position: int
    repeated: bool
    covered: bool
    created: str | None = None


def answer(
    officed: Officed, response: Response, recorded: Recorded, created: str | None = None
) -> ActAnswer:
    """The answer to an act: waits up to 2 s for the register, so that one reads one's writes."""
    response.headers["ETag"] = f'"{recorded.version}"'
    structlog.get_logger().info(
        "act",
        act=recorded.act,
        officer=officed.officer.id,
        stream=recorded.stream,
        position=recorded.position,
    )
    return ActAnswer(
        act=recorded.act,
        case_file=recorded.stream,
        version=recorded.version,
        position=recorded.position,
        repeated=recorded.repeated,
        covered=officed.acting.covered(recorded.position),
        created=created,
    )


@router.post("/records", summary="起草", status_code=201)
def draft(officed: SignedIn, response: Response, body: DraftForm) -> ActAnswer:
    """起草政府信息，并在源头确定公开属性。"""
    recorded = officed.acting.disclosure.draft(
        officed.caller("record.draft"),
        description=body.description.description(),
        openness=body.openness.openness(),
        parts=[_part(officed, body.content)],
    )
    response.headers["Location"] = f"/api/files/{recorded.stream}"
    return answer(officed, response, recorded, recorded.stream)


@router.post("/records/{record}/revise", summary="修改草稿")
def revise(officed: SignedIn, response: Response, record: str, body: ReviseForm) -> ActAnswer:
    """修改草稿；此前的保密审查随之失效。"""
    recorded = officed.acting.disclosure.revise(
        officed.caller("record.revise", _organ(officed, record)),
        record,
        description=body.description.description(),
        parts=[_part(officed, body.content)],
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/amend", summary="修改已公开的信息")
def amend(officed: SignedIn, response: Response, record: str, body: AmendForm) -> ActAnswer:
    """起草新版本；公开之前旧版本继续有效。"""
    recorded = officed.acting.disclosure.amend(
        officed.caller("record.amend", _organ(officed, record)),
        record,
        description=body.description.description(),
        parts=[_part(officed, body.content)],
        reason=body.reason,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/review", summary="送保密审查", status_code=201)
def open_review(officed: SignedIn, response: Response, record: str) -> ActAnswer:
    """送保密审查；created 是审查的编号。"""
    recorded = officed.acting.disclosure.open_review(
        officed.caller("secrecy_review.open", _organ(officed, record)), record, officed.expected
    )
    return answer(officed, response, recorded, str(recorded.events[1].originator_id))


@router.post("/reviews/{review}/refer", summary="报请")
def refer(officed: SignedIn, response: Response, review: str, body: ReferForm) -> ActAnswer:
    """拿不准时逐级报请；是否涉密与是否适宜公开是两条程序。"""
    recorded = officed.acting.disclosure.refer(
        officed.caller("secrecy_review.refer", _organ(officed, review)),
        review,
        step=body.step,
        body=body.body,
        question=body.question,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/reviews/{review}/determine", summary="记录答复")
def determine(officed: SignedIn, response: Response, review: str, body: DetermineForm) -> ActAnswer:
    """记录报请机构的答复。"""
    recorded = officed.acting.disclosure.determine(
        officed.caller("secrecy_review.determine", _organ(officed, review)),
        review,
        answer=body.answer,
        document=body.document,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/reviews/{review}/conclude", summary="审查结论")
def conclude(officed: SignedIn, response: Response, review: str, body: ConcludeForm) -> ActAnswer:
    """作出保密审查结论。"""
    recorded = officed.acting.disclosure.conclude(
        officed.caller("secrecy_review.conclude", _organ(officed, review)),
        review,
        decision=body.decision,
        reason=body.reason,
        checklist=Checklist(body.accuracy, body.timeliness, body.completeness),
        ground=body.ground,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/approve", summary="签发")
def approve(officed: SignedIn, response: Response, record: str) -> ActAnswer:
    """签发。"""
    recorded = officed.acting.disclosure.approve(
        officed.caller("record.approve", _organ(officed, record)), record, officed.expected
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/return", summary="退回起草人")
def send_back(officed: SignedIn, response: Response, record: str, body: ReturnForm) -> ActAnswer:
    """退回起草人。"""
    recorded = officed.acting.disclosure.send_back(
        officed.caller("record.return", _organ(officed, record)),
        record,
        reason=body.reason,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/publish", summary="公开")
def publish(officed: SignedIn, response: Response, record: str, body: PublishForm) -> ActAnswer:
    """公开已审查、已签发的版本。"""
    recorded = officed.acting.disclosure.publish(
        officed.caller("record.publish", _organ(officed, record)),
        record,
        body.uses(),
        officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/post", summary="登记更多渠道")
def post(officed: SignedIn, response: Response, record: str, body: PublishForm) -> ActAnswer:
    """在更多渠道公开现行版本。"""
    recorded = officed.acting.disclosure.post(
        officed.caller("record.post", _organ(officed, record)),
        record,
        body.uses(),
        officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/withdraw", summary="撤回")
def withdraw(officed: SignedIn, response: Response, record: str, body: WithdrawForm) -> ActAnswer:
    """撤回，写明理由和法律依据。"""
    recorded = officed.acting.disclosure.withdraw(
        officed.caller("record.withdraw", _organ(officed, record)),
        record,
        reason=body.reason,
        basis=body.basis,
        withhold_title=body.withhold_title,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/order_expunging", summary="登记清除决定")
def order_expunging(
    officed: SignedIn, response: Response, record: str, body: ExpungingOrderForm
) -> ActAnswer:
    """登记一份清除决定；由另一名工作人员（登记员）对照原件确认后才销毁。"""
    recorded = officed.acting.disclosure.order_expunging(
        officed.caller("record.order_expunging", _organ(officed, record)),
        record,
        body.order_given(),
        officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/decline_expunging", summary="退回清除决定")
def decline_expunging(
    officed: SignedIn, response: Response, record: str, body: ReturnForm
) -> ActAnswer:
    """登记的清除决定与原件不符，退回；什么也没有销毁。"""
    recorded = officed.acting.disclosure.decline_expunging(
        officed.caller("record.decline_expunging"),
        record,
        reason=body.reason,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/expunge", summary="确认清除")
def expunge(officed: SignedIn, response: Response, record: str) -> ActAnswer:
    """永久销毁这件信息的全部版本和稿子，不能恢复；说明页留下。"""
    recorded = officed.acting.disclosure.expunge(
        officed.caller("record.expunge"), record, officed.expected
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/repeal", summary="废止")
def repeal(officed: SignedIn, response: Response, record: str, body: RepealForm) -> ActAnswer:
    """废止，写明理由和法律依据；原文仍可查阅。"""
    recorded = officed.acting.disclosure.repeal(
        officed.caller("record.repeal", _organ(officed, record)),
        record,
        reason=body.reason,
        basis=body.basis,
        repealed_on=body.repealed_on,
        replaced_by=body.replaced_by,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/records/{record}/reclassify", summary="改定公开属性")
def reclassify(officed: SignedIn, response: Response, record: str, body: OpennessForm) -> ActAnswer:
    """重新审查后改定公开属性（条例第十八条）。"""
    recorded = officed.acting.disclosure.reclassify(
        officed.caller("record.reclassify", _organ(officed, record)),
        record,
        body.openness(),
        officed.expected,
    )
    return answer(officed, response, recorded)


@router.get("/files/{record}", summary="案卷现状")
def file(officed: SignedIn, response: Response, record: str) -> dict[str, Any]:
    """一件政府信息的案卷，含未公开的稿子；须有查看草稿的岗位。"""
    posts = officed.require_reading("drafts.read")
    found = officed.acting.archive.load(Record, record)
    _require_own_organ(posts, found.organ)
    response.headers["ETag"] = f'"{found.version}"'
    return {
        "record": found.id,
        "version": found.version,
        "organ": found.organ,
        "state": found.state,
        "openness": vars(found.openness),
        "review": found.review,
        "pending": None if found.pending is None else _described(officed, found.pending),
        "versions": [one.description.title for one in found.versions],
        "expunging": next(
            (one.to_json() for one in officed.acting.expungings(found.id, None)), None
        ),
    }


@router.get("/reviews/{review}", summary="审查现状")
def review_file(officed: SignedIn, response: Response, review: str) -> dict[str, Any]:
    """一次保密审查的现状和机器提示；须有查看草稿的岗位。"""
    posts = officed.require_reading("drafts.read")
    found = officed.acting.archive.load(SecrecyReview, review)
    _require_own_organ(posts, found.organ)
    response.headers["ETag"] = f'"{found.version}"'
    return {
        "review": found.id,
        "version": found.version,
        "record": found.record,
        "state": found.state,
        "decision": found.decision,
        "step": found.step,
        "body": found.body,
        "findings": [vars(finding) for finding in found.findings],
    }


def clear_part(part: Callable[[bytes, str, str | None], ClearPart], form: FileForm) -> ClearPart:
    """An uploaded file with its text extracted by `part`. Raises `Incomplete`."""
    if (form.text is None) == (form.data is None):
        raise Incomplete("正文写在 text 或 data，二者选一", field="content")
    if form.text is None:
        return part(bytes(form.data or b""), form.name, form.media_type)
    # Whatever encoding a page declares, here it comes as the characters themselves.
    essence = (form.media_type or "text/plain").partition(";")[0]
    return part(form.text.encode(), form.name, f"{essence}; charset=utf-8")


def _part(officed: Officed, form: FileForm) -> ClearPart:
    return clear_part(officed.acting.part, form)


def _organ(officed: Officed, about: str) -> str:
    if about.startswith(f"{SecrecyReview.PREFIX}:"):
        return officed.acting.archive.load(SecrecyReview, about).organ
    return officed.acting.archive.load(Record, about).organ


def _require_own_organ(posts: Sequence[Post], organ: str) -> None:
    if all(post.organ is not None and post.organ != organ for post in posts):
        raise PostNotHeld("这是另一个机关的案卷", rule="权限表", field="post")


def _described(officed: Officed, version: Version) -> dict[str, Any]:
    described: dict[str, Any] = {
        name: str(value) if value is not None else None
        for name, value in vars(version.description).items()
        if name != "attributes"
    }
    described["attributes"] = {one.name: one.value for one in version.description.attributes}
    return {
        "number": version.number,
        "description": described,
        "content": version.content.commitment,
        "text": "\n".join(
            part.text for part in officed.acting.disclosure.contents.open(version.content)
        ),
    }
