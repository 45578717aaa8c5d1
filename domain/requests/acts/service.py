"""Service of letters: dispatch, delivery, return."""

from datetime import date

from domain.archive import Caller, Recorded
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.given import GivenDispatch, GivenEvidence


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
        expected: int | None = None,
    ) -> Recorded:
        """登记退回."""
        return self._act(
            caller,
            request,
            "return_letter",
            lambda work: work.case.return_letter(
                letter, on=on, reason=reason, evidence=work.evidence(evidence)
            ),
            expected,
        )
