"""Signed notes (C2SP signed-note v1.0.0): what witnesses and the log's own key sign.

A note is text, a blank line and signature lines. Anybody may add signature lines, so that a note
says nothing until `open_note` has verified the ones by keys the reader already trusts.
"""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from domain.base64 import base64_text, unbase64
from domain.ed25519 import SIGNATURE_SIZE, require_usable_key, verify
from domain.errors import Refusal

# Sixteen signatures must be accepted, of up to 5 kB each in post-quantum algorithms; these limits
# leave room beyond that and keep a hostile note from costing more than a few verifications.
MAX_NOTE_BYTES = 256 * 1024
MAX_SIGNATURES = 64

_KEY_ID_SIZE = 4
_MARK = "— "
_NOTE = "C2SP signed-note v1.0.0"
_COSIGNATURE = "C2SP tlog-cosignature v1.0.1"
_timestamp = struct.Struct(">Q")


class NoteRefused(Refusal):
    """No signed note or checkpoint; or one that no trusted key signed, or a known one wrongly."""


class SignatureType(IntEnum):
    """The assigned bytes that say how a note signature is made; one key is bound to one of them."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key whose signatures on notes count: its name, how it signs, and 32 bytes.

    Raises `NoteRefused` for a name that no signature line could hold, and `UnusableKey` for a key
    that must not be trusted.
    """

    name: str
    public_key: bytes
    type: SignatureType = SignatureType.ED25519

    def __post_init__(self) -> None:
        require_name(self.name)
        require_usable_key(self.public_key)

    @property
    def key_id(self) -> bytes:
        """SHA-256(name || 0x0A || type || public key)[:4]."""
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public_key
        return hashlib.sha256(named).digest()[:_KEY_ID_SIZE]

    @property
    def text(self) -> str:
        """`name+keyid+key`, the form in which verifier keys are handed around."""
        material = bytes([self.type]) + self.public_key
        return f"{self.name}+{self.key_id.hex()}+{base64_text(material)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `text`. Raises `NoteRefused` for any other form or signature type."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        material = unbase64(encoded)
        if not material or material[0] not in tuple(SignatureType):
            raise NoteRefused(
                "验证公钥应为 名称+编号+base64，算法为 Ed25519", rule=_NOTE, field="vkey"
            )
        key = cls(name, material[1:], SignatureType(material[0]))
        if key.key_id.hex() != key_id:
            raise NoteRefused(
                f"验证公钥的编号不符：应为 {key.key_id.hex()}，实为 {key_id[:16]}",
                rule=_NOTE,
                field="vkey",
            )
        return key


def vkey(name: str, public_key: bytes) -> str:
    """The verifier key, in one line, of an Ed25519 key that signs notes under `name`."""
    return VerifierKey(name, public_key).text


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, not verified: the key's name and id, and what the key made."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in the note, line feed included."""
        return f"{_MARK}{self.name} {base64_text(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart, nothing in it verified. `text` ends with a line feed."""

    text: str
    signatures: tuple[Signature, ...]

    def format(self) -> str:
        """The inverse of `parse_note`, byte for byte."""
        return self.text + "\n" + "".join([signature.line() for signature in self.signatures])


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds. `time` is what a cosigner states, in seconds since 1970."""

    key: VerifierKey
    time: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note that at least one trusted key signed, and none of them wrongly."""

    text: str
    verified: tuple[Verified, ...]


def require_name(name: str) -> None:
    """Raises `NoteRefused` for a name that no signature line could hold (signed-note, Format).

    Key names are not empty and hold no Unicode spaces and no plus.
    """
    bad = any(
        character == "+"
        or character < " "
        or character.isspace()
        or "\ud800" <= character < "\ue000"
        for character in name
    )
    if not name or bad:
        raise NoteRefused(
            f"名称不能为空，不能有空白、加号或控制字符：{name[:80]!r}", rule=_NOTE, field="name"
        )


def parse_note(note: str | bytes) -> Note:
    """Take a note apart at its last blank line. Raises `NoteRefused` when it is none.

    Its signatures are not verified: use `open_note` for anything that is to be believed.
    """
    whole = _decode_text(note)
    text, blank, rest = whole.rpartition("\n\n")
    if not blank or not rest.endswith("\n"):
        raise NoteRefused("不是签名的文本：缺少空行或签名行", rule=_NOTE)
    lines = rest[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteRefused(f"签名行超过 {MAX_SIGNATURES} 个", rule=_NOTE)
    return Note(text + "\n", tuple([_parse_line(line) for line in lines]))


def open_note(note: str | bytes, keys: Sequence[VerifierKey]) -> OpenedNote:
    """Verify a note against the keys the reader trusts; signatures by other keys are ignored.

    What a witness cosigns is a checkpoint and nothing else: `domain.checkpoint.open_checkpoint` is
    what to give the keys of witnesses to, because it refuses any other text.

    Raises `NoteRefused` when it is no note, when the signature of a known key does not hold, even
    beside others that do, and when no known key signed.
    """
    parsed = parse_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    verified = []
    for signature in parsed.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            verified.append(_verify(parsed.text, signature, key))
    if not verified:
        signers = "、".join(signature.name for signature in parsed.signatures)
        raise NoteRefused(f"没有可信公钥的签名，签名者为 {signers[:200]}", rule=_NOTE)
    return OpenedNote(parsed.text, tuple(verified))


def _verify(text: str, line: Signature, key: VerifierKey) -> Verified:
    if key.type is SignatureType.ED25519_COSIGNATURE:
        return _verify_cosignature(text, line, key)
    if not verify(key.public_key, text.encode(), line.signature):
        raise NoteRefused(f"{key.name} 的签名不成立", rule=_NOTE)
    return Verified(key)


def _verify_cosignature(text: str, line: Signature, key: VerifierKey) -> Verified:
    """A witness signs, with the time, that it saw this as the largest consistent head."""
    stamp, signature = line.signature[: _timestamp.size], line.signature[_timestamp.size :]
    if len(signature) != SIGNATURE_SIZE:
        raise NoteRefused(f"{key.name} 的见证签名长度不对", rule=_COSIGNATURE)
    (time,) = _timestamp.unpack(stamp)
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    if time >= 1 << 63 or not verify(key.public_key, message, signature):
        raise NoteRefused(f"{key.name} 的见证签名不成立", rule=_COSIGNATURE)
    return Verified(key, time)


def _decode_text(note: str | bytes) -> str:
    try:
        encoded = note.encode() if isinstance(note, str) else note
        if len(encoded) > MAX_NOTE_BYTES:
            raise NoteRefused(f"签名的文本超过 {MAX_NOTE_BYTES} 字节", rule=_NOTE)
        text = encoded.decode()
    except UnicodeError:
        raise NoteRefused("签名的文本不是 UTF-8", rule=_NOTE) from None
    if any(character < " " and character != "\n" for character in text):
        raise NoteRefused("签名的文本里有控制字符", rule=_NOTE)
    return text


def _parse_line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_MARK).partition(" ")
    signed = unbase64(encoded)
    if not line.startswith(_MARK) or signed is None or len(signed) <= _KEY_ID_SIZE:
        raise NoteRefused(f"签名行的写法不对：{line[:80]!r}", rule=_NOTE)
    require_name(name)
    return Signature(name, signed[:_KEY_ID_SIZE], signed[_KEY_ID_SIZE:])
