"""Fees (条例 art 42)."""

from datetime import date
from typing import ClassVar

from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import EvidenceForm, LetterForm
from domain.archive import Recorded
from domain.law.fees import FeeBasis


class ChargeForm(RequestForm):
    """通知收费：按件或者按量；earlier 是此前的件数；amount 是纸面通知上写的金额（元）。"""

    ACTION: ClassVar[str] = "request.charge"
    basis: FeeBasis
    quantity: int
    earlier: int = 0
    letter: LetterForm = LetterForm()
    amount: int | None = None

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.charge(
            doing.caller,
            doing.request,
            basis=self.basis,
            quantity=self.quantity,
            earlier=self.earlier,
            letter=doing.letter(self.letter),
            amount=self.amount,
            expected=doing.expected,
        )


class PayForm(RequestForm):
    """登记缴费；amount 按元。"""

    ACTION: ClassVar[str] = "request.pay"
    notice: str
    on: date
    amount: int
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.pay(
            doing.caller,
            doing.request,
            notice=self.notice,
            on=self.on,
            amount=self.amount,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    ChargeForm,
    PayForm,
)
"""In the order of a case's life."""
