"""Proofs about the Merkle tree (RFC 9162 §2.1.3, §2.1.4): made, verified, and written as JSON.

A proof consists of the roots over ranges of leaves. Making one looks them up in a list of leaves or
in tiles; verifying one joins what it brings in the places these ranges say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from domain.base64 import base64_text, unbase64
from domain.errors import Refusal
from domain.merkle import HASH_SIZE, node_hash, root

_FORM = "design: proofs in JSON"
_UINT64_END = 1 << 64


class ProofRefused(Refusal):
    """A proof does not prove what it claims, or is not a proof at all.

    `expected` and `actual` are the two values that differ: hashes in hex, or numbers as text.
    """

    def __init__(
        self, message: str, *, expected: str = "", actual: str = "", rule: str, field: str = ""
    ) -> None:
        detail = f":应为 {expected}，实为 {actual}" if expected or actual else ""
        super().__init__(message + detail, rule=rule, field=field)
        self.expected = expected
        self.actual = actual


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges [start, end) whose roots are PATH(index, D[size]), RFC 9162 §2.1.3.1.

    Leaf side first. Raises `ProofRefused` when a tree of `size` has no such leaf.
    """
    if not 0 <= index < size:
        raise ProofRefused(
            "树里没有这个叶子",
            expected=f"0 <= leafIdx < {size}",
            actual=str(index),
            rule="RFC 9162 2.1.3.1",
            field="leafIdx",
        )
    start, end = 0, size
    ranges = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The leaf ranges [start, end) whose roots are PROOF(old, D[new]), RFC 9162 §2.1.4.1.

    Raises `ProofRefused` unless 0 < old <= new: every tree continues the empty one, so that a proof
    from size 0 would prove nothing.
    """
    if not 0 < old <= new:
        raise ProofRefused(
            "不能证明这两个大小的树前后一致",
            expected=f"0 < size1 <= {new}",
            actual=str(old),
            rule="RFC 9162 2.1.4.1",
            field="size1",
        )
    start, end = 0, new
    ranges = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start > 0:
        # Otherwise the old tree is itself a node of the new one, and the verifier knows its root.
        ranges.append((start, end))
    return ranges[::-1]


def inclusion_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH(index, D[n]) from all n leaf hashes. Raises `ProofRefused` if there is no such leaf."""
    return [root(hashes[start:end]) for start, end in inclusion_ranges(index, len(hashes))]


