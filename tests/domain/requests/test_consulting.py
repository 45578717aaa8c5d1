"""征求意见: who is asked, what silence means, what an objection does (条例 art 11, 17, 32-34)."""

from datetime import date

import pytest

from domain.errors import Incomplete, WrongState
from domain.law.consultations import ConsultationKind
from domain.letters import LetterKind
from domain.requests.consulting import Opinion, ThirdParty
from domain.requests.evidence import RECORDED
from domain.requests.letters import Addressee, AddresseeKind
from tests.domain.requests.desk import SLIP, Story, day, letter, outcome, sealed, sent


def judged(story: Story, consultation: str, on: str, *, upheld: bool) -> None:
    """The organ judges an objection."""
    with story.on(on) as case:
        case.judge_objection(consultation, upheld=upheld, reason=sealed())


def overridden(story: Story, consultation: str, on: str) -> None:
    """The third party is told that it will be opened all the same, and why."""
    with story.on(on) as case:
        whom = case.letters[consultation].letter.addressee
        case.override_third_party(
            consultation,
            letter=letter(LetterKind.THIRD_PARTY_NOTICE, on, whom),
            reason=sealed(),
            dispatch=sent(on),
        )


def test_while_a_third_party_may_still_answer_nothing_of_his_is_opened() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.deliver(asked, "2025-09-17")
    story.draft("2025-09-18", "PROVIDED")
    review = story.clear("2025-09-18")
    story.examine("2025-09-18")
    with story.refuses(WrongState, rule="条例 art 32", match="答复期限还没有过"):
        story.issue("2025-09-18", review)


def test_a_silent_third_party_leaves_the_decision_to_the_organ() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.deliver(asked, "2025-09-17")
    story.reply("2025-10-16", "PROVIDED")
    assert story.case.opened_matters == (1,)
    assert story.broken == []


def test_a_third_party_who_agrees_is_no_obstacle() -> None:
    story = Story("2025-09-15")
    story.opine(story.consult("2025-09-16"), "2025-09-18")
    story.reply("2025-09-19", "PROVIDED")
    assert story.case.opened_matters == (1,)


def test_an_objection_is_judged_before_anything_is_opened() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-09-18", Opinion.OBJECTION)
    story.draft("2025-09-19", "PROVIDED")
    review = story.clear("2025-09-19")
    story.examine("2025-09-19")
    with story.refuses(WrongState, rule="条例 art 32", match="先判断"):
        story.issue("2025-09-22", review)
    judged(story, asked, "2025-09-22", upheld=True)
    with story.refuses(WrongState, rule="条例 art 32", match="书面告知第三方"):
        story.issue("2025-09-23", review)
    overridden(story, asked, "2025-09-23")
    story.issue("2025-09-24", review)
    assert story.case.opened_matters == (1,)


def test_an_objection_with_good_reason_is_a_ground_to_refuse() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-09-18", Opinion.OBJECTION)
    judged(story, asked, "2025-09-19", upheld=True)
    story.reply("2025-09-22", [outcome("REFUSED", ground="D4")])
    assert story.case.outcomes[1].outcome == "REFUSED"


def test_the_archive_does_not_witness_an_answer_that_came_on_paper() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    with story.refuses(Incomplete, match="系统记录"), story.on("2025-09-18") as case:
        case.answer_consultation(
            asked, on=day("2025-09-18"), opinion=Opinion.CONSENT, reason=None, evidence=RECORDED
        )


def test_an_objection_of_a_third_party_states_its_reason() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    with story.refuses(Incomplete, rule="条例 art 32"), story.on("2025-09-18") as case:
        case.answer_consultation(
            asked,
            on=day("2025-09-18"),
            opinion=Opinion.OBJECTION,
            reason=None,
            evidence=SLIP,
        )


def test_only_the_objection_of_a_third_party_is_judged_and_overridden() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16", ConsultationKind.OTHER_ORGAN)
    story.opine(asked, "2025-09-18", Opinion.OBJECTION)
    with story.refuses(WrongState):
        judged(story, asked, "2025-09-19", upheld=True)
    with story.refuses(WrongState):
        overridden(story, asked, "2025-09-19")


