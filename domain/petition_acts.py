"""What acts on 更正 and on 投诉、举报 share: what people write is sealed as it comes.

The letter that tells the end is printed and numbered in the act that tells it; one that was sent on
paper before is stated with its date.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.complaint import Complaint
from domain.content import ClearPart
from domain.disclosure import ContentStore
from domain.law.rows import Law
from domain.letters import Printer
from domain.numbering import Number, take_number
from domain.organ import Organ
from domain.personal import PersonalData, Sealed
from domain.petition import AnswerLetter, Party
from domain.rectification import Rectification
from domain.redress_letters import Answering
from domain.requests.acts.applying import Applying
from domain.requests.acts.attached import PROOF, neutral
from domain.requests.acts.chapter import rules_on
from domain.requests.acts.papers import issue_paper
from domain.requests.evidence import Evidence
from domain.requests.given import GivenEvidence

P = TypeVar("P", Rectification, Complaint)
Seal = Callable[[str, str], Sealed]
"""Seals the text of a member for the event it will stand in, under the petitioner's key."""


@dataclass(frozen=True)
class GivenParty:
    """Who brings it, in clear. `person` is who the desk already knows him to be."""

    name: str = ""
    identity: str = ""
    contact: str = ""
    person: str | None = None


@dataclass(frozen=True)
class GivenAnswer:
    """The letter that tells him, on what day and with what proof.

    `dated` None prints it today, with what the officer `edited` of its fields; a date says that it
    was written outside of the archive then, and `scan` is its copy, if there is one.
    """

    dated: date | None
    on: date
    evidence: GivenEvidence
    scan: ClearPart | None = None
    edited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GivenDate:
    """The right legal date of the event at version `of`, with the reason and the proof."""

    of: int
    on: date
    reason: str
    evidence: GivenEvidence

    def put_right(self, case: Rectification | Complaint, parts: Applying) -> None:
        """Raises what `amend_date` of the case raises."""
        evidence = parts.evidence(self.evidence)
        case.amend_date(of=self.of, on=self.on, reason=self.reason, evidence=evidence)


@dataclass(frozen=True)
class PetitionActs:
    """The stores of the acts, and the one way an act on such a case file is done."""

    archive: ArchiveApplication
    contents: ContentStore
    persons: PersonalData
    printer: Printer

    def _act(
        self,
        kind: type[P],
        petitioner: Callable[[P], Party],
        caller: Caller,
        identity: str,
        action: str,
        run: Callable[[P, Seal, Applying, Desk], None],
        expected: int | None,
    ) -> Recorded:
        def decide(desk: Desk) -> list[CaseFile]:
            case = desk.load(kind, identity, expected)
            desk.require(action, organ=case.organ, state=case.state)
            parts = self._parts(desk, case.id, case.version + 1)
            key = self.persons.data_key(petitioner(case).person, case.id)
            run(case, lambda member, text: parts.seal(key, member, text), parts, desk)
            return [case]

        return self.archive.perform(caller, decide)

    def _parts(self, desk: Desk, case: str, version: int) -> Applying:
        return Applying(self.persons, self.contents, case, desk.act.reserve(case, version))

    def _party(self, parts: Applying, member: str, given: GivenParty) -> tuple[Party, str]:
        """Who brings it, and the key that his words are sealed with; he may have given no name."""
        person = given.person or self.persons.new_person()
        key = self.persons.data_key(person, parts.case)
        if given.identity.strip():
            self.persons.remember_identity(person, given.identity)
        party = Party(
            contact=parts.maybe(key, f"{member}.contact", given.contact),
            identity=parts.maybe(key, f"{member}.identity", given.identity),
            name=parts.maybe(key, f"{member}.name", given.name),
            person=person,
        )
        return party, key

    def _proofs(self, parts: Applying, given: Sequence[GivenEvidence]) -> tuple[Evidence, ...]:
        return tuple(parts.evidence(one) for one in given)

    def _letter(
        self,
        desk: Desk,
        parts: Applying,
        answer: GivenAnswer,
        telling: Callable[[Law, Organ], Answering],
        organ: str,
    ) -> AnswerLetter:
        """The letter, printed now; or written outside of the archive, with its date and scan."""
        identity = f"letter:{parts.event}"
        if answer.dated is not None:
            scan = None
            if answer.scan is not None:
                scan = self.contents.keep(neutral([answer.scan], PROOF))
            return AnswerLetter(scan, answer.dated, identity, None)
        law = rules_on(self.archive, desk).law
        told = telling(law, desk.load(Organ, organ))
        made = issue_paper(
            desk,
            told.organ,
            law,
            told.key,
            self.contents,
            self.printer,
            lambda template, base: told.paper(law, template, base, answer.edited),
        )
        return AnswerLetter(made.content, desk.act.today, identity, made.number)


def number_taken(desk: Desk, organ: str, kind: str) -> Number:
    """The next number of the sequence of this organ, year and kind, taken in this act."""
    year = desk.act.today.year
    return Number(kind, take_number(desk, organ, year, kind), year)
