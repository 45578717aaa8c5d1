"""大字版 and colours are kept in the reader's own cookies and lead nowhere else."""

import re

import pytest
from fastapi.testclient import TestClient


@pytest.fixture(autouse=True)
def forgetful(client: TestClient) -> None:
    client.cookies.clear()


def choose(client: TestClient, choice: str, back: str = "/log") -> str:
    answer = client.post("/preferences", data={"choice": choice, "back": back})
    assert answer.status_code == 303
    return answer.headers["location"]


def test_large_type_is_kept_and_given_up_again(client: TestClient) -> None:
    assert (
        choose(client, "size=large", "/search?q=公租房") == "/search?q=%E5%85%AC%E7%A7%9F%E6%88%BF"
    )
    page = client.get("/").text
    assert 'data-size="large"' in page
    assert "标准字号" in page
    choose(client, "size=normal")
    assert "data-size" not in client.get("/").text


def test_colours_follow_the_system_unless_chosen(client: TestClient) -> None:
    assert "data-theme" not in client.get("/").text
    choose(client, "theme=dark")
    assert 'data-theme="dark"' in client.get("/").text
    choose(client, "theme=auto")
    assert "data-theme" not in client.get("/").text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/a\nb"]
)
def test_a_form_sends_nobody_to_another_site(client: TestClient, back: str) -> None:
    assert choose(client, "size=large", back) == "/"


@pytest.mark.parametrize("choice", ["size=huge", "session=stolen", "", "=", "theme"])
def test_what_is_not_offered_changes_nothing(client: TestClient, choice: str) -> None:
    answer = client.post("/preferences", data={"choice": choice, "back": "/"})
    assert "set-cookie" not in answer.headers


def test_a_cookie_somebody_made_up_is_ignored(client: TestClient) -> None:
    client.cookies.set("theme", '"><script>')
    client.cookies.set("size", "x")
    page = client.get("/").text
    assert "data-theme" not in page
    assert "data-size" not in page


def test_pages_are_not_shared_between_readers_by_caches(client: TestClient) -> None:
    headers = client.get("/").headers
    assert (headers["vary"], headers["cache-control"]) == ("cookie", "no-cache")


def test_static_files_are_kept_for_ever_under_their_own_mark(client: TestClient) -> None:
    address = re.search(r'href="(/static/look\.css\?v=[0-9a-f]{12})"', client.get("/").text)
    assert address
    assert "max-age=31536000" in client.get(address[1]).headers["cache-control"]
    assert "max-age=300" in client.get("/static/look.css").headers["cache-control"]
    assert client.get("/static/look.css?v=000000000000").headers["cache-control"].endswith("300")
    assert client.get("/static/nothing.css").status_code == 404
    assert client.get("/static/%2e%2e/app.py").status_code == 404
