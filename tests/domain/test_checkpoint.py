"""Checkpoints: the published ones open, ours open with their key, and nothing else does."""

import base64

import pytest
from nacl.signing import SigningKey

from domain.checkpoint import Checkpoint, open_checkpoint, require_origin, sign_checkpoint
from domain.merkle import EMPTY_ROOT
from domain.notes import Note, NoteRefused, Signature, VerifierKey, open_note, parse_note
from tests.domain.signed_notes import (
    CHECKPOINT,
    HERE,
    LOG,
    ORIGIN,
    SIGNED,
    STRANGER,
    VECTORS,
    WITNESS,
    published,
)


@HERE
def test_the_rekor_checkpoint_carries_the_times_of_two_public_witnesses() -> None:
    item = next(param.values[0] for param in published() if "cosigned" in str(param.id))
    opened = open_note(item["note"], [VerifierKey.parse(text) for text in item["vkey"]])
    assert [signature.time is not None for signature in opened.verified] == [True, True]
    checkpoint = Checkpoint.parse(opened.text)
    assert (checkpoint.origin, checkpoint.size) == ("log2025-alpha3.rekor.sigstage.dev", 4026479)


@HERE
def test_tessera_checkpoints_are_read_back_byte_for_byte() -> None:
    key = VerifierKey.parse(
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    )
    for size in range(16):
        note = (VECTORS / f"tessera-log/testdata/log/checkpoint.{size}").read_bytes()
        checkpoint, verified = open_checkpoint(note, key)
        assert (checkpoint.origin, checkpoint.size) == (key.name, size)
        assert [signature.key for signature in verified] == [key]
        assert checkpoint.text() == parse_note(note).text
        assert parse_note(note).format().encode() == note


def test_a_signed_checkpoint_opens_with_its_key_only() -> None:
    assert SIGNED.startswith(f"{ORIGIN}\n7\n")
    checkpoint, verified = open_checkpoint(SIGNED, LOG.key)
    assert checkpoint == CHECKPOINT
    assert [signature.key for signature in verified] == [LOG.key]
    with pytest.raises(NoteRefused, match="可信"):
        open_checkpoint(SIGNED, STRANGER.key)


def test_a_cosignature_tells_its_time_and_holds_for_the_checkpoint_only() -> None:
    note = parse_note(SIGNED)
    cosigned = Note(note.text, (*note.signatures, WITNESS.cosign(note.text, 1763750000)))
    _, verified = open_checkpoint(cosigned.format(), LOG.key, [WITNESS.key])
    assert [(item.key, item.time) for item in verified] == [
        (LOG.key, None),
        (WITNESS.key, 1763750000),
    ]
    line = cosigned.signatures[1]
    later = (1763750001).to_bytes(8, "big") + line.signature[8:]
    for forged in (later, line.signature[:-1], line.signature + b"x", line.signature[8:], b"x"):
        changed = Note(note.text, (note.signatures[0], Signature(line.name, line.key_id, forged)))
        with pytest.raises(NoteRefused, match="见证"):
            open_note(changed.format(), [LOG.key, WITNESS.key])


def test_what_a_witness_cosigned_beside_the_log_is_a_checkpoint_or_refused() -> None:
    text = "not a checkpoint\n"
    prose = Note(text, (LOG.line(text), WITNESS.cosign(text, 5)))
    with pytest.raises(NoteRefused, match="检查点应为"):
        open_checkpoint(prose.format(), LOG.key, [WITNESS.key])


def test_a_witness_alone_does_not_make_a_checkpoint() -> None:
    alone = Note(CHECKPOINT.text(), (WITNESS.cosign(CHECKPOINT.text(), 5),))
    assert len(open_note(alone.format(), [LOG.key, WITNESS.key]).verified) == 1
    with pytest.raises(NoteRefused, match="自己的签名"):
        open_checkpoint(alone.format(), LOG.key, [WITNESS.key])


def test_a_checkpoint_of_another_origin_is_refused() -> None:
    other = Checkpoint("other.example/log", 7, EMPTY_ROOT)
    note = sign_checkpoint(other, ORIGIN, LOG.sign, LOG.key.public_key)
    with pytest.raises(NoteRefused, match="另一日志"):
        open_checkpoint(note, LOG.key)


def test_a_signer_that_signs_with_another_key_is_found_before_publishing() -> None:
    with pytest.raises(NoteRefused, match="签名不成立"):
        sign_checkpoint(CHECKPOINT, ORIGIN, STRANGER.sign, LOG.key.public_key)
    # PyNaCl's own `sign` answers signature and message together: no 64 bytes, no signature.
    with pytest.raises(NoteRefused, match="签名不成立"):
        sign_checkpoint(CHECKPOINT, ORIGIN, SigningKey(bytes([1]) * 32).sign, LOG.key.public_key)


ROOT = base64.b64encode(EMPTY_ROOT).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "origin\n7\n",
        f"origin\n7\n{ROOT}",
        f"\n7\n{ROOT}\n",
        f"origin\n\n{ROOT}\n",
        f"origin\n07\n{ROOT}\n",
        f"origin\n-7\n{ROOT}\n",
        f"origin\n+7\n{ROOT}\n",
        f"origin\n 7\n{ROOT}\n",
        f"origin\n7.0\n{ROOT}\n",
        f"origin\n٧\n{ROOT}\n",
        f"origin\n{'9' * 5000}\n{ROOT}\n",
        "origin\n7\nAAAA\n",
        f"origin\n7\n{ROOT[:-1]}\n",
        f"origin\n7\n{ROOT} \n",
        f"origin\n7\n{ROOT}\n\n",
        f"origin\n7\n{ROOT}\n\nextension\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint.parse(text)


def test_extension_lines_are_read_but_never_signed() -> None:
    text = f"origin\n0\n{ROOT}\nmore\nand more\n"
    checkpoint = Checkpoint.parse(text)
    assert checkpoint == Checkpoint("origin", 0, EMPTY_ROOT, ("more", "and more"))
    assert checkpoint.text() == text
    with pytest.raises(NoteRefused, match="附加"):
        sign_checkpoint(checkpoint, ORIGIN, LOG.sign, LOG.key.public_key)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "https://archive.example.gov",
        "archive.example.gov/",
        "archive example",
        "archive\u00a0example",
        "a+b",
        "a\nb",
        "a\x7fb",
        "a\u200bb",
        "a\ud800b",
        "档" * 86,
    ],
)
def test_a_name_no_log_of_ours_can_bear_is_refused(origin: str) -> None:
    with pytest.raises(NoteRefused):
        require_origin(origin)
    with pytest.raises(NoteRefused):
        sign_checkpoint(Checkpoint(origin, 1, EMPTY_ROOT), ORIGIN, LOG.sign, LOG.key.public_key)


@pytest.mark.parametrize("origin", ["archive.example.gov/disclosure", "公开.example", "x" * 255])
def test_a_name_without_scheme_spaces_or_plus_is_accepted(origin: str) -> None:
    require_origin(origin)
