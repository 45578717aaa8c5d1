"""Cursors: where a list of results goes on. Opaque to readers, harmless when tampered with."""

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.engine import EXACT_COUNT, Place
from search.query import Attempt

_LONGEST = 1_000
_LARGEST = 2**53


@dataclass(frozen=True)
class Cursor:
    """The list of the query with this `digest`, in this `attempt`, goes on after `place`.

    `view` is the state of the index that the list was begun in. When it is gone, or another
    engine answers, the place still is one: score or date, position and key.
    """

    digest: str
    view: str
    attempt: Attempt
    place: Place

    def written(self) -> str:
        """The cursor as a value for a link."""
        place = self.place
        members = [self.digest, self.view, self.attempt.value]
        order = [place.value, place.position, place.record, place.version, place.seen]
        text = json.dumps([*members, *order], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def digest(
    query: str, filters: Mapping[str, Sequence[str]], sort: str, versions: Sequence[object]
) -> str:
    """What a cursor belongs to; of another query it would lead nowhere."""
    chosen = sorted((name, sorted(values)) for name, values in filters.items())
    asked = repr((query, chosen, sort, list(versions)))
    return hashlib.sha256(asked.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def read_cursor(written: str | None, digest: str) -> Cursor | None:
    """The cursor, if it is one and belongs to this query; else None, never an error."""
    if not written or len(written) > _LONGEST:
        return None
    try:
        padded = written + "=" * (-len(written) % 4)
        members = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    match members:
        case [
            str(owner),
            str(view),
            str(attempt),
            int() | float() as value,
            int(position),
            str(record),
            int(version),
            int(seen),
        ]:
            place = Place(value, position, record, version, min(max(seen, 0), EXACT_COUNT))
        case _:
            return None
    known = attempt in {way.value for way in Attempt}
    in_range = (
        math.isfinite(value) and abs(value) < _LARGEST and 0 <= position < _LARGEST and version >= 0
    )
    if owner != digest or not known or not in_range:
        return None
    return Cursor(owner, view, Attempt(attempt), place)
