"""Rows as text: written, read back, and refused with the member that is wrong."""

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar

import pytest

from domain.errors import Malformed
from domain.law import law as module
from domain.law.annual_rows import AnnualRow, GroundRow, Opening
from domain.law.consultations import ConsultationRule
from domain.law.law import BUILT_IN, TABLES, Law, require_whole, row_of, row_text
from domain.law.limits import Limit, Unit
from domain.law.outcomes import OutcomeRule
from domain.law.profile import OrganMark
from domain.law.remedies import RemedyBodies
from domain.law.rows import Row

TODAY = date(2026, 11, 21)
ROWS = [
    row
    for kind in TABLES.values()
    for key in BUILT_IN.keys(kind)
    for row in BUILT_IN.versions(kind, key)
]
STATED_LOCALLY = (RemedyBodies, OrganMark)
"""Tables that are empty until a registrar fills them."""


def changed(**members: Any) -> str:
    """The answer limit as text, with members replaced or, for None, left out."""
    data = json.loads(row_text(BUILT_IN.row(Limit, "answer", TODAY))) | members
    return json.dumps({name: value for name, value in data.items() if value is not None})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.TABLE}:{row.key}:{row.valid_from}")
def test_every_built_in_row_is_read_back_as_it_was_written(row: Row) -> None:
    text = row_text(row)
    assert row_of(row.TABLE, text) == row
    assert text == json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_every_table_has_rows_unless_it_is_local() -> None:
    empty = {kind for kind in TABLES.values() if not BUILT_IN.keys(kind)}
    assert empty == set(STATED_LOCALLY)


def test_every_row_is_of_a_table() -> None:
    assert {kind.TABLE for kind in TABLES.values()} == set(TABLES)
    assert {type(row) for row in ROWS} <= set(TABLES.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.TABLE}:{row.key}:{row.valid_from}")
def test_every_built_in_row_names_only_rows_that_are_there(row: Row) -> None:
    require_whole(BUILT_IN, row)


def test_a_fact_that_is_only_recollected_is_a_row_and_can_be_another() -> None:
    recollected = [row for row in ROWS if "[REC]" in row.source or "[PAGE]" in row.source]
    assert recollected
    for row in recollected:
        confirmed = replace(row, source="已核实")  # type: ignore[type-var]
        law = BUILT_IN.with_row(row_of(row.TABLE, row_text(confirmed)))
        assert law.row(type(row), row.key, row.valid_from).source == "已核实"


def test_a_row_may_be_written_in_any_json() -> None:
    row = row_of("limits", json.dumps(json.loads(changed()), indent=2))
    assert row == BUILT_IN.row(Limit, "answer", TODAY)


def test_an_unknown_table_is_refused_with_the_tables_there_are() -> None:
    with pytest.raises(Malformed, match="limits") as refused:
        row_of("limit", changed())
    assert refused.value.field == "table"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "row"),
        ("null", "row"),
        ("[]", "row"),
        ("{", "row"),
        ('{"amount":1.5}', "row"),
        ('{"key":"a","key":"b"}', "row"),
        ('"\ud800"', "row"),
        (changed(colour="red"), "colour"),
        (changed(amount=None), "amount"),
        (changed(amount="20"), "amount"),
        (changed(amount=0), "amount"),
        (changed(amount=True), "amount"),
        (changed(unit="WEEKS"), "unit"),
        (changed(unit="CALENDAR_DAYS"), "unit"),
        (changed(valid_from="20260101"), "valid_from"),
        (changed(valid_from="2026-02-30"), "valid_from"),
        (changed(source=" "), "source"),
        (changed(key=""), "key"),
    ],
)
def test_a_bad_row_is_refused_with_the_member_that_is_wrong(text: str, field: str) -> None:
    with pytest.raises(Malformed) as refused:
        row_of("limits", text)
    assert refused.value.field == field


@dataclass(frozen=True)
class Grown:
    """A table whose rows got two members more after some were stored."""

    TABLE: ClassVar[str] = "grown"

    key: str
    valid_from: date
    source: str
    unit: Unit = Unit.HOURS
    since: date | None = None


def test_a_member_that_came_later_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.TABLES, "grown", Grown)
    stored = '{"key":"a","source":"本地","valid_from":"2026-01-01"}'
    assert row_of("grown", stored) == Grown("a", date(2026, 1, 1), "本地")
    with pytest.raises(Malformed, match="缺少“source”"):
        row_of("grown", '{"key":"a","valid_from":"2026-01-01"}')


# Rows that name rows of other tables


def whole(row: Row, law: Law = BUILT_IN) -> None:
    require_whole(law.with_row(row), row)


def test_a_consultation_names_a_limit_that_is_there_and_in_working_days() -> None:
    rule = BUILT_IN.row(ConsultationRule, "THIRD_PARTY", TODAY)
    whole(replace(rule, limit="co_producer"))
    with pytest.raises(Malformed) as refused:
        whole(replace(rule, limit="nobody"))
    assert refused.value.field == "limit"
    with pytest.raises(Malformed, match="6个月"):
        whole(replace(rule, limit="suit", valid_from=TODAY))


def test_a_limit_of_silence_is_not_turned_into_other_days() -> None:
    local = Limit("local", TODAY, "本地", Unit.WORKING_DAYS, 5, "本地 art 1", "")
    rule = BUILT_IN.row(ConsultationRule, "OTHER_ORGAN", TODAY)
    law = BUILT_IN.with_row(local).with_row(replace(rule, valid_from=TODAY, limit="local"))
    whole(replace(local, amount=6), law)
    with pytest.raises(Malformed, match="5日"):
        whole(replace(local, unit=Unit.CALENDAR_DAYS), law)


def test_an_outcome_and_a_ground_name_an_annual_row_that_is_there() -> None:
    outcome = BUILT_IN.row(OutcomeRule, "INQUIRY", TODAY)
    ground = BUILT_IN.row(GroundRow, "D7", TODAY)
    for row in (replace(outcome, annual_row="3.9"), replace(ground, annual_row="3.9")):
        with pytest.raises(Malformed) as refused:
            whole(row)
        assert refused.value.field == "annual_row"


def test_one_row_of_the_annual_table_is_that_of_part() -> None:
    row = BUILT_IN.row(AnnualRow, "3.1", TODAY)
    with pytest.raises(Malformed, match="部分公开"):
        whole(replace(row, opening=Opening.PART))
    part = BUILT_IN.row(AnnualRow, "3.2", TODAY)
    with pytest.raises(Malformed, match="部分公开"):
        whole(replace(part, opening=Opening.OPENED))


def test_no_member_of_a_table_is_left_without_a_meaning_in_json() -> None:
    for kind in TABLES.values():
        names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
        assert {"key", "valid_from", "source"} <= names
