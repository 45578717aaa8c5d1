"""期限: when a request must be answered, computed from its facts and a calendar, and why then.

Due date = the N-th working day after S that lies in no stop (条例 art 33).

    S  the latest of receipt (art 31), receipt of the clarified application (art 30), full payment
    N  the limit and all extensions of this count
    stop = (day a letter was sent, day it ended]: the sending day counts, the day of the answer does
           not; stops that overlap are one. A stop ends with the answer, or in silence on the last
           day of its limit after proven receipt (after sending while receipt is unproven).

Between a notice (补正, 收费) and its answer there is no due date; the answer begins a new count,
which knows nothing of the stops, extensions and delays sent before it. Nothing sent after a due
date moves it. Pure: `today` comes from the act.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from domain import clock_words as words
from domain.calendar import (
    ONE_DAY,
    Calendar,
    CalendarDays,
    WorkingDays,
    YearUsed,
    days_between,
)

ANSWER = "条例 art 33"
# A moment orders facts: the legal day, then the version in the stream.
Moment: TypeAlias = tuple[date, int]


@dataclass(frozen=True)
class Fact:
    """Something that happened: its legal day, its version in the stream, and what, in Chinese.

    `what` is read after the day: 寄出征求意见书, 收到答复. `order` decides ties of one day.
    """

    on: date
    order: int
    what: str

    @property
    def moment(self) -> Moment:
        return (self.on, self.order)


@dataclass(frozen=True)
class Restart:
    """A notice whose answer begins a new count: 补正 (art 30) or 收费 (art 42).

    `moves` False: a second notice, recorded from paper, that the law does not know.
    """

    kind: Literal["clarification", "fee"]
    letter: str
    sent: Fact
    answered: Fact | None
    article: str
    moves: bool = True


@dataclass(frozen=True)
class Stop:
    """A letter that asks someone's opinion (art 11, 17, 32, 34); `kind` keys the consultation.

    `received` is the proven receipt; `silence` the limit after which silence ends the stop, None
    when the law sets none.
    """

    letter: str
    kind: str
    sent: Fact
    received: Fact | None
    answered: Fact | None
    silence: WorkingDays | None
    article: str


@dataclass(frozen=True)
class Extension:
    """延期 (art 33 ¶2): working days more, told by `sent`."""

    letter: str
    sent: Fact
    days: WorkingDays
    article: str


@dataclass(frozen=True)
class Delay:
    """延迟答复 (art 35): a later day, fixed and told by `sent`."""

    letter: str
    sent: Fact
    until: date
    article: str


@dataclass(frozen=True)
class Told:
    """A due date that a notice told the applicant."""

    on: Fact
    due: date


Notice: TypeAlias = Restart | Stop | Extension | Delay


@dataclass(frozen=True)
class Facts:
    """All that the clock of one request counts with. `receipt` None: not confirmed (art 31)."""

    receipt: Fact | None
    restarts: tuple[Restart, ...] = ()
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    delays: tuple[Delay, ...] = ()
    told: tuple[Told, ...] = ()
    ended: Fact | None = None


class ClockState(StrEnum):
    """Whether the clock runs now, and if not, what it waits for."""

    UNCONFIRMED = "UNCONFIRMED"
    RUNNING = "RUNNING"
    WAITING_CLARIFICATION = "WAITING_CLARIFICATION"
    WAITING_FEE = "WAITING_FEE"
    ENDED = "ENDED"


class StepKind(StrEnum):
    """What a step of the explanation is about."""

    UNCONFIRMED = "UNCONFIRMED"
    START = "START"
    RESTART = "RESTART"
    DROPPED = "DROPPED"
    WAITING = "WAITING"
    STOP = "STOP"
    EXTENSION = "EXTENSION"
    DELAY = "DELAY"
    DUE = "DUE"
    COUNTED = "COUNTED"
    CALENDAR = "CALENDAR"
    LATE = "LATE"
    ENDED = "ENDED"


@dataclass(frozen=True)
class ClockStep:
    """One step: its day, the working days it adds, takes out or counts, a sentence, the article."""

    kind: StepKind
    on: date | None
    days: int
    text: str
    article: str


@dataclass(frozen=True)
class Clock:
    """The clock of one request as of a day.

    `start` is S, of the last count while a notice waits for its answer; `limit` is N, extensions
    included. `stopped_until`: the last day of the stop that lasts today. `provisional`: a day of
    the count lies in a year without a notice. `ineffective`: what moved nothing, and why. `told`:
    the due date told last. `alarm`: the earlier of told and due while no fact after the telling
    moved the clock, else due; None once ended.

    `days_late` counts working days after the due date up to the day of the end (or today), whatever
    calendar days lie between; a day off counts as the working day it waits for, so it is 0 exactly
    when the case ended by the due date.
    """

    state: ClockState
    start: date | None
    due: date | None
    stopped_until: date | None
    limit: WorkingDays
    provisional: bool
    calendar: tuple[YearUsed, ...]
    steps: tuple[ClockStep, ...]
    ineffective: tuple[ClockStep, ...]
    told: date | None
    alarm: date | None
    days_late: int


def clock(facts: Facts, calendar: Calendar, limit: WorkingDays, today: date) -> Clock:
    """The clock as of `today`; `limit` is that of art 33, without extensions.

    A case that ended keeps the calendar that was announced by that day.
    """
    told = max(facts.told, key=lambda one: one.on.moment, default=None)
    if facts.receipt is None:
        return _not_started(facts, limit, told)
    if facts.ended is not None:
        calendar = calendar.known_on(facts.ended.on)
    effective, ineffective = _judged(facts, facts.receipt, calendar, limit)
    end = None if facts.ended is None else facts.ended.moment
    count = _count(effective, facts.receipt, calendar, limit, end)
    last = facts.ended.on if facts.ended is not None else today
    used = calendar.version(count.start, count.counted or max(count.start, last))
    late = 0 if count.due is None else days_late(calendar, count.due, last)
    return Clock(
        state=_state(facts, count),
        start=count.start,
        due=count.due,
        stopped_until=None if facts.ended else count.stopped_until(today),
        limit=count.limit,
        provisional=count.due is not None and any(year.provisional for year in used),
        calendar=used,
        steps=tuple(_steps(facts, facts.receipt, count, calendar, used, limit, last, late)),
        ineffective=tuple(ineffective),
        told=None if told is None else told.due,
        alarm=None if facts.ended else _alarm(told, count, facts.receipt),
        days_late=late,
    )


def days_late(calendar: Calendar, due: date, day: date) -> int:
    """Working days after `due` up to `day`, a day off counting as the working day it waits for."""
    if day <= due:
        return 0
    return working_days_between(calendar, due, calendar.next_working_day(day))


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days lie after `first` up to and with `last`; 0 when `last` is not later."""
    return sum(calendar.is_working_day(day) for day in days_between(first + ONE_DAY, last))


