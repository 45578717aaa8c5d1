"""Commands on 投诉、举报 (条例 art 51): each method is one act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.archive import Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.complaint import NUMBER_KIND, Complaint, ComplaintForm, Holding, RectificationOrder
from domain.organ import Organ
from domain.petition_acts import (
    GivenAnswer,
    GivenDate,
    GivenParty,
    PetitionActs,
    Seal,
    number_taken,
)
from domain.redress_letters import answering_complaint
from domain.requests.acts.applying import Applying
from domain.requests.given import GivenEvidence


@dataclass(frozen=True)
class ComplaintActs(PetitionActs):
    """From the complaint to the answer, and the report of what was put right."""

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
                    number=number_taken(desk, organ, NUMBER_KIND),
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
        self, caller: Caller, identity: str, right: GivenDate, expected: int | None = None
    ) -> Recorded:
        """更改法定日期."""
        return self._complain(
            caller,
            identity,
            "complaint.decide",
            lambda case, _, parts, __: right.put_right(case, parts),
            expected,
        )

    def _complain(
        self,
        caller: Caller,
        identity: str,
        action: str,
        run: Callable[[Complaint, Seal, Applying, Desk], None],
        expected: int | None,
    ) -> Recorded:
        return self._act(
            Complaint, lambda case: case.complainant, caller, identity, action, run, expected
        )
