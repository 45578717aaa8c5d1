"""How each step from receipt to payment is taken: by whom, with what proof, with which letter."""

from datetime import timedelta

from domain.letter_facts import chinese_date
from domain.permissions import Role
from domain.requests.applicant import FilingChannel
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    BY_SYSTEM,
    GivenContact,
    GivenDispatch,
    GivenEvidence,
    GivenLetter,
    GivenThirdParty,
)
from domain.requests.letters import DispatchWay
from domain.review import Checklist
from ops.demo.county import organ_of
from ops.demo.requests import steps as told
from ops.demo.requests.playing import PAPER, SIGNED, SLIP, TALKED, RequestPlay, Takers
from ops.demo.requests.steps import RequestStory, Step

_PROOFS = {
    DispatchWay.POST: SLIP,
    DispatchWay.THROUGH_ORGAN: PAPER,
    DispatchWay.FAX: GivenEvidence(EvidenceKind.FAX_REPORT, "传真报告存卷"),
    DispatchWay.EMAIL: GivenEvidence(EvidenceKind.CONVERSATION_RECORD, "电子邮件发送记录存卷"),
    DispatchWay.HANDED_OVER: SIGNED,
}
_CHECKED = Checklist("与原件核对一致", "现行有效", "附件齐全")


_REPLY_WISHED = 10
"""Working days in which another organ is asked to answer; the law sets none."""


def sent(
    play: RequestPlay, story: RequestStory, step: Step, way: DispatchWay = DispatchWay.POST
) -> GivenDispatch:
    """Sent on the day of a step, with the proof of its way."""
    return GivenDispatch(play.day(story, step), way, _PROOFS.get(way, BY_SYSTEM))


def letter(play: RequestPlay, story: RequestStory, step: Step, **edited: str) -> GivenLetter:
    """A letter with these fields, sent on the day of a step by post."""
    return GivenLetter(edited, sent(play, story, step))


def _address(story: RequestStory) -> str:
    guide = organ_of(story.organ).guide
    return f"{guide.address}{guide.unit}，电子邮箱{guide.mail}"


# Receiving


def _confirm(play: RequestPlay, story: RequestStory, step: told.Confirm) -> None:
    play.handling.confirm_receipt(
        play.seat(story, Role.CLERK),
        play.request(story),
        on=play.day(story, step),
        evidence=TALKED,
    )


def _attempt(play: RequestPlay, story: RequestStory, step: told.Attempt) -> None:
    play.handling.attempt_confirmation(
        play.seat(story, Role.CLERK),
        play.request(story),
        on=play.day(story, step),
        way=step.way,
        outcome=step.outcome,
        evidence=TALKED,
    )


def _dispute(play: RequestPlay, story: RequestStory, step: told.Dispute) -> None:
    received = play.case(story).received_on
    assert received is not None
    play.handling.dispute_receipt(
        play.seat(story, Role.CLERK),
        play.request(story),
        claimed_on=received - timedelta(days=step.earlier),
        statement=step.statement,
        evidence=SLIP,
    )


def _join(play: RequestPlay, story: RequestStory, step: told.Join) -> None:
    play.handling.join_to(
        play.seat(story, Role.CLERK),
        play.request(story),
        into=play.requests[step.into],
        reason=step.reason,
    )


def _link(play: RequestPlay, story: RequestStory, step: told.Link) -> None:
    other = play.requests[step.other]
    earlier = play.services.archive.load(type(play.case(story)), other)
    play.handling.link_persons(
        play.seat(story, Role.CLERK),
        play.request(story),
        person=play.case(story).applicants[0].person,
        other_person=earlier.applicants[0].person,
        other_request=other,
        reason=step.reason,
    )


def _reissue(play: RequestPlay, story: RequestStory, _: told.ReissueCode) -> None:
    play.handling.reissue_code(
        play.seat(story, Role.CLERK),
        play.request(story),
        evidence=GivenEvidence(EvidenceKind.DOCUMENT, "已核对身份证原件"),
    )


