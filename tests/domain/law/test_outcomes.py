"""Every outcome of the reply has exactly one row of the annual table (domain facts B4, B5)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Incomplete, Malformed, NotFound
from domain.grounds import GROUNDS
from domain.law.annual_rows import AnnualRow, GroundRow, Opening
from domain.law.law import BUILT_IN
from domain.law.outcomes import (
    OutcomeRule,
    Prior,
    RemedyClass,
    annual_row,
    annual_row_of,
    outcome_rule,
)

TODAY = date(2026, 11, 21)

TABLE = {
    "ALREADY_PUBLIC": ("条例 art 36(1)", "三(一)"),
    "PROVIDED": ("条例 art 36(2)", "三(一)"),
    "PARTLY_PROVIDED": ("条例 art 37", "三(二)"),
    "REFUSED": ("条例 art 36(3)", None),
    "DOES_NOT_EXIST": ("条例 art 36(4)", "三(四)1"),
    "NOT_THIS_ORGAN": ("条例 art 36(5)", "三(四)1"),
    "REPEATED": ("条例 art 36(6)", "三(五)2"),
    "SPECIAL_ACCESS": ("条例 art 36(7)", "三(三)8"),
    "NEEDS_PROCESSING": ("条例 art 38", "三(四)2"),
    "STILL_UNCLEAR": ("条例 art 30, 36", "三(四)3"),
    "PETITION": ("条例 art 39(1)", "三(五)1"),
    "INQUIRY": ("条例 art 39(1)", "三(五)1"),
    "PUBLICATION": ("条例 art 39(2)", "三(五)3"),
    "EXCESSIVE": ("条例 art 35", "三(五)4"),
    "REISSUE": ("政府信息公开工作年度报告格式 三(五)5", "三(五)5"),
    "NOT_GOVERNMENT_INFORMATION": ("条例 art 2", "三(六)3"),
    "STATE_ARCHIVE": ("档案法", "三(六)3"),
    "NOT_CLARIFIED": ("条例 art 30", "三(六)1"),
    "FEE_UNPAID": ("条例 art 42", "三(六)2"),
    "WITHDRAWN": ("政府信息公开工作年度报告格式 三(六)3", "三(六)3"),
    "OTHER": ("政府信息公开工作年度报告格式 三(六)3", "三(六)3"),
}

ENDINGS = [
    (rule.key, ground)
    for rule in BUILT_IN.rows(OutcomeRule, TODAY)
    for ground in (rule.grounds or (None,))
]
"""Every (outcome, ground) there is."""


def opened(ending: tuple[str, str | None]) -> Opening:
    return annual_row_of(BUILT_IN, *ending, TODAY).opening


def test_every_outcome_of_the_table_is_there_and_no_other() -> None:
    assert set(BUILT_IN.keys(OutcomeRule)) == set(TABLE)


@pytest.mark.parametrize("code", TABLE)
def test_an_outcome_has_its_article_and_its_row(code: str) -> None:
    article, label = TABLE[code]
    rule = outcome_rule(BUILT_IN, code, TODAY)
    assert rule.article == article
    if label is not None:
        ground = rule.grounds[0] if rule.grounds else None
        assert annual_row_of(BUILT_IN, code, ground, TODAY).label == label


@pytest.mark.parametrize("number", range(1, 8))
def test_a_refusal_is_counted_by_its_ground(number: int) -> None:
    row = annual_row_of(BUILT_IN, "REFUSED", f"D{number}", TODAY)
    assert row.label == f"三(三){number}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_outcome_has_exactly_one_row(ending: tuple[str, str | None]) -> None:
    key = annual_row(BUILT_IN, [ending], TODAY)
    assert key == annual_row_of(BUILT_IN, *ending, TODAY).key
    assert BUILT_IN.row(AnnualRow, key, TODAY).chinese


def test_the_form_has_twenty_one_rows_and_one_of_them_is_partly_opened() -> None:
    rows = BUILT_IN.rows(AnnualRow, TODAY)
    assert len(rows) == 21
    assert [row.label for row in rows if row.opening is Opening.PART] == ["三(二)"]
    assert [row.label for row in rows if row.opening is Opening.OPENED] == ["三(一)"]


def test_every_row_of_the_form_is_reached_by_some_outcome() -> None:
    reached = {annual_row(BUILT_IN, [ending], TODAY) for ending in ENDINGS}
    assert reached == set(BUILT_IN.keys(AnnualRow))


def test_every_ground_has_a_row() -> None:
    assert set(BUILT_IN.keys(GroundRow)) == set(GROUNDS)


# One row of several matters


def test_some_opened_and_some_not_is_partly_opened() -> None:
    assert annual_row(BUILT_IN, [("PROVIDED", None), ("REFUSED", "D6")], TODAY) == "3.2"
    assert annual_row(BUILT_IN, [("ALREADY_PUBLIC", None), ("DOES_NOT_EXIST", None)], TODAY) == (
        "3.2"
    )


def test_opened_in_part_is_counted_there_only() -> None:
    matters = [("PARTLY_PROVIDED", "D4"), ("REFUSED", "D1"), ("REPEATED", None)]
    assert annual_row(BUILT_IN, matters, TODAY) == "3.2"


def test_everything_opened_is_opened() -> None:
    assert annual_row(BUILT_IN, [("PROVIDED", None), ("ALREADY_PUBLIC", None)], TODAY) == "3.1"


def test_nothing_opened_is_counted_by_precedence() -> None:
    matters = [("REPEATED", None), ("DOES_NOT_EXIST", None), ("REFUSED", "D6")]
    assert annual_row(BUILT_IN, matters, TODAY) == "3.3.6"


def test_no_outcome_has_no_row() -> None:
    with pytest.raises(Incomplete):
        annual_row(BUILT_IN, [], TODAY)


def test_the_precedence_has_no_two_rows_alike() -> None:
    rows = BUILT_IN.rows(AnnualRow, TODAY)
    assert len({row.precedence for row in rows}) == len(rows)


@settings(max_examples=80)
@given(st.lists(st.sampled_from(ENDINGS), min_size=1, max_size=6))
def test_the_row_does_not_depend_on_the_order_of_matters(
    matters: list[tuple[str, str | None]],
) -> None:
    key = annual_row(BUILT_IN, matters, TODAY)
    assert annual_row(BUILT_IN, matters[::-1], TODAY) == key
    openings = {opened(matter) for matter in matters}
    if openings == {Opening.NOT_OPENED}:
        assert key in {annual_row(BUILT_IN, [matter], TODAY) for matter in matters}
    elif openings == {Opening.OPENED}:
        assert key == "3.1"
    else:
        assert key == "3.2"


def test_rows_of_equal_precedence_are_still_put_in_one_order() -> None:
    second, tenth = (BUILT_IN.row(AnnualRow, key, TODAY) for key in ("3.4.1", "3.5.2"))
    law = BUILT_IN.with_row(replace(tenth, precedence=second.precedence))
    matters = [("REPEATED", None), ("DOES_NOT_EXIST", None)]
    assert annual_row(law, matters, TODAY) == annual_row(law, matters[::-1], TODAY) == "3.4.1"


def test_a_row_corrected_later_counts_from_its_day_on() -> None:
    inquiry = outcome_rule(BUILT_IN, "INQUIRY", TODAY)
    law = BUILT_IN.with_row(replace(inquiry, valid_from=date(2027, 1, 1), annual_row="3.6.3"))
    assert annual_row(law, [("INQUIRY", None)], date(2026, 12, 31)) == "3.5.1"
    assert annual_row(law, [("INQUIRY", None)], date(2027, 1, 1)) == "3.6.3"


# What an outcome requires


@pytest.mark.parametrize(
    ("flag", "codes"),
    [
        ("gives_information", {"PROVIDED", "PARTLY_PROVIDED"}),
        ("needs_ground", {"REFUSED", "PARTLY_PROVIDED"}),
        ("needs_refused_parts", {"REFUSED", "PARTLY_PROVIDED"}),
        ("needs_search", {"DOES_NOT_EXIST"}),
        ("needs_right_organ", {"NOT_THIS_ORGAN"}),
        ("needs_earlier_reply", {"REPEATED"}),
        ("needs_route", {"ALREADY_PUBLIC", "SPECIAL_ACCESS", "STATE_ARCHIVE"}),
        ("whole_request", {"NOT_CLARIFIED", "FEE_UNPAID", "WITHDRAWN"}),
    ],
)
def test_a_requirement_is_of_these_outcomes(flag: str, codes: set[str]) -> None:
    rules = BUILT_IN.rows(OutcomeRule, TODAY)
    assert {rule.key for rule in rules if getattr(rule, flag)} == codes


def test_what_is_answered_on_the_spot_gives_nothing_and_refuses_nothing() -> None:
    rules = [rule for rule in BUILT_IN.rows(OutcomeRule, TODAY) if rule.on_the_spot]
    # What needs a judgement needs a second officer, so one clerk tells only where it is to be had.
    assert {rule.key for rule in rules} == {"ALREADY_PUBLIC", "PUBLICATION"}
    assert {rule.prior for rule in rules} == {Prior.NOTHING}
    for rule in rules:
        assert not any((rule.needs_search, rule.needs_earlier_reply, rule.gives_information))


@pytest.mark.parametrize(
    ("code", "prior"),
    [
        ("STILL_UNCLEAR", Prior.CLARIFIED),
        ("NOT_CLARIFIED", Prior.CLARIFICATION_NOTICE),
        ("EXCESSIVE", Prior.REASONS_ASKED),
        ("FEE_UNPAID", Prior.FEE_NOTICE),
        ("WITHDRAWN", Prior.WITHDRAWAL),
        ("PROVIDED", Prior.NOTHING),
    ],
)
def test_some_outcomes_need_something_to_have_happened(code: str, prior: Prior) -> None:
    assert outcome_rule(BUILT_IN, code, TODAY).prior is prior
    assert prior.chinese


@pytest.mark.parametrize("ground", [None, "D8", "", "d1"])
def test_a_refusal_names_one_of_its_grounds(ground: str | None) -> None:
    with pytest.raises(Incomplete, match="D1") as refused:
        annual_row(BUILT_IN, [("REFUSED", ground)], TODAY)
    assert refused.value.field == "ground"


def test_an_outcome_without_grounds_names_none() -> None:
    with pytest.raises(Incomplete, match="没有不公开理由"):
        annual_row(BUILT_IN, [("PROVIDED", "D1")], TODAY)


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(NotFound, match="TRANSFERRED"):
        annual_row(BUILT_IN, [("TRANSFERRED", None)], TODAY)


@pytest.mark.parametrize(
    ("code", "members", "field"),
    [
        ("REFUSED", {"grounds": ("D1", "D9")}, "grounds"),
        ("REFUSED", {"grounds": ("D1", "D1")}, "grounds"),
        ("REFUSED", {"grounds": ()}, "grounds"),
        ("PROVIDED", {"annual_row": None}, "grounds"),
        ("PROVIDED", {"remedy": RemedyClass.BY_GROUND}, "grounds"),
        ("PROVIDED", {"on_the_spot": True}, "on_the_spot"),
        ("REFUSED", {"on_the_spot": True}, "on_the_spot"),
        ("PROVIDED", {"chinese": " "}, "chinese"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(
    code: str, members: dict[str, object], field: str
) -> None:
    with pytest.raises(Malformed) as refused:
        replace(outcome_rule(BUILT_IN, code, TODAY), **members)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize("key", ["3.x", "三(一)", "3..1", "3.²"])
def test_an_annual_row_is_named_by_its_place(key: str) -> None:
    with pytest.raises(Malformed):
        replace(BUILT_IN.row(AnnualRow, "3.1", TODAY), key=key)
