"""What is suggested while a reader types: of the register as it is at that moment, and no more."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.offers import offers_over
from search.phrasebook import Kind
from search.suggestions import MOST, Phrases, Suggester
from search.tables import tables
from tests.api.exhibition import Exhibition, exhibit
from tests.town import Town, copy_town


@pytest.fixture(scope="module")
def shown(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exhibition]:
    """An archive nobody writes to."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("suggested"))
    exhibition = exhibit(town)
    yield exhibition
    exhibition.close()
    town.close()


@pytest.fixture
def changing(town: Town) -> Iterator[Exhibition]:
    """An archive this test writes to."""
    exhibition = exhibit(town)
    yield exhibition
    exhibition.close()


def _suggested(shown: Exhibition, typed: str, *frequent: str) -> list[tuple[str, str]]:
    phrases = Phrases(shown.site.views)
    offers = offers_over(shown.site.views, phrases, shown.site.finder, lambda: frequent)
    return [(one.kind.value, one.text) for one in offers.suggester.suggest(typed)]


@pytest.mark.parametrize(
    "typed",
    [
        *("公租房分配管理", "公租房 管理办法", "公租房分配管理辦法", "ＧＺＦＦＰＧＬ", "gzffpgl"),
        *("gongzufangfenpeiguanli", "公租fangfp", "gongzffpgl", "gong'zu'fang fen'pei'guan'li"),
    ],
)
def test_a_title_is_suggested_by_its_characters_sounds_and_first_letters(
    shown: Exhibition, typed: str
) -> None:
    assert ("标题", "清河县公租房分配管理办法") in _suggested(shown, typed)


def test_organs_are_suggested_under_all_their_names_and_subjects_too(shown: Exhibition) -> None:
    organ = ("机关", "清河县住房保障服务中心")
    for typed in ("住房保障", "zhufangbaozhang", "县房管局", "xfgj", "xgzfzx"):
        assert organ in _suggested(shown, typed), typed
    assert ("领域", "保障性住房") in _suggested(shown, "保障性")
    assert ("领域", "保障性住房") in _suggested(shown, "bzxzf")


def test_what_begins_so_comes_before_what_has_it_inside(shown: Exhibition) -> None:
    texts = [text for kind, text in _suggested(shown, "公租房") if kind == "标题"]
    begins = [text.startswith("公租房") for text in texts]
    assert begins == sorted(begins, reverse=True)
    assert begins[0]
    assert not begins[-1]


def test_neither_withdrawn_nor_withheld_nor_unpublished_titles_are_suggested(
    shown: Exhibition,
) -> None:
    for typed in (
        "2019年公租房分配名单",
        "2018年公租房申请家庭",
        "公租房 名单",
        "尚未公开的草稿",
        "swgk",
    ):
        told = [text for _, text in _suggested(shown, typed)]
        assert not [text for text in told if "名单" in text or "草稿" in text], typed


@pytest.mark.parametrize("withhold_title", [False, True])
def test_a_title_leaves_with_the_act_that_withdraws_it(
    changing: Exhibition, withhold_title: bool
) -> None:
    suggester, town = changing.site.offers.suggester, changing.town
    record = town.publish_record(title="龙舟竞渡安全须知").id
    changing.catch_up()
    assert [one.owner for one in suggester.suggest("龙舟竞渡")] == [record]
    town.disclosure.withdraw(
        town.housing.approver,
        record,
        reason="含有公开后会损害他人合法权益的个人隐私",
        basis="《政府信息公开条例》第十五条",
        withhold_title=withhold_title,
    )
    changing.catch_up()
    for typed in ("龙舟竞渡", "lzjd", "longzhou", "安全须知"):
        assert suggester.suggest(typed) == ()
    assert changing.site.offers.misspellings.meant("龙舟竟渡") == ()
    assert changing.site.offers.misspellings.meant("longzhoujingdu") == ()


def test_a_new_title_is_suggested_as_soon_as_the_register_has_it(changing: Exhibition) -> None:
    suggester = changing.site.offers.suggester
    assert suggester.suggest("龙舟竞渡") == ()
    changing.town.publish_record(title="龙舟竞渡安全须知")
    changing.catch_up()
    assert [one.text for one in suggester.suggest("lzjd")] == ["龙舟竞渡安全须知"]


def test_a_frequent_query_is_suggested_only_while_it_finds_what_can_be_read(
    shown: Exhibition,
) -> None:
    asked = ("公租房申请表", "2019年公租房分配名单", "2018年公租房申请家庭名单", "公租房龙舟")
    told = [text for kind, text in _suggested(shown, "gzf", *asked) if kind == "常查"]
    told += [text for kind, text in _suggested(shown, "公租房 名单", *asked) if kind == "常查"]
    assert told == ["公租房申请表"]


def test_everyday_words_come_before_titles_while_they_find_something(shown: Exhibition) -> None:
    phrases = Phrases(shown.site.views, tables)
    suggester = offers_over(shown.site.views, phrases, shown.site.finder).suggester
    for typed in ("公", "公租", "gzf", "gongz"):
        told = [(one.kind.value, one.text) for one in suggester.suggest(typed)]
        assert told[0] == ("常用词", "公租房"), typed
    assert all(one.kind is not Kind.WORD for one in suggester.suggest("经适"))
    assert ("常用词", "公租房") not in {(o.kind.value, o.text) for o in suggester.suggest("公租房")}
    # What is called so by the table of organs is no everyday word.
    assert all(one.kind is not Kind.WORD for one in suggester.suggest("房管局"))


def test_one_letter_or_nothing_suggests_nothing(shown: Exhibition) -> None:
    for typed in ("", " ", "g", "。", "\x00", "'"):
        assert _suggested(shown, typed) == []
    assert _suggested(shown, "公")


def test_what_is_typed_already_is_not_suggested(shown: Exhibition) -> None:
    title = "清河县公租房分配管理办法"
    assert ("标题", title) not in _suggested(shown, title)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=40) | st.text(alphabet="公租房gzfong机关:\"'- ", max_size=40))
def test_whatever_is_typed_is_answered_with_at_most_ten(shown: Exhibition, typed: str) -> None:
    suggester: Suggester = shown.site.offers.suggester
    told = suggester.suggest(typed)
    assert len(told) <= MOST
    assert len({one.text for one in told}) == len(told)
    assert all(one.kind in Kind for one in told)
