"""Saved searches find in a batch of new versions what the search page finds of them."""

from collections.abc import Iterator

import pytest

from domain.errors import Incomplete
from search.alerts import FILTERS, SavedSearch, compiled, saved_search
from search.embedded import BatchMatcher, EmbeddedEngine
from search.engine import Document, Engine, Key, Page
from search.query import Attempt, Scope, compile_query
from search.tables import tables
from search.words import read
from tests.contracts.search.corpus import county, hostile
from tests.contracts.search.queries import QUERIES
from tests.search.papers import paper

WORDS = tables()
CHOSEN = {"field": ["保障性住房", "社会救助"], "phase": ["EXECUTION", "RESULT", "MANAGEMENT"]}


def versions() -> list[Document]:
    """New versions as a batch has them: shown, and valid."""
    documents = [*county(), *hostile(10_000)]
    return [one for one in documents if not one.hidden and one.to_position is None]


@pytest.fixture(scope="module")
def batch() -> list[Document]:
    return versions()


@pytest.fixture(scope="module")
def engine(
    batch: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("index"))
    engine.apply(batch, max(one.position for one in batch))
    yield engine
    engine.close()


def listed(engine: Engine, saved: SavedSearch) -> set[Key]:
    """All that a search as typed lists."""
    scope = Scope(selections=dict(saved.filters))
    typed = read(saved.words, WORDS.questions)
    query = compile_query(typed, scope, Attempt.AS_TYPED, WORDS.others).compiled
    return {hit[:2] for hit in engine.search(query, Page(size=10_000)).hits}


def savable() -> list[SavedSearch]:
    """Every query of the contract that can be saved, bare and with chosen facets."""
    found = []
    for query in QUERIES:
        for filters in ({}, CHOSEN):
            try:
                found.append(saved_search(query, filters))
            except Incomplete:
                assert not filters
    return found


def test_a_saved_search_matches_what_the_page_lists(
    batch: list[Document], engine: EmbeddedEngine
) -> None:
    searches = savable()
    assert len(searches) > 150
    found = BatchMatcher().match(batch, [compiled(one, WORDS) for one in searches])
    hits = 0
    for saved, places in zip(searches, found, strict=True):
        matched = {batch[place].key for place in places}
        expected = listed(engine, saved)
        hits += len(expected)
        if read(saved.words, WORDS.questions).sentence:
            assert matched <= expected, saved.words
        else:
            assert matched == expected, saved.words
    assert hits > 500


def test_a_sentence_matches_what_has_most_of_it() -> None:
    batch = [
        paper("near", text="申请公共租赁住房的家庭应当提交申请表。"),
        paper("far", title="关于申请的通知", text="请按时申请，共用住宿。"),
    ]
    (places,) = BatchMatcher().match(
        batch, [compiled(saved_search("怎么申请公共租赁住房", {}), WORDS)]
    )
    assert places == (0,)


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        (
            "怎么申请公租房",
            "申请公共租赁住房的家庭应当提交申请表。",
            "房屋租赁备案应当提交合同。",
        ),
        ("低保户怎么申请医疗救助", "最低生活保障户申请医疗救助的程序。", "最低工资标准。"),
        ("住建局什么时候公布摇号结果", "住房和城乡建设局公布摇号结果。", "财政局公布预算结果。"),
    ],
)
def test_a_sentence_matches_what_says_the_same_in_other_words(
    question: str, said: str, unsaid: str
) -> None:
    batch = [paper("said", title="通知", text=said), paper("unsaid", title="通知", text=unsaid)]
    saved = saved_search(question, {})
    assert read(saved.words, WORDS.questions).sentence
    assert BatchMatcher().match(batch, [compiled(saved, WORDS)]) == [(0,)]


def test_a_synonym_stands_for_its_word_only() -> None:
    batch = [paper("r", title="通知", text="公共租赁住房的物业费由产权单位收取。")]
    saved = saved_search("怎么申请公租房退出及租金结算", {})
    assert BatchMatcher().match(batch, [compiled(saved, WORDS)]) == [()]


def test_a_batch_is_searched_anew_each_time() -> None:
    matcher = BatchMatcher()
    query = compiled(saved_search("公租房", {}), WORDS)
    other = compiled(saved_search("森林防火", {}), WORDS)
    one, two = paper("a", text="公租房"), paper("b", title="别的", text="森林防火")
    assert matcher.match([one, two], [query, other]) == [(0,), (1,)]
    assert matcher.match([two], [query, other]) == [(), (0,)]
    assert matcher.match([], [query]) == [()]
    assert matcher.match([two, one, one], [query, query]) == [(1, 2), (1, 2)]


def test_nothing_that_scores_is_left_in_it() -> None:
    for saved in savable():
        query = compiled(saved, WORDS)
        assert not query.required
        assert not query.optional
        assert not query.preferences


def test_what_is_kept_of_a_search_comes_back_the_same() -> None:
    saved = saved_search(
        "  公租房 \n“分配结果” ", {"organ": ["organ:1", "organ:1"], "year": ["2026"]}
    )
    assert saved.words == "公租房 “分配结果”"
    assert saved.filters == (("organ", ("organ:1",)), ("year", ("2026",)))
    assert SavedSearch.from_json(saved.to_json()) == saved


def test_no_search_is_too_large_to_keep() -> None:
    saved = saved_search(
        "公" * 5000, {name: [f"{n:02}" * 40 for n in range(99)] for name in FILTERS}
    )
    assert len(saved.words) <= 200
    assert all(len(values) == 20 for _, values in saved.filters)
    assert (
        saved_search("公租房\ud800", {"status": ["REPEALED"], "organ": ["x" * 500]}).filters == ()
    )
