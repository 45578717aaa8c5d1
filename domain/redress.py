"""Commands on 更正 (条例 art 41) and 投诉、举报 (art 51): what people write is sealed as it comes.

Each method is one act, as in `domain.requests.handling`. The letter that tells the end is printed
and numbered in the act that tells it; one that was sent on paper before is stated with its date.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.complaint import NUMBER_KIND as COMPLAINT
from domain.complaint import Complaint, ComplaintForm, Holding, RectificationOrder
from domain.content import ClearPart
from domain.disclosure import ContentStore
from domain.law.rows import Law
from domain.letters import Printer
from domain.numbering import Number, take_number
from domain.organ import Organ
from domain.personal import PersonalData, Sealed
from domain.petition import AnswerLetter, Party
from domain.rectification import NUMBER_KIND as RECTIFICATION
from domain.rectification import Rectification
from domain.redress_letters import Answering, answering_complaint, answering_rectification
from domain.requests.acts.applying import Applying
from domain.requests.acts.attached import PROOF, neutral
from domain.requests.acts.chapter import rules_on
from domain.requests.acts.papers import issue_paper
from domain.requests.evidence import Evidence
from domain.requests.given import GivenEvidence


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
class Redress:
    """更正、投诉举报: the application layer of both case files."""

    archive: ArchiveApplication
    contents: ContentStore
    persons: PersonalData
    printer: Printer

    # 更正

    def file_rectification(
        self,
        caller: Caller,
        organ: str,
        *,
        on: date,
        applicant: GivenParty,
        fault: str,
        evidence: Sequence[GivenEvidence],
        record: str | None = None,
        subject: str = "",
        handed_over_by: str | None = None,
    ) -> Recorded:
        """登记更正申请. The number is taken in the same act."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("rectification.file", organ=organ)
            desk.load(Organ, organ)
            parts = self._parts(desk, Rectification.create_id(), 1)
            party, key = self._party(parts, "applicant", applicant)
            return [
                Rectification.file(
                    parts.case,
                    organ=organ,
                    number=_number(desk, organ, RECTIFICATION),
                    on=on,
                    applicant=party,
                    fault=parts.seal(key, "fault", fault),
                    evidence=self._proofs(parts, evidence),
                    record=record,
                    subject=parts.maybe(key, "subject", subject),
                    handed_over_by=handed_over_by,
                )
            ]

        return self.archive.perform(caller, decide)

    def verify(
        self, caller: Caller, identity: str, *, finding: str, on: date, expected: int | None = None
    ) -> Recorded:
        """审核属实."""
        return self._rectify(
            caller,
            identity,
            "rectification.handle",
            lambda case, seal, *_: case.verify(finding=seal("finding", finding), on=on),
            expected,
        )

    def correct(
        self,
        caller: Caller,
        identity: str,
        *,
        what: str,
        where: str,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """更正."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, seal, *_: case.correct(what=seal("what", what), where=where, on=on),
            expected,
        )

    def refuse(
        self, caller: Caller, identity: str, *, reason: str, on: date, expected: int | None = None
    ) -> Recorded:
        """不予更正."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, seal, *_: case.refuse(reason=seal("reason", reason), on=on),
            expected,
        )

    def transfer(
        self,
        caller: Caller,
        identity: str,
        *,
        to: str,
        contact: str,
        basis: str,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """转送有权更正的机关."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, *_: case.transfer(to=to, contact=contact, basis=basis, on=on),
            expected,
        )

    def redirect(
        self,
        caller: Caller,
        identity: str,
        *,
        to: str,
        contact: str,
        basis: str,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """告知向有权更正的机关提出."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, *_: case.redirect(to=to, contact=contact, basis=basis, on=on),
            expected,
        )

    def tell(
        self, caller: Caller, identity: str, *, answer: GivenAnswer, expected: int | None = None
    ) -> Recorded:
        """告知 what came of it."""
        return self._rectify(
            caller,
            identity,
            "rectification.handle",
            lambda case, _, parts, desk: case.tell(
                letter=self._letter(
                    desk,
                    parts,
                    answer,
                    lambda law, organ: answering_rectification(case, organ, law, self.persons),
                    case.organ,
                ),
                on=answer.on,
                evidence=parts.evidence(answer.evidence),
            ),
            expected,
        )

    def amend_rectification_date(
        self,
        caller: Caller,
        identity: str,
        *,
        of: int,
        on: date,
        reason: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """更改法定日期."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, _, parts, __: case.amend_date(
                of=of, on=on, reason=reason, evidence=parts.evidence(evidence)
            ),
            expected,
        )

    # 投诉、举报

    def file_complaint(
        self,
        caller: Caller,
        organ: str,
        *,
        against: str,
        on: date,
        form: ComplaintForm,
        complainant: GivenParty,
        ground: str,
        evidence: Sequence[GivenEvidence] = (),
        request: str | None = None,
    ) -> Recorded:
        """登记投诉、举报 at the organ that decides. The number is taken in the same act."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("complaint.file", organ=organ)
            desk.load(Organ, organ)
            desk.load(Organ, against)
            parts = self._parts(desk, Complaint.create_id(), 1)
            party, key = self._party(parts, "complainant", complainant)
            return [
                Complaint.file(
                    parts.case,
                    organ=organ,
                    against=against,
                    number=_number(desk, organ, COMPLAINT),
                    on=on,
                    form=form,
                    complainant=party,
                    ground=parts.seal(key, "ground", ground),
                    evidence=self._proofs(parts, evidence),
                    request=request,
                )
            ]

        return self.archive.perform(caller, decide)

    def accept(
        self, caller: Caller, identity: str, *, on: date, expected: int | None = None
    ) -> Recorded:
        """受理."""
        return self._complain(
            caller, identity, "complaint.handle", lambda case, *_: case.accept(on=on), expected
        )

    def decline(
        self, caller: Caller, identity: str, *, reason: str, on: date, expected: int | None = None
    ) -> Recorded:
        """不予受理."""
        return self._complain(
            caller,
            identity,
            "complaint.decide",
            lambda case, seal, *_: case.decline(reason=seal("reason", reason), on=on),
            expected,
        )

    def investigate(
        self,
        caller: Caller,
        identity: str,
        *,
        finding: str,
        evidence: Sequence[GivenEvidence],
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """调查."""
        return self._complain(
            caller,
            identity,
            "complaint.handle",
            lambda case, seal, parts, _: case.investigate(
                finding=seal("finding", finding), evidence=self._proofs(parts, evidence), on=on
            ),
            expected,
        )

    def decide(
        self,
        caller: Caller,
        identity: str,
        *,
        holding: Holding,
        reason: str,
        order: RectificationOrder | None,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """处理, with an order to put right what holds (条例 art 53)."""
        return self._complain(
            caller,
            identity,
            "complaint.decide",
            lambda case, seal, *_: case.decide(
                holding=holding, reason=seal("reason", reason), order=order, on=on
            ),
            expected,
        )

    def answer(
        self, caller: Caller, identity: str, *, answer: GivenAnswer, expected: int | None = None
    ) -> Recorded:
        """答复."""
        return self._complain(
            caller,
            identity,
            "complaint.handle",
            lambda case, _, parts, desk: case.answer(
                letter=self._letter(
                    desk,
                    parts,
                    answer,
                    lambda law, organ: answering_complaint(
                        case, organ, desk.load(Organ, case.against), law, self.persons
                    ),
                    case.organ,
                ),
                on=answer.on,
                evidence=parts.evidence(answer.evidence),
            ),
            expected,
        )

    def report_rectification(
        self,
        caller: Caller,
        identity: str,
        *,
        document: str,
        fulfilled: bool,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """整改报告 of the organ complained of."""
        return self._complain(
            caller,
            identity,
            "complaint.handle",
            lambda case, *_: case.report_rectification(
                document=document, fulfilled=fulfilled, on=on
            ),
            expected,
        )

    def amend_complaint_date(
        self,
        caller: Caller,
        identity: str,
        *,
        of: int,
        on: date,
        reason: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """更改法定日期."""
        return self._complain(
            caller,
            identity,
            "complaint.decide",
            lambda case, _, parts, __: case.amend_date(
                of=of, on=on, reason=reason, evidence=parts.evidence(evidence)
            ),
            expected,
        )

    # Inside

    def _rectify(
        self,
        caller: Caller,
        identity: str,
        action: str,
        run: Callable[[Rectification, Callable[[str, str], Sealed], Applying, Desk], None],
        expected: int | None,
    ) -> Recorded:
        def decide(desk: Desk) -> list[CaseFile]:
            case = desk.load(Rectification, identity, expected)
            desk.require(action, organ=case.organ, state=case.state)
            parts = self._parts(desk, case.id, case.version + 1)
            key = self.persons.data_key(case.applicant.person, case.id)
            run(case, lambda member, text: parts.seal(key, member, text), parts, desk)
            return [case]

        return self.archive.perform(caller, decide)

    def _complain(
        self,
        caller: Caller,
        identity: str,
        action: str,
        run: Callable[[Complaint, Callable[[str, str], Sealed], Applying, Desk], None],
        expected: int | None,
    ) -> Recorded:
        def decide(desk: Desk) -> list[CaseFile]:
            case = desk.load(Complaint, identity, expected)
            desk.require(action, organ=case.organ, state=case.state)
            parts = self._parts(desk, case.id, case.version + 1)
            key = self.persons.data_key(case.complainant.person, case.id)
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


def _number(desk: Desk, organ: str, kind: str) -> Number:
    year = desk.act.today.year
    return Number(kind, take_number(desk, organ, year, kind), year)
