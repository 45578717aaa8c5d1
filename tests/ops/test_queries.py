"""What is counted of queries: by visitors, without names, and gone when its time is over."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Busy
from ops.queries import PERIOD_DAYS, QueryMemory
from ops.query_counts import LISTED_AFTER, OFFERED_AFTER, InVain
from search.countable import countable, tellable
from tests.town import Clock


def counted(query: str) -> str | None:
    return countable(query, lambda _: True)


def told(text: str) -> bool:
    return tellable(text, lambda _: True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queries.db"


@pytest.fixture
def memory(path: Path, clock: Clock) -> Iterator[QueryMemory]:
    memory = QueryMemory(path, counted, told, clock)
    yield memory
    memory.close()


def _ask(memory: QueryMemory, query: str, visitors: range, *, found: bool = True) -> None:
    for number in visitors:
        memory.note(query, f"192.0.2.{number}", found)
    memory.flush()


def _bytes(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))


def test_a_query_is_offered_after_twenty_different_visitors(memory: QueryMemory) -> None:
    _ask(memory, "公租房 申请", range(OFFERED_AFTER - 1))
    _ask(memory, "公租房 申请", range(OFFERED_AFTER - 1))
    assert memory.frequent() == ()
    _ask(memory, "　公租房　申请", range(OFFERED_AFTER - 1, OFFERED_AFTER))
    assert memory.frequent() == ("公租房 申请",)


def test_one_subscriber_is_one_visitor_whatever_his_address(memory: QueryMemory) -> None:
    for number in range(3 * OFFERED_AFTER):
        memory.note("公租房", f"2001:db8:1:1::{number:x}", True)
    memory.flush()
    assert memory.frequent() == ()


def test_what_few_ask_is_not_in_the_file(memory: QueryMemory, path: Path) -> None:
    _ask(memory, "危房改造补助", range(OFFERED_AFTER - 1))
    memory.close()
    assert "危房改造补助".encode() not in _bytes(path)
    assert b"192.0.2." not in _bytes(path)


def test_what_is_personal_is_not_in_the_file_however_many_ask(
    memory: QueryMemory, path: Path
) -> None:
    for query in ("13800138000", "公租房 330106199001011234", "张伟", "zhang@example.org 低保"):
        _ask(memory, query, range(OFFERED_AFTER), found=False)
    memory.close()
    assert memory.frequent() == ()
    kept = _bytes(path)
    for part in ("13800138000", "330106199001011234", "张伟", "example.org"):
        assert part.encode() not in kept
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM asked").fetchone() == (0,)
    connection.close()


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="公租房张伟0123456789 -", min_size=1, max_size=14),
            st.integers(0, 2 * OFFERED_AFTER),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_nothing_below_its_threshold_is_told_and_no_long_number_kept(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[str, int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("queries") / "queries.db"
    memory = QueryMemory(path, counted, told, Clock())
    visitors: dict[str, set[int]] = {}
    for query, number, found in asked:
        _ask(memory, query, range(number), found=found)
        text = counted(query)
        if text is not None:
            visitors.setdefault(text, set()).update(range(number))
    for text in memory.frequent():
        assert len(visitors[text]) >= OFFERED_AFTER
    for one in memory.in_vain():
        assert one.visitors >= LISTED_AFTER
        assert len(visitors[one.text]) >= LISTED_AFTER
    memory.close()
    with sqlite3.connect(path) as connection:
        texts = [text for (text,) in connection.execute("SELECT text FROM common")]
    connection.close()
    for text in texts:
        assert len(visitors[text]) >= LISTED_AFTER
        assert not re.search(r"\d{6}", text)


def test_what_is_looked_for_in_vain_is_listed_until_something_finds_it(
    memory: QueryMemory,
) -> None:
    _ask(memory, "龙舟竞渡", range(LISTED_AFTER), found=False)
    _ask(memory, "公租房 摇号", range(LISTED_AFTER + 1), found=False)
    _ask(memory, "低保", range(LISTED_AFTER - 1), found=False)
    assert memory.in_vain() == (
        InVain("公租房 摇号", LISTED_AFTER + 1),
        InVain("龙舟竞渡", LISTED_AFTER),
    )
    assert memory.too_few() == 1
    _ask(memory, "龙舟竞渡", range(1))
    assert memory.in_vain() == (InVain("公租房 摇号", LISTED_AFTER + 1),)


def test_after_its_time_the_key_and_all_that_was_counted_is_destroyed(
    memory: QueryMemory, path: Path, clock: Clock
) -> None:
    _ask(memory, "公租房", range(OFFERED_AFTER))
    _ask(memory, "低保", range(OFFERED_AFTER - 1))
    (key,) = _rows(path.with_name("secrets.db"), "SELECT key FROM query_keys")
    clock.advance(days=PERIOD_DAYS)
    _ask(memory, "低保", range(1))
    assert memory.frequent() == ("公租房",)
    assert _rows(path, "SELECT count(*) FROM asked") == [(1,)]
    (new,) = _rows(path.with_name("secrets.db"), "SELECT key FROM query_keys")
    assert new != key
    clock.advance(days=PERIOD_DAYS)
    _ask(memory, "社保", range(1))
    assert memory.frequent() == ()
    memory.close()
    kept = _bytes(path)
    assert key[0] not in kept + _bytes(path.with_name("secrets.db"))
    assert "公租房".encode() not in kept


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute(query).fetchall()
    connection.close()
    return rows


def test_what_was_counted_is_there_after_a_restart(
    memory: QueryMemory, path: Path, clock: Clock
) -> None:
    _ask(memory, "公租房", range(OFFERED_AFTER))
    memory.close()
    again = QueryMemory(path, counted, told, clock)
    assert again.frequent() == ("公租房",)
    again.close()


def test_a_file_that_cannot_be_read_or_written_fails_no_search(path: Path, clock: Clock) -> None:
    path.write_bytes(b"this is no database" * 100)
    memory = QueryMemory(path, counted, told, clock)
    with structlog.testing.capture_logs() as lines:
        assert memory.frequent() == ()
        memory.note("公租房", "192.0.2.1", True)
        memory.close()
    assert {line["event"] for line in lines} == {"queries not read", "queries not counted"}
    assert "公租房" not in str(lines)


def test_many_threads_note_at_once(memory: QueryMemory) -> None:
    def ask(number: int) -> None:
        for _ in range(50):
            memory.note("公租房", f"192.0.2.{number}", True)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(OFFERED_AFTER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    memory.flush()
    assert memory.frequent() == ("公租房",)


def test_in_the_background_it_is_counted_without_being_asked(path: Path, clock: Clock) -> None:
    memory = QueryMemory(path, counted, told, clock)
    for number in range(OFFERED_AFTER):
        memory.note("公租房", f"192.0.2.{number}", True)
    memory.close()
    again = QueryMemory(path, counted, told, clock)
    assert again.frequent() == ("公租房",)
    again.close()
    assert clock.time - Clock().time < timedelta(days=1)


def test_the_file_alone_tells_neither_words_nor_visitors_nor_whose_queries_belong_together(
    memory: QueryMemory, path: Path
) -> None:
    queries = ("公租房", "低保", "强制拆迁补偿")
    for query in queries:
        _ask(memory, query, range(1))
    memory.close()
    ((key,),) = _rows(path.with_name("secrets.db"), "SELECT key FROM query_keys")
    assert len(key) == 32
    assert key not in _bytes(path)
    columns = [row[0] for row in _rows(path, "SELECT name FROM sqlite_master")]
    assert "periods" not in columns
    rows = _rows(path, "SELECT query, visitor FROM asked")
    assert len({query for query, _ in rows}) == len({visitor for _, visitor in rows}) == 3


def test_an_ipv6_customer_is_one_visitor_whichever_of_his_networks_he_uses(
    memory: QueryMemory,
) -> None:
    for number in range(3 * OFFERED_AFTER):
        memory.note("公租房", f"2001:db8:1:{number:x}::1", True)
    memory.flush()
    assert memory.frequent() == ()
    for number in range(OFFERED_AFTER):
        memory.note("公租房", f"2001:db8:{number:x}::1", True)
    memory.flush()
    assert memory.frequent() == ("公租房",)


def test_what_is_not_public_is_a_digest_however_many_ask(path: Path, clock: Clock) -> None:
    public = ["公租房"]
    memory = QueryMemory(path, counted, lambda text: text in public, clock)
    _ask(memory, "犇骉垃圾", range(OFFERED_AFTER), found=False)
    _ask(memory, "公租房", range(OFFERED_AFTER), found=False)
    assert memory.frequent() == ("公租房",)
    assert [one.text for one in memory.in_vain()] == ["公租房"]
    public.clear()
    assert memory.in_vain() == ()
    memory.close()
    assert "犇骉".encode() not in _bytes(path)
    assert _rows(path, "SELECT count(*) FROM asked") == [(2 * OFFERED_AFTER,)]


def test_a_file_of_the_earlier_form_gives_up_its_key_and_all_that_was_counted(
    path: Path, clock: Clock
) -> None:
    key = bytes(range(32))
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE periods(period INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT;"
            "CREATE TABLE asked(period INTEGER NOT NULL, query BLOB NOT NULL,"
            " visitor BLOB NOT NULL, in_vain INTEGER NOT NULL,"
            " PRIMARY KEY(period, query, visitor)) STRICT, WITHOUT ROWID;"
            "CREATE TABLE common(period INTEGER NOT NULL, query BLOB NOT NULL, text TEXT NOT NULL,"
            " visitors INTEGER NOT NULL, in_vain INTEGER NOT NULL, PRIMARY KEY(period, query))"
            " STRICT, WITHOUT ROWID;"
        )
        period = int(clock().timestamp()) // (PERIOD_DAYS * 86_400)
        connection.execute("INSERT INTO periods VALUES (?,?)", (period, key))
        visited = [(period, b"q" * 16, bytes([number]) * 8, 0) for number in range(20)]
        connection.executemany("INSERT INTO asked VALUES (?,?,?,?)", visited)
        connection.execute("INSERT INTO common VALUES (?,?,'张三的事',20,0)", (period, b"q" * 16))
    connection.close()
    memory = QueryMemory(path, counted, told, clock)
    assert memory.frequent() == ()
    memory.close()
    kept = _bytes(path)
    assert key not in kept
    assert b"q" * 16 not in kept
    assert "张三".encode() not in kept


def test_emptied_it_holds_no_byte_of_what_was_asked_and_says_since_when(
    memory: QueryMemory, path: Path, clock: Clock
) -> None:
    _ask(memory, "犇骉麤名单", range(OFFERED_AFTER))
    _ask(memory, "低保", range(1))
    assert memory.frequent() == ("犇骉麤名单",)
    assert memory.emptied() == 0
    memory.empty(7)
    assert (memory.emptied(), memory.frequent(), memory.in_vain()) == (7, (), ())
    assert "犇骉麤".encode() not in _bytes(path)
    assert _rows(path, "SELECT count(*) FROM asked") == [(0,)]
    memory.close()
    again = QueryMemory(path, counted, told, clock)
    assert again.emptied() == 7
    again.close()


def test_emptying_that_was_killed_before_the_file_was_written_anew_is_not_done(
    memory: QueryMemory, path: Path
) -> None:
    _ask(memory, "犇骉麤名单", range(OFFERED_AFTER))
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM common").fetchone()
    with pytest.raises(Busy):
        memory.empty(7)
    assert memory.emptied() == 0
    reader.close()
    memory.empty(7)
    assert memory.emptied() == 7
    assert "犇骉麤".encode() not in _bytes(path)


def test_what_was_judged_before_an_order_is_not_written_down_after_it(
    path: Path, clock: Clock
) -> None:
    other = QueryMemory(path, counted, told, clock)

    def overtaken(query: str) -> str | None:
        other.empty(9)
        return counted(query)

    memory = QueryMemory(path, overtaken, told, clock)
    _ask(memory, "犇骉麤名单", range(OFFERED_AFTER))
    memory.close()
    other.close()
    assert "犇骉麤".encode() not in _bytes(path)


def test_a_period_that_is_over_is_destroyed_though_nobody_asks(
    memory: QueryMemory, path: Path, clock: Clock
) -> None:
    _ask(memory, "低保", range(1))
    ((key,),) = _rows(path.with_name("secrets.db"), "SELECT key FROM query_keys")
    memory.expire()
    assert _rows(path, "SELECT count(*) FROM asked") == [(1,)]
    clock.advance(days=PERIOD_DAYS)
    memory.expire()
    assert _rows(path, "SELECT count(*) FROM asked") == [(0,)]
    assert key not in _bytes(path.with_name("secrets.db"))


def test_a_file_that_cannot_be_emptied_says_so(path: Path, clock: Clock) -> None:
    path.write_bytes(b"this is no database" * 100)
    memory = QueryMemory(path, counted, told, clock)
    assert memory.emptied() == 0
    with pytest.raises(Busy):
        memory.empty(7)
    with pytest.raises(Busy):
        memory.expire()
    memory.close()
