"""What a secrecy review is about and how far it has come, as its reviewer reads it.

Everything is read from the journal, so that nobody judges a draft that was changed since; only the
names of posts come from the trail, which may be a moment behind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from api.workbench.case_parts import File
from api.workbench.casework import casework_of, printed_number, reading_post
from api.workbench.shell import Seat
from domain.casefile import CaseEvent
from domain.content import ClearPart, Content
from domain.errors import NotFound, NotPermitted
from domain.findings import Finding, FindingKind
from domain.grounds import GROUNDS
from domain.law.articles import cited
from domain.paragraphs import paragraphs
from domain.permissions import ACTIONS
from domain.record import Record, RecordState
from domain.requests.replying import ReplyDrafted, ReplyRevised
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview
from projections import trail

READ = "drafts.read"
_DRAFTING = (
    Record.Drafted.TOPIC,
    Record.Revised.TOPIC,
    Record.Amended.TOPIC,
    ReplyDrafted.TOPIC,
    ReplyRevised.TOPIC,
)
_REVIEWING = (
    SecrecyReview.Opened.TOPIC,
    SecrecyReview.Referred.TOPIC,
    SecrecyReview.Determined.TOPIC,
    SecrecyReview.Concluded.TOPIC,
)
_MOST_ACTS = 100


@dataclass(frozen=True)
class Subject:
    """What a review is of: its case, its name, and the content while it is the present one.

    `presented`: the case still stands under this review, so that it may be cleared or refused.
    """

    address: str
    title: str
    kind: str
    content: Content | None
    presented: bool


@dataclass(frozen=True)
class Paragraph:
    """One paragraph with what a machine saw in it. `number` counts over all files."""

    number: int
    text: str
    seen: tuple[str, ...]


@dataclass(frozen=True)
class PartShown:
    """One file: its text by paragraphs, and where the original is."""

    file: File
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Stage:
    """One step of the ladder: who took it, when, and what it says."""

    title: str
    who: str
    position: int
    at: datetime
    said: tuple[tuple[str, str], ...]


def review_address(identity: str) -> str:
    """The page of a secrecy review."""
    return f"/workbench/reviews/{identity}"


def review_before(seat: Seat, uuid: str) -> SecrecyReview:
    """The review as it is now. Raises `NotPermitted`, and `NotFound` also for another organ's."""
    post = seat.post
    if post is None or not seat.may(READ):
        raise NotPermitted(
            "现在的岗位不能查看保密审查，可由经办人、保密审查员、签发人、监督员查看",
            rule="权限表",
            field="post",
        )
    found = seat.officed.acting.archive.load(SecrecyReview, f"{SecrecyReview.PREFIX}:{uuid}")
    if post.organ not in (None, found.organ):
        raise NotFound(f"没有这次保密审查：{found.id}", field="review")
    return found


def subject_of(request: Request, seat: Seat, review: SecrecyReview) -> Subject:
    """What the review is of. Raises `NotPermitted` for a post that may not read its case."""
    archive = seat.officed.acting.archive
    if not review.record.startswith(f"{InformationRequest.PREFIX}:"):
        return _of_record(archive.load(Record, review.record), review)
    reading_post(seat)
    rules = casework_of(request).handling.rules()
    case = archive.load(InformationRequest, review.record).under(rules)
    reply = case.reply
    contents = (None if reply is None else reply.content, case.given)
    return Subject(
        address=f"/workbench/requests/{case.id}",
        title=printed_number(seat, case),
        kind="依申请公开：答复时拟提供的信息",
        content=_reviewed(contents, review),
        presented=reply is not None and reply.review == review.id,
    )


def _of_record(record: Record, review: SecrecyReview) -> Subject:
    pending = record.pending
    newest = pending or record.versions[-1]
    contents: list[Content | None] = [] if pending is None else [pending.content]
    if record.state not in (RecordState.WITHDRAWN, RecordState.EXPUNGED):
        contents += [one.content for one in record.versions]
    return Subject(
        address="",
        title=newest.description.title,
        kind="主动公开：拟公开的信息",
        content=_reviewed(contents, review),
        presented=pending is not None and record.review == review.id,
    )


