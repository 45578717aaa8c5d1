"""The window in a real browser: the form, what was registered, the slip, on screen and on paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ops.serving import application
from tests.api.test_intake import IDENTITY, INTAKE
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.premises import PASSPHRASE
from tests.town import Town
from tests.window import open_window

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@dataclass(frozen=True)
class Counter:
    """Where the workbench is served, and the clerk's browser, which runs no script."""

    url: str
    clerk: BrowserContext


@pytest.fixture(scope="module")
def counter(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counter]:
    """A clerk at the window, signed in."""
    premises = open_window(founded_town, tmp_path_factory.mktemp("counter-served")).premises
    with premises.open() as services, running(application(services)) as url:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{url}/workbench")
        page.get_by_label("登录名").fill(premises.names["clerk"])
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="登录", exact=True).click()
        page.close()
        yield Counter(url, context)
        context.close()


def fill(page: Page, channel: str = "当面提交") -> None:
    """Fill the form in for one applicant and one matter."""
    page.get_by_label(channel).check()
    page.get_by_label("凭证", exact=True).select_option("SIGNATURE")
    page.get_by_label("凭证在哪里").first.fill("收件登记簿第 3 页")
    page.get_by_label("姓名或者名称").fill("张惠兰")
    page.get_by_label("证件号码").fill(IDENTITY)
    page.locator("#f-a0_telephone").fill("13900000001")
    page.get_by_label("要什么信息").fill("2025 年公租房分配方案及轮候名单")
    page.get_by_label("希望得到哪种形式").select_option("PAPER")
    page.get_by_label("希望怎样拿到").select_option("PICK_UP")


def press(page: Page, name: str) -> None:
    """Press a button of the form."""
    page.get_by_role("button", name=name, exact=True).click()


def test_an_application_is_registered_and_its_slip_printed_without_script(counter: Counter) -> None:
    page = counter.clerk.new_page()
    page.goto(counter.url + INTAKE)
    press(page, "登记")
    expect(page.get_by_role("alert")).to_contain_text("没有办成")
    fill(page)
    press(page, "再加一名申请人")
    expect(page.get_by_label("申请人1：姓名或者名称")).to_have_value("张惠兰")
    page.goto(counter.url + INTAKE)
    fill(page)
    press(page, "登记")
    expect(page.get_by_role("status")).to_contain_text("已登记")
    expect(page.get_by_role("heading", level=1)).to_contain_text("号")
    page.get_by_role("link", name="回执和查询码").click()
    expect(page.locator(".code")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    printed = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert [tuple(round(float(side)) for side in sides) for sides in sheets] == [(420, 595)]
    press(page, "已交给申请人，收起")
    expect(page.get_by_role("status")).to_contain_text("不再显示")
    page.close()


def listed(page: Page) -> list[str]:
    """The files that the form lists as chosen."""
    lines = page.locator("p.chosen").all_inner_texts()
    return [line.removeprefix("已选好：").partition(" ")[0] for line in lines]


def test_files_are_chosen_once_whatever_brings_the_form_back_without_script(
    counter: Counter, tmp_path: Path
) -> None:
    names = ("申请书.pdf", "附件.pdf", "整本.pdf")
    for name in names:
        (tmp_path / name).write_bytes(b"%PDF-1.7 " + name.encode())
    with (tmp_path / "整本.pdf").open("ab") as large:
        large.truncate(41 * 1024 * 1024)
    page = counter.clerk.new_page()
    page.goto(counter.url + INTAKE)
    fill(page)
    attachments = page.locator("#f-attachments")
    attachments.set_input_files([tmp_path / name for name in names])
    page.get_by_label("姓名或者名称").fill("")
    # Enter presses 登记, not a button that takes a file away.
    page.get_by_label("姓名或者名称").press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“整本.pdf”有 41 MB，没有收下：一个文件不超过 10 MB")
    expect(page.get_by_label("要什么信息")).to_have_value("2025 年公租房分配方案及轮候名单")
    assert listed(page) == ["申请书.pdf", "附件.pdf"]
    page.get_by_label("姓名或者名称").fill("张惠兰")
    press(page, "再加一名申请人")
    assert listed(page) == ["申请书.pdf", "附件.pdf"]
    page.get_by_role("button", name=re.compile("不要了.*附件.pdf")).click()
    assert listed(page) == ["申请书.pdf"]
    expect(page.get_by_label("申请人1：姓名或者名称")).to_have_value("张惠兰")
    attachments.set_input_files(tmp_path / "附件.pdf")
    press(page, "出宣读稿（口头申请）")
    assert listed(page) == ["申请书.pdf", "附件.pdf"]
    page.get_by_label("申请人1：姓名或者名称").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("申请人2")
    assert listed(page) == ["申请书.pdf", "附件.pdf"]
    second = {"name": "李四海", "identity": "E12345678", "telephone": "13900000002"}
    page.locator("#f-a1_category").select_option("NATURAL_PERSON")
    page.locator("#f-a1_identity_kind").select_option("PASSPORT")
    for name, text in second.items():
        page.locator(f"#f-a1_{name}").fill(text)
    press(page, "登记")
    expect(page.get_by_role("status")).to_contain_text("已登记")
    page.close()


@pytest.fixture(scope="module")
def looker(counter: Counter, browser: Browser) -> Iterator[BrowserContext]:
    """The clerk's browser with script, which axe needs."""
    context = browser.new_context(storage_state=counter.clerk.storage_state())
    yield context
    context.close()


def registered(looker: BrowserContext, counter: Counter) -> Page:
    """A page on which an application was just registered."""
    page = looker.new_page()
    page.goto(counter.url + INTAKE)
    fill(page)
    press(page, "登记")
    expect(page.get_by_role("status")).to_contain_text("已登记")
    return page


@pytest.mark.parametrize("path", ["", "/code", "/rectification", "/complaint"])
def test_a_form_of_the_window_has_no_barrier(
    looker: BrowserContext, counter: Counter, path: str
) -> None:
    page = looker.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(counter.url + INTAKE + path)
    assert barriers(page) == []
    assert messages == []
    page.close()


def test_a_refused_form_and_the_sheet_that_is_read_out_have_no_barrier(
    looker: BrowserContext, counter: Counter
) -> None:
    page = looker.new_page()
    page.goto(counter.url + INTAKE)
    press(page, "登记")
    expect(page.get_by_role("alert")).to_be_focused()
    assert barriers(page) == []
    fill(page, "口头提出")
    scans = [
        {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        for name in ("申请书.pdf", f"附件{'很长的名字' * 15}.pdf")
    ]
    page.locator("#f-attachments").set_input_files(scans)
    press(page, "出宣读稿（口头申请）")
    expect(page.get_by_role("heading", name="宣读稿")).to_be_visible()
    assert len(listed(page)) == 2
    assert barriers(page) == []
    page.close()


def test_what_was_registered_and_its_slip_have_no_barrier(
    looker: BrowserContext, counter: Counter
) -> None:
    registered(looker, counter).close()
    page = registered(looker, counter)
    expect(page.get_by_role("heading", name="证件号码相同的人以前的申请")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="回执和查询码").click()
    assert barriers(page) == []
    page.close()
