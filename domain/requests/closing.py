"""终结: withdrawal, giving up, reopening; erasure of a person's data.

Giving up (不再处理) is an officer's act, only after the period has passed, counted from proven
service, and after the applicant's reason was judged (条例 art 30, 42).
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.act import current_act
from domain.calendar import WorkingDays
from domain.clocks import deadline, working_days_between
from domain.content import Content
from domain.errors import Incomplete, WrongState
from domain.law.outcomes import annual_row
from domain.law.rows import REGULATION
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.counting import shows_sending
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.following import Following, PublicationSuggested
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import (
    UNDER_WAY,
    Broken,
    RequestEvent,
    RequestState,
    require_reason,
)

__all__ = [
    "AbandonCause",
    "Abandoned",
    "Closing",
    "LetterMasked",
    "PersonErased",
    "PublicationSuggested",
    "Reopened",
    "Withdrawn",
]


def _not_lapsed(last: date | None) -> WrongState:
    if last is None:
        return WrongState("还没有送达凭证，期限没有开始", rule="条例 art 30", field="letter")
    return WrongState(f"期限到 {last} 才届满", rule="条例 art 30", field="on")


class AbandonCause(StrEnum):
    """Why a request is no longer processed."""

    NOT_CLARIFIED = "NOT_CLARIFIED"
    FEE_UNPAID = "FEE_UNPAID"

    @property
    def chinese(self) -> str:
        return {"NOT_CLARIFIED": "无正当理由逾期不补正", "FEE_UNPAID": "逾期未缴纳信息处理费"}[self]


GIVEN_UP_EARLY = {
    AbandonCause.NOT_CLARIFIED: ("没有逾期不补正，不应当不再处理", "条例 art 30"),
    AbandonCause.FEE_UNPAID: ("没有逾期不缴费，不应当不再处理", "条例 art 42"),
}
"""The rule that a giving up on paper breaks, whose period had not passed or never ran."""
_LAPSING = {
    AbandonCause.NOT_CLARIFIED: RequestState.CLARIFYING,
    AbandonCause.FEE_UNPAID: RequestState.CHARGED,
}
"""Where a request stands while the period runs."""


class Withdrawn(RequestEvent):
    """撤回申请, by the applicant; `evidence` shows that it was he.

    `matters` are those he takes back, none of them the whole request; `row` the row of the annual
    table when nothing is left to answer, else None.
    """

    TOPIC = "gongkai.information_request.withdrawn.v1"
    evidence: Evidence
    matters: tuple[int, ...]
    officer: str
    on: date
    row: str | None

    def fold(self, case: Any) -> None:
        case.withdrawn = tuple(sorted({*case.withdrawn, *(self.matters or case.matters)}))
        if self.row is None:
            return
        case.state = RequestState.WITHDRAWN
        case.withdrawn_at = self.originator_version
        case.first_row = self.row
        case.closed_at = self.originator_version
        case.reply = None


class Abandoned(RequestEvent):
    """不再处理: the period passed, its last day `lapsed_on`, and there was no good reason.

    On paper it may have been before that day; when no period ran at all, `lapsed_on` is `on`.
    """

    TOPIC = "gongkai.information_request.abandoned.v1"
    cause: AbandonCause
    judged: Sealed
    lapsed_on: date
    letter: Letter | None
    officer: str
    on: date
    row: str

    def fold(self, case: Any) -> None:
        case.state = RequestState.ABANDONED
        case.abandoned = self.cause
        case.given_up = self.originator_version
        case.first_row = self.row
        case.closed_at = self.originator_version
        case.reply = None


class Reopened(RequestEvent):
    """恢复处理: a request that was given up is taken up again, with reason.

    In the year in which it was given up it is counted anew; a later year's reply counts no more.
    """

    TOPIC = "gongkai.information_request.reopened.v1"
    officer: str
    on: date
    reason: Sealed

    def fold(self, case: Any) -> None:
        if case.on(case.closed_at).year == self.on.year:
            case.first_row = None
        case.state = case.waiting
        case.abandoned = None
        case.given_up = None
        case.closed_at = None


class PersonErased(RequestEvent):
    """抹去个人信息: the key of a person's data in this case is destroyed; the figures stay.

    `contents` are the ids of the stored contents destroyed with it: an audit no longer asks for
    them. `retained_until` is the last day of the retention that had to pass.
    """

    TOPIC = "gongkai.information_request.person_erased.v1"
    DATED = False
    basis: str
    contents: tuple[str, ...]
    officer: str
    person: str
    retained_until: date

    def fold(self, case: Any) -> None:
        case.erased = (*case.erased, self.person)
        case.destroyed = (*case.destroyed, *self.contents)


class LetterMasked(RequestEvent):
    """留存文书抄本: a letter told of somebody who was erased; `copy` is it without him.

    It takes the place of the destroyed one for the applicants who are left.
    """

    TOPIC = "gongkai.information_request.letter_masked.v1"
    copy: Content
    letter: str
    officer: str

    def fold(self, case: Any) -> None:
        served = case.letters[self.letter]
        case.letters[self.letter] = replace(
            served, letter=replace(served.letter, content=self.copy)
        )
        case.contents = (*case.contents, self.copy)


class Closing(Following):
    """Ends that are no reply, and what comes after."""

    def withdraw(self, *, on: date, evidence: Evidence, matters: tuple[int, ...] = ()) -> None:
        """The applicant takes his request back, or some of its matters."""
        self.require_state(*UNDER_WAY)
        self.require_day(on, not_before=self.arrived_on, field="on")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete("撤回须有申请人本人的凭证", field="evidence")
        evidence.require_stated("evidence")
        if not set(matters) <= self.open_matters:
            raise Incomplete("只能撤回还没有撤回的事项", field="matters")
        if matters and self.reply is not None:
            raise WrongState("答复正在拟办，请先修改或退回", field="matters")
        row = None
        if not matters or set(matters) == self.open_matters:
            row = self.counted_as("WITHDRAWN", on)
        self.trigger_event(
            Withdrawn,
            evidence=evidence,
            matters=tuple(sorted(set(matters))),
            officer=acting_officer(),
            on=on,
            row=row,
        )

    def counted_as(self, outcome: str, on: date) -> str:
        """The row of the annual table for an end that is no reply; the one counted before holds."""
        return self.first_row or annual_row(self.rules.law, [(outcome, None)], max(on, REGULATION))

    def abandon(
        self,
        *,
        cause: AbandonCause,
        judged: Sealed,
        on: date,
        letter: Letter | None,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """不再处理. `judged` says what reason the applicant gave, or none, and why it does not do.

        On paper it may have come before the period had passed, or when none ran. Raises
        `WrongState` before the period has passed or while service is unproven, `Incomplete`
        without the letter that tells the applicant.
        """
        self._require_lapsing(cause, paper)
        last = self.lapsing_on(cause)
        if (last is None or on <= last) and not paper:
            raise _not_lapsed(last)
        self.require_day(on, field="on")
        if letter is None:
            raise Incomplete("不再处理须书面告知申请人", rule="条例 art 30", field="letter")
        self.require_notice(letter, LetterKind.ABANDONMENT)
        if paper:
            if dispatch is None or not shows_sending(dispatch):
                raise Incomplete(
                    "补录纸面发出的不再处理告知须有寄送凭证（如邮件详情单、签收）：它会终结本件",
                    rule="条例 art 30",
                    field="dispatch.evidence",
                )
            dispatch.require_outside()
        sent = letter.dated if dispatch is None else dispatch.on
        broken = self.broken_by_giving_up(cause, on, letter, sent, current_act().today)
        self.trigger_event(
            Abandoned,
            cause=cause,
            judged=judged,
            lapsed_on=last or on,
            letter=letter,
            officer=acting_officer(),
            on=on,
            row=self.counted_as(cause.value, on),
        )
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_giving_up(
        self, cause: AbandonCause, on: date, letter: Letter | None, sent: date, today: date
    ) -> list[Broken]:
        """What giving up on this day breaks, and what its letter on paper does."""
        last, found = self.lapsing_on(cause), []
        if last is None or on <= last:
            early = 0 if last is None else working_days_between(self.rules.calendar, on, last)
            found.append(Broken(*GIVEN_UP_EARLY[cause], early))
        return found if letter is None else [*found, *self.broken_on_paper(letter, sent, today)]

    def _require_lapsing(self, cause: AbandonCause, paper: bool) -> None:
        """That a request can be given up for this cause. Raises `WrongState`."""
        if paper:
            self.require_on_paper()
            self.require_state(*UNDER_WAY)
        else:
            self.require_state(_LAPSING[cause])

    def lapsing_on(self, cause: AbandonCause) -> date | None:
        """The last day of the period that is to have passed; None when none ran."""
        return self.waiting_until() if self.state is _LAPSING[cause] else None

    def reopen(self, *, on: date, reason: Sealed) -> None:
        """Take a given-up request up again, so that a late answer can restart the clock."""
        self.require_state(RequestState.ABANDONED)
        given_up = None if self.closed_at is None else self.on(self.closed_at)
        self.require_day(on, not_before=given_up, field="on")
        self.trigger_event(Reopened, officer=acting_officer(), on=on, reason=reason)

    def erase(
        self,
        *,
        person: str,
        basis: str,
        retained_until: date,
        spared: Collection[str] = (),
        copies: Mapping[str, Content] | None = None,
    ) -> None:
        """Say that a person's data here is destroyed, and with it what may tell of him.

        `spared` are the contents of letters that do not; they stay. `copies` (by letter) take the
        place of those that do, for the applicants who are left. Raises `WrongState` while anything
        runs.
        """
        known = {one.third_party.person for one in self.consultations if one.third_party}
        if person not in {*self.persons, *known}:
            raise Incomplete("本件没有这个人", field="person")
        if person in self.erased:
            raise WrongState("已经抹去", field="person")
        if not self.state.closed or self.contested or self.ordered_until is not None:
            raise WrongState("案件或其复议、诉讼还没有终结，不能抹去个人信息", rule="design §4")
        if self._ended() is None:
            raise WrongState("答复还没有送出，不能抹去个人信息", rule="design §4", field="state")
        today = current_act().today
        if today <= retained_until:
            raise WrongState(
                f"保管期限到 {retained_until} 才届满，不能抹去个人信息", rule="retention"
            )
        require_reason(basis, "请写明依据", "basis")
        self.trigger_event(
            PersonErased,
            basis=basis.strip(),
            contents=tuple(one.id for one in self.personal_contents() if one.id not in spared),
            officer=acting_officer(),
            person=person,
            retained_until=retained_until,
        )
        for letter, copy in (copies or {}).items():
            self.trigger_event(LetterMasked, copy=copy, letter=letter, officer=acting_officer())

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
