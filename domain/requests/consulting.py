"""征求意见: a third party, a co-producer or another organ is asked (条例 art 11, 17, 32-34).

Who is asked, how long he has and what his silence means is a table (`domain.law.consultations`).
A third party who objects with good reason keeps the information closed, unless the public interest
is greatly harmed; then he is told the content and the reason.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.act import current_act
from domain.clocks import deadline
from domain.errors import Incomplete, NotFound, WrongState
from domain.law.consultations import ConsultationKind, consultation_rule, silence_after
from domain.law.rows import REGULATION
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.letters import AddresseeKind, Dispatch, Letter
from domain.requests.proceeding import Broken, RequestEvent

LETTERS = {
    ConsultationKind.THIRD_PARTY: LetterKind.THIRD_PARTY,
    ConsultationKind.CO_PRODUCER: LetterKind.CO_PRODUCER,
    ConsultationKind.OTHER_ORGAN: LetterKind.OTHER_ORGAN,
}


class Opinion(StrEnum):
    """What was answered."""

    CONSENT = "CONSENT"
    PARTIAL = "PARTIAL"
    OBJECTION = "OBJECTION"
    OTHER = "OTHER"

    @property
    def chinese(self) -> str:
        return {
            "CONSENT": "同意公开",
            "PARTIAL": "同意部分公开",
            "OBJECTION": "不同意公开",
            "OTHER": "其他意见",
        }[self]


@dataclass(frozen=True)
class ThirdParty:
    """第三方: whose lawful rights the information touches. He is never told who asked."""

    person: str
    name: Sealed
    contact: Sealed


@dataclass(frozen=True)
class Consultation:
    """One letter of enquiry, by its letter's id."""

    letter: str
    kind: ConsultationKind
    matters: tuple[int, ...]
    third_party: ThirdParty | None
    answered: int | None = None
    opinion: Opinion | None = None
    upheld: bool | None = None
    overridden: str | None = None


class Consulted(RequestEvent):
    """征求意见: the letter to whom it concerns."""

    TOPIC = "gongkai.information_request.consulted.v1"
    kind: ConsultationKind
    letter: Letter
    matters: tuple[int, ...]
    officer: str
    third_party: ThirdParty | None

    def fold(self, case: Any) -> None:
        one = Consultation(self.letter.id, self.kind, self.matters, self.third_party)
        case.consultations = (*case.consultations, one)


class ConsultationAnswered(RequestEvent):
    """收到意见: the answer of the one asked."""

    TOPIC = "gongkai.information_request.consultation_answered.v1"
    consultation: str
    evidence: Evidence
    officer: str
    on: date
    opinion: Opinion
    reason: Sealed | None

    def fold(self, case: Any) -> None:
        _change(case, self.consultation, answered=self.originator_version, opinion=self.opinion)


class ObjectionJudged(RequestEvent):
    """对第三方意见的判断: whether an objection has good reason (条例 art 32)."""

    TOPIC = "gongkai.information_request.objection_judged.v1"
    consultation: str
    officer: str
    on: date
    reason: Sealed
    upheld: bool

    def fold(self, case: Any) -> None:
        _change(case, self.consultation, upheld=self.upheld)


class ThirdPartyOverridden(RequestEvent):
    """公共利益决定公开: the third party is told the content and the reason (条例 art 32)."""

    TOPIC = "gongkai.information_request.third_party_overridden.v1"
    consultation: str
    letter: Letter
    officer: str
    reason: Sealed

    def fold(self, case: Any) -> None:
        _change(case, self.consultation, overridden=self.letter.id)


def _change(case: Any, letter: str, **changes: Any) -> None:
    case.consultations = tuple(
        replace(one, **changes) if one.letter == letter else one for one in case.consultations
    )


