"""The rows of the journal, read range by range and handed to the pure audit; runs in any process.

Each task opens the files itself, checks its part and returns what the others need to know. Nothing
is ever written, and nothing that is stored makes a task raise.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from domain.audit import Findings
from domain.audit_acts import ActAudit, Heads, Promised
from domain.audit_envelopes import keys_of
from domain.audit_lives import LifeAudit, StreamRow
from domain.audit_order import allot, check_follows, check_kept
from domain.audit_registry import RegistryAct, RegistryAudit
from domain.audit_seats import Seats
from domain.canonical import parse_utc
from domain.errors import Malformed
from domain.founding import Archive
from domain.law.lawbook import LawBook
from domain.notes import VerifierKey
from domain.officer import Officer
from domain.record import Record
from domain.sealing import ActRow, EventRow, log_entry
from ops.verifying_contents import ContentAudit
from ops.verifying_files import open_read_only
from ops.verifying_persons import PersonAudit, case_files, erased_contents

EVENTS = "SELECT position, stream, version, topic, id, data, salt, statement, leaf FROM events"
ACTS = (
    "SELECT first, count, id, officer, post, organ, recorded_at, office, office_salt, person,"
    " person_salt, envelope FROM acts"
)
_OF_ITS_ACT = "(SELECT {} FROM acts WHERE first <= e.position ORDER BY first DESC LIMIT 1)"
_LIFE = (
    "SELECT e.position, e.stream, e.version, e.topic, e.data,"
    f" {_OF_ITS_ACT.format('first')}, {_OF_ITS_ACT.format('organ')},"
    f" {_OF_ITS_ACT.format('recorded_at')} FROM events e"
)
_BACKWARDS = (
    "SELECT first, recorded_at, before FROM (SELECT first, recorded_at, MAX(recorded_at) OVER"
    " (ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM acts)"
    " WHERE recorded_at < before AND first <= ? ORDER BY first"
)
_OVERTAKEN = timedelta(minutes=10)
"""Acts are dated when they begin and stand in the order in which they end: one overtakes another
by seconds, never by so much."""

_AT_ONCE = 500
_RULE = "log-format §3"

T = TypeVar("T")


def times_run_back(rows: sqlite3.Connection, last: int) -> Iterator[str]:
    """A sentence for each stretch of acts that are dated before acts in front of them.

    Who signs an act dates it by the clock of the server, and a clock that went wrong may be set
    right. But what was dated back may have been too late: whoever reads a report is to know where
    to look.
    """
    end = None
    for first, recorded, before in rows.execute(_BACKWARDS, (last,)):
        try:
            back = parse_utc(before) - parse_utc(recorded)
        except (AttributeError, Malformed, TypeError):
            continue
        if back > _OVERTAKEN and before != end:
            end = before
            yield (
                f"第 {first} 号起的办理记于 {recorded[:19]}Z，前面却已有记于 {before[:19]}Z 的："
                "当时系统时钟不准，或者被人拨过，请核对这些办理是不是按期"
            )


@dataclass(frozen=True)
class Plan:
    """What every task must know. `last` is the last position that is audited."""

    home: Path
    log: str
    key: VerifierKey
    seats: Seats
    last: int


class FirstEvent(NamedTuple):
    """The founding as it is stored, and its log entry, by which outsiders know the archive."""

    stream: str
    topic: str
    data: bytes
    entry: bytes


@dataclass
class RangeResult:
    """What a range of acts came to. `entries` and `leaves` are the log's, in order."""

    findings: Findings = field(default_factory=Findings)
    acts: int = 0
    claims: int = 0
    commands: int = 0
    opened: int = 0
    closed: int = 0
    entries: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    addresses: bytes = b""


def check_range(plan: Plan, low: int, high: int) -> RangeResult:
    """Every act whose first position is in [low, high), its events, claims and contents."""
    return _reading(plan.home, lambda rows: _RangeAudit(plan, rows).run(low, high))


