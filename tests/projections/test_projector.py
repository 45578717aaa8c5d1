"""The one loop: batches, holes, failures that stop one projection, rebuilding, going on."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, inspect

from domain.errors import NotFound
from domain.journal import KeptCheckpoint
from domain.merkle import leaf_hash
from domain.notes import VerifierKey
from domain.sealing import log_entry
from projections import register
from projections.happened import Happened
from projections.log import LogProjection
from projections.projector import (
    BATCH,
    Hole,
    NotRebuilt,
    ProjectionState,
    Projector,
    Unavailable,
    unseen,
)
from projections.register_fold import fold, register_projection
from projections.tile_audit import check_log
from projections.tile_log import TileLog
from projections.trail import trail_projection
from projections.trail_fold import fold as trail_fold
from projections.views import REGISTER, TRAIL, SqlProjection, Tables, open_views, writing
from tests.projections.lives import (
    LIVES,
    Lives,
    all_events,
    database,
    fill,
    in_pieces,
    rows_of,
    tamper,
)
from tests.town import Town, copy_town


def open_log(town: Town) -> TileLog:
    """The town's transparency log, opened."""
    log = TileLog(
        town.home / "log",
        town.origin,
        town.log_key,
        town.log_key.public_key,
        lambda size, root, note: town.journal.keep_checkpoint(KeptCheckpoint(size, root, note)),
        town.journal.newest_checkpoint,
    )
    log.open()
    return log


def everything(town: Town, views: Engine) -> list[Any]:
    """The log and both projections into tables."""
    return [LogProjection(open_log(town)), register_projection(views), trail_projection(views)]


def state_of(projector: Projector, name: str) -> ProjectionState:
    """How one projection stands."""
    return next(state for state in projector.states() if state.name == name)


class Broken:
    """The register with a fold that fails at one event, having written what came before it."""

    def __init__(self, views: Engine, at: int, error: Exception, name: str = "broken") -> None:
        self.at: int | None = at
        self.error = error
        self.projection = SqlProjection(views, name, 1, REGISTER, self.fold)

    def fold(self, connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
        """Fold up to the event, then fail."""
        good = [happened for happened in batch if self.at is None or happened.position < self.at]
        fold(connection, tables, good)
        if len(good) < len(batch):
            raise self.error


# Going on


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tries=LIVES, seed=st.integers(0, 1000))
def test_following_at_any_pace_and_rebuilding_from_zero_give_the_same_rows(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory, tries: Any, seed: int
) -> None:
    home = tmp_path_factory.mktemp("pace")
    town = copy_town(founded_town, home / "town")
    views = open_views(home / "views.db")
    projector = Projector(town.journal, everything(town, views))
    lives = Lives(town)
    for number, attempt in enumerate(tries):
        lives.attempt(*attempt)
        if (seed + number) % 3 == 0:
            projector.round()
        if (seed + number) % 7 == 0:
            # A new process: nothing is remembered but what is stored.
            projector = Projector(town.journal, everything(town, views))
    projector.catch_up()
    followed = rows_of(views)
    assert {state.position for state in projector.states()} == {town.position}
    for name in ("register", "trail"):
        projector.rebuild(name)
    assert rows_of(views) == followed
    town.close()
    views.dispose()


def test_a_batch_given_twice_or_overlapping_changes_nothing(
    busy_town: Town, views: Engine, fresh_views: Engine
) -> None:
    events = all_events(busy_town)
    for make in (register_projection, trail_projection):
        once, again = make(views), make(fresh_views)
        once.apply(events)
        for piece in in_pieces(events, seed=5):
            again.apply(piece)
            before = rows_of(fresh_views)
            again.apply(piece)
            assert rows_of(fresh_views) == before
    assert rows_of(views) == rows_of(fresh_views)


