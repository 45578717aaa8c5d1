"""The transparency log on disk, in the layout that is also served: C2SP tlog-tiles.

A directory holds `checkpoint` (the signed head), `vkey` (the key it is signed with), hash tiles
`tile/<L>/<N>[.p/<W>]`, entry bundles `tile/entries/<N>[.p/<W>]`, and `.new/`, where files are
written before they get their names. Any static file server over it is a complete log.

`PublishedLog` reads the directory, in any number of processes; `TileLog` is its one writer;
`check_log` compares every file with the tree recomputed from the journal.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Protocol, Self, TypeVar

from domain.checkpoint import Checkpoint, open_checkpoint, require_origin, sign_checkpoint
from domain.errors import Refusal
from domain.merkle import EMPTY_ROOT, HASH_SIZE, leaf_hashes, range_root, root
from domain.merkle_proofs import (
    ConsistencyProof,
    InclusionProof,
    ProofRefused,
    consistency_ranges,
    inclusion_ranges,
)
from domain.notes import NoteRefused, VerifierKey, parse_note

ENTRY_SIZE = 32

_HEIGHT = 8
_WIDTH = 1 << _HEIGHT
_CHECKPOINT = "checkpoint"
_VKEY = "vkey"
_STAGING = ".new"
_SPEC = "C2SP tlog-tiles"

_Proof = TypeVar("_Proof", InclusionProof, ConsistencyProof)


class LogDamaged(Refusal):
    """What is on disk is not the log that was signed: the service must stop. Nothing was changed.

    `field` is the file at fault, relative to the log's directory.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}:{problem}", rule=_SPEC, field=path)


class Signer(Protocol):
    """The log's own key, wherever it is kept."""

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature over the message."""
        ...


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of a hash tile, or of an entry bundle if `level` is None; partial below 256 wide."""

    level: int | None
    index: int
    width: int = _WIDTH

    @property
    def path(self) -> str:
        """Where it lies and is served; index 1234067 is written x001/x234/067."""
        rest, last = divmod(self.index, 1000)
        groups = [f"{last:03}"]
        while rest:
            rest, group = divmod(rest, 1000)
            groups.insert(0, f"x{group:03}")
        kind = "entries" if self.level is None else self.level
        partial = "" if self.width == _WIDTH else f".p/{self.width}"
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
        tile = cls(level, index, _WIDTH if width is None else int(width))
        return tile if tile.path == path and tile.width <= _WIDTH else None

    @property
    def length(self) -> int:
        """Its size in bytes in this log, whose entries are all of `ENTRY_SIZE`."""
        return self.width * (2 + ENTRY_SIZE if self.level is None else HASH_SIZE)

    def wide(self, width: int) -> Self:
        """The same tile at another width."""
        return type(self)(self.level, self.index, width)

    def width_in(self, size: int) -> int:
        """How wide this tile is in a tree of `size` entries, 0 when it is not part of it."""
        hashes = size >> _HEIGHT * (self.level or 0)
        return max(0, min(_WIDTH, hashes - self.index * _WIDTH))


