"""The working-day calendar: day by day that of the notices, and an answer for every year."""

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import (
    BUILT_IN,
    Calendar,
    CalendarDays,
    ClockHours,
    WorkingDays,
    YearTable,
    days_between,
    statutory_days,
)
from domain.calendar_years import LUNAR
from domain.errors import Malformed

ANY_DAY = st.dates(date(1990, 1, 1), date(2110, 12, 31))


def year_days(year: int) -> list[date]:
    return list(days_between(date(year, 1, 1), date(year, 12, 31)))


def held(year: int) -> YearTable:
    announced = [table for table in BUILT_IN.tables if table.year == year and table.announced_on]
    return announced[-1]


def table(year: int, announced_on: date | None, off: tuple[date, ...] = ()) -> YearTable:
    return YearTable(year, "测试通知", announced_on, off, (), "测试")


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_day_of_an_announced_year_is_as_chinesecalendar_has_it(year: int) -> None:
    ours = {day: BUILT_IN.is_working_day(day) for day in year_days(year)}
    assert ours == {day: chinese_calendar.is_workday(day) for day in year_days(year)}
    assert not BUILT_IN.provisional(date(year, 7, 1))


def test_the_end_of_2018_follows_the_notice_for_2019() -> None:
    days = list(days_between(date(2018, 12, 29), date(2018, 12, 31)))
    assert [BUILT_IN.is_working_day(day) for day in days] == [True, False, False]
    years = [used.year for used in BUILT_IN.version(date(2018, 12, 28), date(2018, 12, 31))]
    assert years == [2018, 2019]


@pytest.mark.parametrize(
    ("year", "working", "worked"),
    [
        (2024, 251, "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"),
        (2025, 248, "01-26 02-08 04-27 09-28 10-11"),
        (2026, 248, "01-04 02-14 02-28 05-09 09-20 10-10"),
    ],
)
def test_working_days_and_make_up_days_of_a_year(year: int, working: int, worked: str) -> None:
    assert sum(map(BUILT_IN.is_working_day, year_days(year))) == working
    assert " ".join(f"{day:%m-%d}" for day in held(year).work) == worked


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2024-01-25", 20, "2024-02-27"),
        ("2025-09-15", 20, "2025-10-17"),
        ("2026-11-21", 20, "2026-12-18"),
        ("2026-11-21", 40, "2027-01-18"),
        ("2024-02-03", 7, "2024-02-18"),
        ("2024-02-03", 20, "2024-03-06"),
        ("2024-02-03", 0, "2024-02-03"),
    ],
)
def test_the_nth_working_day_after_a_day(start: str, count: int, due: str) -> None:
    found = BUILT_IN.after(date.fromisoformat(start), WorkingDays(count))
    assert found == date.fromisoformat(due)


def test_labour_day_2019_was_amended_and_the_calendar_knows_both_versions() -> None:
    before, after = BUILT_IN.known_on(date(2019, 3, 21)), BUILT_IN.known_on(date(2019, 3, 22))
    made_up, bridge = date(2019, 4, 28), date(2019, 5, 2)
    assert (before.is_working_day(made_up), before.is_working_day(bridge)) == (False, True)
    assert (after.is_working_day(made_up), after.is_working_day(bridge)) == (True, False)


def test_spring_festival_2020_was_extended_and_the_calendar_knows_both_versions() -> None:
    before, after = BUILT_IN.known_on(date(2020, 1, 25)), BUILT_IN.known_on(date(2020, 1, 26))
    friday, saturday = date(2020, 1, 31), date(2020, 2, 1)
    assert (before.is_working_day(friday), before.is_working_day(saturday)) == (True, True)
    assert (after.is_working_day(friday), after.is_working_day(saturday)) == (False, False)


def test_before_its_notice_a_year_is_provisional() -> None:
    day = date(2026, 2, 14)
    assert BUILT_IN.known_on(date(2025, 11, 3)).provisional(day)
    assert not BUILT_IN.known_on(date(2025, 11, 4)).provisional(day)
    assert not BUILT_IN.known_on(date(2025, 11, 3)).is_working_day(day)
    assert BUILT_IN.known_on(date(2026, 1, 1)) is BUILT_IN


def test_a_computation_says_which_versions_it_stood_on() -> None:
    used = BUILT_IN.version(date(2026, 11, 21), date(2027, 1, 18))
    assert [(one.year, one.provisional) for one in used] == [(2026, False), (2027, True)]
    assert used[0].notice == held(2026).notice


def test_a_provisional_year_has_the_statutory_days_with_days_in_lieu_and_no_make_up() -> None:
    # 2027: 除夕 is a Friday, 初一 and 初二 a weekend; 1 and 2 May a weekend; 2 and 3 October too.
    off = {day for day in year_days(2027) if day.weekday() < 5 and not BUILT_IN.is_working_day(day)}
    assert {f"{day:%m-%d}" for day in off} == {
        *("01-01", "02-05", "02-08", "02-09", "02-10", "04-05", "05-03", "05-04"),
        *("06-09", "09-15", "10-01", "10-04", "10-05"),
    }
    assert not any(BUILT_IN.is_working_day(day) for day in year_days(2027) if day.weekday() >= 5)


def test_before_2025_neither_new_years_eve_nor_the_second_of_may_was_statutory() -> None:
    assert date(2024, 2, 9) not in statutory_days(2024)
    assert date(2024, 5, 2) not in statutory_days(2024)
    assert date(2025, 1, 28) in statutory_days(2025)
    assert date(2025, 5, 2) in statutory_days(2025)


