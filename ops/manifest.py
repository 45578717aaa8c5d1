"""`manifest.csv`: which historical documents lie in a folder, and what their rows say of them.

A row that cannot be read is an error of its own, with line, file, column and reason; only a
manifest that is no table at all is refused as a whole. Nothing of it is ever guessed.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.act import BEIJING
from domain.description import Description
from domain.errors import Incomplete, Refusal
from domain.vocabulary import Phase
from ops.clock import now
from ops.extraction.encoding import decode

MANIFEST = "manifest.csv"
REQUIRED = ("file", "title", "organ", "kind", "phase")
OPTIONAL = (
    "document_number",
    "index_number",
    "formed_on",
    "published_on",
    "effective_on",
    "expires_on",
    "field",
    "topic",
    "source",
)
LONGEST_CELL = 500
_PAST = ("formed_on", "published_on")


@dataclass(frozen=True)
class RowError:
    """Why a row was not imported: last line of the row in the manifest, file, column, reason."""

    line: int
    file: str
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A row whose cells are in order; its file was not looked at yet."""

    line: int
    file: str
    organ: str
    description: Description
    source: str
    published_on: date | None


def read_manifest(folder: Path) -> list[Row | RowError]:
    """The rows in order. Raises `Incomplete` without a readable manifest or with wrong columns."""
    path = folder / MANIFEST
    if not path.is_file():
        raise Incomplete(f"{folder} 里没有 {MANIFEST}", field="folder")
    # Strict, or a quotation mark that is never closed would swallow all rows after it.
    reader = csv.DictReader(
        io.StringIO(decode(path.read_bytes(), MANIFEST).text, newline=""), strict=True
    )
    try:
        reader.fieldnames = _columns(reader.fieldnames or ())
        return list(_rows(reader))
    except csv.Error as error:
        raise Incomplete(
            f"{MANIFEST} 第 {reader.line_num} 行之后不是合格的 CSV:{error}",
            rule="RFC 4180",
            field=MANIFEST,
        ) from None


def file_in(folder: Path, name: str) -> Path:
    """The file a row names. Raises `Incomplete` when it is not a file inside the folder."""
    try:
        path = (folder / name).resolve()
        inside, there = path.is_relative_to(folder.resolve()), path.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, a loop of links, a NUL in the name
        inside, there = True, False
    if not inside:
        raise Incomplete("文件不在清单所在的文件夹里", field="file")
    if not there:
        raise Incomplete("没有这个文件", field="file")
    return path


def _columns(given: Sequence[str]) -> list[str]:
    columns = [name.strip() for name in given]
    known = (*REQUIRED, *OPTIONAL)
    wrong = (
        ("缺少", [name for name in REQUIRED if name not in columns]),
        ("不认识", [name or "（空）" for name in columns if name not in known]),
        ("重复", sorted({name for name in columns if columns.count(name) > 1})),
    )
    said = [f"{what} {'、'.join(names)}" for what, names in wrong if names]
    if said:
        raise Incomplete(
            f"{MANIFEST} 的列不对：{';'.join(said)}。可用的列：{'、'.join(known)}", field=MANIFEST
        )
    return columns


def _rows(reader: "csv.DictReader[str]") -> Iterator[Row | RowError]:
    today = now().astimezone(BEIJING).date()
    for cells in reader:
        surplus = None in cells
        text = {
            name: value.strip() if isinstance(value, str) else ""
            for name, value in cells.items()
            if isinstance(name, str)
        }
        try:
            if surplus:
                raise Incomplete("这一行的列比表头多")
            yield _row(reader.line_num, text, today)
        except Refusal as refusal:
            yield RowError(reader.line_num, text["file"], refusal.field, refusal.message)


def _row(line: int, text: Mapping[str, str], today: date) -> Row:
    for name in REQUIRED:
        if not text[name]:
            raise Incomplete("这一列不能空", field=name)
    for name, value in text.items():
        if any(unicodedata.category(character) == "Cc" for character in value):
            raise Incomplete("不能有换行或控制字符", field=name)
        if len(value) > LONGEST_CELL:
            raise Incomplete(f"超过 {LONGEST_CELL} 字", field=name)
    days = {name: _day(text, name) for name in OPTIONAL if name.endswith("_on")}
    for name in _PAST:
        if (days[name] or today) > today:
            raise Incomplete("历史信息的日期不能在将来", field=name)
    description = Description(
        title=text["title"],
        kind=text["kind"],
        document_number=text.get("document_number") or None,
        index_number=text.get("index_number") or None,
        formed_on=days["formed_on"],
        effective_on=days["effective_on"],
        expires_on=days["expires_on"],
        phase=_phase(text["phase"]),
        field=text.get("field") or None,
        topic=text.get("topic") or None,
        attributes=(),
    )
    description.require_title()
    source = text.get("source", "")
    return Row(line, text["file"], text["organ"], description, source, days["published_on"])


def _day(text: Mapping[str, str], column: str) -> date | None:
    value = text.get(column, "")
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        found = None
    # Python also reads 20260101 and 2026-W01-4, which a person may have meant otherwise.
    if found is None or found.isoformat() != value:
        raise Incomplete(f"日期应写成 YYYY-MM-DD，实为 {value!r}", field=column)
    return found


def _phase(value: str) -> Phase:
    try:
        return Phase(value.upper())
    except ValueError:
        names = "、".join(f"{phase}({phase.chinese})" for phase in Phase)
        raise Incomplete(f"没有“{value}”这个环节；可用：{names}", field="phase") from None
