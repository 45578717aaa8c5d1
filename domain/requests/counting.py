"""期限: what of a request the clock counts with, and the questions its commands ask of it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Self

from domain.act import current_act
from domain.calendar import Calendar, WorkingDays
from domain.clocks import (
    Clock,
    ClockState,
    ClockStep,
    Delay,
    Extension,
    Fact,
    Facts,
    Restart,
    StepKind,
    Stop,
    Told,
    clock,
    days_late,
    deadline,
)
from domain.errors import Incomplete, WrongState
from domain.law.consultations import consultation_rule, silence_after
from domain.law.law import Law
from domain.law.limits import Limit
from domain.law.rows import REGULATION
from domain.law.services import KeptAt, kept_at
from domain.letters import LetterKind
from domain.requests.evidence import Evidence
from domain.requests.letters import Dispatch, DispatchWay, Letter, Served, Service
from domain.requests.proceeding import UNCONFIRMED_ON_PAPER, Broken, RequestState

if TYPE_CHECKING:
    from domain.law.lawbook import LawBook


ANSWERED_LATE = "应当在期限内答复"
"""The rule that a late answer breaks."""


NOT_WITHIN_SEVEN_DAYS = "补正应当自收到申请之日起七个工作日内告知"
_OPINION = ("征求意见应当在答复期限内", "条例 art 33")
TOLD_LATE = {
    LetterKind.CLARIFICATION: ("补正应当在答复期限内告知", "条例 art 30, 33"),
    LetterKind.EXTENSION: ("延期应当在答复期限届满前告知", "条例 art 33"),
    LetterKind.DELAY: ("延迟答复应当在期限届满前告知", "条例 art 35"),
    LetterKind.FEE: ("收费应当在答复期限内通知", "条例 art 33, 42"),
    LetterKind.THIRD_PARTY: _OPINION,
    LetterKind.CO_PRODUCER: _OPINION,
    LetterKind.OTHER_ORGAN: _OPINION,
}
"""The rule that a notice breaks which is sent after the due date, and its article."""
LIMITED = (LetterKind.REPLY, LetterKind.SUBSTITUTE_REPLY, LetterKind.ABANDONMENT, *TOLD_LATE)
"""Letters that end or move the clock by the day on which they are sent."""


def shows_sending(dispatch: Dispatch) -> bool:
    """Whether something outside of the archive shows that a paper was sent."""
    return dispatch.evidence.outside


def _require_shown_day(dispatch: Dispatch, today: date) -> None:
    """Raises `Incomplete` for a day of sending before today that nothing shows, or that the archive
    itself would have to have seen: it serves online on the day of the act."""
    if dispatch.on >= today:
        return
    if dispatch.way is DispatchWay.ONLINE:
        raise Incomplete(
            "网上查收由本系统在登记的当天送出，请填今天；以前寄出的，请选实际的方式",
            rule="条例 art 33",
            field="dispatch.on",
        )
    if not shows_sending(dispatch):
        raise Incomplete(
            "补登以前的寄出日期须有当时的寄送凭证（如邮件详情单、签收）：期限到这一天为止；"
            "没有凭证的，填今天的日期",
            rule="条例 art 33",
            field="dispatch.evidence",
        )


@dataclass(frozen=True)
class Rules:
    """The tables of law and the working-day calendar that a command decides with."""

    law: Law
    calendar: Calendar

    @classmethod
    def of(cls, lawbook: "LawBook | None") -> "Rules":
        """Those of the archive's law book; the built-in ones before it is opened."""
        from domain.calendar import BUILT_IN as CALENDAR
        from domain.law.law import BUILT_IN as LAW

        return cls(LAW, CALENDAR) if lawbook is None else cls(lawbook.law, lawbook.calendar)


