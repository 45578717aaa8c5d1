"""How characters are read, and how typed letters become syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readings import Cell, cellings, common_by_sound, readings


def _read(text: str) -> list[str]:
    return [readings().name(one) for one in readings().syllables(text)]


def _told(way: tuple[Cell, ...]) -> str:
    return " ".join(readings().name(cell.text) + ("" if cell.whole else "*") for cell in way)


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("公租房", "gong zu fang"),
        ("重庆市重大", "chong qing shi zhong da"),
        ("银行行政", "yin hang xing zheng"),
        ("会计大会", "kuai ji da hui"),
        ("绿色女户", "lv se nv hu"),
        ("2026年ppp", "2 0 2 6 nian p p p"),
    ],
)
def test_a_character_is_read_as_in_its_word(text: str, syllables: str) -> None:
    assert " ".join(_read(text)) == syllables


@given(st.text(max_size=40))
def test_a_text_and_its_readings_have_the_same_length(text: str) -> None:
    syllables = readings().syllables(text)
    assert len(syllables) == len(text)
    assert len(readings().first_letters(syllables)) == len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gongzufang", "gong zu fang"),
        ("gzf", "g* z* f*"),
        ("gongzf", "gong z* f*"),
        ("公租fang", "公 租 fang"),
        ("zhf", "zh* f*"),
        ("gongzuf", "gong zu f*"),
        ("公z", "公 z*"),
        ("xian", "xian"),
    ],
)
def test_letters_are_first_taken_for_the_fewest_syllables(typed: str, meant: str) -> None:
    assert _told(cellings(typed)[0]) == meant


def test_letters_that_can_be_cut_in_two_ways_are() -> None:
    ways = [_told(way) for way in cellings("fangan")]
    assert {"fang an", "fan gan"} <= set(ways)
    assert "xi an" in [_told(way) for way in cellings("xian")]


def test_what_cannot_be_read_is_taken_for_letters() -> None:
    assert _told(cellings("vvv")[-1]) == "v v v"
    assert _told(cellings("ppp")[-1]) == "p p p"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz公租房0123456789", min_size=1, max_size=60))
def test_there_are_few_ways_and_each_covers_all_that_was_typed(typed: str) -> None:
    ways = cellings(typed)
    assert 1 <= len(ways) <= 9
    for way in ways:
        assert all(cell.text for cell in way)


def test_what_is_taken_for_another_by_ear() -> None:
    table = readings()
    alike = [table.name(one) for one in table.alike(table.codes["zheng"])]
    assert alike[0] == "zheng"
    assert {"zeng", "zhen"} <= set(alike)


def test_characters_in_daily_use_by_their_sound() -> None:
    assert {"底", "低"} <= set(common_by_sound("低"))
    assert set(common_by_sound("低")) == set(common_by_sound(readings().codes["di"]))
    assert common_by_sound("a") == "a"
