"""The permission table and the acts on requests, redress and the law book: the same everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.archive import Caller
from domain.errors import NotPermitted, PostNotHeld, Refusal
from domain.permissions import ANY, ARCHIVE_WIDE, Role, allows
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from tests.counter import Counter, open_counter
from tests.request_commands import (
    FILING_COMMANDS,
    LAW_COMMANDS,
    PETITION_COMMANDS,
    REQUEST_COMMANDS,
    Command,
    request_in,
)
from tests.town import Town, copy_town


@dataclass(frozen=True)
class Everything:
    """A closed archive with a request in every state and a caller in every role."""

    town: Town
    callers: dict[Role, Caller]
    requests: dict[RequestState, str]
    petitions: dict[str, str]


@pytest.fixture(scope="module")
def everything(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Everything:
    town = copy_town(founded_town, tmp_path_factory.mktemp("requests") / "town")
    counter = open_counter(town)
    callers = {
        role: town.enrol_officer(
            f"另一{role.value}", (role, None if role in ARCHIVE_WIDE else counter.organ)
        )
        for role in Role
    }
    petitions = {
        kind: FILING_COMMANDS[f"{kind}.file"](counter, counter.clerk, "").stream
        for kind in ("rectification", "complaint")
    }
    found = Everything(
        town, callers, {state: request_in(counter, state) for state in RequestState}, petitions
    )
    for state, request in found.requests.items():
        assert town.app.load(InformationRequest, request).state is state
    counter.close()
    town.close()
    return found


def tries(everything: Everything) -> Iterator[tuple[str, str, str, Command]]:
    """(action, state, case file, command) for every action in every state of its case file."""
    for action, command in REQUEST_COMMANDS.items():
        for state, request in everything.requests.items():
            yield action, state.value, request, command
    for action, command in FILING_COMMANDS.items():
        yield action, "OPEN" if action == "request.answer_on_the_spot" else ANY, "", command
    for action, (kind, command) in PETITION_COMMANDS.items():
        yield action, ANY, everything.petitions[kind], command
    for action, command in LAW_COMMANDS.items():
        yield action, ANY, "", command


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_an_act_is_permitted_exactly_where_the_table_says_so(
    everything: Everything, role: Role, tmp_path: Path
) -> None:
    town = copy_town(everything.town, tmp_path / "0")
    counter = Counter(town)
    caller = everything.callers[role]
    for number, (action, state, case_file, command) in enumerate(tries(everything)):
        before = town.position
        try:
            command(counter, caller, case_file)
            refusal: Refusal | None = None
        except Refusal as refused:
            refusal = refused
        denied = isinstance(refusal, NotPermitted)
        assert denied is not allows(role, action, state), (action, state, refusal)
        if town.position != before:
            counter.close()
            town.close()
            town = copy_town(everything.town, tmp_path / str(number + 1))
            counter = Counter(town)
    counter.close()
    town.close()


@pytest.fixture
def counter(town: Town) -> Iterator[Counter]:
    """The counter of the housing organ."""
    counter = open_counter(town)
    yield counter
    counter.close()


def test_an_officer_of_another_organ_does_nothing_with_a_request(counter: Counter) -> None:
    request = counter.file()
    other = counter.town.enrol_office("清河县民政局")
    callers = [
        counter.town.enrol_officer("民政受理员", (Role.CLERK, other.organ)),
        other.drafter,
        other.reviewer,
        other.approver,
    ]
    for action, command in REQUEST_COMMANDS.items():
        for caller in callers:
            before = counter.town.position
            with pytest.raises((PostNotHeld, NotPermitted)):
                command(counter, caller, request)
            assert counter.town.position == before, action


def test_without_a_post_nothing_happens_to_a_request(counter: Counter) -> None:
    request = counter.file()
    nobody = Caller(counter.clerk.officer, None, counter.clerk.signer)
    for command in (REQUEST_COMMANDS | FILING_COMMANDS | LAW_COMMANDS).values():
        with pytest.raises(PostNotHeld, match="岗位"):
            command(counter, nobody, request)
