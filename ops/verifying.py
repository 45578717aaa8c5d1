"""`gongkai verify`: the whole archive checked as an outsider would, on all cores, writing nothing.

The parent fixes the last position, replays the registry and draws the log's entries from the
ranges of acts that the processes check; meanwhile it grows the tree and compares every file of the
log. Results are used in order and dropped, so that memory hardly grows with the archive.
"""

import gc
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from domain.audit import Counts, Findings, Report
from domain.audit_order import Head, HeadsWatch, require_outside
from domain.audit_shapes import CASE_FILES, SOME_TIME
from domain.canonical import unhex
from domain.casefile import REGISTRY
from domain.errors import Refusal
from domain.founding import Archive
from domain.notes import VerifierKey
from domain.officer import Officer
from domain.review import SecrecyReview
from ops.journal.sqlite import SQLiteJournal
from ops.verifying_contents import audit_folder, check_secrets
from ops.verifying_files import open_read_only, read_regular
from ops.verifying_leftovers import (
    check_numbers,
    count_reviews,
    find_stray_reviews,
    find_surplus,
    is_kept,
    kept_heads,
    newest_kept,
    sizes_kept,
)
from ops.verifying_persons import HOLDING, check_archive_secrets
from ops.verifying_rows import (
    FirstEvent,
    Plan,
    RangeResult,
    check_checkpoints,
    check_integrity,
    check_persons,
    check_range,
    check_streams,
    first_event,
    ids_of,
    lenient,
    read_registry,
    times_run_back,
)
from projections.tile_audit import check_log

Progress = Callable[[int, int], None]
T = TypeVar("T")

_SMALL = 5000
_RANGE = 2000
_STREAMS = 2000
_CHECKPOINTS = 2000
_LOWEST, _HIGHEST = -(2**63), 2**63 - 1

_ROWS = "log-format §3"
_FOUNDING = "log-format §10"


@dataclass(frozen=True)
class Outside:
    """What an outsider kept: the log's verifier key, the founding hash, a checkpoint's bytes."""

    vkey: str | None
    founding: str | None
    checkpoint: bytes | None


