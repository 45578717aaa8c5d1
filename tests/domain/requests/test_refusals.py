"""Wrong input gets a message that names its rule, and nothing is written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.act import acting
from domain.errors import Incomplete, NotApproved, SamePerson, WrongState
from domain.law.fees import FeeBasis
from domain.law.profile import ApplicantCategory
from domain.letters import LetterKind
from domain.requests.applicant import Defect, FilingChannel, IdentityKind
from domain.requests.evidence import NO_EVIDENCE, RECORDED, Evidence, EvidenceKind
from tests.domain.requests.desk import (
    DRAFTER,
    HEAD,
    SIGNED,
    SLIP,
    Story,
    act_on,
    applicant,
    letter,
    outcome,
    sealed,
    sent,
)

ONLINE = {"channel": FilingChannel.ONLINE, "receipt_evidence": NO_EVIDENCE}


def test_an_online_application_without_identity_is_refused() -> None:
    nobody = applicant(identity_kind=IdentityKind.NONE, identity=None)
    with pytest.raises(Incomplete, match="身份证明") as refused:
        Story("2025-09-15", applicants=(nobody,), **ONLINE)
    assert refused.value.rule == "条例 art 29(1)"
    assert refused.value.field == "applicants.0.identity"


def test_an_online_application_without_any_contact_is_refused() -> None:
    unreachable = applicant(telephone=None)
    with pytest.raises(Incomplete, match="联系方式") as refused:
        Story("2025-09-15", applicants=(unreachable,), **ONLINE)
    assert refused.value.rule == "条例 art 29(1)"


def test_a_citizen_shows_no_credit_code_and_a_company_no_identity_card() -> None:
    for wrong in (
        applicant(identity_kind=IdentityKind.CREDIT_CODE),
        applicant(category=ApplicantCategory.BUSINESS),
    ):
        with pytest.raises(Incomplete, match="统一社会信用代码") as refused:
            Story("2025-09-15", applicants=(wrong,))
        assert refused.value.rule == "条例 art 29(1)"


def test_an_application_for_nothing_by_nobody_is_refused() -> None:
    with pytest.raises(Incomplete, match="申请人") as refused:
        Story("2025-09-15", applicants=())
    assert refused.value.rule == "条例 art 29(1)"
    with pytest.raises(Incomplete, match="事项") as refused:
        Story("2025-09-15", matters=0)
    assert refused.value.rule == "条例 art 29(2)"


def test_a_receipt_before_the_arrival_is_impossible() -> None:
    with pytest.raises(Incomplete, match="早于到达") as refused:
        Story("2025-09-15", received_on=date(2025, 9, 12))
    assert refused.value.rule == "条例 art 31"


def test_what_has_not_come_yet_cannot_be_recorded_as_done() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-16")
    with story.refuses(Incomplete, match="还没有到"), story.on("2025-09-17") as case:
        case.deliver(notice, on=date(2025, 9, 18), evidence=SIGNED)


def test_a_letter_is_not_received_before_it_was_sent() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-17")
    with (
        story.refuses(Incomplete, match="早于前面一步的 2025-09-17，先后不对"),
        story.on("2025-09-18") as case,
    ):
        case.deliver(notice, on=date(2025, 9, 16), evidence=SIGNED)


def test_a_second_first_reply_is_refused_while_an_outcome_is_in_force() -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-22", "PROVIDED")
    with story.refuses(WrongState, rule="一个事项只有一个生效的处理结果", match="已有生效的答复"):
        story.draft("2025-09-23", "REFUSED")


def test_an_extension_without_the_heads_consent_is_refused() -> None:
    story = Story("2025-09-15")
    notice = letter(LetterKind.EXTENSION, "2025-09-22")
    with (
        story.refuses(NotApproved, rule="条例 art 33", match="负责人同意"),
        story.on("2025-09-22") as case,
    ):
        case.tell_extension(letter=notice, days=20, dispatch=sent("2025-09-22"))


def test_an_extension_longer_than_the_head_consented_to_is_refused() -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-19", HEAD) as case:
        case.consent_to_extension(days=10, on=date(2025, 9, 19), reason="档案分散")
    notice = letter(LetterKind.EXTENSION, "2025-09-22")
    with story.refuses(NotApproved, rule="条例 art 33"), story.on("2025-09-22") as case:
        case.tell_extension(letter=notice, days=20, dispatch=sent("2025-09-22"))


def test_the_head_who_consents_does_not_tell_the_extension_himself() -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-19", HEAD) as case:
        case.consent_to_extension(days=10, on=date(2025, 9, 19), reason="档案分散")
    notice = letter(LetterKind.EXTENSION, "2025-09-22")
    with story.refuses(SamePerson), story.on("2025-09-22", HEAD) as case:
        case.tell_extension(letter=notice, days=10, dispatch=sent("2025-09-22"))


def test_an_extension_beyond_twenty_working_days_together_is_refused() -> None:
    story = Story("2025-09-15")
    story.extend("2025-09-16", 15)
    with (
        story.refuses(Incomplete, rule="条例 art 33", match="20"),
        story.on("2025-09-17", HEAD) as c,
    ):
        c.consent_to_extension(days=6, on=date(2025, 9, 17), reason="仍不够")


def test_a_fee_in_both_ways_is_refused() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-16", 40)
    story.pay(notice, "2025-09-17")
    with story.refuses(WrongState, rule="信息处理费办法", match="不能同时采用"):
        story.charge("2025-09-18", 300, basis=FeeBasis.PER_PAGE)


def test_a_second_fee_notice_is_refused() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-16", 40)
    story.pay(notice, "2025-09-17")
    with story.refuses(WrongState, rule="信息处理费办法", match="已经发过"):
        story.charge("2025-09-18", 40)


def test_a_second_clarification_is_refused() -> None:
    story = Story("2025-09-15")
    story.answer(story.clarify("2025-09-16"), "2025-09-19")
    with story.refuses(WrongState, rule="条例 art 30", match="一次性告知"):
        story.clarify("2025-09-22")
    waiting = Story("2025-09-15")
    waiting.clarify("2025-09-16")
    with waiting.refuses(WrongState, rule="条例 art 30", match="一次性告知"):
        waiting.clarify("2025-09-17")


def test_a_clarification_names_defects_the_law_knows_and_a_reasonable_period() -> None:
    story = Story("2025-09-15")

    def ask(defects: tuple[Defect, ...], period: int = 10) -> None:
        with story.on("2025-09-16") as case:
            case.request_clarification(
                letter=letter(LetterKind.CLARIFICATION, "2025-09-16"),
                defects=defects,
                period=period,
                dispatch=None,
            )

    with story.refuses(Incomplete, rule="条例 art 30", match="逐项"):
        ask(())
    with story.refuses(Incomplete, rule="条例 art 29, 30", match="purpose"):
        ask((Defect("purpose", sealed()),))
    with story.refuses(Incomplete, rule="条例 art 30", match="合理"):
        ask((Defect("contact", sealed()),), period=0)
    with story.refuses(Incomplete, match="没有这一项"):
        ask((Defect("description", sealed(), 2),))


def test_nothing_that_would_move_the_clock_is_issued_after_the_due_date() -> None:
    story = Story("2025-09-15")
    late: tuple[Callable[[], object], ...] = (
        lambda: story.clarify("2025-10-20"),
        lambda: story.consult("2025-10-20"),
        lambda: story.charge("2025-10-20", 40),
    )
    for send in late:
        with story.refuses(WrongState, match="最晚答复日 2025-10-17"):
            send()


def test_nothing_is_decided_before_the_day_of_receipt_is_confirmed() -> None:
    story = Story("2025-09-15", **ONLINE)
    early: tuple[Callable[[], object], ...] = (
        lambda: story.clarify("2025-09-16"),
        lambda: story.consult("2025-09-16"),
        lambda: story.draft("2025-09-16", "PROVIDED"),
    )
    for decide in early:
        with story.refuses(WrongState, rule="条例 art 31", match="确认"):
            decide()


def test_a_reason_that_stands_unsealed_for_ever_names_nobodys_number() -> None:
    story = Story("2025-09-15")
    with (
        story.refuses(Incomplete, rule="个人信息保护法 art 47", match="不加密"),
        story.on("2025-09-16", HEAD) as case,
    ):
        case.consent_to_extension(
            days=5, on=date(2025, 9, 16), reason="申请人电话 13800138000 打不通"
        )


def test_a_legal_date_is_amended_only_with_reason_and_proof() -> None:
    story = Story("2025-09-15")

    def amend(reason: str, evidence: Evidence) -> None:
        with story.on("2025-09-18", HEAD) as case:
            case.amend_legal_date(
                of=1,
                member="received_on",
                becomes=date(2025, 9, 12),
                reason=reason,
                evidence=evidence,
            )

    with story.refuses(Incomplete, match="理由"):
        amend("", SLIP)
    with story.refuses(Incomplete, match="凭证"):
        amend("登记有误", NO_EVIDENCE)
    with story.refuses(Incomplete, match="系统记录"):
        amend("登记有误", RECORDED)
    amend("登记有误", SLIP)
    assert story.due() == "2025-10-16"


def test_a_drafter_neither_reviews_nor_signs_and_the_reviewer_does_not_sign() -> None:
    story = Story("2025-09-15")
    story.draft("2025-09-16", "INQUIRY")
    with story.refuses(SamePerson, rule="design §5"):
        story.examine("2025-09-17", DRAFTER)
    story.examine("2025-09-17")
    for wrong in (DRAFTER, "officer:reviewer"):
        with story.refuses(SamePerson, rule="design §5"):
            story.issue("2025-09-18", None, officer=wrong)


def test_an_outcome_without_what_its_article_asks_is_refused() -> None:
    story = Story("2025-09-15")
    for code, members, rule in (
        ("ALREADY_PUBLIC", {"where": ""}, "36(1)"),
        ("REFUSED", {"ground": "D9"}, "36(3)"),
        ("REFUSED", {"reason": None}, "36(3)"),
        ("REFUSED", {"refused": ()}, "36(3)"),
        ("PARTLY_PROVIDED", {"refused": ()}, "37"),
        ("DOES_NOT_EXIST", {}, "36(4)"),
        ("NOT_THIS_ORGAN", {"right_organ": None}, "36(5)"),
        ("REPEATED", {"earlier": None}, "36(6)"),
        ("SPECIAL_ACCESS", {"where": ""}, "36(7)"),
    ):
        with story.refuses(Incomplete, rule=rule):
            story.draft("2025-09-16", [outcome(code, **members)])


def test_information_is_given_only_with_the_content_that_is_given() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, rule="36(2), 37"):
        story.draft("2025-09-16", "PROVIDED", content=None)


def test_a_fax_with_a_day_of_receipt_of_its_own_is_refused() -> None:
    with pytest.raises(Incomplete, match="双方确认") as refused:
        Story("2025-09-15", channel=FilingChannel.FAX, received_on=date(2025, 9, 15))
    assert refused.value.rule == "条例 art 31"


def test_an_application_of_before_the_regulation_of_2019_is_history() -> None:
    with (
        pytest.raises(Incomplete, match="2007年"),
        acting(act_on("2019-05-20")),
    ):
        Story("2019-05-14")


def test_evidence_says_where_it_is_found() -> None:
    story = Story("2025-09-15")
    bare = replace(SLIP, note="")
    with story.refuses(Incomplete, match="在哪里查到"), story.on("2025-09-16") as case:
        case.withdraw(on=date(2025, 9, 16), evidence=bare)
    assert Evidence(EvidenceKind.SYSTEM_RECORD, "", None) == RECORDED
