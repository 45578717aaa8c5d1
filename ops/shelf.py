"""What waits between two pages: files sent with a form that is not filed yet, for 2 hours.

Each thing is encrypted under a key that only its random token gives; the token travels in the form
or a cookie and is kept nowhere here, so what lies in `state.db` opens for nobody but its sender.
What survives a crash: a thing put is durable on return. Nothing of it is part of the archive; what
is past its time is deleted with the next thing that is put.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import Busy
from ops.clients import Clients
from ops.clock import now, random_bytes
from ops.database import Database

LIFE = timedelta(hours=2)
MOST_BYTES = 512 * 1024 * 1024
"""Of all that waits together: strangers fill no disk."""
MOST_BYTES_OF_ONE = 64 * 1024 * 1024
MOST_THINGS_OF_ONE = 42
"""Of one client: two applications of 20 applicants. One stranger fills the shelf for nobody."""

_NONCE = 12
_TABLES = """
CREATE TABLE IF NOT EXISTS shelf(
    digest BLOB PRIMARY KEY, data BLOB NOT NULL, expires_at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS shelf_expiring ON shelf(expires_at);
CREATE TABLE IF NOT EXISTS shelf_clients(
    digest BLOB PRIMARY KEY, client BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS shelf_of_client ON shelf_clients(client);
"""


class Shelf:
    """Keeps bytes under tokens for a while (`api.kept_files.Shelf`)."""

    def __init__(
        self, path: Path, clock: Callable[[], datetime] = now, clients: Clients | None = None
    ) -> None:
        self._database = Database(path, _TABLES)
        self._now = clock
        self._clients = clients or Clients()

    def put(
        self,
        data: bytes,
        token: str | None = None,
        life: timedelta = LIFE,
        client: str | None = None,
    ) -> str:
        """Keep `data` for at most `life`; its token, a new one unless one is given.

        Under a given token it takes the place of what lay there. `client` is the address of a
        stranger who sent it, None for what the archive itself lays here. Raises `Busy` when too
        much waits, of this client or of all.
        """
        held = token or new_token()
        nonce, digest, moment = random_bytes(_NONCE), _digest(held), self._now()
        sealed = nonce + AESGCM(_key(held)).encrypt(nonce, data, digest)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM shelf WHERE expires_at <= ?", (_at(moment),))
            connection.execute(
                "DELETE FROM shelf_clients WHERE digest NOT IN (SELECT digest FROM shelf)"
            )
            if client is not None:
                self._count(connection, digest, client, len(sealed))
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

    def of(self, client: str, session: str = "") -> "ClientShelf":
        """The shelf as one client may fill it; see `ClientShelf`."""
        return ClientShelf(self, client, session)

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

    def shorten(self, token: str, life: timedelta) -> None:
        """Let what lies under a token wait no longer than `life` from now."""
        self._database.connection().execute(
            "UPDATE shelf SET expires_at = min(expires_at, ?) WHERE digest = ?",
            (_at(self._now() + life), _digest(token)),
        )

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _count(self, connection: sqlite3.Connection, digest: bytes, client: str, size: int) -> None:
        """Note whose the thing is. Raises `Busy` when his things are too many or too large."""
        sender = self._clients.digest("shelf", client)
        things, waiting = connection.execute(
            "SELECT count(*), coalesce(sum(length(data)), 0) FROM shelf_clients"
            " JOIN shelf USING (digest) WHERE client = ? AND digest != ?",
            (sender, digest),
        ).fetchone()
        if things >= MOST_THINGS_OF_ONE or waiting + size > MOST_BYTES_OF_ONE:
            raise Busy("您这里等着提交的材料太多，请先提交，或者过两小时再传", rule="shelf")
        connection.execute("INSERT OR REPLACE INTO shelf_clients VALUES (?, ?)", (digest, sender))


@dataclass(frozen=True)
class ClientShelf:
    """A shelf that counts what is put on it as one client's.

    With a `session` the token opens nothing by itself: whoever sees the page it stands in needs
    the session's own token, and once the session is over nobody opens what is left.
    """

    shelf: Shelf
    client: str
    session: str = ""

    def put(self, data: bytes, token: str | None = None, life: timedelta = LIFE) -> str:
        """As `Shelf.put`."""
        held = token or new_token()
        self.shelf.put(data, self._place(held), life, self.client)
        return held

    def get(self, token: str) -> bytes | None:
        """As `Shelf.get`."""
        return self.shelf.get(self._place(token))

    def drop(self, token: str) -> None:
        """As `Shelf.drop`."""
        self.shelf.drop(self._place(token))

    def shorten(self, token: str, life: timedelta) -> None:
        """As `Shelf.shorten`."""
        self.shelf.shorten(self._place(token), life)

    def of(self, client: str, session: str = "") -> "ClientShelf":
        """The shelf of another client."""
        return ClientShelf(self.shelf, client, session)

    def _place(self, token: str) -> str:
        return f"{token}\0{self.session}" if self.session else token


def new_token() -> str:
    """A token that nobody guesses: 256 random bits."""
    return base64.urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")


def _digest(token: str) -> bytes:
    return hashlib.sha256(b"gongkai-shelf/v1\0" + token.encode(errors="replace")).digest()


def _key(token: str) -> bytes:
    return hashlib.sha256(b"gongkai-shelf-key/v1\0" + token.encode(errors="replace")).digest()


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
