"""Ends of a case, and what may follow."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.acting import DescriptionForm, FileForm, OpennessForm, clear_part
from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import EvidenceForm, LetterForm
from domain.archive import Recorded
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.requests.closing import AbandonCause


class WithdrawRequestForm(RequestForm):
    """登记撤回：matters 写撤回的项号，空着的是整件。"""

    ACTION: ClassVar[str] = "request.withdraw"
    on: date
    evidence: EvidenceForm
    matters: list[int] = Field(default_factory=list)

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.withdraw(
            doing.caller,
            doing.request,
            on=self.on,
            evidence=doing.evidence(self.evidence),
            matters=self.matters,
            expected=doing.expected,
        )


class AbandonForm(RequestForm):
    """不再处理。"""

    ACTION: ClassVar[str] = "request.abandon"
    cause: AbandonCause
    judged: str
    letter: LetterForm | None = None

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.abandon(
            doing.caller,
            doing.request,
            cause=self.cause,
            judged=self.judged,
            letter=None if self.letter is None else doing.letter(self.letter),
            expected=doing.expected,
        )


class ReopenForm(RequestForm):
    """恢复处理。"""

    ACTION: ClassVar[str] = "request.reopen"
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.reopen(
            doing.caller,
            doing.request,
            reason=self.reason,
            expected=doing.expected,
        )


class SuggestPublicationForm(RequestForm):
    """建议主动公开。"""

    ACTION: ClassVar[str] = "request.suggest_publication"
    text: str = ""

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.suggest_publication(
            doing.caller,
            doing.request,
            text=self.text,
            expected=doing.expected,
        )


class JudgeSuggestionForm(RequestForm):
    """审核公开建议。"""

    ACTION: ClassVar[str] = "request.judge_suggestion"
    accepted: bool
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.judge_suggestion(
            doing.caller,
            doing.request,
            accepted=self.accepted,
            reason=self.reason,
            expected=doing.expected,
        )


class ProvideForm(RequestForm):
    """登记提供信息。"""

    ACTION: ClassVar[str] = "request.provide"
    matters: list[int]
    on: date
    form: ProvisionForm
    route: ProvisionRoute
    help: str = ""
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.provide(
            doing.caller,
            doing.request,
            matters=self.matters,
            on=self.on,
            form=self.form,
            route=self.route,
            help=self.help,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class OpenRecordForm(RequestForm):
    """拟公开信息：从答复起草一件隐去个人信息的政府信息。"""

    ACTION: ClassVar[str] = "request.open_record"
    matters: list[int]
    description: DescriptionForm
    openness: OpennessForm = Field(default_factory=OpennessForm)
    content: FileForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.open_record(
            doing.caller,
            doing.request,
            matters=self.matters,
            description=self.description.description(),
            openness=self.openness.openness(),
            parts=[clear_part(doing.part, self.content)],
            expected=doing.expected,
        )


class EraseForm(RequestForm):
    """抹去个人信息。"""

    ACTION: ClassVar[str] = "request.erase"
    person: str
    basis: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.erase(
            doing.caller,
            doing.request,
            person=self.person,
            basis=self.basis,
            destroy=doing.destroy,
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    WithdrawRequestForm,
    AbandonForm,
    ReopenForm,
    SuggestPublicationForm,
    JudgeSuggestionForm,
    ProvideForm,
    OpenRecordForm,
    EraseForm,
)
"""In the order of a case's life."""
