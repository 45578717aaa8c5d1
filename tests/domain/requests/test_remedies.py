"""送达、复议与诉讼: when a limit counts as kept, the organ's own clocks, a reply ordered anew."""

from datetime import date

import pytest

from domain.errors import Incomplete, NotFound, WrongState
from domain.law.limits import Unit
from domain.requests.letters import DispatchWay
from domain.requests.remedies import RemedyKind, RemedyParty, RemedyResult
from domain.requests.replying import ReplyCause
from tests.domain.requests.desk import CLERK, PAPER, SIGNED, SLIP, Story, day, sent

ORDERED = {"cause": ReplyCause.REVIEW, "reason": "检索不充分", "document": "清政复决〔2025〕8号"}


def ready(story: Story, on: str, way: DispatchWay) -> str:
    """A reply signed and sent this way."""
    story.draft(on, "INQUIRY")
    story.examine(on)
    return story.issue(on, None, way=way)


@pytest.mark.parametrize("way", [DispatchWay.POST, DispatchWay.EMAIL, DispatchWay.ONLINE])
def test_by_post_and_electronically_the_limit_is_kept_by_the_day_of_sending(
    way: DispatchWay,
) -> None:
    story = Story("2025-09-15")
    reply = ready(story, "2025-10-17", way)
    story.deliver(reply, "2025-10-27")
    assert story.case.count(story.last).days_late == 0


@pytest.mark.parametrize("way", [DispatchWay.HANDED_OVER, DispatchWay.THROUGH_ORGAN])
def test_handed_over_the_limit_is_kept_only_by_the_day_of_signing(way: DispatchWay) -> None:
    story = Story("2025-09-15")
    reply = ready(story, "2025-10-17", way)
    story.deliver(reply, "2025-10-20")
    assert story.case.count(story.last).days_late == 1


def test_every_letter_has_three_dates_and_the_receipt_needs_its_proof() -> None:
    story = Story("2025-09-15")
    reply = ready(story, "2025-09-22", DispatchWay.POST)
    with story.refuses(WrongState, match="已经寄出"), story.on("2025-09-23") as case:
        case.dispatch(reply, sent("2025-09-23"))
    story.deliver(reply, "2025-09-24")
    case = story.case
    assert case.letters[reply].letter.dated == date(2025, 9, 22)
    assert case.sent_on(reply) == date(2025, 9, 22)
    assert case.received_on_of(reply) == date(2025, 9, 24)
    with story.refuses(WrongState, match="已经登记签收"):
        story.deliver(reply, "2025-09-25")


def test_a_letter_that_came_back_is_sent_again_and_its_first_dispatch_counts() -> None:
    story = Story("2025-09-15")
    reply = ready(story, "2025-10-17", DispatchWay.POST)
    with story.on("2025-10-24", CLERK) as case:
        case.return_letter(reply, on=day("2025-10-24"), reason="无人签收", evidence=SLIP)
        case.dispatch(reply, sent("2025-10-24"))
    assert story.case.kept_on(reply) == date(2025, 10, 17)
    with story.refuses(NotFound), story.on("2025-10-27") as case:
        case.dispatch("letter:none", sent("2025-10-27"))


@pytest.mark.parametrize(
    ("kind", "simple", "due"),
    [
        (RemedyKind.REVIEW, False, "2025-12-15"),
        (RemedyKind.REVIEW, True, "2025-12-08"),
        (RemedyKind.SUIT, False, "2025-12-16"),
    ],
)
def test_the_organs_own_clock_runs_from_the_copy_it_received(
    kind: RemedyKind, simple: bool, due: str
) -> None:
    story = Story("2025-09-15")
    ready(story, "2025-09-22", DispatchWay.POST)
    remedy = story.contest("2025-12-01", kind, simple=simple)
    assert story.case.remedy_due(remedy).isoformat() == due


def test_a_late_answer_to_the_reviewing_body_is_a_breach_in_its_own_unit() -> None:
    for kind, unit, late in (
        (RemedyKind.REVIEW, Unit.WORKING_DAYS, 1),
        (RemedyKind.SUIT, Unit.CALENDAR_DAYS, 6),
    ):
        story = Story("2025-09-15")
        remedy = story.contest("2025-12-01", kind)
        on = "2025-12-16" if kind is RemedyKind.REVIEW else "2025-12-22"
        with story.on(on) as case:
            case.answer_remedy(remedy, on=day(on), evidence=SLIP)
        (breach,) = story.case.breaches
        assert (breach.days, breach.unit) == (late, unit)


def test_an_ordered_reply_has_its_own_limit_and_never_counts_again() -> None:
    story = Story("2025-09-15")
    story.reply("2025-09-22", "INQUIRY")
    with story.refuses(WrongState, match="还没有登记"):
        story.draft("2025-09-23", "PROVIDED", **ORDERED)
    remedy = story.contest("2025-11-03")
    assert story.case.contested
    story.decide(remedy, "2025-12-01", until="2025-12-22")
    assert story.case.ordered_until == date(2025, 12, 22)
    assert story.case.overturned
    story.reply("2025-12-24", "PROVIDED", **ORDERED)
    assert story.case.ordered_until is None
    assert story.case.first_row == "3.5.1"
    assert story.broken == [("条例 art 33", 2)]


def test_silence_can_be_contested_and_the_ordered_reply_is_then_the_first() -> None:
    story = Story("2025-09-15")
    remedy = story.contest("2025-11-03")
    story.decide(remedy, "2025-12-01", until="2025-12-22")
    assert story.case.ordered_until == date(2025, 12, 22)
    story.reply("2025-12-15", "PROVIDED", **ORDERED)
    assert story.case.ordered_until is None
    assert story.case.first_row == "3.1"


def test_a_judgement_that_is_appealed_against_changes_nothing_yet() -> None:
    story = Story("2025-09-15")
    reply = story.reply("2025-09-22", "INQUIRY")
    with story.on("2025-10-09", CLERK) as case:
        case.seek_remedy(
            remedy="remedy:1",
            kind=RemedyKind.SUIT,
            body="清河县人民法院",
            docket_number="（2025）豫行初 1 号",
            simple=False,
            on=day("2025-10-09"),
            evidence=PAPER,
            party=RemedyParty.THIRD_PARTY,
            against=reply,
        )
    story.decide("remedy:1", "2025-12-01", final=False)
    assert story.case.contested
    assert not story.case.overturned
    story.decide("remedy:1", "2026-03-02", RemedyResult.UPHELD, received_on=date(2026, 3, 2))
    assert not story.case.contested
    with story.refuses(WrongState, match="已经登记过"):
        story.decide("remedy:1", "2026-03-02")


def test_remedies_that_cannot_be_are_refused() -> None:
    story = Story("2025-09-15")
    with story.refuses(Incomplete, rule="行政复议法 art 53"):
        story.contest("2025-11-03", RemedyKind.SUIT, simple=True)
    with story.refuses(WrongState, match="复议决定"):
        story.contest("2025-11-03", RemedyKind.SUIT_AFTER_REVIEW)
    remedy = story.contest("2025-11-03")
    with story.refuses(Incomplete, match="纠正"):
        story.decide(remedy, "2025-12-01", RemedyResult.UPHELD, until="2025-12-22")
    with story.refuses(Incomplete, match="之后"):
        story.decide(remedy, "2025-12-01", until="2025-12-01")
    with story.refuses(NotFound):
        story.decide("remedy:none", "2025-12-01")
    assert story.case.letters == {}
    assert SIGNED.note
