"""补录纸面答复: a reply that was given on paper is recorded wherever the case stood, with its
breaches; only what cannot have been is refused."""

from datetime import date

import pytest

from domain.clocks import ClockState
from domain.errors import Incomplete, WrongState
from domain.law.consultations import ConsultationKind
from domain.letters import LetterKind
from domain.requests.applicant import FilingChannel
from domain.requests.consulting import Opinion
from domain.requests.evidence import NO_EVIDENCE, RECORDED
from domain.requests.letters import Dispatch, DispatchWay
from domain.requests.proceeding import RequestState
from domain.requests.replying import ReplyCause
from domain.requests.taking_over import TakenOver
from tests.domain.requests.desk import (
    CALL,
    CLERK,
    HEAD,
    SIGNED,
    Story,
    day,
    letter,
    outcome,
    sealed,
    sent,
)

EARLY = "补正期限未满，不应当答复"


def rules(story: Story) -> list[str]:
    """The rules that were broken."""
    return [one.rule for one in story.case.breaches]


def test_a_reply_on_paper_while_the_clarification_is_open_cuts_the_period_short() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", period=10, served="2025-09-17")
    # The ten working days after 09-17 end on 09-30; 09-28 is a working Sunday.
    story.reply_on_paper("2025-09-26", "INQUIRY", today="2025-11-20")
    case = story.case
    assert case.state is RequestState.REPLIED
    assert case.outcomes[1].outcome == "INQUIRY"
    assert [(one.rule, one.article, one.days) for one in case.breaches] == [
        (EARLY, "条例 art 30", 3)
    ]
    clock = case.count(day("2025-11-20"))
    assert (clock.state, clock.due, clock.days_late) == (ClockState.ENDED, None, 0)
    assert any("补正" in step.text and "没有" in step.text for step in clock.steps)


def test_a_reply_on_paper_after_the_period_has_passed_breaks_nothing() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", period=5, served="2025-09-17")
    story.reply_on_paper("2025-09-25", "INQUIRY")
    assert story.broken == []


def test_a_period_whose_service_is_unproven_is_counted_from_sending() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", period=5)
    story.reply_on_paper("2025-09-22", "INQUIRY")
    assert rules(story) == [EARLY]
    assert story.broken == [("条例 art 30", 1)]


def test_a_reply_on_paper_after_an_ineffective_notice_is_late_by_the_first_count() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-10-20", paper=True)
    story.reply_on_paper("2025-10-22", "INQUIRY")
    assert ("应当在期限内答复", 3) in [(one.rule, one.days) for one in story.case.breaches]
    assert EARLY not in rules(story)


def test_a_reply_on_paper_before_the_fee_was_paid_breaks_nothing() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-16", 40, served="2025-09-17")
    story.reply_on_paper("2025-09-18", "INQUIRY")
    assert story.case.state is RequestState.REPLIED
    assert story.broken == []
    story.pay(notice, "2025-09-19")
    assert story.case.state is RequestState.REPLIED
    assert story.case.fees[0].paid is not None


def test_a_reply_on_paper_to_a_filing_nobody_confirmed_is_a_breach_and_has_no_due_date() -> None:
    story = Story("2025-09-15", channel=FilingChannel.ONLINE, receipt_evidence=NO_EVIDENCE)
    story.reply_on_paper("2025-11-20", "INQUIRY")
    assert story.broken == [("条例 art 31", 0)]
    assert story.case.count(story.last).state is ClockState.ENDED


def test_who_confirmed_the_receipt_may_still_be_recorded_after_it_and_shows_how_late_it_was() -> (
    None
):
    story = Story("2025-09-15", channel=FilingChannel.ONLINE, receipt_evidence=NO_EVIDENCE)
    story.reply_on_paper("2025-10-21", "INQUIRY")
    with story.refuses(Incomplete), story.on("2025-11-20", CLERK) as case:
        case.confirm_receipt(on=day("2025-10-22"), evidence=CALL)
    with story.on("2025-11-20", CLERK) as case:
        case.confirm_receipt(on=day("2025-09-15"), evidence=CALL)
    assert story.case.state is RequestState.REPLIED
    assert story.broken == [("条例 art 31", 0), ("条例 art 33", 2)]


def test_a_late_reply_on_paper_is_late_by_its_days_and_recorded_late() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-10-21", "INQUIRY", today="2025-10-23")
    assert [(one.rule, one.days) for one in story.case.breaches] == [
        ("应当在期限内答复", 2),
        ("纸面办理未及时登记", 4),
    ]


def test_a_reply_on_paper_sent_in_time_ends_the_clock_on_its_own_day() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-10-17", "INQUIRY", today="2025-12-01")
    assert story.case.count(day("2025-12-01")).days_late == 0
    assert rules(story) == ["纸面办理未及时登记"]


