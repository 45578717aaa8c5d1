"""The pattern of an event type lets nothing through that the codec would refuse."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.audit_shapes import CASE_FILES, SOME_TIME, kinds, require_data
from domain.canonical import decode, encode
from domain.casefile import REGISTRY, CaseEvent, CreatedEvent
from domain.errors import Malformed
from tests.members import values_of

EVENTS = {
    event.TOPIC: (case_file, event)
    for case_file in CASE_FILES
    for event in vars(case_file).values()
    if isinstance(event, type) and issubclass(event, CaseEvent) and hasattr(event, "TOPIC")
}


def is_stored_form(topic: str, data: bytes) -> bool:
    """What `matches` must imply: it decodes under its topic, and is canonical."""
    case_file, event = EVENTS[topic]
    stream = f"{case_file.PREFIX}:01900000-0000-7000-8000-000000000001"
    version = 1 if issubclass(event, CreatedEvent) else 2
    try:
        REGISTRY.decode(topic, data, stream=stream, version=version, time=SOME_TIME)
        return encode(decode(data)) == data
    except Malformed:
        return False


def matches(topic: str, data: bytes) -> bool:
    """Whether the pattern lets the bytes through."""
    kind = kinds()[topic]
    assert kind is not None
    try:
        return kind.matches(data.decode()) is not None
    except UnicodeDecodeError:
        return False


def test_every_stored_name_has_a_pattern() -> None:
    assert set(REGISTRY.topics) == set(EVENTS)
    assert all(kinds()[topic] is not None for topic in REGISTRY.topics)


def test_an_unknown_name_has_none() -> None:
    assert kinds()["gongkai.record.burnt.v1"] is None


@pytest.mark.parametrize("topic", EVENTS)
@given(data=st.data())
def test_every_canonical_event_is_accepted(topic: str, data: st.DataObject) -> None:
    stored = encode(data.draw(values_of(EVENTS[topic][1])))
    assert is_stored_form(topic, stored)
    if not matches(topic, stored):
        # A rare form that the pattern leaves to the codec, which takes it.
        case_file, event = EVENTS[topic]
        stream = f"{case_file.PREFIX}:01900000-0000-7000-8000-000000000001"
        version = 1 if issubclass(event, CreatedEvent) else 2
        assert require_data(topic, stored, stream, version) == decode(stored)


@pytest.mark.parametrize("topic", EVENTS)
@given(data=st.data())
def test_whatever_a_pattern_lets_through_the_codec_takes_too(
    topic: str, data: st.DataObject
) -> None:
    stored = bytearray(encode(data.draw(values_of(EVENTS[topic][1]))))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(stored) - 1))
        piece = data.draw(st.sampled_from(PIECES))
        stored[at : at + data.draw(st.integers(0, 2))] = piece
        if not stored:
            return
    if matches(topic, bytes(stored)):
        assert is_stored_form(topic, bytes(stored))


PIECES = [
    *(
        b"",
        b" ",
        b"0",
        b"-",
        b"-0",
        b"9",
        b"1e9",
        b".5",
        b'"',
        b"\\",
        b"\\/",
        b"\\u0041",
        b"\\u001f",
    ),
    *(
        b"\\n",
        b"\n",
        b"\x00",
        b"\x7f",
        b"\xff",
        b"\xed\xa0\x80",
        b"null",
        b"true",
        b"{}",
        b"[]",
        b",",
    ),
    *("年".encode(), b'"officer":"x",', b"}", b"]", b"2026-02-29", b"0000-01-01"),
]


@given(st.text(max_size=20))
@example('\u2028\u0000\u001f\u007f\U0001f600\\"/')
def test_any_text_is_written_in_one_way(text: str) -> None:
    topic = "gongkai.officer.enrolled.v1"
    try:
        stored = encode({"name": text, "sign_in": ""})
    except Malformed:
        return
    assert matches(topic, stored)


@pytest.mark.parametrize(
    ("number", "fast"), [(0, True), (-1, True), (10**15 - 1, True), (2**53 - 1, False)]
)
def test_numbers_beyond_fifteen_digits_are_left_to_the_codec(number: int, fast: bool) -> None:
    data: dict[str, Any] = {"officer": "", "review": "", "version": number}
    assert matches("gongkai.record.submitted.v1", encode(data)) is fast
    assert is_stored_form("gongkai.record.submitted.v1", encode(data))


def test_a_hostile_text_takes_no_time() -> None:
    data = b'{"name":"' + b"\\u000" * 200_000
    assert not matches("gongkai.officer.enrolled.v1", data)