class Counting(Service):
    """The clock of the answer, and whether something comes before it runs out."""

    def under(self, rules: Rules) -> Self:
        """Decide and count under these rules."""
        self._rules = rules
        return self

    @property
    def rules(self) -> Rules:
        """The rules given by `under`."""
        return self._rules

    def facts(self) -> Facts:
        """What the clock counts with, from the events so far."""
        receipt = None
        if self.receipt is not None:
            receipt = Fact(self.received_on or self.arrived_on, self.receipt[0], "收到申请")
        ended = None
        if self.closed_at is not None:
            ended = self._ended()
        return Facts(
            receipt=receipt,
            restarts=tuple(self._restarts()),
            stops=tuple(self._stops()),
            extensions=tuple(self._extensions()),
            delays=tuple(self._delays()),
            told=tuple(self._told()),
            ended=ended,
        )

    def count(self, today: date, calendar: Calendar | None = None) -> Clock:
        """The clock of the answer as of a day (条例 art 33).

        One taken over from an earlier system ended there and has no clock.
        """
        if self.state is RequestState.TAKEN_OVER:
            return self._without_clock()
        limit = self.limit("answer")
        return clock(self.facts(), calendar or self.rules.calendar, limit, today)

    def count_sent(self, sent: date) -> Clock:
        """The clock as a reply sent on this day ends it: what came later had no part in it."""
        facts = self.facts()
        reply = Fact(sent, self.version + 1, "答复")
        ended = (
            reply if facts.ended is None else min(facts.ended, reply, key=lambda end: end.moment)
        )
        limit = self.limit("answer")
        return clock(replace(facts, ended=ended), self.rules.calendar, limit, sent)

    def disputed_count(self, today: date) -> Clock | None:
        """The clock by the applicant's own day of receipt; None when he disputes nothing."""
        if self.disputed is None:
            return None
        claimed = Fact(self.on(self.disputed, "claimed_on"), self.disputed, "申请人主张的收到日期")
        facts = self.facts()
        return clock(
            replace(facts, receipt=claimed), self.rules.calendar, self.limit("answer"), today
        )

    def kept_on(self, letter: str) -> date | None:
        """The day that counts for the organ's own limit, by the way of service (a table)."""
        served = self.letters[letter]
        if served.way is None or served.sent is None:
            return None
        return self.received_on_of(letter) if self.kept_by_receipt(served) else self.on(served.sent)

    def kept_by_receipt(self, served: Served) -> bool:
        """Whether the organ keeps its limit by the receipt of a letter, and not by sending it."""
        if served.way is None or served.sent is None:
            return False
        day = max(self.on(served.sent), REGULATION)
        return kept_at(self.rules.law, served.way, day) is KeptAt.RECEIPT

    def limit(self, key: str) -> WorkingDays:
        """A limit of the law in working days."""
        return self.limit_of(key).working_days

    def limit_of(self, key: str) -> Limit:
        """The row of a limit that held when the request was received."""
        return self.rules.law.row(Limit, key, self.law_day)

    @property
    def law_day(self) -> date:
        """The day whose law governs the request: that of its receipt.

        Never before the Regulation was in force: a journal may hold a day that was amended before
        such days were refused, and must still be read.
        """
        return max(self.received_on or self.arrived_on, REGULATION)

    def late_by(self, key: str, on: date) -> int:
        """By how many working days `on` misses a limit counted from the present start; 0 if not."""
        start = self.count(on).start
        if start is None:
            return 0
        return days_late(
            self.rules.calendar, deadline(start, self.limit(key), self.rules.calendar), on
        )

    def dispatch(self, letter: str, dispatch: Dispatch) -> None:
        """As `Service.dispatch`; a reply or a notice that is sent too late is a breach.

        The day on which one known from paper left needs its proof, and so does a day that is told
        afterwards: a limit is kept by it. Raises `Incomplete`.
        """
        served = self.letters.get(letter)
        if served is not None and served.letter.kind in LIMITED:
            if served.letter.on_paper:
                self.require_shown_sending(dispatch)
            _require_shown_day(dispatch, current_act().today)
        late = self.broken_by_sending(letter, dispatch.on)
        super().dispatch(letter, dispatch)
        self.note(late)
        self.note(self.broken_by_service(letter))

    def _dispatches(self, letter: str) -> set[int]:
        return {at for at, (about, _) in self.served_by.items() if about == letter}

    def broken_by_sending(self, letter: str, on: date) -> list[Broken]:
        """What a notice breaks that is sent on this day, unless it is noted already.

        Judged when it leaves: it may have been written in time and have lain here.
        """
        served = self.letters.get(letter)
        if served is None or served.sent is not None:
            return []
        found = self.broken_by_telling(served.letter.kind, on)
        if self.clarifications and self.clarifications[0].letter == letter:
            found += self.not_within_seven_days(on)
        known = {served.issued, *self._dispatches(letter)}
        noted = {one.rule for one in self.breaches if one.of in known}
        return [one for one in found if one.rule not in noted]

    def broken_by_telling(self, kind: LetterKind, sent: date) -> list[Broken]:
        """What a notice of this kind breaks that is sent after the due date."""
        late = self.overdue_by(sent) if kind in TOLD_LATE else 0
        return [Broken(*TOLD_LATE[kind], late)] if late else []

    def not_within_seven_days(self, sent: date) -> list[Broken]:
        """What the first notice of 补正 breaks that is sent after the limit of its own."""
        late = self.late_by("clarification", sent)
        return [Broken(NOT_WITHIN_SEVEN_DAYS, "条例 art 30", late)] if late else []

    def deliver(self, letter: str, *, on: date, evidence: Evidence) -> None:
        """As `Service.deliver`; a reply handed over too late is a breach."""
        super().deliver(letter, on=on, evidence=evidence)
        self.note(self.broken_by_service(letter))

    def broken_by_service(self, letter: str) -> list[Broken]:
        """What the sending or the receipt just recorded breaks: that of the first reply."""
        return self.late_answer() if self.replies[:1] == (letter,) else []

    @property
    def answered_on(self) -> date | None:
        """The day the request was answered; None while it is not, and when it was taken back before
        a reply that was sent all the same."""
        ended = None if self.closed_at is None or self.replied is None else self._ended()
        return None if ended is None or ended.order == self.withdrawn_at else ended.on

    def late_answer(self) -> list[Broken]:
        """That the first answer came after the due date (条例 art 33), unless it is noted."""
        if self.replied is None:
            return []
        known = any(one.rule == ANSWERED_LATE for one in self.breaches)
        ended = self._ended()
        if ended is None or known or ended.order in (self.given_up, self.withdrawn_at):
            return []
        late = self.count(ended.on).days_late
        return [Broken(ANSWERED_LATE, "条例 art 33", late)] if late else []

    def require_shown_sending(self, dispatch: Dispatch | None) -> None:
        """That something shows the day on which what went out on paper was sent, if it says one: a
        limit is kept by it. Raises `Incomplete`."""
        if dispatch is None:
            return
        dispatch.require_outside()
        if not shows_sending(dispatch):
            raise Incomplete(
                "纸面文书的寄出日期须有寄送凭证（如邮件详情单、签收）：期限到这一天为止；"
                "没有凭证就先不填寄出日期",
                rule="条例 art 33",
                field="dispatch.evidence",
            )

    def require_received(self) -> None:
        """Raises `WrongState` while the day of receipt is not settled."""
        if self.receipt is None:
            raise WrongState(
                "收到日期还没有与申请人确认，请先确认", rule="条例 art 31", field="receipt"
            )

    def require_telling(self, paper: bool) -> None:
        """That a notice can be sent now: here, of a request that is being dealt with; on paper,
        wherever it may have happened.

        A notice on paper changes no state of a closed case; whether it moved the clock then goes by
        the days (`domain.clocks`). Raises `WrongState`.
        """
        if paper:
            self.require_on_paper()
            return
        self.require_received()
        self.require_state(RequestState.OPEN)

    def broken_by_notice(self, letter: Letter, sent: date, today: date) -> list[Broken]:
        """What a notice breaks by the day it is sent, and what its paper does."""
        return [
            *self.broken_by_telling(letter.kind, sent),
            *self.broken_on_paper(letter, sent, today),
        ]

    def broken_on_paper(self, letter: Letter, sent: date, today: date) -> list[Broken]:
        """What a notice on paper broke by who was told, and by when it was recorded."""
        if not letter.on_paper:
            return []
        unconfirmed = [] if self.receipt is not None else [Broken(*UNCONFIRMED_ON_PAPER)]
        return [*unconfirmed, *self.recorded_late(sent, self.count(today).due, today)]

    def require_before_due(
        self, letter: Letter, dispatch: Dispatch | None, what: str, paper: bool
    ) -> date:
        """The day a notice is sent; nothing that is sent after the due date moves it.

        Raises `WrongState` when the archive itself would send it after the due date, `Incomplete`
        for one on paper that nothing shows to have been sent.
        """
        if paper and dispatch is not None:
            dispatch.require_outside()
        if paper and (dispatch is None or not shows_sending(dispatch)):
            raise Incomplete(
                f"补录纸面发出的{what}须有寄送凭证（如邮件详情单、签收）：它会改变答复期限",
                rule="条例 art 33",
                field="dispatch.evidence",
            )
        sent = letter.dated if dispatch is None else dispatch.on
        due = self.count(sent).due
        if due is not None and sent > due and not paper:
            raise WrongState(
                f"最晚答复日 {due} 已过，{what}不能再改变期限；请尽快答复", rule="条例 art 33"
            )
        return sent

    def recorded_late(self, sent: date, due: date | None, today: date) -> list[Broken]:
        """That what was sent on paper before is recorded only after this due date."""
        if due is None or sent >= today:
            return []
        late = days_late(self.rules.calendar, due, today)
        return [Broken("纸面办理未及时登记", "条例 art 45", late)] if late else []

    def overdue_by(self, sent: date) -> int:
        """By how many working days a notice sent on this day comes after the due date."""
        due = self.count(sent).due
        return 0 if due is None else days_late(self.rules.calendar, due, sent)

    def require_notice(self, letter: Letter, kind: LetterKind) -> None:
        """A letter that can be issued now: of the right kind, dated today or, on paper, before."""
        if letter.kind is not kind:
            raise Incomplete("文书种类不对", field="letter.kind")
        if letter.id in self.letters:
            raise WrongState("这份文书已经登记", field="letter")
        self.require_day(letter.dated, not_before=self.arrived_on, field="letter.dated")

    def send(self, letter: Letter, dispatch: Dispatch | None) -> None:
        """Dispatch a letter in the same act, if it was."""
        if dispatch is not None:
            self.dispatch(letter.id, dispatch)

    def require_counting(self) -> Clock:
        """The clock while it runs. Raises `WrongState` when nothing is to be answered now."""
        self.require_received()
        self.require_state(RequestState.OPEN)
        found = self.count(current_act().today)
        if found.state is not ClockState.RUNNING:
            raise WrongState("本件现在没有在计算答复期限", field="state")
        return found

    def _without_clock(self) -> Clock:
        closed = self.on(1)
        text = f"{closed} 由旧系统办结，本系统不计算期限"
        step = ClockStep(StepKind.ENDED, closed, 0, text, "条例 art 33")
        nothing = WorkingDays(0)
        return Clock(
            ClockState.ENDED, None, None, None, nothing, False, (), (step,), (), None, None, 0
        )

    # Facts

    def _fact(self, version: int | None, what: str, member: str = "on") -> Fact | None:
        return None if version is None else Fact(self.on(version, member), version, what)

    def _restarts(self) -> list[Restart]:
        found = []
        for notice in self.clarifications:
            sent = self._fact(self.letters[notice.letter].sent, "寄出补正告知书")
            if sent is not None:
                answered = self._fact(notice.answered, "收到补正")
                found.append(
                    Restart(
                        "clarification", notice.letter, sent, answered, "条例 art 30", notice.moves
                    )
                )
        for fee in self.fees:
            sent = self._fact(self.letters[fee.letter].sent, "寄出收费通知")
            if sent is not None:
                paid = self._fact(fee.paid, "缴清信息处理费")
                found.append(Restart("fee", fee.letter, sent, paid, "条例 art 42", fee.moves))
        return found

    def _stops(self) -> list[Stop]:
        found = []
        day = self.law_day
        for one in self.consultations:
            rule = consultation_rule(self.rules.law, one.kind, day)
            served = self.letters[one.letter]
            sent = self._fact(served.sent, f"寄出{rule.letter}")
            if sent is not None and rule.stops_clock:
                found.append(
                    Stop(
                        one.letter,
                        one.kind,
                        sent,
                        self._fact(served.delivered, "对方签收"),
                        self._fact(one.answered, "收到答复"),
                        silence_after(self.rules.law, one.kind, day),
                        rule.article,
                    )
                )
        return found

    def _extensions(self) -> list[Extension]:
        found = []
        for one in self.extensions:
            sent = self._fact(self.letters[one.letter].sent, "寄出延期告知书")
            if sent is not None and one.effective:
                days = WorkingDays(one.effective)
                found.append(Extension(one.letter, sent, days, "条例 art 33"))
        return found

    def _delays(self) -> list[Delay]:
        if self.excess is None or self.excess.letter is None or self.excess.until is None:
            return []
        sent = self._fact(self.letters[self.excess.letter].sent, "寄出延迟答复告知书")
        if sent is None:
            return []
        until = self.on(self.excess.until, "until")
        return [Delay(self.excess.letter, sent, until, "条例 art 35")]

    def _told(self) -> list[Told]:
        found = []
        for served in self.letters.values():
            sent = self._fact(served.sent, "告知")
            if sent is not None and served.letter.told_due is not None:
                found.append(Told(sent, served.letter.told_due))
        return found

    def _ended(self) -> Fact | None:
        """The first end of the request, whatever replaced it later; None while a reply lies here.

        A reply ended it on the day that keeps the limit by the way of service. What happened on
        paper may be recorded in another order than it happened.
        """
        assert self.closed_at is not None
        ends = [
            Fact(self.on(version), version, what)
            for version, what in (
                (self.given_up, "不再处理"),
                (self.withdrawn_at, RequestState.WITHDRAWN.chinese),
                (self.replied, "当场答复"),
            )
            if version is not None and (version, "on") in self.dates
        ]
        if self.replies:
            kept = self.kept_on(self.replies[0])
            version = self.letters[self.replies[0]].sent
            if kept is not None and version is not None:
                ends.append(Fact(kept, version, "答复"))
        if self.state not in (RequestState.REPLIED, RequestState.ABANDONED, RequestState.WITHDRAWN):
            ends.append(Fact(self.on(self.closed_at), self.closed_at, self.state.chinese))
        return min(ends, key=lambda end: end.moment, default=None)
