"""Known words are found within what was typed without blanks, and not where there are none."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parts import LONGEST_TAKEN_APART, Piece, cuts, wordings
from search.tables import tables

KNOWN = {"公租房": ("公共租赁住房",), "低保": ("最低生活保障",), "医保": ("医疗保险",)}


def _known(stretch: str) -> Sequence[str]:
    return {**KNOWN, "中医": ("中医",)}.get(stretch, ())


@pytest.mark.parametrize(
    ("typed", "pieces"),
    [
        ("公租房", [("公租房", "公共租赁住房")]),
        ("公租房租金", [("公租房", "公共租赁住房"), ("租金",)]),
        ("公租房的租金", [("公租房", "公共租赁住房"), ("租金",)]),
        ("申请低保", [("申请",), ("低保", "最低生活保障")]),
        ("办低保", [("低保", "最低生活保障")]),
        ("低保户", [("低保户", "最低生活保障户")]),
        ("低保和医保", [("低保", "最低生活保障"), ("医保", "医疗保险")]),
        ("低保户医保", [("低保户", "最低生活保障户"), ("医保", "医疗保险")]),
        ("县医保", [("县医保", "县医疗保险")]),
    ],
)
def test_a_word_is_taken_apart(typed: str, pieces: list[tuple[str, ...]]) -> None:
    wanted = tuple(Piece(text, tuple(others)) for text, *others in pieces)
    assert cuts(typed, _known)[0] == wanted


@pytest.mark.parametrize("typed", ["租金", "中医保健", "", "公"])
def test_a_word_without_a_known_one_is_left_whole(typed: str) -> None:
    assert cuts(typed, _known) == ()


def test_overlapping_words_give_each_its_way() -> None:
    def known(stretch: str) -> Sequence[str]:
        return {"租房补贴": ("租赁补贴",), "公租房": ("公共租赁住房",)}.get(stretch, ())

    ways = cuts("公租房补贴", known)
    assert (Piece("公租房", ("公共租赁住房",)), Piece("补贴")) in ways
    assert (Piece("公租房补贴", ("公租赁补贴",)),) in ways


def test_wordings_keep_what_stands_around() -> None:
    assert wordings("公租房的租金", _known, 9) == ("公共租赁住房的租金",)
    assert wordings("低保和医保", _known, 2) == ("最低生活保障和医保", "低保和医疗保险")
    assert len(wordings("低保和医保", _known, 9)) == 3


def test_the_shipped_words_that_are_not_taken_apart() -> None:
    assert cuts("中医保健", tables().others) == ()
    assert cuts("今年报名", tables().others) == ()


@given(st.text(alphabet="甲乙丙丁的", max_size=LONGEST_TAKEN_APART + 4), st.data())
def test_every_cut_has_the_text_in_order(run: str, data: st.DataObject) -> None:
    words = data.draw(
        st.dictionaries(
            st.text(alphabet="甲乙丙丁", min_size=2, max_size=4),
            st.lists(st.text(alphabet="子丑", min_size=2, max_size=3), min_size=1, max_size=2),
            max_size=5,
        )
    )
    for cut in cuts(run, lambda stretch: words.get(stretch, ())):
        place = 0
        for piece in cut:
            place = run.index(piece.text, place) + len(piece.text)
        assert any(piece.others for piece in cut)
