"""答复: one outcome for each matter, three officers, a search behind "none" (条例 art 33-40)."""

from datetime import date

import pytest

from domain.errors import Incomplete, NotReviewed, ReviewOutdated, SamePerson, WrongState
from domain.law.law import BUILT_IN
from domain.law.outcomes import OutcomeRule, Prior, RemedyClass
from domain.law.profile import ProvisionForm
from domain.requests.applicant import FilingChannel
from domain.requests.outcome import RefusedPart, RightOrgan
from domain.requests.proceeding import RequestState
from domain.requests.replying import ReplyCause
from domain.review import Decision
from tests.domain.requests.desk import (
    CLERK,
    HEAD,
    READ_BACK,
    SECRECY,
    SIGNED,
    Story,
    day,
    outcome,
    sealed,
    stored,
)

ROWS = BUILT_IN.rows(OutcomeRule, date(2025, 9, 15))
PLAIN = [
    row.key
    for row in ROWS
    if not row.whole_request and row.prior is Prior.NOTHING and not row.needs_search
]


@pytest.mark.parametrize("code", PLAIN)
def test_every_outcome_of_the_table_is_answered_and_counted_in_its_row(code: str) -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-22", [outcome(code)])
    (row,) = [one for one in ROWS if one.key == code]
    assert story.case.outcomes[1].outcome == code
    assert story.case.first_row == (row.annual_row or "3.3.5")
    assert story.case.state is RequestState.REPLIED


@pytest.mark.parametrize("code", [row.key for row in ROWS if row.whole_request])
def test_the_ends_of_a_whole_request_are_no_answer_to_a_matter(code: str) -> None:
    assert any(row.remedy is RemedyClass.NONE for row in ROWS)
    story = Story("2025-09-15")
    with story.refuses(WrongState, match="结束整件申请"):
        story.draft("2025-09-16", [outcome(code)])


def test_still_unclear_comes_only_after_a_clarification() -> None:
    story = Story("2025-09-15")
    with story.refuses(WrongState, match="已经补正"):
        story.draft("2025-09-16", "STILL_UNCLEAR")
    story.answer(story.clarify("2025-09-16"), "2025-09-18")
    story.reply("2025-09-22", "STILL_UNCLEAR")
    assert story.case.first_row == "3.4.3"


def test_some_opened_and_some_not_is_counted_once_as_opened_in_part() -> None:
    story = Story("2025-09-15", matters=2)
    search = story.search("2025-09-16", matter=2)
    story.reply("2025-09-22", [outcome("PROVIDED"), outcome("DOES_NOT_EXIST", 2, search=search)])
    assert story.case.first_row == "3.2"


def test_a_matter_without_an_answer_or_with_two_is_refused() -> None:
    story = Story("2025-09-15", matters=2)
    with story.refuses(Incomplete, match="第 2 项"):
        story.draft("2025-09-16", [outcome("INQUIRY")])
    with story.refuses(Incomplete, match="只能有一个"):
        story.draft("2025-09-16", [outcome("INQUIRY"), outcome("PETITION")])
    with story.refuses(Incomplete, match="只能有一个"):
        story.draft("2025-09-16", [outcome("INQUIRY", 3)])


def test_does_not_exist_stands_on_a_search_of_this_matter_that_found_nothing() -> None:
    story = Story("2025-09-15", matters=2)
    found, elsewhere = story.search("2025-09-16", found=True), story.search("2025-09-16", matter=2)
    for wrong in (found, elsewhere, "search:none"):
        with story.refuses(Incomplete, rule="36(4)"):
            story.draft(
                "2025-09-17", [outcome("DOES_NOT_EXIST", search=wrong), outcome("INQUIRY", 2)]
            )
    search = story.search("2025-09-17")
    story.reply("2025-09-18", [outcome("DOES_NOT_EXIST", search=search), outcome("INQUIRY", 2)])
    assert story.case.first_row == "3.4.1"


def test_a_search_names_systems_or_places_and_who_searched() -> None:
    story = Story("2025-09-15")
    for members in (
        {"systems": ("",), "places": ()},
        {"searcher": " "},
        {"result": ""},
        {"matters": ()},
        {"matters": (2,)},
    ):
        given = {
            "search": "search:1",
            "matters": (1,),
            "systems": ("档案系统",),
            "places": (),
            "keywords": sealed(),
            "searcher": "王某",
            "on": day("2025-09-16"),
            "found": False,
            "result": "未检索到",
        }
        with story.refuses(Incomplete), story.on("2025-09-16") as case:
            case.record_search(**(given | members))  # type: ignore[arg-type]


def test_a_refusal_names_each_refused_part_and_an_organ_is_named_or_why_not() -> None:
    story = Story("2025-09-15", matters=2)
    parts = (RefusedPart("D1", sealed()), RefusedPart("D6", sealed()))
    unknown = RightOrgan("", "", "机构改革后职责尚未划定")
    story.reply(
        "2025-09-22",
        [
            outcome("REFUSED", ground=None, refused=parts),
            outcome("NOT_THIS_ORGAN", 2, right_organ=unknown),
        ],
    )
    assert story.case.outcomes[1].articles == ("条例 art 14", "条例 art 16(2)")
    assert story.case.first_row == "3.3.1"


