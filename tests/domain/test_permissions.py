"""One table of (role, action, state): what it says is exactly what the commands do."""

import ast
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.archive import Caller, Recorded
from domain.content import Content
from domain.description import OpennessGiven
from domain.errors import NotPermitted, PostNotHeld, Refusal
from domain.migration import MigrationRow
from domain.organ import Guide
from domain.permissions import ACTIONS, ANY, ARCHIVE_WIDE, PERMISSIONS, Role, allows, require
from domain.record import Record, RecordState
from domain.requests.proceeding import RequestState
from domain.review import Answer, Checklist, Decision, ReviewState, SecrecyReview, Step
from domain.vocabulary import Channel, Openness
from tests import request_commands
from tests.town import ORDER, Office, Town, body, copy_town, description, signer

DOMAIN = Path(__file__).parents[2] / "domain"
READING = {"drafts.read", "expungings.read", "persons.read", "requests.read", "trail.read"}
"""Actions of the table that guard pages, not commands."""


# The table agrees with itself and with the code


def test_every_action_of_the_table_has_a_name_for_officers() -> None:
    assert ACTIONS.keys() == {line.action for line in PERMISSIONS}


ASKING = ("require", "_record", "_review", "_enter", "_rectify", "_complain")
"""Methods that ask the table; `_act` asks it for an act on a request by its bare name."""


