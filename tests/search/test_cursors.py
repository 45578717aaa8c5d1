"""Cursors: what is written is read again, by us and for the same query, and nothing else is."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cursors import KEY_BYTES, Cursor, Cursors, digest
from search.engine import EXACT_COUNT, Place
from search.query import Attempt

OURS = Cursors(lambda: b"k" * KEY_BYTES)
OWNER = digest("公租房", {}, "relevance", ())
PLACE = Place(3.25, 70, "record:1", 2, 20)
CURSOR = Cursor(OWNER, "index:a@1", Attempt.AS_TYPED, PLACE)
MEMBERS = ["index:a@1", "typed", 3.25, 70, "record:1", 2, 20]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(Attempt),
    st.floats(-1e15, 1e15) | st.integers(0, 2**52),
    st.integers(0, 2**53 - 1),
    st.integers(0, EXACT_COUNT),
)
def test_what_was_written_is_read_again(
    name: str, attempt: Attempt, value: float, position: int, seen: int
) -> None:
    cursor = Cursor(OWNER, name, attempt, Place(value, position, name, 1, seen))
    written = OURS.written(cursor)
    assert OURS.read(written, OWNER) == cursor
    assert OURS.written(cursor) == written


def test_it_belongs_to_one_query_and_to_one_key() -> None:
    written = OURS.written(CURSOR)
    assert OURS.read(written, digest("公租房", {}, "date", ())) is None
    assert Cursors().read(written, OWNER) is None
    mine = Cursors()
    assert mine.read(mine.written(CURSOR), OWNER) == CURSOR


def test_it_says_nothing_to_who_carries_it() -> None:
    sealed = base64.urlsafe_b64decode(OURS.written(CURSOR) + "==")
    for told in (b"record:1", b"index", b"typed", b"70"):
        assert told not in sealed


@given(st.data())
def test_one_changed_character_makes_it_none(data: st.DataObject) -> None:
    written = OURS.written(CURSOR)
    place = data.draw(st.integers(0, len(written) - 2))
    other = data.draw(st.characters().filter(lambda character: character != written[place]))
    assert OURS.read(written[:place] + other + written[place + 1 :], OWNER) is None


@given(st.text(max_size=1_100))
def test_whatever_else_is_given_is_none_and_never_an_error(written: str) -> None:
    assert OURS.read(written, OWNER) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *((0, value) for value in (1, None, "\ud800")),
        *((1, value) for value in ("none", None, True)),
        *((2, value) for value in (True, "1", None, 10**400, 2**53, float("nan"), float("inf"))),
        *((3, value) for value in (True, 1.5, -1, 10**400, 2**53, None)),
        *((4, value) for value in (5, True, "\ud800", "a\udfff")),
        *((5, value) for value in (True, 1.0, -1, 10**400, "1")),
        *((6, value) for value in (True, 1.0, -1, 10**400, "1")),
    ],
)
def test_no_engine_is_given_what_is_no_place_even_if_we_wrote_it(place: int, value: object) -> None:
    assert OURS.read(OURS.sealed(MEMBERS, OWNER), OWNER) == CURSOR
    wrong = [*MEMBERS[:place], value, *MEMBERS[place + 1 :]]
    assert OURS.read(OURS.sealed(wrong, OWNER), OWNER) is None


@pytest.mark.parametrize("members", [[], MEMBERS[:-1], [*MEMBERS, 1], "x", {}, None, [[]] * 7])
def test_what_has_not_the_members_is_none(members: list[object]) -> None:
    assert OURS.read(OURS.sealed(members, OWNER), OWNER) is None


def test_a_list_ends_where_hits_are_no_longer_counted() -> None:
    far = replace(CURSOR, place=replace(PLACE, seen=10**9))
    read = OURS.read(OURS.written(far), OWNER)
    assert read is not None
    assert read.place.seen == EXACT_COUNT
