"""A page becomes the lines a person would read in a browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.extraction.html import Page, Unreadable, read


def lines(page: str) -> list[str]:
    return read(page.encode()).text.split("\n")


def test_blocks_become_paragraphs_and_inline_elements_do_not() -> None:
    page = "<h1>通知</h1><div>各<b>街道</b><span>办事处</span>：<p>一、总则</div>尾<br>注"
    assert lines(page) == ["通知", "各街道办事处：", "一、总则", "尾", "注"]


def test_a_line_break_of_the_source_between_chinese_characters_is_no_blank() -> None:
    assert lines("<p>保密\n   审查，\n“三同步”\nGB 9704\n标准") == [
        "保密审查，“三同步” GB 9704 标准"
    ]


def test_blanks_within_a_line_are_kept_as_one() -> None:
    assert lines("<p> &nbsp;&emsp;保密  审查\t制度 &nbsp; </p>") == ["保密 审查 制度"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>if (1<2) document.write('密')</script>",
        "<style>p{color:red}</style>",
        "<!-- 密 -->",
        "<?php 密 ?>",
        "<p hidden>密</p>",
        "<div style='DISPLAY : none !important'><p>密<table><tr><td>密</table></div>",
        "<span style='color:red;visibility:/* */hidden'>密</span>",
        "<template><p>密</p></template>",
        "<noscript>密</noscript>",
        "<select><option>密</select>",
        "<textarea>密</textarea><button>密</button>",
        "<dialog>密</dialog>",
        "<svg><title>密</title><text>密</text></svg>",
        "<iframe>密</iframe>",
    ],
)
def test_what_a_browser_does_not_show_is_dropped(hidden: str) -> None:
    page = read(f"<p>前{hidden}后</p>".encode())
    assert "密" not in page.text
    assert page.text.replace("\n", "") == "前后"
    assert page.title == ""


def test_a_table_row_is_a_line_with_tabs() -> None:
    page = """<table><caption>目录</caption><thead><tr><th>序号</th><th>公开事项</th></tr></thead>
        <tr><td>1<td><p>征地</p><p>公告</p><tr><td>2</td><td></td><td>a&#9;b</table>完"""
    assert lines(page) == ["目录", "序号\t公开事项", "1\t征地 公告", "2\t\ta b", "完"]


def test_a_table_that_only_lays_out_the_page_is_not_one_long_line() -> None:
    article = "".join(f"<p>第{n}段</p>" for n in range(30))
    page = f"<table><tr><td>导航</td><td>{article}</td></tr></table>"
    assert lines(page) == ["导航", *(f"第{n}段" for n in range(30))]


def test_a_table_within_a_table_keeps_its_own_rows() -> None:
    page = "<table><tr><td>页眉<td><table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>注</table>"
    assert lines(page) == ["页眉", "甲\t乙", "丙\t丁", "注"]


def test_preformatted_lines_stay() -> None:
    assert lines("<pre>甲  乙\n  丙<br>丁</pre>戊  己") == ["甲  乙", "  丙", "丁", "戊 己"]


def test_entities_are_characters_and_unknown_ones_stay() -> None:
    assert lines("<p>&lt;b&gt;&amp;&#x4e00;&#20108;&hellip;&unknown;") == ["<b>&一二…&unknown;"]


def test_the_title_of_the_page_is_told_apart_from_its_text() -> None:
    page = read("<head><title> 通知\n- 某县政府网 </title></head><body>正文".encode())
    assert page == Page("通知 - 某县政府网", "正文")


def test_the_title_of_the_article_comes_before_the_title_of_the_page() -> None:
    page = '<title>某县政府网</title><meta name="ArticleTitle" content="关于…的通知">正文'
    assert read(page.encode()).title == "关于…的通知"


def test_the_encoding_a_page_declares_is_not_asked_again() -> None:
    assert lines('<meta charset="gb2312"><p>公开') == ["公开"]


def test_a_page_without_anything_is_empty() -> None:
    for page in ("", " \n", "<!-- x -->", "<html></html>"):
        assert read(page.encode()) == Page("", "")


def test_a_document_type_of_its_own_is_refused() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;">]><p>&b;'
    with pytest.raises(Unreadable, match="dtd"):
        read(bomb.encode())


@pytest.mark.parametrize("prelude", [b"", b"</x><p a=1 a=2></q>" * 5000])
def test_nesting_without_end_is_refused_and_not_cut(prelude: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read(prelude + b"<div>" * 50_000 + "末".encode())


def test_nesting_of_careless_pages_is_read() -> None:
    assert lines("<font>" * 1000 + "<p>甲" + "<b>" * 500 + "乙") == ["甲乙"]


TAGS = ["p", "div", "table", "tr", "td", "th", "tbody", "span", "b", "pre", "br", "li", "ul"]
TAGS += ["title", "select", "option", "head", "body", "html", "caption", "script", "svg"]
SCRAPS = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(["<p hidden>", "<!--", "-->", "&nbsp;", "&#0;", "<![CDATA[", "\x00", "<"]),
    st.text("公开 \n\t", max_size=4),
)


@given(st.lists(SCRAPS, max_size=60))
def test_no_soup_of_tags_breaks_the_reader(scraps: list[str]) -> None:
    page = read("".join(scraps).encode())
    assert "\n" not in page.title


VISIBLE = [tag for tag in TAGS if tag not in ("title", "select", "option", "script", "svg")]


@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{tag}>" for tag in VISIBLE] + [f"</{tag}>" for tag in VISIBLE]),
            st.text("甲乙丙丁", min_size=1, max_size=3),
        ),
        max_size=60,
    )
)
def test_no_visible_character_is_lost_or_moved_in_a_soup_of_tags(scraps: list[str]) -> None:
    shown = "".join(scrap for scrap in scraps if "<" not in scrap)
    text = read("".join(scraps).encode()).text
    assert "".join(text.split()) == shown
