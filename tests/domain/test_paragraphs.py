"""Derived text has one form, and making it never changes a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.paragraphs import normalise, paragraphs

MESSY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\r\n\t \u3000\x0b\x0c\x85\u2028\ufeff\u200b\u202e\x00公开。第条a1"),
    )
)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("一\x0b二\x0c三\x85四\u2028五\u2029六", "一\n二\n三\n四\n五\n六"),
        ("一  \t\u3000\n二\xa0", "一\n二"),
        ("\n\n一\n\n\n \n二\n\n", "一\n\n二"),
        ("\ufeff公\u200b开\x00\x07属\u202e性\u00ad", "公开属性"),
        ("完", "完"),
        ("", ""),
    ],
)
def test_line_ends_blanks_and_invisible_characters_are_put_in_order(source: str, kept: str) -> None:
    assert normalise(source) == kept


def test_blanks_inside_a_line_stay_as_the_source_has_them() -> None:
    assert normalise("保密 审查  局      长\t甲") == "保密 审查  局      长\t甲"


def test_an_indent_stays() -> None:
    assert normalise("\u3000\u3000各街道办事处：") == "\u3000\u3000各街道办事处："


def test_joiners_that_spell_words_of_other_scripts_stay() -> None:
    mongolian = "ᠮᠣᠩᠭᠣᠯ\u200dᠤᠨ\u200c"
    assert normalise(mongolian) == mongolian


@given(MESSY)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(MESSY)
def test_the_result_is_utf8_with_lf_and_no_blank_edges(text: str) -> None:
    kept = normalise(text)
    kept.encode()
    assert "\r" not in kept
    assert "\n\n\n" not in kept
    assert kept == kept.strip("\n")
    assert all(line == line.rstrip() for line in kept.split("\n"))


@given(st.text(st.sampled_from("公开政府信息ab1，。 \n\r"), max_size=200))
def test_no_word_is_changed(text: str) -> None:
    words = text.split()
    assert normalise(text).split() == words


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    assert paragraphs("一\n\n二\n \u3000\n三") == ("一", "二", "三")
    assert paragraphs("") == ()
