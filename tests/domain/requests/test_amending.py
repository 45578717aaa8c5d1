"""更改法定日期: what may be set right, by whom, and what follows from it."""

from datetime import date

from domain.errors import Incomplete, SamePerson, WrongState
from domain.letters import LetterKind
from domain.requests.applicant import FilingChannel
from domain.requests.evidence import NO_EVIDENCE
from domain.requests.extending import Judgement
from domain.requests.proceeding import LegalDateAmended
from tests.domain.requests.desk import HEAD, REVIEWER, SLIP, Story, day, letter, sealed, sent


def amend(
    story: Story,
    today: str,
    of: int | None,
    becomes: str,
    member: str = "on",
    officer: str = "officer:second-head",
) -> None:
    """Another head sets a legal date right."""
    assert of is not None
    with story.on(today, officer) as case:
        case.amend_legal_date(
            of=of, member=member, becomes=day(becomes), reason="登记时看错了", evidence=SLIP
        )


def test_no_day_is_amended_to_one_before_the_regulation() -> None:
    story = Story("2025-09-15")
    for member in ("received_on", "arrived_on"):
        with story.refuses(Incomplete, rule="条例 art 56", match="2007"):
            amend(story, "2025-09-16", 1, "2010-01-05", member)


def test_a_journal_that_holds_such_a_day_is_still_read_and_counted() -> None:
    story = Story("2025-09-15")
    story.consult("2025-09-16")
    for member in ("received_on", "arrived_on"):
        with story.on("2025-09-17", HEAD) as case:
            case.trigger_event(
                LegalDateAmended,
                becomes=date(2010, 1, 5),
                evidence=SLIP,
                member=member,
                of=1,
                officer=HEAD,
                reason="登记时看错了",
                was=case.dates[1, member],
            )
    case = story.replayed()
    assert case.limit_of("answer").amount == 20
    assert case.count(date(2025, 9, 17)).due is not None
    assert case.opened_matters == ()


def test_a_letter_is_not_amended_to_have_been_sent_before_it_was_written() -> None:
    story = Story("2025-09-15")
    notice = story.clarify("2025-09-17", served="2025-09-19")
    served = story.case.letters[notice]
    for of, becomes in ((served.sent, "2025-09-16"), (served.delivered, "2025-09-16")):
        with story.refuses(Incomplete, match="先后不对"):
            amend(story, "2025-09-22", of, becomes)
    with story.refuses(Incomplete, match="先后不对"):
        amend(story, "2025-09-22", served.issued, "2025-09-18", "letter.dated")
    with story.refuses(Incomplete, match="先后不对"):
        amend(story, "2025-09-22", served.sent, "2025-09-20")
    with story.refuses(Incomplete, match="先后不对"):
        amend(story, "2025-09-22", 1, "2025-09-18", "arrived_on")


def test_an_answer_is_not_amended_to_have_come_before_its_notice() -> None:
    story = Story("2025-09-15")
    notice = story.charge("2025-09-17", 40)
    story.pay(notice, "2025-09-19")
    with story.refuses(Incomplete, match="先后不对"):
        amend(story, "2025-09-22", story.case.fees[0].paid, "2025-09-16")
    amend(story, "2025-09-22", story.case.fees[0].paid, "2025-09-18")


def test_a_confirmed_receipt_is_not_amended_to_before_the_arrival_or_after_the_reply() -> None:
    story = Story("2025-09-15", channel=FilingChannel.FAX, receipt_evidence=NO_EVIDENCE)
    with story.on("2025-09-16") as case:
        case.confirm_receipt(on=day("2025-09-16"), evidence=SLIP)
    story.reply("2025-09-22", "REFUSED")
    assert story.case.receipt is not None
    for becomes in ("2025-09-12", "2025-09-24"):
        with story.refuses(Incomplete, match="先后不对"):
            amend(story, "2025-09-25", story.case.receipt[0], becomes)


def test_a_reply_that_is_late_by_an_amended_date_is_a_breach_once() -> None:
    story = Story("2025-09-15")
    reply = story.reply("2025-10-17", "REFUSED")
    assert story.broken == []
    sent_at = story.case.letters[reply].sent
    amend(story, "2025-10-24", sent_at, "2025-10-20")
    assert story.broken == [("条例 art 33", 1)]
    amend(story, "2025-10-24", sent_at, "2025-10-21")
    assert len(story.broken) == 1


def test_who_signed_or_sent_a_paper_does_not_amend_its_dates_himself() -> None:
    story = Story("2025-09-15")
    reply = story.reply("2025-10-20", "REFUSED")
    served = story.case.letters[reply]
    with story.refuses(SamePerson):
        amend(story, "2025-10-24", served.sent, "2025-10-21", officer=HEAD)
    with story.refuses(SamePerson):
        amend(story, "2025-10-24", served.issued, "2025-10-17", "letter.dated", HEAD)
    amend(story, "2025-10-24", served.sent, "2025-10-21", officer=REVIEWER)


def test_extensions_do_not_exceed_twenty_days_by_an_amended_payment() -> None:
    story = Story("2025-09-15")
    story.extend("2025-09-23")
    notice = story.charge("2025-09-24", 40)
    story.pay(notice, "2025-09-25")
    story.extend("2025-09-26", 10)
    assert story.case.extended_days == 10
    extension = story.case.letters[story.case.extensions[0].letter]
    with story.refuses(Incomplete, rule="条例 art 33", match="20"):
        amend(story, "2025-09-29", extension.sent, "2025-09-26")


def test_a_delay_is_told_once_and_for_a_year_at_most_also_by_amending() -> None:
    story = Story("2025-09-15")
    asked = letter(LetterKind.REASONS, "2025-09-16")
    with story.on("2025-09-16") as case:
        case.ask_reasons(letter=asked, dispatch=sent("2025-09-16"))
        case.judge_excess(judgement=Judgement.LATER, reason=sealed())

    def delay(until: str) -> None:
        with story.on("2025-09-17") as case:
            case.tell_delay(
                letter=letter(LetterKind.DELAY, "2025-09-17", told_due=day(until)),
                until=day(until),
                dispatch=sent("2025-09-17"),
            )

    with story.refuses(Incomplete, rule="条例 art 35", match="不晚于"):
        delay("2026-11-01")
    with story.refuses(Incomplete, match="太远"):
        delay("9999-12-31")
    delay("2025-12-31")
    with story.refuses(WrongState, rule="条例 art 35", match="不能再改"):
        delay("2026-01-31")
    assert story.case.excess is not None
    with story.refuses(Incomplete, rule="条例 art 35", match="不晚于"):
        amend(story, "2025-09-18", story.case.excess.until, "2026-11-01", "until")
    with story.refuses(Incomplete, match="太远"):
        amend(story, "2025-09-18", story.case.excess.until, "9999-12-31", "until")
