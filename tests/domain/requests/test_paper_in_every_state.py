"""补录: whatever an organ did on paper can be recorded wherever the request stood, or is refused
because it cannot have been, with a message that says why."""

from collections.abc import Callable

import pytest

from domain.act import acting
from domain.errors import Incomplete, Refusal, WrongState
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.profile import ApplicantCategory
from domain.letters import LetterKind
from domain.requests.applicant import Defect, FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.evidence import NO_EVIDENCE, RECORDED, Evidence, EvidenceKind
from domain.requests.extending import Judgement
from domain.requests.letters import Addressee, AddresseeKind
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from tests.domain.requests.desk import (
    CALL,
    CLERK,
    HEAD,
    ORGAN,
    PAID,
    PAPER,
    RULES,
    SIGNED,
    Story,
    act_on,
    day,
    letter,
    sealed,
    sent,
    standing,
)

UNSAID = Evidence(EvidenceKind.DOCUMENT, "", None)
RECEIVED, THEN, TODAY = "2025-09-15", "2025-09-24", "2025-10-27"
"""The day of receipt; that of what happened on paper; that on which it is recorded."""


def _unconfirmed() -> Story:
    return Story(RECEIVED, channel=FilingChannel.ONLINE, receipt_evidence=NO_EVIDENCE)


def _clarifying() -> Story:
    story = Story(RECEIVED)
    story.clarify("2025-09-16", period=5, served="2025-09-17")
    return story


def _charged() -> Story:
    story = Story(RECEIVED)
    story.charge("2025-09-16", 40, served="2025-09-17")
    return story


def _consulting() -> Story:
    story = Story(RECEIVED)
    story.consult("2025-09-16")
    return story


def _asked_for_reasons() -> Story:
    story = Story(RECEIVED)
    with story.on("2025-09-16") as case:
        case.ask_reasons(letter=letter(LetterKind.REASONS, "2025-09-16"), dispatch=None)
    return story


def _judged_later() -> Story:
    story = _asked_for_reasons()
    with story.on("2025-09-17") as case:
        case.judge_excess(judgement=Judgement.LATER, reason=sealed())
    return story


def _extended() -> Story:
    story = Story(RECEIVED)
    story.extend("2025-09-16")
    return story


def _drafted() -> Story:
    story = Story(RECEIVED)
    story.draft("2025-09-16", "PETITION")
    return story


def _replied() -> Story:
    story = Story(RECEIVED)
    story.reply("2025-09-26", "INQUIRY")
    return story


def _abandoned() -> Story:
    story = _clarifying()
    story.abandon("2025-10-20")
    return story


def _withdrawn() -> Story:
    story = Story(RECEIVED)
    with story.on("2025-09-22", CLERK) as case:
        case.withdraw(on=day("2025-09-22"), evidence=SIGNED)
    return story


def _joined() -> Story:
    story, other = Story(RECEIVED), Story(RECEIVED)
    with story.on("2025-09-16", CLERK) as case:
        case.join_to(other.case, on=day("2025-09-16"), reason="同一份申请")
    return story


def _taken_over() -> Story:
    story = Story(RECEIVED)
    with acting(act_on("2025-09-20", CLERK)):
        story.case = InformationRequest.take_over(
            id=InformationRequest.create_id(),
            organ=ORGAN,
            earlier_number="2018-3",
            category=ApplicantCategory.NATURAL_PERSON,
            channel=None,
            received_on=day("2018-03-01"),
            closed_on=day("2018-03-20"),
            row="3.1",
            source="旧系统",
            key="3",
            order="清政办〔2025〕1号",
        ).under(RULES)
    return story


SITUATIONS: dict[str, Callable[[], Story]] = {
    "UNCONFIRMED": _unconfirmed,
    "OPEN": lambda: Story(RECEIVED),
    "OPEN, consulting": _consulting,
    "OPEN, reasons asked": _asked_for_reasons,
    "OPEN, to be delayed": _judged_later,
    "OPEN, extended": _extended,
    "OPEN, drafted": _drafted,
    "CLARIFYING": _clarifying,
    "CHARGED": _charged,
    "REPLIED": _replied,
    "ABANDONED": _abandoned,
    "WITHDRAWN": _withdrawn,
    "JOINED": _joined,
    "TAKEN_OVER": _taken_over,
}


def _clarify(case: InformationRequest) -> None:
    case.request_clarification(
        letter=letter(LetterKind.CLARIFICATION, THEN),
        defects=(Defect("description", sealed()),),
        period=10,
        dispatch=sent(THEN),
        paper=True,
    )


