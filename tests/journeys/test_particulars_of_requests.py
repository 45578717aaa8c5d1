"""What acts pass on to the case file beside the plain: identities mended, faults, parts, orders."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Incomplete, Refusal, WrongState
from domain.law.fees import FeeBasis
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.given import (
    NOTHING,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenOutcome,
    GivenParticulars,
    GivenProxy,
)
from domain.requests.proceeding import RequestState
from domain.requests.remedies import RemedyKind, RemedyParty, RemedyResult
from domain.requests.replying import ReplyCause
from tests.audited import found_in
from tests.counter import (
    SIGNED,
    ZHANG,
    Counter,
    application,
    open_counter,
    provided,
    refused,
)
from tests.town import Town, copy_town

TWO = (GivenMatter("2025 年公租房分配方案"), GivenMatter("2025 年轮候名单"))


@pytest.fixture(scope="module")
def counter(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A counter of the housing organ."""
    counter = open_counter(copy_town(founded_town, tmp_path_factory.mktemp("counter")))
    yield counter
    counter.close()
    counter.town.close()


def nameless(counter: Counter) -> str:
    """A letter by signed post without a proof of identity, its defect told; the request's id."""
    unknown = replace(ZHANG, identity_kind=IdentityKind.NONE, identity="", telephone="")
    request = counter.file(channel=FilingChannel.POST_SIGNED, applicants=(unknown,))
    counter.handling.request_clarification(
        counter.drafter,
        request,
        defects=[("identity", "请提交身份证复印件"), ("description", "请写明年份", 1)],
        period=10,
        letter=counter.letter(send_to="清河县人民路 1 号"),
    )
    return request


def mend(counter: Counter, request: str, given: GivenParticulars, **more: object) -> None:
    """Answer the clarification with what the applicant mends of himself."""
    case = counter.load(request)
    counter.handling.answer_clarification(
        counter.clerk,
        request,
        notice=case.clarifications[-1].letter,
        on=counter.today,
        matters={},
        attachments=[],
        excuse="",
        evidence=SIGNED,
        applicants={case.applicants[0].person: given},
        **more,  # type: ignore[arg-type]
    )


def test_an_application_without_identity_is_mended_and_sealed(counter: Counter) -> None:
    request = nameless(counter)
    mend(
        counter,
        request,
        GivenParticulars(IdentityKind.ID_CARD, ZHANG.identity, telephone="13900000009"),
        form=ProvisionForm.ELECTRONIC,
        route=ProvisionRoute.E_MAIL,
        proxy=GivenProxy("王律师", "990126198501011238", "", SIGNED),
    )
    case = counter.load(request)
    (one,) = case.applicants
    assert one.identity is not None
    assert one.telephone is not None
    assert case.proxy is not None
    opened = [counter.persons.open(sealed) for sealed in (one.name, one.identity, one.telephone)]
    assert opened == [ZHANG.name, ZHANG.identity, "13900000009"]
    assert one.identity_kind is IdentityKind.ID_CARD
    assert (case.form, case.route) == (ProvisionForm.ELECTRONIC, ProvisionRoute.E_MAIL)
    assert one.person in counter.persons.alike(ZHANG.identity)
    assert case.state is RequestState.OPEN
    stored = b"".join(file.read_bytes() for file in counter.town.home.glob("journal.db*"))
    assert ZHANG.identity.encode() not in stored


def test_half_a_proof_of_identity_or_one_of_another_category_is_refused(counter: Counter) -> None:
    request = nameless(counter)
    for given in (
        GivenParticulars(IdentityKind.ID_CARD, ""),
        GivenParticulars(None, "990126199001011236"),
        GivenParticulars(IdentityKind.CREDIT_CODE, "91410000MA0000000X"),
    ):
        with pytest.raises(Incomplete) as told:
            mend(counter, request, given)
        assert told.value.rule == "条例 art 29(1)"
    assert counter.load(request).state is RequestState.CLARIFYING


def test_some_matters_are_withdrawn_and_the_others_go_on(counter: Counter) -> None:
    request = counter.file(matters=TWO)
    counter.handling.withdraw(
        counter.clerk, request, on=counter.today, evidence=SIGNED, matters=[2]
    )
    case = counter.load(request)
    assert (case.state, sorted(case.open_matters)) == (RequestState.OPEN, [1])


def test_whose_fault_a_return_is_and_how_receipt_was_confirmed_are_kept(counter: Counter) -> None:
    request = counter.file(channel=FilingChannel.ONLINE)
    counter.handling.confirm_receipt(
        counter.clerk, request, on=counter.today, evidence=SIGNED, way="电话"
    )
    letter = counter.clarify(request)
    recorded = counter.handling.return_letter(
        counter.clerk,
        request,
        letter,
        on=counter.today,
        reason="地址写错",
        evidence=NOTHING,
        organ_at_fault=True,
    )
    assert b'"organ_at_fault":true' in recorded.events[-1].state
    assert counter.load(request).letters[letter].failed


def test_a_fee_on_paper_keeps_the_sum_it_said(counter: Counter) -> None:
    request = counter.file()
    counter.handling.charge(
        counter.drafter,
        request,
        basis=FeeBasis.PER_PIECE,
        quantity=20,
        earlier=15,
        letter=GivenLetter(on_paper=counter.today, dispatch=counter.sent()),
        amount=7,
    )
    case = counter.load(request)
    assert case.fees[-1].amount == 7
    assert [one.rule for one in case.breaches] == ["应当按规定的标准收费"]


