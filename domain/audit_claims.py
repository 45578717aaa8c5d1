"""The claims an act must make, rebuilt from its events (docs/log-format.md §11).

What is unique for ever is claimed by the event that first states it. An index number may also be
stated later, by a revision; whether it is new then is known to the record's life only, so such a
claim may be made but is not required.
"""

import json
from collections.abc import Sequence
from typing import Any

from domain.founding import Archive
from domain.numbers import fold_index_number
from domain.officer import Officer, key_claim, sign_in_claim
from domain.organ import Organ, organ_claim
from domain.record import Record, index_number_claim
from domain.sealing import EventRow

Claim = tuple[str, str]

_NAMED = {
    Archive.Founded.TOPIC: ("log_key", key_claim),
    Officer.Enrolled.TOPIC: ("sign_in", sign_in_claim),
    Officer.KeyEnrolled.TOPIC: ("key", key_claim),
    Organ.Enrolled.TOPIC: ("name", organ_claim),
}
_CREATED = frozenset({Record.Drafted.TOPIC, Record.Migrated.TOPIC})
_REVISED = frozenset({Record.Revised.TOPIC, Record.Amended.TOPIC})
_NUMBER = b'"index_number":"'


def differing_claims(
    made: Sequence[Sequence[str]], events: Sequence[EventRow], organ: str | None
) -> tuple[list[Claim], list[Claim]]:
    """(claims that should have been made, claims that no event justifies).

    Events whose data cannot be read justify nothing. `organ` is the act's.
    """
    required: set[Claim] = set()
    allowed: set[Claim] = set()
    for event in events:
        topic, data = event[3], event[5]
        if topic in _NAMED:
            member, claim = _NAMED[topic]
            value = _parsed(data).get(member)
            if isinstance(value, str):
                required.add(claim(value))
        elif topic in _CREATED or topic in _REVISED:
            number, of = _index_number(data)
            if number and topic in _CREATED and isinstance(of, str):
                required.add(index_number_claim(of, number))
            elif number and organ is not None:
                allowed.add(index_number_claim(organ, number))
    claims = {(scope, value) for scope, value in made}
    return sorted(required - claims), sorted(claims - required - allowed)


def _index_number(data: bytes) -> tuple[str, Any]:
    """(index number or nothing, organ if stated); data without a number is not parsed."""
    if _NUMBER not in data:
        return "", None
    parsed = _parsed(data)
    described = parsed.get("description")
    number = described.get("index_number") if isinstance(described, dict) else None
    if not isinstance(number, str) or not fold_index_number(number):
        number = ""
    return number, parsed.get("organ")


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