def _consult(case: InformationRequest) -> None:
    case.consult(
        letter=letter(LetterKind.OTHER_ORGAN, THEN, Addressee(AddresseeKind.ORGAN, "县民政局")),
        kind=ConsultationKind.OTHER_ORGAN,
        matters=(1,),
        third_party=None,
        dispatch=sent(THEN),
        paper=True,
    )


def _extend(case: InformationRequest) -> None:
    case.tell_extension(
        letter=letter(LetterKind.EXTENSION, THEN), days=10, dispatch=sent(THEN), paper=True
    )


def _ask_reasons(case: InformationRequest) -> None:
    case.ask_reasons(
        letter=letter(LetterKind.REASONS, THEN), dispatch=sent(THEN), period=10, paper=True
    )


def _delay(case: InformationRequest) -> None:
    until = day("2025-12-31")
    case.tell_delay(
        letter=letter(LetterKind.DELAY, THEN, told_due=until),
        until=until,
        dispatch=sent(THEN),
        paper=True,
    )


def _charge(case: InformationRequest) -> None:
    case.charge(
        letter=letter(LetterKind.FEE, THEN),
        basis=FeeBasis.PER_PIECE,
        quantity=40,
        earlier=0,
        dispatch=sent(THEN),
        paper=True,
    )


def _give_up(cause: AbandonCause) -> Callable[[InformationRequest], None]:
    def act(case: InformationRequest) -> None:
        case.abandon(
            cause=cause,
            judged=sealed(),
            on=day(THEN),
            letter=letter(LetterKind.ABANDONMENT, THEN),
            dispatch=sent(THEN),
            paper=True,
        )

    return act


def _search(case: InformationRequest) -> None:
    case.record_search(
        search="search:1",
        matters=(1,),
        systems=("档案系统",),
        places=(),
        keywords=sealed(),
        searcher="王某",
        on=day(THEN),
        found=False,
        result="未检索到",
    )


ACTS: dict[str, Callable[[InformationRequest], None]] = {
    "request_clarification": _clarify,
    "consult": _consult,
    "tell_extension": _extend,
    "ask_reasons": _ask_reasons,
    "tell_delay": _delay,
    "charge": _charge,
    "abandon, not clarified": _give_up(AbandonCause.NOT_CLARIFIED),
    "abandon, fee unpaid": _give_up(AbandonCause.FEE_UNPAID),
    "record_search": _search,
}

