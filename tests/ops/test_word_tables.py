"""An operator's edits of the word tables are kept, and seen by every process at its next search."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Incomplete, NotFound, Taken
from ops.word_tables import WordTables, question_pair, synonym_pairs
from search.tables import MOST_OTHERS, Pair, Table, shipped, tables


@pytest.fixture
def words(tmp_path: Path) -> Iterator[WordTables]:
    opened = WordTables(tmp_path / "words.db")
    yield opened
    opened.close()


def test_what_another_process_adds_is_seen_without_opening_again(
    words: WordTables, tmp_path: Path
) -> None:
    assert "公房" not in words.tables().synonyms
    other = WordTables(tmp_path / "words.db")
    other.add(Table.SYNONYMS, synonym_pairs("公房", ["公有住房"], one_way=False))
    assert words.tables().others("公房") == ("公有住房",)
    assert words.tables().others("公有住房") == ("公房",)
    other.remove(Table.SYNONYMS, "公房")
    assert words.tables().others("公有住房") == ()
    other.close()
    assert words.edits(Table.SYNONYMS) == ()


def test_its_own_edits_are_seen_too(words: WordTables) -> None:
    before = words.tables()
    assert words.tables() is before
    words.add(Table.QUESTIONS, (question_pair("怎么弄"),))
    assert words.tables().questions.search("户口怎么弄")
    words.remove(Table.QUESTIONS, "怎么弄")
    words.remove(Table.QUESTIONS, "怎么")
    assert "怎么" not in words.tables().question_words


def test_a_shipped_pair_that_was_removed_can_be_added_again(words: WordTables) -> None:
    gone = words.remove(Table.SYNONYMS, "公租房", ["公共租赁住房"])
    assert set(gone) == {Pair("公租房", "公共租赁住房"), Pair("公共租赁住房", "公租房")}
    assert "公共租赁住房" not in words.tables().others("公租房")
    assert "公共租赁房" in words.tables().others("公租房")
    words.add(Table.SYNONYMS, synonym_pairs("公租房", ["公共租赁住房"], one_way=False))
    assert words.edits(Table.SYNONYMS) == ()
    assert words.tables().synonyms == tables().synonyms


def test_edits_outlive_the_process(tmp_path: Path) -> None:
    first = WordTables(tmp_path / "words.db")
    first.add(Table.ALIASES, synonym_pairs("供水办", ["供水管理办公室"], one_way=True))
    first.close()
    again = WordTables(tmp_path / "words.db")
    assert again.tables().others("供水办") == ("供水管理办公室",)
    assert again.tables().others("供水管理办公室") == ()
    again.close()


def test_what_is_there_or_is_not_is_refused(words: WordTables) -> None:
    with pytest.raises(Taken):
        words.add(Table.SYNONYMS, synonym_pairs("低保", ["最低生活保障"], one_way=False))
    with pytest.raises(NotFound, match="没有这词"):
        words.remove(Table.SYNONYMS, "没有这词")
    with pytest.raises(NotFound, match="公租房"):
        words.remove(Table.SYNONYMS, "低保", ["公租房"])
    with pytest.raises(NotFound):
        words.remove(Table.SYNONYMS, "，。")


def test_a_word_leads_to_no_more_than_so_many(words: WordTables) -> None:
    others = [f"说法{number:02}号" for number in range(MOST_OTHERS + 1)]
    with pytest.raises(Incomplete, match="最多12个"):
        words.add(Table.SYNONYMS, synonym_pairs("某词语", others, one_way=True))
    assert words.edits(Table.SYNONYMS) == ()


@pytest.mark.parametrize(
    ("word", "others", "one_way", "said"),
    [
        ("房", ["住房"], False, "太短"),
        ("住房", ["房"], False, "太短"),
        ("，。", ["住房"], False, "没有文字"),
        ("公租房", ["公 租 房"], False, "同一个词"),
        ("公租房", ["住" * 31], True, "太长"),
        ("12345热线", ["政务热线"], True, "混写"),
        ("政务热线", ["12345热线"], False, "混写"),
    ],
)
def test_what_is_wrong_with_a_word_is_said(
    word: str, others: list[str], one_way: bool, said: str
) -> None:
    with pytest.raises(Incomplete, match=said):
        synonym_pairs(word, others, one_way=one_way)


def test_what_is_found_by_itself_may_be_written_mixed() -> None:
    assert synonym_pairs("政务热线", ["12345热线"], one_way=True) == (
        Pair("政务热线", "12345热线"),
    )
    assert synonym_pairs("中医保健院", [], one_way=False) == (Pair("中医保健院", "中医保健院"),)


def test_while_the_file_cannot_be_read_the_tables_are_those_of_before(
    words: WordTables, tmp_path: Path
) -> None:
    words.add(Table.SYNONYMS, synonym_pairs("公房", ["公有住房"], one_way=True))
    words.tables()
    with sqlite3.connect(tmp_path / "words.db") as connection:
        connection.execute("ALTER TABLE word_edits RENAME TO gone")
    connection.close()
    assert words.tables().others("公房") == ("公有住房",)


def test_asking_whether_something_changed_costs_next_to_nothing(words: WordTables) -> None:
    words.tables()
    start = time.perf_counter()
    for _ in range(1_000):
        words.tables()
    assert time.perf_counter() - start < 0.5


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_adding_and_removing_in_any_order_leaves_what_was_asked_for(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    words = WordTables(tmp_path_factory.mktemp("words") / "words.db")
    known = data.draw(st.lists(st.sampled_from(shipped(Table.ALIASES)), min_size=1, unique=True))
    pairs = [*known, Pair("甲局", "甲管理局"), Pair("乙局", "乙管理局")]
    wanted = set(shipped(Table.ALIASES))
    for pair in data.draw(st.lists(st.sampled_from(pairs), max_size=12)):
        if pair in wanted:
            wanted -= set(words.remove(Table.ALIASES, pair.word, [pair.other]))
            assert pair not in wanted
        else:
            words.add(Table.ALIASES, [pair])
            wanted.add(pair)
    standing = words.tables().aliases
    assert {Pair(word, other) for word, others in standing.items() for other in others} == wanted
    words.close()
