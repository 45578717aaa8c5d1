"""Citations are printed as letters print them."""

import pytest

from domain.law.articles import article_chinese, article_of, is_citation, numeral, spoken


@pytest.mark.parametrize(
    ("citation", "printed"),
    [
        ("条例 art 14", "《中华人民共和国政府信息公开条例》第十四条"),
        ("条例 art 16(2)", "《中华人民共和国政府信息公开条例》第十六条第二款"),
        ("条例 art 36(5)", "《中华人民共和国政府信息公开条例》第三十六条第（五）项"),
        ("条例 art 30, 36", "《中华人民共和国政府信息公开条例》第三十条、第三十六条"),
        ("行政复议法 art 20", "《中华人民共和国行政复议法》第二十条"),
        ("保密法 art 35", "《保密法》第三十五条"),
        ("档案法", "档案法"),
    ],
)
def test_a_citation_is_printed(citation: str, printed: str) -> None:
    assert article_chinese(citation) == printed


def test_the_title_may_be_left_out() -> None:
    assert article_chinese("条例 art 15", title=False) == "第十五条"


def test_a_paragraph_belongs_to_its_article() -> None:
    assert article_of("条例 art 16(2)") == "条例 art 16"
    assert article_of("条例 art 16") == "条例 art 16"
    assert article_of("条例 art 30, 36") == "条例 art 30, 36"
    assert article_of("档案法") == "档案法"


def test_only_the_brief_form_is_a_citation() -> None:
    assert is_citation("条例 art 14")
    assert not is_citation("条例第十四条")
    assert not is_citation("art 14")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (36, "三十六"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_numbers_are_written_as_numerals(number: int, text: str) -> None:
    assert numeral(number) == text


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("条例 art 29(1)", "条例第二十九条第二款第（一）项"),
        ("条例 art 36(2), 37", "条例第三十六条第（二）项、第三十七条"),
        ("R40, R41; 条例 art 17", "条例第十七条"),
        ("国办函〔2020〕109号；条例 art 42", "国办函〔2020〕109号；条例第四十二条"),
        ("条例 art 36, 44", "条例第三十六条、第四十四条"),
        ("公文处理工作条例 art 9(5)", "公文处理工作条例第九条第（五）项"),
        ("行政复议法 art 23(4)", "行政复议法第二十三条第一款第（四）项"),
        ("条例 art 32；个人信息保护法 art 6", "条例第三十二条；个人信息保护法第六条"),
        ("条例 art 14-16", "条例"),
        ("权限表", "权限表"),
        ("design §4", ""),
        ("docs/log-format.md §13", ""),
        ("RFC 8785", ""),
        ("", ""),
    ],
)
def test_only_law_and_tables_are_told_to_people(rule: str, told: str) -> None:
    assert spoken(rule) == told
