"""The profile of the jurisdiction is rows, and can be another tomorrow."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Malformed
from domain.law.law import BUILT_IN
from domain.law.profile import (
    ApplicantCategory,
    Confirmation,
    ConfirmationWay,
    NumberForm,
    OrganMark,
    ProvisionForm,
    ProvisionRoute,
    Retention,
    number_text,
)

TODAY = date(2026, 11, 21)
ORGAN = "organ:01900000-0000-7000-8000-000000000001"


def number(kind: str, on: date = TODAY) -> str:
    law = BUILT_IN.with_row(OrganMark(ORGAN, date(2026, 1, 1), "本地", "清住建"))
    return number_text(law, kind, ORGAN, "县住建局", 2026, 7, on)


def test_the_categories_are_the_columns_of_the_annual_table() -> None:
    assert [category.chinese for category in ApplicantCategory] == [
        "自然人",
        "商业企业",
        "科研机构",
        "社会公益组织",
        "法律服务机构",
        "其他",
    ]
    assert [category for category in ApplicantCategory if category.natural] == ["NATURAL_PERSON"]


@pytest.mark.parametrize("kind", [ProvisionForm, ProvisionRoute, ConfirmationWay])
def test_every_choice_has_a_chinese_name_of_its_own(
    kind: type[ProvisionForm] | type[ProvisionRoute] | type[ConfirmationWay],
) -> None:
    assert len({choice.chinese for choice in kind}) == len(kind)


@pytest.mark.parametrize("channel", ["online", "fax", "post"])
def test_each_channel_nobody_signed_for_tells_how_it_is_confirmed(channel: str) -> None:
    row = BUILT_IN.row(Confirmation, channel, TODAY)
    assert row.ways
    assert "收到申请之日" in row.text


def test_how_online_filings_are_confirmed_can_be_corrected() -> None:
    row = BUILT_IN.row(Confirmation, "online", TODAY)
    law = BUILT_IN.with_row(
        replace(row, valid_from=TODAY, ways=(ConfirmationWay.PORTAL,), text="登录平台确认。")
    )
    assert law.row(Confirmation, "online", TODAY).text == "登录平台确认。"


def test_numbers_are_written_in_the_form_of_their_kind() -> None:
    assert number("request") == "清住建依申请〔2026〕7号"
    assert number("letter") == "清住建依复〔2026〕7号"
    law = BUILT_IN
    assert number_text(law, "letter", ORGAN, "县住建局", 2026, 7, TODAY, word="依补") == (
        "县住建局依补〔2026〕7号"
    )
    assert number("complaint") == "清住建举报〔2026〕7号"
    assert number("rectification") == "清住建更正〔2026〕7号"
    assert number("anything else") == "清住建依申请〔2026〕7号"
    assert number("request", date(2025, 12, 31)) == "县住建局依申请〔2026〕7号"


def test_retention_is_in_years() -> None:
    row = BUILT_IN.row(Retention, "request_file", TODAY)
    assert row.years >= 1
    with pytest.raises(Malformed):
        replace(row, years=0)


@pytest.mark.parametrize("mark", ["", "清 住", "清〔"])
def test_a_mark_is_one_word(mark: str) -> None:
    with pytest.raises(Malformed):
        OrganMark(ORGAN, TODAY, "本地", mark)


@pytest.mark.parametrize("ways", [(), (ConfirmationWay.PORTAL, ConfirmationWay.PORTAL)])
def test_a_confirmation_has_ways_without_repetition(ways: tuple[ConfirmationWay, ...]) -> None:
    with pytest.raises(Malformed):
        replace(BUILT_IN.row(Confirmation, "online", TODAY), ways=ways)


def test_a_form_for_numbers_may_hold_other_words() -> None:
    form = NumberForm("x", TODAY, "本地", "{organ_mark}（{word}）〔{year}〕第{number}号", "函")
    assert form.write("清住建", 2026, 12) == "清住建（函）〔2026〕第12号"
    with pytest.raises(Malformed):
        replace(form, word="")
