"""法规表: the book in which registrars correct the law's tables and enter new holiday notices.

    (nothing) --opened--> open --calendar announced | row corrected--> open

One per archive. The law in force is what is built in plus every entry, in order; entries are never
taken back, a wrong one is corrected by another. Whoever decides with the law loads this book, so
that a correction made meanwhile lets the act run again. Sources: 条例 art 33 (working days),
全国年节及纪念日放假办法 and the yearly notices of the State Council's office (domain.md E, H12).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from eventsourcing.domain import event

from domain.act import BEIJING, current_act
from domain.calendar import BUILT_IN as CALENDAR
from domain.calendar import Calendar, YearTable
from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.errors import Incomplete, Malformed, WrongState
from domain.law.law import BUILT_IN, TABLES, Law, require_whole, row_of, row_text
from domain.law.lawful import require_lawful
from domain.law.rows import Row
from domain.officer import acting_officer

MOST_DAYS = 120
"""A notice gives off about 30 days and lets work on 8: a list far longer than this is a mistake."""

FIXED_DAYS = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""(month, day) given off in every year (放假办法 art 2): a list without one was cut off."""


def lawbook_claim() -> tuple[str, str]:
    """There is one law book in an archive."""
    return "lawbook", ""


@dataclass(frozen=True)
class Correction:
    """How a row came into a table: entered on which day, why, and what shows that it is right."""

    table: str
    row: Row
    entered_on: date
    reason: str
    source: str

    @property
    def retroactive(self) -> bool:
        """追溯: it holds from a day before it was entered, so it says anew what held then."""
        return self.row.valid_from < self.entered_on


@REGISTRY.add
class LawBook(CaseFile):
    """The corrections of the law's tables and of the working-day calendar."""

    PREFIX = "lawbook"

    class Opened(CaseFile.Event, CreatedEvent):
        """The book was opened."""

        TOPIC = "gongkai.lawbook.opened.v1"
        officer: str

    class CalendarAnnounced(CaseFile.Event):
        """A notice set, or amended, the days off and the make-up days of a year.

        `off` and `work` are in order and may name days of the December before; `announced_on` is
        the day of the notice.
        """

        TOPIC = "gongkai.lawbook.calendar_announced.v1"
        announced_on: date
        notice: str
        off: tuple[date, ...]
        officer: str
        reason: str
        source: str
        work: tuple[date, ...]
        year: int

    class RowCorrected(CaseFile.Event):
        """A row was added to a table: `row` is its canonical JSON, `source` shows it is right."""

        TOPIC = "gongkai.lawbook.row_corrected.v1"
        officer: str
        reason: str
        row: str
        source: str
        table: str

    @classmethod
    def open_(cls) -> "LawBook":
        """Open the book; there is one for ever, the second is refused with `Taken`."""
        current_act().claims.append(lawbook_claim())
        return cls._create(cls.Opened, officer=acting_officer())

    @event(Opened)
    def __init__(self) -> None:
        self._law = BUILT_IN
        self._calendar = CALENDAR
        self._corrections: tuple[Correction, ...] = ()

    @property
    def law(self) -> Law:
        """The built-in law with every correction."""
        return self._law

    @property
    def calendar(self) -> Calendar:
        """The built-in calendar with every notice entered."""
        return self._calendar

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """Every correction of a table, in the order entered."""
        return self._corrections

    def retroactive(self, row: Row) -> Correction | None:
        """The correction that put this row into its table, if it reaches back; else None."""
        found = [one for one in self._corrections if type(one.row) is type(row) and one.row == row]
        return found[-1] if found and found[-1].retroactive else None

    def announce_calendar(
        self,
        *,
        year: int,
        notice: str,
        announced_on: date,
        off: Sequence[date],
        work: Sequence[date],
        source: str,
        reason: str,
    ) -> None:
        """Enter the holiday notice of a year, or an amended one (全国年节及纪念日放假办法).

        `notice` is its number, `source` its title or address. Raises `Incomplete` for an empty
        text, `Malformed` for days that cannot be, `WrongState` when it would change nothing.
        """
        _require_texts(notice=notice, source=source, reason=reason)
        _require_announced(year, announced_on)
        _require_days(off, "off", least=1)
        _require_days(work, "work", least=0)
        _require_fixed_days(year, off)
        table = YearTable(
            year=year,
            notice=notice.strip(),
            announced_on=announced_on,
            off=tuple(sorted(off)),
            work=tuple(sorted(work)),
            source=source.strip(),
        )
        self._require_newest(table)
        self.trigger_event(
            self.CalendarAnnounced,
            announced_on=announced_on,
            notice=table.notice,
            off=table.off,
            officer=acting_officer(),
            reason=reason.strip(),
            source=table.source,
            work=table.work,
            year=year,
        )

    @event(CalendarAnnounced)
    def _calendar_announced(
        self,
        announced_on: date,
        notice: str,
        off: tuple[date, ...],
        source: str,
        work: tuple[date, ...],
        year: int,
    ) -> None:
        self._calendar = self._calendar.with_table(
            YearTable(year, notice, announced_on, off, work, source)
        )

    def correct(self, table: str, row: str, *, reason: str, source: str) -> None:
        """Correct a table by one row, given as JSON, from the row's own date on.

        A row of an earlier day says anew what held since: it needs its reason as every correction,
        and is shown as reaching back (`retroactive`). Raises `Incomplete` for an empty text,
        `Malformed` for an unknown table or member, a bad value, a row that names another which is
        not there or one that says what the statute forbids, `WrongState` for one that changes
        nothing.
        """
        _require_texts(reason=reason, source=source)
        corrected = row_of(table, row)
        kind = TABLES[table]
        if corrected in self._law.versions(kind, corrected.key):
            raise WrongState(
                f"法规表“{table}”里已有完全相同的一行，不需要更正", rule="法规表", field="row"
            )
        law = self._law.with_row(corrected)
        require_whole(law, corrected)
        require_lawful(law, corrected)
        self.trigger_event(
            self.RowCorrected,
            officer=acting_officer(),
            reason=reason.strip(),
            row=row_text(corrected),
            source=source.strip(),
            table=table,
        )

    @event(RowCorrected)
    def _row_corrected(
        self, reason: str, row: str, source: str, table: str, timestamp: datetime
    ) -> None:
        corrected = row_of(table, row)
        entered_on = timestamp.astimezone(BEIJING).date()
        self._law = self._law.with_row(corrected)
        self._corrections += (Correction(table, corrected, entered_on, reason, source),)

    def _require_newest(self, table: YearTable) -> None:
        """The table must become the one that holds, and differ from the one that does now."""
        announced = [
            held
            for held in self._calendar.tables
            if held.year == table.year and held.announced_on is not None
        ]
        if not announced:
            return
        # As the calendar itself: the newest holds, of one day's the later entered.
        newest = max(enumerate(announced), key=lambda one: (one[1].announced_on, one[0]))[1]
        if newest.announced_on and table.announced_on and table.announced_on < newest.announced_on:
            raise WrongState(
                f"{table.year} 年已有 {newest.announced_on} 的通知（{newest.notice}），"
                "更早的通知不再适用",
                rule="法规表",
                field="announced_on",
            )
        if _content(newest) == _content(table):
            raise WrongState(
                f"{table.year} 年的安排与现行的完全相同，不需要再登记", rule="法规表", field="off"
            )


