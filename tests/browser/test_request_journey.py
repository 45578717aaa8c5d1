"""One request from filing to review, each step in a browser without script, as its people take it.

A citizen on the portal, five officers at the workbench, real services behind one address. What the
pages do not lead to is not done here.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from domain.archive import Caller
from domain.filing_verdict import verify_receipt
from domain.officer import Officer
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from ops.keystore import KeyStore, SeedSigner
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.citizens import IDENTITY, Hall, open_hall
from tests.premises import PASSPHRASE
from tests.town import ORIGIN, Town

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

GIVEN = "2025 年第一批公租房分配结果：共 20 户。\n咨询电话 13912345678。"


@dataclass
class Road:
    """Where the archive is served, who walks, and the request they walk with."""

    url: str
    hall: Hall
    browser: Browser
    names: dict[str, str]
    request: str = ""

    @property
    def case(self) -> InformationRequest:
        """The request as it is now."""
        return self.hall.counter.load(self.request)

    @property
    def address(self) -> str:
        return f"{self.url}/workbench/requests/{self.request}"

    def look(self, page: Page) -> None:
        """Look at the same page with the eyes of axe, which needs script."""
        state = page.context.storage_state()
        with_script = self.browser.new_context(storage_state=state)
        other = with_script.new_page()
        other.goto(page.url)
        assert barriers(other) == []
        with_script.close()


@pytest.fixture
def road(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Road]:
    """An archive open to citizens, whose officers can sign in."""
    folder = tmp_path_factory.mktemp("journey")
    with open_hall(founded_town, folder, served=True) as hall, running(hall.app) as url:
        counter = hall.counter
        # The workbench reads the calendar where the counter does.
        hall.app.state.acting = replace(hall.app.state.acting, today=lambda: counter.today)
        people = {
            "clerk": counter.clerk,
            "drafter": counter.drafter,
            "secrecy": counter.secrecy,
            "reviewer": counter.reviewer,
            "approver": counter.approver,
        }
        names = {role: keep_key(hall, caller) for role, caller in people.items()}
        yield Road(url, hall, browser, names)


def keep_key(hall: Hall, caller: Caller) -> str:
    """An officer's sign-in name, after his key was wrapped under the passphrase."""
    officer = hall.services.archive.load(Officer, caller.officer)
    store = KeyStore(hall.services.settings.home / "state.db", ORIGIN, timedelta(hours=8))
    assert isinstance(caller.signer, SeedSigner)
    # Those of the furnished HOME have theirs already.
    with contextlib.closing(store), contextlib.suppress(sqlite3.IntegrityError):
        store.keep_key(officer.id, officer.sign_in, PASSPHRASE, caller.signer._secret[:32])
    return officer.sign_in


@pytest.fixture
def citizen(browser: Browser) -> Iterator[Page]:
    """The citizen's browser."""
    context = without_script(browser)
    yield context.new_page()
    context.close()


def without_script(browser: Browser) -> BrowserContext:
    return browser.new_context(java_script_enabled=False, accept_downloads=True)


class Bench:
    """An officer at the workbench."""

    def __init__(self, road: Road, role: str) -> None:
        self.road = road
        self.page = without_script(road.browser).new_page()
        self.page.goto(f"{road.url}/workbench")
        self.page.get_by_label("登录名").fill(road.names[role])
        self.page.get_by_label("口令").fill(PASSPHRASE)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("待办")

    def open_case(self) -> Page:
        """The case as he has it before him."""
        self.page.goto(self.road.address)
        return self.page

    def begin(self, act: str) -> Page:
        """From the case to the form of an act, by the link that is offered."""
        self.open_case()
        for more in self.page.locator("details.noprint > summary").all():
            more.click()
        self.page.locator(f'a[href="/workbench/requests/{self.road.request}/{act}"]').click()
        return self.page

    def do(self, act: str, said: str, **answers: str) -> Page:
        """Fill a form in by the names of its fields, send it, and read what was said."""
        page = self.begin(act)
        fill(page, **answers)
        page.locator('button[value="do"]:visible').click()
        expect(page.get_by_role("status").first).to_contain_text(said)
        return page


def fill(page: Page, **answers: str) -> None:
    """Answer questions, whatever kind of field they are."""
    for name, value in answers.items():
        field = page.locator(f'main [name="{name}"]').first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif page.locator(f'main select[name="{name}"]').count():
            field.select_option(value)
        else:
            field.fill(value)


