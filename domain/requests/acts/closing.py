"""Ends of a case, and what may follow: what was given, publication."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.archive import Caller, Recorded
from domain.content import ClearPart
from domain.description import Description, OpennessGiven
from domain.errors import Incomplete
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.record import Record
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.mentions import earlier_notice, remedies_of
from domain.requests.acts.work import Work
from domain.requests.closing import AbandonCause
from domain.requests.evidence import EvidenceKind
from domain.requests.given import GivenEvidence, GivenLetter


class ClosingActs(Chapter):
    """办结."""

    def withdraw(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        evidence: GivenEvidence,
        matters: Sequence[int] = (),
        expected: int | None = None,
    ) -> Recorded:
        """登记撤回 of the whole request, or of some of its matters.

        Raises `Incomplete` for an officer who has nothing of the applicant's to show for it.
        """

        def run(work: Work) -> None:
            if evidence.kind is EvidenceKind.SYSTEM_RECORD and not work.online:
                raise Incomplete(
                    "系统记录只能证明申请人自己在网上撤回；代为登记的，请写明他本人的凭证",
                    field="evidence",
                )
            work.case.withdraw(on=on, evidence=work.evidence(evidence), matters=tuple(matters))

        return self._act(caller, request, "withdraw", run, expected)

    def abandon(
        self,
        caller: Caller,
        request: str,
        *,
        cause: AbandonCause,
        judged: str,
        letter: GivenLetter | None,
        expected: int | None = None,
    ) -> Recorded:
        """不再处理, with the applicant's reason judged; the notice is told in the same act."""

        def run(work: Work) -> None:
            made = None
            if letter is not None:
                made = work.letter(
                    LetterKind.ABANDONMENT,
                    f"abandonment.{cause.value.lower()}",
                    _with_reason(letter, cause, judged),
                    facts=earlier_notice(work),
                    remedies=remedies_of(work, cause.value),
                )
            paper = None if letter is None else letter.on_paper
            work.case.abandon(
                cause=cause,
                judged=work.seal("judged", judged),
                on=paper or work.today,
                letter=made,
                dispatch=None if letter is None else work.dispatch(letter.dispatch),
                paper=paper is not None,
            )

        return self._act(caller, request, "abandon", run, expected)

    def reopen(
        self, caller: Caller, request: str, *, reason: str, expected: int | None = None
    ) -> Recorded:
        """恢复处理."""
        return self._act(
            caller,
            request,
            "reopen",
            lambda work: work.case.reopen(on=work.today, reason=work.seal("reason", reason)),
            expected,
        )

    def suggest_publication(
        self, caller: Caller, request: str, *, text: str, expected: int | None = None
    ) -> Recorded:
        """建议主动公开 (条例 art 44)."""
        return self._act(
            caller,
            request,
            "suggest_publication",
            lambda work: work.case.suggest_publication(
                on=work.today, text=work.maybe("text", text)
            ),
            expected,
        )

    def judge_suggestion(
        self,
        caller: Caller,
        request: str,
        *,
        accepted: bool,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """审核公开建议: in scope of proactive disclosure or not (条例 art 44)."""
        return self._act(
            caller,
            request,
            "judge_suggestion",
            lambda work: work.case.judge_suggestion(
                accepted=accepted, reason=work.seal("reason", reason), on=work.today
            ),
            expected,
        )

    def provide(
        self,
        caller: Caller,
        request: str,
        *,
        matters: Sequence[int],
        on: date,
        form: ProvisionForm,
        route: ProvisionRoute,
        help: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记提供信息: how what was opened came to the applicant (条例 art 40, 43)."""
        return self._act(
            caller,
            request,
            "provide",
            lambda work: work.case.provide(
                matters=tuple(matters),
                on=on,
                form=form,
                route=route,
                help=work.maybe("help", help),
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    def open_record(
        self,
        caller: Caller,
        request: str,
        *,
        matters: Sequence[int],
        description: Description,
        openness: OpennessGiven,
        parts: Sequence[ClearPart],
        expected: int | None = None,
    ) -> Recorded:
        """拟公开信息: a masked record draft from what was opened; it has its own review."""

        def run(work: Work) -> None:
            work.desk.require("record.draft", organ=work.case.organ)
            record = Record.draft(
                organ=work.case.organ,
                description=description,
                openness=openness,
                content=work.contents.keep(list(parts)),
            )
            work.case.open_record(record=record.id, matters=tuple(matters))
            work.made.append(record)

        return self._act(caller, request, "open_record", run, expected)


def _with_reason(letter: GivenLetter, cause: AbandonCause, judged: str) -> GivenLetter:
    if cause is AbandonCause.FEE_UNPAID:
        return letter
    return replace(letter, edited={"reason": judged, **letter.edited})
