"""Fees (条例 art 42)."""

from datetime import date

from domain.archive import Caller, Recorded
from domain.law.fees import FeeBasis, fee
from domain.letters import LetterKind
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.given import GivenEvidence, GivenLetter


class ChargingActs(Chapter):
    """收费."""

    def charge(
        self,
        caller: Caller,
        request: str,
        *,
        basis: FeeBasis,
        quantity: int,
        earlier: int,
        letter: GivenLetter,
        amount: int | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """通知收费: the notice stores how many came before and how the sum was computed.

        `amount` in yuan is for a notice on paper that said another sum than the tariff.
        """

        def run(work: Work) -> None:
            found = fee(work.rules.law, basis, quantity, earlier, work.today)
            facts = {"fee_sum": str(found.yuan), "fee_computed": "；".join(found.steps)[:1000]}
            if basis is FeeBasis.PER_PIECE:
                facts |= {"fee_pieces": str(quantity), "fee_before": str(earlier)}
            else:
                facts["fee_pages"] = str(quantity)
            made = work.letter(LetterKind.FEE, f"fee.{basis.value.lower()}", letter, facts=facts)
            work.case.charge(
                letter=made,
                basis=basis,
                quantity=quantity,
                earlier=earlier,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
                amount=amount,
            )

        return self._act(caller, request, "charge", run, expected)

    def pay(
        self,
        caller: Caller,
        request: str,
        *,
        notice: str,
        on: date,
        amount: int,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记缴费."""
        return self._act(
            caller,
            request,
            "pay",
            lambda work: work.case.pay(
                notice, on=on, amount=amount, evidence=work.evidence(evidence)
            ),
            expected,
        )
