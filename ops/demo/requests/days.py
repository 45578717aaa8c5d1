"""The days on which the requests of the demonstration happen: working days before its filling."""

from datetime import date, timedelta

from domain.calendar import Calendar, WorkingDays


class Days:
    """Working days up to the last one before `today`, so that nothing happens later than now."""

    def __init__(self, today: date, calendar: Calendar, oldest: int) -> None:
        self._today = today
        self._calendar = calendar
        self._past: list[date] = []
        day = today
        while len(self._past) <= oldest:
            day -= timedelta(days=1)
            if calendar.is_working_day(day):
                self._past.append(day)

    def at(self, filed: int, after: int) -> date:
        """The day `after` working days since a filing `filed` working days ago."""
        return self._past[filed - after]

    def to_come(self, filed: int, after: int) -> date:
        """As `at`, for a day that may lie ahead."""
        return self._calendar.after(self._past[filed], WorkingDays(after))

    def ago(self, day: date) -> int:
        """How many calendar days before the day of filling."""
        return (self._today - day).days
