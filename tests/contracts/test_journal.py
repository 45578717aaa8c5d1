"""What any journal must do (`domain.journal`), run on every implementation there is.

Acts are sealed here without case files: what an event says is none of the journal's business.
"""

import hashlib
import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import AlreadyDone, Busy, Conflict, KeyReused, Refusal, Taken
from domain.journal import Journal, KeptCheckpoint, SealedAct
from domain.merkle import leaf_hash
from domain.sealing import UnsealedEvent, log_entry, seal, sha256
from ops.clock import random_bytes, uuid7
from ops.journal.sqlite import SQLiteJournal
from tests.town import ORIGIN, signer

OPENERS: dict[str, Callable[[Path], SQLiteJournal]] = {
    "sqlite": lambda folder: SQLiteJournal(folder / "journal.db"),
}
TIME = "2026-03-02T01:00:00.000000Z"
TOPIC = "gongkai.test.happened.v1"
KEY = signer("contract")


@pytest.fixture(params=sorted(OPENERS))
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], SQLiteJournal]:
    """Opens the same journal again and again, as processes do."""
    return lambda: OPENERS[request.param](tmp_path)


@pytest.fixture
def journal(opener: Callable[[], SQLiteJournal]) -> Iterator[SQLiteJournal]:
    journal = opener()
    yield journal
    journal.close()


def an_act(
    journal: Journal,
    *events: tuple[str, int],
    reads: Sequence[tuple[str, int]] = (),
    claims: Sequence[tuple[str, str]] = (),
    commands: Sequence[tuple[str, str]] = (),
    officer: str = "officer:a",
    data: bytes = b'{"what":"something"}',
) -> SealedAct:
    """A sealed act over (stream, version) pairs."""
    row, rows = seal(
        log=ORIGIN,
        act=uuid7(),
        time=TIME,
        events=[UnsealedEvent(stream, version, TOPIC, data) for stream, version in events],
        before=journal.statement_hash,
        office=b"{}",
        person=b"{}",
        seen=journal.seen(),
        signers=[KEY],
        new_id=uuid7,
        salts=random_bytes,
    )
    row = row._replace(officer=officer)
    return SealedAct(row, rows, tuple(reads), tuple(claims), tuple(commands))


def everything(journal: SQLiteJournal) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    connection = sqlite3.connect(journal.path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables}
    connection.close()
    return rows


def refused(journal: SQLiteJournal, sealed: SealedAct, error: type[Refusal]) -> Refusal:
    """The refusal, after which not one row is there that was not there before."""
    before = everything(journal)
    with pytest.raises(error) as caught:
        journal.append(sealed)
    assert caught.type is error
    assert everything(journal) == before
    return caught.value


# Order


def test_an_empty_journal_stands_at_position_0(journal: SQLiteJournal) -> None:
    assert journal.position() == 0
    assert journal.max_notification_id() is None
    assert journal.read(0, 10) == []
    assert list(journal.acts()) == []
    assert journal.seen() is None


def test_an_act_takes_a_range_of_positions_from_1(journal: SQLiteJournal) -> None:
    assert journal.append(an_act(journal, ("a:1", 1), ("b:1", 1), ("a:1", 2))) == 1
    assert journal.append(an_act(journal, ("a:1", 3))) == 4
    assert journal.position() == 4
    assert [(act.first, act.count) for act in journal.acts()] == [(1, 3), (4, 1)]
    assert [found.event.position for found in journal.read(0, 10)] == [1, 2, 3, 4]


def test_a_refused_act_leaves_no_hole(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, ("a:1", 1)))
    refused(journal, an_act(journal, ("b:1", 1), ("a:1", 1)), Conflict)
    assert journal.append(an_act(journal, ("b:1", 1))) == 2