def _content(table: YearTable) -> tuple[object, ...]:
    days = frozenset(table.off), frozenset(table.work)
    return table.notice, table.announced_on, table.source, *days


def _require_texts(**texts: str) -> None:
    names = {"notice": "通知文号", "reason": "理由", "source": "出处"}
    for name, value in texts.items():
        if not value.strip():
            raise Incomplete(f"必须写明{names[name]}", rule="法规表", field=name)


def _require_announced(year: int, announced_on: date) -> None:
    """A notice comes in the year before or in the year itself, and not after today."""
    today = current_act().today
    if announced_on > today:
        raise Malformed(f"通知的日期 {announced_on} 还没有到", rule="法规表", field="announced_on")
    if announced_on.year not in (year - 1, year):
        raise Malformed(
            f"{year} 年的放假通知应在上一年或者当年发布，{announced_on} 不是",
            rule="法规表",
            field="year",
        )


def _require_days(days: Sequence[date], field: str, *, least: int) -> None:
    if not least <= len(days) <= MOST_DAYS:
        raise Malformed(
            f"“{field}”应有 {least} 到 {MOST_DAYS} 天，实为 {len(days)} 天",
            rule="法规表",
            field=field,
        )
    if len(set(days)) != len(days):
        raise Malformed(f"“{field}”里有重复的日期", rule="法规表", field=field)


def _require_fixed_days(year: int, off: Sequence[date]) -> None:
    for month, day in FIXED_DAYS:
        if date(year, month, day) not in off:
            raise Malformed(
                f"放假日期里没有 {month} 月 {day} 日，清单可能不完整",
                rule="全国年节及纪念日放假办法 art 2",
                field="off",
            )
