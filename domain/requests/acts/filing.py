"""Filing: an application becomes a case, by the desk or by the online intake."""

from collections.abc import Callable, Sequence

from domain.archive import Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.errors import Incomplete, PostNotHeld
from domain.numbering import Number, take_number
from domain.organ import Organ
from domain.personal import Sealed, place_of
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.outcomes import sealed_outcomes
from domain.requests.acts.work import MOST_TEXT, Work
from domain.requests.applicant import Applicant, Matter, Proxy
from domain.requests.evidence import Evidence
from domain.requests.given import (
    Application,
    GivenApplicant,
    GivenEvidence,
    GivenOutcome,
    GivenProxy,
)
from domain.requests.request import InformationRequest


class FilingActs(Chapter):
    """登记: what was asked becomes a case with its number."""

    def file(self, caller: Caller, organ: str, application: Application) -> Recorded:
        """登记申请, by the desk or by the online intake. The number is taken in the same act."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.file", organ=organ)
            return [self._filed(desk, organ, application).case]

        return self.archive.perform(caller, decide)

    def answer_on_the_spot(
        self,
        caller: Caller,
        organ: str,
        application: Application,
        outcomes: Sequence[GivenOutcome],
        evidence: GivenEvidence,
    ) -> Recorded:
        """登记并当场答复: filing and answer in one act (条例 art 33)."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.file", organ=organ)
            work = self._filed(desk, organ, application)
            desk.require("request.answer_on_the_spot", organ=organ, state=work.case.state)
            work.case.answer_on_the_spot(
                outcomes=sealed_outcomes(work, outcomes),
                on=work.today,
                evidence=work.evidence(evidence),
            )
            return [work.case]

        return self.archive.perform(caller, decide)

    def _filed(self, desk: Desk, organ: str, application: Application) -> Work:
        if desk.post is None:
            raise PostNotHeld("办理须选定一个岗位", field="post")
        desk.load(Organ, organ)
        rules = self._rules(desk)
        case = InformationRequest.create_id()
        event = desk.act.reserve(case, 1)

        def seal(key: str, member: str, text: str) -> Sealed:
            if not text.strip():
                raise Incomplete("请填写", rule="条例 art 29", field=member)
            if len(text) > MOST_TEXT:
                raise Incomplete(f"不超过 {MOST_TEXT} 字", field=member)
            return self.persons.seal(key, place_of(event, member), text.strip())

        def proof(given: GivenEvidence) -> Evidence:
            scan = None if given.scan is None else self.contents.keep([given.scan])
            return Evidence(given.kind, given.note.strip(), scan)

        applicants = tuple(
            self._applicant(case, f"applicants.{place}", one, seal)
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
            proxy=self._proxy(case, application.proxy, seal, proof),
            matters=tuple(
                Matter(
                    place + 1,
                    seal(first, f"matters.{place}.description", one.description),
                    seal(first, f"matters.{place}.feature", one.feature)
                    if one.feature.strip()
                    else None,
                )
                for place, one in enumerate(application.matters)
            ),
            form=application.form,
            route=application.route,
            assistance=seal(first, "assistance", application.assistance)
            if application.assistance.strip()
            else None,
            attachments=self.contents.keep(list(application.attachments))
            if application.attachments
            else None,
            arrived_on=application.arrived_on,
            arrived_time=application.arrived_time,
            arrival_evidence=proof(application.arrival_evidence),
            received_on=application.received_on,
            receipt_evidence=proof(application.receipt_evidence),
        ).under(rules)
        filed.require_day(application.arrived_on, field="arrived_on")
        return Work(desk, filed, self.persons, self.contents, self.printer, rules)

    def _applicant(
        self,
        case: str,
        place: str,
        given: GivenApplicant,
        seal: Callable[[str, str, str], Sealed],
    ) -> Applicant:
        person = given.person or self.persons.new_person()
        key = self.persons.data_key(person, case)
        if given.identity.strip():
            self.persons.remember_identity(person, given.identity)

        def optional(member: str, text: str) -> Sealed | None:
            return seal(key, f"{place}.{member}", text) if text.strip() else None

        return Applicant(
            person=person,
            category=given.category,
            identity_kind=given.identity_kind,
            name=seal(key, f"{place}.name", given.name),
            identity=seal(key, f"{place}.identity", given.identity),
            telephone=optional("telephone", given.telephone),
            mail=optional("mail", given.mail),
            address=optional("address", given.address),
            contact=optional("contact", given.contact),
        )

    def _proxy(
        self,
        case: str,
        given: GivenProxy | None,
        seal: Callable[[str, str, str], Sealed],
        proof: Callable[[GivenEvidence], Evidence],
    ) -> Proxy | None:
        if given is None:
            return None
        person = self.persons.new_person()
        key = self.persons.data_key(person, case)
        telephone = given.telephone
        return Proxy(
            person=person,
            name=seal(key, "proxy.name", given.name),
            identity=seal(key, "proxy.identity", given.identity),
            telephone=seal(key, "proxy.telephone", telephone) if telephone.strip() else None,
            authority=proof(given.authority),
        )
