"""Consultation of third parties and other organs (条例 art 32, 34)."""

from datetime import date
from typing import ClassVar

from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import EvidenceForm, LetterForm, ThirdPartyForm
from domain.archive import Recorded
from domain.law.consultations import ConsultationKind
from domain.requests.consulting import Opinion


class ConsultForm(RequestForm):
    """征求意见：第三方写 third_party，其他机关写 organ_name。"""

    ACTION: ClassVar[str] = "request.consult"
    kind: ConsultationKind
    matters: list[int]
    third_party: ThirdPartyForm | None = None
    organ_name: str = ""
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.consult(
            doing.caller,
            doing.request,
            kind=self.kind,
            matters=self.matters,
            third_party=None if self.third_party is None else self.third_party.given(),
            organ_name=self.organ_name,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


class AnswerConsultationForm(RequestForm):
    """登记答复意见。"""

    ACTION: ClassVar[str] = "request.answer_consultation"
    consultation: str
    on: date
    opinion: Opinion
    reason: str = ""
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.answer_consultation(
            doing.caller,
            doing.request,
            self.consultation,
            on=self.on,
            opinion=self.opinion,
            reason=self.reason,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class JudgeObjectionForm(RequestForm):
    """判断第三方的理由。"""

    ACTION: ClassVar[str] = "request.judge_objection"
    consultation: str
    upheld: bool
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.judge_objection(
            doing.caller,
            doing.request,
            self.consultation,
            upheld=self.upheld,
            reason=self.reason,
            expected=doing.expected,
        )


class OverrideThirdPartyForm(RequestForm):
    """告知第三方决定公开。"""

    ACTION: ClassVar[str] = "request.override_third_party"
    consultation: str
    reason: str
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.override_third_party(
            doing.caller,
            doing.request,
            self.consultation,
            reason=self.reason,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    ConsultForm,
    AnswerConsultationForm,
    JudgeObjectionForm,
    OverrideThirdPartyForm,
)
"""In the order of a case's life."""
