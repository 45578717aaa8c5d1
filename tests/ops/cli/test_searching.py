"""`gongkai search`: what is searched for needs no command, and the word tables have theirs."""

from pathlib import Path

import pytest

from ops.bootstrap import Services
from search.finding import Request
from tests.premises import Premises, furnish
from tests.terminal import Ran, gongkai
from tests.town import Town


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    """A HOME of this test's own."""
    return furnish(founded_town, tmp_path)


def search(premises: Premises, *arguments: object) -> Ran:
    return gongkai(premises.home, "search", *arguments)


def told(services: Services, query: str) -> dict[str, str]:
    """The notes on a search, by their code."""
    return {note.code: note.text for note in services.finder.find(Request(query)).notes}


def test_words_need_no_command_and_options_may_stand_before_them(premises: Premises) -> None:
    for arguments in (
        ("公租房", "--json"),
        ("--json", "公租房"),
        ("find", "公租房", "--json"),
        ("--json", "--", "synonyms"),
    ):
        assert search(premises, *arguments).fine().json["total"] == "0"
    assert "一并查找" in search(premises, "synonyms", "--help").out
    assert search(premises).code == 2


def test_an_edit_counts_in_a_server_that_runs_already(premises: Premises) -> None:
    with premises.open() as services:
        assert "synonyms" not in told(services, "公房")
        ran = search(premises, "synonyms", "add", "公房", "公有住房").fine()
        assert "已增加:公房 → 公有住房" in ran.out
        assert "不需要重建索引" in ran.out
        assert "公房——公有住房" in told(services, "公房")["synonyms"]
        search(premises, "synonyms", "remove", "公有住房", "公房").fine()
        assert "synonyms" not in told(services, "公房")


def test_the_list_says_what_is_shipped_and_what_is_edited(premises: Premises) -> None:
    search(premises, "synonyms", "add", "公租房", "公租住房", "--one-way").fine()
    search(premises, "synonyms", "remove", "公租房", "公共租赁房").fine()
    (row,) = (
        row
        for row in search(premises, "synonyms", "list", "公租房", "--json").fine().json
        if row["word"] == "公租房"
    )
    assert row["others"] == ["公租住房", "公共租赁住房"]
    assert (row["added"], row["removed"]) == (["公租住房"], ["公共租赁房"])
    out = search(premises, "synonyms", "list", "--edited").fine().out
    assert "增加 公租住房;删去 公共租赁房" in out
    assert len(search(premises, "synonyms", "list", "--json").fine().json) > 300
    assert "没有" in search(premises, "synonyms", "list", "绝无此词").err


def test_a_word_alone_is_not_taken_apart(premises: Premises) -> None:
    ran = search(premises, "synonyms", "add", "口腔医保健").fine()
    assert "已增加:口腔医保健\n" in ran.out
    assert "不拆开" in search(premises, "synonyms", "list", "口腔医保健").fine().out
    with premises.open() as services:
        assert "synonyms" not in told(services, "口腔医保健")


def test_organs_and_question_words_are_edited_alike(premises: Premises) -> None:
    search(premises, "aliases", "add", "供水办", "供水管理办公室").fine()
    search(premises, "questions", "add", "怎么弄").fine()
    assert search(premises, "aliases", "list", "供水办", "--json").fine().json == [
        {
            "word": "供水办",
            "others": ["供水管理办公室"],
            "added": ["供水管理办公室"],
            "removed": [],
        }
    ]
    assert "怎么弄" in search(premises, "questions", "list", "--edited").fine().out
    assert search(premises, "aliases", "remove", "供水办", "--json").fine().json == {
        "removed": [{"word": "供水办", "other": "供水管理办公室"}]
    }
    search(premises, "questions", "remove", "怎么弄").fine()
    search(premises, "questions", "remove", "吗").fine()
    assert search(premises, "questions", "list", "--edited").fine().out.count("删去") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("synonyms", "add", "房", "住房"), "太短"),
        (("synonyms", "add", "低保", "最低生活保障"), "已经有了"),
        (("synonyms", "remove", "绝无此词"), "表里没有"),
        (("aliases", "add", "住建局", "，"), "没有文字"),
        (("questions", "add", "呗"), "太短"),
    ],
)
def test_refusals_say_in_chinese_what_is_wrong(
    premises: Premises, arguments: tuple[str, ...], said: str
) -> None:
    ran = search(premises, *arguments)
    assert ran.code == 1
    assert "未办理" in ran.err
    assert said in ran.err
