"""我的申请: number and code, the status page of every state, letters, and what he can do."""

import re
from collections.abc import Iterator
from datetime import date

import httpx2
import pytest

from api.portal import my_words
from api.portal.my_words import sentence
from domain.content import ClearPart
from domain.filing_verdict import verify_receipt
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.law import row_text
from domain.law.profile import Retention
from domain.requests.applicant import FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.given import NOTHING, GivenDispatch, GivenLetter, GivenThirdParty
from domain.requests.letters import DispatchWay
from domain.requests.proceeding import RequestState
from domain.requests.remedies import RemedyKind
from ops.covering import wait_covered
from tests.citizens import Citizen, Hall, hidden_in, open_hall
from tests.counter import SIGNED, provided, refused
from tests.town import Town


@pytest.fixture(scope="module")
def hall(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """An archive open to citizens."""
    with open_hall(founded_town, tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture
def citizen(hall: Hall) -> Citizen:
    """A browser of somebody new."""
    return hall.citizen()


def signed_in(hall: Hall, request: str) -> Citizen:
    """The applicant of a request, who got his code at the desk."""
    citizen = hall.citizen()
    number = f"清住建依申请〔2026〕{hall.counter.load(request).number.serial}号"
    assert citizen.follow(number, hall.code_of(request)).status_code == 303
    return citizen


def filed(hall: Hall, **members: object) -> tuple[str, Citizen]:
    """A request filed at the desk, and its applicant."""
    request = hall.counter.file(**members)
    return request, signed_in(hall, request)


def status(citizen: Citizen) -> str:
    """The status page."""
    answer = citizen.get("/my/request")
    assert answer.status_code == 200, answer.text
    return answer.text


def act(citizen: Citizen, name: str, **fields: str) -> httpx2.Response:
    """Fill in the form of an act and send it."""
    page = citizen.get(f"/my/request/{name}")
    assert page.status_code == 200, page.headers
    return citizen.post(f"/my/request/{name}", hidden_in(page.text) | fields)


def online(hall: Hall, **edited: str) -> GivenLetter:
    """A letter served online today."""
    return GivenLetter(edited, GivenDispatch(hall.counter.today, DispatchWay.ONLINE))


# Number and code


def test_number_and_code_open_the_request_however_they_are_written(citizen: Citizen) -> None:
    number, code = citizen.file()
    other = citizen.hall.citizen()
    typed = number.replace("〔", "[").replace("〕", "] ").replace("号", "")
    assert other.follow(typed, code.lower().replace("-", " ")).headers["location"] == "/my/request"
    assert "正在" in status(other) or "还没有与您确认" in status(other)


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(citizen: Citizen) -> None:
    number, code = citizen.file()
    serial = re.findall(r"\d+", number)[-1]
    citizen.client.cookies.clear()
    pages = [
        citizen.follow(number, "AAAA-AAAA-AAAA"),
        citizen.follow(number.replace(f"{serial}号", "987654号"), code),
        citizen.follow(number.replace("清住建", "别处"), code),
        citizen.follow("随便写的", code),
    ]
    assert [answer.status_code for answer in pages] == [401] * 4
    assert all("登记编号或查询码不对" in answer.text for answer in pages)
    assert all("set-cookie" not in answer.headers for answer in pages)


def test_the_sixth_try_is_told_to_wait_however_the_number_is_written(citizen: Citizen) -> None:
    number, code = citizen.file()
    bare = number.removesuffix("号")
    ways = (number, bare, f"{number}号", number.replace("〕", "〕00"), f" {bare} 号")
    for way in ways:
        assert "登记编号或查询码不对" in citizen.follow(way, "wrong").text
    for way in (*ways, number.replace("〔", "（"), number.replace("〕", "〕000")):
        assert "尝试次数过多" in citizen.follow(way, code).text


def test_without_a_session_every_page_leads_to_number_and_code(citizen: Citizen) -> None:
    for path in ("/my/request", "/my/request/withdraw", "/my/request/letters/1"):
        answer = citizen.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/my")
        assert answer.headers["cache-control"] == "no-store"
    sent = citizen.post("/my/request/withdraw", {"form_token": "t"})
    assert sent.status_code == 401
    assert "刚才填写的还没有提交" in sent.text


def test_closing_ends_the_session(citizen: Citizen) -> None:
    citizen.file()
    token = citizen.client.cookies["gongkai_my"]
    assert citizen.post("/my/close").headers["location"] == "/my?why=closed"
    citizen.client.cookies.set("gongkai_my", token)
    assert citizen.get("/my/request").headers["location"] == "/my?why=ended"


# The status page


def test_an_online_filing_waits_for_confirmation_and_has_no_due_date(citizen: Citizen) -> None:
    citizen.file()
    page = status(citizen)
    assert "还没有与您确认收到日期" in page
    assert "现在没有答复期限" in page
    assert "怎么算出来的" in page
    assert "张惠兰" not in page


def test_a_request_under_way_says_the_latest_day_and_how_it_was_counted(hall: Hall) -> None:
    request, citizen = filed(hall)
    due = hall.counter.load(request).count(hall.counter.today).due
    assert due is not None
    page = status(citizen)
    assert f"最晚{due.year}年{due.month}月{due.day}日" in page
    assert "数到第 20 个工作日" in page
    assert "当面提交" in page


def test_while_a_third_party_is_asked_nobody_is_named(hall: Hall) -> None:
    request, citizen = filed(hall)
    counter = hall.counter
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.THIRD_PARTY,
        matters=[1],
        third_party=GivenThirdParty("王评估师", "清河县西街 2 号"),
        organ_name="",
        letter=counter.letter(
            described="公租房评估报告", interest="商业秘密", send_to="清河县人民路 1 号"
        ),
    )
    page = status(citizen)
    assert "现在等第三方答复" in page
    assert "这段时间不计入答复期限" in page
    assert "王评估师" not in page
    assert "征求第三方意见" in page


def test_while_another_organ_is_asked_it_is_named_and_since_when(hall: Hall) -> None:
    request, _ = filed(hall)
    counter = hall.counter
    counter.handling.consult(
        counter.drafter,
        request,
        kind=ConsultationKind.OTHER_ORGAN,
        matters=[1],
        third_party=None,
        organ_name="清河县民政局",
        letter=counter.letter(
            described="轮候名单",
            wanted="说明能否公开",
            reply_by="2026年12月1日",
            send_to="清河县人民路 1 号",
        ),
    )
    asked = counter.today
    counter.pass_working_days(30)
    page = status(signed_in(hall, request))
    assert f"现在等清河县民政局答复（{my_words.day(asked)}起）" in page
    assert "没有规定它答复的期限" in page
    assert "这段时间不计入答复期限" in page


def test_a_clarification_is_opened_answered_and_begins_a_new_count(hall: Hall) -> None:
    request, citizen = filed(hall)
    counter = hall.counter
    counter.handling.request_clarification(
        counter.drafter,
        request,
        defects=[("description", "请写明年份")],
        period=10,
        letter=online(hall, send_to="清河县人民路 1 号"),
    )
    page = status(citizen)
    assert "机关请您补充材料" in page
    assert "请先签收并打开下面的《补正告知书》" in page
    assert "签收并打开" in page
    assert citizen.get("/my/request/letters/1").headers["location"] == "/my/request"
    before = hall.services.journal.position()
    for _ in range(2):
        opened = citizen.post("/my/request/letters/1/open")
        assert opened.headers["location"] == "/my/request/letters/1"
    assert hall.services.journal.position() == before + 1
    letter = counter.load(request).clarifications[0].letter
    assert counter.load(request).received_on_of(letter) == counter.today
    assert "请写明年份" in citizen.get("/my/request/letters/1").text
    pdf = citizen.get("/my/request/letters/1/paper.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert "attachment" in pdf.headers["content-disposition"]
    last = counter.load(request).waiting_until()
    assert isinstance(last, date)
    assert f"请最晚在{last.year}年{last.month}月{last.day}日" in status(citizen)

    form = citizen.get("/my/request/clarification").text
    assert "2025 年公租房分配方案及轮候名单</textarea>" in form
    same = citizen.post(
        "/my/request/clarification",
        hidden_in(form) | {"m1_description": "2025 年公租房分配方案及轮候名单"},
    )
    assert same.status_code == 422
    assert "还没有补充什么" in same.text
    done = act(citizen, "clarification", m1_description="2025 年第一批公租房的分配方案")
    assert done.headers["location"] == "/my/request?done=clarification"
    assert counter.load(request).state is RequestState.OPEN
    page = status(citizen)
    assert "2025 年第一批公租房的分配方案" in page
    assert "收到您的补正" in page
    assert citizen.get("/my/request/clarification").headers["location"] == "/my/request"


def test_letters_are_named_in_brackets_also_one_whose_title_begins_with_received(
    hall: Hall,
) -> None:
    request, citizen = filed(hall, channel=FilingChannel.ONLINE)
    counter = hall.counter
    counter.handling.confirm_receipt(counter.clerk, request, on=counter.today, evidence=SIGNED)
    counter.handling.issue_letter(
        counter.clerk, request, key="confirmation", letter=counter.letter()
    )
    counter.deliver(request, next(iter(counter.load(request).letters)))
    page = status(citizen)
    assert "寄出《收到政府信息公开申请确认书》" in page
    assert "您收到《收到政府信息公开申请确认书》" in page


def test_what_is_missing_of_his_own_leads_back_to_his_request_in_words(hall: Hall) -> None:
    _, citizen = filed(hall)
    for path, said in (
        ("letters/99", "没有这份文书"),
        ("information/99", "没有这个文件"),
        ("nothing", "没有这个页面"),
    ):
        answer = citizen.get(f"/my/request/{path}")
        assert answer.status_code == 404
        assert said in answer.text
        assert 'href="/my/request"' in answer.text
        assert "从来没有公开过" not in answer.text


def test_what_is_not_found_is_named_without_its_inner_id(citizen: Citizen) -> None:
    for path in ("/apply?organ=organ:none", "/organs/organ:none", "/records/record:none"):
        answer = citizen.get(path)
        assert answer.status_code == 404
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        assert "没有" in main
        assert ":none" not in main


def test_empty_boxes_are_no_try(citizen: Citizen) -> None:
    number, code = citizen.file()
    for typed in (("", ""), (number, "")):
        for _ in range(7):
            answer = citizen.follow(*typed)
            assert answer.status_code == 422
            assert "请填写登记编号和查询码" in answer.text
    assert citizen.follow(number, code).status_code == 303


def test_he_may_say_it_was_received_another_day_and_both_days_are_shown(hall: Hall) -> None:
    request, citizen = filed(hall)
    hall.counter.pass_days(3)
    citizen = signed_in(hall, request)
    claimed = hall.counter.load(request).arrived_on.replace(day=2)
    answer = act(citizen, "received", claimed_on=claimed.isoformat(), statement="邮件单号 1")
    assert answer.status_code == 303, answer.text
    page = status(citizen)
    assert "按您主张的收到日期" in page
    assert page.count("怎么算出来的") == 2
    future = act(citizen, "received", claimed_on="2099-01-01")
    assert "这一天还没有到" in future.text


def test_withdrawing_asks_once_more_and_then_ends_it(hall: Hall) -> None:
    request, citizen = filed(hall)
    assert "不能恢复" in citizen.get("/my/request/withdraw").text
    assert act(citizen, "withdraw").status_code == 303
    assert hall.counter.load(request).state is RequestState.WITHDRAWN
    page = status(citizen)
    assert "您已经撤回这件申请" in page
    assert "怎么算出来的" not in page
    assert "没有计算答复期限" not in page
    assert "/my/request/withdraw" not in page


def test_a_reply_online_gives_the_information_once_it_was_opened(hall: Hall) -> None:
    request, citizen = filed(hall)
    counter = hall.counter
    counter.handling.draft_reply(
        counter.drafter,
        request,
        outcomes=(provided(),),
        parts=[_given("分配方案全文")],
        frame={},
    )
    counter.clear(request)
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    assert "分配方案" not in status(citizen).partition("您申请的信息")[0].partition("经过")[2]
    counter.handling.issue_reply(counter.approver, request, letter=GivenLetter())
    assert "答复已经签发，还没有寄出" in status(citizen)
    assert citizen.get("/my/request/information/1").status_code == 404
    reply = counter.load(request).replies[-1]
    counter.handling.dispatch(
        counter.clerk, request, reply, GivenDispatch(counter.today, DispatchWay.ONLINE)
    )
    assert "机关已经答复" in status(citizen)
    assert citizen.get("/my/request/information/1").status_code == 404
    citizen.post("/my/request/letters/1/open")
    given = citizen.get("/my/request/information/1")
    assert given.content.decode() == "分配方案全文"
    assert given.headers["cache-control"] == "no-store"
    page = status(citizen)
    assert "可以申请行政复议，最晚" in page
    assert "清河县人民政府" in page
    silent = act(citizen, "suggestion", text=" ")
    assert silent.status_code == 422
    assert "您的建议</a>：请填写" in silent.text
    assert act(citizen, "suggestion", text="大家都关心").status_code == 303
    assert counter.load(request).suggested
    assert "/my/request/suggestion" not in status(citizen)


def test_a_copy_of_what_was_given_on_paper_is_not_given_out_by_the_portal(hall: Hall) -> None:
    request, citizen = filed(hall)
    counter = hall.counter
    counter.handling.reply_on_paper(
        counter.drafter,
        request,
        outcomes=[provided()],
        parts=[_given("没有审查过的材料")],
        cleared=NOTHING,
        approved=NOTHING,
        letter=GivenLetter(on_paper=counter.today, dispatch=counter.sent()),
    )
    assert "机关已经答复" in status(citizen)
    assert "/my/request/information/" not in status(citizen)
    assert citizen.get("/my/request/information/1").status_code == 404


def test_a_refusal_says_that_review_comes_first(hall: Hall) -> None:
    request, citizen = filed(hall)
    letter = hall.counter.reply(request, refused())
    hall.counter.deliver(request, letter)
    page = status(citizen)
    assert "机关已经答复" in page
    assert "清河县人民法院" in page
    assert "/my/request/suggestion" not in page


def test_from_the_first_late_day_it_says_what_he_can_do(hall: Hall) -> None:
    request, _ = filed(hall)
    due = hall.counter.load(request).count(hall.counter.today).due
    assert due is not None
    while hall.counter.today < due:
        hall.counter.pass_days(1)
    assert "逾期不答复" not in status(signed_in(hall, request))
    hall.counter.pass_working_days(1)
    page = status(signed_in(hall, request))
    assert "现在已经晚了 1 个工作日" in page
    assert "逾期不答复，您可以" in page
    assert "向清河县人民政府申请行政复议，或者向清河县人民法院提起行政诉讼" in page
    assert "条例第五十一条" in page


def test_a_signed_reply_that_was_not_sent_is_late_and_he_is_told_what_he_can_do(
    hall: Hall,
) -> None:
    counter = hall.counter
    request, _ = filed(hall)
    counter.handling.draft_reply(counter.drafter, request, outcomes=[refused()], parts=[], frame={})
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.handling.issue_reply(counter.approver, request, letter=GivenLetter())
    assert "还没有寄出。您现在不用做什么" in sentence(counter.load(request), counter.today)
    counter.pass_working_days(30)
    said = sentence(counter.load(request), counter.today)
    assert "还没有寄出" in said
    assert "现在已经晚了 10 个工作日" in said
    assert "条例第五十一条" in said
    assert "向清河县人民政府申请行政复议" in said
    assert "不用做什么" not in said
    assert "现在已经晚了" in status(signed_in(hall, request))


def test_a_reply_handed_over_without_proof_is_late_until_it_is_proven(hall: Hall) -> None:
    counter = hall.counter
    request, _ = filed(hall)
    counter.handling.draft_reply(counter.drafter, request, outcomes=[refused()], parts=[], frame={})
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.handling.issue_reply(
        counter.approver,
        request,
        letter=GivenLetter(dispatch=counter.sent(DispatchWay.HANDED_OVER)),
    )
    handed = counter.today
    assert "机关已经答复" in sentence(counter.load(request), counter.today)
    counter.pass_working_days(30)
    said = sentence(counter.load(request), counter.today)
    assert "没有您收到的证明" in said
    assert "现在已经晚了 10 个工作日" in said
    assert "提起行政诉讼" in said
    letter = counter.load(request).replies[-1]
    counter.handling.deliver(counter.clerk, request, letter, on=handed, evidence=SIGNED)
    assert "晚了" not in sentence(counter.load(request), counter.today)


def test_every_state_has_its_sentence(hall: Hall) -> None:
    counter = hall.counter

    def said(request: str) -> str:
        return sentence(counter.load(request), counter.today)

    waiting = counter.file(channel=FilingChannel.ONLINE)
    assert "还没有与您确认" in said(waiting)
    clarified = counter.file()
    letter = counter.clarify(clarified)
    assert "从收到它的次日起" in said(clarified)
    counter.deliver(clarified, letter)
    assert "请最晚在" in said(clarified)
    counter.pass_working_days(11)
    assert "已经过了" in said(clarified)
    counter.handling.abandon(
        counter.drafter,
        clarified,
        cause=AbandonCause.NOT_CLARIFIED,
        judged="没有说明理由",
        letter=counter.letter(),
    )
    assert "已经不再处理" in said(clarified)
    first, second = counter.file(), counter.file()
    counter.handling.join_to(counter.clerk, second, into=first, reason="同一件")
    assert "合并办理" in said(second)
    counter.handling.consent_to_extension(counter.approver, first, days=10, reason="涉及面广")
    counter.handling.tell_extension(
        counter.drafter, first, days=10, letter=counter.letter(cause="涉及面广")
    )
    assert "延期答复" in said(first)


def test_under_review_and_with_a_fee_due_it_says_so(hall: Hall) -> None:
    counter = hall.counter
    replied, charged = counter.file(), counter.file()
    counter.reply(replied, refused())
    counter.handling.seek_remedy(
        counter.clerk,
        replied,
        kind=RemedyKind.REVIEW,
        body="清河县人民政府",
        docket_number="清政复〔2026〕1号",
        simple=False,
        on=counter.today,
        evidence=SIGNED,
    )
    assert "行政复议或者行政诉讼正在进行" in sentence(counter.load(replied), counter.today)
    assert "清政复" not in status(signed_in(hall, replied))
    counter.handling.charge(
        counter.drafter,
        charged,
        basis=FeeBasis.PER_PAGE,
        quantity=40,
        earlier=0,
        letter=counter.letter(how_to_pay="窗口缴费"),
    )
    said = sentence(counter.load(charged), counter.today)
    assert "缴纳信息处理费" in said
    assert "缴清以前不计算答复期限" in said


def test_no_state_is_without_words() -> None:
    assert set(my_words._BY_STATE) == set(RequestState)


def test_the_receipt_is_downloaded_and_verifies(citizen: Citizen) -> None:
    citizen.file()
    hall = citizen.hall
    assert wait_covered(hall.services, hall.services.journal.position(), 20)
    proof = citizen.get("/my/request/receipt.tlog-proof")
    assert proof.status_code == 200, proof.text
    verdict = verify_receipt(proof.text, hall.services.vkey)
    assert "张惠兰" in {field.value for field in verdict.fields}
    page = citizen.get("/my/request/receipt")
    assert "张惠兰" in page.text
    for answer in (proof, page):
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_tells_an_officers_name(hall: Hall) -> None:
    request, citizen = filed(hall)
    hall.counter.clarify(request)
    page = status(citizen).partition("<main")[2].partition("</main>")[0]
    for name in ("经办人", "审查人", "签发人", "申请受理员"):
        assert name not in page
    assert SIGNED.note not in page


def _given(text: str) -> ClearPart:
    return ClearPart("分配方案.txt", "text/plain", text.encode(), text, "text/1")


def test_a_request_that_nobody_is_left_of_opens_for_nobody(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_hall(founded_town, tmp_path_factory.mktemp("erased")) as hall:
        counter = hall.counter
        request, citizen = filed(hall)
        number = f"清住建依申请〔2026〕{counter.load(request).number.serial}号"
        code = hall.code_of(request)
        assert citizen.follow(number, code).status_code == 303
        counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=SIGNED)
        row = Retention("request_file", date(2019, 5, 15), "本机关保管期限表", 1)
        counter.lawmaking.correct(
            counter.town.registrars[0],
            Retention.TABLE,
            row_text(row),
            reason="按本机关保管期限表",
            source=row.source,
        )
        counter.pass_days(400)
        counter.handling.erase(
            counter.approver,
            request,
            person=counter.load(request).applicants[0].person,
            basis="申请人要求，保管期限已满",
            destroy=counter.town.contents.destroy,
        )
        refused_answer = citizen.follow(number, code)
        unknown = citizen.follow("清住建依申请〔2026〕999号", code)
        assert refused_answer.status_code == unknown.status_code == 401
        assert citizen.get("/my/request").status_code == 303
