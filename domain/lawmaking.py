"""Commands of the registrars on the law book: holiday notices and corrections of tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.errors import WrongState
from domain.law.lawbook import LawBook


def lawbook_id(archive: ArchiveApplication) -> str | None:
    """The id of the archive's law book, None before it is opened."""
    return next(iter(archive.journal.streams(LawBook.PREFIX)), None)


@dataclass(frozen=True)
class Lawmaking:
    """法规表: each method is one act of a registrar and returns what it recorded."""

    archive: ArchiveApplication

    def book(self) -> LawBook | None:
        """The law book, None before it is opened: the built-in tables hold then."""
        found = lawbook_id(self.archive)
        return None if found is None else self.archive.load(LawBook, found)

    def open(self, caller: Caller) -> Recorded:
        """Open the law book. Raises `WrongState` when it is open."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("lawbook.open", organ=None)
            if lawbook_id(self.archive) is not None:
                raise WrongState("法规表已经建立", rule="法规表")
            return [LawBook.open_()]

        return self.archive.perform(caller, decide)

    def announce_calendar(
        self,
        caller: Caller,
        *,
        year: int,
        notice: str,
        announced_on: date,
        off: Sequence[date],
        work: Sequence[date],
        source: str,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """Enter the holiday notice of a year; opens the book on first use."""

        def decide(book: LawBook) -> None:
            book.announce_calendar(
                year=year,
                notice=notice,
                announced_on=announced_on,
                off=off,
                work=work,
                source=source,
                reason=reason,
            )

        return self._enter(caller, "lawbook.announce_calendar", decide, expected)

    def correct(
        self,
        caller: Caller,
        table: str,
        row: str,
        *,
        reason: str,
        source: str,
        expected: int | None = None,
    ) -> Recorded:
        """Correct a table by one row, given as JSON; opens the book on first use."""

        def decide(book: LawBook) -> None:
            book.correct(table, row, reason=reason, source=source)

        return self._enter(caller, "lawbook.correct", decide, expected)

    def _enter(
        self,
        caller: Caller,
        action: str,
        entry: Callable[[LawBook], None],
        expected: int | None,
    ) -> Recorded:
        def decide(desk: Desk) -> list[CaseFile]:
            desk.require(action, organ=None)
            found = lawbook_id(self.archive)
            if found is None:
                desk.require("lawbook.open", organ=None)
                book = LawBook.open_()
            else:
                book = desk.load(LawBook, found, expected)
            entry(book)
            return [book]

        return self.archive.perform(caller, decide)
