"""One request as JSON: its state, its explained clock, matters, letters and timeline.

What is personal is opened for the post that needs it: the desk and the case's officer see all, who
reviews and signs sees names and words, supervisors see a masked name and the words of the request.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from api.reader import Reader
from domain.calendar import Calendar
from domain.clocks import Clock, days_late
from domain.content import Content
from domain.organ import Organ
from domain.personal import Sealed
from domain.requests.applicant import Applicant
from domain.requests.letters import Served
from domain.requests.request import InformationRequest
from domain.requests.writing import letter_number, number_of
from projections.docket import DocketRow
from projections.overdue import overdue
from projections.request_file import RequestFile, TimelineEntry


class Late(NamedTuple):
    """One thing that is late: by when it was due, and working days since."""

    what: str
    due: date
    days: int


def lateness(
    connection: Connection, row: DocketRow, calendar: Calendar, today: date
) -> tuple[Late, ...]:
    """What of a request is late today, and by how much."""
    return tuple(
        Late(one.what, one.due, days_late(calendar, one.due, today))
        for one in overdue(connection, row, today)
    )


def listed(row: DocketRow, reader: Reader, late: Sequence[Late] = ()) -> dict[str, Any]:
    """A line of the docket; `overdue` is what is late today, and by how many working days."""
    told = {name: value for name, value in asdict(row).items() if name not in _SEALED_OF_ROW}
    told["applicant"] = reader.name(row.applicant)
    told["subject"] = reader.clear(row.subject)
    told["overdue"] = [one._asdict() for one in late]
    return told


_SEALED_OF_ROW = ("applicant", "subject")


def shown(file: RequestFile, organ: Organ, reader: Reader, today: date) -> dict[str, Any]:
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
        "applicants": [_applicant(one, reader) for one in case.applicants],
        "matters": [
            {
                "number": number,
                "description": reader.clear(matter.description),
                "feature": reader.clear(matter.feature),
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
        "timeline": [_entry(one, reader) for one in file.timeline],
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


def _applicant(one: Applicant, reader: Reader) -> dict[str, Any]:
    told: dict[str, Any] = {
        "person": one.person,
        "category": one.category,
        "identity_kind": one.identity_kind,
        "name": reader.name(one.name),
    }
    if reader.contacts:
        for member in ("identity", "telephone", "mail", "address", "contact"):
            told[member] = reader.clear(getattr(one, member))
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


def _entry(entry: TimelineEntry, reader: Reader) -> dict[str, Any]:
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
            one.name: _member(getattr(event, one.name), reader)
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


def _member(value: Any, reader: Reader) -> Any:
    if isinstance(value, Sealed):
        return reader.clear(value) if reader.contacts else "（密封）"
    if isinstance(value, Content):
        return _content(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _member(getattr(value, one.name), reader) for one in fields(value)}
    if isinstance(value, list | tuple):
        return [_member(one, reader) for one in value]
    return value
