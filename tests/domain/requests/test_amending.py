"""更改法定日期: what may be set right, by whom, and what follows from it."""

from datetime import date

from domain.errors import Incomplete
from domain.requests.proceeding import LegalDateAmended
from tests.domain.requests.desk import HEAD, SLIP, Story, day


def amend(story: Story, today: str, of: int, becomes: str, member: str = "on") -> None:
    """The head sets a legal date right."""
    with story.on(today, HEAD) as case:
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
