"""Passages: the file that answers best is quoted, after the title that is shown already."""

from hypothesis import given
from hypothesis import strategies as st

from search.highlight import needles
from search.passages import Text, quoted, without_title
from search.words import read

TITLE = "清河县公租房分配管理办法"
BODY = Text(
    "正文.txt", f"{TITLE}\n\n第一条　为做好公租房的分配，制定本办法。\n第二条　摇号结果公示。"
)
FORM = Text("附件：申请表.txt", "公租房申请表\n申请人填写家庭收入。")


def said(words: str, *texts: Text) -> tuple[str, str, bool]:
    found = quoted(TITLE, texts, needles(read(words)))
    return "".join(text for text, _ in found.pieces), found.attachment, found.marked


def test_the_file_that_holds_more_of_the_query_is_quoted() -> None:
    text, attachment, marked = said("家庭收入", BODY, FORM)
    assert attachment == "附件：申请表.txt"
    assert "申请人填写家庭收入" in text
    assert marked


def test_the_body_is_quoted_when_an_attachment_has_no_more() -> None:
    assert said("公租房", BODY, FORM)[1] == ""


def test_the_title_at_the_head_of_a_body_is_not_quoted_again() -> None:
    text, _, marked = said(TITLE, BODY)
    assert text.startswith("第一条")
    assert marked


def test_words_of_the_title_alone_leave_the_beginning_of_what_follows() -> None:
    assert said("清河县", BODY) == (
        "第一条　为做好公租房的分配，制定本办法。 第二条　摇号结果公示。",
        "",
        False,
    )


def test_what_reaches_from_the_title_into_the_text_is_quoted_whole() -> None:
    text, _, marked = said("“管理办法第一条”", BODY)
    assert "管理办法" in text
    assert marked


def test_a_title_over_several_lines_is_one() -> None:
    assert (
        without_title("关于做好防汛工作的通知", "关于做好防汛\n工作的 通知\n\n各村：") == "各村："
    )
    assert without_title("关于做好防汛工作的通知", "关于防汛的通知\n各村：").startswith("关于防汛")
    assert without_title("", "各村：") == "各村："
    assert without_title("通知", "通知") == ""


def test_nothing_is_quoted_where_there_is_no_text() -> None:
    assert said("公租房") == ("", "", False)
    assert said("公租房", Text("a", "")) == ("", "", False)


@given(st.text(max_size=40), st.lists(st.text(max_size=120), max_size=4), st.text(max_size=30))
def test_no_text_is_too_strange(title: str, texts: list[str], words: str) -> None:
    files = [Text(str(number), text) for number, text in enumerate(texts)]
    found = quoted(title, files, needles(read(words)))
    assert found.marked is any(marked for _, marked in found.pieces)
    assert found.attachment in ("", "1", "2", "3")


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_left_after_a_title_is_the_end_of_the_text(title: str, text: str) -> None:
    assert text.endswith(without_title(title, text))
