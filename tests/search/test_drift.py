"""Two walks in the order of keys: whatever differs is named once, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from search.drift import Difference, Kind, differences
from search.engine import Indexed, Key

KEYS = st.tuples(st.sampled_from(["record:a", "record:b", "record:c"]), st.integers(1, 3))
INDEXED = st.builds(Indexed, st.integers(1, 6), st.booleans())
ENTRIES = st.dictionaries(KEYS, INDEXED)
FAR = 10


def found(
    expected: dict[Key, Indexed], there: dict[Key, Indexed], reached: int = FAR, known: int = FAR
) -> list[Difference]:
    left, right = sorted(expected.items()), sorted(there.items(), key=lambda one: one[0])
    return list(differences(left, right, reached=reached, known=known))


@given(
    st.dictionaries(KEYS, st.integers(1, 6).map(lambda at: Indexed(at, False))),
    st.dictionaries(KEYS, st.integers(1, 6).map(lambda at: Indexed(at, False))),
)
def test_what_differs_is_named_once(
    expected: dict[Key, Indexed], there: dict[Key, Indexed]
) -> None:
    told = found(expected, there)
    keys = [one.key for one in told]
    assert keys == sorted(set(keys))
    assert set(keys) == {
        key for key in expected.keys() | there.keys() if expected.get(key) != there.get(key)
    }
    for one in told:
        assert (one.expected, one.found) == (expected.get(one.key), there.get(one.key))


@given(ENTRIES, ENTRIES, st.integers(0, 6), st.integers(0, 6))
def test_what_happened_after_either_side_was_looked_at_is_no_difference(
    expected: dict[Key, Indexed], there: dict[Key, Indexed], reached: int, known: int
) -> None:
    for one in found(expected, there, reached, known):
        assert one.expected is None or one.expected.position <= reached
        assert one.found is None or one.found.position <= known


@given(ENTRIES)
def test_an_index_that_is_as_it_should_be_has_no_drift(entries: dict[Key, Indexed]) -> None:
    assert found(entries, dict(entries)) == []


@given(ENTRIES, ENTRIES)
def test_repairing_what_was_found_leaves_nothing_but_what_is_ahead(
    expected: dict[Key, Indexed], there: dict[Key, Indexed]
) -> None:
    mended = dict(there)
    for one in found(expected, there):
        if one.kind is Kind.LEFT_OVER:
            mended[one.key] = Indexed(FAR, True)
        elif one.kind is not Kind.NEWER:
            mended[one.key] = expected[one.key]
    assert {one.kind for one in found(expected, mended)} <= {Kind.NEWER}
