"""保密审查 in the workbench: what is reviewed, what a machine saw in it, and the forms that decide.

The three forms are those of the two ladders (R40, R41): only what can follow from here is shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Form, Reading
from api.portal.pages import Head
from api.workbench.acts.asking import Asked, Choice, Kind, check
from api.workbench.review_shown import (
    PartShown,
    Stage,
    Subject,
    clear_parts,
    download,
    drafted_by,
    finding_told,
    parts_shown,
    review_address,
    review_before,
    stages,
    subject_of,
)
from api.workbench.shell import AtWork, Done, Seat, blank, show, submitted
from domain.archive import Recorded
from domain.errors import NotFound, Refusal, WrongState
from domain.grounds import GROUNDS
from domain.law.articles import cited
from domain.permissions import allows
from domain.review import Answer, Checklist, Decision, ReviewState, SecrecyReview, Step

router = APIRouter(prefix="/workbench/reviews", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=1000)]

_LONGEST_FORM = 256 * 1024


@dataclass(frozen=True)
class ReviewForm:
    """One form of the page: what it asks, and what stands in it."""

    command: str
    title: str
    help: str
    address: str
    asked: tuple[Asked, ...]
    form: Form


@dataclass(frozen=True)
class Hint:
    """Where a machine saw something: the paragraph's number, and what."""

    paragraph: int
    seen: str


@dataclass(frozen=True)
class ReviewPage:
    """A secrecy review: what is judged, by whom it was drafted, how far it came, what may follow.

    `why_not` says why this officer has no form here; `readable` is False when the reviewed content
    is no longer the present one or is gone. `refused` is the form that was sent and not done.
    """

    TEMPLATE: ClassVar[str] = "workbench/review.html"

    head: Head
    title: str
    kind: str
    case_address: str
    state: str
    cleared: bool
    outdated: bool
    why_not: str
    refused: Form | None
    forms: tuple[ReviewForm, ...]
    parts: tuple[PartShown, ...]
    readable: bool
    hints: tuple[Hint, ...]
    drafted_by: tuple[str, ...]
    stages: tuple[Stage, ...]


@router.get("/secrecy_review:{uuid}")
def review_page(request: Request, uuid: str, seat: AtWork) -> Response:
    """The page of a review."""
    review = review_before(seat, uuid)
    return show(request, _page(request, seat, review))


@router.get("/secrecy_review:{uuid}/files/{number}")
def review_file(request: Request, uuid: str, number: Number, seat: AtWork) -> Response:
    """A file that is reviewed. Raises `NotFound` also when it is no longer the present one."""
    review = review_before(seat, uuid)
    parts = clear_parts(request, subject_of(request, seat, review).content)
    if number > len(parts):
        raise NotFound("没有这个文件", field="content")
    return download(parts[number - 1])


@router.post("/secrecy_review:{uuid}/conclude", max_body_size=_LONGEST_FORM)
def conclude(request: Request, uuid: str, seat: AtWork) -> Response:
    """作出审查结论."""

    def act(review: SecrecyReview) -> Recorded:
        sent = seat.sent
        return seat.officed.acting.disclosure.conclude(
            seat.officed.caller("secrecy_review.conclude", review.organ),
            review.id,
            decision=Decision(sent.text("decision")),
            reason=sent.text("reason"),
            checklist=Checklist(
                sent.text("accuracy"), sent.text("timeliness"), sent.text("completeness")
            ),
            ground=sent.text("ground") or None,
            expected=seat.officed.expected,
        )

    return _do(request, uuid, seat, "conclude", act)


@router.post("/secrecy_review:{uuid}/refer", max_body_size=_LONGEST_FORM)
def refer(request: Request, uuid: str, seat: AtWork) -> Response:
    """报请确定."""

    def act(review: SecrecyReview) -> Recorded:
        return seat.officed.acting.disclosure.refer(
            seat.officed.caller("secrecy_review.refer", review.organ),
            review.id,
            step=Step(seat.sent.text("step")),
            body=seat.sent.text("body"),
            question=seat.sent.text("question"),
            expected=seat.officed.expected,
        )

    return _do(request, uuid, seat, "refer", act)


