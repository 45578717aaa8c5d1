"""The keys of persons and what they seal (`domain.personal.PersonalData`), in `secrets.db`.

A person's key wraps the data keys of his case files; each data key seals his fields there. What
survives a crash: every key is committed with a sync (synchronous=FULL) before its id is handed out,
so no event names a key that could be lost; killed before the event, an ownerless key is left, which
seals nothing and is swept. What another process committed is visible here only after its sync, so
an id that was found, not made, is durable as well. Erasing: see `ops/shredding.py`.

No clear key is kept between two calls, so that a key destroyed by one process opens nothing in
another one either.
"""

import hmac
import sqlite3
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.base64 import base64_text, unbase64
from domain.canonical import utf8
from domain.errors import Erased, Incomplete, Malformed
from domain.personal import Sealed, field_commitment
from domain.sealing import SALT_BYTES
from ops.clock import now, random_bytes, uuid7
from ops.database import Database
from ops.shredding import TABLES as SHREDDING_TABLES
from ops.shredding import shredding

FRESH = timedelta(minutes=10)
"""How long an asked-for data key counts as just asked for; far below the age that is swept."""

_KEY = 32
_NONCE = 12
_DIGEST_LABEL = b"gongkai-command/v1\0"
_TABLES = f"""
CREATE TABLE IF NOT EXISTS persons(
    id TEXT PRIMARY KEY, key BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS data_keys(
    id TEXT PRIMARY KEY, person TEXT NOT NULL, case_file TEXT NOT NULL, wrapped BLOB NOT NULL,
    asked_at INTEGER NOT NULL, UNIQUE(person, case_file)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identities(
    person TEXT NOT NULL, fingerprint BLOB NOT NULL, fingerprint_key BLOB NOT NULL,
    PRIMARY KEY(person, fingerprint)) STRICT, WITHOUT ROWID;
{SHREDDING_TABLES}"""


