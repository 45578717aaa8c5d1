"""终结: withdrawal, what follows a reply (条例 art 44), and the erasure of a person's data."""

from datetime import date

import pytest

from domain.errors import Incomplete, WrongState
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.requests.evidence import NO_EVIDENCE
from domain.requests.proceeding import RequestState
from tests.domain.requests.desk import CLERK, HEAD, SIGNED, Story, day, outcome, sealed

RECORD = "record:01900000-0000-7000-8000-0000000000ee"
KEPT = date(2025, 12, 31)


def erase(story: Story, person: str, on: str = "2026-03-02") -> None:
    """Say that a person's data is destroyed."""
    with story.on(on, HEAD) as case:
        case.erase(person=person, basis="保管期满", retained_until=KEPT)


def test_the_applicant_takes_his_request_back_with_proof_that_it_was_he() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="凭证"), story.on("2025-09-16", CLERK) as case:
        case.withdraw(on=day("2025-09-16"), evidence=NO_EVIDENCE)
    with story.on("2025-09-16", CLERK) as case:
        case.withdraw(on=day("2025-09-16"), evidence=SIGNED)
    assert (story.case.state, story.case.first_row) == (RequestState.WITHDRAWN, "3.6.3")
    with story.refuses(WrongState):
        story.draft("2025-09-17", "PROVIDED")


def test_taking_back_the_last_matter_takes_back_the_request() -> None:
    story = Story("2025-09-15", matters=2)
    for matter, state in ((1, RequestState.OPEN), (2, RequestState.WITHDRAWN)):
        with story.on("2025-09-16", CLERK) as case:
            case.withdraw(on=day("2025-09-16"), evidence=SIGNED, matters=(matter,))
        assert story.case.state is state


def test_what_was_opened_may_be_suggested_for_publication_and_the_organ_says_yes_or_no() -> None:
    story = Story("2025-09-15")
    with story.refuses(WrongState, rule="条例 art 44"), story.on("2025-09-16") as case:
        case.suggest_publication(on=day("2025-09-16"), text=None)
    story.reply("2025-09-22", "PROVIDED")
    with story.refuses(Incomplete, match="请写明"), story.on("2025-09-24") as case:
        case.suggest_publication(on=day("2025-09-24"), text=None)
    with story.on("2025-09-24") as case:
        case.suggest_publication(on=day("2025-09-24"), text=sealed())
    with story.refuses(WrongState, rule="条例 art 44"), story.on("2025-09-24") as case:
        case.suggest_publication(on=day("2025-09-24"), text=None)
    with story.on("2025-09-25") as case:
        case.judge_suggestion(accepted=True, reason=sealed())
    assert story.case.suggestion_accepted is True
    with story.refuses(WrongState, rule="条例 art 44"), story.on("2025-09-26") as case:
        case.judge_suggestion(accepted=False, reason=sealed())


def test_a_record_is_opened_only_from_what_was_opened() -> None:
    story = Story("2025-09-15", matters=2)
    story.reply("2025-09-22", [outcome("PROVIDED"), outcome("REFUSED", 2)])
    with story.refuses(WrongState, match="永不公开"), story.on("2025-09-23") as case:
        case.open_record(record=RECORD, matters=(1, 2))
    with story.on("2025-09-23") as case:
        case.open_record(record=RECORD, matters=(1,))
    assert story.case.records == (RECORD,)


def test_information_read_on_the_spot_is_recorded_with_its_day_and_the_help_that_was_given() -> (
    None
):
    story = Story("2025-09-15", matters=2)
    story.reply("2025-09-22", [outcome("PROVIDED"), outcome("REFUSED", 2)])

    def provide(matters: tuple[int, ...]) -> None:
        with story.on("2025-09-25", CLERK) as case:
            case.provide(
                matters=matters,
                on=day("2025-09-25"),
                form=ProvisionForm.READING,
                route=ProvisionRoute.ON_SITE,
                help=sealed(),
                evidence=SIGNED,
            )

    with story.refuses(WrongState, rule="条例 art 36(2), 40"):
        provide((2,))
    provide((1,))


def test_nobody_is_erased_while_case_remedy_or_retention_run() -> None:
    story = Story("2025-09-15")
    (person,) = story.case.persons
    with story.refuses(WrongState, match="还没有终结"):
        erase(story, person)
    story.reply("2025-09-22", "INQUIRY")
    remedy = story.contest("2025-11-03")
    with story.refuses(WrongState, match="还没有终结"):
        erase(story, person)
    story.decide(remedy, "2025-12-01", until="2025-12-22")
    with story.refuses(WrongState, match="还没有终结"):
        erase(story, person)


def test_an_erasure_names_what_it_destroys_and_leaves_the_figures() -> None:
    story = Story("2025-09-15")
    (person,) = story.case.persons
    story.reply("2025-09-22", "INQUIRY")
    with story.refuses(WrongState, rule="retention", match="2025-12-31"):
        erase(story, person, "2025-12-31")
    with story.refuses(Incomplete, match="没有这个人"):
        erase(story, "person:nobody")
    erase(story, person)
    event = story.events[-1]
    letters = {one.letter.content.id for one in story.case.letters.values() if one.letter.content}
    assert letters <= set(event.contents)  # type: ignore[attr-defined]
    assert story.case.first_row == "3.5.1"
    with story.refuses(WrongState, match="已经抹去"):
        erase(story, person)


@pytest.mark.parametrize("officer", [CLERK, HEAD])
def test_a_closed_request_is_not_reopened_unless_it_was_given_up(officer: str) -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-22", "PROVIDED")
    with story.refuses(WrongState), story.on("2025-09-23", officer) as case:
        case.reopen(on=day("2025-09-23"), reason=sealed())
