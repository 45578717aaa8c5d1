"""Commands on 更正 (条例 art 41): each method is one act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.archive import Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.organ import Organ
from domain.petition_acts import (
    GivenAnswer,
    GivenDate,
    GivenParty,
    PetitionActs,
    Seal,
    number_taken,
)
from domain.rectification import NUMBER_KIND, CompetentOrgan, Rectification
from domain.redress_letters import answering_rectification
from domain.requests.acts.applying import Applying
from domain.requests.given import GivenEvidence


@dataclass(frozen=True)
class RectificationActs(PetitionActs):
    """From the demand to correct to what was told of it."""

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
                    number=number_taken(desk, organ, NUMBER_KIND),
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
        competent: CompetentOrgan,
        *,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """转送有权更正的机关."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, *_: case.transfer(competent, on=on),
            expected,
        )

    def redirect(
        self,
        caller: Caller,
        identity: str,
        competent: CompetentOrgan,
        *,
        on: date,
        expected: int | None = None,
    ) -> Recorded:
        """告知向有权更正的机关提出."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, *_: case.redirect(competent, on=on),
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
        self, caller: Caller, identity: str, right: GivenDate, expected: int | None = None
    ) -> Recorded:
        """更改法定日期."""
        return self._rectify(
            caller,
            identity,
            "rectification.decide",
            lambda case, _, parts, __: right.put_right(case, parts),
            expected,
        )

    def _rectify(
        self,
        caller: Caller,
        identity: str,
        action: str,
        run: Callable[[Rectification, Seal, Applying, Desk], None],
        expected: int | None,
    ) -> Recorded:
        return self._act(
            Rectification, lambda case: case.applicant, caller, identity, action, run, expected
        )
