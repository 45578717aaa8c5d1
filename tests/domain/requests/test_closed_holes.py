"""What an officer could once do by the back door: searches, claims, service, erasure, far days."""

from datetime import date

import pytest

from domain.errors import Incomplete, WrongState
from domain.letters import LetterKind
from domain.numbering import Number
from domain.requests.closing import AbandonCause
from domain.requests.evidence import RECORDED
from domain.requests.letters import DispatchWay
from tests.domain.requests.desk import (
    CLERK,
    HEAD,
    Story,
    day,
    letter,
    outcome,
    sealed,
    sent,
)


def test_nothing_does_not_exist_while_the_newest_search_found_it() -> None:
    story = Story("2025-09-15")
    nothing = story.search("2025-09-16")
    story.search("2025-09-17", found=True)
    with story.refuses(Incomplete, rule="条例 art 36(4)", match="最近的一次检索"):
        story.draft("2025-09-18", [outcome("DOES_NOT_EXIST", search=nothing)])
    again = story.search("2025-09-18")
    story.reply("2025-09-19", [outcome("DOES_NOT_EXIST", search=again)])


def test_an_older_search_does_not_stand_for_the_newest_one() -> None:
    story = Story("2025-09-15")
    older = story.search("2025-09-16")
    story.search("2025-09-17")
    with story.refuses(Incomplete, rule="条例 art 36(4)"):
        story.draft("2025-09-18", [outcome("DOES_NOT_EXIST", search=older)])


def test_a_search_that_found_it_after_the_draft_keeps_the_draft_unsigned() -> None:
    story = Story("2025-09-15")
    nothing = story.search("2025-09-16")
    story.draft("2025-09-17", [outcome("DOES_NOT_EXIST", search=nothing)])
    story.examine("2025-09-17")
    story.search("2025-09-18", found=True)
    with story.refuses(Incomplete, rule="条例 art 36(4)"):
        story.issue("2025-09-19", None)


@pytest.mark.parametrize(
    ("arrived", "claimed"), [("2025-09-15", "2018-12-31"), ("2019-06-03", "2019-05-14")]
)
def test_nobody_claims_a_receipt_a_year_before_the_arrival_or_before_the_regulation(
    arrived: str, claimed: str
) -> None:
    story = Story(arrived)
    with story.refuses(Incomplete, rule="条例 art 31"), story.on(arrived, CLERK) as case:
        case.dispute_receipt(claimed_on=day(claimed), statement=None, evidence=RECORDED)


def test_a_request_is_not_given_up_without_telling_the_applicant() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", period=5, served="2025-09-17")
    with story.refuses(Incomplete, match="书面告知"), story.on("2025-10-20") as case:
        case.abandon(
            cause=AbandonCause.NOT_CLARIFIED,
            judged=sealed(),
            on=day("2025-10-20"),
            letter=None,
            dispatch=None,
        )


def test_less_than_five_working_days_are_no_reasonable_period() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, rule="条例 art 30", match="5 到 60"):
        story.clarify("2025-09-16", period=4)
    story.clarify("2025-09-16", period=4, paper=True)


def test_the_systems_own_record_proves_only_what_was_fetched_online() -> None:
    story = Story("2025-09-15")
    posted = story.clarify("2025-09-16")
    with story.refuses(Incomplete, match="网上查收"), story.on("2025-09-17") as case:
        case.deliver(posted, on=day("2025-09-17"), evidence=RECORDED)
    slip = letter(LetterKind.RECEIPT, "2025-09-17", number=Number("receipt", 1, 2025))
    with story.on("2025-09-17") as case:
        case.issue_letter(letter=slip, dispatch=sent("2025-09-17", DispatchWay.ONLINE))
        case.deliver(slip.id, on=day("2025-09-17"), evidence=RECORDED)
    assert story.case.received_on_of(slip.id) == date(2025, 9, 17)


def test_nobody_is_erased_while_the_reply_lies_here() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-16", "INQUIRY")
    story.examine("2025-09-16")
    with story.on("2025-09-17", HEAD) as case:
        case.issue_reply(letter=letter(LetterKind.REPLY, "2025-09-17"), review=None, dispatch=None)
    with (
        story.refuses(WrongState, rule="design §4", match="还没有送出"),
        story.on("2055-09-17", HEAD) as case,
    ):
        person = case.applicants[0].person
        case.erase(person=person, basis="保管期满", retained_until=date(2050, 1, 1))


def test_a_day_too_far_away_to_count_from_is_refused() -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-16", "INQUIRY")
    remedy = story.contest("2025-09-17")
    with story.refuses(Incomplete, match="太远"):
        story.decide(remedy, "2025-09-18", until="9999-12-31")
