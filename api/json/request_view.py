"""One request as JSON: its state, its explained clock, matters, letters and timeline.

What is personal is opened for the post that needs it: the desk and the case's officer see all, who
reviews and signs sees names and words, supervisors see a masked name and the words of the request.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from domain.clocks import Clock
from domain.content import Content
from domain.errors import Erased
from domain.officer import Post
from domain.organ import Organ
from domain.permissions import Role
from domain.personal import PersonalData, Sealed
from domain.requests.applicant import Applicant
from domain.requests.letters import Served
from domain.requests.request import InformationRequest
from domain.requests.writing import letter_number, number_of
from projections.docket import DocketRow
from projections.request_file import RequestFile, TimelineEntry

ERASED = "已抹去"
"""What stands for a value whose key was destroyed."""

_NAMES = (Role.CLERK, Role.DRAFTER, Role.REVIEWER, Role.APPROVER)
_CONTACTS = (Role.CLERK, Role.DRAFTER)


@dataclass(frozen=True)
class Reading:
    """Who reads: the roles of the posts that let him, and what opens sealed values."""

    persons: PersonalData
    roles: frozenset[Role]

    @classmethod
    def of(cls, persons: PersonalData, posts: Iterable[Post]) -> "Reading":
        """As an officer who holds these posts reads."""
        return cls(persons, frozenset(post.role for post in posts))

    def clear(self, sealed: Sealed | None) -> str | None:
        """A sealed text in clear, None for none, `ERASED` when its key is gone."""
        if sealed is None:
            return None
        try:
            return self.persons.open(sealed)
        except Erased:
            return ERASED

    def name(self, sealed: Sealed | None) -> str | None:
        """A name, of which only posts that need it see more than the first character."""
        found = self.clear(sealed)
        if found is None or found == ERASED or self.roles & {*_NAMES}:
            return found
        return f"{found[:1]}某"

    @property
    def contacts(self) -> bool:
        """Whether he needs identity and contacts."""
        return bool(self.roles & {*_CONTACTS})


def listed(row: DocketRow, reading: Reading) -> dict[str, Any]:
    """A line of the docket."""
    told = {name: value for name, value in asdict(row).items() if name not in _SEALED_OF_ROW}
    told["applicant"] = reading.name(row.applicant)
    told["subject"] = reading.clear(row.subject)
    return told


_SEALED_OF_ROW = ("applicant", "subject")


def shown(file: RequestFile, organ: Organ, reading: Reading, today: date) -> dict[str, Any]:
    """A request with everything that stands in its file."""
    case = file.case
    disputed = case.disputed_count(today)
    return {
        "request": case.id,
        "version": file.version,
        "organ": case.organ,
        "number": number_of(case, organ),
        "state": case.state,
        "state_name": case.state.chinese,
        "arrived_on": case.arrived_on,
        "received_on": case.received_on,
        "closed_on": case.closed_on,
        "applicants": [_applicant(one, reading) for one in case.applicants],
        "matters": [
            {
                "number": number,
                "description": reading.clear(matter.description),
                "feature": reading.clear(matter.feature),
                "withdrawn": number in case.withdrawn,
                "outcome": None if number not in case.outcomes else case.outcomes[number].outcome,
            }
            for number, matter in sorted(case.matters.items())
        ],
        "clock": clock(file.clock(today)),
        "claimed_clock": None if disputed is None else clock(disputed),
        "letters": [_letter(case, organ, served) for served in case.letters.values()],
        "contents": [content.id for content in case.contents],
        "given": None if case.given is None else _content(case.given),
        "breaches": [asdict(one) for one in case.breaches],
        "timeline": [_entry(one, reading) for one in file.timeline],
    }


def clock(counted: Clock) -> dict[str, Any]:
    """A clock with each step of its count explained."""
    return {
        "state": counted.state,
        "start": counted.start,
        "due": counted.due,
        "stopped_until": counted.stopped_until,
        "limit_working_days": counted.limit.count,
        "provisional": counted.provisional,
        "days_late": counted.days_late,
        "told": counted.told,
        "alarm": counted.alarm,
        "calendar": [asdict(year) for year in counted.calendar],
        "steps": [asdict(step) for step in counted.steps],
        "ineffective": [asdict(step) for step in counted.ineffective],
    }


def _applicant(one: Applicant, reading: Reading) -> dict[str, Any]:
    told: dict[str, Any] = {
        "person": one.person,
        "category": one.category,
        "identity_kind": one.identity_kind,
        "name": reading.name(one.name),
    }
    if reading.contacts:
        for member in ("identity", "telephone", "mail", "address", "contact"):
            told[member] = reading.clear(getattr(one, member))
    return told


def _letter(case: InformationRequest, organ: Organ, served: Served) -> dict[str, Any]:
    letter = served.letter
    return {
        "letter": letter.id,
        "kind": letter.kind,
        "number": None if letter.number is None else _letter_number(case, organ, served),
        "dated": letter.dated,
        "to": letter.addressee.kind,
        "told_due": letter.told_due,
        "way": served.way,
        "dispatched": None if served.dispatched is None else case.on(served.dispatched),
        "delivered": None if served.delivered is None else case.on(served.delivered),
        "content": None if letter.content is None else _content(letter.content),
    }


def _letter_number(case: InformationRequest, organ: Organ, served: Served) -> str | None:
    from domain.letters import Template

    number, law = served.letter.number, case.rules.law
    assert number is not None
    kinds = law.rows(Template, served.letter.dated)
    template = next((one for one in kinds if one.kind is served.letter.kind), None)
    if template is None or not template.number_word:
        return None
    return letter_number(law, organ, template, number.year, number.serial, served.letter.dated)


def _content(content: Content) -> dict[str, Any]:
    return {
        "content": content.id,
        "commitment": content.commitment,
        "parts": [{"name": one.name, "media_type": one.media_type} for one in content.parts],
    }


def _entry(entry: TimelineEntry, reading: Reading) -> dict[str, Any]:
    event = entry.event
    return {
        "position": entry.position,
        "file": entry.stream,
        "version": entry.version,
        "event": type(event).TOPIC,
        "act": entry.act,
        "recorded_at": entry.recorded_at,
        "post": entry.post,
        "organ": entry.organ,
        "members": {
            one.name: _member(getattr(event, one.name), reading)
            for one in fields(event)  # type: ignore[arg-type]
            if one.name not in _ENVELOPE
        },
    }


_ENVELOPE = frozenset(
    {
        "originator_id",
        "originator_version",
        "originator_topic",
        "timestamp",
        "applicants",
        "applicant",
        "proxy",
    }
)
"""Members of every event, and people, who are told above as the post needs them."""


def _member(value: Any, reading: Reading) -> Any:
    if isinstance(value, Sealed):
        return reading.clear(value) if reading.contacts else "（密封）"
    if isinstance(value, Content):
        return _content(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _member(getattr(value, one.name), reading) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [_member(one, reading) for one in value]
    return value
