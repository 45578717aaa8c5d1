"""保密审查: every step of the two ladders that is lawful, and every one that is not (R40, R41)."""

import itertools

import pytest

from domain.act import acting
from domain.errors import (
    Incomplete,
    NotReviewed,
    PostNotHeld,
    ReviewOutdated,
    SamePerson,
    WrongState,
)
from domain.findings import Finding, FindingKind
from domain.grounds import GROUNDS
from domain.review import Answer, Checklist, Decision, Ladder, ReviewState, SecrecyReview, Step
from tests.town import CHECKED, Town, act

DRAFTER, REVIEWER, OTHER = "officer:drafter", "officer:reviewer", "officer:other"
NOTHING_CHECKED = Checklist("", "", "")

Move = tuple[str, Step | Answer | Decision]
MOVES: list[Move] = [
    *(("refer", step) for step in Step),
    *(("determine", answer) for answer in Answer),
    *(("conclude", decision) for decision in Decision),
]

# The law's own picture, written out: where each lawful step leads. Everything else is refused.
FIRST_LADDER: dict[tuple[str, Move], str] = {
    ("OPEN", ("refer", Step.INTERNAL)): "REFERRED_INTERNAL",
    ("REFERRED_INTERNAL", ("determine", Answer.SECRET)): "SECRET",
    ("REFERRED_INTERNAL", ("determine", Answer.NOT_SECRET)): "NOT_SECRET",
    ("REFERRED_INTERNAL", ("determine", Answer.UNDETERMINED)): "UNDETERMINED_SECRET",
    ("UNDETERMINED_SECRET", ("refer", Step.AUTHORITY)): "REFERRED_AUTHORITY",
    ("REFERRED_AUTHORITY", ("determine", Answer.SECRET)): "SECRET",
    ("REFERRED_AUTHORITY", ("determine", Answer.NOT_SECRET)): "NOT_SECRET",
}
SECOND_LADDER: dict[tuple[str, Move], str] = {
    ("OPEN", ("refer", Step.BUSINESS)): "REFERRED_BUSINESS",
    ("NOT_SECRET", ("refer", Step.BUSINESS)): "REFERRED_BUSINESS",
    ("REFERRED_BUSINESS", ("determine", Answer.FIT)): "FIT",
    ("REFERRED_BUSINESS", ("determine", Answer.NOT_FIT)): "NOT_FIT",
    ("REFERRED_BUSINESS", ("determine", Answer.UNDETERMINED)): "UNDETERMINED_FITNESS",
    ("UNDETERMINED_FITNESS", ("refer", Step.COMPETENT)): "REFERRED_COMPETENT",
    ("REFERRED_COMPETENT", ("determine", Answer.FIT)): "FIT",
    ("REFERRED_COMPETENT", ("determine", Answer.NOT_FIT)): "NOT_FIT",
}
CONCLUSIONS: dict[tuple[str, Move], str] = {
    (state, ("conclude", decision)): "CONCLUDED"
    for state, decisions in {
        "OPEN": tuple(Decision),
        "SECRET": (Decision.REFUSED,),
        "NOT_SECRET": tuple(Decision),
        "FIT": (Decision.CLEARED, Decision.RETURNED),
        "NOT_FIT": (Decision.REFUSED, Decision.RETURNED),
    }.items()
    for decision in decisions
}
LAWFUL = FIRST_LADDER | SECOND_LADDER | CONCLUSIONS


def opened() -> SecrecyReview:
    with acting(act(DRAFTER)):
        return SecrecyReview.open(
            record="record:1",
            organ="organ:1",
            version=1,
            draft=1,
            content="c" * 64,
            drafters=(DRAFTER,),
            findings=(Finding(FindingKind.MOBILE, 2, 1),),
        )


def make(review: SecrecyReview, move: Move, officer: str = REVIEWER) -> None:
    """Take one step with everything it needs."""
    name, argument = move
    with acting(act(officer)):
        if name == "refer":
            assert isinstance(argument, Step)
            review.refer(step=argument, body="县保密局", question="是否属于国家秘密")
        elif name == "determine":
            assert isinstance(argument, Answer)
            review.determine(answer=argument, document="清保函〔2026〕3号")
        else:
            assert isinstance(argument, Decision)
            refused = argument is Decision.REFUSED
            secret = review.state in (ReviewState.OPEN, ReviewState.SECRET)
            ground = ("D1" if secret else "D4") if refused else None
            review.conclude(decision=argument, reason="意见", ground=ground, checklist=CHECKED)


