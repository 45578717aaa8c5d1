"""政府信息: the life of one document, from draft to withdrawal (条例 art 10, 13-18, 20, 26).

    (nothing) --drafted--> DRAFTED --approved--> APPROVED --published--> PUBLISHED
    DRAFTED --revised--> DRAFTED          APPROVED --returned, reclassified--> DRAFTED
    PUBLISHED --amended--> AMENDING --approved--> AMENDMENT_APPROVED --published--> PUBLISHED
    PUBLISHED, AMENDING, AMENDMENT_APPROVED --repealed--> REPEALED --withdrawn--> WITHDRAWN
    whatever was published --expunging ordered, by another officer expunged--> EXPUNGED
    (nothing) --migrated--> PUBLISHED

Between draft and approval stands the secrecy review (review.py), bound to the exact content.
Drafter, reviewer and approver of one version are three officers; every version is reviewed anew and
old versions stay readable. A withdrawn record keeps its tombstone, and so does an expunged one,
whose contents are destroyed for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eventsourcing.domain import event

from domain.act import current_act
from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.content import Content
from domain.description import ChannelUse, Description, OpennessGiven
from domain.errors import (
    Incomplete,
    NotApproved,
    NotFound,
    NotPublic,
    NotReviewed,
    ReviewOutdated,
    SamePerson,
    WrongState,
)
from domain.expunging import ExpungingOrder
from domain.numbers import fold_index_number
from domain.officer import acting_officer
from domain.review import Decision, SecrecyReview
from domain.vocabulary import Openness


class RecordState(StrEnum):
    """Where the record stands for the officers."""

    DRAFTED = "DRAFTED"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    AMENDING = "AMENDING"
    AMENDMENT_APPROVED = "AMENDMENT_APPROVED"
    REPEALED = "REPEALED"
    WITHDRAWN = "WITHDRAWN"
    EXPUNGED = "EXPUNGED"

    @property
    def chinese(self) -> str:
        return {
            "DRAFTED": "拟稿",
            "APPROVED": "已签发",
            "PUBLISHED": "已公开",
            "AMENDING": "修改中",
            "AMENDMENT_APPROVED": "修改已签发",
            "REPEALED": "已废止",
            "WITHDRAWN": "已撤回",
            "EXPUNGED": "已清除",
        }[self]


_PENDING = (RecordState.DRAFTED, RecordState.AMENDING)
_SIGNED = (RecordState.APPROVED, RecordState.AMENDMENT_APPROVED)
_LIVE = (RecordState.PUBLISHED, RecordState.AMENDING, RecordState.AMENDMENT_APPROVED)


@dataclass(frozen=True)
class Version:
    """One version: what it says of itself, its content, who drafted it and who reviewed it."""

    number: int
    description: Description
    content: Content
    drafters: tuple[str, ...]
    draft: int
    reviewers: tuple[str, ...] = ()


def index_number_claim(organ: str, index_number: str) -> tuple[str, str]:
    """索引号 is opaque and unique within the organ (domain.md C5)."""
    return f"index_number:{organ}", fold_index_number(index_number)


@REGISTRY.add
class Record(CaseFile):
    """政府信息: one document with all its versions."""

    PREFIX = "record"

    class Drafted(CaseFile.Event, CreatedEvent):
        """起草, with the openness given at source (R35)."""

        TOPIC = "gongkai.record.drafted.v1"
        content: Content
        description: Description
        officer: str
        openness: OpennessGiven
        organ: str

    class Revised(CaseFile.Event):
        """The draft was changed before approval; a review of the earlier draft is outdated."""

        TOPIC = "gongkai.record.revised.v1"
        content: Content
        description: Description
        officer: str

    class Submitted(CaseFile.Event):
        """送审: the draft was handed in for the named secrecy review."""

        TOPIC = "gongkai.record.submitted.v1"
        officer: str
        review: str
        version: int

    class Approved(CaseFile.Event):
        """签发: the head signed this version on the named review of this content."""

        TOPIC = "gongkai.record.approved.v1"
        content: str
        officer: str
        review: str
        version: int

    class Returned(CaseFile.Event):
        """The head sends the version back to the drafter."""

        TOPIC = "gongkai.record.returned.v1"
        officer: str
        reason: str
        version: int

    class Published(CaseFile.Event):
        """公开 on 1..n channels; names the content that was reviewed and signed."""

        TOPIC = "gongkai.record.published.v1"
        channels: tuple[ChannelUse, ...]
        content: str
        officer: str
        version: int

    class Posted(CaseFile.Event):
        """The version in force was put on further channels."""

        TOPIC = "gongkai.record.posted.v1"
        channels: tuple[ChannelUse, ...]
        officer: str
        version: int

    class Amended(CaseFile.Event):
        """修改: a new version is drafted; the old one stays in force until this is published."""

        TOPIC = "gongkai.record.amended.v1"
        content: Content
        description: Description
        officer: str
        reason: str

    class Withdrawn(CaseFile.Event):
        """撤回: the content is no longer public; the tombstone stays, unless the order says no."""

        TOPIC = "gongkai.record.withdrawn.v1"
        basis: str
        officer: str
        reason: str
        withhold_title: bool

    class Repealed(CaseFile.Event):
        """废止: no longer in force, still readable."""

        TOPIC = "gongkai.record.repealed.v1"
        basis: str
        officer: str
        reason: str
        repealed_on: date
        replaced_by: str | None

    class ExpungingOrdered(CaseFile.Event):
        """清除令: an order to destroy the content was entered; another officer carries it out.

        Members as in `domain.expunging.ExpungingOrder`.
        """

        TOPIC = "gongkai.record.expunging_ordered.v1"
        authority: str
        basis: str
        officer: str
        order: str
        ordered_on: date
        reason: str
        withhold_title: bool

    class ExpungingDeclined(CaseFile.Event):
        """The order entered was not confirmed: nothing was destroyed."""

        TOPIC = "gongkai.record.expunging_declined.v1"
        officer: str
        reason: str

    class Expunged(CaseFile.Event):
        """清除: keys, salts and blobs of every content of this case file are destroyed.

        `contents` are their ids, drafts among them: an audit no longer asks for them, and finds
        fault with what is left. The order's members are repeated as they were entered.
        """

        TOPIC = "gongkai.record.expunged.v1"
        authority: str
        basis: str
        contents: tuple[str, ...]
        officer: str
        order: str
        ordered_on: date
        reason: str
        withhold_title: bool

    class Reclassified(CaseFile.Event):
        """The openness was changed on re-examination (条例 art 18)."""

        TOPIC = "gongkai.record.reclassified.v1"
        officer: str
        openness: OpennessGiven

    class Migrated(CaseFile.Event, CreatedEvent):
        """历史信息迁移: taken over from an earlier system, published there, not reviewed here."""

        TOPIC = "gongkai.record.migrated.v1"
        content: Content
        description: Description
        file: str
        officer: str
        openness: OpennessGiven
        order: str
        organ: str
        published_on: date | None
        source: str

        def apply(self, aggregate: "Record") -> None:
            """A migrated record begins published; nothing was reviewed or signed here."""
            aggregate._taken_over()

    # Drafting

    @classmethod
    def draft(
        cls, *, organ: str, description: Description, openness: OpennessGiven, content: Content
    ) -> "Record":
        """起草. Raises `Incomplete` for what the kind requires; the index number is claimed."""
        description.require_complete()
        openness.require_reason()
        _claim_index_number(organ, description.index_number)
        return cls._create(
            cls.Drafted,
            content=content,
            description=description,
            officer=acting_officer(),
            openness=openness,
            organ=organ,
        )

    @event(Drafted)
    def __init__(
        self,
        *,
        organ: str,
        description: Description,
        openness: OpennessGiven,
        content: Content,
        officer: str,
    ) -> None:
        self.state = RecordState.DRAFTED
        self.pending: Version | None = Version(1, description, content, (officer,), 1)
        self.organ = organ
        self.openness = openness
        self.versions: tuple[Version, ...] = ()
        self.review: str | None = None
        self.voided_review: str | None = None
        self.approver: str | None = None
        self.channels: tuple[ChannelUse, ...] = ()
        self.withhold_title = False
        self.contents: tuple[Content, ...] = (content,)
        self.expunging: ExpungingOrder | None = None
        self.ordering_officer: str | None = None

    @classmethod
    def migrate(
        cls,
        *,
        organ: str,
        description: Description,
        content: Content,
        file: str,
        source: str,
        order: str,
        published_on: date | None,
    ) -> "Record":
        """Take over a historical record: openness PROACTIVE, missing members show 未载明.

        Raises `Incomplete` without an order, or without a title.
        """
        if not order.strip():
            raise Incomplete("迁移历史信息须写明依据哪一份命令", field="order")
        description.require_title()
        _claim_index_number(organ, description.index_number)
        return cls._create(
            cls.Migrated,
            content=content,
            description=description,
            file=file,
            officer=acting_officer(),
            openness=OpennessGiven(Openness.PROACTIVE, None, ""),
            order=order.strip(),
            organ=organ,
            published_on=published_on,
            source=source,
        )

    def _taken_over(self) -> None:
        assert self.pending is not None
        self.versions, self.pending = (self.pending,), None
        self.state = RecordState.PUBLISHED

    def revise(self, *, description: Description, content: Content) -> None:
        """Change the draft. A review of the earlier draft no longer counts.

        Raises `Incomplete`, `WrongState` once it is signed: it must be sent back first.
        """
        version = self._require_pending()
        description.require_complete()
        self._state_index_number(version.description, description)
        self.trigger_event(
            self.Revised, content=content, description=description, officer=acting_officer()
        )

    @event(Revised)
    def _revised(self, content: Content, description: Description, officer: str) -> None:
        assert self.pending is not None
        drafters = self.pending.drafters
        if officer not in drafters:
            drafters = (*drafters, officer)
        self.pending = Version(
            self.pending.number, description, content, drafters, self.version + 1
        )
        self.contents = (*self.contents, content)
        self._void_review()

    # Review and approval

    def submit(self, review: str) -> None:
        """Hand the draft in for a review opened in the same act. Raises `WrongState` if it was."""
        version = self._require_pending()
        if self.review is not None:
            raise WrongState("这一稿已经送审", field="review")
        self.trigger_event(
            self.Submitted, officer=acting_officer(), review=review, version=version.number
        )

    @event(Submitted)
    def _submitted(self, review: str) -> None:
        self.review = review
        self.voided_review = None

    def approve(self, review: SecrecyReview | None) -> None:
        """签发. Raises `NotReviewed`, `ReviewOutdated`, `SamePerson`, `NotPublic`."""
        version = self._require_pending()
        review, decision = self._require_review(version, review)
        officer = acting_officer()
        if officer in version.drafters or officer in review.reviewers:
            raise SamePerson("起草、审查、签发须是三名不同的工作人员", rule="design §5")
        if decision is Decision.RETURNED:
            raise NotReviewed("保密审查的结论是退回修改", rule="保密法实施条例 art 42")
        if decision is Decision.REFUSED and self.openness.value is Openness.PROACTIVE:
            raise NotPublic(
                "保密审查的结论是不得公开，不能按主动公开签发；请先改定公开属性", rule="条例 art 17"
            )
        self.trigger_event(
            self.Approved,
            content=version.content.commitment,
            officer=officer,
            review=review.id,
            version=version.number,
        )

    @event(Approved)
    def _approved(self, officer: str) -> None:
        self.approver = officer
        self.state = (
            RecordState.APPROVED
            if self.state is RecordState.DRAFTED
            else RecordState.AMENDMENT_APPROVED
        )

    def send_back(self, *, reason: str) -> None:
        """Return the version to the drafter, before or after signing it, before publication."""
        version = self._pending_or_signed()
        _require_text(reason, "退回须写明理由", "reason")
        self.trigger_event(
            self.Returned, officer=acting_officer(), reason=reason.strip(), version=version.number
        )

    @event(Returned)
    def _returned(self) -> None:
        self._reopen()

    def reclassify(self, openness: OpennessGiven) -> None:
        """Change the openness on re-examination (条例 art 18); an approval is void by it."""
        if self.state not in (RecordState.DRAFTED, RecordState.APPROVED):
            raise WrongState("已公开的信息不能改定公开属性，请先撤回", rule="条例 art 18")
        openness.require_reason()
        if not openness.reason.strip():
            raise Incomplete("改定公开属性须写明理由", rule="条例 art 18", field="reason")
        if openness == self.openness:
            raise WrongState("公开属性没有变化", field="openness")
        self.trigger_event(self.Reclassified, officer=acting_officer(), openness=openness)

    @event(Reclassified)
    def _reclassified(self, openness: OpennessGiven) -> None:
        self.openness = openness
        if self.state is RecordState.APPROVED:
            self._reopen()

    def _reopen(self) -> None:
        """Back to a draft that must be reviewed and signed anew."""
        assert self.pending is not None
        self.state = RecordState.AMENDING if self.versions else RecordState.DRAFTED
        self.approver = None
        self._void_review()

    def _void_review(self) -> None:
        self.review, self.voided_review = None, self.review or self.voided_review

    # Publication

    def publish(self, channels: Sequence[ChannelUse], review: SecrecyReview | None) -> None:
        """公开 (条例 art 23, 26). The review must have cleared exactly this content.

        Raises `NotPublic`, `NotApproved`, `NotReviewed`, `ReviewOutdated`, `SamePerson`.
        """
        if self.openness.value is not Openness.PROACTIVE:
            raise NotPublic(
                f"公开属性是“{self.openness.value.chinese}”，不能公开发布", rule="条例 art 13"
            )
        version = self._pending_or_signed()
        if self.state not in _SIGNED:
            raise NotApproved("还没有签发，不能公开", rule="R38")
        review, decision = self._require_review(version, review)
        if decision is not Decision.CLEARED:
            raise NotReviewed("保密审查的结论不是可以公开", rule="保密法实施条例 art 42")
        officer = acting_officer()
        if officer in version.drafters or officer in review.reviewers:
            raise SamePerson("起草人和审查人不能发布", rule="design §5")
        self.trigger_event(
            self.Published,
            channels=_require_channels(channels),
            content=version.content.commitment,
            officer=officer,
            version=version.number,
        )

    @event(Published)
    def _published(self, channels: tuple[ChannelUse, ...]) -> None:
        assert self.pending is not None
        self.versions = (*self.versions, self.pending)
        self.pending = None
        self.review = None
        self.voided_review = None
        self.approver = None
        self.channels = channels
        self.state = RecordState.PUBLISHED

    def post(self, channels: Sequence[ChannelUse]) -> None:
        """Put the version in force on further channels (R60)."""
        self._require_live()
        fresh = _require_channels(channels)
        known = {(use.channel, use.address) for use in self.channels}
        if any((use.channel, use.address) in known for use in fresh):
            raise WrongState("已经在这个渠道公开过", field="channels")
        self.trigger_event(
            self.Posted, channels=fresh, officer=acting_officer(), version=len(self.versions)
        )

    @event(Posted)
    def _posted(self, channels: tuple[ChannelUse, ...]) -> None:
        self.channels = (*self.channels, *channels)

    def amend(self, *, description: Description, content: Content, reason: str) -> None:
        """修改: begin a new version, to be reviewed anew."""
        if self.state is not RecordState.PUBLISHED:
            raise WrongState(f"“{self.state.chinese}”的信息不能起草修改", field="state")
        description.require_complete()
        self._state_index_number(self.versions[-1].description, description)
        _require_text(reason, "修改须写明理由", "reason")
        self.trigger_event(
            self.Amended,
            content=content,
            description=description,
            officer=acting_officer(),
            reason=reason.strip(),
        )

    @event(Amended)
    def _amended(self, content: Content, description: Description, officer: str) -> None:
        self.pending = Version(
            len(self.versions) + 1, description, content, (officer,), self.version + 1
        )
        self.contents = (*self.contents, content)
        self.state = RecordState.AMENDING

    def withdraw(self, *, reason: str, basis: str, withhold_title: bool = False) -> None:
        """撤回 with reason and legal basis; a pending amendment falls with it."""
        if self.state not in (*_LIVE, RecordState.REPEALED):
            raise WrongState("没有公开的信息无从撤回", field="state")
        _require_text(reason, "撤回须写明理由", "reason")
        _require_text(basis, "撤回须写明法律依据", "basis")
        self.trigger_event(
            self.Withdrawn,
            basis=basis.strip(),
            officer=acting_officer(),
            reason=reason.strip(),
            withhold_title=withhold_title,
        )

    @event(Withdrawn)
    def _withdrawn(self, withhold_title: bool) -> None:
        self.state = RecordState.WITHDRAWN
        self.pending = None
        self.review = None
        self.withhold_title = withhold_title

    def repeal(
        self, *, reason: str, basis: str, repealed_on: date, replaced_by: str | None = None
    ) -> None:
        """废止 with reason and legal basis; the text stays readable, marked as repealed."""
        self._require_live()
        _require_text(reason, "废止须写明理由", "reason")
        _require_text(basis, "废止须写明法律依据", "basis")
        if replaced_by == self.id:
            raise Incomplete("不能由自己代替自己", field="replaced_by")
        self.trigger_event(
            self.Repealed,
            basis=basis.strip(),
            officer=acting_officer(),
            reason=reason.strip(),
            repealed_on=repealed_on,
            replaced_by=replaced_by,
        )

    @event(Repealed)
    def _repealed(self) -> None:
        self.state = RecordState.REPEALED
        self.pending = None
        self.review = None

    # Expunging

    def order_expunging(self, order: ExpungingOrder) -> None:
        """Enter an order to destroy the content. Raises `Incomplete`, `WrongState`."""
        if not self.versions or self.state is RecordState.EXPUNGED:
            raise WrongState(f"“{self.state.chinese}”的信息不能清除", field="state")
        if self.expunging is not None:
            raise WrongState("已经登记了一份清除决定，请先确认或者退回", field="order")
        order = order.stated(current_act().today)
        self.trigger_event(self.ExpungingOrdered, officer=acting_officer(), **vars(order))

    @event(ExpungingOrdered)
    def _expunging_ordered(
        self,
        authority: str,
        order: str,
        ordered_on: date,
        reason: str,
        basis: str,
        withhold_title: bool,
        officer: str,
    ) -> None:
        self.expunging = ExpungingOrder(authority, order, ordered_on, reason, basis, withhold_title)
        self.ordering_officer = officer

    def decline_expunging(self, *, reason: str) -> None:
        """The order entered is not what the paper says, or none at all: nothing is destroyed."""
        self._require_ordered()
        _require_text(reason, "退回清除决定须写明理由", "reason")
        self.trigger_event(self.ExpungingDeclined, officer=acting_officer(), reason=reason.strip())

    @event(ExpungingDeclined)
    def _expunging_declined(self) -> None:
        self.expunging = None
        self.ordering_officer = None

    def expunge(self) -> None:
        """清除: destroy every content this case file ever named, as ordered.

        Raises `WrongState` without an order, `SamePerson` for the officer who entered it.
        """
        order = self._require_ordered()
        self.trigger_event(
            self.Expunged,
            contents=tuple(content.id for content in self.contents),
            officer=acting_officer(),
            **vars(order),
        )

    @event(Expunged)
    def _expunged(self, withhold_title: bool) -> None:
        self.state = RecordState.EXPUNGED
        self.pending = None
        self.review = None
        self.withhold_title = self.withhold_title or withhold_title
        self.expunging = None

    # Rules

    def _require_ordered(self) -> ExpungingOrder:
        if self.expunging is None:
            raise WrongState("没有待确认的清除决定", field="order")
        if acting_officer() == self.ordering_officer:
            raise SamePerson("登记清除决定和确认清除须是两名不同的工作人员", rule="清除须两人经手")
        return self.expunging

    def version_of(self, number: int) -> Version:
        """A published version. Raises `NotFound`."""
        if not 1 <= number <= len(self.versions):
            raise NotFound(f"没有第 {number} 版", field="version")
        return self.versions[number - 1]

    def _require_pending(self) -> Version:
        if self.state not in _PENDING or self.pending is None:
            raise WrongState(f"“{self.state.chinese}”的信息没有待办的稿子", field="state")
        return self.pending

    def _pending_or_signed(self) -> Version:
        if self.pending is None:
            raise WrongState(f"“{self.state.chinese}”的信息没有待办的稿子", field="state")
        return self.pending

    def _require_live(self) -> None:
        if self.state not in _LIVE:
            raise WrongState(f"“{self.state.chinese}”的信息不是公开有效的", field="state")

    def _require_review(
        self, version: Version, review: SecrecyReview | None
    ) -> tuple[SecrecyReview, Decision]:
        """先审查、后公开 (保密法实施条例 art 42): the present review, concluded on this content."""
        if review is None and self.voided_review is None:
            raise NotReviewed("这一稿还没有送保密审查", rule="保密法实施条例 art 42")
        if review is None or review.id != self.review:
            raise ReviewOutdated(
                "稿子在审查后改过或退回过，先前的审查不再有效，请重新送审",
                rule="保密法实施条例 art 42",
            )
        return review, review.require_concluded(
            content=version.content.commitment, draft=version.draft
        )

    def _state_index_number(self, old: Description, new: Description) -> None:
        """索引号 may be stated later than the draft, but once stated it stays (domain.md C5)."""
        before = fold_index_number(old.index_number or "")
        if not before:
            _claim_index_number(self.organ, new.index_number)
        elif before != fold_index_number(new.index_number or ""):
            raise Incomplete("索引号确定后不能更改", rule="domain C5", field="index_number")


def _claim_index_number(organ: str, index_number: str | None) -> None:
    if index_number and fold_index_number(index_number):
        current_act().claims.append(index_number_claim(organ, index_number))


def _require_text(text: str, message: str, field: str) -> None:
    if not text.strip():
        raise Incomplete(message, field=field)


def _require_channels(channels: Sequence[ChannelUse]) -> tuple[ChannelUse, ...]:
    if not channels:
        raise Incomplete("至少要有一个公开渠道", rule="条例 art 23", field="channels")
    if len({(use.channel, use.address) for use in channels}) != len(channels):
        raise Incomplete("同一渠道写了两次", field="channels")
    return tuple(channels)
