"""Every page in every way of looking at it: no barrier, no sideways scroll, no breach of policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Served
from tests.browser.looking import barriers

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

PAGES = (
    *("home", "search", "everything", "nothing", "records", "record", "table", "guide"),
    *("repealed", "migrated", "version", "comparison", "withdrawn", "withheld"),
    *("organs", "organ", "log", "proof", "interface", "unknown"),
)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One reader for all pages."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_and_stays_in_its_frame(
    context: BrowserContext, served: Served, addresses: dict[str, str], name: str
) -> None:
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(served.url + addresses[name])
    assert barriers(page) == []
    status = {"withdrawn": 410, "withheld": 410, "unknown": 404}.get(name)
    # A browser reports the status of a page that is not found or gone; that is no breach.
    assert [one for one in messages if not (status and f"status of {status}" in one)] == []
    page.close()


def test_every_page_is_looked_at(addresses: dict[str, str]) -> None:
    assert set(PAGES) == addresses.keys()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_its_content_without_the_interface(
    browser: Browser, served: Served, addresses: dict[str, str], name: str
) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 640, "height": 900})
    page = context.new_page()
    page.goto(served.url + addresses[name])
    page.emulate_media(media="print")
    for hidden in ("nav", "form.find", "footer form", "button"):
        for found in page.locator(hidden).all():
            assert not found.is_visible()
    assert page.locator("h1").first.is_visible() or name in ("search", "everything", "nothing")
    assert page.get_by_text("示范数据", exact=True).is_visible()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    context.close()


def test_targets_are_large_enough_for_a_finger(
    browser: Browser, served: Served, addresses: dict[str, str]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(served.url + addresses["search"])
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for selector in ("button", ".mast nav a", ".facet a", "summary", "input[type=date]"):
        for found in page.locator(selector).all():
            box = found.bounding_box()
            if box is not None and found.is_visible():
                assert box["height"] >= 44, selector
    context.close()
