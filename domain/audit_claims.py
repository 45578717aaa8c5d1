"""The claims an act must make, rebuilt from its events (docs/log-format.md §11).

What is unique for ever is claimed by the event that first states it. An index number may also be
stated later, by a revision; whether it is new then is known to the record's life only, so such a
claim may be made but is not required.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from domain.founding import Archive
from domain.officer import Officer, key_claim, sign_in_claim
from domain.organ import Organ, organ_claim
from domain.record import index_number_claim
from domain.sealing import EventRow

Claim = tuple[str, str]

_NAMED = {
    Archive.Founded.TOPIC: ("log_key", key_claim),
    Officer.Enrolled.TOPIC: ("sign_in", sign_in_claim),
    Officer.KeyEnrolled.TOPIC: ("key", key_claim),
    Organ.Enrolled.TOPIC: ("name", organ_claim),
}


class Numbered(NamedTuple):
    """An index number that an event states, and for which organ if it creates the record."""

    number: str
    organ: str | None


def differing_claims(
    made: Sequence[Sequence[str]],
    events: Sequence[EventRow],
    numbered: Sequence[Numbered],
    organ: str | None,
) -> tuple[list[Claim], list[Claim]]:
    """(claims that should have been made, claims that no event justifies).

    `numbered` are the index numbers the events state, `organ` is the act's. Events whose data
    cannot be read justify nothing.
    """
    required: set[Claim] = set()
    allowed: set[Claim] = set()
    for event in events:
        if event[3] in _NAMED:
            member, claim = _NAMED[event[3]]
            value = _parsed(event[5]).get(member)
            if isinstance(value, str):
                required.add(claim(value))
    for stated in numbered:
        of, claims = (organ, allowed) if stated.organ is None else (stated.organ, required)
        if of is not None:
            scope, value = index_number_claim(of, stated.number)
            if value:
                claims.add((scope, value))
    claims = {(scope, value) for scope, value in made}
    return sorted(required - claims), sorted(claims - required - allowed)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
