"""Receiving: when an application counts as received, whose it is, and which it belongs to."""

from collections.abc import Mapping
from datetime import date

from domain.archive import Caller, Recorded
from domain.errors import Incomplete, PostNotHeld
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.joining import require_same_applicants
from domain.requests.acts.work import Work
from domain.requests.given import GivenContact, GivenEvidence, GivenMatter
from domain.requests.request import InformationRequest


class ReceivingActs(Chapter):
    """收到: confirmation, the receipt date in dispute, joining, persons, dates."""

    def confirm_receipt(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        evidence: GivenEvidence,
        way: str = "",
        expected: int | None = None,
    ) -> Recorded:
        """双方确认收到; `way` is how, empty where the proof says it."""
        return self._act(
            caller,
            request,
            "confirm_receipt",
            lambda work: work.case.confirm_receipt(
                on=on, evidence=work.evidence(evidence), way=way
            ),
            expected,
        )

    def attempt_confirmation(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        way: str,
        outcome: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记联系情况."""
        return self._act(
            caller,
            request,
            "attempt_confirmation",
            lambda work: work.case.attempt_confirmation(
                on=on, way=way, outcome=outcome, evidence=work.evidence(evidence)
            ),
            expected,
        )

    def dispute_receipt(
        self,
        caller: Caller,
        request: str,
        *,
        claimed_on: date,
        statement: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记申请人主张的收到日期."""
        return self._act(
            caller,
            request,
            "dispute_receipt",
            lambda work: work.case.dispute_receipt(
                claimed_on=claimed_on,
                statement=work.maybe("statement", statement),
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    def join_to(
        self, caller: Caller, request: str, *, into: str, reason: str, expected: int | None = None
    ) -> Recorded:
        """并入另一件 of the same applicants. Raises `WrongState`."""

        def run(work: Work) -> None:
            other = work.desk.load(InformationRequest, into).under(work.rules)
            # What another organ's applicants are called is nothing to be found out here.
            if other.organ == work.case.organ:
                require_same_applicants(work.persons, work.case, other)
            work.case.join_to(other, on=work.today, reason=reason)
            work.made.append(other)

        return self._act(caller, request, "join_to", run, expected)

    def link_persons(
        self,
        caller: Caller,
        request: str,
        *,
        person: str,
        other_person: str,
        other_request: str,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """认定同一申请人."""

        def run(work: Work) -> None:
            other = work.desk.load(InformationRequest, other_request)
            other.require_person(other_person)
            if other.organ != work.case.organ:
                raise PostNotHeld("另一件不是本机关的申请", field="other_request")
            work.case.link_persons(
                person=person,
                other_person=other_person,
                other_request=other_request,
                reason=reason,
            )

        return self._act(caller, request, "link_persons", run, expected)

    def reissue_code(
        self, caller: Caller, request: str, *, evidence: GivenEvidence, expected: int | None = None
    ) -> Recorded:
        """补发查询码: the code itself is made by the caller after this act."""
        return self._act(
            caller,
            request,
            "reissue_code",
            lambda work: work.case.reissue_code(on=work.today, evidence=work.evidence(evidence)),
            expected,
        )

    def amend_legal_date(
        self,
        caller: Caller,
        request: str,
        *,
        of: int,
        member: str,
        becomes: date,
        reason: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """更改法定日期."""
        return self._act(
            caller,
            request,
            "amend_legal_date",
            lambda work: work.case.amend_legal_date(
                of=of,
                member=member,
                becomes=becomes,
                reason=reason,
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    def unlink_persons(
        self,
        caller: Caller,
        request: str,
        *,
        person: str,
        other_person: str,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """撤销同一申请人的认定."""
        return self._act(
            caller,
            request,
            "unlink_persons",
            lambda work: work.case.unlink_persons(
                person=person, other_person=other_person, reason=reason
            ),
            expected,
        )

    def amend_application(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        reason: str,
        evidence: GivenEvidence,
        contacts: Mapping[str, GivenContact] | None = None,
        matters: Mapping[int, GivenMatter] | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """更正登记: contacts by person, matters by number, as they ought to stand."""

        def run(work: Work) -> None:
            given = contacts or {}
            if set(given) - {one.person for one in work.case.applicants}:
                raise Incomplete("本件没有这个申请人", field="contacts")
            changed = [one for one in work.case.applicants if one.person in given]
            work.case.amend_application(
                on=on,
                reason=reason,
                evidence=work.evidence(evidence),
                applicants=tuple(
                    work.reached(one, given[one.person], f"applicants.{place}")
                    for place, one in enumerate(changed)
                ),
                matters=tuple(
                    work.matter(number, matter, f"matters.{place}")
                    for place, (number, matter) in enumerate(sorted((matters or {}).items()))
                ),
            )

        return self._act(caller, request, "amend_application", run, expected)
