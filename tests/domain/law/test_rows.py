"""Rows hold from their date on; a later one supersedes, one of the same date takes its place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Malformed, NotFound
from domain.law.limits import Limit, Unit
from domain.law.profile import NumberForm
from domain.law.rows import Law

DAY = date(2024, 1, 1)


def limit(amount: int, on: date = DAY, key: str = "answer") -> Limit:
    return Limit(key, on, "条例", Unit.WORKING_DAYS, amount, "条例 art 33", "")


def test_the_newest_row_in_force_on_a_day_holds() -> None:
    law = Law([limit(20), limit(15, date(2027, 1, 1))])
    assert law.row(Limit, "answer", date(2026, 12, 31)).amount == 20
    assert law.row(Limit, "answer", date(2027, 1, 1)).amount == 15


def test_a_day_before_the_first_row_has_none() -> None:
    law = Law([limit(20)])
    with pytest.raises(NotFound, match="2024-01-01 起才有"):
        law.row(Limit, "answer", date(2023, 12, 31))
    assert law.find(Limit, "answer", date(2023, 12, 31)) is None
    assert law.rows(Limit, date(2023, 12, 31)) == ()


def test_an_unknown_key_is_refused_with_the_keys_there_are() -> None:
    with pytest.raises(NotFound, match="answer") as refused:
        Law([limit(20)]).row(Limit, "reply", DAY)
    assert refused.value.field == "key"
    with pytest.raises(NotFound, match="（无）"):
        Law().row(NumberForm, "*", DAY)


def test_a_row_of_the_same_key_and_date_takes_its_place() -> None:
    law = Law([limit(20)]).with_row(limit(21))
    assert [row.amount for row in law.versions(Limit, "answer")] == [21]


def test_a_correction_leaves_the_law_before_it_as_it_was() -> None:
    before = Law([limit(20)])
    after = before.with_row(limit(30)).with_row(limit(5, key="other"))
    assert before.row(Limit, "answer", DAY).amount == 20
    assert before.keys(Limit) == ("answer",)
    assert after.keys(Limit) == ("answer", "other")


def test_tables_do_not_mix() -> None:
    law = Law(
        [limit(20), NumberForm("answer", DAY, "本地", "{organ_mark}{word}{year}{number}", "函")]
    )
    assert [type(row) for row in law.rows(Limit, DAY)] == [Limit]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 99)), min_size=1), st.integers(0, 45))
def test_the_row_that_holds_is_the_last_entered_of_the_newest_date(
    entries: list[tuple[int, int]], asked: int
) -> None:
    law = Law()
    for offset, amount in entries:
        law = law.with_row(limit(amount, DAY + timedelta(offset)))
    held = [(offset, n) for n, (offset, _) in enumerate(entries) if offset <= asked]
    found = law.find(Limit, "answer", DAY + timedelta(asked))
    if not held:
        assert found is None
    else:
        assert found is not None
        assert found.amount == entries[max(held)[1]][1]


@pytest.mark.parametrize(
    ("member", "value"),
    [("key", ""), ("key", " a"), ("key", "a\nb"), ("key", "字" * 101), ("source", " ")],
)
def test_a_row_has_a_key_of_one_line_and_a_source(member: str, value: str) -> None:
    with pytest.raises(Malformed) as refused:
        replace(limit(20), **{member: value})  # type: ignore[arg-type]
    assert refused.value.field == member


@pytest.mark.parametrize(
    "form",
    [
        "{organ_mark}{word}〔{year}〕号",
        "{organ_mark}{word}{year}{number}{number}",
        "{organ_mark}{word}{year}{number:3}",
        "{organ_mark}{word}{year}{number!r}",
        "{organ_mark}{word}{year}{number.real}",
        "{organ_mark}{word}{year}{number}{",
        "{organ_mark}{word}{year}{number}}",
        "{}{word}{year}{number}",
    ],
)
def test_a_form_fills_each_place_once_and_nothing_else(form: str) -> None:
    with pytest.raises(Malformed) as refused:
        NumberForm("*", DAY, "本地", form, "函")
    assert refused.value.field == "form"