class Persons:
    """Keeps, uses and destroys the keys of persons.

    `secret(name, make)` gives a secret of the archive, made once (`ops.contents.Contents.secret`).
    """

    def __init__(
        self, secrets: Path, log: str, secret: Callable[[str, Callable[[], bytes]], bytes]
    ) -> None:
        self._database = Database(secrets, _TABLES)
        self._log = log
        self._secret = secret

    # Keys

    def new_person(self) -> str:
        """A new person with a key of his own, durable on return."""
        person = f"person:{uuid7()}"
        self._database.connection().execute(
            "INSERT INTO persons VALUES (?, ?)", (person, random_bytes(_KEY))
        )
        return person

    def data_key(self, person: str, case: str) -> str:
        """The id of the data key of (person, case), made on first use, durable on return.

        Raises `Erased` when the person's key is gone.
        """
        moment = now().timestamp()
        row = _data_key(self._database.connection(), person, case)
        if row is not None and row[1] > moment - FRESH.total_seconds():
            return row[0]
        with self._database.transaction() as connection:
            # Under the write lock: another process may have made it, or erased the person.
            row = _data_key(connection, person, case)
            if row is not None:
                # An old key that no event names yet must not be swept from under this act.
                connection.execute(
                    "UPDATE data_keys SET asked_at = ? WHERE id = ?", (int(moment), row[0])
                )
                return row[0]
            made = f"datakey:{uuid7()}"
            wrapped = _encrypt(
                _person_key(connection, person), random_bytes(_KEY), _wrapping(made, person, case)
            )
            connection.execute(
                "INSERT INTO data_keys VALUES (?,?,?,?,?)",
                (made, person, case, wrapped, int(moment)),
            )
        return made

    def holds_key(self, key: str) -> bool:
        """Whether what this data key sealed can still be opened."""
        return self._row(key) is not None

    # Values

    def seal(self, key: str, place: str, value: str) -> Sealed:
        """Seal a value for its place. Raises `Erased`, `Malformed` for text without UTF-8 form."""
        salt = random_bytes(SALT_BYTES)
        return Sealed(
            field_commitment(self._log, place, salt, value),
            key,
            base64_text(_encrypt(self._clear_key(key), salt + utf8(value), key.encode())),
        )

    def open(self, sealed: Sealed) -> str:
        """The value. Raises `Erased` when its key is gone, `Malformed` when it is damaged."""
        return self.opened(sealed)[1]

    def opened(self, sealed: Sealed) -> tuple[bytes, str]:
        """(salt, value), as `open`. The commitment is checked with `require_opens`, which knows
        the place."""
        data = unbase64(sealed.text)
        key = self._clear_key(sealed.key)
        if data is not None:
            clear = _decrypt(key, data, sealed.key.encode())
            if clear is not None and len(clear) >= SALT_BYTES:
                return clear[:SALT_BYTES], clear[SALT_BYTES:].decode()
        raise Malformed(f"密封的个人信息已损坏：{sealed.key}", rule="AES-256-GCM")

    # Identity documents

    def remember_identity(self, person: str, number: str) -> None:
        """Keep the fingerprint of an identity number under a key of this person's own.

        Raises `Erased` when the person's key is gone, `Incomplete` for an empty number.
        """
        text = _normalised(number).encode()
        with self._database.transaction() as connection:
            _person_key(connection, person)
            row = connection.execute(
                "SELECT fingerprint_key FROM identities WHERE person = ?", (person,)
            ).fetchone()
            key = random_bytes(_KEY) if row is None else row[0]
            connection.execute(
                "INSERT INTO identities VALUES (?,?,?) ON CONFLICT DO NOTHING",
                (person, _fingerprint(key, text), key),
            )

    def alike(self, number: str) -> tuple[str, ...]:
        """The persons who gave this identity number, oldest first.

        Each has a key of his own, so every fingerprint is computed: about 0.5 s for 100,000
        persons. Raises `Incomplete` for an empty number.
        """
        text = _normalised(number).encode()
        rows = self._database.connection().execute(
            "SELECT person, fingerprint, fingerprint_key FROM identities ORDER BY person"
        )
        return tuple(
            person for person, fingerprint, key in rows if _fingerprint(key, text) == fingerprint
        )

    # Destroying

    def erase(self, person: str, case: str) -> None:
        """Destroy the person's data key in this case file, and with the last one the person.

        Durable on return, no byte of a destroyed key is left in the file, and done again it
        changes nothing. Raises `Busy` as `ops.shredding.shredding`: then it is to be done again.
        """
        self.erase_many([(person, case)])

    def holds_case(self, person: str, case: str) -> bool:
        """Whether the person still has a data key in this case file."""
        with self._database.transaction() as connection:
            return _data_key(connection, person, case) is not None

    def erase_many(self, pairs: Sequence[tuple[str, str]]) -> None:
        """As `erase`, for many (person, case) at once: the file is written anew only once."""
        with shredding(self._database) as connection:
            for person, case in pairs:
                connection.execute(
                    "DELETE FROM data_keys WHERE person = ? AND case_file = ?", (person, case)
                )
                _forget_if_last(connection, person)

    def sweep(self, persons: Collection[str], data_keys: Collection[str], before: float) -> int:
        """Destroy keys that no event names and nobody asked for since `before` (epoch seconds).

        Gives their count. `persons` and `data_keys` must be all that events name, up to the
        journal's end. A person stays while one of his data keys stays. Finishes an erasure that
        was killed.
        """
        swept = 0
        with shredding(self._database) as connection:
            old = connection.execute("SELECT id FROM data_keys WHERE asked_at < ?", (before,))
            doomed = [identity for (identity,) in old if identity not in data_keys]
            connection.executemany(
                "DELETE FROM data_keys WHERE id = ?", [(identity,) for identity in doomed]
            )
            for (person,) in connection.execute("SELECT id FROM persons").fetchall():
                if person not in persons and _made_at(person) < before:
                    swept += _forget_if_last(connection, person)
        return swept + len(doomed)

    # Commands

    def command_digest(self, command: bytes) -> str:
        """Hex HMAC-SHA256 of a canonical command, keyed with a secret of the archive.

        The journal keeps the digest for ever; without the key nobody can test a guess of what was
        filed against it. The same command has the same digest in every process.
        """
        key = self._secret("command-digest", lambda: random_bytes(_KEY))
        return hmac.digest(key, _DIGEST_LABEL + command, "sha256").hex()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _clear_key(self, key: str) -> bytes:
        row = self._row(key)
        if row is None:
            raise Erased("个人信息的密钥已经销毁，内容无法恢复", rule="个人信息保护法 art 47")
        wrapped, person, case, person_key = row
        clear = _decrypt(person_key, wrapped, _wrapping(key, person, case))
        if clear is None:
            raise Malformed(f"数据密钥已损坏：{key}", rule="AES-256-GCM")
        return clear

    def _row(self, key: str) -> tuple[bytes, str, str, bytes] | None:
        """(wrapped, person, case, the person's key); None when either key is gone."""
        row: tuple[bytes, str, str, bytes] | None = (
            self._database.connection()
            .execute(
                "SELECT wrapped, person, case_file, persons.key FROM data_keys"
                " JOIN persons ON persons.id = person WHERE data_keys.id = ?",
                (key,),
            )
            .fetchone()
        )
        return row