def deadline(start: date, limit: WorkingDays | CalendarDays, calendar: Calendar) -> date:
    """The last day of a limit that no stop interrupts (条例 art 30; 行政复议法 art 48, 54)."""
    if isinstance(limit, WorkingDays):
        return calendar.after(start, limit)
    return due_calendar_days(start, limit, calendar)


def due_calendar_days(start: date, limit: CalendarDays, calendar: Calendar) -> date:
    """The last day of a limit in days: `start` is not counted, a last day off moves on.

    行政诉讼法 art 67 (15 days) with art 48 of its interpretation. Reports due on a fixed date do
    not move; they are not computed here.
    """
    return calendar.next_working_day(start + limit.count * ONE_DAY)


@dataclass(frozen=True)
class Span:
    """Stops that overlap, as one: (first, last]; `last` None while it has no known end."""

    first: date
    last: date | None
    stops: tuple[Stop, ...]

    def covers(self, day: date) -> bool:
        return self.first < day and (self.last is None or day <= self.last)


def unite(stops: Iterable[Stop], calendar: Calendar) -> tuple[Span, ...]:
    """The stops as spans that do not touch, in time order; the order given does not matter."""
    spans: list[Span] = []
    for stop in sorted(stops, key=lambda one: (one.sent.moment, one.letter)):
        last = stop_end(stop, calendar)
        if spans and (spans[-1].last is None or stop.sent.on <= spans[-1].last):
            before = spans.pop()
            later = None if before.last is None or last is None else max(before.last, last)
            spans.append(Span(before.first, later, (*before.stops, stop)))
        else:
            spans.append(Span(stop.sent.on, last, (stop,)))
    return tuple(spans)


