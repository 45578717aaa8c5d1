"""Clarification of an application (条例 art 30)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.acting import FileForm, Form
from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import (
    EvidenceForm,
    LetterForm,
    MatterForm,
    ParticularsForm,
    ProxyForm,
    clear_parts,
)
from domain.archive import Recorded
from domain.law.profile import ProvisionForm, ProvisionRoute


class DefectForm(Form):
    """一处缺陷：种类，怎样补正，是哪一项的（不写是整件的）。"""

    kind: str
    advice: str
    matter: int | None = None


class RequestClarificationForm(RequestForm):
    """补正告知：一次列明全部缺陷；period 按工作日。"""

    ACTION: ClassVar[str] = "request.request_clarification"
    defects: list[DefectForm]
    period: int
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.request_clarification(
            doing.caller,
            doing.request,
            defects=[(one.kind, one.advice, one.matter) for one in self.defects],
            period=self.period,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


class AnswerClarificationForm(RequestForm):
    """登记补正：matters 按项号、applicants 按人写补正后的内容；proxy、form、route 不变的不写。"""

    ACTION: ClassVar[str] = "request.answer_clarification"
    notice: str
    on: date
    matters: dict[int, MatterForm] = Field(default_factory=dict)
    attachments: list[FileForm] = Field(default_factory=list)
    excuse: str = ""
    evidence: EvidenceForm
    applicants: dict[str, ParticularsForm] = Field(default_factory=dict)
    proxy: ProxyForm | None = None
    form: ProvisionForm | None = None
    route: ProvisionRoute | None = None

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.answer_clarification(
            doing.caller,
            doing.request,
            notice=self.notice,
            on=self.on,
            matters={number: one.given() for number, one in self.matters.items()},
            attachments=clear_parts(doing.part, self.attachments),
            excuse=self.excuse,
            evidence=doing.evidence(self.evidence),
            applicants={person: one.given() for person, one in self.applicants.items()},
            proxy=None if self.proxy is None else self.proxy.given(doing.part),
            form=self.form,
            route=self.route,
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    RequestClarificationForm,
    AnswerClarificationForm,
)
"""In the order of a case's life."""