def test_another_form_than_asked_for_has_its_reason() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="形式"):
        story.draft("2025-09-16", [outcome("PROVIDED", form=ProvisionForm.READING)])
    story.draft(
        "2025-09-16",
        [outcome("PROVIDED", form=ProvisionForm.READING, form_reason="原件易损，不宜复制")],
    )


def test_information_is_given_only_as_a_secrecy_review_cleared_it() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-16", "PROVIDED")
    story.examine("2025-09-16")
    with story.refuses(NotReviewed, rule="保密法实施条例 art 42"):
        story.issue("2025-09-17", None)
    review = story.clear("2025-09-17")
    with story.on("2025-09-18") as case:
        case.revise_reply(outcomes=(outcome("PROVIDED"),), content=stored(), words=sealed())
    story.examine("2025-09-18")
    with story.refuses(NotReviewed):
        story.issue("2025-09-19", review)
    with story.on("2025-09-19") as case:
        assert review is not None
        case.submit_reply(review.id)
    with story.refuses(ReviewOutdated):
        story.issue("2025-09-19", review)


def test_what_the_review_did_not_clear_is_not_given() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-16", "PROVIDED")
    review = story.clear("2025-09-16", Decision.REFUSED)
    story.examine("2025-09-16")
    with story.refuses(NotReviewed, match="不是可以公开"):
        story.issue("2025-09-17", review)


def test_who_reviewed_the_secrecy_does_not_sign() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-16", "PROVIDED")
    review = story.clear("2025-09-16")
    story.examine("2025-09-16")
    with story.refuses(SamePerson, match="保密审查人"):
        story.issue("2025-09-17", review, officer=SECRECY)


def test_a_revised_or_returned_draft_is_reviewed_again() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-16", "INQUIRY")
    story.examine("2025-09-16")
    with story.on("2025-09-17", HEAD) as case:
        case.return_reply(reason=sealed())
    with story.refuses(WrongState):
        story.issue("2025-09-17", None)
    with story.on("2025-09-18") as case:
        case.revise_reply(outcomes=(outcome("PETITION"),), content=None, words=sealed())
    story.examine("2025-09-18")
    story.issue("2025-09-18", None)
    assert story.case.outcomes[1].outcome == "PETITION"


def test_a_reply_after_the_due_date_is_given_and_is_a_breach_by_its_days() -> None:
    story = Story("2025-09-15")
    story.reply("2025-10-21", "INQUIRY")
    assert story.broken == [("条例 art 33", 2)]
    assert story.case.count(story.last).days_late == 2


def test_what_can_be_said_at_once_is_answered_at_the_desk_as_the_request_is_filed() -> None:
    story = Story("2025-09-15", channel=FilingChannel.ORAL, receipt_evidence=READ_BACK)
    with story.refuses(WrongState, rule="条例 art 33"), story.on("2025-09-15", CLERK) as case:
        case.answer_on_the_spot(
            outcomes=(outcome("REISSUE"),), on=day("2025-09-15"), evidence=SIGNED
        )
    with story.refuses(WrongState, rule="条例 art 33"), story.on("2025-09-16", CLERK) as case:
        case.answer_on_the_spot(
            outcomes=(outcome("ALREADY_PUBLIC"),), on=day("2025-09-16"), evidence=SIGNED
        )
    with story.on("2025-09-15", CLERK) as case:
        case.answer_on_the_spot(
            outcomes=(outcome("ALREADY_PUBLIC"),), on=day("2025-09-15"), evidence=SIGNED
        )
    clock = story.case.count(day("2025-09-15"))
    assert (clock.state, clock.days_late) == ("ENDED", 0)
    assert story.case.first_row == "3.1"


def test_a_correction_of_ones_own_replaces_one_outcome_and_never_counts_again() -> None:
    story = Story("2025-09-15", matters=2)
    story.reply("2025-09-22", "INQUIRY")
    with story.refuses(Incomplete, match="理由"):
        story.draft("2026-01-05", [outcome("PROVIDED", 2)], cause=ReplyCause.CORRECTION)
    story.reply(
        "2026-01-05",
        [outcome("PROVIDED", 2)],
        cause=ReplyCause.CORRECTION,
        reason="重新检索后找到",
        document="清住建〔2026〕1号",
    )
    held = {number: one.outcome for number, one in story.case.outcomes.items()}
    assert held == {1: "INQUIRY", 2: "PROVIDED"}
    assert story.case.first_row == "3.5.1"
    (first, second) = [event for event in story.events if event.TOPIC.endswith(".replied.v1")]
    assert (first.row, second.row) == ("3.5.1", None)  # type: ignore[attr-defined]
    assert second.due is None  # type: ignore[attr-defined]


def test_a_matter_that_was_taken_back_needs_no_answer_and_is_not_counted() -> None:
    story = Story("2025-09-15", matters=2)
    with story.on("2025-09-16", CLERK) as case:
        case.withdraw(on=date(2025, 9, 16), evidence=SIGNED, matters=(2,))
    story.reply("2025-09-22", [outcome("PROVIDED")])
    assert story.case.first_row == "3.1"
