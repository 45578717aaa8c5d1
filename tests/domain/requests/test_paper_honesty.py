"""What is recorded of paper afterwards says no more than was so on its day, and hides nothing."""

from datetime import date

import pytest

from domain.errors import Incomplete
from domain.law.profile import ProvisionForm
from domain.letters import LetterKind
from domain.numbering import Number
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.evidence import NO_EVIDENCE, RECORDED, Evidence
from domain.requests.extending import Judgement
from domain.requests.letters import Addressee, AddresseeKind, Dispatch, DispatchWay
from domain.requests.outcome import RightOrgan
from domain.requests.replying import ReplyCause
from tests.domain.requests.desk import (
    CLERK,
    SIGNED,
    Story,
    day,
    letter,
    outcome,
    sealed,
    sent,
    stored,
)

ANSWERED = "应当在期限内答复"


def test_the_day_a_paper_reply_left_is_proved_when_it_is_recorded_later_too() -> None:
    story = Story("2025-09-15")
    reply = story.reply_on_paper("2025-10-10", "INQUIRY", dispatch=None, today="2025-11-20")
    for unproven in (NO_EVIDENCE, RECORDED):
        with story.refuses(Incomplete, match="寄送凭证"), story.on("2025-11-20") as case:
            case.dispatch(reply, Dispatch(day("2025-10-10"), DispatchWay.POST, unproven))
    assert story.case.count(day("2025-11-20")).days_late > 0
    with story.on("2025-11-20") as case:
        case.dispatch(reply, sent("2025-10-10"))
    assert story.case.count(day("2025-11-20")).days_late == 0


def test_what_was_given_on_paper_is_not_served_online_by_the_archive() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="网上查收"):
        story.reply_on_paper(
            "2025-09-22", "INQUIRY", dispatch=sent("2025-09-22", DispatchWay.ONLINE)
        )
    reply = story.reply_on_paper("2025-09-22", "INQUIRY", dispatch=None)
    with story.refuses(Incomplete, match="网上查收"), story.on("2025-09-23") as case:
        case.dispatch(reply, sent("2025-09-23", DispatchWay.ONLINE))


def test_a_letter_of_the_archive_is_served_online() -> None:
    story = Story("2025-09-15")
    numbered = letter(LetterKind.RECEIPT, "2025-09-15", number=Number("receipt", 1, 2025))
    with story.on("2025-09-15") as case:
        case.issue_letter(letter=numbered, dispatch=sent("2025-09-15", DispatchWay.ONLINE))
    assert story.case.sent_on(numbered.id) == day("2025-09-15")


def test_the_archives_own_record_proves_no_secrecy_review_that_it_did_not_hold() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, rule="保密法实施条例 art 42"):
        story.reply_on_paper("2025-09-22", "PROVIDED", cleared=RECORDED)


def test_the_scan_of_the_secrecy_review_is_among_what_the_case_holds() -> None:
    story = Story("2025-09-15")
    scan = stored("审查表.pdf")
    proof = SIGNED.__class__(SIGNED.kind, SIGNED.note, scan)
    story.reply_on_paper("2025-09-22", "PROVIDED", cleared=proof)
    assert scan in story.case.contents


def test_a_copy_given_on_paper_is_known_as_such_until_one_cleared_here_takes_its_place() -> None:
    story = Story("2025-09-15")
    story.reply_on_paper("2025-09-22", "PROVIDED")
    assert story.case.given is not None
    assert story.case.given_on_paper
    assert story.replayed().given_on_paper


def test_a_period_answered_only_after_the_reply_was_cut_short_all_the_same() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16", period=10, served="2025-09-17")
    story.answer(notice, "2025-09-28")
    story.reply_on_paper("2025-09-22", "INQUIRY", today="2025-10-09")
    assert story.broken == [("条例 art 30", 7)]
    assert story.events[-3].due is None


def test_still_unclear_is_no_answer_before_the_clarification_came() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16", period=5, served="2025-09-17")
    story.answer(notice, "2025-10-15")
    story.reply_on_paper("2025-10-13", "STILL_UNCLEAR", today="2025-10-16")
    assert any("补正" in one.rule and "之前" in one.rule for one in story.case.breaches)


