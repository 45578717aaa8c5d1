"""Every encoding the archive takes, and everything that only looks like one."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.extraction.encoding import declared_in_page, decode
from ops.extraction.outcome import ExtractionRefused

NOTICE = "关于进一步推进基层政务公开标准化规范化工作的通知，各街道办事处、区直各部门："
SEEDS = sorted((Path(__file__).parents[3] / "../shared/seeds").glob("*.txt"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "gb2312"])
def test_supported_encodings_are_recognised_without_being_told(encoding: str) -> None:
    assert decode(NOTICE.encode(encoding), "通知.txt").text == NOTICE


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_a_byte_order_mark_decides_and_is_taken_off(mark: bytes, encoding: str) -> None:
    assert decode(mark + NOTICE.encode(encoding), "通知.txt", "big5") == (NOTICE, encoding)


def test_a_byte_order_mark_that_lies_is_refused() -> None:
    with pytest.raises(ExtractionRefused, match="字节序标记"):
        decode(codecs.BOM_UTF8 + NOTICE.encode("gbk"), "通知.txt")


def test_a_page_that_declares_gb2312_may_hold_characters_of_gb18030() -> None:
    title = "朱镕基同志视察瀍河回族区䶮镇𠮷庄村基层政务公开工作的报道"
    assert decode(title.encode("gb18030"), "a.html", "gb2312") == (title, "gb18030")


def test_a_wrong_declaration_is_not_believed() -> None:
    assert decode(NOTICE.encode(), "a.html", "gb2312").encoding == "utf-8"
    assert decode(NOTICE.encode("gbk"), "a.html", "utf-8").encoding == "gb18030"
    assert decode(NOTICE.encode(), "a.html", "iso-8859-1").encoding == "utf-8"


def test_characters_that_moved_out_of_the_private_area_are_the_ones_of_2022() -> None:
    """GB 18030-2022 FE59 is U+9FB4 and FE51 is shown as U+20087."""
    data = NOTICE.encode("gb18030") + bytes.fromhex("FE59FE51A6D9")
    assert decode(data, "a.txt").text == NOTICE + "\u9fb4\U00020087\ufe10"


def test_big5_decodes_as_gb18030_but_is_refused_for_what_it_says() -> None:
    big5 = "臺灣地區國家機關於開展政府資訊公開工作，為人民群眾提供服務".encode("big5")
    big5.decode("gb18030")
    with pytest.raises(ExtractionRefused, match="自称 big5") as refusal:
        decode(big5, "公告.html", "big5")
    assert "公告.html" in refusal.value.message
    assert "GB18030" in refusal.value.rule


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-16-le", "utf-16-be", "cp1251"])
def test_other_encodings_are_refused(encoding: str) -> None:
    text = "情報公開の手続き、書類の閲覧について" if "j" in encoding else "Правительство района"
    with pytest.raises(ExtractionRefused):
        decode(text.encode(encoding), "a.txt")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"PK\x03\x04rest", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
        (b"{\\rtf1\\ansi}", "RTF"),
        ("公开\0目录".encode(), "空字节"),
        (codecs.BOM_UTF16_LE + "公\0开".encode("utf-16-le"), "不是文字"),
        (codecs.BOM_UTF32_LE + "公".encode("utf-32-le"), "UTF-32"),
        (b"\x01\x02\x03\x04abc\x05\x06" * 20, "不是文字"),
        (bytes(range(1, 256)) * 10, "编码"),
    ],
)
def test_what_is_no_text_is_refused_with_what_it_is(data: bytes, reason: str) -> None:
    with pytest.raises(ExtractionRefused, match=reason):
        decode(data, "附件")


def test_a_name_from_outside_is_shown_safely() -> None:
    with pytest.raises(ExtractionRefused) as refusal:
        decode(b"\0", "a\n\x1b[31m" + "长" * 500)
    assert "\n" not in refusal.value.message
    assert "\x1b" not in refusal.value.message
    assert len(refusal.value.name) <= 101


@pytest.mark.parametrize(
    ("page", "declared"),
    [
        (b'<meta charset="GBK">', "gbk"),
        (b"<META http-equiv=Content-Type content='text/html; charset=gb2312'>", "gb2312"),
        (b'<?xml version="1.0" encoding="UTF-8"?><html>', "utf-8"),
        (b'<!-- <meta charset="big5"> --><meta charset=utf-8>', "utf-8"),
        (b"<p>charset=gbk", None),
        (b"<meta " * 1000 + b"charset=gbk", None),
        (b"", None),
    ],
)
def test_the_declared_encoding_is_read_from_the_beginning(
    page: bytes, declared: str | None
) -> None:
    assert declared_in_page(page) == declared


@given(st.binary(max_size=300), st.sampled_from([None, "gbk", "utf-8", "", "x" * 50]))
def test_any_bytes_are_decoded_or_refused(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, "a", declared).text
    except ExtractionRefused:
        return
    assert "\0" not in text


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_founding_documents_survive_both_encodings(seed: Path) -> None:
    text = seed.read_text("utf-8")
    assert decode(text.encode("gb18030"), seed.name).text == text
    assert decode(seed.read_bytes(), seed.name).text == text
