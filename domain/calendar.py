"""The statutory working-day calendar: which days organs work, by which notice, how sure that is.

Days off are set year by year by a notice of the State Council's office, and notices were amended
(Labour Day 2019, Spring Festival 2020); so a calendar keeps every version, and the one announced
last holds. A year whose notice is not out is provisional: weekends and the statutory days of
全国年节及纪念日放假办法 (with the days in lieu of art 6), no 调休. A make-up Saturday or Sunday is
a working day like any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.calendar_years import HOLIDAY_RULE, LUNAR, NOTICES, Notice
from domain.errors import Malformed

ONE_DAY = timedelta(days=1)
# From 2025 on 除夕 and 2 May are statutory too (the rule as revised on 2024-11-10).
REVISED_FROM = 2025


@dataclass(frozen=True)
class WorkingDays:
    """A number of 工作日; never to be mixed with days or hours."""

    count: int

    def __post_init__(self) -> None:
        _require_count(self.count)


@dataclass(frozen=True)
class CalendarDays:
    """A number of 日 (calendar days, days off included)."""

    count: int

    def __post_init__(self) -> None:
        _require_count(self.count)


@dataclass(frozen=True)
class ClockHours:
    """A number of hours by the clock, nights and days off included."""

    count: int

    def __post_init__(self) -> None:
        _require_count(self.count)


@dataclass(frozen=True)
class YearTable:
    """The days off and make-up days of one year in one version.

    `off` are the days given off, weekends among them as announced; `work` the Saturdays and Sundays
    that are worked. Both may name days of the December before (the notice for 2019 did).
    `announced_on` None means provisional: statutory days only, no 调休. Raises `Malformed`.
    """

    year: int
    notice: str
    announced_on: date | None
    off: tuple[date, ...]
    work: tuple[date, ...]
    source: str

    def __post_init__(self) -> None:
        for day in (*self.off, *self.work):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise Malformed(f"{day} 不属于 {self.year} 年的放假安排。", field="off")
        if set(self.off) & set(self.work):
            raise Malformed("同一天不能既放假又上班。", field="work")
        if weekdays := [day for day in self.work if not _weekend(day)]:
            raise Malformed(f"调休上班只能在周六、周日，{weekdays[0]} 不是。", field="work")

    @property
    def provisional(self) -> bool:
        return self.announced_on is None


@dataclass(frozen=True)
class YearUsed:
    """Which version of a year a computation stood on."""

    year: int
    notice: str
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """All versions known; immutable. The newest announced version of a year holds.

    Of two announced on one day the later in `tables` holds, so a mistake can be corrected.
    """

    tables: tuple[YearTable, ...] = ()
    _held: dict[int, YearTable] = field(init=False, repr=False, compare=False)
    _days: dict[date, YearTable] = field(init=False, repr=False, compare=False)
    _off: frozenset[date] = field(init=False, repr=False, compare=False)
    # Earlier states already built, by the tables in them: each notice of a case asks for one.
    _known: "dict[tuple[int, ...], Calendar]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        held: dict[int, YearTable] = {}
        for table in self.tables:
            before = held.get(table.year)
            if before is None or _rank(before) <= _rank(table):
                held[table.year] = table
        # A day that two years' notices name belongs to the later year's: it was written later.
        days: dict[date, YearTable] = {}
        for year in sorted(held):
            days |= dict.fromkeys((*held[year].off, *held[year].work), held[year])
        object.__setattr__(self, "_held", held)
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_known", {})
        object.__setattr__(
            self, "_off", frozenset(day for day, table in days.items() if day in table.off)
        )

    def with_table(self, table: YearTable) -> "Calendar":
        """This calendar with one more version."""
        return Calendar((*self.tables, table))

    def known_on(self, day: date) -> "Calendar":
        """The calendar as it stood on `day`: only what was announced by then."""
        known = tuple(n for n, table in enumerate(self.tables) if _rank(table) <= day)
        if len(known) == len(self.tables):
            return self
        if known not in self._known:
            self._known[known] = Calendar(tuple(self.tables[n] for n in known))
        return self._known[known]

    def is_working_day(self, day: date) -> bool:
        """Is `day` a working day? Answers for every year."""
        if day in self._days:
            return day not in self._off
        if day.year not in self._held and day in statutory_days(day.year):
            return False
        return not _weekend(day)

    def provisional(self, day: date) -> bool:
        """True when no notice for this day's year is known."""
        return self._used(day).provisional

    def after(self, start: date, count: WorkingDays) -> date:
        """The `count`-th working day after `start`; `start` itself is not counted (0: `start`)."""
        day = start
        for _ in range(count.count):
            day = self.next_working_day(day + ONE_DAY)
        return day

    def next_working_day(self, day: date) -> date:
        """`day` if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def version(self, first: date, last: date) -> tuple[YearUsed, ...]:
        """The versions that decide the days `first` to `last` (both included), by year.

        The next year's is among them when its notice names a day of this span.
        """
        years = {year: self._year_used(year) for year in range(first.year, last.year + 1)}
        for day in days_between(first, last):
            table = self._days.get(day)
            if table is not None and table.year not in years:
                years[table.year] = self._year_used(table.year)
        return tuple(years[year] for year in sorted(years))

    def _used(self, day: date) -> YearUsed:
        table = self._days.get(day)
        return self._year_used(day.year if table is None else table.year)

    def _year_used(self, year: int) -> YearUsed:
        table = self._held.get(year)
        if table is None:
            return YearUsed(year, HOLIDAY_RULE, provisional=True)
        return YearUsed(year, table.notice, table.provisional)


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def statutory_days(year: int) -> frozenset[date]:
    """The days off of a year without a notice, by 放假办法 art 2 and 6, days in lieu included.

    A statutory day on a weekend is made up on the next working day. Without lunar dates for the
    year: only the days with a fixed date.
    """
    festivals = [[date(year, 1, 1)], [date(year, 5, 1)], [date(year, 10, n) for n in (1, 2, 3)]]
    if year >= REVISED_FROM:
        festivals[1].append(date(year, 5, 2))
    if year in LUNAR:
        spring, *single = (_day(year, text) for text in LUNAR[year].split())
        eve = 1 if year >= REVISED_FROM else 0
        festivals.append([spring + timedelta(days=n) for n in range(-eve, 3)])
        festivals += [[day] for day in single]
    off = {day for festival in festivals for day in festival}
    for festival in sorted(festivals):
        lieu = festival[-1]
        for _ in filter(_weekend, festival):
            while _weekend(lieu) or lieu in off:
                lieu += ONE_DAY
            off.add(lieu)
    return frozenset(off)


def _require_count(count: int) -> None:
    if count < 0:
        raise Malformed("期限的天数、小时数不能是负数。", field="count")


def _weekend(day: date) -> bool:
    return day.weekday() >= 5


def _rank(table: YearTable) -> date:
    """Announced versions in the order of their day, every provisional one before them."""
    return table.announced_on or date.min


def _day(year: int, text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")


def _days_of(year: int, text: str) -> tuple[date, ...]:
    spans = [[_day(year, end) for end in span.split("..")] for span in text.split()]
    return tuple(day for span in spans for day in days_between(span[0], span[-1]))


def _announced(notice: Notice) -> YearTable:
    return YearTable(
        year=notice.year,
        notice=notice.number,
        announced_on=notice.announced_on,
        off=_days_of(notice.year, notice.off),
        work=_days_of(notice.year, notice.work),
        source=notice.title,
    )


def _provisional(year: int) -> YearTable:
    return YearTable(
        year, HOLIDAY_RULE, None, tuple(sorted(statutory_days(year))), (), HOLIDAY_RULE
    )


BUILT_IN = Calendar((*map(_provisional, LUNAR), *map(_announced, NOTICES)))
