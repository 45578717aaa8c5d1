"""补录纸面答复: a reply that was given on paper, registered wherever the case stood then.

It went out without the archive: nobody here could refuse it, and the applicant has it in hand. So
it is recorded as it was, by one act, and each rule that it broke is a breach that supervisors see.
Only what cannot have been is refused: a first reply beside one that is in force, a reply in a
filing that went into another one, and one that nothing shows.

What a reply breaks by where the case stood:

    UNCONFIRMED  the day of receipt was never confirmed with the applicant (条例 art 31)
    CLARIFYING   it cuts short the period that the notice gave him (art 30), if that has not passed,
                 from proven receipt (from sending while unproven). After the period nothing: the
                 organ may give the request up then, and to answer it is better for him. The clock
                 shows no due date: the count of art 30 begins with the answer, and none came
    CHARGED      nothing: payment is a condition of the organ's duty, which it may waive (art 42)
    ABANDONED    nothing: what was given up is answered after all. It was counted already, unless
                 the reply had left before
    WITHDRAWN    nothing: the Regulation knows no withdrawal, and what was sent stands

A late one is late as any other; one recorded only after the due date is so too (art 45).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from domain.act import current_act
from domain.calendar import WorkingDays, YearUsed
from domain.clocks import ClockState, clock, deadline, working_days_between
from domain.content import Content
from domain.errors import Incomplete, WrongState
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.requests.counting import shows_sending
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.letters import Dispatch, Letter
from domain.requests.outcome import MatterOutcome
from domain.requests.proceeding import (
    ON_PAPER,
    UNCONFIRMED_ON_PAPER,
    Broken,
    RequestEvent,
    RequestState,
)
from domain.requests.replying import ReplyCause, Replying

CUT_SHORT = Broken("补正期限未满，不应当答复", "条例 art 30")
FORGOTTEN = Broken("每一项申请都应当答复", "条例 art 33")
NOT_CLEARED = Broken("提供信息应当先经保密审查", "保密法实施条例 art 42")
NOT_APPROVED = Broken("答复书应当经本机关负责人审批签发", "党政机关公文处理工作条例 art 22")
THIRD_PARTY_UNHEARD = Broken(
    "涉及第三方权益的，应当先听取其意见；决定公开的，应当先告知", "条例 art 32"
)
NO_SEARCH = Broken("答复“不存在”应当先经检索，并且没有检索到", "条例 art 36(4)")


class RepliedOnPaper(RequestEvent):
    """补录纸面答复: a reply that was signed and sent on paper, as it was.

    `content` is the information that it gave, None when no copy is kept; `cleared` the proof of the
    secrecy review that came before it, and `approved` the proof that the head of the organ signed
    it (签发), if there are any: no three officers of the archive saw it. `row`, `due`, `calendar`,
    `cause`, `document`, `reason` and `remedy` are those of a reply drafted and signed here.
    """

    TOPIC = "gongkai.information_request.replied_on_paper.v1"
    DATED = False
    approved: Evidence
    calendar: tuple[YearUsed, ...]
    cause: ReplyCause
    cleared: Evidence
    content: Content | None
    document: str
    due: date | None
    letter: Letter
    officer: str
    outcomes: tuple[MatterOutcome, ...]
    reason: str
    remedy: str | None
    row: str | None

    def fold(self, case: Any) -> None:
        named = {one.matter: one for one in self.outcomes}
        case.outcomes.update(named)
        case.withdrawn = tuple(number for number in case.withdrawn if number not in named)
        case.replies = (*case.replies, self.letter.id)
        if self.content is not None:
            case.given, case.given_on_paper = self.content, True
        case.reply = None
        if case.replied is None:
            case.replied = self.originator_version
            case.first_row = self.row or case.first_row
            case.calendar_used = self.calendar
        case.abandoned = None
        case.state = RequestState.REPLIED
        case.closed_at = self.originator_version


class PaperAnswer(NamedTuple):
    """What a reply on paper said, and what is there to show that it was in order."""

    outcomes: tuple[MatterOutcome, ...]
    cleared: Evidence
    approved: Evidence
    cause: ReplyCause
    remedy: str | None


class PaperReplying(Replying):
    """Registering a reply that was given on paper."""

    def reply_on_paper(
        self,
        *,
        letter: Letter,
        outcomes: tuple[MatterOutcome, ...],
        content: Content | None,
        cleared: Evidence,
        approved: Evidence,
        dispatch: Dispatch | None,
        cause: ReplyCause = ReplyCause.FIRST,
        reason: str = "",
        document: str = "",
        remedy: str | None = None,
    ) -> None:
        """补录纸面答复, with every rule that it broke.

        A draft under way gives way to it. Raises `WrongState` while a reply is in force, unless
        this one takes its place with a cause; `Incomplete` without any proof of it.
        """
        self.require_on_paper()
        remedy = self.require_cause(cause, remedy, reason, document, *self._first_on_paper())
        first = cause is ReplyCause.FIRST
        plain = first or (self.replied is None and letter.kind is LetterKind.REPLY)
        self.require_notice(letter, LetterKind.REPLY if plain else LetterKind.SUBSTITUTE_REPLY)
        self._require_shown(letter, dispatch)
        self._require_proof("cleared", cleared, "审查", "保密法实施条例 art 42")
        self._require_proof("approved", approved, "签发", "党政机关公文处理工作条例 art 22")
        sent = letter.dated if dispatch is None else dispatch.on
        self._require_answers(outcomes, content)
        answer = PaperAnswer(outcomes, cleared, approved, cause, remedy)
        broken = self.broken_by_paper_reply(answer, sent, current_act().today)
        counted = self.count_sent(sent)
        self.trigger_event(
            RepliedOnPaper,
            approved=approved,
            calendar=counted.calendar,
            cause=cause,
            cleared=cleared,
            content=content,
            document=document.strip(),
            due=self._due_on_paper(answer, counted.due),
            letter=letter,
            officer=acting_officer(),
            outcomes=outcomes,
            reason=reason.strip(),
            remedy=remedy,
            row=self._row_on_paper(outcomes, letter.dated, dispatch),
        )
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_paper_reply(self, answer: "PaperAnswer", sent: date, today: date) -> list[Broken]:
        """Every rule that a reply broke which was sent on paper on this day."""
        first = answer.cause is ReplyCause.FIRST
        broken = list(self._broken_by_outcomes(answer.outcomes, answer.cleared, sent))
        if first and self.state is RequestState.UNCONFIRMED:
            broken.insert(0, Broken(*UNCONFIRMED_ON_PAPER))
        if answer.approved.kind is EvidenceKind.NONE:
            broken.append(NOT_APPROVED)
        if first:
            broken += self._cut_short(sent)
        counted = self.count_sent(sent)
        due, late = self._due_on_paper(answer, counted.due), counted.days_late if first else None
        broken += self.broken_by_lateness(due, sent, late)
        if not self.state.closed:
            broken += self.recorded_late(sent, counted.due, today)
        return broken

    def _due_on_paper(self, answer: "PaperAnswer", counted: date | None) -> date | None:
        """By when it was due; None for a correction of one's own and after another end."""
        if answer.remedy is not None:
            return self.ordered_until
        return counted if answer.cause is ReplyCause.FIRST and not self.state.closed else None

    def _first_on_paper(self) -> tuple[RequestState, ...]:
        return tuple(state for state in ON_PAPER if state is not RequestState.REPLIED)

    def _require_shown(self, letter: Letter, dispatch: Dispatch | None) -> None:
        """A copy or a proof of sending shows that there was such a reply; of one that takes the
        place of another there is a copy. Raises `Incomplete`."""
        if letter.content is None and letter.kind is LetterKind.SUBSTITUTE_REPLY:
            raise Incomplete(
                "补录纸面的重新答复须有答复书扫描件：它取代已经生效的答复",
                rule="条例 art 45",
                field="letter.content",
            )
        if letter.content is None and (dispatch is None or not shows_sending(dispatch)):
            raise Incomplete(
                "补录纸面答复须有答复书扫描件，或者寄送凭证（如邮件详情单、签收）",
                rule="条例 art 45",
                field="letter.content",
            )
        self.require_shown_sending(dispatch)

    def _require_proof(self, field: str, proof: Evidence, step: str, rule: str) -> None:
        """A proof from outside of the archive, or none: it saw no such step itself. Raises
        `Incomplete`."""
        if proof.kind is EvidenceKind.SYSTEM_RECORD:
            raise Incomplete(
                f"本系统没有{step}过，系统记录不能证明；请写明{step}记录在哪里，没有就选“无凭证”",
                rule=rule,
                field=field,
            )
        proof.require_stated(field)

    def _require_answers(
        self, outcomes: tuple[MatterOutcome, ...], content: Content | None
    ) -> None:
        """Raises `Incomplete` for what no reply can be: two outcomes of a matter, a refusal whose
        ground the annual table cannot count, information that is given by none."""
        named = [one.matter for one in outcomes]
        if not set(named) <= set(self.matters) or not named or len(set(named)) != len(named):
            raise Incomplete("每个事项只能有一个处理结果", field="outcomes")
        for one in outcomes:
            rule = self.rule_of(one)
            self.require_of_matter(one, rule)
            one.require_counted(rule)
        if content is not None and not self.gives(outcomes):
            raise Incomplete(
                "只有予以公开或部分公开的答复才附提供的信息",
                rule="条例 art 36(2), 37",
                field="content",
            )

    def gives(self, outcomes: tuple[MatterOutcome, ...]) -> bool:
        """Whether an answer gives information, wholly or in part (条例 art 36(2), 37)."""
        return any(self.rule_of(one).gives_information for one in outcomes)

    def _broken_by_outcomes(
        self, outcomes: tuple[MatterOutcome, ...], cleared: Evidence, sent: date
    ) -> Iterator[Broken]:
        """The rules that what was answered broke, each once."""
        found: list[Broken] = []
        if self.open_matters - {one.matter for one in outcomes} - set(self.outcomes):
            found.append(FORGOTTEN)
        for one in outcomes:
            rule = self.rule_of(one)
            before = self.missing_before(rule, sent)
            if before:
                found.append(Broken(f"答复“{rule.chinese}”之前应当有：{before}", rule.article))
            found += [
                Broken(lack.duty, lack.article or rule.article)
                for lack in one.lacking(rule, self.form)
            ]
            if not self.search_stands(one, sent):
                found.append(NO_SEARCH)
        if self.gives(outcomes) and cleared.kind is EvidenceKind.NONE:
            found.append(NOT_CLEARED)
        try:
            self.require_third_parties(outcomes, sent)
        except WrongState:
            found.append(THIRD_PARTY_UNHEARD)
        yield from dict.fromkeys(found)

    def _cut_short(self, sent: date) -> list[Broken]:
        """By how many working days a reply comes before the end of the period given for 补正.

        By none when the clock did not wait then, or it was the last day or later. An answer that
        came only after the reply is none.
        """
        facts = replace(
            self.facts(),
            ended=None,
            restarts=tuple(
                replace(one, answered=None)
                if one.answered is not None and one.answered.on > sent
                else one
                for one in self._restarts()
                if one.sent.on <= sent
            ),
        )
        counted = clock(facts, self.rules.calendar, self.limit("answer"), sent)
        if counted.state is not ClockState.WAITING_CLARIFICATION:
            return []
        notice = next(one for one in self.clarifications if one.moves)
        told = self.received_on_of(notice.letter) or self.sent_on(notice.letter)
        if told is None:
            return []
        last = deadline(told, WorkingDays(notice.period), self.rules.calendar)
        left = working_days_between(self.rules.calendar, sent, last)
        return [CUT_SHORT._replace(days=left)] if left else []

    def _row_on_paper(
        self, outcomes: tuple[MatterOutcome, ...], dated: date, dispatch: Dispatch | None
    ) -> str | None:
        """The row of the annual table, None when the request was counted before.

        A withdrawal that came after the reply had left took nothing back, and giving up then ended
        nothing: in the same year it is counted by the reply.
        """
        if self.first_row is not None:
            at = self.withdrawn_at if self.given_up is None else self.given_up
            end = None if at is None else self.on(at)
            if end is None or dispatch is None:
                return None
            if dispatch.on > end or dispatch.on.year != end.year:
                return None
        return self.row_of(outcomes, dated)
