"""A log on disk with its archive: an own key, and a database that keeps the signed heads."""

import hashlib
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from nacl.signing import SigningKey

from domain.checkpoint import Checkpoint
from domain.merkle import leaf_hashes
from domain.notes import VerifierKey
from projections.published_log import PublishedLog
from projections.tile_audit import check_log
from projections.tile_log import TileLog

ORIGIN = "archive.example.gov/disclosure"
ENTRIES = [hashlib.sha256(i.to_bytes(8, "big")).digest() for i in range(70_000)]
LEAVES = leaf_hashes(ENTRIES)


class Key:
    """The log's key pair."""

    def __init__(self, seed: int = 1) -> None:
        self._key = SigningKey(bytes([seed]) * 32)
        self.public_key = bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        sys.audit("gongkai.test.sign")
        return bytes(self._key.sign(message).signature)


class Home:
    """An archive's folder: the log's directory, and the database that keeps its checkpoints."""

    def __init__(self, folder: Path, key: Key | None = None) -> None:
        self.folder = folder
        self.directory = folder / "log"
        self.key = key or Key()
        self.verifier = VerifierKey(ORIGIN, self.key.public_key)
        folder.mkdir(exist_ok=True)
        self._database = sqlite3.connect(folder / "journal.db", isolation_level=None)
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS checkpoints"
            "(size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL)"
        )

    def keep(self, size: int, hashed: bytes, note: str) -> None:
        sys.audit("gongkai.test.keep")
        self._database.execute("INSERT INTO checkpoints VALUES (?, ?, ?)", (size, hashed, note))

    def newest(self) -> tuple[int, bytes, str] | None:
        query = "SELECT size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1"
        row: tuple[int, bytes, str] | None = self._database.execute(query).fetchone()
        return row

    def forget(self, size: int) -> None:
        self._database.execute("DELETE FROM checkpoints WHERE size >= ?", (size,))

    def sizes(self) -> list[int]:
        return [row[0] for row in self._database.execute("SELECT size FROM checkpoints")]

    def close(self) -> None:
        self._database.close()

    def log(self) -> TileLog:
        return TileLog(
            self.directory, ORIGIN, self.key, self.key.public_key, self.keep, self.newest
        )

    def opened(self) -> TileLog:
        log = self.log()
        log.open()
        return log

    def check(self, size: int) -> list[str]:
        """What the audit finds when the journal holds the first `size` entries."""
        return self.check_against(iter(ENTRIES[:size]), self.sizes())

    def check_against(self, entries: Iterable[bytes], sizes: Iterable[int]) -> list[str]:
        return check_log(self.directory, self.verifier, self.newest, entries, sizes)

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.directory)): path.read_bytes()
            for path in self.directory.rglob("*")
            if path.is_file()
        }

    def grow(self, *sizes: int) -> TileLog:
        """The log after one append up to each of the sizes."""
        log = self.opened()
        for size in sizes:
            log.append(ENTRIES[log.size : size])
        return log


@contextmanager
def home_in(folder: Path) -> Iterator[Home]:
    home = Home(folder)
    try:
        yield home
    finally:
        home.close()


def head(log: PublishedLog) -> Checkpoint:
    published = log.published()
    assert published is not None
    return published


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]
