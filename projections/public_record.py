"""What the public may know of a record, as the register's answers give it."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.description import Attribute, ChannelUse
from domain.vocabulary import Phase, Status
from projections.record_file import Expunging, Migration, Step, VersionRow, Withdrawal


@dataclass(frozen=True)
class ListedRecord:
    """One record in a list, as its present version says.

    `number` is that version, `versions` how many there are (the same, as every one stays).
    `published_on` is the public date (公开日期), None = 未载明; `published_at` when the present
    version was published here, `changed_at` the last public act, both UTC. When `withheld`, only
    id, status and position are told; texts are empty and the rest is None.
    """

    id: str
    title: str
    organ: str
    organ_name: str
    kind: str
    phase: Phase | None
    field: str | None
    topic: str | None
    document_number: str | None
    index_number: str | None
    status: Status
    number: int
    versions: int
    formed_on: date | None
    effective_on: date | None
    expires_on: date | None
    published_on: date | None
    published_at: datetime | None
    changed_at: datetime | None
    migrated: bool
    position: int
    withheld: bool


@dataclass(frozen=True)
class Related:
    """Another public record that this one names."""

    id: str
    title: str


@dataclass(frozen=True)
class Repeal:
    """废止: why, on what legal basis, as of which day; `replaced_by` once that is public."""

    reason: str
    basis: str
    on: date
    step: Step
    replaced_by: Related | None


@dataclass(frozen=True)
class Proof:
    """Who brought the present version to the public, by posts; and where the log holds that act.

    `three_people` says that no officer took two of drafting, review and approval. `position` and
    `leaf_index` are those of the publishing event, `moment` its act's recorded time, UTC.
    """

    drafted: Step | None
    reviewed: Step | None
    approved: Step | None
    published: Step | None
    three_people: bool
    position: int
    leaf_index: int
    moment: datetime


@dataclass(frozen=True)
class RecordPage:
    """All the public may know of a record; versions newest first.

    `interprets` and `interpreted_by` are told by titles (`projections.interpretations`).

    A withdrawn record has `withdrawal`, an expunged one `expunged` (and `withdrawal` if it was
    withdrawn before), and versions without content. A withheld one has nothing but `listed`.
    `proof` is None for a withheld record; a migrated version's has no steps.
    """

    listed: ListedRecord
    versions: tuple[VersionRow, ...]
    attributes: tuple[Attribute, ...]
    channels: tuple[ChannelUse, ...]
    withdrawal: Withdrawal | None
    expunged: Expunging | None
    repeal: Repeal | None
    replaces: tuple[Related, ...]
    migration: Migration | None
    proof: Proof | None
    interprets: tuple[Related, ...] = ()
    interpreted_by: tuple[Related, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A version that a list of search hits may show, and the record it belongs to."""

    record: ListedRecord
    version: VersionRow


@dataclass(frozen=True)
class Counts:
    """How much is public: records in force, repealed, withdrawn (withheld ones are not counted)."""

    in_force: int
    repealed: int
    withdrawn: int
    organs: int

    @property
    def readable(self) -> int:
        """Records whose text can be read."""
        return self.in_force + self.repealed


@dataclass(frozen=True)
class MonthNumbers:
    """The public acts of one month, by the legal day (Asia/Shanghai) they were recorded."""

    year: int
    month: int
    published: int
    amended: int
    repealed: int
    withdrawn: int
    migrated: int


@dataclass(frozen=True)
class Details:
    """What a record's page needs and no list does, in the column `details`."""

    migration: Migration | None
    repeal: "RepealDetails | None"
    withdrawal: Withdrawal | None
    expunged: Expunging | None


@dataclass(frozen=True)
class RepealDetails:
    """A repeal without the record that replaces this one, which may not be public."""

    reason: str
    basis: str
    on: date
    step: Step
