"""The pace of clients: generous, the same for everybody, forgetful, and told in every answer."""

import dataclasses
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.pace import WINDOW_SECONDS, Pace
from tests.api.exhibition import Exhibition


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def pace(limit: int, watch: Watch, most: int = 100) -> Pace:
    return Pace(limit, str.encode, watch, most)


def test_a_client_may_ask_all_at_once_and_then_waits_its_turn() -> None:
    watch = Watch()
    counted = pace(60, watch)
    assert [counted.take("a")[0] for _ in range(60)] == list(range(59, -1, -1))
    left, wait = counted.take("a")
    assert (left, round(wait, 6)) == (0, 1)
    assert counted.take("b") == (59, 0.0)
    watch.now += 1
    assert counted.take("a") == (0, 0.0)
    assert counted.take("a")[1] == pytest.approx(1.0)


def test_who_waited_a_minute_has_everything_again() -> None:
    watch = Watch()
    counted = pace(10, watch)
    for _ in range(10):
        counted.take("a")
    watch.now += WINDOW_SECONDS
    assert counted.take("a") == (9, 0.0)


def test_what_costs_less_may_be_asked_more_often() -> None:
    counted = pace(10, Watch())
    assert sum(counted.take("a", 0.2)[1] == 0 for _ in range(60)) == 50


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 30)), max_size=80))
def test_nobody_gets_more_than_twice_the_limit_in_any_minute(
    asked: list[tuple[str, float]],
) -> None:
    """All at once and the even pace after it, which no sliding minute can exceed."""
    watch, limit = Watch(), 7
    counted = pace(limit, watch)
    taken: dict[str, list[float]] = {"a": [], "b": [], "c": []}
    for client, later in asked:
        watch.now += later
        if counted.take(client)[1] == 0:
            taken[client].append(watch.now)
    for times in taken.values():
        for begin in times:
            within = [time for time in times if begin <= time < begin + WINDOW_SECONDS]
            assert len(within) <= 2 * limit


def test_memory_is_bounded_by_forgetting_who_asked_longest_ago() -> None:
    counted = pace(2, Watch(), most=3)
    for client in "abcab":
        counted.take(client)
    counted.take("d")
    assert len(counted) == 3
    assert counted.take("a")[1] > 0
    assert counted.take("c") == (1, 0.0)


@pytest.fixture
def hurried(exhibition: Exhibition) -> Iterator[tuple[TestClient, Watch]]:
    """A reader of a site that lets each client ask six times a minute."""
    watch = Watch()
    app = create_app(dataclasses.replace(exhibition.site))
    app.state.pace = Pace(6, str.encode, watch)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client, watch


def test_who_asks_too_often_is_told_how_long_to_wait(
    hurried: tuple[TestClient, Watch],
) -> None:
    client, watch = hurried
    first = client.get("/api/organs")
    assert first.headers["ratelimit-policy"] == '"client";q=6;w=60'
    assert first.headers["ratelimit"] == '"client";r=5;t=0'
    for _ in range(5):
        assert client.get("/api/search?q=公租房").status_code == 200
    refused = client.get("/api/records")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "10"
    assert refused.headers["ratelimit"] == '"client";r=0;t=10'
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "请求太多"
    assert "retry-after" in refused.headers["access-control-expose-headers"]
    watch.now += 10
    assert client.get("/api/records").status_code == 200


def test_pages_and_files_are_never_counted(hurried: tuple[TestClient, Watch]) -> None:
    client, _ = hurried
    for _ in range(8):
        for address in ("/", "/records", "/static/look.css", "/feed.atom", "/log/checkpoint"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


def test_a_search_page_too_many_is_a_page(hurried: tuple[TestClient, Watch]) -> None:
    client, _ = hurried
    for _ in range(12):
        assert client.get("/search?q=公租房").status_code == 200
    refused = client.get("/search?q=公租房")
    assert refused.status_code == 429
    assert "请过5秒再问" in refused.text
    assert "<h1" in refused.text


def test_what_costs_more_than_was_known_is_counted_afterwards_and_refuses_nothing() -> None:
    watch = Watch()
    counted = pace(60, watch)
    counted.take("a")
    assert counted.add("a", 9) == 50
    assert counted.add("a", 60) == 0
    assert counted.take("a")[1] == pytest.approx(11)
    assert counted.take("b") == (59, 0.0)


def test_a_search_that_had_to_be_tried_further_costs_more(
    hurried: tuple[TestClient, Watch],
) -> None:
    client, _ = hurried
    found = client.get("/search?q=公租房")
    assert found.headers["ratelimit"] == '"client";r=5;t=0'
    tried = client.get("/search?q=龙舟竞渡")
    assert tried.headers["ratelimit"] == '"client";r=4;t=0'
    # Half of one each for the page, and one for the other spellings and wider searches.
    taken = [client.get("/search?q=龙舟竞渡").status_code for _ in range(4)]
    assert taken == [200, 200, 200, 429]


def test_heads_are_counted_like_gets(hurried: tuple[TestClient, Watch]) -> None:
    client, _ = hurried
    for _ in range(6):
        assert client.head("/api/organs").status_code == 200
    assert client.head("/api/organs").status_code == 429
