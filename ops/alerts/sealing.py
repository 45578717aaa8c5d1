"""How addresses and words lie in `subscriptions.db`: encrypted under a key kept in `secrets.db`.

Whoever has one of the two files only, reads nothing.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import Malformed
from ops.clock import random_bytes

_NONCE = 12


class Sealing:
    """Seals values for their place, and counts them by keyed digests.

    `secret` is the archive's (`ops.contents.Contents.secret`), asked for on first use.
    """

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret

    def seal(self, place: str, value: Mapping[str, Any]) -> bytes:
        """A value for its place."""
        nonce = random_bytes(_NONCE)
        data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        return nonce + self._cipher.encrypt(nonce, data, place.encode())

    def open(self, place: str, sealed: bytes) -> dict[str, Any]:
        """The value again. Raises `Malformed` for what was sealed elsewhere or is damaged."""
        try:
            data = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise Malformed("订阅资料打不开：与 secrets.db 不是一套", rule="AES-256-GCM") from None
        value: dict[str, Any] = json.loads(data)
        return value

    def digest(self, purpose: str, text: str) -> bytes:
        """32 bytes by which equal texts are known, to nobody without the key."""
        return hmac.digest(
            self._keys[1], f"{purpose}\0{text}".encode(errors="replace"), hashlib.sha256
        )

    @cached_property
    def _keys(self) -> tuple[bytes, bytes]:
        secret = self._secret()
        return tuple(  # type: ignore[return-value]
            hmac.digest(secret, b"gongkai-alerts/v1\0" + name, hashlib.sha256)
            for name in (b"seal", b"digest")
        )

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._keys[0])


def new_token() -> str:
    """256 random bits as they stand in a link."""
    return base64.urlsafe_b64encode(random_bytes(32)).decode().rstrip("=")


def token_digest(token: str) -> bytes:
    """How a token is kept. It is random, so a plain hash tells nothing."""
    return hashlib.sha256(b"gongkai-alerts-token/v1\0" + token.encode(errors="replace")).digest()
