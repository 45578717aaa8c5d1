"""The workbench in a real browser: signing in and forms that act, with script and without."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ops.serving import application
from tests.api.slip import hang_slip
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.premises import PASSPHRASE, Premises, furnish
from tests.town import Town

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@dataclass(frozen=True)
class Workbench:
    """Where the workbench is served, and the people of it."""

    url: str
    premises: Premises


@pytest.fixture(scope="module")
def workbench(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workbench]:
    """The whole application over the town's archive."""
    premises = furnish(founded_town, tmp_path_factory.mktemp("workbench-served"))
    with premises.open() as services:
        app = application(services)
        hang_slip(app)
        with running(app) as url:
            yield Workbench(url, premises)


@pytest.fixture(params=["with script", "without script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab, with script switched on or off."""
    context = browser.new_context(java_script_enabled=request.param == "with script")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def officer(browser: Browser, workbench: Workbench) -> Iterator[BrowserContext]:
    """The browser of a signed-in registrar."""
    context = browser.new_context()
    sign_in(context.new_page(), workbench, "first")
    yield context
    context.close()


def sign_in(page: Page, workbench: Workbench, role: str, passphrase: str = PASSPHRASE) -> None:
    """Fill the sign-in form in, at the first page of the workbench."""
    page.goto(f"{workbench.url}/workbench")
    page.get_by_label("登录名").fill(workbench.premises.names[role])
    page.get_by_label("口令").fill(passphrase)
    page.get_by_role("button", name="登录", exact=True).click()


def test_an_officer_signs_in_acts_once_and_signs_out(
    page: Page, workbench: Workbench, request: pytest.FixtureRequest
) -> None:
    sign_in(page, workbench, "first", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("登录名或口令不对")
    sign_in(page, workbench, "first")
    expect(page.get_by_role("heading", level=1)).to_contain_text("待办")
    page.goto(f"{workbench.url}/workbench/slip")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="名称").click()
    expect(page.get_by_label("名称")).to_be_focused()
    page.get_by_label("名称").fill(f"机关 {request.node.name}")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已登记")
    assert page.url == f"{workbench.url}/workbench"
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("status")).to_have_text("已退出。")
    page.goto(f"{workbench.url}/workbench/slip")
    expect(page.get_by_role("heading", level=1)).to_have_text("工作人员登录")


def test_a_form_of_an_ended_session_is_sent_again_by_reloading(
    browser: Browser, workbench: Workbench
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, workbench, "first")
    page.goto(f"{workbench.url}/workbench/slip")
    page.get_by_label("名称").fill("登录过期时填的机关")
    session = [one for one in context.cookies() if one["name"] == "gongkai_session"]
    context.clear_cookies(name="gongkai_session")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("还没有提交")
    assert session
    page.get_by_label("登录名").fill(workbench.premises.names["first"])
    page.get_by_label("口令").fill(PASSPHRASE)
    with context.expect_page() as other:
        page.get_by_role("button", name="登录", exact=True).click()
    expect(other.value.get_by_role("heading", level=1)).to_contain_text("待办")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("已登记")
    context.close()


@pytest.mark.parametrize(
    "path", ["/workbench/sign-in", "/workbench/sign-in?why=ended", "/workbench/nowhere"]
)
def test_a_page_before_signing_in_has_no_barrier(
    browser: Browser, workbench: Workbench, path: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(workbench.url + path)
    assert barriers(page) == []
    context.close()


@pytest.mark.parametrize("path", ["/workbench", "/workbench/posts", "/workbench/slip"])
def test_a_page_of_the_workbench_has_no_barrier(
    officer: BrowserContext, workbench: Workbench, path: str
) -> None:
    page = officer.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(workbench.url + path)
    assert barriers(page) == []
    assert messages == []
    page.close()


def test_a_refused_form_has_no_barrier_and_its_targets_are_large(
    officer: BrowserContext, workbench: Workbench
) -> None:
    page = officer.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{workbench.url}/workbench/slip")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    for target in ("button", ".field > input", ".field > select", ".choice", ".mast nav a"):
        for found in page.locator(target).all():
            box = found.bounding_box()
            assert box is not None
            assert box["height"] >= 44, target
    assert barriers(page) == []
    page.close()
