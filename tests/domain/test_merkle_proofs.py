"""Proofs about the Merkle tree: agreement with the published ones, and every proof both ways."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merkle import EMPTY_ROOT, leaf_hash, leaf_hashes, range_root, root
from domain.merkle_proofs import (
    ConsistencyProof,
    InclusionProof,
    ProofRefused,
    consistency_path,
    consistency_ranges,
    inclusion_path,
    inclusion_ranges,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[2] / "../shared/vectors"
HERE = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not here")
LEAVES = leaf_hashes(i.to_bytes(4, "big") for i in range(600))
SIZES = st.integers(min_value=1, max_value=len(LEAVES))


def cases(kind: str) -> list[Any]:
    folder = VECTORS / "merkle/testdata" / kind
    files = sorted(folder.rglob("*.json")) if folder.exists() else []
    return [pytest.param(file, id=str(file.relative_to(folder))) for file in files]


def refused(check: Callable[..., object], *given: object) -> bool:
    try:
        check(*given)
    except ProofRefused:
        return True
    return False


def raw(value: str) -> bytes:
    return base64.b64decode(value)


def inclusion(index: int, size: int) -> InclusionProof:
    leaves = LEAVES[:size]
    path = tuple(inclusion_path(index, leaves))
    return InclusionProof(index, size, root(leaves), leaves[index], path)


def consistency(old: int, new: int) -> ConsistencyProof:
    path = tuple(consistency_path(old, LEAVES[:new]))
    return ConsistencyProof(old, new, root(LEAVES[:old]), root(LEAVES[:new]), path)


@HERE
def test_all_196_plain_cases_are_here() -> None:
    assert (len(cases("inclusion")), len(cases("consistency"))) == (98, 98)


@pytest.mark.parametrize("file", cases("inclusion"))
def test_published_inclusion_cases_have_our_verdict(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    path = [raw(item) for item in case["proof"] or []]
    leaf, expected = raw(case["leafHash"]), raw(case["root"])
    index, size = case["leafIdx"], case["treeSize"]
    assert refused(verify_inclusion, index, size, leaf, path, expected) == case["wantErr"]
    del case["desc"]
    want = case.pop("wantErr")
    assert refused(lambda: InclusionProof.from_json(case).verify()) == want


@pytest.mark.parametrize("file", cases("consistency"))
def test_published_consistency_cases_have_our_verdict(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    path = [raw(item) for item in case["proof"] or []]
    old, new = raw(case["root1"]), raw(case["root2"])
    sizes = case["size1"], case["size2"]
    assert refused(verify_consistency, *sizes, old, new, path) == case["wantErr"]
    # One case is right with roots that are no hashes ("don't care 2"); as JSON these are refused.
    hashes = len(old) == len(new) == 32
    del case["desc"]
    want = case.pop("wantErr") or not hashes
    assert refused(lambda: ConsistencyProof.from_json(case).verify()) == want


@given(size=SIZES, data=st.data())
def test_every_inclusion_proof_holds_and_survives_json(size: int, data: st.DataObject) -> None:
    proof = inclusion(data.draw(st.integers(0, size - 1)), size)
    proof.verify()
    assert InclusionProof.from_json(json.loads(json.dumps(proof.to_json()))) == proof


@given(new=SIZES, data=st.data())
def test_every_consistency_proof_holds_and_survives_json(new: int, data: st.DataObject) -> None:
    proof = consistency(data.draw(st.integers(1, new)), new)
    proof.verify()
    assert ConsistencyProof.from_json(json.loads(json.dumps(proof.to_json()))) == proof


@given(size=SIZES, data=st.data())
def test_an_inclusion_proof_proves_nothing_else(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(index, size)
    other = data.draw(st.integers(0, size + 3).filter(lambda i: i != index))
    leaf, path, top = proof.leaf_hash, list(proof.path), proof.root
    for changed in _changed(path, data):
        assert refused(verify_inclusion, index, size, leaf, changed, top)
    assert refused(verify_inclusion, other, size, leaf, path, top)
    assert refused(verify_inclusion, index, size, leaf_hash(b"other"), path, top)
    assert refused(verify_inclusion, index, size, leaf, path, EMPTY_ROOT)


@given(new=SIZES, data=st.data())
def test_a_consistency_proof_proves_nothing_else(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof = consistency(old, new)
    path, roots = list(proof.path), (proof.old_root, proof.new_root)
    for changed in _changed(path, data):
        assert refused(verify_consistency, old, new, *roots, changed)
    assert refused(verify_consistency, old, new, leaf_hash(b"x"), roots[1], path)
    assert refused(verify_consistency, old, new, roots[0], leaf_hash(b"x"), path)


def _changed(path: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    """The path with a hash too many, too few, cut short, or with one bit another."""
    changed = [[*path, EMPTY_ROOT], [EMPTY_ROOT, *path]]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = (int.from_bytes(path[at], "big") ^ 1 << bit).to_bytes(32, "big")
        changed += [
            path[:at] + path[at + 1 :],
            [*path[:at], flipped, *path[at + 1 :]],
            [*path[:at], path[at][:-1], *path[at + 1 :]],
            [*path[:at], path[at], *path[at:]],
        ]
    return changed


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_no_consistency_is_proved_from_the_empty_tree_or_backwards(old: int, new: int) -> None:
    with pytest.raises(ProofRefused):
        verify_consistency(old, new, EMPTY_ROOT, root(LEAVES[:new]), [])
    with pytest.raises(ProofRefused):
        consistency_path(old, LEAVES[:new])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_inclusion_is_proved_off_the_tree(index: int, size: int) -> None:
    with pytest.raises(ProofRefused):
        inclusion_path(index, LEAVES[:size])
    with pytest.raises(ProofRefused):
        verify_inclusion(index, size, LEAVES[0], [], LEAVES[0])


def test_a_refusal_names_what_was_expected_and_what_came() -> None:
    proof = inclusion(3, 7)
    with pytest.raises(ProofRefused) as refusal:
        verify_inclusion(3, 7, proof.leaf_hash, proof.path, EMPTY_ROOT)
    assert (refusal.value.expected, refusal.value.actual) == (EMPTY_ROOT.hex(), proof.root.hex())
    assert refusal.value.field == "root"
    with pytest.raises(ProofRefused) as refusal:
        verify_inclusion(3, 7, proof.leaf_hash, proof.path[:-1], proof.root)
    assert (refusal.value.expected, refusal.value.actual) == ("3", "2")


@given(size=SIZES, data=st.data())
def test_ranges_of_proofs_are_joined_from_complete_subtrees(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    ranges = [(0, size), *inclusion_ranges(index, size), *consistency_ranges(index + 1, size)]
    for start, end in ranges:
        joined = range_root(
            start, end, lambda height, i: root(LEAVES[i << height : (i + 1) << height])
        )
        assert joined == root(LEAVES[start:end])


GOOD = inclusion(2, 5).to_json()
HASH = GOOD["root"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "proof",
        {},
        GOOD | {"surplus": 1},
        {name: member for name, member in GOOD.items() if name != "root"},
        GOOD | {"leafIdx": "2"},
        GOOD | {"leafIdx": 2.0},
        GOOD | {"leafIdx": True},
        GOOD | {"leafIdx": -1},
        GOOD | {"treeSize": 2**64},
        GOOD | {"treeSize": None},
        GOOD | {"root": None},
        GOOD | {"root": ""},
        GOOD | {"root": 5},
        GOOD | {"root": "AAAA"},
        GOOD | {"root": f" {HASH}"},
        GOOD | {"root": f"{HASH}\n"},
        GOOD | {"root": str(HASH).rstrip("=")},
        GOOD | {"root": "中" * 44},
        GOOD | {"root": "A" * 42 + "B="},
        GOOD | {"root": "-" * 43 + "="},
        GOOD | {"proof": HASH},
        GOOD | {"proof": {"0": HASH}},
        GOOD | {"proof": [[HASH]]},
        GOOD | {"proof": [HASH] * 129},
    ],
)
def test_json_that_is_no_proof_is_refused(value: object) -> None:
    with pytest.raises(ProofRefused):
        InclusionProof.from_json(value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*GOOD, "size1"]), inner),
    )
)
def test_any_other_json_is_refused(value: object) -> None:
    for read in (InclusionProof.from_json, ConsistencyProof.from_json):
        assert refused(read, value)
