"""When a reply counts as given: the first end of a request, and the day its letter was sent."""

import pytest

from domain.requests.counting import ANSWERED_LATE
from domain.requests.given import GivenLetter
from domain.requests.letters import DispatchWay
from tests.counter import Counter, open_counter, refused
from tests.town import Town


@pytest.fixture
def counter(town: Town) -> Counter:
    return open_counter(town)


def signed(counter: Counter, request: str) -> str:
    """A reply signed today and not sent yet; its letter."""
    counter.handling.draft_reply(counter.drafter, request, outcomes=[refused()], parts=[], frame={})
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.handling.issue_reply(counter.approver, request, letter=GivenLetter())
    return counter.load(request).replies[0]


def late(counter: Counter, request: str) -> list[int]:
    """By how many working days each noted late answer came."""
    return [one.days for one in counter.load(request).breaches if one.rule == ANSWERED_LATE]


def test_a_reply_signed_in_time_and_sent_late_is_a_breach(counter: Counter) -> None:
    request = counter.file()
    counter.pass_working_days(20)
    letter = signed(counter, request)
    assert late(counter, request) == []
    counter.pass_working_days(3)
    counter.handling.dispatch(counter.clerk, request, letter, counter.sent())
    assert late(counter, request) == [3]
    counter.deliver(request, letter)
    assert late(counter, request) == [3]


def test_a_reply_handed_over_counts_from_the_day_of_signing_for_it(counter: Counter) -> None:
    request = counter.file()
    counter.pass_working_days(20)
    letter = signed(counter, request)
    by_hand = counter.sent(DispatchWay.HANDED_OVER)
    counter.handling.dispatch(counter.clerk, request, letter, by_hand)
    assert late(counter, request) == []
    counter.pass_working_days(2)
    counter.deliver(request, letter)
    assert late(counter, request) == [2]


def test_a_late_signature_is_noted_once(counter: Counter) -> None:
    request = counter.file()
    counter.pass_working_days(22)
    letter = signed(counter, request)
    assert late(counter, request) == [2]
    counter.pass_working_days(1)
    counter.handling.dispatch(counter.clerk, request, letter, counter.sent())
    assert late(counter, request) == [2]


def test_an_extension_told_on_paper_tells_the_due_date_that_it_brought(counter: Counter) -> None:
    request = counter.file()
    counter.handling.consent_to_extension(counter.approver, request, days=10, reason="涉及面广")
    counter.pass_working_days(5)
    sent = counter.sent()
    counter.pass_working_days(20)
    counter.handling.tell_extension(
        counter.drafter,
        request,
        days=10,
        letter=GivenLetter(dispatch=sent, on_paper=sent.on),
    )
    case = counter.load(request)
    (extension,) = case.extensions
    counted = case.count(counter.today)
    assert case.letters[extension.letter].letter.told_due == counted.due == counted.told
    assert counted.days_late == 0
