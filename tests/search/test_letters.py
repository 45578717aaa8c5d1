"""您是不是要找, for letters: first letters and syllables of whole known words."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.letters import LONGEST, MOST, spelt
from search.offers import Offers, offers_over
from search.suggestions import Phrases, answers
from search.tables import tables
from tests.api.exhibition import OpenSite, open_site
from tests.town import Town, copy_town

TITLE = "公租房分配管理办法"
TEXT = "申请公租房的家庭应当提交低保证明。租金可以用公积金支付。"


@pytest.fixture(scope="module")
def opened(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSite]:
    """One public record."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("letters"))
    town.publish_record(title=TITLE, text=TEXT)
    opened = open_site(town)
    yield opened
    opened.close()
    town.close()


@pytest.fixture(scope="module")
def offers(opened: OpenSite) -> Offers:
    """With the tables that are shipped."""
    site = opened.site
    return offers_over(site.views, Phrases(site.views, tables), site.finder)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        *(("gzf", "公租房"), ("gongzu fang", "公租房"), ("gong zu fang", "公租房")),
        *(
            ("GZF", "公租房"),
            ("gong'zu'fang", "公租房"),
            ("ｇｚｆ", "公租房"),
            ("gzfang", "公租房"),
        ),
        *(("dibao", "低保"), ("gongjijin", "公积金"), ("gjj", "公积金")),
    ],
)
def test_letters_are_offered_as_the_known_word_they_mean(
    offers: Offers, query: str, meant: str
) -> None:
    assert offers.meant(query)[:1] == (meant,)


def test_without_a_known_word_the_syllables_of_titles_are_offered(offers: Offers) -> None:
    assert offers.meant("fenpei guanli") == ("分配管理",)


@pytest.mark.parametrize("query", ["lzjd", "g", "xyzq", "gzf*", "gzf" * 20])
def test_letters_of_nothing_that_is_here_offer_nothing(offers: Offers, query: str) -> None:
    assert offers.meant(query) == ()


def test_what_is_not_only_letters_is_respelt_as_before(offers: Offers) -> None:
    assert spelt("公租 fang") is None
    assert spelt("gzf1") is None
    assert spelt("g" * (LONGEST + 1)) is None
    assert offers.meant("公祖房") == ("公租房",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(alphabet="gzfongudibaj '", max_size=14))
def test_whatever_is_offered_for_letters_finds_something(
    opened: OpenSite, offers: Offers, query: str
) -> None:
    told = offers.meant(query)
    assert len(told) <= MOST
    assert all(answers(opened.site.finder, one) for one in told)
