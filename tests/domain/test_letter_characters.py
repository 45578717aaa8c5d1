"""Characters: what nobody may hand in is told; what has no type is printed as a geta."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Incomplete
from domain.letter_characters import hidden_in, hidden_message, printable, require_seen


def only_ascii(text: str) -> frozenset[str]:
    """A font of ASCII and the geta alone."""
    return frozenset(one for one in text if not one.isascii() and one != "〓")


def test_what_can_be_seen_is_taken_and_line_breaks_and_joiners_too() -> None:
    assert hidden_in("张惠兰\n第二行\t👨\u200d👩 𠮷\U000e0100") == ()
    require_seen("名单", "a")


@pytest.mark.parametrize("one", ["\0", "\x7f", "\u202a", "\u2069", "\uf8ff", "\u0378", "\ud800"])
def test_what_hides_is_told_by_its_number(one: str) -> None:
    assert f"U+{ord(one):04X}" in hidden_message(f"名{one}单{one}")
    with pytest.raises(Incomplete) as refused:
        require_seen(one, "applicants.0.name")
    assert refused.value.field == "applicants.0.name"


def test_a_character_without_type_is_a_geta_and_its_selector_is_left_out() -> None:
    facts = {"applicant": "A❤\ufe0fB\u200d\u2028C\nD"}
    assert printable(facts, only_ascii) == {"applicant": "A〓B C\nD"}


@settings(max_examples=50)
@given(st.text())
def test_every_text_can_be_printed(text: str) -> None:
    shown = printable({1: text}, only_ascii)[1]
    assert not only_ascii(shown)
