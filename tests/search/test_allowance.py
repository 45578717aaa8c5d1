"""No query is too large for an engine, and what is typed is asked for whatever it costs."""

from collections.abc import Sequence
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.allowance import MOST_LEAVES, MOST_WORDINGS, Allowance, affordable, allowances, size
from search.clauses import grams, leaves
from search.engine import AnyOf, BestOf, Constant, Phrase, Range, Term
from search.query import Scope, attempts, compile_query
from search.tables import tables
from search.words import LONGEST_QUERY, read

TABLES = tables()
WORDS = sorted({*TABLES.synonyms, *TABLES.aliases})
SHORT = [word for word in WORDS if len(word) <= 4]
RICH = sorted(SHORT, key=lambda word: -len(TABLES.others(word)))[:60]

queries = st.builds(
    lambda words, between, before: between.join(before + word for word in words)[:LONGEST_QUERY],
    st.lists(st.sampled_from(RICH) | st.sampled_from(SHORT) | st.sampled_from(WORDS), max_size=99),
    st.sampled_from(["、", " ", "", "，", "\u3000", "a", "的", "怎么办"]),
    st.sampled_from(["", "“", "-", "organ:", "no:", "“a"]),
)


def asked(text: str) -> Sequence[int]:
    """The leaves of each attempt at a query."""
    typed = read(text, TABLES.questions)
    found = []
    for attempt in attempts(typed):
        query = compile_query(typed, Scope(), attempt, TABLES.others).compiled
        groups = (query.required, query.optional, query.preferences, query.filters, query.excluded)
        found.append(sum(size(clause) for group in groups for clause in group))
    return found


@settings(max_examples=300, deadline=None)
@given(queries | st.text(max_size=LONGEST_QUERY))
def test_no_query_is_larger_than_the_bound(text: str) -> None:
    assert max(asked(text)) <= MOST_LEAVES


@pytest.mark.parametrize(
    "text",
    [
        *("“公租房" * times for times in (30, 35, 50)),
        *(between.join(RICH)[:LONGEST_QUERY] for between in ("、", " ", "")),
        "、".join(islice(sorted(WORDS, key=lambda word: -len(TABLES.others(word))), 60))[:200],
        " ".join("organ:" + word for word in RICH)[:LONGEST_QUERY],
    ],
)
def test_many_known_words_at_once_are_no_larger(text: str) -> None:
    assert max(asked(text)) <= MOST_LEAVES


@settings(max_examples=100, deadline=None)
@given(queries)
def test_every_gram_that_was_typed_is_still_asked_for(text: str) -> None:
    typed = read(text, TABLES.questions)
    query = compile_query(typed, Scope(), attempts(typed)[0], TABLES.others).compiled
    found = {leaf for clause in (*query.required, *query.optional) for leaf in leaves(clause)}
    for word in typed.wanted:
        if not word.quoted:
            assert {*grams(word.telling_beside)} <= found


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2))
def test_an_everyday_query_has_every_wording(words: list[str]) -> None:
    typed = read(" ".join(words), TABLES.questions)
    assert next(allowances(typed.wanted, TABLES.others)) == Allowance(MOST_WORDINGS)


def test_fewer_synonyms_are_the_first_and_what_is_not_taken_apart_stays_so() -> None:
    known = {"公租房": ("甲", "公租房", "乙", "丙")}

    def synonyms(stretch: str) -> Sequence[str]:
        return known.get(stretch, ())

    assert Allowance(0, 2).of(synonyms)("公租房") == ("公租房", "甲", "乙")
    assert Allowance(0, 2).of(synonyms)("低保") == ()
    assert Allowance(0, 0).of(synonyms)("公租房") == ()
    assert Allowance(12).of(synonyms) is synonyms


def test_a_phrase_is_as_large_as_its_terms() -> None:
    clauses = (Term("text_b", "公租"), Phrase("text_b", ("公租", "租房")))
    assert size(AnyOf(clauses)) == size(Constant(BestOf(clauses), 1.0)) == 3
    assert size(Range("year", 2023, None)) == 1
    typed = read("公租房")
    assert affordable(compile_query(typed, Scope(), attempts(typed)[0]).compiled)
