"""Import of historical records: a folder of text and HTML files with a `manifest.csv` beside them.

A row's idempotency key is an HMAC, under a secret of the archive, of organ name, title and file
bytes: importing a folder again, or going on after a crash, takes over only what is not there yet,
and the key tells nobody what was imported. What survives a crash: every act of up to 500 rows is
in the journal whole or not at all; contents stored for an act that never came are swept.
"""

import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.archive import ArchiveApplication, Caller, Recorded
from domain.canonical import lp
from domain.content import ClearPart, Content
from domain.directory import organ_named
from domain.errors import AlreadyDone, NotFound, Refusal, Taken
from domain.migration import MAXIMUM_ROWS, Migration, MigrationRow
from domain.organ import Organ
from domain.record import index_number_claim
from ops.clock import random_bytes
from ops.contents import Contents
from ops.extraction.outcome import ExtractionRefused
from ops.extraction.pool import Extraction
from ops.extraction.worker import Limits
from ops.manifest import Row, RowError, file_in, read_manifest

MAXIMUM_BYTES = 64 << 20
"""Of the files of one act: what an import holds in memory."""

_SECRET = "import-row-key"


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do: counts of rows, errors, and the acts it wrote.

    `ready` rows could be taken over and were not known before; `imported` of them were;
    `known` rows had been taken over earlier. `new_organs` are names to be enrolled with them.
    """

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


@dataclass
class _Tally:
    """What has been found out so far."""

    ready: int = 0
    imported: int = 0
    known: int = 0
    new_organs: set[str] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)
    acts: list[Recorded] = field(default_factory=list)


class Import:
    """One import of one folder."""

    def __init__(
        self,
        *,
        archive: ArchiveApplication,
        migration: Migration,
        contents: Contents,
        extraction: Extraction,
        folder: Path,
        enrol_organs: bool,
    ) -> None:
        self._archive = archive
        self._migration = migration
        self._contents = contents
        self._extraction = extraction
        self._folder = folder
        self._enrol_organs = enrol_organs
        self._secret = contents.secret(_SECRET, lambda: random_bytes(32))
        self._organs: dict[str, str | None] = {}
        self._claimed: set[tuple[str, str]] = set()
        self._tally = _Tally()

    def run(
        self,
        caller: Caller | None,
        order: str,
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Outcome:
        """Check every row; with a caller, import those that can be. Dry run without one.

        Raises `Incomplete` when there is no readable manifest or a column is missing.
        """
        manifest, tally = read_manifest(self._folder), self._tally
        batch: list[_Prepared] = []
        for prepared in self._prepared(manifest, progress):
            tally.ready += 1
            if self._organ(prepared.row.organ) is None:
                tally.new_organs.add(prepared.row.organ)
            if caller is None:
                continue
            batch.append(prepared)
            if len(batch) == MAXIMUM_ROWS or _size(batch) > MAXIMUM_BYTES:
                self._write(caller, order, batch)
                batch = []
        if caller is not None and batch:
            self._write(caller, order, batch)
        return Outcome(
            rows=len(manifest),
            ready=tally.ready,
            imported=tally.imported,
            known=tally.known,
            new_organs=tuple(sorted(tally.new_organs)),
            errors=tuple(sorted(tally.errors, key=lambda error: error.line)),
            acts=tuple(recorded.act for recorded in tally.acts),
            position=max((recorded.position for recorded in tally.acts), default=0),
        )

    # Rows

    def _prepared(
        self, manifest: list[Row | RowError], progress: Callable[[int, int], None]
    ) -> Iterator[_Prepared]:
        """The rows that can be taken over and are not known yet, their texts extracted."""
        reading: deque[tuple[Row, str, bytes]] = deque()

        def files() -> Iterator[tuple[str, bytes]]:
            for done, (row, key, data) in self._fresh(manifest):
                reading.append((row, key, data))
                progress(done, len(manifest))
                yield row.file, data

        for _, found in self._extraction.extract_many(files()):
            row, key, data = reading.popleft()
            if isinstance(found, ExtractionRefused):
                self._refuse(row, "file", found.reason)
            elif self._has_free_number(row):
                name = Path(row.file).name
                part = ClearPart(name, found.media_type, data, found.text, found.extractor)
                yield _Prepared(row, key, part)
        progress(len(manifest), len(manifest))

    def _fresh(
        self, manifest: list[Row | RowError]
    ) -> Iterator[tuple[int, tuple[Row, str, bytes]]]:
        """Rows with an organ and a file, and no earlier import of them; known ones are counted."""
        seen: set[str] = set()
        for number, row in enumerate(manifest, start=1):
            if isinstance(row, RowError):
                self._tally.errors.append(row)
                continue
            try:
                data = self._read(row)
            except Refusal as refusal:
                self._refuse(row, refusal.field, refusal.message)
                continue
            key = self._key(row, data)
            if key in seen:
                self._refuse(row, "file", "与清单里前面一行重复")
                continue
            seen.add(key)
            if self._archive.journal.known_command(key) is not None:
                self._tally.known += 1
                continue
            yield number, (row, key, data)

    def _read(self, row: Row) -> bytes:
        """The bytes of a row's file. Raises `Refusal` naming the column that is wrong."""
        if self._organ(row.organ) is None and not self._enrol_organs:
            raise Refusal(f"没有登记“{row.organ}”；可先登记，或加 --enrol-organs", field="organ")
        path = file_in(self._folder, row.file)
        try:
            size = path.stat().st_size
            if size > Limits().file_bytes:
                raise Refusal(
                    f"文件有 {size} 字节，上限是 {Limits().file_bytes} 字节", field="file"
                )
            return path.read_bytes()
        except OSError as error:
            raise Refusal(f"读不出来：{type(error).__name__}", field="file") from None

    def _key(self, row: Row, data: bytes) -> str:
        named = lp(row.organ.encode(), row.description.title.encode(), data)
        return hmac.digest(self._secret, named, "sha256").hex()

    def _has_free_number(self, row: Row) -> bool:
        """A taken 索引号 is an error of its row; it must not refuse the 499 others of the act."""
        number = row.description.index_number
        if number is None:
            return True
        claim = index_number_claim(self._organ(row.organ) or row.organ, number)
        if claim in self._claimed or self._archive.journal.claimant(*claim) is not None:
            self._refuse(row, "index_number", f"索引号“{number}”已被占用")
            return False
        self._claimed.add(claim)
        return True

    def _organ(self, name: str) -> str | None:
        """The organ's id, None while there is no organ of this name."""
        if name not in self._organs:
            try:
                found = organ_named(self._archive, name)
                self._organs[name] = self._archive.load(Organ, found).id
            except NotFound:
                self._organs[name] = None
        return self._organs[name]

    def _refuse(self, row: Row, column: str, reason: str) -> None:
        self._tally.errors.append(RowError(row.line, row.file, column, reason))

    # Writing

    def _write(self, caller: Caller, order: str, prepared: list[_Prepared]) -> None:
        """Write one act. What another import took meanwhile is left out, and it runs again."""
        contents = self._contents.keep_many([[one.part] for one in prepared])
        pairs = list(zip(prepared, contents, strict=True))
        while pairs:
            try:
                recorded = self._migration.migrate(
                    caller, [self._row_of(*pair) for pair in pairs], order=order
                )
            except AlreadyDone as done:
                pairs = self._without_known(pairs, done.known)
            except Taken:
                left = self._without_taken(pairs)
                if left == pairs and not self._organs_appeared():
                    raise
                pairs = left
            else:
                self._tally.imported += len(pairs)
                self._tally.acts.append(recorded)
                self._organs_appeared()
                return

    def _row_of(self, one: _Prepared, content: Content) -> MigrationRow:
        organ = self._organ(one.row.organ)
        return MigrationRow(
            key=one.key,
            digest=hashlib.sha256(one.key.encode()).hexdigest(),
            organ=organ or one.row.organ,
            enrol_organ=organ is None,
            description=one.row.description,
            content=content,
            file=one.row.file,
            source=one.row.source,
            published_on=one.row.published_on,
        )

    def _without_known(
        self, pairs: list[tuple[_Prepared, Content]], known: frozenset[str]
    ) -> list[tuple[_Prepared, Content]]:
        left = [pair for pair in pairs if pair[0].key not in known]
        self._tally.known += len(pairs) - len(left)
        return left

    def _without_taken(
        self, pairs: list[tuple[_Prepared, Content]]
    ) -> list[tuple[_Prepared, Content]]:
        """Without the rows whose 索引号 was taken since it was looked for."""
        left = []
        for pair in pairs:
            row = pair[0].row
            number = row.description.index_number
            organ = self._organ(row.organ) or row.organ
            if number and self._archive.journal.claimant(*index_number_claim(organ, number)):
                self._refuse(row, "index_number", f"索引号“{number}”已被占用")
            else:
                left.append(pair)
        return left

    def _organs_appeared(self) -> bool:
        """Look again for organs that were not there; whether any of them is now."""
        missing = [name for name, found in self._organs.items() if found is None]
        for name in missing:
            del self._organs[name]
        return any(self._organ(name) is not None for name in missing)


def _size(batch: list[_Prepared]) -> int:
    return sum(len(one.part.original) for one in batch)
