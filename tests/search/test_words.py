"""What a citizen types is read as words, and never refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.words import LONGEST_QUERY, MOST_WORDS, Word, read

Read = list[tuple[str, bool, bool, str | None]]


def _read(query: str) -> Read:
    return [(word.text, word.quoted, word.excluded, word.field) for word in read(query).words]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("  \u3000\n ,。!“”- ", []),
        ("保密审查", [("保密审查", False, False, None)]),
        ("低保\u3000申请\n条件", [(w, False, False, None) for w in ("低保", "申请", "条件")]),
        ("低保-申请", [("低保-申请", False, False, None)]),
        ("公开 -财政", [("公开", False, False, None), ("财政", False, True, None)]),
        ("－预算", [("预算", False, True, None)]),
        ('"同步 组织"x', [("同步 组织", True, False, None), ("x", False, False, None)]),
        ("「公示」", [("公示", True, False, None)]),
        ("“坚持“标准引领”原则”", [("坚持“标准引领”原则", True, False, None)]),
        ("落实“五公开”要求", [("落实“五公开”要求", False, False, None)]),
        ("“没有关上", [("“没有关上", False, False, None)]),
        ('""', []),
        ("-“密件”", [("密件", True, True, None)]),
        ("organ:教育局", [("教育局", False, False, "organ")]),
        ("机关：“区 教育局”", [("区 教育局", True, False, "organ")]),
        ("NO:12", [("12", False, False, "no")]),
        ("-year:2020", [("2020", False, True, "year")]),
        ("year:今年", [("year:今年", False, False, None)]),
        ("organ: 教育局", [("organ:", False, False, None), ("教育局", False, False, None)]),
        ("https://a.cn/x", [("https://a.cn/x", False, False, None)]),
    ],
)  # fmt: skip
def test_words_quotations_exclusions_and_operators(query: str, words: Read) -> None:
    assert _read(query) == words


@pytest.mark.parametrize(
    ("value", "years"),
    [("2021", (2021, 2021)), ("2019..2022", (2019, 2022)), ("２０２２-2019年", (2019, 2022))],
)
def test_years_of_the_operator(value: str, years: tuple[int, int]) -> None:
    assert read(f"year:{value}").words[0].years == years


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("公共租赁住房分配", False),
        ("公共租赁住房分配法", True),
        ("怎么申请", True),
        ("多少钱", True),
        ("公示期不少于7天", False),
        ("二〇二四年一月二日公告", False),
        ("临河区人民政府办公室发〔2024〕12号", False),
    ],
)
def test_a_question_or_a_long_word_is_a_sentence(text: str, sentence: bool) -> None:
    assert Word(text).sentence is sentence
    assert not Word(text, quoted=True).sentence


def test_question_words_are_not_looked_for_unless_nothing_else_is_asked() -> None:
    assert [run.text for run in Word("怎么申请公租房吗").telling] == ["申请公租房"]
    assert [run.text for run in Word("多少").telling] == ["多少"]


def test_a_long_query_is_cut_and_says_so() -> None:
    typed = read("公" * 300)
    assert typed.cut_characters
    assert len(typed.words[0].text) == LONGEST_QUERY
    assert not read("公" * LONGEST_QUERY + " \n" * 50).cut_characters
    typed = read(" ".join("公开" for _ in range(20)))
    assert typed.cut_words
    assert len(typed.words) == MOST_WORDS


@settings(deadline=None)
@given(st.text(max_size=300) | st.text(alphabet='“”"-:公a organ:no:year:2021..', max_size=300))
def test_nothing_that_can_be_typed_is_an_error(query: str) -> None:
    typed = read(query)
    assert len(typed.words) <= MOST_WORDS
    for word in typed.words:
        assert word.runs
        assert isinstance(word.sentence, bool)
        assert isinstance(word.dates, tuple)
        assert word.telling
