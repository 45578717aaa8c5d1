"""Subscribing by program: all that the pages of alerts do, with the same yes and limits."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ops.serving import application
from tests.desk import HOST
from tests.ops.alerts.office import (
    ADDRESS,
    Office,
    link_in,
    open_office,
    post_office,
    text_of,
    web_server,
)
from tests.town import Town

ASKED = {"words": "公租房 分配", "mail": ADDRESS, "rhythm": "daily"}


@dataclass
class Program:
    """Somebody's program, without cookies."""

    client: TestClient
    office: Office
    app: FastAPI

    def ask(self, **body: object) -> httpx2.Response:
        return self.client.post("/api/alerts", json=body)

    def with_token(
        self, method: str, path: str, token: str, body: dict[str, Any] | None = None
    ) -> httpx2.Response:
        headers = {"authorization": f"Bearer {token}"}
        return self.client.request(method, path, json=body, headers=headers)

    def mailed(self, kind: str = "confirm") -> str:
        """The token of the newest mail."""
        self.office.send()
        return link_in(self.office.post.accepted[-1], kind)

    def subscribed(self, **body: object) -> str:
        """Ask and confirm; the token to manage it."""
        assert self.ask(**(ASKED | body)).status_code == 202
        answer = self.with_token("POST", "/api/alerts/confirmation", self.mailed())
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])


@pytest.fixture
def program(founded_town: Town, tmp_path: Path) -> Iterator[Program]:
    with (
        post_office() as (post, port),
        open_office(founded_town, tmp_path, port=port, post=post) as office,
    ):
        app = application(office.services)
        app.state.alerts = type(app.state.alerts)(office.alerting.subscriptions, mail=True)
        yield Program(TestClient(app, base_url=HOST), office, app)


def test_a_program_subscribes_confirms_changes_lists_and_leaves(program: Program) -> None:
    program.office.look()
    organ = program.office.town.housing.organ
    asked = program.ask(**ASKED, filters={"organ": [organ]})
    assert asked.status_code == 202
    assert asked.json() == {"way": "mail", "secret": None, "token": None}
    confirming = program.mailed()
    waiting = program.with_token("GET", "/api/alerts/confirmation", confirming).json()
    assert (waiting["confirmed"], waiting["token"], waiting["rhythm"]) == (False, None, "daily")
    assert waiting["search"]["words"] == "公租房 分配"
    assert waiting["search"]["filters"] == {"organ": [organ]}
    assert waiting["search"]["said"] == "公租房 分配（机关：清河县住房和城乡建设局）"
    confirmed = program.with_token("POST", "/api/alerts/confirmation", confirming).json()
    token = confirmed["token"]
    assert confirmed["confirmed"] is True
    again = program.with_token("POST", "/api/alerts/confirmation", confirming)
    assert again.json() == confirmed
    listed = program.with_token("GET", "/api/alerts", token).json()
    assert (listed["way"], listed["target"], listed["rhythm"]) == ("mail", ADDRESS, "daily")
    (search,) = listed["searches"]
    assert search["page"].startswith("/search?q=")
    assert program.client.get(search["json"]).status_code == 200
    assert program.client.get(search["feed"]).status_code == 200
    changed = program.with_token("PATCH", "/api/alerts", token, {"rhythm": "weekly"})
    assert changed.json() == listed | {"rhythm": "weekly"}
    stopped = program.with_token("DELETE", f"/api/alerts/searches/{search['id']}", token)
    assert (stopped.status_code, stopped.content) == (204, b"")
    assert program.office.rows("subscribers") == 0
    gone = program.with_token("GET", "/api/alerts", token)
    assert (gone.status_code, gone.json()["type"]) == (404, "/api#NotFound")


def test_where_no_mail_is_sent_that_is_what_the_problem_says(program: Program) -> None:
    program.app.state.alerts = type(program.app.state.alerts)(
        program.office.alerting.subscriptions, mail=False
    )
    refused = program.ask(**ASKED)
    told = refused.json()
    assert (refused.status_code, told["type"]) == (422, "/api#NoMail")
    assert told["title"] == "本站不发提醒邮件"
    assert "webhook" in told["detail"]
    assert told["field"] == "mail"
    # By webhook and feed it goes on; what is left out is still told as such.
    assert program.ask(words="公租房").json()["type"] == "/api#Incomplete"


def test_what_is_subscribed_by_program_is_told_by_mail_and_managed_on_the_page(
    program: Program,
) -> None:
    token = program.subscribed(rhythm="at_once")
    program.office.post.accepted.clear()
    record = program.office.town.publish_record()
    (mail,) = program.office.told()
    assert record.id in text_of(mail)
    assert ADDRESS in program.client.get(f"/alerts/manage?t={token}").text


def test_leaving_erases_and_leaving_again_changes_nothing(program: Program) -> None:
    token = program.subscribed()
    for _ in range(2):
        assert program.with_token("DELETE", "/api/alerts", token).status_code == 204
        assert program.office.rows("subscribers") == 0
        assert program.office.rows("searches") == 0


def test_nobody_stops_the_search_of_another(program: Program) -> None:
    own = program.subscribed()
    other = program.subscribed(mail="other@citizen.example")
    (search,) = program.with_token("GET", "/api/alerts", own).json()["searches"]
    refused = program.with_token("DELETE", f"/api/alerts/searches/{search['id']}", other)
    assert refused.status_code == 404
    assert program.office.rows("searches") == 2