class Consulting(Counting):
    """Asking, answers, and what the organ makes of them."""

    def consult(
        self,
        *,
        letter: Letter,
        kind: ConsultationKind,
        matters: tuple[int, ...],
        third_party: ThirdParty | None,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """Ask one addressee. Several are asked by several letters, each its own stop.

        Raises `Incomplete`, `WrongState` after the due date.
        """
        self.require_telling(paper)
        rule = consultation_rule(self.rules.law, kind, max(letter.dated, REGULATION))
        self.require_notice(letter, LETTERS[kind])
        self.require_matters(matters)
        natural = (
            AddresseeKind.THIRD_PARTY
            if kind is ConsultationKind.THIRD_PARTY
            else AddresseeKind.ORGAN
        )
        if letter.addressee.kind is not natural or (third_party is None) is (
            kind is ConsultationKind.THIRD_PARTY
        ):
            raise Incomplete(f"{rule.letter}的收件人不对", rule=rule.article, field="addressee")
        if third_party is not None and third_party.person in {
            one.person for one in self.applicants
        }:
            raise Incomplete("申请人自己不是第三方", rule="条例 art 32", field="third_party")
        sent = self.require_before_due(letter, dispatch, "征求意见", paper)
        broken = self.broken_by_notice(letter, sent, current_act().today)
        self.trigger_event(
            Consulted,
            kind=kind,
            letter=letter,
            matters=matters,
            officer=acting_officer(),
            third_party=third_party,
        )
        self.note(broken)
        self.send(letter, dispatch)

    def answer_consultation(
        self,
        consultation: str,
        *,
        on: date,
        opinion: Opinion,
        reason: Sealed | None,
        evidence: Evidence,
    ) -> None:
        """Record the answer of the one asked; its day is the last day of the stop."""
        found = self.consultation(consultation)
        if found.answered is not None:
            raise WrongState("已经登记过答复", field="consultation")
        sent = self.sent_on(found.letter)
        if sent is None:
            raise WrongState("征求意见书还没有寄出", field="consultation")
        self.require_day(on, not_before=sent, field="on")
        if (
            opinion is Opinion.OBJECTION
            and reason is None
            and found.kind is ConsultationKind.THIRD_PARTY
        ):
            raise Incomplete("第三方不同意公开的，请写明其理由", rule="条例 art 32", field="reason")
        if evidence.kind is EvidenceKind.SYSTEM_RECORD:
            raise Incomplete(
                "答复不是在本系统里作出的，系统记录不能证明；请写明答复在哪里查到",
                rule="条例 art 32",
                field="evidence",
            )
        evidence.require_stated("evidence")
        self.trigger_event(
            ConsultationAnswered,
            consultation=consultation,
            evidence=evidence,
            officer=acting_officer(),
            on=on,
            opinion=opinion,
            reason=reason,
        )

    def judge_objection(
        self, consultation: str, *, upheld: bool, reason: Sealed, on: date | None = None
    ) -> None:
        """Decide whether a third party's objection has good reason (条例 art 32)."""
        found = self.consultation(consultation)
        if found.kind is not ConsultationKind.THIRD_PARTY or found.opinion not in (
            Opinion.OBJECTION,
            Opinion.PARTIAL,
            Opinion.OTHER,
        ):
            raise WrongState("只有第三方不同意公开时才需要判断其理由", field="consultation")
        self.trigger_event(
            ObjectionJudged,
            consultation=consultation,
            officer=acting_officer(),
            on=self.day_of_act(on),
            reason=reason,
            upheld=upheld,
        )

    def override_third_party(
        self,
        consultation: str,
        *,
        letter: Letter,
        reason: Sealed,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """Open for the public interest against an objection; the third party is told (art 32).

        On paper he may have been told before his time was over. Raises `WrongState`.
        """
        found = self.consultation(consultation)
        if found.kind is not ConsultationKind.THIRD_PARTY or found.opinion is Opinion.CONSENT:
            raise WrongState("只有未获第三方同意时才作此决定", field="consultation")
        if found.overridden is not None:
            raise WrongState("已经告知过第三方", field="consultation")
        self.require_notice(letter, LetterKind.THIRD_PARTY_NOTICE)
        told = letter.dated if dispatch is None else dispatch.on
        broken = self.broken_by_overriding(found, told)
        if broken and not paper:
            raise WrongState("第三方的答复期限还没有过", rule="条例 art 32", field="consultation")
        self.trigger_event(
            ThirdPartyOverridden,
            consultation=consultation,
            letter=letter,
            officer=acting_officer(),
            reason=reason,
        )
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_overriding(self, one: Consultation, told: date) -> list[Broken]:
        """What a decision to open breaks of which the third party is told on this day."""
        if one.answered is not None or self.silence_is_over(one, told):
            return []
        return [Broken("第三方的答复期限未满，不应当决定公开", "条例 art 32")]

    def silence_is_over(self, one: Consultation, on: date | None = None) -> bool:
        """Whether the time of somebody asked has passed in silence, as of a day (the act's own).

        Nobody is silent about a letter that came back and was not sent again.
        """
        limit = silence_after(self.rules.law, one.kind, self.law_day)
        served = self.letters[one.letter]
        if limit is None or served.sent is None or served.dispatched is None:
            return False
        if served.failed and served.failed[-1] > served.dispatched:
            return False
        start = self.received_on_of(one.letter) or self.on(served.dispatched)
        return (on or current_act().today) > deadline(start, limit, self.rules.calendar)

    def consultation(self, letter: str) -> Consultation:
        """The consultation by a letter. Raises `NotFound`."""
        for one in self.consultations:
            if one.letter == letter:
                return one
        raise NotFound("本件没有这次征求意见", field="consultation")

    def require_matters(self, matters: tuple[int, ...]) -> None:
        """Raises `Incomplete` for no matter, or one that was not asked for."""
        unknown = set(matters) - set(self.matters)
        if unknown or not matters:
            raise Incomplete("请选择本件申请的事项", field="matters")
