"""Numbers with their unit: digits find Chinese numerals and the other way round."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.embedded import EmbeddedEngine
from search.engine import WritingEngine
from search.finding import Request, Results
from search.quantities import counted, numeral, respelled
from search.ranking import Tier
from tests.search.papers import finder, paper


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, ("一",)),
        (2, ("二", "两")),
        (10, ("十",)),
        (15, ("十五",)),
        (24, ("二十四",)),
        (100, ("一百",)),
        (102, ("一百零二",)),
        (110, ("一百一十",)),
        (200, ("二百", "两百")),
        (1005, ("一千零五",)),
        (2024, ("二千零二十四", "两千零二十四")),
        (9990, ("九千九百九十",)),
    ],
)
def test_a_number_as_it_is_written_in_chinese(number: int, written: tuple[str, ...]) -> None:
    assert numeral(number) == written
    assert {counted(one) for one in written} == {number}


@given(st.integers(1, 9_999))
def test_every_numeral_reads_back(number: int) -> None:
    assert all(counted(one) == number for one in numeral(number))


@pytest.mark.parametrize(
    "text", ["", "十十", "百", "一二", "千万", "零", "二〇二四", "十百", "五零"]
)
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert counted(text) == 0


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("5小时", ["五小时"]),
        ("二十四小时", ["24小时"]),
        ("两小时", ["2小时"]),
        ("2个工作日", ["二个工作日", "两个工作日"]),
        ("24小时值班", ["二十四小时值班"]),
        ("第3批", ["第三批"]),
        ("65周岁", ["六十五周岁"]),
        ("住满3年以上15户", ["住满3年以上十五户"]),
        # One character after a Chinese numeral cannot be asked for beside digits.
        ("三天", []),
        ("第三批", []),
        # No quantities: a year, a telephone number, a decimal, part of a latin word, a route.
        ("2024年", []),
        ("12345热线", []),
        ("1.5小时", []),
        ("a5小时", []),
        ("10,500元", []),
        ("G220国道", []),
        ("05小时", []),
        ("公共租赁住房", []),
    ],
)
def test_what_is_typed_is_spelled_the_other_way(typed: str, texts: list[str]) -> None:
    assert [one.text for one in respelled(typed)] == texts


@given(st.text(st.sampled_from("12345670十二两百千零小时天工作日个第批.,a公")))
def test_any_text_has_few_other_spellings(text: str) -> None:
    others = respelled(text)
    assert len(others) <= 2
    assert all(one.text != text and one.quantities for one in others)


TEXTS = {
    "digits": "供热单位应当在5小时内修复。",
    "numerals": "接到报修后五小时内到场。",
    "apart": "设备5台，服务热线二十四小时开通。",
    "none": "道路养护另行通知。",
}


@pytest.fixture(scope="module")
def engine_of_hours(tmp_path_factory: pytest.TempPathFactory) -> WritingEngine:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("hours"))
    engine.apply(list(_papers()), len(TEXTS))
    return engine


def _papers() -> list[object]:
    return [
        paper(name, title=name, text=text, document_number=None, from_position=place)
        for place, (name, text) in enumerate(TEXTS.items(), 1)
    ]


def _ask(engine: WritingEngine, typed: str) -> Results:
    return finder(engine, _papers()).find(Request(typed))  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["5小时", "五小时", "5小时内"])
def test_both_ways_of_writing_are_found_first_and_told(
    engine_of_hours: WritingEngine, typed: str
) -> None:
    found = _ask(engine_of_hours, typed)
    first = {hit.record: hit.tier for hit in found.hits[:2]}
    assert first == {"digits": Tier.BODY_PHRASE, "numerals": Tier.BODY_PHRASE}
    marked = {hit.record: [text for text, is_ in hit.passage if is_] for hit in found.hits[:2]}
    assert any("五小时" in text for text in marked["numerals"])
    assert any("5小时" in text for text in marked["digits"])
    (note,) = (one for one in found.notes if one.code == "synonyms")
    assert typed in note.text
    assert {hit.record for hit in _ask(engine_of_hours, f"“{typed}”").hits} < set(first)


def test_where_nothing_has_it_in_one_that_is_said(
    engine_of_hours: WritingEngine, tmp_path: Path
) -> None:
    found = _ask(engine_of_hours, "5热线")
    assert [hit.record for hit in found.hits] == ["apart"]
    (note,) = (one for one in found.notes if one.code == "apart")
    assert "“5热线”" in note.text
    assert not [one for one in _ask(engine_of_hours, "5小时").notes if one.code == "apart"]
    assert not [one for one in _ask(engine_of_hours, "服务 热线").notes if one.code == "apart"]
