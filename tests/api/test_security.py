"""The gate: headers on every answer, a request id, HEAD, and a cap on bodies."""

import re

import pytest
import structlog
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient

from api.app import create_app
from api.security import BODY_LIMIT, Gate
from api.sending import sent_form
from tests.api.exhibition import Exhibition

ADDRESSES = ("/", "/search?q=x", "/nowhere", "/api/records", "/log/checkpoint", "/static/look.css")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_strict_policy(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_every_request_has_an_id_of_its_own(client: TestClient) -> None:
    ids = {client.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


def test_what_anybody_may_read_may_be_read_by_other_sites_and_pages_may_not(
    client: TestClient,
) -> None:
    assert client.get("/api/organs").headers["access-control-allow-origin"] == "*"
    assert client.get("/log/checkpoint").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in client.get("/").headers


@pytest.mark.parametrize("address", ["/", "/api/organs", "/log/checkpoint", "/nowhere"])
def test_head_is_get_without_its_content(client: TestClient, address: str) -> None:
    got, headed = client.get(address), client.head(address)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed.headers["content-type"] == got.headers["content-type"]


def test_a_body_over_the_cap_is_413_however_it_is_sent(exhibition: Exhibition) -> None:
    router = APIRouter()

    @router.post("/api/take")
    async def take(request: Request) -> int:
        return len(await request.body())

    with TestClient(create_app(exhibition.site, routers=(router,))) as client:
        assert client.post("/api/take", content=b"x").json() == 1
        answer = client.post("/api/take", content=b"x" * (BODY_LIMIT + 1))
        assert (answer.status_code, answer.json()["title"]) == (413, "发来的内容太大")
        chunks = (b"x" * 1024 * 1024 for _ in range(BODY_LIMIT // 1024**2 + 1))
        assert client.post("/api/take", content=chunks).status_code == 413


def test_a_form_with_files_is_read_to_its_end_and_no_further_than_its_cap(
    exhibition: Exhibition,
) -> None:
    router = APIRouter()

    @router.post("/form")
    async def form(request: Request) -> list[str]:
        sent = await sent_form(request)
        return [*(one.name for one in sent.left_out["paper"]), sent.text("typed")]

    app = create_app(exhibition.site, routers=(router,))
    middleware = next(one for one in app.user_middleware if one.cls is Gate)
    middleware.kwargs["form_limit"] = BODY_LIMIT + 2 * 1024 * 1024
    files = {"paper": ("a.pdf", b"x" * (BODY_LIMIT + 1), "application/pdf")}
    with TestClient(app) as client:
        assert client.post("/form", data={"typed": "字"}, files=files).json() == ["a.pdf", "字"]
        files["more"] = ("b.pdf", b"x" * 1024 * 1024 * 2, "application/pdf")
        answer = client.post("/form", data={"typed": "字"}, files=files)
        assert answer.status_code == 413
        assert "发来的内容太大" in answer.text
        assert "请按浏览器的“返回”回到刚才的表" in answer.text


def test_no_stranger_fills_the_memory_with_texts_that_no_form_has(exhibition: Exhibition) -> None:
    router = APIRouter()

    @router.post("/form")
    async def form(request: Request) -> int:
        sent = await sent_form(request)
        return sum(len(value) for values in sent.texts.values() for value in values)

    texts = {f"text{number}": "x" * 200_000 for number in range(40)}
    paper = {"paper": ("a.pdf", b"x", "application/pdf")}
    with TestClient(create_app(exhibition.site, routers=(router,))) as client:
        few = dict(list(texts.items())[:10])
        assert client.post("/form", data=few, files=paper).json() == 2_000_000
        assert client.post("/form", data=texts, files=paper).status_code == 400


def test_one_line_is_logged_for_a_request_without_what_was_looked_for(
    client: TestClient,
) -> None:
    with structlog.testing.capture_logs() as lines:
        client.get("/search?q=我的名字")
    line = next(line for line in lines if line["event"] == "request")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/search", 200)
    assert "我的名字" not in str(lines)


def test_no_page_needs_anything_from_elsewhere(client: TestClient) -> None:
    for address in ("/", "/search", "/log", "/api"):
        text = client.get(address).text
        loaded = re.findall(
            r'<(?:link rel="stylesheet"|script|img)[^>]+(?:href|src)="([^"]+)"', text
        )
        assert loaded
        assert all(one.startswith("/static/") for one in loaded)
        assert not re.search(r'\sstyle="|\son\w+="', text)