def verify(
    home: Path,
    *,
    vkey: str | None = None,
    founding: str | None = None,
    checkpoint: Path | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check everything in `home` and compare it with what an outsider kept.

    `processes` defaults to all cores; `progress(done, total)` counts events. What is wrong, however
    wrong, is in the report. Raises `OSError` only for a `checkpoint` file that cannot be read.
    """
    outside = Outside(vkey, founding, None if checkpoint is None else checkpoint.read_bytes())
    return _Verification(home, outside, processes, progress or (lambda done, total: None)).run()


class _Verification:
    """One verification; what it learns on the way."""

    def __init__(
        self, home: Path, outside: Outside, processes: int | None, progress: Progress
    ) -> None:
        self._home = home
        self._outside = outside
        self._processes = processes
        self._progress = progress
        self._findings = Findings()
        self._notes: list[str] = []
        self._compared: list[str] = []
        self._counts = Counts()
        self._origin = self._founding = self._root = ""
        self._size = 0

    def run(self) -> Report:
        """Check everything, as far as it can be read at all."""
        try:
            rows = open_read_only(self._home / "journal.db")
        except sqlite3.Error as error:
            self._find(None, "journal.db", f"打不开：{error}", _ROWS)
            return self._report()
        rows.text_factory = lenient
        try:
            if self._tables_are_ours(rows):
                self._audit(rows)
        except sqlite3.Error as error:
            self._find(None, "journal.db", f"读不出来：{error}", _ROWS)
        finally:
            rows.close()
        return self._report()

    def _report(self) -> Report:
        names = ("日志公钥（--vkey）", "建档指纹（--founding）", "检查点（--checkpoint）")
        return Report(
            origin=self._origin,
            founding=self._founding,
            size=self._size,
            root=self._root,
            counts=self._counts,
            findings=self._findings.in_order(),
            total=self._findings.total,
            notes=tuple(self._notes),
            compared=tuple(self._compared),
            not_compared=tuple(name for name in names if name not in self._compared),
        )

    def _find(self, position: int | None, where: str, what: str, rule: str) -> None:
        self._findings.add(position, where, what, rule)

    def _tables_are_ours(self, rows: sqlite3.Connection) -> bool:
        """Whether the rows can be read at all: another table of the same name says nothing."""
        ours, found = _schema_of_a_new_journal(), _schema(rows)
        for kind, name in sorted(ours.keys() | found.keys()):
            expected, stored = ours.get((kind, name)), found.get((kind, name))
            if expected != stored:
                what = "不该有" if expected is None else "缺少" if stored is None else "定义被改过"
                self._find(None, f"journal.db {kind} {name}", what, _ROWS)
        return all(found.get(key) == sql for key, sql in ours.items() if key[0] == "table")

    def _audit(self, rows: sqlite3.Connection) -> None:
        first = first_event(rows)
        archive = None if first is None else _founded(first)
        if first is None or archive is None:
            self._find(1, "events", "第 1 号不是可读的建档事件，其余无从核验", _FOUNDING)
            self._findings.extend(check_integrity(self._home))
            return
        self._origin, self._founding = archive.name, first.entry.hex()
        outside = self._compare_outside(archive)
        # The log is listed before the last position is fixed, so that the archive may go on
        # running: what the log shows by then is covered by the events that are read after it.
        entries = self._entries(rows, archive, outside)
        log = self._home / "log"
        found = check_log(log, archive, lambda: newest_kept(rows), entries, sizes_kept(rows))
        for said in found:
            path, _, problem = said.partition(":")
            self._find(None, f"log/{path}", problem, "C2SP tlog-tiles")
        self._check_published(rows, log / "checkpoint")

    def _check_published(self, rows: sqlite3.Connection, path: Path) -> None:
        """The published head is one that is kept, to the byte; whether it is the newest, see
        `check_log`."""
        published = read_regular(path)
        if published is not None and not is_kept(rows, published):
            self._find(None, "log/checkpoint", "不是留存的检查点", "C2SP tlog-checkpoint v1.0.0")

    def _compare_outside(self, archive: VerifierKey) -> Head | None:
        """Compare what was kept outside; a checkpoint is compared when the tree has its size."""
        vkey, founding, note = (
            self._outside.vkey,
            self._outside.founding,
            self._outside.checkpoint,
        )
        key = archive
        if vkey is not None:
            self._compared.append("日志公钥（--vkey）")
            try:
                key = VerifierKey.parse(vkey.strip())
            except Refusal as refusal:
                self._find(None, "--vkey", refusal.message, "C2SP signed-note v1.0.0")
            if key != archive:
                self._find(1, "--vkey", f"本档案的日志公钥是 {archive.text}", _FOUNDING)
        if founding is not None:
            self._compared.append("建档指纹（--founding）")
            if founding.strip() != self._founding:
                self._find(1, "--founding", f"本档案的建档指纹是 {self._founding}", _FOUNDING)
        if note is None:
            return None
        self._compared.append("检查点（--checkpoint）")
        stated = require_outside(note, key, self._findings)
        return None if stated is None else Head(stated.size, stated.root, "--checkpoint")

    def _entries(
        self, rows: sqlite3.Connection, archive: VerifierKey, outside: Head | None
    ) -> Iterator[bytes]:
        """The log's entries in order, while everything else is checked; to be drawn to the end."""
        rows.execute("BEGIN")
        last = rows.execute("SELECT max(position) FROM events").fetchone()[0]
        registry = read_registry(rows, last)
        self._findings.extend(registry.findings)
        self._notes += [
            f"第 {first} 号起是依命令恢复登记员的办理，请核对该命令" for first in registry.restored
        ]
        self._notes += times_run_back(rows, last)
        plan = Plan(self._home, archive.name, archive, registry.seats, last)
        watch = HeadsWatch(kept_heads(rows, outside, self._findings), self._findings)
        addresses = bytearray()
        with _crew(self._processes or _processes_for(last)) as start:
            integrity = start(check_integrity, self._home)
            ranges = [
                (high, start(check_range, plan, low, high)) for low, high in _ranges(rows, last)
            ]
            others = [start(check_checkpoints, plan, *span) for span in _checkpoints(rows)]
            streams = [start(check_streams, plan, *span) for span in _streams(rows)]
            others += [start(check_persons, plan, prefix) for prefix in HOLDING]
            for high, finish in ranges:
                result = self._finished(finish, RangeResult())
                self._take(result)
                addresses += result.addresses
                watch.grow(result.leaves)
                yield from result.entries
                self._progress(min(high - 1, last), last)
            for finish_other in (integrity, *others):
                self._findings.extend(self._finished(finish_other, Findings()))
            reviews = 0
            for finish_stream in streams:
                found, replayed = self._finished(finish_stream, (Findings(), 0))
                self._findings.extend(found)
                reviews += replayed
        self._size, root = watch.end()
        self._root = root.hex()
        self._check_leftovers(rows, plan, reviews)
        self._check_blobs(bytes(addresses))

    def _take(self, result: RangeResult) -> None:
        self._findings.extend(result.findings)
        counts = self._counts
        self._counts = replace(
            counts,
            acts=counts.acts + result.acts,
            events=counts.events + len(result.entries),
            claims=counts.claims + result.claims,
            commands=counts.commands + result.commands,
            opened=counts.opened + result.opened,
            closed=counts.closed + result.closed,
        )

    def _finished(self, finish: Callable[[], T], nothing: T) -> T:
        """What a task came to; one that could not finish is a finding, not an error."""
        try:
            return finish()
        except (sqlite3.Error, OSError, MemoryError, BrokenProcessPool) as error:
            self._find(None, "journal.db", f"有一段没有核验完：{error!r}", _ROWS)
            return nothing

    def _check_leftovers(self, rows: sqlite3.Connection, plan: Plan, reviews: int) -> None:
        """What no act accounts for: acts without events, surplus rows, reviews of no draft."""
        beyond = rows.execute("SELECT min(first) FROM acts WHERE first > ?", (plan.last,))
        for (first,) in beyond.fetchall():
            if first is not None:
                self._find(first, "acts.first", "没有事件的办理", _ROWS)
        for table, promised in (
            ("claims", self._counts.claims),
            ("commands", self._counts.commands),
        ):
            if rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] != promised:
                find_surplus(rows, table, self._findings)
        check_numbers(rows, self._findings)
        check_archive_secrets(self._home, rows, self._findings)
        if count_reviews(rows, plan.last) != reviews:
            find_stray_reviews(rows, plan.last, self._findings)
        kept = rows.execute("SELECT count(*) FROM checkpoints").fetchone()[0]
        self._counts = replace(self._counts, checkpoints=kept)

    def _check_blobs(self, named: bytes) -> None:
        check_secrets(self._home, self._findings)
        blobs, ownerless, strays = audit_folder(self._home / "blobs", named, self._findings)
        self._counts = replace(self._counts, blobs=blobs)
        if ownerless:
            self._notes.append(f"有 {ownerless} 个内容文件没有事件提到，可能属于正在进行的办理")
        if strays:
            self._notes.append(f"内容文件夹里有 {strays} 个别的文件")


