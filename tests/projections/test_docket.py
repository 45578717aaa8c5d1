"""Disclosure requests as officers list them: what the case file says, and nothing in clear."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.act import BEIJING
from domain.archive import Desk
from domain.casefile import CaseFile
from domain.errors import Malformed, NotFound
from domain.law.profile import ApplicantCategory
from domain.requests.applicant import FilingChannel
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from projections import casework, docket, petitions, request_file
from projections.docket import DocketFilter
from projections.overdue import overdue
from projections.projector import Projector
from projections.register_fold import register_projection
from projections.request_rows import Wait, urgency
from projections.trail import Asked, acts_listed, trail_projection
from projections.views import open_views
from tests.petitions import every_petition
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


def shown(
    lives: RequestLives, views: Engine, show: DocketFilter, today: date | None = None
) -> list[str]:
    """The ids a filter shows at the organ, in order."""
    follow(lives.town, views)
    with views.connect() as connection:
        found = docket.docket(
            connection, organ=lives.organ, today=today or today_in(lives.town), show=show
        )
    return [row.id for row in found.items]


# Order and filters


def test_unconfirmed_ones_come_first_by_age_then_by_due_date_then_the_closed_ones(
    lives: RequestLives, views: Engine
) -> None:
    closed = lives.file()
    lives.reply(closed, "ALREADY_PUBLIC")
    soon = lives.file()
    older = lives.file(channel=FilingChannel.ONLINE)
    lives.town.clock.advance(days=3)
    later = lives.file()
    younger = lives.file(channel=FilingChannel.FAX)
    assert shown(lives, views, DocketFilter.ALL) == [older, younger, soon, later, closed]
    assert shown(lives, views, DocketFilter.UNCONFIRMED) == [older, younger]
    assert shown(lives, views, DocketFilter.CLOSED) == [closed]
    assert set(shown(lives, views, DocketFilter.OPEN)) == {older, younger, soon, later}


def test_what_is_overdue_stands_before_what_nobody_has_confirmed_in_every_part_of_the_list(
    lives: RequestLives, views: Engine
) -> None:
    first, second = lives.file(), lives.file()  # due Monday 30 March
    lives.town.clock.advance(days=28)
    unconfirmed = lives.file(channel=FilingChannel.ONLINE)
    open_ = lives.file()
    expected = [*sorted((first, second)), unconfirmed, open_]
    assert shown(lives, views, DocketFilter.ALL, date(2026, 3, 30))[0] == unconfirmed
    assert shown(lives, views, DocketFilter.ALL, date(2026, 3, 31)) == expected
    read: list[str] = []
    after = None
    with views.connect() as connection:
        for _ in expected:
            found = docket.docket(
                connection, organ=None, today=date(2026, 3, 31), limit=1, after=after
            )
            read += [row.id for row in found.items]
            after = found.next
    assert read == expected
    assert after is None


def test_the_list_is_read_part_by_part_and_other_cursors_are_refused(
    lives: RequestLives, views: Engine
) -> None:
    filed = [lives.file() for _ in range(5)]
    follow(lives.town, views)
    read: list[str] = []
    after = None
    with views.connect() as connection:
        while True:
            found = docket.docket(
                connection, organ=None, today=date(2026, 3, 2), limit=2, after=after
            )
            assert found.total == 5
            read += [row.id for row in found.items]
            after = found.next
            if after is None:
                break
        for wrong in ("", "1", "10739676~record:x", "'; DROP TABLE requests"):
            with pytest.raises(Malformed):
                docket.docket(connection, organ=None, today=date(2026, 3, 2), after=wrong)
    assert read == sorted(filed)


def test_due_soon_is_within_five_working_days_and_overdue_begins_the_day_after(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()  # Monday 2 March: due Monday 30 March
    assert shown(lives, views, DocketFilter.DUE_SOON, date(2026, 3, 20)) == []
    assert shown(lives, views, DocketFilter.DUE_SOON, date(2026, 3, 23)) == [request]
    assert shown(lives, views, DocketFilter.DUE_SOON, date(2026, 3, 30)) == [request]
    assert shown(lives, views, DocketFilter.OVERDUE, date(2026, 3, 30)) == []
    assert shown(lives, views, DocketFilter.OVERDUE, date(2026, 3, 31)) == [request]


def test_a_clarification_waits_for_the_applicant_until_its_period_from_proven_receipt_is_over(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.try_clarify(0, 1)  # six working days
    follow(lives.town, views)
    with views.connect() as connection:
        row = request_file.listed_request(connection, request)
    assert (row.waits, row.waits_until, row.due_on) == (Wait.CLARIFICATION, None, None)
    assert shown(lives, views, DocketFilter.WAITING) == [request]
    assert shown(lives, views, DocketFilter.UNSERVED) == [request]
    lives.try_deliver(0, 0)
    follow(lives.town, views)
    with views.connect() as connection:
        row = request_file.listed_request(connection, request)
    assert row.waits_until == date(2026, 3, 10)
    assert shown(lives, views, DocketFilter.WAITING, date(2026, 3, 10)) == [request]
    assert shown(lives, views, DocketFilter.WAITING, date(2026, 3, 11)) == []
    assert shown(lives, views, DocketFilter.UNSERVED) == []


def test_a_draft_is_to_be_reviewed_then_to_be_signed_and_a_signed_reply_still_lies_here(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.draft(request)
    assert shown(lives, views, DocketFilter.TO_REVIEW) == [request]
    lives.clear(lives.submit(request))
    lives.sign(request, send=False)
    assert shown(lives, views, DocketFilter.TO_REVIEW) == []
    assert shown(lives, views, DocketFilter.UNSERVED) == [request]
    assert shown(lives, views, DocketFilter.OPEN) == [request]
    assert shown(lives, views, DocketFilter.OVERDUE, date(2026, 3, 31)) == [request]
    lives.try_deliver(0, 0)
    assert shown(lives, views, DocketFilter.OPEN) == []


def test_a_review_brings_its_own_date_to_the_docket(lives: RequestLives, views: Engine) -> None:
    request = lives.file()
    lives.reply(request, "ALREADY_PUBLIC")
    lives.try_contest(0, 0)
    follow(lives.town, views)
    with views.connect() as connection:
        row = request_file.listed_request(connection, request)
    assert row.contested
    assert row.remedy_due == row.urgent_on == date(2026, 3, 16)
    assert shown(lives, views, DocketFilter.CONTESTED) == [request]
    assert shown(lives, views, DocketFilter.OVERDUE, date(2026, 3, 17)) == [request]


def test_one_that_was_answered_in_time_says_that_it_is_the_review_that_is_late(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.reply(request, "ALREADY_PUBLIC")
    lives.try_contest(0, 0)
    follow(lives.town, views)
    with views.connect() as connection:
        row = request_file.listed_request(connection, request)
        assert overdue(connection, row, date(2026, 3, 16)) == ()
        (late,) = overdue(connection, row, date(2026, 3, 17))
    assert (row.days_late, row.due_on) != (0, late.due)
    assert late == ("复议答复", date(2026, 3, 16))


# One request


def test_the_review_of_a_reply_stands_under_its_request_and_no_record_appears(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.reply(request)
    follow(lives.town, views)
    with views.connect() as connection:
        file = request_file.case(connection, request)
        (review,) = file.reviews
        assert review.record == request
        assert {entry.stream for entry in file.timeline} == {request, review.id}
        assert {entry.organ for entry in file.timeline} == {lives.town.housing.name}
        assert all(entry.post for entry in file.timeline)
        assert casework.drafts(connection).total == 0
        of_request = acts_listed(connection, Asked(record=request)).total
        of_organ = acts_listed(connection, Asked(organ=lives.organ, record=request)).total
    acts = {entry.act for entry in file.timeline}
    assert of_request == of_organ == len(acts)


def test_every_content_a_request_or_a_petition_names_is_kept_from_the_sweep(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.reply(request)
    given = lives.load(request).given
    assert given is not None
    for _ in every_petition(lives.town):
        pass
    follow(lives.town, views)
    with views.connect() as connection:
        known = {one.id for one in casework.contents_named(connection, lives.town.position)}
        listed = petitions.complaints_listed(connection)
    assert given.id in known
    assert len(known) > 1
    assert listed.total


def test_petitions_are_listed_as_their_case_files_stand(views: Engine, town: Town) -> None:
    for _ in every_petition(town):
        pass
    follow(town, views)
    with views.connect() as connection:
        corrections = petitions.rectifications_listed(connection, limit=3)
        everything = petitions.rectifications_listed(connection, after=corrections.next)
        complaints = petitions.complaints_listed(connection)
        for one in (*corrections.items, *everything.items):
            case = petitions.rectification(connection, one.id)
            assert (one.state, one.version, one.organ) == (case.state, case.version, case.organ)
            assert one.filed_on == case.dates[1]
            assert (one.told_on is None) is (one.outcome is None)
        for row in complaints.items:
            complaint = petitions.complaint(connection, row.id)
            assert (row.state, row.version) == (complaint.state, complaint.version)
            assert row.holding is complaint.holding
        assert corrections.total == len(corrections.items) + len(everything.items)
        assert any(row.fulfilled_on for row in complaints.items)
        with pytest.raises(NotFound):
            petitions.complaint(connection, corrections.items[0].id)


# Ends


def test_what_is_reopened_in_a_later_year_keeps_the_row_it_was_counted_in(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.try_clarify(0, 1)
    lives.try_deliver(0, 0)
    lives.town.clock.advance(days=30)
    lives.try_abandon(0, 0)
    follow(lives.town, views)
    with views.connect() as connection:
        given_up = request_file.listed_request(connection, request)
    assert given_up.state is RequestState.ABANDONED
    assert given_up.closed_on == given_up.disposed_on == date(2026, 4, 1)
    assert shown(lives, views, DocketFilter.CLOSED) == [request]
    lives.town.clock.advance(days=300)
    lives.try_abandon(0, 0)  # reopens it; it was counted already
    follow(lives.town, views)
    with views.connect() as connection:
        again = request_file.listed_request(connection, request)
    assert lives.load(request).first_row == again.first_row == given_up.first_row
    assert again.disposed_on == date(2026, 4, 1)


def test_a_request_of_an_earlier_system_is_listed_as_closed_under_its_own_number(
    lives: RequestLives, views: Engine
) -> None:
    town = lives.town

    def decide(desk: Desk) -> list[CaseFile]:
        return [
            InformationRequest.take_over(
                id=InformationRequest.create_id(),
                organ=lives.organ,
                earlier_number="依申请〔2018〕7号",
                category=ApplicantCategory.BUSINESS,
                channel=None,
                received_on=date(2018, 5, 2),
                closed_on=date(2018, 5, 28),
                row="3.1",
                source="旧系统",
                key="7",
                order="清府办〔2026〕1号",
            )
        ]

    request = town.app.perform(lives.clerk, decide).stream
    assert shown(lives, views, DocketFilter.CLOSED) == [request]
    with views.connect() as connection:
        row = request_file.listed_request(connection, request)
        with pytest.raises(NotFound):
            request_file.request_of_number(connection, 2018, 0)
    assert (row.earlier_number, row.applicant, row.subject) == ("依申请〔2018〕7号", None, None)
    assert (row.closed_on, row.due_on, row.disposed_on) == (
        date(2018, 5, 28),
        None,
        date(2018, 5, 28),
    )


# The law book


def test_a_new_holiday_notice_moves_open_requests_and_leaves_answered_ones(
    lives: RequestLives, views: Engine
) -> None:
    answered = lives.file()
    lives.reply(answered, "ALREADY_PUBLIC")
    running = lives.file()
    follow(lives.town, views)
    with views.connect() as connection:
        before = request_file.listed_request(connection, answered)
        assert request_file.listed_request(connection, running).due_on == date(2026, 3, 30)
    lives.town.clock.advance(days=1)
    # Announced on the day of the answer, entered a day later: the answered case never knew it.
    lives.announce(2026, [date(2026, 3, 18)], date(2026, 3, 2), "国办发明电〔2026〕99号")
    follow(lives.town, views)
    with views.connect() as connection:
        assert request_file.listed_request(connection, running).due_on == date(2026, 3, 31)
        after = request_file.listed_request(connection, answered)
        file = request_file.case(connection, answered)
        assert not request_file.rules(connection).calendar.is_working_day(date(2026, 3, 18))
    assert after == before
    assert file.clock(date(2026, 3, 3)).due == before.due_on == date(2026, 3, 30)


# Persons


def test_pieces_of_a_month_are_those_of_linked_persons_and_of_fee_notices(
    lives: RequestLives, views: Engine
) -> None:
    first = lives.file(matters=2)
    second = lives.file()
    other = lives.file()
    person = lives.load(second).applicants[0].person
    month = date(2026, 3, 31)

    def pieces(other_than: str | None = None) -> int:
        follow(lives.town, views)
        with views.connect() as connection:
            return request_file.pieces_this_month(
                connection, lives.organ, [person], month, other_than=other_than
            )

    assert pieces() == 1
    lives.on(
        second,
        lives.clerk,
        lambda case: case.link_persons(
            person=person,
            other_person=lives.load(first).applicants[0].person,
            other_request=first,
            reason="身份证明相同",
        ),
    )
    assert pieces() == 3
    assert pieces(second) == 2
    lives.try_charge(0, 1)
    assert pieces(second) == 40
    with views.connect() as connection:
        assert set(request_file.requests_of_person(connection, person)) == {first, second}
        earlier = request_file.earlier_of_persons(
            connection, [person], organ=lives.organ, other_than=second
        )
    assert [one.id for one in earlier] == [first]
    assert [matter.number for matter in earlier[0].matters] == [1, 2]
    assert lives.persons.open(earlier[0].matters[0].description) == "公租房分配名单1"
    assert other not in {one.id for one in earlier}


def test_answers_that_opened_something_are_proposed_and_refusals_are_not(
    lives: RequestLives, views: Engine
) -> None:
    opened = lives.file(subject="公租房名单")
    lives.reply(opened)
    refused = lives.file()
    lives.reply(refused, "OTHER")
    follow(lives.town, views)
    with views.connect() as connection:
        found = request_file.answered_with_opening(connection, lives.organ)
        others = request_file.answered_with_opening(connection, lives.organ, other_than=opened)
    assert [one.id for one in found] == [opened]
    assert lives.persons.open(found[0].matters[0].description) == "公租房名单1"
    assert others == ()


def test_nothing_an_applicant_said_stands_in_clear_in_the_database_of_read_models(
    lives: RequestLives, views: Engine, tmp_path: Any
) -> None:
    request = lives.file(name="欧阳惠兰", subject="城关镇拆迁补偿台账")
    lives.try_consult(0, 0)
    lives.try_clarify(0, 1)
    follow(lives.town, views)
    with views.connect() as connection:
        row = request_file.listed_request(connection, request)
    assert row.applicant is not None
    assert lives.persons.open(row.applicant) == "欧阳惠兰"
    views.dispose()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("views.db*"))
    assert request.encode() in stored
    said = ("欧阳惠兰", "城关镇拆迁补偿台账", "990126199001011236", "13900000001", "东街", "李四")
    for text in (*said, "请写明年份"):
        assert text.encode() not in stored, text


def test_who_waits_for_an_organ_without_a_limit_is_reminded_after_twenty_working_days() -> None:
    waiting = {"urgent_on": None, "remind_on": date(2026, 3, 30), "closed_on": None}
    due = {"urgent_on": date(2026, 4, 1), "remind_on": None, "closed_on": None}
    later = {"urgent_on": date(2026, 3, 2), "remind_on": None, "closed_on": None}
    assert urgency(later) < urgency(waiting) < urgency(due)
