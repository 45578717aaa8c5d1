"""延期与大量申请: more time with consent, reasons for excess, a later date (条例 art 33, 35)."""

from datetime import date

from domain.errors import Incomplete, WrongState
from domain.letters import LetterKind
from domain.requests.extending import Judgement
from tests.domain.requests.desk import HEAD, SLIP, Story, day, letter, outcome, sealed, sent


def asked(story: Story, on: str, served: str | None = None, period: int | None = 5) -> str:
    """The applicant is asked for his reasons."""
    paper = letter(LetterKind.REASONS, on)
    with story.on(on) as case:
        case.ask_reasons(letter=paper, dispatch=sent(on), period=period)
    if served is not None:
        story.deliver(paper.id, served)
    return paper.id


def judged(story: Story, on: str, judgement: Judgement) -> None:
    """The reasons are judged."""
    with story.on(on) as case:
        case.judge_excess(judgement=judgement, reason=sealed())


def delayed(story: Story, on: str, until: str) -> None:
    """A later date is told."""
    with story.on(on) as case:
        case.tell_delay(
            letter=letter(LetterKind.DELAY, on, told_due=day(until)),
            until=day(until),
            dispatch=sent(on),
        )


def test_an_extension_adds_working_days_to_the_count() -> None:
    story = Story("2026-11-21")
    story.extend("2026-12-17", 10)
    assert story.due() == "2027-01-04"
    assert story.case.extended_days == 10


def test_an_extension_on_paper_without_consent_extends_nothing_and_is_a_breach() -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-22") as case:
        case.tell_extension(
            letter=letter(LetterKind.EXTENSION, "2025-09-22"),
            days=25,
            dispatch=sent("2025-09-22"),
            paper=True,
        )
    assert story.broken == [("条例 art 33", 0), ("条例 art 33", 5)]
    assert story.case.extended_days == 0
    assert story.due() == "2025-10-17"


def test_an_extension_told_on_paper_after_the_due_date_extends_nothing() -> None:
    story = Story("2025-09-15")
    with story.on("2025-10-20", HEAD) as case:
        case.consent_to_extension(days=20, on=day("2025-10-17"), reason="档案分散")
    with story.on("2025-10-20") as case:
        case.tell_extension(
            letter=letter(LetterKind.EXTENSION, "2025-10-20"),
            days=20,
            dispatch=sent("2025-10-20"),
            paper=True,
        )
    assert story.due() == "2025-10-17"
    assert story.broken == [("条例 art 33", 1)]


def test_asking_for_reasons_neither_stops_nor_restarts_the_clock() -> None:
    story = Story("2025-09-15")
    asked(story, "2025-09-16")
    assert story.due() == "2025-10-17"
    with story.refuses(WrongState, rule="条例 art 35"):
        asked(story, "2025-09-17")


def test_silence_about_the_reasons_is_judged_only_after_the_time_given() -> None:
    story = Story("2025-09-15")
    notice = asked(story, "2025-09-16", period=5)
    with story.refuses(WrongState, rule="条例 art 35", match="还没有过"):
        judged(story, "2025-09-30", Judgement.UNREASONABLE)
    story.deliver(notice, "2025-09-30")
    with story.refuses(WrongState, rule="条例 art 35", match="还没有过"):
        judged(story, "2025-10-13", Judgement.UNREASONABLE)
    judged(story, "2025-10-15", Judgement.UNREASONABLE)


def test_unreasonable_excess_ends_in_a_reply_that_it_is_not_processed() -> None:
    story = Story("2025-09-15")
    with story.refuses(WrongState, rule="条例 art 35", match="说明理由"):
        story.draft("2025-09-16", "EXCESSIVE")
    asked(story, "2025-09-16", "2025-09-17")
    with story.on("2025-09-18") as case:
        case.give_reasons(on=day("2025-09-18"), reasons=sealed(), evidence=SLIP)
    judged(story, "2025-09-19", Judgement.UNREASONABLE)
    story.reply("2025-09-22", "EXCESSIVE")
    assert story.case.first_row == "3.5.4"


def test_reasonable_excess_that_can_be_answered_goes_on() -> None:
    story = Story("2025-09-15")
    asked(story, "2025-09-16", "2025-09-17")
    with story.on("2025-09-18") as case:
        case.give_reasons(on=day("2025-09-18"), reasons=sealed(), evidence=SLIP)
    judged(story, "2025-09-19", Judgement.ANSWERABLE)
    with story.refuses(WrongState, rule="条例 art 35"):
        delayed(story, "2025-09-22", "2025-12-31")
    with story.refuses(WrongState, rule="条例 art 35"):
        story.draft("2025-09-22", "EXCESSIVE")
    story.reply("2025-09-22", "PROVIDED")


def test_a_later_date_told_before_the_due_date_becomes_the_due_date() -> None:
    story = Story("2025-09-15")
    asked(story, "2025-09-16", "2025-09-17")
    judged_on = "2025-09-29"
    judged(story, judged_on, Judgement.LATER)
    with story.refuses(Incomplete, rule="条例 art 35", match="晚于"):
        delayed(story, "2025-10-09", "2025-10-17")
    delayed(story, "2025-10-09", "2025-12-31")
    assert story.due() == "2025-12-31"
    assert story.case.count(story.last).told == date(2025, 12, 31)


def test_late_reasons_are_judged_anew() -> None:
    story = Story("2025-09-15")
    asked(story, "2025-09-16", "2025-09-17")
    judged(story, "2025-09-29", Judgement.UNREASONABLE)
    with story.refuses(WrongState, match="已经判断过"):
        judged(story, "2025-09-30", Judgement.LATER)
    with story.on("2025-10-09") as case:
        case.give_reasons(on=day("2025-10-09"), reasons=sealed(), evidence=SLIP)
    judged(story, "2025-10-10", Judgement.ANSWERABLE)
    with story.refuses(WrongState, rule="条例 art 35"):
        story.draft("2025-10-10", [outcome("EXCESSIVE")])
