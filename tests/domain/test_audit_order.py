"""Positions must be dense, and every head ever signed a head of the tree as it is."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit import Findings
from domain.audit_order import Head, HeadsWatch, allot, check_kept
from domain.checkpoint import Checkpoint, sign_checkpoint
from domain.merkle import leaf_hashes, root
from domain.notes import VerifierKey
from tests.town import ORIGIN, signer

LEAVES = leaf_hashes([hashlib.sha256(bytes([n])).digest() for n in range(40)])
LOG = signer("log")
KEY = VerifierKey(ORIGIN, LOG.public_key)


def allotted(acts: list[Any], positions: list[int], end: int) -> tuple[list[Any], list[Any]]:
    """(what each act got, where something is wrong) for acts (first, count) and positions."""
    findings = Findings()
    events: Any = iter([(position, "") for position in positions])
    got = [
        (act[0], [event[0] for event in own]) for act, own in allot(acts, events, 1, end, findings)
    ]
    return got, [found.position for found in findings.in_order()]


@given(st.lists(st.integers(1, 5), max_size=8))
def test_acts_that_follow_each_other_get_their_events(counts: list[int]) -> None:
    firsts = [1 + sum(counts[:number]) for number in range(len(counts))]
    end = 1 + sum(counts)
    got, wrong = allotted(list(zip(firsts, counts, strict=True)), list(range(1, end)), end)
    assert wrong == []
    assert [position for _, own in got for position in own] == list(range(1, end))


@pytest.mark.parametrize(
    ("acts", "positions", "end", "wrong"),
    [
        ([(1, 2), (3, 1)], [1, 3], 4, [2]),
        ([(1, 2), (3, 1)], [2, 3], 4, [1]),
        ([(1, 2)], [1, 2, 3], 4, [3, 3]),
        ([(2, 2)], [1, 2, 3], 4, [1, 1]),
        ([(1, 3), (3, 1)], [1, 2, 3], 4, [3, 3]),
        ([], [1], 2, [1, 1]),
        ([(1, 2**62)], [1], 2, [2, 2]),
        ([(1, -1)], [1], 2, [1, 1, 1]),
        ([(1, "2")], [1], 2, [1, 1]),
    ],
)
def test_what_is_missing_or_too_much_is_found_where_it_is(
    acts: list[Any], positions: list[int], end: int, wrong: list[int]
) -> None:
    assert allotted(acts, positions, end)[1] == wrong


@given(st.sets(st.integers(1, len(LEAVES))), st.integers(0, len(LEAVES)))
def test_true_heads_pass_and_heads_beyond_the_end_do_not(sizes: set[int], size: int) -> None:
    findings = Findings()
    heads = [Head(one, root(LEAVES[:one]), "kept") for one in sorted(sizes)]
    watch = HeadsWatch(heads, findings)
    watch.grow(LEAVES[:size])
    assert watch.end() == (size, root(LEAVES[:size]))
    beyond = [one for one in sizes if one > size]
    assert findings.total == len(beyond)
    assert all(found.position == size + 1 for found in findings.in_order())


@given(st.integers(1, len(LEAVES)), st.binary(min_size=32, max_size=32))
def test_a_head_with_another_root_is_found(size: int, other: bytes) -> None:
    findings = Findings()
    watch = HeadsWatch([Head(size, other, "kept")], findings)
    watch.grow(LEAVES)
    watch.end()
    assert findings.total == (other != root(LEAVES[:size]))


def kept_findings(size: Any, hashed: Any, note: Any) -> int:
    findings = Findings()
    check_kept(size, hashed, note, KEY, findings)
    return findings.total


def test_a_kept_checkpoint_is_exactly_what_the_log_signed() -> None:
    hashed = root(LEAVES)
    note = sign_checkpoint(Checkpoint(ORIGIN, 40, hashed), ORIGIN, LOG.sign, LOG.public_key)
    assert kept_findings(40, hashed, note) == 0
    for size, other, text in (
        (41, hashed, note),
        (40, bytes(32), note),
        (40, hashed, note + note.splitlines(keepends=True)[-1]),
        (40, hashed, note + "— other.example AAAAAAAA\n"),
        (40, hashed, note.replace("40", "41")),
        (40, hashed, ""),
        (None, hashed, note),
        (40, None, note),
        (40, hashed, None),
    ):
        assert kept_findings(size, other, text) >= 1
