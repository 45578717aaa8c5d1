"""您是不是要找: by sound, by shape, by letters; only what finds something, and never by itself."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import CompiledQuery, Engine, EngineHits, EngineUnavailable, Page
from search.finding import Finder
from search.misspellings import MOST, MOST_SEARCHES, Misspellings
from search.offers import offers_over
from search.suggestions import Phrases, answers
from tests.api.exhibition import OpenSite, finder_over, open_site
from tests.town import Town, copy_town

TEXTS = {
    "清河县公租房分配管理办法": "申请公租房的家庭应当提交低保证明。\n\n租金可以用住房公积金支付。",
    "住房公积金提取指南": "缴存公积金的职工可以提取公积金支付租金，也可以用于偿还贷款。",
    "义务教育招生工作的通知": "适龄儿童就近入学，享受低保的家庭免交费用；申请低保期间也免交。",
    "环境卫生管理办法": "垃圾单独投放、垃圾单独收运，垃圾单独焚烧的除外。"
    "收费及减免，缴费以及退费，经费以及用途，杂费及其他费用，另行规定。",
}


@pytest.fixture(scope="module")
def town(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Three public records."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("misspelt"))
    for title, text in TEXTS.items():
        town.publish_record(title=title, text=text)
    yield town
    town.close()


@pytest.fixture(scope="module")
def opened(town: Town) -> Iterator[OpenSite]:
    opened = open_site(town)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("公机金", "公积金"),
        ("底保", "低保"),
        ("公祖房", "公租房"),
        ("义务教玉", "义务教育"),
        ("公积全", "公积金"),
        ("住房公机金", "住房公积金"),
        ("公金积", "公积金"),
        ("公租房 底保", "公租房 低保"),
        ("gongjijin", "公积金"),
        ("dibao", "低保"),
        ("Ｇongzufang", "公租房"),
    ],
)
def test_a_wrong_word_is_offered_as_the_one_it_sounds_or_looks_like(
    opened: OpenSite, query: str, meant: str
) -> None:
    assert opened.site.offers.misspellings.meant(query)[:1] == (meant,)


@pytest.mark.parametrize(
    "query",
    [
        "公积金",
        "龙舟竞渡",
        "鸡蛋",
        "飞机",
        "“公机金”",
        "机关:公机金",
        "-公机金",
        "",
        "?!",
        "公机金" * 8,
        "1234",
    ],
)
def test_what_is_right_or_exact_or_like_nothing_is_left_alone(opened: OpenSite, query: str) -> None:
    assert opened.site.offers.misspellings.meant(query) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(alphabet="公机积金租房底低保义务教育gjz ", max_size=12))
def test_whatever_is_offered_finds_something(opened: OpenSite, query: str) -> None:
    offers = opened.site.offers.misspellings.meant(query)
    assert len(offers) <= MOST
    for offer in offers:
        assert offer != query
        assert answers(opened.site.finder, offer)


def test_without_an_engine_nothing_is_offered(opened: OpenSite) -> None:
    class Away:
        def search(self, *_: object) -> None:
            raise EngineUnavailable("away")

        def position(self) -> int:
            raise EngineUnavailable("away")

    finder = Finder(Away(), lambda *_: None, lambda *_: (), lambda *_: {})  # type: ignore[arg-type]
    phrases = Phrases(opened.site.views)
    assert Misspellings(phrases, finder).meant("公机金") == ()
    offers = offers_over(opened.site.views, phrases, finder, lambda: ("公积金",))
    assert [one.kind.name for one in offers.suggester.suggest("公积金")] == ["TITLE"]
    assert offers.similar.similar("record:x", "住房公积金提取指南") == ()


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.searches = 0

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        self.searches += 1
        return self._engine.search(query, page)

    def position(self) -> int:
        return self._engine.position()


WRONG = "公机金 低宝 医宝 公祖房 户藉 社堡 残级 养劳 征第 低保护 求助 学驱"


@pytest.fixture(scope="module")
def counting(town: Town, opened: OpenSite) -> tuple[Counting, Finder]:
    engine = Counting(opened.engine)
    return engine, finder_over(engine, town, opened.site.views)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(
    st.just(WRONG)
    | st.lists(st.text("公机金底低宝保义务教玉育龙舟gjz1〔〕", max_size=9), max_size=14).map(
        " ".join
    )
)
def test_however_much_is_wrong_few_searches_are_made(
    opened: OpenSite, counting: tuple[Counting, Finder], query: str
) -> None:
    engine, finder = counting
    before = engine.searches
    Misspellings(opened.site.offers.phrases, finder).meant(query)
    assert engine.searches - before <= MOST_SEARCHES


def test_when_the_time_is_over_nothing_is_offered(
    opened: OpenSite, counting: tuple[Counting, Finder]
) -> None:
    engine, finder = counting
    before = engine.searches
    assert Misspellings(opened.site.offers.phrases, finder, patience=-1).meant("公机金") == ()
    assert engine.searches == before


def test_no_more_than_two_wrong_words_are_looked_at(opened: OpenSite) -> None:
    generous = Misspellings(opened.site.offers.phrases, opened.site.finder, 10_000, 60)
    assert generous.meant("公祖房 公积金") == ("公租房 公积金",)
    assert generous.meant("龙竞 舟渡 公祖房") == ()
