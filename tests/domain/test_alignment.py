"""Common runs are real, in order, as long as they can be, and found in bounded time."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alignment import Effort, Run, align, chain

ITEMS = st.text("abcd", max_size=14)
ENOUGH = 10_000_000


def common_subsequence(old: str, new: str) -> int:
    """The length of the longest one, by the table of the textbook."""
    row = [0] * (len(new) + 1)
    for one in old:
        last = row[:]
        for place, other in enumerate(new):
            row[place + 1] = last[place] + 1 if one == other else max(last[place + 1], row[place])
    return row[-1]


def check(old: str, new: str, runs: tuple[Run, ...]) -> None:
    top = left = 0
    for run in runs:
        assert run.length > 0
        assert run.old >= top
        assert run.new >= left
        assert (run.old, run.new) != (top, left) or (top, left) == (0, 0)
        top, left = run.old + run.length, run.new + run.length
        assert old[run.old : top] == new[run.new : left]
    assert top <= len(old)
    assert left <= len(new)


@given(ITEMS, ITEMS)
def test_without_anchors_the_runs_are_a_longest_common_subsequence(old: str, new: str) -> None:
    runs = align(old, new, Effort(ENOUGH), anchored=False)
    check(old, new, runs)
    assert sum(run.length for run in runs) == common_subsequence(old, new)


@given(st.text("abcdefghijk", max_size=30), st.text("abcdefghijk", max_size=30), st.booleans())
def test_runs_are_common_and_in_order(old: str, new: str, anchored: bool) -> None:
    check(old, new, align(old, new, Effort(ENOUGH), anchored=anchored))


@given(ITEMS, ITEMS, st.integers(0, 30), st.booleans())
def test_with_little_effort_the_answer_is_coarser_but_right(
    old: str, new: str, steps: int, anchored: bool
) -> None:
    check(old, new, align(old, new, Effort(steps), anchored=anchored))


@given(st.text())
def test_a_sequence_is_wholly_common_with_itself(text: str) -> None:
    runs = align(text, text, Effort(ENOUGH), anchored=True)
    assert runs == ((Run(0, 0, len(text)),) if text else ())


@given(st.permutations(range(8)))
def test_the_longest_chain_ascends_on_both_sides(order: list[int]) -> None:
    kept = chain(enumerate(order))
    assert [pair[1] for pair in kept] == sorted(pair[1] for pair in kept)
    assert len(kept) == common_subsequence("".join(map(str, order)), "01234567")


def test_what_is_there_once_outweighs_what_is_repeated() -> None:
    assert align("乙空空空", "空空空乙", Effort(ENOUGH), anchored=False) == (Run(1, 0, 3),)
    assert align("乙空空空", "空空空乙", Effort(ENOUGH), anchored=True) == (Run(0, 3, 1),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ab" * 200_000, "ba" * 200_000),
        ("a" * 400_000, "ab" * 200_000),
        ("abc" * 130_000, "cba" * 130_000),
        ("ab" * 100_000 + "c" * 100_000, "c" * 100_000 + "ba" * 100_000),
    ],
)
def test_repetition_without_end_is_given_up_in_time(old: str, new: str) -> None:
    runs = align(old, new, Effort(1_000_000), anchored=True)
    check(old, new, runs)


def test_it_keeps_as_much_of_a_real_text_as_the_standard_library() -> None:
    old = "为落实政府信息公开条例，各单位应当在二十个工作日内主动公开本条例规定的政府信息。"
    new = "为贯彻落实政府信息公开条例，各单位应在十五个工作日内公开规定的主动公开政府信息。"
    ours = sum(run.length for run in align(old, new, Effort(ENOUGH), anchored=False))
    theirs = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    assert ours >= sum(block.size for block in theirs)