def _amend(play: RequestPlay, story: RequestStory, step: told.AmendReceipt) -> None:
    receipt = play.case(story).receipt
    received = play.case(story).received_on
    assert receipt is not None
    assert received is not None
    play.handling.amend_legal_date(
        play.seat(story, Role.APPROVER),
        play.request(story),
        of=receipt[0],
        member=receipt[1],
        becomes=received - timedelta(days=step.earlier),
        reason=step.reason,
        evidence=PAPER,
    )


def _amend_contact(play: RequestPlay, story: RequestStory, step: told.AmendContact) -> None:
    person = play.case(story).applicants[0].person
    telephone = story.applicants[0].telephone
    play.handling.amend_application(
        play.seat(story, Role.CLERK),
        play.request(story),
        on=play.day(story, step),
        reason=step.reason,
        evidence=TALKED,
        contacts={person: GivenContact(telephone=telephone, address=step.address)},
    )


# Letters


def _tell(play: RequestPlay, story: RequestStory, step: told.Tell) -> None:
    online = story.channel is FilingChannel.ONLINE
    edited = {}
    if step.consulted:
        edited = {
            "consultation_cause": "涉及被征求意见一方的权益或者职责",
            "consulted": step.consulted,
        }
    way = DispatchWay.ONLINE if online else DispatchWay.POST
    play.handling.issue_letter(
        play.seat(story, Role.CLERK),
        play.request(story),
        key=step.template,
        letter=GivenLetter(edited, sent(play, story, step, way)),
    )


def _deliver(play: RequestPlay, story: RequestStory, step: told.Deliver) -> None:
    play.handling.deliver(
        play.seat(story, Role.CLERK),
        play.request(story),
        play.newest_letter(story),
        on=play.day(story, step),
        evidence=SIGNED,
    )


def _return_letter(play: RequestPlay, story: RequestStory, step: told.ReturnLetter) -> None:
    play.handling.return_letter(
        play.seat(story, Role.CLERK),
        play.request(story),
        play.newest_letter(story),
        on=play.day(story, step),
        reason=step.reason,
        evidence=SLIP,
    )


def _send(play: RequestPlay, story: RequestStory, step: told.Send) -> None:
    play.handling.dispatch(
        play.seat(story, Role.CLERK),
        play.request(story),
        play.newest_letter(story),
        sent(play, story, step, step.way),
    )


# Clarification and consultation


def _clarify(play: RequestPlay, story: RequestStory, step: told.Clarify) -> None:
    notice = letter(play, story, step, send_to=_address(story))
    if step.paper:
        notice = GivenLetter(dispatch=sent(play, story, step), on_paper=play.day(story, step))
    play.handling.request_clarification(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        defects=step.defects,
        period=step.period,
        letter=notice,
    )


def _clarified(play: RequestPlay, story: RequestStory, step: told.AnswerClarification) -> None:
    notices = [one.letter for one in play.case(story).clarifications if one.moves]
    play.handling.answer_clarification(
        play.seat(story, Role.CLERK),
        play.request(story),
        notice=notices[-1],
        on=play.day(story, step),
        matters={1: play.matter(story, step.matter)},
        attachments=(),
        excuse=step.excuse,
        evidence=PAPER,
    )


def _consult(play: RequestPlay, story: RequestStory, step: told.Consult) -> None:
    edited = {"described": play.dated(story, step.described), "send_to": _address(story)}
    party = None
    if step.interest:
        party = GivenThirdParty(step.whom, "清河县城关街道建设街18号")
        edited["interest"] = step.interest
    elif step.kind.value == "OTHER_ORGAN":
        wished = chinese_date(play.days.to_come(story.filed, step.after + _REPLY_WISHED))
        edited |= {"wanted": "核实有关数据能否公开", "reply_by": wished}
    play.handling.consult(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        kind=step.kind,
        matters=(1,),
        third_party=party,
        organ_name="" if step.interest else step.whom,
        letter=letter(play, story, step, **edited),
    )