def test_the_table_and_the_commands_name_the_same_actions() -> None:
    calls = [
        (node.func.attr, argument.value)
        for path in DOMAIN.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    asking = {action for method, action in calls if method in ASKING}
    asking |= {f"request.{action}" for method, action in calls if method == "_act"}
    assert asking == ACTIONS.keys() - READING


def test_every_state_of_the_table_is_a_state_of_its_case_file() -> None:
    states = {
        "record": {*RecordState},
        "secrecy_review": {*ReviewState},
        "request": {*RequestState},
    }
    for line in PERMISSIONS:
        if line.state != ANY:
            kind = "record" if line.action == "secrecy_review.open" else line.action.split(".")[0]
            assert line.state in states[kind], line


def test_what_the_table_does_not_name_is_denied() -> None:
    for role in Role:
        assert not allows(role, "record.burn")
        assert not allows(role, "")
    assert not allows(Role.DRAFTER, "record.revise", "PUBLISHED")
    assert not allows(Role.DRAFTER, "record.revise")


@pytest.mark.parametrize(("role", "action"), list(itertools.product(Role, sorted(ACTIONS))))
def test_a_denial_says_which_roles_would_do_or_that_the_state_is_in_the_way(
    role: Role, action: str
) -> None:
    lines = [line for line in PERMISSIONS if line.action == action]
    if any(line.role is role and line.state == ANY for line in lines):
        require(role, action, "WHATEVER")
        return
    with pytest.raises(NotPermitted) as refused:
        require(role, action, "WHATEVER")
    if any(line.role is role for line in lines):
        assert refused.value.field == "state"
        assert "WHATEVER" in refused.value.message
    else:
        assert refused.value.field == "post"
        assert any(line.role.chinese in refused.value.message for line in lines)


# The commands do what the table says


@dataclass(frozen=True)
class Everything:
    """A closed archive with a record and a review in every state and a caller in every role."""

    town: Town
    callers: dict[Role, Caller]
    records: dict[RecordState, str]
    reviews: dict[ReviewState, str]


@pytest.fixture(scope="module")
def everything(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Everything:
    town = copy_town(founded_town, tmp_path_factory.mktemp("everything") / "town")
    office = town.housing
    # The callers are other people than those who brought the files so far.
    others = {
        role: town.enrol_officer(f"另一{role.value}", (role, office.organ))
        for role in Role
        if role not in ARCHIVE_WIDE
    }
    callers = others | {
        role: town.enrol_officer(f"另一{role.value}", (role, None)) for role in ARCHIVE_WIDE
    }
    found = Everything(
        town,
        callers,
        {state: _record_in(town, office, state) for state in RecordState},
        {state: _review_in(town, office, state) for state in ReviewState},
    )
    town.close()
    return found


def _record_in(town: Town, office: Office, state: RecordState) -> str:
    record = town.draft()
    steps: dict[RecordState, list[Callable[[], object]]] = {
        RecordState.DRAFTED: [],
        RecordState.APPROVED: [lambda: town.approve(record)],
        RecordState.PUBLISHED: [lambda: town.publish(record)],
        RecordState.AMENDING: [
            lambda: town.publish(record),
            lambda: town.amend_draft(record, text="新。"),
        ],
        RecordState.AMENDMENT_APPROVED: [
            lambda: town.publish(record),
            lambda: town.amend_draft(record, text="新。"),
            lambda: town.approve(record),
        ],
        RecordState.REPEALED: [
            lambda: town.publish(record),
            lambda: town.disclosure.repeal(
                office.approver,
                record,
                reason="因",
                basis="据",
                repealed_on=town.clock.time.date(),
            ),
        ],
        RecordState.WITHDRAWN: [
            lambda: town.publish(record),
            lambda: town.disclosure.withdraw(office.approver, record, reason="因", basis="据"),
        ],
        RecordState.EXPUNGED: [lambda: town.publish(record), lambda: town.expunge(record)],
    }
    for step in steps[state]:
        step()
    assert town.app.load(Record, record).state is state
    return record


def _review_in(town: Town, office: Office, state: ReviewState) -> str:
    review = town.open_review(town.draft())

    def refer(step: Step) -> None:
        town.disclosure.refer(office.reviewer, review, step=step, body="局", question="问")

    def determine(answer: Answer) -> None:
        town.disclosure.determine(office.reviewer, review, answer=answer, document="函")

    internal: list[Callable[[], object]] = [lambda: refer(Step.INTERNAL)]
    undetermined = [*internal, lambda: determine(Answer.UNDETERMINED)]
    business: list[Callable[[], object]] = [lambda: refer(Step.BUSINESS)]
    unfit = [*business, lambda: determine(Answer.UNDETERMINED)]
    steps: dict[ReviewState, list[Callable[[], object]]] = {
        ReviewState.OPEN: [],
        ReviewState.REFERRED_INTERNAL: internal,
        ReviewState.UNDETERMINED_SECRET: undetermined,
        ReviewState.REFERRED_AUTHORITY: [*undetermined, lambda: refer(Step.AUTHORITY)],
        ReviewState.SECRET: [*internal, lambda: determine(Answer.SECRET)],
        ReviewState.NOT_SECRET: [*internal, lambda: determine(Answer.NOT_SECRET)],
        ReviewState.REFERRED_BUSINESS: business,
        ReviewState.UNDETERMINED_FITNESS: unfit,
        ReviewState.REFERRED_COMPETENT: [*unfit, lambda: refer(Step.COMPETENT)],
        ReviewState.FIT: [*business, lambda: determine(Answer.FIT)],
        ReviewState.NOT_FIT: [*business, lambda: determine(Answer.NOT_FIT)],
        ReviewState.CONCLUDED: [lambda: town.clear(review)],
    }
    for step in steps[state]:
        step()
    assert town.app.load(SecrecyReview, review).state is state
    return review


RecordCommand = Callable[[Town, Caller, str], Recorded]
RECORD_COMMANDS: dict[str, RecordCommand] = {
    "record.revise": lambda t, c, r: t.disclosure.revise(
        c, r, description=description(), parts=[body("改。")]
    ),
    "record.amend": lambda t, c, r: t.disclosure.amend(
        c, r, description=description(), parts=[body("改。")], reason="因"
    ),
    "record.approve": lambda t, c, r: t.disclosure.approve(c, r),
    "record.return": lambda t, c, r: t.disclosure.send_back(c, r, reason="因"),
    "record.publish": lambda t, c, r: t.disclosure.publish(c, r, [(Channel.PORTAL, None)]),
    "record.post": lambda t, c, r: t.disclosure.post(c, r, [(Channel.PRINT, None)]),
    "record.withdraw": lambda t, c, r: t.disclosure.withdraw(c, r, reason="因", basis="据"),
    "record.repeal": lambda t, c, r: t.disclosure.repeal(
        c, r, reason="因", basis="据", repealed_on=t.clock.time.date()
    ),
    "record.reclassify": lambda t, c, r: t.disclosure.reclassify(
        c, r, OpennessGiven(Openness.WITHHELD, "D5", "因")
    ),
    "record.order_expunging": lambda t, c, r: t.disclosure.order_expunging(c, r, ORDER),
    "record.decline_expunging": lambda t, c, r: t.disclosure.decline_expunging(c, r, reason="因"),
    "record.expunge": lambda t, c, r: t.disclosure.expunge(c, r),
    "secrecy_review.open": lambda t, c, r: t.disclosure.open_review(c, r),
}
REVIEW_COMMANDS: dict[str, RecordCommand] = {
    "secrecy_review.refer": lambda t, c, r: t.disclosure.refer(
        c, r, step=Step.INTERNAL, body="局", question="问"
    ),
    "secrecy_review.determine": lambda t, c, r: t.disclosure.determine(
        c, r, answer=Answer.NOT_SECRET, document="函"
    ),
    "secrecy_review.conclude": lambda t, c, r: t.disclosure.conclude(
        c, r, decision=Decision.RETURNED, reason="因", checklist=Checklist("", "", "")
    ),
}
KEY, POST = signer("somebody").public_key.hex(), "post:none"
PLAIN_COMMANDS: dict[str, RecordCommand] = {
    "organ.enrol": lambda t, c, _: t.registration.enrol_organ(c, name=f"机关{t.position}"),
    "organ.state_guide": lambda t, c, _: t.registration.state_guide(
        c, t.housing.organ, Guide("办公室", "", "", "", "", "")
    ),
    "officer.enrol": lambda t, c, _: t.registration.enrol_officer(c, name="某", sign_in="mou"),
    "officer.enrol_key": lambda t, c, o: t.registration.enrol_key(c, o, key=KEY, possession=""),
    "officer.confirm_key": lambda t, c, o: t.registration.confirm_key(c, o, KEY),
    "officer.retire_key": lambda t, c, o: t.registration.retire_key(c, o, KEY),
    "officer.confirm_retirement": lambda t, c, o: t.registration.confirm_retirement(c, o, KEY),
    "officer.revoke_key": lambda t, c, o: t.registration.revoke_key(c, o, KEY, cause="因"),
    "officer.confirm_revocation": lambda t, c, o: t.registration.confirm_revocation(c, o, KEY),
    "officer.answer_revocation": lambda t, c, o: t.registration.answer_revocation(
        c, o, KEY, answer="答"
    ),
    "officer.grant_post": lambda t, c, o: t.registration.grant_post(
        c, o, role=Role.SUPERVISOR, organ=None, title=""
    ),
    "officer.confirm_post": lambda t, c, o: t.registration.confirm_post(c, o, POST),
    "officer.end_post": lambda t, c, o: t.registration.end_post(c, o, POST),
    "record.draft": lambda t, c, _: t.disclosure.draft(
        c,
        description=description(),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[body("文")],
    ),
    "record.migrate": lambda t, c, _: t.migration.migrate(
        c,
        [
            MigrationRow(
                "key", "digest", t.housing.organ, False, description(), _content(t), "f", "s", None
            )
        ],
        order="令",
    ),
}


def _content(town: Town) -> Content:
    record = town.app.load(Record, next(town.journal.streams(Record.PREFIX)))
    return (record.pending or record.versions[0]).content


def test_every_action_is_tried_below_or_in_the_tests_of_requests() -> None:
    here = {*RECORD_COMMANDS, *REVIEW_COMMANDS, *PLAIN_COMMANDS}
    assert ACTIONS.keys() - READING == here | request_commands.ALL


def _tries(everything: Everything) -> list[tuple[str, str, str, RecordCommand]]:
    """(action, state, case file, command) for every action in every state of its case file."""
    someone = everything.town.supervisor.officer
    return [
        *(
            (action, state.value, record, command)
            for action, command in RECORD_COMMANDS.items()
            for state, record in everything.records.items()
        ),
        *(
            (action, state.value, review, command)
            for action, command in REVIEW_COMMANDS.items()
            for state, review in everything.reviews.items()
        ),
        *((action, ANY, someone, command) for action, command in PLAIN_COMMANDS.items()),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_a_command_is_permitted_exactly_where_the_table_says_so(
    everything: Everything, role: Role, tmp_path: Path
) -> None:
    numbers = itertools.count()
    town = copy_town(everything.town, tmp_path / "fresh")
    caller = everything.callers[role]
    for action, state, case_file, command in _tries(everything):
        before = town.position
        try:
            command(town, caller, case_file)
            refusal: Refusal | None = None
        except Refusal as refused:
            refusal = refused
        denied = isinstance(refusal, NotPermitted) or (
            # An archive-wide officer has no organ to draft for; that is asked first.
            action == "record.draft" and isinstance(refusal, PostNotHeld)
        )
        assert denied is not allows(role, action, state), (action, state, refusal)
        if refusal is None:
            town.close()
            town = copy_town(everything.town, tmp_path / str(next(numbers)))
        else:
            assert town.position == before
    town.close()


def test_an_officer_acts_for_the_organ_of_his_post_only(town: Town) -> None:
    other = town.enrol_office("清河县民政局")
    drafted = town.draft()
    review = town.open_review(drafted)
    for action, command in (RECORD_COMMANDS | REVIEW_COMMANDS).items():
        roles = {line.role for line in PERMISSIONS if line.action == action}
        for role in roles - ARCHIVE_WIDE:
            caller = getattr(other, role.value)
            with pytest.raises((PostNotHeld, NotPermitted)) as refused:
                command(town, caller, review if action in REVIEW_COMMANDS else drafted)
            if allows(role, action, "DRAFTED") or allows(role, action, "OPEN"):
                assert refused.type is PostNotHeld


def test_without_a_post_nothing_is_permitted_but_revoking_ones_own_key(town: Town) -> None:
    nobody = Caller(town.housing.approver.officer, None, town.housing.approver.signer)
    record = town.draft()
    for command in (RECORD_COMMANDS | PLAIN_COMMANDS).values():
        with town.refuses(PostNotHeld, "岗位"):
            command(town, nobody, record)