def _processes_for(events: int) -> int:
    """All cores, unless the processes would take longer to start than to finish."""
    return 1 if events < _SMALL else len(os.sched_getaffinity(0))


@contextmanager
def _crew(processes: int) -> Iterator[Callable[..., Callable[[], Any]]]:
    """A way to start tasks: `start(task, *arguments)()` waits for the result.

    With one process a task runs when its result is asked for. Processes are copies of one that has
    loaded the audit and nothing else, not of this one, which may have threads.
    """
    if processes == 1:
        yield lambda task, *arguments: lambda: task(*arguments)
        return
    # Rows make no reference cycles, so that looking for some is a waste of a twentieth.
    context = get_context("forkserver")
    context.set_forkserver_preload(["ops.verifying_rows"])
    pool = ProcessPoolExecutor(processes, context, initializer=gc.disable)
    try:
        yield lambda task, *arguments: pool.submit(task, *arguments).result
    finally:
        pool.shutdown(cancel_futures=True)


def _founded(first: FirstEvent) -> VerifierKey | None:
    """The log's name and key as position 1 states them, None when it does not."""
    try:
        event = REGISTRY.decode(
            first.topic, first.data, stream=first.stream, version=1, time=SOME_TIME
        )
        if isinstance(event, Archive.Founded):
            return VerifierKey(event.origin, unhex(event.log_key, 32))
    except Refusal:
        pass
    return None


def _schema(rows: sqlite3.Connection) -> dict[tuple[str, str], str | None]:
    """Everything the database defines. Statistics of the query planner say nothing."""
    return {
        (kind, name): sql
        for kind, name, sql in rows.execute("SELECT type, name, sql FROM sqlite_master")
        if not name.startswith("sqlite_stat")
    }


@cache
def _schema_of_a_new_journal() -> dict[tuple[str, str], str | None]:
    with tempfile.TemporaryDirectory() as folder:
        journal = SQLiteJournal(Path(folder) / "journal.db")
        journal.close()
        rows = open_read_only(journal.path)
        try:
            return _schema(rows)
        finally:
            rows.close()


def _ranges(rows: sqlite3.Connection, last: int) -> Iterator[tuple[int, int]]:
    """Ranges of first positions, each of about a thousand events, that leave nothing out."""
    low, start = _LOWEST, 1
    while True:
        (high,) = rows.execute(
            "SELECT min(first) FROM acts WHERE first >= ? AND first <= ?", (start + _RANGE, last)
        ).fetchone()
        yield low, last + 1 if high is None else high
        if high is None:
            return
        low = start = high


def _checkpoints(rows: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Ranges of sizes that leave no checkpoint out."""
    low = _LOWEST
    while True:
        found = rows.execute(
            "SELECT size FROM checkpoints WHERE size >= ? ORDER BY size LIMIT 1 OFFSET ?",
            (low, _CHECKPOINTS),
        ).fetchone()
        yield low, _HIGHEST if found is None else found[0]
        if found is None:
            return
        (low,) = found


def _streams(rows: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Ranges of ids of case files, without those that are replayed elsewhere: the registry's, and
    reviews, which are replayed with their records."""
    for case_file in CASE_FILES:
        if case_file in (Archive, Officer, SecrecyReview):
            continue
        low, end = ids_of(case_file.PREFIX)
        while low < end:
            found = rows.execute(
                "SELECT stream FROM events WHERE version = 2 AND stream >= ? AND stream < ?"
                " ORDER BY stream LIMIT 1 OFFSET ?",
                (low, end, _STREAMS),
            ).fetchone()
            high = end if found is None else found[0]
            yield low, high
            low = high
