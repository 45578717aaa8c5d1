"""The compiled query of each construct of the language, compared as a whole."""

from collections.abc import Sequence
from typing import Any

import pytest

from search.engine import (
    AnyOf,
    BestOf,
    Clause,
    CompiledQuery,
    Constant,
    Order,
    Phrase,
    Prefix,
    Range,
    Term,
)
from search.query import Attempt, Prepared, Scope, attempts, compile_query
from search.ranking import Tier, ceiling
from search.tables import tables
from search.words import read

CURRENT = Term("scope", "current")


def _compiled(query: str, attempt: Attempt = Attempt.AS_TYPED, **scope: Any) -> CompiledQuery:
    return _prepared(query, attempt, **scope).compiled


def _prepared(query: str, attempt: Attempt = Attempt.AS_TYPED, **scope: Any) -> Prepared:
    return compile_query(read(query), Scope(**scope), attempt)


def _b(*tokens: str) -> tuple[Clause, ...]:
    return tuple(Term("text_b", token) for token in tokens)


def _u(characters: str) -> tuple[Clause, ...]:
    return tuple(Term("text_u", character) for character in characters)


def test_all_bigrams_of_a_word_are_required_and_its_characters_score() -> None:
    assert _compiled("保密审查").required == (*_b("保密", "密审", "审查"), *_u("保密审查"))


def test_the_row_of_a_table_is_no_scanned_number() -> None:
    assert _compiled("庭\u30004\u30007").required == (*_u("庭"), *_b("4", "7"))
    assert _compiled("城 2 0 2 4 年").required == (*_u("城"), *_b("2024"), *_u("年"))


def test_several_words_are_all_required() -> None:
    assert _compiled("低保 申请").required == (*_b("低保"), *_u("低保"), *_b("申请"), *_u("申请"))


def test_a_single_character_is_asked_for_by_itself_in_a_bare_word() -> None:
    assert _compiled("公").required == _u("公")
    assert _compiled("7点").required == (*_b("7"), *_u("点"))


def test_a_quotation_is_a_phrase_whose_single_edge_characters_stand_apart() -> None:
    assert _compiled("“公示7天”").required == (Phrase("text_b", ("公示", "7")), *_u("天"))
    assert _compiled("“天”").required == _u("天")
    assert _compiled("“公示”").required == _b("公示")
    assert _compiled("“5小 时”").required == (Phrase("text_b", ("5", "小时")),)


def _began_before(text: str) -> Constant:
    return Constant(AnyOf((Term("text_b", text[:64]), Term("text_e", text[:16]))), 0.0)


def _goes_on(text: str) -> Constant:
    return Constant(Prefix("text_b", text[:64]), 0.0)


def _has_part(text: str) -> Constant:
    return Constant(AnyOf((Prefix("text_b", text[:64]), Prefix("text_e", text[:16]))), 0.0)


_PUBLISHED = Phrase("text_b", ("小时", "时内", "内发", "发布"))


