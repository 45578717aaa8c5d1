"""The Merkle tree of RFC 6962 §2.1 (RFC 9162 §2.1) over SHA-256: leaf hashes, nodes and roots.

A leaf is hashed with the prefix 0x00 and an inner node with 0x01, so that no entry can pass for a
node; the hash of the empty tree is SHA-256 of nothing; an odd node moves up unchanged.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry), RFC 6962 §2.1."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """`leaf_hash` of each entry."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 6962 §2.1."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in order, `EMPTY_ROOT` of none.

    Also the root over complete subtrees of one size of which the last may be smaller: the tree
    splits at powers of two, so that pairing from the left builds the same tree.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) & 1 else []
        one = iter(level)
        pairs = zip(one, one, strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level += odd
    return level[0]


class CompactRange:
    """The root of a growing tree in O(log n) memory: it keeps the complete subtrees' roots only."""

    __slots__ = ("_subtrees", "size")

    def __init__(self) -> None:
        self.size = 0
        # One root for each 1-bit of `size`, the largest subtree first.
        self._subtrees: list[bytes] = []

    def append(self, hash_of_leaf: bytes) -> None:
        """Add the next leaf by its leaf hash."""
        subtrees, size, node = self._subtrees, self.size, hash_of_leaf
        while size & 1:
            node = sha256(b"\x01" + subtrees.pop() + node).digest()
            size >>= 1
        subtrees.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over everything appended so far."""
        return _join(self._subtrees)


def range_root(start: int, end: int, node: Callable[[int, int], bytes]) -> bytes:
    """The root over the range of a proof, or over a whole tree when `start` is 0.

    `node(height, i)` is the root of the complete subtree over the leaves [i << height,
    (i + 1) << height).
    """
    return _join([node(height, index) for height, index in _complete_subtrees(start, end)])


def _complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    # A range of a proof begins at a multiple of a power of two not below its length: from the left
    # its complete subtrees only get smaller, and each begins at a multiple of its size.
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def _join(subtrees: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that get smaller from left to right."""
    if not subtrees:
        return EMPTY_ROOT
    node = subtrees[-1]
    for left in subtrees[-2::-1]:
        node = node_hash(left, node)
    return node