def test_a_reply_on_paper_that_nothing_shows_is_refused() -> None:
    story = Story("2025-09-15")
    for kind in (NO_EVIDENCE, RECORDED):
        shown = Dispatch(day("2025-09-22"), DispatchWay.POST, kind)
        with story.refuses(Incomplete, match="扫描件"):
            story.reply_on_paper("2025-09-22", "INQUIRY", dispatch=shown, scan=False)
    with story.refuses(Incomplete, match="扫描件"):
        story.reply_on_paper("2025-09-22", "INQUIRY", dispatch=None, scan=False)


def test_a_reply_on_paper_whose_sending_nothing_shows_ends_no_clock() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="寄送凭证"):
        story.reply_on_paper(
            "2025-09-22",
            "INQUIRY",
            dispatch=Dispatch(day("2025-09-22"), DispatchWay.POST, RECORDED),
        )
    story.reply_on_paper("2025-09-22", "INQUIRY", dispatch=None)
    assert story.case.count(day("2025-10-20")).days_late == 1


def test_information_given_on_paper_without_a_secrecy_review_is_a_breach() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-09-22", "PROVIDED", cleared=NO_EVIDENCE)
    assert story.broken == [("保密法实施条例 art 42", 0)]
    other = Story("2025-09-15")
    other.reply_on_paper("2025-09-22", "PROVIDED", cleared=SIGNED)
    assert other.broken == []


def test_a_reply_on_paper_that_no_head_of_the_organ_signed_is_a_breach() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="没有签发过"):
        story.reply_on_paper("2025-09-22", "INQUIRY", approved=RECORDED)
    story.reply_on_paper("2025-09-22", "INQUIRY", approved=NO_EVIDENCE)
    assert story.broken == [("党政机关公文处理工作条例 art 22", 0)]


def test_does_not_exist_on_paper_without_a_search_is_a_breach() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-09-22", [outcome("DOES_NOT_EXIST")])
    assert story.broken == [("条例 art 36(4)", 0)]
    other = Story("2025-09-15")
    search = other.search("2025-09-22")
    other.reply_on_paper("2025-09-22", [outcome("DOES_NOT_EXIST", search=search)])
    assert other.broken == []


@pytest.mark.parametrize(
    ("code", "missing", "article"),
    [
        ("REFUSED", {"reason": None}, "条例 art 36(3)"),
        ("ALREADY_PUBLIC", {"where": ""}, "条例 art 36(1)"),
        ("NOT_THIS_ORGAN", {"right_organ": None}, "条例 art 36(5)"),
        ("REPEATED", {"earlier": None}, "条例 art 36(6)"),
        ("STILL_UNCLEAR", {}, ""),
        ("EXCESSIVE", {}, ""),
    ],
)
def test_what_a_reply_on_paper_left_out_is_a_breach_of_its_article(
    code: str, missing: dict[str, object], article: str
) -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-09-22", [outcome(code, **missing)])
    ((found, days),) = story.broken
    assert days == 0
    assert found == article or not article


def test_a_matter_that_a_reply_on_paper_forgot_is_a_breach_and_corrected_later() -> None:
    story = Story("2025-09-15", matters=2)
    story.reply_on_paper("2025-09-22", [outcome("INQUIRY", 1)])
    assert rules(story) == ["每一项申请都应当答复"]
    with story.refuses(Incomplete, match="第 2 项"):
        story.draft(
            "2025-09-23",
            [outcome("PETITION", 1)],
            cause=ReplyCause.CORRECTION,
            reason="补答第二项",
            document="清住建〔2025〕9号",
        )
    story.reply(
        "2025-09-23",
        [outcome("INQUIRY", 2)],
        cause=ReplyCause.CORRECTION,
        reason="补答第二项",
        document="清住建〔2025〕9号",
    )
    assert set(story.case.outcomes) == {1, 2}


@pytest.mark.parametrize("opinion", [None, Opinion.OBJECTION])
def test_what_a_third_party_was_not_heard_on_and_was_opened_on_paper_is_a_breach(
    opinion: Opinion | None,
) -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16", ConsultationKind.THIRD_PARTY)
    if opinion is not None:
        story.opine(asked, "2025-09-18", opinion)
    story.reply_on_paper("2025-09-22", "PROVIDED")
    assert story.broken == [("条例 art 32", 0)]


def test_a_silence_over_before_the_reply_left_is_no_breach_however_late_it_is_recorded() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16", ConsultationKind.THIRD_PARTY)
    story.deliver(asked, "2025-09-17")
    story.reply_on_paper("2025-09-22", "PROVIDED", today="2025-12-01")
    assert "条例 art 32" in [article for article, _ in story.broken]
    other = Story("2025-09-15")
    asked = other.consult("2025-09-16", ConsultationKind.THIRD_PARTY)
    other.deliver(asked, "2025-09-17")
    other.reply_on_paper("2025-10-20", "PROVIDED", today="2025-10-21")
    assert other.broken == []


def test_a_draft_under_way_gives_way_to_the_reply_that_was_given_on_paper() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-18", "PETITION")
    story.reply_on_paper("2025-09-19", "INQUIRY")
    assert story.case.reply is None
    assert story.case.outcomes[1].outcome == "INQUIRY"