def test_a_webhook_is_registered_with_its_secret_told_once(program: Program) -> None:
    with web_server() as (hook, port):
        answer = program.ask(words="公租房", webhook=f"http://127.0.0.1:{port}/told")
        assert answer.status_code == 202
        given = answer.json()
        assert given["way"] == "webhook"
        assert given["secret"].startswith("whsec_")
        waiting = program.with_token("GET", "/api/alerts", given["token"]).json()
        assert waiting["searches"] == []
        program.office.call()
    assert json.loads(hook.calls[0][1])["type"] == "confirm"
    (search,) = program.with_token("GET", "/api/alerts", given["token"]).json()["searches"]
    assert search["words"] == "公租房"


def test_the_answer_is_the_same_whether_an_address_is_known(program: Program) -> None:
    program.subscribed()
    answers = [program.ask(**ASKED), program.ask(**(ASKED | {"mail": "new@citizen.example"}))]
    assert answers[0].json() == answers[1].json()
    assert {one.status_code for one in answers} == {202}


def test_pages_and_programs_share_one_count_of_askings(program: Program) -> None:
    mails = [f"a{n}@citizen.example" for n in range(11)]
    for mail in mails[:6]:
        assert program.ask(**(ASKED | {"mail": mail})).status_code == 202
    own = {"sec-fetch-site": "same-origin"}
    for mail in mails[6:10]:
        form = {"q": "公租房", "way": "mail", "mail": mail, "rhythm": "at_once"}
        sent = program.client.post("/alerts", data=form, headers=own, follow_redirects=False)
        assert sent.status_code == 303
    refused = program.ask(**(ASKED | {"mail": mails[10]}))
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "3600"
    assert "请过一小时再试" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"words": "公租房", "mail": "zhang"}, "mail"),
        ({"words": "公租房", "webhook": "ftp://a.example"}, "webhook"),
        ({"words": "公", "mail": ADDRESS}, "words"),
        ({"words": "公租房"}, "mail"),
        ({"words": "公租房", "mail": ADDRESS, "webhook": "https://a.example/"}, "mail"),
        ({"words": "公租房", "mail": ADDRESS, "rhythm": "hourly"}, "rhythm"),
        ({"words": "公租房", "mail": ADDRESS, "filter": {}}, "filter"),
        ({"words": "公租房", "mail": ADDRESS, "filters": {"status": ["REPEALED"]}}, "filters"),
        ({"words": "\ud800公租房", "mail": ADDRESS}, "words"),
    ],
)
def test_what_is_wrong_is_named(program: Program, body: dict[str, Any], field: str) -> None:
    refused = program.client.post(
        "/api/alerts", content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert refused.status_code == 422
    assert refused.json()["field"] == field
    assert program.office.rows("searches") == 0


def test_without_a_mail_server_only_webhooks_are_taken(program: Program) -> None:
    alerts = program.app.state.alerts
    program.app.state.alerts = type(alerts)(alerts.subscriptions, mail=False)
    refused = program.ask(**ASKED)
    assert (refused.status_code, refused.json()["field"]) == (422, "mail")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/alerts", None),
        ("PATCH", "/api/alerts", {"rhythm": "daily"}),
        ("GET", "/api/alerts/confirmation", None),
        ("POST", "/api/alerts/confirmation", None),
        ("DELETE", "/api/alerts/searches/x", None),
    ],
)
def test_a_token_is_asked_for_and_an_invented_one_opens_nothing(
    program: Program, method: str, path: str, body: dict[str, Any] | None
) -> None:
    without = program.client.request(method, path, json=body)
    assert (without.status_code, without.json()["field"]) == (422, "Authorization")
    for token in ("x", "' OR 1=1", "a" * 300):
        assert program.with_token(method, path, token, body).status_code == 404


def test_other_sites_can_have_nobody_subscribe(program: Program) -> None:
    body = json.dumps(ASKED)
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "https://evil.example", "content-type": "application/json"},
    ):
        assert program.client.post("/api/alerts", content=body, headers=headers).status_code == 403
    assert program.client.post("/api/alerts", content=body).status_code == 422
    assert program.office.rows("searches") == 0


def test_what_is_one_person_s_is_kept_nowhere(program: Program) -> None:
    token = program.subscribed()
    for answer in (
        program.with_token("GET", "/api/alerts", token),
        program.ask(**ASKED),
        program.ask(words="公租房", webhook="https://a.example/told"),
    ):
        assert answer.headers["cache-control"] == "no-store"


def test_the_interface_page_and_the_openapi_document_tell_how(program: Program) -> None:
    document = program.client.get("/api/openapi.json").json()
    page = html.unescape(program.client.get("/api").text)
    told = {
        "/api/alerts": {"get", "post", "patch", "delete"},
        "/api/alerts/confirmation": {"get", "post"},
        "/api/alerts/searches/{search}": {"delete"},
    }
    for path, methods in told.items():
        assert set(document["paths"][path]) == methods
        for method in methods:
            operation = document["paths"][path][method]
            assert operation["tags"] == ["公开"]
            assert operation["summary"] in page
            assert (path if method == "get" else f"{method.upper()} {path}") in page
    for member in ("words", "filters", "mail", "webhook", "rhythm"):
        assert f'id="POST:/api/alerts.{member}"' in page
    assert "at_once、daily、weekly" in page
    assert "Authorization: Bearer" in page