def check_streams(plan: Plan, low: str, high: str) -> tuple[Findings, int]:
    """Replay the case files with ids in [low, high) that have more than one event.

    A first event alone always replays: folding it takes any members that decode. Returns also how
    many reviews were replayed with their records.
    """

    def run(rows: sqlite3.Connection) -> tuple[Findings, int]:
        findings = Findings()
        lives = LifeAudit(
            lambda stream: _stream(rows, stream, plan.last),
            lambda: _lawbook(rows, plan.last),
            findings,
        )
        found = rows.execute(
            f"{_LIFE} JOIN events s ON s.stream = e.stream AND s.version = 2"
            " WHERE s.stream >= ? AND s.stream < ? AND s.position <= ? AND e.position <= ?"
            " ORDER BY s.stream, e.version",
            (low, high, plan.last, plan.last),
        )
        for stream in _grouped(found, findings):
            lives.check(stream)
        return findings, lives.reviews

    return _reading(plan.home, run)


def check_checkpoints(plan: Plan, low: int, high: int) -> Findings:
    """Every checkpoint kept with a size in [low, high): its signature, columns, and predecessor."""

    def run(rows: sqlite3.Connection) -> Findings:
        findings = Findings()
        earlier = rows.execute(
            "SELECT note FROM checkpoints WHERE size < ? ORDER BY size DESC LIMIT 1", (low,)
        )
        before = next((note for (note,) in drawn(earlier, "checkpoints", Findings())), None)
        kept = rows.execute(
            "SELECT size, root, note, previous FROM checkpoints"
            " WHERE size >= ? AND size < ? ORDER BY size",
            (low, high),
        )
        for size, root, note, previous in drawn(kept, "checkpoints", findings):
            check_kept(size, root, note, plan.key, findings)
            check_follows(size, previous, before, findings)
            before = note
        return findings

    return _reading(plan.home, run)


def check_persons(plan: Plan, prefix: str) -> Findings:
    """What is sealed of persons in every case file of a type, and what erasures destroyed."""

    def run(rows: sqlite3.Connection) -> Findings:
        findings = Findings()
        audit = PersonAudit(plan.home, plan.log, findings)
        try:
            for stream, events in case_files(rows, prefix, plan.last):
                audit.check(stream, events)
        except sqlite3.Error as error:
            if "decode to UTF-8" in str(error):
                raise _NotText from error
            findings.add(None, "events", f"journal.db 读不出来：{error}", _RULE)
        finally:
            audit.close()
        return findings

    return _reading(plan.home, run)


def check_integrity(home: Path) -> Findings:
    """What SQLite itself says of the file."""

    def run(rows: sqlite3.Connection) -> Findings:
        findings = Findings()
        for (said,) in drawn(rows.execute("PRAGMA integrity_check"), "journal.db", findings):
            if said != "ok":
                findings.add(None, "journal.db", str(said), "PRAGMA integrity_check")
        return findings

    return _reading(home, run)


def read_registry(rows: sqlite3.Connection, last: int) -> RegistryAudit:
    """Replay every act that has to do with the archive's or an officer's case file."""
    audit = RegistryAudit()
    spans = [span for prefix in (Archive.PREFIX, Officer.PREFIX) for span in ids_of(prefix)]
    events = rows.execute(
        f"{EVENTS} WHERE (stream >= ? AND stream < ? OR stream >= ? AND stream < ?)"
        " AND position <= ? ORDER BY position",
        (*spans, last),
    )
    pending: list[EventRow] = []
    act: ActRow | None = None
    for event in map(EventRow._make, drawn(events, "events", audit.findings)):
        if act is not None and not act.first <= event.position < act.first + act.count:
            audit.feed(RegistryAct(act, keys_of(act.envelope), pending))
            pending, act = [], None
        if act is None:
            act = _act_at(rows, event.position)
        if act is not None and _is_readable(event):
            pending.append(event)
    if act is not None:
        audit.feed(RegistryAct(act, keys_of(act.envelope), pending))
    return audit


def first_event(rows: sqlite3.Connection) -> FirstEvent | None:
    """The event at position 1, None when there is none that can be read."""
    for row in drawn(rows.execute(f"{EVENTS} WHERE position = 1"), "events", Findings()):
        event, act = EventRow._make(row), _act_at(rows, 1)
        if act is not None and _is_readable(event) and type(event.statement) is bytes:
            entry = log_entry(event.statement, act.envelope)
            return FirstEvent(event.stream, event.topic, event.data, entry)
    return None


def ids_of(prefix: str) -> tuple[str, str]:
    """The range [low, high) of the ids of a type of case file; `;` follows `:`."""
    return f"{prefix}:", f"{prefix};"


