"""Officers' pages on requests in a real browser: no barrier in any way of looking, no script."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ops.serving import application
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.cases import Cases, furnish_cases
from tests.premises import PASSPHRASE
from tests.town import Town

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

DOCKET = "/workbench/requests"


@dataclass(frozen=True)
class Workbench:
    """Where the workbench is served, and the requests in it."""

    url: str
    cases: Cases

    def address(self, name: str, path: str = "") -> str:
        return f"{self.url}{DOCKET}/{self.cases.requests[name]}{path}"


@pytest.fixture(scope="module")
def workbench(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workbench]:
    """The whole application over the archive with its requests."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("cases-served"))
    with cases.premises.open() as services, running(application(services)) as url:
        yield Workbench(url, cases)


@pytest.fixture(scope="module")
def drafter(browser: Browser, workbench: Workbench) -> Iterator[BrowserContext]:
    """The browser of a signed-in officer of the case, without script."""
    context = browser.new_context()
    sign_in(context.new_page(), workbench, "drafter")
    yield context
    context.close()


def sign_in(page: Page, workbench: Workbench, role: str) -> None:
    page.goto(f"{workbench.url}/workbench")
    page.get_by_label("登录名").fill(workbench.cases.premises.names[role])
    page.get_by_label("口令").fill(PASSPHRASE)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待办")


PAGES = {
    "docket": ("", ""),
    "closed": ("", "?show=closed"),
    "case overdue": ("overdue", ""),
    "case answered": ("replied", ""),
    "case consulted": ("objected", ""),
    "clarification": ("open", "/request-clarification"),
    "dispatch": ("drafted", "/record-search"),
    "outcomes": ("overdue", "/draft-reply"),
    "reply": ("open", "/draft-reply?outcome_1=PARTLY_PROVIDED&parts_1=D4&parts_1=D6"),
    "record": ("replied", "/open-record"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_requests_has_no_barrier(
    drafter: BrowserContext, workbench: Workbench, name: str
) -> None:
    case, path = PAGES[name]
    page = drafter.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(workbench.address(case, path) if case else f"{workbench.url}{DOCKET}{path}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert barriers(page) == []
    assert messages == []
    page.close()


def test_a_letter_is_previewed_and_issued_without_script(
    browser: Browser, workbench: Workbench
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, workbench, "drafter")
    page.goto(workbench.address("open"))
    page.locator("summary", has_text="更多").first.click()
    page.get_by_role("link", name="告知补正").click()
    page.get_by_label("所申请信息的描述").fill("请写明年份和文件名称")
    page.get_by_label("材料送达的地址").fill("人民路 1 号")
    page.get_by_role("button", name="预览文书").click()
    expect(page.get_by_role("article")).to_contain_text("请写明年份和文件名称")
    expect(page.get_by_label("材料送达的地址")).to_have_value("人民路 1 号")
    page.get_by_role("button", name="告知补正").click()
    expect(page.get_by_role("status")).to_contain_text("补正告知书已发出")
    expect(page.get_by_role("table")).to_contain_text("补正告知书")
    context.close()


def test_a_preview_has_no_barrier(drafter: BrowserContext, workbench: Workbench) -> None:
    page = drafter.new_page()
    page.goto(workbench.address("clarified", "/charge-per-page"))
    page.get_by_label("本件页数").fill("400")
    page.get_by_label("缴费方式").fill("财政专户")
    page.get_by_role("button", name="预览文书").click()
    expect(page.get_by_role("article")).to_contain_text("收费通知书")
    assert barriers(page) == []
    page.close()
