"""No text score ever reaches the next step, so the order by tier and status is exact."""

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine import AllOf, AnyOf, BestOf, Clause, Constant, Phrase, Term
from search.ranking import HIGHEST_TERM_SCORE, Tier, ceiling, steps

TERM = Term("text_b", "公开")


def test_the_ceiling_of_a_clause_bounds_what_its_parts_can_add_up_to() -> None:
    assert ceiling(TERM) == HIGHEST_TERM_SCORE
    assert ceiling(Phrase("text_b", ("公开", "开办", "办法"))) == 3 * HIGHEST_TERM_SCORE
    assert ceiling(AllOf((TERM, TERM))) == ceiling(AnyOf((TERM, TERM))) == 2 * HIGHEST_TERM_SCORE
    assert ceiling(BestOf((TERM, Constant(TERM, 5.0)))) == HIGHEST_TERM_SCORE
    assert ceiling(Constant(AllOf((TERM, TERM)), 0.0)) == 0.0


@settings(deadline=None)
@given(
    st.integers(0, 400),
    st.sampled_from([Tier.SOME_WORDS, Tier.ALL_WORDS, Tier.BODY_PHRASE]),
    st.sampled_from(list(Tier)),
    st.booleans(),
    st.floats(0, 1),
)
def test_the_tier_is_read_back_from_any_score(
    terms: int, base: Tier, tier: Tier, standing: bool, share: float
) -> None:
    if tier < base:
        return
    scored: tuple[Clause, ...] = (TERM,) * terms
    ladder = steps(scored, base)
    text = share * sum(map(ceiling, scored))
    score = array("f", [ladder.of(tier) + standing * ladder.status + text])[0]
    assert ladder.tier_in(score) is tier
    assert (score - ladder.of(tier) >= ladder.status) is standing


def test_steps_are_no_larger_than_needed() -> None:
    assert steps((TERM,) * 7, Tier.ALL_WORDS).status < 2 * 7 * HIGHEST_TERM_SCORE + 2