@pytest.mark.parametrize("year", LUNAR)
def test_the_lunar_dates_of_a_year_fit_each_other(year: int) -> None:
    spring, tomb, boat, moon = (date.fromisoformat(f"{year}-{day}") for day in LUNAR[year].split())
    assert date(year, 1, 21) <= spring <= date(year, 2, 20)
    assert tomb in (date(year, 4, 4), date(year, 4, 5))
    # Lunar months have 29 or 30 days; in some years a leap month lies between.
    assert (boat - spring).days in {121, 122, 123, 151, 152, 153}
    assert (moon - boat).days in {98, 99, 127, 128, 129}
    assert (moon - spring).days in {220, 221, 222, 249, 250, 251, 252}


@pytest.mark.parametrize("year", range(2019, 2027))
def test_the_notices_give_off_every_lunar_day_of_the_table(year: int) -> None:
    lunar = {date.fromisoformat(f"{year}-{day}") for day in LUNAR[year].split()}
    assert lunar <= set(held(year).off)


@given(ANY_DAY, st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_every_year_has_an_answer_and_working_days_come_in_order(day: date, count: int) -> None:
    found = BUILT_IN.after(day, WorkingDays(count))
    between = days_between(day + timedelta(days=1), found)
    assert sum(map(BUILT_IN.is_working_day, between)) == count
    assert BUILT_IN.provisional(date(2041 + count, 3, 3))


@given(
    st.integers(2016, 2045),
    st.lists(st.integers(-20, 364), max_size=12, unique=True),
    ANY_DAY,
)
@settings(max_examples=80, deadline=None)
def test_a_later_version_changes_only_its_year(year: int, offs: list[int], probe: date) -> None:
    first = date(year, 1, 1)
    off = tuple(first + timedelta(days=n) for n in offs)
    changed = BUILT_IN.with_table(table(year, date(2044, 1, 1), off))
    near = days_between(date(year - 1, 12, 1), date(year + 1, 12, 31))
    for day in [*near, probe]:
        of_december = [named for named in (*off, *_december(year)) if named.year == year - 1]
        if day.year != year and day not in of_december:
            assert changed.is_working_day(day) == BUILT_IN.is_working_day(day)
            assert changed.provisional(day) == BUILT_IN.provisional(day)
    for day in year_days(year):
        # December days that the next year's notice names stay its own.
        if day.month < 12:
            assert changed.is_working_day(day) == (day.weekday() < 5 and day not in off)
            assert not changed.provisional(day)


def _december(year: int) -> tuple[date, ...]:
    """The days of the December before that a built-in notice for `year` names."""
    return tuple(
        day for known in BUILT_IN.tables if known.year == year for day in (*known.off, *known.work)
    )


def test_an_older_version_added_later_does_not_hold() -> None:
    changed = BUILT_IN.with_table(table(2026, date(2025, 11, 3)))
    assert [changed.is_working_day(day) for day in year_days(2026)] == [
        BUILT_IN.is_working_day(day) for day in year_days(2026)
    ]


def test_a_provisional_version_never_displaces_an_announced_one() -> None:
    changed = BUILT_IN.with_table(table(2026, None))
    assert not changed.provisional(date(2026, 5, 1))
    assert not changed.is_working_day(date(2026, 5, 1))


def test_a_version_of_the_same_day_corrects_the_one_before_it() -> None:
    changed = BUILT_IN.with_table(table(2026, date(2025, 11, 4)))
    assert changed.is_working_day(date(2026, 5, 1))


def test_adding_a_version_leaves_the_calendar_as_it_was() -> None:
    before = Calendar(BUILT_IN.tables)
    BUILT_IN.with_table(table(2027, date(2026, 11, 20), (date(2027, 3, 3),)))
    assert before == BUILT_IN
    assert BUILT_IN.is_working_day(date(2027, 3, 3))


def test_a_calendar_without_any_table_knows_weekends_and_fixed_days() -> None:
    empty = Calendar(())
    assert not empty.is_working_day(date(2050, 10, 3))
    assert not empty.is_working_day(date(2050, 10, 1))
    assert empty.is_working_day(date(2050, 10, 10))
    assert empty.provisional(date(2050, 10, 10))


@pytest.mark.parametrize(
    ("off", "work"),
    [
        ((date(2028, 1, 1),), ()),
        ((date(2026, 11, 30),), ()),
        ((), (date(2025, 12, 27),)),
        ((date(2027, 2, 6),), (date(2027, 2, 6),)),
        ((), (date(2027, 2, 5),)),
    ],
)
def test_a_table_with_impossible_days_is_refused(
    off: tuple[date, ...], work: tuple[date, ...]
) -> None:
    with pytest.raises(Malformed):
        YearTable(2027, "测试通知", date(2026, 11, 20), off, work, "测试")


@pytest.mark.parametrize("kind", [WorkingDays, CalendarDays, ClockHours])
def test_a_negative_number_of_days_or_hours_is_refused(
    kind: type[WorkingDays] | type[CalendarDays] | type[ClockHours],
) -> None:
    with pytest.raises(Malformed):
        kind(-1)


def test_working_days_calendar_days_and_hours_are_never_equal() -> None:
    assert len({WorkingDays(5), CalendarDays(5), ClockHours(5)}) == 3