def _reviewed(contents: Iterable[Content | None], review: SecrecyReview) -> Content | None:
    """The content whose commitment the review is bound to."""
    return next(
        (one for one in contents if one is not None and one.commitment == review.content), None
    )


def clear_parts(request: Request, content: Content | None) -> tuple[ClearPart, ...]:
    """What is reviewed, in clear; nothing when its key was destroyed."""
    if content is None:
        return ()
    try:
        return casework_of(request).open(content)
    except NotFound:
        return ()


def parts_shown(
    review: SecrecyReview, parts: tuple[ClearPart, ...], address: str
) -> tuple[PartShown, ...]:
    """Every file with its text, each paragraph with the number that findings name."""
    seen: dict[int, list[str]] = {}
    for one in review.findings:
        seen.setdefault(one.paragraph, []).append(finding_told(one))
    shown, count = [], 0
    for place, part in enumerate(parts, start=1):
        texts = paragraphs(part.text)
        numbered = tuple(
            Paragraph(number, text, tuple(seen.get(number, ())))
            for number, text in enumerate(texts, start=count + 1)
        )
        count += len(texts)
        shown.append(PartShown(File(part.name, f"{address}/files/{place}"), numbered))
    return tuple(shown)


def finding_told(one: Finding) -> str:
    """What was found and how often."""
    return f"{FindingKind(one.kind).chinese} {one.count} 处"


def drafted_by(connection: Connection, review: SecrecyReview) -> tuple[str, ...]:
    """The posts in which the drafters drafted, without a name."""
    asked = trail.Asked(record=review.record, topics=_DRAFTING)
    found = trail.acts_listed(connection, asked, limit=_MOST_ACTS).items
    posts = [_post(act) for act in reversed(found) if act.officer in review.drafters]
    return tuple(dict.fromkeys(posts))


def stages(connection: Connection, seat: Seat, review: SecrecyReview) -> tuple[Stage, ...]:
    """The steps so far, oldest first."""
    asked = trail.Asked(record=review.record, topics=_REVIEWING)
    acts = trail.acts_listed(connection, asked, limit=_MOST_ACTS).items
    who = {
        event.version: (_post(act), event.position)
        for act in acts
        for event in act.events
        if event.stream == review.id
    }
    return tuple(
        Stage(
            _TITLES[event.TOPIC],
            *who.get(event.originator_version, ("", 0)),
            event.timestamp,
            tuple(_said(event)),
        )
        for event in seat.officed.acting.archive.events.get(review.id)
        if isinstance(event, CaseEvent)
    )


_TITLES = {
    topic: ACTIONS[f"secrecy_review.{command}"]
    for topic, command in zip(_REVIEWING, ("open", "refer", "determine", "conclude"), strict=True)
}


def _post(act: trail.TrailAct) -> str:
    return f"{act.organ_name or ''}{act.post_title or ''}"


def _said(event: CaseEvent) -> Iterator[tuple[str, str]]:
    if isinstance(event, SecrecyReview.Referred):
        yield "报请", f"{event.step.chinese}（{event.body}）"
        yield "请其确定", event.question
    elif isinstance(event, SecrecyReview.Determined):
        yield "答复", f"{event.answer.chinese}（{event.body}）"
        yield "文件", event.document
    elif isinstance(event, SecrecyReview.Concluded):
        yield "结论", event.decision.chinese
        yield "意见", event.reason
        if event.ground is not None:
            ground = GROUNDS[event.ground]
            yield "不公开理由", f"{ground.chinese}（{cited(ground.article)}）"
        for label, text in (
            ("准确性", event.checklist.accuracy),
            ("时效性", event.checklist.timeliness),
            ("全面性", event.checklist.completeness),
        ):
            if text:
                yield label, text


def download(part: ClearPart) -> Response:
    """A file as it was handed in, for one person, never shown by the browser itself."""
    known = part.media_type == "application/pdf"
    return Response(
        part.original,
        media_type=part.media_type if known else "application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(part.name, safe='')}",
            "cache-control": "no-store",
        },
    )
