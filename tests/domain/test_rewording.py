"""A changed paragraph is marked as an editor would have marked it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alignment import Effort
from domain.rewording import Piece, reworded

WORDS = st.text("公开政府信息，。、 12年a", max_size=40)


def marked(old: str, new: str) -> str:
    marks = {"same": "{}", "deleted": "[-{}-]", "added": "[+{}+]"}
    pieces = reworded(old, new, Effort(100_000))
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "公示期不少于7天。",
            "公示期不少于10天。",
            "公示期不少于[-7-][+10+]天。",
        ),
        (
            "应当在二十个工作日内答复",
            "应当在十五个工作日内答复",
            "应当在[-二十-][+十五+]个工作日内答复",
        ),
        (
            "自2021年1月1日起施行。",
            "自2024年12月15日起施行，有效期五年。",
            "自[-2021年1月1日-][+2024年12月15日+]起施行[+，有效期五年+]。",
        ),
        (
            "按照国办发〔2017〕42号文件",
            "按照国办发〔2019〕54号文件",
            "按照国办发[-〔2017〕42号-][+〔2019〕54号+]文件",
        ),
        (
            "坚持公开、透明的原则",
            "坚持公开、公正、透明的原则",
            "坚持公开、[+公正、+]透明的原则",
        ),
        (
            "对材料的真实性负责",
            "对材料的真实性、完整性负责",
            "对材料的真实性[+、完整性+]负责",
        ),
        (
            "各街道办事处，区直各部门：",
            "各街道办事处、开发区管委会，区直各部门：",
            "各街道办事处[+、开发区管委会+]，区直各部门：",
        ),
        (
            "由县住房和城乡建设局会同县财政局负责。",
            "由县住房保障中心负责。",
            "由县住房[-和城乡建设局会同县财政局-][+保障中心+]负责。",
        ),
        (
            "有关部门应当予以配合，并说明理由。",
            "有关部门应当予以配合。",
            "有关部门应当予以配合[-，并说明理由-]。",
        ),
        ("version 10", "version 100", "version [-10-][+100+]"),
        ("甲的乙", "丙的丁", "[-甲的乙-][+丙的丁+]"),
        ("公开", "公开", "公开"),
        ("旧", "新", "[-旧-][+新+]"),
    ],
)
def test_changes_read_well_in_chinese(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


def test_no_confetti_between_two_different_sentences() -> None:
    old = "适应新时代经济社会发展的新需求，紧紧围绕社会公众关切，进一步强化依法公开意识。"
    new = "为方便群众办事创业，县政府决定在全县开展政务服务事项集中清理工作。"
    pieces = list(reworded(old, new, Effort(100_000)))
    inner = [piece for piece in pieces[1:-1] if piece.kind == "same"]
    assert all(piece.text in "，。" or len(piece.text) > 1 for piece in inner)
    assert len(inner) <= 2


def joined(pieces: list[Piece], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != without)


@given(WORDS, WORDS, st.integers(0, 2000))
def test_the_pieces_give_both_wordings_back_with_any_effort(old: str, new: str, steps: int) -> None:
    pieces = list(reworded(old, new, Effort(steps)))
    assert joined(pieces, "deleted") == new
    assert joined(pieces, "added") == old


@given(WORDS, WORDS)
def test_pieces_are_never_empty_and_alternate(old: str, new: str) -> None:
    pieces = list(reworded(old, new, Effort(100_000)))
    assert all(piece.text for piece in pieces)
    following = list(pairwise(pieces))
    assert all(one.kind != other.kind for one, other in following)
    assert ("added", "deleted") not in [(one.kind, other.kind) for one, other in following]


@given(
    st.lists(st.sampled_from(["公开信息，", "依法办理。", "主动公开、"]), max_size=12), st.data()
)
def test_long_paragraphs_are_read_clause_by_clause(clauses: list[str], data: st.DataObject) -> None:
    old = "".join(clauses) + "甲" * 5000
    place = data.draw(st.integers(0, len(clauses)))
    new = "".join([*clauses[:place], "新增一句。", *clauses[place:]]) + "乙" + "甲" * 4999
    pieces = list(reworded(old, new, Effort(1_000_000)))
    assert joined(pieces, "deleted") == new
    assert joined(pieces, "added") == old
    assert sum(len(piece.text) for piece in pieces if piece.kind == "added") < 100
