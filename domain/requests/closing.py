"""终结: withdrawal, giving up, reopening; what follows a reply; erasure of a person's data.

Giving up (不再处理) is an officer's act, only after the period has passed, counted from proven
service, and after the applicant's reason was judged (条例 art 30, 42).
"""

from datetime import date
from enum import StrEnum
from typing import Any

from domain.act import current_act
from domain.calendar import WorkingDays
from domain.clocks import deadline
from domain.content import Content
from domain.errors import Incomplete, WrongState
from domain.law.outcomes import annual_row, outcome_rule
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import (
    UNDER_WAY,
    RequestEvent,
    RequestState,
    require_reason,
)
from domain.requests.remedies import Contesting


class AbandonCause(StrEnum):
    """Why a request is no longer processed."""

    NOT_CLARIFIED = "NOT_CLARIFIED"
    FEE_UNPAID = "FEE_UNPAID"

    @property
    def chinese(self) -> str:
        return {"NOT_CLARIFIED": "无正当理由逾期不补正", "FEE_UNPAID": "逾期未缴纳信息处理费"}[self]


class Withdrawn(RequestEvent):
    """撤回申请, by the applicant; `evidence` shows that it was he."""

    TOPIC = "gongkai.information_request.withdrawn.v1"
    evidence: Evidence
    officer: str
    on: date
    row: str

    def fold(self, case: Any) -> None:
        case.state = RequestState.WITHDRAWN
        case.first_row = self.row
        case.closed_at = self.originator_version
        case.reply = None


class Abandoned(RequestEvent):
    """不再处理: the period passed and there was no good reason."""

    TOPIC = "gongkai.information_request.abandoned.v1"
    cause: AbandonCause
    judged: Sealed
    letter: Letter | None
    officer: str
    on: date
    row: str

    def fold(self, case: Any) -> None:
        case.state = RequestState.ABANDONED
        case.abandoned = self.cause
        case.first_row = self.row
        case.closed_at = self.originator_version


class Reopened(RequestEvent):
    """恢复处理: a request that was given up is taken up again, with reason."""

    TOPIC = "gongkai.information_request.reopened.v1"
    officer: str
    on: date
    reason: Sealed

    def fold(self, case: Any) -> None:
        waits = RequestState.CLARIFYING
        if case.abandoned is AbandonCause.FEE_UNPAID:
            waits = RequestState.CHARGED
        case.state = waits
        case.abandoned = None
        case.first_row = None
        case.closed_at = None


class PublicationSuggested(RequestEvent):
    """建议主动公开: the applicant suggests that what he was given be published (条例 art 44)."""

    TOPIC = "gongkai.information_request.publication_suggested.v1"
    on: date
    officer: str
    text: Sealed | None

    def fold(self, case: Any) -> None:
        case.suggested = True


class RecordOpened(RequestEvent):
    """由答复拟公开信息: a masked record draft was opened from an opening reply."""

    TOPIC = "gongkai.information_request.record_opened.v1"
    matters: tuple[int, ...]
    officer: str
    record: str

    def fold(self, case: Any) -> None:
        case.records = (*case.records, self.record)


class PersonErased(RequestEvent):
    """抹去个人信息: the key of a person's data in this case was destroyed; the figures stay."""

    TOPIC = "gongkai.information_request.person_erased.v1"
    basis: str
    officer: str
    person: str

    def fold(self, case: Any) -> None:
        case.erased = (*case.erased, self.person)


