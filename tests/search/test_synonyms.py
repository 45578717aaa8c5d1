"""Everyday words find official documents, numbers and dates are found however they are typed, and
no edit of a table ever hides a hit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.embedded import EmbeddedEngine
from search.engine import AnyOf, CompiledQuery, Engine, Page, WritingEngine
from search.finding import Finder, Request, Results
from search.passages import Text
from search.query import Attempt, Scope, attempts, compile_query
from search.ranking import Tier, ceiling
from search.tables import Edit, Pair, Table, Tables, only_questions, tables
from search.words import read
from tests.search.papers import finder, paper

RENT = paper("rent", title="公共租赁住房租金标准", text="每平方米二元，按月缴纳。")
OTHER = paper("other", title="住房困难家庭须知", text="公租房的分配与租金，分别公布。")
LOW = paper("low", title="最低生活保障办事指南", text="向街道提出申请。", organ_name="清河县民政局")
HOUSE = paper("house", title="房屋征收决定", text="本项目房屋征收范围如下。")
BUILD = paper(
    "build",
    title="工作报告",
    text="全年竣工三千套。",
    organ="organ:2",
    organ_name="清河县住房和城乡建设局",
)
DOCUMENTS = [
    replace(one, from_position=place, position=place, document_number=None, index_number=None)
    for place, one in enumerate((RENT, OTHER, LOW, HOUSE, BUILD), start=1)
]


@pytest.fixture(scope="module")
def engine_of_five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WritingEngine]:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("five"))
    engine.apply(DOCUMENTS, len(DOCUMENTS))
    yield engine
    engine.close()


def opened(engine: Engine, words: Tables | None = None) -> Finder:
    """A finder over the five documents with these tables, the shipped ones if none."""
    kept = {one.key: one for one in DOCUMENTS}
    return Finder(
        engine,
        lambda record, version: [Text("", kept[record, version].text)],
        lambda keys, _: keys,
        lambda keys: {key: kept[key].title for key in keys},
        lambda: words or tables(),
    )


def ask(engine: Engine, query: str, words: Tables | None = None) -> Results:
    return opened(engine, words).find(Request(query))


def found(results: Results) -> list[str]:
    return [hit.record for hit in results.hits]


def codes(results: Results) -> list[str]:
    return [note.code for note in results.notes]


# -- synonyms ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "records"),
    [
        ("公租房", ["rent", "other"]),
        ("公租房租金", ["rent", "other"]),
        ("公租房的租金", ["rent", "other"]),
        ("公租房 租金", ["rent", "other"]),
        ("公共租赁住房租金", ["rent", "other"]),
        ("公租房分配", ["other"]),
        ("低保", ["low"]),
        ("办低保", ["low"]),
        ("拆迁", ["house"]),
        ("县住建局", ["build"]),
        ("清河县住建局", ["build"]),
        ("清河住建局", ["build"]),
        ("住建局 竣工", ["build"]),
        ("organ:住建局", ["build"]),
        ("organ:清河县住建局", ["build"]),
        ("organ:县住建局 -竣工", []),
        ("-organ:住建局 清河", ["low"]),
        ("縣住建局", ["build"]),
        ("公 租 房", ["rent", "other"]),
        ("“低保”", []),
    ],
)
def test_everyday_words_find_official_documents(
    engine_of_five: Engine, query: str, records: list[str]
) -> None:
    results = ask(engine_of_five, query)
    if records:
        assert found(results)[: len(records)] == records
        assert len(found(results)) == len(records)
    else:
        assert found(results) == []


def test_a_question_lists_first_what_its_words_mean(engine_of_five: Engine) -> None:
    results = ask(engine_of_five, "低保怎么申请？")
    assert found(results)[0] == "low"
    assert results.hits[0].tier is Tier.BODY_PHRASE
    assert codes(results) == ["synonyms", "sentence"]


def test_the_reader_is_told_what_else_was_searched_and_how_not_to(engine_of_five: Engine) -> None:
    (note,) = ask(engine_of_five, "公租房租金").notes
    assert note.code == "synonyms"
    assert "公租房——公共租赁住房" in note.text
    assert "引号" in note.text
    assert ask(engine_of_five, "“公租房”").notes == ()
    assert codes(ask(engine_of_five, "-公租房 住房")) == []


def test_what_stands_for_the_word_is_marked(engine_of_five: Engine) -> None:
    hit = ask(engine_of_five, "公租房").hits[0]
    assert ("公共租赁住房", True) in hit.title


def test_without_a_table_a_word_is_only_itself(engine_of_five: Engine) -> None:
    assert found(ask(engine_of_five, "公租房", only_questions())) == ["other"]


def test_an_edit_counts_with_the_next_search(engine_of_five: Engine) -> None:
    assert found(ask(engine_of_five, "房改")) == []
    edited = tables({Table.SYNONYMS: [Edit(Pair("房改", "住房困难"), True)]})
    assert found(ask(engine_of_five, "房改", edited)) == ["other"]


# -- dates ---------------------------------------------------------------------------------------

DAYS = [
    "2024年1月2日",
    "2024-1-2",
    "2024-01-02",
    "2024.01.02",
    "2024/1/2",
    "二〇二四年一月二日",
    "２０２４年１月２日",
    "2024 年 1 月 2 日",
    "24年1月2日",
    "20240102",
]


@pytest.mark.parametrize("extra", ["", " 公示", "公示"])
def test_spellings_of_a_day_find_the_same_in_the_same_order(
    engine: WritingEngine, extra: str
) -> None:
    texts = [
        "公示自2024年1月2日起。",
        "公示自二〇二四年一月二日起。",
        "公示自2024-01-02起。",
        "公示自2024.1.2起。",
        "公示第2024号，共1项2条。",
        "公示自2024年1月3日起。",
    ]
    documents = [
        paper(f"r{n}", from_position=n, title="文", text=text, published_on=date(2023, 5, 5))
        for n, text in enumerate(texts, start=1)
    ]
    documents.append(
        paper("day", from_position=9, title="公示", text="", published_on=date(2024, 1, 2))
    )
    documents = [replace(d, document_number=None, index_number=None) for d in documents]
    engine.apply(documents, 9)
    ours = finder(engine, documents)
    answers = {day: found(ours.find(Request(day + extra))) for day in DAYS}
    assert set(answers[DAYS[0]]) == {"r1", "r2", "r3", "r4", "day"}
    assert len(set(map(tuple, answers.values()))) == 1, answers


def test_a_day_nobody_names_shows_its_month_and_says_so(engine: WritingEngine) -> None:
    documents = [paper("r1", text="自2024年1月20日起。", document_number=None)]
    engine.apply(documents, 1)
    for day in ("2024年1月9日", "2024-1-9", "20240109"):
        results = finder(engine, documents).find(Request(day))
        assert (found(results), codes(results)) == (["r1"], ["date", "month"])


@pytest.mark.parametrize("day", ["2024-01-32", "2024年1月32日", "2024-02-30", "20240230"])
def test_a_day_that_is_none_is_told_and_not_taken_for_its_month(
    engine: WritingEngine, day: str
) -> None:
    documents = [paper("r1", text="自2024年2月20日起，1月32件。", document_number=None)]
    engine.apply(documents, 1)
    results = finder(engine, documents).find(Request(day))
    assert codes(results)[0] == "no_such_date"
    assert results.notes[0].text.endswith("这一天，请核对日期。")
    assert "date" not in codes(results)
    assert not any("没有写到这一天" in note.text for note in results.notes)


# -- 文号 ----------------------------------------------------------------------------------------

NUMBERS = [
    "临政办〔2024〕12号",
    "临政办[2024]第012号",
    "臨政辦（２０２４）１２號",
    "临政办【2024】12号",
    "临政办2024年12号",
    "临政办202412号",
    "临政办〔2024〕12",
    "临政办 〔2024〕 12 号",
    "临 政 办 〔 2 0 2 4 〕 1 2 号",
    "2024年12号",
    "〔2024〕12号",
    "关于临政办〔2024〕12号的解读",
]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_in_any_form_finds_its_document_first(engine: WritingEngine, typed: str) -> None:
    documents = [
        paper("own", from_position=1),
        paper(
            "cites",
            from_position=2,
            document_number="临政办〔2025〕3号",
            text="废止临政办〔2024〕12号。",
        ),
        paper("like", from_position=3, document_number="临政办〔2023〕12号", text="2024年共12件。"),
    ]
    engine.apply(documents, 3)
    results = finder(engine, documents).find(Request(typed))
    assert found(results)[0] == "own"
    assert results.hits[0].tier is Tier.EXACT
    assert "cites" in found(results)
    assert "number" in codes(results)
    assert "number_missing" not in codes(results)


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_a_number_nobody_bears_is_said_first(engine: WritingEngine, sort: str) -> None:
    documents = [
        paper("own", from_position=1),
        paper("cites", from_position=2, document_number=None, text="见临政办〔2024〕99号。"),
    ]
    engine.apply(documents, 2)
    ours = finder(engine, documents)
    cited = ours.find(Request("临政办〔2024〕99号", sort=sort))
    assert (found(cited), codes(cited)) == (["cites"], ["number_missing"])
    assert "不是该文件" in cited.notes[0].text
    like = ours.find(Request("临政办〔2024〕98号", sort=sort))
    assert codes(like) == ["number_missing", "some_words"]
    nothing = ours.find(Request("卫药〔1999〕7号", sort=sort))
    assert (found(nothing), codes(nothing)) == ([], ["number_missing", "nothing_found"])
    assert "以下" not in nothing.notes[0].text
    named = ours.find(Request("no:卫药〔1999〕7号", sort=sort))
    assert (found(named), codes(named)) == ([], ["number_missing"])
    assert codes(ours.find(Request("-卫药〔1999〕7号", sort=sort))) == []
    # A facet hides the document, it does not make the number unknown.
    hidden = ours.find(Request("临政办〔2024〕12号", {"kind": ["plan"]}, sort=sort))
    assert "number_missing" not in codes(hidden)


def test_a_second_page_does_not_forget_it(engine: WritingEngine) -> None:
    documents = [paper(f"r{n}", from_position=n) for n in range(1, 5)]
    engine.apply(documents, 4)
    ours = finder(engine, documents)
    first = ours.find(Request("临政办〔2024〕98号", size=2))
    second = ours.find(Request("临政办〔2024〕98号", size=2, cursor=first.cursor))
    assert codes(first) == codes(second) == ["number_missing", "some_words"]


# -- what holds for every table ------------------------------------------------------------------

LETTERS = "甲乙丙丁"
WORDS = st.text(alphabet=LETTERS, min_size=2, max_size=3)
PAIRS = st.lists(st.builds(Pair, WORDS, WORDS), max_size=6)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WritingEngine]:
    """All texts of a few letters, so that every reading has its document."""
    texts = [
        first + between + second
        for first in ("甲乙", "乙丙", "丙丁", "甲乙丙", "丁甲", "甲")
        for between in ("", "，", "的")
        for second in ("甲乙", "乙丙", "丙丁甲", "丁", "丙乙")
    ]
    documents = [
        paper(f"r{n}", from_position=n, title=texts[n - 1], text=texts[-n])
        for n in range(1, len(texts) + 1)
    ]
    engine = EmbeddedEngine(tmp_path_factory.mktemp("small"))
    engine.apply(documents, len(documents))
    yield engine
    engine.close()


def _made(pairs: Sequence[Pair]) -> Tables:
    grouped: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        if pair.other != pair.word:
            grouped[pair.word] = (*grouped.get(pair.word, ()), pair.other)
    return Tables(grouped, {}, ("怎么",))


def _hits(engine: Engine, query: CompiledQuery) -> dict[tuple[str, int], float]:
    answer = engine.search(query, Page(size=200))
    return {(hit.record, hit.version): hit.value for hit in answer.hits}


QUERIES = st.lists(
    st.text(alphabet=LETTERS + "的", min_size=1, max_size=8)
    | st.text(alphabet=LETTERS, min_size=9, max_size=12)
    | st.just("怎么"),
    min_size=1,
    max_size=3,
).map("".join) | st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=5), max_size=3).map(
    " ".join
)


@settings(deadline=None, max_examples=150)
@given(QUERIES, PAIRS, PAIRS)
def test_adding_a_synonym_never_loses_a_hit(
    small: Engine, query: str, pairs: list[Pair], more: list[Pair]
) -> None:
    few, many = _made(pairs), _made([*pairs, *more])
    typed = read(query, few.questions)
    for attempt in attempts(typed):
        before = compile_query(typed, Scope(), attempt, few.others).compiled
        after = compile_query(typed, Scope(), attempt, many.others).compiled
        assert _hits(small, before).keys() <= _hits(small, after).keys()


@settings(deadline=None, max_examples=150)
@given(QUERIES, PAIRS)
def test_no_text_score_reaches_the_steps_with_synonyms(
    small: Engine, query: str, pairs: list[Pair]
) -> None:
    words = _made(pairs)
    typed = read(query, words.questions)
    for attempt in attempts(typed):
        prepared = compile_query(typed, Scope(), attempt, words.others)
        bare = replace(prepared.compiled, preferences=())
        if not (bare.required or bare.optional):
            continue
        bound = sum(map(ceiling, (*bare.required, *bare.optional)))
        assert bound < prepared.steps.status
        assert max(_hits(small, bare).values(), default=0.0) <= bound


SIGNS = '公租房低保〔2024〕第12号年月日 　-"“”.怎么organ:no:令发办甲'


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=SIGNS, max_size=220) | st.text(max_size=220))
def test_whatever_is_typed_is_answered_with_synonyms(engine_of_five: Engine, query: str) -> None:
    results = ask(engine_of_five, query)
    assert results.count >= len(results.hits)


def test_hostile_repetition_of_known_words_is_answered(engine_of_five: Engine) -> None:
    known = "".join(pair.word for pair in list({p.word: p for p in tables_of_all()}.values())[:80])
    for query in (known, " ".join(re.findall("..", known)), "低保" * 100, "organ:" + known):
        ask(engine_of_five, query)


def tables_of_all() -> list[Pair]:
    return [Pair(word, word) for word in tables().synonyms]


def test_a_synonym_scores_once_however_many_ways_lead_to_it() -> None:
    typed = read("公租房租金")
    query = compile_query(typed, Scope(), Attempt.AS_TYPED, tables().others).compiled
    assert not any(isinstance(clause, AnyOf) for clause in query.required)


@pytest.mark.parametrize(
    ("query", "record", "missing"),
    [
        ("公租房租金", "rent", set()),
        ("公租房租金", "house", {"公租", "租房", "租金"}),
        ("低保怎么申请", "low", set()),
    ],
)
def test_what_a_record_lacks_is_told_of_the_word_not_of_its_synonyms(
    engine_of_five: Engine, query: str, record: str, missing: set[str]
) -> None:
    told = opened(engine_of_five).explain(query, record)
    assert told.found is not bool(missing)
    pairs = {gram for gram in told.missing if len(gram) > 1}
    assert pairs - {"房租"} == missing


FORMER = {
    "住房和城乡建设局": ("房管局", "房产局", "房地产局", "建委", "拆迁办"),
    "自然资源局": ("国土局", "国土资源局", "土地局"),
    "市场监督管理局": ("工商局", "质监局", "食药监局", "药监局", "技监局"),
    "卫生健康局": ("计生委", "计生局", "卫计委", "卫计局", "卫生局", "爱卫办"),
    "城市管理局": ("城管委", "城管执法局", "市容局", "园林局"),
    "教育和体育局": ("教育局", "教委", "教体局"),
    "人力资源和社会保障局": ("人事局", "劳动局", "劳动保障局"),
    "应急管理局": ("安监局", "地震局"),
    "农业农村局": ("农委", "农业局", "畜牧局", "农办"),
    "发展和改革局": ("计委", "物价局", "粮食局"),
    "文化广电和旅游局": ("文广局", "广电局", "广播电视局"),
    "司法局": ("法制办",),
    "工业和信息化局": ("经信局", "经委", "经贸局"),
    "商务局": ("外经贸局", "招商局"),
    "医疗保障局": ("医保办", "医保中心"),
    "乡村振兴局": ("扶贫办", "扶贫局"),
    "综合行政执法局": ("综合执法局", "执法局"),
    "政务服务中心": ("行政服务中心", "政务大厅", "办事大厅"),
}
"""Everyday and former names by the organ that has the duties now."""


@pytest.fixture(scope="module")
def successors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WritingEngine]:
    engine = EmbeddedEngine(tmp_path_factory.mktemp("successors"))
    named = [
        paper(
            name,
            title="工作要点",
            text="全年工作安排如下。",
            organ=f"organ:{place}",
            organ_name=f"清河县{name}",
            document_number=None,
            from_position=place,
        )
        for place, name in enumerate(FORMER, start=1)
    ]
    engine.apply(named, len(named))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("typed", "organ"), [(old, organ) for organ, names in FORMER.items() for old in names]
)
def test_a_former_or_everyday_name_finds_what_its_successor_made(
    successors: WritingEngine, typed: str, organ: str
) -> None:
    for query in (typed, f"清河县{typed}", f"organ:{typed}", f"{typed} 工作要点"):
        compiled = compile_query(read(query), Scope(), Attempt.AS_TYPED, tables().others).compiled
        found = successors.search(compiled, Page())
        assert organ in [hit.record for hit in found.hits], query
