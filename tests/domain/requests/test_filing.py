"""申请与收到: what an application must have, and when it counts as received (条例 art 29-31)."""

from datetime import date
from typing import Any

import pytest

from domain.act import acting
from domain.clocks import ClockState
from domain.errors import Incomplete, NotFound, WrongState
from domain.law.limits import Unit
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import NO_EVIDENCE, RECORDED
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from tests.domain.requests.desk import (
    CALL,
    CLERK,
    HEAD,
    ORGAN,
    PAPER,
    READ_BACK,
    RULES,
    SIGNED,
    SLIP,
    Story,
    act_on,
    applicant,
    day,
    letter,
    proxy,
    sealed,
    sent,
)

UNSIGNED: dict[str, Any] = {"receipt_evidence": NO_EVIDENCE}


@pytest.mark.parametrize(
    ("channel", "evidence"),
    [
        (FilingChannel.IN_PERSON, SIGNED),
        (FilingChannel.POST_SIGNED, SLIP),
        (FilingChannel.ORAL, READ_BACK),
    ],
)
def test_what_is_handed_in_told_or_signed_for_is_received_on_the_day_it_comes(
    channel: FilingChannel, evidence: Any
) -> None:
    story = Story("2025-09-15", channel=channel, receipt_evidence=evidence)
    assert story.case.received_on == date(2025, 9, 15)
    assert story.due() == "2025-10-17"


@pytest.mark.parametrize(
    "channel", [FilingChannel.ONLINE, FilingChannel.FAX, FilingChannel.POST_ORDINARY]
)
def test_online_fax_and_ordinary_post_have_no_due_date_until_both_sides_confirm(
    channel: FilingChannel,
) -> None:
    story = Story("2025-09-12", channel=channel, **UNSIGNED)
    assert story.case.state is RequestState.UNCONFIRMED
    clock = story.case.count(day("2025-12-01"))
    assert (clock.state, clock.due) == (ClockState.UNCONFIRMED, None)
    with story.on("2025-09-15", CLERK) as case:
        case.confirm_receipt(on=day("2025-09-15"), evidence=CALL, way="电话")
    assert story.due() == "2025-10-17"


def test_ordinary_post_is_confirmed_on_the_day_it_comes_or_it_is_a_breach() -> None:
    story = Story("2025-09-12", channel=FilingChannel.POST_ORDINARY, **UNSIGNED)
    with story.on("2025-09-15", CLERK) as case:
        case.confirm_receipt(on=day("2025-09-15"), evidence=CALL)
    (breach,) = story.case.breaches
    assert (breach.article, breach.days, breach.unit) == ("条例 art 31", 3, Unit.CALENDAR_DAYS)


def test_attempts_to_reach_the_applicant_are_facts_and_settle_nothing() -> None:
    story = Story("2025-09-15", channel=FilingChannel.ONLINE, **UNSIGNED)
    with story.on("2025-09-16", CLERK) as case:
        case.attempt_confirmation(
            on=day("2025-09-16"), way="电话", outcome="无人接听", evidence=CALL
        )
    assert story.case.state is RequestState.UNCONFIRMED
    assert len(story.case.attempts) == 1


def test_confirming_needs_a_proof_and_happens_once() -> None:
    story = Story("2025-09-15", channel=FilingChannel.ONLINE, **UNSIGNED)
    for nothing in (NO_EVIDENCE, RECORDED):
        with story.refuses(Incomplete, rule="条例 art 31"), story.on("2025-09-16", CLERK) as case:
            case.confirm_receipt(on=day("2025-09-16"), evidence=nothing)
    with story.on("2025-09-16", CLERK) as case:
        case.confirm_receipt(on=day("2025-09-16"), evidence=CALL)
    with story.refuses(WrongState), story.on("2025-09-17", CLERK) as case:
        case.confirm_receipt(on=day("2025-09-17"), evidence=CALL)


