"""答复: drafted, reviewed, approved by three officers; given once, replaced only with reason.

    (none) --drafted--> DRAFTED --reviewed--> REVIEWED --issued--> in force
           DRAFTED, REVIEWED --revised, returned--> DRAFTED

Giving information needs a secrecy review of exactly this content. The first reply fixes year and
row of the annual table; a replaced one never counts again. At most one outcome of a matter is in
force.
"""

from datetime import date
from typing import Any

from domain.act import current_act
from domain.calendar import YearUsed
from domain.errors import NotReviewed, SamePerson, WrongState
from domain.law.limits import Unit
from domain.law.outcomes import annual_row
from domain.law.rows import REGULATION
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.requests.consulting import Opinion
from domain.requests.counting import ANSWERED_LATE
from domain.requests.drafting import (
    Drafting,
    Reply,
    ReplyCause,
    ReplyDrafted,
    ReplyReturned,
    ReplyReviewed,
    ReplyRevised,
    ReplyStage,
    ReplySubmitted,
)
from domain.requests.evidence import Evidence
from domain.requests.letters import Dispatch, Letter
from domain.requests.outcome import MatterOutcome, MatterResult
from domain.requests.proceeding import Broken, RequestEvent, RequestState
from domain.review import Decision, SecrecyReview

__all__ = [
    "AnsweredOnTheSpot",
    "Replied",
    "Reply",
    "ReplyCause",
    "ReplyDrafted",
    "ReplyReturned",
    "ReplyReviewed",
    "ReplyRevised",
    "ReplyStage",
    "ReplySubmitted",
    "Replying",
]


class Replied(RequestEvent):
    """签发: the head signs the draft at version `draft`; the letter is made and bound.

    Content and words are that draft's: sealed values stand at one place. `results` are its
    outcomes in codes. `row` is the row of the annual table when this is the first reply, None when
    one was counted before. `due` is the day by which it was due (None for a correction of one's
    own), `calendar` the versions of the working-day calendar that held.
    """

    TOPIC = "gongkai.information_request.replied.v1"
    DATED = False
    calendar: tuple[YearUsed, ...]
    cause: ReplyCause
    draft: int
    due: date | None
    letter: Letter
    officer: str
    reply: str
    results: tuple[MatterResult, ...]
    review: str | None
    row: str | None

    def fold(self, case: Any) -> None:
        case.outcomes.update({one.matter: one for one in case.reply.outcomes})
        case.replies = (*case.replies, self.letter.id)
        if case.reply.content is not None:
            case.given, case.given_on_paper = case.reply.content, False
        case.reply = None
        if case.replied is None:
            case.replied = self.originator_version
            case.first_row = self.row or case.first_row
            case.calendar_used = self.calendar
        case.abandoned = None
        case.state = RequestState.REPLIED
        case.closed_at = self.originator_version


class AnsweredOnTheSpot(RequestEvent):
    """当场答复: at the desk, in the same act as the filing (条例 art 33).

    `letter` is the paper that was handed over, None when the answer was told.
    """

    TOPIC = "gongkai.information_request.answered_on_the_spot.v1"
    calendar: tuple[YearUsed, ...]
    evidence: Evidence
    letter: Letter | None
    officer: str
    on: date
    outcomes: tuple[MatterOutcome, ...]
    row: str

    def fold(self, case: Any) -> None:
        case.outcomes.update({one.matter: one for one in self.outcomes})
        case.replied = self.originator_version
        case.first_row = self.row
        case.calendar_used = self.calendar
        case.state = RequestState.REPLIED
        case.closed_at = self.originator_version


