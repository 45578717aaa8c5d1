"""Search: what is typed is never an error, every state has an address, nothing found helps on."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from projections import register
from search.engine import CompiledQuery, EngineHits, EngineUnavailable, Page
from search.standing import Standing
from tests.api.exhibition import Exhibition, finder_over, open_site
from tests.town import Town, copy_town


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
    positions = {**exhibition.site.projections(), "elasticsearch": 7}
    site = replace(
        exhibition.site,
        finder=finder,
        projections=lambda: positions,
        searching=lambda: Standing("", ("elasticsearch",), ("elasticsearch",)),
    )
    return TestClient(create_app(site), raise_server_exceptions=False)


def test_without_an_engine_titles_are_searched_and_the_page_says_so(
    without_engine: TestClient, exhibition: Exhibition
) -> None:
    text = without_engine.get("/search?q=公租房 管理办法").text
    assert "现在只按标题、文号和索引号查找" in text
    assert hits_in(text) == [f"/records/{exhibition.rules}"]
    assert without_engine.get("/").status_code == 200


def test_without_an_engine_numbers_and_traditional_script_are_found_and_choices_hold(
    without_engine: TestClient, exhibition: Exhibition
) -> None:
    def found(address: str) -> list[str]:
        return hits_in(without_engine.get(address).text)

    old_rules = f"/records/{exhibition.old_rules}"
    assert found("/search?q=清房发(2017)第19号") == [old_rules]
    assert found("/search?q=文号:清房发[2017]19号") == [old_rules]
    assert found("/search?q=公租房分配暫行辦法") == [old_rules]
    assert old_rules in found("/search?q=公租房&status=REPEALED")
    assert found("/search?q=公租房&status=WITHDRAWN&field=农村危房改造") == []
    text = without_engine.get("/search?q=公租房&status=REPEALED&versions=all").text
    assert "被替换的旧版本现在查不到" in text
    assert "最相关的在前" not in text


def test_without_an_engine_pages_follow_each_other_and_a_cursor_of_the_engine_begins_anew(
    client: TestClient, without_engine: TestClient
) -> None:
    first = without_engine.get("/search?q=农村危房").text
    following = re.search(r'href="([^"]+)" rel="next nofollow"', first)
    assert following
    second = without_engine.get(html.unescape(following[1])).text
    assert len(hits_in(first)) == 20
    assert hits_in(second)
    assert not set(hits_in(first)) & set(hits_in(second))
    of_engine = re.search(
        r'href="([^"]+)" rel="next nofollow"', client.get("/search?q=农村危房").text
    )
    assert of_engine
    anew = without_engine.get(html.unescape(of_engine[1])).text
    assert "翻页记号已失效" in anew
    assert hits_in(anew) == hits_in(first)


def test_without_an_engine_every_page_says_how_far_the_index_came(
    without_engine: TestClient, exhibition: Exhibition
) -> None:
    behind = exhibition.town.position - 7
    for address in ("/search?q=公租房", "/"):
        text = without_engine.get(address).text
        assert "全文检索暂时不能用，恢复以后自动跟上" in text
        assert "最后到第 <b>7</b> 号事件" in text
        assert f"还差 <b>{behind}</b> 号，其中新公开或有变动的信息" in text
    assert "恢复以后自动跟上" in without_engine.get("/log").text
    told = without_engine.get("/api/freshness").json()
    assert (told["searchable"], told["index"], told["behind"]) == (False, 7, behind)
    assert told["missing"] > 20
    ready = without_engine.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["degraded"][0] == "elasticsearch does not answer"


def test_without_an_engine_an_empty_page_says_what_was_searched_and_to_come_back(
    without_engine: TestClient,
) -> None:
    text = without_engine.get("/search?q=龙舟竞渡 公租房").text
    assert "标题、文号和索引号里有全部字词的；正文和附件现在查不了" in text
    assert "正文和附件里有全部字词" not in text
    again = re.search(r'<a class="button" rel="nofollow" href="([^"]+)">全文检索恢复后再试', text)
    assert again
    assert html.unescape(again[1]).startswith("/search?q=")
    assert 'class="button" rel="nofollow" href="/apply' not in text
    assert "只找“龙舟竞渡”：也没有" in text
    assert re.search(r'只找“公租房”</a><span class="soft">　\d+ 件', text)


def test_without_an_engine_the_feed_has_what_the_register_finds_and_says_so(
    without_engine: TestClient, exhibition: Exhibition
) -> None:
    answer = without_engine.get("/search.atom?q=公租房 管理办法")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "现在只有标题、文号相符的" in answer.text
    assert f"/records/{exhibition.rules}" in answer.text


def test_without_an_engine_the_api_says_503(without_engine: TestClient) -> None:
    answer = without_engine.get("/api/search?q=公租房")
    assert (answer.status_code, answer.json()["title"]) == (503, "检索暂时不能用")
    assert answer.headers["retry-after"] == "1"
    assert "按标题、文号和索引号" in answer.json()["detail"]


# Dates


def bars_in(text: str) -> dict[str, str]:
    """Label of each bar of the histogram to its address."""
    found = re.findall(r'<a href="([^"]+)" rel="nofollow" tabindex="-1"[^>]*><title>([^<]+)<', text)
    return {label: html.unescape(address) for address, label in found}


def rows_in(text: str) -> dict[str, tuple[str, str]]:
    """Label of each row of the tables beside the bars: its address and its number."""
    found = re.findall(
        r'<tr><th scope="row"><a href="([^"]+)"[^>]*><span>([^<]+)</span></a></th>'
        r'<td class="num">([^<]+)<',
        text,
    )
    return {label: (html.unescape(address), number) for address, label, number in found}


def test_a_period_narrows_and_is_shown_and_taken_away_again(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造&after=2010&before=2019-12-31").text
    assert "10 件" in text
    assert "2010年至2019年公开" in text
    assert 'name="after" type="date" value="2010-01-01"' in text
    away = re.search(r'href="([^"]+)" rel="nofollow">2010年至2019年公开', text)
    assert away
    assert "24 件" in client.get(html.unescape(away[1])).text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("after=2019-05-06&before=2019-05-06", "1 件"),
        ("after=2019年5月7日&before=2020年5月", "1 件"),
        ("after=2019-12-31&before=2010-01-01", "10 件"),
        ("after=2022-05-07", "1 件"),
        ("before=1999", "0 件"),
    ],
)
def test_a_period_is_read_in_any_way_of_writing(client: TestClient, query: str, count: str) -> None:
    assert f'class="count">{count}<' in client.get(f"/search?q=农村危房改造&{query}").text


def test_a_day_that_cannot_be_read_is_told_and_not_used(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造&after=昨天&before=2019-13").text
    assert "24 件" in text
    assert "“昨天”不是能读懂的日期" in text
    assert "“2019-13”不是能读懂的日期" in text


def test_bars_say_what_the_list_beside_them_says_and_choose_the_same(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造").text
    bars, rows = bars_in(text), rows_in(text)
    assert len(bars) == 23
    assert bars["2019年，1件"] == rows["2019年"][0]
    chosen = client.get(bars["2019年，1件"]).text
    assert 'class="count">1 件<' in chosen
    assert 'class="now"><title>2019年，1件' in chosen
    both = client.get(bars_in(chosen)["2020年，1件"]).text
    assert 'class="count">2 件<' in both


@pytest.mark.parametrize("year", ["²", "9999", "99999", "０", "-1", "2019.0"])
def test_a_year_that_is_none_leaves_the_bars_as_they_are(client: TestClient, year: str) -> None:
    answer = client.get("/search", params={"q": "农村危房改造", "year": year})
    assert answer.status_code == 200
    assert len(bars_in(answer.text)) == 23


def test_what_lies_within_three_years_is_counted_by_month(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造&after=2018&before=2020").text
    bars, rows = bars_in(text), rows_in(text)
    assert len(bars) == 25
    assert rows["2019年5月"] == (bars["2019年5月，1件"], "1")
    assert "2019年6月" not in rows
    month = client.get(bars["2019年5月，1件"]).text
    assert 'class="count">1 件<' in month
    assert "2019年5月公开" in month


# Passages and what became of a record


def test_a_passage_says_which_file_it_is_of(client: TestClient, exhibition: Exhibition) -> None:
    text = client.get("/search?q=公租房申请表样式").text
    assert '<span class="place file">附件《申请表.txt》</span>' in text
    body = client.get("/search?q=摇号过程").text
    assert '<span class="place">正文</span>' in body
    assert "附件《" not in body


def test_a_title_is_not_repeated_as_a_passage(client: TestClient) -> None:
    text = client.get("/search?q=清河县公租房分配管理办法").text
    passages = re.findall(r'<p class="text">(.*?)</p>', text)
    assert not any(
        re.sub("<[^>]+>", "", one).startswith("清河县公租房分配管理办法") for one in passages
    )


def test_a_repealed_record_leads_to_what_took_its_place(
    client: TestClient, exhibition: Exhibition
) -> None:
    text = client.get("/search?q=清河县公租房分配暂行办法").text
    assert "2023年6月1日废止，由它代替：" in text
    assert f'<a href="/records/{exhibition.rules}">清河县公租房分配管理办法</a>' in text


def test_a_tombstone_says_when_and_on_what_basis(client: TestClient) -> None:
    text = client.get("/search?q=2019年公租房分配名单").text
    assert re.search("日撤回，依据《政府信息公开条例》第十五条。原文不再提供", text)


# Where the search stands otherwise


def test_the_same_search_has_one_permalink(client: TestClient) -> None:
    found = set()
    for query in (
        "q=公租房&status=REPEALED&organ=x&after=2020-01-01",
        "after=2020&organ=x&organ=x&q=公租房&status=REPEALED&cursor=nonsense&sort=relevance",
    ):
        text = client.get(f"/search?{query}").text
        link = re.search(r'<dt>这个检索</dt><dd><a href="([^"]+)"', text)
        assert link
        found.add(link[1])
    assert len(found) == 1


def test_a_cited_result_is_the_same_after_more_was_published(
    founded_town: Town, tmp_path: Path
) -> None:
    town = copy_town(founded_town, tmp_path / "cited")
    opened = open_site(town)
    client = TestClient(create_app(opened.site))
    try:
        town.publish_record(title="供水价格听证会公告", text="听证会定于下月举行。")
        opened.catch_up()
        text = client.get("/search?q=听证会").text
        cited = re.search(r'<dt>这次的结果</dt><dd><a href="([^"]+)"', text)
        assert cited
        town.publish_record(title="供气价格听证会公告", text="听证会定于下月举行。")
        opened.catch_up()
        assert 'class="count">2 件<' in client.get("/search?q=听证会").text
        then = client.get(html.unescape(cited[1])).text
        assert 'class="count">1 件<' in then
        assert "供水价格" in then
        assert "供气价格" not in then
        assert "号事件时的版本查找" in then
    finally:
        opened.close()
        town.close()


# Nothing found


def test_what_was_tried_is_said_and_only_ways_that_find_something_are_links(
    client: TestClient,
) -> None:
    text = client.get("/search?q=龙舟 公租房&kind=notice&after=2020").text
    assert "也找过" in text or "全部字词" in text
    assert "只在所选的条件里" in text
    assert "只找“龙舟”：也没有" in text
    way = re.search(
        r'<a href="([^"]+)" rel="nofollow">只找“公租房”</a><span class="soft">　(\d+) 件', text
    )
    assert way
    assert f'class="count">{way[2]} 件<' in client.get(html.unescape(way[1])).text


def test_nothing_found_is_said_once_and_nothing_stands_to_its_left(client: TestClient) -> None:
    text = client.get("/search?q=龙舟竞渡").text
    assert text.count("没有找到") == 1
    assert 'class="two left"' not in text
    assert "<aside" not in text


@pytest.mark.parametrize("words", ['"', "<script>", "AND OR (", "……", "</p> NOT"])
def test_what_has_no_word_is_only_told_how_to_type(client: TestClient, words: str) -> None:
    text = client.get("/search", params={"q": words}).text
    assert "请输入要找的字词" in text
    assert "-名单" in text
    assert "机关:住房" in text
    for absent in ("申请公开，带上", "订阅这个检索", "/search.atom", "没有找到", "0 件"):
        assert absent not in text


def test_the_oldest_come_first_on_page_json_and_feed_and_each_leads_on(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造").text
    assert re.search(r'href="/search\?q=[^"&]*&amp;sort=oldest"[^>]*>最早的在前', text)
    address: str | None = "/api/search?q=农村危房改造&sort=oldest&limit=10"
    days: list[str] = []
    while address:
        told = client.get(address).json()
        days += [hit["record"]["published_on"] for hit in told["hits"]]
        address = told["next"]
        assert address is None or "sort=oldest" in address
    assert len(days) == 24
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days[: len(dated)] == dated
    page = client.get("/search?q=农村危房改造&sort=oldest").text
    shown = re.findall(r"<time>(\d{4}-\d{2}-\d{2})</time>", page)
    assert shown == [day for day in days[:20] if day]
    assert re.search(r'aria-current="true"[^>]*>最早的在前|<b[^>]*>最早的在前', page)
    feed = client.get("/search.atom?q=农村危房改造&sort=oldest").text
    published = re.findall("<published>(.{10})", feed)
    assert published == dated
    # A reader of feeds is led to what is new, however the page is sorted.
    assert re.search(r'href="/search\.atom\?q=[^"&]*"', page)


def test_a_passage_may_be_taken_for_one_that_begins_within_a_number(client: TestClient) -> None:
    text = client.get("/search?q=“2月底前上报”").text
    assert 'class="count">2 件<' in text
    offered = re.search(r'<a href="([^"]*within=longer)"[^>]*><span>当作原文片段', text)
    assert offered
    wider = client.get(html.unescape(offered[1])).text
    # That the number stands just before the rest is not asked: 52户…9月底前上报 is one more.
    assert 'class="count">7 件<' in wider
    assert "按原文片段查找" in wider
    assert re.search(r'aria-current="true"><span>当作原文片段', wider)
    assert "按原文片段 <span" in wider
    told = client.get("/api/search?q=“2月底前上报”&within=longer&limit=6").json()
    assert told["total"] == "7"
    assert "within=longer" in told["next"]
    assert len(client.get(told["next"]).json()["hits"]) == 1
    # Where no number or latin word begins or ends what is typed there is nothing to choose.
    assert "当作原文片段" not in client.get("/search?q=公租房分配").text
    assert "片段“half”" in client.get("/search?q=公租房&within=half").text


def test_without_words_one_may_begin_with_the_oldest(client: TestClient) -> None:
    text = client.get("/search").text
    assert "最新的在前" in text
    assert 'href="/search?sort=oldest"' in text
    days = re.findall(r"<time>(\d{4}-\d{2}-\d{2})</time>", client.get("/search?sort=oldest").text)
    assert days == sorted(days)


@pytest.mark.parametrize("typed", ["机关：海事局", "organ:海事局 公租房", "organ:“海事局”"])
def test_an_organ_that_nobody_has_is_told_on_page_and_json(client: TestClient, typed: str) -> None:
    said = "这里没有叫“海事局”的机关"
    assert said in client.get("/search", params={"q": typed}).text
    notes = client.get("/api/search", params={"q": typed}).json()["notes"]
    assert [note["code"] for note in notes].count("organ_unknown") == 1


@pytest.mark.parametrize("typed", ["住房保障", "县公租房中心", "清河县住房保障服务中心"])
def test_an_organ_by_any_of_its_names_or_a_part_is_known(client: TestClient, typed: str) -> None:
    notes = client.get("/api/search", params={"q": f"机关：{typed}"}).json()["notes"]
    assert "organ_unknown" not in [note["code"] for note in notes]


def test_an_organ_s_id_is_known(client: TestClient, exhibition: Exhibition) -> None:
    answer = client.get("/api/search", params={"q": f"organ:{exhibition.organ}"}).json()
    assert "organ_unknown" not in [note["code"] for note in answer["notes"]]
    assert answer["count"]


def test_the_page_says_which_version_s_day_the_years_count(client: TestClient) -> None:
    present = client.get("/search?q=农村危房改造").text
    assert "改过几版的，按现在这一版的公开日期算；没有公开日期的，按成文日期。" in present
    every = client.get("/search?q=农村危房改造&versions=all").text
    assert "每一版按自己的公开日期算；没有公开日期的，按成文日期。" in every
    cited = client.get("/search?q=农村危房改造&as_of=20").text
    assert "改过几版的，按当时那一版的公开日期算" in cited or "0 件" in cited
    document = client.get("/api/openapi.json").json()
    told = {one["name"]: one for one in document["paths"]["/api/search"]["get"]["parameters"]}
    assert "改过几版的，按找到的那一版算" in told["year"]["description"]


# Conditions nobody knows


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("status=BOGUS", "效力“BOGUS”"),
        ("field=bogus", "领域“bogus”"),
        ("organ=nobody", "机关“nobody”"),
        ("year=abcd", "公开年份“abcd”"),
        ("kind=zzz", "种类“zzz”"),
        ("phase=zzz", "环节“zzz”"),
        ("sort=zzz", "排序“zzz”"),
        ("versions=some", "版本“some”"),
        ("as_of=abc", "日志位置“abc”"),
        ("as_of=99999999", "日志位置“99999999”（日志现在到第"),
    ],
)
def test_a_condition_nobody_knows_is_told_and_not_used(
    client: TestClient, query: str, named: str
) -> None:
    text = client.get(f"/search?q=农村危房改造&{query}").text
    assert "不认识的条件，没有用它" in text
    assert named in text
    assert 'class="count">24 件<' in text
    assert 'aria-label="已选条件"' not in text
    told = client.get(f"/api/search?q=农村危房改造&{query}").json()
    assert told["count"] == 24
    assert "unknown_condition" in [note["code"] for note in told["notes"]]
    counted = client.get(f"/api/search/facets?q=农村危房改造&{query}").json()
    assert counted["total"] == "24"


def test_a_condition_that_is_known_and_finds_nothing_stays(client: TestClient) -> None:
    text = client.get("/search?q=农村危房改造&field=救灾&status=IN_FORCE").text
    assert "不认识的条件" not in text
    assert 'class="count">0 件<' in text


# Versions and kinds of what was found


def test_each_version_has_its_own_day_and_the_present_one_stands_first(
    founded_town: Town, tmp_path: Path
) -> None:
    town = copy_town(founded_town, tmp_path / "versions")
    opened = open_site(town)
    client = TestClient(create_app(opened.site))
    try:
        published = town.publish_record(title="供水价格听证会公告", text="听证会定于下月举行。")
        record = published.id
        town.clock.advance(days=2)
        town.amend(record, text="听证会定于下下月举行。")
        opened.catch_up()
        with opened.site.views.connect() as connection:
            days = {n: register.version(connection, record, n).published_on for n in (1, 2)}
        text = client.get("/search?q=听证会&versions=all").text
        assert hits_in(text) == [f"/records/{record}", f"/records/{record}/versions/1"]
        present, old = text.split("<h2><a href")[1:3]
        assert "<li>第2版</li>" in present
        assert f"{days[1]}</time> 首次公开，<time>{days[2]}</time> 修改" in present
        assert f"<time>{days[1]}</time>" in old
        assert str(days[2]) not in old
    finally:
        opened.close()
        town.close()


def test_a_hit_says_of_what_kind_it_is(client: TestClient) -> None:
    text = client.get("/search?q=清河县公租房分配管理办法").text
    assert "<li>办事指南</li>" in client.get("/search?q=公租房申请办事指南").text
    assert re.search("<li>行政规范性文件</li>", text)
