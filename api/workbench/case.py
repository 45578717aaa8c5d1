"""One request before the officer: what is next, what may be done, and all that is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from api.portal.documents import record_address
from api.portal.pages import Head
from api.reader import opened
from api.workbench import case_parts as parts
from api.workbench.act_form import case_address
from api.workbench.acts.asking import Possible
from api.workbench.acts.paper_reply import PAPER_REPLY
from api.workbench.acts.papers import title_of
from api.workbench.acts.table import ACTS, next_act, offered
from api.workbench.casework import (
    Situation,
    casework_of,
    short,
    situation,
)
from api.workbench.clock_told import sentence
from api.workbench.reply_told import Told, reply_told
from api.workbench.review_shown import READ, download, review_address
from api.workbench.shell import AtWork, show
from domain.clocks import ClockStep
from domain.content import Content
from domain.errors import NotFound
from domain.law.articles import cited
from domain.permissions import Role, allows
from projections import register, request_file
from projections.request_file import KnownRequest

router = APIRouter(prefix="/workbench/requests", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=1000)]
_REVIEWING = ("secrecy_review.refer", "secrecy_review.determine", "secrecy_review.conclude")


@dataclass(frozen=True)
class Other:
    """Another request of the same person."""

    address: str
    number: str
    state: str
    matters: tuple[str, ...]


@dataclass(frozen=True)
class CasePage:
    """A request as its officers see it; `next` is the one next act, `others` the rest, `waits` whom
    this post waits for. `records` are (id, public page or empty)."""

    TEMPLATE: ClassVar[str] = "workbench/case.html"

    head: Head
    number: str
    state: str
    clock: str
    urgent: str
    told: date | None
    disputed: str
    provisional: bool
    steps: tuple[parts.Fact, ...]
    ineffective: tuple[parts.Fact, ...]
    next: parts.Step | None
    waits: str
    others: tuple[parts.Step, ...]
    on_paper: tuple[parts.Step, ...]
    people: tuple[tuple[parts.Fact, ...], ...]
    filing: tuple[parts.Fact, ...]
    assistance: str
    attachments: tuple[parts.File, ...]
    matters: tuple[parts.MatterShown, ...]
    letters: tuple[parts.LetterShown, ...]
    enquiries: tuple[tuple[str, tuple[parts.Fact, ...]], ...]
    fees: tuple[tuple[parts.Fact, ...], ...]
    searches: tuple[tuple[parts.Fact, ...], ...]
    reply: tuple[parts.Fact, ...]
    reply_words: tuple[Told, ...]
    reply_files: tuple[parts.File, ...]
    review: str
    given: tuple[parts.File, ...]
    remedies: tuple[tuple[str, tuple[parts.Fact, ...]], ...]
    breaches: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    timeline: tuple[parts.Entry, ...]
    earlier: tuple[Other, ...]


@dataclass(frozen=True)
class LetterPage:
    """A letter to be read: the words of the PDF, line by line."""

    TEMPLATE: ClassVar[str] = "workbench/letter.html"

    head: Head
    title: str
    number: str
    case_address: str
    lines: tuple[str, ...]
    files: tuple[parts.File, ...]


@router.get("/request:{uuid}")
def case(request: Request, uuid: str, seat: AtWork) -> Response:
    """The page of a request."""
    with seat.officed.acting.views.connect() as connection:
        now = situation(request, seat, f"request:{uuid}", connection)
        earlier = _earlier(now, connection)
        records = tuple((one, _public(connection, one)) for one in now.case.records)
    return show(request, _page(now, earlier, records))


@router.get("/request:{uuid}/letters/{letter}")
def letter(request: Request, uuid: str, letter: str, seat: AtWork) -> Response:
    """A letter as a page. Raises `NotFound` also for who may not read it."""
    with seat.officed.acting.views.connect() as connection:
        now = situation(request, seat, f"request:{uuid}", connection)
    served = now.case.letters.get(letter)
    if served is None or served.letter.content is None or not parts.may_open_letters(now):
        raise NotFound("没有这份文书", field="letter")
    address = case_address(now.case.id)
    content = casework_of(request).open(served.letter.content)
    lines = [line for part in content for line in part.text.split("\n") if line.strip()]
    title = title_of(now.law, served.letter.kind, now)
    page = LetterPage(
        head=Head(f"{title}：{now.number}", f"{address}/letters/{letter}", indexed=False),
        title=title,
        number=now.number,
        case_address=address,
        lines=tuple(lines),
        files=parts.files(served.letter.content, address),
    )
    return show(request, page)


@router.get("/request:{uuid}/files/{content}/{number}")
def file(request: Request, uuid: str, content: str, number: Number, seat: AtWork) -> Response:
    """A stored file of a request. Raises `NotFound` also for who may not read it."""
    with seat.officed.acting.views.connect() as connection:
        now = situation(request, seat, f"request:{uuid}", connection)
    found = next((one for one in _readable(now) if one.id == content), None)
    if found is None or number > len(found.parts):
        raise NotFound("没有这个文件", field="content")
    part = casework_of(request).open(found)[number - 1]
    return download(part)


def _readable(now: Situation) -> tuple[Content, ...]:
    """The stored contents that this post needs: what is given, letters, then everything."""
    case = now.case
    found = [case.given, None if case.reply is None else case.reply.content]
    if parts.may_open_letters(now):
        found += [served.letter.content for served in case.letters.values()]
    if now.contacts:
        found += case.contents
    return tuple(one for one in found if one is not None)


def _earlier(now: Situation, connection: Connection) -> tuple[Other, ...]:
    """What the same persons asked of this organ before, for posts that handle requests."""
    if not now.contacts:
        return ()
    known = request_file.earlier_of_persons(
        connection,
        [one.person for one in now.case.applicants],
        organ=now.case.organ,
        other_than=now.case.id,
    )
    return tuple(_other(now, one) for one in known)


def _other(now: Situation, one: KnownRequest) -> Other:
    return Other(
        address=case_address(one.id),
        number=f"{one.year} 年第 {one.serial} 号",
        state=one.state.chinese,
        matters=tuple(short(opened(now.persons, matter.description)) for matter in one.matters),
    )


def _public(connection: Connection, record: str) -> str:
    """The page of a record that came of the reply; empty until it is published."""
    try:
        return record_address(register.record(connection, record).listed.id)
    except NotFound:
        return ""


def _page(
    now: Situation, earlier: tuple[Other, ...], records: tuple[tuple[str, str], ...]
) -> CasePage:
    one, address = now.case, case_address(now.case.id)
    acts = offered(now)
    ready = {act.command: act for act, possible in acts if possible is Possible.YES}
    first = next_act(now, ready)
    others = [
        parts.Step(f"{address}/{act.path}", act.label)
        for act, possible in acts
        if possible is Possible.YES and act not in (first, *PAPER_REPLY)
    ]
    on_paper = [
        parts.Step(f"{address}/{act.path}", act.label)
        for act, possible in acts
        if possible is Possible.PAPER or act in PAPER_REPLY
    ]
    if now.post.role is Role.CLERK and one.taken_over is None:
        others.append(parts.Step("/workbench/intake/code", "补发查询码"))
    reply = one.reply
    review = ""
    if reply is not None and reply.review is not None and allows(now.post.role, READ):
        review = review_address(reply.review)
    return CasePage(
        head=Head(now.number, address, indexed=False),
        number=now.number,
        state=one.state.chinese,
        clock=sentence(now),
        urgent=_urgent(now),
        told=now.clock.told_beside,
        disputed=_disputed(now),
        provisional=now.clock.provisional,
        steps=_explained(now.clock.steps),
        ineffective=_explained(now.clock.ineffective),
        next=(
            _to_secrecy(now, review)
            if first is None
            else parts.Step(f"{address}/{first.path}", first.label, first.help)
        ),
        waits=next((said for act in ACTS if now.may(act.command) and (said := act.waits(now))), ""),
        others=tuple(others),
        on_paper=tuple(on_paper),
        people=parts.people(now),
        filing=parts.filing(now),
        assistance=_assistance(now),
        attachments=_attachments(now, address),
        matters=parts.matters(now),
        letters=parts.letters(now, address, ready),
        enquiries=parts.enquiries(now),
        fees=parts.fees(now),
        searches=parts.searches(now),
        reply=parts.reply(now),
        reply_words=reply_told(now),
        reply_files=() if reply is None else parts.files(reply.content, address),
        review=review,
        given=parts.files(one.given, address),
        remedies=parts.remedies(now),
        breaches=parts.breaches(now),
        records=records,
        timeline=parts.timeline(now),
        earlier=earlier,
    )


def _to_secrecy(now: Situation, review: str) -> parts.Step | None:
    """The step of who can take the secrecy review of the reply further; others only read it."""
    found = now.review_of_reply()
    if not review or found is None or now.officer in found.drafters:
        return None
    if not any(allows(now.post.role, command, found.state) for command in _REVIEWING):
        return None
    help = "拟提供的信息先由保密审查员作出结论，再审核答复。"
    return parts.Step(review, "打开保密审查", help)


def _explained(steps: Iterable[ClockStep]) -> tuple[parts.Fact, ...]:
    """Steps of the clock: the sentence, and its article as people read it."""
    return tuple((one.text, cited(one.article)) for one in steps)


def _urgent(now: Situation) -> str:
    if now.case.closed_at is not None and now.case.ordered_until is None:
        return ""
    due = now.case.ordered_until or now.clock.due
    if due is None:
        return ""
    return "stop" if now.today > due else ""


def _disputed(now: Situation) -> str:
    """Both due dates when the applicant maintains another day of receipt."""
    counted = now.case.disputed_count(now.today)
    if counted is None or now.case.disputed is None:
        return ""
    claimed = now.case.on(now.case.disputed, "claimed_on")
    due = "没有期限" if counted.due is None else f"最晚 {counted.due.isoformat()}"
    return f"申请人主张 {claimed.isoformat()} 收到，按他的主张{due}答复"


def _assistance(now: Situation) -> str:
    """The help that was asked for (条例 art 43)."""
    for entry in now.file.timeline:
        if isinstance(entry.event, now.case.Filed):
            return now.opened(entry.event.assistance) if now.names_in_full else ""
    return ""


def _attachments(now: Situation, address: str) -> tuple[parts.File, ...]:
    """Papers that came in with the application and its clarification."""
    if not now.contacts:
        return ()
    found: list[parts.File] = []
    for entry in now.file.timeline:
        content = getattr(entry.event, "attachments", None)
        if isinstance(content, Content):
            found += parts.files(content, address)
    return tuple(found)