def apply(road: Road, page: Page) -> tuple[str, str]:
    """The citizen files an application of two matters; its number and code."""
    page.goto(f"{road.url}/apply?organ={road.hall.organ}")
    page.get_by_label("您想要什么信息").fill("公租房的分配结果")
    page.get_by_label("个人 以自己的名义申请").check()
    page.get_by_label("姓名或者名称").fill("张惠兰")
    page.get_by_label("身份证明的种类").select_option("ID_CARD")
    page.get_by_label("证件号码", exact=True).fill(IDENTITY)
    page.get_by_label("联系电话").fill("13900000001")
    page.get_by_label("电子数据").check()
    page.get_by_label("网上查看、下载").check()
    page.get_by_role("button", name="再加一项信息").click()
    page.get_by_label("第2项：您想要什么信息").fill("研究分配方案的会议记录")
    page.get_by_role("button", name="下一步：核对").last.click()
    page.get_by_role("button", name="没有错，发送").click()
    number, code = page.locator(".big-code").all_inner_texts()
    page.get_by_role("button", name="我已记下，看我的申请").click()
    expect(page.get_by_label("现在", exact=True)).to_contain_text("还没有与您确认收到日期")
    return number, code


def test_a_request_goes_from_filing_to_review_without_script(
    road: Road, citizen: Page, tmp_path: Path
) -> None:
    number, _ = apply(road, citizen)
    token = next(one for one in citizen.context.cookies() if one["name"] == "gongkai_my")["value"]
    road.request = road.hall.services.codes.request_of(token)
    clerk, drafter, approver = (Bench(road, role) for role in ("clerk", "drafter", "approver"))
    confirm(road, clerk, number)
    clarify(road, drafter, citizen)
    extend(road, drafter, approver, citizen)
    answer_in_part(road, drafter, tmp_path)
    clear(road)
    sign(road, approver)
    receive(road, clerk, citizen)
    prove(road, citizen, number)
    contest(road, clerk)


def confirm(road: Road, clerk: Bench, number: str) -> None:
    """收到: the clerk finds the application and confirms its receipt."""
    road.hall.counter.pass_days(1)
    clerk.page.goto(f"{road.url}/workbench/requests?show=unconfirmed")
    clerk.page.get_by_role("link", name=number).click()
    clerk.do(
        "confirm-receipt",
        "答复期限开始计算",
        on=road.hall.counter.today.isoformat(),
        evidence="CONVERSATION_RECORD",
        evidence_note="通话记录 3 号",
    )
    assert road.case.state is RequestState.OPEN


def clarify(road: Road, drafter: Bench, citizen: Page) -> None:
    """补正: asked online, signed for, answered."""
    today = road.hall.counter.pass_working_days(2).isoformat()
    drafter.do(
        "request-clarification",
        "补正告知书已发出",
        defect_description="第 1 项请写明是哪一年、哪一批",
        period="10",
        word_send_to="网上提交，或者清河县人民路 1 号",
        sent_on=today,
        sent_way="ONLINE",
        sent_kind="SYSTEM_RECORD",
    )
    road.hall.counter.pass_days(1)
    citizen.reload()
    citizen.get_by_role("button", name="签收并打开").click()
    expect(citizen.get_by_text("请写明是哪一年、哪一批")).to_be_visible()
    citizen.get_by_role("link", name="回到我的申请").click()
    citizen.get_by_role("link", name="补正", exact=True).click()
    citizen.get_by_label("第1项：您想要什么信息").fill("2025 年第一批公租房的分配结果")
    citizen.get_by_role("button", name="提交补正").click()
    expect(citizen.get_by_role("status")).to_contain_text("补正已经收到")
    assert road.case.state is RequestState.OPEN


def extend(road: Road, drafter: Bench, approver: Bench, citizen: Page) -> None:
    """延期: consent of the head, then told before the due date."""
    today = road.hall.counter.pass_working_days(5).isoformat()
    due = road.case.count(road.hall.counter.today).due
    assert due is not None
    approver.do("consent-to-extension", "已同意延期", days="10", reason="须核对两百余户的材料")
    drafter.do(
        "tell-extension",
        "延期答复告知书已发出",
        word_cause="须核对两百余户的材料",
        sent_on=today,
        sent_way="ONLINE",
        sent_kind="SYSTEM_RECORD",
    )
    later = road.case.count(road.hall.counter.today).due
    assert later is not None
    assert later > due
    citizen.goto(f"{road.url}/my/request")
    expect(citizen.get_by_label("期限和可以做的事")).to_contain_text(
        f"{later.month}月{later.day}日"
    )


def answer_in_part(road: Road, drafter: Bench, tmp_path: Path) -> None:
    """拟答复: the first matter is opened with a file, the second refused; sent to the review."""
    page = drafter.begin("draft-reply")
    page.locator('select[name="outcome_1"]').select_option("PROVIDED")
    page.locator('select[name="outcome_2"]').select_option("REFUSED.D6")
    page.get_by_role("button", name="下一步：填写").click()
    file = tmp_path / "分配结果.txt"
    file.write_text(GIVEN, "utf-8")
    fill(
        page,
        m1_form_given="电子文本一份",
        m2_process_kind="讨论记录",
        m2_reason="该材料是会议讨论记录，尚未形成决定",
    )
    page.get_by_label("要提供的文件").set_input_files(file)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("答复已拟好")
    page = drafter.do("submit-reply", "已送保密审查")
    expect(page.get_by_role("heading", level=1)).to_contain_text("保密审查")