class Closing(Contesting):
    """Ends that are no reply, and what comes after."""

    def withdraw(self, *, on: date, evidence: Evidence) -> None:
        """The applicant takes his request back."""
        self.require_state(*UNDER_WAY)
        self.require_day(on, not_before=self.arrived_on, field="on")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete("撤回须有申请人本人的凭证", field="evidence")
        evidence.require_stated("evidence")
        row = annual_row(self.rules.law, [("WITHDRAWN", None)], on)
        self.trigger_event(Withdrawn, evidence=evidence, officer=acting_officer(), on=on, row=row)

    def abandon(
        self,
        *,
        cause: AbandonCause,
        judged: Sealed,
        on: date,
        letter: Letter | None,
        dispatch: Dispatch | None,
    ) -> None:
        """不再处理. `judged` says what reason the applicant gave, or none, and why it does not do.

        Raises `WrongState` before the period has passed or while service is unproven.
        """
        expected = {
            AbandonCause.NOT_CLARIFIED: RequestState.CLARIFYING,
            AbandonCause.FEE_UNPAID: RequestState.CHARGED,
        }[cause]
        self.require_state(expected)
        last = self.waiting_until()
        if last is None:
            raise WrongState("还没有送达凭证，期限没有开始", rule="条例 art 30", field="letter")
        if on <= last:
            raise WrongState(f"期限到 {last} 才届满", rule="条例 art 30", field="on")
        self.require_day(on, field="on")
        if letter is not None:
            self.require_notice(letter, LetterKind.ABANDONMENT)
        row = annual_row(self.rules.law, [(cause.value, None)], on)
        self.trigger_event(
            Abandoned,
            cause=cause,
            judged=judged,
            letter=letter,
            officer=acting_officer(),
            on=on,
            row=row,
        )
        if letter is not None:
            self.send(letter, dispatch)

    def reopen(self, *, on: date, reason: Sealed) -> None:
        """Take a given-up request up again, so that a late answer can restart the clock."""
        self.require_state(RequestState.ABANDONED)
        self.require_day(on, field="on")
        self.trigger_event(Reopened, officer=acting_officer(), on=on, reason=reason)

    def suggest_publication(self, *, on: date, text: Sealed | None) -> None:
        """条例 art 44, after a reply that opened something."""
        if not self.opened_matters:
            raise WrongState("只有获得公开的信息才能建议主动公开", rule="条例 art 44")
        if self.suggested:
            raise WrongState("已经提过建议", rule="条例 art 44")
        self.trigger_event(PublicationSuggested, on=on, officer=acting_officer(), text=text)

    def open_record(self, *, record: str, matters: tuple[int, ...]) -> None:
        """Bind a record draft, opened in the same act, to what was opened by the reply."""
        if not matters or not set(matters) <= set(self.opened_matters):
            raise WrongState("只能由予以公开的事项拟公开信息；不予公开的永不公开", rule="R36")
        self.trigger_event(RecordOpened, matters=matters, officer=acting_officer(), record=record)

    def erase(self, *, person: str, basis: str, retained_until: date) -> None:
        """Say that a person's data here is destroyed. Raises `WrongState` while anything runs."""
        if person in self.erased:
            raise WrongState("已经抹去", field="person")
        if not self.state.closed or self.contested or self.ordered_until is not None:
            raise WrongState("案件或其复议、诉讼还没有终结，不能抹去个人信息", rule="design §4")
        today = current_act().today
        if today <= retained_until:
            raise WrongState(
                f"保管期限到 {retained_until} 才届满，不能抹去个人信息", rule="retention"
            )
        require_reason(basis, "请写明依据", "basis")
        self.trigger_event(
            PersonErased, basis=basis.strip(), officer=acting_officer(), person=person
        )

    @property
    def closed_on(self) -> date | None:
        """The day it ended: the newest letter of reply, withdrawal, giving up or joining."""
        if not self.state.closed or self.closed_at is None:
            return None
        days = [self.letters[letter].letter.dated for letter in self.replies]
        ended = self.dates.get((self.closed_at, "on"))
        return max([*days, *([] if ended is None else [ended])])

    def personal_contents(self) -> tuple[Content, ...]:
        """Stored contents that name a person: attachments, proofs, letters; not what was opened."""
        return self.contents

    @property
    def opened_matters(self) -> tuple[int, ...]:
        """Matters that were opened, wholly or in part."""
        day = self.received_on or self.arrived_on
        return tuple(
            one.matter
            for one in self.outcomes.values()
            if outcome_rule(self.rules.law, one.outcome, day).gives_information
        )

    def waiting_until(self) -> date | None:
        """The last day of what the applicant must do now, from proven service; else None."""
        if self.state is RequestState.CLARIFYING:
            notice = next(one for one in reversed(self.clarifications) if one.moves)
            period: WorkingDays = WorkingDays(notice.period)
            letter = notice.letter
        elif self.state is RequestState.CHARGED:
            letter, period = self.fees[-1].letter, self.limit("fee_payment")
        else:
            return None
        received = self.received_on_of(letter)
        return None if received is None else deadline(received, period, self.rules.calendar)
