"""Random lives of requests: whatever is tried, in whatever order, the rules of counting hold."""

import contextlib
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from domain.calendar import ONE_DAY, days_between
from domain.clock_count import count_of, judged
from domain.clocks import ClockState
from domain.errors import Refusal
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.letters import LetterKind
from domain.requests.applicant import FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.evidence import NO_EVIDENCE
from domain.requests.extending import Judgement
from domain.requests.letters import DispatchWay
from domain.requests.proceeding import RequestState
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.replying import ReplyCause
from tests.domain.requests.desk import (
    CALL,
    CLERK,
    HEAD,
    READ_BACK,
    RULES,
    SIGNED,
    SLIP,
    Story,
    letter,
    outcome,
    sealed,
    sent,
    standing,
)

CODES = st.sampled_from(("PROVIDED", "REFUSED", "PARTLY_PROVIDED", "INQUIRY", "NEEDS_PROCESSING"))
STEPS = st.integers(0, 9)
SELDOM = st.sampled_from((False,) * 9 + (True,))
USUAL = st.sampled_from((FilingChannel.IN_PERSON,) * 5 + tuple(FilingChannel))


class Lives(RuleBasedStateMachine):
    """A desk that tries anything; the case file decides what is lawful."""

    @initialize(
        start=st.dates(date(2024, 1, 2), date(2025, 11, 28)),
        channel=USUAL,
        matters=st.integers(1, 3),
    )
    def file(self, start: date, channel: FilingChannel, matters: int) -> None:
        self.today = start
        given: dict[str, Any] = {"channel": channel, "matters": matters}
        if channel is FilingChannel.ORAL:
            given["receipt_evidence"] = READ_BACK
        elif channel.needs_confirmation:
            given["receipt_evidence"] = NO_EVIDENCE
        self.story = Story(start, **given)
        self.counted: dict[tuple[Any, ...], int] = {}

    @contextlib.contextmanager
    def whole(self) -> Any:
        """One command: refused, it leaves no event."""
        before = len(self.story.events)
        state = standing(self.story.case)
        try:
            yield
        except Refusal:
            assert len(self.story.events) == before
            assert standing(self.story.case) == state

    @rule(days=STEPS)
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def confirm(self) -> None:
        with self.whole(), self.story.on(self.today, CLERK) as case:
            case.confirm_receipt(on=self.today, evidence=CALL)

    @rule(paper=st.booleans(), period=st.integers(1, 20))
    def clarify(self, paper: bool, period: int) -> None:
        with self.whole():
            self.story.clarify(self.today, period=period, paper=paper)

    @rule(which=st.integers(0, 3))
    def answer(self, which: int) -> None:
        notices = [one.letter for one in self.story.case.clarifications]
        if notices:
            with self.whole():
                self.story.answer(notices[which % len(notices)], self.today)

    @rule(kind=st.sampled_from(tuple(ConsultationKind)), paper=st.booleans())
    def consult(self, kind: ConsultationKind, paper: bool) -> None:
        with self.whole():
            self.story.consult(self.today, kind, paper=paper)

    @rule(which=st.integers(0, 3), opinion=st.sampled_from(tuple(Opinion)), upheld=st.booleans())
    def opine(self, which: int, opinion: Opinion, upheld: bool) -> None:
        asked = [one.letter for one in self.story.case.consultations]
        if not asked:
            return
        one = asked[which % len(asked)]
        with self.whole():
            self.story.opine(one, self.today, opinion)
        with self.whole(), self.story.on(self.today) as case:
            case.judge_objection(one, upheld=upheld, reason=sealed())

    @rule(days=st.integers(1, 25), paper=st.booleans())
    def extend(self, days: int, paper: bool) -> None:
        with self.whole(), self.story.on(self.today, HEAD) as case:
            case.consent_to_extension(days=days, on=self.today, reason="需要查找")
        with self.whole(), self.story.on(self.today) as case:
            case.tell_extension(
                letter=letter(LetterKind.EXTENSION, self.today),
                days=days,
                dispatch=sent(self.today),
                paper=paper,
            )

    @rule(later=st.integers(1, 40), judgement=st.sampled_from(tuple(Judgement)))
    def excess(self, later: int, judgement: Judgement) -> None:
        with self.whole(), self.story.on(self.today) as case:
            case.ask_reasons(letter=letter(LetterKind.REASONS, self.today), dispatch=None)
        with self.whole(), self.story.on(self.today) as case:
            case.judge_excess(judgement=judgement, reason=sealed())
        until = self.today + timedelta(days=later)
        with self.whole(), self.story.on(self.today) as case:
            case.tell_delay(
                letter=letter(LetterKind.DELAY, self.today, told_due=until),
                until=until,
                dispatch=sent(self.today),
            )

    @rule(quantity=st.integers(1, 60), basis=st.sampled_from(tuple(FeeBasis)), paper=st.booleans())
    def charge(self, quantity: int, basis: FeeBasis, paper: bool) -> None:
        with self.whole():
            self.story.charge(self.today, quantity, basis=basis, paper=paper)

    @rule(which=st.integers(0, 3))
    def pay(self, which: int) -> None:
        notices = [one.letter for one in self.story.case.fees]
        if notices:
            with self.whole():
                self.story.pay(notices[which % len(notices)], self.today)

    @rule(which=st.integers(0, 9), back=st.booleans(), fault=st.booleans())
    def serve(self, which: int, back: bool, fault: bool) -> None:
        letters = list(self.story.case.letters)
        if not letters:
            return
        one = letters[which % len(letters)]
        with self.whole(), self.story.on(self.today, CLERK) as case:
            if back:
                case.return_letter(
                    one, on=self.today, reason="无人签收", evidence=SLIP, organ_at_fault=fault
                )
            else:
                case.deliver(one, on=self.today, evidence=SIGNED)
        with self.whole(), self.story.on(self.today, CLERK) as case:
            case.dispatch(one, sent(self.today, DispatchWay.HANDED_OVER))

    @rule(code=CODES, opinion=st.sampled_from(tuple(Opinion)))
    def go_on(self, code: str, opinion: Opinion) -> None:
        """What comes next in the ordinary course; a reply only once something was sent."""
        case = self.story.case
        unanswered = [one.letter for one in case.consultations if one.answered is None]
        if case.state is RequestState.UNCONFIRMED:
            self.confirm()
        elif case.state is RequestState.CLARIFYING:
            self.answer(0)
        elif case.state is RequestState.CHARGED:
            self.pay(0)
        elif unanswered:
            with self.whole():
                self.story.opine(unanswered[0], self.today, opinion)
        elif case.letters:
            self.reply(code, ReplyCause.FIRST)

    @rule(code=CODES, cause=st.sampled_from(tuple(ReplyCause)[1:]))
    def reply(self, code: str, cause: ReplyCause) -> None:
        with self.whole():
            self.story.draft(
                self.today,
                [outcome(code, number) for number in sorted(self.story.case.open_matters)],
                cause=cause,
                reason="重新审查",
                document="清住建〔2025〕9号",
            )
        if self.story.case.reply is None:
            return
        with contextlib.suppress(Refusal):
            review = self.story.clear(self.today)
            self.story.examine(self.today)
            self.story.issue(self.today, review)

    @rule(
        code=CODES,
        back=st.integers(0, 12),
        shown=st.booleans(),
        cause=st.sampled_from((ReplyCause.FIRST,) * 4 + tuple(ReplyCause)[1:]),
        really=SELDOM,
    )
    def reply_on_paper(
        self, code: str, back: int, shown: bool, cause: ReplyCause, really: bool
    ) -> None:
        """A reply comes to light that was given on paper days ago, wherever the case stands."""
        if not really:
            return
        more: dict[str, Any] = {}
        if cause is not ReplyCause.FIRST:
            more = {"cause": cause, "reason": "重新审查", "document": "清住建〔2025〕9号"}
        before = self.story.case.state
        with self.whole():
            self.story.reply_on_paper(
                (self.today - timedelta(days=back)).isoformat(),
                code,
                today=self.today.isoformat(),
                **({} if shown else {"dispatch": None}),
                **more,
            )
        if self.story.case.state is not before:
            assert self.story.case.state is RequestState.REPLIED
            assert before not in (RequestState.JOINED, RequestState.TAKEN_OVER)

    @rule(
        back=st.integers(0, 12),
        kind=st.sampled_from(("extension", "reasons", "delay", "given up")),
        cause=st.sampled_from(tuple(AbandonCause)),
        really=SELDOM,
    )
    def tell_on_paper(self, back: int, kind: str, cause: AbandonCause, really: bool) -> None:
        """A notice comes to light that was sent on paper days ago, wherever the case stands."""
        if not really:
            return
        then, until = self.today - timedelta(days=back), self.today + timedelta(days=30)
        with self.whole(), self.story.on(self.today) as case:
            if kind == "extension":
                case.tell_extension(
                    letter=letter(LetterKind.EXTENSION, then),
                    days=15,
                    dispatch=sent(then),
                    paper=True,
                )
            elif kind == "reasons":
                case.ask_reasons(
                    letter=letter(LetterKind.REASONS, then), dispatch=sent(then), paper=True
                )
            elif kind == "delay":
                case.tell_delay(
                    letter=letter(LetterKind.DELAY, then, told_due=until),
                    until=until,
                    dispatch=sent(then),
                    paper=True,
                )
            else:
                case.abandon(
                    cause=cause,
                    judged=sealed(),
                    on=then,
                    letter=letter(LetterKind.ABANDONMENT, then),
                    dispatch=sent(then),
                    paper=True,
                )

    @rule(kind=st.sampled_from(tuple(RemedyKind)), result=st.sampled_from(tuple(RemedyResult)))
    def contest(self, kind: RemedyKind, result: RemedyResult) -> None:
        known = set(self.story.case.remedies)
        with self.whole():
            self.story.contest(self.today, kind)
        for remedy in set(self.story.case.remedies) - known:
            self.story.decide(remedy, self.today, result)

    @rule(really=SELDOM)
    def withdraw(self, really: bool) -> None:
        if not really:
            return
        with self.whole(), self.story.on(self.today, CLERK) as case:
            case.withdraw(on=self.today, evidence=SIGNED)

    @rule(matter=st.integers(1, 3), really=SELDOM)
    def take_back(self, matter: int, really: bool) -> None:
        if not really:
            return
        with self.whole(), self.story.on(self.today, CLERK) as case:
            case.withdraw(on=self.today, evidence=SIGNED, matters=(matter,))

    @rule(cause=st.sampled_from(tuple(AbandonCause)))
    def abandon(self, cause: AbandonCause) -> None:
        with self.whole():
            self.story.abandon(self.today, cause)

    @rule()
    def reopen(self) -> None:
        with self.whole(), self.story.on(self.today) as case:
            case.reopen(on=self.today, reason=sealed())

    @precondition(lambda self: self.story.case.receipt is not None)
    @rule(back=st.integers(1, 5))
    def amend(self, back: int) -> None:
        case = self.story.case
        assert case.receipt is not None
        version, member = case.receipt
        becomes = case.on(version, member) - timedelta(days=back)
        if becomes < case.arrived_on:
            return
        with self.whole(), self.story.on(self.today, HEAD):
            case.amend_legal_date(
                of=version, member=member, becomes=becomes, reason="登记有误", evidence=SLIP
            )

    # What always holds

    @invariant()
    def counted_days_never_fall_within_one_count(self) -> None:
        """As days pass and acts are done, a count that has begun never counts fewer days."""
        case = self.story.case
        facts = case.facts()
        if facts.receipt is None or facts.ended is not None:
            return
        limit = case.limit("answer")
        notices, _ = judged(facts, facts.receipt, RULES.calendar, limit)
        count = count_of(notices, facts.receipt, RULES.calendar, limit, None)
        amended = sum("legal_date_amended" in event.TOPIC for event in self.story.events)
        now = (count.start, len(count.restarts), amended)
        days = sum(
            count.counts(day, RULES.calendar)
            for day in days_between(count.start + ONE_DAY, self.today)
        )
        assert days >= self.counted.get(now, 0)
        self.counted[now] = days

    @invariant()
    def stopped_days_are_never_counted(self) -> None:
        """From the start to the due date there are exactly N working days outside of the stops."""
        case = self.story.case
        facts = case.facts()
        if facts.receipt is None:
            return
        limit = case.limit("answer")
        notices, _ = judged(facts, facts.receipt, RULES.calendar, limit)
        count = count_of(notices, facts.receipt, RULES.calendar, limit, None)
        if count.counted is None:
            return
        days = days_between(count.start + ONE_DAY, count.counted)
        inside = [day for day in days if count.counts(day, RULES.calendar)]
        assert len(inside) == count.limit.count
        for span in count.spans:
            assert not any(span.covers(day) for day in inside)

    @invariant()
    def at_most_one_outcome_of_a_matter_is_in_force(self) -> None:
        """Each outcome is of a matter of the case; an unanswered case has none."""
        case = self.story.case
        assert set(case.outcomes) <= set(case.matters)
        assert all(number == one.matter for number, one in case.outcomes.items())
        assert bool(case.outcomes) is (case.replied is not None)
        replied = (".replied.v1", ".replied_on_paper.v1")
        firsts = [e for e in self.story.events if e.TOPIC.endswith(replied)]
        assert sum(event.cause is ReplyCause.FIRST for event in firsts) <= 1  # type: ignore[attr-defined]

    @invariant()
    def a_request_under_way_stands_where_what_is_waited_for_says(self) -> None:
        case = self.story.case
        if not case.state.closed:
            assert case.state is case.waiting

    @invariant()
    def a_first_reply_in_force_has_ended_the_request(self) -> None:
        """And a case that is answered says so, whatever came to light on paper afterwards."""
        case = self.story.case
        assert (case.state is RequestState.REPLIED) >= bool(case.replies)

    @invariant()
    def extensions_of_one_count_are_at_most_twenty_days_together(self) -> None:
        assert self.story.case.extended_days <= 20

    @invariant()
    def a_waiting_or_ended_clock_says_so(self) -> None:
        clock = self.story.case.count(self.today)
        if clock.state in (ClockState.WAITING_CLARIFICATION, ClockState.WAITING_FEE):
            assert clock.due is None
        if self.story.case.receipt is None:
            assert clock.due is None
            assert clock.start is None

    @invariant()
    def replay_gives_the_same_case_and_the_same_clock(self) -> None:
        again = self.story.replayed()
        assert standing(again) == standing(self.story.case)
        assert again.count(self.today) == self.story.case.count(self.today)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
