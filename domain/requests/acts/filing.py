"""Filing: an application becomes a case, by the desk or by the online intake."""

from collections.abc import Sequence
from datetime import date

from domain.archive import Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.errors import Incomplete, PostNotHeld
from domain.law.profile import ApplicantCategory
from domain.letters import LetterKind
from domain.numbering import Number, take_number
from domain.organ import Organ
from domain.requests.acts.applying import Applying
from domain.requests.acts.attached import ATTACHMENT, neutral
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.outcomes import sealed_outcomes
from domain.requests.acts.work import Work
from domain.requests.applicant import FilingChannel
from domain.requests.given import (
    NOTHING,
    Application,
    GivenDispatch,
    GivenEvidence,
    GivenLetter,
    GivenOutcome,
)
from domain.requests.letters import DispatchWay, Letter
from domain.requests.outcome import MatterOutcome
from domain.requests.request import InformationRequest
from domain.requests.writing import Answer, reply_paper, words_text


class FilingActs(Chapter):
    """登记: what was asked becomes a case with its number."""

    def file(self, caller: Caller, organ: str, application: Application) -> Recorded:
        """登记申请, by the desk or by the online intake. The number is taken in the same act."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.file", organ=organ)
            return self._unnamed([self._filed(desk, organ, application).case])

        return self.archive.perform(caller, decide)

    def take_over(
        self,
        caller: Caller,
        organ: str,
        *,
        earlier_number: str,
        category: ApplicantCategory,
        channel: FilingChannel | None,
        received_on: date,
        closed_on: date,
        row: str,
        source: str,
        key: str,
        order: str,
    ) -> Recorded:
        """接收历史申请: closed in an earlier system, without a clock and without personal data."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.take_over", organ=organ)
            desk.load(Organ, organ)
            taken = InformationRequest.take_over(
                id=InformationRequest.create_id(),
                organ=organ,
                earlier_number=earlier_number,
                category=category,
                channel=channel,
                received_on=received_on,
                closed_on=closed_on,
                row=row,
                source=source,
                key=key,
                order=order,
            )
            return self._unnamed([taken])

        return self.archive.perform(caller, decide)

    def answer_on_the_spot(
        self,
        caller: Caller,
        organ: str,
        application: Application,
        outcomes: Sequence[GivenOutcome],
        evidence: GivenEvidence,
        letter: GivenLetter | None = None,
    ) -> Recorded:
        """登记并当场答复: filing and answer in one act (条例 art 33).

        `letter` is printed and handed over, its receipt proved by `evidence`; an answer that was
        told has none.
        """

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.file", organ=organ)
            work = self._filed(desk, organ, application)
            desk.require("request.answer_on_the_spot", organ=organ, state=work.case.state)
            sealed, proof = sealed_outcomes(work, outcomes), work.evidence(evidence)
            made = None if letter is None else _reply_of(work, outcomes, sealed, letter)
            work.case.answer_on_the_spot(
                outcomes=sealed, on=work.today, evidence=proof, letter=made
            )
            if made is not None:
                handed = GivenDispatch(work.today, DispatchWay.HANDED_OVER, NOTHING)
                work.case.send(made, work.dispatch(handed))
                work.case.deliver(made.id, on=work.today, evidence=proof)
            return self._unnamed([work.case])

        return self.archive.perform(caller, decide)

    def _filed(self, desk: Desk, organ: str, application: Application) -> Work:
        if desk.post is None:
            raise PostNotHeld("办理须选定一个岗位", field="post")
        desk.load(Organ, organ)
        rules = self._rules(desk)
        case = InformationRequest.create_id()
        event = desk.act.reserve(case, 1)

        parts = Applying(self.persons, self.contents, case, event)
        applicants = tuple(
            parts.applicant(f"applicants.{place}", one)
            for place, one in enumerate(application.applicants)
        )
        if not applicants:
            raise Incomplete("至少有一名申请人", rule="条例 art 29(1)", field="applicants")
        first = applicants[0].name.key
        filed = InformationRequest.file(
            id=case,
            organ=organ,
            number=Number(
                "request",
                take_number(desk, organ, desk.act.today.year, "request"),
                desk.act.today.year,
            ),
            channel=application.channel,
            applicants=applicants,
            proxy=parts.proxy(application.proxy),
            matters=tuple(
                parts.matter(first, f"matters.{place}", place + 1, one)
                for place, one in enumerate(application.matters)
            ),
            form=application.form,
            route=application.route,
            assistance=parts.maybe(first, "assistance", application.assistance),
            attachments=self.contents.keep(neutral(application.attachments, ATTACHMENT))
            if application.attachments
            else None,
            arrived_on=application.arrived_on,
            arrived_time=application.arrived_time,
            arrival_evidence=parts.evidence(application.arrival_evidence),
            received_on=application.received_on,
            receipt_evidence=parts.evidence(application.receipt_evidence),
        ).under(rules)
        filed.require_day(application.arrived_on, field="arrived_on")
        return Work(desk, filed, self.persons, self.contents, self.printer, rules)


def _reply_of(
    work: Work,
    given: Sequence[GivenOutcome],
    sealed: Sequence[MatterOutcome],
    letter: GivenLetter,
) -> Letter:
    """The reply that is handed over at the desk: what three officers write otherwise."""
    law, words = work.rules.law, words_text(given, letter.edited)
    return work.letter(
        LetterKind.REPLY,
        "reply",
        letter,
        paper=lambda template, base, known: reply_paper(
            law, template, work.case.organ, Answer(sealed), base, known, words, work.today, {}
        ),
    )
