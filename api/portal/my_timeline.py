"""经过: the events of a request as its applicant reads them, in plain words and without officers.

What is inside the organ (drafts, reviews, searches, consent, judgements) is not told; whom a letter
of enquiry went to is told by kind only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.law.consultations import ConsultationKind
from domain.requests.letters import AddresseeKind, Letter
from domain.requests.request import InformationRequest


@dataclass(frozen=True)
class Step:
    """One step: its legal day, what happened, and a line that explains it (may be empty)."""

    on: date | None
    label: str
    more: str = ""


def timeline(case: InformationRequest, events: Iterable[Any]) -> tuple[Step, ...]:
    """The steps an applicant is told of, oldest first."""
    found = (step for event in events for step in _steps(case, event))
    return tuple(found)


def title_of(letter: Letter) -> str:
    """What a letter is called: the title it was printed with."""
    if letter.content is not None and letter.content.parts:
        return letter.content.parts[0].name.removesuffix(".pdf")
    return _TITLES.get(letter.kind.value, "文书")


def _named(letter: Letter) -> str:
    """The title as a sentence says it: a title may itself begin with 收到."""
    return f"《{title_of(letter)}》"


_TITLES = {
    "RECEIPT": "登记回执",
    "CONFIRMATION": "收到确认",
    "CLARIFICATION": "补正告知书",
    "EXTENSION": "延期答复告知书",
    "CONSULTATION_NOTICE": "征求意见告知书",
    "FEE": "收费通知书",
    "REASONS": "说明理由告知书",
    "DELAY": "延迟答复告知书",
    "ABANDONMENT": "不再处理告知书",
    "REPLY": "答复书",
    "SUBSTITUTE_REPLY": "重新答复",
}
_ASKED = {
    ConsultationKind.THIRD_PARTY: "征求第三方意见",
    ConsultationKind.CO_PRODUCER: "征求共同制作机关的意见",
    ConsultationKind.OTHER_ORGAN: "请别的机关协助",
}


def _steps(case: InformationRequest, event: Any) -> Iterator[Step]:
    made = _STEPS.get(type(event))
    if made is not None:
        label, more = made
        yield Step(_day(case, event), label, more)
        return
    match event:
        case InformationRequest.Filed():
            yield Step(event.arrived_on, f"提出申请（{event.channel.chinese}）", "已经登记编号")
            if event.received_on is not None:
                yield Step(case.received_on, "机关收到申请", "答复期限从次日起算（条例第三十一条）")
        case InformationRequest.ReceiptDisputed():
            claimed = case.on(event.originator_version, "claimed_on")
            yield Step(
                _day(case, event), "您对收到日期有不同意见", f"您主张 {claimed.isoformat()} 收到"
            )
        case (
            InformationRequest.LetterDispatched()
            | InformationRequest.LetterDelivered()
            | InformationRequest.LetterReturned()
        ):
            yield from _served(case, event)
        case InformationRequest.Consulted():
            yield Step(_day(case, event), _ASKED[event.kind], "这段时间一般不计入答复期限")
        case InformationRequest.FeeCharged():
            yield Step(_day(case, event), "通知收费", f"{event.amount} 元（条例第四十二条）")
        case InformationRequest.DelayTold():
            until = case.on(event.originator_version, "until")
            yield Step(_day(case, event), "告知延迟答复", f"延迟到 {until.isoformat()}")
        case InformationRequest.RemedySought():
            yield Step(_day(case, event), f"{event.kind.chinese}", event.body)
        case InformationRequest.RemedyDecided():
            yield Step(_day(case, event), "复议或者诉讼有了结果", event.result.chinese)
        case InformationRequest.Abandoned():
            yield Step(_day(case, event), "不再处理", event.cause.chinese)


def _served(case: InformationRequest, event: Any) -> Iterator[Step]:
    letter = case.letters[event.letter].letter
    if letter.addressee.kind is not AddresseeKind.APPLICANT:
        return
    title = _named(letter)
    match event:
        case InformationRequest.LetterDispatched():
            yield Step(_day(case, event), f"寄出{title}", event.way.chinese)
        case InformationRequest.LetterDelivered():
            yield Step(_day(case, event), f"您收到{title}", event.evidence.kind.chinese)
        case InformationRequest.LetterReturned():
            yield Step(_day(case, event), f"{title}没有送到", "请核对您留下的联系方式")


_STEPS: dict[type[Any], tuple[str, str]] = {
    InformationRequest.ReceiptConfirmed: ("双方确认收到", "答复期限从次日起算（条例第三十一条）"),
    InformationRequest.ConfirmationAttempted: ("工作人员联系您，没有联系上", ""),
    InformationRequest.FilingJoined: ("并入您的另一件申请", ""),
    InformationRequest.OtherFilingTaken: ("您用别的渠道提出的同一件并入本件", ""),
    InformationRequest.CodeReissued: ("补发查询码", "以前的查询码作废"),
    InformationRequest.ClarificationRequested: (
        "请您补正",
        "补正以前不计算答复期限（条例第三十条）",
    ),
    InformationRequest.ClarificationAnswered: ("收到您的补正", "答复期限从次日起重新计算"),
    InformationRequest.ConsultationAnswered: ("收到被征求意见的一方答复", ""),
    InformationRequest.ExtensionTold: ("告知延期答复", "条例第三十三条"),
    InformationRequest.ReasonsAsked: ("请您说明理由", "答复期限照常计算（条例第三十五条）"),
    InformationRequest.ReasonsGiven: ("收到您说明的理由", ""),
    InformationRequest.FeePaid: ("收到缴费", ""),
    InformationRequest.Replied: ("作出答复", "条例第三十六条"),
    InformationRequest.RepliedOnPaper: ("作出答复（纸面）", "条例第三十六条"),
    InformationRequest.AnsweredOnTheSpot: ("当场答复", ""),
    InformationRequest.RemedyAnswered: ("机关提交答复和证据", ""),
    InformationRequest.Withdrawn: ("您撤回申请", ""),
    InformationRequest.Reopened: ("恢复办理", ""),
    InformationRequest.PublicationSuggested: ("您建议主动公开", "条例第四十四条"),
    InformationRequest.PersonErased: ("个人信息已经抹去", ""),
}


def _day(case: InformationRequest, event: Any) -> date | None:
    version = event.originator_version
    return case.dates.get((version, "on")) or case.dates.get((version, "letter.dated"))
