"""Import of historical records: a folder of text and HTML files with a `manifest.csv` beside them.

A row's idempotency key is an HMAC, under a secret of the archive, of organ name, title and file
bytes: importing a folder again, or going on after a crash, takes over only what is not there yet,
and the key tells nobody what was imported. What survives a crash: every act of up to 500 rows is
in the journal whole or not at all; contents stored for an act that never came are swept.
"""

import csv
import hashlib
import hmac
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.archive import ArchiveApplication, Caller
from domain.canonical import lp
from domain.content import ClearPart
from domain.description import Description
from domain.directory import organ_named
from domain.disclosure import MAXIMUM_ROWS, Disclosure, MigrationRow
from domain.errors import AlreadyDone, Incomplete, NotFound, Refusal
from domain.record import index_number_claim
from domain.vocabulary import Phase
from ops.clock import random_bytes
from ops.contents import Contents
from ops.extraction.encoding import decode
from ops.extraction.pool import Extraction

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
_SECRET = "import-row-key"


@dataclass(frozen=True)
class RowError:
    """Why a row was not imported: line of the manifest, file, column, reason."""

    line: int
    file: str
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """A row that can be imported."""

    line: int
    file: str
    organ: str
    description: Description
    source: str
    published_on: date | None


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do: counts, errors, and the acts it wrote."""

    rows: int
    ready: int
    imported: int
    known: int
    new_organs: tuple[str, ...]
    errors: tuple[RowError, ...]
    acts: tuple[str, ...]
    position: int


@dataclass(frozen=True)
class _Prepared:
    row: Row
    key: str
    part: ClearPart


class Import:
    """One import of one folder."""

    def __init__(
        self,
        *,
        archive: ArchiveApplication,
        disclosure: Disclosure,
        contents: Contents,
        extraction: Extraction,
        folder: Path,
        enrol_organs: bool,
    ) -> None:
        self._archive = archive
        self._disclosure = disclosure
        self._contents = contents
        self._extraction = extraction
        self._folder = folder
        self._enrol_organs = enrol_organs
        self._secret = contents.secret(_SECRET, lambda: random_bytes(32))
        self._organs: dict[str, str | None] = {}
        self._claimed: set[tuple[str, str]] = set()

    def run(
        self,
        caller: Caller | None,
        order: str,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Outcome:
        """Check every row; with a caller, import those that can be. Dry run without one.

        Raises `Incomplete` when there is no readable manifest or a column is missing.
        """
        total, rows, errors = self._read_manifest()
        ready, known, imported, done = 0, 0, 0, total - len(rows)
        acts: list[str] = []
        position = 0
        seen: set[str] = set()
        progress(done, total)
        for start in range(0, len(rows), MAXIMUM_ROWS):
            batch = rows[start : start + MAXIMUM_ROWS]
            prepared = list(self._prepare(batch, seen, errors))
            fresh = [
                one for one in prepared if self._archive.journal.known_command(one.key) is None
            ]
            known += len(prepared) - len(fresh)
            fresh = [one for one in fresh if self._index_number_is_free(one.row, errors)]
            ready += len(fresh)
            if caller is not None and fresh:
                act, last, count = self._write(caller, order, fresh)
                imported += count
                known += len(fresh) - count
                if act:
                    acts.append(act)
                    position = last
            done += len(batch)
            progress(done, total)
        return Outcome(
            rows=total,
            ready=ready,
            imported=imported,
            known=known,
            new_organs=tuple(sorted(name for name, found in self._organs.items() if found is None)),
            errors=tuple(sorted(errors, key=lambda error: error.line)),
            acts=tuple(acts),
            position=position,
        )

    def _write(
        self, caller: Caller, order: str, prepared: Sequence[_Prepared]
    ) -> tuple[str, int, int]:
        """Write one act; rows another import took over meanwhile are dropped and it runs again."""
        contents = self._contents.keep_many([[one.part] for one in prepared])
        pairs = list(zip(prepared, contents, strict=True))
        while pairs:
            rows = [
                MigrationRow(
                    key=one.key,
                    digest=hashlib.sha256(one.key.encode()).hexdigest(),
                    organ=self._organ(one.row.organ) or one.row.organ,
                    enrol_organ=self._organ(one.row.organ) is None,
                    description=one.row.description,
                    content=content,
                    file=one.row.file,
                    source=one.row.source,
                    published_on=one.row.published_on,
                )
                for one, content in pairs
            ]
            try:
                recorded = self._disclosure.migrate(caller, rows, order=order)
            except AlreadyDone as done:
                pairs = [pair for pair in pairs if pair[0].key not in done.known]
                continue
            for name in [name for name, found in self._organs.items() if found is None]:
                del self._organs[name]
            return recorded.act, recorded.position, len(rows)
        return "", 0, 0

    def _prepare(
        self, rows: Sequence[Row], seen: set[str], errors: list[RowError]
    ) -> Iterator[_Prepared]:
        """Read and extract the files of a batch; a file that fails is an error of its row."""
        readable: list[tuple[Row, bytes]] = []
        for row in rows:
            try:
                readable.append((row, self._file(row.file).read_bytes()))
            except (Refusal, OSError) as error:
                errors.append(RowError(row.line, row.file, "file", _reason(error)))
        extracted = self._extraction.extract_many((row.file, data) for row, data in readable)
        for (row, data), (_, result) in zip(readable, extracted, strict=True):
            if isinstance(result, Refusal):
                errors.append(RowError(row.line, row.file, "file", result.message))
                continue
            if not result.text.strip():
                errors.append(RowError(row.line, row.file, "file", "文件里没有文字"))
                continue
            key = hmac.digest(
                self._secret, lp(row.organ.encode(), row.description.title.encode(), data), "sha256"
            ).hex()
            if key in seen:
                errors.append(RowError(row.line, row.file, "file", "与清单里前面一行重复"))
                continue
            seen.add(key)
            part = ClearPart(
                Path(row.file).name, result.media_type, data, result.text, result.extractor
            )
            yield _Prepared(row, key, part)

    def _index_number_is_free(self, row: Row, errors: list[RowError]) -> bool:
        """A taken 索引号 is an error of its row; it must not refuse the 499 others of the act."""
        number = row.description.index_number
        if number is None:
            return True
        scope, value = index_number_claim(self._organ(row.organ) or row.organ, number)
        if (scope, value) in self._claimed or self._archive.journal.claimant(scope, value):
            errors.append(RowError(row.line, row.file, "index_number", f"索引号“{number}”已被占用"))
            return False
        self._claimed.add((scope, value))
        return True

    def _read_manifest(self) -> tuple[int, list[Row], list[RowError]]:
        path = self._folder / MANIFEST
        if not path.is_file():
            raise Incomplete(f"{self._folder} 里没有 {MANIFEST}", field="folder")
        text = decode(path.read_bytes(), MANIFEST).text
        reader = csv.DictReader(io.StringIO(text, newline=""))
        columns = [name.strip() for name in reader.fieldnames or ()]
        missing = [name for name in REQUIRED if name not in columns]
        unknown = [name for name in columns if name not in (*REQUIRED, *OPTIONAL)]
        if missing or unknown:
            raise Incomplete(
                f"{MANIFEST} 的列不对:缺少 {missing},不认识 {unknown};"
                f"可用的列:{'、'.join((*REQUIRED, *OPTIONAL))}",
                field=MANIFEST,
            )
        reader.fieldnames = columns
        rows: list[Row] = []
        errors: list[RowError] = []
        total = 0
        for cells in reader:
            total += 1
            found = self._row(reader.line_num, cells)
            (rows if isinstance(found, Row) else errors).append(found)  # type: ignore[arg-type]
        return total, rows, errors

    def _row(self, line: int, cells: dict[str | None, str | list[str] | None]) -> Row | RowError:
        text = {
            name: value.strip() if isinstance(value, str) else ""
            for name, value in cells.items()
            if name is not None
        }
        file = text["file"]
        if None in cells:
            return RowError(line, file, "", "这一行的列比表头多")
        try:
            for name in REQUIRED:
                if not text[name]:
                    raise Incomplete("这一列不能空", field=name)
            if self._organ(text["organ"]) is None and not self._enrol_organs:
                raise Incomplete(
                    f"没有登记“{text['organ']}”;可先登记,或加 --enrol-organs", field="organ"
                )
            description = Description(
                title=text["title"],
                kind=text["kind"],
                document_number=text.get("document_number") or None,
                index_number=text.get("index_number") or None,
                formed_on=_day(text, "formed_on"),
                effective_on=_day(text, "effective_on"),
                expires_on=_day(text, "expires_on"),
                phase=_phase(text["phase"]),
                field=text.get("field") or None,
                topic=text.get("topic") or None,
                attributes=(),
            )
            description.require_title()
            published_on = _day(text, "published_on")
        except Refusal as refusal:
            return RowError(line, file, refusal.field, refusal.message)
        return Row(line, file, text["organ"], description, text.get("source", ""), published_on)

    def _organ(self, name: str) -> str | None:
        if name not in self._organs:
            try:
                self._organs[name] = organ_named(self._archive, name)
            except NotFound:
                self._organs[name] = None
        return self._organs[name]

    def _file(self, name: str) -> Path:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise Incomplete("文件不在清单所在的文件夹里", field="file")
        if not path.is_file():
            raise Incomplete("没有这个文件", field="file")
        return path


def _day(text: dict[str, str], column: str) -> date | None:
    value = text.get(column, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Incomplete(f"日期应写成 YYYY-MM-DD,实为 {value!r}", field=column) from None


def _phase(value: str) -> Phase:
    try:
        return Phase(value.upper())
    except ValueError:
        names = "、".join(f"{phase}({phase.chinese})" for phase in Phase)
        raise Incomplete(f"没有“{value}”这个环节;可用:{names}", field="phase") from None


def _reason(error: Exception) -> str:
    return error.message if isinstance(error, Refusal) else f"读不出来:{type(error).__name__}"
