"""What may happen to a demonstration record, step by step: frozen data, nothing is done here.

Each step says on which day before the day of filling it happens; who acts follows from the step and
the posts of the organ (drafter, reviewer, approver, publisher; the migrator for history).
"""

from dataclasses import dataclass

from domain.review import Answer, Decision, Ladder
from domain.review import Step as Rung
from domain.vocabulary import Channel, Openness, Phase


@dataclass(frozen=True)
class Step:
    """One act in the life of a record, `days_ago` days before the day of filling."""

    days_ago: int


@dataclass(frozen=True)
class Draft(Step):
    """起草: the record's own members are what is drafted."""


@dataclass(frozen=True)
class Revise(Step):
    """Change the draft to this text; `note` says why."""

    text: str
    note: str


@dataclass(frozen=True)
class OpenReview(Step):
    """送审."""


@dataclass(frozen=True)
class Refer(Step):
    """Refer a question up its ladder to a named body (R40, R41)."""

    stage: Rung
    body: str
    question: str

    @property
    def ladder(self) -> Ladder:
        """Which of the two questions is asked; it follows from the stage."""
        return self.stage.ladder


@dataclass(frozen=True)
class Determine(Step):
    """The answer of the body asked, and the document it came by."""

    stage: Rung
    body: str
    answer: Answer
    document: str

    @property
    def ladder(self) -> Ladder:
        """Which of the two questions is answered; it follows from the stage."""
        return self.stage.ladder


@dataclass(frozen=True)
class ConcludeReview(Step):
    """The reviewer's conclusion; a refusal names its ground D1..D7 (domain.md B4)."""

    decision: Decision
    reason: str
    ground: str | None
    accuracy: str
    timeliness: str
    completeness: str


@dataclass(frozen=True)
class Approve(Step):
    """签发."""


@dataclass(frozen=True)
class ReturnToDrafter(Step):
    """The approver sends the draft back."""

    reason: str


@dataclass(frozen=True)
class Publish(Step):
    """公开 on these channels."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Post(Step):
    """Put the version in force on further channels."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Amend(Step):
    """Draft a new version of a published record; `title` None keeps the old title."""

    text: str
    title: str | None
    reason: str


@dataclass(frozen=True)
class Withdraw(Step):
    """撤回 with reason and legal basis."""

    reason: str
    basis: str
    withhold_title: bool


@dataclass(frozen=True)
class Repeal(Step):
    """废止; `replaced_by` is the key of a record published before."""

    reason: str
    basis: str
    replaced_by: str | None


@dataclass(frozen=True)
class Reclassify(Step):
    """Change the openness on re-examination (条例 art 18); WITHHELD names its ground."""

    openness: Openness
    reason: str
    ground: str | None


@dataclass(frozen=True)
class Migrate(Step):
    """Take a historical record over; steps of one day, source and order may share an act.

    `published_days_ago` is when the earlier site published it, None when it did not say.
    """

    source: str
    order: str
    published_days_ago: int | None


@dataclass(frozen=True)
class RecordStory:
    """A record and its life. Days count back from the day of filling; negative lies ahead.

    `text` is the first draft, a page when `html`; `openness_ground` is set when it is WITHHELD.
    """

    key: str
    organ: str
    kind: str
    title: str
    document_number: str | None
    index_number: str | None
    formed_days_ago: int | None
    effective_days_ago: int | None
    expires_days_ago: int | None
    phase: Phase
    field: str | None
    topic: str
    openness: Openness
    openness_ground: str | None
    openness_reason: str | None
    attributes: dict[str, str]
    html: bool
    text: str
    steps: tuple[Step, ...]