def _data_key(connection: sqlite3.Connection, person: str, case: str) -> tuple[str, int] | None:
    """(id, when it was last asked for) of the data key of a person in a case file."""
    row: tuple[str, int] | None = connection.execute(
        "SELECT id, asked_at FROM data_keys WHERE person = ? AND case_file = ?", (person, case)
    ).fetchone()
    return row


def _person_key(connection: sqlite3.Connection, person: str) -> bytes:
    row = connection.execute("SELECT key FROM persons WHERE id = ?", (person,)).fetchone()
    if row is None:
        raise Erased("此人的密钥已经销毁", rule="个人信息保护法 art 47")
    return bytes(row[0])


def _forget_if_last(connection: sqlite3.Connection, person: str) -> int:
    """Destroy a person who has no data key left. How many persons that were: 0 or 1."""
    left = connection.execute("SELECT 1 FROM data_keys WHERE person = ?", (person,)).fetchone()
    if left is not None:
        return 0
    connection.execute("DELETE FROM identities WHERE person = ?", (person,))
    return connection.execute("DELETE FROM persons WHERE id = ?", (person,)).rowcount


def _made_at(person: str) -> float:
    """When a person's id was made, in epoch seconds (RFC 9562 5.7: the first 48 bits)."""
    return int(person.removeprefix("person:").replace("-", "")[:12], 16) / 1000


def _wrapping(key: str, person: str, case: str) -> bytes:
    """What a data key belongs to, authenticated with it, so that rows cannot be swapped."""
    return f"{key}/{person}/{case}".encode()


def _encrypt(key: bytes, data: bytes, subject: bytes) -> bytes:
    nonce = random_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, subject)


def _decrypt(key: bytes, data: bytes, subject: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], subject)
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        return None


def _fingerprint(key: bytes, number: bytes) -> bytes:
    return hmac.digest(key, number, "sha256")


def _normalised(number: str) -> str:
    """One writing of an identity number: width folded, blanks and invisible characters off,
    upper case (the check digit x). Raises `Incomplete` when nothing is left."""
    text = "".join(
        character
        for character in unicodedata.normalize("NFKC", number)
        if unicodedata.category(character)[0] not in "ZC"
    ).upper()
    if not text:
        raise Incomplete("必须填写身份证件号码", rule="条例 art 29", field="identity_number")
    return text