@pytest.mark.parametrize(
    ("typed", "required"),
    [
        ("“15小时内发布24”", (_PUBLISHED, _began_before("15"), _goes_on("24"))),
        ("15小时内发布24", (_PUBLISHED, _began_before("15"), _goes_on("24"))),
        ("“月6日公7”", (Phrase("text_b", ("6", "日公")), *_u("月"), _goes_on("7"))),
        ("“0-720”", (_began_before("0"), _goes_on("720"))),
        ("72067", (_has_part("72067"),)),
        ("“covid”", (_has_part("covid"),)),
        ("“5层3”", (*_u("层"), _began_before("5"), _goes_on("3"))),
        # What was typed is one passage: within it a number is whole.
        ("5小时 7天 20", (*_b("小时", "7"), *_u("天"), _began_before("5"), _goes_on("20"))),
        ("公 租 房 ktv", (*_u("公租房"), _goes_on("ktv"))),
        # The blanks of a table are blanks.
        ("庭 4 7 1", (*_u("庭"), *_b("4", "7"), _goes_on("1"))),
        # A quotation is one by itself.
        ("公开 “7天” 公示", (*_b("公开"), *_u("天"), *_b("公示"), _began_before("7"))),
        ("公开 “70” 公示", (*_b("公开", "公示"), _has_part("70"))),
        ("“公7” “8”", (*_u("公"), _goes_on("7"), _goes_on("8"))),
        ("“8”", (_has_part("8"),)),
        # Nothing is read into it: no month, no 文号, no question, no synonym.
        ("2024-1", (_began_before("2024"), _goes_on("1"))),
        ("2024〕1", (_began_before("2024"), _goes_on("1"))),
        ("怎么办理5", (Phrase("text_b", ("怎么", "么办", "办理")), _goes_on("5"))),
        ("低保5", (*_b("低保"), _goes_on("5"))),
        ("y" * 70, (_has_part("y" * 70),)),
    ],
)  # fmt: skip
def test_the_second_try_takes_the_number_at_either_end_for_part_of_a_longer_one(
    typed: str, required: tuple[Clause, ...]
) -> None:
    words = read(typed)
    assert attempts(words)[:2] == (Attempt.AS_TYPED, Attempt.WITHIN_LONGER)
    query = compile_query(words, Scope(), Attempt.WITHIN_LONGER, tables().others).compiled
    assert query.required == required
    assert query.optional == ()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "公开",
            "“公示7天”",
            "公开 2024 公示",
            "-2024 公开",
            "no:2024",
            "公开 year:2024",
            "organ:5",
        ),
        # A day is a day.
        *("2024-01-02", "20240102", "2024-01-02 公示5"),
        # Five ends that may go on are more than one query may ask for.
        *("“11” “22” “33” “44” “55”", "“a1” " * 16),
        # One digit among other words is in a good part of all numbers.
        "公开 “1” “2” 公示",
    ],
)
def test_nothing_is_taken_for_part_of_a_longer_number_where_no_passage_ends(typed: str) -> None:
    assert Attempt.WITHIN_LONGER not in attempts(read(typed))


def test_the_next_try_leaves_out_the_number_at_a_quotations_edge() -> None:
    typed = read("“15小时内发布24”")
    assert attempts(typed) == (
        Attempt.AS_TYPED,
        Attempt.WITHIN_LONGER,
        Attempt.EDGES_LEFT_OUT,
        Attempt.SOME_WORDS,
    )
    assert _compiled("“15小时内发布24”", Attempt.EDGES_LEFT_OUT).required == (_PUBLISHED,)
    assert attempts(read("“公示”")) == (Attempt.AS_TYPED,)


def test_a_sentence_asks_for_any_of_its_grams_but_those_of_question_words() -> None:
    query = _compiled("关于做好农村危房改造补助资金管理工作的通知怎么办")
    (some,) = query.required
    assert isinstance(some, AnyOf)
    assert some.minimum == 1
    assert Term("text_b", "怎么") not in some.clauses
    assert Term("text_u", "农") in query.optional


def test_where_only_some_words_are_found_the_title_counts_again() -> None:
    of_title = Term("title_b", "补贴"), Term("title_u", "补")
    loose = _prepared("种地补贴", Attempt.SOME_WORDS)
    assert set(of_title) <= set(loose.compiled.optional)
    # It is part of the text score, which must not reach the next tier.
    scored = (*loose.compiled.required, *loose.compiled.optional)
    assert sum(map(ceiling, scored)) < loose.steps.status
    for other in (_compiled("种地补贴"), _compiled("种地补贴怎么办")):
        assert not set(of_title) & set(other.optional)


def test_a_sentence_beside_a_quotation_still_requires_the_quotation() -> None:
    query = _compiled("怎么申请“公租房”")  # the mark inside a word is punctuation
    assert all(not isinstance(clause, Phrase) for clause in query.required)
    query = _compiled("怎么申请 “公租房”")
    assert query.required[0] == Phrase("text_b", ("公租", "租房"))


def test_exclusion_is_of_the_exact_text() -> None:
    query = _compiled("公开 -财政预算")
    assert query.excluded == (Phrase("text_b", ("财政", "政预", "预算")),)
    assert _compiled("-year:2020").excluded == (Range("year", 2020, 2020),)


