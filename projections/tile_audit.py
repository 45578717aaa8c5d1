"""The audit of the log: every file of its directory compared with the tree over the journal."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path, PurePosixPath

from domain.notes import VerifierKey
from projections.published_log import (
    KeptHead,
    LogDamaged,
    PublishedLog,
    open_earlier_head,
    open_kept_head,
)
from projections.tile_layout import CHECKPOINT, STAGING, VKEY, WIDTH, RightEdge, Tile


def check_log(
    directory: Path,
    key: VerifierKey,
    newest: Callable[[], KeptHead | None],
    entries: Iterable[bytes],
    sizes: Iterable[int] = (),
) -> list[str]:
    """Compare every file of the log with the tree over `entries`; each finding begins with a path.

    Findings come in the order of the log, files that belong to no tree last; an empty list means
    that every file is as it must be. `entries` are all log entries of the journal in order, drawn
    once and only after the directory was read, so that the archive may go on running; `sizes` are
    those of earlier checkpoints kept, whose partial tiles must still be there.

    Not findings, because a crash or a running archive leaves them: files in `.new`; partial tiles
    of any width, and tiles past the newest checkpoint, with the bytes the tree has there; a
    published checkpoint that is an earlier head of the same tree. A missing `checkpoint` is one.
    """
    return _Audit(directory, key, newest, sizes).findings_over(entries)


class _Audit:
    """One comparison of a directory with a tree."""

    def __init__(
        self,
        directory: Path,
        key: VerifierKey,
        newest: Callable[[], KeptHead | None],
        sizes: Iterable[int],
    ) -> None:
        self._log = PublishedLog(directory)
        self._directory = directory
        self._findings: list[str] = []
        self._strays: list[str] = []
        self._heads: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
        # This order lets the archive run meanwhile: the published head is never newer than the
        # newest kept, the tiles of both are there before them, and their entries before the tiles.
        published = self._log.read(CHECKPOINT)
        kept = newest()
        self._add_heads(key, published, kept)
        self._covered = 0 if kept is None else kept[0]
        self._sizes = [size for size in sizes if 0 < size < self._covered] + [self._covered]
        shown = self._log.read(VKEY)
        if shown != f"{key.text}\n".encode() and (shown or published or kept):
            self._find(VKEY, f"应为 {key.text}")
        self._widths = self._tiles_on_disk()

    def findings_over(self, entries: Iterable[bytes]) -> list[str]:
        """Draw the entries and compare tile by tile; to be called once."""
        edge, source = RightEdge(), iter(entries)
        stops = sorted(self._heads)
        self._compare_heads(edge)
        while True:
            # Batches end where a head has to be compared, and are of a tile's width otherwise.
            stop = next((size for size in stops if size > edge.size), edge.size + WIDTH)
            batch = list(islice(source, min(WIDTH, stop - edge.size)))
            if not batch:
                break
            for tile, data in edge.extend(batch):
                self._compare_tile(tile, data)
            self._compare_heads(edge)
        for tile, data in edge.partials():
            self._compare_tile(tile, data)
        for size in stops:
            if size > edge.size:
                for name, _ in self._heads[size]:
                    self._find(name, f"覆盖 {size} 个条目，现在只有 {edge.size} 个")
        for level, index in sorted(self._widths, key=lambda at: (at[0] is None, at)):
            for width in sorted(self._widths[level, index]):
                self._find(Tile(level, index, width).path, "超出已有的条目")
        return self._findings + self._strays

    def _find(self, path: str, problem: str) -> None:
        self._findings.append(f"{path}:{problem}")

    def _add_heads(self, key: VerifierKey, published: bytes | None, kept: KeptHead | None) -> None:
        with self._finding_damage():
            if kept is not None:
                head = open_kept_head(kept, key)
                self._heads[head.size].append((f"checkpoint（{head.size}，数据库留存）", head.root))
        with self._finding_damage():
            earlier = open_earlier_head(published, kept, key)
            if earlier is not None:
                self._heads[earlier.size].append((CHECKPOINT, earlier.root))
        if published is None and kept is not None:
            self._find(CHECKPOINT, "文件缺失")

    @contextmanager
    def _finding_damage(self) -> Iterator[None]:
        try:
            yield
        except LogDamaged as damage:
            self._findings.append(damage.message)

    def _tiles_on_disk(self) -> dict[tuple[int | None, int], set[int]]:
        widths: dict[tuple[int | None, int], set[int]] = defaultdict(set)
        for path, regular in _walk(self._directory, PurePosixPath()):
            tile = Tile.parse(str(path))
            if not regular:
                self._strays.append(f"{_printable(path)}:不是普通文件")
            elif tile is not None:
                widths[tile.level, tile.index].add(tile.width)
            elif str(path) not in (CHECKPOINT, VKEY) and str(path.parent) != STAGING:
                self._strays.append(f"{_printable(path)}:不属于日志的文件")
        return widths

    def _compare_heads(self, edge: RightEdge) -> None:
        for name, expected in self._heads.get(edge.size, ()):
            if edge.root() != expected:
                self._find(name, f"签名的根是 {expected.hex()}，由条目算出的是 {edge.root().hex()}")

    def _compare_tile(self, known: Tile, data: bytes) -> None:
        """Compare what is on disk of one tile with its bytes, as far as there are entries."""
        present = self._widths.pop((known.level, known.index), set())
        required = {known.width_in(self._covered)} - {0}
        if WIDTH not in required and required:
            required = {known.width_in(size) for size in self._sizes} - {0}
        for width in sorted(present | required):
            tile = known.wide(width)
            found = self._read(tile)
            if found is None:
                # A partial tile may be gone as soon as its full tile is there.
                full = None if width == WIDTH else self._read(known.wide(WIDTH))
                if full is None:
                    self._find(tile.path, "文件缺失")
            elif width > known.width:
                self._find(tile.path, "超出已有的条目")
            elif found != data[: tile.length]:
                self._find(tile.path, "内容与条目算出的不同")

    def _read(self, tile: Tile) -> bytes | None:
        """At most one byte more than the tile may have, whatever lies there."""
        path = self._directory / tile.path
        if not path.is_file() or path.is_symlink():
            return None
        with suppress(FileNotFoundError), path.open("rb") as file:
            return file.read(tile.length + 1)
        return None


def _walk(folder: Path, relative: PurePosixPath) -> Iterator[tuple[PurePosixPath, bool]]:
    """Everything below a folder that is no directory, and whether it is a regular file."""
    try:
        with os.scandir(folder) as found:
            items = sorted(found, key=lambda item: item.name)
    except FileNotFoundError:
        return
    for item in items:
        if item.is_dir(follow_symlinks=False):
            yield from _walk(Path(item.path), relative / item.name)
        else:
            yield relative / item.name, item.is_file(follow_symlinks=False)


def _printable(path: PurePosixPath) -> str:
    """A name on disk may be any bytes."""
    return os.fsencode(path).decode(errors="backslashreplace")
