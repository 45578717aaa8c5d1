"""Letters as PDF: whatever is written prints as written, or is refused by its character."""

import dataclasses
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import typst
from hatchling.builders.wheel import WheelBuilder

from domain.codec import members_of
from domain.errors import Malformed
from domain.letter_texts import Passage, Style
from domain.letters import MOST_CHARACTERS, Paper
from ops.printing import FONT, FONTS, SOURCE, TypstPrinter, characters_of

PAPER = Paper(
    organ="清江市发展和改革委员会",
    title="政府信息公开申请答复书",
    number="清发改依复〔2026〕12号",
    addressee="王小明",
    passages=(
        Passage(Style.BODY, "本机关于2026年10月9日收到你提交的政府信息公开申请。"),
        Passage(Style.HEADING, "一、关于“可行性研究报告”"),
        Passage(Style.ITEM, "（一）第三页，涉及商业秘密。"),
    ),
    remedies=("如对本答复不服，可以自收到本答复之日起60日内申请行政复议。",),
    enclosures=("可行性研究报告", "检索情况说明"),
    signature="清江市发展和改革委员会",
    dated=date(2026, 11, 22),
    contact="联系电话：0517-80000000",
)

HOSTILE = (
    '#panic("x") #read("/etc/passwd")',
    "$x^2$ *粗* _斜_ @x `raw` ```rust x``` <label> = 标题",
    "- 列表 + 编号 / 术语: 值 // 注释 /* 注释 */ \\u{41} \\n ~ --- ...",
    '#set page(width: 1pt) #let x = 1; #{ 1 + 1 } #eval("1") #import "x.typ"',
    '{"organ": "别的机关"} ", "x": "',
)


@pytest.fixture(scope="module")
def printer() -> TypstPrinter:
    return TypstPrinter()


def saying(*words: str) -> Paper:
    return dataclasses.replace(PAPER, passages=tuple(Passage(Style.BODY, text) for text in words))


def compiler(paper: Paper) -> typst.Compiler:
    return typst.Compiler(
        SOURCE.read_bytes(),
        root=FONTS,
        font_paths=typst.Fonts(False, False, [FONTS]),
        sys_inputs={"paper": members_of(Paper).text(paper)},
    )


def pages(paper: Paper) -> int:
    drawn = compiler(paper).compile(format="svg")
    return len(drawn) if isinstance(drawn, list) else 1


def set_texts(paper: Paper) -> str:
    """All paragraphs that typst set, read back from the compiled document as JSON."""
    return compiler(paper).query("par", field="body")


def test_a_letter_is_a_small_pdf_of_one_page(printer: TypstPrinter) -> None:
    pdf = printer.print(PAPER)
    assert pdf.startswith(b"%PDF-1.")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"GongkaiLetterSong" in pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert len(pdf) < 100_000
    assert pages(PAPER) == 1


def test_the_same_letter_gives_the_same_bytes_in_any_printer(printer: TypstPrinter) -> None:
    assert printer.print(PAPER) == TypstPrinter().print(PAPER)
    other = dataclasses.replace(PAPER, dated=date(2026, 11, 23))
    assert printer.print(other) != printer.print(PAPER)


def test_letters_printed_at_once_are_not_mixed_up(printer: TypstPrinter) -> None:
    papers = [saying(f"第{number}件") for number in range(12)]
    alone = [printer.print(paper) for paper in papers]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(printer.print, papers)) == alone
    assert len(set(alone)) == 12


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_set_as_it_was_written(printer: TypstPrinter, text: str) -> None:
    paper = dataclasses.replace(
        saying(text),
        organ=text[:20],
        title=text[:20],
        number=text[:20],
        addressee=text,
        remedies=(text,),
        enclosures=(text, text),
        contact=text,
    )
    assert printer.print(paper).startswith(b"%PDF-")
    written = text.replace("\\", "\\\\").replace('"', '\\"')
    assert set_texts(paper).replace("\u200b", "").count(written) >= 5


def test_a_file_named_in_a_letter_is_not_read(printer: TypstPrinter) -> None:
    assert printer.print(saying('#read("OFL.txt")' * 40)).startswith(b"%PDF-")
    assert "SIL OPEN FONT" not in set_texts(saying('#read("OFL.txt")'))


def test_a_word_without_an_end_is_broken_over_lines_and_pages() -> None:
    assert pages(saying("x" * 4_000)) >= 3


@pytest.mark.parametrize("text", ["x" * MOST_CHARACTERS, "字，" * (MOST_CHARACTERS // 2)])
def test_the_longest_letter_is_printed(printer: TypstPrinter, text: str) -> None:
    assert len(printer.print(saying(text))) < 1_000_000


def test_rare_characters_of_names_are_printed(printer: TypstPrinter) -> None:
    assert printer.print(saying("㐂某某、𠮷某某、〇、·、㛃、𬭚、臺灣")).startswith(b"%PDF-")


@pytest.mark.parametrize(("text", "named"), [("同意😀", "“😀”（U+1F600）"), ("한국", "U+AD6D")])
def test_a_character_without_a_glyph_is_refused_by_name(
    printer: TypstPrinter, text: str, named: str
) -> None:
    with pytest.raises(Malformed) as refused:
        printer.print(saying(text))
    assert named in refused.value.message


@pytest.mark.parametrize("member", ["organ", "title", "number", "addressee", "contact"])
def test_every_part_of_the_letter_is_checked_for_glyphs(printer: TypstPrinter, member: str) -> None:
    with pytest.raises(Malformed, match="U\\+1F600"):
        printer.print(dataclasses.replace(PAPER, **{member: "甲😀"}))  # type: ignore[arg-type]


def test_many_characters_without_a_glyph_are_not_all_listed(printer: TypstPrinter) -> None:
    with pytest.raises(Malformed) as refused:
        printer.print(saying("".join(chr(code) for code in range(0xAC00, 0xAC40))))
    assert refused.value.message.count("U+") == 10


def test_the_font_covers_the_characters_of_official_lists() -> None:
    covered = characters_of(FONT)
    for encoding in ("gb2312", "big5"):
        for lead in range(0xA1, 0xFA):
            for trail in range(0x40, 0xFF):
                character = bytes((lead, trail)).decode(encoding, errors="ignore")
                if len(character) == 1 and "\u4e00" <= character <= "\u9fff":
                    assert character in covered, f"U+{ord(character):04X}"
    assert len([one for one in covered if one >= "\U00020000"]) > 2_000
    assert set("“”‘’—…《》〔〕（）、。，：；？！①０９Ａｚ￥℃×＝") <= covered


def test_what_is_no_font_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.otf"
    bad.write_bytes(b"OTTO" + bytes(20))
    with pytest.raises(ValueError, match="no cmap"):
        characters_of(bad)


@pytest.mark.slow
def test_the_wheel_carries_the_font_its_licence_and_the_source(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(Path(__file__).parents[2])).build(directory=str(tmp_path))
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"ops/letter.typ", "ops/fonts/OFL.txt", f"ops/fonts/{FONT.name}"} <= names
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_text_can_be_copied_out_of_the_pdf(printer: TypstPrinter, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(printer.print(PAPER))
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    text = run.stdout.decode()
    assert "清发改依复〔2026〕12号" in text
    assert "2026年11月22日" in text


def test_what_the_font_lacks_is_told_and_line_breaks_are_not(printer: TypstPrinter) -> None:
    assert printer.lacks("张😀兰\r\n\t〓") == frozenset("😀")
    assert printer.lacks("") == frozenset()
