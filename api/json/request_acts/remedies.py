"""Administrative review and litigation."""

from datetime import date
from typing import ClassVar

from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import EvidenceForm
from domain.archive import Recorded
from domain.requests.remedies import RemedyKind, RemedyParty, RemedyResult


class SeekRemedyForm(RequestForm):
    """登记复议、诉讼：party 是谁提起的；against 是针对哪一份文书，空着的是不答复。"""

    ACTION: ClassVar[str] = "request.seek_remedy"
    kind: RemedyKind
    body: str
    docket_number: str
    simple: bool = False
    on: date
    evidence: EvidenceForm
    party: RemedyParty = RemedyParty.APPLICANT
    against: str | None = None

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.seek_remedy(
            doing.caller,
            doing.request,
            kind=self.kind,
            body=self.body,
            docket_number=self.docket_number,
            simple=self.simple,
            on=self.on,
            evidence=doing.evidence(self.evidence),
            party=self.party,
            against=self.against,
            expected=doing.expected,
        )


class AnswerRemedyForm(RequestForm):
    """登记提交答复、答辩。"""

    ACTION: ClassVar[str] = "request.answer_remedy"
    remedy: str
    on: date
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.answer_remedy(
            doing.caller,
            doing.request,
            remedy=self.remedy,
            on=self.on,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class DecideRemedyForm(RequestForm):
    """登记复议、诉讼结果：received_on 是本机关收到的日期；被上诉的判决 final 为 false。"""

    ACTION: ClassVar[str] = "request.decide_remedy"
    remedy: str
    on: date
    result: RemedyResult
    document: str
    reply_until: date | None = None
    evidence: EvidenceForm
    received_on: date | None = None
    final: bool = True

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.decide_remedy(
            doing.caller,
            doing.request,
            remedy=self.remedy,
            on=self.on,
            result=self.result,
            document=self.document,
            reply_until=self.reply_until,
            evidence=doing.evidence(self.evidence),
            received_on=self.received_on,
            final=self.final,
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    SeekRemedyForm,
    AnswerRemedyForm,
    DecideRemedyForm,
)
"""In the order of a case's life."""
