"""The blobs and contents of an archive checked as an outsider would: nothing is ever written.

Every blob an event names is read and compared with its address, opened with the content's key and
compared with its commitment (docs/log-format.md §9). A key or a blob may be missing only where an
erasure or an order to expunge in the same case file names the content; any other one has been lost.
Of what was expunged neither may be left.
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.audit import Findings
from domain.codec import members_of
from domain.content import Blob, ClearPart, Content, content_commitment
from domain.errors import Malformed
from ops.verifying_files import open_read_only, read_regular

_RULE = "log-format §9"
_NONCE = 12
_ADDRESS = re.compile(r"[0-9a-f]{64}")
_CONTENT = members_of(Content)


class ContentAudit:
    """Checks contents one after another; what is wrong is added to `findings`.

    `opened` and `closed` count the contents compared with their commitment, and those whose key is
    not kept. `addresses` are those of all blobs named, 32 bytes each. `erased(position)` gives the
    ids of the contents that were destroyed in the case file of an event; it is asked only about
    what is missing.
    """

    def __init__(
        self,
        home: Path,
        log: str,
        findings: Findings,
        erased: Callable[[int], Collection[str]] = lambda position: (),
    ) -> None:
        self._folder = home / "blobs"
        self._log = log
        self._findings = findings
        self._erased = erased
        self._seen: set[str] = set()
        self._keys = _open_secrets(home / "secrets.db")
        self.opened = self.closed = 0
        self.addresses = bytearray()

    def check(self, position: int, text: str) -> None:
        """The content that the event at `position` names, as JSON. The same one is read once."""
        if text in self._seen:
            return
        self._seen.add(text)
        try:
            content: Content = _CONTENT.decode_object(json.loads(text))
            kept = self._key(content.id)
            destroyed = kept is None and content.id in self._erased(position)
            sealed = [
                (
                    self._read(position, part.original, missing=not destroyed),
                    self._read(position, part.text, missing=not destroyed),
                )
                for part in content.parts
            ]
        except Malformed as error:
            self._find(position, "events.data.content", error.message)
            return
        if kept is None:
            self.closed += 1
            if not destroyed:
                self._find(position, "events.data.content", f"没有内容的密钥：{content.id}")
        elif all(original is not None and text is not None for original, text in sealed):
            self.opened += 1
            self._open(position, content, kept, sealed)

    def check_gone(self, position: int, contents: Iterable[str]) -> None:
        """Of these contents, as JSON, the event at `position` says that they are destroyed."""
        for text in contents:
            try:
                content: Content = _CONTENT.decode_object(json.loads(text))
            except (Malformed, ValueError):
                continue  # the event that names it is found fault with
            if self._key(content.id) is not None:
                what = f"已经清除的内容仍留有密钥：{content.id}"
                self._find(position, "secrets.db", what)
            for address in (
                blob.address for part in content.parts for blob in (part.original, part.text)
            ):
                where = f"blobs/{address[:2]}/{address}"
                if _ADDRESS.fullmatch(address) and (self._folder.parent / where).exists():
                    self._find(position, where, "已经清除的内容仍留有文件")

    def close(self) -> None:
        """Close the database of keys."""
        if self._keys is not None:
            self._keys.close()

    def _find(self, position: int, where: str, what: str) -> None:
        self._findings.add(position, where, what, _RULE)

    def _read(self, position: int, blob: Blob, *, missing: bool) -> bytes | None:
        """The stored bytes if they are what the address says; that none are there is a finding if
        `missing`. Raises `Malformed` for an address."""
        if not _ADDRESS.fullmatch(blob.address):
            raise Malformed(f"内容地址不对：{blob.address[:80]!r}")
        self.addresses += bytes.fromhex(blob.address)
        where = f"blobs/{blob.address[:2]}/{blob.address}"
        data = read_regular(self._folder / blob.address[:2] / blob.address)
        if data is None:
            if missing:
                self._find(position, where, "内容文件缺失")
        elif len(data) != blob.size or hashlib.sha256(data).hexdigest() != blob.address:
            self._find(position, where, "内容文件与地址不符")
            return None
        return data

    def _open(
        self,
        position: int,
        content: Content,
        kept: tuple[bytes, bytes],
        sealed: list[tuple[bytes | None, bytes | None]],
    ) -> None:
        key, salt = kept
        clear = []
        try:
            cipher = AESGCM(key)
            for number, (part, blobs) in enumerate(zip(content.parts, sealed, strict=True)):
                original, text = (
                    cipher.decrypt(
                        data[:_NONCE], data[_NONCE:], f"{content.id}/{number}/{name}".encode()
                    )
                    for data, name in zip(blobs, ("original", "text"), strict=True)
                    if data is not None
                )
                clear.append(
                    ClearPart(part.name, part.media_type, original, text.decode(), part.extractor)
                )
        except (InvalidTag, ValueError):
            self._find(position, "events.data.content", f"密钥打不开内容 {content.id}")
            return
        if content_commitment(salt, self._log, content.id, clear) != content.commitment:
            self._find(position, "events.data.content", f"内容与承诺不符：{content.id}")

    def _key(self, content_id: str) -> tuple[bytes, bytes] | None:
        """Key and salt, if they are kept."""
        if self._keys is None:
            return None
        try:
            row = self._keys.execute(
                "SELECT key, salt FROM content_keys WHERE id = ?", (content_id,)
            ).fetchone()
        except (sqlite3.Error, UnicodeEncodeError):
            return None
        return row if row and type(row[0]) is bytes and type(row[1]) is bytes else None


def check_secrets(home: Path, findings: Findings) -> None:
    """The database of keys must be there and readable."""
    path = home / "secrets.db"
    if not path.exists():
        findings.add(None, "secrets.db", "内容密钥库缺失", _RULE)
        return
    try:
        connection = open_read_only(path)
        try:
            connection.execute("SELECT id, key, salt FROM content_keys LIMIT 1").fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        findings.add(None, "secrets.db", f"读不出来：{error}", _RULE)


def audit_folder(folder: Path, owned: bytes, findings: Findings) -> tuple[int, int, int]:
    """Count (blobs, ownerless ones, other files). `owned` are the addresses events name.

    An ownerless blob may be of an act under way, so it is no finding, unless its bytes are not what
    its name says. One shard of the folder is held in memory at a time.
    """
    shards: dict[str, bytearray] = {}
    for start in range(0, len(owned), 32):
        shards.setdefault(owned[start : start + 1].hex(), bytearray()).extend(
            owned[start : start + 32]
        )
    blobs = ownerless = strays = 0
    for shard, names in _shards(folder):
        mine = shards.get(shard, bytearray())
        known = {bytes(mine[start : start + 32]).hex() for start in range(0, len(mine), 32)}
        for name in names:
            if not _ADDRESS.fullmatch(name) or name[:2] != shard:
                strays += 1
                continue
            blobs += 1
            if name not in known:
                ownerless += 1
                data = read_regular(folder / shard / name)
                if data is None or hashlib.sha256(data).hexdigest() != name:
                    findings.add(None, f"blobs/{shard}/{name}", "内容文件与地址不符", _RULE)
    return blobs, ownerless, strays


def _shards(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The folders of the store with the names in them; files beside them are in shard `""`."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            with os.scandir(entry.path) as found:
                yield entry.name, sorted(item.name for item in found)
        else:
            yield "", [entry.name]


def _open_secrets(path: Path) -> sqlite3.Connection | None:
    try:
        return open_read_only(path) if path.exists() else None
    except sqlite3.Error:
        return None
