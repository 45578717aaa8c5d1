"""A citizen's whole way in a real browser without script: apply, check, send, follow, clarify."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from domain.requests.given import GivenDispatch, GivenLetter
from domain.requests.letters import DispatchWay
from domain.requests.proceeding import RequestState
from tests.browser import looking
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.citizens import IDENTITY, Hall, open_hall
from tests.counter import SIGNED, provided, refused
from tests.town import Town

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@dataclass(frozen=True)
class Open:
    """Where the archive is served, and its counter."""

    url: str
    hall: Hall


@pytest.fixture(scope="module")
def hall(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Open]:
    """An archive that is open to citizens."""
    with (
        open_hall(founded_town, tmp_path_factory.mktemp("hall"), served=True) as hall,
        running(hall.app) as url,
    ):
        yield Open(url, hall)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def fill(page: Page, open: Open) -> None:
    """Fill the form in as somebody does who asks for himself."""
    page.goto(f"{open.url}/apply?organ={open.hall.organ}")
    page.get_by_label("您想要什么信息").fill("2025 年城关镇公租房的分配结果")
    page.get_by_label("个人 以自己的名义申请").check()
    page.get_by_label("姓名或者名称").fill("张惠兰")
    page.get_by_label("身份证明的种类").select_option("ID_CARD")
    page.get_by_label("证件号码", exact=True).fill(IDENTITY)
    page.get_by_label("联系电话").fill("13900000001")
    page.get_by_label("电子数据").check()
    page.get_by_label("网上查看、下载").check()


def follow(page: Page, open: Open, request: str) -> None:
    """Sign in with number and code."""
    serial = open.hall.counter.load(request).number.serial
    page.goto(f"{open.url}/my")
    page.get_by_label("登记编号").fill(f"清住建依申请〔2026〕{serial}号")
    page.get_by_label("查询码").fill(open.hall.code_of(request))
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(f"{open.url}/my/request")


def test_a_citizen_applies_follows_and_clarifies_without_script(
    context: BrowserContext, hall: Open, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{hall.url}/")
    page.get_by_role("link", name="申请公开 没有公开的").click()
    page.get_by_role("button", name="下一步：核对").last.click()
    expect(page.get_by_role("alert")).to_contain_text("没有办成，什么也没有记下")
    fill(page, hall)
    picture = tmp_path / "证件.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n picture")
    page.get_by_label("证件照片或扫描件").set_input_files(picture)
    page.get_by_role("button", name="再加一项信息").click()
    page.get_by_label("第2项：您想要什么信息").fill("轮候名单")
    page.get_by_label("第2项：您想要什么信息").press("Tab")
    page.get_by_role("button", name="下一步：核对").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请核对，还没有发送")
    expect(page.get_by_text("证件.png")).to_be_visible()
    page.get_by_role("button", name="回去修改").click()
    expect(page.get_by_label("姓名或者名称")).to_have_value("张惠兰")
    page.get_by_role("button", name="下一步：核对").last.click()
    page.get_by_role("button", name="没有错，发送").click()
    expect(page).to_have_url(f"{hall.url}/apply/sent")
    number, code = page.locator(".big-code").all_inner_texts()
    page.get_by_role("button", name="我已记下，看我的申请").click()
    expect(page.get_by_label("现在", exact=True)).to_contain_text("还没有与您确认收到日期")
    page.get_by_role("button", name="退出查询").click()
    expect(page.get_by_role("status")).to_contain_text("已经退出")
    page.get_by_label("登记编号").fill(number)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查看").click()

    counter = hall.hall.counter
    token = next(one for one in context.cookies() if one["name"] == "gongkai_my")["value"]
    request = hall.hall.services.codes.request_of(token)
    counter.handling.confirm_receipt(counter.clerk, request, on=counter.today, evidence=SIGNED)
    counter.handling.request_clarification(
        counter.drafter,
        request,
        defects=[("description", "请写明是哪一批")],
        period=10,
        letter=GivenLetter(
            {"send_to": "清河县人民路 1 号"}, GivenDispatch(counter.today, DispatchWay.ONLINE)
        ),
    )
    page.reload()
    page.get_by_role("button", name="签收并打开").click()
    expect(page.get_by_text("请写明是哪一批")).to_be_visible()
    page.get_by_role("link", name="回到我的申请").click()
    page.get_by_role("link", name="补正", exact=True).click()
    page.get_by_label("第1项：您想要什么信息").fill("2025 年第一批公租房的分配结果")
    page.get_by_role("button", name="提交补正").click()
    expect(page.get_by_role("status")).to_contain_text("补正已经收到")
    assert counter.load(request).state is RequestState.OPEN
    expect(page.get_by_label("现在", exact=True)).to_contain_text("正在办理")


def states(open: Open) -> dict[str, str]:
    """A request in each state that a page looks different in."""
    counter = open.hall.counter
    running_one, asked, late = counter.file(), counter.file(), counter.file()
    counter.handling.request_clarification(
        counter.drafter,
        asked,
        defects=[("description", "请写明年份")],
        period=10,
        letter=GivenLetter(
            {"send_to": "清河县人民路 1 号"}, GivenDispatch(counter.today, DispatchWay.ONLINE)
        ),
    )
    counter.handling.dispute_receipt(
        counter.intake,
        running_one,
        claimed_on=counter.today.replace(day=2),
        statement="",
        evidence=SIGNED,
    )
    given, no = counter.file(), counter.file()
    counter.deliver(given, counter.reply(given, provided(), given="分配方案"))
    counter.deliver(no, counter.reply(no, refused()))
    return {"running": running_one, "asked": asked, "late": late, "given": given, "refused": no}


def test_no_page_of_a_citizen_has_a_barrier(browser: Browser, hall: Open) -> None:
    context = browser.new_context()
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        if wrong := barriers(page):
            found[name] = wrong
        looking.look(page, looking.MODES["light"])

    for path in ("/apply", "/my", "/my?why=unsent", "/", f"/organs/{hall.hall.organ}"):
        page.goto(hall.url + path)
        look(path)
    page.get_by_role("link", name="向本机关申请公开").click()
    page.get_by_role("button", name="下一步：核对").last.click()
    look("wrong")
    fill(page, hall)
    page.get_by_role("button", name="再加一名共同申请人").click()
    page.get_by_text("由代理人提出的").click()
    look("two applicants")
    fill(page, hall)
    page.get_by_role("button", name="下一步：核对").last.click()
    look("check")
    page.get_by_role("button", name="没有错，发送").click()
    look("sent")
    page.get_by_role("button", name="我已记下，看我的申请").click()
    look("unconfirmed")
    page.goto(f"{hall.url}/apply/sent")
    look("gone")
    for name, request in states(hall).items():
        if name == "late":
            hall.hall.counter.pass_working_days(22)
        follow(page, hall, request)
        page.locator("details").first.click()
        look(name)
        for act in ("clarification", "received", "withdraw", "suggestion"):
            page.goto(f"{hall.url}/my/request/{act}")
            if page.url.endswith(act):
                look(f"{name}: {act}")
        page.goto(f"{hall.url}/my/request/letters/1")
        look(f"{name}: letter")
    assert found == {}
    assert [one for one in messages if "40" not in one and "422" not in one] == []
    context.close()
