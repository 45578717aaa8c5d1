"""并件: a filing goes only into another one of the same applicants."""

from dataclasses import replace

import pytest

from domain.errors import WrongState
from domain.law.profile import ApplicantCategory
from domain.requests.applicant import IdentityKind
from domain.requests.given import GivenApplicant, GivenMatter
from domain.requests.proceeding import RequestState
from tests.counter import ZHANG, Counter, open_counter
from tests.town import Town

LI = GivenApplicant(
    ApplicantCategory.NATURAL_PERSON,
    IdentityKind.ID_CARD,
    "李长河",
    "990126198801012316",
    telephone="13900000009",
)


@pytest.fixture
def counter(town: Town) -> Counter:
    return open_counter(town)


def join(counter: Counter, request: str, into: str) -> RequestState:
    """Join, and how the filing stands then."""
    counter.handling.join_to(counter.clerk, request, into=into, reason="同一份申请")
    return counter.load(request).state


def test_nobodys_request_is_closed_by_joining_it_to_a_strangers(counter: Counter) -> None:
    theirs = counter.file(applicants=(LI,), matters=(GivenMatter("另一件信息"),))
    mine = counter.file()
    with pytest.raises(WrongState, match="申请人不同") as refused:
        join(counter, mine, theirs)
    assert refused.value.field == "into"
    assert counter.load(mine).state is RequestState.OPEN


def test_the_same_identity_number_is_the_same_applicant(counter: Counter) -> None:
    first = counter.file()
    assert join(counter, counter.file(), first) is RequestState.JOINED


def test_one_of_two_joint_applicants_is_not_both_of_them(counter: Counter) -> None:
    both, alone = counter.file(applicants=(ZHANG, LI)), counter.file()
    with pytest.raises(WrongState, match="申请人不同"):
        join(counter, alone, both)


def test_whom_the_desk_holds_to_be_one_person_is_one(counter: Counter) -> None:
    passport = replace(ZHANG, identity_kind=IdentityKind.PASSPORT, identity="E12345678")
    first, second = counter.file(), counter.file(applicants=(passport,))
    with pytest.raises(WrongState, match="申请人不同"):
        join(counter, second, first)
    counter.handling.link_persons(
        counter.clerk,
        second,
        person=counter.load(second).applicants[0].person,
        other_person=counter.load(first).applicants[0].person,
        other_request=first,
        reason="核对了护照和身份证",
    )
    assert join(counter, second, first) is RequestState.JOINED


def test_without_an_identity_a_name_needs_a_way_in_common(counter: Counter) -> None:
    unproven = replace(ZHANG, identity_kind=IdentityKind.NONE, identity="")
    elsewhere = replace(unproven, telephone="13700000000", address="外地")
    first = counter.file()
    with pytest.raises(WrongState, match="申请人不同"):
        join(counter, counter.file(applicants=(elsewhere,)), first)
    assert join(counter, counter.file(applicants=(unproven,)), first) is RequestState.JOINED