@router.post("/secrecy_review:{uuid}/determine", max_body_size=_LONGEST_FORM)
def determine(request: Request, uuid: str, seat: AtWork) -> Response:
    """记录答复."""

    def act(review: SecrecyReview) -> Recorded:
        return seat.officed.acting.disclosure.determine(
            seat.officed.caller("secrecy_review.determine", review.organ),
            review.id,
            answer=Answer(seat.sent.text("answer")),
            document=seat.sent.text("document"),
            expected=seat.officed.expected,
        )

    return _do(request, uuid, seat, "determine", act)


_DONE = {
    "conclude": "已作出审查结论",
    "refer": "已记下报请，等对方答复",
    "determine": "已记下答复",
}


def _do(
    request: Request,
    uuid: str,
    seat: Seat,
    command: str,
    act: Callable[[SecrecyReview], Recorded],
) -> Response:
    review = review_before(seat, uuid)
    subject = subject_of(request, seat, review)
    asked = _ASKED[command](review, subject)

    def run() -> Done:
        if not seat.officed.repeats:
            _require_filled(seat, review, asked)
        try:
            recorded = act(review)
        except Refusal as refusal:
            refusal.field = refusal.field.rpartition(".")[2]
            raise
        return Done(review_address(review.id), _DONE[command], recorded)

    def again(form: Form) -> ReviewPage:
        return _page(request, seat, review, {command: form})

    return submitted(request, {one.name: one.label for one in asked}, run, again)


def _require_filled(seat: Seat, review: SecrecyReview, asked: tuple[Asked, ...]) -> None:
    """Everything wrong with the form at once. Raises `Unfilled`, `WrongState`."""
    if asked[0].kind is Kind.RADIO and not asked[0].choices:
        raise WrongState(f"这次审查现在是“{review.state.chinese}”，不能这样办", rule="R40, R41")
    reading = Reading(seat.sent)
    check(asked, seat.sent, reading)
    decision = seat.sent.text("decision")
    if decision == Decision.CLEARED:
        for name in ("accuracy", "timeliness", "completeness"):
            reading.needed_text(name)
    elif decision == Decision.REFUSED and not seat.sent.text("ground"):
        reading.wrong("ground", "不得公开的，请选理由", "条例第十四条至第十六条")
    reading.done()


def _conclude_asked(review: SecrecyReview, subject: Subject) -> tuple[Asked, ...]:
    decisions = review.possible_decisions
    if not subject.presented:
        decisions = tuple(one for one in decisions if one is Decision.RETURNED)
    choices = tuple((one.value, one.chinese) for one in decisions)
    found = [
        Asked("decision", "结论", Kind.RADIO, choices=choices),
        Asked("reason", "审查意见", Kind.AREA, "凭什么这样定；不写涉密内容和个人信息"),
    ]
    if Decision.REFUSED in decisions:
        found.append(
            Asked(
                "ground",
                "不得公开的理由",
                Kind.SELECT,
                "结论是“不得公开”的才选",
                optional=True,
                choices=tuple(
                    (code, f"{one.chinese}（{cited(one.article)}）")
                    for code, one in GROUNDS.items()
                ),
            )
        )
    if Decision.CLEARED in decisions:
        hint = "结论是“可以公开”的必须写"
        found += [
            Asked("accuracy", "准确性", Kind.TEXT, f"{hint}，如：数据已与原件核对", optional=True),
            Asked("timeliness", "时效性", Kind.TEXT, f"{hint}，如：现行有效", optional=True),
            Asked("completeness", "全面性", Kind.TEXT, f"{hint}，如：没有缺页", optional=True),
        ]
    return tuple(found)


def _refer_asked(review: SecrecyReview, subject: Subject) -> tuple[Asked, ...]:
    steps: tuple[Choice, ...] = tuple(
        (step.value, f"{step.chinese}（{_QUESTION[step]}）") for step in review.next_steps
    )
    return (
        Asked("step", "报请哪里", Kind.RADIO, choices=steps, value=_only(steps)),
        Asked("body", "该机构的名称"),
        Asked("question", "请其确定什么", Kind.AREA, "不写涉密内容和个人信息"),
    )