def test_operators_select_and_do_not_score() -> None:
    query = _compiled("organ:教育局 year:2019..2021")
    assert query.required == ()
    assert query.order is Order.STANDING
    assert query.filters == (
        CURRENT,
        AnyOf((Term("organ", "教育局"), Phrase("organ_b", ("教育", "育局")))),
        Range("year", 2019, 2021),
    )
    (number,) = _compiled("no:国办发[2024]第012号").filters[1:]
    assert isinstance(number, AnyOf)
    assert number.clauses[0] == Term("number", "国办发〔2024〕12号")


@pytest.mark.parametrize(
    "written",
    ["国办发〔2024〕12号", "国办发[2024]第012号", "國辦發（２０２４）１２號", "国办发202412号"],
)
def test_a_document_number_is_found_by_what_it_is_or_what_cites_it(written: str) -> None:
    query = _compiled(written)
    (number,) = query.required
    assert isinstance(number, AnyOf)
    named = (Term("number", "国办发〔2024〕12号"), Term("cites", "国办发〔2024〕12号"))
    assert Constant(AnyOf(named), 0.0) in number.clauses


def test_a_date_is_its_token_or_the_day_of_publication() -> None:
    *rest, dated = _compiled("2024年1月2日公告").required
    assert tuple(rest) == (*_b("公告"), *_u("公告"))
    assert isinstance(dated, AnyOf)
    assert dated.clauses == (
        Term("text_u", "d20240102"),
        Constant(Term("published_on", 20240102), 0.0),
    )
    (month,) = _compiled("2024年1月").required
    assert isinstance(month, AnyOf)
    assert month.clauses[1] == Constant(Range("published_on", 20240100, 20240199), 0.0)


def test_synonyms_are_the_best_of_phrases_beside_the_word() -> None:
    def synonyms(word: str) -> Sequence[str]:
        return ("最低生活保障", "低保户") if word == "低保" else ()

    query = compile_query(read("低保 申请"), Scope(), Attempt.AS_TYPED, synonyms).compiled
    assert query.required[0] == BestOf(
        (
            *_b("低保"),
            Phrase("text_b", ("最低", "低生", "生活", "活保", "保障")),
            Phrase("text_b", ("低保", "保户")),
        )
    )


def test_tiers_are_constants_of_which_the_best_counts_and_status_follows() -> None:
    prepared = _prepared("保密审查")
    steps = prepared.steps
    best, standing = prepared.compiled.preferences
    phrase = ("保密", "密审", "审查")
    assert best == BestOf(
        (
            Constant(AnyOf((Term("title_x", "保密审查"),)), steps.of(Tier.EXACT)),
            Constant(Phrase("title_b", phrase), steps.of(Tier.TITLE_PHRASE)),
            Constant(Phrase("text_b", phrase), steps.of(Tier.BODY_PHRASE)),
        )
    )
    assert standing == Constant(Term("scope", "standing"), steps.status)
    assert steps.of(Tier.ALL_WORDS) == 0.0


def test_what_every_match_has_is_not_asked_for_again() -> None:
    assert _prepared("公示").steps.base is Tier.BODY_PHRASE
    assert _prepared("“保密审查”").steps.base is Tier.BODY_PHRASE
    assert _prepared("保密审查").steps.base is Tier.ALL_WORDS
    assert _prepared("保密审查", Attempt.SOME_WORDS).steps.base is Tier.SOME_WORDS


def test_versions_are_those_of_now_or_of_a_position() -> None:
    assert _compiled("公开").filters == (CURRENT,)
    shown = Term("scope", "shown")
    assert _compiled("公开", include_superseded=True).filters == (shown,)
    since = Range("from_position", None, 7)
    assert _compiled("公开", as_of=7).filters == (shown, since, Range("to_position", 8, None))
    assert _compiled("公开", as_of=7, include_superseded=True).filters == (shown, since)


def test_only_known_facets_are_selected_each_value_once() -> None:
    chosen = {"kind": ["plan", "plan", "notice"], "colour": ["red"], "organ": []}
    assert _compiled("公开", selections=chosen).selections == (("kind", ("plan", "notice")),)


def test_order_is_by_relevance_by_date_or_without_a_word_by_status() -> None:
    assert _compiled("公开").order is Order.RELEVANCE
    assert _compiled("公开", by_date=True).order is Order.DATE
    assert _compiled("").order is Order.STANDING