def test_a_stop_in_the_middle_of_a_batch_leaves_rows_and_position_as_they_were(
    busy_town: Town, views: Engine
) -> None:
    class Killed(BaseException):
        """What a signal raises: nobody catches it."""

    events = all_events(busy_town)
    broken = Broken(views, at=events[60].position, error=Killed())  # type: ignore[arg-type]
    broken.projection.apply(events[:40])
    before = rows_of(views)
    with pytest.raises(Killed):
        broken.projection.apply(events[40:90])
    assert rows_of(views) == before
    assert broken.projection.position() == events[39].position
    broken.at = None
    broken.projection.apply(events[40:])
    assert broken.projection.position() == busy_town.position


def test_projections_that_stand_at_different_places_are_all_brought_to_the_end(
    busy_town: Town, views: Engine
) -> None:
    projections = everything(busy_town, views)
    projections[2].apply(all_events(busy_town)[:17])
    projections[0].apply(all_events(busy_town)[:3])
    projector = Projector(busy_town.journal, projections)
    projector.catch_up()
    assert [(state.name, state.position) for state in projector.states()] == [
        (name, busy_town.position) for name in ("log", "register", "trail")
    ]


def test_the_loop_follows_new_acts_until_it_is_told_to_stop(town: Town, views: Engine) -> None:
    projector = Projector(town.journal, [register_projection(views)])
    stopping = threading.Event()
    loop = threading.Thread(target=projector.run, args=(stopping,))
    loop.start()
    try:
        made = town.publish_record()
        for _ in range(200):
            with views.connect() as connection:
                if register.position(connection) == town.position:
                    break
            threading.Event().wait(0.02)
    finally:
        stopping.set()
        loop.join()
    with views.connect() as connection:
        assert register.record(connection, made.id).listed.number == 1


# Holes


def test_events_must_follow_without_a_gap(busy_town: Town) -> None:
    events = all_events(busy_town)
    assert unseen(events[:5], 0) == events[:5]
    assert unseen(events[:5], 3) == events[3:5]
    assert list(unseen(events[:5], 9)) == []
    for batch, position in ((events[1:], 0), (events[:3] + events[4:], 0), (events[5:9], 3)):
        with pytest.raises(Hole):
            unseen(batch, position)


def test_a_hole_in_the_journal_stops_everything_there_and_says_where(
    busy_town: Town, views: Engine
) -> None:
    tamper(busy_town, ("DELETE FROM events WHERE position = ?", (50,)))
    projector = Projector(busy_town.journal, everything(busy_town, views))
    projector.catch_up()
    for state in projector.states():
        assert state.alarm is not None
        assert "第 50 号事件" in state.alarm.error
        assert state.position < 50


def test_a_hole_as_wide_as_a_batch_is_no_end_of_the_journal(town: Town, views: Engine) -> None:
    lives = Lives(town)
    row = lives.migration_row()
    for start in range(0, 1200, 400):
        rows = [replace(row, key=f"row-{start + number}") for number in range(400)]
        town.migration.migrate(town.migrator, rows, order="清府令3号")
    projector = Projector(town.journal, [register_projection(views)])
    projector.round()
    assert state_of(projector, "register").position == BATCH
    tamper(town, ("DELETE FROM events WHERE position > ? AND position < ?", (BATCH, 2 * BATCH + 9)))
    projector.catch_up()
    alarm = state_of(projector, "register").alarm
    assert alarm is not None
    assert f"第 {BATCH + 1} 号事件" in alarm.error
    assert state_of(projector, "register").position == BATCH


def test_an_event_without_its_act_is_a_hole_too(busy_town: Town, views: Engine) -> None:
    [act] = [act for act in busy_town.journal.acts() if act.first <= 60 < act.first + act.count]
    tamper(busy_town, ("DELETE FROM acts WHERE first = ?", (act.first,)))
    projector = Projector(busy_town.journal, [register_projection(views)])
    projector.catch_up()
    alarm = state_of(projector, "register").alarm
    assert alarm is not None
    assert alarm.error.startswith("Hole")


# Failures


