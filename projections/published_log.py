"""The log as its directory shows it: what is served, proofs made from its tiles, its heads.

Any number of processes may read a log while its one writer, `projections.tile_log`, goes on.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from domain.checkpoint import Checkpoint, open_checkpoint
from domain.errors import Refusal
from domain.merkle import EMPTY_ROOT, range_root, root
from domain.merkle_proofs import (
    ConsistencyProof,
    InclusionProof,
    ProofRefused,
    consistency_ranges,
    inclusion_ranges,
)
from domain.notes import NoteRefused, VerifierKey, parse_note
from projections.tile_layout import CHECKPOINT, HEIGHT, VKEY, WIDTH, Tile

KeptHead = tuple[int, bytes, str]
"""A signed head as the archive keeps it: size, root and note."""

_SPEC = "C2SP tlog-tiles"

_Proof = TypeVar("_Proof", InclusionProof, ConsistencyProof)


class LogDamaged(Refusal):
    """What is on disk is not the log that was signed: the service must stop. Nothing was changed.

    `field` is the file at fault, relative to the log's directory.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}:{problem}", rule=_SPEC, field=path)


class PublishedLog:
    """The log as its directory shows it, for HTTP and for proofs. Never writes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def checkpoint_text(self) -> str | None:
        """The signed head as published; None before the first. Raises `LogDamaged`."""
        published = self._load(CHECKPOINT)
        try:
            return None if published is None else published.decode()
        except UnicodeDecodeError:
            raise LogDamaged(CHECKPOINT, "不是 UTF-8") from None

    def published(self) -> Checkpoint | None:
        """The published head, its signature not verified again. Raises `LogDamaged`."""
        text = self.checkpoint_text()
        try:
            return None if text is None else Checkpoint.parse(parse_note(text).text)
        except NoteRefused as refusal:
            raise LogDamaged(CHECKPOINT, refusal.message) from refusal

    def read(self, path: str) -> bytes | None:
        """What is served under a path of the log; None for what the log does not have.

        Only paths written in exactly the way of the specification are looked up. A partial tile
        that was deleted once its full tile existed is cut from that one.
        """
        if path in (CHECKPOINT, VKEY):
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
            raise LogDamaged(CHECKPOINT, "由切片算出的根不是公布的根")
        return published.size if size is None else size, node

    def _nodes(self, covered: int) -> Callable[[int, int], bytes]:
        """The roots of complete subtrees, from the tiles of the tree of `covered` entries.

        It holds the few tiles it has read, so it is made for one proof and dropped.
        """
        held: dict[Tile, list[bytes]] = {}

        def node(height: int, index: int) -> bytes:
            level, inner = divmod(height, HEIGHT)
            number, offset = divmod(index << inner, WIDTH)
            tile = Tile(level, number)
            if tile not in held:
                held[tile] = self._items(tile.wide(tile.width_in(covered)))
            return root(held[tile][offset : offset + (1 << inner)])

        return node

    def _items(self, tile: Tile) -> list[bytes]:
        data = self._load_tile(tile)
        if data is None or len(data) != tile.length:
            raise LogDamaged(tile.path, "文件缺失或长度不对")
        return tile.items(data)

    def _load_tile(self, tile: Tile) -> bytes | None:
        data = self._load(tile.path)
        if data is None and tile.width < WIDTH:
            full = self._load(tile.wide(WIDTH).path)
            return None if full is None else full[: tile.length]
        return data

    def _load(self, path: str) -> bytes | None:
        try:
            return (self._directory / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None


def _proved(proof: _Proof) -> _Proof:
    """The proof, once it holds: a changed tile must not become a proof that fails elsewhere."""
    try:
        proof.verify()
    except ProofRefused as refusal:
        raise LogDamaged("tile", f"切片相互不符，{refusal.message}") from refusal
    return proof


def open_kept_head(kept: KeptHead, key: VerifierKey) -> Checkpoint:
    """The newest head kept. Raises `LogDamaged` unless its note says the same, signed by `key`."""
    size, hashed, note = kept
    try:
        checkpoint, _ = open_checkpoint(note, key)
    except NoteRefused as refusal:
        raise LogDamaged(f"checkpoint（{size}，数据库留存）", refusal.message) from refusal
    if (checkpoint.size, checkpoint.root) != (size, hashed):
        raise LogDamaged(f"checkpoint（{size}，数据库留存）", "大小或根与签名的文本不符")
    return checkpoint


def open_earlier_head(
    published: bytes | None, kept: KeptHead | None, key: VerifierKey
) -> Checkpoint | None:
    """The published head when it is not the newest kept but, after a crash, one before it.

    Whether it is a head of the same tree is for the caller to compare. None when the newest is
    published, or nothing. Raises `LogDamaged` for any other.
    """
    if published is None:
        return None
    if kept is None:
        raise LogDamaged(CHECKPOINT, "公布了检查点，数据库里却没有留存")
    size, _, note = kept
    if published == note.encode():
        return None
    try:
        earlier, _ = open_checkpoint(published, key)
    except NoteRefused as refusal:
        raise LogDamaged(CHECKPOINT, refusal.message) from refusal
    if earlier.size >= size:
        raise LogDamaged(
            CHECKPOINT, f"公布的检查点（{earlier.size}）不是数据库留存的最新一份（{size}）"
        )
    return earlier
