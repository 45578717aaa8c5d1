"""补正: one notice, a reasonable period, a new count after the answer, or the end (条例 art 30)."""

import pytest

from domain.clocks import ClockState
from domain.errors import NotFound, WrongState
from domain.requests.closing import AbandonCause
from domain.requests.proceeding import RequestState
from tests.domain.requests.desk import SLIP, Story, day, sealed


def test_between_a_notice_and_its_answer_there_is_no_due_date() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-17")
    clock = story.case.count(day("2026-03-02"))
    assert (clock.state, clock.due, clock.days_late) == (ClockState.WAITING_CLARIFICATION, None, 0)


def test_a_notice_after_seven_working_days_still_restarts_and_is_a_breach() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-25")
    assert story.broken == [("条例 art 30", 1)]
    story.answer(notice, "2025-10-09")
    assert story.due() == "2025-11-05"


def test_a_notice_known_from_paper_that_came_after_the_due_date_moves_nothing() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-10-20", paper=True)
    assert story.due() == "2025-10-17"
    assert ("条例 art 30, 33", 1) in story.broken
    story.answer(notice, "2025-10-27")
    assert story.due() == "2025-10-17"


def test_a_second_clarification_is_refused_but_on_paper_it_is_a_breach_that_moves_nothing() -> None:
    story = Story("2025-09-15")
    story.answer(story.clarify("2025-09-17"), "2025-09-22")
    due = story.due()
    with story.refuses(WrongState, rule="条例 art 30", match="一次性告知"):
        story.clarify("2025-09-23")
    second = story.clarify("2025-09-23", paper=True)
    assert story.broken == [("条例 art 30", 0)]
    assert story.due() == due
    assert story.case.state is RequestState.OPEN
    story.answer(second, "2025-09-25")
    assert story.due() == due
    assert [step.article for step in story.case.count(story.last).ineffective] == ["条例 art 30"]


def test_a_request_is_given_up_only_after_the_period_from_proven_service() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16", period=5)
    with story.refuses(WrongState, rule="条例 art 30", match="送达凭证"):
        story.abandon("2025-12-01")
    story.deliver(notice, "2025-12-01")
    with story.refuses(WrongState, match="2025-12-08 才届满"):
        story.abandon("2025-12-08")
    story.abandon("2025-12-09")
    assert story.case.state is RequestState.ABANDONED
    assert story.case.first_row == "3.6.1"


def test_a_late_answer_before_the_request_is_given_up_restarts_the_clock() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16", period=5, served="2025-09-17")
    story.answer(notice, "2025-10-10", excuse=sealed())
    assert story.due() == "2025-11-06"


def test_after_it_was_given_up_only_reopening_with_a_reason_lets_a_late_answer_in() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16", period=5, served="2025-09-17")
    story.abandon("2025-09-26")
    with story.refuses(WrongState):
        story.answer(notice, "2025-10-10")
    with story.on("2025-10-10") as case:
        case.reopen(on=day("2025-10-10"), reason=sealed())
    story.answer(notice, "2025-10-10", excuse=sealed())
    assert story.case.state is RequestState.OPEN
    assert story.due() == "2025-11-06"


def test_a_reopened_request_is_counted_anew_in_its_year_and_never_again_in_a_later_one() -> None:
    same, later = Story("2025-09-15"), Story("2025-09-15")
    for story, reopened in ((same, "2025-11-10"), (later, "2026-01-12")):
        notice = story.clarify("2025-09-16", period=5, served="2025-09-17")
        story.abandon("2025-09-26")
        with story.on(reopened) as case:
            case.reopen(on=day(reopened), reason=sealed())
        story.answer(notice, reopened)
        story.reply(reopened, "PROVIDED")
    assert same.case.first_row == "3.1"
    assert later.case.first_row == "3.6.1"


def test_a_notice_that_came_back_by_the_organs_mistake_counts_from_its_second_dispatch() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16")
    with story.on("2025-09-19") as case:
        case.return_letter(
            notice, on=day("2025-09-19"), reason="地址写错", evidence=SLIP, organ_at_fault=True
        )
    assert story.due() == "2025-10-17"


@pytest.mark.parametrize("cause", list(AbandonCause))
def test_nothing_is_given_up_that_does_not_wait(cause: AbandonCause) -> None:
    story = Story("2025-09-15")
    with story.refuses(WrongState):
        story.abandon("2025-10-20", cause)


def test_an_answer_names_the_notice_it_answers() -> None:
    story = Story("2025-09-15")
    with story.refuses(NotFound):
        story.answer("letter:none", "2025-09-17")
    notice = story.clarify("2025-09-16")
    story.answer(notice, "2025-09-18")
    with story.refuses(WrongState, match="已经答复"):
        story.answer(notice, "2025-09-19")


def test_two_rules_broken_by_one_notice_both_name_the_notice() -> None:
    story = Story("2025-09-15")
    story.answer(story.clarify("2025-09-17"), "2025-09-22")
    story.clarify("2025-12-15", paper=True)
    breaches = story.case.breaches
    notice = story.case.letters[story.case.clarifications[-1].letter].issued
    assert len(breaches) >= 2
    assert {one.of for one in breaches} == {notice}
