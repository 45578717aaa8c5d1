"""Administrative review and litigation about a reply."""

from datetime import date

from domain.archive import Caller, Recorded
from domain.requests.acts.chapter import Chapter
from domain.requests.given import GivenEvidence
from domain.requests.remedies import RemedyKind, RemedyParty, RemedyResult


class RemedyActs(Chapter):
    """复议、诉讼."""

    def seek_remedy(
        self,
        caller: Caller,
        request: str,
        *,
        kind: RemedyKind,
        body: str,
        docket_number: str,
        simple: bool,
        on: date,
        evidence: GivenEvidence,
        party: RemedyParty = RemedyParty.APPLICANT,
        against: str | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """登记复议、诉讼 of `party`, against a letter or, without one, against silence."""
        return self._act(
            caller,
            request,
            "seek_remedy",
            lambda work: work.case.seek_remedy(
                remedy=f"remedy:{work.desk.act.new_id()}",
                kind=kind,
                body=body,
                docket_number=docket_number,
                simple=simple,
                on=on,
                evidence=work.evidence(evidence),
                party=party,
                against=against,
            ),
            expected,
        )

    def answer_remedy(
        self,
        caller: Caller,
        request: str,
        *,
        remedy: str,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记提交答复、答辩."""
        return self._act(
            caller,
            request,
            "answer_remedy",
            lambda work: work.case.answer_remedy(remedy, on=on, evidence=work.evidence(evidence)),
            expected,
        )

    def decide_remedy(
        self,
        caller: Caller,
        request: str,
        *,
        remedy: str,
        on: date,
        result: RemedyResult,
        document: str,
        reply_until: date | None,
        evidence: GivenEvidence,
        received_on: date | None = None,
        final: bool = True,
        expected: int | None = None,
    ) -> Recorded:
        """登记复议、诉讼结果; a judgement that is appealed against is not `final`."""
        return self._act(
            caller,
            request,
            "decide_remedy",
            lambda work: work.case.decide_remedy(
                remedy,
                on=on,
                result=result,
                document=document,
                reply_until=reply_until,
                evidence=work.evidence(evidence),
                received_on=received_on,
                final=final,
            ),
            expected,
        )
