"""What waits between two pages: encrypted under its token, for a while, and never too much."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import Busy
from ops import shelf as shelves
from ops.shelf import LIFE, Shelf
from tests.town import Clock


def test_what_was_put_opens_with_its_token_only(tmp_path: Path, clock: Clock) -> None:
    shelf = Shelf(tmp_path / "state.db", clock)
    token = shelf.put(b"a photograph")
    assert shelf.get(token) == b"a photograph"
    assert shelf.get("something else") is None
    assert shelf.put(b"a photograph") != token
    shelf.close()
    for path in tmp_path.iterdir():
        assert b"photograph" not in path.read_bytes()
        assert token.encode() not in path.read_bytes()


def test_after_two_hours_it_is_gone_and_deleted_with_the_next_thing(
    tmp_path: Path, clock: Clock
) -> None:
    shelf = Shelf(tmp_path / "state.db", clock)
    token = shelf.put(b"x")
    clock.advance(seconds=LIFE.total_seconds() - 10)
    assert shelf.get(token) == b"x"
    clock.advance(seconds=20)
    assert shelf.get(token) is None
    shelf.put(b"y")
    (rows,) = shelf._database.connection().execute("SELECT count(*) FROM shelf").fetchone()
    assert rows == 1
    shelf.close()


def test_a_given_token_holds_one_thing_for_the_time_given(tmp_path: Path, clock: Clock) -> None:
    shelf = Shelf(tmp_path / "state.db", clock)
    shelf.put(b"first", "token", timedelta(minutes=1))
    shelf.put(b"second", "token", timedelta(minutes=10))
    clock.advance(minutes=5)
    assert shelf.get("token") == b"second"
    shelf.drop("token")
    assert shelf.get("token") is None
    shelf.close()


def test_strangers_fill_no_disk(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_BYTES", 100)
    shelf = Shelf(tmp_path / "state.db", clock)
    token = shelf.put(b"x" * 50)
    with pytest.raises(Busy):
        shelf.put(b"x" * 50)
    assert shelf.get(token) is not None
    clock.advance(hours=3)
    shelf.put(b"x" * 50)
    shelf.close()


def test_one_stranger_fills_the_shelf_for_nobody_else(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_BYTES_OF_ONE", 200)
    shelf = Shelf(tmp_path / "state.db", clock)
    stranger = shelf.of("203.0.113.7")
    token = stranger.put(b"x" * 100)
    with pytest.raises(Busy, match="您这里"):
        stranger.put(b"x" * 100)
    shelf.of("198.51.100.1").put(b"x" * 100)
    shelf.put(b"a slip that the archive lays here itself" * 9)
    # What takes the place of his own thing, or what he took away, counts no more.
    stranger.put(b"y" * 120, token)
    stranger.drop(token)
    again = stranger.put(b"z" * 100)
    clock.advance(hours=3)
    stranger.put(b"x" * 100)
    assert stranger.get(again) is None
    shelf.close()
    for path in tmp_path.iterdir():
        assert b"203.0.113" not in path.read_bytes()


def test_one_client_lays_no_more_than_two_applications(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "MOST_THINGS_OF_ONE", 2)
    shelf = Shelf(tmp_path / "state.db", clock)
    one = shelf.of("2001:db8::1")
    one.put(b"1")
    one.put(b"2")
    with pytest.raises(Busy):
        shelf.of("2001:db8::2").put(b"3")
    shelf.of("2001:db8:0:1::1").put(b"3")
    shelf.close()


def test_what_waits_in_a_session_opens_in_no_other(tmp_path: Path, clock: Clock) -> None:
    shelf = Shelf(tmp_path / "state.db", clock)
    session = shelf.of("officer:1", "the session's own token")
    token = session.put(b"a scan")
    assert session.get(token) == b"a scan"
    assert shelf.of("officer:2", "the session's own token").get(token) == b"a scan"
    for other in (shelf, shelf.of("officer:1"), shelf.of("officer:1", "a later session")):
        assert other.get(token) is None
        other.drop(token)
    assert session.get(token) == b"a scan"
    session.drop(token)
    assert session.get(token) is None
    shelf.close()


def test_what_is_done_with_waits_no_longer_than_it_is_needed(tmp_path: Path, clock: Clock) -> None:
    shelf = Shelf(tmp_path / "state.db", clock)
    session = shelf.of("officer:1", "session")
    token = session.put(b"a scan")
    session.shorten(token, timedelta(minutes=10))
    assert session.get(token) == b"a scan"
    session.shorten(token, timedelta(hours=9))
    clock.advance(minutes=11)
    assert session.get(token) is None
    shelf.close()
