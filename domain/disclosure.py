"""Commands on records and their secrecy reviews: draft, review, approve, publish, and after."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.canonical import decode
from domain.casefile import CaseFile
from domain.content import ClearPart, Content
from domain.description import ChannelUse, Description, OpennessGiven
from domain.errors import Busy, Incomplete, NotPublic, PostNotHeld, ReviewOutdated
from domain.expunging import ExpungingOrder
from domain.findings import Finding, find
from domain.law.lawbook import LawBook
from domain.lawmaking import lawbook_id
from domain.record import Record
from domain.requests.counting import Rules
from domain.requests.following import RecordOpened, opened_record_claim
from domain.requests.request import InformationRequest
from domain.review import Answer, Checklist, Decision, SecrecyReview, Step
from domain.vocabulary import Channel


class ContentStore(Protocol):
    """Where content is kept: encrypted blobs under a key per document (design §4, Content)."""

    def keep(self, parts: Sequence[ClearPart]) -> Content:
        """Encrypt and store. On return blobs, key and salt are durable, before any event."""

    def open(self, content: Content) -> tuple[ClearPart, ...]:
        """The clear parts. Raises `NotFound` when the key is gone, `Malformed` when damaged."""

    def destroy(self, contents: Iterable[Content]) -> None:
        """Destroy keys, salts and bytes for ever; again, it changes nothing. Raises `Busy`."""


@dataclass(frozen=True)
class Disclosure:
    """公开: each method is one act of an officer and returns what it recorded."""

    archive: ArchiveApplication
    contents: ContentStore

    def draft(
        self,
        caller: Caller,
        *,
        description: Description,
        openness: OpennessGiven,
        parts: Sequence[ClearPart],
    ) -> Recorded:
        """起草 for the organ of the post. The content is durable before the event names it."""
        content = self._kept_once(parts)

        def decide(desk: Desk) -> list[CaseFile]:
            organ = _organ(desk)
            desk.require("record.draft", organ=organ)
            return [
                Record.draft(
                    organ=organ, description=description, openness=openness, content=content()
                )
            ]

        return self.archive.perform(caller, decide)

    def revise(
        self,
        caller: Caller,
        record: str,
        *,
        description: Description,
        parts: Sequence[ClearPart],
        expected: int | None = None,
    ) -> Recorded:
        """Change a draft; its review is outdated by it."""
        content = self._kept_once(parts)

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.revise", expected)
            found.revise(description=description, content=content())
            return [found]

        return self.archive.perform(caller, decide)

    def amend(
        self,
        caller: Caller,
        record: str,
        *,
        description: Description,
        parts: Sequence[ClearPart],
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """修改: draft a new version of a published record."""
        content = self._kept_once(parts)

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.amend", expected)
            found.amend(description=description, content=content(), reason=reason)
            return [found]

        return self.archive.perform(caller, decide)

    def open_review(self, caller: Caller, record: str, expected: int | None = None) -> Recorded:
        """送审: open the secrecy review of the present draft, machine findings attached.

        The result's `stream` is the record; the review is the stream of its second event.
        """
        findings: dict[str, tuple[Finding, ...]] = {}

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "secrecy_review.open", expected)
            pending = found.pending
            assert pending is not None
            content = pending.content
            if content.id not in findings:
                text = "\n".join(part.text for part in self.contents.open(content))
                findings[content.id] = find(text)
            review = SecrecyReview.open(
                record=found.id,
                organ=found.organ,
                version=pending.number,
                draft=pending.draft,
                content=content.commitment,
                drafters=pending.drafters,
                findings=findings[content.id],
            )
            found.submit(review.id)
            return [found, review]

        return self.archive.perform(caller, decide)

    def refer(
        self,
        caller: Caller,
        review: str,
        *,
        step: Step,
        body: str,
        question: str,
        expected: int | None = None,
    ) -> Recorded:
        """Refer the question up its ladder (R40, R41)."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._review(desk, review, "secrecy_review.refer", expected)
            found.refer(step=step, body=body, question=question)
            return [found]

        return self.archive.perform(caller, decide)

    def determine(
        self,
        caller: Caller,
        review: str,
        *,
        answer: Answer,
        document: str,
        expected: int | None = None,
    ) -> Recorded:
        """Record what the body asked determined."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._review(desk, review, "secrecy_review.determine", expected)
            found.determine(answer=answer, document=document)
            return [found]

        return self.archive.perform(caller, decide)

    def conclude(
        self,
        caller: Caller,
        review: str,
        *,
        decision: Decision,
        reason: str,
        checklist: Checklist,
        ground: str | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """Conclude a review; a clearance needs the reviewed draft to be the present one."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._review(desk, review, "secrecy_review.conclude", expected)
            if decision is not Decision.RETURNED and _under_review(desk, found) != found.id:
                raise ReviewOutdated("稿子在送审后改过，只能退回，请重新送审", rule="design §5")
            found.conclude(decision=decision, reason=reason, ground=ground, checklist=checklist)
            return [found]

        return self.archive.perform(caller, decide)

    def approve(self, caller: Caller, record: str, expected: int | None = None) -> Recorded:
        """签发."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.approve", expected)
            self._require_still_opened(desk, record)
            found.approve(self._review_of(desk, found))
            return [found]

        return self.archive.perform(caller, decide)

    def send_back(
        self, caller: Caller, record: str, *, reason: str, expected: int | None = None
    ) -> Recorded:
        """Return a draft or a signed version to its drafter."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.return", expected)
            found.send_back(reason=reason)
            return [found]

        return self.archive.perform(caller, decide)

    def reclassify(
        self, caller: Caller, record: str, openness: OpennessGiven, expected: int | None = None
    ) -> Recorded:
        """Change the openness on re-examination (条例 art 18)."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.reclassify", expected)
            found.reclassify(openness)
            return [found]

        return self.archive.perform(caller, decide)

    def publish(
        self,
        caller: Caller,
        record: str,
        channels: Sequence[tuple[Channel, str | None]],
        expected: int | None = None,
    ) -> Recorded:
        """公开 on these channels (channel, address there), as of the legal date of the act."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.publish", expected)
            self._require_still_opened(desk, record)
            found.publish(_uses(desk, channels), self._review_of(desk, found))
            return [found]

        return self.archive.perform(caller, decide)

    def post(
        self,
        caller: Caller,
        record: str,
        channels: Sequence[tuple[Channel, str | None]],
        expected: int | None = None,
    ) -> Recorded:
        """Put the version in force on further channels."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.post", expected)
            found.post(_uses(desk, channels))
            return [found]

        return self.archive.perform(caller, decide)

    def withdraw(
        self,
        caller: Caller,
        record: str,
        *,
        reason: str,
        basis: str,
        withhold_title: bool = False,
        expected: int | None = None,
    ) -> Recorded:
        """撤回 with reason and legal basis."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.withdraw", expected)
            found.withdraw(reason=reason, basis=basis, withhold_title=withhold_title)
            return [found]

        return self.archive.perform(caller, decide)

    def repeal(
        self,
        caller: Caller,
        record: str,
        *,
        reason: str,
        basis: str,
        repealed_on: date,
        replaced_by: str | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """废止 with reason and legal basis."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.repeal", expected)
            if replaced_by is not None:
                desk.load(Record, replaced_by)
            found.repeal(
                reason=reason, basis=basis, repealed_on=repealed_on, replaced_by=replaced_by
            )
            return [found]

        return self.archive.perform(caller, decide)

    def order_expunging(
        self, caller: Caller, record: str, order: ExpungingOrder, expected: int | None = None
    ) -> Recorded:
        """登记清除决定: nothing is destroyed until another officer confirms it."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.order_expunging", expected)
            found.order_expunging(order)
            return [found]

        return self.archive.perform(caller, decide)

    def decline_expunging(
        self, caller: Caller, record: str, *, reason: str, expected: int | None = None
    ) -> Recorded:
        """退回清除决定, with the reason."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.decline_expunging", expected)
            found.decline_expunging(reason=reason)
            return [found]

        return self.archive.perform(caller, decide)

    def expunge(self, caller: Caller, record: str, expected: int | None = None) -> Recorded:
        """清除: first the act, then keys and bytes.

        Killed in between, or kept from it by a reader of the key store, the order stands
        unfinished until whoever follows the journal destroys what is left.
        """

        def decide(desk: Desk) -> list[CaseFile]:
            found = self._record(desk, record, "record.expunge", expected)
            found.expunge()
            return [found]

        recorded = self.archive.perform(caller, decide)
        with suppress(Busy):
            self.contents.destroy(self.archive.load(Record, record).contents)
        return recorded

    def _kept_once(self, parts: Sequence[ClearPart]) -> Callable[[], Content]:
        """Stores the content when the act is sure of its permission, and once for all its tries."""
        if not any(part.text.strip() for part in parts):
            raise Incomplete("正文是空的", field="content")
        return cache(lambda: self.contents.keep(parts))

    def _record(self, desk: Desk, record: str, action: str, expected: int | None) -> Record:
        found = desk.load(Record, record, expected)
        desk.require(action, organ=found.organ, state=found.state)
        return found

    def _review(self, desk: Desk, review: str, action: str, expected: int | None) -> SecrecyReview:
        found = desk.load(SecrecyReview, review, expected)
        desk.require(action, organ=found.organ, state=found.state)
        return found

    def _require_still_opened(self, desk: Desk, record: str) -> None:
        """What a reply opened is published only while it is opened: refusals never are.

        Raises `NotPublic` when another reply has closed a matter since (条例 art 36, 44).
        """
        journal = self.archive.journal
        act = journal.claimant(*opened_record_claim(record))
        if act is None:
            return
        for row in journal.events_of(act):
            opened = decode(row.data) if row.topic == RecordOpened.TOPIC else {}
            if opened.get("record") != record:
                continue
            book = lawbook_id(self.archive)
            rules = Rules.of(None if book is None else desk.load(LawBook, book))
            request = desk.load(InformationRequest, row.stream).under(rules)
            if not set(opened["matters"]) <= set(request.opened_matters):
                raise NotPublic(
                    "这件信息由一份答复拟公开，而那份答复已经改为不予公开",
                    rule="条例 art 36, 44",
                    field="record",
                )

    def _review_of(self, desk: Desk, record: Record) -> SecrecyReview | None:
        return None if record.review is None else desk.load(SecrecyReview, record.review)


def _under_review(desk: Desk, review: SecrecyReview) -> str | None:
    """The review that the reviewed case now stands under: a record's draft, or a reply's."""
    if review.record.startswith(f"{InformationRequest.PREFIX}:"):
        reply = desk.load(InformationRequest, review.record).reply
        return None if reply is None else reply.review
    return desk.load(Record, review.record).review


def _organ(desk: Desk) -> str:
    if desk.post is None or desk.post.organ is None:
        raise PostNotHeld("起草须选定一个机关的岗位", field="post")
    return desk.post.organ


def _uses(desk: Desk, channels: Sequence[tuple[Channel, str | None]]) -> tuple[ChannelUse, ...]:
    return tuple(ChannelUse(channel, desk.act.today, address) for channel, address in channels)