@given(
    st.lists(
        st.tuples(st.sampled_from(["a:1", "b:1", "c:1"]), st.integers(1, 4), st.integers(1, 3)),
        max_size=25,
    )
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_positions_are_dense_whatever_is_refused(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[str, int, int]]
) -> None:
    for open_journal in OPENERS.values():
        journal = open_journal(tmp_path_factory.mktemp("dense"))
        heads: dict[str, int] = {}
        written = 0
        for stream, version, count in tries:
            sealed = an_act(journal, *((stream, version + n) for n in range(count)))
            if version == heads.get(stream, 0) + 1:
                assert journal.append(sealed) == written + 1
                heads[stream] = version + count - 1
                written += count
            elif version <= heads.get(stream, 0):
                with pytest.raises(Conflict):
                    journal.append(sealed)
        found = journal.read(0, 1000)
        assert [one.event.position for one in found] == list(range(1, written + 1))
        journal.close()


# What the write transaction checks


def test_a_taken_version_is_a_conflict(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, ("a:1", 1)))
    refused(journal, an_act(journal, ("a:1", 1)), Conflict)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_read_that_moved_is_a_conflict(journal: SQLiteJournal, version: int) -> None:
    journal.append(an_act(journal, ("a:1", 1), ("a:1", 2)))
    refused(journal, an_act(journal, ("b:1", 1), reads=[("a:1", version)]), Conflict)
    journal.append(an_act(journal, ("b:1", 1), reads=[("a:1", 2), ("none:1", 0)]))


def test_one_stale_read_among_many_refuses_the_whole_act(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, *((f"a:{n}", 1) for n in range(9))))
    reads = [(f"a:{n}", 1) for n in range(9)]
    late = an_act(journal, ("b:1", 1), reads=reads)
    journal.append(an_act(journal, ("a:7", 2)))
    refused(journal, late, Conflict)


def test_a_claim_is_taken_for_ever(journal: SQLiteJournal) -> None:
    first = an_act(journal, ("a:1", 1), claims=[("sign_in", "jia"), ("organ", "jia")])
    journal.append(first)
    taken = refused(journal, an_act(journal, ("b:1", 1), claims=[("sign_in", "jia")]), Taken)
    assert taken.message == "登录名“jia”已被占用"
    assert taken.field == "sign_in"
    journal.append(an_act(journal, ("b:1", 1), claims=[("sign_in", "yi")]))
    assert journal.claimant("sign_in", "jia") == first.act._replace(first=1)
    assert journal.claimant("sign_in", "bing") is None


def test_a_claim_twice_in_one_act_is_taken(journal: SQLiteJournal) -> None:
    twice = an_act(journal, ("a:1", 1), claims=[("organ", "x"), ("organ", "x")])
    assert "重复" in refused(journal, twice, Taken).message


def test_a_taken_number_is_a_conflict_and_another_taken_claim_goes_before_it(
    journal: SQLiteJournal,
) -> None:
    numbers = [(f"number:{organ}:2026:reply", "000001") for organ in ("organ:1", "organ:2")]
    journal.append(an_act(journal, ("a:1", 1), claims=[*numbers, ("sign_in", "jia")]))
    conflict = refused(journal, an_act(journal, ("b:1", 1), claims=numbers[1:]), Conflict)
    assert conflict.message == "第 000001 号编号刚被另一次办理取走"
    hopeless = an_act(journal, ("b:1", 1), claims=[*numbers, ("sign_in", "jia")])
    refused(journal, hopeless, Taken)
    refused(journal, an_act(journal, ("b:1", 1), claims=[("number:o:1:x", "000001")] * 2), Taken)


def test_the_newest_number_is_the_largest_of_its_own_scope(journal: SQLiteJournal) -> None:
    scope = "number:organ:1:2026:reply"
    assert journal.newest_number(scope) == 0
    claims = [(scope, f"{serial:06d}") for serial in (1, 2, 9, 10, 99, 100)]
    others = [(f"{scope}_2", "000500"), ("number:organ:1:2027:reply", "000600")]
    journal.append(an_act(journal, ("a:1", 1), claims=[*claims, *others]))
    assert journal.newest_number(scope) == 100
    refused(journal, an_act(journal, ("a:1", 1), claims=[(scope, "000101")]), Conflict)
    assert journal.newest_number(scope) == 100


