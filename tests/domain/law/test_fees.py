"""Fees come out exactly as the rates say, bracket by bracket (条例 art 42; domain facts B7)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Malformed, NotFound
from domain.law.fees import MOST, FeeBasis, FeeBracket, FeeSchedule, fee
from domain.law.law import BUILT_IN

TODAY = date(2026, 11, 21)
PIECE, PAGE = FeeBasis.PER_PIECE, FeeBasis.PER_PAGE


@pytest.mark.parametrize(
    ("pieces", "yuan"),
    [
        (1, 0),
        (10, 0),
        (11, 100),
        (30, 2000),
        (31, 2200),
        (40, 4000),
        (41, 4300),
        (45, 5500),
        (50, 7000),
        (51, 7400),
    ],
)
def test_pieces_rise_by_a_hundred_with_each_ten(pieces: int, yuan: int) -> None:
    assert fee(BUILT_IN, PIECE, pieces, 0, TODAY).yuan == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [(1, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (250, 4700)],
)
def test_pages_are_charged_by_their_brackets(pages: int, yuan: int) -> None:
    assert fee(BUILT_IN, PAGE, pages, 0, TODAY).yuan == yuan


def test_pieces_of_the_month_are_added_up() -> None:
    assert fee(BUILT_IN, PIECE, 5, 40, TODAY).yuan == 5500 - 4000
    assert fee(BUILT_IN, PIECE, 1, 9, TODAY).yuan == 0
    assert fee(BUILT_IN, PIECE, 1, 10, TODAY).yuan == 100


def test_pages_are_never_added_up() -> None:
    assert fee(BUILT_IN, PAGE, 31, 500, TODAY) == fee(BUILT_IN, PAGE, 31, 0, TODAY)


def test_a_fee_explains_itself_line_by_line() -> None:
    computed = fee(BUILT_IN, PIECE, 5, 38, TODAY)
    assert computed.yuan == 1300
    assert computed.steps == (
        "按件计收（信息处理费办法），本次 5 件",
        "同一申请人当月此前已有 38 件，本次自第 39 件起计",
        "第 39 至 40 件：2 件 × 200 元 = 400 元",
        "第 41 至 43 件：3 件 × 300 元 = 900 元",
        "合计 1300 元",
    )
    assert "只计本次申请，不与其他申请累计" in fee(BUILT_IN, PAGE, 31, 0, TODAY).steps


@settings(max_examples=80)
@given(st.integers(0, 300), st.integers(1, 200), st.integers(1, 200))
def test_two_applications_cost_together_what_one_would(m: int, k: int, more: int) -> None:
    whole = fee(BUILT_IN, PIECE, k + more, m, TODAY).yuan
    parts = fee(BUILT_IN, PIECE, k, m, TODAY).yuan + fee(BUILT_IN, PIECE, more, m + k, TODAY).yuan
    assert whole == parts


def rate(piece: int) -> int:
    """What one piece costs, said in another way than the table says it."""
    if piece <= 10:
        return 0
    return 100 if piece <= 30 else 200 + (piece - 31) // 10 * 100


@settings(max_examples=60)
@given(st.integers(0, 500), st.integers(1, 300))
def test_the_sum_is_that_of_each_piece(m: int, k: int) -> None:
    expected = sum(rate(piece) for piece in range(m + 1, m + k + 1))
    assert fee(BUILT_IN, PIECE, k, m, TODAY).yuan == expected


def test_a_corrected_schedule_holds_from_its_day_on() -> None:
    pages = BUILT_IN.row(FeeSchedule, PAGE, TODAY)
    law = BUILT_IN.with_row(
        replace(pages, valid_from=date(2027, 1, 1), brackets=(FeeBracket(1, 0), FeeBracket(51, 5)))
    )
    assert fee(law, PAGE, 60, 0, date(2026, 12, 31)).yuan == 300
    assert fee(law, PAGE, 60, 0, date(2027, 1, 1)).yuan == 50


def test_before_the_first_schedule_there_is_no_fee_to_compute() -> None:
    with pytest.raises(NotFound):
        fee(BUILT_IN, PIECE, 40, 0, date(2019, 6, 1))


@pytest.mark.parametrize(
    ("quantity", "earlier", "field"),
    [(0, 0, "quantity"), (-1, 0, "quantity"), (MOST + 1, 0, "quantity"), (1, -1, "earlier")],
)
def test_a_quantity_that_cannot_be_is_refused(quantity: int, earlier: int, field: str) -> None:
    with pytest.raises(Malformed) as refused:
        fee(BUILT_IN, PIECE, quantity, earlier, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"key": "PER_WORD"}, "key"),
        ({"brackets": ()}, "brackets"),
        ({"brackets": (FeeBracket(2, 0),)}, "brackets"),
        ({"brackets": (FeeBracket(1, 0), FeeBracket(1, 5))}, "brackets"),
        ({"brackets": (FeeBracket(1, -1),)}, "brackets"),
        ({"step": 0}, "step"),
        ({"rise": -100}, "step"),
        ({"article": ""}, "article"),
    ],
)
def test_a_schedule_that_contradicts_itself_is_refused(
    members: dict[str, object], field: str
) -> None:
    with pytest.raises(Malformed) as refused:
        replace(BUILT_IN.row(FeeSchedule, PIECE, TODAY), **members)  # type: ignore[arg-type]
    assert refused.value.field == field
