"""Private codes with which an applicant follows his request without an account, in `state.db`.

A code is given out once, on the slip or the page after filing, and only its argon2id hash is kept.
A right code opens a session whose token lives in a cookie, so that the code is in no address. Tries
are counted for each registration number and client, so that a stranger who knows a printed number
does not lock its applicant out, and in all for each number, so that many strangers do not guess on.
Whether anybody has the number or not, it costs the same time and gets the same words: who guesses
learns nothing about which requests exist.
"""

import base64
import contextlib
import hashlib
import hmac
import threading
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from domain.errors import Busy, SignInRefused
from ops.clients import Clients
from ops.clock import now, random_bytes
from ops.database import Database

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, no 1/I/L: what is read from a slip or told by telephone is not mistaken."""
LENGTH = 12
MOST_TRIES = 5
"""Of one client at one number."""
MOST_TRIES_IN_ALL = 60
"""Of everybody at one number: of 31^12 codes, nothing."""
TRIES_COUNT_FOR = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=2)

_MEMORY_KIB, _PASSES, _LANES = 19 * 1024, 2, 1
"""Argon2id, about 50 ms (OWASP's minimum); kept beside each hash, so that they may be raised."""
_AT_A_TIME, _MOST_WAITING = 2, 8

_TABLES = """
CREATE TABLE IF NOT EXISTS access_codes(
    request TEXT PRIMARY KEY, salt BLOB NOT NULL, memory_kib INTEGER NOT NULL,
    passes INTEGER NOT NULL, lanes INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS access_tries(number BLOB NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS access_tries_of ON access_tries(number, at);
CREATE TABLE IF NOT EXISTS access_sessions(
    digest BLOB PRIMARY KEY, request TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT;
"""


class AccessCodes:
    """Issues and checks codes; opens and closes the sessions they give. All of it is durable."""

    def __init__(
        self, path: Path, clock: Callable[[], datetime] = now, clients: Clients | None = None
    ) -> None:
        self._database = Database(path, _TABLES)
        self._clients = clients or Clients()
        self._now = clock
        self._hashing = threading.BoundedSemaphore(_AT_A_TIME)
        self._waiting = threading.BoundedSemaphore(_MOST_WAITING)

    def issue(self, request: str) -> str:
        """A new code for a request, `7K3F-9QXM-2TRD`; the earlier one and its sessions are void.

        Re-issuing is for the desk, after an identity check. Waits for its turn, never sent away:
        the filing it belongs to is in the journal already.
        """
        letters = "".join(_random_letter() for _ in range(LENGTH))
        self._keep(request, letters)
        return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))

    def stands(self, request: str) -> bool:
        """Whether a code was ever made for a request, and its applicant is not erased."""
        found = self._database.connection().execute(
            "SELECT 1 FROM access_codes WHERE request = ?", (request,)
        )
        return found.fetchone() is not None

    def keep(self, request: str, code: str) -> None:
        """Make a code that everybody knows that of a request: for the demonstration ONLY.

        `gongkai demo` prints it, so that a visitor can follow a fictional request. Nothing else may
        call this: an applicant's code is made by `issue` and is known to him alone.
        """
        self._keep(request, _letters(code))

    def _keep(self, request: str, letters: str) -> None:
        salt = random_bytes(16)
        with self._hashing:
            hashed = self._derive(letters, salt, _MEMORY_KIB, _PASSES, _LANES)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM access_sessions WHERE request = ?", (request,))
            connection.execute(
                "INSERT OR REPLACE INTO access_codes VALUES (?,?,?,?,?,?)",
                (request, salt, _MEMORY_KIB, _PASSES, _LANES, hashed),
            )

    def check(self, number: str, request: str | None, code: str, client: str = "") -> None:
        """Judge a code. `request` is the id behind the registration number, None if there is none.

        Case, width, blanks and hyphens of the code do not matter; `client` is the address that
        asks. Raises `SignInRefused` for a wrong number or code in the same words and time, and
        after 5 tries of this client, or 60 of all, in 15 minutes; `Busy` when too many wait to be
        judged, which counts as no try.
        """
        self._judge(number, request, code, client)

    def open(self, number: str, request: str | None, code: str, client: str = "") -> str:
        """Judge a code as `check` and give a session's token for the cookie, good for 2 hours."""
        hashed = self._judge(number, request, code, client)
        token, moment = random_bytes(32), self._now()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM access_sessions WHERE expires_at <= ?", (_at(moment),))
            # Only while that code holds: meanwhile the desk may have replaced it.
            opened = connection.execute(
                "INSERT INTO access_sessions SELECT ?, request, ? FROM access_codes"
                " WHERE request = ? AND hash = ?",
                (_session_digest(token), _at(moment + SESSION_LIFE), request, hashed),
            )
            if opened.rowcount == 0:
                raise SignInRefused("查询码刚刚已经更换", rule="access code")
        return base64.urlsafe_b64encode(token).decode().rstrip("=")

    def request_of(self, token: str) -> str:
        """The request a token opens. Raises `SignInRefused` for an unknown or expired one."""
        row = (
            self._database.connection()
            .execute(
                "SELECT request FROM access_sessions WHERE digest = ? AND expires_at > ?",
                (_session_digest(_token_bytes(token)), _at(self._now())),
            )
            .fetchone()
        )
        if row is None:
            raise SignInRefused("查询已超时，请重新输入登记编号和查询码", rule="session")
        return str(row[0])

    def close(self, token: str) -> None:
        """End a session: its token opens nothing any more."""
        self._database.connection().execute(
            "DELETE FROM access_sessions WHERE digest = ?", (_session_digest(_token_bytes(token)),)
        )

    def close_database(self) -> None:
        """Close the database."""
        self._database.close()

    def _judge(self, number: str, request: str | None, code: str, client: str) -> bytes:
        """As `check`; gives the hash that the code was judged by."""
        with self._slot():
            tried = self._begin_try(number, client)
            row = (
                self._database.connection()
                .execute(
                    "SELECT salt, memory_kib, passes, lanes, hash FROM access_codes"
                    " WHERE request = ?",
                    (request,),
                )
                .fetchone()
            )
            # Nobody's number is judged against a hash that no code has.
            *parameters, hashed = row or (b"\0" * 16, _MEMORY_KIB, _PASSES, _LANES, b"\0" * 32)
            right = hmac.compare_digest(self._derive(_letters(code), *parameters), hashed)
        if row is None or not right:
            raise SignInRefused("登记编号或查询码不对", rule="access code")
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM access_tries WHERE number = ?", [(one,) for one in tried]
            )
        return bytes(hashed)

    @contextlib.contextmanager
    def _slot(self) -> Iterator[None]:
        """Hash two at a time; who would be ninth is sent away, so that guesses block no page."""
        if not self._waiting.acquire(blocking=False):
            raise Busy("同时查询的人太多，请稍后再试", rule="access code")
        try:
            with self._hashing:
                yield
        finally:
            self._waiting.release()

    def _derive(self, letters: str, salt: bytes, memory: int, passes: int, lanes: int) -> bytes:
        return Argon2id(
            salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory
        ).derive(letters.encode(errors="replace"))

    def _begin_try(self, number: str, client: str) -> tuple[bytes, bytes]:
        """Count a try before it is judged, so that many at once cannot outrun the limit.

        Gives the digests under which the tries of this client at the number, and of all at it, are
        kept: a fixed size, whatever was typed. Tries past their time are deleted, so strangers'
        inventions do not pile up. Raises `SignInRefused`.
        """
        moment, of_all = self._now(), _number_digest(number)
        own = self._clients.digest(f"access/{of_all.hex()}", client)
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM access_tries WHERE at <= ?", (_at(moment - TRIES_COUNT_FOR),)
            )
            for tried, most in ((own, MOST_TRIES), (of_all, MOST_TRIES_IN_ALL)):
                (tries,) = connection.execute(
                    "SELECT count(*) FROM access_tries WHERE number = ?", (tried,)
                ).fetchone()
                if tries >= most:
                    minutes = TRIES_COUNT_FOR.seconds // 60
                    raise SignInRefused(f"尝试次数过多，请 {minutes} 分钟后再试", rule="lock-out")
            connection.executemany(
                "INSERT INTO access_tries VALUES (?, ?)",
                [(own, _at(moment)), (of_all, _at(moment))],
            )
        return own, of_all


def _random_letter() -> str:
    """A letter of the alphabet, each as likely: bytes past the last whole multiple are thrown."""
    while True:
        number = random_bytes(1)[0]
        if number < 256 - 256 % len(ALPHABET):
            return ALPHABET[number % len(ALPHABET)]


def _letters(text: str) -> str:
    """What was typed without case, width, blanks, hyphens and dashes of any kind."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text[:200]).upper()
        if character.isalnum()
    )


def _number_digest(number: str) -> bytes:
    return hashlib.sha256(
        b"gongkai-access/v1\0" + _letters(number).encode(errors="replace")
    ).digest()


def _token_bytes(token: str) -> bytes:
    """The bytes of a token; of any other text, bytes that no token has."""
    try:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return b""


def _session_digest(token: bytes) -> bytes:
    return hashlib.sha256(b"gongkai-access-session/v1\0" + token).digest()


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
