"""Who may follow whom in the life of a request: its reply, and the review of what it gives.

The rules that need more than one event (docs/log-format.md §10): drafter, reviewer and approver of
a reply are three officers; what is signed is the draft that was reviewed; what is given was cleared
in exactly this form before.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from domain.audit_duties import state_allows
from domain.casefile import CaseEvent
from domain.requests.closing import LetterMasked
from domain.requests.replying import (
    Replied,
    Reply,
    ReplyReviewed,
    ReplyStage,
    ReplySubmitted,
)
from domain.requests.request import InformationRequest
from domain.review import Decision, SecrecyReview


class ReviewLife(NamedTuple):
    """A review at its end (None if it cannot be replayed), and the position it was concluded at."""

    review: SecrecyReview | None
    concluded_at: int | None


Reviews = Mapping[str, ReviewLife | None]


def judge_request(
    case: InformationRequest, event: CaseEvent, position: int, reviews: Reviews
) -> Iterator[str]:
    """What is wrong with an event of a request, after the events before it."""
    if not state_allows(event.TOPIC, case.state):
        yield f"{event.TOPIC} 不能在 {case.state} 时发生"
    if isinstance(event, LetterMasked):
        yield from _judge_masked(case, event)
    reply = case.reply
    if not isinstance(event, ReplySubmitted | ReplyReviewed | Replied):
        return
    if reply is None or event.reply != reply.id:
        yield "不是在拟办的答复"
    elif isinstance(event, ReplySubmitted):
        yield from _judge_submitted(case, reply, reviews.get(event.review))
    elif isinstance(event, ReplyReviewed):
        if event.officer in reply.drafters:
            yield "起草人不能审核自己起草的答复"
    else:
        yield from _judge_replied(event, reply, position, reviews)


def _judge_masked(case: InformationRequest, event: LetterMasked) -> Iterator[str]:
    """A copy takes the place of a letter only that an erasure destroyed."""
    served = case.letters.get(event.letter)
    content = None if served is None else served.letter.content
    if content is None or content.id not in case.destroyed:
        yield "抄本只能代替随个人信息抹去的文书"


def _judge_submitted(
    case: InformationRequest, reply: Reply, life: ReviewLife | None
) -> Iterator[str]:
    if life is None:
        yield "没有这次保密审查"
    elif life.review is None:
        return
    elif (life.review.record, life.review.draft) != (case.id, reply.draft):
        yield "保密审查针对的不是这一稿"
    elif reply.content is None or life.review.content != reply.content.commitment:
        yield "保密审查针对的不是这份内容"
    elif (life.review.organ, life.review.drafters) != (case.organ, reply.drafters):
        yield "保密审查里写的机关或起草人不对"


def _judge_replied(event: Replied, reply: Reply, position: int, reviews: Reviews) -> Iterator[str]:
    if event.draft != reply.draft:
        yield "签发的不是现在这一稿"
    if reply.stage is not ReplyStage.REVIEWED:
        yield "签发时答复还没有审核"
    if event.officer in reply.drafters or event.officer == reply.reviewer:
        yield "起草、审核、签发须是三名不同的工作人员"
    if reply.content is None:
        return
    life = reviews.get(reply.review or "")
    if event.review != reply.review:
        yield "签发所依据的不是这一稿的保密审查"
    elif life is None or life.concluded_at is None or life.concluded_at > position:
        yield "此时保密审查还没有结论"
    elif life.review is not None:
        yield from _judge_cleared(event, life.review)


def _judge_cleared(event: Any, review: SecrecyReview) -> Iterator[str]:
    if review.decision is not Decision.CLEARED:
        yield f"保密审查的结论是 {review.decision}"
    if event.officer in review.reviewers:
        yield "保密审查人不能签发"