def clear(road: Road) -> None:
    """保密审查: found on the first page, read, cleared."""
    secrecy = Bench(road, "secrecy")
    page = secrecy.page
    road.look(page)
    page.get_by_role("link", name="答复时拟提供的信息").click()
    expect(page.get_by_role("article")).to_contain_text("共 20 户")
    page.get_by_role("link", name="第 2 段").click()
    road.look(page)
    with page.expect_download() as given:
        page.get_by_role("link", name="下载原件").click()
    assert given.value.path().read_text("utf-8") == GIVEN
    page.get_by_role("radio", name="可以公开").check()
    page.get_by_role("button", name="作出审查结论").click()
    expect(page.get_by_role("alert")).to_contain_text("没有办成")
    fill(
        page,
        reason="不涉密；电话是单位公开的咨询电话",
        accuracy="已与台账核对",
        timeliness="现行有效",
        completeness="20 户齐全",
    )
    page.get_by_role("button", name="作出审查结论").click()
    expect(page.get_by_role("status")).to_contain_text("已作出审查结论")
    expect(page.get_by_role("heading", level=1)).to_contain_text("可以公开")
    road.look(page)


def sign(road: Road, approver: Bench) -> None:
    """审核、签发: two more people."""
    reviewer = Bench(road, "reviewer")
    reviewer.open_case()
    road.look(reviewer.page)
    reviewer.do("review-reply", "已审核", opinion="同意")
    page = approver.begin("issue-reply")
    page.get_by_role("button", name="预览文书").click()
    expect(page.get_by_role("article")).to_contain_text("尚未形成决定")
    page.locator('button[value="do"]:visible').click()
    expect(page.get_by_role("status").first).to_contain_text("答复书已签发")
    assert road.case.state is RequestState.REPLIED


def receive(road: Road, clerk: Bench, citizen: Page) -> None:
    """送达: sent online, opened by the citizen, the file downloaded."""
    clerk.do(
        "dispatch",
        "已登记寄出",
        sent_on=road.hall.counter.today.isoformat(),
        sent_way="ONLINE",
        sent_kind="SYSTEM_RECORD",
    )
    citizen.goto(f"{road.url}/my/request")
    citizen.get_by_role("button", name="签收并打开").last.click()
    expect(citizen.get_by_role("article")).to_contain_text("尚未形成决定")
    citizen.get_by_role("link", name="回到我的申请").click()
    with citizen.expect_download() as given:
        citizen.get_by_role("link", name="下载分配结果.txt").click()
    assert given.value.path().read_text("utf-8") == GIVEN
    road.look(citizen)


def prove(road: Road, citizen: Page, number: str) -> None:
    """回执: it proves offline what was filed and when, and that the signing key was valid."""
    with citizen.expect_download() as kept:
        citizen.get_by_role("link", name="下载回执").click()
    site = road.hall.app.state.site
    verdict = verify_receipt(kept.value.path().read_bytes(), site.vkey, site.founding)
    assert verdict.founding_compared
    assert f"{verdict.number.serial}号" in number
    values = {field.value for field in verdict.fields}
    assert {"公租房的分配结果", "研究分配方案的会议记录", "张惠兰"} <= values


def contest(road: Road, clerk: Bench) -> None:
    """复议: sought against the reply, answered, decided."""
    today = road.hall.counter.pass_working_days(10).isoformat()
    proof = {"evidence": "DOCUMENT", "evidence_note": "卷宗第 9 页"}
    reply = road.case.replies[-1]
    clerk.do(
        "seek-remedy",
        "已登记复议、诉讼",
        kind="REVIEW",
        body="清河县人民政府",
        docket_number="清复〔2026〕7号",
        against=reply,
        on=today,
        **proof,
    )
    today = road.hall.counter.pass_working_days(3).isoformat()
    clerk.do("answer-remedy", "已登记提交答复、答辩", on=today, **proof)
    today = road.hall.counter.pass_working_days(15).isoformat()
    clerk.do(
        "decide-remedy",
        "已登记结果",
        on=today,
        result="UPHELD",
        document="清复决〔2026〕7号",
        **proof,
    )
    page = clerk.open_case()
    expect(page.get_by_role("region", name="复议、诉讼")).to_contain_text("清复〔2026〕7号")
    road.look(page)
    assert road.case.breaches == ()