def _determine_asked(review: SecrecyReview, subject: Subject) -> tuple[Asked, ...]:
    answers = tuple((one.value, one.chinese) for one in review.possible_answers)
    return (
        Asked("answer", f"{review.body}的答复", Kind.RADIO, choices=answers),
        Asked("document", "答复的文件", hint="文件名称和文号"),
    )


_QUESTION: Mapping[Step, str] = {
    Step.INTERNAL: "是否涉密",
    Step.AUTHORITY: "是否涉密",
    Step.BUSINESS: "是否适宜公开",
    Step.COMPETENT: "是否适宜公开",
}
_ASKED: Mapping[str, Callable[[SecrecyReview, Subject], tuple[Asked, ...]]] = {
    "determine": _determine_asked,
    "conclude": _conclude_asked,
    "refer": _refer_asked,
}
_TOLD = {
    "determine": ("记录答复", "对方书面答复以后，照文件登记；不能确定的，再往上一级报请。"),
    "conclude": (
        "作出审查结论",
        "对照全文逐项审查：是否涉密、能否公开；结论只对这一稿有效（保密法实施条例第四十二条）。",
    ),
    "refer": (
        "拿不准，报请确定",
        "是否涉密、是否适宜公开是两条程序，逐级报请，不能混用（条例第十七条）。",
    ),
}


def _only(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return (choices[0][0],) if len(choices) == 1 else ()


def _possible(seat: Seat, review: SecrecyReview, subject: Subject) -> tuple[str, ...]:
    """Which of the forms this officer may send now."""
    post = seat.post
    if post is None or post.organ not in (None, review.organ) or _why_not(seat, review):
        return ()
    return tuple(
        command
        for command, asked in _ASKED.items()
        if allows(post.role, f"secrecy_review.{command}", review.state)
        and asked(review, subject)[0].choices
    )


def _why_not(seat: Seat, review: SecrecyReview) -> str:
    """Why nothing can be done here; empty when something can, or when there is nothing to say."""
    if review.state is ReviewState.CONCLUDED:
        return ""
    post = seat.post
    if post is None or not any(
        allows(post.role, "secrecy_review.conclude", state) for state in ReviewState
    ):
        return "由保密审查员办理；这个岗位只能查看。"
    if seat.officed.officer.id in review.drafters:
        return "您起草过这一稿，须由另一名保密审查员审查。"
    return ""


def _page(
    request: Request,
    seat: Seat,
    review: SecrecyReview,
    sent: Mapping[str, Form] | None = None,
) -> ReviewPage:
    subject = subject_of(request, seat, review)
    address, sent = review_address(review.id), sent or {}
    parts = clear_parts(request, subject.content)
    with seat.officed.acting.views.connect() as connection:
        drafters = drafted_by(connection, review)
        steps = stages(connection, seat, review)
    return ReviewPage(
        head=Head(f"保密审查：{subject.title}", address, indexed=False),
        title=subject.title,
        kind=subject.kind,
        case_address=subject.address,
        state=review.state.chinese if review.decision is None else review.decision.chinese,
        cleared=review.decision is Decision.CLEARED,
        outdated=not subject.presented and review.state is not ReviewState.CONCLUDED,
        why_not=_why_not(seat, review),
        refused=next(iter(sent.values()), None),
        forms=tuple(
            _form(request, review, subject, command, sent.get(command))
            for command in _possible(seat, review, subject)
        ),
        parts=parts_shown(review, parts, address),
        readable=bool(parts),
        hints=tuple(Hint(one.paragraph, finding_told(one)) for one in review.findings),
        drafted_by=drafters,
        stages=steps,
    )


def _form(
    request: Request, review: SecrecyReview, subject: Subject, command: str, sent: Form | None
) -> ReviewForm:
    asked = _ASKED[command](review, subject)
    title, help_ = _TOLD[command]
    form = sent or replace(
        blank(request, {one.name: one.label for one in asked}),
        values={one.name: one.value for one in asked},
        version=review.version,
    )
    return ReviewForm(command, title, help_, f"{review_address(review.id)}/{command}", asked, form)
