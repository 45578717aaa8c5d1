"""The results page as a reader uses it: whole without a script, in place with one, by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.looking import PHONE, barriers

pytestmark = [pytest.mark.chromium, pytest.mark.slow]


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A reader with a wide window, whose page must never complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, base_url=served.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def plain(browser: Browser, served: Served) -> Iterator[Page]:
    """A reader whose browser runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=served.url)
    yield context.new_page()
    context.close()


def count(page: Page) -> str:
    return page.locator("#found .count").inner_text()


def mark(page: Page) -> None:
    """Remember this document: another one will not know it."""
    page.evaluate("window.sameDocument = true")


def same(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_without_a_script_every_choice_is_a_page(plain: Page) -> None:
    plain.goto("/search?q=农村危房改造")
    assert count(plain) == "24 件"
    plain.get_by_role("link", name="下一页").click()
    assert "cursor=" in plain.url
    assert plain.locator(".hits > li").count() == 4
    plain.get_by_role("link", name="回到第一页").click()
    plain.get_by_text("从哪天到哪天").click()
    plain.get_by_label("从", exact=True).fill("2010-01-01")
    plain.get_by_label("到", exact=True).fill("2019-12-31")
    plain.get_by_role("button", name="按日期找").click()
    assert count(plain) == "10 件"
    plain.get_by_text("按年选").click()
    plain.get_by_role("link", name="2015年").first.click()
    assert count(plain) == "1 件"
    plain.get_by_role("link", name="全部条件").click()
    assert count(plain) == "24 件"
    assert not plain.get_by_text("快捷键").is_visible()


def test_a_choice_changes_results_and_facets_in_place(page: Page) -> None:
    page.goto("/search?q=公租房")
    mark(page)
    page.locator("a[data-key='status=REPEALED']").click()
    expect(page.locator("#found .count")).to_have_text("1 件")
    expect(page.locator("a[data-key='status=REPEALED']")).to_have_attribute("aria-current", "true")
    expect(page.locator("a[data-key='status=REPEALED']")).to_be_focused()
    expect(page.locator("#told")).to_have_text("1件")
    assert "status=REPEALED" in page.url
    assert page.locator("form.find input[name=status]").input_value() == "REPEALED"
    assert same(page)
    page.go_back()
    expect(page.locator("#found .count")).not_to_have_text("1 件")
    assert "status" not in page.url
    assert page.locator("form.find input[name=status]").count() == 0
    page.go_forward()
    expect(page.locator("#found .count")).to_have_text("1 件")
    assert same(page)
    page.reload()
    assert count(page) == "1 件"


def test_a_bar_chooses_its_time(page: Page) -> None:
    page.goto("/search?q=农村危房改造&after=2018&before=2020")
    mark(page)
    bars = page.locator(".bars a")
    assert bars.count() == 25
    bars.nth(12).click()
    expect(page.locator("#found .count")).to_have_text("1 件")
    assert "after=2019-05-01&before=2019-05-31" in page.url
    assert same(page)


def test_words_are_searched_in_place_and_conditions_kept(page: Page) -> None:
    page.goto("/search?q=农村危房改造&after=2019-01-01")
    mark(page)
    field = page.get_by_role("combobox", name="检索词")
    field.fill("石桥")
    field.press("Enter")
    expect(page).to_have_title("检索：石桥 - 清河县政府信息公开档案（示范数据）")
    assert "after=2019-01-01" in page.url
    assert same(page)


def test_what_was_opened_stays_open(page: Page) -> None:
    page.goto("/search?q=农村危房改造")
    page.locator("details[data-key=years] > summary").click()
    page.locator("details[data-key=years] a").first.click()
    expect(page.locator("#found .count")).to_have_text("1 件")
    assert page.locator("details[data-key=years]").get_attribute("open") is not None
    page.goto("/search?q=公租房")
    assert page.locator("details[data-key=years]").get_attribute("open") is not None


def test_a_page_further_on_begins_at_its_top(page: Page) -> None:
    page.goto("/search?q=农村危房改造")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".hits > li")).to_have_count(4)
    expect(page.locator("#results")).to_be_focused()
    assert page.locator(".hits > li").first.is_visible()


def test_keys_lead_to_the_field_and_through_the_results_and_can_be_switched_off(
    page: Page,
) -> None:
    page.goto("/search?q=农村危房改造")
    titles = page.locator(".hits h2 a")
    page.keyboard.press("j")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="检索词")
    expect(field).to_be_focused()
    page.keyboard.type("j/k")
    assert field.input_value() == "j/k"
    page.locator("details[data-key=elsewhere] > summary").click()
    page.get_by_role("button", name="关掉快捷键").click()
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    page.get_by_role("button", name="打开快捷键").click()
    page.keyboard.press("/")
    expect(field).to_be_focused()


def test_skip_links_come_first_and_lead_on(page: Page) -> None:
    page.goto("/search?q=公租房")
    wanted = ["跳到正文", "跳到结果", "跳到缩小范围"]
    found = []
    for _ in range(14):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent").strip()
        if text in wanted:
            found.append(text)
            assert page.locator("*:focus").bounding_box()["x"] >= 0  # type: ignore[index]
    assert found == wanted
    page.locator("a.skip", has_text="跳到结果").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_be_focused()


def test_on_a_phone_what_narrows_is_folded(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, base_url=served.url)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/search?q=公租房&status=IN_FORCE")
    assert not page.locator(".facet").first.is_visible()
    summary = page.locator(".narrowing > summary")
    assert summary.inner_text().replace("\n", "") == "缩小范围（已选1项）"
    summary.click()
    assert page.locator(".facet").first.is_visible()
    page.locator("a[data-key='status=REPEALED']").click()
    expect(page.locator("#found .count")).to_contain_text("件")
    expect(page.locator(".chosen li")).to_have_count(3)
    assert page.locator(".facet").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=农村危房改造&after=2018&before=2020&kind=notice",
        "/search?q=公租房申请表样式",
        "/search?q=2019年公租房分配名单&versions=all&as_of=60",
        "/search?q=“龙舟竞渡的规则” 公租房&status=REPEALED&after=2024&before=昨天",
    ],
)
def test_results_with_everything_open_have_no_barrier(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert barriers(page) == []


def test_print_keeps_what_was_asked_and_where_it_is_cited(page: Page) -> None:
    page.goto("/search?q=公租房&status=IN_FORCE&after=2020")
    page.emulate_media(media="print")
    paper = page.locator(".paper")
    assert paper.is_visible()
    said = paper.inner_text()
    assert "检索：公租房" in said
    assert "现行有效" in said
    assert "2020年1月1日起公开" in said
    assert "as_of=" in said
    for hidden in (".narrowing", ".chosen", ".elsewhere", ".period", "form.find"):
        assert not page.locator(hidden).first.is_visible(), hidden
