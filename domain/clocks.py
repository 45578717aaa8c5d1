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

from collections.abc import Iterator
from datetime import date

from domain import clock_words as words
from domain.calendar import ONE_DAY, Calendar, CalendarDays, WorkingDays
from domain.clock_count import Count, count_of, judged, working_days_between
from domain.clock_facts import (
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
)
from domain.clock_steps import ANSWER, explained

__all__ = [
    "Clock",
    "ClockState",
    "ClockStep",
    "Delay",
    "Extension",
    "Fact",
    "Facts",
    "Restart",
    "StepKind",
    "Stop",
    "Told",
    "clock",
    "days_late",
    "deadline",
    "due_calendar_days",
    "working_days_between",
]


def clock(facts: Facts, calendar: Calendar, limit: WorkingDays, today: date) -> Clock:
    """The clock as of `today`; `limit` is that of art 33, without extensions.

    A case that ended keeps the calendar that was announced by that day.
    """
    told = max(facts.told, key=lambda one: one.on.moment, default=None)
    if facts.receipt is None:
        return _not_started(facts, limit, told)
    if facts.ended is not None:
        calendar = calendar.known_on(facts.ended.on)
    effective, ineffective = judged(facts, facts.receipt, calendar, limit)
    end = None if facts.ended is None else facts.ended.moment
    count = count_of(effective, facts.receipt, calendar, limit, end)
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
        steps=tuple(explained(facts, facts.receipt, count, calendar, used, limit, last, late)),
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


def _state(facts: Facts, count: Count) -> ClockState:
    if facts.ended is not None:
        return ClockState.ENDED
    if not count.pending:
        return ClockState.RUNNING
    if any(one.kind == "clarification" for one in count.pending):
        return ClockState.WAITING_CLARIFICATION
    return ClockState.WAITING_FEE


def _alarm(told: Told | None, count: Count, receipt: Fact) -> date | None:
    """A calendar may move the due date; an alarm follows the date told until a fact moves it."""
    if told is None or any(fact.moment > told.on.moment for fact in _movers(count, receipt)):
        return count.due
    return told.due if count.due is None else min(told.due, count.due)


def _movers(count: Count, receipt: Fact) -> Iterator[Fact]:
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
