"""The text of a document set as on paper: nothing is lost, nothing is changed."""

from hypothesis import given
from hypothesis import strategies as st

from api.portal.paper import Block, set_as_paper
from domain.paragraphs import normalise, paragraphs

_LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            (
                "第一章　总则",
                "一、总体要求",
                "各镇人民政府：",
                "甲\t乙\t丙",
                "1\t2",
                "清河县民政局",
                "2026年3月2日",
                "",
            )
        ),
    ),
    max_size=12,
)


def kinds(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in set_as_paper(text, title)]


def test_chapters_headings_and_articles_are_told_apart() -> None:
    text = "第一章　总则\n第一条　为规范分配，制定本办法。\n一、总体要求\n（一）指导思想\n正文。"
    assert kinds(text) == [
        ("chapter", "第一章　总则"),
        ("paragraph", "第一条　为规范分配，制定本办法。"),
        ("heading", "一、总体要求"),
        ("heading", "（一）指导思想"),
        ("paragraph", "正文。"),
    ]


def test_a_list_item_that_ends_a_sentence_is_no_heading() -> None:
    assert kinds("（一）家庭人均月收入低于2400元；") == [
        ("paragraph", "（一）家庭人均月收入低于2400元；")
    ]


def test_the_addressee_stands_flush_left_only_at_the_top() -> None:
    text = "各镇人民政府：\n" + "正文。\n" * 5 + "联系方式："
    found = kinds(text)
    assert found[0] == ("addressee", "各镇人民政府：")
    assert found[-1] == ("paragraph", "联系方式：")


def test_signature_and_date_stand_at_the_right() -> None:
    text = "正文。\n清河县民政局\n清河县财政局\n2026年3月2日"
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "sign", "sign", "sign"]


def test_a_date_in_the_last_sentence_is_no_signature() -> None:
    assert kinds("本办法自2026年3月2日起施行。")[0][0] == "paragraph"


def test_the_title_is_not_repeated_even_where_the_paper_breaks_it() -> None:
    text = "清河县人民政府\n关于做好公租房分配工作的通  知\n正文。"
    assert kinds(text, "清河县人民政府关于做好公租房分配工作的通知") == [("paragraph", "正文。")]


def test_tabbed_lines_become_a_table_with_as_many_cells_in_every_row() -> None:
    table = set_as_paper("前言。\n甲\t乙\t丙\n1\t2\n结尾。")[1]
    assert table == Block("table", "", (("甲", "乙", "丙"), ("1", "2", "")))


def test_a_single_tabbed_line_stays_a_paragraph() -> None:
    assert kinds("甲\t乙\n正文。")[0] == ("paragraph", "甲\t乙")


@given(_LINES)
def test_every_paragraph_is_shown_once_and_in_order(lines: list[str]) -> None:
    text = normalise("\n".join(lines))
    shown: list[str] = []
    for block in set_as_paper(text):
        if block.kind == "table":
            shown += ["\t".join(row).rstrip("\t") for row in block.rows]
        else:
            shown.append(block.text)
    wanted = [line.strip().rstrip("\t") for line in paragraphs(text)]
    assert [line.strip() for line in shown] == [line.strip() for line in wanted]