def test_no_third_party_is_overridden_before_his_time_has_passed() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    with story.refuses(WrongState, rule="条例 art 32", match="答复期限"):
        overridden(story, asked, "2025-09-17")


def test_the_applicant_is_no_third_party_of_his_own_request() -> None:
    story = Story("2025-09-15")
    own = story.case.applicants[0]
    with story.refuses(Incomplete, rule="条例 art 32"), story.on("2025-09-16") as case:
        case.consult(
            letter=letter(
                LetterKind.THIRD_PARTY,
                "2025-09-16",
                Addressee(AddresseeKind.THIRD_PARTY, own.person),
            ),
            kind=ConsultationKind.THIRD_PARTY,
            matters=(1,),
            third_party=ThirdParty(own.person, own.name, sealed()),
            dispatch=None,
        )


def test_a_silent_co_producer_ends_the_stop_on_the_fifteenth_working_day() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-18", ConsultationKind.CO_PRODUCER)
    story.deliver(asked, "2025-09-22")
    assert story.case.count(day("2025-10-20")).due == date(2025, 11, 11)


def test_another_organ_has_no_limit_and_its_silence_means_nothing() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-18", ConsultationKind.OTHER_ORGAN)
    story.deliver(asked, "2025-09-19")
    assert story.due("2026-02-02") is None
    story.opine(asked, "2025-09-29", Opinion.OTHER)
    assert story.due() == "2025-10-29"


def test_the_last_addressee_decides_when_a_stop_ends() -> None:
    story = Story("2025-09-15")
    first, second = story.consult("2025-09-18"), story.consult("2025-09-18")
    story.opine(first, "2025-09-22")
    story.opine(second, "2025-09-29")
    assert story.due() == "2025-10-29"


@pytest.mark.parametrize("kind", list(ConsultationKind))
def test_a_letter_of_enquiry_known_from_paper_after_the_due_date_moves_nothing(
    kind: ConsultationKind,
) -> None:
    story = Story("2025-09-15")
    story.consult("2025-10-20", kind, paper=True)
    assert story.due() == "2025-10-17"
    assert story.broken == [("条例 art 33", 1)]


def test_who_agrees_to_a_part_with_good_reason_is_told_before_the_whole_is_opened() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-09-18", Opinion.PARTIAL)
    judged(story, asked, "2025-09-19", upheld=True)
    story.draft("2025-09-19", "PROVIDED")
    review = story.clear("2025-09-19")
    story.examine("2025-09-19")
    with story.refuses(WrongState, rule="条例 art 32", match="书面告知第三方"):
        story.issue("2025-09-22", review)
    partly = Story("2025-09-15")
    asked = partly.consult("2025-09-16")
    partly.opine(asked, "2025-09-18", Opinion.PARTIAL)
    judged(partly, asked, "2025-09-19", upheld=True)
    partly.reply("2025-09-22", "PARTLY_PROVIDED")
    assert partly.case.opened_matters == (1,)


def test_another_opinion_of_a_third_party_is_judged_too() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-09-18", Opinion.OTHER)
    story.draft("2025-09-19", "PROVIDED")
    review = story.clear("2025-09-19")
    story.examine("2025-09-19")
    with story.refuses(WrongState, rule="条例 art 32", match="先判断"):
        story.issue("2025-09-22", review)
    judged(story, asked, "2025-09-22", upheld=False)
    story.issue("2025-09-23", review)
    assert story.case.opened_matters == (1,)


def test_nobody_is_silent_about_a_letter_that_came_back() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    with story.on("2025-09-18") as case:
        case.return_letter(asked, on=day("2025-09-18"), reason="查无此人", evidence=SLIP)
    story.draft("2025-10-27", "PROVIDED")
    review = story.clear("2025-10-27")
    story.examine("2025-10-27")
    with story.refuses(WrongState, rule="条例 art 32", match="期限还没有过"):
        story.issue("2025-10-28", review)
    with story.on("2025-10-28") as case:
        case.dispatch(asked, sent("2025-10-28"))
    with story.refuses(WrongState, rule="条例 art 32", match="期限还没有过"):
        story.issue("2025-11-18", review)
    story.issue("2025-11-19", review)
