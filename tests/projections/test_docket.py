"""Disclosure requests as officers list them: what the case file says, and nothing in clear."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.act import BEIJING
from domain.errors import NotFound
from domain.requests.proceeding import RequestState
from projections import docket, request_file
from projections.docket import DocketFilter
from projections.projector import Projector
from projections.register_fold import register_projection
from projections.trail import trail_projection
from projections.views import open_views
from tests.projections.lives import all_events, in_pieces, rows_of
from tests.requests_lives import LIVES, RequestLives
from tests.town import Town, copy_town


def follow(town: Town, engine: Engine) -> None:
    """Bring register and trail to the journal's head."""
    projector = Projector(town.journal, [register_projection(engine), trail_projection(engine)])
    projector.catch_up()
    assert not any(state.failed for state in projector.states()), projector.states()


def today_in(town: Town) -> date:
    return town.clock.time.astimezone(BEIJING).date()


@pytest.fixture
def lives(town: Town) -> Iterator[RequestLives]:
    played = RequestLives(town)
    yield played
    played.persons.close()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],
)
@given(tries=LIVES, seed=st.integers(0, 1000))
def test_after_any_lives_the_docket_is_what_the_case_files_say_however_it_was_folded(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory, tries: Any, seed: int
) -> None:
    home = tmp_path_factory.mktemp("lives")
    town = copy_town(founded_town, home / "town")
    views, fresh = open_views(home / "views.db"), open_views(home / "fresh.db")
    lives = RequestLives(town)
    lives.play(tries)
    projection = register_projection(views)
    for piece in in_pieces(all_events(town), seed):
        projection.apply(piece)
    follow(town, fresh)
    built = rows_of(views)
    assert built == {name: rows for name, rows in rows_of(fresh).items() if name in built} | {
        "projections": built["projections"]
    }, "batches or repeats made a difference"
    _require_agreement_with_the_case_files(town, lives, views)
    lives.persons.close()
    town.close()
    views.dispose()
    fresh.dispose()


def _require_agreement_with_the_case_files(town: Town, lives: RequestLives, views: Engine) -> None:
    today = today_in(town)
    with views.connect() as connection:
        everything = docket.docket(connection, organ=None, today=today, limit=1000)
        rows = {row.id: row for row in everything.items}
        assert set(rows) == set(lives.requests)
        counts = docket.docket_counts(connection, organ=lives.organ, today=today)
        for show, count in counts.items():
            found = docket.docket(connection, organ=lives.organ, today=today, show=show)
            assert found.total == count
        assert counts[DocketFilter.OPEN] + counts[DocketFilter.CLOSED] == len(rows)
        for identity, row in rows.items():
            case = lives.load(identity)
            file = request_file.case(connection, identity)
            clock = file.clock(today)
            assert (row.state, row.version, row.organ) == (case.state, case.version, case.organ)
            assert (row.due_on, row.alarm_on, row.told_on) == (clock.due, clock.alarm, clock.told)
            if row.closed_on is None:
                assert case.count(today).due == row.due_on
            else:
                assert row.days_late == clock.days_late
            assert row.breaches == len(case.breaches)
            assert file.case.version == case.version
            assert [entry.position for entry in file.timeline] == sorted(
                entry.position for entry in file.timeline
            )
            for review in file.reviews:
                assert review.record == identity


def test_a_request_is_listed_with_its_due_date_and_found_by_number(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    follow(lives.town, views)
    with views.connect() as connection:
        (row,) = docket.docket(connection, organ=lives.organ, today=date(2026, 3, 2)).items
        assert request_file.request_of_number(connection, 2026, 1, organ=lives.organ) == request
        with pytest.raises(NotFound):
            request_file.request_of_number(connection, 2026, 2)
        with pytest.raises(NotFound):
            request_file.case(connection, "request:01900000-0000-7000-8000-0000000000aa")
    assert row.organ_name == lives.town.housing.name
    assert (row.received_on, row.due_on) == (date(2026, 3, 2), date(2026, 3, 30))
    assert row.urgent_on == row.alarm_on == row.due_on
    assert row.state is RequestState.OPEN
