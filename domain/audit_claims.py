"""The claims an act must make, rebuilt from its events (docs/log-format.md §11).

What is unique for ever is claimed by the event that first states it. An index number may also be
stated later, by a revision; whether it is new then is known to the record's life only, so such a
claim may be made but is not required. A number of a paper or a register is claimed by the act of
the one event that states it.
"""

import json
from collections.abc import Sequence, Set
from typing import Any, NamedTuple

from domain.founding import Archive
from domain.law.lawbook import LawBook, lawbook_claim
from domain.numbering import SCOPE, Number, number_claim
from domain.officer import Officer, key_claim, sign_in_claim
from domain.organ import Organ, organ_claim
from domain.record import index_number_claim
from domain.requests.following import RecordOpened, opened_record_claim
from domain.sealing import EventRow

Claim = tuple[str, str]

_NAMED = {
    Archive.Founded.TOPIC: ("log_key", key_claim),
    Officer.Enrolled.TOPIC: ("sign_in", sign_in_claim),
    Officer.KeyEnrolled.TOPIC: ("key", key_claim),
    Organ.Enrolled.TOPIC: ("name", organ_claim),
    RecordOpened.TOPIC: ("record", opened_record_claim),
}


_FIXED = {LawBook.Opened.TOPIC: lawbook_claim()}


class Numbered(NamedTuple):
    """An index number that an event states, and for which organ if it creates the record."""

    number: str
    organ: str | None


class Serial(NamedTuple):
    """A number that an event states, and for which organ if it creates the case file."""

    number: Number
    organ: str | None


def differing_claims(
    made: Sequence[Sequence[str]],
    events: Sequence[EventRow],
    numbered: Sequence[Numbered],
    organ: str | None,
    serials: Sequence[Serial] = (),
) -> tuple[list[Claim], list[Claim]]:
    """(claims that should have been made, claims that no event justifies).

    `numbered` are the index numbers the events state, `serials` the numbers of papers and
    registers, `organ` is the act's. Events whose data cannot be read justify nothing.
    """
    required: set[Claim] = set()
    allowed: set[Claim] = set()
    for event in events:
        if event[3] in _NAMED:
            member, claim = _NAMED[event[3]]
            value = _parsed(event[5]).get(member)
            if isinstance(value, str):
                required.add(claim(value))
        elif event[3] in _FIXED:
            required.add(_FIXED[event[3]])
    for stated in numbered:
        of, claims = (organ, allowed) if stated.organ is None else (stated.organ, required)
        if of is not None:
            scope, value = index_number_claim(of, stated.number)
            if value:
                claims.add((scope, value))
    claims = {(scope, value) for scope, value in made}
    for serial in serials:
        required.add(_serial_claim(serial, organ, claims))
    return sorted(required - claims), sorted(claims - required - allowed)


def _serial_claim(serial: Serial, organ: str | None, made: Set[Claim]) -> Claim:
    """The claim of a number. An act without an organ that does not create the case file may take
    it for any organ: which one, its claim says."""
    of = serial.organ or organ
    if of is not None:
        return number_claim(of, serial.number)
    scope, value = number_claim("", serial.number)
    ending = scope.removeprefix(f"{SCOPE}:")
    fitting = (
        (taken, named)
        for taken, named in made
        if named == value and taken.startswith(f"{SCOPE}:organ:") and taken.endswith(ending)
    )
    return min(fitting, default=(f"{SCOPE}:organ:…{ending}", value))


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
