"""The acts on 投诉、举报 (条例 art 51)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.acting import Form
from api.json.redress_acts.doing import DateForm, PartyForm, RedressForm, Redressing, ToldForm
from api.json.request_forms import EvidenceForm
from domain.archive import Recorded
from domain.complaint import ComplaintForm, Holding, RectificationOrder


class FileComplaintForm(Form):
    """登记投诉、举报。"""

    against: str
    on: date
    form: ComplaintForm
    complainant: PartyForm
    ground: str
    evidence: list[EvidenceForm] = Field(default_factory=list)
    request: str | None = None


class AcceptForm(RedressForm):
    """受理。"""

    ACTION: ClassVar[str] = "complaint.handle"
    WORD: ClassVar[str] = "accept"
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.accept(doing.caller, doing.file, on=self.on, expected=doing.expected)


class DeclineForm(RedressForm):
    """不予受理。"""

    ACTION: ClassVar[str] = "complaint.decide"
    WORD: ClassVar[str] = "decline"
    reason: str
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.decline(
            doing.caller, doing.file, reason=self.reason, on=self.on, expected=doing.expected
        )


class InvestigateForm(RedressForm):
    """调查：查明了什么，有什么凭证。"""

    ACTION: ClassVar[str] = "complaint.handle"
    WORD: ClassVar[str] = "investigate"
    finding: str
    evidence: list[EvidenceForm] = Field(default_factory=list)
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.investigate(
            doing.caller,
            doing.file,
            finding=self.finding,
            evidence=doing.proofs(self.evidence),
            on=self.on,
            expected=doing.expected,
        )


class OrderForm(Form):
    """责令改正：改正什么，到哪一天。"""

    measures: str
    until: date

    def order(self) -> RectificationOrder:
        """As the domain's value."""
        return RectificationOrder(self.measures, self.until)


class DecideForm(RedressForm):
    """处理：是否属实、理由，属实的可以责令改正。"""

    ACTION: ClassVar[str] = "complaint.decide"
    WORD: ClassVar[str] = "decide"
    holding: Holding
    reason: str
    order: OrderForm | None = None
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.decide(
            doing.caller,
            doing.file,
            holding=self.holding,
            reason=self.reason,
            order=None if self.order is None else self.order.order(),
            on=self.on,
            expected=doing.expected,
        )


class AnswerForm(ToldForm):
    """答复投诉、举报：不写 dated 的，答复书按模板印制；edited 是其中经办人可填的各栏。"""

    ACTION: ClassVar[str] = "complaint.handle"
    WORD: ClassVar[str] = "answer"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.answer(
            doing.caller, doing.file, answer=self.answer(doing.part), expected=doing.expected
        )


class ReportForm(RedressForm):
    """整改报告。"""

    ACTION: ClassVar[str] = "complaint.handle"
    WORD: ClassVar[str] = "report-rectification"
    document: str
    fulfilled: bool
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.report_rectification(
            doing.caller,
            doing.file,
            document=self.document,
            fulfilled=self.fulfilled,
            on=self.on,
            expected=doing.expected,
        )


class ComplaintDateForm(DateForm):
    """更改投诉案卷的法定日期：of 是事件的号。"""

    ACTION: ClassVar[str] = "complaint.decide"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.amend_complaint_date(
            doing.caller, doing.file, self.right(doing.part), doing.expected
        )


FORMS: tuple[type[RedressForm], ...] = (
    AcceptForm,
    DeclineForm,
    InvestigateForm,
    DecideForm,
    AnswerForm,
    ReportForm,
    ComplaintDateForm,
)
"""In the order of a case's life; filing is a route and command of its own."""
