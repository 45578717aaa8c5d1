"""What waits between two pages: files sent with an application that is not filed yet, for 2 hours.

Each thing is encrypted under a key that only its random token gives; the token travels in the form
or a cookie and is kept nowhere here, so what lies in `state.db` opens for nobody but its sender.
What survives a crash: a thing put is durable on return. Nothing of it is part of the archive; what
is past its time is deleted with the next thing that is put.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import Busy
from ops.clock import now, random_bytes
from ops.database import Database

LIFE = timedelta(hours=2)
MOST_BYTES = 512 * 1024 * 1024
"""Of all that waits together: strangers fill no disk."""

_NONCE = 12
_TABLES = """
CREATE TABLE IF NOT EXISTS shelf(
    digest BLOB PRIMARY KEY, data BLOB NOT NULL, expires_at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS shelf_expiring ON shelf(expires_at);
"""


class Shelf:
    """Keeps bytes under tokens for a while (`api.portal.citizens.Shelf`)."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = now) -> None:
        self._database = Database(path, _TABLES)
        self._now = clock

    def put(self, data: bytes, token: str | None = None, life: timedelta = LIFE) -> str:
        """Keep `data` for at most `life`; its token, a new one unless one is given.

        Under a given token it takes the place of what lay there. Raises `Busy` when too much waits.
        """
        held = token or base64.urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")
        nonce, digest, moment = random_bytes(_NONCE), _digest(held), self._now()
        sealed = nonce + AESGCM(_key(held)).encrypt(nonce, data, digest)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM shelf WHERE expires_at <= ?", (_at(moment),))
            (waiting,) = connection.execute(
                "SELECT coalesce(sum(length(data)), 0) FROM shelf"
            ).fetchone()
            if waiting + len(sealed) > MOST_BYTES:
                raise Busy("现在等着提交的材料太多，请过一会儿再传", rule="shelf")
            connection.execute(
                "INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)",
                (digest, sealed, _at(moment + life)),
            )
        return held

    def get(self, token: str) -> bytes | None:
        """What lies under a token; None when its time is over or there never was anything."""
        digest = _digest(token)
        row = (
            self._database.connection()
            .execute(
                "SELECT data FROM shelf WHERE digest = ? AND expires_at > ?",
                (digest, _at(self._now())),
            )
            .fetchone()
        )
        if row is None:
            return None
        data = bytes(row[0])
        try:
            return AESGCM(_key(token)).decrypt(data[:_NONCE], data[_NONCE:], digest)
        except InvalidTag:
            return None

    def drop(self, token: str) -> None:
        """Delete what lies under a token."""
        self._database.connection().execute("DELETE FROM shelf WHERE digest = ?", (_digest(token),))

    def close(self) -> None:
        """Close the database."""
        self._database.close()


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"gongkai-shelf/v1\0" + token.encode(errors="replace")).digest()


def _key(token: str) -> bytes:
    return hashlib.sha256(b"gongkai-shelf-key/v1\0" + token.encode(errors="replace")).digest()


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
