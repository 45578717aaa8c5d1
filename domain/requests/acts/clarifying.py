"""Clarification of an application (条例 art 30)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.archive import Caller, Recorded
from domain.content import ClearPart
from domain.errors import Incomplete
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.requests.acts.attached import ATTACHMENT, neutral
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.applicant import Defect
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    GivenDefect,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenParticulars,
    GivenProxy,
)


class ClarifyingActs(Chapter):
    """补正."""

    def request_clarification(
        self,
        caller: Caller,
        request: str,
        *,
        defects: Sequence[GivenDefect],
        period: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """补正告知: every defect at once; `period` in working days."""

        def run(work: Work) -> None:
            listed = "\n".join(advice.strip() for _, advice, *_ in defects)
            words = replace(letter, edited={"defects": listed, **letter.edited})
            made = work.letter(
                LetterKind.CLARIFICATION,
                "clarification",
                words,
                facts={"clarify_days": str(period)},
            )
            work.case.request_clarification(
                letter=made,
                defects=tuple(
                    Defect(kind, work.seal(f"defects.{place}.advice", advice), *matter)
                    for place, (kind, advice, *matter) in enumerate(defects)
                ),
                period=period,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "request_clarification", run, expected)

    def answer_clarification(
        self,
        caller: Caller,
        request: str,
        *,
        notice: str,
        on: date,
        matters: dict[int, GivenMatter],
        attachments: Sequence[ClearPart],
        excuse: str,
        evidence: GivenEvidence,
        applicants: Mapping[str, GivenParticulars] | None = None,
        proxy: GivenProxy | None = None,
        form: ProvisionForm | None = None,
        route: ProvisionRoute | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """登记补正: what was mended of the matters by number, of the applicants by person.

        `proxy`, `form` and `route` are None when they stay. Raises `Incomplete` for an officer who
        has nothing from outside of the archive to show for it.
        """

        def run(work: Work) -> None:
            if evidence.kind is EvidenceKind.SYSTEM_RECORD and not work.online:
                raise Incomplete(
                    "系统记录只能证明申请人自己在网上补正；代为登记的，请写明收到补正的凭证",
                    rule="条例 art 30",
                    field="evidence",
                )
            given = applicants or {}
            if set(given) - {one.person for one in work.case.applicants}:
                raise Incomplete("本件没有这个申请人", field="applicants")
            changed = [one for one in work.case.applicants if one.person in given]
            work.case.answer_clarification(
                notice=notice,
                on=on,
                matters=tuple(
                    work.matter(number, matter, f"matters.{place}")
                    for place, (number, matter) in enumerate(sorted(matters.items()))
                ),
                attachments=work.contents.keep(neutral(attachments, ATTACHMENT))
                if attachments
                else None,
                excuse=work.maybe("excuse", excuse),
                evidence=work.evidence(evidence),
                applicants=tuple(
                    work.mended(one, given[one.person], f"applicants.{place}")
                    for place, one in enumerate(changed)
                ),
                proxy=work.parts.proxy(proxy),
                form=form,
                route=route,
            )

        return self._act(caller, request, "answer_clarification", run, expected)