def test_an_unknown_event_stops_what_must_read_it_and_nothing_else(
    busy_town: Town, views: Engine
) -> None:
    projector = Projector(busy_town.journal, everything(busy_town, views))
    projector.catch_up()
    before = busy_town.position
    last = list(busy_town.journal.acts())[-1]
    statement = b'{"a":"statement nobody wrote"}'
    leaf = leaf_hash(log_entry(statement, last.envelope))
    position = before + 1
    tamper(
        busy_town,
        (
            "INSERT INTO acts SELECT ?, 1, 'act-x', officer, post, organ, recorded_at, office,"
            " office_salt, person, person_salt, envelope FROM acts WHERE first = ?",
            (position, last.first),
        ),
        (
            "INSERT INTO events VALUES (?, 'record:x', 1, 'gongkai.record.burnt.v1', 'e-x',"
            " X'7B7D', X'00', ?, ?)",
            (position, statement, leaf),
        ),
    )
    told: list[ProjectionState] = []
    for _ in range(2):
        # Twice: a new start tries again, and stops again.
        projector = Projector(busy_town.journal, everything(busy_town, views), told.append)
        projector.catch_up()
        assert not state_of(projector, "log").failed
        assert state_of(projector, "log").position == position
        for name in ("register", "trail"):
            state = state_of(projector, name)
            assert state.alarm is not None
            assert state.alarm.position == position
            assert "gongkai.record.burnt.v1" in state.alarm.error
            assert state.position == before
    assert [state.name for state in told] == ["register", "trail"] * 2


def test_a_failing_fold_stops_at_exactly_its_event_and_its_error_tells_no_content(
    busy_town: Town, views: Engine
) -> None:
    other = SqlProjection(views, "register", 1, REGISTER, fold)
    other.apply(all_events(busy_town))
    views_of_broken = open_views(busy_town.home / "broken.db")
    broken = Broken(views_of_broken, at=71, error=ValueError("张三 身份证 110101199003070011"))
    told: list[ProjectionState] = []
    projector = Projector(busy_town.journal, [broken.projection, other], told.append)
    projector.catch_up()
    state = state_of(projector, "broken")
    assert state.alarm is not None
    assert state.alarm.position == 71
    assert state.alarm.error.startswith("ValueError (test_projector.py:")
    assert state.position == 70
    assert told == [state]
    assert not state_of(projector, "register").failed
    projector.catch_up()
    assert told == [state], "an alarm is raised once, and the projection is not tried again"
    broken.at = None
    projector = Projector(busy_town.journal, [broken.projection])
    projector.catch_up()
    assert state_of(projector, "broken").position == busy_town.position
    views_of_broken.dispose()