def test_a_known_command_is_not_done_again(journal: SQLiteJournal) -> None:
    act = an_act(journal, ("a:1", 1), ("a:1", 2), commands=[("k1", "d1"), ("k2", "d2")])
    journal.append(act)
    again = an_act(journal, ("b:1", 1), commands=[("k0", "d0"), ("k2", "d2"), ("k1", "d1")])
    done = refused(journal, again, AlreadyDone)
    assert isinstance(done, AlreadyDone)
    assert done.known == {"k1", "k2"}
    known = journal.known_command("k1", "officer:a")
    assert known is not None
    assert known == ("officer:a", "d1", act.act.id, 1, 2)
    assert journal.known_command("k0", "officer:a") is None


def test_a_known_key_with_another_digest_is_refused(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, ("a:1", 1), commands=[("k1", "d1")]))
    refused(journal, an_act(journal, ("b:1", 1), commands=[("k1", "d2")]), KeyReused)
    mixed = an_act(journal, ("b:1", 1), commands=[("k0", "d0"), ("k1", "d2")])
    refused(journal, mixed, KeyReused)


def test_a_key_twice_in_one_act_is_refused(journal: SQLiteJournal) -> None:
    for digest in ("d1", "d2"):
        twice = an_act(journal, ("a:1", 1), commands=[("k1", "d1"), ("k1", digest)])
        refused(journal, twice, KeyReused)


def test_a_key_is_its_officers_own(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, ("a:1", 1), commands=[("k1", "d1")]))
    journal.append(an_act(journal, ("b:1", 1), commands=[("k1", "d2")], officer="officer:b"))
    found = [journal.known_command("k1", officer) for officer in ("officer:a", "officer:b")]
    assert [known and known.digest for known in found] == ["d1", "d2"]
    assert journal.known_command("k1", "officer:c") is None
    anybodys = journal.known_command("k1")
    assert anybodys is not None
    assert anybodys.officer in ("officer:a", "officer:b")


def test_a_repeated_command_is_known_before_it_conflicts(journal: SQLiteJournal) -> None:
    """The lost answer of a first call must not look like somebody else's edit."""
    act = an_act(journal, ("a:1", 1), claims=[("organ", "x")], commands=[("k1", "d1")])
    journal.append(act)
    refused(journal, act, AlreadyDone)


def test_a_journal_locked_too_long_is_busy(tmp_path: Path) -> None:
    """Only SQLite has one lock for all writers, so this is no case for the others."""
    journal = SQLiteJournal(tmp_path / "journal.db", patience=50)
    sealed = an_act(journal, ("a:1", 1))
    writer = sqlite3.connect(journal.path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    refused(journal, sealed, Busy)
    with pytest.raises(Busy):
        journal.keep_checkpoint(KeptCheckpoint(1, b"r" * 32, "note"))
    writer.execute("ROLLBACK")
    writer.close()
    assert journal.append(sealed) == 1
    journal.close()


# Writers at once


def test_threads_write_densely_and_lose_nothing(journal: SQLiteJournal) -> None:
    acknowledged: list[tuple[int, str]] = []
    conflicts = []

    def write(thread: int) -> None:
        for number in range(20):
            own = (f"own:{thread}", number + 1)
            head = journal.select_events("shared:1", desc=True, limit=1)
            version = head[0].originator_version + 1 if head else 1
            # Both events or neither: the shared stream is fought for, the own one is not.
            try:
                act = an_act(journal, ("shared:1", version), (f"{own[0]}-{number}", 1))
                acknowledged.append((journal.append(act), act.act.id))
            except Conflict:
                conflicts.append(own)
            act = an_act(journal, own)
            acknowledged.append((journal.append(act), act.act.id))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    acts = list(journal.acts())
    assert sorted(acknowledged) == [(act.first, act.id) for act in acts]
    assert _dense(journal)
    shared = journal.select_events("shared:1")
    assert [event.originator_version for event in shared] == list(range(1, len(shared) + 1))
    assert len(shared) + len(conflicts) == 8 * 20


def _dense(journal: SQLiteJournal) -> bool:
    positions = [found.event.position for found in journal.read(0, 10_000)]
    covered = [act.first + n for act in journal.acts() for n in range(act.count)]
    return positions == covered == list(range(1, len(positions) + 1))


def _write_from_a_process(folder: str, name: str, number: int, count: int) -> None:
    journal = OPENERS[name](Path(folder))
    for version in range(1, count + 1):
        journal.append(an_act(journal, (f"p{number}:1", version), (f"p{number}:2", version)))
    journal.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OPENERS))
