"""Keys of the officers, one-time codes, and sessions (design §4, Keys).

One secret an officer: argon2id(passphrase) unwraps his key, and unwrapping it is the proof of
sign-in. At sign-in the key is wrapped again under a random secret that lives only in the session's
cookie or bearer token; each request unwraps, signs, forgets. No clear key is on disk except those
of `ops/keyfiles.py`, none is kept in memory.
"""

import base64
import binascii
import hashlib
import hmac
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nacl.bindings
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from domain.errors import Incomplete, KeyNotValid, SignInRefused
from domain.officer import require_person
from domain.sealing import possession_bytes
from ops.clock import now, random_bytes
from ops.database import Database

MINIMUM_PASSPHRASE = 10
CODE_LIFE = timedelta(days=7)
MAXIMUM_FAILURES = 5
LOCKED_FOR = timedelta(minutes=5)

_TABLES = """
CREATE TABLE IF NOT EXISTS keys(
    key TEXT PRIMARY KEY, officer TEXT NOT NULL, sign_in TEXT NOT NULL, made_at TEXT NOT NULL,
    salt BLOB NOT NULL, wrapped BLOB NOT NULL, possession TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS codes(
    sign_in TEXT PRIMARY KEY, officer TEXT NOT NULL, digest BLOB NOT NULL,
    expires_at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sessions(
    id TEXT PRIMARY KEY, officer TEXT NOT NULL, key TEXT NOT NULL, wrapped BLOB NOT NULL,
    expires_at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS failures(
    sign_in TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at TEXT NOT NULL) STRICT;
"""


class SeedSigner:
    """Signs with an Ed25519 seed held in memory for the time of one request or command."""

    def __init__(self, seed: bytes) -> None:
        self.public_key, self._secret = nacl.bindings.crypto_sign_seed_keypair(seed)

    def sign(self, message: bytes) -> bytes:
        """RFC 8032 signature, 64 bytes."""
        return nacl.bindings.crypto_sign(message, self._secret)[:64]


@dataclass(frozen=True)
class SignedIn:
    """An officer's open session: whose, with which key, until when."""

    session: str
    officer: str
    signer: SeedSigner
    expires_at: datetime


@dataclass(frozen=True)
class PendingKey:
    """A key an officer made, for a registrar to enrol: public key and proof of possession, hex."""

    officer: str
    key: str
    possession: str
    made_at: str


