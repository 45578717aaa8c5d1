"""补登: a day that keeps or moves a limit is shown by something, when it is told afterwards."""

import pytest

from domain.errors import Incomplete, SamePerson, WrongState
from domain.letters import LetterKind
from domain.numbering import Number
from domain.requests.evidence import NO_EVIDENCE, RECORDED, Evidence
from domain.requests.letters import Dispatch, DispatchWay
from tests.domain.requests.desk import HEAD, PAPER, SLIP, Story, day, letter, sent

DUE = "2025-10-17"


def signed(story: Story, on: str) -> str:
    """A reply that was printed and signed on this day, and lies here."""
    story.draft(on, "ALREADY_PUBLIC")
    story.examine(on)
    made = letter(LetterKind.REPLY, on, number=Number("reply", 1, 2025))
    with story.on(on, HEAD) as case:
        case.issue_reply(letter=made, review=None, dispatch=None)
    return made.id


@pytest.mark.parametrize("proof", [NO_EVIDENCE, RECORDED])
def test_a_reply_is_said_to_have_been_posted_in_time_only_with_something_to_show(
    proof: Evidence,
) -> None:
    story = Story("2025-09-15")
    reply = signed(story, "2025-10-15")
    with (
        story.on("2026-02-10") as case,
        story.refuses(Incomplete, rule="条例 art 33", match="凭证"),
    ):
        case.dispatch(reply, Dispatch(day("2025-10-16"), DispatchWay.POST, proof))
    with story.on("2026-02-10") as case:
        case.dispatch(reply, Dispatch(day("2025-10-16"), DispatchWay.POST, SLIP))
    assert story.broken == []


def test_a_reply_is_not_said_to_have_been_served_online_before_it_was() -> None:
    story = Story("2025-09-15")
    reply = signed(story, "2025-10-15")
    with story.on("2026-02-10") as case, story.refuses(Incomplete, match="当天"):
        case.dispatch(reply, Dispatch(day("2025-10-16"), DispatchWay.ONLINE, RECORDED))
    with story.on("2026-02-10") as case:
        case.dispatch(reply, Dispatch(day("2026-02-10"), DispatchWay.ONLINE, RECORDED))
    assert [article for article, _ in story.broken] == ["条例 art 33"]


def test_what_is_posted_today_needs_no_slip_yet_and_the_archive_witnesses_no_posting() -> None:
    story = Story("2025-09-15")
    reply = signed(story, "2025-10-15")
    with story.on("2025-10-15") as case:
        with story.refuses(Incomplete, match="系统记录只能证明网上查收"):
            case.dispatch(reply, Dispatch(day("2025-10-15"), DispatchWay.POST, RECORDED))
        case.dispatch(reply, Dispatch(day("2025-10-15"), DispatchWay.POST, NO_EVIDENCE))
    assert story.broken == []


def test_a_consent_after_the_due_date_extends_nothing_and_is_refused() -> None:
    story = Story("2025-09-15")
    assert story.due("2025-10-20") == DUE
    with (
        story.on("2025-10-20", HEAD) as case,
        story.refuses(WrongState, rule="条例 art 33", match=DUE),
    ):
        case.consent_to_extension(days=10, on=day("2025-10-20"), reason="需要查找")
    with story.on("2025-10-20", HEAD) as case, story.refuses(WrongState, match=DUE):
        case.consent_to_extension(days=10, on=day("2025-10-20"), reason="需要查找", paper=PAPER)
    with story.on("2025-10-20", HEAD) as case:
        case.consent_to_extension(days=10, on=day(DUE), reason="需要查找", paper=PAPER)


def test_nobody_tells_on_paper_of_the_extension_that_he_consented_to_himself() -> None:
    story = Story("2025-09-15")
    with story.on("2025-10-13", HEAD) as case:
        case.consent_to_extension(days=10, on=day("2025-10-13"), reason="需要查找")
        with story.refuses(SamePerson):
            case.tell_extension(
                letter=letter(LetterKind.EXTENSION, "2025-10-13"),
                days=10,
                dispatch=sent("2025-10-13"),
                paper=True,
            )
