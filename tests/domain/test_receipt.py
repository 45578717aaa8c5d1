"""A receipt proves one event to somebody who holds nothing but it and the log's verifier key."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.checkpoint import Checkpoint, sign_checkpoint
from domain.errors import Malformed, Refusal
from domain.merkle import root
from domain.merkle_proofs import inclusion_path
from domain.notes import VerifierKey
from domain.receipt import Receipt, ReceiptRefused, make_receipt, verify_receipt


def receipt_of(town: Any, position: int, *, with_office: bool = True) -> tuple[Receipt, Any]:
    rows = town.journal.read(0, town.position)
    leaves = [row.event.leaf for row in rows]
    key = VerifierKey(town.origin, town.log_key.public_key)
    checkpoint = sign_checkpoint(
        Checkpoint(town.origin, len(leaves), root(leaves)),
        town.origin,
        town.log_key.sign,
        town.log_key.public_key,
    )
    event, act = rows[position - 1]
    receipt = make_receipt(
        event,
        act,
        town.journal.events_of(act),
        log_path=inclusion_path(position - 1, leaves),
        checkpoint=checkpoint,
        with_office=with_office,
    )
    return receipt, key


def test_every_event_of_an_archive_has_a_receipt_that_holds_offline(town: Any) -> None:
    for position in range(1, town.position + 1):
        receipt, key = receipt_of(town, position)
        proven = verify_receipt(Receipt.from_json(receipt.encode()), key)
        row = town.journal.read(position - 1, 1)[0]
        assert proven.position == position
        assert proven.statement.stream == row.event.stream
        assert proven.office is not None
        assert proven.office["post"] == row.act.post


def test_a_receipt_without_office_tells_no_post(town: Any) -> None:
    receipt, key = receipt_of(town, town.position, with_office=False)
    assert verify_receipt(receipt, key).office is None


def test_an_event_of_another_act_does_not_pass_under_this_signature(town: Any) -> None:
    last, key = receipt_of(town, town.position)
    other, _ = receipt_of(town, 1)
    with pytest.raises(Refusal):
        verify_receipt(replace(last, envelope=other.envelope), key)
    with pytest.raises(Refusal):
        verify_receipt(replace(last, statement=other.statement, data=other.data), key)


def test_other_data_under_the_same_statement_is_refused(town: Any) -> None:
    receipt, key = receipt_of(town, town.position)
    with pytest.raises(ReceiptRefused, match="承诺"):
        verify_receipt(replace(receipt, data=receipt.data.replace(b'"', b"'", 1)), key)


def test_another_log_s_key_proves_nothing(town: Any) -> None:
    receipt, key = receipt_of(town, town.position)
    with pytest.raises(Refusal):
        verify_receipt(receipt, VerifierKey("other.example/log", key.public_key))


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"data":1}', b"\xff", b'{"a":1.5}'], ids=repr
)
def test_what_is_no_receipt_is_refused_with_words(text: bytes) -> None:
    with pytest.raises(Malformed):
        Receipt.from_json(text)


@given(st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_of_a_receipt_is_refused(town: Any, data: st.DataObject) -> None:
    receipt, key = receipt_of(town, town.position)
    encoded = bytearray(receipt.encode())
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refusal):
        verify_receipt(Receipt.from_json(bytes(encoded)), key)
