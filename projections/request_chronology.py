"""One request step by step, as a court reads it: each event with its act and the clock after it.

The clock after an event is counted by the law and the calendar that stood when it was recorded, as
of the day it was recorded: what the officers had before them then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from domain.clocks import Clock, ClockStep, StepKind
from domain.content import Content
from domain.errors import NotFound
from domain.requests.closing import PersonErased
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.letters import Letter
from domain.requests.paper_reply import RepliedOnPaper
from domain.requests.request import InformationRequest
from projections import request_file, trail
from projections.request_file import RequestFile, TimelineEntry
from projections.request_tables import events, lawbook_events
from projections.requests import CaseThen, RulesThen, legal_day_of
from projections.trail import TrailAct

_NOT_TOLD = (StepKind.CALENDAR, StepKind.COUNTED)
"""Steps that are the same after every event, or change with each day."""

_EVIDENCE = ("arrival_evidence", "receipt_evidence", "evidence", "cleared", "approved")
_DAYS = ("on", "arrived_on", "letter.dated")
"""Where the legal date of an event stands, the first that there is."""


@dataclass(frozen=True)
class Step:
    """One event: `on` is its legal date as it holds now, `stated` as it was recorded if that is
    another one. None for an event of a secrecy review, which is of the day it was recorded.

    `clock` is the one after the event, None where nothing of it changed; `moved` are the steps of
    its count that were not there before. `act` is None while the trail has not come so far.
    """

    entry: TimelineEntry
    on: date | None
    stated: date | None
    clock: Clock | None
    moved: tuple[ClockStep, ...]
    act: TrailAct | None


@dataclass(frozen=True)
class Proof:
    """One piece of evidence: which event it belongs to and which member of it.

    `kind` is None for a paper of the case itself: a letter, an attachment, what was given.
    `content` is the stored scan or paper, None where none is kept; `erased` when it was destroyed
    with a person's data.
    """

    entry: TimelineEntry
    member: str
    kind: EvidenceKind | None
    note: str
    content: Content | None
    erased: bool


@dataclass(frozen=True)
class Chronology:
    """A request with its steps, oldest first, and its evidence in the same order."""

    file: RequestFile
    steps: tuple[Step, ...]
    proofs: tuple[Proof, ...]


def chronology(connection: Connection, identity: str) -> Chronology:
    """The chronology of a request. Raises `NotFound`."""
    file = request_file.case(connection, identity)
    clocks = _clocks(connection, identity)
    acts = _acts(connection, file.timeline)
    steps = []
    for entry in file.timeline:
        clock, moved = clocks.get(entry.position, (None, ()))
        on, stated = _legal(file.case, entry)
        steps.append(Step(entry, on, stated, clock, moved, acts.get(entry.act)))
    return Chronology(file, tuple(steps), tuple(_proofs(file)))


def _clocks(
    connection: Connection, identity: str
) -> dict[int, tuple[Clock, tuple[ClockStep, ...]]]:
    """By position: the clock after each event that changed it, and what it explains anew."""
    book = RulesThen(connection, lawbook_events)
    found: dict[int, tuple[Clock, tuple[ClockStep, ...]]] = {}
    case: Any = None
    before: Clock | None = None
    for row, event in CaseThen(connection, events, identity).own:
        case = event.mutate(case)
        clock = case.under(book.before(row.position)).count(legal_day_of(row.recorded_at))
        if before is None or _told(clock) != _told(before):
            known = set() if before is None else {one.text for one in _steps(before)}
            found[row.position] = (
                clock,
                tuple(one for one in _steps(clock) if one.text not in known),
            )
        before = clock
    return found


def _told(clock: Clock) -> tuple[object, ...]:
    """What of a clock is told again when it changes."""
    return clock.state, clock.due, clock.ineffective


def _steps(clock: Clock) -> list[ClockStep]:
    told = [one for one in clock.steps if one.kind not in _NOT_TOLD]
    return [*told, *clock.ineffective]


def _acts(connection: Connection, timeline: Iterable[TimelineEntry]) -> dict[str, TrailAct]:
    """The acts of a timeline by their ids, as far as the trail has come."""
    found: dict[str, TrailAct] = {}
    for entry in timeline:
        if entry.act in found:
            continue
        try:
            found[entry.act] = trail.act_at(connection, entry.position)
        except NotFound:
            break
    return found


def _legal(case: InformationRequest, entry: TimelineEntry) -> tuple[date | None, date | None]:
    if entry.stream != case.id:
        return None, None
    for member in _DAYS:
        holds = case.dates.get((entry.version, member))
        if holds is not None:
            stated = _stated(entry, member)
            return holds, None if stated == holds else stated
    return None, None


def _stated(entry: TimelineEntry, member: str) -> date | None:
    event = entry.event
    if member == "letter.dated":
        letter = getattr(event, "letter", None)
        return letter.dated if isinstance(letter, Letter) else None
    found = getattr(event, member, None)
    return found if isinstance(found, date) else None


def _proofs(file: RequestFile) -> Sequence[Proof]:
    """All evidence, in the order of the events; what says NONE is told too, where there should have
    been some."""
    erased = {
        content
        for entry in file.timeline
        if isinstance(entry.event, PersonErased)
        for content in entry.event.contents
    }
    return [
        Proof(entry, member, kind, note, content, content is not None and content.id in erased)
        for entry in file.timeline
        for member, kind, note, content in _found(entry)
        if not (
            member == "cleared" and kind is EvidenceKind.NONE and _gives_nothing(file.case, entry)
        )
    ]


def _gives_nothing(case: InformationRequest, entry: TimelineEntry) -> bool:
    """Whether a reply on paper needs no secrecy review: it gives no information (条例 art 36)."""
    event = entry.event
    return isinstance(event, RepliedOnPaper) and not case.gives(event.outcomes)


def _found(
    entry: TimelineEntry,
) -> Iterable[tuple[str, EvidenceKind | None, str, Content | None]]:
    event = entry.event
    for member in _EVIDENCE:
        proof = getattr(event, member, None)
        if isinstance(proof, Evidence):
            yield member, proof.kind, proof.note, proof.content
    proxy = getattr(event, "proxy", None)
    if proxy is not None:
        yield "authority", proxy.authority.kind, proxy.authority.note, proxy.authority.content
    letter = getattr(event, "letter", None)
    if isinstance(letter, Letter):
        yield "letter", None, "", letter.content
    for member in ("attachments", "content", "copy"):
        content = getattr(event, member, None)
        if isinstance(content, Content):
            yield member, None, "", content
