"""更正 (条例 art 41): verify, then correct and tell; or hand over, or say who may; or refuse."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from domain.act import acting
from domain.errors import Incomplete, NotFound, WrongState
from domain.rectification import CompetentOrgan, Rectification, RectificationState
from tests.petitions import (
    NOTHING,
    ORGAN,
    OTHER_ORGAN,
    PAPER,
    SLIP,
    TODAY,
    letter,
    party,
    rectification,
    sealed,
)
from tests.town import Town, act

DAY = timedelta(days=1)
ELSEWHERE = {"to": "县不动产登记中心", "contact": "0379-7654321", "basis": "登记簿由其保管"}


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting(act()):
        yield


def test_what_is_shown_to_be_wrong_is_verified_corrected_and_told() -> None:
    case = rectification(on=TODAY - 5 * DAY)
    case.verify(finding=sealed(), on=TODAY - 3 * DAY)
    case.correct(what=sealed(), where=" 户籍登记簿 ", on=TODAY - DAY)
    case.tell(letter=letter(), on=TODAY, evidence=SLIP)
    assert case.state is RectificationState.TOLD
    assert (case.outcome, case.letter) == (RectificationState.CORRECTED, "letter:1")
    assert [case.dates[version] for version in (1, 2, 3, 4)] == [
        *(TODAY - days * DAY for days in (5, 3, 1)),
        TODAY,
    ]
    corrected = case.pending_events[2]
    assert isinstance(corrected, Rectification.Corrected)
    assert corrected.where == "户籍登记簿"


def test_what_is_not_borne_out_is_refused_with_a_reason_and_told() -> None:
    case = rectification()
    case.refuse(reason=sealed(), on=TODAY)
    case.tell(letter=letter(), on=TODAY, evidence=SLIP)
    assert case.outcome is RectificationState.REFUSED


def test_what_was_verified_must_be_corrected() -> None:
    case = rectification()
    case.verify(finding=sealed(), on=TODAY)
    with pytest.raises(WrongState, match="属实的应当更正"):
        case.refuse(reason=sealed(), on=TODAY)
    with pytest.raises(WrongState):
        case.transfer(CompetentOrgan(**ELSEWHERE), on=TODAY)
    with pytest.raises(WrongState, match="还不能告知"):
        case.tell(letter=letter(), on=TODAY, evidence=SLIP)


def test_nothing_is_corrected_before_it_was_verified() -> None:
    with pytest.raises(WrongState, match="审核属实之后"):
        rectification().correct(what=sealed(), where="登记簿", on=TODAY)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (Rectification.transfer, RectificationState.TRANSFERRED),
        (Rectification.redirect, RectificationState.REDIRECTED),
    ],
)
def test_what_another_organ_must_correct_goes_there_and_the_applicant_is_told(
    step: Callable[..., None], state: RectificationState
) -> None:
    for missing in ELSEWHERE:
        with pytest.raises(Incomplete) as refused:
            step(rectification(), CompetentOrgan(**{**ELSEWHERE, missing: " "}), on=TODAY)
        assert refused.value.field == missing
    case = rectification()
    step(case, CompetentOrgan(**ELSEWHERE), on=TODAY)
    assert (case.state, case.competent) == (state, ELSEWHERE["to"])
    case.tell(letter=letter(), on=TODAY, evidence=SLIP)
    assert case.outcome is state


def test_what_was_transferred_here_names_the_organ_it_came_from() -> None:
    with pytest.raises(Incomplete):
        rectification(handed_over_by=" ")
    filed = rectification(handed_over_by="县公安局").pending_events[0]
    assert isinstance(filed, Rectification.Filed)
    assert filed.handed_over_by == "县公安局"


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"applicant": party(name=None)}, "applicant"),
        ({"applicant": party(contact=None)}, "applicant"),
        ({"applicant": party(identity=None)}, "applicant.identity"),
        ({"evidence": []}, "evidence"),
        ({"evidence": [NOTHING]}, "evidence"),
        ({"subject": None}, "record"),
        ({"record": "record:1"}, "record"),
        ({"on": TODAY + DAY}, "on"),
    ],
)
def test_a_demand_says_who_he_is_what_is_wrong_and_shows_it(
    members: dict[str, Any], field: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        rectification(**members)
    assert refused.value.field == field


def test_legal_dates_go_forward_and_not_beyond_today() -> None:
    case = rectification(on=TODAY - DAY)
    with pytest.raises(Incomplete, match="早于上一步"):
        case.verify(finding=sealed(), on=TODAY - 2 * DAY)
    with pytest.raises(Incomplete, match="晚于"):
        case.verify(finding=sealed(), on=TODAY + DAY)


def test_a_letter_has_an_id_and_no_later_date_than_its_service_and_service_is_proved() -> None:
    case = rectification(on=TODAY - DAY)
    case.refuse(reason=sealed(), on=TODAY - DAY)
    for bad, proof in ((letter(" "), SLIP), (letter(), SLIP), (letter(dated=date.min), NOTHING)):
        with pytest.raises(Incomplete):
            case.tell(letter=bad, on=TODAY - DAY, evidence=proof)


def test_nothing_follows_once_the_applicant_was_told() -> None:
    case = rectification()
    case.refuse(reason=sealed(), on=TODAY)
    case.tell(letter=letter(), on=TODAY, evidence=SLIP)
    with pytest.raises(WrongState):
        case.tell(letter=letter(), on=TODAY, evidence=SLIP)
    with pytest.raises(WrongState):
        case.verify(finding=sealed(), on=TODAY)


def test_a_wrong_legal_date_is_amended_with_reason_and_proof() -> None:
    case = rectification(on=TODAY - 4 * DAY)
    case.refuse(reason=sealed(), on=TODAY - 2 * DAY)
    case.amend_date(of=1, on=TODAY - 3 * DAY, reason="登记有误", evidence=PAPER)
    assert case.dates[1] == TODAY - 3 * DAY
    assert case.state is RectificationState.REFUSED
    for of, on, reason, proof in (
        (1, TODAY - DAY, "后于不予更正", PAPER),
        (1, TODAY - 3 * DAY, "没有变化", PAPER),
        (2, TODAY - 4 * DAY, "先于申请", PAPER),
        (2, TODAY + DAY, "将来", PAPER),
        (2, TODAY, " ", PAPER),
        (2, TODAY, "没有凭证", NOTHING),
    ):
        with pytest.raises(Incomplete):
            case.amend_date(of=of, on=on, reason=reason, evidence=proof)
    for version in (3, 7):
        with pytest.raises(NotFound):
            case.amend_date(of=version, on=TODAY, reason="没有这一步", evidence=PAPER)


def test_a_case_read_back_from_the_journal_is_the_same(town: Town) -> None:
    clerk = town.housing.drafter

    def decide(desk: Any) -> list[Any]:
        case = rectification(organ=town.housing.organ)
        case.transfer(CompetentOrgan(**ELSEWHERE), on=TODAY)
        case.tell(letter=letter(), on=TODAY, evidence=SLIP)
        return [case]

    # The act made here stands in for nobody: `perform` brings its own.
    found = town.app.load(Rectification, town.app.perform(clerk, decide).stream)
    assert (found.organ, found.state) == (town.housing.organ, RectificationState.TOLD)
    assert (found.competent, found.letter) == (ELSEWHERE["to"], "letter:1")
    assert found.organ not in (ORGAN, OTHER_ORGAN)
    assert found.dates[3] == TODAY
