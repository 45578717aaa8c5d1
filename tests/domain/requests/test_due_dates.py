"""The due dates of the measured tables come out through the case file, step by step."""

from datetime import date

import pytest

from domain.calendar import WorkingDays
from domain.clocks import ClockState, deadline
from domain.law.consultations import ConsultationKind
from domain.requests.consulting import Opinion
from tests.domain.requests.desk import RULES, Story


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ("2024-01-25", "2024-02-27", None),
        ("2025-09-15", "2025-10-17", None),
        ("2026-11-21", "2026-12-18", "2027-01-18"),
        ("2024-02-03", "2024-03-06", None),
    ],
)
def test_twenty_working_days_after_receipt(received: str, due: str, extended: str | None) -> None:
    story = Story(received)
    assert story.due() == due
    if extended is not None:
        story.extend(received)
        assert story.due() == extended


def test_a_due_date_beyond_the_announced_years_is_provisional_and_never_a_crash() -> None:
    story = Story("2026-11-21")
    assert story.case.count(story.last).provisional is False
    story.extend("2026-11-23")
    clock = story.case.count(story.last)
    assert clock.due == date(2027, 1, 18)
    assert clock.provisional is True


def test_seven_working_days_are_not_seven_days() -> None:
    assert deadline(date(2024, 2, 3), WorkingDays(7), RULES.calendar) == date(2024, 2, 18)
    punctual = Story("2024-02-03")
    punctual.clarify("2024-02-18")
    assert punctual.broken == []
    late = Story("2024-02-03")
    late.clarify("2024-02-19")
    assert late.broken == [("条例 art 30", 1)]


def test_the_time_of_a_third_party_is_not_counted() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-18")
    story.opine(asked, "2025-09-29")
    assert story.due() == "2025-10-29"
    story.extend("2025-10-09")
    assert story.due() == "2025-11-26"


def test_stops_that_overlap_count_once() -> None:
    story = Story("2025-09-15")
    third = story.consult("2025-09-18")
    other = story.consult("2025-09-22", ConsultationKind.OTHER_ORGAN)
    story.opine(third, "2025-09-26")
    story.opine(other, "2025-10-10", Opinion.OTHER)
    assert story.due() == "2025-11-03"
    story.extend("2025-10-13")
    assert story.due() == "2025-12-01"


def test_a_clarified_application_begins_the_count_anew() -> None:
    story = Story("2025-09-22")
    notice = story.clarify("2025-09-24", served="2025-09-25")
    assert story.due() is None
    assert story.case.count(story.last).state is ClockState.WAITING_CLARIFICATION
    story.answer(notice, "2025-10-02")
    assert story.due() == "2025-11-04"
    story.extend("2025-10-09")
    assert story.due() == "2025-12-02"


def test_a_paid_fee_begins_the_count_anew() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-18", 40, served="2025-09-19")
    assert story.due() is None
    assert story.case.count(story.last).state is ClockState.WAITING_FEE
    story.pay(notice, "2025-10-10")
    assert story.due() == "2025-11-06"


def test_a_restart_drops_stops_and_extension_of_the_old_count() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-09-17")
    story.extend("2025-09-18", 10)
    notice = story.clarify("2025-09-19")
    story.answer(notice, "2025-10-02")
    assert story.due() == "2025-11-04"
    assert story.case.extended_days == 0


def test_a_silent_third_party_stops_the_clock_until_the_fifteenth_working_day() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-18")
    story.deliver(asked, "2025-09-22")
    # 15 working days after 22 September end on 17 October (2025-09-28 and 10-11 are worked).
    assert story.case.count(date(2025, 9, 23)).stopped_until == date(2025, 10, 17)
    assert story.due("2025-10-20") == "2025-11-11"


def test_every_due_date_explains_itself_with_articles() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-18")
    story.opine(asked, "2025-09-29")
    clock = story.case.count(story.last)
    assert [step.kind.value for step in clock.steps][:2] == ["START", "STOP"]
    assert all(step.text for step in clock.steps)
    assert {"条例 art 32", "条例 art 33"} <= {step.article for step in clock.steps}
