"""The figures supervisors see of disclosure requests, and the lists behind them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.errors import Malformed
from domain.letters import LetterKind
from domain.requests.applicant import FilingChannel
from domain.requests.evidence import NO_EVIDENCE
from domain.requests.letters import Dispatch, DispatchWay
from domain.requests.request import InformationRequest
from projections.amendments import amendments
from projections.request_figures import (
    FigureList,
    OrganFigures,
    Period,
    breaches_listed,
    figures,
    percentile,
    requests_behind,
)
from tests.projections.test_docket import follow, today_in
from tests.requests_lives import SLIP, RequestLives
from tests.town import Town

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture
def lives(town: Town) -> Iterator[RequestLives]:
    played = RequestLives(town)
    yield played
    played.persons.close()


def of(lives: RequestLives, views: Engine, period: Period) -> OrganFigures:
    """The figures of the organ as of today."""
    follow(lives.town, views)
    with views.connect() as connection:
        (found,) = figures(connection, period, today=today_in(lives.town), organ=lives.organ)
    return found


def test_what_is_signed_and_not_yet_sent_is_not_disposed_of(
    lives: RequestLives, views: Engine
) -> None:
    request = lives.file()
    lives.reply(request, "ALREADY_PUBLIC", send=False)
    signed = of(lives, views, MARCH)
    assert (signed.received, signed.disposed, signed.pending) == (1, 0, 1)
    assert signed.rows == {}
    (letter,) = lives.load(request).replies
    lives.on(request, lives.clerk, lambda case: case.dispatch(letter, lives.posted()))
    served = of(lives, views, MARCH)
    assert (served.received, served.disposed, served.pending) == (1, 1, 0)
    assert served.rows == {"3.1": 1}


def test_a_request_is_received_in_one_period_and_carried_over_into_the_next_until_answered(
    lives: RequestLives, views: Engine
) -> None:
    first = lives.file()
    second = lives.file()
    third = lives.file(channel=FilingChannel.ONLINE)
    lives.reply(first, "ALREADY_PUBLIC")
    lives.town.clock.advance(days=35)  # Monday 6 April, Qingming: due was 30 March
    march = of(lives, views, MARCH)
    assert (march.carried_over, march.received, march.disposed, march.pending) == (0, 2, 1, 1)
    assert (march.answered, march.on_time, march.median_days, march.p90_days) == (1, 1, 0, 0)
    assert march.rows == {"3.1": 1}
    assert (march.overdue, march.unconfirmed) == (1, 1)
    lives.reply(second, "ALREADY_PUBLIC")
    april = of(lives, views, APRIL)
    assert (april.carried_over, april.received, april.disposed, april.pending) == (1, 0, 1, 0)
    assert (april.answered, april.on_time, april.overdue, april.breaches) == (1, 0, 0, 1)
    with views.connect() as connection:
        today = today_in(lives.town)
        late = requests_behind(connection, FigureList.LATE, APRIL, today=today)
        waiting = requests_behind(connection, FigureList.UNCONFIRMED, APRIL, today=today)
        broken = breaches_listed(connection, APRIL, organ=lives.organ)
        assert breaches_listed(connection, MARCH).total == 0
        with pytest.raises(Malformed):
            breaches_listed(connection, APRIL, after="x")
    assert [row.id for row in late.items] == [second]
    assert late.items[0].days_late > 0
    assert [row.id for row in waiting.items] == [third]
    (breach,) = broken.items
    assert (breach.request, breach.article, breach.on) == (second, "条例 art 33", date(2026, 4, 6))
    assert breach.organ_name == lives.town.housing.name


def test_a_breach_is_of_the_day_that_its_days_are_counted_by(
    lives: RequestLives, views: Engine
) -> None:
    """A reply on paper, dated in March and sent in April, inside the period given for 补正."""
    request = lives.file()
    lives.town.clock.advance(days=24)  # Thursday 26 March
    lives.try_clarify(0, 1)
    lives.town.clock.advance(days=7)

    def replied(case: InformationRequest) -> None:
        case.reply_on_paper(
            letter=replace(lives.letter(LetterKind.REPLY), dated=date(2026, 3, 31)),
            outcomes=lives.outcomes_of(case, "INQUIRY"),
            content=None,
            cleared=NO_EVIDENCE,
            approved=SLIP,
            dispatch=Dispatch(date(2026, 4, 1), DispatchWay.POST, SLIP),
        )

    lives.on(request, lives.clerk, replied)
    of(lives, views, MARCH)
    with views.connect() as connection:
        broken = breaches_listed(connection, APRIL, organ=lives.organ).items
        early = breaches_listed(connection, MARCH, organ=lives.organ).items
    assert [(one.rule, one.on, one.days) for one in broken] == [
        ("补正期限未满，不应当答复", date(2026, 4, 1), 2)
    ]
    assert [one.rule for one in early] == ["补正应当自收到申请之日起七个工作日内告知"]


def test_a_withdrawal_before_confirmation_is_received_and_disposed_of(
    lives: RequestLives, views: Engine
) -> None:
    lives.file(channel=FilingChannel.ONLINE)
    lives.try_withdraw(0, 0)
    march = of(lives, views, MARCH)
    assert (march.received, march.disposed, march.pending, march.answered) == (1, 1, 0, 0)
    assert march.rows == {"3.6.3": 1}
    assert march.median_days is None


def test_a_reply_that_was_corrected_by_review_is_listed(lives: RequestLives, views: Engine) -> None:
    request = lives.file()
    lives.reply(request, "ALREADY_PUBLIC")
    lives.try_contest(0, 0)
    lives.try_contest(0, 3)
    assert of(lives, views, MARCH).overturned == 1
    with views.connect() as connection:
        found = requests_behind(
            connection, FigureList.OVERTURNED, MARCH, today=today_in(lives.town)
        )
    assert [row.id for row in found.items] == [request]
    assert found.items[0].ordered_until is not None


def test_who_moved_a_legal_date_when_and_why_is_listed(lives: RequestLives, views: Engine) -> None:
    request = lives.file()
    lives.file()
    arrived = lives.load(request).arrived_on
    lives.try_amend(0, 0)
    assert (of(lives, views, MARCH).amended, of(lives, views, APRIL).amended) == (1, 0)
    with views.connect() as connection:
        today = today_in(lives.town)
        found = requests_behind(connection, FigureList.AMENDED, MARCH, today=today)
        told = amendments(connection, [request], MARCH.first, MARCH.last)
    assert [row.id for row in found.items] == [request]
    (one,) = told[request]
    assert (one.was, one.becomes) == (arrived, arrived - timedelta(days=1))
    assert (one.on, one.reason) == (today, "登记有误")
    assert one.officer_name
    assert one.topic == InformationRequest.Filed.TOPIC


def test_a_sending_in_time_that_was_recorded_only_after_the_due_date_is_listed(
    lives: RequestLives, views: Engine
) -> None:
    request, prompt = lives.file(), lives.file()
    lives.reply(prompt, "ALREADY_PUBLIC")
    lives.reply(request, "ALREADY_PUBLIC", send=False)
    (letter,) = lives.load(request).replies
    in_time = Dispatch(today_in(lives.town), DispatchWay.POST, SLIP)
    lives.town.clock.advance(days=35)  # Monday 6 April: due was 30 March
    lives.on(request, lives.clerk, lambda case: case.dispatch(letter, in_time))
    april = of(lives, views, APRIL)
    assert (april.recorded_late, of(lives, views, MARCH).recorded_late) == (1, 0)
    with views.connect() as connection:
        today = today_in(lives.town)
        found = requests_behind(connection, FigureList.RECORDED_LATE, APRIL, today=today)
    assert [(row.id, row.days_late) for row in found.items] == [(request, 0)]


def test_what_went_into_another_filing_is_listed_for_supervisors(
    lives: RequestLives, views: Engine
) -> None:
    first, second = lives.file(), lives.file()
    other = lives.load(first)
    lives.on(
        second,
        lives.clerk,
        lambda case: case.join_to(other, on=case.arrived_on, reason="同一份申请"),
    )
    assert of(lives, views, MARCH).joined == 1
    with views.connect() as connection:
        found = requests_behind(connection, FigureList.JOINED, MARCH, today=today_in(lives.town))
    assert [row.id for row in found.items] == [second]


@given(st.lists(st.integers(0, 300), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[int], percent: int
) -> None:
    found = percentile(values, percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    below = [value for value in values if value < found]
    assert len(below) * 100 < percent * len(values)
