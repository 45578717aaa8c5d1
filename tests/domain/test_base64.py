"""Base64: every byte string has one text, and no other text is read."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.base64 import base64_text, unbase64


@given(st.binary())
def test_every_byte_string_comes_back(data: bytes) -> None:
    assert base64_text(data) == base64.b64encode(data).decode()
    assert unbase64(base64_text(data)) == data


@given(st.text() | st.text(alphabet="AB+/=-_ \n", max_size=12))
def test_a_text_is_the_one_its_bytes_are_written_as_or_not_read(text: str) -> None:
    data = unbase64(text)
    assert data is None or base64_text(data) == text


@pytest.mark.parametrize(
    "text",
    ["AAA", "AA==\n", " AA==", "AB==", "AAB=", "AA=", "AA===", "A-A=", "AA==AA==", "中", "\ud800"],
)
def test_another_way_to_write_it_is_refused(text: str) -> None:
    assert unbase64(text) is None
