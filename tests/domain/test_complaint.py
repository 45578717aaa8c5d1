"""投诉、举报 (条例 art 51, 53): accepted or declined, looked into, decided, answered, put right."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from domain.act import acting
from domain.complaint import (
    Complaint,
    ComplaintForm,
    ComplaintState,
    Holding,
    RectificationOrder,
)
from domain.errors import Incomplete, WrongState
from tests.petitions import NOTHING, ORGAN, PAPER, SLIP, TODAY, complaint, letter, party, sealed
from tests.town import Town, act

DAY = timedelta(days=1)
ORDER = RectificationOrder("十个工作日内重新答复", TODAY + 10 * DAY)


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting(act()):
        yield


def looked_into(**members: Any) -> Complaint:
    """A complaint that was accepted and investigated."""
    case = complaint(**members)
    case.accept(on=TODAY)
    case.investigate(finding=sealed(), evidence=[PAPER], on=TODAY)
    return case


def test_a_complaint_is_accepted_looked_into_decided_and_answered() -> None:
    case = complaint(on=TODAY - 9 * DAY, request="information_request:1")
    case.accept(on=TODAY - 8 * DAY)
    case.investigate(finding=sealed(), evidence=[PAPER], on=TODAY - 5 * DAY)
    case.investigate(finding=sealed(), evidence=[], on=TODAY - 4 * DAY)
    case.decide(holding=Holding.UPHELD, reason=sealed(), order=ORDER, on=TODAY - DAY)
    case.answer(letter=letter(), on=TODAY, evidence=SLIP)
    assert (case.state, case.holding) == (ComplaintState.ANSWERED, Holding.UPHELD)
    assert (case.order, case.request) == (ORDER, "information_request:1")
    assert [case.dates[version] for version in (1, 6)] == [TODAY - 9 * DAY, TODAY]


def test_a_complaint_may_be_declined_with_a_reason_and_is_answered_all_the_same() -> None:
    case = complaint()
    case.decline(reason=sealed(), on=TODAY)
    with pytest.raises(WrongState):
        case.investigate(finding=sealed(), evidence=[], on=TODAY)
    case.answer(letter=letter(), on=TODAY, evidence=SLIP)
    assert case.state is ComplaintState.ANSWERED


def test_no_organ_decides_a_complaint_against_itself() -> None:
    with pytest.raises(Incomplete, match="对自己的投诉") as refused:
        complaint(against=ORGAN)
    assert refused.value.rule == "条例 art 51"


def test_a_complaint_has_a_name_and_a_report_may_have_none() -> None:
    nobody = party(name=None, identity=None, contact=None)
    with pytest.raises(Incomplete, match="联系方式"):
        complaint(complainant=nobody)
    reported = complaint(complainant=nobody, form=ComplaintForm.REPORT)
    assert reported.complainant.name is None


def test_each_step_waits_for_the_one_before() -> None:
    case = complaint()
    with pytest.raises(WrongState):
        case.investigate(finding=sealed(), evidence=[], on=TODAY)
    case.accept(on=TODAY)
    early: list[Callable[[], None]] = [
        lambda: case.accept(on=TODAY),
        lambda: case.decline(reason=sealed(), on=TODAY),
        lambda: case.decide(holding=Holding.UPHELD, reason=sealed(), order=None, on=TODAY),
        lambda: case.answer(letter=letter(), on=TODAY, evidence=SLIP),
        lambda: case.report_rectification(document="整改报告", fulfilled=True, on=TODAY),
    ]
    for step in early:
        with pytest.raises(WrongState):
            step()


def test_only_what_holds_is_ordered_to_be_put_right_by_a_day_still_to_come() -> None:
    for holding, order in (
        (Holding.NOT_UPHELD, ORDER),
        (Holding.UPHELD, RectificationOrder(" ", TODAY)),
        (Holding.PARTLY_UPHELD, RectificationOrder("重新答复", TODAY - DAY)),
    ):
        with pytest.raises(Incomplete):
            looked_into().decide(holding=holding, reason=sealed(), order=order, on=TODAY)
    looked_into().decide(holding=Holding.NOT_UPHELD, reason=sealed(), order=None, on=TODAY)


def test_an_order_is_open_until_a_report_says_it_is_carried_out() -> None:
    case = looked_into()
    case.decide(holding=Holding.UPHELD, reason=sealed(), order=ORDER, on=TODAY)
    assert case.order_days_late(ORDER.until) == 0
    assert case.order_days_late(ORDER.until + 3 * DAY) == 3
    with pytest.raises(Incomplete):
        case.report_rectification(document=" ", fulfilled=True, on=TODAY)
    case.report_rectification(document="清建函〔2026〕1号", fulfilled=False, on=TODAY)
    case.answer(letter=letter(), on=TODAY, evidence=SLIP)
    case.report_rectification(document="清建函〔2026〕2号", fulfilled=True, on=TODAY)
    assert case.state is ComplaintState.ANSWERED
    assert case.order_days_late(ORDER.until + 3 * DAY) == 0
    with pytest.raises(WrongState, match="没有尚未完成"):
        case.report_rectification(document="再报", fulfilled=True, on=TODAY)


def test_without_an_order_nothing_is_late() -> None:
    assert looked_into().order_days_late(TODAY) == 0


def test_an_answer_is_a_letter_and_its_service_is_proved() -> None:
    case = complaint(on=TODAY - DAY)
    case.decline(reason=sealed(), on=TODAY - DAY)
    for paper, proof in ((letter(" "), SLIP), (letter(), NOTHING)):
        with pytest.raises(Incomplete):
            case.answer(letter=paper, on=TODAY, evidence=proof)
    with pytest.raises(Incomplete, match="文书的日期"):
        case.answer(letter=letter(), on=TODAY - DAY, evidence=SLIP)


def test_a_wrong_legal_date_is_amended() -> None:
    case = complaint(on=TODAY - DAY)
    case.accept(on=TODAY)
    case.amend_date(of=2, on=TODAY - DAY, reason="登记有误", evidence=PAPER)
    assert case.dates[2] == TODAY - DAY


def test_a_complaint_read_back_from_the_journal_is_the_same(town: Town) -> None:
    def decide(desk: Any) -> list[Any]:
        case = looked_into(organ=town.housing.organ)
        case.decide(holding=Holding.UPHELD, reason=sealed(), order=ORDER, on=TODAY)
        case.report_rectification(document="整改报告", fulfilled=True, on=TODAY)
        return [case]

    recorded = town.app.perform(town.housing.drafter, decide)
    found = town.app.load(Complaint, recorded.stream)
    assert (found.state, found.order) == (ComplaintState.DECIDED, ORDER)
    assert found.fulfilled_at == 5