def path_to(state: ReviewState) -> list[Move]:
    """The shortest lawful way from OPEN."""
    ways: dict[str, list[Move]] = {"OPEN": []}
    for _ in LAWFUL:
        for (before, move), after in LAWFUL.items():
            if before in ways and after not in ways:
                ways[after] = [*ways[before], move]
    return ways[state]


def in_state(state: ReviewState) -> SecrecyReview:
    review = opened()
    for move in path_to(state):
        make(review, move)
    assert review.state is state
    return review


@pytest.mark.parametrize(("state", "move"), list(itertools.product(ReviewState, MOVES)))
def test_a_step_is_taken_exactly_where_the_law_leads_there(state: ReviewState, move: Move) -> None:
    review = in_state(state)
    before = review.version
    if (state.value, move) in LAWFUL:
        make(review, move)
        assert review.state.value == LAWFUL[state.value, move]
        assert review.version == before + 1
    else:
        with pytest.raises(WrongState):
            make(review, move)
        assert (review.state, review.version) == (state, before)


def test_the_two_ladders_share_no_step() -> None:
    assert {step for step in Step if step.ladder is Ladder.SECRECY} == {
        Step.INTERNAL,
        Step.AUTHORITY,
    }
    for (_, (name, step)), _ in FIRST_LADDER.items():
        if name == "refer":
            assert isinstance(step, Step)
            assert step.ladder is Ladder.SECRECY
    for (_, (name, step)), _ in SECOND_LADDER.items():
        if name == "refer":
            assert isinstance(step, Step)
            assert step.ladder is Ladder.FITNESS


def test_a_referral_names_body_question_ladder_and_step() -> None:
    review = opened()
    make(review, ("refer", Step.BUSINESS))
    event = review.pending_events[-1]
    assert isinstance(event, SecrecyReview.Referred)
    assert (event.body, event.question) == ("县保密局", "是否属于国家秘密")
    assert (event.ladder, event.step) == (Ladder.FITNESS, Step.BUSINESS)


@pytest.mark.parametrize(
    ("body", "question"), [("", "问"), ("  ", "问"), ("局", ""), ("局", " \n")]
)
def test_a_referral_without_body_or_question_is_refused(body: str, question: str) -> None:
    review = opened()
    with acting(act(REVIEWER)), pytest.raises(Incomplete):
        review.refer(step=Step.INTERNAL, body=body, question=question)


def test_an_answer_needs_the_document_it_came_by() -> None:
    review = in_state(ReviewState.REFERRED_INTERNAL)
    with acting(act(REVIEWER)), pytest.raises(Incomplete):
        review.determine(answer=Answer.SECRET, document=" ")


def test_an_answer_is_recorded_with_the_body_that_was_asked() -> None:
    review = in_state(ReviewState.REFERRED_COMPETENT)
    make(review, ("determine", Answer.FIT))
    event = review.pending_events[-1]
    assert isinstance(event, SecrecyReview.Determined)
    assert (event.body, event.step, event.ladder) == ("县保密局", Step.COMPETENT, Ladder.FITNESS)


@pytest.mark.parametrize("move", [("refer", Step.INTERNAL), ("conclude", Decision.CLEARED)])
def test_a_drafter_never_reviews_his_own_draft(move: Move) -> None:
    review = opened()
    with pytest.raises(SamePerson):
        make(review, move, DRAFTER)


def test_a_drafter_does_not_record_an_answer_either() -> None:
    review = in_state(ReviewState.REFERRED_INTERNAL)
    with pytest.raises(SamePerson):
        make(review, ("determine", Answer.NOT_SECRET), DRAFTER)


def test_everybody_who_took_a_step_is_a_reviewer() -> None:
    review = opened()
    make(review, ("refer", Step.INTERNAL), REVIEWER)
    make(review, ("determine", Answer.NOT_SECRET), OTHER)
    make(review, ("conclude", Decision.CLEARED), REVIEWER)
    assert review.reviewers == (REVIEWER, OTHER)


