"""One analysis for documents and queries: what it makes of text, and what it never loses."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import (
    BOUNDARY,
    LONGEST_ENDING,
    MOST_ENDINGS,
    dates,
    joined,
    runs,
    squeeze,
    streams,
    tokens,
)
from search.characters import fold

MIXED = st.text(
    st.sampled_from(
        "公開开保密审查龍龙〇零々天 \n\u3000\u200b,。“”〔[５5２Ａa-é①한カ\ue000\ud800𠀀"
    ),
    max_size=40,
)
HAN_TEXT = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2)


@settings(deadline=None)
@given(st.text())
@example("ŉﬁ½ΐİⅧ㎡")
@example("".join(map(chr, range(0x10000))))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_script_width_case_and_brackets_do_not_matter() -> None:
    assert fold("龍沙區政務公開[２０２４]Ａ") == fold("龙沙区政务公开〔2024〕a")
    assert fold("二○二四") == fold("二〇二四")
    assert fold("〇零") == "〇零"
    assert fold("⾦") == "金"  # a Kangxi radical, as PDF files have it


def test_runs_become_bigrams_single_characters_and_words() -> None:
    assert streams("在5小时内发布,E网通") == (
        "在 5 小时 时内 内发 发布 e 网通",
        "在 小 时 内 发 布 网 通",
        "",
    )


def test_every_part_of_a_number_or_latin_word_begins_it_or_one_of_its_endings() -> None:
    made = streams("电话0517-8206，𠀀COVIDé，第5页")
    assert made.endings == "517 17 7 206 06 6 ovidé vidé idé dé é"
    number = "".join(map(str, range(50)))
    begun = [number[:64], *streams(number).endings.split()]
    for start in range(len(number)):
        assert any(one.startswith(number[start : start + 16]) for one in begun)
    assert max(map(len, begun[1:])) == 16


def test_of_a_run_that_is_no_word_only_so_many_endings_are_kept() -> None:
    assert len(streams("x" * 65_536).endings.split()) == 999
    # A date that is recognised is one more token, and no part of a number.
    assert streams("2024年1月2日").endings == "024 24 4"


def test_blanks_and_line_breaks_inside_a_han_word_are_no_boundary() -> None:
    assert streams("科学编 制本\n级\u200b标\u3000准") == streams("科学编制本级标准")


def test_a_long_run_of_letters_is_cut() -> None:
    assert streams("x" * 100).bigrams == "x" * 64


def test_no_field_is_empty_and_no_phrase_crosses_its_parts() -> None:
    assert joined([streams("")]) == (BOUNDARY, BOUNDARY, BOUNDARY)
    assert joined([streams("公开"), streams(""), streams("办法")]).bigrams == (
        f"公开 {BOUNDARY} 办法 {BOUNDARY}"
    )


@settings(deadline=None)
@given(MIXED)
def test_the_fast_stream_is_the_tokens_of_all_runs_in_order(text: str) -> None:
    plain = [token for run in runs(text) for token in tokens(run)]
    made = streams(text)
    assert made.bigrams.split() == plain
    assert BOUNDARY not in made.bigrams
    characters = [letter for run in runs(text) if run.han for letter in run.text]
    assert [token for token in made.unigrams.split() if not token.startswith("d")] == characters


@settings(deadline=None)
@given(MIXED)
def test_every_run_can_be_traced_to_its_place(text: str) -> None:
    end = 0
    for run in runs(text):
        assert end <= run.start < run.end <= len(text)
        assert squeeze(text[run.start : run.end]) == run.text
        end = run.end


@settings(deadline=None)
@given(HAN_TEXT, st.data())
def test_any_stretch_of_a_text_is_a_phrase_of_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert f" {streams(text[start:end]).bigrams} " in f" {streams(text).bigrams} "


def test_dates_in_every_way_of_writing_are_one_token() -> None:
    digits = ["2024年1月2日", "２０２４ 年 1 月 2 日", "2024-01-02", "2024/1/2", "2024.01.02"]
    han = ["二〇二四年一月二日", "二○二四年一月二日", "二零二四年一月二日"]
    for written in digits + han:
        assert [mention.token for mention in dates(f"自{written}起")] == ["d20240102"], written
        assert {"d20240102", "d202401"} <= set(streams(written).unigrams.split())
    assert [mention.token for mention in dates("二〇二三年十二月三十一日、2020年5月")] == [
        "d20231231",
        "d202005",
    ]


def test_what_cannot_be_a_date_is_none() -> None:
    for written in (
        "2024年13月1日",
        "12024-01-02",
        "2024-01-021",
        "2024年",
        "二〇二四年二三月",
        "1.2.3",
    ):
        assert dates(written) == [], written


@settings(deadline=None)
@given(MIXED)
def test_a_date_is_found_where_it_stands(text: str) -> None:
    for mention in dates(text + "2024年1月2日" + text):
        assert dates((text + "2024年1月2日" + text)[mention.start : mention.end])


def test_endings_are_told_once_and_grow_no_further_than_a_document_of_words_needs() -> None:
    assert streams("2024 2024 2024").endings == "024 24 4"
    numbers = "\n".join(str(10**17 + 7919 * place) for place in range(40_000))
    made = streams(numbers)
    assert len(made.endings) <= MOST_ENDINGS + 20 * LONGEST_ENDING
    assert made.endings.startswith(streams(numbers[:18]).endings)
    assert len(made.bigrams) == len(numbers)
