"""Two versions of a text are shown as what changed, in which articles, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comparison import Comparison, compare
from domain.paragraphs import normalise, paragraphs

SEEDS = sorted((Path(__file__).parents[2] / "../shared/seeds").glob("*.txt"))
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["", " ", "第一条 公开", "第二条 保密审查", "第二章 附则", "　　公开信息。"]
        ),
        st.text("甲乙丙，。 1", max_size=8),
    ),
    max_size=8,
).map("\n".join)

OLD = """某县公共租赁住房管理办法
第一章 总则
第一条 为了加强公共租赁住房管理，保障公平分配，制定本办法。
第二条 公共租赁住房的分配、运营、使用、退出和管理，适用本办法。
第三条 县住房和城乡建设局负责公共租赁住房的指导和监督工作。
有关部门按照职责分工做好相关工作。
第四条 公示期不少于7天。
第二章 附则
第五条 本办法自2021年1月1日起施行。"""

NEW = """某县公共租赁住房管理办法
第一章 总则
第一条 为了加强公共租赁住房管理，保障公平分配，制定本办法。
第二条 公共租赁住房的分配、运营、使用、退出和管理，适用本办法。
第三条 县住房和城乡建设局负责公共租赁住房的指导和监督工作。
有关部门按照各自职责分工做好相关工作。
第三条之一 任何单位和个人有权举报违反本办法的行为。
第四条 公示期不少于10天。
第二章 附则
第五条 本办法自2021年1月1日起施行。"""


def one_side(comparison: Comparison, without: str) -> str:
    """The text of one version, put together from the blocks alone."""
    return "\n".join(
        "".join(piece.text for piece in block.pieces if piece.kind != without)
        for block in comparison.blocks
        if block.kind != without
    )


def check(old: str, new: str) -> Comparison:
    comparison = compare(old, new)
    assert one_side(comparison, "deleted") == "\n".join(paragraphs(new))
    assert one_side(comparison, "added") == "\n".join(paragraphs(old))
    return comparison


@given(TEXTS, TEXTS)
def test_the_blocks_give_both_texts_back(old: str, new: str) -> None:
    check(old, new)


@given(st.text().map(normalise), st.text().map(normalise))
def test_the_blocks_give_any_two_texts_back(old: str, new: str) -> None:
    check(old, new)


@given(TEXTS)
def test_equal_texts_have_no_changes(text: str) -> None:
    comparison = compare(text, text)
    assert comparison.changes == 0
    assert comparison.articles == ()
    assert all(block.kind == "same" for block in comparison.blocks)


@given(TEXTS, TEXTS)
def test_texts_whose_words_differ_have_changes(old: str, new: str) -> None:
    if "".join(old.split()) != "".join(new.split()):
        assert compare(old, new).changes > 0


@given(TEXTS, TEXTS)
def test_counts_are_paragraphs(old: str, new: str) -> None:
    blocks = compare(old, new).blocks
    assert sum(b.count for b in blocks if b.kind != "deleted") == len(paragraphs(new))
    assert sum(b.count for b in blocks if b.kind != "added") == len(paragraphs(old))
    assert all(b.count == 1 for b in blocks if b.kind == "changed")


def test_an_amendment_shows_its_changes_and_folds_the_rest() -> None:
    comparison = check(OLD, NEW)
    assert comparison.changes == 3
    assert comparison.articles == ("第三条", "第三条之一", "第四条")
    assert [(block.kind, block.count) for block in comparison.blocks] == [
        ("same", 5),
        ("changed", 1),
        ("added", 1),
        ("changed", 1),
        ("same", 2),
    ]


def test_a_paragraph_without_number_belongs_to_the_article_above() -> None:
    assert check(OLD, NEW).blocks[1].articles == ("第三条",)


def test_renumbered_articles_are_found_by_what_they_say() -> None:
    old = "第一条 甲方应当提交申请材料。\n第二条 公示期不少于七天。"
    new = "第一条 任何人可以举报。\n第二条 甲方应当提交申请材料。\n第三条 公示期不少于七天。"
    comparison = check(old, new)
    assert [block.kind for block in comparison.blocks] == ["added", "changed", "changed"]
    assert comparison.articles == ("第一条", "第二条", "第三条")


def test_an_article_rewritten_under_its_number_is_one_change_in_place() -> None:
    old = "第六条 申请人应当提交收入证明、住房证明和身份证明。\n完"
    new = "第六条 申请人通过数据共享核验，不再提交纸质材料。\n完"
    assert [block.kind for block in check(old, new).blocks] == ["changed", "same"]


def test_an_article_that_is_gone_is_named_by_its_old_number() -> None:
    comparison = check("第一条 甲乙丙丁。\n第二条 戊己庚辛。\n完", "第一条 甲乙丙丁。\n完")
    assert comparison.articles == ("第二条",)
    assert comparison.changes == 1


def test_what_follows_the_articles_belongs_to_none() -> None:
    old = "第一条 甲乙丙丁。\n附件：旧表"
    assert check(old, old.replace("旧表", "新表")).articles == ()


def test_stray_blanks_do_not_hide_an_article() -> None:
    old = "　　第 十二 条　公示期不少于七天。"
    assert check(old, old.replace("七", "十")).articles == ("第十二条",)


def test_paragraphs_replaced_by_others_are_one_change() -> None:
    comparison = check("首\n甲乙丙丁戊己庚辛\n尾", "首\n子丑寅卯辰巳午未\n申酉戌亥\n尾")
    assert [block.kind for block in comparison.blocks] == ["same", "deleted", "added", "same"]
    assert comparison.changes == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("甲\n\n乙", "甲\n乙"), ("甲\n乙\n", "甲\n乙"), ("甲乙丙丁", "　　甲乙丙丁"), ("", " \n")],
)
def test_blanks_alone_are_no_change(old: str, new: str) -> None:
    comparison = check(old, new)
    assert comparison.changes == 0
    assert comparison.articles == ()


def test_the_same_word_replaced_everywhere_pairs_each_paragraph_with_its_own() -> None:
    old = "\n".join(f"{n}. 县人民政府负责第{n}项工作" for n in range(200))
    comparison = check(old, old.replace("县", "区"))
    assert {block.kind for block in comparison.blocks} == {"changed"}
    assert comparison.changes == 200


MEGABYTE = 1_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ab" * 500_000, "ba" * 500_000),
        ("甲乙丙" * 110_000, "丙乙甲" * 110_000),
        ("甲，乙。" * 80_000, "乙，甲。" * 80_000),
        ("甲\n乙\n" * 120_000, "乙\n甲\n丙\n" * 80_000),
        (
            "\n".join(f"{n}甲" for n in range(9_999)),
            "\n".join(f"乙{n}" for n in range(9_999, 0, -1)),
        ),
        ("第一条 甲乙丙丁\n" * 9_999, "第一条 甲乙丙戊\n" * 9_999),
        (" x" * 300_000, "  x" * 300_000),
        ("1" * MEGABYTE, "1" * (MEGABYTE - 1) + "2"),
    ],
)
def test_a_hostile_megabyte_is_compared_in_seconds(old: str, new: str) -> None:
    """The bound is on steps, not on the clock: unbounded, each of these would take hours."""
    check(old, new)


@pytest.mark.skipif(len(SEEDS) < 3, reason="the founding documents are not here")
def test_two_documents_of_one_family_are_compared() -> None:
    comparison = check(SEEDS[0].read_text("utf-8"), SEEDS[2].read_text("utf-8"))
    assert any(block.kind == "same" for block in comparison.blocks)
    assert any(block.kind == "changed" for block in comparison.blocks)
