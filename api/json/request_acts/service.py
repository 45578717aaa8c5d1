"""Service of letters: issued, dispatched, delivered, returned."""

from datetime import date
from typing import ClassVar

from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import DispatchForm, EvidenceForm, LetterForm
from domain.archive import Recorded


class IssueLetterForm(RequestForm):
    """发出不改变期限的文书；template 是文书模板。"""

    ACTION: ClassVar[str] = "request.issue_letter"
    template: str
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.issue_letter(
            doing.caller,
            doing.request,
            key=self.template,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


class DispatchLetterForm(RequestForm):
    """登记寄发。"""

    ACTION: ClassVar[str] = "request.dispatch"
    letter: str
    dispatch: DispatchForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.dispatch(
            doing.caller,
            doing.request,
            self.letter,
            doing.dispatch(self.dispatch),
            expected=doing.expected,
        )


class DeliverForm(RequestForm):
    """登记签收。"""

    ACTION: ClassVar[str] = "request.deliver"
    letter: str
    on: date
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.deliver(
            doing.caller,
            doing.request,
            self.letter,
            on=self.on,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class ReturnLetterForm(RequestForm):
    """登记退回：organ_at_fault 表示是本机关的原因，如地址写错。"""

    ACTION: ClassVar[str] = "request.return_letter"
    letter: str
    on: date
    reason: str
    evidence: EvidenceForm = EvidenceForm()
    organ_at_fault: bool = False

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.return_letter(
            doing.caller,
            doing.request,
            self.letter,
            on=self.on,
            reason=self.reason,
            evidence=doing.evidence(self.evidence),
            organ_at_fault=self.organ_at_fault,
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    IssueLetterForm,
    DispatchLetterForm,
    DeliverForm,
    ReturnLetterForm,
)
"""In the order of a case's life."""
