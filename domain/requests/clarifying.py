"""补正: one notice of all defects, its answer, and what is done when none comes (条例 art 30).

The first notice ends the count; the answer begins it anew. A later notice is refused; on paper it
is a breach and moves nothing.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.content import Content
from domain.errors import Incomplete, NotFound, WrongState
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.applicant import Defect, Matter
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import RequestEvent, RequestState

MINIMUM_PERIOD = 1


@dataclass(frozen=True)
class Clarification:
    """A 补正 notice and the version of its answer. `moves` is False for one after the first."""

    letter: str
    period: int
    moves: bool
    answered: int | None = None


class ClarificationRequested(RequestEvent):
    """一次性告知补正: all defects at once, and a reasonable period in working days."""

    TOPIC = "gongkai.information_request.clarification_requested.v1"
    defects: tuple[Defect, ...]
    letter: Letter
    moves: bool
    officer: str
    period: int

    def fold(self, case: Any) -> None:
        notice = Clarification(self.letter.id, self.period, self.moves)
        case.clarifications = (*case.clarifications, notice)
        if self.moves:
            case.state = RequestState.CLARIFYING


class ClarificationAnswered(RequestEvent):
    """补正: the clarified application came; the clock begins anew after its day of receipt.

    `matters` are the matters as they now are, None when only papers were missing. `excuse` is the
    applicant's reason for coming late.
    """

    TOPIC = "gongkai.information_request.clarification_answered.v1"
    attachments: Content | None
    evidence: Evidence
    excuse: Sealed | None
    matters: tuple[Matter, ...]
    notice: str
    officer: str
    on: date

    def fold(self, case: Any) -> None:
        case.clarifications = tuple(
            replace(one, answered=self.originator_version) if one.letter == self.notice else one
            for one in case.clarifications
        )
        case.matters.update({matter.number: matter for matter in self.matters})
        case.state = RequestState.OPEN


class Clarifying(Counting):
    """Notice and answer."""

    def request_clarification(
        self,
        *,
        letter: Letter,
        defects: tuple[Defect, ...],
        period: int,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """Tell the applicant once what is missing, within seven working days.

        Raises `WrongState` for a second notice or one after the due date, `Incomplete`.
        """
        self.require_notice(letter, LetterKind.CLARIFICATION)
        if not defects:
            raise Incomplete("请逐项写明缺什么、怎样补", rule="条例 art 30", field="defects")
        if not MINIMUM_PERIOD <= period <= 60:
            raise Incomplete(
                "合理的补正期限以工作日计，1 到 60", rule="条例 art 30", field="period"
            )
        self.require_received()
        first = not self.clarifications
        second = self.hold(
            first, lambda: WrongState("补正只能一次性告知，已经告知过", rule="条例 art 30"), paper
        )
        sent = self.require_before_due(letter, dispatch, "补正告知", paper)
        late = self.late_by("clarification", sent)
        self.trigger_event(
            ClarificationRequested,
            defects=defects,
            letter=letter,
            moves=first,
            officer=acting_officer(),
            period=period,
        )
        if second:
            self.note("补正应当一次性告知", "条例 art 30")
        if late:
            self.note("补正应当自收到申请之日起七个工作日内告知", "条例 art 30", late)
        self.send(letter, dispatch)

    def answer_clarification(
        self,
        *,
        notice: str,
        on: date,
        matters: tuple[Matter, ...],
        attachments: Content | None,
        excuse: Sealed | None,
        evidence: Evidence,
    ) -> None:
        """The clarified application came in, in time or late, before the case was given up."""
        found = next((one for one in self.clarifications if one.letter == notice), None)
        if found is None:
            raise NotFound("本件没有这份补正告知书", field="notice")
        if found.answered is not None:
            raise WrongState("这份补正告知书已经答复", field="notice")
        self.require_state(RequestState.CLARIFYING, RequestState.OPEN, RequestState.CHARGED)
        self.require_day(on, not_before=self.letters[notice].letter.dated, field="on")
        unknown = {matter.number for matter in matters} - set(self.matters)
        if unknown:
            raise Incomplete(f"本件没有第 {min(unknown)} 项", field="matters")
        evidence.require_stated("evidence")
        self.trigger_event(
            ClarificationAnswered,
            attachments=attachments,
            evidence=evidence,
            excuse=excuse,
            matters=matters,
            notice=notice,
            officer=acting_officer(),
            on=on,
        )
