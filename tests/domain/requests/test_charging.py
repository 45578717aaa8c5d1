"""信息处理费: rates, what came before, payment, what is given up (条例 art 42; B7)."""

import pytest

from domain.errors import Incomplete, NotFound, WrongState
from domain.law.fees import FeeBasis
from domain.requests.closing import AbandonCause
from domain.requests.proceeding import RequestState
from tests.domain.requests.desk import PAID, Story, day, sealed


@pytest.mark.parametrize(
    ("pieces", "yuan"), [(11, 100), (30, 2000), (31, 2200), (40, 4000), (45, 5500)]
)
def test_pieces_are_charged_in_rising_brackets(pieces: int, yuan: int) -> None:
    story = Story("2025-09-15")
    story.charge("2025-09-16", pieces)
    assert story.case.fees[0].amount == yuan
    assert story.case.charged_pieces == pieces


@pytest.mark.parametrize(
    ("pages", "yuan"), [(31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (250, 4700)]
)
def test_pages_are_charged_in_rising_brackets(pages: int, yuan: int) -> None:
    story = Story("2025-09-15")
    story.charge("2025-09-16", pages, basis=FeeBasis.PER_PAGE)
    assert story.case.fees[0].amount == yuan
    assert story.case.charged_pieces == 0


def test_what_came_before_in_the_month_is_stored_and_only_the_difference_is_charged() -> None:
    story = Story("2025-09-15")
    story.charge("2025-09-16", 5, earlier=40)
    (event,) = [one for one in story.events if one.TOPIC.endswith("fee_charged.v1")]
    assert (event.earlier, event.quantity, event.amount) == (40, 5, 1500)  # type: ignore[attr-defined]


def test_what_is_free_is_not_charged() -> None:
    story = Story("2025-09-15")
    for quantity, basis in ((10, FeeBasis.PER_PIECE), (30, FeeBasis.PER_PAGE)):
        with story.refuses(Incomplete, rule="信息处理费办法", match="免费"):
            story.charge("2025-09-16", quantity, basis=basis)


def test_pages_are_never_added_to_those_of_earlier_applications() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, rule="信息处理费办法", match="累计"):
        story.charge("2025-09-16", 40, earlier=5, basis=FeeBasis.PER_PAGE)


def test_only_the_complete_payment_restarts_the_clock() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-18", 40)
    story.pay(notice, "2025-09-22", 1000)
    assert story.due() is None
    with story.refuses(Incomplete, match="应缴 3000 元"):
        story.pay(notice, "2025-10-10", 3001)
    story.pay(notice, "2025-10-10", 3000)
    assert story.due() == "2025-11-06"
    with story.refuses(WrongState, match="已经缴清"):
        story.pay(notice, "2025-10-11", 1)


def test_an_unpaid_request_is_given_up_after_twenty_working_days_from_service() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-16", 40)
    with story.refuses(WrongState, match="送达凭证"):
        story.abandon("2025-12-01", AbandonCause.FEE_UNPAID)
    story.deliver(notice, "2025-09-17")
    with story.refuses(WrongState, match="2025-10-21 才届满"):
        story.abandon("2025-10-21", AbandonCause.FEE_UNPAID)
    story.abandon("2025-10-22", AbandonCause.FEE_UNPAID)
    assert story.case.first_row == "3.6.2"
    with story.on("2025-10-23") as case:
        case.reopen(on=day("2025-10-23"), reason=sealed())
    assert story.case.state is RequestState.CHARGED
    story.pay(notice, "2025-10-23")
    assert story.due() == "2025-11-20"


def test_a_second_notice_on_paper_is_a_breach_that_moves_nothing() -> None:
    story = Story("2025-09-15")
    story.pay(story.charge("2025-09-16", 40), "2025-09-18")
    due = story.due()
    second = story.charge("2025-09-22", 300, basis=FeeBasis.PER_PAGE, paper=True)
    assert story.broken == [("信息处理费办法", 0)]
    assert (story.due(), story.case.state) == (due, RequestState.OPEN)
    story.pay(second, "2025-09-24")
    assert story.due() == due


def test_a_sum_on_paper_that_is_not_the_tariffs_is_recorded_as_charged_with_its_breach() -> None:
    story = Story("2025-09-15")
    story.charge("2025-09-16", 40, paper=True, amount=5000)
    assert story.case.fees[0].amount == 5000
    assert story.broken == [("信息处理费办法", 0)]


def test_a_payment_names_its_notice() -> None:
    story = Story("2025-09-15")
    with story.refuses(NotFound), story.on("2025-09-16") as case:
        case.pay("letter:none", on=day("2025-09-16"), amount=1, evidence=PAID)
