"""补录: notices known from paper, and notices that lay here after they were written."""

from collections.abc import Callable

import pytest

from domain.errors import Incomplete
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.letters import LetterKind
from domain.requests.applicant import Defect
from domain.requests.consulting import LETTERS
from domain.requests.evidence import NO_EVIDENCE, RECORDED
from domain.requests.extending import Judgement
from domain.requests.letters import Addressee, AddresseeKind, Dispatch, DispatchWay
from domain.requests.request import InformationRequest
from tests.domain.requests.desk import HEAD, Story, day, letter, sealed, sent

Tell = Callable[[InformationRequest, str, Dispatch | None, bool], str]


def _clarify(case: InformationRequest, on: str, dispatch: Dispatch | None, paper: bool) -> str:
    notice = letter(LetterKind.CLARIFICATION, on)
    defects = (Defect("description", sealed()),)
    case.request_clarification(
        letter=notice, defects=defects, period=10, dispatch=dispatch, paper=paper
    )
    return notice.id


def _consult(case: InformationRequest, on: str, dispatch: Dispatch | None, paper: bool) -> str:
    kind = ConsultationKind.OTHER_ORGAN
    notice = letter(LETTERS[kind], on, Addressee(AddresseeKind.ORGAN, "县民政局"))
    case.consult(
        letter=notice, kind=kind, matters=(1,), third_party=None, dispatch=dispatch, paper=paper
    )
    return notice.id


def _charge(case: InformationRequest, on: str, dispatch: Dispatch | None, paper: bool) -> str:
    notice = letter(LetterKind.FEE, on)
    case.charge(
        letter=notice,
        basis=FeeBasis.PER_PIECE,
        quantity=40,
        earlier=0,
        dispatch=dispatch,
        paper=paper,
    )
    return notice.id


def _extend(case: InformationRequest, on: str, dispatch: Dispatch | None, paper: bool) -> str:
    notice = letter(LetterKind.EXTENSION, on)
    case.tell_extension(letter=notice, days=20, dispatch=dispatch, paper=paper)
    return notice.id


def _delay(case: InformationRequest, on: str, dispatch: Dispatch | None, paper: bool) -> str:
    notice = letter(LetterKind.DELAY, on, told_due=day("2025-12-31"))
    case.tell_delay(letter=notice, until=day("2025-12-31"), dispatch=dispatch, paper=paper)
    return notice.id


NOTICES = pytest.mark.parametrize("tell", [_clarify, _consult, _charge, _extend, _delay])
SYSTEM = Dispatch(day("2025-10-15"), DispatchWay.POST, RECORDED)
NOTHING = Dispatch(day("2025-10-15"), DispatchWay.POST, NO_EVIDENCE)


def story_of() -> Story:
    """An application of 2025-09-15, due on 2025-10-17, that may be extended or delayed."""
    story = Story("2025-09-15")
    asked = letter(LetterKind.REASONS, "2025-09-16")
    with story.on("2025-09-16", HEAD) as case:
        case.consent_to_extension(days=20, on=day("2025-09-16"), reason="档案分散")
        case.ask_reasons(letter=asked, dispatch=sent("2025-09-16"))
        case.judge_excess(judgement=Judgement.LATER, reason=sealed())
    return story


@NOTICES
def test_a_notice_on_paper_that_nothing_shows_to_have_been_sent_is_refused(tell: Tell) -> None:
    story = story_of()
    for dispatch in (None, NOTHING, SYSTEM):
        with (
            story.refuses(Incomplete, match="寄送凭证"),
            story.on("2025-11-03") as case,
        ):
            tell(case, "2025-10-15", dispatch, True)


@NOTICES
def test_a_notice_on_paper_recorded_after_the_due_date_is_a_breach(tell: Tell) -> None:
    story = story_of()
    with story.on("2025-10-21") as case:
        tell(case, "2025-10-15", sent("2025-10-15"), True)
    assert [one.days for one in story.case.breaches if one.rule == "纸面办理未及时登记"] == [2]


@NOTICES
def test_a_notice_on_paper_recorded_in_time_is_no_such_breach(tell: Tell) -> None:
    story = story_of()
    with story.on("2025-10-16") as case:
        tell(case, "2025-10-15", sent("2025-10-15"), True)
    assert "纸面办理未及时登记" not in {one.rule for one in story.case.breaches}


@NOTICES
def test_a_notice_written_in_time_and_sent_after_the_due_date_is_a_breach_once(tell: Tell) -> None:
    story = story_of()
    with story.on("2025-09-17") as case:
        notice = tell(case, "2025-09-17", None, False)
    assert story.broken == []
    with story.on("2025-10-20") as case:
        case.dispatch(notice, sent("2025-10-20"))
    late = [one for one in story.case.breaches if one.days == 1]
    assert len(late) == 1
    with story.on("2025-10-21") as case:
        case.return_letter(
            notice, on=day("2025-10-21"), reason="地址写错", evidence=RECORDED, organ_at_fault=True
        )
        case.dispatch(notice, sent("2025-10-21"))
    assert len([one for one in story.case.breaches if one.rule == late[0].rule]) == 1


def test_a_clarification_sent_after_the_seventh_working_day_is_late_however_it_is_dated() -> None:
    story = Story("2025-09-15")
    with story.on("2025-09-16") as case:
        notice = _clarify(case, "2025-09-16", None, paper=False)
    with story.on("2025-09-26") as case:
        case.dispatch(notice, sent("2025-09-26"))
    assert story.broken == [("条例 art 30", 2)]