class Replying(Drafting):
    """From draft to signature."""

    def issue_reply(
        self,
        *,
        letter: Letter,
        review: SecrecyReview | None,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """签发. On `paper` it was sent before: three officers saw it here, nothing is printed.

        Raises `NotReviewed`, `ReviewOutdated`, `SamePerson`, `WrongState`, `Incomplete`.
        """
        reply = self.require_reply(ReplyStage.REVIEWED)
        first = reply.cause is ReplyCause.FIRST
        if first:
            self.require_state(RequestState.OPEN)
        # Ordered after silence: the first reply of the case, and a new one by its cause.
        plain = first or (self.replied is None and letter.kind is LetterKind.REPLY)
        self.require_notice(letter, LetterKind.REPLY if plain else LetterKind.SUBSTITUTE_REPLY)
        officer = acting_officer()
        if officer in reply.drafters or officer == reply.reviewer:
            raise SamePerson("起草、审核、签发须是三名不同的工作人员", rule="design §5")
        self._require_cleared(reply, review, officer)
        self.require_third_parties(reply.outcomes, current_act().today)
        self._require_searches(reply.outcomes)
        if paper:
            self.require_shown_sending(dispatch)
        sent = letter.dated if dispatch is None else dispatch.on
        counted = self.count(sent)
        due = self._due_on(sent, reply.cause, reply.remedy)
        broken = self.broken_by_reply(letter, reply.cause, reply.remedy, sent, current_act().today)
        row = self.row_of(reply.outcomes, letter.dated) if self.first_row is None else None
        self.trigger_event(
            Replied,
            calendar=counted.calendar,
            cause=reply.cause,
            draft=reply.draft,
            due=due,
            letter=letter,
            officer=officer,
            reply=reply.id,
            results=tuple(one.result for one in reply.outcomes),
            review=None if reply.content is None else reply.review,
            row=row,
        )
        self.note(broken)
        self.send(letter, dispatch)

    def _due_on(self, sent: date, cause: ReplyCause, remedy: str | None) -> date | None:
        """By when a reply sent on this day was due; None for a correction of one's own."""
        if remedy is not None:
            return self.ordered_until
        return self.count(sent).due if cause is ReplyCause.FIRST else None

    def broken_by_reply(
        self, letter: Letter, cause: ReplyCause, remedy: str | None, sent: date, today: date
    ) -> list[Broken]:
        """What a reply breaks that is signed here and sent on this day (条例 art 33)."""
        first = cause is ReplyCause.FIRST
        late = self.count(sent).days_late if first else None
        broken = self.broken_by_lateness(self._due_on(sent, cause, remedy), sent, late)
        if first and letter.on_paper:
            broken += self.recorded_late(sent, self.count(today).due, today)
        return broken

    def broken_by_lateness(self, due: date | None, sent: date, late: int | None) -> list[Broken]:
        """That a reply came too late: a first one by `late` working days; else an ordered one, by
        calendar days."""
        if due is None or sent <= due:
            return []
        if late is not None:
            return [Broken(ANSWERED_LATE, "条例 art 33", late)]
        days = (sent - due).days
        return [Broken("应当在责令的期限内答复", "条例 art 33", days, Unit.CALENDAR_DAYS)]

    def answer_on_the_spot(
        self,
        *,
        outcomes: tuple[MatterOutcome, ...],
        on: date,
        evidence: Evidence,
        letter: Letter | None = None,
    ) -> None:
        """Answer at the desk, on the day of receipt, before anything else was done.

        Raises `WrongState` for an outcome that takes three officers.
        """
        self.require_state(RequestState.OPEN)
        if on != self.received_on or self.version > 1:
            raise WrongState(
                "当场答复只能在收到申请的当时；以后须经起草、审核、签发",
                rule="条例 art 33",
                field="on",
            )
        self._require_outcomes(outcomes, None)
        for one in outcomes:
            if not self.rule_of(one).on_the_spot:
                raise WrongState(
                    f"“{self.rule_of(one).chinese}”须经起草、审核、签发，不能当场答复",
                    rule="条例 art 33",
                    field=f"outcomes.{one.matter}.outcome",
                )
        self.require_day(on, field="on")
        evidence.require_stated("evidence")
        if letter is not None:
            self.require_notice(letter, LetterKind.REPLY)
        self.trigger_event(
            AnsweredOnTheSpot,
            calendar=self.count(on).calendar,
            evidence=evidence,
            letter=letter,
            officer=acting_officer(),
            on=on,
            outcomes=outcomes,
            row=self.row_of(outcomes, on),
        )

    def row_of(self, outcomes: tuple[MatterOutcome, ...], on: date) -> str:
        """The one row of the annual table that the request counts in (domain.md B8)."""
        all_of_them = {**self.outcomes, **{one.matter: one for one in outcomes}}
        pairs = [pair for one in all_of_them.values() for pair in one.counted]
        return annual_row(self.rules.law, pairs, max(on, REGULATION))

    def _require_cleared(self, reply: Reply, review: SecrecyReview | None, officer: str) -> None:
        """A secrecy review has cleared exactly this content (保密法实施条例 art 42)."""
        if reply.content is None:
            return
        if review is None or review.id != reply.review:
            raise NotReviewed(
                "提供信息须先经保密审查", rule="保密法实施条例 art 42", field="review"
            )
        decision = review.require_concluded(content=reply.content.commitment, draft=reply.draft)
        if decision is not Decision.CLEARED:
            raise NotReviewed(
                "保密审查的结论不是可以公开", rule="保密法实施条例 art 42", field="review"
            )
        if officer in review.reviewers:
            raise SamePerson("保密审查人不能签发", rule="design §5")

    def require_third_parties(self, outcomes: tuple[MatterOutcome, ...], on: date) -> None:
        """What a third party objects to, with good reason, is opened only after he was told.

        条例 art 32: silence = the organ decides; what is not consent must be judged. Who agrees to
        a part with good reason is told too before the whole is opened. `on` is the day of the
        reply. Raises `WrongState`.
        """
        opened = {one.matter for one in outcomes if self.rule_of(one).gives_information}
        in_full = {
            one.matter
            for one in outcomes
            if one.matter in opened and not self.rule_of(one).needs_refused_parts
        }
        for one in self.consultations:
            if one.third_party is None or not opened & set(one.matters):
                continue
            if one.answered is None or self.on(one.answered) > on:
                if not self.silence_is_over(one, on):
                    raise WrongState(
                        "第三方的答复期限还没有过", rule="条例 art 32", field="consultation"
                    )
                continue
            if one.opinion in (None, Opinion.CONSENT):
                continue
            if one.upheld is None:
                raise WrongState(
                    "第三方没有表示同意公开，请先判断其理由",
                    rule="条例 art 32",
                    field="consultation",
                )
            whole = one.upheld and bool(in_full & set(one.matters))
            binding = {
                Opinion.OBJECTION: True,
                Opinion.PARTIAL: whole,
                Opinion.OTHER: one.upheld,
            }
            if one.opinion and binding[one.opinion] and not self._told_by(one.overridden, on):
                raise WrongState(
                    "第三方不同意公开；决定公开的，须先将内容和理由书面告知第三方",
                    rule="条例 art 32",
                    field="consultation",
                )

    def _told_by(self, letter: str | None, on: date) -> bool:
        """Whether this letter was written by a day."""
        return letter is not None and self.on(self.letters[letter].issued, "letter.dated") <= on
