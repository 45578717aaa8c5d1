"""Service of letters: dispatch, delivery, return."""

from datetime import date

from domain.archive import Caller, Recorded
from domain.letters import LetterKind
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.given import GivenDispatch, GivenEvidence, GivenLetter
from domain.requests.writing import template_of


class ServiceActs(Chapter):
    """送达."""

    def dispatch(
        self,
        caller: Caller,
        request: str,
        letter: str,
        dispatch: GivenDispatch,
        expected: int | None = None,
    ) -> Recorded:
        """登记寄发."""

        def run(work: Work) -> None:
            sent = work.dispatch(dispatch)
            assert sent is not None
            work.case.dispatch(letter, sent)

        return self._act(caller, request, "dispatch", run, expected)

    def deliver(
        self,
        caller: Caller,
        request: str,
        letter: str,
        *,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记签收."""
        return self._act(
            caller,
            request,
            "deliver",
            lambda work: work.case.deliver(letter, on=on, evidence=work.evidence(evidence)),
            expected,
        )

    def return_letter(
        self,
        caller: Caller,
        request: str,
        letter: str,
        *,
        on: date,
        reason: str,
        evidence: GivenEvidence,
        organ_at_fault: bool = False,
        expected: int | None = None,
    ) -> Recorded:
        """登记退回; `organ_at_fault` when the organ sent it wrongly, as to an old address."""
        return self._act(
            caller,
            request,
            "return_letter",
            lambda work: work.case.return_letter(
                letter,
                on=on,
                reason=reason,
                evidence=work.evidence(evidence),
                organ_at_fault=organ_at_fault,
            ),
            expected,
        )

    def issue_letter(
        self,
        caller: Caller,
        request: str,
        *,
        key: str,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """发出不改变期限的文书: registration receipt, confirmation, notice of a consultation.

        `key` is the letter's template: receipt, receipt.unconfirmed, confirmation or
        consultation_notice.
        """

        def run(work: Work) -> None:
            kind = template_of(work.rules.law, key, work.today).kind
            told = None
            if work.case.receipt is not None and kind is not LetterKind.CONSULTATION_NOTICE:
                told = work.case.count(work.today).due
            facts = {}
            sent = [work.case.sent_on(one.letter) for one in work.case.consultations]
            days = [day for day in sent if day is not None]
            if kind is LetterKind.CONSULTATION_NOTICE and days:
                facts["consulted_on"] = days[-1].isoformat()
            made = work.letter(kind, key, letter, facts=facts, told_due=told)
            work.case.issue_letter(letter=made, dispatch=work.dispatch(letter.dispatch))

        return self._act(caller, request, "issue_letter", run, expected)
