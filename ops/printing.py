"""Letters as PDF: our own typst source, the bundled font, and the paper as one JSON value.

Nothing of a letter is ever part of the source: it comes in as data and is set as text, so that
`#read("/etc/passwd")` in a letter prints as these characters. The compiler sees no font but ours
and no folder but the fonts'. PDF/A-2a keeps the letter readable in the archive, PDF/UA-1 makes it
readable aloud (条例 art 43).
"""

import struct
import threading
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from domain.codec import members_of
from domain.errors import Malformed
from domain.letters import Paper

FONTS = Path(__file__).parent / "fonts"
FONT = FONTS / "GongkaiLetterSong-Regular.otf"
SOURCE = Path(__file__).parent / "letter.typ"

_PAPER = members_of(Paper)
_MOST_NAMED = 10
_LINES = frozenset("\t\r\n")


class TypstPrinter:
    """A `domain.letters.Printer`. Loads the font once; may be used from several threads."""

    def __init__(self) -> None:
        self._source = SOURCE.read_bytes()
        self._glyphs = characters_of(FONT)
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
        )
        self._compiler = typst.Compiler(root=FONTS, font_paths=fonts)
        # The compiler keeps its inputs from one compile to the next: one letter at a time.
        self._one_at_a_time = threading.Lock()

    def print(self, paper: Paper) -> bytes:
        """The PDF/A-2a of `paper`; the same paper gives the same bytes with one typst version.

        Raises `Malformed` naming the characters for which the font has no glyph.
        """
        self._require_glyphs(paper)
        with self._one_at_a_time:
            pdf = self._compiler.compile(
                self._source,
                format="pdf",
                sys_inputs={"paper": _PAPER.text(paper)},
                pdf_standards=["a-2a", "ua-1"],
                # The file's own dates are the letter's, or the same letter would differ each day.
                timestamp=datetime.combine(paper.dated, time(), UTC),
            )
        if not isinstance(pdf, bytes):
            raise TypeError("typst gave no single PDF")
        return pdf

    def lacks(self, text: str) -> frozenset[str]:
        """The characters of `text` that the font has no glyph for, line breaks and tabs aside."""
        return frozenset(text) - self._glyphs - _LINES

    def _require_glyphs(self, paper: Paper) -> None:
        missing = sorted(set("".join((*paper.texts, paper.title))) - self._glyphs)
        if not missing:
            return
        named = "、".join(f"“{one}”（U+{ord(one):04X}）" for one in missing[:_MOST_NAMED])
        more = "等" if len(missing) > _MOST_NAMED else ""
        raise Malformed(
            f"文书字库里没有{named}{more}，印出来会是空白；请改写，人名可用同音字并注明原字的写法",
            rule="文书字库",
            field="paper",
        )


def characters_of(font: Path) -> frozenset[str]:
    """The characters an OpenType font has a glyph for (cmap table, format 12 subtable).

    Read from the font itself, so that no second list can disagree with it. Raises `ValueError` for
    a font without such a subtable.
    """
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    for place in range(12, 12 + 16 * tables, 16):
        tag, _, start, _ = struct.unpack_from(">4sIII", data, place)
        if tag == b"cmap":
            return _cmap_characters(data, start)
    raise ValueError(f"{font.name} has no cmap table")


def _cmap_characters(data: bytes, start: int) -> frozenset[str]:
    (subtables,) = struct.unpack_from(">H", data, start + 2)
    for place in range(start + 4, start + 4 + 8 * subtables, 8):
        (at,) = struct.unpack_from(">I", data, place + 4)
        (form,) = struct.unpack_from(">H", data, start + at)
        if form != 12:
            continue
        (groups,) = struct.unpack_from(">I", data, start + at + 12)
        ranges = struct.iter_unpack(">III", data[start + at + 16 : start + at + 16 + 12 * groups])
        return frozenset(chr(code) for first, last, _ in ranges for code in range(first, last + 1))
    raise ValueError("the cmap table has no format 12 subtable")
