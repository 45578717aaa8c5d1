"""Search: what is typed is never an error, every state has an address, nothing found helps on."""

import html
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from search.engine import CompiledQuery, EngineHits, EngineUnavailable, Page
from tests.api.exhibition import Exhibition, finder_over


def hits_in(text: str) -> list[str]:
    return re.findall(r'<h2><a href="(/records/[^"]+)">', text)


def links(text: str) -> dict[str, str]:
    """Label of each facet link to its address."""
    found = re.findall(r'<li><a href="([^"]+)"[^>]*><span>([^<]+)</span>', text)
    return {label: html.unescape(address) for address, label in found}


def test_words_are_found_and_marked(client: TestClient, exhibition: Exhibition) -> None:
    text = client.get("/search?q=摇号过程").text
    assert hits_in(text)[0] == f"/records/{exhibition.rules}"
    assert "<mark>摇号过程</mark>" in text


def test_a_title_typed_exactly_comes_first(client: TestClient, exhibition: Exhibition) -> None:
    text = client.get("/search?q=清河县公租房分配暂行办法").text
    assert hits_in(text)[0] == f"/records/{exhibition.old_rules}"


def test_facets_are_links_that_narrow_and_widen_again(client: TestClient) -> None:
    everything = client.get("/search").text
    narrowed = client.get(links(everything)["县住房保障中心"]).text
    assert "5 件" in narrowed
    assert 'aria-current="true"' in narrowed
    both = client.get(links(narrowed)["清河县石桥镇人民政府"]).text
    assert "29 件" in both
    back = client.get(links(both)["清河县石桥镇人民政府"]).text
    assert "5 件" in back


def test_chosen_values_are_shown_and_kept_by_the_form(client: TestClient) -> None:
    text = client.get("/search?q=公租房&status=REPEALED&field=保障性住房").text
    assert '<input type="hidden" name="status" value="REPEALED">' in text
    assert "全部条件" in text
    assert "1 件" in text


def test_pages_follow_each_other_without_repeating(client: TestClient) -> None:
    first = client.get("/search?q=农村危房改造").text
    following = re.search(r'href="([^"]+)" rel="next nofollow"', first)
    assert following
    second = client.get(html.unescape(following[1])).text
    assert len(hits_in(first)) == 20
    assert len(hits_in(second)) == 4
    assert not set(hits_in(first)) & set(hits_in(second))


def test_the_newest_may_come_first(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造&sort=date").text
    dates = re.findall(r"<time>(\d{4}-\d{2}-\d{2})</time>", text)
    assert dates == sorted(dates, reverse=True)


def test_replaced_versions_are_found_when_asked_for(
    client: TestClient, exhibition: Exhibition
) -> None:
    assert f"/records/{exhibition.rules}/versions/1" not in client.get("/search?q=2400元").text
    text = client.get("/search?q=2400元&versions=all").text
    assert f'href="/records/{exhibition.rules}/versions/1"' in text
    assert "第1版，已被替换" in text


def test_a_withdrawn_record_is_found_by_its_title_and_not_by_its_text(
    client: TestClient, exhibition: Exhibition
) -> None:
    by_title = client.get("/search?q=2019年公租房分配名单").text
    assert f'href="/records/{exhibition.withdrawn}"' in by_title
    assert "原文不再提供" in by_title
    assert exhibition.withdrawn not in client.get("/search?q=八十六户").text


def test_nothing_found_shows_wider_ways(client: TestClient) -> None:
    text = client.get('/search?q="龙舟竞渡的规则" 赛艇&status=REPEALED').text
    assert "没有找到" in text
    for way in ("去掉全部条件再找", "去掉引号再找", "只找“赛艇”", "看最近公开的"):
        assert way in text
    assert "第二十七条" in text


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    text = client.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=300), cursor=st.text(max_size=40), value=st.text(max_size=40))
def test_no_input_is_an_error(client: TestClient, words: str, cursor: str, value: str) -> None:
    params = {"q": words, "cursor": cursor, "status": value, "year": value, "sort": value}
    assert client.get("/search", params=params).status_code == 200
    assert client.get("/api/search", params=params).status_code == 200


class Broken:
    """An engine that is not there."""

    def position(self) -> int:
        raise EngineUnavailable("down")

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        raise EngineUnavailable("down")


@pytest.fixture
def without_engine(exhibition: Exhibition) -> TestClient:
    finder = finder_over(Broken(), exhibition.town, exhibition.site.views)  # type: ignore[arg-type]
    site = replace(exhibition.site, finder=finder)
    return TestClient(create_app(site), raise_server_exceptions=False)


def test_without_an_engine_titles_are_searched_and_the_page_says_so(
    without_engine: TestClient, exhibition: Exhibition
) -> None:
    text = without_engine.get("/search?q=公租房 管理办法").text
    assert "全文检索暂时不能用" in text
    assert hits_in(text) == [f"/records/{exhibition.rules}"]
    assert without_engine.get("/").status_code == 200


def test_without_an_engine_the_api_says_503(without_engine: TestClient) -> None:
    answer = without_engine.get("/api/search?q=公租房")
    assert (answer.status_code, answer.json()["title"]) == (503, "检索暂时不能用")
    assert answer.headers["retry-after"] == "1"
