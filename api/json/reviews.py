"""Secrecy reviews over HTTP: every act as one POST, and how a review stands."""

from typing import Any

from fastapi import APIRouter, Response

from api.json.acting import ActAnswer, Form, answer, require_own_organ
from api.session import Officed, SignedIn
from domain.record import Record
from domain.review import Answer, Checklist, Decision, SecrecyReview, Step

router = APIRouter(prefix="/api", tags=["办理"])


class ReferForm(Form):
    """报请。"""

    step: Step
    body: str
    question: str


class DetermineForm(Form):
    """记录答复。"""

    answer: Answer
    document: str


class ConcludeForm(Form):
    """审查结论。"""

    decision: Decision
    reason: str
    ground: str | None = None
    accuracy: str = ""
    timeliness: str = ""
    completeness: str = ""


@router.post("/records/{record}/review", summary="送保密审查", status_code=201)
def open_review(officed: SignedIn, response: Response, record: str) -> ActAnswer:
    """送保密审查；created 是审查的编号。"""
    recorded = officed.acting.disclosure.open_review(
        officed.caller("secrecy_review.open", officed.acting.archive.load(Record, record).organ),
        record,
        officed.expected,
    )
    return answer(officed, response, recorded, str(recorded.events[1].originator_id))


@router.post("/reviews/{review}/refer", summary="报请")
def refer(officed: SignedIn, response: Response, review: str, body: ReferForm) -> ActAnswer:
    """拿不准时逐级报请；是否涉密与是否适宜公开是两条程序。"""
    recorded = officed.acting.disclosure.refer(
        officed.caller("secrecy_review.refer", _organ(officed, review)),
        review,
        step=body.step,
        body=body.body,
        question=body.question,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/reviews/{review}/determine", summary="记录答复")
def determine(officed: SignedIn, response: Response, review: str, body: DetermineForm) -> ActAnswer:
    """记录报请机构的答复。"""
    recorded = officed.acting.disclosure.determine(
        officed.caller("secrecy_review.determine", _organ(officed, review)),
        review,
        answer=body.answer,
        document=body.document,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.post("/reviews/{review}/conclude", summary="审查结论")
def conclude(officed: SignedIn, response: Response, review: str, body: ConcludeForm) -> ActAnswer:
    """作出保密审查结论。"""
    recorded = officed.acting.disclosure.conclude(
        officed.caller("secrecy_review.conclude", _organ(officed, review)),
        review,
        decision=body.decision,
        reason=body.reason,
        checklist=Checklist(body.accuracy, body.timeliness, body.completeness),
        ground=body.ground,
        expected=officed.expected,
    )
    return answer(officed, response, recorded)


@router.get("/reviews/{review}", summary="审查现状")
def review_file(officed: SignedIn, response: Response, review: str) -> dict[str, Any]:
    """一次保密审查的现状和机器提示；须有查看草稿的岗位。"""
    posts = officed.require_reading("drafts.read")
    found = officed.acting.archive.load(SecrecyReview, review)
    require_own_organ(posts, found.organ)
    response.headers["ETag"] = f'"{found.version}"'
    return {
        "review": found.id,
        "version": found.version,
        "record": found.record,
        "state": found.state,
        "decision": found.decision,
        "step": found.step,
        "body": found.body,
        "findings": [vars(finding) for finding in found.findings],
    }


def _organ(officed: Officed, review: str) -> str:
    return officed.acting.archive.load(SecrecyReview, review).organ
