"""Dates and 文号 however they are typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.mentions import blanks_inside, dates_typed, no_dates, numbers_typed
from search.words import read


@pytest.mark.parametrize(
    "typed",
    [
        "国办发〔2024〕12号",
        "国办发[2024]12号",
        "国办发(2024)12号",
        "国办发（2024）12号",
        "国办发【2024】12号",
        "国办发﹝2024﹞12号",
        "國辦發〔2024〕12號",
        "国办发〔２０２４〕１２号",
        "国办发〔2024〕第12号",
        "国办发〔2024〕012号",
        "国办发〔2024〕第012号",
        "国办发〔2024年〕12号",
        "国办发2024年12号",
        "国办发2024年第12号",
        "国办发2024-12号",
        "国办发202412号",
        "国办发2024〕12号",
        "国办发〔202412号",
        "国办发〔2024〕12",
        "国办发 〔2024〕 12号",
        "国办发 2024 12号",
        "国办发〔 2024 〕 12 号",
        "国 办 发 〔 2 0 2 4 〕 1 2 号",
        "国办发\u3000〔2024〕第 12 号",
    ],
)
def test_a_document_number_is_the_same_however_it_is_typed(typed: str) -> None:
    (word,) = read(typed).words
    assert word.number == "国办发〔2024〕12号"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("浦府〔20221", "浦府〔2022〕1号"),
        ("国办公开办函〔202130", "国办公开办函〔2021〕30号"),
        ("2024年12号", "〔2024〕12号"),
        ("〔2019〕第4号", "〔2019〕4号"),
        ("第012号", "第12号"),
        ("国务院令第711号", "国务院令第711号"),
        ("国务院令 第 711 号", "国务院令第711号"),
    ],
)
def test_damaged_and_incomplete_numbers_are_read(typed: str, number: str) -> None:
    (word,) = read(typed).words
    assert word.number == number


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("关于转发国办发〔2024〕12号的通知", ["国办发〔2024〕12号"]),
        ("国办发〔2024〕12号解读", ["国办发〔2024〕12号"]),
        ("国办发〔2024〕12号和临政办〔2023〕第3号", ["国办发〔2024〕12号", "临政办〔2023〕3号"]),
        ("2024年12号楼", []),
        ("幸福路12号", []),
    ],
)
def test_a_number_within_other_words(typed: str, numbers: list[str]) -> None:
    assert [mention.comparable for mention in numbers_typed(typed)] == numbers


@pytest.mark.parametrize(
    "typed",
    [
        "2024年1月2日",
        "2024-1-2",
        "2024-01-02",
        "2024.01.02",
        "2024.1.2",
        "2024/1/2",
        "２０２４年１月２日",
        "二〇二四年一月二日",
        "二○二四年一月二日",
        "二零二四年一月二日",
        "2024年 1月 2日",
        "2024 年 1 月 2 日",
        "2 0 2 4 年 1 月 2 日",
        "24年1月2日",
        "20240102",
    ],
)
def test_a_day_is_the_same_however_it_is_typed(typed: str) -> None:
    (word,) = read(typed).words
    assert [date.token for date in word.dates] == ["d20240102"]


@pytest.mark.parametrize(
    "typed", ["2024年1月", "二〇二四年一月", "2024-01", "2024/1", "2024.01", "24年1月"]
)
def test_a_month_is_the_same_however_it_is_typed(typed: str) -> None:
    (word,) = read(typed).words
    assert [date.token for date in word.dates] == ["d202401"]


def test_what_need_not_be_a_date_is_not_sure() -> None:
    assert [date.sure for date in dates_typed("2024年1月2日和24年3月")] == [True, False]
    assert dates_typed("20241340") == dates_typed("电话03791234567") == ()


@pytest.mark.parametrize(
    "typed", ["低保 申请 条件", "2024 12号楼", "2024年 12号", "水 电 气", "3 5", "公示 7 天"]
)
def test_other_blanks_separate_words(typed: str) -> None:
    assert blanks_inside(typed) == typed


def test_a_number_beside_other_words_takes_only_its_code() -> None:
    assert [word.text for word in read("低保 国办发2024 12号 通知").words] == [
        "低保",
        "国办发〔2024〕12号",
        "通知",
    ]


@given(st.text(alphabet="国办发令〔2024〕()第 号年月日1-/.\u3000", max_size=60) | st.text())
def test_nothing_typed_is_an_error(text: str) -> None:
    dates_typed(text)
    numbers_typed(text)
    assert len(blanks_inside(text)) <= len(text) + 30


# Dates that are none


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-02-30", "2026年2月30日"),
        ("2026/2/30", "2026年2月30日"),
        ("2026.02.29", "2026年2月29日"),
        ("20260230", "2026年2月30日"),
        ("2026年2月30日公布", "2026年2月30日"),
        ("二〇二六年二月三十日", "2026年2月30日"),
        ("２０２６年４月３１日", "2026年4月31日"),
        ("2026年13月", "2026年13月"),
        ("2026年13月5日", "2026年13月"),
        ("2026年0月", "2026年0月"),
        ("2026-02-32", "2026年2月32日"),
    ],
)
def test_a_date_that_no_calendar_has_is_told(typed: str, said: str) -> None:
    assert [one.said for one in no_dates(typed)] == [said]


@pytest.mark.parametrize(
    "typed",
    [
        "2024-02-29",
        "2026年12月31日",
        "2026年1月",
        "20260131",
        "20261301",
        "清政发2026-13号",
        "国办发〔2024〕13号",
        "11320000-2026-13-45",
        "2026-13-45-001",
        "2026年30件",
        "公租房",
    ],
)
def test_a_real_date_and_what_is_none_at_all_are_left_alone(typed: str) -> None:
    assert no_dates(typed) == ()


@given(st.text("年月日号0123456789-/.二三十〇 ", max_size=20))
def test_no_text_is_an_error_to_the_calendar(text: str) -> None:
    assert all(one.said for one in no_dates(text))


@given(st.dates())
def test_no_real_day_is_told_to_be_none(day: date) -> None:
    written = (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}")
    assert [no_dates(one) for one in written] == [(), (), ()]
