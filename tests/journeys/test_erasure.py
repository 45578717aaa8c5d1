"""A person leaves: after the retention his data is in no file, while the journal still verifies."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.content import ClearPart
from domain.errors import Erased, NotPermitted, WrongState
from domain.law.consultations import ConsultationKind
from domain.law.law import row_text
from domain.law.profile import Retention
from domain.letters import LetterKind
from domain.requests.evidence import EvidenceKind
from domain.requests.given import GivenEvidence, GivenMatter, GivenProxy, GivenThirdParty
from ops.covering import catch_up
from ops.sweeping import sweep
from ops.verifying import verify
from tests.counter import SIGNED, ZHANG, Counter, open_counter, provided
from tests.premises import furnish
from tests.town import Town, copy_town

WORDS = (
    *("张惠兰", "990126199001011236", "13900000001", "清河县东街", "轮候名单甲乙丙", "某处旧宅"),
    *("令狐冲测", "13744443333", "任盈盈测", "东方测", "风清扬测"),
)
"""What the applicant wrote of himself and of what he asked for, and what he called his files."""


@pytest.fixture
def counter(founded_town: Town, tmp_path: Path) -> Counter:
    premises = furnish(founded_town, tmp_path)
    counter = open_counter(copy_town(founded_town, premises.home))
    counter.premises = premises  # type: ignore[attr-defined]
    return counter


def followed(counter: Counter) -> None:
    """Bring log, read models and index up to date."""
    with counter.premises.open() as services:  # type: ignore[attr-defined]
        catch_up(services)


def files_with(home: Path, word: str) -> list[str]:
    """Files in which a text stands, in the encodings programs write."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if any(word.encode(coding) in data for coding in ("utf-8", "gb18030", "utf-16-le")):
                found.append(str(path.relative_to(home)))
    return found


def answered(counter: Counter) -> str:
    """A request of a person, with a clarification, a scan and a reply that names him."""
    scan = ClearPart(
        "令狐冲测身份证13744443333.pdf",
        "application/pdf; name=任盈盈测",
        "张惠兰 扫描件".encode(),
        "张惠兰 扫描件",
        "text/1",
    )
    request = counter.file(
        matters=(GivenMatter("轮候名单甲乙丙", "某处旧宅"),),
        attachments=(scan, replace(scan, name="东方测.JPG", media_type="image/jpeg")),
        receipt_evidence=replace(SIGNED, scan=scan),
    )
    kept = counter.load(request).contents
    assert [[part.name for part in one.parts] for one in kept] == [
        ["附件1.pdf", "附件2.jpg"],
        ["凭证.pdf"],
    ]
    letter = counter.clarify(request)
    counter.deliver(request, letter)
    counter.handling.answer_clarification(
        counter.clerk,
        request,
        notice=letter,
        on=counter.today,
        matters={1: GivenMatter("轮候名单甲乙丙，2025 年")},
        attachments=(scan,),
        excuse="",
        evidence=replace(SIGNED, scan=replace(scan, name="风清扬测.pdf")),
    )
    reply = counter.reply(request, provided(), given="公租房分配方案")
    counter.deliver(request, reply)
    return request


def test_a_person_is_erased_from_every_file_and_the_journal_still_verifies(
    counter: Counter,
) -> None:
    town, home = counter.town, counter.town.home
    request = answered(counter)
    followed(counter)
    case = counter.load(request)
    person = case.applicants[0].person
    assert counter.persons.open(case.applicants[0].name) == ZHANG.name

    shorten_retention(counter)
    with town.refuses(WrongState, "保管期限"):
        erase(counter, request, person)
    counter.pass_days(400)
    erase(counter, request, person)
    followed(counter)

    with pytest.raises(Erased):
        counter.persons.open(case.applicants[0].name)
    kept = counter.load(request)
    assert (kept.first_row, kept.applicants[0].category) == ("3.1", ZHANG.category)
    for served in kept.letters.values():
        assert served.letter.content is not None
        assert not town.contents.holds_key(served.letter.content.id)
    # What was given is the organ's information and stays.
    assert kept.given is not None
    assert town.contents.open(kept.given)[0].text == "公租房分配方案"
    counter.close()
    town.close()
    for word in WORDS:
        assert files_with(home, word) == []
    report = verify(home)
    assert report.sound, report.findings


def shorten_retention(counter: Counter) -> None:
    """The registrar enters the organ's own retention: a year."""
    row = Retention("request_file", date(2019, 5, 15), "本机关保管期限表", 1)
    counter.lawmaking.correct(
        counter.town.registrars[0],
        Retention.TABLE,
        row_text(row),
        reason="按本机关保管期限表",
        source=row.source,
    )


def erase(counter: Counter, request: str, person: str) -> None:
    counter.handling.erase(
        counter.approver,
        request,
        person=person,
        basis="申请人要求，保管期限已满",
        destroy=counter.town.contents.destroy,
    )


