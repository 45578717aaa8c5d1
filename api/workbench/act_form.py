"""The form of one act on a request: asked, seen before it is issued, done, or refused beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.forms import Form, Reading
from api.portal.pages import Head
from api.workbench.acts.asking import Asked, Doing, Possible, RequestAct, check
from api.workbench.acts.papers import WORD
from api.workbench.acts.table import act_at
from api.workbench.casework import Casework, Situation, casework_of, short, situation
from api.workbench.clock_told import sentence
from api.workbench.shell import AtWork, Done, Seat, blank, form_again, show, submitted
from domain.act import Signer
from domain.archive import Caller, Recorded
from domain.errors import Incomplete, Refusal, WrongState
from domain.letters import Paper, Printer
from domain.permissions import require

router = APIRouter(prefix="/workbench/requests", include_in_schema=False)

STEP = "step"
PREVIEW = "preview"


class Previewed(Exception):
    """A letter came as far as the printer, in a form that only wanted to see it."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper


@dataclass(frozen=True)
class _ToLookAt:
    """A printer that prints nothing: the paper it is given is shown, and the act ends there."""

    printer: Printer

    def print(self, paper: Paper) -> bytes:
        raise Previewed(paper)

    def lacks(self, text: str) -> frozenset[str]:
        return self.printer.lacks(text)


@dataclass(frozen=True)
class _Unsigned:
    """The officer's key by name only, so that nothing a preview decides can be recorded."""

    public_key: bytes

    def sign(self, message: bytes) -> bytes:
        raise WrongState("预览不签名", rule="预览")


@dataclass(frozen=True)
class ActPage:
    """The form of an act. `paper` is the letter as it would be issued, None until it was asked for.

    `paper_only`: it can only be recorded as done on paper before.
    """

    TEMPLATE: ClassVar[str] = "workbench/act.html"

    head: Head
    form: Form
    act: RequestAct
    label: str
    asked: tuple[Asked, ...]
    more: tuple[Asked, ...]
    told: tuple[str, ...]
    paper: Paper | None
    paper_only: bool
    address: str
    case_address: str
    number: str
    clock: str
    today: str
    matters: tuple[str, ...]


def case_address(identity: str) -> str:
    """The page of a request."""
    return f"/workbench/requests/{identity}"


@router.get("/request:{uuid}/{path}")
def act_form(request: Request, uuid: str, path: str, seat: AtWork) -> Response:
    """The form of an act, when it can be done now; what is named in the address is chosen."""
    act = act_at(path)
    with seat.officed.acting.views.connect() as connection:
        now = situation(request, seat, f"request:{uuid}", connection)
        beside = act.beside(now, connection)
    if act.offered(now) is Possible.NO:
        refuse(now, act)
    asked = act.asked(now)
    given = dict(request.query_params)
    values = {
        one.name: (given[one.name],)
        if given.get(one.name) in {value for value, _ in one.choices}
        else one.value
        for one in asked
    }
    form = replace(blank(request, labels(asked)), values=values, version=now.file.version)
    return show(request, act_page(now, act, asked, form, beside))


@router.post("/request:{uuid}/{path}")
def do_act(request: Request, uuid: str, path: str, seat: AtWork) -> Response:
    """Do an act, or show the letter it would issue."""
    act = act_at(path)
    if act.page:
        raise Incomplete("这项办理有自己的表，请重新打开案卷")
    identity = f"request:{uuid}"
    with seat.officed.acting.views.connect() as connection:
        now = situation(request, seat, identity, connection)
        beside = act.beside(now, connection)
    repeats = seat.officed.repeats
    if not repeats and act.offered(now) is Possible.NO:
        refuse(now, act)
    asked = () if repeats else act.asked(now)
    preview = seat.sent.text(STEP) == PREVIEW

    def page(form: Form, paper: Paper | None = None) -> ActPage:
        return act_page(now, act, asked, form, beside, paper)

    def run() -> Done:
        if repeats:
            recorded = told_again(request, seat, act)
        else:
            recorded = run_act(request, seat, now, act, asked, preview)
        address = case_address(identity) if act.leads is None else act.leads(recorded)
        return Done(address, act.done, recorded)

    try:
        return submitted(request, labels(asked), run, page)
    except Previewed as shown:
        return show(request, page(form_again(request, labels(asked)), shown.paper))


@router.get("/request:{uuid}/{path}/", include_in_schema=False)
def without_slash(uuid: str, path: str) -> Response:
    """The address of a form has no slash at its end."""
    return RedirectResponse(f"{case_address(f'request:{uuid}')}/{path}", 308)