def test_a_third_party_who_consented_only_after_the_reply_was_not_heard_before_it() -> None:
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-10-09")
    story.reply_on_paper("2025-09-18", "PROVIDED", today="2025-10-10")
    assert ("条例 art 32", 0) in story.broken


def test_a_third_party_told_of_the_public_interest_only_after_the_reply_was_not_told_before() -> (
    None
):
    story = Story("2025-09-15")
    asked = story.consult("2025-09-16")
    story.opine(asked, "2025-09-17", Opinion.OBJECTION)
    party = story.case.consultation(asked).third_party
    assert party is not None
    whom = Addressee(AddresseeKind.THIRD_PARTY, party.person)
    with story.on("2025-10-15") as case:
        case.judge_objection(asked, upheld=True, reason=sealed())
        case.override_third_party(
            asked,
            letter=letter(LetterKind.THIRD_PARTY_NOTICE, "2025-10-15", whom),
            reason=sealed(),
            dispatch=sent("2025-10-15"),
        )
    story.reply_on_paper("2025-09-22", "PROVIDED", today="2025-10-16")
    assert ("条例 art 32", 0) in story.broken


def test_a_search_made_after_the_reply_stands_behind_no_does_not_exist() -> None:
    story = Story("2025-09-15")
    search = story.search("2025-10-15")
    story.reply_on_paper(
        "2025-09-18", [outcome("DOES_NOT_EXIST", search=search)], today="2025-10-16"
    )
    assert ("条例 art 36(4)", 0) in story.broken


def test_a_search_that_found_it_after_the_reply_does_not_undo_the_one_before_it() -> None:
    story = Story("2025-09-15")
    search = story.search("2025-09-16")
    story.search("2025-10-14", found=True)
    story.reply_on_paper(
        "2025-09-18", [outcome("DOES_NOT_EXIST", search=search)], today="2025-10-16"
    )
    assert "条例 art 36(4)" not in [article for article, _ in story.broken]


def give_up(story: Story, today: str, on: str, *, scan: bool, proof: object = None) -> None:
    """Given up on paper on a day, with a scan of the letter or without."""
    with story.on(today) as case:
        case.abandon(
            cause=AbandonCause.NOT_CLARIFIED,
            judged=sealed(),
            on=day(on),
            letter=letter(LetterKind.ABANDONMENT, on, **({} if scan else {"content": None})),
            dispatch=None if proof is None else Dispatch(day(on), DispatchWay.POST, proof),
            paper=True,
        )


@pytest.mark.parametrize("proof", [None, NO_EVIDENCE, RECORDED])
def test_a_giving_up_on_paper_that_nothing_shows_to_have_been_sent_ends_nothing(
    proof: object,
) -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, match="寄送凭证"):
        give_up(story, "2025-11-20", "2025-10-10", scan=True, proof=proof)


def test_a_giving_up_on_paper_recorded_after_the_due_date_was_recorded_late() -> None:
    story = Story("2025-09-15")
    give_up(story, "2025-10-21", "2025-10-10", scan=True, proof=SIGNED)
    assert [(one.rule, one.days) for one in story.case.breaches] == [
        ("没有逾期不补正，不应当不再处理", 0),
        ("纸面办理未及时登记", 2),
    ]


def test_a_reply_that_had_left_before_the_request_was_given_up_counts_in_its_place() -> None:
    story = Story("2025-09-15")
    story.clarify("2025-09-16", period=5, served="2025-09-17")
    story.abandon("2025-10-20")
    story.reply_on_paper("2025-09-26", "INQUIRY", today="2025-10-27")
    assert story.case.first_row == "3.5.1"
    assert story.case.answered_on == date(2025, 9, 26)


def test_a_reply_that_nothing_shows_to_have_left_did_not_cross_a_withdrawal() -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-22", CLERK) as case:
        case.withdraw(on=day("2025-09-22"), evidence=SIGNED)
    row = story.case.first_row
    story.reply_on_paper("2025-09-18", "INQUIRY", dispatch=None, today="2025-12-01")
    assert story.case.first_row == row


