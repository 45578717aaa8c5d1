"""The blob store: encrypted bytes in a folder, addressed by the SHA-256 of what is stored.

What survives a crash: a blob is written to a temporary file, synced, renamed to its address and
the folder synced, before its address is handed out. Killed before that, only a temporary or
ownerless file is left, which the next start sweeps.
"""

import hashlib
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from domain.content import Blob
from domain.errors import Malformed, NotFound

_ADDRESS = re.compile(r"[0-9a-f]{64}")


class FolderBlobs:
    """`blobs/ab/abcdef…`: create-only, read-only files. Reading checks the address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._known: set[Path] = set()

    def put(self, blobs: Sequence[bytes]) -> list[Blob]:
        """Store all of them durably; the folders are synced once at the end."""
        stored: list[Blob] = []
        folders: set[Path] = set()
        for data in blobs:
            address = hashlib.sha256(data).hexdigest()
            path = self._path(address)
            if path.parent not in self._known:
                # Whoever made it may have been killed before it was durable: synced by us too.
                path.parent.mkdir(exist_ok=True)
                folders.add(self.folder)
            if not path.exists():
                self._write(path, data)
            folders.add(path.parent)
            stored.append(Blob(address, len(data)))
        for folder in folders:
            sync_folder(folder)
        self._known |= folders
        return stored

    def get(self, blob: Blob) -> bytes:
        """The stored bytes. Raises `NotFound`, `Malformed` when they are not what was stored."""
        try:
            data = self._path(blob.address).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"内容文件缺失：{blob.address}") from None
        if len(data) != blob.size or hashlib.sha256(data).hexdigest() != blob.address:
            raise Malformed(f"内容文件已损坏：{blob.address}", rule="SHA-256 address")
        return data

    def holds(self, blob: Blob) -> bool:
        """Whether something is stored under this address."""
        return self._path(blob.address).exists()

    def remove(self, blobs: Iterable[Blob]) -> None:
        """Delete blobs whose key was destroyed; durable on return, a missing one is no error."""
        folders = set()
        for blob in blobs:
            path = self._path(blob.address)
            path.unlink(missing_ok=True)
            folders.add(path.parent)
        for folder in folders:
            if folder.is_dir():
                sync_folder(folder)

    def addresses(self) -> Iterator[str]:
        """Every address in the store."""
        for path in self.folder.glob("??/*"):
            if _ADDRESS.fullmatch(path.name):
                yield path.name

    def strays(self) -> Iterator[Path]:
        """Files that are no blob: temporary files of a crash, or something put there by hand."""
        for path in self.folder.rglob("*"):
            if path.is_file() and not (
                _ADDRESS.fullmatch(path.name) and path.parent.name == path.name[:2]
            ):
                yield path

    def sweep(self, owned: frozenset[str], before: float) -> int:
        """Delete blobs that no event names and temporary files, if older than `before` (epoch s).

        The age keeps the blobs of an act under way in another process.
        """
        ownerless = [self._path(a) for a in self.addresses() if a not in owned]
        doomed = [p for p in (*ownerless, *self.strays()) if _modified(p) < before]
        for path in doomed:
            path.unlink(missing_ok=True)
        return len(doomed)

    def _write(self, path: Path, data: bytes) -> None:
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o444)
        temporary.replace(path)

    def _path(self, address: str) -> Path:
        if not _ADDRESS.fullmatch(address):
            raise Malformed(f"内容地址不对：{address!r}")
        return self.folder / address[:2] / address


def _modified(path: Path) -> float:
    """Epoch seconds; a file that vanished meanwhile is as new as can be."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: what was made, renamed or linked in it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
