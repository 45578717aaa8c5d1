"""What officers' pages say where a first-time user lost his way: numbers, waits, rules."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from domain.organ import Organ
from domain.permissions import Role
from domain.requests.given import GivenLetter
from domain.requests.remedies import RemedyKind
from domain.requests.request import InformationRequest
from domain.requests.writing import number_of
from domain.review import Decision
from tests.api.reading_forms import Page
from tests.api.test_workbench_requests import DOCKET, Office
from tests.cases import furnish_cases
from tests.counter import SIGNED, Counter, application, provided, refused
from tests.desk import opened
from tests.town import CHECKED, Town

CLEARED = {
    "decision": "CLEARED",
    "reason": "不涉密，可以公开",
    "accuracy": "已与原件核对",
    "timeliness": "现行有效",
    "completeness": "没有缺页",
    "ground": "",
}


def two_organs(counter: Counter, today: datetime) -> dict[str, str]:
    """A suit and a review that were not answered in time, a reply that lies here, one that the
    secrecy review gave back, and a request at another organ with the serial of the first one."""
    clock, handling = counter.town.clock, counter.handling
    clock.time = today - timedelta(days=40)
    told = {"first": counter.file()}
    school = counter.town.enrol_office("清河县教育局").organ
    clerk = counter.town.enrol_officer("教育局受理员", (Role.CLERK, school))
    told["school"] = handling.file(clerk, school, application(arrived_on=counter.today)).stream
    for name, kind in (("reviewed", RemedyKind.REVIEW), ("sued", RemedyKind.SUIT)):
        told[name] = counter.file()
        counter.reply(told[name], refused())
        handling.seek_remedy(
            counter.clerk,
            told[name],
            kind=kind,
            body="清河县人民政府",
            docket_number="清复〔2026〕1号",
            simple=False,
            on=counter.today,
            evidence=SIGNED,
        )
    clock.time = today - timedelta(days=4)
    for name in ("signed", "open", "given back"):
        told[name] = counter.file()
    handling.draft_reply(counter.drafter, told["signed"], outcomes=[refused()], parts=[], frame={})
    handling.review_reply(counter.reviewer, told["signed"], opinion="同意")
    handling.issue_reply(counter.approver, told["signed"], letter=GivenLetter())
    handling.draft_reply(
        counter.drafter,
        told["given back"],
        outcomes=[provided()],
        parts=[counter.paper("住户名单")],
        frame={},
    )
    handling.submit_reply(counter.drafter, told["given back"])
    given_back = counter.load(told["given back"]).reply
    assert given_back is not None
    counter.town.disclosure.conclude(
        counter.secrecy,
        str(given_back.review),
        decision=Decision.RETURNED,
        reason="名单须先遮盖",
        checklist=CHECKED,
    )
    return told


@pytest.fixture
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive of one's own."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("said"), two_organs)
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


@pytest.fixture(scope="module")
def shown(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive that is only looked at, or refused."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("told"), two_organs)
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


def of(office: Office, name: str) -> InformationRequest:
    """A request as the journal has it."""
    services = office.desk.services
    found = services.archive.load(InformationRequest, office.cases.requests[name])
    return found.under(services.handling.rules())


def printed(office: Office, name: str) -> str:
    """The whole number of a request."""
    case = of(office, name)
    organ: Organ = office.desk.services.archive.load(Organ, case.organ)
    return number_of(case, organ)


def sought(office: Office, role: str, number: str) -> str:
    """Where a number leads, or the page that says why it leads nowhere."""
    answer = office.desk.client.get(
        DOCKET, params={"number": number}, headers=office._headers(role)
    )
    return str(answer.headers["location"] if answer.status_code == 303 else answer.text)


def row_of(office: Office, name: str) -> str:
    """The row of a request in the list of what is overdue."""
    page = office.get("clerk", f"{DOCKET}?show=overdue").text
    rows: list[str] = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    return next(row for row in rows if f'href="{office.address(name)}"' in row)


def test_a_whole_number_is_of_its_own_organ_and_never_of_this_ones(shown: Office) -> None:
    ours, theirs = of(shown, "first").number, of(shown, "school").number
    assert (ours.year, ours.serial) == (theirs.year, theirs.serial)
    assert printed(shown, "first") != printed(shown, "school")
    for role in ("clerk", "drafter"):
        assert sought(shown, role, printed(shown, "first")) == shown.address("first")
        assert "这是另一个机关的编号，不在本机关" in sought(shown, role, printed(shown, "school"))
    assert sought(shown, "supervisor", printed(shown, "first")) == shown.address("first")
    assert sought(shown, "supervisor", printed(shown, "school")) == shown.address("school")
    wrong = printed(shown, "first").replace("清", "浊")
    assert "没有这个编号的申请" in sought(shown, "clerk", wrong)


def test_a_bare_number_is_of_the_posts_organ_or_lists_who_has_it(shown: Office) -> None:
    number = of(shown, "first").number
    for typed in (
        f"{number.year}-{number.serial}",
        f"{number.year} 年第 {number.serial} 号",
        f"〔{number.year}〕{number.serial:03}号",
    ):
        assert sought(shown, "clerk", typed) == shown.address("first")
        page = sought(shown, "supervisor", typed)
        assert f'<li><a href="{shown.address("first")}">{printed(shown, "first")}</a>' in page
        assert f'<li><a href="{shown.address("school")}">{printed(shown, "school")}</a>' in page
    assert "没有这个编号的申请" in sought(shown, "supervisor", "9999")


def test_an_unknown_list_is_refused_with_the_lists_there_are(shown: Office) -> None:
    answer = shown.get("clerk", f"{DOCKET}?show=late")
    assert answer.status_code == 404
    assert "没有这种清单" in answer.text
    assert "已超期、五个工作日内到期" in answer.text
    assert "等待申请人或者他人" in answer.text


def test_a_row_says_what_is_late_when_it_is_not_the_answer(shown: Office) -> None:
    assert '<span class="tag stop">复议答复超期</span>' in row_of(shown, "reviewed")
    assert '<span class="tag stop">答辩超期</span>' in row_of(shown, "sued")
    assert '<span class="tag stop">超期</span>' in row_of(shown, "first")
    assert '<span class="tag stop">超期</span>' not in row_of(shown, "reviewed")


def test_a_signed_reply_that_lies_here_is_to_be_sent_and_not_to_be_written(shown: Office) -> None:
    page = shown.page("clerk", "signed")
    assert "答复书已签发，还没有寄出；最晚" in page
    assert re.search(r'<p class="due">[^<]*寄出，还有 \d+ 个工作日。</p>', page)
    assert "最晚" in shown.page("clerk", "open")


def test_a_reply_is_reviewed_after_its_secrecy_review_and_pages_say_who_is_waited_for(
    office: Office,
) -> None:
    case = office.address("open")
    query = f"{case}/draft-reply?outcome_1=PROVIDED"
    assert office.fill("drafter", query, given_text="分配方案共 20 户。").status_code == 303
    office.desk.settle()
    assert "还没有送保密审查，等经办人" in office.page("reviewer", "open")
    handed = office.fill("drafter", f"{case}/submit-reply")
    review = str(handed.headers["location"])
    office.desk.settle()
    page = office.page("reviewer", "open")
    assert f'<a class="button" href="{review}">打开保密审查</a>' in page
    assert f"{case}/review-reply" not in page
    for role in ("drafter", "approver", "supervisor"):
        assert f'<a class="button" href="{review}">' not in office.page(role, "open")
        assert f'<a href="{review}">打开保密审查</a>' in office.page(role, "open")
    assert review not in office.page("clerk", "open")
    assert "保密审查还没有结论，等保密审查员" in office.page("approver", "open")
    for role, path in (("approver", "issue-reply"), ("reviewer", "review-reply")):
        answer = office.get(role, f"{case}/{path}")
        assert answer.status_code == 409
        assert "保密审查还没有结论，等保密审查员" in answer.text
    given = Page(office.get("secrecy", review).text, f"{review}/conclude")
    told = given.answered(office.today, **CLEARED)
    assert office.post("secrecy", f"{review}/conclude", told).status_code == 303
    office.desk.settle()
    page = office.page("reviewer", "open")
    assert f'<a class="button" href="{case}/review-reply">审核答复</a>' in page
    for role, path in (("reviewer", "review-reply"), ("approver", "issue-reply")):
        assert office.fill(role, f"{case}/{path}").status_code == 303
        office.desk.settle()
    path = f"{case}/suggest-publication"
    before = office.desk.position
    token = Page(office.get("clerk", path).text, path).fields["form_token"]
    answer = office.post("clerk", path, {"form_token": token})
    assert answer.status_code == 422
    assert answer.text.count('class="wrong"') == 2
    assert office.desk.position == before
    answer = office.fill("clerk", path, text="方案应当公开", evidence_note="来信，卷宗第 5 页")
    assert answer.status_code == 303


def test_a_reply_that_the_secrecy_review_gave_back_waits_for_its_drafter(shown: Office) -> None:
    case = shown.address("given back")
    for role, path in (("reviewer", "review-reply"), ("approver", "issue-reply")):
        page = shown.page(role, "given back")
        assert "保密审查的结论是“退回修改”，等经办人修改答复" in page
        assert f"{case}/{path}" not in page
        assert '<a class="button" href="/workbench/reviews/' not in page
        answer = shown.get(role, f"{case}/{path}")
        assert answer.status_code == 409
        assert "等经办人修改答复" in answer.text


def test_no_receipt_tells_a_due_date_that_is_past(shown: Office) -> None:
    late, present = shown.address("first"), shown.address("open")
    assert f"{present}/issue-letter" in shown.offers("clerk", "open")
    assert f"{late}/issue-letter" not in shown.offers("clerk", "first")
    assert shown.get("clerk", f"{late}/issue-letter").status_code == 409


def test_a_form_that_only_records_paper_says_so_and_asks_for_its_day(shown: Office) -> None:
    page = shown.get("drafter", f"{shown.address('first')}/request-clarification").text
    assert "<h1>补录纸面办理：" in page
    day = re.search(r'<label for="f-paper_on">(.*?)</label>', page)
    assert day
    assert "可以不填" not in day[1]
    assert "必填，写文书上的日期" in page
    usual = shown.get("drafter", f"{shown.address('open')}/request-clarification").text
    assert "补录纸面办理" not in usual
    assert "纸面文书的日期 <span" in usual


def test_a_refusal_cites_its_article_in_chinese(office: Office) -> None:
    path = f"{office.address('first')}/seek-remedy"
    answer = office.fill("clerk", path, on=(office.today + timedelta(days=3)).isoformat())
    assert answer.status_code == 422
    assert " art " not in answer.text


def marked(page: str) -> set[str]:
    """The fields of a form that are said to be optional."""
    labels = re.findall(r'<label for="f-([^"]+)">(.*?)</label>', page)
    return {name for name, label in labels if "可以不填" in label}


@pytest.mark.parametrize("path", ["request-clarification", "consult", "charge-per-page"])
def test_what_was_sent_on_paper_is_not_recorded_without_its_sending_and_the_form_says_so(
    shown: Office, path: str
) -> None:
    usual = shown.get("drafter", f"{shown.address('open')}/{path}").text
    assert "寄出日期、方式和凭证也要填" in usual
    assert "word_send_to" not in marked(usual)
    only = shown.get("drafter", f"{shown.address('first')}/{path}").text
    assert "<h1>补录纸面办理：" in only
    assert not {"sent_on", "sent_way", "sent_kind"} & marked(only)
    assert 'name="word_send_to"' not in only, "nothing is printed"
    assert 'name="word_how_to_pay"' not in only


def test_a_reply_on_paper_says_when_its_sending_must_be_told(shown: Office) -> None:
    page = shown.get("drafter", f"{shown.address('open')}/reply-on-paper").text
    assert "没有答复书扫描件的必须填" in page