class _RangeAudit:
    """One range of acts, with the files it looks things up in."""

    def __init__(self, plan: Plan, rows: sqlite3.Connection) -> None:
        self._plan = plan
        self._rows = rows
        self._kept: dict[int, bytes | None] = {}
        self._result = RangeResult()
        self._claims = _Promises("claims", "scope, value, act", self._ask, self._result.findings)
        self._commands = _Promises(
            "commands", "officer, key, digest, act", self._ask, self._result.findings
        )
        self._contents = ContentAudit(plan.home, plan.log, self._result.findings, self._erased)

    def run(self, low: int, high: int) -> RangeResult:
        result, findings = self._result, self._result.findings
        audit = ActAudit(
            self._plan.log, self._plan.seats, Heads(self._before), self._root_kept, findings
        )
        acts = drawn(
            self._rows.execute(
                f"{ACTS} WHERE first >= ? AND first < ? ORDER BY first", (low, high)
            ),
            "acts",
            findings,
        )
        events = drawn(
            self._rows.execute(
                f"{EVENTS} WHERE position >= ? AND position < ? ORDER BY position", (low, high)
            ),
            "events",
            findings,
        )
        try:
            for act, own in allot(acts, events, max(low, 1), high, findings):
                result.acts += 1
                self._keep(act, audit.check(act, own))
                for position, stream, _, topic, *_ in own:
                    if topic == Record.Expunged.TOPIC:
                        self._contents.check_gone(position, self._named(stream))
            self._claims.look_up()
            self._commands.look_up()
        finally:
            self._contents.close()
        result.opened, result.closed = self._contents.opened, self._contents.closed
        result.addresses = bytes(self._contents.addresses)
        return result

    def _keep(self, act: ActRow, promised: Promised) -> None:
        """Look up elsewhere what the act promises to be there."""
        result = self._result
        identity, officer = str(act[2]), str(act[3])
        result.claims += len(promised.claims)
        result.commands += len(promised.commands)
        if promised.claims:
            self._claims.promise([(scope, value, identity) for scope, value in promised.claims])
        if promised.commands:
            self._commands.promise(
                [(officer, key, digest, identity) for key, digest in promised.commands]
            )
        for position, content in promised.contents:
            self._contents.check(position, content)
        result.entries += promised.entries
        result.leaves += promised.leaves

    def _before(self, stream: str, position: int) -> tuple[int, bytes] | None:
        found = self._ask(
            "SELECT version, statement FROM events WHERE stream = ? AND position < ?"
            " ORDER BY version DESC LIMIT 1",
            (stream, position),
        )
        for version, statement in found:
            if type(version) is int and type(statement) is bytes:
                return version, statement
        return None

    def _erased(self, position: int) -> Collection[str]:
        try:
            return erased_contents(self._rows, position, self._plan.last)
        except sqlite3.Error:
            return ()

    def _named(self, stream: str) -> Iterator[str]:
        """The contents that the events of a record name, as JSON."""
        for (data,) in self._ask("SELECT data FROM events WHERE stream = ?", (stream,)):
            with suppress(ValueError, TypeError, LookupError, RecursionError):
                content = json.loads(data)["content"]
                if isinstance(content, dict):
                    yield json.dumps(content)

    def _root_kept(self, size: int) -> bytes | None:
        if size not in self._kept:
            found = self._ask("SELECT root FROM checkpoints WHERE size = ?", (size,))
            self._kept[size] = found[0][0] if found and type(found[0][0]) is bytes else None
        return self._kept[size]

    def _ask(self, question: str, given: tuple[Any, ...]) -> list[Any]:
        try:
            return self._rows.execute(question, given).fetchall()
        except (sqlite3.Error, UnicodeEncodeError) as error:
            self._result.findings.add(None, "journal.db", f"读不出来：{error}", _RULE)
            return []