SENSELESS = {
    **{(state, act): "已并入另一件" for state in ("JOINED",) for act in ACTS},
    **{(state, act): "旧系统办结" for state in ("TAKEN_OVER",) for act in ACTS},
    **{
        (state, f"abandon, {cause}"): "不能这样办理"
        for state in ("REPLIED", "ABANDONED", "WITHDRAWN")
        for cause in ("not clarified", "fee unpaid")
    },
}
"""What cannot have been there, and what its refusal says."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_happened_on_paper_is_recorded_wherever_it_can_have_happened(
    situation: str, act: str
) -> None:
    story = SITUATIONS[situation]()
    before, events = story.case.state, len(story.case.pending_events)
    said = SENSELESS.get((situation, act))
    if said is not None:
        with story.refuses(WrongState, match=said), story.on(TODAY) as case:
            ACTS[act](case)
        return
    with story.on(TODAY) as case:
        ACTS[act](case)
    assert len(story.case.pending_events) > events
    if before.closed:
        assert story.case.state is before
    again = story.replayed()
    assert standing(again) == standing(story.case)
    assert again.count(day(TODAY)) == story.case.count(day(TODAY))


@pytest.mark.parametrize("situation", ["OPEN, reasons asked", "OPEN, to be delayed"])
def test_a_second_demand_for_reasons_on_paper_is_a_breach_that_moves_nothing(
    situation: str,
) -> None:
    story = SITUATIONS[situation]()
    asked = story.case.excess
    with story.refuses(WrongState, rule="条例 art 35"), story.on(THEN) as case:
        case.ask_reasons(letter=letter(LetterKind.REASONS, THEN), dispatch=sent(THEN))
    with story.on(TODAY) as case:
        _ask_reasons(case)
    assert story.case.excess == asked
    assert ("说明理由应当一次要求", "条例 art 35", 0) in [
        (one.rule, one.article, one.days) for one in story.case.breaches
    ]
    assert standing(story.replayed()) == standing(story.case)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_clarification_on_paper_is_recorded_wherever_it_can_have_happened(situation: str) -> None:
    story = SITUATIONS[situation]()
    before = story.case.state
    if before in (RequestState.JOINED, RequestState.TAKEN_OVER):
        with story.refuses(WrongState):
            story.clarify(THEN, paper=True)
        return
    story.clarify(THEN, paper=True)
    moved = {RequestState.OPEN: RequestState.CLARIFYING, RequestState.CHARGED: "CLARIFYING"}
    assert story.case.state == moved.get(before, before)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_reply_on_paper_is_recorded_wherever_it_can_have_happened(situation: str) -> None:
    story = SITUATIONS[situation]()
    if situation in ("REPLIED", "JOINED", "TAKEN_OVER"):
        with story.refuses(WrongState):
            story.reply_on_paper(THEN, "INQUIRY", today=TODAY)
        return
    story.reply_on_paper(THEN, "INQUIRY", today=TODAY)
    assert story.case.state is RequestState.REPLIED
    assert standing(story.replayed()) == standing(story.case)


@pytest.mark.parametrize("situation", [one for one in SITUATIONS if "," not in one])
def test_what_came_in_on_paper_is_recorded_wherever_it_can_have_come(situation: str) -> None:
    """The answer of somebody asked, a payment, a clarified application, an applicant's reasons."""
    if situation in ("JOINED", "TAKEN_OVER"):
        return
    story = SITUATIONS[situation]()
    with story.on(TODAY) as case:
        _consult(case)
        _charge(case)
    if situation not in ("REPLIED", "ABANDONED", "WITHDRAWN"):
        story.clarify(TODAY, paper=True)
    asked = story.case.consultations[-1].letter
    story.opine(asked, TODAY, Opinion.CONSENT)
    fee = story.case.fees[-1].letter
    wrong: type[Refusal] = WrongState
    if situation == "ABANDONED":
        with story.refuses(wrong, match="先恢复处理"):
            story.pay(fee, TODAY)
        with story.refuses(wrong, match="先恢复处理"):
            story.answer(story.case.clarifications[-1].letter, TODAY)
        return
    with story.on(TODAY, CLERK) as case:
        case.pay(fee, on=day(TODAY), amount=2000, evidence=PAID)
    if story.case.clarifications:
        story.answer(story.case.clarifications[-1].letter, TODAY)
    assert standing(story.replayed()) == standing(story.case)


def test_a_request_waits_for_the_payment_when_the_clarification_was_answered_first() -> None:
    story = _charged()
    notice = story.clarify("2025-09-18", paper=True)
    assert story.case.state is RequestState.CLARIFYING
    story.answer(notice, "2025-09-22")
    assert story.case.state is RequestState.CHARGED
    story.pay(story.case.fees[0].letter, "2025-09-23")
    assert story.case.state is RequestState.OPEN
    assert story.due() == "2025-10-27"


def test_what_waits_is_waited_for_once_the_receipt_is_confirmed() -> None:
    story = _unconfirmed()
    notice = story.clarify("2025-09-18", paper=True)
    assert story.case.state is RequestState.UNCONFIRMED
    assert story.broken == [("条例 art 31", 0)]
    with story.on("2025-09-19", CLERK) as case:
        case.confirm_receipt(on=day("2025-09-17"), evidence=CALL)
    assert story.case.state is RequestState.CLARIFYING
    story.answer(notice, "2025-09-22")
    assert story.case.state is RequestState.OPEN
    assert story.due() == "2025-10-24"


def test_a_clarification_that_came_to_light_after_the_reply_moves_the_clock_by_its_days() -> None:
    story = Story(RECEIVED)
    story.reply("2025-10-21", "INQUIRY")
    assert story.case.count(day(TODAY)).days_late == 2
    with story.on(TODAY) as case:
        _clarify(case)
    assert "纸面办理未及时登记" in {one.rule for one in story.case.breaches}
    assert story.case.count(day(TODAY)).due is None
    story.answer(story.case.clarifications[0].letter, "2025-09-28")
    clock = story.case.count(day(TODAY))
    assert (str(clock.due), clock.days_late) == ("2025-10-31", 0)
    assert story.case.state is RequestState.REPLIED


