"""Bodies of the acts on 更正 and 投诉、举报, for the JSON API and the command line alike."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.acting import FileForm, Form, clear_part
from api.json.request_forms import EvidenceForm, MakePart
from domain.archive import Caller, Recorded
from domain.complaint import ComplaintForm, Holding, RectificationOrder
from domain.petition_acts import GivenAnswer, GivenParty
from domain.redress import Redress
from domain.requests.given import GivenEvidence


@dataclass(frozen=True)
class Redressing:
    """Who does it to which case file, and what uploaded files become."""

    redress: Redress
    caller: Caller
    file: str
    expected: int | None
    part: MakePart

    def proofs(self, forms: Sequence[EvidenceForm]) -> list[GivenEvidence]:
        """Proofs as handed in."""
        return [one.given(self.part) for one in forms]


class PartyForm(Form):
    """当事人。匿名举报时各栏都可空着。"""

    name: str = ""
    identity: str = ""
    contact: str = ""
    person: str | None = None

    def given(self) -> GivenParty:
        """As the domain's input."""
        return GivenParty(**self.model_dump())


class FileRectificationForm(Form):
    """登记更正申请：record 是本档案的一件，其他信息写 subject。"""

    on: date
    applicant: PartyForm
    fault: str
    evidence: list[EvidenceForm]
    record: str | None = None
    subject: str = ""
    handed_over_by: str | None = None


class FileComplaintForm(Form):
    """登记投诉、举报。"""

    against: str
    on: date
    form: ComplaintForm
    complainant: PartyForm
    ground: str
    evidence: list[EvidenceForm] = Field(default_factory=list)
    request: str | None = None


class RedressForm(Form):
    """The body of one act; `ACTION` is its line in the permission table, `WORD` its name."""

    ACTION: ClassVar[str]
    WORD: ClassVar[str]

    @classmethod
    def chinese(cls) -> str:
        """What it is called."""
        return str(cls.__doc__).partition("：")[0].rstrip("。")

    @abstractmethod
    def act(self, doing: Redressing) -> Recorded:
        """Do it. Raises what the command of this name raises."""


class VerifyForm(RedressForm):
    """审核属实。"""

    ACTION: ClassVar[str] = "rectification.handle"
    WORD: ClassVar[str] = "verify"
    finding: str
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.verify(
            doing.caller, doing.file, finding=self.finding, on=self.on, expected=doing.expected
        )


class CorrectForm(RedressForm):
    """更正：改成什么，在哪一份登记或者文件上。"""

    ACTION: ClassVar[str] = "rectification.decide"
    WORD: ClassVar[str] = "correct"
    what: str
    where: str
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.correct(
            doing.caller,
            doing.file,
            what=self.what,
            where=self.where,
            on=self.on,
            expected=doing.expected,
        )


class RefuseForm(RedressForm):
    """不予更正。"""

    ACTION: ClassVar[str] = "rectification.decide"
    WORD: ClassVar[str] = "refuse"
    reason: str
    on: date

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.refuse(
            doing.caller, doing.file, reason=self.reason, on=self.on, expected=doing.expected
        )


class ElsewhereForm(RedressForm):
    """有权更正的机关、联系方式，以及为什么是它。"""

    to: str
    contact: str
    basis: str
    on: date


class TransferForm(ElsewhereForm):
    """转送有权更正的机关。"""

    ACTION: ClassVar[str] = "rectification.decide"
    WORD: ClassVar[str] = "transfer"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.transfer(
            doing.caller,
            doing.file,
            to=self.to,
            contact=self.contact,
            basis=self.basis,
            on=self.on,
            expected=doing.expected,
        )


class RedirectForm(ElsewhereForm):
    """告知申请人向有权更正的机关提出。"""

    ACTION: ClassVar[str] = "rectification.decide"
    WORD: ClassVar[str] = "redirect"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.redirect(
            doing.caller,
            doing.file,
            to=self.to,
            contact=self.contact,
            basis=self.basis,
            on=self.on,
            expected=doing.expected,
        )


class ToldForm(RedressForm):
    """告知的日期和凭证，文书的各栏。

    dated 是此前已经以纸质发出的日期；不写的按模板印制、取文号。
    """

    dated: date | None = None
    on: date
    evidence: EvidenceForm
    scan: FileForm | None = None
    edited: dict[str, str] = Field(default_factory=dict)

    def answer(self, part: MakePart) -> GivenAnswer:
        """As the domain's input."""
        scan = None if self.scan is None else clear_part(part, self.scan)
        return GivenAnswer(self.dated, self.on, self.evidence.given(part), scan, self.edited)


class TellForm(ToldForm):
    """告知更正的结果：不写 dated 的，答复书按模板印制；edited 是其中经办人可填的各栏。"""

    ACTION: ClassVar[str] = "rectification.handle"
    WORD: ClassVar[str] = "tell"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.tell(
            doing.caller, doing.file, answer=self.answer(doing.part), expected=doing.expected
        )


class DateForm(RedressForm):
    """更改法定日期：of 是事件的号。"""

    WORD: ClassVar[str] = "amend-date"
    of: int
    on: date
    reason: str
    evidence: EvidenceForm


class RectificationDateForm(DateForm):
    """更改更正案卷的法定日期：of 是事件的号。"""

    ACTION: ClassVar[str] = "rectification.decide"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.amend_rectification_date(
            doing.caller,
            doing.file,
            of=self.of,
            on=self.on,
            reason=self.reason,
            evidence=self.evidence.given(doing.part),
            expected=doing.expected,
        )


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


class DecideForm(RedressForm):
    """处理：是否属实、理由，属实的可以责令改正。"""

    ACTION: ClassVar[str] = "complaint.decide"
    WORD: ClassVar[str] = "decide"
    holding: Holding
    reason: str
    order: OrderForm | None = None
    on: date

    def act(self, doing: Redressing) -> Recorded:
        order = self.order
        return doing.redress.decide(
            doing.caller,
            doing.file,
            holding=self.holding,
            reason=self.reason,
            order=None if order is None else RectificationOrder(order.measures, order.until),
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
            doing.caller,
            doing.file,
            of=self.of,
            on=self.on,
            reason=self.reason,
            evidence=self.evidence.given(doing.part),
            expected=doing.expected,
        )


RECTIFYING: tuple[type[RedressForm], ...] = (
    VerifyForm,
    CorrectForm,
    RefuseForm,
    TransferForm,
    RedirectForm,
    TellForm,
    RectificationDateForm,
)
COMPLAINING: tuple[type[RedressForm], ...] = (
    AcceptForm,
    DeclineForm,
    InvestigateForm,
    DecideForm,
    AnswerForm,
    ReportForm,
    ComplaintDateForm,
)
