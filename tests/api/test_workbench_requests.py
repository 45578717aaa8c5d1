"""Officers' pages on requests: the docket, the case, and a form for every act."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.session import COOKIE
from api.workbench.acts.table import ACTS
from domain.act import BEIJING
from domain.permissions import ACTIONS
from domain.requests.given import GivenMatter
from ops.clock import now
from tests.api.reading_forms import Page
from tests.cases import Cases, furnish_cases
from tests.counter import ZHANG, Counter, provided
from tests.desk import HOST, Desk, opened
from tests.town import Town

ROLES = ("clerk", "drafter", "reviewer", "secrecy", "approver", "supervisor")
DOCKET = "/workbench/requests"
PEOPLE = (
    *("990126199001011246", "990126199001011246", "990126199001011254"),
    *("990126199001011262", "990126199001011270", "990126199001011289"),
)


class Office:
    """Officers at their browsers: one client, a session for each."""

    def __init__(self, desk: Desk, cases: Cases) -> None:
        self.desk = desk
        self.cases = cases
        self.today = now().astimezone(BEIJING).date()
        desk.client.follow_redirects = False
        self._sessions: dict[str, str] = {}

    def get(self, role: str, path: str) -> httpx2.Response:
        return self.desk.client.get(path, headers=self._headers(role))

    def post(self, role: str, path: str, data: Any, **more: Any) -> httpx2.Response:
        return self.desk.client.post(
            path, data=data, headers={**self._headers(role), "origin": HOST}, **more
        )

    def page(self, role: str, name: str) -> str:
        answer = self.get(role, self.address(name))
        assert answer.status_code == 200, answer.text
        return answer.text

    def address(self, name: str) -> str:
        return f"{DOCKET}/{self.cases.requests[name]}"

    def offers(self, role: str, name: str) -> list[str]:
        """The forms a case page leads to."""
        links = Page(self.page(role, name), "").links
        start = f"{self.address(name)}/"
        found = {link for link in links if link.startswith(start) and "/files/" not in link}
        return sorted(link for link in found if "/letters/" not in link)

    def fill(self, role: str, path: str, **more: str) -> httpx2.Response:
        """Open a form, answer what it asks, send it."""
        action = path.partition("?")[0]
        answer = self.get(role, path)
        assert answer.status_code == 200, (path, answer.text[-3000:])
        given = Page(answer.text, action).answered(self.today, **more)
        return self.post(role, action, given)

    def topics(self, name: str) -> list[str]:
        """The stored names of the events of a request."""
        journal = self.desk.services.journal
        request = self.cases.requests[name]
        rows = journal.read(0, 1_000_000)
        return [row.event.topic for row in rows if row.event.stream == request]

    def _headers(self, role: str) -> dict[str, str]:
        if role not in self._sessions:
            self._sessions[role] = self.desk.sign_in(self.cases.premises.names[role])
        return {"cookie": f"{COOKIE}={self._sessions[role]}"}


@pytest.fixture
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive of one's own."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("cases"))
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


@pytest.fixture(scope="module")
def shown(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive that is only looked at, or refused."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("shown"))
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


def test_every_act_of_the_permission_table_has_a_form() -> None:
    elsewhere = {"file", "answer_on_the_spot", "reissue_code", "take_over"}
    commands = {name.removeprefix("request.") for name in ACTIONS if name.startswith("request.")}
    assert {act.command for act in ACTS} == commands - elsewhere
    assert len({act.path for act in ACTS}) == len(ACTS)


# The docket


def test_the_docket_counts_what_is_overdue_and_sorts_by_urgency(shown: Office) -> None:
    page = shown.get("drafter", DOCKET).text
    assert "件超期" in page
    assert page.index("已过") < page.index("剩 ")
    assert "申请人张某" in page
    assert "张惠兰" not in page
    assert "等申请人" in page


def test_each_filter_shows_what_it_counts(shown: Office) -> None:
    page = shown.get("clerk", DOCKET).text
    for word, label in (("", "全部在办"), ("overdue", "已超期"), ("to-sign", "待签发")):
        found = re.search(rf'{label}(?:</b>)? <span class="num">(\d+)</span>', page)
        assert found, label
        listed = shown.get("clerk", f"{DOCKET}?show={word}").text
        assert listed.count('<th scope="row">') == int(found[1])


def people_who_asked(counter: Counter, today: datetime) -> dict[str, str]:
    """One thing given twice to one man, another to two people, and both asked for once more."""
    counter.town.clock.time = today - timedelta(days=20)

    numbers = iter(PEOPLE)

    def asked(name: str, thing: str) -> str:
        applicant = replace(ZHANG, name=name, identity=next(numbers))
        return counter.file(applicants=(applicant,), matters=(GivenMatter(thing),))

    def given(name: str, thing: str) -> str:
        request = asked(name, thing)
        counter.reply(request, provided(), given="台账")
        return request

    one, two = "清河县 2024 年农村厕所改造验收台账", "2023 年度城乡居民医疗保险缴费补助发放明细"
    first, again = given("赵甲", one), given("赵甲", one)
    counter.handling.link_persons(
        counter.clerk,
        first,
        person=counter.load(first).applicants[0].person,
        other_person=counter.load(again).applicants[0].person,
        other_request=again,
        reason="同一人",
    )
    given("钱乙", two)
    given("孙丙", two)
    return {"one man": asked("李丁", one), "two people": asked("周戊", two)}


def test_publishing_is_suggested_where_several_people_got_the_same(
    founded_town: Town, tmp_path: Path
) -> None:
    cases = furnish_cases(founded_town, tmp_path, people_who_asked)
    with opened(cases.premises) as desk:
        office = Office(desk, cases)
        pages = {
            name: office.get("drafter", f"{office.address(name)}/draft-reply").text
            for name in cases.requests
        }
    assert "得到公开；" not in pages["one man"]
    assert "已有 2 人申请（2 件）得到公开；" in pages["two people"]


def test_a_number_leads_to_its_request_and_an_unknown_one_is_told(shown: Office) -> None:
    number = re.search(
        r'<th scope="row"><a href="([^"]+)">([^<]+)', shown.get("clerk", DOCKET).text
    )
    assert number
    answer = shown.desk.client.get(
        DOCKET, params={"number": number[2]}, headers=shown._headers("clerk")
    )
    assert (answer.status_code, answer.headers["location"]) == (303, number[1])
    assert "没有这个编号的申请" in shown.get("clerk", f"{DOCKET}?number=9999").text


def test_a_post_that_reads_no_requests_is_turned_away(shown: Office) -> None:
    token = shown.desk.sign_in(shown.cases.premises.names["registrar"])
    answer = shown.desk.client.get(DOCKET, headers={"cookie": f"{COOKIE}={token}"})
    assert answer.status_code == 403


# The case


@pytest.mark.parametrize("role", ROLES)
def test_every_case_can_be_read_and_every_form_it_offers_opens(shown: Office, role: str) -> None:
    for name in shown.cases.requests:
        for link in shown.offers(role, name):
            answer = shown.get(role, link)
            assert answer.status_code == 200, (name, link, answer.text[-2000:])


def test_each_post_sees_of_the_applicant_what_it_needs(shown: Office) -> None:
    for role in ("clerk", "drafter"):
        page = shown.page(role, "open")
        assert "张惠兰" in page
        assert "13900000001" in page
    for role in ("reviewer", "approver"):
        page = shown.page(role, "open")
        assert "张惠兰" in page
        assert "13900000001" not in page
    page = shown.page("supervisor", "open")
    assert "张某" in page
    assert "张惠兰" not in page
    assert "公租房分配方案" in page


def test_a_case_says_in_one_sentence_what_is_due(shown: Office) -> None:
    assert "逾期" in shown.page("drafter", "overdue")
    assert "最晚" in shown.page("drafter", "open")
    assert "还没有与申请人确认收到日期" in shown.page("clerk", "unconfirmed")
    assert "等申请人补正" in shown.page("drafter", "clarifying")
    assert "责令重新答复" in shown.page("drafter", "corrected")
    assert "怎么算出来的" in shown.page("drafter", "open")


def test_letters_and_files_are_read_by_those_who_need_them(shown: Office) -> None:
    page = Page(shown.page("clerk", "replied"), "")
    letters = [link for link in page.links if "/letters/" in link]
    files = [link for link in page.links if "/files/" in link]
    assert "政府信息公开申请答复书" in shown.get("clerk", letters[0]).text
    answers = [shown.get("clerk", link) for link in files]
    assert any(answer.content.startswith(b"%PDF") for answer in answers)
    assert all(answer.headers["cache-control"] == "no-store" for answer in answers)
    assert shown.get("supervisor", letters[0]).status_code == 404


# Acts


@pytest.mark.slow
def test_whatever_is_offered_is_not_refused(office: Office) -> None:
    """Whoever goes on with what his page offers meets no refusal, wherever the case has come to."""
    chance = random.Random(4)
    done: set[str] = set()
    for name in office.cases.requests:
        for _ in range(3):
            offers = [
                (role, link)
                for role in ("clerk", "drafter", "reviewer", "secrecy", "approver")
                for link in office.offers(role, name)
                if not set(link.partition("?")[0].split("/")) & UNGUIDED
            ]
            if not offers:
                break
            fresh = [one for one in offers if one[1].rpartition("/")[2] not in done]
            role, link = chance.choice(fresh or offers)
            answer = office.fill(role, link, **_said(office, role, link))
            assert answer.status_code == 303, (name, role, link, _told(answer.text))
            done.add(link.rpartition("/")[2])
    assert len(done) > 15, done


UNGUIDED = {
    "join-to",
    "link-persons",
    "draft-reply",
    "revise-reply",
    "amend-legal-date",
    "chronology",
}
"""What needs another request, a second step or a date that makes sense, or is no act at all."""


def _said(office: Office, role: str, link: str) -> dict[str, str]:
    text = office.get(role, link).text
    today = office.today.isoformat()
    paper = {
        "paper_on": today,
        "sent_on": today,
        "sent_way": "POST",
        "sent_kind": "COURIER_SLIP",
        "sent_note": "EMS 7788",
    }
    only_paper = "现在只能补录已经在纸面办理的" in text or link.endswith("/reply-on-paper")
    if not only_paper:
        paper = {}
    if link.partition("?")[0].endswith("/dispatch"):
        return {"sent_on": today}
    if link.endswith(("/charge", "/charge-per-page")):
        return {"quantity": "40", **paper}
    return paper


def _told(page: str) -> str:
    found = re.search(r'<section class="note stop.*?</section>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0] if found else page[-1500:])


def test_receipt_is_confirmed_and_the_clock_begins(office: Office) -> None:
    path = f"{office.address('unconfirmed')}/confirm-receipt"
    answer = office.fill("clerk", path)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        office.address("unconfirmed"),
    )
    assert office.topics("unconfirmed")[-1] == "gongkai.information_request.receipt_confirmed.v1"
    assert "最晚" in office.page("clerk", "unconfirmed")


def test_a_refusal_keeps_what_was_typed_and_names_the_rule(office: Office) -> None:
    path = f"{office.address('unconfirmed')}/confirm-receipt"
    before = office.desk.position
    answer = office.fill("clerk", path, on="2020-01-01", evidence_note="卷宗第九页")
    assert answer.status_code == 422
    assert "先后不对" in answer.text
    assert 'value="卷宗第九页"' in answer.text
    assert office.desk.position == before


def test_a_form_that_is_sent_twice_acts_once(office: Office) -> None:
    path = f"{office.address('unconfirmed')}/confirm-receipt"
    given = Page(office.get("clerk", path).text, path).answered(office.today)
    first = office.post("clerk", path, given)
    position = office.desk.position
    second = office.post("clerk", path, given)
    assert first.status_code == second.status_code == 303
    assert office.desk.position == position


def test_a_letter_is_seen_before_it_is_issued_and_nothing_is_written(office: Office) -> None:
    path = f"{office.address('open')}/request-clarification"
    given = Page(office.get("drafter", path).text, path).answered(office.today)
    before = office.desk.position
    answer = office.post("drafter", path, {**given, "step": "preview"})
    assert answer.status_code == 200, _told(answer.text)
    assert "补正告知书" in answer.text
    assert "请写明文件名称" in answer.text
    assert "清住建依补" in answer.text
    assert office.desk.position == before
    again = Page(answer.text, path).answered(office.today)
    assert again["defect_description"] == ["请写明文件名称"]
    answer = office.post("drafter", path, {**again, "step": "do"})
    assert answer.status_code == 303
    assert "gongkai.information_request.clarification_requested.v1" in office.topics("open")


def test_a_preview_of_what_was_done_on_paper_is_refused_and_writes_nothing(office: Office) -> None:
    path = f"{office.address('open')}/request-clarification"
    paper = {"paper_on": office.today.isoformat(), "step": "preview"}
    given = Page(office.get("drafter", path).text, path).answered(office.today) | paper
    before = office.desk.position
    answer = office.post("drafter", path, given)
    assert answer.status_code == 422
    assert office.desk.position == before


def test_what_was_done_on_paper_is_recorded_with_its_breach(office: Office) -> None:
    path = f"{office.address('overdue')}/request-clarification"
    sent_on = office.today.isoformat()
    proof = {"sent_on": sent_on, "sent_kind": "COURIER_SLIP", "sent_note": "EMS 0001"}
    answer = office.fill("drafter", path, paper_on=sent_on, **proof)
    assert answer.status_code == 303, _told(answer.text)
    assert "gongkai.information_request.breach_noted.v1" in office.topics("overdue")
    assert "违反规定的记录" in office.page("supervisor", "overdue")


@pytest.mark.parametrize("name", ["clarifying", "open", "unconfirmed"])
def test_a_reply_that_was_given_on_paper_is_recorded_wherever_the_case_stood(
    office: Office, name: str
) -> None:
    assert "/reply-on-paper" in office.page("drafter", name)
    path = f"{office.address(name)}/reply-on-paper"
    today = office.today.isoformat()
    given = {
        "m1_outcome": "PROVIDED",
        "paper_on": today,
        "sent_on": today,
        "sent_kind": "COURIER_SLIP",
        "sent_note": "EMS 0001",
    }
    nothing_shows = office.fill("drafter", path, **given | {"sent_kind": "SYSTEM_RECORD"})
    assert nothing_shows.status_code == 422
    assert "答复书扫描件，或者寄送凭证" in nothing_shows.text
    answer = office.fill("drafter", path, **given)
    assert answer.status_code == 303, _told(answer.text)
    assert "gongkai.information_request.replied_on_paper.v1" in office.topics(name)
    page = office.page("supervisor", name)
    assert "已答复" in page
    assert "提供信息应当先经保密审查" in page
    broken = {
        "clarifying": "补正期限未满，不应当答复",
        "unconfirmed": "应当先与申请人确认收到日期",
    }
    assert broken.get(name, "") in page
    evidence = office.get("supervisor", f"{office.address(name)}/evidence.csv").text
    assert "：提供信息以前的保密审查" in evidence


def test_a_refusal_on_paper_counts_by_its_ground_and_its_missing_reason_is_a_breach(
    office: Office,
) -> None:
    path = f"{office.address('open')}/reply-on-paper"
    today = office.today.isoformat()
    given = {
        "m1_outcome": "REFUSED",
        "m1_reason": "",
        "paper_on": today,
        "sent_on": today,
        "sent_kind": "COURIER_SLIP",
        "sent_note": "EMS 0001",
    }
    unnamed = office.fill("drafter", path, **given)
    assert unnamed.status_code == 422
    assert "不予公开的理由" in _told(unnamed.text)
    answer = office.fill("drafter", path, m1_grounds="D5", **given)
    assert answer.status_code == 303, _told(answer.text)
    page = office.page("supervisor", "open")
    assert "不予公开的，应当说明理由" in page
    assert "内部事务" in page
    # What gives nothing out needs no secrecy review; the signature of the head it does need.
    evidence = office.get("supervisor", f"{office.address('open')}/evidence.csv").text
    assert "提供信息以前的保密审查" not in evidence
    assert "：本机关负责人的签发" in evidence


def test_who_may_not_act_is_told_who_may(shown: Office) -> None:
    answer = shown.get("supervisor", f"{shown.address('open')}/request-clarification")
    assert answer.status_code == 403
    assert "可由经办人办理" in answer.text
    assert shown.get("drafter", f"{shown.address('replied')}/pay").status_code in (403, 409)
    assert shown.get("drafter", f"{shown.address('open')}/no-such-act").status_code == 404


def test_a_legal_date_is_amended_with_reason_and_proof(office: Office) -> None:
    path = f"{office.address('open')}/amend-legal-date"
    answer = office.fill("approver", path, becomes="2026-01-05", reason="登记时写错了")
    assert answer.status_code == 303, _told(answer.text)
    assert office.topics("open")[-1] == "gongkai.information_request.legal_date_amended.v1"


# Replies


def test_who_reviews_reads_the_words_of_the_draft(shown: Office) -> None:
    words = "该材料是会议讨论记录，尚未形成决定"
    assert words in shown.page("reviewer", "drafted")
    assert words in shown.get("reviewer", f"{shown.address('drafted')}/review-reply").text
    assert words in shown.get("approver", f"{shown.address('reviewed')}/issue-reply").text
    assert words not in shown.page("supervisor", "drafted")


def draft(office: Office, name: str, query: str, **more: str) -> httpx2.Response:
    """Draft a reply in both steps."""
    path = f"{office.address(name)}/draft-reply"
    assert office.get("drafter", path).status_code == 200
    return office.fill("drafter", f"{path}?{query}", **more)


def test_a_reply_goes_from_draft_to_signature(office: Office) -> None:
    answer = draft(office, "open", "outcome_1=REFUSED.D6")
    assert answer.status_code == 303, _told(answer.text)
    for role, act in (("reviewer", "review-reply"), ("approver", "issue-reply")):
        assert f"{office.address('open')}/{act}" in office.offers(role, "open")
        answer = office.fill(role, f"{office.address('open')}/{act}")
        assert answer.status_code == 303, _told(answer.text)
    assert "gongkai.information_request.replied.v1" in office.topics("open")
    assert "不予公开" in office.page("clerk", "open")


def test_information_is_given_with_its_review_and_becomes_a_record(office: Office) -> None:
    query = "outcome_1=PARTLY_PROVIDED&parts_1=D4"
    answer = draft(office, "open", query, given_text="分配方案。电话 13912345678")
    assert answer.status_code == 303, _told(answer.text)
    assert f"{office.address('open')}/issue-reply" not in office.offers("approver", "open")
    answer = office.fill("drafter", f"{office.address('open')}/submit-reply")
    assert answer.status_code == 303
    page = office.page("drafter", "open")
    assert "/workbench/reviews/secrecy_review:" in page
    page = office.get("drafter", f"{office.address('replied')}/open-record").text
    assert "公租房分配方案，共 20 户。" in page
    answer = office.fill(
        "drafter", f"{office.address('replied')}/open-record", title="公租房方案", kind="other"
    )
    assert answer.status_code == 303, _told(answer.text)
    assert office.topics("replied")[-1] == "gongkai.information_request.record_opened.v1"


def test_the_first_step_asks_for_every_matter_and_the_second_keeps_what_is_wrong(
    office: Office,
) -> None:
    path = f"{office.address('overdue')}/draft-reply"
    page = office.get("drafter", f"{path}?outcome_1=REFUSED.D6&outcome_2=").text
    assert "每一项都要选处理结果" in page
    query = f"{path}?outcome_1=REFUSED.D6&outcome_2=DOES_NOT_EXIST"
    before = office.desk.position
    answer = office.fill("drafter", query, m1_reason="理由甲")
    assert answer.status_code == 422
    assert "理由甲" in answer.text
    assert office.desk.position == before


def test_a_draft_is_revised_with_its_words_in_the_form(office: Office) -> None:
    path = f"{office.address('drafted')}/revise-reply"
    page = office.get("drafter", f"{path}?outcome_1=REFUSED.D6").text
    assert "该材料是会议讨论记录，尚未形成决定" in page
    answer = office.fill("drafter", f"{path}?outcome_1=REFUSED.D6", m1_reason="改写的理由")
    assert answer.status_code == 303, _told(answer.text)
    assert office.topics("drafted")[-1] == "gongkai.information_request.reply_revised.v1"


def test_an_ordered_reply_names_its_cause_and_document(office: Office) -> None:
    query = "cause=REVIEW&outcome_1=REFUSED.D6"
    answer = draft(office, "corrected", query, why="复议机关责令", document="清复决〔2026〕1号")
    assert answer.status_code == 303, _told(answer.text)


def test_earlier_answers_to_the_same_are_shown_while_answering(shown: Office) -> None:
    page = shown.get("drafter", f"{shown.address('open')}/draft-reply").text
    assert "以前公开过的相似申请" in page
    assert shown.address("replied") in page
    assert "已经公开的信息" in page
    assert "/records/record:" in page
