"""What people write before it is sealed: clear inputs of the commands on requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from domain.content import ClearPart
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import EvidenceKind
from domain.requests.letters import DispatchWay


@dataclass(frozen=True)
class GivenEvidence:
    """A proof as it is handed in; `scan` is stored encrypted."""

    kind: EvidenceKind = EvidenceKind.NONE
    note: str = ""
    scan: ClearPart | None = None


NOTHING = GivenEvidence()
BY_SYSTEM = GivenEvidence(EvidenceKind.SYSTEM_RECORD)


@dataclass(frozen=True)
class GivenApplicant:
    """An applicant in clear. `person` is who the desk already knows him to be."""

    category: ApplicantCategory
    identity_kind: IdentityKind
    name: str
    identity: str
    telephone: str = ""
    mail: str = ""
    address: str = ""
    contact: str = ""
    person: str | None = None


@dataclass(frozen=True)
class GivenContact:
    """How an applicant is reached, as it ought to stand; empty = none."""

    telephone: str = ""
    mail: str = ""
    address: str = ""
    contact: str = ""


@dataclass(frozen=True)
class GivenParticulars:
    """What an applicant mends of himself (条例 art 30); empty = as it stands.

    `identity` comes with its kind.
    """

    identity_kind: IdentityKind | None = None
    identity: str = ""
    name: str = ""
    telephone: str = ""
    mail: str = ""
    address: str = ""
    contact: str = ""


@dataclass(frozen=True)
class GivenProxy:
    """A proxy in clear, with the paper that gives him authority."""

    name: str
    identity: str
    telephone: str
    authority: GivenEvidence


@dataclass(frozen=True)
class GivenMatter:
    """One thing asked for, in the applicant's words."""

    description: str
    feature: str = ""


GivenDefect: TypeAlias = tuple[str, str] | tuple[str, str, int | None]
"""A defect: its kind, the advice how to mend it, and the matter that it is of, if it is of one."""


@dataclass(frozen=True)
class Application:
    """An application as it came (条例 art 29), on any channel."""

    channel: FilingChannel
    applicants: tuple[GivenApplicant, ...]
    matters: tuple[GivenMatter, ...]
    form: ProvisionForm
    route: ProvisionRoute
    arrived_on: date
    proxy: GivenProxy | None = None
    assistance: str = ""
    attachments: tuple[ClearPart, ...] = ()
    arrived_time: str | None = None
    arrival_evidence: GivenEvidence = NOTHING
    received_on: date | None = None
    receipt_evidence: GivenEvidence = NOTHING


def unnamed_proof(way: DispatchWay) -> GivenEvidence:
    """What shows a sending that names no proof: the archive's record of what it serves itself,
    online, and nothing of what went another way."""
    return BY_SYSTEM if way is DispatchWay.ONLINE else NOTHING


@dataclass(frozen=True)
class GivenDispatch:
    """How and when a letter was sent."""

    on: date
    way: DispatchWay
    evidence: GivenEvidence = BY_SYSTEM
    """By default the archive's own record, which shows only what it served online."""


@dataclass(frozen=True)
class GivenLetter:
    """A letter to be issued: the officer's own fields of its template.

    `on_paper` says that it was sent before, on this date, outside of the archive: nothing is
    printed and no number is taken; `scan` is its copy, if there is one.
    """

    edited: Mapping[str, str] = field(default_factory=dict)
    dispatch: GivenDispatch | None = None
    on_paper: date | None = None
    scan: ClearPart | None = None


WHOLE = "所申请的政府信息"
"""The refused part when nothing of a matter is opened."""


@dataclass(frozen=True)
class GivenRefusal:
    """A part that is not opened: its ground, and the fields of that ground's section."""

    ground: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class GivenOutcome:
    """The answer to one matter. `words` are the fields of the section `reply.<outcome>[.variant]`.

    A refusal as a whole names its `ground`; a separable matter its `refused` parts (条例 art 37).
    """

    matter: int
    outcome: str
    words: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""
    ground: str | None = None
    refused: tuple[GivenRefusal, ...] = ()
    records: tuple[str, ...] = ()
    search: str | None = None
    earlier: str | None = None
    form: ProvisionForm | None = None

    @property
    def parts(self) -> tuple[GivenRefusal, ...]:
        """The refused parts; a refusal of the whole matter is one part."""
        if self.refused or self.ground is None:
            return self.refused
        return (GivenRefusal(self.ground, {"refused_part": WHOLE, **self.words}),)


@dataclass(frozen=True)
class GivenThirdParty:
    """A third party in clear."""

    name: str
    contact: str
    person: str | None = None
