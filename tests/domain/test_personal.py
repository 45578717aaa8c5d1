"""A sealed field: its commitment opens with its own place, value and salt, and with no other."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.codec import members_of
from domain.errors import Malformed
from domain.personal import Sealed, field_commitment, place_of, require_opens
from domain.sealing import commitment
from tests.town import ORIGIN

SALT = b"s" * 32
PLACE = place_of("01900000-0000-7000-8000-000000000001", "applicants.0.name")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
places = st.text(st.sampled_from("abc/.01"), min_size=1, max_size=12)
salts = st.binary(min_size=32, max_size=32)


def sealed(place: str = PLACE, salt: bytes = SALT, value: str = "黄某") -> Sealed:
    return Sealed(field_commitment(ORIGIN, place, salt, value), "datakey:1", "")


def test_a_place_is_the_event_and_the_path_of_the_member() -> None:
    assert PLACE == "01900000-0000-7000-8000-000000000001/applicants.0.name"


def test_the_commitment_is_of_kind_field_over_the_bytes_of_the_value() -> None:
    assert sealed().commitment == commitment(SALT, "field", ORIGIN, PLACE, "黄某".encode())


@settings(max_examples=60)
@given(places, places, salts, salts, texts, texts)
def test_a_commitment_opens_only_with_its_own_place_value_and_salt(
    place: str, other_place: str, salt: bytes, other_salt: bytes, value: str, other: str
) -> None:
    one = sealed(place, salt, value)
    require_opens(one, place, salt, value, ORIGIN)
    for asked in (
        (other_place, salt, value),
        (place, other_salt, value),
        (place, salt, other),
    ):
        if asked != (place, salt, value):
            with pytest.raises(Malformed, match="承诺不符"):
                require_opens(one, *asked, ORIGIN)
    with pytest.raises(Malformed, match="承诺不符"):
        require_opens(one, place, salt, value, f"{ORIGIN}2")


@pytest.mark.parametrize("salt", [b"", SALT[:31], SALT + b"\0"])
def test_a_salt_of_another_length_opens_nothing(salt: bytes) -> None:
    # HMAC pads a short key with zeros: without this check two salts would open one commitment.
    with pytest.raises(Malformed):
        require_opens(sealed(salt=salt), PLACE, salt, "黄某", ORIGIN)


@pytest.mark.parametrize("written", ["", "é", "\ud800", "0" * 64, sealed().commitment.upper()])
def test_a_commitment_in_another_writing_is_refused(written: str) -> None:
    with pytest.raises(Malformed):
        require_opens(replace(sealed(), commitment=written), PLACE, SALT, "黄某", ORIGIN)


def test_half_of_a_surrogate_pair_is_not_committed_to() -> None:
    with pytest.raises(Malformed, match="代理字符"):
        sealed(value="\ud800")


def test_an_event_stores_it_with_exactly_three_members() -> None:
    codec = members_of(Sealed)
    one = sealed()
    assert codec.encode(one) == {"commitment": one.commitment, "key": "datakey:1", "text": ""}
    assert codec.decode_object(codec.encode(one)) == one
