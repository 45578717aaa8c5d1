"""Statements, commitments, envelopes: what they bind, and what is refused when they are read."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import encode
from domain.errors import Malformed
from domain.merkle import leaf_hash, root
from domain.sealing import (
    PAYLOAD_TYPE,
    Payload,
    Seen,
    UnsealedEvent,
    commitment,
    log_entry,
    open_envelope,
    parse_payload,
    parse_statement,
    payload,
    seal,
    seal_envelope,
    sha256,
    signed_bytes,
    statement,
)
from tests.town import ORIGIN, Ids, Salts, signer

TIME = "2026-03-02T01:00:00.000000Z"
FIRST, SECOND = signer("first"), signer("second")
SEEN = Seen("f" * 64, 7)


def an_act(
    count: int = 1, signers: int = 1, seen: Seen | None = None, data: bytes = b"{}"
) -> tuple[Any, Any]:
    """A sealed act over one stream."""
    return seal(
        log=ORIGIN,
        act="act",
        time=TIME,
        events=[
            UnsealedEvent("organ:1", version, "gongkai.organ.enrolled.v1", data)
            for version in range(1, count + 1)
        ],
        before=lambda stream, version: None if version == 0 else "b" * 64,
        office=b'{"office":1}',
        person=b'{"person":1}',
        seen=seen,
        signers=[FIRST, SECOND][:signers],
        new_id=Ids(),
        salts=Salts(),
    )


# What is sealed


@pytest.mark.parametrize("count", [1, 2, 3, 7, 500])
def test_one_signature_covers_every_event_of_the_act(count: int) -> None:
    row, rows = an_act(count)
    content = open_envelope(row.envelope)
    assert content.count == len(rows) == count
    assert content.root == root([leaf_hash(one.statement) for one in rows]).hex()
    assert content.keys == (FIRST.public_key.hex(),)
    without = root([leaf_hash(one.statement) for one in rows[:-1]]).hex() if count > 1 else None
    assert content.root != without


def test_statements_of_a_stream_are_chained_also_within_the_act() -> None:
    _, rows = an_act(3)
    parsed = [parse_statement(row.statement) for row in rows]
    assert parsed[0].prev is None
    assert parsed[1].prev == sha256(rows[0].statement).hex()
    assert parsed[2].prev == sha256(rows[1].statement).hex()
    assert [one.seq for one in parsed] == [1, 2, 3]


def test_a_stream_that_goes_on_is_chained_to_its_last_statement() -> None:
    _, rows = seal(
        log=ORIGIN,
        act="act",
        time=TIME,
        events=[UnsealedEvent("organ:1", 2, "t", b"{}")],
        before=lambda stream, version: {("organ:1", 1): "a" * 64}[stream, version],
        office=b"{}",
        person=b"{}",
        seen=SEEN,
        signers=[FIRST],
        new_id=Ids(),
        salts=Salts(),
    )
    assert parse_statement(rows[0].statement).prev == "a" * 64


def test_every_event_has_a_salt_of_its_own() -> None:
    row, rows = an_act(9)
    salts = {one.salt for one in rows} | {row.office_salt, row.person_salt}
    assert len(salts) == 11
    assert {len(salt) for salt in salts} == {32}


def test_two_registrars_sign_the_same_bytes_in_order() -> None:
    row, _ = an_act(2, signers=2, seen=SEEN)
    content = open_envelope(row.envelope)
    assert content.keys == (FIRST.public_key.hex(), SECOND.public_key.hex())
    assert content.seen == SEEN


def test_envelope_payload_and_statement_are_canonical_json() -> None:
    row, rows = an_act(2, signers=2, seen=SEEN)
    outer = json.loads(row.envelope)
    body = base64.b64decode(outer["payload"])
    assert encode(outer) == row.envelope
    assert encode(json.loads(body)) == body
    for one in rows:
        assert encode(json.loads(one.statement)) == one.statement


@given(st.binary(max_size=50), st.binary(max_size=50), st.sampled_from(["data", "office"]))
def test_a_commitment_binds_kind_log_id_and_bytes(one: bytes, other: bytes, kind: str) -> None:
    salt = b"s" * 32
    made = commitment(salt, kind, ORIGIN, "id", one)
    assert (made == commitment(salt, kind, ORIGIN, "id", other)) is (one == other)
    assert made != commitment(b"t" * 32, kind, ORIGIN, "id", one)
    assert made != commitment(salt, "person", ORIGIN, "id", one)
    assert made != commitment(salt, kind, f"{ORIGIN}2", "id", one)
    assert made != commitment(salt, kind, ORIGIN, "id2", one)


def test_the_parts_of_a_commitment_do_not_run_into_each_other() -> None:
    salt = b"s" * 32
    assert commitment(salt, "data", "ab", "c", b"d") != commitment(salt, "data", "a", "bc", b"d")
    assert commitment(salt, "data", "a", "b", b"cd") != commitment(salt, "data", "a", "bc", b"d")


def test_a_log_entry_binds_statement_and_envelope() -> None:
    assert log_entry(b"s", b"e") != log_entry(b"e", b"s")
    assert log_entry(b"s", b"e") != log_entry(b"s", b"f")
    assert len(log_entry(b"s", b"e")) == 32


# What is refused when it is read


def signed(body: bytes, signers: tuple[Any, ...] = (FIRST,)) -> bytes:
    """An envelope over any payload."""
    return seal_envelope(body, signers)


CONTENT = Payload(
    act="act",
    count=1,
    keys=(FIRST.public_key.hex(),),
    log=ORIGIN,
    office="a" * 64,
    person="b" * 64,
    root="c" * 64,
    seen=None,
    time=TIME,
)


def test_a_payload_is_read_back() -> None:
    for content in (CONTENT, replace(CONTENT, seen=SEEN, keys=())):
        assert parse_payload(payload(content)) == content
    assert open_envelope(signed(payload(CONTENT))) == CONTENT


def members(**changes: object) -> bytes:
    """A payload with some members replaced, in canonical form."""
    return encode(json.loads(payload(CONTENT)) | changes)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        members(more=1),
        encode({k: v for k, v in json.loads(payload(CONTENT)).items() if k != "seen"}),
        members(act=1),
        members(act=None),
        members(count="1"),
        members(count=True),
        members(count=None),
        members(keys="x"),
        members(keys=[1]),
        members(keys=None),
        members(office="A" * 64),
        members(office="a" * 63),
        members(person=None),
        members(root=["c" * 64]),
        members(seen=1),
        members(seen=[]),
        members(seen={"root": "f" * 64}),
        members(seen={"root": "f" * 64, "size": 0}),
        members(seen={"root": "f" * 64, "size": True}),
        members(seen={"root": "f" * 64, "size": "1"}),
        members(seen={"root": "F" * 64, "size": 1}),
        members(seen={"root": "f" * 64, "size": 1, "more": 1}),
        members(time="2026-03-02T01:00:00Z"),
        members(time="yesterday"),
        members(time=1),
        payload(CONTENT) + b" ",
        b" " + payload(CONTENT),
        payload(CONTENT).replace(b'"act":"act"', b'"act": "act"'),
        payload(CONTENT).replace(b'"act":"act"', b'"act":"\\u0061ct"'),
        payload(CONTENT).replace(b'"count":1', b'"count":1.0'),
        payload(CONTENT).replace(b'"count":1', b'"count":1,"count":1'),
        payload(CONTENT).replace(b'"act":"act"', b'"act":"\xff"'),
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_payload_in_any_other_form_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_payload(body)
    if body:
        with pytest.raises(Malformed):
            open_envelope(signed(body))


ENVELOPE = json.loads(signed(payload(CONTENT)))
SIGNATURE = ENVELOPE["signatures"][0]


def unsigned(**changes: object) -> bytes:
    return encode(ENVELOPE | changes)


@pytest.mark.parametrize(
    "envelope",
    [
        b"",
        b"{}",
        b"[]",
        unsigned(more=1),
        unsigned(payloadType="application/json"),
        unsigned(payloadType=None),
        unsigned(payload="!"),
        unsigned(payload=ENVELOPE["payload"].rstrip("=") + "A==="),
        unsigned(payload=ENVELOPE["payload"] + "\n"),
        unsigned(payload=None),
        unsigned(payload=""),
        unsigned(signatures=[]),
        unsigned(signatures={}),
        unsigned(signatures=None),
        unsigned(signatures=[None]),
        unsigned(signatures=[{}]),
        unsigned(signatures=[SIGNATURE, SIGNATURE]),
        unsigned(signatures=[SIGNATURE | {"more": 1}]),
        unsigned(signatures=[SIGNATURE | {"keyid": SECOND.public_key.hex()}]),
        unsigned(signatures=[SIGNATURE | {"keyid": SIGNATURE["keyid"].upper()}]),
        unsigned(signatures=[SIGNATURE | {"keyid": "00"}]),
        unsigned(signatures=[SIGNATURE | {"keyid": 1}]),
        unsigned(signatures=[SIGNATURE | {"sig": base64.b64encode(b"\0" * 64).decode()}]),
        unsigned(signatures=[SIGNATURE | {"sig": base64.b64encode(b"\0" * 63).decode()}]),
        unsigned(signatures=[SIGNATURE | {"sig": ""}]),
        unsigned(signatures=[SIGNATURE | {"sig": None}]),
        signed(payload(CONTENT), (SECOND,)),
        signed(payload(CONTENT), (FIRST, SECOND)),
        signed(payload(CONTENT)) + b"\n",
        b" " + signed(payload(CONTENT)),
        json.dumps(ENVELOPE).encode(),
        signed(payload(CONTENT)).replace(b'"payload"', b'"payload":"","payload"', 1),
    ],
    ids=lambda envelope: repr(envelope[:24]),
)
def test_an_envelope_in_any_other_form_is_refused(envelope: bytes) -> None:
    with pytest.raises(Malformed):
        open_envelope(envelope)


@given(st.data())
def test_no_byte_of_an_envelope_can_be_changed(data: st.DataObject) -> None:
    row, _ = an_act(2, signers=2, seen=SEEN)
    place = data.draw(st.integers(0, len(row.envelope) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != row.envelope[place]))
    changed = row.envelope[:place] + bytes([byte]) + row.envelope[place + 1 :]
    with pytest.raises(Malformed):
        open_envelope(changed)


STATEMENT = statement(
    log=ORIGIN, stream="organ:1", seq=2, id="id", topic="t", prev="a" * 64, commit="c" * 64
)


def stated(**changes: object) -> bytes:
    return encode(json.loads(STATEMENT) | changes)


def test_a_statement_is_read_back() -> None:
    parsed = parse_statement(STATEMENT)
    assert (parsed.stream, parsed.seq, parsed.prev) == ("organ:1", 2, "a" * 64)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        stated(more=1),
        encode({k: v for k, v in json.loads(STATEMENT).items() if k != "prev"}),
        stated(seq="2"),
        stated(seq=True),
        stated(seq=None),
        stated(prev=1),
        stated(prev=["a"]),
        stated(stream=1),
        stated(stream=None),
        stated(topic=["t"]),
        stated(commit=7),
        STATEMENT + b" ",
        STATEMENT.replace(b'"seq":2', b'"seq":2.0'),
        STATEMENT.replace(b'"seq":2', b'"seq": 2'),
        STATEMENT.replace(b'"id":"id"', b'"id":"\\u0069d"'),
        STATEMENT.replace(b'"id":"id"', b'"id":"i\\"d"'),
        STATEMENT.replace(b'"id":"id"', b'"id":"id","id":"id"'),
    ],
    ids=lambda body: repr(body[:32]),
)
def test_a_statement_in_any_other_form_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        parse_statement(body)


def test_what_is_signed_names_its_type_and_both_lengths() -> None:
    body = "办理".encode()
    assert signed_bytes(body) == b"DSSEv1 %d %s 6 %s" % (
        len(PAYLOAD_TYPE),
        PAYLOAD_TYPE.encode(),
        body,
    )