def test_a_search_keeps_its_proof(counter: Counter) -> None:
    request = counter.file()
    recorded = counter.handling.record_search(
        counter.drafter,
        request,
        matters=[1],
        systems=["档案系统"],
        places=[],
        keywords="公租房",
        searcher="档案室",
        on=counter.today,
        found=False,
        result="没有",
        evidence=GivenEvidence(SIGNED.kind, "检索结果打印件"),
    )
    assert "检索结果打印件".encode() in recorded.events[-1].state


def decided(counter: Counter, request: str, letter: str, body: str) -> str:
    """A review of a reply, of a third party, that corrects it; the remedy's id."""
    counter.handling.seek_remedy(
        counter.drafter,
        request,
        kind=RemedyKind.REVIEW,
        body=body,
        docket_number=f"{body}案号",
        simple=False,
        on=counter.today,
        evidence=SIGNED,
        party=RemedyParty.THIRD_PARTY,
        against=letter,
    )
    remedy = list(counter.load(request).remedies)[-1]
    counter.handling.decide_remedy(
        counter.drafter,
        request,
        remedy=remedy,
        on=counter.today,
        result=RemedyResult.CORRECTED,
        document=f"{body}决定",
        reply_until=counter.today + timedelta(days=30),
        evidence=SIGNED,
        received_on=counter.today,
    )
    return remedy


def test_an_ordered_reply_names_the_review_that_orders_it(counter: Counter) -> None:
    request = counter.file()
    letter = counter.reply(request, refused())
    first = decided(counter, request, letter, "清河县人民政府")
    second = decided(counter, request, letter, "市住房局")
    found = counter.load(request).remedies[first]
    assert (found.party, found.against) == (RemedyParty.THIRD_PARTY, letter)

    def draft(remedy: str | None) -> None:
        counter.handling.draft_reply(
            counter.drafter,
            request,
            outcomes=[refused()],
            parts=[],
            frame={},
            cause=ReplyCause.REVIEW,
            reason="复议决定责令重新答复",
            document="复议决定书",
            remedy=remedy,
        )

    with pytest.raises(WrongState):
        draft("remedy:none")
    draft(first)
    reply = counter.load(request).reply
    assert reply is not None
    assert (reply.remedy, second != first) == (first, True)
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.handling.issue_reply(
        counter.approver, request, letter=GivenLetter(dispatch=counter.sent())
    )
    case = counter.load(request)
    content = case.letters[case.replies[-1]].letter.content
    assert content is not None
    assert "清河县人民政府于" in counter.town.contents.open(content)[0].text


def test_a_judgement_that_is_appealed_against_changes_nothing_yet(counter: Counter) -> None:
    request = counter.file()
    letter = counter.reply(request, refused())
    counter.handling.seek_remedy(
        counter.drafter,
        request,
        kind=RemedyKind.SUIT,
        body="清河县人民法院",
        docket_number="（2026）行初 1 号",
        simple=False,
        on=counter.today,
        evidence=SIGNED,
        against=letter,
    )
    (remedy,) = counter.load(request).remedies
    counter.handling.decide_remedy(
        counter.drafter,
        request,
        remedy=remedy,
        on=counter.today,
        result=RemedyResult.CORRECTED,
        document="（2026）行初 1 号",
        reply_until=None,
        evidence=SIGNED,
        final=False,
    )
    case = counter.load(request)
    assert case.contested
    assert not case.overturned


def public(counter: Counter) -> GivenOutcome:
    """The matter is public already."""
    return GivenOutcome(1, "ALREADY_PUBLIC", {"where": "县政府网站政府信息公开专栏"})


def test_a_reply_printed_at_the_desk_is_handed_over_with_its_receipt(counter: Counter) -> None:
    given = application(arrived_on=counter.today, received_on=None)
    request = counter.handling.answer_on_the_spot(
        counter.clerk, counter.organ, given, [public(counter)], SIGNED, GivenLetter()
    ).stream
    case = counter.load(request)
    (served,) = case.letters.values()
    assert served.letter.number is not None
    assert served.letter.content is not None
    assert served.delivered is not None
    assert case.state is RequestState.REPLIED
    assert case.count(counter.today).days_late == 0
    text = counter.town.contents.open(served.letter.content)[0].text
    assert "县政府网站政府信息公开专栏" in text
    assert "清河县人民法院" in text


def test_what_takes_three_officers_is_not_printed_at_the_desk(counter: Counter) -> None:
    given = application(arrived_on=counter.today)
    with pytest.raises(Refusal):
        counter.handling.answer_on_the_spot(
            counter.clerk, counter.organ, given, [provided()], SIGNED, GivenLetter()
        )


def test_an_answer_that_was_told_has_no_letter(counter: Counter) -> None:
    given = application(arrived_on=counter.today)
    request = counter.handling.answer_on_the_spot(
        counter.clerk, counter.organ, given, [public(counter)], SIGNED
    ).stream
    assert not counter.load(request).letters


def test_an_audit_finds_nothing_wrong_with_these_acts(counter: Counter) -> None:
    assert found_in(counter.town) == []
