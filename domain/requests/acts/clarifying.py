"""Clarification of an application (条例 art 30)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.archive import Caller, Recorded
from domain.content import ClearPart
from domain.letters import LetterKind
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.applicant import Defect, Matter
from domain.requests.given import GivenEvidence, GivenLetter, GivenMatter


class ClarifyingActs(Chapter):
    """补正."""

    def request_clarification(
        self,
        caller: Caller,
        request: str,
        *,
        defects: Sequence[tuple[str, str]],
        period: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """补正告知: (kind, advice) of every defect at once; `period` in working days."""

        def run(work: Work) -> None:
            listed = "\n".join(advice.strip() for _, advice in defects)
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
                    Defect(kind, work.seal(f"defects.{place}.advice", advice))
                    for place, (kind, advice) in enumerate(defects)
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
        expected: int | None = None,
    ) -> Recorded:
        """登记补正."""

        def run(work: Work) -> None:
            sealed = tuple(
                _matter(work, work.key, f"matters.{place}", number, matter)
                for place, (number, matter) in enumerate(sorted(matters.items()))
            )
            work.case.answer_clarification(
                notice=notice,
                on=on,
                matters=sealed,
                attachments=work.contents.keep(list(attachments)) if attachments else None,
                excuse=work.maybe("excuse", excuse),
                evidence=work.evidence(evidence),
            )

        return self._act(caller, request, "answer_clarification", run, expected)


def _matter(work: Work, key: str, place: str, number: int, given: GivenMatter) -> Matter:
    feature = given.feature
    return Matter(
        number,
        work.seal_with(key, f"{place}.description", given.description),
        work.seal_with(key, f"{place}.feature", feature) if feature.strip() else None,
    )
