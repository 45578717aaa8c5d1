"""起草答复: first an outcome for each matter, then the words of each, with what is known beside it.

Both steps are plain pages: the first is asked for by GET and leads to the second.
"""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Form, Reading
from api.portal.pages import Head
from api.workbench import reply_asked as asking
from api.workbench.act_form import (
    case_address,
    doing_of,
    labels,
    refuse,
    told_again,
)
from api.workbench.acts.asking import Asked, Choice, Possible, RequestAct, check
from api.workbench.acts.replying import causes
from api.workbench.acts.table import act_at
from api.workbench.casework import Situation, situation
from api.workbench.clock_told import sentence
from api.workbench.reply_beside import (
    Known,
    answered_before,
    earlier_answered,
    from_searches,
    published_already,
    several_asked,
    text_of,
)
from api.workbench.reply_outcomes import (
    CAUSE,
    GROUNDS_OF,
    OUTCOME,
    Chosen,
    cause_in,
    chosen_in,
    complete,
    grouped,
)
from api.workbench.shell import AtWork, Done, Seat, blank, show, submitted
from domain.errors import Refusal
from domain.grounds import GROUNDS
from domain.law.articles import cited
from domain.requests.replying import ReplyCause
from projections import request_file

router = APIRouter(prefix="/workbench/requests", include_in_schema=False)


@dataclass(frozen=True)
class MatterAsked:
    """A matter in the first step: its words, the choice made, and what may already answer it."""

    number: int
    title: str
    chosen: str
    grounds: tuple[str, ...]
    published: tuple[Known, ...]
    answered: tuple[Known, ...]


@dataclass(frozen=True)
class DraftReplyPage:
    """Drafting a reply; `asked` is empty in the first step."""

    TEMPLATE: ClassVar[str] = "workbench/draft_reply.html"

    head: Head
    form: Form
    title: str
    number: str
    clock: str
    case_address: str
    address: str
    matters: tuple[MatterAsked, ...]
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    grounds: tuple[Choice, ...]
    causes: tuple[Choice, ...]
    cause: str
    missing: str
    asked: tuple[Asked, ...]
    hidden: tuple[Choice, ...]
    several: tuple[str, ...]
    today: str


@router.get("/request:{uuid}/draft-reply")
def draft_reply_form(request: Request, uuid: str, seat: AtWork) -> Response:
    """The form of a new reply."""
    return _form(request, uuid, seat, "draft-reply")


@router.get("/request:{uuid}/revise-reply")
def revise_reply_form(request: Request, uuid: str, seat: AtWork) -> Response:
    """The form of the reply under way."""
    return _form(request, uuid, seat, "revise-reply")


@router.post("/request:{uuid}/draft-reply")
def draft_reply(request: Request, uuid: str, seat: AtWork) -> Response:
    """Draft a reply."""
    return _do(request, uuid, seat, "draft-reply")


@router.post("/request:{uuid}/revise-reply")
def revise_reply(request: Request, uuid: str, seat: AtWork) -> Response:
    """Change the reply under way."""
    return _do(request, uuid, seat, "revise-reply")


@dataclass(frozen=True)
class _Draft:
    """A request whose reply is being drafted, with what is known beside it."""

    now: Situation
    act: RequestAct
    published: dict[int, tuple[Known, ...]]
    answered: dict[int, tuple[Known, ...]]
    earlier: tuple[Choice, ...]
    several: tuple[str, ...]

    def questions(self, chosen: tuple[Chosen, ...], cause: ReplyCause) -> tuple[Asked, ...]:
        """What is asked once every matter has an outcome."""
        known = {
            one.address.rpartition("/")[2]: one.title
            for all_ in self.published.values()
            for one in all_
        }
        return asking.questions(self.now, chosen, cause, self.earlier, tuple(known.items()))


def _begun(request: Request, uuid: str, seat: Seat, path: str) -> _Draft:
    act = act_at(path)
    with seat.officed.acting.views.connect() as connection:
        now = situation(request, seat, f"request:{uuid}", connection)
        if not seat.officed.repeats and act.offered(now) is Possible.NO:
            refuse(now, act)
        known = request_file.answered_with_opening(
            connection, now.case.organ, other_than=now.case.id
        )
        earlier = tuple(earlier_answered(now, connection))
        clear = [(one, text_of(now, one)) for one in known]
        several = tuple(several_asked(now, connection, clear))
    answered = {
        number: answered_before(now, number, clear) for number in sorted(now.case.open_matters)
    }
    return _Draft(
        now=now,
        act=act,
        published={number: published_already(request, now, number) for number in answered},
        answered=answered,
        earlier=earlier,
        several=several,
    )