def test_an_answer_after_the_reply_leaves_the_matters_as_they_were_answered() -> None:
    story = _clarifying()
    notice = story.case.clarifications[0].letter
    story.reply_on_paper("2025-09-18", "INQUIRY")
    before = story.case.matters[1]
    story.answer(notice, "2025-09-19")
    assert story.case.matters[1] == before
    assert story.case.count(day("2025-09-19")).due is None


def test_a_giving_up_on_paper_before_the_period_had_passed_is_a_breach_by_its_days() -> None:
    story = Story(RECEIVED)
    story.clarify("2025-09-16", period=10, served="2025-09-17")
    with story.on(TODAY) as case:
        _give_up(AbandonCause.NOT_CLARIFIED)(case)
    assert story.case.state is RequestState.ABANDONED
    assert story.broken == [("条例 art 30", 5)]


def test_a_giving_up_on_paper_when_nothing_was_waited_for_is_a_breach_and_is_reopened() -> None:
    story = Story(RECEIVED)
    with story.on(TODAY) as case:
        _give_up(AbandonCause.FEE_UNPAID)(case)
    assert [article for article, _ in story.broken] == ["条例 art 42", "条例 art 45"]
    with story.on(TODAY) as case:
        case.reopen(on=day(TODAY), reason=sealed())
    assert story.case.state is RequestState.OPEN


def test_a_delay_on_paper_without_reasons_judged_is_a_breach_and_moves_nothing() -> None:
    story = Story(RECEIVED)
    due = story.due("2025-09-24")
    with story.on("2025-09-24") as case:
        _delay(case)
    assert story.broken == [("条例 art 35", 0)]
    assert story.due("2025-09-24") == due
    with story.on("2025-09-25", HEAD) as case:
        version = next(of for of, member in case.dates if member == "until")
        case.amend_legal_date(
            of=version,
            member="until",
            becomes=day("2026-01-05"),
            reason="抄错",
            evidence=SIGNED,
        )


def test_a_consent_that_came_after_the_notice_on_paper_is_no_consent_to_it() -> None:
    story = Story(RECEIVED)
    with story.on("2025-10-16", HEAD) as case:
        case.consent_to_extension(days=10, on=day("2025-10-16"), reason="档案分散")
    with story.on(TODAY) as case:
        _extend(case)
    assert ("条例 art 33", 0) in story.broken
    assert story.due(TODAY) == "2025-10-17"


@pytest.mark.parametrize("situation", ["OPEN", "CLARIFYING", "CHARGED", "REPLIED"])
def test_a_consent_given_on_paper_before_the_notice_counts_wherever_it_is_recorded(
    situation: str,
) -> None:
    story = SITUATIONS[situation]()
    with story.on(TODAY, HEAD) as case:
        case.consent_to_extension(days=10, on=day("2025-09-23"), reason="档案分散", paper=PAPER)
    with story.on(TODAY) as case:
        _extend(case)
    assert "延期须经负责人同意" not in {one.rule for one in story.case.breaches}
    assert story.case.extensions[-1].effective == 10
    assert standing(story.replayed()) == standing(story.case)


@pytest.mark.parametrize("nothing", [NO_EVIDENCE, RECORDED, UNSAID])
def test_a_consent_given_on_paper_needs_its_paper(nothing: Evidence) -> None:
    story = Story(RECEIVED)
    with story.refuses(Incomplete), story.on(TODAY, HEAD) as case:
        case.consent_to_extension(days=10, on=day("2025-09-23"), reason="档案分散", paper=nothing)


def test_a_consent_of_today_is_for_a_request_whose_time_runs() -> None:
    story = _clarifying()
    with story.refuses(WrongState), story.on(TODAY, HEAD) as case:
        case.consent_to_extension(days=10, on=day(TODAY), reason="档案分散")


def test_a_third_party_told_on_paper_before_his_time_was_over_is_a_breach() -> None:
    story = Story(RECEIVED)
    asked = story.consult("2025-09-16")
    notice = letter(
        LetterKind.THIRD_PARTY_NOTICE,
        THEN,
        Addressee(AddresseeKind.THIRD_PARTY, story.case.consultations[0].third_party.person),  # type: ignore[union-attr]
    )
    with story.refuses(WrongState, rule="条例 art 32"), story.on(THEN) as case:
        case.override_third_party(asked, letter=notice, reason=sealed(), dispatch=sent(THEN))
    with story.on(THEN) as case:
        case.override_third_party(
            asked, letter=notice, reason=sealed(), dispatch=sent(THEN), paper=True
        )
    assert story.broken == [("条例 art 32", 0)]
