"""What every chapter of acts stands on: the archive, and how an act on a request is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.disclosure import ContentStore
from domain.law.lawbook import LawBook
from domain.lawmaking import lawbook_id
from domain.letters import Printer
from domain.personal import PersonalData
from domain.requests.acts.unsealed import require_unnamed
from domain.requests.acts.work import Work
from domain.requests.counting import Rules
from domain.requests.request import InformationRequest


@dataclass(frozen=True)
class Chapter:
    """The stores of the acts, and the one way an act on a request is done."""

    archive: ArchiveApplication
    contents: ContentStore
    persons: PersonalData
    printer: Printer

    def rules(self) -> Rules:
        """The law and calendar as they stand, outside of any act."""
        found = lawbook_id(self.archive)
        return Rules.of(None if found is None else self.archive.load(LawBook, found))

    def _act(
        self,
        caller: Caller,
        request: str,
        action: str,
        run: Callable[[Work], Any],
        expected: int | None,
    ) -> Recorded:
        def decide(desk: Desk) -> list[CaseFile]:
            rules = self._rules(desk)
            case = desk.load(InformationRequest, request, expected).under(rules)
            desk.require(f"request.{action}", organ=case.organ, state=case.state)
            work = Work(desk, case, self.persons, self.contents, self.printer, rules)
            run(work)
            return self._unnamed([case, *work.made])

        return self.archive.perform(caller, decide)

    def _unnamed(self, files: list[CaseFile]) -> list[CaseFile]:
        """What an act changed, when nothing unsealed in it tells a person. Raises `Incomplete`."""
        require_unnamed(self.persons, files)
        return files

    def _rules(self, desk: Desk) -> Rules:
        return rules_on(self.archive, desk)


def rules_on(archive: ArchiveApplication, desk: Desk) -> Rules:
    """The law and calendar, in the act's read set: no act stands on a table that just moved."""
    found = lawbook_id(archive)
    return Rules.of(None if found is None else desk.load(LawBook, found))
