"""Whatever is changed in an archive is found: every column, every row, every file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from domain.audit import Report
from domain.casefile import REGISTRY
from domain.founding import Archive
from domain.notes import VerifierKey
from domain.sealing import log_entry
from ops.blobs import FolderBlobs
from ops.journal.sqlite import SQLiteJournal
from ops.verifying import verify
from tests.audited import copied, open_log, publish_log, rich_archive
from tests.projections.lives import LIVES, Lives
from tests.town import Town, copy_town, found_town, signer

COLUMNS: dict[str, list[str]] = {
    "acts": [
        *("first", "count", "id", "officer", "post", "organ", "recorded_at"),
        *("office", "office_salt", "person", "person_salt", "envelope"),
    ],
    "events": [
        *("position", "stream", "version", "topic", "id"),
        *("data", "salt", "statement", "leaf"),
    ],
    "claims": ["scope", "value", "act"],
    "commands": ["key", "officer", "digest", "act"],
    "checkpoints": ["size", "root", "note", "previous"],
}
KEYS = {table: columns[:1] for table, columns in COLUMNS.items()} | {
    table: COLUMNS[table][:2] for table in ("claims", "commands")
}
EVERY_COLUMN = [(table, column) for table, columns in COLUMNS.items() for column in columns]
Row = list[Any]
DESTROYED = 3
"""Contents that an order destroyed, and a letter with its copy by the erasures of two persons."""

few = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that has seen everything, closed; every test damages a copy of its own."""
    home = tmp_path_factory.mktemp("rich") / "home"
    rich_archive(home)
    return home


def audit(home: Path) -> Report:
    """One verification in this process."""
    return verify(home, processes=1)