def stop_end(stop: Stop, calendar: Calendar) -> date | None:
    """The last day a letter stops: that of the answer, or of its limit in silence; None if open."""
    answered = None if stop.answered is None else stop.answered.on
    if stop.silence is None:
        return answered
    silent = calendar.after((stop.received or stop.sent).on, stop.silence)
    return silent if answered is None else min(answered, silent)


@dataclass(frozen=True)
class _Count:
    """One count as it stands at a moment; `counted` is the N-th working day, `due` what holds."""

    start: date
    limit: WorkingDays
    restarts: tuple[Restart, ...]
    pending: tuple[Restart, ...]
    live: tuple[Stop | Extension | Delay, ...]
    dropped: tuple[Stop | Extension | Delay, ...]
    spans: tuple[Span, ...]
    counted: date | None
    due: date | None

    def counts(self, day: date, calendar: Calendar) -> bool:
        return calendar.is_working_day(day) and not any(span.covers(day) for span in self.spans)

    def stopped_until(self, today: date) -> date | None:
        """The last day of the stop that lasts today, from the sending day on."""
        if self.pending or (self.due is not None and today > self.due):
            return None
        lasting = (
            span.last
            for span in self.spans
            if span.last is not None and span.first <= today <= span.last
        )
        return next(lasting, None)


def _judged(
    facts: Facts, receipt: Fact, calendar: Calendar, limit: WorkingDays
) -> tuple[list[Notice], list[ClockStep]]:
    """The notices that move the clock, and those that do not; each judged when it was sent."""
    notices: list[Notice] = [*facts.restarts, *facts.stops, *facts.extensions, *facts.delays]
    effective: list[Notice] = []
    ineffective: list[ClockStep] = []
    for notice in sorted(notices, key=lambda one: one.sent.moment):
        count = _count(effective, receipt, calendar, limit, notice.sent.moment)
        reason = _why_not(notice, count.due, facts.ended)
        if reason is None:
            effective.append(notice)
        else:
            ineffective.append(_step_of(notice, reason))
    return effective, ineffective


def _why_not(notice: Notice, due: date | None, ended: Fact | None) -> str | None:
    """Why a notice moves nothing; `due` is the due date as it stood when it was sent."""
    sent = f"{words.full(notice.sent.on)}{notice.sent.what}"
    if ended is not None and notice.sent.moment > ended.moment:
        return words.after_end(sent)
    if isinstance(notice, Restart) and not notice.moves:
        return words.second_notice(sent, notice.kind == "fee")
    if due is None:
        return None
    if notice.sent.on > due:
        return words.after_due(sent, due)
    if isinstance(notice, Delay) and notice.until <= due:
        return words.not_later(sent, notice.until, due)
    return None


def _count(
    effective: Sequence[Notice],
    receipt: Fact,
    calendar: Calendar,
    limit: WorkingDays,
    before: Moment | None,
) -> _Count:
    """The count by the answers that came before a moment (None: by all).

    The end of a stop needs no such cut: while a stop lasts the due date lies after it anyway.
    """
    restarts = [one for one in effective if isinstance(one, Restart)]
    answers = [
        one.answered
        for one in restarts
        if one.answered is not None and (before is None or one.answered.moment < before)
    ]
    pending = tuple(one for one in restarts if one.answered not in answers)
    cut = max((answer.moment for answer in answers), default=None)
    others = [one for one in effective if not isinstance(one, Restart)]
    live = tuple(one for one in others if cut is None or one.sent.moment > cut)
    extensions = sum(one.days.count for one in live if isinstance(one, Extension))
    start = max([receipt.on, *(answer.on for answer in answers)])
    spans = unite((one for one in live if isinstance(one, Stop)), calendar)
    total = WorkingDays(limit.count + extensions)
    counted = None if pending else _nth(start, total, spans, calendar)
    untils = [one.until for one in live if isinstance(one, Delay)]
    return _Count(
        start=start,
        limit=total,
        restarts=tuple(one for one in restarts if one not in pending),
        pending=pending,
        live=live,
        dropped=tuple(one for one in others if one not in live),
        spans=spans,
        counted=counted,
        due=None if counted is None else max([counted, *untils]),
    )


