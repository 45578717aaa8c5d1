"""Canonical JSON on a restricted profile of RFC 8785: one value, one sequence of bytes."""

import json
import struct
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import MAX_INTEGER, decode, encode, encode_checked, lp, parse_utc, unhex, utc
from domain.errors import Malformed

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NAME = st.text(st.characters(max_codepoint=127), max_size=8)
SCALAR = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAME, inner, max_size=5)
)


@given(VALUE)
def test_on_the_profile_it_is_rfc_8785(value: Any) -> None:
    assert encode(value) == rfc8785.dumps(value)


@given(VALUE)
def test_what_is_encoded_is_decoded_again(value: Any) -> None:
    assert decode(encode(value)) == value


@given(VALUE)
def test_every_way_to_write_a_value_is_read_as_that_value(value: Any) -> None:
    assert decode(json.dumps(value, indent=2).encode()) == value
    assert decode(json.dumps(value, ensure_ascii=False).encode()) == value


def test_it_agrees_with_the_published_vectors_where_the_profile_applies(shared: Path) -> None:
    folder = shared / "vectors/jcs/testdata"
    tried = 0
    for path in sorted((folder / "input").glob("*.json")):
        given, expected = path.read_bytes(), (folder / "output" / path.name).read_bytes()
        try:
            value = decode(given)
        except Malformed:
            # Outside the profile: floating point numbers, or member names beyond ASCII.
            text = json.loads(given)
            assert _has_float(text) or not _ascii_names(text), path.name
            continue
        assert encode(value) == expected.rstrip(b"\n")
        tried += 1
    assert tried >= 2


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return isinstance(value, float) or (isinstance(value, list) and any(map(_has_float, value)))


def _ascii_names(value: object) -> bool:
    if isinstance(value, dict):
        return all(name.isascii() for name in value) and all(map(_ascii_names, value.values()))
    return not isinstance(value, list) or all(map(_ascii_names, value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (-MAX_INTEGER, "-9007199254740991"),
        ("", '""'),
        ('"\\/\b\f\n\r\t', '"\\"\\\\/\\b\\f\\n\\r\\t"'),
        ("\x00\x1f\x7f", '"\\u0000\\u001f\x7f"'),
        ("公开\u2028😀", '"公开\u2028😀"'),
        ({"b": 1, "a": [], "B": {}}, '{"B":{},"a":[],"b":1}'),
        ((1, (2,)), "[1,[2]]"),
    ],
)
def test_it_is_written_in_one_way(value: object, expected: str) -> None:
    assert encode(value) == expected.encode()


def deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        b"bytes",
        {1: "a"},
        {None: "a"},
        {"名": "a"},
        {"a": {"é": 1}},
        "\ud800",
        ["\udfff"],
        {"a": "\ud83d"},
        {1, 2},
        object(),
        datetime(2026, 1, 1, tzinfo=UTC),
        deep(100_000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_outside_the_profile_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        encode(value)


def test_half_of_a_pair_is_refused_also_where_the_shape_was_checked_before() -> None:
    with pytest.raises(Malformed, match="代理字符"):
        encode_checked({"a": "\ud800"})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"{",
        b"[1,]",
        b"{'a':1}",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1.0",
        b"1e3",
        b"[0.5]",
        b"9007199254740992",
        b"-9007199254740992",
        b"1" * 5000,
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        '{"名":1}'.encode(),
        b'"\\ud800"',
        b'{"a":["\\udfff"]}',
        b'{"\\u540d":1}',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf1",
        b"1 2",
        b"null null",
        b'"a\nb"',
        b"[" * 200_000 + b"]" * 200_000,
        b"\x00",
    ],
    ids=lambda data: repr(data[:16]),
)
def test_what_is_no_json_of_the_profile_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode(data)


@given(st.binary(max_size=60))
def test_whatever_the_bytes_the_answer_is_a_value_or_a_refusal(data: bytes) -> None:
    try:
        value = decode(data)
    except Malformed:
        return
    assert decode(encode(value)) == value


# Lengths before parts


@given(st.lists(st.binary(max_size=9), max_size=5), st.lists(st.binary(max_size=9), max_size=5))
def test_no_two_lists_of_parts_are_written_alike(one: list[bytes], other: list[bytes]) -> None:
    assert (lp(*one) == lp(*other)) is (one == other)


def test_a_length_is_a_big_endian_uint64() -> None:
    assert lp(b"ab", b"") == struct.pack(">Q", 2) + b"ab" + struct.pack(">Q", 0)


# Times


def test_a_time_is_written_in_utc_with_microseconds() -> None:
    beijing = timezone(timedelta(hours=8))
    assert utc(datetime(2026, 3, 2, 9, 0, tzinfo=beijing)) == "2026-03-02T01:00:00.000000Z"
    assert utc(datetime(33, 1, 1, 0, 0, 0, 7, tzinfo=UTC)) == "0033-01-01T00:00:00.000007Z"


@given(
    st.datetimes(
        min_value=datetime(1, 1, 2),  # noqa: DTZ001
        max_value=datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_a_time_is_read_back_to_the_microsecond(moment: datetime) -> None:
    assert parse_utc(utc(moment)) == moment.astimezone(UTC)


def test_a_time_without_a_zone_is_no_time() -> None:
    with pytest.raises(Malformed, match="没有时区"):
        utc(datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-03-02T01:00:00Z",
        "2026-03-02T01:00:00.000Z",
        "2026-03-02T01:00:00.000000",
        "2026-03-02T01:00:00.000000+00:00",
        "2026-03-02T01:00:00.000000z",
        "2026-03-02 01:00:00.000000Z",
        "20260302T010000.0000000000Z",
        "2026-03-02T01:00:00,000000Z",
        "2026-03-02T24:00:00.000000Z",
        "2026-02-30T01:00:00.000000Z",
        "2026-W10-1T01:00:00.000000Z",
        "２026-03-02T01:00:00.000000Z",
        "2026-03-02T01:00:00.000000Z ",
    ],
)
def test_a_time_has_one_way_to_be_written(text: str) -> None:
    with pytest.raises(Malformed):
        parse_utc(text)


# Hex


@given(st.binary(max_size=40))
def test_hex_is_read_back(data: bytes) -> None:
    assert unhex(data.hex(), len(data)) == data


@pytest.mark.parametrize(
    "text", ["AB", "a", "abc", " ab", "ab ", "a b", "0x", "zz", "é", "", None, 1]
)
def test_hex_has_one_way_to_be_written(text: object) -> None:
    with pytest.raises(Malformed):
        unhex(text, 1)