def test_the_applicants_own_day_of_receipt_is_kept_and_both_due_dates_are_shown() -> None:
    story = Story("2025-09-16")
    with story.on("2025-09-18", CLERK) as case:
        case.dispute_receipt(claimed_on=day("2025-09-15"), statement=sealed(), evidence=PAPER)
    claimed = story.case.disputed_count(story.last)
    assert claimed is not None
    assert claimed.due == date(2025, 10, 17)
    assert story.due() == "2025-10-20"


def test_online_nothing_was_received_before_it_arrived_but_a_stamp_may_be_disputed() -> None:
    story = Story("2025-09-16", channel=FilingChannel.ONLINE, **UNSIGNED)
    with story.refuses(Incomplete, match="网上提交"), story.on("2025-09-18", CLERK) as case:
        case.dispute_receipt(claimed_on=day("2025-09-15"), statement=None, evidence=PAPER)
    with story.on("2025-09-18", CLERK) as case:
        case.dispute_receipt(claimed_on=day("2025-09-16"), statement=None, evidence=PAPER)
    assert story.case.disputed is not None
    for channel in (FilingChannel.FAX, FilingChannel.POST_ORDINARY):
        paper = Story("2025-09-16", channel=channel, **UNSIGNED)
        with paper.on("2025-09-18", CLERK) as case:
            case.dispute_receipt(claimed_on=day("2025-09-15"), statement=None, evidence=PAPER)
        assert paper.case.disputed is not None


def test_an_oral_application_is_read_back_and_signed() -> None:
    with pytest.raises(Incomplete, match="宣读") as refused:
        Story("2025-09-15", channel=FilingChannel.ORAL)
    assert refused.value.rule == "条例 art 29"


def test_post_that_was_signed_for_has_its_proof() -> None:
    with pytest.raises(Incomplete, match="签收凭证") as refused:
        Story("2025-09-15", channel=FilingChannel.POST_SIGNED, **UNSIGNED)
    assert refused.value.rule == "条例 art 31"


def test_a_paper_without_identity_is_registered_as_it_came_and_mended_by_clarification() -> None:
    bare = applicant(identity_kind=IdentityKind.NONE, identity=None, telephone=None)
    story = Story(
        "2025-09-15",
        channel=FilingChannel.POST_SIGNED,
        applicants=(bare,),
        proxy=proxy(authority=NO_EVIDENCE),
    )
    notice = story.clarify("2025-09-16")
    whole = applicant(person=bare.person)
    story.answer(
        notice,
        "2025-09-22",
        applicants=(whole,),
        proxy=proxy(),
        form=ProvisionForm.PAPER,
        route=ProvisionRoute.POST,
    )
    case = story.case
    assert case.applicants == (whole,)
    assert case.proxy is not None
    assert case.proxy.authority == PAPER
    assert (case.form, case.route) == (ProvisionForm.PAPER, ProvisionRoute.POST)


def test_a_proxy_online_shows_his_authority() -> None:
    with pytest.raises(Incomplete, match="授权委托书"):
        Story(
            "2025-09-15",
            channel=FilingChannel.ONLINE,
            proxy=proxy(authority=NO_EVIDENCE),
            **UNSIGNED,
        )


def test_joint_applicants_file_one_request_with_several_matters() -> None:
    company = applicant(category=ApplicantCategory.BUSINESS, identity_kind=IdentityKind.CREDIT_CODE)
    story = Story("2025-09-15", applicants=(applicant(), company), matters=3, proxy=proxy())
    assert len(story.case.persons) == 3
    assert story.case.open_matters == {1, 2, 3}


def test_one_application_by_two_channels_goes_on_as_the_one_received_first() -> None:
    fax = Story("2025-09-12", channel=FilingChannel.FAX, **UNSIGNED)
    by_hand = Story("2025-09-15")
    with by_hand.refuses(WrongState, rule="条例 art 31, 33"), by_hand.on("2025-09-16") as case:
        case.join_to(fax.case, on=day("2025-09-16"), reason="同一份申请")
    with fax.on("2025-09-16") as case:
        case.join_to(by_hand.case, on=day("2025-09-16"), reason="同一份申请")
    assert fax.case.state is RequestState.JOINED
    assert fax.case.first_row is None
    assert by_hand.due() == "2025-10-17"


