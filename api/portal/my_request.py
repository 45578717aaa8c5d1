"""The status page of a request: what happens now, the latest day and why, what he can do."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.portal.citizens import Citizens, CitizensGiven, MineGiven, show_private
from api.portal.my import REQUEST
from api.portal.my_letters import GivenFile, LetterRow, given_files, letters_of
from api.portal.my_timeline import Step, timeline
from api.portal.my_words import Now, against_silence, day, now, remedies
from api.portal.pages import Head
from api.portal.registration_number import written
from domain.clocks import Clock, ClockStep
from domain.law.articles import cited
from domain.law.outcomes import outcome_rule
from domain.organ import Guide, Organ
from domain.requests.proceeding import UNDER_WAY, RequestState
from domain.requests.request import InformationRequest

router = APIRouter(include_in_schema=False)

DONE = {
    "clarification": "补正已经收到，答复期限从次日起重新计算。",
    "reasons": "您说明的理由已经收到。",
    "received": "您的意见已经登记，机关会核对；两个日期都会显示。",
    "withdraw": "申请已经撤回。",
    "suggestion": "您的建议已经收到。",
}
"""What is said once something was done, by its name."""


@dataclass(frozen=True)
class Explained:
    """A sentence of how a day was counted, and the article behind it."""

    text: str
    article: str


@dataclass(frozen=True)
class Counted:
    """A latest day and how it was counted; `due` None while none can be told. `day`: in words."""

    due: date | None
    day: str
    late: int
    provisional: bool
    told: date | None
    steps: tuple[Explained, ...]
    ineffective: tuple[Explained, ...]


@dataclass(frozen=True)
class AskedMatter:
    """One thing he asked for, and what was answered (empty until then)."""

    number: int
    description: str
    feature: str
    answer: str


@dataclass(frozen=True)
class Door:
    """Something he can do now; `asked`: the organ waits for it."""

    address: str
    label: str
    why: str
    asked: bool = False


@dataclass(frozen=True)
class MyRequestPage:
    """One request as its applicant sees it.

    `claimed` counts from the day of receipt he claims; both are None where nothing will be answered
    any more and nothing was.
    """

    TEMPLATE: ClassVar[str] = "my_request.html"

    head: Head
    number: str
    organ: str
    organ_address: str
    guide: Guide | None
    state: str
    closed: bool
    now: Now
    done: str
    counted: Counted | None
    claimed: Counted | None
    received: date | None
    steps: tuple[Step, ...]
    matters: tuple[AskedMatter, ...]
    wanted: str
    letters: tuple[LetterRow, ...]
    given: tuple[GivenFile, ...]
    doors: tuple[Door, ...]
    remedies: tuple[str, ...]
    against: tuple[str, ...]


@router.get(REQUEST)
def my_request(
    request: Request,
    citizens: CitizensGiven,
    mine: MineGiven,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The status page. It is read from the journal: what was just done is seen at once."""
    case = citizens.case(mine.request)
    return show_private(request, _page(citizens, case, done))


def doors_of(case: InformationRequest) -> tuple[Door, ...]:
    """What the applicant can do now; nothing else is offered, nothing else is accepted."""
    found = []
    if case.state is RequestState.CLARIFYING:
        found.append(Door(f"{REQUEST}/clarification", "补正", "按补正告知书补充材料", True))
    excess = case.excess
    asked = excess is not None and excess.given is None and excess.judgement is None
    if asked and case.state is RequestState.OPEN:
        found.append(Door(f"{REQUEST}/reasons", "说明理由", "条例第三十五条", True))
    if case.opened_matters and not case.suggested and reply_sent(case):
        found.append(Door(f"{REQUEST}/suggestion", "建议向社会公开", "您得到的信息别人也用得上"))
    if case.state in (*UNDER_WAY, RequestState.REPLIED):
        found.append(Door(f"{REQUEST}/received", "对收到日期有不同意见", "两个日期都会保留、显示"))
    if case.state in UNDER_WAY:
        found.append(Door(f"{REQUEST}/withdraw", "撤回申请", "撤回以后不再办理"))
    return tuple(found)


def reply_sent(case: InformationRequest) -> bool:
    """Whether the reply in force has left the organ."""
    return bool(case.replies) and case.letters[case.replies[-1]].sent is not None


def _page(citizens: Citizens, case: InformationRequest, done: str) -> MyRequestPage:
    today = citizens.today
    organ = citizens.archive.load(Organ, case.organ)
    number = written(citizens, case)
    clock = case.count(today)
    disputed = case.disputed_count(today)
    matters = _matters(citizens, case)
    unanswered = case.state.closed and case.state is not RequestState.REPLIED
    return MyRequestPage(
        head=Head(f"我的申请：{number}", REQUEST, column="依申请公开", indexed=False),
        number=number,
        organ=organ.name,
        organ_address=f"/organs/{organ.id}",
        guide=organ.guide,
        state=case.state.chinese,
        closed=case.state.closed,
        now=now(case, today),
        done=DONE.get(done, ""),
        counted=None if unanswered else _counted(clock),
        claimed=None if unanswered or disputed is None else _counted(disputed),
        received=case.received_on,
        steps=timeline(case, citizens.archive.events.get(case.id)),
        matters=matters,
        wanted=f"{case.form.chinese}，{case.route.chinese}",
        letters=letters_of(case),
        given=given_files(case),
        doors=doors_of(case),
        remedies=remedies(case) if case.state is RequestState.REPLIED else (),
        against=against_silence(case, today)
        if clock.days_late and case.state is RequestState.OPEN
        else (),
    )


def _counted(clock: Clock) -> Counted:
    return Counted(
        clock.due,
        "" if clock.due is None else day(clock.due),
        clock.days_late,
        clock.provisional,
        clock.told_beside,
        tuple(map(_explained, clock.steps)),
        tuple(map(_explained, clock.ineffective)),
    )


def _explained(step: ClockStep) -> Explained:
    return Explained(step.text, cited(step.article))


def _matters(citizens: Citizens, case: InformationRequest) -> tuple[AskedMatter, ...]:
    on = case.received_on or case.arrived_on
    found = []
    sent = reply_sent(case)
    for number, matter in sorted(case.matters.items()):
        outcome = case.outcomes.get(number)
        answer = ""
        if number in case.withdrawn:
            answer = "您已撤回这一项"
        if outcome is not None and (sent or not case.replies):
            answer = outcome_rule(case.rules.law, outcome.outcome, on).chinese
        found.append(
            AskedMatter(
                number,
                citizens.clear(matter.description),
                citizens.clear(matter.feature),
                answer,
            )
        )
    return tuple(found)