class _Promises:
    """Rows of `claims` or `commands` that acts promise, looked up many at a time.

    The first two columns are the key; rows that share the first are asked for together.
    """

    def __init__(
        self,
        table: str,
        columns: str,
        ask: Callable[[str, tuple[Any, ...]], list[Any]],
        findings: Findings,
    ) -> None:
        group, name, others = columns.split(", ", 2)
        self._table = table
        self._question = f"SELECT {others} FROM {table} WHERE {group} = ? AND {name} IN ("
        self._order = f") ORDER BY {name}"
        self._ask = ask
        self._findings = findings
        self._waiting: list[tuple[Any, ...]] = []

    def promise(self, promised: Iterable[tuple[Any, ...]]) -> None:
        """An act says that these rows are there."""
        self._waiting += promised
        if len(self._waiting) >= _AT_ONCE:
            self.look_up()

    def look_up(self) -> None:
        """Look up what was promised since the last time."""
        waiting, self._waiting = sorted(self._waiting), []
        for group, rows in groupby(waiting, itemgetter(0)):
            promised = list(rows)
            for start in range(0, len(promised), _AT_ONCE):
                self._compare(group, promised[start : start + _AT_ONCE])

    def _compare(self, group: str, promised: list[tuple[Any, ...]]) -> None:
        """The keys are distinct and in the order in which the rows come back."""
        marks = ",".join("?" * len(promised))
        names = [row[1] for row in promised]
        found = self._ask(self._question + marks + self._order, (group, *names))
        if found != [row[2:] for row in promised]:
            for row in promised:
                self._compare_one(row)

    def _compare_one(self, row: tuple[Any, ...]) -> None:
        group, name, *others = row
        if self._ask(f"{self._question}?{self._order}", (group, name)) != [tuple(others)]:
            what = f"没有办理 {row[-1]} 写下的 {row[:-1]!r}"
            self._findings.add(self._first(row[-1]), self._table, what, _RULE)

    def _first(self, act: str) -> int | None:
        found = self._ask("SELECT first FROM acts WHERE id = ?", (act,))
        return found[0][0] if found else None


class _NotText(Exception):
    """A text column holds bytes that are no UTF-8."""


def _reading(home: Path, task: Callable[[sqlite3.Connection], T]) -> T:
    """Run a task on the journal; once more, with bytes that are no text let through, if need be.

    Python's own decoding is the fast way and stops at the first such row.
    """
    rows = open_read_only(home / "journal.db")
    try:
        try:
            return task(rows)
        except _NotText:
            rows.text_factory = lenient
            return task(rows)
    finally:
        rows.close()


def lenient(data: bytes) -> str:
    """Any bytes as a text; one with a backslash in it is no id, name or number of ours."""
    return data.decode("utf-8", "backslashreplace")


def drawn(cursor: sqlite3.Cursor, where: str, findings: Findings) -> Iterator[Any]:
    """The rows of a cursor up to where the file cannot be read any more."""
    try:
        yield from cursor
    except sqlite3.Error as error:
        if "decode to UTF-8" in str(error):
            raise _NotText from error
        findings.add(None, where, f"journal.db 读不出来：{error}", _RULE)


def _grouped(rows: sqlite3.Cursor, findings: Findings) -> Iterator[list[StreamRow]]:
    """The rows of one stream after another."""
    group: list[StreamRow] = []
    for row in map(StreamRow._make, drawn(rows, "events", findings)):
        if group and group[0].stream != row.stream:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _stream(rows: sqlite3.Connection, stream: str, last: int) -> list[StreamRow]:
    found = rows.execute(
        f"{_LIFE} WHERE e.stream = ? AND e.position <= ? ORDER BY e.version", (stream, last)
    )
    return [StreamRow._make(row) for row in found]


def _lawbook(rows: sqlite3.Connection, last: int) -> list[StreamRow]:
    low, high = ids_of(LawBook.PREFIX)
    found = rows.execute(
        f"{_LIFE} WHERE e.stream >= ? AND e.stream < ? AND e.position <= ? ORDER BY e.position",
        (low, high, last),
    )
    return [StreamRow._make(row) for row in found]


def _act_at(rows: sqlite3.Connection, position: int) -> ActRow | None:
    found = rows.execute(f"{ACTS} WHERE first <= ? ORDER BY first DESC LIMIT 1", (position,))
    for act in map(ActRow._make, found):
        readable = (type(act.count), type(act.envelope)) == (int, bytes)
        return act if readable and position < act.first + act.count else None
    return None


def _is_readable(event: EventRow) -> bool:
    """Whether the registry can take it; if not, the range it lies in reports why."""
    kinds = (type(event.stream), type(event.version), type(event.topic), type(event.data))
    return kinds == (str, int, str, bytes)
