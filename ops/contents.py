"""Content of documents: encrypted under a key per document, kept before any event names it.

What survives a crash: first the blobs become durable, then key and salt in `secrets.db`, then the
caller appends the event. Killed in between, blobs and keys without an event are left over; they
are unreadable to everybody else and swept at the next start. Destroying goes the other way: first
the keys, then the blobs, so that a blob left over by a crash is one that nobody can read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.content import Blob, ClearPart, Content, Part, clear_bytes, content_commitment
from domain.errors import Malformed, NotFound
from domain.sealing import commitment
from ops.blobs import FolderBlobs
from ops.clock import random_bytes, uuid7
from ops.database import Database
from ops.shredding import TABLES as SHREDDING_TABLES
from ops.shredding import scrub, shredding

_NONCE = 12
_TABLES = f"""
CREATE TABLE IF NOT EXISTS content_keys(
    id TEXT PRIMARY KEY, key BLOB NOT NULL, salt BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS archive_secrets(
    name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
{SHREDDING_TABLES}"""


class Contents:
    """Keeps and opens content (`domain.disclosure.ContentStore`)."""

    def __init__(self, secrets: Path, blobs: FolderBlobs, log: str) -> None:
        self._secrets = Database(secrets, _TABLES)
        self.blobs = blobs
        self._log = log

    def keep(self, parts: Sequence[ClearPart]) -> Content:
        """Encrypt and store one document; durable on return."""
        return self.keep_many([parts])[0]

    def keep_many(self, documents: Sequence[Sequence[ClearPart]]) -> list[Content]:
        """As `keep`, for many documents with one sync a folder and one transaction for the keys."""
        drafts = [(f"content:{uuid7()}", random_bytes(32), random_bytes(32)) for _ in documents]
        sealed = [
            data
            for parts, (identity, key, _) in zip(documents, drafts, strict=True)
            for data in _encrypt(parts, identity, key)
        ]
        blobs = iter(self.blobs.put(sealed))
        with self._secrets.transaction() as connection:
            connection.executemany("INSERT INTO content_keys VALUES (?,?,?)", drafts)
        return [
            Content(
                identity,
                content_commitment(salt, self._log, identity, parts),
                tuple(
                    Part(part.name, part.media_type, next(blobs), next(blobs), part.extractor)
                    for part in parts
                ),
            )
            for parts, (identity, _, salt) in zip(documents, drafts, strict=True)
        ]

    def open(self, content: Content) -> tuple[ClearPart, ...]:
        """The clear parts. Raises `NotFound` when the key is gone, `Malformed` when damaged."""
        key, _ = self._key(content.id)
        return tuple(
            ClearPart(
                part.name,
                part.media_type,
                self._decrypt(part.original, key, _subject(content.id, number, "original")),
                self._decrypt(part.text, key, _subject(content.id, number, "text")).decode(),
                part.extractor,
            )
            for number, part in enumerate(content.parts)
        )

    def salt(self, content: Content) -> bytes:
        """The salt of the content's commitment. Raises `NotFound` when it was destroyed."""
        return self._key(content.id)[1]

    def text(self, content: Content) -> str:
        """The derived text of all parts, as search and pages show it."""
        return "\n".join(self.texts(content))

    def texts(self, content: Content) -> tuple[str, ...]:
        """The derived text of each part."""
        key, _ = self._key(content.id)
        return tuple(
            self._decrypt(part.text, key, _subject(content.id, number, "text")).decode()
            for number, part in enumerate(content.parts)
        )

    def holds_key(self, content_id: str) -> bool:
        """Whether the content can still be opened (its key was not destroyed)."""
        return (
            self._secrets.connection()
            .execute("SELECT 1 FROM content_keys WHERE id = ?", (content_id,))
            .fetchone()
            is not None
        )

    def left_of(self, doomed: Iterable[Content]) -> list[Content]:
        """Those of which a key or a stored byte is still there."""
        return [
            content
            for content in doomed
            if self.holds_key(content.id)
            or any(self.blobs.holds(p.original) or self.blobs.holds(p.text) for p in content.parts)
        ]

    def check(self, content: Content) -> None:
        """Raises `Malformed` unless blobs and commitment agree with what the event names."""
        _, salt = self._key(content.id)
        found = commitment(salt, "content", self._log, content.id, clear_bytes(self.open(content)))
        if found != content.commitment:
            raise Malformed(f"内容与事件里的承诺不符：{content.id}", rule="design §4")

    def secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A secret of the archive, made once on first use and durable before it is returned."""
        connection = self._secrets.connection()
        connection.execute(
            "INSERT INTO archive_secrets SELECT ?, ? WHERE NOT EXISTS"
            " (SELECT 1 FROM archive_secrets WHERE name = ?)",
            (name, make(), name),
        )
        row = connection.execute("SELECT value FROM archive_secrets WHERE name = ?", (name,))
        return bytes(row.fetchone()[0])

    def destroy(self, contents: Iterable[Content]) -> None:
        """Destroy keys, salts and blobs; durable on return, and done again it changes nothing.

        No byte of a destroyed key is left in the file. Raises `Busy` as `ops.shredding.shredding`:
        then it is to be done again.
        """
        doomed = tuple(contents)
        with shredding(self._secrets) as connection:
            connection.executemany(
                "DELETE FROM content_keys WHERE id = ?", [(content.id,) for content in doomed]
            )
        self.blobs.remove(
            blob
            for content in doomed
            for part in content.parts
            for blob in (part.original, part.text)
        )

    def sweep(self, owned: Iterator[Content], before: float) -> int:
        """Delete blobs and keys that no event names, if older than `before` (epoch seconds).

        Finishes a destruction that was killed between the deletion and the rewriting of the file.
        """
        scrub(self._secrets)
        addresses = set()
        identities = set()
        for content in owned:
            identities.add(content.id)
            for part in content.parts:
                addresses |= {part.original.address, part.text.address}
        swept = self.blobs.sweep(frozenset(addresses), before)
        connection = self._secrets.connection()
        horizon = f"{int(before * 1000):012x}"
        for (identity,) in connection.execute("SELECT id FROM content_keys").fetchall():
            made = identity.removeprefix("content:").replace("-", "")[:12]
            if identity not in identities and made < horizon:
                connection.execute("DELETE FROM content_keys WHERE id = ?", (identity,))
                swept += 1
        return swept

    def close(self) -> None:
        """Close the database."""
        self._secrets.close()

    def _key(self, content_id: str) -> tuple[bytes, bytes]:
        row = (
            self._secrets.connection()
            .execute("SELECT key, salt FROM content_keys WHERE id = ?", (content_id,))
            .fetchone()
        )
        if row is None:
            raise NotFound(f"内容的密钥已不存在：{content_id}", rule="expunged")
        return row[0], row[1]

    def _decrypt(self, blob: Blob, key: bytes, subject: bytes) -> bytes:
        data = self.blobs.get(blob)
        try:
            return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], subject)
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise Malformed(f"内容文件与密钥不符：{blob.address}", rule="AES-256-GCM") from None


def _encrypt(parts: Sequence[ClearPart], content_id: str, key: bytes) -> Iterator[bytes]:
    cipher = AESGCM(key)
    for number, part in enumerate(parts):
        for name, data in (("original", part.original), ("text", part.text.encode())):
            nonce = random_bytes(_NONCE)
            yield nonce + cipher.encrypt(nonce, data, _subject(content_id, number, name))


def _subject(content_id: str, number: int, name: str) -> bytes:
    """What a blob belongs to, authenticated with it, so that blobs cannot be swapped."""
    return f"{content_id}/{number}/{name}".encode()
