"""What a record's events come to: one file a record, from which every row about it is made.

Persons are in it, to tell whether drafter, reviewer and approver were three people; a public row
names posts and organs only (design §5: the public sees organs and posts, supervisors see persons).
"""

from dataclasses import dataclass
from datetime import date, datetime

from domain.act import BEIJING
from domain.canonical import parse_utc
from domain.content import Content
from domain.description import ChannelUse, Description, OpennessGiven
from domain.expunging import ExpungingOrder
from domain.record import RecordState
from domain.review import Decision, ReviewState
from domain.vocabulary import Status


def legal_day(recorded_at: str) -> date:
    """The day in Asia/Shanghai on which an act was recorded."""
    return parse_utc(recorded_at).astimezone(BEIJING).date()


@dataclass(frozen=True)
class Step:
    """An act that counts in a record's life, as the public may see it: post and organ, no person.

    `post` is the post's title, `organ` the organ's name, empty for a post of the whole archive.
    """

    act: str
    position: int
    recorded_at: str
    post: str
    organ: str

    @property
    def at(self) -> datetime:
        """When it was recorded, UTC."""
        return parse_utc(self.recorded_at)

    @property
    def on(self) -> date:
        """The legal day it was recorded, in Asia/Shanghai."""
        return legal_day(self.recorded_at)

    @property
    def leaf_index(self) -> int:
        """Its place in the transparency log: position p is leaf p-1."""
        return self.position - 1


@dataclass(frozen=True)
class VersionRow:
    """A published version. `content` and attributes are gone when the record is withdrawn.

    It was the record's version from `from_position` up to, not including, `to_position`. A
    migrated version has none of the four steps: it was not drafted, reviewed or signed here.
    """

    record: str
    number: int
    description: Description
    content: Content | None
    published_on: date | None
    recorded_at: str
    from_position: int
    to_position: int | None
    channels: tuple[ChannelUse, ...]
    drafted: Step | None
    reviewed: Step | None
    approved: Step | None
    published: Step | None
    three_people: bool

    @property
    def published_at(self) -> datetime:
        """When the publishing (or migrating) act was recorded, UTC."""
        return parse_utc(self.recorded_at)


@dataclass(frozen=True)
class Withdrawal:
    """撤回: why, on what legal basis, by which post and when."""

    reason: str
    basis: str
    step: Step


@dataclass(frozen=True)
class Expunging:
    """清除: by whose order and why, and the step: entering it, and then carrying it out."""

    order: ExpungingOrder
    step: Step


@dataclass(frozen=True)
class RepealFile:
    """废止 as recorded; the record that takes its place may not be public yet."""

    reason: str
    basis: str
    on: date
    replaced_by: str | None
    step: Step


@dataclass(frozen=True)
class Migration:
    """历史信息迁移: from which source and file, under which order, by which post and when."""

    source: str
    order: str
    file: str
    step: Step


@dataclass(frozen=True)
class ReviewFile:
    """A secrecy review of one draft of the record."""

    id: str
    state: ReviewState
    version: int
    reviewers: tuple[str, ...]
    decision: Decision | None
    concluded: Step | None


@dataclass(frozen=True)
class PendingFile:
    """The version that is being drafted, reviewed or signed."""

    number: int
    description: Description
    content: Content
    drafters: tuple[str, ...]
    drafted: Step
    review: str | None
    approved: Step | None
    approver: str | None


@dataclass
class RecordFile:
    """A record as its events up to `position` made it; `record_history` brings it on.

    `dropped` are contents of drafts that never became a version. `ordered` is an order to destroy
    the contents that waits to be confirmed, `expunged` the one that was carried out.
    `shown_position` and `shown_at` belong to its newest *public* event: nothing done to a draft or
    a pending amendment may move what the public sees.
    """

    id: str
    organ: str
    state: RecordState
    version: int
    position: int
    recorded_at: str
    openness: OpennessGiven
    pending: PendingFile | None
    dropped: tuple[Content, ...]
    reviews: tuple[ReviewFile, ...]
    versions: tuple[VersionRow, ...]
    migration: Migration | None
    repeal: RepealFile | None
    withdrawal: Withdrawal | None
    ordered: Expunging | None
    expunged: Expunging | None
    withheld: bool
    shown_position: int
    shown_at: str

    @property
    def status(self) -> Status:
        """效力 for the public."""
        if self.state in (RecordState.WITHDRAWN, RecordState.EXPUNGED):
            return Status.WITHDRAWN
        if self.state is RecordState.REPEALED:
            return Status.REPEALED
        return Status.IN_FORCE if self.versions else Status.UNPUBLISHED

    @property
    def gone(self) -> bool:
        """Whether what was published can no longer be read: a tombstone is left of it."""
        return self.withdrawal is not None or self.expunged is not None

    @property
    def contents(self) -> tuple[Content, ...]:
        """Every content an event of the record names, drafts among them."""
        pending = () if self.pending is None else (self.pending.content,)
        published = (version.content for version in self.versions if version.content)
        return (*self.dropped, *published, *pending)

    @property
    def title(self) -> str:
        """The newest title anybody gave it, for officers."""
        newest = self.pending or self.versions[-1]
        return newest.description.title

    def review_of(self, identity: str | None) -> ReviewFile | None:
        """The review with this id, if it is one of this record's."""
        return next((review for review in self.reviews if review.id == identity), None)
