"""Marks lie on the words, in every way they may be written, and passages can be read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import runs, squeeze
from search.highlight import PASSAGE, Pieces, mark, needles, passage
from search.words import read

MIXED = st.text(st.sampled_from("公开办法信息審查57天 \n，。“”é𠀀a"), max_size=60)


def _marked(pieces: Pieces) -> list[str]:
    return [text for text, marked in pieces if marked]


def _shown(text: str, query: str) -> str:
    pieces, _ = passage(text, needles(read(query)))
    return "".join(f"[{part}]" if marked else part for part, marked in pieces)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("保密审查", "应当进行保密审查。", "应当进行[保密审查]。"),
        ("保密审查", "应当进行保\n密 审查。", "应当进行[保密审查]。"),
        ("保密審查", "應當進行保密審查。", "應當進行[保密審查]。"),
        ("“同步组织、同步审签”", "材料同步组织，同步审签。", "材料[同步组织，同步审签]。"),
        ("公示期7天", "公示期 ７ 天,17天", "[公示期７天],17天"),
        ("5小时", "15小时内、5小时内", "15小时内、[5小时]内"),
        ("审查 保密", "保密要审查", "[保密]要[审查]"),
        ("2024年1月2日", "于2024-01-02印发", "于[2024-01-02]印发"),
        ("国办发[2017]42号", "（国办发〔2017〕42号）", "（[国办发〔2017〕42号]）"),
        ("公", "政务公开", "政务[公]开"),
        ("WORD", "a Word\n two words", "a [Word] two words"),
        ("怎么申请公租房", "申请人可以申请租房", "[申请]人可以[申请租房]"),
        ("的了", "写了的字", "写了的字"),
        ("不在其中", "第一章\n总则", "第一章 总则"),
    ],
)
def test_words_are_marked_where_they_stand(query: str, text: str, shown: str) -> None:
    assert _shown(text, query) == shown


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("“5小时内”", "15小时内、5天", "1[5小时内]、5天"),
        ("72067", "电话0517-8720679", "电话0517-8[72067]9"),
        ("“公示7”", "公示7天、公示70天", "[公示7]天、公示70天"),
        ("0-720", "0510-7206", "051[0-720]6"),
    ],
)
def test_a_passage_cut_within_a_number_is_marked_there(query: str, text: str, shown: str) -> None:
    pieces, _ = passage(text, needles(read(query), within=True))
    assert "".join(f"[{part}]" if marked else part for part, marked in pieces) == shown


def test_the_densest_passage_is_shown_from_the_beginning_of_its_sentence() -> None:
    text = (
        "保密工作很重要。"
        + "其他内容，" * 60
        + "\n第三条 拟公开的信息由制作单位进行保密审查。"
        + "以下略。" * 60
    )
    shown = _shown(text, "保密审查 公开")
    assert shown.startswith("…第三条拟[公开]的信息由制作单位进行[保密审查]。以下略。")
    assert shown.endswith("…")
    assert len(shown) < PASSAGE + 30


def test_a_text_without_the_words_shows_its_beginning_unmarked() -> None:
    pieces, found = passage("总则。" * 100, needles(read("保密")))
    assert (pieces[0], found) == ((("总则。" * 100)[:PASSAGE], False), False)


def test_a_title_is_shown_whole() -> None:
    pieces, found = mark("关于保 密审查的\n通知", needles(read("保密审查")))
    assert found
    assert pieces == (("关于", False), ("保密审查", True), ("的 通知", False))


@settings(deadline=None)
@given(MIXED, MIXED)
def test_pieces_are_the_text_and_marks_are_of_the_query(text: str, query: str) -> None:
    wanted = needles(read(query))
    pieces, found = mark(text, wanted)
    assert squeeze("".join(part for part, _ in pieces)) == squeeze(text)
    assert found == bool(_marked(pieces))
    asked = {letter for word in read(query).wanted for letter in squeeze(word.text)}
    for part in _marked(pieces):
        assert set(squeeze(part)) <= asked
        assert squeeze(part)
    for part, _ in passage(text, wanted)[0]:
        assert part


@settings(deadline=None)
@given(MIXED, st.data())
def test_what_was_cut_from_a_text_is_marked_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    cut = text[start : data.draw(st.integers(start, len(text)))]
    letters = squeeze(cut)
    wanted = needles(read(f"“{cut.translate(dict.fromkeys(map(ord, '“”')))}”"))
    whole = not set("“”") & set(cut)  # without its own marks it may be no stretch of the text
    if whole and len(letters) > 1 and all(run.han for run in runs(cut)):
        assert "".join(map(squeeze, _marked(mark(text, wanted)[0])))


def test_a_book_is_not_read_for_two_lines() -> None:
    text = "政务公开事项，" * 200_000 + "公共租赁住房配租。" + "政务公开事项，" * 200_000
    start = time.perf_counter()
    assert "[公共租赁住房]" in _shown(text, "公共租赁住房")
    assert time.perf_counter() - start < 2
