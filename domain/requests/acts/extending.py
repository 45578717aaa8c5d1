"""More time: extension (条例 art 33) and excessive requests (art 35)."""

from datetime import date

from domain.archive import Caller, Recorded
from domain.letters import LetterKind
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.extending import Judgement
from domain.requests.given import NOTHING, GivenEvidence, GivenLetter


class ExtendingActs(Chapter):
    """延期."""

    def consent_to_extension(
        self,
        caller: Caller,
        request: str,
        *,
        days: int,
        reason: str,
        on: date | None = None,
        evidence: GivenEvidence = NOTHING,
        expected: int | None = None,
    ) -> Recorded:
        """负责人同意延期, today, or `on` a day on paper, which `evidence` shows."""

        def run(work: Work) -> None:
            work.case.consent_to_extension(
                days=days,
                on=on or work.today,
                reason=reason,
                paper=None if on is None else work.evidence(evidence),
            )

        return self._act(caller, request, "consent_to_extension", run, expected)

    def tell_extension(
        self,
        caller: Caller,
        request: str,
        *,
        days: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """告知延期: the letter tells the extended due date."""

        def run(work: Work) -> None:
            sent = letter.on_paper or work.today
            if letter.dispatch is not None:
                sent = letter.dispatch.on
            extended = work.case.due_if_extended(days, sent)
            facts = {"extension_days": str(days)}
            if extended is not None:
                facts["extended_due_on"] = extended.isoformat()
            made = work.letter(
                LetterKind.EXTENSION, "extension", letter, facts=facts, told_due=extended
            )
            work.case.tell_extension(
                letter=made,
                days=days,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "tell_extension", run, expected)

    def ask_reasons(
        self,
        caller: Caller,
        request: str,
        *,
        days: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """要求说明理由 (条例 art 35); `days` in working days is what the letter gives him."""

        def run(work: Work) -> None:
            made = work.letter(
                LetterKind.REASONS, "reasons", letter, facts={"reasons_days": str(days)}
            )
            work.case.ask_reasons(
                letter=made,
                dispatch=work.dispatch(letter.dispatch),
                period=days,
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "ask_reasons", run, expected)

    def give_reasons(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        reasons: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记说明的理由."""
        return self._act(
            caller,
            request,
            "give_reasons",
            lambda work: work.case.give_reasons(
                on=on, reasons=work.seal("reasons", reasons), evidence=work.evidence(evidence)
            ),
            expected,
        )

    def judge_excess(
        self,
        caller: Caller,
        request: str,
        *,
        judgement: Judgement,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """判断理由是否合理."""
        return self._act(
            caller,
            request,
            "judge_excess",
            lambda work: work.case.judge_excess(
                judgement=judgement, reason=work.seal("reason", reason)
            ),
            expected,
        )

    def tell_delay(
        self,
        caller: Caller,
        request: str,
        *,
        until: date,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """告知延迟答复."""

        def run(work: Work) -> None:
            made = work.letter(
                LetterKind.DELAY,
                "delay",
                letter,
                facts={"delayed_until": until.isoformat()},
                told_due=until,
            )
            work.case.tell_delay(
                letter=made,
                until=until,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "tell_delay", run, expected)
