"""One number, however it was written, meets itself; what was written is kept."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.numbers import (
    cited_document_numbers,
    fold_document_number,
    fold_index_number,
    read_document_number,
)

OPENING = "〔［[（(【﹝{"
CLOSING = "〕］]）)】﹞}"


@pytest.mark.parametrize(
    ("written", "comparable"),
    [
        ("国办发〔2024〕12号", "国办发〔2024〕12号"),
        ("国办发【2024】第012号", "国办发〔2024〕12号"),
        ("国办发（２０２４）１２号", "国办发〔2024〕12号"),
        ("国办发 〔 2024 〕\n12 号", "国办发〔2024〕12号"),
        ("国办发2024〕12号", "国办发〔2024〕12号"),
        ("国办发202412号", "国办发〔2024〕12号"),
        ("[2023]61号", "〔2023〕61号"),
        ("(2023)第307号", "〔2023〕307号"),
        ("〔2019〕第4号", "〔2019〕4号"),
        ("浦府〔2022〕1号", "浦府〔2022〕1号"),
        ("浦府〔20221", "浦府〔2022〕1号"),
        ("国办公开办函〔202130", "国办公开办函〔2021〕30号"),
        ("第012号", "第12号"),
        ("公告2024年第5号", "公告〔2024〕5号"),
        ("国务院令第711号", "国务院令第711号"),
    ],
)
def test_every_form_seen_on_portals_is_read(written: str, comparable: str) -> None:
    number = read_document_number(written)
    assert number is not None
    assert number.original == written
    assert number.comparable == comparable
    assert fold_document_number(written) == comparable


@pytest.mark.parametrize(
    "text", ["", "号", "12号", "国办发", "2024", "自然资发〔2024〕1-2号", "〔2024〕0号"]
)
def test_what_has_no_such_form_is_no_document_number(text: str) -> None:
    assert read_document_number(text) is None


def test_an_odd_number_is_still_compared_without_width_and_bracket_style() -> None:
    assert fold_document_number("自然资发〔2024〕1-2号") == fold_document_number(
        "自然资发[2024]１－２号"
    )


@settings(deadline=None)
@given(
    st.text("国办发函政府令字区县", min_size=0, max_size=6),
    st.integers(1949, 2049),
    st.integers(1, 99_999),
    st.sampled_from(range(len(OPENING))),
    st.sampled_from(["", "第"]),
    st.integers(0, 4),
    st.booleans(),
)
def test_brackets_zeros_and_width_never_change_the_number(
    code: str, year: int, serial: int, bracket: int, ordinal: str, zeros: int, wide: bool
) -> None:
    digits = str(serial).zfill(len(str(serial)) + zeros)
    written = f"{code}{OPENING[bracket]}{year}{CLOSING[bracket]}{ordinal}{digits}号"
    if wide:
        written = written.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    assert fold_document_number(written) == f"{code}〔{year}〕{serial}号"


@settings(deadline=None)
@given(st.text(max_size=60))
@example("ΐ")
@example("A´")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_document_number(fold_document_number(text)) == fold_document_number(text)
    assert fold_index_number(fold_index_number(text)) == fold_index_number(text)


def test_citations_are_found_in_running_text() -> None:
    text = (
        "为落实《国务院办公厅关于开展试点工作的通知》（国办发〔2017〕42号）、根据豫政办[2020]第005号"
        "和《条例》（国务院令第711号），电话8199号，共2020户，再按国办发〔2017〕42号执行"
    )
    assert cited_document_numbers(text) == (
        "国办发〔2017〕42号",
        "豫政办〔2020〕5号",
        "国务院令第711号",
    )


@settings(deadline=None)
@given(st.text(alphabet="号第令〔〕2024 国发", max_size=300))
def test_citations_never_fail_and_are_comparable(text: str) -> None:
    for citation in cited_document_numbers(text):
        assert fold_document_number(citation) == citation


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("000014349/2017-00110", "000014349/2017-00110"),
        (" 0142768-8／2022—00185 ", "0142768-8/2022-00185"),
        ("１１４４１７００００７２８０４２０ｙ/2021-00050", "11441700007280420Y/2021-00050"),
        ("11370302004216167U/2023-None", "11370302004216167U/2023-NONE"),
        ("11532331015179648Q-/2024-1121001", "11532331015179648Q-/2024-1121001"),
    ],
)
def test_an_index_number_is_opaque_but_for_width_case_blanks_and_dashes(
    written: str, folded: str
) -> None:
    assert fold_index_number(written) == folded
