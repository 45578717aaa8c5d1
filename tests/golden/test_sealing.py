"""The stored values of every sealing step: our code, and a second plain one, agree with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain import disclosure
from domain.canonical import encode, parse_utc
from domain.casefile import REGISTRY
from domain.content import ClearPart, clear_bytes, content_commitment
from domain.ed25519 import verify
from domain.merkle import leaf_hash, root
from domain.notes import VerifierKey, vkey
from domain.receipt import Receipt, verify_receipt
from domain.sealing import (
    Seen,
    UnsealedEvent,
    commitment,
    log_entry,
    open_envelope,
    parse_payload,
    parse_statement,
    possession_bytes,
    seal,
    sha256,
    signed_bytes,
)
from ops.keystore import SeedSigner
from tests.golden.vectors import vectors

STORED: dict[str, Any] = json.loads((Path(__file__).parent / "sealing.json").read_text("utf-8"))
ACTS = STORED["acts"]
assert disclosure  # with the application the registry of events is complete


def test_the_stored_values_are_those_of_the_plain_computation() -> None:
    assert vectors() == STORED


@pytest.mark.parametrize("number", range(len(ACTS)))
def test_sealing_gives_exactly_the_stored_rows(number: int) -> None:
    act = ACTS[number]
    events = act["events"]
    heads = {
        (one["stream"], one["seq"]): one["statement_hash"]
        for earlier in ACTS[:number]
        for one in earlier["events"]
    }
    given = [*(one["salt"] for one in events), act["office_salt"], act["person_salt"]]
    ids = iter([one["id"] for one in events])
    row, rows = seal(
        log=STORED["log"],
        act=act["act"],
        time=act["time"],
        events=[
            UnsealedEvent(one["stream"], one["seq"], one["topic"], one["data"].encode())
            for one in events
        ],
        before=lambda stream, version: heads.get((stream, version)),
        office=act["office"].encode(),
        person=act["person"].encode(),
        seen=act["seen"] and Seen(act["seen"]["root"], act["seen"]["size"]),
        signers=[SeedSigner(bytes.fromhex(seed)) for seed in act["seeds"]],
        new_id=lambda: next(ids),
        salts=lambda count: bytes.fromhex("".join(given))[:count],
    )
    assert row.envelope.decode() == act["envelope"]
    assert (row.id, row.recorded_at, row.count) == (act["act"], act["time"], len(events))
    assert (row.office.decode(), row.office_salt.hex()) == (act["office"], act["office_salt"])
    assert (row.person.decode(), row.person_salt.hex()) == (act["person"], act["person_salt"])
    for found, one in zip(rows, events, strict=True):
        assert found.statement.decode() == one["statement"]
        assert (found.salt.hex(), found.leaf.hex()) == (one["salt"], one["leaf"])
        assert (found.stream, found.version, found.id) == (one["stream"], one["seq"], one["id"])


@pytest.mark.parametrize("act", ACTS, ids=lambda act: f"{len(act['events'])} events")
def test_each_step_gives_its_stored_value(act: dict[str, Any]) -> None:
    log = STORED["log"]
    payload = open_envelope(act["envelope"].encode())
    assert parse_payload(act["payload"].encode()) == payload
    assert signed_bytes(act["payload"].encode()).hex() == act["signed_bytes"]
    for kind in ("office", "person"):
        salt, data = bytes.fromhex(act[f"{kind}_salt"]), act[kind].encode()
        assert commitment(salt, kind, log, act["act"], data) == act[f"{kind}_commitment"]
        assert getattr(payload, kind) == act[f"{kind}_commitment"]
    leaves = []
    for one in act["events"]:
        statement = one["statement"].encode()
        parsed = parse_statement(statement)
        assert (parsed.prev, parsed.seq, parsed.commit) == (
            one["prev"],
            one["seq"],
            one["commitment"],
        )
        salt, data = bytes.fromhex(one["salt"]), one["data"].encode()
        assert commitment(salt, "data", log, one["id"], data) == one["commitment"]
        assert sha256(statement).hex() == one["statement_hash"]
        assert leaf_hash(statement).hex() == one["statement_leaf"]
        leaves.append(leaf_hash(statement))
        entry = log_entry(statement, act["envelope"].encode())
        assert (entry.hex(), leaf_hash(entry).hex()) == (one["log_entry"], one["leaf"])
    assert payload.root == root(leaves).hex()


def test_the_data_in_the_vectors_are_real_events() -> None:
    for act in ACTS:
        for one in act["events"]:
            data = one["data"].encode()
            event = REGISTRY.decode(
                one["topic"],
                data,
                stream=one["stream"],
                version=one["seq"],
                time=parse_utc(act["time"]),
            )
            assert REGISTRY.encode(event) == data


def test_the_receipt_in_the_vectors_proves_its_event() -> None:
    public = SeedSigner(bytes.fromhex(STORED["log_seed"])).public_key
    assert vkey(STORED["log"], public) == STORED["vkey"]
    receipt = Receipt.from_json(encode(STORED["receipt"]))
    proven = verify_receipt(receipt, VerifierKey.parse(STORED["vkey"]))
    assert (proven.position, proven.log_size) == (3, 4)
    assert proven.data == {"name": "丙", "sign_in": "bing"}
    assert receipt.checkpoint == STORED["checkpoints"][1]


def test_the_proof_of_possession_holds() -> None:
    possession = STORED["possession"]
    key = bytes.fromhex(possession["key"])
    message = possession_bytes(STORED["log"], possession["officer"], key)
    assert message.hex() == possession["message"]
    assert verify(key, message, bytes.fromhex(possession["proof"]))


def test_the_commitment_to_a_content_covers_every_part() -> None:
    content = STORED["content"]
    parts = [
        ClearPart(
            part["name"],
            part["media_type"],
            bytes.fromhex(part["original"]),
            part["text"],
            part["extractor"],
        )
        for part in content["parts"]
    ]
    salt = bytes.fromhex(content["salt"])
    assert clear_bytes(parts).hex() == content["clear_bytes"]
    assert content_commitment(salt, STORED["log"], content["id"], parts) == content["commitment"]