def test_a_reply_is_late_by_what_was_so_when_it_left_not_by_what_came_later() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-10-16", period=5, paper=True)
    story.answer(notice, "2025-11-03")
    story.reply_on_paper("2025-10-15", "INQUIRY", today="2025-11-04")
    replied = next(event for event in story.events if "replied_on_paper" in event.TOPIC)
    assert replied.due == day("2025-10-17")


NUMBERED = "见张三（11010519491231002X）名下"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ALREADY_PUBLIC", {"where": NUMBERED}),
        ("REPEATED", {"earlier": NUMBERED}),
        ("REPEATED", {"earlier": "13812345678"}),
        ("NOT_THIS_ORGAN", {"right_organ": RightOrgan("县局", "", NUMBERED)}),
        ("PROVIDED", {"form": ProvisionForm.PAPER, "form_reason": NUMBERED}),
    ],
)
def test_what_stands_open_for_ever_in_an_outcome_names_nobody_by_number(
    code: str, words: dict[str, object]
) -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, rule="个人信息保护法 art 47"):
        story.reply_on_paper("2025-09-22", [outcome(code, **words)])
    with story.refuses(Incomplete, rule="个人信息保护法 art 47"):
        story.draft("2025-09-22", [outcome(code, **words)])


def test_an_outcome_may_tell_the_mobile_telephone_of_an_office() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-22", [outcome("ALREADY_PUBLIC", where="电话 13812345678")])
    assert story.case.reply is not None


def test_a_mended_application_that_nothing_shows_begins_no_new_count() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16", served="2025-09-17")
    with story.refuses(Incomplete, rule="条例 art 30", match="凭证"):
        story.answer(notice, "2025-09-25", evidence=NO_EVIDENCE)
    story.answer(notice, "2025-09-25", evidence=NO_EVIDENCE, attachments=stored("补正材料.pdf"))
    assert story.case.count(day("2025-09-26")).start == day("2025-09-25")


@pytest.mark.parametrize("proof", [NO_EVIDENCE, RECORDED])
def test_a_payment_that_nothing_outside_of_the_archive_shows_begins_no_new_count(
    proof: Evidence,
) -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-16", 40, served="2025-09-17")
    with story.refuses(Incomplete, match="缴费须有"), story.on("2025-09-25", CLERK) as case:
        case.pay(notice, on=day("2025-09-25"), amount=case.fees[0].amount, evidence=proof)


def test_reasons_judged_only_after_the_reply_excuse_no_refusal_to_deal_with_too_much() -> None:
    story = Story("2025-09-15")
    asked = letter(LetterKind.REASONS, "2025-09-16")
    with story.on("2025-09-16") as case:
        case.ask_reasons(letter=asked, dispatch=sent("2025-09-16"), period=5)
    story.deliver(asked.id, "2025-09-17")
    with story.on("2025-09-29") as case:
        case.judge_excess(judgement=Judgement.UNREASONABLE, reason=sealed())
    story.reply_on_paper("2025-09-18", "EXCESSIVE", today="2025-09-30")
    assert story.broken != []
    other = Story("2025-09-15")
    with other.on("2025-09-16") as case:
        case.ask_reasons(letter=asked, dispatch=sent("2025-09-16"), period=5)
    other.deliver(asked.id, "2025-09-17")
    with other.on("2025-09-29") as case:
        case.judge_excess(judgement=Judgement.UNREASONABLE, reason=sealed())
    other.reply_on_paper("2025-09-29", "EXCESSIVE", today="2025-09-30")
    assert other.broken == []


def test_what_takes_the_place_of_a_reply_that_three_officers_gave_is_there_to_be_read() -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-22", "PETITION")
    given = {"cause": ReplyCause.CORRECTION, "reason": "重新研究", "document": "清住建〔2025〕9号"}
    with story.refuses(Incomplete, match="扫描件"):
        story.reply_on_paper("2025-10-09", "INQUIRY", scan=False, **given)
    story.reply_on_paper("2025-10-09", "INQUIRY", **given)
    assert story.case.outcomes[1].outcome == "INQUIRY"