def _nth(start: date, count: WorkingDays, spans: Sequence[Span], calendar: Calendar) -> date | None:
    """The N-th working day after `start` in no span; None when a span without end comes first."""
    day, left = start, count.count
    while left:
        day += ONE_DAY
        if any(span.last is None and span.covers(day) for span in spans):
            return None
        if calendar.is_working_day(day) and not any(span.covers(day) for span in spans):
            left -= 1
    return day


def _state(facts: Facts, count: _Count) -> ClockState:
    if facts.ended is not None:
        return ClockState.ENDED
    if not count.pending:
        return ClockState.RUNNING
    if any(one.kind == "clarification" for one in count.pending):
        return ClockState.WAITING_CLARIFICATION
    return ClockState.WAITING_FEE


def _alarm(told: Told | None, count: _Count, receipt: Fact) -> date | None:
    """A calendar may move the due date; an alarm follows the date told until a fact moves it."""
    if told is None or any(fact.moment > told.on.moment for fact in _movers(count, receipt)):
        return count.due
    return told.due if count.due is None else min(told.due, count.due)


def _movers(count: _Count, receipt: Fact) -> Iterator[Fact]:
    yield receipt
    for restart in (*count.restarts, *count.pending):
        yield restart.sent
        if restart.answered is not None:
            yield restart.answered
    for one in count.live:
        yield one.sent
        if isinstance(one, Stop):
            yield from (fact for fact in (one.received, one.answered) if fact is not None)


def _not_started(facts: Facts, limit: WorkingDays, told: Told | None) -> Clock:
    step = ClockStep(StepKind.UNCONFIRMED, None, 0, words.unconfirmed(), "条例 art 31")
    state = ClockState.UNCONFIRMED
    if facts.ended is not None:
        state = ClockState.ENDED
        text = words.ended(facts.ended.on, facts.ended.what)
        step = ClockStep(StepKind.ENDED, facts.ended.on, 0, text, ANSWER)
    told_due = None if told is None else told.due
    return Clock(
        state, None, None, None, limit, False, (), (step,), (), told_due, alarm=None, days_late=0
    )


# The explanation


def _steps(
    facts: Facts,
    receipt: Fact,
    count: _Count,
    calendar: Calendar,
    used: Sequence[YearUsed],
    limit: WorkingDays,
    last: date,
    late: int,
) -> Iterator[ClockStep]:
    yield from _beginning(receipt, count, limit)
    if not count.pending:
        yield from _between(count, calendar, last)
        yield from _result(count, calendar, last)
    for year in used:
        text = words.calendar_year(year.year, year.notice, year.provisional)
        yield ClockStep(StepKind.CALENDAR, None, 0, text, year.notice)
    if facts.ended is not None:
        ended = facts.ended
        text = (
            words.ended_late(ended.on, ended.what, late)
            if late
            else words.ended(ended.on, ended.what)
        )
        yield ClockStep(StepKind.ENDED, ended.on, late, text, ANSWER)
    elif late:
        yield ClockStep(StepKind.LATE, last, late, words.overdue(last, late), ANSWER)