LI = replace(
    ZHANG, name="李远航", identity="990126198805052110", telephone="13900000007", address=""
)
ZHOU = replace(ZHANG, name="周明月", identity="990126199107071316", telephone="13900000009")
PROXY = GivenProxy(
    "王代理",
    "990126197707071418",
    "13900000008",
    GivenEvidence(EvidenceKind.DOCUMENT, "授权委托书，卷 2"),
)


def joint(counter: Counter) -> str:
    """Three applicants and a proxy were sent a receipt, a third party was asked; then withdrawn."""
    request = counter.file(applicants=(ZHANG, LI, ZHOU), proxy=PROXY)
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.THIRD_PARTY,
        matters=[1],
        third_party=GivenThirdParty("清河县惠民物业有限公司", "0000-7654321"),
        organ_name="",
        letter=counter.letter(described="2025 年租赁合同", interest="商业秘密", send_to="县府路"),
    )
    counter.handling.issue_letter(counter.clerk, request, key="receipt", letter=counter.letter())
    counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=SIGNED)
    return request


def letters_of(counter: Counter, request: str) -> dict[str, str]:
    """The text of each letter that is left, by its kind."""
    found = {}
    for served in counter.load(request).letters.values():
        content = served.letter.content
        if content is not None and counter.town.contents.holds_key(content.id):
            found[served.letter.kind.value] = counter.town.contents.text(content)
    return found


def test_a_joint_applicant_who_leaves_takes_no_letter_from_the_others(counter: Counter) -> None:
    home = counter.town.home
    request = joint(counter)
    before = letters_of(counter, request)
    assert set(before) == {"RECEIPT", "THIRD_PARTY"}
    assert "张惠兰、李远航、周明月" in before["RECEIPT"]
    case = counter.load(request)
    shorten_retention(counter)
    counter.pass_days(400)
    erase(counter, request, case.applicants[1].person)
    left = letters_of(counter, request)
    assert left["THIRD_PARTY"] == before["THIRD_PARTY"]
    assert "张惠兰、〔已抹去〕、周明月" in left["RECEIPT"]
    assert "原件已经销毁" in left["RECEIPT"]
    assert before["RECEIPT"].split("\n")[-1] in left["RECEIPT"]
    followed(counter)
    for word in ("李远航", LI.identity, LI.telephone):
        assert word not in "".join(left.values())
        assert files_with(home, word) == []
    (copied,) = [
        served.letter.content
        for served in counter.load(request).letters.values()
        if served.letter.kind is LetterKind.RECEIPT
    ]
    assert copied is not None
    assert counter.town.contents.open(copied)[0].original.startswith(b"%PDF")
    assert verify(home).sound, verify(home).findings
    erase(counter, request, case.applicants[2].person)
    again = letters_of(counter, request)["RECEIPT"]
    assert "张惠兰、〔已抹去〕、〔已抹去〕" in again
    assert again.count("原件已经销毁") == 1
    erase(counter, request, case.applicants[0].person)
    assert letters_of(counter, request) == {}
    assert verify(home).sound, verify(home).findings


def test_a_proxy_or_a_third_party_who_leaves_takes_the_letters_to_himself(
    counter: Counter,
) -> None:
    request = joint(counter)
    before = letters_of(counter, request)
    case = counter.load(request)
    shorten_retention(counter)
    counter.pass_days(400)
    assert case.proxy is not None
    erase(counter, request, case.proxy.person)
    assert letters_of(counter, request) == before
    third = case.consultations[0].third_party
    assert third is not None
    erase(counter, request, third.person)
    assert letters_of(counter, request) == {"RECEIPT": before["RECEIPT"]}
    assert verify(counter.town.home).sound


def test_nothing_is_erased_while_the_case_runs(counter: Counter) -> None:
    request = counter.file()
    person = counter.load(request).applicants[0].person
    with counter.town.refuses(NotPermitted):
        counter.handling.erase(
            counter.approver,
            request,
            person=person,
            basis="申请人要求",
            destroy=counter.town.contents.destroy,
        )
    assert counter.persons.open(counter.load(request).applicants[0].name) == ZHANG.name


def test_an_erasure_killed_after_its_act_is_finished_by_the_next_sweep(counter: Counter) -> None:
    class Killed(Exception):
        """The process is gone before a key is destroyed."""

    def killed(_: object) -> None:
        raise Killed

    request = answered(counter)
    case = counter.load(request)
    shorten_retention(counter)
    counter.pass_days(400)
    with pytest.raises(Killed):
        counter.handling.erase(
            counter.approver,
            request,
            person=case.applicants[0].person,
            basis="申请人要求，保管期限已满",
            destroy=killed,
        )
    held = [one for one in case.personal_contents() if counter.town.contents.holds_key(one.id)]
    assert held
    with counter.premises.open() as services:  # type: ignore[attr-defined]
        catch_up(services)
        sweep(services)
    assert not any(counter.town.contents.holds_key(one.id) for one in held)
    with pytest.raises(Erased):
        counter.persons.open(case.applicants[0].name)
