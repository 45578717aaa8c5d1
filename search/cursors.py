"""Cursors: where a list of results goes on. Opaque to readers, and nobody's but ours to write.

A cursor names a state of the index, which may be older than the withdrawal of a record, and a hit,
which may be one that is no longer shown. So what it holds is neither to be read nor to be made by
whoever carries it: it is encrypted with a key of the archive, and belongs to one query.
"""

import base64
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from search.engine import EXACT_COUNT, Place
from search.query import Attempt

KEY_BYTES = 32
_LONGEST = 1_000
_LARGEST = 2**53
_PURPOSE = b"gongkai-cursor/v1"


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


class Cursors:
    """Writes cursors and reads them again.

    `key` is a secret of the archive, `KEY_BYTES` long, asked for on first use; without one, cursors
    are those of this process only. The cipher (RFC 5297) needs no random number for each cursor:
    the same place has the same link.
    """

    def __init__(self, key: Callable[[], bytes] | None = None) -> None:
        if key is None:
            passing = AESSIV.generate_key(KEY_BYTES * 8)
            self._key: Callable[[], bytes] = lambda: passing
        else:
            self._key = cache(key)

    def written(self, cursor: Cursor) -> str:
        """The cursor as a value for a link."""
        place = cursor.place
        order = [place.value, place.position, place.record, place.version, place.seen]
        return self.sealed([cursor.view, cursor.attempt.value, *order], cursor.digest)

    def sealed(self, members: Sequence[object], digest: str) -> str:
        """What a cursor says, for nobody else to read, and only beside this query."""
        text = json.dumps(members, separators=(",", ":")).encode()
        sealed = AESSIV(self._key()).encrypt(text, [_PURPOSE, digest.encode()])
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def read(self, written: str | None, digest: str) -> Cursor | None:
        """The cursor, if we wrote it and it belongs to this query; else None, never an error."""
        if not written or len(written) > _LONGEST:
            return None
        try:
            padded = written + "=" * (-len(written) % 4)
            sealed = base64.b64decode(padded, altchars=b"-_", validate=True)
            text = AESSIV(self._key()).decrypt(sealed, [_PURPOSE, digest.encode()])
            return _cursor(json.loads(text), digest)
        except (ValueError, InvalidTag):
            return None


def _cursor(members: object, digest: str) -> Cursor | None:
    """What was written, once more looked at: another version of the program may have written it."""
    match members:
        case [str(view), str(attempt), value, position, str(record), version, seen]:
            at, stands, number, before = map(_number, (value, position, version, seen))
        case _:
            return None
    whole = all(isinstance(one, int) for one in (position, version, seen))
    if at is None or stands is None or number is None or before is None or not whole:
        return None
    known = attempt in {way.value for way in Attempt}
    if not known or min(stands, number, before) < 0 or not (_clean(record) and _clean(view)):
        return None
    seen_at_most = min(int(before), EXACT_COUNT)
    return Cursor(
        digest, view, Attempt(attempt), Place(at, int(stands), record, int(number), seen_at_most)
    )


def _number(value: object) -> int | float | None:
    """A number that an engine can be given: `true` is none, nor is one out of all range."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if -_LARGEST < value < _LARGEST else None


def _clean(text: str) -> bool:
    """Half of a surrogate pair is in no id, and no engine can be sent one."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def digest(
    query: str, filters: Mapping[str, Sequence[str]], sort: str, versions: Sequence[object]
) -> str:
    """What a cursor belongs to; of another query it would lead nowhere."""
    chosen = sorted((name, sorted(values)) for name, values in filters.items())
    asked = repr((query, chosen, sort, list(versions)))
    return sha256(asked.encode("utf-8", "backslashreplace")).hexdigest()[:12]
