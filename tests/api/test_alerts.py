"""The pages of subscribing as visitors and mail programs meet them; nothing tells on anybody."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.feeds import NOT_CRAWLED
from ops.serving import application
from tests.citizens import OURS
from tests.desk import HOST
from tests.ops.alerts.office import ADDRESS, Office, link_in, open_office, post_office, web_server
from tests.town import Town


@dataclass
class Visitor:
    """A browser without script."""

    client: TestClient
    office: Office
    app: FastAPI = field(repr=False)

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(path)

    def post(self, path: str, headers: dict[str, str] = OURS, **data: str) -> httpx2.Response:
        return self.client.post(path, data=data, headers=headers)

    def subscribe(self, q: str = "公租房 分配", **more: str) -> httpx2.Response:
        given = {"q": q, "way": "mail", "mail": ADDRESS, "rhythm": "at_once"}
        return self.client.post("/alerts", data=given | more, headers=OURS)

    def confirm(self) -> str:
        """Press the button behind the link of the newest mail; the address of the managing page."""
        self.office.send()
        token = link_in(self.office.post.accepted[-1], "confirm")
        assert "确认订阅" in self.get(f"/alerts/confirm?t={token}").text
        answer = self.post("/alerts/confirm", t=token)
        assert answer.status_code == 303
        return answer.headers["location"]


@pytest.fixture
def visitor(founded_town: Town, tmp_path: Path) -> Iterator[Visitor]:
    with (
        post_office() as (post, port),
        open_office(founded_town, tmp_path, port=port, post=post) as office,
    ):
        app = application(office.services)
        # The mail server is the test's, the clock too: the worker is moved on by hand.
        app.state.alerts = type(app.state.alerts)(office.alerting.subscriptions, mail=True)
        yield Visitor(TestClient(app, base_url=HOST, follow_redirects=False), office, app)


def test_a_visitor_subscribes_confirms_changes_and_leaves(visitor: Visitor) -> None:
    visitor.office.look()
    organ = visitor.office.town.housing.organ
    page = visitor.get(f"/alerts?q=公租房 分配&organ={organ}&status=REPEALED")
    assert page.status_code == 200
    assert "公租房 分配（机关：清河县住房和城乡建设局）" in page.text
    assert "效力、日期和旧版本只对已经公开的有意义" in page.text
    assert f'name="organ" value="{organ}"' in page.text
    asked = visitor.subscribe(organ=organ)
    assert asked.status_code == 303
    assert "请到邮箱里确认" in visitor.get(asked.headers["location"]).text
    managing = visitor.confirm()
    page = visitor.get(managing)
    assert "订阅好了" in page.text
    assert ADDRESS in page.text
    token = parse_qs(urlsplit(managing).query)["t"][0]
    changed = visitor.post("/alerts/manage", t=token, rhythm="weekly")
    assert "已经改好" in visitor.get(changed.headers["location"]).text
    assert re.search(r'value="weekly" checked', visitor.get(f"/alerts/manage?t={token}").text)
    assert "退订" in visitor.get(f"/alerts/unsubscribe?t={token}").text
    left = visitor.post(f"/alerts/unsubscribe?t={token}")
    assert "已经退订" in left.text
    gone = visitor.get(f"/alerts/manage?t={token}")
    assert gone.status_code == 410
    assert "这个链接不能用了" in gone.text
    assert visitor.office.rows("subscribers") == 0


def test_a_confirmation_opened_again_says_so_and_leads_to_the_managing_page(
    visitor: Visitor,
) -> None:
    visitor.subscribe()
    managing = visitor.confirm()
    token = link_in(visitor.office.post.accepted[-1], "confirm")
    again = visitor.get(f"/alerts/confirm?t={token}")
    assert again.status_code == 200
    assert "已经确认" in again.text
    link = managing.partition("&")[0]
    assert f'href="{link}"' in again.text
    assert (
        "订阅好了" in visitor.get(visitor.post("/alerts/confirm", t=token).headers["location"]).text
    )
    visitor.office.clock.advance(hours=49)
    assert "已经确认" in visitor.get(f"/alerts/confirm?t={token}").text
    visitor.post(f"/alerts/unsubscribe{link[link.index('?') :]}")
    gone = visitor.get(f"/alerts/confirm?t={token}")
    assert gone.status_code == 410
    assert "或者已经退订" in gone.text


def test_a_webhook_s_challenge_opens_no_page_once_it_was_answered(visitor: Visitor) -> None:
    with web_server() as (hook, port):
        visitor.subscribe(way="webhook", webhook=f"http://127.0.0.1:{port}/told")
        visitor.office.call()
        (_, body), *_ = hook.calls
    challenge = json.loads(body)["challenge"]
    assert visitor.get(f"/alerts/confirm?t={challenge}").status_code == 410


def test_an_unsubscribing_link_opened_again_says_that_it_is_done(visitor: Visitor) -> None:
    visitor.subscribe()
    token = parse_qs(urlsplit(visitor.confirm()).query)["t"][0]
    assert "按一下" in visitor.get(f"/alerts/unsubscribe?t={token}").text
    visitor.post(f"/alerts/unsubscribe?t={token}")
    again = visitor.get(f"/alerts/unsubscribe?t={token}")
    assert again.status_code == 200
    assert "已经退订" in again.text
    assert "按一下" not in again.text


def test_a_mail_program_unsubscribes_with_one_click(visitor: Visitor) -> None:
    visitor.subscribe()
    visitor.confirm()
    visitor.office.post.accepted.clear()
    visitor.office.town.publish_record()
    (mail,) = visitor.office.told()
    address = mail["list-unsubscribe"].strip("<>")
    split = urlsplit(address)
    looked = visitor.get(f"{split.path}?{split.query}")
    assert looked.status_code == 200
    assert visitor.office.rows("subscribers") == 1
    # As RFC 8058 3.1 has it: from nowhere, without cookies, with this one pair.
    name, _, value = mail["list-unsubscribe-post"].partition("=")
    clicked = visitor.post(f"{split.path}?{split.query}", {}, **{name: value})
    assert clicked.status_code == 200
    assert visitor.office.rows("subscribers") == 0
    assert visitor.post(f"{split.path}?{split.query}", {}, **{name: value}).status_code == 200


def test_stopping_the_last_search_is_leaving(visitor: Visitor) -> None:
    visitor.subscribe()
    managing = visitor.confirm()
    page = visitor.get(managing).text
    search = html.unescape(re.findall(r'name="stop" value="([^"]+)"', page)[0])
    token = parse_qs(urlsplit(managing).query)["t"][0]
    assert "已经退订" in visitor.post("/alerts/manage", t=token, stop=search).text
    assert visitor.office.rows("searches") == 0


def test_whoever_asks_is_told_the_same_whether_an_address_is_known(visitor: Visitor) -> None:
    first = visitor.subscribe()
    visitor.confirm()
    again = visitor.subscribe()
    other = visitor.subscribe(mail="other@citizen.example")
    often = [visitor.subscribe() for _ in range(5)][-1]
    assert {one.status_code for one in (first, again, other, often)} == {303}
    assert len({one.headers["location"] for one in (first, again, other, often)}) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"mail": ""}, "这不像一个邮箱地址"),
        ({"mail": "a@b"}, "这不像一个邮箱地址"),
        ({"rhythm": ""}, "请选一项"),
        ({"rhythm": "hourly"}, "请选一项"),
        ({"q": "公"}, "至少要有两个字"),
        ({"way": "webhook", "webhook": "http://a.example/"}, "只向 https:// 开头的网址推送"),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(
    visitor: Visitor, data: dict[str, str], said: str
) -> None:
    answer = visitor.subscribe(**data)
    assert answer.status_code == 422
    assert said in answer.text
    assert visitor.office.rows("subscribers") == 0


def test_who_asks_too_often_is_told_so(visitor: Visitor) -> None:
    answers = [visitor.subscribe(mail=f"a{n}@citizen.example") for n in range(11)]
    assert [one.status_code for one in answers] == [303] * 10 + [429]
    assert "请过一小时再试" in answers[-1].text


def test_a_webhook_s_secret_is_shown_once(visitor: Visitor) -> None:
    answer = visitor.subscribe(way="webhook", webhook="https://a.example/told")
    assert answer.status_code == 200
    assert re.search(r"whsec_[A-Za-z0-9+/]{43}=", answer.text)
    token = re.search(r"/alerts/manage\?t=([\w-]+)", answer.text)
    assert token is not None
    page = visitor.get(f"/alerts/manage?t={token[1]}").text
    assert "还在等对方确认" in page
    assert "whsec_" not in page


def test_other_sites_can_have_nobody_subscribe_or_confirm(visitor: Visitor) -> None:
    visitor.office.ask()
    visitor.office.send()
    token = link_in(visitor.office.post.accepted[0], "confirm")
    elsewhere = {"origin": "https://evil.example"}
    assert visitor.post("/alerts", elsewhere, q="公租房").status_code == 403
    assert visitor.post("/alerts/confirm", elsewhere, t=token).status_code == 403
    assert visitor.post("/alerts/manage", elsewhere, t=token).status_code == 403
    assert visitor.office.alerting.outbox.watched() == ()


@pytest.mark.parametrize("path", ["confirm", "manage"])
@pytest.mark.parametrize("token", ["", "x", "' OR 1=1", "甲", "%00", "a" * 100])
def test_an_invented_token_opens_nothing(visitor: Visitor, path: str, token: str) -> None:
    assert visitor.get(f"/alerts/{path}?t={token}").status_code == 410
    assert visitor.post(f"/alerts/{path}", t=token, rhythm="daily").status_code == 410


def test_nothing_of_it_is_kept_or_found_by_search_engines(visitor: Visitor) -> None:
    visitor.subscribe()
    managing = visitor.confirm()
    for path in ("/alerts?q=公租房", "/alerts/asked", managing, "/alerts/unsubscribe?t=x"):
        answer = visitor.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["referrer-policy"] == "same-origin"
    assert "/alerts" in NOT_CRAWLED


def test_what_is_typed_is_shown_as_text(visitor: Visitor) -> None:
    page = visitor.get('/alerts?q="><script>alert(1)</script>公租房')
    assert "<script>alert" not in page.text
    page = visitor.get('/alerts/unsubscribe?t="><script>alert(1)</script>')
    assert "<script>alert" not in page.text


def test_without_a_search_there_is_nothing_to_subscribe_to(visitor: Visitor) -> None:
    page = visitor.get("/alerts")
    assert page.status_code == 200
    assert "先检索" in page.text
    assert 'name="mail"' not in page.text


def test_without_a_mail_server_there_are_feed_and_webhook(visitor: Visitor) -> None:
    alerts = visitor.app.state.alerts
    visitor.app.state.alerts = type(alerts)(alerts.subscriptions, mail=False)
    page = visitor.get("/alerts?q=公租房").text
    assert "本站现在不发邮件" in page
    assert 'name="mail"' not in page
    assert "/search.atom?q=" in page
    assert visitor.subscribe().status_code == 422


def test_a_search_leads_here(visitor: Visitor) -> None:
    page = visitor.get("/search?q=公租房").text
    address = re.search(r'href="(/alerts\?[^"]+)"', page)
    assert address is not None
    assert "公租房" in visitor.get(html.unescape(address[1])).text
