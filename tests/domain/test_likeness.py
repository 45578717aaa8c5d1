"""How alike two descriptions are: a proposal that must not depend on width, case or order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.likeness import ALIKE, SAME, alike, likeness, same_thing

WANTED = "2025 年公租房分配方案及轮候名单"


def test_the_same_thing_in_other_words_is_probably_the_same() -> None:
    assert likeness(WANTED, "2025年度公租房分配方案、轮候名单") >= SAME


def test_another_year_of_the_same_thing_is_worth_a_look_and_other_things_are_not() -> None:
    assert likeness(WANTED, "2023年公租房分配方案") >= ALIKE
    assert likeness(WANTED, "城关镇道路施工合同") < ALIKE


@pytest.mark.parametrize(
    "other", ["２０２５年公租房分配方案及轮候名单", " 2025年 公租房分配方案及轮候名单。"]
)
def test_width_blanks_and_punctuation_make_no_difference(other: str) -> None:
    assert likeness(WANTED, other) == 1.0


def test_candidates_come_likest_first_and_no_more_than_asked_for() -> None:
    known = [("a", "公租房"), ("b", WANTED), ("c", "公租房分配方案"), ("d", "无关")]
    assert [one for one, _ in alike(WANTED, known, least=0.1, most=2)] == ["b", "c"]


def test_nothing_is_like_an_empty_text() -> None:
    assert likeness("", "") == 0.0
    assert likeness("。", WANTED) == 0.0


@settings(max_examples=100)
@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) in (0.0, 1.0)


def test_another_year_number_or_place_is_another_thing_however_alike_the_words_are() -> None:
    asked = "杨庄村2025年集体土地征收补偿安置方案及补偿费发放明细"
    for other in (
        "杨庄村2023年集体土地征收补偿安置方案及补偿费发放明细",
        "东岗片区2025年集体土地征收补偿安置方案及补偿费发放明细",
        "柳庄村2025年集体土地征收补偿安置方案及补偿费发放明细",
        "杨庄村集体土地征收补偿安置方案及补偿费发放明细",
        "2025年集体土地征收补偿安置方案及补偿费发放明细",
    ):
        assert likeness(asked, other) >= SAME
        assert not same_thing(asked, other)


def test_the_same_thing_is_the_same_in_another_order_and_with_other_small_words() -> None:
    assert same_thing(WANTED, "2025年度公租房分配方案、轮候名单")
    assert same_thing(WANTED, "请提供公租房轮候名单和分配方案（２０２５年）")
    assert not same_thing("", "")