class KeyStore:
    """`state.db`: wrapped keys, one-time codes and sessions. Times are compared as UTC text."""

    def __init__(
        self, path: Path, log: str, session_life: timedelta, clock: Callable[[], datetime] = now
    ) -> None:
        self._database = Database(path, _TABLES)
        self._log = log
        self._session_life = session_life
        self._now = clock
        self._hashing = threading.BoundedSemaphore(2)

    # Keys

    def issue_code(self, officer: str, sign_in: str) -> str:
        """A one-time code with which the officer makes his key; an earlier one is void.

        Raises `Incomplete` for a system actor's name: its key lies in a file, under no passphrase.
        """
        require_person(sign_in)
        code = base64.b32encode(random_bytes(10)).decode().lower()
        self._database.connection().execute(
            "INSERT INTO codes VALUES (?,?,?,?) ON CONFLICT(sign_in) DO UPDATE SET"
            " officer = excluded.officer, digest = excluded.digest,"
            " expires_at = excluded.expires_at",
            (_folded(sign_in), officer, _digest(code), _text(self._now() + CODE_LIFE)),
        )
        return code

    def make_key(self, sign_in: str, code: str, passphrase: str) -> PendingKey:
        """Make and wrap a key, with its proof of possession. The code is used up with it.

        Raises `SignInRefused` for a wrong or expired code, `Incomplete` for a weak passphrase.
        """
        _require_passphrase(passphrase)
        sign_in, digest = _folded(sign_in), _digest(code.strip().lower())
        self._begin_try(sign_in)
        row = (
            self._database.connection()
            .execute(
                "SELECT officer, digest FROM codes WHERE sign_in = ? AND expires_at > ?",
                (sign_in, _text(self._now())),
            )
            .fetchone()
        )
        if row is None or not hmac.compare_digest(row[1], digest):
            raise SignInRefused("登录名或一次性代码不对，或代码已过期", rule="design §4")
        made = self._wrapped(row[0], sign_in, passphrase, random_bytes(32))
        with self._database.transaction() as connection:
            used = connection.execute(
                "DELETE FROM codes WHERE sign_in = ? AND digest = ?", (sign_in, digest)
            )
            if used.rowcount == 0:
                raise SignInRefused("一次性代码刚刚已经用过", rule="design §4")
            connection.execute("DELETE FROM failures WHERE sign_in = ?", (sign_in,))
            return self._keep(connection, made)

    def keep_key(self, officer: str, sign_in: str, passphrase: str, seed: bytes) -> PendingKey:
        """Wrap a seed under a passphrase and keep it; at founding the registrars' own."""
        require_person(sign_in)
        _require_passphrase(passphrase)
        made = self._wrapped(officer, _folded(sign_in), passphrase, seed)
        return self._keep(self._database.connection(), made)

    def _wrapped(self, officer: str, sign_in: str, passphrase: str, seed: bytes) -> tuple[Any, ...]:
        """The row of a key: its seed under the passphrase, its proof of possession in clear."""
        signer, salt = SeedSigner(seed), random_bytes(16)
        key = signer.public_key.hex()
        proof = signer.sign(possession_bytes(self._log, officer, signer.public_key)).hex()
        wrapped = _wrap(self._derive(passphrase, salt), seed, key)
        return key, officer, sign_in, _text(self._now()), salt, wrapped, proof

    def _keep(self, connection: sqlite3.Connection, row: tuple[Any, ...]) -> PendingKey:
        connection.execute("INSERT INTO keys VALUES (?,?,?,?,?,?,?)", row)
        key, officer, _, made_at, _, _, proof = row
        return PendingKey(officer, key, proof, made_at)

    def pending_keys(self, officer: str) -> list[PendingKey]:
        """Every key the officer made here, newest first."""
        rows = self._database.connection().execute(
            "SELECT officer, key, possession, made_at FROM keys WHERE officer = ?"
            " ORDER BY made_at DESC",
            (officer,),
        )
        return [PendingKey(*row) for row in rows]

    def unlock(self, sign_in: str, passphrase: str) -> tuple[str, list[SeedSigner]]:
        """(officer id, the signers the passphrase opens, newest key first).

        Raises `SignInRefused`; after 5 failures the name is locked for 5 minutes.
        """
        sign_in = _folded(sign_in)
        self._begin_try(sign_in)
        connection = self._database.connection()
        rows = connection.execute(
            "SELECT key, officer, salt, wrapped FROM keys WHERE sign_in = ? ORDER BY made_at DESC",
            (sign_in,),
        ).fetchall()
        # A name nobody has costs one derivation as well, so that the time tells nothing.
        derived = {row[2]: self._derive(passphrase, row[2]) for row in rows} or {
            b"": self._derive(passphrase, b"\0" * 16)
        }
        signers = []
        for key, _, salt, wrapped in rows:
            seed = _unwrap(derived[salt], wrapped, key)
            if seed is not None:
                signers.append(SeedSigner(seed))
        if not signers:
            raise SignInRefused("登录名或口令不对", rule="design §4")
        connection.execute("DELETE FROM failures WHERE sign_in = ?", (sign_in,))
        return rows[0][1], signers

    # Sessions

    def sign_in(self, sign_in: str, passphrase: str, valid: Callable[[str], frozenset[str]]) -> str:
        """A session's token, for the newest key that the passphrase opens and that is valid now.

        `valid(officer)` tells the keys the registry lets him sign with.
        """
        officer, signers = self.unlock(sign_in, passphrase)
        return self.open_session(officer, require_signer(signers, valid(officer)))

    def open_session(self, officer: str, signer: SeedSigner) -> str:
        """Wrap the key under a fresh secret and return the token that carries it."""
        session, secret = random_bytes(16).hex(), random_bytes(32)
        key = signer.public_key.hex()
        wrapped = _wrap(secret, signer._secret[:32], f"{session}/{key}")
        connection = self._database.connection()
        connection.execute("DELETE FROM sessions WHERE expires_at < ?", (_text(self._now()),))
        connection.execute(
            "INSERT INTO sessions VALUES (?,?,?,?,?)",
            (session, officer, key, wrapped, _text(self._now() + self._session_life)),
        )
        return f"{session}.{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"

    def session(self, token: str) -> SignedIn:
        """The session a token opens. Raises `SignInRefused` for an unknown or expired one."""
        session, _, encoded = token.partition(".") if token.isascii() else ("", "", "")
        try:
            secret = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except (binascii.Error, ValueError):
            secret = b""
        row = (
            self._database.connection()
            .execute(
                "SELECT officer, key, wrapped, expires_at FROM sessions"
                " WHERE id = ? AND expires_at > ?",
                (session, _text(self._now())),
            )
            .fetchone()
        )
        seed = None
        if row is not None and len(secret) == 32:
            seed = _unwrap(secret, row[2], f"{session}/{row[1]}")
        if row is None or seed is None:
            raise SignInRefused("登录已失效，请重新登录", rule="session")
        return SignedIn(session, row[0], SeedSigner(seed), datetime.fromisoformat(row[3]))

    def close_session(self, session: str) -> None:
        """Forget a session: its token opens nothing any more."""
        self._database.connection().execute("DELETE FROM sessions WHERE id = ?", (session,))

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # Rules

    def _derive(self, passphrase: str, salt: bytes) -> bytes:
        """Argon2id, 19 MiB, 2 passes: about 50 ms; at most two at a time on a small machine."""
        with self._hashing:
            return Argon2id(
                salt=salt, length=32, iterations=2, lanes=1, memory_cost=19 * 1024
            ).derive(passphrase.encode(errors="surrogatepass"))

    def _begin_try(self, sign_in: str) -> None:
        """Count a try before it is judged, so that many at once cannot outrun the lock-out.

        Only names that somebody has are counted: a stranger's inventions leave no rows. A try that
        succeeds forgets the count. Raises `SignInRefused` while the name is locked.
        """
        moment = self._now()
        with self._database.transaction() as connection:
            known = connection.execute(
                "SELECT 1 FROM keys WHERE sign_in = ?1"
                " UNION SELECT 1 FROM codes WHERE sign_in = ?1",
                (sign_in,),
            ).fetchone()
            if known is None:
                return
            row = connection.execute(
                "SELECT count FROM failures WHERE sign_in = ? AND last_at > ?",
                (sign_in, _text(moment - LOCKED_FOR)),
            ).fetchone()
            count = 0 if row is None else row[0]
            if count >= MAXIMUM_FAILURES:
                raise SignInRefused("尝试次数过多，请五分钟后再试", rule="lock-out")
            connection.execute(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?)",
                (sign_in, count + 1, _text(moment)),
            )


def require_signer(signers: list[SeedSigner], valid: frozenset[str]) -> SeedSigner:
    """The newest unlocked key that is valid in the registry. Raises `KeyNotValid`."""
    for signer in signers:
        if signer.public_key.hex() in valid:
            return signer
    raise KeyNotValid("您的签名密钥还没有经第二名登记员确认，或已停用", rule="design §4")


def _folded(sign_in: str) -> str:
    """Sign-in names as the registry claims them; half a surrogate pair is nobody's name."""
    return sign_in.strip().lower().encode(errors="replace").decode()


def _require_passphrase(passphrase: str) -> None:
    if len(passphrase) < MINIMUM_PASSPHRASE:
        raise Incomplete(f"口令至少 {MINIMUM_PASSPHRASE} 个字符", field="passphrase")


def _wrap(key: bytes, seed: bytes, subject: str) -> bytes:
    nonce = random_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, seed, subject.encode())


def _unwrap(key: bytes, wrapped: bytes, subject: str) -> bytes | None:
    try:
        return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], subject.encode())
    except InvalidTag:
        return None


def _digest(code: str) -> bytes:
    return hashlib.sha256(b"gongkai-code/v1\0" + code.encode(errors="replace")).digest()


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
