"""The list under the search field: with keys, with a finger, read aloud, and without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.looking import barriers

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The home page of a reader; whatever the console says is a failure."""
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(served.url)
    yield page
    context.close()
    assert said == []


def test_with_keys_alone_a_title_is_chosen_and_its_record_opened(page: Page) -> None:
    field = page.get_by_role("combobox", name="检索词")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("gzffp")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile("条建议，按上下键选择"))
    assert options.count() >= 2
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert field.input_value() == "gzffp"
    chosen = options.first.get_attribute("data-text")
    expect(options.first).to_have_accessible_name(f"{chosen} 标题，打开")
    field.press("Enter")
    page.wait_for_url("**/records/record:*")
    assert page.get_by_role("heading", level=1).inner_text() == chosen


def test_a_pressed_organ_opens_its_page(page: Page) -> None:
    page.locator("#q").press_sequentially("县房管局")
    page.get_by_role("option", name="机关，打开").first.click()
    page.wait_for_url("**/organs/organ:*")


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page) -> None:
    field = page.locator("#q")
    field.press_sequentially("公租房")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.input_value() == "公租房"
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_enter_without_a_choice_looks_for_what_was_typed(page: Page) -> None:
    field = page.locator("#q")
    field.press_sequentially("公租房")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("#q").input_value() == "公租房"


def test_a_pressed_suggestion_keeps_the_filters(page: Page, served: Served) -> None:
    page.goto(served.url + "/search?q=公租房&field=保障性住房")
    page.locator("#q").fill("bzxzf")
    page.get_by_role("option", name="保障性住房 领域，检索").click()
    page.wait_for_url("**/search?q=*field=*")
    assert page.locator("#q").input_value() == "保障性住房"


def test_an_open_list_has_no_barrier_in_any_way_of_looking(page: Page) -> None:
    page.locator("#q").press_sequentially("公租房")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.locator("#q").press("ArrowDown")
    assert barriers(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_suggestions_are_large_enough_for_a_finger(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(served.url)
    page.locator("#q").fill("公租房")
    option = page.get_by_role("option", name="标题，打开").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    option.tap()
    page.wait_for_url("**/records/record:*")
    context.close()


def test_while_an_input_method_composes_its_keys_are_left_to_it(page: Page) -> None:
    field = page.locator("#q")
    field.press_sequentially("gzffp")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.evaluate(
        """() => document.getElementById("q").dispatchEvent(new KeyboardEvent("keydown",
            {key: "ArrowDown", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    assert field.get_attribute("aria-activedescendant") is None


def test_without_an_answer_the_field_still_looks(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.url)
    page.route("**/api/suggest?*", lambda route: route.fulfill(status=503, body="{}"))
    with page.expect_response("**/api/suggest?*"):
        page.locator("#q").press_sequentially("公租房")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=*")
    context.close()


def test_without_script_the_field_is_a_plain_form(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)
    assert page.locator("#q").get_attribute("role") is None
    assert page.locator(".suggested").count() == 0
    page.locator("#q").fill("公租房")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=*")
    context.close()
