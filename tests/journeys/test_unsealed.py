"""What stands in a case unsealed names nobody, and a letter to others does not tell who applied."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import Incomplete, Malformed
from domain.law.consultations import ConsultationKind
from domain.requests.acts.unsealed import Names, Silent
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    GivenEvidence,
    GivenMatter,
    GivenOutcome,
    GivenProxy,
    GivenThirdParty,
)
from tests.counter import ZHANG, Counter, open_counter, provided
from tests.town import Town, copy_town

ASKER = replace(
    ZHANG, name="欧阳震华", telephone="+86 139-0000-0001", mail="ou.yang@example.cn", contact="本人"
)
NAMED = ("欧阳震华来电", "欧 阳 震 华来电", "委托人令狐冲", "第三方任盈盈")
NUMBERED = ("来电13877776666", "证号990126199001011238")


@pytest.fixture
def counter(founded_town: Town, tmp_path: Path) -> Counter:
    return open_counter(copy_town(founded_town, tmp_path / "home"))


def filed(counter: Counter) -> str:
    """A request with an applicant, a proxy and a third party."""
    paper = GivenEvidence(EvidenceKind.DOCUMENT, "存卷")
    proxy = GivenProxy("令狐冲", "990126199001011236", "13700000002", paper)
    request = counter.file(applicants=(ASKER,), proxy=proxy)
    consult(counter, request, "分配名单")
    return request


def consult(counter: Counter, request: str, described: str) -> None:
    """Ask a third party for his opinion."""
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.THIRD_PARTY,
        matters=[1],
        third_party=GivenThirdParty("任盈盈", "清河县西街 2 号"),
        organ_name="",
        letter=counter.letter(described=described, interest="住址", send_to="人民路 1 号"),
    )


def note(counter: Counter, request: str, text: str) -> None:
    counter.handling.reissue_code(
        counter.clerk, request, evidence=GivenEvidence(EvidenceKind.SIGNATURE, text)
    )


def where(counter: Counter, request: str, text: str) -> None:
    told = GivenOutcome(1, "ALREADY_PUBLIC", {"where": text})
    counter.handling.draft_reply(counter.drafter, request, outcomes=[told], parts=[], frame={})


def right_organ(counter: Counter, request: str, text: str) -> None:
    words = {"reason": "不由本机关负责", "right_organ": "县民政局", "right_contact": text}
    told = GivenOutcome(1, "NOT_THIS_ORGAN", words)
    counter.handling.draft_reply(counter.drafter, request, outcomes=[told], parts=[], frame={})


def given_name(counter: Counter, request: str, text: str) -> None:
    part = counter.paper("内容", f"{text}.txt")
    counter.handling.draft_reply(
        counter.drafter, request, outcomes=[provided()], parts=[part], frame={}
    )


def consent(counter: Counter, request: str, text: str) -> None:
    counter.handling.consent_to_extension(counter.approver, request, days=5, reason=text)


def search(counter: Counter, request: str, text: str) -> None:
    counter.handling.record_search(
        counter.drafter,
        request,
        matters=[1],
        systems=["办公系统"],
        places=["档案室"],
        keywords="名单",
        searcher="资料员",
        on=counter.today,
        found=False,
        result=text,
    )


PLACES = (
    (note, "evidence.note"),
    (where, "outcomes.1.where"),
    (right_organ, "outcomes.1.right_organ.contact"),
    (given_name, "content.parts.0.name"),
    (consent, "reason"),
    (search, "result"),
)


@pytest.mark.parametrize(("act", "field"), PLACES, ids=lambda one: getattr(one, "__name__", one))
def test_no_name_or_number_of_a_person_is_kept_unsealed(
    counter: Counter, act: Callable[[Counter, str, str], None], field: str
) -> None:
    request = filed(counter)
    version = counter.load(request).version
    for text in (*NAMED, *NUMBERED):
        with pytest.raises(Incomplete) as refused:
            act(counter, request, text)
        assert refused.value.field == field, text
    assert counter.load(request).version == version
    act(counter, request, "材料较多")
    assert counter.load(request).version == version + 1


def test_a_proof_that_is_handed_in_with_the_application_names_nobody(counter: Counter) -> None:
    for text in ("张惠兰当面", *NUMBERED):
        with counter.town.refuses(Incomplete):
            counter.file(receipt_evidence=GivenEvidence(EvidenceKind.SIGNATURE, text))


TELLING = (
    "应欧阳震华申请",
    "应欧 阳-震　华申请",
    "应令狐冲申请",
    "电话１３９ 0000 0001 的人",
    "证号 990126 19900101 1236",
    "OU.YANG＠example.cn 的来信",
    "住清河县东街8号的人",
)


@pytest.mark.parametrize("text", TELLING)
def test_a_letter_to_a_third_party_does_not_tell_who_applied(counter: Counter, text: str) -> None:
    request = filed(counter)
    with counter.town.refuses(Incomplete, "不得写明申请人"):
        consult(counter, request, text)


def test_latin_names_are_met_as_words_and_short_ones_not_at_all() -> None:
    names = Names(["Li Na", "LI", "丁"])
    assert names.in_text("由 LI  NA 签收")
    assert names.in_text("ＬＩ签收")
    assert not names.in_text("ALREADY_PUBLIC_LI")
    assert not names.in_text("公园 Lithium 丁香")
    assert not Silent(["丁"], ["清河县"]).broken_by("清河县丁香路")


@pytest.mark.parametrize("hidden", ["\u202e", "\u200f", "\u061c", "\u2066", "\ue000", "\x07"])
def test_what_hides_or_turns_a_text_is_not_taken_in(counter: Counter, hidden: str) -> None:
    for members in (
        {"applicants": (replace(ZHANG, name=f"张{hidden}兰"),)},
        {"applicants": (replace(ZHANG, address=f"东街{hidden}8号"),)},
        {"matters": (GivenMatter(f"名单{hidden}"),)},
        {"assistance": f"大字{hidden}"},
    ):
        with counter.town.refuses(Incomplete, f"U\\+{ord(hidden):04X}"):
            counter.file(**members)


def test_what_has_no_type_is_printed_as_a_geta_and_stops_no_letter(counter: Counter) -> None:
    request = counter.file(
        applicants=(replace(ZHANG, name="张😀兰"),), matters=(GivenMatter("关于🧨的名单\n第二行"),)
    )
    letter = counter.reply(request, provided(), given="x")
    content = counter.load(request).letters[letter].letter.content
    assert content is not None
    text = counter.town.contents.open(content)[0].text
    assert "张〓兰" in text
    assert "关于〓的名单" in text


def test_an_officers_own_word_without_a_type_is_refused_by_name(counter: Counter) -> None:
    request = counter.file()
    with counter.town.refuses(Malformed, "U\\+1F600"):
        counter.handling.request_clarification(
            counter.drafter,
            request,
            defects=[("description", "请写明😀")],
            period=10,
            letter=counter.letter(send_to="清河县人民路 1 号"),
        )
