"""信息处理费: the notice, the payment, and what is still owed (条例 art 42, domain.md B7)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.errors import Incomplete, NotFound, WrongState
from domain.law.fees import FeeBasis, fee
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import RequestEvent, RequestState


@dataclass(frozen=True)
class FeeNotice:
    """A fee notice: its letter, its sum in yuan, what was paid, and the complete payment."""

    letter: str
    amount: int
    received: int = 0
    paid: int | None = None


class FeeCharged(RequestEvent):
    """收费通知: per piece or per page, never both.

    `earlier` pieces of this applicant at this organ in the month came before the `quantity` of
    this application; `amount` in yuan is F(earlier + quantity) - F(earlier).
    """

    TOPIC = "gongkai.information_request.fee_charged.v1"
    amount: int
    basis: FeeBasis
    earlier: int
    letter: Letter
    officer: str
    quantity: int

    def fold(self, case: Any) -> None:
        case.fees = (*case.fees, FeeNotice(self.letter.id, self.amount))
        case.fee_basis = self.basis
        case.state = RequestState.CHARGED


class FeePaid(RequestEvent):
    """缴费. The payment that completes the sum begins the clock anew."""

    TOPIC = "gongkai.information_request.fee_paid.v1"
    amount: int
    complete: bool
    evidence: Evidence
    notice: str
    officer: str
    on: date

    def fold(self, case: Any) -> None:
        case.fees = tuple(
            replace(
                one,
                received=one.received + self.amount,
                paid=self.originator_version if self.complete else one.paid,
            )
            if one.letter == self.notice
            else one
            for one in case.fees
        )
        if self.complete:
            case.state = RequestState.OPEN


class Charging(Counting):
    """Charging for excess, and payment."""

    def charge(
        self,
        *,
        letter: Letter,
        basis: FeeBasis,
        quantity: int,
        earlier: int,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """Charge per piece or per page. Raises `WrongState`, `Incomplete` when nothing is due."""
        self.require_received()
        self.require_state(RequestState.OPEN)
        self.require_notice(letter, LetterKind.FEE)
        if self.fees:
            known = self.fee_basis
            message = (
                "本件已经按另一种方式收费，按件和按量不能同时采用"
                if known is not basis
                else "本件已经发过收费通知"
            )
            raise WrongState(message, rule="信息处理费办法", field="basis")
        if quantity < 1 or earlier < 0:
            raise Incomplete("件数或页数应为正数", field="quantity")
        if basis is FeeBasis.PER_PAGE and earlier:
            raise Incomplete("按量计收不与以前的申请累计", rule="信息处理费办法", field="earlier")
        self.require_before_due(letter, dispatch, "收费通知", paper)
        amount = fee(self.rules.law, basis, quantity, earlier, letter.dated).yuan
        if amount == 0:
            raise Incomplete("没有超过免费的数量，不收费", rule="信息处理费办法", field="quantity")
        self.trigger_event(
            FeeCharged,
            amount=amount,
            basis=basis,
            earlier=earlier,
            letter=letter,
            officer=acting_officer(),
            quantity=quantity,
        )
        self.send(letter, dispatch)

    def pay(self, notice: str, *, on: date, amount: int, evidence: Evidence) -> None:
        """Record a payment; the one that completes the sum ends the waiting."""
        found = next((one for one in self.fees if one.letter == notice), None)
        if found is None:
            raise NotFound("本件没有这份收费通知", field="notice")
        self.require_state(RequestState.CHARGED)
        owed = found.amount - found.received
        if not 1 <= amount <= owed:
            raise Incomplete(f"应缴 {owed} 元", field="amount")
        self.require_day(on, not_before=self.letters[notice].letter.dated, field="on")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete("缴费须有凭证", field="evidence")
        evidence.require_stated("evidence")
        self.trigger_event(
            FeePaid,
            amount=amount,
            complete=amount == owed,
            evidence=evidence,
            notice=notice,
            officer=acting_officer(),
            on=on,
        )
