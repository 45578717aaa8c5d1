"""The explanation of a clock: one step for each thing that set, moved, stopped or ended it."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain import clock_words as words
from domain.calendar import ONE_DAY, Calendar, WorkingDays, YearUsed, days_between
from domain.clock_count import Count, Span, step_of, stop_end, working_days_between
from domain.clock_facts import (
    ClockStep,
    Delay,
    Extension,
    Fact,
    Facts,
    StepKind,
    Stop,
)

ANSWER = "条例 art 33"


def explained(
    facts: Facts,
    receipt: Fact,
    count: Count,
    calendar: Calendar,
    used: Sequence[YearUsed],
    limit: WorkingDays,
    last: date,
    late: int,
) -> Iterator[ClockStep]:
    """The steps in reading order: start, what moved it, the due date, the calendar, the end.

    `used` are the versions of `calendar`; `last` the day of the end, else today; `late` days late.
    """
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


def _beginning(receipt: Fact, count: Count, limit: WorkingDays) -> Iterator[ClockStep]:
    """From receipt to the start of the present count, or to what is waited for."""
    text = words.received(receipt.on, receipt.what)
    if not count.restarts and not count.pending:
        text = text.removesuffix("。") + "，" + words.started(limit.count)
    yield ClockStep(StepKind.START, receipt.on, limit.count, text, ANSWER)
    year = receipt.on.year
    answered = [(one, one.answered) for one in count.restarts if one.answered is not None]
    for restart, answer in sorted(answered, key=lambda pair: pair[1].moment):
        told = _said(restart.sent, year), _said(answer, year)
        text = words.restarted(*told, limit.count)
        if answer.on < receipt.on:
            text = words.restarted_before_receipt(*told)
        days = limit.count if answer.on == count.start else 0
        yield ClockStep(StepKind.RESTART, answer.on, days, text, restart.article)
    if count.dropped:
        text = words.dropped([_said(one.sent, year) for one in count.dropped])
        yield ClockStep(StepKind.DROPPED, count.start, 0, text, ANSWER)
    for restart in count.pending:
        text = words.waiting(_said(restart.sent, year), restart.kind == "fee")
        yield ClockStep(StepKind.WAITING, restart.sent.on, 0, text, restart.article)


def _between(count: Count, calendar: Calendar, last: date) -> Iterator[ClockStep]:
    """What moved the end of this count, in the order of the days."""
    found = [_stopped(span, count, calendar, last) for span in count.spans]
    year = count.start.year
    for one in count.live:
        sent = _said(one.sent, year)
        if isinstance(one, Extension):
            found.append(step_of(one, words.extended(sent, one.days.count), one.days.count))
        elif isinstance(one, Delay):
            found.append(step_of(one, words.delayed(sent, one.until)))
    return iter(sorted(found, key=lambda step: step.on or date.min))


def _stopped(span: Span, count: Count, calendar: Calendar, last: date) -> ClockStep:
    letters = [_consulted(stop, calendar, count.start.year, last) for stop in span.stops]
    article = "、".join(dict.fromkeys(stop.article for stop in span.stops))
    if count.counted is not None and span.first >= count.counted:
        return ClockStep(StepKind.STOP, span.first, 0, words.stopped_nothing(letters), article)
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


def _result(count: Count, calendar: Calendar, last: date) -> Iterator[ClockStep]:
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
