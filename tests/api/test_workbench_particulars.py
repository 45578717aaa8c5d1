"""Officers' forms ask what decides later: whose fault a return is, who seeks what, who he is."""

from collections.abc import Iterator

import pytest

from domain.requests.applicant import IdentityKind
from domain.requests.remedies import RemedyParty
from domain.requests.request import InformationRequest
from tests.api.test_workbench_requests import Office
from tests.cases import furnish_cases
from tests.desk import opened
from tests.town import Town


@pytest.fixture(scope="module")
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive of one's own."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("particulars"))
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


def case(office: Office, name: str) -> InformationRequest:
    """The case as it stands."""
    return office.desk.services.archive.load(InformationRequest, office.cases.requests[name])


def test_who_mends_his_identity_is_asked_for_kind_and_number_together(office: Office) -> None:
    path = f"{office.address('clarifying')}/answer-clarification"
    given = {"identity_kind_0": "PASSPORT", "identity_0": "", "on": office.today.isoformat()}
    refused = office.fill("clerk", path, **given)
    assert refused.status_code == 422
    assert "身份证明须有种类和号码" in refused.text
    answer = office.fill("clerk", path, **(given | {"identity_0": "E99000001"}))
    assert answer.status_code == 303, answer.text[-2000:]
    one = case(office, "clarifying").applicants[0]
    assert one.identity_kind is IdentityKind.PASSPORT
    assert one.identity is not None
    assert office.desk.services.persons.open(one.identity) == "E99000001"


def test_who_seeks_review_against_which_letter_is_kept(office: Office) -> None:
    letter = case(office, "replied").replies[0]
    path = f"{office.address('replied')}/seek-remedy"
    answer = office.fill(
        "drafter",
        path,
        kind="REVIEW",
        party="THIRD_PARTY",
        against=letter,
        on=office.today.isoformat(),
    )
    assert answer.status_code == 303, answer.text[-2000:]
    found = list(case(office, "replied").remedies.values())[-1]
    assert (found.party, found.against) == (RemedyParty.THIRD_PARTY, letter)


def test_an_ordered_reply_is_drafted_under_the_review_that_is_chosen(office: Office) -> None:
    page = office.get(
        "drafter",
        f"{office.address('corrected')}/draft-reply?cause=REVIEW&outcome_1=REFUSED.D6",
    ).text
    assert "由哪一件复议、诉讼责令" in page
    assert next(iter(case(office, "corrected").remedies)) in page
