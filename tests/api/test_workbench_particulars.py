"""Officers' forms ask what decides later: whose fault a return is, who seeks what, who he is."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.requests.applicant import IdentityKind
from domain.requests.remedies import RemedyParty
from domain.requests.request import InformationRequest
from tests.api.test_workbench_requests import Office
from tests.cases import furnish_cases
from tests.counter import ZHANG
from tests.desk import opened
from tests.town import Town

CONTACT = ("telephone", "mail", "address", "contact")


@pytest.fixture(scope="module")
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive of one's own."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("particulars"))
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


def case(office: Office, name: str) -> InformationRequest:
    """The case as it stands."""
    return office.desk.services.archive.load(InformationRequest, office.cases.requests[name])


def clarified(office: Office, **given: str) -> httpx2.Response:
    """The answer to a notice, nothing said of him but what is given."""
    path = f"{office.address('clarifying')}/answer-clarification"
    silent = dict.fromkeys(
        [f"a0_{name}" for name in ("identity_kind", "identity", *CONTACT)], ""
    ) | {"on": office.today.isoformat()}
    return office.fill("clerk", path, **(silent | given))


@pytest.mark.parametrize(
    ("given", "told", "field"),
    [
        ({"a0_identity_kind": "PASSPORT"}, "身份证明须有种类和号码", "a0_identity"),
        ({"a0_identity": "E99000001"}, "身份证明须有种类和号码", "a0_identity_kind"),
        (
            {"a0_identity_kind": "ID_CARD", "a0_identity": "990126199001011237"},
            "最后一位是校验码",
            "a0_identity",
        ),
        ({"a0_telephone": "12"}, "电话号码不全", "a0_telephone"),
        ({"a0_mail": "x@"}, "电子邮箱应写成", "a0_mail"),
        ({"a0_contact": "李\u202e四"}, "U+202E", "a0_contact"),
        ({"form": "READING", "route": "POST"}, "查阅、抄录要到场", "route"),
        ({"form": "ELECTRONIC", "route": "E_MAIL"}, "选了电子邮件，请写电子邮箱", "a0_mail"),
        ({"matter_1": "长" * 5001}, "不超过 5000 字", "matter_1"),
    ],
)
def test_what_was_mended_is_judged_as_the_applicants_own_form_judges_it(
    office: Office, given: dict[str, str], told: str, field: str
) -> None:
    before = office.desk.position
    refused = clarified(office, **given)
    assert refused.status_code == 422
    assert told in refused.text
    assert f'href="#f-{field}"' in refused.text
    assert office.desk.position == before


def test_all_that_is_wrong_with_an_answer_is_told_at_once(office: Office) -> None:
    page = clarified(office, a0_telephone="12", a0_mail="x@", a0_identity="1").text
    fields = re.findall(r'href="#f-(\w+)"', page)
    assert fields == ["a0_identity_kind", "a0_telephone", "a0_mail"]
    assert "更多</summary>" in page


def test_what_the_archive_refuses_of_what_was_mended_is_told_at_its_field(office: Office) -> None:
    page = clarified(office, a0_contact="长" * 5001).text
    assert re.findall(r'href="#f-(\w+)"', page) == ["a0_contact"]
    page = clarified(office, feature_1="长" * 5001).text
    assert re.findall(r'href="#f-(\w+)"', page) == ["feature_1"]


def test_what_the_notice_asks_for_is_not_folded_away(office: Office) -> None:
    path = f"{office.address('clarifying')}/answer-clarification"
    page = office.get("clerk", path).text
    shown, _, folded = page.partition("<details>")
    assert 'name="matter_1"' in shown
    for name in ("a0_telephone", "a0_address", "form", "route"):
        assert f'name="{name}"' in folded
    assert "已经在纸面办理" not in folded


def test_who_he_is_how_he_is_reached_and_how_it_is_given_is_mended_at_the_desk(
    office: Office,
) -> None:
    answer = clarified(
        office,
        a0_identity_kind="PASSPORT",
        a0_identity="e9900 0001",
        a0_mail="zhang@example.cn",
        a0_contact="李经理",
        form="ELECTRONIC",
        route="E_MAIL",
    )
    assert answer.status_code == 303, answer.text[-2000:]
    mended = case(office, "clarifying")
    one, persons = mended.applicants[0], office.desk.services.persons
    assert one.identity_kind is IdentityKind.PASSPORT
    for sealed, text in (
        (one.identity, "E99000001"),
        (one.mail, "zhang@example.cn"),
        (one.contact, "李经理"),
        (one.telephone, ZHANG.telephone),
    ):
        assert sealed is not None
        assert persons.open(sealed) == text
    assert (mended.form, mended.route) == (ProvisionForm.ELECTRONIC, ProvisionRoute.E_MAIL)


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
