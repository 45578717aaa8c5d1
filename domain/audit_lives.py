"""The life of each case file replayed, and who may follow whom in it (docs/log-format.md §10).

Every stream is folded by its own case file, in order. Beside it stand the rules that need more than
one event: drafter, reviewer and approver of a version are three officers; review, approval and
publication are of the same content; every step is taken in a state that allows it; what a step
broke is noted behind it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from domain.act import BEIJING
from domain.audit import Findings
from domain.audit_breaches import At, BreachAudit, Found, Laws
from domain.audit_duties import state_allows
from domain.audit_registry import REPLAY_ERRORS
from domain.audit_requests import ReviewLife, judge_request
from domain.audit_shapes import SOME_TIME
from domain.audit_texts import judge_texts
from domain.canonical import parse_utc
from domain.casefile import REGISTRY, CaseEvent, fold
from domain.errors import Malformed, Refusal
from domain.law.lawbook import LawBook
from domain.law.rows import REGULATION
from domain.record import Record
from domain.requests.counting import Rules
from domain.requests.letters import LetterDispatched
from domain.requests.replying import ReplySubmitted
from domain.requests.request import InformationRequest
from domain.review import Decision, ReviewState, SecrecyReview
from domain.vocabulary import Openness

_RULE = "log-format §10"

_AFTER_ANSWER = {
    ReviewState.SECRET: (Decision.REFUSED,),
    ReviewState.FIT: (Decision.CLEARED, Decision.RETURNED),
    ReviewState.NOT_FIT: (Decision.REFUSED, Decision.RETURNED),
}
"""What a review may conclude once a body has answered (R40, R41)."""


class StreamRow(NamedTuple):
    """What replaying needs of an event's row, and of its act: where it begins, for which organ,
    when it was recorded."""

    position: int
    stream: str
    version: int
    topic: str
    data: bytes
    first: int | None
    organ: str | None
    recorded_at: str | None

    @property
    def at(self) -> At:
        """Where the event stands. A time that cannot be read is found where its act is checked."""
        with suppress(Refusal, TypeError):
            day = parse_utc(self.recorded_at or "").astimezone(BEIJING).date()
            return At(self.position, self.first or 0, day)
        return At(self.position, self.first or 0, REGULATION)


Judge = Callable[[Any, Any, StreamRow], Iterator[str]]
"""(the case file before, the event, its row) -> what is wrong with it."""


class LifeAudit:
    """Replays one stream after another; what is wrong is added to `findings`.

    `stream(id)` brings the rows of another stream, in order, `lawbook()` those of the law book. A
    record or a request brings its reviews: `reviews` counts them, to be compared with how many
    there are.
    """

    def __init__(
        self,
        stream: Callable[[str], Sequence[StreamRow]],
        lawbook: Callable[[], Sequence[StreamRow]],
        findings: Findings,
    ) -> None:
        self._stream = stream
        self._lawbook = lawbook
        self._findings = findings
        self.reviews = 0

    def check(self, rows: Sequence[StreamRow]) -> None:
        """Replay one stream, whatever case file it is of."""
        if rows[0].stream.startswith(f"{Record.PREFIX}:"):
            self._check_record(rows)
        elif rows[0].stream.startswith(f"{InformationRequest.PREFIX}:"):
            self._check_request(rows)
        elif rows[0].stream.startswith(f"{SecrecyReview.PREFIX}:"):
            self._check_review(rows)
        else:
            self._replay(rows, lambda file, event, row: _judge_organ(file, row))

    def _check_record(self, rows: Sequence[StreamRow]) -> None:
        reviews: dict[str, ReviewLife | None] = {}

        def judge(record: Record | None, event: Any, row: StreamRow) -> Iterator[str]:
            if isinstance(event, Record.Submitted):
                yield from self._open_review(event.review, row, reviews)
            if record is not None:
                yield from _judge_organ(record, row)
                yield from _judge_record(record, event, row.position, reviews)

        self._replay(rows, judge)

    def _check_request(self, rows: Sequence[StreamRow]) -> None:
        reviews: dict[str, ReviewLife | None] = {}
        breaches = BreachAudit(self._laws, _dispatches(rows))

        def judge(case: InformationRequest | None, event: Any, row: StreamRow) -> Iterator[str]:
            if isinstance(event, ReplySubmitted):
                yield from self._open_review(event.review, row, reviews)
            if case is not None:
                yield from _judge_organ(case, row)
                yield from judge_request(case, event, row.position, reviews)
                self._judge_breaches(row, breaches.follow(case, event, row.at))

        case = self._replay(rows, judge)
        if case is not None:
            self._judge_breaches(rows[-1], breaches.end(case))

    def _judge_breaches(self, row: StreamRow, found: Iterator[Found]) -> None:
        """What is wrong with the breaches up to a row; dates may be such that nothing counts."""
        try:
            for position, what in found:
                self._findings.add(position, "events.data", what, _RULE)
        except (*REPLAY_ERRORS, ArithmeticError) as error:
            what = f"算不出违反了什么：{type(error).__name__} {error}"
            self._findings.add(row.position, "events.data", what, _RULE)

    @cached_property
    def _laws(self) -> Laws:
        """The law book as it stood after each of its events, as far as it can be replayed."""
        steps: list[tuple[int, Rules]] = []
        book: LawBook | None = None
        with suppress(*REPLAY_ERRORS):
            for row in self._lawbook():
                book = fold(book, [_decoded(row)])
                steps.append((row.position, Rules.of(book)))
        return Laws(steps)

    def _open_review(
        self, review: str, row: StreamRow, reviews: dict[str, ReviewLife | None]
    ) -> Iterator[str]:
        """Replay a review with the case that was handed in for it, once."""
        if review in reviews:
            yield "这次保密审查先前已经送过，不能再用"
            return
        found = self._stream(review)
        self.reviews += bool(found)
        reviews[review] = self._check_review(found)
        if found and found[0].first != row.first:
            yield "保密审查不是在这次办理中提起的"

    def _check_review(self, rows: Sequence[StreamRow]) -> ReviewLife | None:
        concluded_at: list[int] = []

        def judge(review: SecrecyReview | None, event: Any, row: StreamRow) -> Iterator[str]:
            if isinstance(event, SecrecyReview.Concluded):
                concluded_at.append(row.position)
            if review is not None:
                yield from _judge_organ(review, row)
                yield from _judge_review(review, event)

        review = self._replay(rows, judge)
        return ReviewLife(review, min(concluded_at, default=None)) if rows else None

    def _replay(self, rows: Sequence[StreamRow], judge: Judge) -> Any:
        """The case file at its end, or None when it cannot be replayed.

        An event that does not decode ends it without a word: `ActAudit` says so.
        """
        file = None
        for row in rows:
            try:
                event = _decoded(row)
            except (AttributeError, Malformed, TypeError):
                return None
            try:
                for what in (*judge(file, event, row), *judge_texts(event)):
                    self._findings.add(row.position, "events.data", what, _RULE)
                file = fold(file, [event])
            except REPLAY_ERRORS as error:
                what = f"案卷不能重放：{type(error).__name__} {error}"
                self._findings.add(row.position, "events", what, _RULE)
                return None
        return file


def _decoded(row: StreamRow) -> CaseEvent:
    return REGISTRY.decode(
        row.topic, row.data, stream=row.stream, version=row.version, time=SOME_TIME
    )


def _dispatches(rows: Sequence[StreamRow]) -> dict[tuple[int, str], date]:
    """(first position of the act, letter) -> the day the letter was sent by that act."""
    found = {}
    for row in rows:
        if row.topic == LetterDispatched.TOPIC:
            with suppress(AttributeError, Malformed, TypeError):
                event: Any = _decoded(row)
                found[row.first or 0, event.letter] = event.on
    return found


def _judge_organ(file: Any, row: StreamRow) -> Iterator[str]:
    """A post in an organ acts for its own; one without may act for all (its role says what).

    Whose a case file is, its `organ` says; those of organs and officers are nobody's.
    """
    if row.organ is not None and row.organ != getattr(file, "organ", row.organ):
        yield "不是案卷所属机关的岗位"


def _judge_record(
    record: Record, event: CaseEvent, position: int, reviews: dict[str, ReviewLife | None]
) -> Iterator[str]:
    if not state_allows(event.TOPIC, record.state):
        yield f"{event.TOPIC} 不能在 {record.state} 时发生"
    if isinstance(event, Record.ExpungingOrdered | Record.ExpungingDeclined | Record.Expunged):
        yield from _judge_expunging(record, event)
    version = record.pending
    if version is None or not isinstance(
        event, Record.Submitted | Record.Approved | Record.Published
    ):
        return
    if event.version != version.number:
        yield f"待办的是第 {version.number} 版，写的是第 {event.version} 版"
    if isinstance(event, Record.Submitted):
        yield from _judge_submitted(record, reviews.get(event.review))
        return
    if event.content != version.content.commitment:
        yield "不是待办的内容"
    life = reviews.get(record.review or "")
    if isinstance(event, Record.Approved) and event.review != record.review:
        yield "签发所依据的不是这一稿的保密审查"
    elif life is None or life.concluded_at is None or life.concluded_at > position:
        yield "此时保密审查还没有结论"
    elif life.review is not None:
        yield from _judge_cleared(record, event, life.review)


def _judge_expunging(
    record: Record, event: Record.ExpungingOrdered | Record.ExpungingDeclined | Record.Expunged
) -> Iterator[str]:
    """One officer enters the order, another holds it against the paper; all of it is destroyed."""
    if isinstance(event, Record.ExpungingOrdered):
        if record.expunging is not None:
            yield "前一份清除决定还没有确认或者退回"
        return
    if record.expunging is None:
        yield "没有登记过清除决定"
    elif event.officer == record.ordering_officer:
        yield "登记清除决定和确认清除须是两名不同的工作人员"
    if isinstance(event, Record.Expunged):
        if record.expunging is not None and any(
            getattr(event, name) != value for name, value in vars(record.expunging).items()
        ):
            yield "写的清除决定与登记的不同"
        if event.contents != tuple(content.id for content in record.contents):
            yield "清除的不是这件信息的全部内容"


def _judge_submitted(record: Record, life: ReviewLife | None) -> Iterator[str]:
    version = record.pending
    if life is None:
        yield "没有这次保密审查"
    elif life.review is None or version is None:
        return
    elif (life.review.record, life.review.draft) != (record.id, version.draft):
        yield "保密审查针对的不是这一稿"
    elif life.review.content != version.content.commitment:
        yield "保密审查针对的不是这份内容"
    elif (life.review.organ, life.review.reviewed_version) != (record.organ, version.number):
        yield "保密审查写的机关或版次不对"
    elif life.review.drafters != version.drafters:
        yield "保密审查里写的起草人不对"


def _judge_cleared(
    record: Record, event: Record.Approved | Record.Published, review: SecrecyReview
) -> Iterator[str]:
    """Drafter, reviewer and approver of one version are three; only what was cleared goes out."""
    drafters = () if record.pending is None else record.pending.drafters
    if event.officer in drafters or event.officer in review.reviewers:
        yield "起草、审查、签发须是三名不同的工作人员"
    public = record.openness.value is Openness.PROACTIVE
    if review.decision is Decision.RETURNED or (
        review.decision is Decision.REFUSED and (public or isinstance(event, Record.Published))
    ):
        yield f"保密审查的结论是 {review.decision}"
    if isinstance(event, Record.Published) and not public:
        yield f"公开属性是 {record.openness.value}，不能公开发布"


def _judge_review(review: SecrecyReview, event: Any) -> Iterator[str]:
    if not state_allows(event.TOPIC, review.state):
        yield f"{event.TOPIC} 不能在 {review.state} 时发生"
    if event.officer in review.drafters:
        yield "起草人不能审查自己起草的内容"
    if isinstance(event, SecrecyReview.Concluded):
        if event.content != review.content:
            yield "结论针对的不是所审查的内容"
        if event.decision not in _AFTER_ANSWER.get(review.state, tuple(Decision)):
            yield f"{review.state} 时不能作出 {event.decision} 的结论"
