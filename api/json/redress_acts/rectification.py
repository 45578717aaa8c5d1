"""The acts on 更正 (条例 art 41)."""

from datetime import date
from typing import ClassVar

from api.json.acting import Form
from api.json.redress_acts.doing import DateForm, PartyForm, RedressForm, Redressing, ToldForm
from api.json.request_forms import EvidenceForm
from domain.archive import Recorded
from domain.rectification import CompetentOrgan


class FileRectificationForm(Form):
    """登记更正申请：record 是本档案的一件，其他信息写 subject。"""

    on: date
    applicant: PartyForm
    fault: str
    evidence: list[EvidenceForm]
    record: str | None = None
    subject: str = ""
    handed_over_by: str | None = None


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

    def competent(self) -> CompetentOrgan:
        """As the domain's value."""
        return CompetentOrgan(self.to, self.contact, self.basis)


class TransferForm(ElsewhereForm):
    """转送有权更正的机关。"""

    ACTION: ClassVar[str] = "rectification.decide"
    WORD: ClassVar[str] = "transfer"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.transfer(
            doing.caller, doing.file, self.competent(), on=self.on, expected=doing.expected
        )


class RedirectForm(ElsewhereForm):
    """告知申请人向有权更正的机关提出。"""

    ACTION: ClassVar[str] = "rectification.decide"
    WORD: ClassVar[str] = "redirect"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.redirect(
            doing.caller, doing.file, self.competent(), on=self.on, expected=doing.expected
        )


class TellForm(ToldForm):
    """告知更正的结果：不写 dated 的，答复书按模板印制；edited 是其中经办人可填的各栏。"""

    ACTION: ClassVar[str] = "rectification.handle"
    WORD: ClassVar[str] = "tell"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.tell(
            doing.caller, doing.file, answer=self.answer(doing.part), expected=doing.expected
        )


class RectificationDateForm(DateForm):
    """更改更正案卷的法定日期：of 是事件的号。"""

    ACTION: ClassVar[str] = "rectification.decide"

    def act(self, doing: Redressing) -> Recorded:
        return doing.redress.amend_rectification_date(
            doing.caller, doing.file, self.right(doing.part), doing.expected
        )


FORMS: tuple[type[RedressForm], ...] = (
    VerifyForm,
    CorrectForm,
    RefuseForm,
    TransferForm,
    RedirectForm,
    TellForm,
    RectificationDateForm,
)
"""In the order of a case's life; filing is a route and command of its own."""