def _form(request: Request, uuid: str, seat: Seat, path: str) -> Response:
    draft = _begun(request, uuid, seat, path)
    given = request.query_params
    values = dict(asking.drafted(draft.now))
    chose = any(name.startswith(f"{OUTCOME}_") for name in given)
    picked = (
        (lambda name: tuple(given.getlist(name))) if chose else (lambda name: values.get(name, ()))
    )
    chosen = chosen_in(draft.now, picked)
    cause = cause_in(draft.now, given.get(CAUSE, ""))
    whole = chose and complete(draft.now, chosen)
    asked = draft.questions(chosen, cause) if whole else ()
    prefilled = {one.name: values.get(one.name, one.value) for one in asked}
    prefilled |= from_searches(draft.now, chosen, prefilled)
    form = replace(blank(request, labels(asked)), values=prefilled, version=draft.now.file.version)
    missing = "" if whole or not chose else "每一项都要选处理结果；部分公开的，还要选不予公开的理由"
    return show(request, _page(draft, form, chosen, cause, asked, missing))


def _do(request: Request, uuid: str, seat: Seat, path: str) -> Response:
    draft = _begun(request, uuid, seat, path)
    chosen = chosen_in(draft.now, seat.sent.all)
    cause = cause_in(draft.now, seat.sent.text(CAUSE))
    asked = draft.questions(chosen, cause)

    def run() -> Done:
        if seat.officed.repeats:
            recorded = told_again(request, seat, draft.act)
        else:
            reading = Reading(seat.sent)
            if not complete(draft.now, chosen):
                reading.wrong("", "每一项都要选处理结果", "条例第三十六条")
            check(asked, seat.sent, reading)
            reading.done()
            doing = doing_of(request, seat, draft.now, f"request.{draft.act.command}")
            try:
                recorded = asking.draft(doing, chosen, cause)
            except Refusal as refusal:
                refusal.field = _question(asked, refusal.field)
                raise
        return Done(case_address(draft.now.case.id), draft.act.done, recorded)

    def again(form: Form) -> DraftReplyPage:
        return _page(draft, form, chosen, cause, asked, "")

    return submitted(request, labels(asked), run, again)


def _question(asked: tuple[Asked, ...], field: str) -> str:
    """At which question a refusal is told: `outcomes.1.where` at that matter's, `content` at the
    files."""
    names = [one.name for one in asked]
    if field == "content":
        return next((name for name in names if name == "files"), "")
    chapter, _, rest = field.partition(".")
    if chapter == "outcomes":
        matter, _, member = rest.partition(".")
        prefix = f"m{matter}_"
        member = {
            "search": "search_id",
            "right_organ.name": "right_organ",
            "right_organ.contact": "right_contact",
            "right_organ.cannot": "undetermined_reason",
            "form_reason": "other_form_reason",
        }.get(member, member)
        near = [name for name in names if name.startswith(prefix)]
        return next((name for name in near if name == prefix + member), near[0] if near else "")
    return next((name for name in (field, f"frame_{field}") if name in names), "")


def _page(
    draft: _Draft,
    form: Form,
    chosen: tuple[Chosen, ...],
    cause: ReplyCause,
    asked: tuple[Asked, ...],
    missing: str,
) -> DraftReplyPage:
    now, picked = draft.now, {one.matter: one for one in chosen}
    address = case_address(now.case.id)
    hidden = [(CAUSE, cause.value)]
    for one in chosen:
        hidden.append((f"{OUTCOME}_{one.matter}", one.key))
        hidden += [(f"{GROUNDS_OF}_{one.matter}", ground) for ground in one.grounds]
    return DraftReplyPage(
        head=Head(f"{draft.act.label}：{now.number}", f"{address}/{draft.act.path}", indexed=False),
        form=form,
        title=draft.act.label,
        number=now.number,
        clock=sentence(now),
        case_address=address,
        address=f"{address}/{draft.act.path}",
        matters=tuple(
            MatterAsked(
                number=number,
                title=asking.matter_title(now, number),
                chosen=picked[number].key if number in picked else "",
                grounds=picked[number].grounds if number in picked else (),
                published=draft.published[number],
                answered=draft.answered[number],
            )
            for number in sorted(now.case.open_matters)
        ),
        groups=grouped(now),
        grounds=tuple(
            (code, f"{one.chinese}（{cited(one.article)}）") for code, one in GROUNDS.items()
        ),
        causes=(
            ()
            if now.case.reply is not None
            else tuple((one.value, one.chinese) for one in causes(now))
        ),
        cause=cause.value,
        missing=missing,
        asked=asked,
        hidden=tuple(hidden) if asked else (),
        several=draft.several,
        today=now.today.isoformat(),
    )
