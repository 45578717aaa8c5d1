"""The API of 更正 (条例 art 41) and 投诉、举报 (art 51): every act, and one case file."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from fastapi import APIRouter, Response
from pydantic import Field

from api.json.acting import ActAnswer, FileForm, Form, answer, clear_part
from api.json.request_forms import EvidenceForm, MakePart
from api.json.request_view import Reading
from api.session import Officed, SignedIn
from domain.archive import Caller, Recorded
from domain.complaint import Complaint, ComplaintForm, Holding, RectificationOrder
from domain.directory import organ_named
from domain.errors import NotFound
from domain.petition import Party
from domain.rectification import Rectification
from domain.redress import GivenAnswer, GivenParty, Redress
from domain.requests.given import GivenEvidence

router = APIRouter(prefix="/api", tags=["更正与投诉"])


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
    """文书的日期和扫描件，告知的日期和凭证。"""

    dated: date
    on: date
    evidence: EvidenceForm
    scan: FileForm | None = None

    def answer(self, part: MakePart) -> GivenAnswer:
        """As the domain's input."""
        scan = None if self.scan is None else clear_part(part, self.scan)
        return GivenAnswer(self.dated, self.on, self.evidence.given(part), scan)


class TellForm(ToldForm):
    """告知更正的结果。"""

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
    """答复投诉、举报。"""

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


@router.post("/organs/{organ}/rectifications", summary="登记更正申请", status_code=201)
def file_rectification(
    officed: SignedIn, response: Response, organ: str, body: FileRectificationForm
) -> ActAnswer:
    """登记更正与本人相关的政府信息的申请（条例第四十一条）。"""
    identity = organ_named(officed.acting.archive, organ)
    recorded = officed.acting.redress.file_rectification(
        officed.caller("rectification.file", identity),
        identity,
        on=body.on,
        applicant=body.applicant.given(),
        fault=body.fault,
        evidence=[one.given(officed.acting.part) for one in body.evidence],
        record=body.record,
        subject=body.subject,
        handed_over_by=body.handed_over_by,
    )
    return answer(officed, response, recorded, recorded.stream)


@router.post("/organs/{organ}/complaints", summary="登记投诉、举报", status_code=201)
def file_complaint(
    officed: SignedIn, response: Response, organ: str, body: FileComplaintForm
) -> ActAnswer:
    """由处理的机关登记投诉、举报（条例第五十一条）。"""
    archive = officed.acting.archive
    identity = organ_named(archive, organ)
    recorded = officed.acting.redress.file_complaint(
        officed.caller("complaint.file", identity),
        identity,
        against=organ_named(archive, body.against),
        on=body.on,
        form=body.form,
        complainant=body.complainant.given(),
        ground=body.ground,
        evidence=[one.given(officed.acting.part) for one in body.evidence],
        request=body.request,
    )
    return answer(officed, response, recorded, recorded.stream)


def _route(form: type[RedressForm], kind: type[Rectification] | type[Complaint]) -> None:
    """One route for one act: all are alike but for the body."""

    def act(officed: SignedIn, response: Response, file: str, body: RedressForm) -> ActAnswer:
        acting = officed.acting
        organ = acting.archive.load(kind, file).organ
        caller = officed.caller(form.ACTION, organ)
        doing = Redressing(acting.redress, caller, file, officed.expected, acting.part)
        return answer(officed, response, body.act(doing))

    act.__annotations__["body"] = form
    act.__doc__ = form.__doc__
    router.add_api_route(
        f"/{kind.PREFIX}s/{{file}}/{form.WORD}",
        act,
        methods=["POST"],
        name=f"{kind.PREFIX}.{form.WORD}",
        summary=form.chinese(),
        response_model=ActAnswer,
    )


for _form in RECTIFYING:
    _route(_form, Rectification)
for _form in COMPLAINING:
    _route(_form, Complaint)


@router.get("/rectifications/{file}", summary="一件更正")
def rectification(officed: SignedIn, response: Response, file: str) -> dict[str, Any]:
    """一件更正申请的现状。"""
    found = officed.acting.archive.load(Rectification, file)
    response.headers["ETag"] = f'"{found.version}"'
    return rectification_shown(found, _reading(officed, found.organ))


@router.get("/complaints/{file}", summary="一件投诉、举报")
def complaint(officed: SignedIn, response: Response, file: str) -> dict[str, Any]:
    """一件投诉、举报的现状。"""
    found = officed.acting.archive.load(Complaint, file)
    response.headers["ETag"] = f'"{found.version}"'
    return complaint_shown(found, _reading(officed, found.organ), officed.acting.today())


def rectification_shown(found: Rectification, reading: Reading) -> dict[str, Any]:
    """A rectification as its reader may see it."""
    return {
        "rectification": found.id,
        "version": found.version,
        "organ": found.organ,
        "number": vars(found.number),
        "state": found.state,
        "state_name": found.state.chinese,
        "applicant": _party(found.applicant, reading),
        "record": found.record,
        "competent": found.competent,
    }


def complaint_shown(found: Complaint, reading: Reading, today: date) -> dict[str, Any]:
    """A complaint as its reader may see it."""
    return {
        "complaint": found.id,
        "version": found.version,
        "organ": found.organ,
        "against": found.against,
        "number": vars(found.number),
        "form": found.form,
        "state": found.state,
        "state_name": found.state.chinese,
        "complainant": _party(found.complainant, reading),
        "request": found.request,
        "holding": found.holding,
        "order": None if found.order is None else vars(found.order),
        "order_days_late": found.order_days_late(today),
    }


def _reading(officed: Officed, organ: str) -> Reading:
    """Raises `NotFound` for another organ's case file."""
    posts = officed.require_reading("requests.read")
    roles = frozenset(post.role for post in posts if post.organ in (None, organ))
    if not roles:
        raise NotFound("没有这个案卷", field="file")
    return Reading(officed.acting.persons, roles)


def _party(party: Party, reading: Reading) -> dict[str, Any]:
    told = {"person": party.person, "name": reading.name(party.name)}
    if reading.contacts:
        told |= {
            "identity": reading.clear(party.identity) or "",
            "contact": reading.clear(party.contact) or "",
        }
    return told