def conclude(review: SecrecyReview, **changes: object) -> None:
    given: dict[str, object] = {
        "decision": Decision.REFUSED,
        "reason": "意见",
        "ground": "D4",
        "checklist": NOTHING_CHECKED,
    }
    with acting(act(REVIEWER)):
        review.conclude(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("ground", [None, "", "D8", "D0", "d1", "14"])
def test_a_refusal_names_a_ground_of_the_table(ground: str | None) -> None:
    with pytest.raises(Incomplete, match="不公开理由"):
        conclude(opened(), ground=ground)


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_of_the_table_can_be_named(ground: str) -> None:
    review = opened()
    conclude(review, ground=ground)
    assert (review.decision, review.ground) == (Decision.REFUSED, ground)


@pytest.mark.parametrize("ground", [code for code in GROUNDS if code != "D1"])
def test_what_was_determined_secret_is_refused_as_a_state_secret_only(ground: str) -> None:
    with pytest.raises(Incomplete, match="国家秘密"):
        conclude(in_state(ReviewState.SECRET), ground=ground)


@pytest.mark.parametrize("state", [ReviewState.NOT_SECRET, ReviewState.NOT_FIT])
def test_what_was_determined_not_secret_is_never_refused_as_a_state_secret(
    state: ReviewState,
) -> None:
    with pytest.raises(Incomplete, match="国家秘密"):
        conclude(in_state(state), ground="D1")


@pytest.mark.parametrize("decision", [Decision.CLEARED, Decision.RETURNED])
def test_only_a_refusal_names_a_ground(decision: Decision) -> None:
    with pytest.raises(Incomplete):
        conclude(opened(), decision=decision, ground="D4", checklist=CHECKED)


@pytest.mark.parametrize("missing", ["accuracy", "timeliness", "completeness"])
def test_a_clearance_checks_accuracy_timeliness_and_completeness(missing: str) -> None:
    notes = {"accuracy": "准", "timeliness": "时", "completeness": "全"} | {missing: " "}
    with pytest.raises(Incomplete, match="准确性") as refused:
        conclude(opened(), decision=Decision.CLEARED, ground=None, checklist=Checklist(**notes))
    assert refused.value.field == f"checklist.{missing}"


@pytest.mark.parametrize("decision", Decision)
def test_every_conclusion_gives_its_reason(decision: Decision) -> None:
    ground = "D4" if decision is Decision.REFUSED else None
    with pytest.raises(Incomplete, match="审查意见"):
        conclude(opened(), decision=decision, reason=" ", ground=ground, checklist=CHECKED)


def test_a_decision_counts_only_for_the_content_and_draft_that_were_reviewed() -> None:
    review = opened()
    with pytest.raises(NotReviewed, match="没有结论"):
        review.require_concluded(content="c" * 64, draft=1)
    make(review, ("conclude", Decision.CLEARED))
    assert review.require_concluded(content="c" * 64, draft=1) is Decision.CLEARED
    with pytest.raises(ReviewOutdated):
        review.require_concluded(content="d" * 64, draft=1)
    with pytest.raises(ReviewOutdated):
        review.require_concluded(content="c" * 64, draft=2)


# On the real journal


def test_a_review_carries_what_the_machine_saw_in_the_draft(town: Town) -> None:
    record = town.draft(text="联系人电话13812345678。")
    review = town.app.load(SecrecyReview, town.open_review(record))
    assert [finding.kind for finding in review.findings] == [FindingKind.MOBILE]


def test_a_reviewer_of_another_organ_is_refused(town: Town) -> None:
    other = town.enrol_office("清河县民政局")
    review = town.open_review(town.draft())
    with town.refuses(PostNotHeld, "另一个机关"):
        town.clear(review, other)


def test_a_review_of_an_earlier_draft_can_only_be_returned(town: Town) -> None:
    record = town.draft()
    review = town.open_review(record)
    town.revise(record, text="第一条 改过的。")
    with town.refuses(ReviewOutdated, "重新送审"):
        town.clear(review)
    town.disclosure.conclude(
        town.housing.reviewer,
        review,
        decision=Decision.RETURNED,
        reason="稿子已改",
        checklist=NOTHING_CHECKED,
    )
    assert town.app.load(SecrecyReview, review).decision is Decision.RETURNED
