"""The word tables as they are shipped, and as an operator's edits change them."""

import pytest

from domain.errors import Incomplete
from search.analysis import runs, squeeze
from search.tables import (
    LONGEST_ENTRY,
    MOST_OTHERS,
    Edit,
    Pair,
    Table,
    entry,
    key,
    only_questions,
    shipped,
    tables,
    with_names,
)


def test_there_are_more_than_152_groups_of_synonyms_and_many_organs() -> None:
    """A group is counted by its first word: each word that leads somewhere."""
    words = {pair.word for pair in shipped(Table.SYNONYMS) if pair.word != pair.other}
    groups = {frozenset((pair.word, pair.other)) for pair in shipped(Table.SYNONYMS)}
    assert len(words) > 300
    assert len(groups) > 400
    assert len({pair.word for pair in shipped(Table.ALIASES)}) > 90
    assert len(shipped(Table.QUESTIONS)) > 70


@pytest.mark.parametrize("table", list(Table))
def test_every_shipped_word_is_one_that_an_operator_could_add(table: Table) -> None:
    for pair in shipped(table):
        if table is Table.QUESTIONS and len(pair.word) == 1:
            continue  # 吗 and 咋 are known to be questions; others are not to be guessed at
        assert (key(pair.word), entry(pair.other)) == (pair.word, pair.other)
        assert len(list(runs(pair.word))) == 1
    assert len(set(shipped(table))) == len(shipped(table))


@pytest.mark.parametrize("table", [Table.SYNONYMS, Table.ALIASES])
def test_no_shipped_word_leads_to_more_than_an_operator_could_add(table: Table) -> None:
    standing = tables()
    grouped = standing.synonyms if table is Table.SYNONYMS else standing.aliases
    assert max(map(len, grouped.values())) <= MOST_OTHERS


def test_a_one_way_pair_never_leads_to_what_the_word_finds_anyway() -> None:
    pairs = set(shipped(Table.SYNONYMS))
    for pair in pairs:
        if Pair(pair.other, pair.word) not in pairs:
            assert pair.word not in pair.other, pair


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("公租房", "公共租赁住房"),
        ("公共租赁住房", "公租房"),
        ("低保", "最低生活保障"),
        ("最低生活保障", "低保"),
        ("拆迁", "房屋征收"),
        ("新农合", "城乡居民基本医疗保险"),
        ("住建局", "住房和城乡建设局"),
        ("市监局", "市场监督管理局"),
        ("卫健委", "卫生健康委员会"),
    ],
)
def test_everyday_words_lead_to_official_ones(typed: str, found: str) -> None:
    assert found in tables().others(typed)


@pytest.mark.parametrize(
    ("typed", "not_found"),
    [("房屋征收", "拆迁"), ("住房和城乡建设局", "住建局"), ("最低生活保障", "五保")],
)
def test_a_one_way_pair_does_not_lead_back(typed: str, not_found: str) -> None:
    assert not_found not in tables().others(typed)


def test_edits_add_and_remove() -> None:
    edits = {
        Table.SYNONYMS: [
            Edit(Pair("低保", "城乡低保"), True),
            Edit(Pair("公租房", "公共租赁住房"), False),
        ],
        Table.QUESTIONS: [Edit(Pair("怎么弄", "怎么弄"), True)],
    }
    standing = tables(edits)
    assert standing.others("低保")[0] == "城乡低保"
    assert "公共租赁住房" not in standing.others("公租房")
    assert standing.questions.search("户口怎么弄")
    assert not standing.questions.search("户口迁移")
    assert tables().others("低保") != standing.others("低保")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "没有文字"), ("，。", "没有文字"), ("房", "太短"), ("房" * 31, "太长")],
)
def test_what_cannot_be_an_entry_says_why(text: str, said: str) -> None:
    with pytest.raises(Incomplete, match=said):
        entry(text)


def test_an_entry_is_folded_and_a_key_is_of_one_kind() -> None:
    assert entry("ＫＴＶ 歌廳") == squeeze("ktv歌厅")
    assert key("公 租 房") == "公租房"
    assert len(entry("房" * LONGEST_ENTRY)) == LONGEST_ENTRY
    with pytest.raises(Incomplete, match="混写"):
        key("12345热线")
    with pytest.raises(Incomplete, match="混写"):
        key("12345热线")


def test_registered_names_are_aliases_unless_the_full_name_holds_them() -> None:
    known = with_names(
        only_questions(),
        [
            ("清河县住房保障服务中心", ("县公租房中心", "住房保障服务中心", "甲", "A局", "")),
            ("清河县公租房管理中心", ("县公租房中心",)),
        ],
    )
    assert known.aliases == {"县公租房中心": ("清河县住房保障服务中心", "清河县公租房管理中心")}
    assert known.question_words == only_questions().question_words