def test_what_cannot_be_written_now_is_tried_again(busy_town: Town, views: Engine) -> None:
    refusals = [Unavailable("busy")] * 2

    def busy_fold(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
        if refusals:
            raise refusals.pop()
        fold(connection, tables, batch)

    busy = SqlProjection(views, "register", 1, REGISTER, busy_fold)
    projector = Projector(busy_town.journal, [busy])
    for _ in range(2):
        assert not projector.round()
        assert state_of(projector, "register").waiting
        assert not state_of(projector, "register").failed
    projector.catch_up()
    assert not state_of(projector, "register").waiting
    assert state_of(projector, "register").position == busy_town.position


def test_what_lost_more_than_a_batch_while_it_was_out_of_reach_goes_on_where_it_stands(
    busy_town: Town,
) -> None:
    class Forgetful:
        """Writes nothing durable before its third batch, as an index being rebuilt does."""

        name = "forgetful"

        def __init__(self) -> None:
            self.seen: list[int] = []
            self.tries = 0

        def position(self) -> int:
            return len(self.seen)

        def apply(self, batch: Sequence[Happened]) -> None:
            self.tries += 1
            if self.tries == 2:
                self.seen.clear()
                raise Unavailable("out of reach")
            self.seen += [happened.position for happened in unseen(batch, len(self.seen))]

        def restart(self) -> None:
            """Never asked for here."""

        def caught_up(self) -> None:
            """Nothing is filled beside."""

    forgetful = Forgetful()
    projector = Projector(busy_town.journal, [forgetful])
    projector.catch_up()
    busy_town.draft()
    projector.catch_up()
    assert state_of(projector, "forgetful").waiting
    projector.catch_up()
    assert forgetful.seen == list(range(1, busy_town.position + 1))


def test_views_that_another_process_writes_to_are_waited_for(
    busy_town: Town, views: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    projection = register_projection(views)
    monkeypatch.setattr("projections.views.BUSY_MILLISECONDS", 10)
    impatient = open_views(Path(str(views.url.database)))
    other = sqlite3.connect(str(views.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = Projector(busy_town.journal, [register_projection(impatient)])
    waiting.catch_up()
    assert state_of(waiting, "register").waiting
    with pytest.raises(Unavailable), writing(impatient):
        pass
    other.execute("ROLLBACK")
    other.close()
    waiting.catch_up()
    assert projection.position() == busy_town.position
    impatient.dispose()


# The log


def test_the_log_stops_at_a_leaf_that_is_not_what_its_event_gives(
    busy_town: Town, views: Engine
) -> None:
    tamper(busy_town, ("UPDATE events SET leaf = zeroblob(32) WHERE position = ?", (33,)))
    projector = Projector(busy_town.journal, everything(busy_town, views))
    projector.catch_up()
    state = state_of(projector, "log")
    assert state.alarm is not None
    assert state.alarm.position == 33
    assert state.alarm.error.startswith("Differs")
    assert state.position == 32
    assert not state_of(projector, "register").failed
    newest = busy_town.journal.newest_checkpoint()
    assert newest is not None
    assert newest.size == 32


def test_the_log_holds_the_entry_of_every_event_and_cannot_be_rebuilt(
    busy_town: Town, views: Engine
) -> None:
    log = open_log(busy_town)
    projector = Projector(busy_town.journal, [LogProjection(log)])
    projector.catch_up()
    entries = [
        log_entry(happened.row.statement, happened.act.row.envelope)
        for happened in all_events(busy_town)
    ]
    assert log.size == busy_town.position
    key = VerifierKey(busy_town.origin, busy_town.log_key.public_key)
    newest = busy_town.journal.newest_checkpoint
    assert check_log(busy_town.home / "log", key, newest, entries) == []
    with pytest.raises(NotRebuilt):
        projector.rebuild("log")


def test_the_log_goes_on_after_its_checkpoint_could_not_be_kept(busy_town: Town) -> None:
    blocker = sqlite3.connect(database(busy_town.home), isolation_level=None)
    log = open_log(busy_town)
    projector = Projector(busy_town.journal, [LogProjection(log)])
    blocker.execute("BEGIN IMMEDIATE")
    busy_town.journal._connection().execute("PRAGMA busy_timeout = 10")
    projector.catch_up()
    assert state_of(projector, "log").waiting
    blocker.execute("ROLLBACK")
    blocker.close()
    projector.catch_up()
    assert state_of(projector, "log").position == busy_town.position


# Rebuilding


def test_a_rebuild_tells_its_progress_and_readers_see_the_old_rows_until_its_end(
    busy_town: Town, views: Engine
) -> None:
    projection = register_projection(views)
    projector = Projector(busy_town.journal, [projection])
    projector.catch_up()
    before = rows_of(views, "register_", "casework_")
    made = busy_town.publish_record(title="还没有折入的")
    projection.restart()
    projection.apply(all_events(busy_town)[:60])
    assert rows_of(views, "register_", "casework_") == before
    told: list[tuple[int, int]] = []
    projector.rebuild("register", lambda position, head: told.append((position, head)))
    assert told[-1] == (busy_town.position, busy_town.position)
    with views.connect() as connection:
        assert register.record(connection, made.id).listed.number == 1
        assert not [name for name in inspect(connection).get_table_names() if "beside" in name]
        indexes = inspect(connection).get_indexes("register_records")
    assert {index["name"] for index in indexes} >= {"register_records_newest"}


def test_only_what_there_is_can_be_rebuilt(town: Town, views: Engine) -> None:
    projector = Projector(town.journal, [register_projection(views)])
    with pytest.raises(NotFound, match="register"):
        projector.rebuild("regster")


def test_a_rebuild_that_fails_says_where_and_keeps_the_old_rows(
    busy_town: Town, views: Engine
) -> None:
    broken = Broken(views, at=10**9, error=ValueError("x"), name="register")
    projector = Projector(busy_town.journal, [broken.projection])
    projector.catch_up()
    before = rows_of(views, "register_", "casework_")
    broken.at = 44
    with pytest.raises(NotRebuilt, match="第 44 号事件"):
        projector.rebuild("register")
    assert rows_of(views, "register_", "casework_") == before
    broken.at = None
    projector.rebuild("register")
    assert not state_of(projector, "register").failed
    assert rows_of(views, "register_", "casework_") == before


def test_a_changed_version_is_built_beside_the_old_one_and_takes_its_place_once_caught_up(
    busy_town: Town, views: Engine
) -> None:
    old = SqlProjection(views, "register", 1, REGISTER, fold)
    old.apply(all_events(busy_town))
    before = rows_of(views, "register_", "casework_")
    changed = SqlProjection(views, "register", 2, REGISTER, fold)
    assert changed.position() == 0
    changed.apply(all_events(busy_town)[:50])
    # Stopped here: the next start goes on where the new tables stand.
    changed = SqlProjection(views, "register", 2, REGISTER, fold)
    assert changed.position() == 50
    with views.connect() as connection:
        assert register.position(connection) == busy_town.position
    assert rows_of(views, "register_", "casework_") == before
    projector = Projector(busy_town.journal, [changed])
    projector.catch_up()
    assert rows_of(views, "register_", "casework_") == before
    assert SqlProjection(views, "register", 2, REGISTER, fold).position() == busy_town.position
    with views.connect() as connection:
        assert not [name for name in inspect(connection).get_table_names() if "beside" in name]


def test_making_a_projection_beside_a_running_one_writes_nothing(town: Town, views: Engine) -> None:
    register_projection(views)
    other = sqlite3.connect(str(views.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    second = open_views(Path(str(views.url.database)))
    assert register_projection(second).position() == 0
    other.execute("ROLLBACK")
    other.close()
    second.dispose()


def test_every_stored_event_can_be_read_by_whoever_imports_nothing_but_the_projections() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import projections.happened\nfrom domain.casefile import REGISTRY\n"
            "from projections.actions import ACTIONS\nprint(set(ACTIONS) - set(REGISTRY.topics))",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout.strip() == "set()"


def test_a_town_of_every_fate_is_followed_by_everything(town: Town, views: Engine) -> None:
    fill(town)
    projector = Projector(town.journal, everything(town, views))
    projector.catch_up()
    assert not [state for state in projector.states() if state.failed or state.waiting]


def test_the_log_covers_new_acts_before_a_slow_projection_has_its_next_batch(
    busy_town: Town, views: Engine
) -> None:
    log = open_log(busy_town)
    covered: list[tuple[int, int]] = []

    def slow(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
        covered.append((log.size, busy_town.position))
        fold(connection, tables, batch)
        busy_town.draft(title="折入期间起草的")

    names = {"slow": REGISTER, "slower": TRAIL}
    projections = [
        SqlProjection(views, name, 1, metadata, slow if name == "slow" else trail_fold)
        for name, metadata in names.items()
    ]
    projector = Projector(busy_town.journal, [LogProjection(log), *projections])
    projector.round()
    assert covered[0][0] == covered[0][1]
    assert log.size == busy_town.position, "what was drafted while folding is covered already"
