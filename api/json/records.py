"""The life of a record over HTTP: every act as one POST, and its case file as officers read it."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from api.json.acting import (
    ActAnswer,
    Asked,
    AskedAct,
    DescriptionForm,
    FileForm,
    Form,
    OpennessForm,
    clear_part,
    unpublished,
)
from api.session import Officed, SignedIn
from domain.archive import Caller
from domain.content import ClearPart
from domain.expunging import ExpungingOrder
from domain.record import Record, Version
from domain.vocabulary import Channel

router = APIRouter(prefix="/api", tags=["办理"])


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


@router.post("/records", summary="起草", status_code=201)
def draft(asked: Asked, body: DraftForm) -> ActAnswer:
    """起草政府信息，并在源头确定公开属性。"""
    recorded = asked.acting.disclosure.draft(
        asked.caller("record.draft"),
        description=body.description.description(),
        openness=body.openness.openness(),
        parts=[_part(asked, body.content)],
    )
    asked.response.headers["Location"] = f"/api/files/{recorded.stream}"
    return asked.answer(recorded, recorded.stream)


@router.post("/records/{record}/revise", summary="修改草稿")
def revise(asked: Asked, record: str, body: ReviseForm) -> ActAnswer:
    """修改草稿；此前的保密审查随之失效。"""
    recorded = asked.acting.disclosure.revise(
        *_about(asked, record, "record.revise"),
        description=body.description.description(),
        parts=[_part(asked, body.content)],
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/records/{record}/amend", summary="修改已公开的信息")
def amend(asked: Asked, record: str, body: AmendForm) -> ActAnswer:
    """起草新版本；公开之前旧版本继续有效。"""
    recorded = asked.acting.disclosure.amend(
        *_about(asked, record, "record.amend"),
        description=body.description.description(),
        parts=[_part(asked, body.content)],
        reason=body.reason,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/records/{record}/approve", summary="签发")
def approve(asked: Asked, record: str) -> ActAnswer:
    """签发。"""
    recorded = asked.acting.disclosure.approve(
        *_about(asked, record, "record.approve"), asked.expected
    )
    return asked.answer(recorded)


@router.post("/records/{record}/return", summary="退回起草人")
def send_back(asked: Asked, record: str, body: ReturnForm) -> ActAnswer:
    """退回起草人。"""
    recorded = asked.acting.disclosure.send_back(
        *_about(asked, record, "record.return"),
        reason=body.reason,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/records/{record}/publish", summary="公开")
def publish(asked: Asked, record: str, body: PublishForm) -> ActAnswer:
    """公开已审查、已签发的版本。"""
    recorded = asked.acting.disclosure.publish(
        *_about(asked, record, "record.publish"), body.uses(), asked.expected
    )
    return asked.answer(recorded)


@router.post("/records/{record}/post", summary="登记更多渠道")
def post(asked: Asked, record: str, body: PublishForm) -> ActAnswer:
    """在更多渠道公开现行版本。"""
    recorded = asked.acting.disclosure.post(
        *_about(asked, record, "record.post"), body.uses(), asked.expected
    )
    return asked.answer(recorded)


@router.post("/records/{record}/withdraw", summary="撤回")
def withdraw(asked: Asked, record: str, body: WithdrawForm) -> ActAnswer:
    """撤回，写明理由和法律依据。"""
    recorded = asked.acting.disclosure.withdraw(
        *_about(asked, record, "record.withdraw"),
        reason=body.reason,
        basis=body.basis,
        withhold_title=body.withhold_title,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/records/{record}/order_expunging", summary="登记清除决定")
def order_expunging(asked: Asked, record: str, body: ExpungingOrderForm) -> ActAnswer:
    """登记一份清除决定；由另一名工作人员（登记员）对照原件确认后才销毁。"""
    recorded = asked.acting.disclosure.order_expunging(
        *_about(asked, record, "record.order_expunging"), body.order_given(), asked.expected
    )
    return asked.answer(recorded)


@router.post("/records/{record}/decline_expunging", summary="退回清除决定")
def decline_expunging(asked: Asked, record: str, body: ReturnForm) -> ActAnswer:
    """登记的清除决定与原件不符，退回；什么也没有销毁。"""
    recorded = asked.acting.disclosure.decline_expunging(
        asked.caller("record.decline_expunging"),
        record,
        reason=body.reason,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/records/{record}/expunge", summary="确认清除")
def expunge(asked: Asked, record: str) -> ActAnswer:
    """永久销毁这件信息的全部版本和稿子，不能恢复；说明页留下。"""
    recorded = asked.acting.disclosure.expunge(
        asked.caller("record.expunge"), record, asked.expected
    )
    return asked.answer(recorded)


@router.post("/records/{record}/repeal", summary="废止")
def repeal(asked: Asked, record: str, body: RepealForm) -> ActAnswer:
    """废止，写明理由和法律依据；原文仍可查阅。"""
    recorded = asked.acting.disclosure.repeal(
        *_about(asked, record, "record.repeal"),
        reason=body.reason,
        basis=body.basis,
        repealed_on=body.repealed_on,
        replaced_by=body.replaced_by,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/records/{record}/reclassify", summary="改定公开属性")
def reclassify(asked: Asked, record: str, body: OpennessForm) -> ActAnswer:
    """重新审查后改定公开属性（条例第十八条）。"""
    recorded = asked.acting.disclosure.reclassify(
        *_about(asked, record, "record.reclassify"), body.openness(), asked.expected
    )
    return asked.answer(recorded)


@router.get("/files/{record}", summary="案卷现状")
def file(officed: SignedIn, response: Response, record: str) -> dict[str, Any]:
    """一件政府信息的案卷，含未公开的稿子；须有查看草稿的岗位。"""
    found = unpublished(officed, response, Record, record)
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


def _about(asked: AskedAct, record: str, action: str) -> tuple[Caller, str]:
    """Who asks for an act, and the record it is about."""
    return asked.caller_on(Record, record, action), record


def _part(asked: AskedAct, form: FileForm) -> ClearPart:
    return clear_part(asked.acting.part, form)


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
