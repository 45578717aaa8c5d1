"""信息处理费: the notice, the payment, and what is still owed (条例 art 42, domain.md B7)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.act import current_act
from domain.errors import Incomplete, NotFound, WrongState
from domain.law.fees import FeeBasis, fee
from domain.law.rows import REGULATION
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import Broken, RequestEvent, RequestState


@dataclass(frozen=True)
class FeeNotice:
    """A fee notice: its letter, its sum in yuan, what was paid, and the complete payment.

    `moves` is False for one that restarts nothing: a second one, known from paper.
    """

    letter: str
    amount: int
    basis: FeeBasis
    quantity: int
    moves: bool = True
    received: int = 0
    paid: int | None = None


class FeeCharged(RequestEvent):
    """收费通知: per piece or per page, never both.

    `earlier` pieces of this applicant at this organ in the month came before the `quantity` of
    this application; `lawful` in yuan is F(earlier + quantity) - F(earlier). `amount` is what the
    notice says: the same, but for a notice on paper that said otherwise. A second notice, recorded
    from paper, moves nothing.
    """

    TOPIC = "gongkai.information_request.fee_charged.v1"
    amount: int
    basis: FeeBasis
    earlier: int
    lawful: int
    letter: Letter
    moves: bool
    officer: str
    quantity: int

    def fold(self, case: Any) -> None:
        notice = FeeNotice(self.letter.id, self.amount, self.basis, self.quantity, self.moves)
        case.fees = (*case.fees, notice)
        if not self.moves:
            return
        case.fee_basis = self.basis
        if not case.state.closed:
            case.state = case.waiting


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
        notice = next(one for one in case.fees if one.letter == self.notice)
        if self.complete and notice.moves and not case.state.closed:
            case.state = case.waiting
            case.consent = None


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
        amount: int | None = None,
    ) -> None:
        """Charge per piece or per page. Raises `WrongState`, `Incomplete` when nothing is due.

        `amount` is for a notice on paper only, which may have said another sum than the tariff.
        """
        first = not self.fees
        self.require_telling(paper)
        self.require_notice(letter, LetterKind.FEE)
        if not first and not paper:
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
        sent = self.require_before_due(letter, dispatch, "收费通知", paper)
        lawful = fee(self.rules.law, basis, quantity, earlier, max(letter.dated, REGULATION)).yuan
        charged = lawful if amount is None or not paper else amount
        if charged < 1:
            raise Incomplete("没有超过免费的数量，不收费", rule="信息处理费办法", field="quantity")
        lawfully = charged == lawful
        broken = self.broken_by_charge(letter, sent, current_act().today, lawfully)
        self.trigger_event(
            FeeCharged,
            amount=charged,
            basis=basis,
            earlier=earlier,
            lawful=lawful,
            letter=letter,
            moves=first,
            officer=acting_officer(),
            quantity=quantity,
        )
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_charge(
        self, letter: Letter, sent: date, today: date, lawfully: bool
    ) -> list[Broken]:
        """What a fee notice sent on this day breaks; `lawfully`: it says what the tariff does."""
        again = Broken("一件申请只按一种标准收费一次", "信息处理费办法")
        other = Broken("应当按规定的标准收费", "信息处理费办法")
        return [
            *([again] if self.fees else []),
            *([] if lawfully else [other]),
            *self.broken_by_notice(letter, sent, today),
        ]

    def pay(self, notice: str, *, on: date, amount: int, evidence: Evidence) -> None:
        """Record a payment; the one that completes the sum ends the waiting.

        Also one that came although the reply was not waited with: the money is counted.
        """
        found = next((one for one in self.fees if one.letter == notice), None)
        if found is None:
            raise NotFound("本件没有这份收费通知", field="notice")
        if self.state is RequestState.ABANDONED:
            raise WrongState("本件已不再处理；要接受迟到的缴费，请先恢复处理", field="state")
        self.require_on_paper()
        if found.paid is not None:
            raise WrongState("这份收费通知已经缴清", field="notice")
        owed = found.amount - found.received
        if not 1 <= amount <= owed:
            raise Incomplete(f"应缴 {owed} 元", field="amount")
        self.require_day(on, not_before=self.letters[notice].letter.dated, field="on")
        evidence.require_outside(
            "缴费须有缴款凭证：缴清以后期限重新计算", rule="条例 art 42", field="evidence"
        )
        self.trigger_event(
            FeePaid,
            amount=amount,
            complete=amount == owed,
            evidence=evidence,
            notice=notice,
            officer=acting_officer(),
            on=on,
        )
        self.note(self.late_answer())

    @property
    def charged_pieces(self) -> int:
        """How many pieces the effective fee notice counted; 0 when it counted pages, or none."""
        return sum(
            one.quantity for one in self.fees if one.moves and one.basis is FeeBasis.PER_PIECE
        )
