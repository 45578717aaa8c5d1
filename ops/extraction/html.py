"""From an HTML page to lines a person reads: what a browser would show, one paragraph a line.

Runs inside the limited child process, so it imports only lxml and a little of the standard
library. The text it gives is versioned as `html/1`: the same page must give the same lines for ever
under that name.
"""

import re
from itertools import zip_longest
from typing import NamedTuple

from lxml import etree

EXTRACTOR = "html/1"

# Never text of the document: code, alternatives a browser with scripts does not show, pictures,
# frames, and controls of the page's own interface.
_NEVER_TEXT = """
    applet audio button canvas datalist embed frame frameset iframe input map math noframes noscript
    object script select style svg template textarea video
"""
_DROPPED = frozenset(_NEVER_TEXT.split())
_OWN_LINES = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing
    main menu nav ol p plaintext pre search section summary table tbody td tfoot th thead title tr
    ul xmp
"""
_BLOCKS = frozenset(_OWN_LINES.split())
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_CELLS = frozenset(("td", "th"))

# A cell with more lines than the longest list in a catalogue's cell is a column of the page.
_CELL_LINES = 20
_TITLE_LENGTH = 500

# CSS Text 3 §4.1.3: a line break of the source between two wide characters is no blank. Quotation
# marks and dashes count as wide here, as Chinese text uses them.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u303f\u3040-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_WIDE += "\U00020000-\U0003ffff"
_BREAK_IN_CHINESE = re.compile(f"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{_WIDE}])")
_BLANKS = re.compile("[ \t\n\r\f]+")

_HEAD_SEARCHED = 4096
_DOCTYPE_SUBSET = re.compile(rb"<!doctype[^>\[]{0,1000}\[", re.IGNORECASE)
# The parser drops whatever follows </html>; browsers show it (HTML §13.2.6.4.19 and .22 go on "in
# body"), and pages put together from parts have the end tag in the middle.
_EARLY_END = re.compile(rb"</(?:html|body)\b[^<>]{0,100}>", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/|\s", re.DOTALL)
_HIDING = frozenset(("display:none", "visibility:hidden", "visibility:collapse"))


class Page(NamedTuple):
    """`title` is one line, empty if the page names none; `text` is not normalised yet."""

    title: str
    text: str


class Unreadable(Exception):
    """The page breaks a limit of the parser. `args[0]` is `dtd`, `memory` or `damaged`."""


def read(page: bytes) -> Page:
    """The title and the lines of `page`, which is UTF-8 whatever it declares.

    Raises `Unreadable` where the parser gave up, which it does on elements nested deeper than
    2048: half a text must not pass for the whole.
    """
    if _DOCTYPE_SUBSET.search(page, 0, _HEAD_SEARCHED):
        raise Unreadable("dtd")
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(_EARLY_END.sub(b"\n", page), parser)
    except etree.XMLSyntaxError:
        root = None
    if fatal := {error.type_name for error in parser.error_log.filter_from_fatals()}:
        raise Unreadable("memory" if "ERR_NO_MEMORY" in fatal else "damaged")
    if root is None:
        return Page("", "")
    reader = _Reader()
    reader.walk(root)
    return Page(reader.title(), "\n".join(reader.lines))


class _Row:
    """A table row being read: its cells, and what broken pages have before, between, after them."""

    def __init__(self, outer: list[str]) -> None:
        self.outer = outer
        self.cells: list[list[str]] = []
        self.strays: list[list[str]] = [[]]
        self.holds_table = False

    def open_cell(self) -> list[str]:
        self.cells.append([])
        self.strays.append([])
        return self.cells[-1]

    def lines(self) -> list[str]:
        """One line with tabs for a row of data; the cells' own lines where the row is layout."""
        filled = [cell for cell in self.cells if cell]
        layout = self.holds_table or len(filled) < 2 or any(self.strays)
        if layout or any(len(cell) > _CELL_LINES for cell in filled):
            parts = [part for pair in zip_longest(self.strays, self.cells) for part in pair if part]
            return [line for part in parts for line in part]
        return ["\t".join(" ".join(cell).replace("\t", " ") for cell in self.cells)]


class _Reader:
    """Collects paragraphs in document order. Iterative: nesting costs no Python stack."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._buffer: list[str] = []
        self._rows: list[_Row] = []
        self._cells: list[bool] = []
        self._preformatted = 0
        self._titles: list[str] = []
        self._official_title = ""

    def title(self) -> str:
        """The title of the article, where the page carries the meta tags of government sites
        (政府网站发展指引, 国办发〔2017〕47号, annex 2), else the title of the page."""
        found = self._official_title or next(filter(None, self._titles), "")
        return found[:_TITLE_LENGTH]

    def walk(self, root: etree._Element) -> None:
        events = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in events:
            if event == "start":
                if _not_shown(element):
                    skipped = element
                    events.skip_subtree()
                else:
                    self._start(element)
            else:
                if element is not skipped:
                    self._end(element)
                skipped = None
                self._text(element.tail)
        self._flush()

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "meta":
            self._meta(element)
        elif tag in _BLOCKS:
            self._flush()
            if tag == "table" and self._rows:
                self._rows[-1].holds_table = True
            elif tag == "tr":
                self._rows.append(_Row(self.lines))
                self.lines = self._rows[-1].strays[-1]
            elif tag in _CELLS:
                self._open_cell()
            elif tag in _PREFORMATTED:
                self._preformatted += 1
        self._text(element.text)

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "title":
            self._titles.append(_collapsed("".join(self._buffer)))
            self._buffer.clear()
        elif tag in _BLOCKS:
            self._flush()
            if tag == "tr":
                row = self._rows.pop()
                self.lines = row.outer
                self.lines += row.lines()
            elif tag in _CELLS and self._cells.pop():
                self.lines = self._rows[-1].strays[-1]
            elif tag in _PREFORMATTED:
                self._preformatted -= 1

    def _open_cell(self) -> None:
        """A cell outside a row, or straight inside another cell, is an ordinary block."""
        in_row = bool(self._rows) and self.lines is self._rows[-1].strays[-1]
        if in_row:
            self.lines = self._rows[-1].open_cell()
        self._cells.append(in_row)

    def _text(self, text: str | None) -> None:
        if text:
            self._buffer.append(text)

    def _break(self) -> None:
        if self._preformatted:
            self._buffer.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        if not self._buffer:
            return
        text = "".join(self._buffer)
        self._buffer.clear()
        if self._preformatted:
            self.lines += text.split("\n")
        elif line := _collapsed(text):
            self.lines.append(line)

    def _meta(self, element: etree._Element) -> None:
        if (element.get("name") or "").strip().lower() == "articletitle":
            self._official_title = self._official_title or _collapsed(element.get("content") or "")


def _not_shown(element: etree._Element) -> bool:
    if element.tag in _DROPPED or element.get("hidden") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    style = element.get("style")
    if not style:
        return False
    rules = _CSS_COMMENT.sub("", style).lower().split(";")
    return any(rule.removesuffix("!important") in _HIDING for rule in rules)


def _collapsed(text: str) -> str:
    """White space as a browser shows it; indents and `&nbsp;` at the edges are layout."""
    joined = _BLANKS.sub(" ", _BREAK_IN_CHINESE.sub("", text))
    return joined.replace("\xa0", " ").strip()