def consistency_path(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PROOF(old, D[n]) from all n leaf hashes. Raises `ProofRefused` unless 0 < old <= n."""
    return [root(hashes[start:end]) for start, end in consistency_ranges(old, len(hashes))]


def verify_inclusion(
    index: int, size: int, hash_of_leaf: bytes, path: Sequence[bytes], expected_root: bytes
) -> None:
    """Check that the path leads from the leaf to the root (RFC 9162 §2.1.3.2).

    Raises `ProofRefused`; a hash too many or too few is refused before anything is hashed.
    """
    rule = "RFC 9162 2.1.3.2"
    ranges = inclusion_ranges(index, size)
    _require_hashes(path, len(ranges), rule)
    _require_hash(hash_of_leaf, rule, "leafHash")
    node = hash_of_leaf
    for (start, _), sibling in zip(ranges, path, strict=True):
        node = node_hash(sibling, node) if start < index else node_hash(node, sibling)
    _require_equal(node, expected_root, "包含证明算不出这个根", rule, "root")


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Check that the tree of `old` leaves is the beginning of the one of `new` (§2.1.4.2).

    Raises `ProofRefused`, also for old = 0; a hash too many or too few is refused at once.
    """
    rule = "RFC 9162 2.1.4.2"
    ranges = consistency_ranges(old, new)
    _require_hashes(path, len(ranges), rule)
    steps = list(zip(ranges, path, strict=True))
    # Either the old root is a node of the new tree, or the proof begins with the part of the old
    # tree that is one. From there up, what lies left belongs to both trees, what lies right only to
    # the new one.
    old_node = new_node = old_root
    if steps and steps[0][0][1] == old:
        old_node = new_node = steps.pop(0)[1]
    for (start, _), sibling in steps:
        if start < old:
            old_node = node_hash(sibling, old_node)
            new_node = node_hash(sibling, new_node)
        else:
            new_node = node_hash(new_node, sibling)
    _require_equal(old_node, old_root, "一致性证明算不出旧根", rule, "root1")
    _require_equal(new_node, new_root, "一致性证明算不出新根", rule, "root2")


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That an entry is the leaf `leaf_index` of the tree with this size and root."""

    leaf_index: int
    tree_size: int
    root: bytes
    leaf_hash: bytes
    path: tuple[bytes, ...]

    def verify(self) -> None:
        """Raises `ProofRefused` unless the path leads from the leaf to the root."""
        verify_inclusion(self.leaf_index, self.tree_size, self.leaf_hash, self.path, self.root)

    def to_json(self) -> dict[str, object]:
        """The members of transparency-dev/merkle's test data, hashes in standard base64."""
        return {
            "leafIdx": self.leaf_index,
            "treeSize": self.tree_size,
            "root": base64_text(self.root),
            "leafHash": base64_text(self.leaf_hash),
            "proof": [base64_text(item) for item in self.path],
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`, of parsed JSON. Raises `ProofRefused` on any other form."""
        members = _members(value, ("leafIdx", "treeSize", "root", "leafHash", "proof"))
        return cls(
            leaf_index=_number(members, "leafIdx"),
            tree_size=_number(members, "treeSize"),
            root=_decoded(members["root"], "root"),
            leaf_hash=_decoded(members["leafHash"], "leafHash"),
            path=_path(members["proof"]),
        )


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the tree of `old_size` leaves is the beginning of the tree of `new_size` leaves."""

    old_size: int
    new_size: int
    old_root: bytes
    new_root: bytes
    path: tuple[bytes, ...]

    def verify(self) -> None:
        """Raises `ProofRefused` unless the path ties both roots together."""
        verify_consistency(self.old_size, self.new_size, self.old_root, self.new_root, self.path)

    def to_json(self) -> dict[str, object]:
        """The members of transparency-dev/merkle's test data, hashes in standard base64."""
        return {
            "size1": self.old_size,
            "size2": self.new_size,
            "root1": base64_text(self.old_root),
            "root2": base64_text(self.new_root),
            "proof": [base64_text(item) for item in self.path],
        }

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of `to_json`, of parsed JSON. Raises `ProofRefused` on any other form."""
        members = _members(value, ("size1", "size2", "root1", "root2", "proof"))
        return cls(
            old_size=_number(members, "size1"),
            new_size=_number(members, "size2"),
            old_root=_decoded(members["root1"], "root1"),
            new_root=_decoded(members["root2"], "root2"),
            path=_path(members["proof"]),
        )


def _split(count: int) -> int:
    """The largest power of two below `count` > 1, where RFC 6962 §2.1 splits the tree."""
    return 1 << ((count - 1).bit_length() - 1)


def _require_hashes(path: Sequence[bytes], count: int, rule: str) -> None:
    if len(path) != count:
        raise ProofRefused(
            "证明里的散列个数不对",
            expected=str(count),
            actual=str(len(path)),
            rule=rule,
            field="proof",
        )
    for item in path:
        _require_hash(item, rule, "proof")


def _require_hash(value: bytes, rule: str, field: str) -> None:
    if len(value) != HASH_SIZE:
        raise ProofRefused(
            "散列的字节数不对",
            expected=str(HASH_SIZE),
            actual=str(len(value)),
            rule=rule,
            field=field,
        )


def _require_equal(actual: bytes, expected: bytes, message: str, rule: str, field: str) -> None:
    if actual != expected:
        raise ProofRefused(
            message, expected=expected.hex(), actual=actual.hex(), rule=rule, field=field
        )


def _members(value: object, names: tuple[str, ...]) -> dict[object, object]:
    if not isinstance(value, dict) or value.keys() != set(names):
        actual = "、".join(map(repr, value)) if isinstance(value, dict) else type(value).__name__
        raise ProofRefused(
            "证明的成员不对", expected="、".join(names), actual=actual[:200], rule=_FORM
        )
    return value


def _number(members: dict[object, object], name: str) -> int:
    value = members[name]
    # bool is an int to Python, and a float would lose the low bits of a large tree.
    if type(value) is not int or not 0 <= value < _UINT64_END:
        raise ProofRefused(f"{name} 不是 0 到 2^64-1 之间的整数", rule=_FORM, field=name)
    return value


def _path(value: object) -> tuple[bytes, ...]:
    # Go writes its empty list as null, and upstream's own files hold it.
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ProofRefused("proof 不是列表", rule=_FORM, field="proof")
    if len(value) > 2 * 64:
        raise ProofRefused("proof 比任何树的证明都长", rule=_FORM, field="proof")
    return tuple(_decoded(item, "proof") for item in value)


def _decoded(value: object, field: str) -> bytes:
    decoded = unbase64(value) if isinstance(value, str) else None
    if decoded is None or len(decoded) != HASH_SIZE:
        raise ProofRefused(f"{field} 不是 32 字节的 base64", rule=_FORM, field=field)
    return decoded
