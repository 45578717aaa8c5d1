"""Limits of domain facts B1, each in its own unit (条例 art 26-34; 行政复议法; 行政诉讼法)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.calendar import CalendarDays, WorkingDays
from domain.errors import Malformed, NotFound
from domain.law.law import BUILT_IN
from domain.law.limits import CLOCK_LIMITS, Limit, Unit

TODAY = date(2026, 11, 21)

EXPECTED = {
    "proactive_publication": ("20个工作日", "条例 art 26"),
    "clarification": ("7个工作日", "条例 art 30"),
    "answer": ("20个工作日", "条例 art 33"),
    "extension": ("20个工作日", "条例 art 33"),
    "third_party": ("15个工作日", "条例 art 32"),
    "co_producer": ("15个工作日", "条例 art 34"),
    "review_application": ("60日", "行政复议法 art 20"),
    "review_answer": ("10个工作日", "行政复议法 art 48"),
    "review_answer_simple": ("5个工作日", "行政复议法 art 54"),
    "review_decision": ("60日", "行政复议法 art 62"),
    "review_decision_extension": ("30日", "行政复议法 art 62"),
    "review_decision_simple": ("30日", "行政复议法 art 62"),
    "suit": ("6个月", "行政诉讼法 art 46"),
    "suit_after_review": ("15日", "行政诉讼法 art 45"),
    "suit_defence": ("15日", "行政诉讼法 art 67"),
}


@pytest.mark.parametrize("key", EXPECTED)
def test_each_limit_has_its_amount_unit_and_article(key: str) -> None:
    row = BUILT_IN.row(Limit, key, TODAY)
    assert (row.chinese, row.article) == EXPECTED[key]


def test_every_limit_of_the_clock_is_there_from_the_first_day_it_can_be_asked() -> None:
    for key in CLOCK_LIMITS:
        row = BUILT_IN.row(Limit, key, TODAY)
        assert row.working_days == WorkingDays(row.amount)
    assert BUILT_IN.row(Limit, "answer", date(2019, 5, 15)).amount == 20
    with pytest.raises(NotFound):
        BUILT_IN.row(Limit, "answer", date(2019, 5, 14))


def test_the_simple_procedure_of_review_came_with_the_revised_law() -> None:
    with pytest.raises(NotFound):
        BUILT_IN.row(Limit, "review_answer_simple", date(2023, 12, 31))
    assert BUILT_IN.row(Limit, "review_answer", date(2024, 1, 1)).unit is Unit.WORKING_DAYS


def test_units_are_never_taken_for_each_other() -> None:
    suit = BUILT_IN.row(Limit, "suit", TODAY)
    defence = BUILT_IN.row(Limit, "suit_defence", TODAY)
    assert defence.calendar_days == CalendarDays(15)
    for refusing in (
        lambda: suit.working_days,
        lambda: suit.calendar_days,
        lambda: defence.working_days,
        lambda: BUILT_IN.row(Limit, "answer", TODAY).calendar_days,
    ):
        with pytest.raises(Malformed, match="期限是"):
            refusing()


def test_a_limit_of_the_clock_stays_in_working_days() -> None:
    with pytest.raises(Malformed, match="工作日"):
        replace(BUILT_IN.row(Limit, "answer", TODAY), unit=Unit.CALENDAR_DAYS)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_limit_is_at_least_one(amount: int) -> None:
    with pytest.raises(Malformed, match="1 以上"):
        replace(BUILT_IN.row(Limit, "suit", TODAY), amount=amount)
