"""The answer clock (条例 art 30-35): starts, stops, restarts, extensions, and why a date is due."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.calendar import BUILT_IN, CalendarDays, WorkingDays, YearTable, days_between
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
    due_calendar_days,
    working_days_between,
)

LIMIT = WorkingDays(20)
SILENCE = WorkingDays(15)
TODAY = date(2025, 10, 15)


def day(text: str) -> date:
    """`2025-10-15`, or `10-15` of 2025."""
    return date.fromisoformat(text if len(text) == 10 else f"2025-{text}")


def fact(text: str, what: str, order: int = 0) -> Fact:
    return Fact(day(text), order or day(text).toordinal() * 10, what)


def received(text: str = "09-15") -> Fact:
    return fact(text, "收到申请", 1)


def stop(
    sent: str,
    answered: str | None = None,
    *,
    proven: str | None = None,
    silence: WorkingDays | None = SILENCE,
    order: int = 0,
) -> Stop:
    return Stop(
        f"letter-{sent}",
        "THIRD_PARTY",
        fact(sent, "寄出征求意见书", order),
        None if proven is None else fact(proven, "签收"),
        None if answered is None else fact(answered, "收到答复"),
        silence,
        "条例 art 32",
    )


def extension(sent: str, days: int = 20, order: int = 0) -> Extension:
    told = fact(sent, "寄出延期告知书", order)
    return Extension(f"letter-{sent}", told, WorkingDays(days), "条例 art 33")


def delay(sent: str, until: str) -> Delay:
    return Delay(f"letter-{sent}", fact(sent, "寄出延迟答复告知书"), day(until), "条例 art 35")


def clarification(sent: str, answered: str | None = None, *, moves: bool = True) -> Restart:
    answer = None if answered is None else fact(answered, "收到补正")
    notice = fact(sent, "寄出补正告知书")
    return Restart("clarification", f"letter-{sent}", notice, answer, "条例 art 30", moves)


def fee(sent: str, paid: str | None = None) -> Restart:
    payment = None if paid is None else fact(paid, "缴清费用")
    return Restart("fee", f"letter-{sent}", fact(sent, "寄出收费通知"), payment, "条例 art 42")


def told(on: str, due: str) -> Told:
    return Told(fact(on, "告知答复期限"), day(due))


def counted(facts: Facts, today: date | str = TODAY) -> Clock:
    return clock(facts, BUILT_IN, LIMIT, day(today) if isinstance(today, str) else today)


def steps(found: Clock, kind: StepKind) -> list[ClockStep]:
    return [step for step in found.steps if step.kind is kind]


def text(found: Clock) -> str:
    return "".join(step.text for step in found.steps)


# Due dates without and with stops


@pytest.mark.parametrize(
    ("receipt", "days", "due"),
    [
        ("2024-01-25", 20, "2024-02-27"),
        ("2025-09-15", 20, "2025-10-17"),
        ("2026-11-21", 20, "2026-12-18"),
        ("2024-02-03", 7, "2024-02-18"),
        ("2024-02-03", 20, "2024-03-06"),
        ("2025-10-02", 20, "2025-11-04"),
        ("2025-10-10", 20, "2025-11-06"),
    ],
)
def test_the_due_date_is_the_nth_working_day_after_receipt(
    receipt: str, days: int, due: str
) -> None:
    found = clock(Facts(received(receipt)), BUILT_IN, WorkingDays(days), day(receipt))
    assert (found.start, found.due) == (day(receipt), day(due))
    assert (found.state, found.limit) == (ClockState.RUNNING, WorkingDays(days))
    assert not found.provisional


def test_a_request_of_november_is_computed_into_an_unannounced_year_and_marked() -> None:
    facts = Facts(received("2026-11-21"), extensions=(extension("2026-12-10"),))
    found = counted(facts, "2026-12-11")
    assert (found.due, found.provisional) == (day("2027-01-18"), True)
    assert [(year.year, year.provisional) for year in found.calendar] == [
        (2026, False),
        (2027, True),
    ]
    assert "2027 年的放假安排还没有公布" in text(found)
    assert not counted(replace(facts, extensions=()), "2026-12-11").provisional


@pytest.mark.parametrize(
    ("facts", "due", "extended"),
    [
        (Facts(received(), stops=(stop("09-18", "09-29"),)), "10-29", "11-26"),
        (
            Facts(received(), stops=(stop("09-18", "09-26"), stop("09-22", "10-10"))),
            "11-03",
            "12-01",
        ),
        (Facts(received(), restarts=(clarification("09-17", "10-02"),)), "11-04", "12-02"),
        (Facts(received(), restarts=(fee("09-19", "10-10"),)), "11-06", "12-04"),
    ],
)
def test_due_dates_with_stops_and_restarts(facts: Facts, due: str, extended: str) -> None:
    assert counted(facts).due == day(due)
    assert counted(replace(facts, extensions=(extension("10-15"),))).due == day(extended)


def test_the_start_is_the_latest_of_receipt_clarification_and_payment() -> None:
    restarts = (clarification("09-17", "09-25"), fee("09-19", "10-10"))
    assert counted(Facts(received(), restarts=restarts)).start == day("10-10")
    restarts = (clarification("09-17", "10-12"), fee("09-19", "10-10"))
    found = counted(Facts(received(), restarts=restarts))
    # 10-12 is a Sunday: the days off do not count, the count begins with Monday.
    assert (found.start, found.due) == (day("10-12"), day("11-07"))


def test_a_receipt_confirmed_after_the_clarification_is_the_start() -> None:
    early = clarification("09-08", "09-10")
    found = counted(Facts(received(), restarts=(early,)))
    assert (found.start, found.due) == (day("09-15"), day("10-17"))
    assert "申请的收到日期更晚" in text(found)


# Stops (art 32-34)


def test_silence_ends_a_stop_on_the_15th_working_day_after_proven_receipt() -> None:
    # After 09-22: 23-26 (4), 28-30 (7), 10-09 to 10-11 (10), 13-17 (15).
    found = counted(Facts(received(), stops=(stop("09-18", proven="09-22"),)), "10-20")
    assert [step.days for step in steps(found, StepKind.STOP)] == [17]
    assert "9 月 22 日收到）至 10 月 17 日满 15 个工作日没有收到答复" in text(found)
    assert found.due == BUILT_IN.after(day("10-17"), WorkingDays(17))


def test_while_receipt_is_unproven_silence_runs_from_sending() -> None:
    found = counted(Facts(received(), stops=(stop("09-18"),)), "10-09")
    assert found.stopped_until == day("10-15")
    assert "尚无签收证明，从寄出之日起算）尚未收到答复，最晚至 10 月 15 日满 15 个工作日" in text(
        found
    )


def test_an_answer_after_the_limit_of_silence_does_not_lengthen_the_stop() -> None:
    silent = Facts(received(), stops=(stop("09-18"),))
    late = Facts(received(), stops=(stop("09-18", "10-22"),))
    assert counted(late, "10-23").due == counted(silent, "10-23").due


def test_the_last_addressee_decides() -> None:
    quick, slow = stop("09-18", "09-19"), stop("09-18", "10-10", order=7)
    both = counted(Facts(received(), stops=(quick, slow)))
    assert both.due == counted(Facts(received(), stops=(slow,))).due
    assert "重叠的时间合并计算" in text(both)
    assert len(steps(both, StepKind.STOP)) == 1


def test_a_stop_lasts_from_the_sending_day_to_its_last() -> None:
    facts = Facts(received(), stops=(stop("09-18", "09-29"),))
    lasting = {on: counted(facts, on).stopped_until for on in ("09-17", "09-18", "09-29", "09-30")}
    end = day("09-29")
    assert lasting == {"09-17": None, "09-18": end, "09-29": end, "09-30": None}


def test_a_letter_without_a_limit_leaves_no_due_date_until_it_is_answered() -> None:
    found = counted(Facts(received(), stops=(stop("09-18", silence=None),)))
    assert (found.state, found.due, found.alarm) == (ClockState.RUNNING, None, None)
    assert (found.stopped_until, found.days_late) == (None, 0)
    assert "现在算不出答复期限" in text(found)
    assert [step.days for step in steps(found, StepKind.COUNTED)] == [3]
    answered = counted(Facts(received(), stops=(stop("09-18", "09-29", silence=None),)))
    assert answered.due == day("10-29")


def test_a_letter_sent_on_the_due_date_itself_stops_nothing() -> None:
    found = counted(Facts(received(), stops=(stop("10-17", silence=None),)), "10-20")
    assert (found.due, found.days_late) == (day("10-17"), 1)
    assert "工作日到那一天已经数完" in text(found)


def test_a_letter_of_the_due_date_stops_the_days_that_an_extension_of_that_day_adds() -> None:
    facts = Facts(
        received(),
        stops=(stop("10-17", "10-24", order=5),),
        extensions=(extension("10-17", order=6),),
    )
    assert counted(facts).due == BUILT_IN.after(day("10-24"), WorkingDays(20))


# Restarts (art 30, 42)


@pytest.mark.parametrize(
    ("notice", "state", "awaited"),
    [
        (clarification("09-17"), ClockState.WAITING_CLARIFICATION, "还没有收到补正"),
        (fee("09-17"), ClockState.WAITING_FEE, "还没有缴清费用"),
    ],
)
def test_between_a_notice_and_its_answer_there_is_no_due_date(
    notice: Restart, state: ClockState, awaited: str
) -> None:
    found = counted(Facts(received(), restarts=(notice,), told=(told("09-15", "10-17"),)), "12-31")
    assert (found.state, found.due, found.alarm, found.days_late) == (state, None, None, 0)
    assert awaited in text(found)


def test_a_late_answer_to_a_clarification_still_restarts() -> None:
    found = counted(Facts(received(), restarts=(clarification("09-17", "12-01"),)), "12-02")
    assert (found.start, found.due) == (day("12-01"), day("12-29"))


def test_a_restart_drops_stops_extension_and_delay_of_the_old_count() -> None:
    facts = Facts(
        received(),
        restarts=(clarification("09-25", "10-02"),),
        stops=(stop("09-18", "10-20"),),
        extensions=(extension("09-22"),),
        delays=(delay("09-23", "2025-12-31"),),
    )
    found = counted(facts)
    assert (found.due, found.limit) == (day("11-04"), LIMIT)
    assert "重新计算以前的不再计入：9 月 18 日寄出征求意见书；9 月 22 日寄出延期告知书" in text(
        found
    )


def test_on_the_day_of_a_restart_the_order_of_the_facts_decides() -> None:
    restart = clarification("09-17", "10-02")
    assert restart.answered is not None
    before, after = restart.answered.order - 1, restart.answered.order + 1
    dropped = Facts(received(), (restart,), extensions=(extension("10-02", order=before),))
    kept = Facts(received(), (restart,), extensions=(extension("10-02", order=after),))
    assert (counted(dropped).due, counted(kept).due) == (day("11-04"), day("12-02"))


def test_a_later_clarification_before_the_due_date_restarts_again() -> None:
    restarts = (clarification("09-17", "10-02"), clarification("11-04", "11-05"))
    found = counted(Facts(received(), restarts=restarts), "11-06")
    assert (found.start, found.ineffective) == (day("11-05"), ())
    assert len(steps(found, StepKind.RESTART)) == 2


def test_a_second_notice_recorded_from_paper_moves_nothing() -> None:
    second = clarification("09-19", "10-09", moves=False)
    found = counted(Facts(received(), restarts=(second,)))
    assert (found.state, found.due) == (ClockState.RUNNING, day("10-17"))
    assert [step.kind for step in found.ineffective] == [StepKind.RESTART]
    assert "再次通知不重新计算期限" in found.ineffective[0].text


# Nothing sent after a due date moves it


@pytest.mark.parametrize(
    ("late", "kind"),
    [
        (Facts(None, restarts=(clarification("10-18", "10-20"),)), StepKind.RESTART),
        (Facts(None, restarts=(fee("10-18"),)), StepKind.RESTART),
        (Facts(None, stops=(stop("10-18", "10-20"),)), StepKind.STOP),
        (Facts(None, extensions=(extension("10-18"),)), StepKind.EXTENSION),
        (Facts(None, delays=(delay("10-18", "2025-12-31"),)), StepKind.DELAY),
    ],
)
def test_a_notice_sent_after_the_due_date_is_ineffective(late: Facts, kind: StepKind) -> None:
    found = counted(replace(late, receipt=received()), "10-31")
    assert (found.due, found.days_late) == (day("10-17"), 10)
    assert [(step.kind, step.on) for step in found.ineffective] == [(kind, day("10-18"))]
    assert "答复期限 2025 年 10 月 17 日已过，期限不变" in found.ineffective[0].text


def test_what_was_sent_after_an_ineffective_notice_is_judged_by_the_old_due_date() -> None:
    facts = Facts(received(), stops=(stop("10-30", "10-31"),), extensions=(extension("10-20"),))
    found = counted(facts, "11-03")
    assert [step.kind for step in found.ineffective] == [StepKind.EXTENSION, StepKind.STOP]


def test_an_extension_on_the_due_date_is_in_time() -> None:
    found = counted(Facts(received(), extensions=(extension("10-17"),)))
    assert (found.due, found.limit) == (day("11-14"), WorkingDays(40))
    assert found.ineffective == ()


def test_two_extensions_add_up() -> None:
    found = counted(Facts(received(), extensions=(extension("10-09", 5), extension("10-16", 15))))
    assert found.due == day("11-14")


def test_a_notice_is_judged_by_the_calendar_known_when_it_was_sent() -> None:
    # A notice announced on 10-20 makes 10-17 a day off; an extension sent on 10-18 was late then.
    amended = next(one for one in reversed(BUILT_IN.tables) if one.year == 2025)
    later = replace(amended, announced_on=day("10-20"), off=(*amended.off, day("10-17")))
    facts = Facts(received(), extensions=(extension("10-18"),))
    found = clock(facts, BUILT_IN.with_table(later), LIMIT, day("10-20"))
    assert found.due == day("10-20")
    assert len(found.ineffective) == 1


# Delay (art 35)


def test_a_delay_told_before_the_due_date_becomes_the_due_date() -> None:
    found = counted(Facts(received(), delays=(delay("10-10", "2025-12-10"),)))
    assert (found.due, found.days_late) == (day("12-10"), 0)
    assert "已经告知延迟答复，应当在 2025 年 12 月 10 日或者之前答复" in text(found)


def test_a_delay_never_makes_the_due_date_earlier() -> None:
    found = counted(Facts(received(), delays=(delay("10-10", "10-16"),)))
    assert found.due == day("10-17")
    assert "不晚于答复期限" in found.ineffective[0].text


def test_a_delay_until_a_day_off_is_kept_on_that_day_and_missed_on_the_next() -> None:
    facts = Facts(received(), delays=(delay("10-10", "2025-12-13"),))
    kept = counted(replace(facts, ended=fact("12-13", "答复")), "12-31")
    missed = counted(replace(facts, ended=fact("12-14", "答复")), "12-31")
    assert (kept.days_late, missed.days_late) == (0, 1)


# States, ends and lateness


def test_an_unconfirmed_request_has_no_clock() -> None:
    found = counted(Facts(None, stops=(stop("09-18"),)))
    assert (found.state, found.start, found.due) == (ClockState.UNCONFIRMED, None, None)
    assert (found.calendar, found.days_late, found.alarm) == ((), 0, None)
    assert found.steps[0].article == "条例 art 31"


def test_a_request_that_ended_unconfirmed_has_ended() -> None:
    found = counted(Facts(None, ended=fact("09-20", "撤回")))
    assert (found.state, found.due) == (ClockState.ENDED, None)


@pytest.mark.parametrize(
    ("ended", "late"),
    [("10-16", 0), ("10-17", 0), ("10-18", 1), ("10-19", 1), ("10-20", 1), ("10-21", 2)],
)
def test_days_late_are_working_days_and_a_day_off_counts_as_the_next(ended: str, late: int) -> None:
    found = counted(Facts(received(), ended=fact(ended, "作出答复")), "12-31")
    assert (found.state, found.days_late, found.alarm) == (ClockState.ENDED, late, None)
    assert (f"比答复期限晚了 {late} 个工作日" in text(found)) == (late > 0)


def test_an_open_case_is_late_as_of_today() -> None:
    found = counted(Facts(received()), "10-21")
    assert (found.state, found.days_late) == (ClockState.RUNNING, 2)
    assert "答复期限已过，到 2025 年 10 月 21 日晚了 2 个工作日" in text(found)


def test_what_comes_after_the_reply_moves_nothing() -> None:
    ended = Facts(
        received(), restarts=(clarification("09-17", "10-20"),), ended=fact("10-10", "答复")
    )
    assert counted(ended).due is None
    late = Facts(received(), stops=(stop("10-13"),), ended=fact("10-10", "答复"))
    found = counted(late)
    assert (found.due, found.days_late) == (day("10-17"), 0)
    assert "在此之前已经办结" in found.ineffective[0].text


def test_a_closed_case_keeps_the_calendar_current_at_its_reply() -> None:
    announced = YearTable(
        2027, "测试通知", date(2026, 12, 1), (date(2027, 1, 1), date(2027, 1, 4)), (), "测试"
    )
    calendar = BUILT_IN.with_table(announced)
    facts = Facts(received("2026-11-21"), extensions=(extension("2026-11-24"),))
    replied = replace(facts, ended=fact("2026-11-30", "答复"))
    assert clock(facts, calendar, LIMIT, day("2026-12-02")).due == day("2027-01-19")
    closed = clock(replied, calendar, LIMIT, day("2026-12-02"))
    assert (closed.due, closed.provisional) == (day("2027-01-18"), True)


# Told and alarm


def test_a_calendar_that_moves_the_due_date_leaves_the_alarm_on_the_earlier() -> None:
    facts = Facts(
        received("2026-11-21"),
        extensions=(extension("2026-12-10"),),
        told=(told("2026-12-10", "2027-01-18"),),
    )
    longer = YearTable(
        2027, "测试通知", date(2026, 12, 15), (date(2027, 1, 1), date(2027, 1, 4)), (), "测试"
    )
    shorter = replace(longer, off=(), announced_on=date(2026, 12, 16))
    later = clock(facts, BUILT_IN.with_table(longer), LIMIT, day("2026-12-20"))
    assert (later.told, later.due, later.alarm) == (
        day("2027-01-18"),
        day("2027-01-19"),
        day("2027-01-18"),
    )
    earlier = clock(facts, BUILT_IN.with_table(shorter), LIMIT, day("2026-12-20"))
    assert earlier.due == earlier.alarm == day("2027-01-15")


def test_after_a_fact_that_moved_the_clock_the_alarm_follows_the_due_date() -> None:
    facts = Facts(received(), told=(told("09-16", "10-17"),), stops=(stop("09-18", "09-29"),))
    found = counted(facts)
    assert (found.told, found.due, found.alarm) == (day("10-17"), day("10-29"), day("10-29"))


def test_the_newest_telling_counts() -> None:
    facts = Facts(received(), told=(told("10-09", "10-16"), told("09-16", "10-10")))
    found = counted(facts)
    assert (found.told, found.alarm) == (day("10-16"), day("10-16"))


def test_the_day_told_stands_beside_the_due_date_only_where_a_calendar_parted_them() -> None:
    earlier = counted(Facts(received(), told=(told("09-16", "10-16"),)), "09-20")
    assert earlier.due == day("10-17")
    assert earlier.told_beside == day("10-16")
    same = Facts(received(), told=(told("09-16", "10-17"),))
    assert counted(same, "09-20").told_beside is None
    moved = Facts(received(), told=(told("09-16", "10-17"),), stops=(stop("09-18", "09-29"),))
    assert counted(moved, "10-08").told_beside is None
    waits = Facts(received(), told=moved.told, restarts=(clarification("09-17"),))
    assert counted(waits, "09-20").told_beside is None
    done = Facts(received(), told=(told("09-16", "10-16"),), ended=fact("09-25", "答复"))
    assert counted(done, "10-08").told_beside is None


# The explanation


def test_a_clock_explains_itself_step_by_step() -> None:
    facts = Facts(received(), stops=(stop("09-18", "09-29"),), extensions=(extension("10-15"),))
    found = counted(facts)
    assert [(step.kind.value, step.days, step.article) for step in found.steps] == [
        ("START", 20, "条例 art 33"),
        ("STOP", 8, "条例 art 32"),
        ("EXTENSION", 20, "条例 art 33"),
        ("DUE", 40, "条例 art 33"),
        ("COUNTED", 10, "条例 art 33"),
        ("CALENDAR", 0, found.calendar[0].notice),
    ]
    assert [step.text for step in found.steps][:5] == [
        "2025 年 9 月 15 日收到申请，从次日起数 20 个工作日。",
        "其中 9 月 18 日寄出征求意见书，至 9 月 29 日收到答复，这 8 个工作日不计。",
        "10 月 15 日寄出延期告知书，答复期限延长 20 个工作日。",
        "数到第 40 个工作日是 2025 年 11 月 26 日，应当在这一天或者之前答复。",
        "截至 2025 年 10 月 15 日，40 个工作日已经数了 10 个。",
    ]


# Other limits


def test_seven_working_days_for_a_clarification_skip_days_off_and_count_make_up_days() -> None:
    assert deadline(day("2024-02-03"), WorkingDays(7), BUILT_IN) == day("2024-02-18")


def test_ten_and_five_working_days_for_the_answer_to_a_review() -> None:
    assert deadline(day("09-25"), WorkingDays(10), BUILT_IN) == day("10-15")
    assert deadline(day("09-25"), WorkingDays(5), BUILT_IN) == day("10-09")


def test_fifteen_days_for_the_defence_end_on_the_next_working_day_after_days_off() -> None:
    # The 15th day after 09-20 is 10-05, within the holiday to 10-08.
    assert deadline(day("09-20"), CalendarDays(15), BUILT_IN) == day("10-09")
    assert due_calendar_days(day("09-01"), CalendarDays(15), BUILT_IN) == day("09-16")
    # A make-up Saturday is a working day, so the limit ends on it.
    assert due_calendar_days(day("09-26"), CalendarDays(15), BUILT_IN) == day("10-11")


# Invariants

FIRST = date(2025, 1, 1)
HORIZON = 500


@st.composite
def sent_and_answered(draw: st.DrawFn) -> tuple[date, date | None]:
    sent = FIRST + timedelta(days=draw(st.integers(0, 120)))
    wait = draw(st.one_of(st.none(), st.integers(0, 60)))
    return sent, None if wait is None else sent + timedelta(days=wait)


@st.composite
def stops(draw: st.DrawFn) -> Stop:
    sent, answered = draw(sent_and_answered())
    proven = draw(st.one_of(st.none(), st.integers(0, 12)))
    order = draw(st.integers(10, 10_000)) * 10
    return Stop(
        f"stop-{order}",
        "THIRD_PARTY",
        Fact(sent, order, "寄出征求意见书"),
        None if proven is None else Fact(sent + timedelta(days=proven), order + 1, "签收"),
        None if answered is None else Fact(answered, order + 2, "收到答复"),
        draw(st.sampled_from([SILENCE, SILENCE, None])),
        "条例 art 32",
    )


@st.composite
def restarts(draw: st.DrawFn) -> Restart:
    sent, answered = draw(sent_and_answered())
    order = draw(st.integers(10, 10_000)) * 10 + 3
    return Restart(
        draw(st.sampled_from(["clarification", "fee"])),
        f"restart-{order}",
        Fact(sent, order, "寄出通知"),
        None if answered is None else Fact(answered, order + 1, "收到"),
        "条例 art 30",
        draw(st.sampled_from([True, True, False])),
    )


@st.composite
def extensions(draw: st.DrawFn) -> Extension:
    sent, _ = draw(sent_and_answered())
    order = draw(st.integers(10, 10_000)) * 10 + 5
    days = WorkingDays(draw(st.integers(1, 20)))
    return Extension(f"extension-{order}", Fact(sent, order, "寄出延期告知书"), days, "条例 art 33")


@st.composite
def delays(draw: st.DrawFn) -> Delay:
    sent, _ = draw(sent_and_answered())
    order = draw(st.integers(10, 10_000)) * 10 + 6
    until = sent + timedelta(days=draw(st.integers(0, 90)))
    return Delay(f"delay-{order}", Fact(sent, order, "寄出延迟告知书"), until, "条例 art 35")


@st.composite
def lives(draw: st.DrawFn, most_restarts: int = 2) -> Facts:
    ended = draw(st.one_of(st.none(), st.integers(20, 200)))
    return Facts(
        Fact(FIRST + timedelta(days=draw(st.integers(0, 30))), 1, "收到申请"),
        tuple(draw(st.lists(restarts(), max_size=most_restarts))),
        tuple(draw(st.lists(stops(), max_size=4))),
        tuple(draw(st.lists(extensions(), max_size=2))),
        tuple(draw(st.lists(delays(), max_size=1))),
        ended=None if ended is None else Fact(FIRST + timedelta(days=ended), 200_000, "答复"),
    )


TODAYS = st.integers(0, HORIZON).map(lambda n: FIRST + timedelta(days=n))


def counted_days(found: Clock) -> int | None:
    return next((step.days for step in found.steps if step.kind is StepKind.COUNTED), None)


def shuffled(items: Sequence[Stop], seed: int) -> tuple[Stop, ...]:
    mixed = list(items)
    random.Random(seed).shuffle(mixed)
    return tuple(mixed)


@given(lives(), TODAYS, TODAYS)
@settings(max_examples=80, deadline=None)
def test_counted_days_never_fall_as_days_pass(facts: Facts, one: date, other: date) -> None:
    earlier = counted_days(counted(facts, min(one, other)))
    later = counted_days(counted(facts, max(one, other)))
    assert (earlier is None) == (later is None)
    if earlier is not None and later is not None:
        assert 0 <= earlier <= later <= counted(facts, one).limit.count


@given(lives(most_restarts=0), TODAYS)
@settings(max_examples=80, deadline=None)
def test_stopped_days_are_never_counted(facts: Facts, today: date) -> None:
    facts = replace(facts, delays=(), ended=None)
    found = counted(facts, today)
    assume(found.due is not None)
    assert found.due is not None
    assert found.start is not None
    idle = {step.on for step in found.ineffective if step.kind is StepKind.STOP}
    stopped: set[date] = set()
    for one in facts.stops:
        if one.sent.on in idle:
            continue
        ends = [] if one.answered is None else [one.answered.on]
        if one.silence is not None:
            ends.append(BUILT_IN.after((one.received or one.sent).on, one.silence))
        last = min(ends) if ends else FIRST + timedelta(days=HORIZON)
        stopped |= set(days_between(one.sent.on + timedelta(days=1), last))
    free = [
        on
        for on in days_between(found.start + timedelta(days=1), found.due)
        if BUILT_IN.is_working_day(on) and on not in stopped
    ]
    assert len(free) == found.limit.count
    assert free[-1] == found.due


@given(lives(), stops(), TODAYS)
@settings(max_examples=80, deadline=None)
def test_a_stop_never_makes_the_due_date_earlier(facts: Facts, more: Stop, today: date) -> None:
    before = counted(facts, today).due
    after = counted(replace(facts, stops=(*facts.stops, more)), today).due
    if after is not None:
        assert before is not None
        assert after >= before


@given(lives(), TODAYS, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_stops_united_in_any_order_are_the_same(facts: Facts, today: date, seed: int) -> None:
    assume(len({one.sent.moment for one in facts.stops}) == len(facts.stops))
    mixed = replace(facts, stops=shuffled(facts.stops, seed))
    assert counted(mixed, today) == counted(facts, today)


@given(lives(), TODAYS)
@settings(max_examples=80, deadline=None)
def test_days_late_are_zero_exactly_when_it_ended_by_the_due_date(
    facts: Facts, today: date
) -> None:
    found = counted(facts, today)
    last = today if facts.ended is None else facts.ended.on
    assert (found.days_late == 0) == (found.due is None or last <= found.due)


@given(st.dates(date(2019, 1, 1), date(2060, 1, 1)))
@settings(max_examples=80, deadline=None)
def test_twenty_working_days_are_never_over_before_twenty_days(receipt: date) -> None:
    due = clock(Facts(Fact(receipt, 1, "收到申请")), BUILT_IN, LIMIT, receipt).due
    assert due is not None
    assert due >= receipt + timedelta(days=20)


@given(lives(), TODAYS)
@settings(max_examples=60, deadline=None)
def test_a_due_date_that_was_counted_is_a_working_day_and_every_notice_is_accounted_for(
    facts: Facts, today: date
) -> None:
    facts = replace(facts, delays=())
    found = counted(facts, today)
    assert found.due is None or BUILT_IN.is_working_day(found.due)
    notices = [*facts.restarts, *facts.stops, *facts.extensions]
    assert len(found.ineffective) <= len(notices)
    assert all(step.text for step in (*found.steps, *found.ineffective))


def test_working_days_between_excludes_the_first_day_and_includes_the_last() -> None:
    assert working_days_between(BUILT_IN, day("10-17"), day("10-20")) == 1
    assert working_days_between(BUILT_IN, day("10-17"), day("10-17")) == 0
    assert working_days_between(BUILT_IN, day("10-17"), day("10-01")) == 0
    assert days_late(BUILT_IN, day("10-17"), day("10-18")) == 1