def _consulted(play: RequestPlay, story: RequestStory, step: told.AnswerConsultation) -> None:
    play.handling.answer_consultation(
        play.seat(story, Role.CLERK),
        play.request(story),
        play.case(story).consultations[-1].letter,
        on=play.day(story, step),
        opinion=step.opinion,
        reason=step.reason,
        evidence=PAPER,
    )


def _judge_objection(play: RequestPlay, story: RequestStory, step: told.JudgeObjection) -> None:
    play.handling.judge_objection(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        play.case(story).consultations[-1].letter,
        upheld=step.upheld,
        reason=step.reason,
    )


def _override(play: RequestPlay, story: RequestStory, step: told.Override) -> None:
    play.handling.override_third_party(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        play.case(story).consultations[-1].letter,
        reason=step.reason,
        letter=letter(play, story, step, described=step.described),
    )


# Time and money


def _consent(play: RequestPlay, story: RequestStory, step: told.Consent) -> None:
    play.handling.consent_to_extension(
        play.seat(story, Role.APPROVER), play.request(story), days=step.days, reason=step.reason
    )


def _extend(play: RequestPlay, story: RequestStory, step: told.TellExtension) -> None:
    play.handling.tell_extension(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        days=step.days,
        letter=letter(play, story, step, cause=step.cause),
    )


def _ask_reasons(play: RequestPlay, story: RequestStory, step: told.AskReasons) -> None:
    play.handling.ask_reasons(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        days=step.days,
        letter=letter(play, story, step, extent=step.extent, send_to=_address(story)),
    )


def _give_reasons(play: RequestPlay, story: RequestStory, step: told.GiveReasons) -> None:
    play.handling.give_reasons(
        play.seat(story, Role.CLERK),
        play.request(story),
        on=play.day(story, step),
        reasons=step.reasons,
        evidence=PAPER,
    )


def _judge_excess(play: RequestPlay, story: RequestStory, step: told.JudgeExcess) -> None:
    play.handling.judge_excess(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        judgement=step.judgement,
        reason=step.reason,
    )


def _delay(play: RequestPlay, story: RequestStory, step: told.TellDelay) -> None:
    play.handling.tell_delay(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        until=play.days.to_come(story.filed, step.until),
        letter=letter(play, story, step, reason=step.reason),
    )


def _charge(play: RequestPlay, story: RequestStory, step: told.Charge) -> None:
    play.handling.charge(
        play.seat(story, Role.DRAFTER),
        play.request(story),
        basis=step.basis,
        quantity=step.quantity,
        earlier=step.earlier,
        letter=letter(
            play, story, step, how_to_pay="到本机关窗口扫码缴入县级国库，缴款时注明登记编号"
        ),
    )


def _pay(play: RequestPlay, story: RequestStory, step: told.Pay) -> None:
    fee = play.case(story).fees[-1]
    play.handling.pay(
        play.seat(story, Role.CLERK),
        play.request(story),
        notice=fee.letter,
        on=play.day(story, step),
        amount=fee.amount - fee.received if step.amount is None else step.amount,
        evidence=GivenEvidence(EvidenceKind.PAYMENT_RECORD, "非税收入缴款书存卷"),
    )


CASEWORK: Takers = {
    told.Confirm: _confirm,
    told.Attempt: _attempt,
    told.Dispute: _dispute,
    told.Join: _join,
    told.Link: _link,
    told.ReissueCode: _reissue,
    told.AmendReceipt: _amend,
    told.AmendContact: _amend_contact,
    told.Tell: _tell,
    told.Deliver: _deliver,
    told.ReturnLetter: _return_letter,
    told.Send: _send,
    told.Clarify: _clarify,
    told.AnswerClarification: _clarified,
    told.Consult: _consult,
    told.AnswerConsultation: _consulted,
    told.JudgeObjection: _judge_objection,
    told.Override: _override,
    told.Consent: _consent,
    told.TellExtension: _extend,
    told.AskReasons: _ask_reasons,
    told.GiveReasons: _give_reasons,
    told.JudgeExcess: _judge_excess,
    told.TellDelay: _delay,
    told.Charge: _charge,
    told.Pay: _pay,
}
"""How each step from receipt to payment is taken."""