def run_act(
    request: Request,
    seat: Seat,
    now: Situation,
    act: RequestAct,
    asked: Sequence[Asked],
    preview: bool,
) -> Recorded:
    """Read the form and do the act; what is refused is told at the question it is about.

    Raises `Unfilled`, `Previewed`, and what the act raises.
    """
    reading = Reading(seat.sent)
    check(asked, seat.sent, reading)
    if act.offered(now) is Possible.PAPER and not seat.sent.text("paper_on"):
        reading.wrong("paper_on", "现在只能补录已经在纸面办理的，请填写纸面文书的日期")
    if preview and seat.sent.text("paper_on"):
        reading.wrong("paper_on", "已经在纸面办理的，没有文书可以预览")
    reading.done()
    doing = doing_of(request, seat, now, f"request.{act.command}")
    try:
        return act.do(only_looking(doing) if preview else doing)
    except Refusal as refusal:
        refusal.field = question_of(act, asked, refusal.field)
        raise


def doing_of(request: Request, seat: Seat, now: Situation, action: str) -> Doing:
    """A form that was sent, ready to be done."""
    return Doing(
        now=now,
        casework=casework_of(request),
        caller=lambda: seat.officed.caller(action, now.case.organ),
        sent=seat.sent,
        expected=seat.officed.expected,
        part=seat.officed.acting.part,
        views=seat.officed.acting.views,
    )


def only_looking(doing: Doing) -> Doing:
    """The same act as far as the printer: it is decided as it would be, and nothing is written."""
    looking: Casework = replace(
        doing.casework,
        handling=replace(
            doing.casework.handling, printer=_ToLookAt(doing.casework.handling.printer)
        ),
    )

    def caller() -> Caller:
        asking = doing.caller()
        signer: Signer = _Unsigned(asking.signer.public_key)
        return replace(asking, signer=signer, command=None)

    return replace(doing, casework=looking, caller=caller)


def told_again(request: Request, seat: Seat, act: RequestAct) -> Recorded:
    """What a form did that was sent before. Raises `KeyReused` for another form with its number."""
    caller = seat.officed.caller(f"request.{act.command}")
    return casework_of(request).handling.archive.perform(caller, lambda desk: ())


def question_of(act: RequestAct, asked: Sequence[Asked], field: str) -> str:
    """At which question a refusal about a member is told; empty when it is about none of them."""
    names = {one.name for one in asked}
    places = act.places or {}
    head, _, tail = field.partition(".")
    wanted = (
        places.get(field, ""),
        field,
        f"{WORD}{field}",
        "paper_on" if field == "letter.dated" else "",
        places.get(head, ""),
        head,
        tail,
    )
    return next((name for name in wanted if name in names), "")


def refuse(now: Situation, act: RequestAct) -> None:
    """Say why an act cannot be done now. Raises `NotPermitted`, `WrongState`."""
    require(now.post.role, f"request.{act.command}", now.case.state)
    waits = act.waits(now)
    if waits:
        raise WrongState(f"现在不能{act.label}：{waits}", field="state")
    raise WrongState(
        f"本件现在是“{now.case.state.chinese}”，现在不能{act.label}；请回到案卷看现在能办什么",
        field="state",
    )


def act_page(
    now: Situation,
    act: RequestAct,
    asked: Sequence[Asked],
    form: Form,
    beside: tuple[str, ...],
    paper: Paper | None = None,
) -> ActPage:
    """The page of a form."""
    address = case_address(now.case.id)
    only = act.offered(now) is Possible.PAPER
    label = label_of(act, only=only)
    if only:
        asked = tuple(_for_paper(one) for one in asked if one.unless != "paper_on")
    return ActPage(
        head=Head(f"{label}：{now.number}", f"{address}/{act.path}", indexed=False),
        form=form,
        act=act,
        label=label,
        asked=tuple(one for one in asked if only or not one.more),
        more=tuple(one for one in asked if one.more and not only),
        told=(*act.told(now), *beside),
        paper=paper,
        paper_only=only,
        address=f"{address}/{act.path}",
        case_address=address,
        number=now.number,
        clock=sentence(now),
        today=now.today.isoformat(),
        matters=tuple(short(now.matter(number), 120) for number in sorted(now.case.matters)),
    )


def label_of(act: RequestAct, *, only: bool) -> str:
    """What an act is called; one that can `only` be recorded from paper says so."""
    return f"补录纸面办理：{act.label}" if only else act.label


def _for_paper(one: Asked) -> Asked:
    """A question in a form that can only record paper: the day of the paper must be told, and what
    moves a limit must be shown to have been sent. What would be printed is not asked for."""
    if one.name == "paper_on":
        hint = "必填，写文书上的日期；不再出文号，违反规定的会记下来"
        return replace(one, optional=False, hint=hint)
    if one.on_paper:
        return replace(one, optional=False, hint=_SHOWN.get(one.name, one.hint), part=one.part[:2])
    return one


_SHOWN = {
    "sent_on": "必填：期限按这一天计算",
    "sent_kind": "必填，如邮件详情单、签收；“无凭证”“系统记录”不能证明纸面文书的寄出",
}


def labels(asked: Sequence[Asked]) -> dict[str, str]:
    """The questions by name, as forms call them."""
    return {one.name: one.label for one in asked}