def test_a_link_of_two_persons_can_be_taken_back() -> None:
    story = Story("2025-09-15")
    (one,) = story.case.persons
    other: dict[str, Any] = {"person": one, "other_person": "person:other"}
    with story.on("2025-09-16", CLERK) as case:
        case.link_persons(**other, other_request="request:other", reason="证件号码相同")
        case.unlink_persons(**other, reason="核对后不是同一人")
    assert story.case.links == ()
    with story.refuses(NotFound), story.on("2025-09-16", CLERK) as case:
        case.unlink_persons(**other, reason="再次")


def test_a_changed_contact_is_registered_anew_and_moves_no_date() -> None:
    story = Story("2025-09-15")
    (old,) = story.case.applicants
    moved = applicant(person=old.person, address=sealed())
    with story.on("2025-09-18", CLERK) as case:
        case.amend_application(
            applicants=(moved,), on=day("2025-09-18"), reason="申请人来电", evidence=CALL
        )
    assert story.case.applicants == (moved,)
    assert story.due() == "2025-10-17"


def test_a_wrong_legal_date_is_amended_by_an_act_and_the_wrong_one_stays_in_the_record() -> None:
    story = Story("2025-09-16")
    with story.on("2025-09-18", HEAD) as case:
        case.amend_legal_date(
            of=1,
            member="received_on",
            becomes=day("2025-09-15"),
            reason="收发章日期看错",
            evidence=SLIP,
        )
    assert story.due() == "2025-10-17"
    first = story.events[0]
    assert first.received_on == date(2025, 9, 16)  # type: ignore[attr-defined]


def test_the_date_of_a_letter_known_from_paper_can_be_amended_too() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-17")
    of = story.case.letters[notice].issued
    with story.on("2025-09-19", HEAD) as case:
        case.amend_legal_date(
            of=of,
            member="letter.dated",
            becomes=day("2025-09-16"),
            reason="看错落款",
            evidence=PAPER,
        )
    assert story.case.on(of, "letter.dated") == date(2025, 9, 16)


def test_a_receipt_letter_is_issued_and_tells_the_due_date() -> None:
    story = Story("2025-09-15")
    slip = letter(LetterKind.RECEIPT, "2025-09-15", told_due=date(2025, 10, 17))
    with story.on("2025-09-15", CLERK) as case:
        case.issue_letter(letter=slip, dispatch=sent("2025-09-15"))
    assert story.case.count(story.last).told == date(2025, 10, 17)
    with story.refuses(Incomplete), story.on("2025-09-16") as case:
        case.issue_letter(letter=letter(LetterKind.REPLY, "2025-09-16"), dispatch=None)


def taken_over(**members: Any) -> InformationRequest:
    """A request of 2018, from the earlier system."""
    given: dict[str, Any] = {
        "id": InformationRequest.create_id(),
        "organ": ORGAN,
        "earlier_number": "2018-17",
        "category": ApplicantCategory.NATURAL_PERSON,
        "channel": None,
        "received_on": date(2018, 6, 4),
        "closed_on": date(2018, 6, 25),
        "row": "3.1",
        "source": "旧系统",
        "key": "17",
        "order": "清政办函〔2026〕1号",
    }
    return InformationRequest.take_over(**(given | members)).under(RULES)


def test_a_request_of_before_2019_is_taken_over_closed_and_without_a_clock() -> None:
    with acting(act_on("2026-03-02")):
        case = taken_over()
        assert case.state.closed
        clock = case.count(date(2026, 3, 2))
        assert (clock.state, clock.due, clock.days_late) == (ClockState.ENDED, None, 0)
        assert case.persons == ()
        for wrong in (
            {"closed_on": date(2018, 6, 1)},
            {"row": "9.9"},
            {"order": ""},
            {"earlier_number": " "},
        ):
            with pytest.raises(Incomplete):
                taken_over(**wrong)
