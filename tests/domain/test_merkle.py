"""The Merkle tree: its roots are those of the definition and the published ones."""

import json
from pathlib import Path

import pytest

from domain.merkle import EMPTY_ROOT, CompactRange, leaf_hash, leaf_hashes, node_hash, root

VECTORS = Path(__file__).parents[2] / "../shared/vectors"
HERE = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not here")
LEAVES = leaf_hashes(i.to_bytes(4, "big") for i in range(600))


def by_definition(hashes: list[bytes]) -> bytes:
    """MTH as RFC 6962 §2.1 words it: split at the largest power of two below n."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return node_hash(by_definition(hashes[:k]), by_definition(hashes[k:]))


def test_the_root_is_the_definition_for_every_size_up_to_600() -> None:
    compact = CompactRange()
    for size in range(len(LEAVES) + 1):
        expected = by_definition(LEAVES[:size])
        assert root(LEAVES[:size]) == expected
        assert (compact.size, compact.root()) == (size, expected)
        if size < len(LEAVES):
            compact.append(LEAVES[size])


def test_root_leaves_the_list_it_was_given_alone() -> None:
    before = LEAVES[:7]
    root(before)
    assert before == LEAVES[:7]


@HERE
def test_the_published_roots_of_rfc_6962_are_ours() -> None:
    vectors = json.loads((VECTORS / "rfc6962/roots.json").read_text(encoding="utf-8"))
    leaves = [leaf_hash(bytes.fromhex(item)) for item in vectors["leaf_inputs_hex"]]
    roots = [root(leaves[:size]).hex() for size in range(len(leaves) + 1)]
    assert roots == vectors["root_hash_hex_by_size"]
    assert len(roots) == 9
