"""Key pairs that sign notes, a checkpoint signed with one of them, and the published notes."""

import json
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from domain.checkpoint import Checkpoint, sign_checkpoint
from domain.merkle import leaf_hash
from domain.notes import Signature, SignatureType, VerifierKey

VECTORS = Path(__file__).parents[2] / "../shared/vectors"
HERE = pytest.mark.skipif(not VECTORS.exists(), reason="../shared/vectors is not here")
ORIGIN = "archive.example.gov/公开档案"
CHECKPOINT = Checkpoint(ORIGIN, 7, leaf_hash(b"root"))


class Signer:
    """A key pair that signs notes, as the log's or as a witness's."""

    def __init__(self, seed: int, name: str, type: SignatureType = SignatureType.ED25519) -> None:
        self._key = SigningKey(bytes([seed]) * 32)
        self.key = VerifierKey(name, bytes(self._key.verify_key), type)

    def sign(self, message: bytes) -> bytes:
        return bytes(self._key.sign(message).signature)

    def line(self, text: str) -> Signature:
        return Signature(self.key.name, self.key.key_id, self.sign(text.encode()))

    def cosign(self, text: str, time: int) -> Signature:
        signature = self.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        return Signature(self.key.name, self.key.key_id, time.to_bytes(8, "big") + signature)


LOG = Signer(1, ORIGIN)
STRANGER = Signer(2, "stranger.example")
WITNESS = Signer(3, "witness.example/w1", SignatureType.ED25519_COSIGNATURE)
SIGNED = sign_checkpoint(CHECKPOINT, ORIGIN, LOG.sign, LOG.key.public_key)


def published() -> list[Any]:
    file = VECTORS / "notes/notes.json"
    items = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return [pytest.param(item, id=item["id"]) for item in items]
