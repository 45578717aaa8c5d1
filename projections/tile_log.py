"""The writer of the transparency log: entries in, tiles and the signed head out, crash after crash.

What survives a crash at each step is said in `TileLog.append`; `TileLog.open` is what runs after
one, and at every other start.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from domain.checkpoint import Checkpoint, require_origin, sign_checkpoint
from domain.merkle import range_root
from domain.notes import VerifierKey
from projections.published_log import (
    KeptHead,
    LogDamaged,
    PublishedLog,
    open_earlier_head,
    open_kept_head,
)
from projections.tile_layout import (
    CHECKPOINT,
    ENTRY_SIZE,
    STAGING,
    VKEY,
    WIDTH,
    RightEdge,
    Tile,
    full_tiles,
)


class Signer(Protocol):
    """The log's own key, wherever it is kept."""

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature over the message."""
        ...


class TileLog(PublishedLog):
    """The log's one writer; its caller holds the lock of the archive.

    `keep(size, root, note)` stores a signed checkpoint and is durable when it returns; `newest()`
    reads the largest one kept. What the archive remembers having signed is what the files are
    judged by, never the other way round.
    """

    def __init__(
        self,
        directory: Path,
        origin: str,
        signer: Signer,
        public_key: bytes,
        keep: Callable[[int, bytes, str], None],
        newest: Callable[[], KeptHead | None],
    ) -> None:
        """Raises `NoteRefused` or `UnusableKey` for an origin or a key that no log may have."""
        super().__init__(directory)
        require_origin(origin)
        self._key = VerifierKey(origin, public_key)
        self._signer = signer
        self._keep = keep
        self._newest = newest
        self._edge: RightEdge | None = None

    @property
    def size(self) -> int:
        """How many entries the log has; the entry of this index is the next to be appended."""
        return self._opened().size

    def open(self) -> None:
        """Recompute the newest checkpoint kept from every bundle and tile, and publish it.

        Raises `LogDamaged`, with nothing changed, when the files do not lead to it, or when the
        published checkpoint is neither it nor an earlier one. Then what a crash left is put right:
        a checkpoint kept but not published is published, half-written files and superseded partial
        tiles are deleted. Tiles past the checkpoint stay where they are: the same entries come
        again from the journal and write the same bytes.
        """
        self._edge = None
        kept, published = self._newest(), self._load(CHECKPOINT)
        head = None if kept is None else open_kept_head(kept, self._key)
        earlier = open_earlier_head(published, kept, self._key)
        edge = RightEdge() if head is None else self._recomputed(head)
        if earlier is not None:
            self._require_same_tree(earlier, edge.size)
        self._publish_key()
        for file in _listed(self._directory / STAGING):
            os.unlink(file)
        if kept is not None and published != kept[2].encode():
            self._write([(CHECKPOINT, kept[2].encode())])
        for tile in full_tiles(edge.size):
            self._drop_partials(tile)
        self._edge = edge

    def append(self, entries: Sequence[bytes]) -> None:
        """Add entries, sign the new head and publish it; no entries change nothing.

        After an error the log must be opened again before the next call: how far this one came is
        found out there, by the same code as after a crash.
        """
        edge = self._opened()
        if any(len(entry) != ENTRY_SIZE for entry in entries):
            raise ValueError(f"a log entry is {ENTRY_SIZE} bytes")
        if not entries:
            return
        self._edge = None
        completed: list[Tile] = []
        # A crash in here leaves files in `.new`, deleted at the next start, and tiles past the
        # checkpoint, each of them whole. They will be written again with the same bytes, because
        # the journal already holds the entries and their order.
        self._write(self._grown(edge, entries, completed))
        # All tiles of the new head are durable. A crash here loses a signature nobody has seen.
        checkpoint = Checkpoint(self._key.name, edge.size, edge.root())
        note = sign_checkpoint(checkpoint, self._key.name, self._signer.sign, self._key.public_key)
        # Once it is kept the archive stands by this head, before anybody could read it: after a
        # crash from here on, the next start recomputes it from the tiles and publishes it.
        self._keep(checkpoint.size, checkpoint.root, note)
        self._write([(CHECKPOINT, note.encode())])
        # The full tiles are durable and the head that needs them is published. A crash in here
        # leaves partial tiles that are right but superseded; the next start deletes them.
        for tile in completed:
            self._drop_partials(tile)
        self._edge = edge

    def _opened(self) -> RightEdge:
        if self._edge is None:
            raise RuntimeError("open the log first, and again after a failed append")
        return self._edge

    @staticmethod
    def _grown(
        edge: RightEdge, entries: Sequence[bytes], completed: list[Tile]
    ) -> Iterator[tuple[str, bytes]]:
        before = edge.size
        for tile, data in edge.extend(entries):
            completed.append(tile)
            yield tile.path, data
        for tile, data in edge.partials(since=before):
            yield tile.path, data

    def _recomputed(self, head: Checkpoint) -> RightEdge:
        """The right edge of the tree on disk, after reading all of it."""
        edge = RightEdge()
        while edge.size < head.size:
            bundle = Tile(None, edge.size // WIDTH)
            entries = self._items(bundle.wide(bundle.width_in(head.size)))
            for tile, data in edge.extend(entries):
                self._require_file(tile, data)
        for tile, data in edge.partials():
            self._require_file(tile, data)
        if edge.root() != head.root:
            raise LogDamaged(
                "tile", f"由条目算出的根是 {edge.root().hex()}，签名的是 {head.root.hex()}"
            )
        return edge

    def _require_file(self, tile: Tile, data: bytes) -> None:
        found = self._load(tile.path)
        if found != data:
            raise LogDamaged(tile.path, "文件缺失" if found is None else "内容与条目算出的不同")

    def _require_same_tree(self, earlier: Checkpoint, size: int) -> None:
        if earlier.root != range_root(0, earlier.size, self._nodes(size)):
            raise LogDamaged(CHECKPOINT, f"公布的检查点（{earlier.size}）的根不在这棵树里")

    def _publish_key(self) -> None:
        line = f"{self._key.text}\n".encode()
        found = self._load(VKEY)
        if found is None:
            self._write([(VKEY, line)])
        elif found != line:
            raise LogDamaged(VKEY, f"应为 {self._key.text}")

    def _write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write every file whole or not at all; all are durable when this returns.

        The files are written first and synced then, so that the disk gets them in one go; only
        synced files get their names, so that after a power failure a name never leads to a torn
        file; then each directory is synced once, which makes the names durable.
        """
        directories = {self._directory}
        self._make_directory(self._directory / STAGING, directories)
        staged: list[tuple[Path, Path]] = []
        for number, (path, data) in enumerate(files):
            temporary = self._directory / STAGING / str(number)
            temporary.write_bytes(data)
            staged.append((temporary, self._directory / path))
        for temporary, _ in staged:
            _sync(temporary)
        for temporary, final in staged:
            self._make_directory(final.parent, directories)
            os.replace(temporary, final)
            directories.add(final.parent)
        for directory in directories:
            _sync(directory)

    def _make_directory(self, directory: Path, changed: set[Path]) -> None:
        if not directory.is_dir():
            self._make_directory(directory.parent, changed)
            directory.mkdir()
            changed.add(directory.parent)

    def _drop_partials(self, tile: Tile) -> None:
        """Delete what a full tile supersedes; anything else in there is for the audit to find."""
        folder = self._directory / f"{tile.path}.p"
        for file in _listed(folder):
            if Tile.parse(f"{tile.path}.p/{file.name}") is not None:
                os.unlink(file)
        with suppress(OSError):
            os.rmdir(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _listed(folder: Path) -> list[Path]:
    """The regular files of a folder, none when it does not exist."""
    try:
        with os.scandir(folder) as found:
            return [Path(item.path) for item in found if item.is_file(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