def test_processes_open_a_new_journal_at_once_and_write_densely(tmp_path: Path, name: str) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_write_from_a_process, args=(str(tmp_path), name, number, 25))
        for number in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    journal = OPENERS[name](tmp_path)
    assert journal.position() == 3 * 25 * 2
    assert _dense(journal)
    journal.close()


def test_readers_never_wait_for_a_writer(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, ("a:1", 1)))
    writing, written = threading.Event(), threading.Event()

    def hold() -> None:
        writer = sqlite3.connect(journal.path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        writing.set()
        written.wait(5)
        writer.execute("ROLLBACK")
        writer.close()

    thread = threading.Thread(target=hold)
    thread.start()
    writing.wait(5)
    assert journal.position() == 1
    assert len(journal.read(0, 5)) == 1
    written.set()
    thread.join()


# Reading


@pytest.fixture
def filled(journal: SQLiteJournal) -> SQLiteJournal:
    """Three acts: positions 1-3, 4, 5-6."""
    journal.append(an_act(journal, ("a:1", 1), ("b:1", 1), ("a:1", 2)))
    journal.append(an_act(journal, ("b:1", 2)))
    journal.append(an_act(journal, ("a:1", 3), ("c:1", 1)))
    return journal


def test_events_are_read_in_order_each_with_its_act(filled: SQLiteJournal) -> None:
    acts = list(filled.acts())
    for after in range(7):
        for limit in range(8):
            found = filled.read(after, limit)
            assert [one.event.position for one in found] == [
                position for position in range(1, 7) if after < position <= after + limit
            ]
            for one in found:
                owner = [a for a in acts if a.first <= one.event.position < a.first + a.count]
                assert [one.act] == owner


def test_acts_are_read_in_order_with_their_events(filled: SQLiteJournal) -> None:
    assert [act.first for act in filled.acts()] == [1, 4, 5]
    assert [act.first for act in filled.acts(after=1)] == [4, 5]
    assert [act.first for act in filled.acts(after=4)] == [5]
    assert [act.first for act in filled.acts(limit=2)] == [1, 4]
    for act in filled.acts():
        rows = filled.events_of(act)
        assert [row.position for row in rows] == list(range(act.first, act.first + act.count))


def test_a_stream_is_read_in_order_within_bounds(filled: SQLiteJournal) -> None:
    def versions(**bounds: int | bool) -> list[int]:
        events = filled.select_events("a:1", **bounds)  # type: ignore[arg-type]
        return [event.originator_version for event in events]

    assert versions() == [1, 2, 3]
    assert versions(gt=1) == [2, 3]
    assert versions(lte=2) == [1, 2]
    assert versions(gt=1, lte=2) == [2]
    assert versions(desc=True) == [3, 2, 1]
    assert versions(desc=True, limit=1) == [3]
    assert versions(limit=2) == [1, 2]
    assert filled.select_events("nothing:1") == []


def test_a_statement_is_found_by_stream_and_version(filled: SQLiteJournal) -> None:
    rows = {(found.event.stream, found.event.version): found.event for found in filled.read(0, 9)}
    for (stream, version), row in rows.items():
        assert filled.statement_hash(stream, version) == sha256(row.statement).hex()
    assert filled.statement_hash("a:1", 4) is None
    assert filled.statement_hash("z:1", 1) is None


def test_the_streams_of_a_type_are_listed(journal: SQLiteJournal) -> None:
    journal.append(an_act(journal, ("b:2", 1), ("a:1", 1), ("b:1", 1), ("bb:1", 1), ("b:1", 2)))
    assert list(journal.streams("b")) == ["b:1", "b:2"]
    assert list(journal.streams("c")) == []


def test_what_is_stored_is_what_was_sealed(
    journal: SQLiteJournal, opener: Callable[[], SQLiteJournal]
) -> None:
    text = '{"text":"公开 \\u0000 𠀀 😀 \u2028 e\u0301"}'
    sealed = an_act(journal, ("a:1", 1), ("a:1", 2), data=text.encode())
    journal.append(sealed)
    journal.close()
    again = opener()
    assert [found.event for found in again.read(0, 9)] == [
        row._replace(position=number) for number, row in enumerate(sealed.events, 1)
    ]
    assert list(again.acts()) == [sealed.act._replace(first=1)]
    for found in again.read(0, 9):
        entry = log_entry(found.event.statement, found.act.envelope)
        assert leaf_hash(entry) == found.event.leaf
    again.close()


def test_the_librarys_own_way_in_and_out_is_closed(journal: SQLiteJournal) -> None:
    for closed in (journal.insert_events, journal.select_notifications, journal.subscribe):
        with pytest.raises(NotImplementedError):
            closed([])


# Checkpoints


def checkpoint(size: int, mark: str = "") -> KeptCheckpoint:
    root = hashlib.sha256(f"{size}{mark}".encode()).digest()
    return KeptCheckpoint(size, root, f"{ORIGIN}\n{size}\n")


def test_checkpoints_are_kept_in_order_of_size(journal: SQLiteJournal) -> None:
    for size in (1, 3, 5):
        journal.keep_checkpoint(checkpoint(size))
    with pytest.raises(Conflict):
        journal.keep_checkpoint(checkpoint(4))
    assert [kept.size for kept in journal.checkpoints()] == [1, 3, 5]
    assert journal.newest_checkpoint() == checkpoint(5)
    assert journal.seen() == (checkpoint(5).root.hex(), 5)


def test_a_checkpoint_is_kept_once_and_never_another_of_its_size(journal: SQLiteJournal) -> None:
    journal.keep_checkpoint(checkpoint(5))
    journal.keep_checkpoint(checkpoint(5))
    with pytest.raises(Conflict):
        journal.keep_checkpoint(checkpoint(5, "forged"))
    with pytest.raises(Conflict):
        journal.keep_checkpoint(checkpoint(5)._replace(note="other words"))
    assert list(journal.checkpoints()) == [checkpoint(5)]


# The database itself (SQLite)

KEYS_OF: dict[str, list[tuple[str, ...]]] = {
    "acts": [("first",), ("id",)],
    "events": [("position",), ("id",), ("stream", "version")],
    "claims": [("scope", "value")],
    "commands": [("key", "officer")],
    "checkpoints": [("size",)],
}


@pytest.fixture
def raw(journal: SQLiteJournal) -> Iterator[sqlite3.Connection]:
    """A stranger's connection to a journal with a row in every table."""
    for number in (1, 2):
        journal.append(
            an_act(
                journal,
                ("a:1", number),
                claims=[("organ", f"x{number}")],
                commands=[(f"k{number}", "d")],
            )
        )
        journal.keep_checkpoint(checkpoint(number))
    connection = sqlite3.connect(journal.path, isolation_level=None)
    yield connection
    connection.close()


def test_every_table_is_listed_here(raw: sqlite3.Connection) -> None:
    tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert {name for (name,) in tables} == KEYS_OF.keys()


@pytest.mark.parametrize("table", KEYS_OF)
def test_nothing_can_be_updated_or_deleted(
    journal: SQLiteJournal, raw: sqlite3.Connection, table: str
) -> None:
    before = everything(journal)
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    statements = [
        f"DELETE FROM {table}",
        f"DELETE FROM {table} WHERE 1",
        *(f"UPDATE {table} SET {column} = {column}" for column in columns),
        *(f"UPDATE OR REPLACE {table} SET {column} = {column}" for column in columns),
    ]
    for statement in statements:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    assert everything(journal) == before


@pytest.mark.parametrize(("table", "keys"), [(t, k) for t, ks in KEYS_OF.items() for k in ks])
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT", "INSERT OR IGNORE"])
def test_no_insert_replaces_a_row(
    journal: SQLiteJournal, raw: sqlite3.Connection, table: str, keys: tuple[str, ...], verb: str
) -> None:
    before = everything(journal)
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    row = dict(zip(columns, raw.execute(f"SELECT * FROM {table}").fetchone(), strict=True))
    # A row that agrees with a stored one in this key only.
    for column, value in row.items():
        if column not in keys:
            row[column] = value + 1000 if isinstance(value, int) else f"new {column}"
            if column == "previous" or isinstance(value, bytes):
                row[column] = b"new"
    marks = ",".join("?" * len(columns))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(f"{verb} INTO {table} VALUES ({marks})", list(row.values()))
    assert everything(journal) == before


def test_no_upsert_changes_a_row(journal: SQLiteJournal, raw: sqlite3.Connection) -> None:
    before = everything(journal)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(
            "INSERT INTO checkpoints(size, root, note) VALUES (1, x'00', 'n')"
            " ON CONFLICT(size) DO UPDATE SET root = excluded.root"
        )
    assert everything(journal) == before


def test_every_threads_connection_is_durable(journal: SQLiteJournal) -> None:
    def pragmas() -> tuple[object, ...]:
        connection = journal._connection()
        return tuple(
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout")
        )

    with ThreadPoolExecutor(2) as pool:
        found = {pragmas(), *pool.map(lambda _: pragmas(), range(4))}
    assert found == {("wal", 2, 5000)}  # 2 is FULL


def test_others_on_the_machine_cannot_read_it(journal: SQLiteJournal) -> None:
    assert journal.path.stat().st_mode & 0o077 == 0


def test_columns_are_as_documented(journal: SQLiteJournal, raw: sqlite3.Connection) -> None:
    columns = {
        table: [(name, kind) for _, name, kind, *_ in raw.execute(f"PRAGMA table_info({table})")]
        for table in KEYS_OF
    }
    assert columns == {
        "acts": [
            ("first", "INTEGER"),
            ("count", "INTEGER"),
            ("id", "TEXT"),
            ("officer", "TEXT"),
            ("post", "TEXT"),
            ("organ", "TEXT"),
            ("recorded_at", "TEXT"),
            ("office", "BLOB"),
            ("office_salt", "BLOB"),
            ("person", "BLOB"),
            ("person_salt", "BLOB"),
            ("envelope", "BLOB"),
        ],
        "events": [
            ("position", "INTEGER"),
            ("stream", "TEXT"),
            ("version", "INTEGER"),
            ("topic", "TEXT"),
            ("id", "TEXT"),
            ("data", "BLOB"),
            ("salt", "BLOB"),
            ("statement", "BLOB"),
            ("leaf", "BLOB"),
        ],
        "claims": [("scope", "TEXT"), ("value", "TEXT"), ("act", "TEXT")],
        "commands": [("key", "TEXT"), ("officer", "TEXT"), ("digest", "TEXT"), ("act", "TEXT")],
        "checkpoints": [
            ("size", "INTEGER"),
            ("root", "BLOB"),
            ("note", "TEXT"),
            ("previous", "BLOB"),
        ],
    }
