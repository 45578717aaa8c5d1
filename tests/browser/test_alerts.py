"""Subscribing in a real browser without script: from the search to the mail and out again."""

import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ops.serving import application
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.ops.alerts.office import (
    ADDRESS,
    Office,
    link_in,
    open_office,
    post_office,
    text_of,
)
from tests.town import Town

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

TEXT = """第一条　为做好公租房分配，制定本办法。

第二条　公租房分配结果张榜公布，公示期不少于七日。"""


@dataclass(frozen=True)
class Open:
    """Where it is served, and its office."""

    url: str
    office: Office


@contextlib.asynccontextmanager
async def _without_worker(_: object) -> AsyncIterator[None]:
    yield


@pytest.fixture(scope="module")
def served(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Open]:
    folder: Path = tmp_path_factory.mktemp("alerts")
    with (
        post_office() as (post, port),
        open_office(founded_town, folder, port=port, post=post) as office,
    ):
        app = application(office.services)
        app.state.alerts = type(app.state.alerts)(office.alerting.subscriptions, mail=True)
        # Without its worker: what is found and sent is moved on by hand.
        app.router.lifespan_context = _without_worker
        office.town.publish_record(title="清河县公租房分配暂行办法", text=TEXT)
        office.look()
        with running(app) as url:
            yield Open(url, office)


def test_somebody_subscribes_is_told_and_leaves_without_script(
    browser: Browser, served: Open
) -> None:
    office = served.office
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/search?q=公租房 分配")
    page.locator("details.elsewhere summary").click()
    page.get_by_role("link", name="订阅这个检索").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("订阅检索")
    page.get_by_label("邮箱").fill("zhang")
    page.get_by_label("邮箱").evaluate("field => field.type = 'text'")
    page.get_by_role("button", name="订阅", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("这不像一个邮箱地址")
    page.get_by_label("邮箱").fill(ADDRESS)
    page.get_by_label("每天一封").check()
    page.get_by_role("button", name="订阅", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请到邮箱里确认")
    office.send()
    page.goto(f"{served.url}/alerts/confirm?t={link_in(office.post.accepted.pop(), 'confirm')}")
    page.get_by_role("button", name="确认订阅").click()
    expect(page.get_by_role("status")).to_contain_text("订阅好了")
    expect(page.get_by_label("每天一封")).to_be_checked()
    page.get_by_label("有新的就发").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已经改好")
    office.town.publish_record(title="2026年公租房分配结果", text=TEXT)
    (mail,) = office.told()
    leave = re.search(r"/alerts/unsubscribe\?t=\S+", text_of(mail))
    assert leave is not None
    page.goto(f"{served.url}{leave[0]}")
    page.get_by_role("button", name="全部退订").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已经退订")
    assert office.rows("subscribers") == 0
    context.close()


def test_nothing_stands_in_anybody_s_way(browser: Browser, served: Open) -> None:
    office = served.office
    managing = office.subscribe("公租房 分配")
    office.subscribe("“公示期不少于七日”", organ=[office.town.housing.organ])
    office.ask("森林防火")
    office.send()
    token = link_in(office.post.accepted.pop(), "confirm")
    office.ask("道路开挖")
    office.send()
    used = link_in(office.post.accepted.pop(), "confirm")
    office.alerting.subscriptions.confirm(used)
    context = browser.new_context()
    page = context.new_page()
    for path in (
        "/alerts",
        "/alerts?q=公租房 分配&field=保障性住房",
        "/alerts/asked?q=公租房",
        f"/alerts/confirm?t={token}",
        f"/alerts/confirm?t={used}",
        "/alerts/unsubscribe?t=x",
        f"/alerts/manage?t={managing}&done=rhythm",
        "/alerts/manage?t=x",
        f"/alerts/unsubscribe?t={managing}",
    ):
        page.goto(f"{served.url}{path}")
        assert barriers(page) == [], path
    context.close()


def test_the_mail_is_read_on_a_telephone(browser: Browser, served: Open) -> None:
    office = served.office
    office.subscribe("公租房 分配", address="reader@citizen.example")
    office.town.publish_record(title="关于公布二〇二六年第二批公租房分配对象的公告", text=TEXT)
    mail = office.told()[-1]
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_content(text_of(mail, "html"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("件新公开的文件")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("script, img, link, form").count() == 0
    context.close()