def test_a_reply_on_paper_after_it_was_given_up_is_in_force_and_counts_no_more() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", period=5, served="2025-09-17")
    story.abandon("2025-10-20")
    row = story.case.first_row
    story.reply_on_paper("2025-10-27", "INQUIRY")
    assert story.case.state is RequestState.REPLIED
    assert story.case.abandoned is None
    assert (story.case.first_row, story.broken) == (row, [])


@pytest.mark.parametrize(("sent_on", "row"), [("2025-09-18", "3.5.1"), ("2025-09-24", "3.6.3")])
def test_a_reply_that_crossed_a_withdrawal_counts_by_what_came_first(
    sent_on: str, row: str
) -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-22", CLERK) as case:
        case.withdraw(on=date(2025, 9, 22), evidence=SIGNED)
    story.reply_on_paper(sent_on, "INQUIRY", today="2025-12-01")
    case = story.case
    assert case.state is RequestState.REPLIED
    assert case.outcomes[1].outcome == "INQUIRY"
    assert case.first_row == row
    assert case.open_matters == {1}
    assert case.count(day("2025-12-01")).days_late == 0
    assert case.answered_on == (day(sent_on) if row == "3.5.1" else None)


def test_a_reply_long_after_a_withdrawal_is_not_late() -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-22", CLERK) as case:
        case.withdraw(on=date(2025, 9, 22), evidence=SIGNED)
    story.reply_on_paper("2025-11-24", "INQUIRY", today="2025-12-01")
    assert story.broken == []
    assert story.case.count(day("2025-12-01")).days_late == 0


def test_a_first_reply_is_refused_while_one_is_in_force_on_paper_too() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-09-22", "INQUIRY")
    with story.refuses(WrongState, rule="一个事项只有一个生效的处理结果", match="已有生效的答复"):
        story.reply_on_paper("2025-09-23", "PETITION")


def test_a_correction_known_from_paper_takes_the_place_of_the_first_reply() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-09-22", "INQUIRY")
    with story.refuses(Incomplete, match="理由"):
        story.reply_on_paper("2025-10-09", "PETITION", cause=ReplyCause.CORRECTION)
    story.reply_on_paper(
        "2025-10-09",
        "PETITION",
        cause=ReplyCause.CORRECTION,
        reason="重新研究",
        document="清住建〔2025〕9号",
    )
    assert story.case.outcomes[1].outcome == "PETITION"
    assert story.case.first_row == "3.5.1"
    assert len(story.case.replies) == 2


def test_an_ordered_reply_on_paper_beyond_the_ordered_day_is_late_by_days() -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-22", "INQUIRY")
    remedy = story.contest("2025-09-24")
    story.decide(remedy, "2025-10-20", until="2025-11-03")
    story.reply_on_paper(
        "2025-11-06",
        "PETITION",
        cause=ReplyCause.REVIEW,
        reason="复议决定",
        document="清政复决〔2025〕8号",
    )
    assert [(one.rule, one.days) for one in story.case.breaches] == [("应当在责令的期限内答复", 3)]


def test_a_reply_drafted_here_and_sent_on_paper_needs_a_proof_of_the_day_that_keeps_the_limit() -> (
    None
):
    story = Story("2025-09-15")
    story.draft("2025-09-16", "INQUIRY")
    story.examine("2025-09-16")
    unproven = Dispatch(day("2025-10-16"), DispatchWay.POST, RECORDED)
    with (
        story.refuses(Incomplete, match="寄送凭证"),
        story.on("2025-10-21", HEAD) as case,
    ):
        case.issue_reply(
            letter=letter(LetterKind.REPLY, "2025-10-16"),
            review=None,
            dispatch=unproven,
            paper=True,
        )
    with story.on("2025-10-21", HEAD) as case:
        case.issue_reply(
            letter=letter(LetterKind.REPLY, "2025-10-16"),
            review=None,
            dispatch=sent("2025-10-16"),
            paper=True,
        )
    assert [(one.rule, one.days) for one in story.case.breaches] == [("纸面办理未及时登记", 2)]


def test_a_filing_joined_to_another_is_answered_there() -> None:
    story, other = Story("2025-09-15"), Story("2025-09-15")
    with other.on("2025-09-16", CLERK) as case:
        case.join_to(story.case, on=day("2025-09-16"), reason="同一份申请")
    with other.refuses(WrongState, match="已并入另一件"):
        other.reply_on_paper("2025-09-22", "INQUIRY")


def test_a_ground_is_named_even_for_a_reply_on_paper_since_the_annual_table_counts_by_it() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="依据哪一条"):
        story.reply_on_paper("2025-09-22", [outcome("REFUSED", ground=None, refused=())])


def test_the_reply_on_paper_replays_to_the_same_case_and_clock() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", served="2025-09-17")
    story.reply_on_paper("2025-09-22", [outcome("REFUSED", reason=sealed())])
    again = story.replayed()
    assert again.outcomes == story.case.outcomes
    assert again.count(story.last) == story.case.count(story.last)
    assert TakenOver.TOPIC not in {event.TOPIC for event in story.events}
