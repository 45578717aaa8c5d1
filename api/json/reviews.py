"""Secrecy reviews over HTTP: every act as one POST, and how a review stands."""

from typing import Any

from fastapi import APIRouter, Response

from api.json.acting import ActAnswer, Asked, AskedAct, Form, unpublished
from api.session import SignedIn
from domain.archive import Caller
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
def open_review(asked: Asked, record: str) -> ActAnswer:
    """送保密审查；created 是审查的编号。"""
    recorded = asked.acting.disclosure.open_review(
        asked.caller_on(Record, record, "secrecy_review.open"),
        record,
        asked.expected,
    )
    return asked.answer(recorded, str(recorded.events[1].originator_id))


@router.post("/reviews/{review}/refer", summary="报请")
def refer(asked: Asked, review: str, body: ReferForm) -> ActAnswer:
    """拿不准时逐级报请；是否涉密与是否适宜公开是两条程序。"""
    recorded = asked.acting.disclosure.refer(
        *_about(asked, review, "secrecy_review.refer"),
        step=body.step,
        body=body.body,
        question=body.question,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/reviews/{review}/determine", summary="记录答复")
def determine(asked: Asked, review: str, body: DetermineForm) -> ActAnswer:
    """记录报请机构的答复。"""
    recorded = asked.acting.disclosure.determine(
        *_about(asked, review, "secrecy_review.determine"),
        answer=body.answer,
        document=body.document,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/reviews/{review}/conclude", summary="审查结论")
def conclude(asked: Asked, review: str, body: ConcludeForm) -> ActAnswer:
    """作出保密审查结论。"""
    recorded = asked.acting.disclosure.conclude(
        *_about(asked, review, "secrecy_review.conclude"),
        decision=body.decision,
        reason=body.reason,
        checklist=Checklist(body.accuracy, body.timeliness, body.completeness),
        ground=body.ground,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.get("/reviews/{review}", summary="审查现状")
def review_file(officed: SignedIn, response: Response, review: str) -> dict[str, Any]:
    """一次保密审查的现状和机器提示；须有查看草稿的岗位。"""
    found = unpublished(officed, response, SecrecyReview, review)
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


def _about(asked: AskedAct, review: str, action: str) -> tuple[Caller, str]:
    """Who asks for an act, and the review it is about."""
    return asked.caller_on(SecrecyReview, review, action), review