class Attacker:
    """Whoever has the file: triggers are dropped, and nothing keeps him from any row."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def rows(self, table: str) -> list[Row]:
        """All rows, in order of their keys."""
        keys = ", ".join(KEYS[table])
        return [
            list(row) for row in self.connection.execute(f"SELECT * FROM {table} ORDER BY {keys}")
        ]

    def delete(self, table: str, *rows: Row) -> None:
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        for row in rows:
            key = row[: len(KEYS[table])]
            self.connection.execute(f"DELETE FROM {table} WHERE {where}", key)

    def insert(self, table: str, *rows: Row) -> None:
        """Rows that have the key of another take its place."""
        marks = ",".join("?" * len(COLUMNS[table]))
        for row in rows:
            self.connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)

    def replace(self, table: str, old: Row, new: Row) -> None:
        self.delete(table, old)
        self.insert(table, new)


def damaged(
    archive: Path, change: Callable[[Attacker], None], *, loosened: bool = False, processes: int = 1
) -> Report:
    """What is found in a copy after an attacker had the database.

    When he is done he puts the triggers back, so that the schema betrays nothing. `loosened` takes
    away the tables' types and NOT NULL meanwhile.
    """
    with copied(archive) as home:
        path = home / "journal.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in triggers.fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql <> ''")
            schema = tables.fetchall()
            if loosened:
                _rewrite(connection, [(name, _loose(sql)) for name, sql in schema])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            change(Attacker(connection))
            if loosened:
                _rewrite(connection, schema)
        SQLiteJournal(path).close()
        return verify(home, processes=processes)


def _rewrite(connection: sqlite3.Connection, schema: list[tuple[str, str]]) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    for name, sql in schema:
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, name))


def _loose(sql: str) -> str:
    return sql.replace(" NOT NULL", "").replace(" STRICT", "").replace("), WITHOUT", ") WITHOUT")


def test_acts_that_are_dated_back_are_pointed_at(town: Town) -> None:
    town.draft()
    town.clock.advance(minutes=-9)
    town.draft()
    assert _of_the_clock(town) == []
    town.clock.advance(days=-30)
    back = town.position + 1
    town.draft()
    town.draft()
    assert [note[: note.index("号")] for note in _of_the_clock(town)] == [f"第 {back} "]
    town.clock.advance(days=60)
    town.draft()
    town.clock.advance(hours=-1)
    town.draft()
    assert len(_of_the_clock(town)) == 2


def _of_the_clock(town: Town) -> list[str]:
    report = audit(town.home)
    assert report.sound
    return [note for note in report.notes if "系统时钟" in note]


def test_an_archive_that_has_seen_everything_is_sound(archive: Path) -> None:
    report = audit(archive)
    assert report.findings == ()
    assert report.counts.acts > 90
    assert report.counts.events > 300
    assert report.counts.closed == DESTROYED
    assert report.counts.opened > 10
    assert report.counts.checkpoints > 30
    assert report.verdict == "与自身一致，没有与外部保存的凭据比对"


def test_the_archive_has_every_kind_of_event_but_a_restoring_one(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "journal.db")) as connection:
        stored = {topic for (topic,) in connection.execute("SELECT DISTINCT topic FROM events")}
    assert set(REGISTRY.topics) - stored == {Archive.RegistrarsRestored.TOPIC}


def test_processes_find_the_same_as_one(archive: Path) -> None:
    def change(attacker: Attacker) -> None:
        row = attacker.rows("events")[200]
        attacker.replace("events", row, [*row[:-1], bytes(32)])
        attacker.delete("claims", attacker.rows("claims")[3])

    assert verify(archive, processes=2) == audit(archive)
    assert damaged(archive, change, processes=2) == damaged(archive, change)


# What an attacker may put in the place of a value: never the value itself.


def other_value(data: st.DataObject, value: Any) -> Any:
    """Another value of the same type: a bit flipped, something cut off, anything else."""
    choices: list[Any]
    if isinstance(value, int):
        choices = [value + 1, value - 1, -value, 0, 2**62, value + 1000]
    elif isinstance(value, bytes | str) and value:
        at = data.draw(st.integers(0, len(value) - 1))
        if isinstance(value, bytes):
            byte = bytes([value[at] ^ (1 << data.draw(st.integers(0, 7)))])
            choices = [value[:at] + byte + value[at + 1 :], value[:at], value + b" ", b"", b"{}"]
        else:
            letter = chr(ord(value[at]) ^ 1)
            choices = [value[:at] + letter + value[at + 1 :], value[:at], value + " ", "", "\0"]
    else:
        choices = ["", "x", "officer:01900000-0000-7000-8000-000000000001"]
    return data.draw(st.sampled_from([choice for choice in choices if choice != value]))


def with_cell(row: Row, table: str, column: str, value: Any) -> Row:
    """The row with another value in one column."""
    at = COLUMNS[table].index(column)
    return [*row[:at], value, *row[at + 1 :]]


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
@few
@given(data=st.data())
def test_a_changed_value_of_any_column_is_found(
    archive: Path, table: str, column: str, data: st.DataObject
) -> None:
    changed: list[Row] = []
    firsts: list[int] = []
    gone: set[Any] = set()

    def change(attacker: Attacker) -> None:
        row = data.draw(st.sampled_from(attacker.rows(table)))
        value = row[COLUMNS[table].index(column)]
        # The first checkpoint names none before it.
        new = bytes(32) if (column, value) == ("previous", None) else other_value(data, value)
        changed[:] = row, with_cell(row, table, column, new)
        if table in ("acts", "events"):
            firsts[:] = [act[0] for act in attacker.rows("acts") if act[0] <= row[0]]
        before = {one[0] for one in attacker.rows(table)}
        attacker.replace(table, *changed)
        gone.update(before - {one[0] for one in attacker.rows(table)})

    report = damaged(archive, change)
    assert not report.sound
    if table in ("acts", "events") and changed[0][0] == changed[1][0]:
        # The place itself, or the beginning of its act when the act is judged as a whole, or the
        # place of a row that had the new key.
        assert report.first_bad in {changed[0][0], firsts[-1], *gone}


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
@few
@given(data=st.data())
def test_swapped_values_of_any_column_are_found(
    archive: Path, table: str, column: str, data: st.DataObject
) -> None:
    at = COLUMNS[table].index(column)

    def change(attacker: Attacker) -> None:
        rows = attacker.rows(table)
        assume(any(row[at] != rows[0][at] for row in rows))
        one = data.draw(st.sampled_from(rows))
        two = data.draw(st.sampled_from([row for row in rows if row[at] != one[at]]))
        new = [with_cell(one, table, column, two[at]), with_cell(two, table, column, one[at])]
        assume(sorted(new) != sorted([one, two]))
        attacker.delete(table, one, two)
        attacker.insert(table, *new)

    assert not damaged(archive, change).sound


@pytest.mark.parametrize(("table", "column"), EVERY_COLUMN)
@settings(few, max_examples=1)
@given(data=st.data())
def test_a_value_of_a_type_the_column_never_has_is_found(
    archive: Path, table: str, column: str, data: st.DataObject
) -> None:
    strange = [None, 1.5, -1, "\ud83d", b"\xff\xfe", "1", b"1"]

    def change(attacker: Attacker) -> None:
        row = data.draw(st.sampled_from(attacker.rows(table)))
        old = row[COLUMNS[table].index(column)]
        new = data.draw(st.sampled_from([one for one in strange if type(one) is not type(old)]))
        if new == "\ud83d":
            # Text that is no UTF-8, which no parameter can bring.
            new = None
            where = " AND ".join(f"{name} = ?" for name in KEYS[table])
            key = row[: len(KEYS[table])]
            with suppress(sqlite3.IntegrityError):
                attacker.connection.execute(
                    f"UPDATE {table} SET {column} = CAST(x'ff80' AS TEXT) WHERE {where}", key
                )
                return
        before = attacker.rows(table)
        with suppress(sqlite3.IntegrityError):
            attacker.insert(table, with_cell(row, table, column, new))
            # The column's affinity may have made the same value of it.
            assume(attacker.rows(table) != before)
            return
        attacker.delete(table, row)

    assert not damaged(archive, change, loosened=True).sound


@pytest.mark.parametrize("table", COLUMNS)
@few
@given(data=st.data())
def test_a_deleted_row_of_any_table_is_found(
    archive: Path, table: str, data: st.DataObject
) -> None:
    def change(attacker: Attacker) -> None:
        attacker.delete(table, data.draw(st.sampled_from(attacker.rows(table))))

    assert not damaged(archive, change).sound


@pytest.mark.parametrize("table", COLUMNS)
@few
@given(data=st.data())
def test_an_inserted_row_in_any_table_is_found(
    archive: Path, table: str, data: st.DataObject
) -> None:
    def change(attacker: Attacker) -> None:
        row = data.draw(st.sampled_from(attacker.rows(table)))
        key = list(row[: len(KEYS[table])])
        at = data.draw(st.integers(0, len(key) - 1))
        key[at] = other_value(data, key[at])
        new = [*key, *row[len(key) :]]
        if table in ("acts", "events"):
            # These ids are unique as well.
            number = data.draw(st.integers(1, 2**40))
            name = COLUMNS[table].index("id")
            new[name] = f"01900000-0000-7000-8000-{number:012x}"
        if table == "events":
            new[1] = f"record:{new[4]}"
        attacker.insert(table, new)

    assert not damaged(archive, change).sound


@pytest.mark.parametrize("table", ["acts", "events", "checkpoints"])
@few
@given(data=st.data())
def test_reordered_rows_are_found(archive: Path, table: str, data: st.DataObject) -> None:
    def change(attacker: Attacker) -> None:
        rows = attacker.rows(table)
        at = data.draw(st.integers(0, len(rows) - 2))
        one, two = rows[at], rows[at + 1]
        attacker.delete(table, one, two)
        attacker.insert(table, [one[0], *two[1:]])
        attacker.insert(table, [two[0], *one[1:]])

    assert not damaged(archive, change).sound


def cut_off(attacker: Attacker, acts: int) -> None:
    """Undo the last acts, with all they claimed, and the checkpoints that cover them."""
    for row in attacker.rows("acts")[-acts:]:
        first, _, identity = row[:3]
        attacker.connection.execute("DELETE FROM acts WHERE first = ?", (first,))
        attacker.connection.execute("DELETE FROM events WHERE position >= ?", (first,))
        attacker.connection.execute("DELETE FROM claims WHERE act = ?", (identity,))
        attacker.connection.execute("DELETE FROM commands WHERE act = ?", (identity,))


@few
@given(acts=st.integers(1, 40))
def test_a_truncated_end_is_found_by_the_checkpoints_kept(archive: Path, acts: int) -> None:
    report = damaged(archive, lambda attacker: cut_off(attacker, acts))
    assert any("末尾被截去" in found.what for found in report.findings)
    assert report.first_bad == report.size + 1


def test_dropped_triggers_and_altered_tables_are_found(archive: Path) -> None:
    for change, where in (
        ("DROP TRIGGER events_UPDATE", "journal.db trigger events_UPDATE"),
        ("CREATE VIEW more AS SELECT 1", "journal.db view more"),
        ("CREATE INDEX more ON events(topic)", "journal.db index more"),
        ("ALTER TABLE claims ADD COLUMN more TEXT", "journal.db table claims"),
        ("DROP TABLE commands", "journal.db table commands"),
    ):
        with copied(archive) as home:
            with closing(sqlite3.connect(home / "journal.db")) as connection:
                connection.execute(change)
                connection.commit()
            assert where in [found.where for found in audit(home).findings]


def test_what_sqlite_says_of_its_own_file_is_found(archive: Path) -> None:
    def change(attacker: Attacker) -> None:
        # An index that lacks a row, as a crash of a broken disk leaves it.
        connection = attacker.connection
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage ="
            " (SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_acts_1')"
            " WHERE name = 'sqlite_autoindex_events_1'"
        )

    assert any("journal.db" in found.where for found in damaged(archive, change).findings)


# Files


def files_of(home: Path, *folders: str) -> list[str]:
    """Every file of some folders of an archive."""
    return sorted(
        str(path.relative_to(home))
        for folder in folders
        for path in (home / folder).rglob("*")
        if path.is_file()
    )


@settings(few, max_examples=40)
@given(data=st.data())
def test_any_change_of_any_file_of_the_log_or_of_a_content_is_found(
    archive: Path, data: st.DataObject
) -> None:
    with copied(archive) as home:
        names = files_of(home, "log", "blobs")
        path = home / data.draw(st.sampled_from(names))
        old = path.read_bytes()
        at = data.draw(st.integers(0, len(old) - 1))
        byte = bytes([old[at] ^ (1 << data.draw(st.integers(0, 7)))])
        other = (home / data.draw(st.sampled_from(names))).read_bytes()
        new = data.draw(
            st.sampled_from([None, old[:at] + byte + old[at + 1 :], old[:at], old + b"x", other])
        )
        assume(new != old)
        path.unlink()
        if new is not None:
            path.write_bytes(new)
        assert not audit(home).sound


def test_every_file_of_the_log_and_every_content_is_looked_at(archive: Path) -> None:
    for name in files_of(archive, "log", "blobs"):
        with copied(archive) as home:
            (home / name).unlink()
            assert [found.where for found in audit(home).findings] == [name], name


def test_a_published_head_that_was_never_kept_is_found(archive: Path) -> None:
    with copied(archive) as home:
        with closing(sqlite3.connect(home / "journal.db")) as connection:
            notes = connection.execute("SELECT note FROM checkpoints ORDER BY size").fetchall()
        earlier: str = notes[-2][0]
        (home / "log/checkpoint").write_text(earlier + "— other.example AAAAAAAA\n")
        assert any(found.where == "log/checkpoint" for found in audit(home).findings)
        # Killed between keeping a head and publishing it, the one before is still published.
        (home / "log/checkpoint").write_text(earlier)
        assert audit(home).sound


def test_a_blob_nobody_names_is_a_note_unless_its_name_lies(archive: Path) -> None:
    with copied(archive) as home:
        blobs = FolderBlobs(home / "blobs")
        (ownerless,) = blobs.put([b"of an act under way"])
        report = audit(home)
        assert report.sound
        assert report.notes == ("有 1 个内容文件没有事件提到，可能属于正在进行的办理",)
        path = home / "blobs" / ownerless.address[:2] / ownerless.address
        path.chmod(0o600)
        path.write_bytes(b"something else")
        assert [found.where for found in audit(home).findings] == [str(path.relative_to(home))]


def test_contents_whose_key_is_gone_are_found_and_counted(
    archive: Path,
) -> None:
    with copied(archive) as home:
        with closing(sqlite3.connect(home / "secrets.db")) as connection:
            connection.execute(
                "DELETE FROM content_keys WHERE id IN (SELECT id FROM content_keys LIMIT 2)"
            )
            connection.commit()
        report = audit(home)
        assert report.counts.closed - DESTROYED == report.total == 2
        assert all("没有内容的密钥" in found.what for found in report.findings)


def test_an_archive_without_its_keys_is_not_sound(archive: Path) -> None:
    with copied(archive) as home:
        for name in ("secrets.db", "secrets.db-wal", "secrets.db-shm"):
            (home / name).unlink(missing_ok=True)
        report = audit(home)
        assert any(found[1:3] == ("secrets.db", "内容密钥库缺失") for found in report.findings)
        contents = [found for found in report.findings if found.where == "events.data.content"]
        persons = [found for found in report.findings if "个人信息的密钥" in found.what]
        assert report.counts.closed - DESTROYED == len(contents) > 0
        assert len(contents) + len(persons) + 1 == report.total
        assert persons


@pytest.mark.parametrize("column", ["key", "salt"])
def test_a_key_or_salt_that_opens_something_else_is_found(archive: Path, column: str) -> None:
    with copied(archive) as home:
        with closing(sqlite3.connect(home / "secrets.db")) as connection:
            connection.execute(
                f"UPDATE content_keys SET {column} = zeroblob(32)"
                " WHERE id = (SELECT min(id) FROM content_keys)"
            )
            connection.commit()
        assert {found.where for found in audit(home).findings} == {"events.data.content"}


# Files that are no archive


@settings(few, max_examples=25)
@given(data=st.data())
def test_a_damaged_database_file_is_reported_and_never_an_error(
    archive: Path, data: st.DataObject
) -> None:
    with copied(archive) as home:
        path = home / data.draw(st.sampled_from(["journal.db", "secrets.db"]))
        old = path.read_bytes()
        at = data.draw(st.integers(0, len(old) - 1))
        length = data.draw(st.sampled_from([1, 16, 512, 4096]))
        noise = data.draw(st.binary(min_size=length, max_size=length))
        path.write_bytes(
            data.draw(st.sampled_from([old[:at], old[:at] + noise + old[at + length :]]))
        )
        audit(home).to_json()


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\0" + bytes(4080)])
def test_what_is_no_journal_is_a_finding(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "journal.db").write_bytes(content)
    report = audit(tmp_path)
    assert not report.sound
    assert report.first_bad is None


def test_an_empty_journal_has_no_founding(tmp_path: Path) -> None:
    SQLiteJournal(tmp_path / "journal.db").close()
    assert audit(tmp_path).first_bad == 1


def test_verifying_writes_nothing(archive: Path) -> None:
    with copied(archive) as home:
        before = {name: (home / name).read_bytes() for name in files_of(home, ".")}
        audit(home)
        assert {name: (home / name).read_bytes() for name in files_of(home, ".")} == before


def test_an_archive_on_a_medium_that_cannot_be_written_is_verified(archive: Path) -> None:
    with copied(archive) as home:
        for path in (home, *home.rglob("*")):
            path.chmod(0o500 if path.is_dir() else 0o400)
        try:
            assert audit(home).sound
        finally:
            for path in (home, *home.rglob("*")):
                path.chmod(0o700 if path.is_dir() else 0o600)


# What was kept outside


def kept_outside(home: Path, size: int | None = None) -> tuple[str, str, Path]:
    """The verifier key, the founding hash and a checkpoint, as an outsider keeps them."""
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        note = connection.execute(
            "SELECT note FROM checkpoints WHERE size <= ? ORDER BY size DESC", (size or 2**62,)
        ).fetchone()[0]
    checkpoint = home.with_name("kept")
    checkpoint.write_text(note)
    return (home / "log/vkey").read_text(), audit(home).founding, checkpoint


def test_what_an_outsider_kept_is_compared_and_the_report_says_so(archive: Path) -> None:
    with copied(archive) as home:
        vkey, founding, checkpoint = kept_outside(home, 100)
        report = verify(home, vkey=vkey, founding=founding, checkpoint=checkpoint)
        assert report.sound
        assert report.verdict == "与自身一致，也与外部保存的凭据一致"
        assert report.not_compared == ()
        partly = verify(home, founding=founding)
        assert partly.compared == ("建档指纹（--founding）",)
        assert partly.not_compared == ("日志公钥（--vkey）", "检查点（--checkpoint）")


def test_an_archive_that_is_not_the_one_an_outsider_knows_is_found(
    archive: Path, tmp_path: Path
) -> None:
    stranger = found_town(tmp_path / "home")
    publish_log(stranger)
    stranger.close()
    vkey, _, checkpoint = kept_outside(tmp_path / "home")
    other = VerifierKey("other.example/log", signer("other").public_key).text
    assert verify(archive, vkey=vkey).sound, "the towns share their log key"
    assert [one.where for one in verify(archive, vkey=other).findings] == ["--vkey"]
    assert [one.where for one in verify(archive, vkey="nothing").findings] == ["--vkey"]
    assert [one.where for one in verify(archive, founding="0" * 64).findings] == ["--founding"]
    checkpoint.write_text("nothing")
    assert [one.where for one in verify(archive, checkpoint=checkpoint).findings] == [
        "--checkpoint"
    ]


def test_a_rollback_that_is_consistent_with_itself_is_found_by_a_checkpoint_kept_outside(
    archive: Path, tmp_path: Path
) -> None:
    *_, checkpoint = kept_outside(archive)
    town = found_town(tmp_path / "home")
    publish_log(town)
    town.close()
    assert audit(tmp_path / "home").sound
    report = verify(tmp_path / "home", checkpoint=checkpoint)
    assert [found.where for found in report.findings] == ["--checkpoint"]
    assert "末尾被截去" in report.findings[0].what


def test_another_history_of_the_same_length_is_found_by_a_checkpoint_kept_outside(
    tmp_path: Path,
) -> None:
    notes = []
    for name in ("one", "two"):
        town = found_town(tmp_path / name)
        town.draft(text=name)
        publish_log(town)
        notes.append(kept_outside(town.home)[2].read_text())
        town.close()
    (tmp_path / "kept").write_text(notes[0])
    report = verify(tmp_path / "two", checkpoint=tmp_path / "kept")
    assert [found.where for found in report.findings] == ["--checkpoint"]


def test_a_running_archive_is_sound_at_every_moment(town: Town) -> None:
    log = open_log(town)
    for _ in range(3):
        town.draft()
        assert audit(town.home).sound, "an act that no head covers yet"
        publish_log(town, log)
        assert audit(town.home).sound


def test_progress_ends_with_everything_done(archive: Path) -> None:
    told: list[tuple[int, int]] = []
    report = verify(archive, processes=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (report.size, report.size)
    assert told == sorted(told)


@settings(few, max_examples=10)
@given(LIVES)
def test_whatever_life_the_domain_allows_is_sound(
    founded_town: Town, tries: list[tuple[str, int, int]]
) -> None:
    with copied(founded_town.home) as home:
        town = copy_town(founded_town, home)
        Lives(town).play(tries)
        publish_log(town)
        town.close()
        assert audit(home).findings == ()


def test_a_deleted_checkpoint_that_no_act_has_seen_is_found(tmp_path: Path) -> None:
    town = found_town(tmp_path / "home")
    log = open_log(town)
    rows = town.journal.read(0, 1000)
    for row in rows:
        log.append([log_entry(row.event.statement, row.act.envelope)])
    town.close()
    assert audit(town.home).sound
    for size in (1, len(rows) // 2, len(rows) - 1):

        def change(attacker: Attacker, size: int = size) -> None:
            row = next(row for row in attacker.rows("checkpoints") if row[0] == size)
            attacker.delete("checkpoints", row)

        report = damaged(town.home, change)
        assert report.first_bad == size + 1
        assert any(one.where == "checkpoints.previous" for one in report.findings)