_TILE_PATH = re.compile(
    r"tile/(entries|[1-5]?[0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


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
            chunk = entries[done : done + _WIDTH - len(self._levels[0])]
            self._bundle += b"".join([len(entry).to_bytes(2, "big") + entry for entry in chunk])
            self._levels[0] += leaf_hashes(chunk)
            self.size += len(chunk)
            done += len(chunk)
            if len(self._levels[0]) == _WIDTH:
                yield from self._complete()

    def _complete(self) -> Iterator[tuple[Tile, bytes]]:
        yield Tile(None, self.size // _WIDTH - 1), bytes(self._bundle)
        self._bundle.clear()
        level = 0
        while len(self._levels[level]) == _WIDTH:
            hashes = self._levels[level]
            yield Tile(level, (self.size >> _HEIGHT * (level + 1)) - 1), b"".join(hashes)
            self._levels[level] = []
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            # Only full tiles are hashed into the level above.
            self._levels[level].append(root(hashes))

    def partials(self, since: int = 0) -> Iterator[tuple[Tile, bytes]]:
        """The partial tiles and bundle of this size that the tree of size `since` does not have."""
        if self._levels[0] and self.size != since:
            tile = Tile(None, self.size // _WIDTH, len(self._levels[0]))
            yield tile, bytes(self._bundle)
        for level, hashes in enumerate(self._levels):
            count = self.size >> _HEIGHT * level
            if hashes and count != since >> _HEIGHT * level:
                yield Tile(level, count // _WIDTH, len(hashes)), b"".join(hashes)

    def root(self) -> bytes:
        """The root over everything added so far."""
        smaller: list[bytes] = []
        for hashes in self._levels:
            # What the levels below could not complete is the last, smaller subtree of this one.
            subtrees = hashes + smaller
            smaller = [root(subtrees)] if subtrees else []
        return smaller[0] if smaller else EMPTY_ROOT


class PublishedLog:
    """The log as its directory shows it, for HTTP and for proofs. Never writes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def checkpoint_text(self) -> str | None:
        """The signed head as published; None before the first. Raises `LogDamaged`."""
        published = self._load(_CHECKPOINT)
        try:
            return None if published is None else published.decode()
        except UnicodeDecodeError:
            raise LogDamaged(_CHECKPOINT, "不是 UTF-8") from None

    def published(self) -> Checkpoint | None:
        """The published head, its signature not verified again. Raises `LogDamaged`."""
        text = self.checkpoint_text()
        try:
            return None if text is None else Checkpoint.parse(parse_note(text).text)
        except NoteRefused as refusal:
            raise LogDamaged(_CHECKPOINT, refusal.message) from refusal

    def read(self, path: str) -> bytes | None:
        """What is served under a path of the log; None for what the log does not have.

        Only paths written in exactly the way of the specification are looked up. A partial tile
        that was deleted once its full tile existed is cut from that one.
        """
        if path in (_CHECKPOINT, _VKEY):
            return self._load(path)
        tile = Tile.parse(path)
        return None if tile is None else self._load_tile(tile)

    def inclusion(self, index: int, size: int | None = None) -> InclusionProof:
        """That entry `index` is in the tree of `size` entries, by default the published one.

        Raises `ProofRefused` when that tree has no such entry or is not published yet, and
        `LogDamaged` when the tiles do not lead to the published root.
        """
        size, node = self._published_tree(size)
        path = [range_root(start, end, node) for start, end in inclusion_ranges(index, size)]
        top = range_root(0, size, node)
        return _proved(InclusionProof(index, size, top, node(0, index), tuple(path)))

    def consistency(self, old: int, new: int | None = None) -> ConsistencyProof:
        """That the tree of `old` entries is the beginning of that of `new`, by default all.

        Raises `ProofRefused` unless 0 < old <= new and new is published, and `LogDamaged` when the
        tiles do not lead to the published root.
        """
        new, node = self._published_tree(new)
        path = [range_root(start, end, node) for start, end in consistency_ranges(old, new)]
        roots = range_root(0, old, node), range_root(0, new, node)
        return _proved(ConsistencyProof(old, new, *roots, tuple(path)))

    def _published_tree(self, size: int | None) -> tuple[int, Callable[[int, int], bytes]]:
        published = self.published() or Checkpoint("", 0, EMPTY_ROOT)
        if size is not None and size > published.size:
            raise ProofRefused(
                "日志还没有公布到这个大小",
                expected=f"0 < size <= {published.size}",
                actual=str(size),
                rule=_SPEC,
                field="treeSize",
            )
        node = self._nodes(published.size)
        if range_root(0, published.size, node) != published.root:
            raise LogDamaged(_CHECKPOINT, "由切片算出的根不是公布的根")
        return published.size if size is None else size, node

    def _nodes(self, covered: int) -> Callable[[int, int], bytes]:
        """The roots of complete subtrees, from the tiles of the tree of `covered` entries.

        It holds the few tiles it has read, so it is made for one proof and dropped.
        """
        held: dict[Tile, list[bytes]] = {}

        def node(height: int, index: int) -> bytes:
            level, inner = divmod(height, _HEIGHT)
            number, offset = divmod(index << inner, _WIDTH)
            tile = Tile(level, number)
            tile = tile.wide(tile.width_in(covered))
            if tile not in held:
                data = self._load_tile(tile)
                if data is None or len(data) != tile.length:
                    raise LogDamaged(tile.path, "切片缺失或长度不对")
                held[tile] = _split(data, HASH_SIZE)
            return root(held[tile][offset : offset + (1 << inner)])

        return node

    def _load_tile(self, tile: Tile) -> bytes | None:
        data = self._load(tile.path)
        if data is None and tile.width < _WIDTH:
            full = self._load(tile.wide(_WIDTH).path)
            return None if full is None else full[: tile.length]
        return data

    def _load(self, path: str) -> bytes | None:
        try:
            return (self._directory / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None


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
        newest: Callable[[], tuple[int, bytes, str] | None],
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
        kept, published = self._newest(), self._load(_CHECKPOINT)
        if kept is None:
            if published is not None:
                raise LogDamaged(_CHECKPOINT, "公布了检查点,数据库里却没有留存")
            edge = RightEdge()
        else:
            edge = self._recomputed(_kept_checkpoint(kept, self._key))
            if published is not None:
                self._require_published(published, kept)
        self._publish_key()
        for file in _listed(self._directory / _STAGING):
            os.unlink(file)
        if kept is not None and published != kept[2].encode():
            self._write([(_CHECKPOINT, kept[2].encode())])
        for level in (None, *range(_levels(edge.size))):
            for index in range(edge.size >> _HEIGHT * ((level or 0) + 1)):
                self._drop_partials(Tile(level, index))
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
        self._write([(_CHECKPOINT, note.encode())])
        # The full tiles are durable and the head that needs them is published. A crash in here
        # leaves partial tiles that are right but superseded; the next start deletes them.
        for tile in completed:
            self._drop_partials(tile)
        self._edge = edge

    def check(self, entries: Iterable[bytes], sizes: Iterable[int] = ()) -> list[str]:
        """See `check_log`."""
        return check_log(self._directory, self._key, self._newest, entries, sizes)

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

    def _recomputed(self, checkpoint: Checkpoint) -> RightEdge:
        """The right edge of the tree on disk, after reading all of it."""
        edge = RightEdge()
        while edge.size < checkpoint.size:
            bundle = Tile(None, edge.size // _WIDTH)
            entries = self._entries(bundle.wide(bundle.width_in(checkpoint.size)))
            for tile, data in edge.extend(entries):
                self._require_file(tile, data)
        for tile, data in edge.partials():
            self._require_file(tile, data)
        if edge.root() != checkpoint.root:
            raise LogDamaged(
                "tile", f"由条目算出的根是 {edge.root().hex()},签名的是 {checkpoint.root.hex()}"
            )
        return edge

    def _entries(self, bundle: Tile) -> list[bytes]:
        data = self._load(bundle.path)
        if data is None or len(data) != bundle.length:
            raise LogDamaged(bundle.path, "条目文件缺失或长度不对")
        return [entry[2:] for entry in _split(data, 2 + ENTRY_SIZE)]

    def _require_file(self, tile: Tile, data: bytes) -> None:
        found = self._load(tile.path)
        if found != data:
            raise LogDamaged(tile.path, "文件缺失" if found is None else "内容与条目算出的不同")

    def _require_published(self, published: bytes, kept: tuple[int, bytes, str]) -> None:
        """A crash between keeping and publishing leaves an earlier head of the same tree."""
        if published == kept[2].encode():
            return
        try:
            earlier, _ = open_checkpoint(published, self._key)
        except NoteRefused as refusal:
            raise LogDamaged(_CHECKPOINT, refusal.message) from refusal
        if earlier.size >= kept[0]:
            raise LogDamaged(
                _CHECKPOINT, f"公布的检查点({earlier.size})不是数据库留存的最新一份({kept[0]})"
            )
        if earlier.root != range_root(0, earlier.size, self._nodes(kept[0])):
            raise LogDamaged(_CHECKPOINT, f"公布的检查点({earlier.size})的根不在这棵树里")

    def _publish_key(self) -> None:
        line = f"{self._key.text}\n".encode()
        found = self._load(_VKEY)
        if found is None:
            self._write([(_VKEY, line)])
        elif found != line:
            raise LogDamaged(_VKEY, f"应为 {self._key.text}")

    def _write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write every file whole or not at all; all are durable when this returns.

        The files are written first and synced then, so that the disk gets them in one go; only
        synced files get their names, so that after a power failure a name never leads to a torn
        file; then each directory is synced once, which makes the names durable.
        """
        directories = {self._directory}
        self._make_directory(self._directory / _STAGING, directories)
        staged: list[tuple[Path, Path]] = []
        for number, (path, data) in enumerate(files):
            temporary = self._directory / _STAGING / str(number)
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


def check_log(
    directory: Path,
    key: VerifierKey,
    newest: Callable[[], tuple[int, bytes, str] | None],
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
        newest: Callable[[], tuple[int, bytes, str] | None],
        sizes: Iterable[int],
    ) -> None:
        self._log = PublishedLog(directory)
        self._directory = directory
        self._findings: list[str] = []
        self._strays: list[str] = []
        self._heads: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
        # This order lets the archive run meanwhile: the published head is never newer than the
        # newest kept, the tiles of both are there before them, and their entries before the tiles.
        published = self._log.read(_CHECKPOINT)
        kept = newest()
        self._add_heads(key, published, kept)
        self._covered = 0 if kept is None else kept[0]
        self._sizes = [size for size in sizes if 0 < size < self._covered] + [self._covered]
        shown = self._log.read(_VKEY)
        if shown != f"{key.text}\n".encode() and (shown or published or kept):
            self._find(_VKEY, f"应为 {key.text}")
        self._widths = self._tiles_on_disk()

    def findings_over(self, entries: Iterable[bytes]) -> list[str]:
        """Draw the entries and compare tile by tile; to be called once."""
        edge, source = RightEdge(), iter(entries)
        stops = sorted(self._heads)
        self._compare_heads(edge)
        while True:
            # Batches end where a head has to be compared, and are of a tile's width otherwise.
            stop = next((size for size in stops if size > edge.size), edge.size + _WIDTH)
            batch = list(islice(source, min(_WIDTH, stop - edge.size)))
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
                    self._find(name, f"覆盖 {size} 个条目,现在只有 {edge.size} 个")
        for level, index in sorted(self._widths, key=lambda at: (at[0] is None, at)):
            for width in sorted(self._widths[level, index]):
                self._find(Tile(level, index, width).path, "超出已有的条目")
        return self._findings + self._strays

    def _find(self, path: str, problem: str) -> None:
        self._findings.append(f"{path}:{problem}")

    def _add_heads(
        self, key: VerifierKey, published: bytes | None, kept: tuple[int, bytes, str] | None
    ) -> None:
        if kept is None:
            if published is not None:
                self._find(_CHECKPOINT, "公布了检查点,数据库里却没有留存")
            return
        try:
            head = _kept_checkpoint(kept, key)
            self._heads[head.size].append((f"checkpoint({head.size},数据库留存)", head.root))
        except LogDamaged as damage:
            self._findings.append(damage.message)
        if published is None:
            self._find(_CHECKPOINT, "文件缺失")
        elif published != kept[2].encode():
            try:
                head, _ = open_checkpoint(published, key)
            except NoteRefused as refusal:
                self._find(_CHECKPOINT, refusal.message)
                return
            if head.size >= kept[0]:
                self._find(_CHECKPOINT, f"({head.size})不是数据库留存的最新一份({kept[0]})")
            self._heads[head.size].append((_CHECKPOINT, head.root))

    def _tiles_on_disk(self) -> dict[tuple[int | None, int], set[int]]:
        widths: dict[tuple[int | None, int], set[int]] = defaultdict(set)
        for path, regular in _walk(self._directory, PurePosixPath()):
            tile = Tile.parse(str(path))
            if not regular:
                self._strays.append(f"{_printable(path)}:不是普通文件")
            elif tile is not None:
                widths[tile.level, tile.index].add(tile.width)
            elif str(path) not in (_CHECKPOINT, _VKEY) and str(path.parent) != _STAGING:
                self._strays.append(f"{_printable(path)}:不属于日志的文件")
        return widths

    def _compare_heads(self, edge: RightEdge) -> None:
        for name, expected in self._heads.get(edge.size, ()):
            if edge.root() != expected:
                self._find(name, f"签名的根是 {expected.hex()},由条目算出的是 {edge.root().hex()}")

    def _compare_tile(self, known: Tile, data: bytes) -> None:
        """Compare what is on disk of one tile with its bytes, as far as there are entries."""
        present = self._widths.pop((known.level, known.index), set())
        required = {known.width_in(self._covered)} - {0}
        if _WIDTH not in required and required:
            required = {known.width_in(size) for size in self._sizes} - {0}
        for width in sorted(present | required):
            tile = known.wide(width)
            found = self._read(tile)
            if found is None:
                # A partial tile may be gone as soon as its full tile is there.
                full = None if width == _WIDTH else self._read(known.wide(_WIDTH))
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


def _kept_checkpoint(kept: tuple[int, bytes, str], key: VerifierKey) -> Checkpoint:
    """What the database keeps must be what its own note says, signed by the log's key."""
    size, hashed, note = kept
    try:
        checkpoint, _ = open_checkpoint(note, key)
    except NoteRefused as refusal:
        raise LogDamaged(f"checkpoint({size},数据库留存)", refusal.message) from refusal
    if (checkpoint.size, checkpoint.root) != (size, hashed):
        raise LogDamaged(f"checkpoint({size},数据库留存)", "大小或根与签名的文本不符")
    return checkpoint


def _proved(proof: _Proof) -> _Proof:
    """The proof, once it holds: a changed tile must not become a proof that fails elsewhere."""
    try:
        proof.verify()
    except ProofRefused as refusal:
        raise LogDamaged("tile", f"切片相互不符,{refusal.message}") from refusal
    return proof


def _split(data: bytes, length: int) -> list[bytes]:
    return [data[start : start + length] for start in range(0, len(data), length)]


def _levels(size: int) -> int:
    """How many levels of tiles a tree of `size` entries has."""
    return (max(size, 1).bit_length() - 1) // _HEIGHT + 1


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
