"""Letters as their readers get them: what they name, how they address, whom they never name."""

import pytest

from domain.law.consultations import ConsultationKind
from domain.law.profile import ApplicantCategory
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.given import GivenApplicant, GivenOutcome, GivenThirdParty
from domain.requests.letters import Letter
from tests.counter import SIGNED, Counter, open_counter, provided
from tests.town import Town

COMPANY = GivenApplicant(
    ApplicantCategory.BUSINESS,
    IdentityKind.OTHER,
    "清河县惠民物业有限公司",
    "清市监登字 2019-88",
    telephone="0000-7654321",
)


@pytest.fixture
def counter(town: Town) -> Counter:
    return open_counter(town)


def text_of(counter: Counter, letter: Letter) -> str:
    assert letter.content is not None
    return counter.town.contents.open(letter.content)[0].text


def reply_text(counter: Counter, request: str) -> str:
    case = counter.load(request)
    return text_of(counter, case.letters[case.replies[-1]].letter)


def test_a_repeated_request_is_told_which_reply_it_had(counter: Counter) -> None:
    first = counter.file()
    counter.reply(first, provided(), given="公租房分配方案")
    again = counter.file()
    words = {"reason": "两次申请的都是 2025 年公租房分配方案"}
    counter.reply(again, GivenOutcome(1, "REPEATED", words, earlier=first))
    assert "本机关已于2026年3月2日以清住建依复〔2026〕1号就你申请公开的相同政府信息作出答复" in (
        reply_text(counter, again)
    )


def test_what_a_state_archive_holds_is_told_with_how_to_reach_it(counter: Counter) -> None:
    request = counter.file()
    words = {
        "archive": "清河县档案馆",
        "transfer": "2015 年随全宗 12 移交",
        "archive_contact": "清河县文化路 3 号，0000-2222222",
    }
    counter.reply(request, GivenOutcome(1, "STATE_ARCHIVE", words))
    assert "清河县文化路 3 号" in reply_text(counter, request)


@pytest.mark.parametrize(
    ("name", "pronoun"),
    [("清河县惠民物业有限公司", "请你单位自收到"), ("李文静", "请你自收到")],
)
def test_a_third_party_is_addressed_as_what_he_is_and_never_told_who_asks(
    counter: Counter, name: str, pronoun: str
) -> None:
    request = counter.file()
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.THIRD_PARTY,
        matters=[1],
        third_party=GivenThirdParty(name, "清河县北街 1 号"),
        organ_name="",
        letter=counter.letter(
            described="2025 年物业服务合同", interest="商业秘密", send_to="清河县人民路 1 号"
        ),
    )
    case = counter.load(request)
    letter = text_of(counter, case.letters[case.consultations[0].letter].letter)
    assert name in letter
    assert pronoun in letter
    assert "张惠兰" not in letter
    assert "清住建依申请" not in letter


def test_an_organisation_may_show_itself_by_another_proof(counter: Counter) -> None:
    request = counter.file(applicants=(COMPANY,))
    counter.reply(request, provided(), given="公租房分配方案")
    assert "收到你单位提交的政府信息公开申请" in reply_text(counter, request)


def test_a_receipt_says_by_what_an_online_application_came(counter: Counter) -> None:
    request = counter.file(channel=FilingChannel.ONLINE)
    counter.handling.confirm_receipt(counter.clerk, request, on=counter.today, evidence=SIGNED)
    counter.handling.issue_letter(
        counter.clerk, request, key="confirmation", letter=counter.letter()
    )
    letters = counter.load(request).letters
    assert "你通过网上平台提交的政府信息公开申请" in text_of(
        counter, next(iter(letters.values())).letter
    )
