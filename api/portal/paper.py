"""The text of a document as it stands on paper: headings, articles, tables, signature.

Only the setting is guessed here, from what Chinese official documents look like (GB/T 9704 §7.3:
一、 （一） 1. （1）; 主送机关 flush left; 署名 and 成文日期 at the right). No character is changed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.paragraphs import paragraphs

_CHAPTER = re.compile(r"第[一二三四五六七八九十百零〇\d]+[编章节](?:[\s　].{0,40})?")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]).{1,40}"
)
_ENDS_SENTENCE = re.compile(r"[。；：，,;:]$")
_ADDRESSEE = re.compile(r".{2,120}[:：]")
_DATE = re.compile(
    r"[\d〇○零一二三四五六七八九十]{2,4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月.{1,4}日"
)
_BLANK = re.compile(r"\s+")

_LONGEST_SIGNATURE = 40
_ADDRESSEE_WITHIN = 3


@dataclass(frozen=True)
class Block:
    """One block of a text: `kind` says how it is set.

    chapter, heading, addressee, sign (署名和日期) and paragraph have `text`; a table has `rows`.
    """

    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


def set_as_paper(text: str, title: str = "") -> tuple[Block, ...]:
    """The blocks of a derived text. Its first lines are left out where they repeat `title`."""
    lines = _without_title([line.strip() for line in paragraphs(text)], title)
    tail = _signature_length(lines)
    body = lines[: len(lines) - tail]
    blocks = [
        Block(_kind(line, number), line)
        if isinstance(line, str)
        else Block("table", "", _squared(line))
        for number, line in enumerate(_with_tables(body))
    ]
    return (*blocks, *(Block("sign", line) for line in lines[len(lines) - tail :]))


def _without_title(lines: list[str], title: str) -> list[str]:
    wanted = _BLANK.sub("", title)
    joined = ""
    for count, line in enumerate(lines[:4], start=1):
        joined += _BLANK.sub("", line)
        if wanted and joined == wanted:
            return lines[count:]
    return lines


def _signature_length(lines: Sequence[str]) -> int:
    """How many of the last lines are 署名 and 成文日期: a date, and short lines before it."""
    if not lines or not _DATE.fullmatch(lines[-1]):
        return 0
    length = 1
    for line in reversed(lines[:-1]):
        short = len(line) <= _LONGEST_SIGNATURE and "\t" not in line
        if length > 3 or not short or re.search(r"[。；：、，.;:]", line) or _HEADING.match(line):
            break
        length += 1
    return length


def _with_tables(lines: Sequence[str]) -> Iterator[str | list[str]]:
    """Lines, with runs of two or more tabbed ones gathered into tables."""
    rows: list[str] = []
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line)
            continue
        if len(rows) == 1:
            yield rows[0]
        elif rows:
            yield rows
        rows = []
        if line:
            yield line


def _squared(rows: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The cells, every row as wide as the widest."""
    cells = [row.split("\t") for row in rows]
    width = max(len(row) for row in cells)
    return tuple(tuple(row + [""] * (width - len(row))) for row in cells)


def _kind(line: str, number: int) -> str:
    if _CHAPTER.fullmatch(line):
        return "chapter"
    if _HEADING.fullmatch(line) and not _ENDS_SENTENCE.search(line):
        return "heading"
    if number < _ADDRESSEE_WITHIN and _ADDRESSEE.fullmatch(line) and not _HEADING.match(line):
        return "addressee"
    return "paragraph"
