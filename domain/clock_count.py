"""Counting: which notices move the clock of a request, and on which day its count ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain import clock_words as words
from domain.calendar import ONE_DAY, Calendar, WorkingDays, days_between
from domain.clock_facts import (
    ClockStep,
    Delay,
    Extension,
    Fact,
    Facts,
    Moment,
    Notice,
    Restart,
    StepKind,
    Stop,
)


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days lie after `first` up to and with `last`; 0 when `last` is not later."""
    return sum(calendar.is_working_day(day) for day in days_between(first + ONE_DAY, last))


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
class Count:
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


def judged(
    facts: Facts, receipt: Fact, calendar: Calendar, limit: WorkingDays
) -> tuple[list[Notice], list[ClockStep]]:
    """The notices that move the clock, and those that do not; each judged when it was sent."""
    notices: list[Notice] = [*facts.restarts, *facts.stops, *facts.extensions, *facts.delays]
    effective: list[Notice] = []
    ineffective: list[ClockStep] = []
    for notice in sorted(notices, key=lambda one: one.sent.moment):
        then = calendar.known_on(notice.sent.on)
        count = count_of(effective, receipt, then, limit, notice.sent.moment)
        reason = _why_not(notice, count.due, facts.ended)
        if reason is None:
            effective.append(notice)
        else:
            ineffective.append(step_of(notice, reason))
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


def count_of(
    effective: Sequence[Notice],
    receipt: Fact,
    calendar: Calendar,
    limit: WorkingDays,
    before: Moment | None,
) -> Count:
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
    return Count(
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


def step_of(notice: Notice, text: str, days: int = 0) -> ClockStep:
    """The step of a notice itself, dated by its sending."""
    kind = {
        Restart: StepKind.RESTART,
        Stop: StepKind.STOP,
        Extension: StepKind.EXTENSION,
        Delay: StepKind.DELAY,
    }[type(notice)]
    return ClockStep(kind, notice.sent.on, days, text, notice.article)
