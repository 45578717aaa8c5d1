"""The first page of the workbench: what waits for this post, and where else to go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from api.portal.documents import record_address
from api.portal.pages import Head
from api.workbench.casework import printed_number
from api.workbench.review_shown import review_address
from api.workbench.shell import HOME, AtWork, Entry, Seat, open_to, show
from domain.officer import Post
from domain.permissions import Role
from domain.record import RecordState
from domain.review import Decision, ReviewState
from projections import casework, request_file
from projections.casework import ListedDraft
from projections.docket import DocketFilter, docket

router = APIRouter(include_in_schema=False)

LOOKED_AT = 200
"""Newest drafts of each state that are looked through for those that wait."""

_PENDING = (RecordState.DRAFTED, RecordState.AMENDING)
_SIGNED = (RecordState.APPROVED, RecordState.AMENDMENT_APPROVED)
_PUBLIC = (RecordState.AMENDING, RecordState.AMENDMENT_APPROVED)
"""An amended record has a page for everybody, which shows the version before."""
_STATES = {
    Role.DRAFTER: _PENDING,
    Role.REVIEWER: _PENDING,
    Role.APPROVER: (*_PENDING, *_SIGNED),
    Role.PUBLISHER: _SIGNED,
}
_ELSEWHERE = (
    Entry("/", "公开门户", None, "公众看到的样子，可以按内容检索"),
    Entry("/log", "核验", None, "公开日志，人人可查"),
)


@dataclass(frozen=True)
class Waiting:
    """A draft or a reply that waits for a post: what is to be done, and where one goes on.

    `address` is empty for a draft that nobody but its officers may see: the workbench has no page
    for it. `command` does what is to be done with it; empty where the workbench does it.
    """

    address: str
    command: str
    title: str
    step: str
    changed_at: datetime
    position: int


@dataclass(frozen=True)
class WorkbenchHomePage:
    """What waits, newest first, and the other ways to go; `cut` when there may be more."""

    TEMPLATE: ClassVar[str] = "workbench/home.html"

    head: Head
    seated: bool
    waiting: tuple[Waiting, ...]
    cut: bool
    doors: tuple[Entry, ...]


@router.get(HOME)
def home(request: Request, seat: AtWork) -> Response:
    """What waits for the chosen post."""
    waiting, cut = _waiting(seat)
    page = WorkbenchHomePage(
        head=Head("待办", HOME, indexed=False),
        seated=seat.post is not None,
        waiting=waiting,
        cut=cut,
        doors=(*(one for one in open_to(seat) if one.address != HOME), *_ELSEWHERE),
    )
    return show(request, page)


TO_PUBLISH = "待公开"
TO_HAND_IN = "待送保密审查"
TO_MEND = "审查没有通过，待修改"
TO_APPROVE = "待签发"
_COMMANDS = {
    TO_PUBLISH: "record publish",
    TO_HAND_IN: "review open",
    TO_MEND: "record revise",
    TO_APPROVE: "record approve",
}
"""What does a step, on the command line: the workbench has no pages for records yet."""


def step_for(role: Role, draft: ListedDraft) -> str:
    """What a post of this role has to do about a draft now; empty when it waits for others."""
    review = draft.review
    if draft.state in _SIGNED:
        return TO_PUBLISH if role in (Role.APPROVER, Role.PUBLISHER) else ""
    if role is Role.DRAFTER:
        if review is None:
            return TO_HAND_IN
        concluded = review.state is ReviewState.CONCLUDED
        return TO_MEND if concluded and not _cleared(draft) else ""
    if review is None:
        return ""
    if role is Role.REVIEWER and review.state is not ReviewState.CONCLUDED:
        return f"待审查（{review.state.chinese}）"
    return TO_APPROVE if role is Role.APPROVER and _cleared(draft) else ""


def _cleared(draft: ListedDraft) -> bool:
    return draft.review is not None and draft.review.decision is Decision.CLEARED


def _waiting(seat: Seat) -> tuple[tuple[Waiting, ...], bool]:
    post = seat.post
    if post is None or post.role not in _STATES:
        return (), False
    with seat.officed.acting.views.connect() as connection:
        listings = list(_drafts(connection, post))
        replies = tuple(_replies(connection, seat, post)) if post.role is Role.REVIEWER else ()
    found = [
        Waiting(
            _address(post.role, one),
            f"gongkai {_COMMANDS[step]} {one.id}" if step in _COMMANDS else "",
            one.title,
            step,
            one.changed_at,
            one.position,
        )
        for listed, _ in listings
        for one in listed
        if (step := step_for(post.role, one))
    ]
    found += replies
    found.sort(key=lambda one: one.position, reverse=True)
    return tuple(found), any(more for _, more in listings)


def _address(role: Role, draft: ListedDraft) -> str:
    """Where a post goes on with a draft: its reviewer to the review, others to what is public."""
    if role is Role.REVIEWER and draft.review is not None:
        return review_address(draft.review.id)
    return record_address(draft.id) if draft.state in _PUBLIC else ""


def _replies(connection: Connection, seat: Seat, post: Post) -> Iterator[Waiting]:
    """The reviews of replies that wait for a reviewer who did not draft them."""
    today = seat.officed.acting.today()
    for kind in (DocketFilter.TO_REVIEW, DocketFilter.TO_SIGN):
        listing = docket(connection, organ=post.organ, today=today, show=kind, limit=LOOKED_AT)
        for row in listing.items:
            file = request_file.case(connection, row.id)
            reply = file.case.reply
            for review in file.reviews:
                if (
                    reply is not None
                    and review.id == reply.review
                    and review.state is not ReviewState.CONCLUDED
                    and seat.officed.officer.id not in review.drafters
                ):
                    yield Waiting(
                        review_address(review.id),
                        "",
                        f"{printed_number(seat, file.case)}：答复时拟提供的信息",
                        f"待审查（{review.state.chinese}）",
                        file.timeline[-1].recorded_at,
                        file.position,
                    )


def _drafts(connection: Connection, post: Post) -> Iterator[tuple[tuple[ListedDraft, ...], bool]]:
    for state in _STATES[post.role]:
        listing = casework.drafts(connection, organ=post.organ, state=state, limit=LOOKED_AT)
        yield listing.items, listing.next is not None
