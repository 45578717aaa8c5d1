"""Suggestions over HTTP, 您是不是要找, 相近的信息, and what is counted of a search."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.api.exhibition import Exhibition

RULES = "清河县公租房分配管理办法"

Noted = list[tuple[str, str, bool]]


@pytest.fixture
def noting(exhibition: Exhibition) -> Iterator[tuple[TestClient, Noted]]:
    """A reader, and what is counted of his searches."""
    noted: Noted = []

    def note(words: str, client: str, found: bool) -> None:
        noted.append((words, client, found))

    with TestClient(create_app(replace(exhibition.site, note_query=note))) as reader:
        yield reader, noted


def test_suggestions_say_what_they_are_and_are_never_kept(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get("/api/suggest", params={"q": "gzffpgl"})
    assert answer.headers["cache-control"] == "no-store"
    address = f"/records/{exhibition.rules}"
    item = {"text": RULES, "kind": "TITLE", "label": "标题", "id": exhibition.rules}
    assert answer.json() == {"suggestions": [item | {"address": address}]}
    assert RULES in client.get(address).text


def test_an_organ_has_a_page_and_a_subject_is_looked_for(
    client: TestClient, exhibition: Exhibition
) -> None:
    told = client.get("/api/suggest", params={"q": "保障"}).json()["suggestions"]
    assert {(one["label"], one["id"]) for one in told} >= {
        ("机关", exhibition.organ),
        ("领域", None),
    }
    for one in told:
        page = {"机关": f"/organs/{one['id']}", "领域": "/search?q="}
        assert one["address"].startswith(page.get(one["label"], f"/records/{one['id']}"))
        assert client.get(one["address"]).status_code == 200


@pytest.mark.parametrize("limit", [0, 11, "x"])
def test_a_wrong_limit_is_refused_and_a_right_one_kept(
    client: TestClient, limit: int | str
) -> None:
    assert client.get("/api/suggest", params={"q": "公", "limit": limit}).status_code == 422
    told = client.get("/api/suggest", params={"q": "公", "limit": 1}).json()["suggestions"]
    assert len(told) == 1


def test_whatever_is_typed_is_answered(client: TestClient) -> None:
    for typed in ("", " ", "\x00", "%", "😀", "公" * 5000, "a" * 5000, "'\"<>机关:"):
        assert client.get("/api/suggest", params={"q": typed}).status_code == 200
    assert client.get("/api/suggest?q=%ff%fe").status_code == 200


def test_the_interface_page_names_it(client: TestClient) -> None:
    assert "/api/suggest" in client.get("/api").text


def test_another_spelling_is_offered_and_nothing_is_replaced(client: TestClient) -> None:
    page = client.get("/search", params={"q": "公祖房", "field": "保障性住房"}).text
    assert "您是不是要找：" in page
    assert "/search?q=%E5%85%AC%E7%A7%9F%E6%88%BF&amp;field=" in page
    assert 'value="公祖房"' in page
    answer = client.get("/api/search", params={"q": "公祖房"}).json()
    assert answer["meant"] == ["公租房"]


@pytest.mark.parametrize("typed", ["公粗房", "gongzufang", "gongzu fang"])
def test_the_one_correction_stands_first_with_what_it_finds(client: TestClient, typed: str) -> None:
    page = client.get("/search", params={"q": typed}).text
    assert page.count("您是不是要找：") == 1
    assert page.index("您是不是要找：") < page.index("<h2>没有找到")
    assert f"没有找到“{typed}”，下面是“公租房”的结果。" in page
    part = page.partition('class="sheet flow corrected"')[2].partition("</section>")[0]
    assert 1 <= part.count("<h3>") <= 5
    assert f'value="{typed}"' in page
    assert client.get("/api/search", params={"q": typed}).json()["meant"] == ["公租房"]


def test_a_correction_that_finds_nothing_under_the_conditions_shows_no_results(
    client: TestClient,
) -> None:
    page = client.get("/search", params={"q": "公粗房", "year": "1999"}).text
    assert 'class="sheet flow corrected"' not in page


def test_what_finds_something_is_left_alone(client: TestClient) -> None:
    assert "您是不是要找" not in client.get("/search", params={"q": "公租房"}).text
    assert client.get("/api/search", params={"q": "公租房"}).json()["meant"] == []
    assert "您是不是要找" not in client.get("/search").text


def test_a_record_names_those_like_it_and_itself_never(
    client: TestClient, exhibition: Exhibition
) -> None:
    page = client.get(f"/records/{exhibition.migrated}").text
    alike = page.partition("相近的信息")[2].partition("</section>")[0]
    assert alike.count("农村危房改造工作的通知</a>") == 5
    assert exhibition.migrated not in alike


def test_a_search_is_counted_once_by_what_it_found(noting: tuple[TestClient, Noted]) -> None:
    client, noted = noting
    client.get("/search", params={"q": "公租房"})
    client.get("/api/search", params={"q": "公祖房"})
    assert noted == [("公租房", "testclient", True), ("公祖房", "testclient", False)]


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=公租房&field=保障性住房", "q=公租房&cursor=x", "q=%20"],
)
def test_what_is_no_search_of_its_own_is_not_counted(
    noting: tuple[TestClient, Noted], query: str
) -> None:
    client, noted = noting
    client.get(f"/search?{query}")
    client.get("/api/suggest", params={"q": "公租房"})
    client.get("/api/search/facets", params={"q": "公租房"})
    assert noted == []
