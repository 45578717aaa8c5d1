"""The layout of the log (C2SP tlog-tiles): its tiles, what stands in each, where they lie.

A directory holds `checkpoint` (the signed head), `vkey` (the key it is signed with), hash tiles
`tile/<L>/<N>[.p/<W>]`, entry bundles `tile/entries/<N>[.p/<W>]`, and `.new/`, where files are
written before they get their names. Any static file server over it is a complete log.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from domain.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hashes, root

ENTRY_SIZE = 32
HEIGHT = 8
"""How many levels of the tree one level of tiles covers."""
WIDTH = 1 << HEIGHT
CHECKPOINT = "checkpoint"
VKEY = "vkey"
STAGING = ".new"

_PREFIX_SIZE = 2
"""Bytes before each entry of a bundle, which say how long it is."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of a hash tile, or of an entry bundle if `level` is None; partial below 256 wide."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies and is served; index 1234067 is written x001/x234/067."""
        rest, last = divmod(self.index, 1000)
        groups = [f"{last:03}"]
        while rest:
            rest, group = divmod(rest, 1000)
            groups.insert(0, f"x{group:03}")
        kind = "entries" if self.level is None else self.level
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{'/'.join(groups)}{partial}"

    @classmethod
    def parse(cls, path: str) -> Self | None:
        """The inverse of `path`; None for anything not written in exactly this way."""
        match = _TILE_PATH.fullmatch(path)
        if match is None:
            return None
        kind, number, width = match.groups()
        level = None if kind == "entries" else int(kind)
        index = int(number.replace("/", "").replace("x", ""))
        tile = cls(level, index, WIDTH if width is None else int(width))
        return tile if tile.path == path and tile.width <= WIDTH else None

    @property
    def length(self) -> int:
        """Its size in bytes in this log, whose entries are all of `ENTRY_SIZE`."""
        return self.width * (_PREFIX_SIZE + ENTRY_SIZE if self.level is None else HASH_SIZE)

    def items(self, data: bytes) -> list[bytes]:
        """The hashes or entries that stand in its bytes, which are `length` long."""
        start, size = (_PREFIX_SIZE, ENTRY_SIZE) if self.level is None else (0, HASH_SIZE)
        return [data[at : at + size] for at in range(start, len(data), start + size)]

    def wide(self, width: int) -> Self:
        """The same tile at another width."""
        return type(self)(self.level, self.index, width)

    def width_in(self, size: int) -> int:
        """How wide this tile is in a tree of `size` entries, 0 when it is not part of it."""
        hashes = size >> HEIGHT * (self.level or 0)
        return max(0, min(WIDTH, hashes - self.index * WIDTH))


_TILE_PATH = re.compile(
    r"tile/(entries|[1-5]?[0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


def full_tiles(size: int) -> Iterator[Tile]:
    """Every full tile and bundle of a tree of `size` entries."""
    levels = (max(size, 1).bit_length() - 1) // HEIGHT + 1
    for level in (None, *range(levels)):
        for index in range(size >> HEIGHT * ((level or 0) + 1)):
            yield Tile(level, index)


class RightEdge:
    """A tree that grows to the right, as tiles; only the right-most tile of each level is kept.

    Every other tile is handed out once, when it becomes full. Entries are up to 65535 bytes long.
    """

    def __init__(self) -> None:
        self.size = 0
        self._bundle = bytearray()
        self._levels: list[list[bytes]] = [[]]

    def extend(self, entries: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add entries and hand out the tiles and bundles that become full; draw it to the end."""
        done = 0
        while done < len(entries):
            chunk = entries[done : done + WIDTH - len(self._levels[0])]
            self._bundle += b"".join(
                [len(entry).to_bytes(_PREFIX_SIZE, "big") + entry for entry in chunk]
            )
            self._levels[0] += leaf_hashes(chunk)
            self.size += len(chunk)
            done += len(chunk)
            if len(self._levels[0]) == WIDTH:
                yield from self._complete()

    def _complete(self) -> Iterator[tuple[Tile, bytes]]:
        yield Tile(None, self.size // WIDTH - 1), bytes(self._bundle)
        self._bundle.clear()
        level = 0
        while len(self._levels[level]) == WIDTH:
            hashes = self._levels[level]
            yield Tile(level, (self.size >> HEIGHT * (level + 1)) - 1), b"".join(hashes)
            self._levels[level] = []
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            # Only full tiles are hashed into the level above.
            self._levels[level].append(root(hashes))

    def partials(self, since: int = 0) -> Iterator[tuple[Tile, bytes]]:
        """The partial tiles and bundle of this size that the tree of size `since` does not have."""
        if self._levels[0] and self.size != since:
            tile = Tile(None, self.size // WIDTH, len(self._levels[0]))
            yield tile, bytes(self._bundle)
        for level, hashes in enumerate(self._levels):
            count = self.size >> HEIGHT * level
            if hashes and count != since >> HEIGHT * level:
                yield Tile(level, count // WIDTH, len(hashes)), b"".join(hashes)

    def root(self) -> bytes:
        """The root over everything added so far."""
        smaller: list[bytes] = []
        for hashes in self._levels:
            # What the levels below could not complete is the last, smaller subtree of this one.
            subtrees = hashes + smaller
            smaller = [root(subtrees)] if subtrees else []
        return smaller[0] if smaller else EMPTY_ROOT