def _beginning(receipt: Fact, count: _Count, limit: WorkingDays) -> Iterator[ClockStep]:
    """From receipt to the start of the present count, or to what is waited for."""
    text = words.received(receipt.on, receipt.what)
    if not count.restarts and not count.pending:
        text = text.removesuffix("。") + "，" + words.started(limit.count)
    yield ClockStep(StepKind.START, receipt.on, limit.count, text, ANSWER)
    year = receipt.on.year
    answered = [(one, one.answered) for one in count.restarts if one.answered is not None]
    for restart, answer in sorted(answered, key=lambda pair: pair[1].moment):
        told = _said(restart.sent, year), _said(answer, year)
        begins = answer.on == count.start
        text = words.restarted(*told, limit.count) if begins else words.restart_counts_less(*told)
        yield ClockStep(
            StepKind.RESTART, answer.on, limit.count if begins else 0, text, restart.article
        )
    if count.dropped:
        text = words.dropped([_said(one.sent, year) for one in count.dropped])
        yield ClockStep(StepKind.DROPPED, count.start, 0, text, ANSWER)
    for restart in count.pending:
        text = words.waiting(_said(restart.sent, year), restart.kind == "fee")
        yield ClockStep(StepKind.WAITING, restart.sent.on, 0, text, restart.article)


def _between(count: _Count, calendar: Calendar, last: date) -> Iterator[ClockStep]:
    """What moved the end of this count, in the order of the days."""
    found = [_stopped(span, count, calendar, last) for span in count.spans]
    year = count.start.year
    for one in count.live:
        sent = _said(one.sent, year)
        if isinstance(one, Extension):
            found.append(_step_of(one, words.extended(sent, one.days.count), one.days.count))
        elif isinstance(one, Delay):
            found.append(_step_of(one, words.delayed(sent, one.until)))
    return iter(sorted(found, key=lambda step: step.on or date.min))


def _stopped(span: Span, count: _Count, calendar: Calendar, last: date) -> ClockStep:
    letters = [_consulted(stop, calendar, count.start.year, last) for stop in span.stops]
    article = "、".join(dict.fromkeys(stop.article for stop in span.stops))
    if span.last is None:
        return ClockStep(StepKind.STOP, span.first, 0, words.stopped_without_end(letters), article)
    days = working_days_between(calendar, max(span.first, count.start), span.last)
    return ClockStep(StepKind.STOP, span.first, days, words.stopped(letters, days), article)


def _consulted(stop: Stop, calendar: Calendar, year: int, last: date) -> str:
    """One letter of a stop: when it was sent and what ended it."""
    end, sent = stop_end(stop, calendar), _said(stop.sent, year)
    if end is None:
        return words.consulted(sent, words.open_ended())
    if stop.answered is not None and stop.answered.on <= end:
        return words.consulted(sent, words.answered_on(words.short(end, year), stop.answered.what))
    received = None if stop.received is None else words.short(stop.received.on, year)
    limit = 0 if stop.silence is None else stop.silence.count
    return sent + words.silent(words.short(end, year), limit, received, lasting=last <= end)


def _result(count: _Count, calendar: Calendar, last: date) -> Iterator[ClockStep]:
    """The due date, and how far the count has come."""
    if count.due is not None and count.counted is not None:
        text = words.due(count.counted, count.limit.count)
        if count.due != count.counted:
            text = words.due_as_told(count.due, count.counted, count.limit.count)
        yield ClockStep(StepKind.DUE, count.due, count.limit.count, text, ANSWER)
    until = last if count.counted is None else min(last, count.counted)
    days = sum(count.counts(day, calendar) for day in days_between(count.start + ONE_DAY, until))
    text = words.counted(last, days, count.limit.count)
    yield ClockStep(StepKind.COUNTED, last, days, text, ANSWER)


def _said(fact: Fact, year: int) -> str:
    return f"{words.short(fact.on, year)}{fact.what}"


def _step_of(notice: Notice, text: str, days: int = 0) -> ClockStep:
    """The step of a notice itself, dated by its sending."""
    kind = {
        Restart: StepKind.RESTART,
        Stop: StepKind.STOP,
        Extension: StepKind.EXTENSION,
        Delay: StepKind.DELAY,
    }[type(notice)]
    return ClockStep(kind, notice.sent.on, days, text, notice.article)
