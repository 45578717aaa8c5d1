"""What a citizen does: search, narrow, read, compare, enlarge; with script and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@pytest.fixture(params=["with script", "without script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab, with script switched on or off."""
    context = browser.new_context(java_script_enabled=request.param == "with script")
    yield context.new_page()
    context.close()


def test_a_citizen_finds_narrows_reads_and_compares(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.locator("input[name=q]").fill("公租房")
    page.get_by_role("button", name="检索").click()
    page.get_by_role("link", name="行政规范性文件 2").click()
    expect(page.get_by_text("2 件", exact=True)).to_be_visible()
    page.locator("h2").get_by_role("link", name="清河县公租房分配管理办法").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("清河县公租房分配管理办法")
    page.get_by_role("link", name="第2版与第1版比较").click()
    expect(page.get_by_text("3 处改动")).to_be_visible()
    page.get_by_label("到").select_option("3")
    page.get_by_role("button", name="比较").click()
    expect(page.get_by_text("4 处改动")).to_be_visible()
    folded = page.locator("details").first
    folded.locator("summary").click()
    expect(folded.locator("p").first).to_be_visible()


def test_large_type_is_kept_from_page_to_page(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/log")
    page.get_by_role("button", name="大字版").click()
    assert page.url == f"{served.url}/log"
    page.get_by_role("link", name="机关", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    size = page.locator("body").evaluate("node => getComputedStyle(node).fontSize")
    assert size == "22px"


def test_the_keyboard_reaches_the_text_first(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/records/{served.exhibition.rules}")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


def test_a_button_that_needs_script_is_only_there_with_it(browser: Browser, served: Served) -> None:
    address = f"{served.url}/records/{served.exhibition.rules}"
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled)
        page = context.new_page()
        page.goto(address)
        assert page.get_by_role("button", name="打印").is_visible() is enabled
        context.close()


def test_an_original_is_saved_and_not_shown(browser: Browser, served: Served) -> None:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(f"{served.url}/records/{served.exhibition.notice}")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载原文").click()
    assert download.value.suggested_filename == "公示.html"
    assert page.url.endswith(served.exhibition.notice)
    context.close()
