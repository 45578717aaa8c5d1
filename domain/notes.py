"""Signed notes (C2SP signed-note v1.0.0) and the log's head as one (C2SP tlog-checkpoint v1.0.0).

A note is text, a blank line and signature lines. Anybody may add signature lines, so that a note
says nothing until `open_note` has verified the ones by keys the reader already trusts.
"""

import hashlib
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from domain.ed25519 import SIGNATURE_SIZE, require_usable_key, verify
from domain.errors import Refusal
from domain.merkle import HASH_SIZE

# Sixteen signatures must be accepted, of up to 5 kB each in post-quantum algorithms; these limits
# leave room beyond that and keep a hostile note from costing more than a few verifications.
MAX_NOTE_BYTES = 256 * 1024
MAX_SIGNATURES = 64

# ML-DSA-44 cosignatures hold the origin with a length of one byte (tlog-cosignature v1.1.0).
MAX_ORIGIN_BYTES = 255

_KEY_ID_SIZE = 4
_MARK = "— "
_NOTE = "C2SP signed-note v1.0.0"
_CHECKPOINT = "C2SP tlog-checkpoint v1.0.0"
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
        _require_name(self.name)
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
        return f"{self.name}+{self.key_id.hex()}+{b64encode(material).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `text`. Raises `NoteRefused` for any other form or signature type."""
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        material = _decoded(encoded)
        if not material or material[0] not in tuple(SignatureType):
            raise NoteRefused(
                "验证公钥应为 名称+编号+base64,算法为 Ed25519", rule=_NOTE, field="vkey"
            )
        key = cls(name, material[1:], SignatureType(material[0]))
        if key.key_id.hex() != key_id:
            raise NoteRefused(
                f"验证公钥的编号不符:应为 {key.key_id.hex()},实为 {key_id[:16]}",
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
        return f"{_MARK}{self.name} {b64encode(self.key_id + self.signature).decode()}\n"


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


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose it is, how many leaves it has, and their root.

    `extensions` are further lines, which others may write and we never do (nobody audits them).
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note text of this checkpoint, each line ended by a line feed."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "\n".join(lines) + "\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `text`, for the text of an opened note. Raises `NoteRefused`."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NoteRefused("检查点应为三行以上的非空文字", rule=_CHECKPOINT)
        origin, size, encoded, *extensions = lines[:-1]
        decimal = size.isascii() and size.isdecimal() and len(size) < 20
        if not decimal or str(int(size)) != size:
            raise NoteRefused("检查点的大小不是十进制整数", rule=_CHECKPOINT, field="size")
        root = _decoded(encoded)
        if root is None or len(root) != HASH_SIZE:
            raise NoteRefused("检查点的根不是 32 字节的 base64", rule=_CHECKPOINT, field="root")
        return cls(origin, int(size), root, tuple(extensions))


def require_origin(origin: str) -> None:
    """Raises `NoteRefused` unless a log of ours can bear this name for ever.

    It is also the name of its key, so: no scheme, no white space, no plus, no control characters,
    no slash at the end, at most 255 bytes of UTF-8.
    """
    _require_name(origin)
    addressed = "://" in origin or origin.endswith("/")
    if addressed or not origin.isprintable() or len(origin.encode()) > MAX_ORIGIN_BYTES:
        raise NoteRefused(
            f"日志名称不带协议,不以斜线结尾,没有不可见的字符,至多 {MAX_ORIGIN_BYTES} 字节:"
            f"{origin[:80]!r}",
            rule=_CHECKPOINT,
            field="origin",
        )


def parse_note(note: str | bytes) -> Note:
    """Take a note apart at its last blank line. Raises `NoteRefused` when it is none.

    Its signatures are not verified: use `open_note` for anything that is to be believed.
    """
    whole = _decode_text(note)
    text, blank, rest = whole.rpartition("\n\n")
    if not blank or not rest.endswith("\n"):
        raise NoteRefused("不是签名的文本:缺少空行或签名行", rule=_NOTE)
    lines = rest[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteRefused(f"签名行超过 {MAX_SIGNATURES} 个", rule=_NOTE)
    return Note(text + "\n", tuple([_parse_line(line) for line in lines]))


def open_note(note: str | bytes, keys: Sequence[VerifierKey]) -> OpenedNote:
    """Verify a note against the keys the reader trusts; signatures by other keys are ignored.

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
        raise NoteRefused(f"没有可信公钥的签名,签名者为 {signers[:200]}", rule=_NOTE)
    return OpenedNote(parsed.text, tuple(verified))


def open_checkpoint(
    note: str | bytes, log: VerifierKey, witnesses: Sequence[VerifierKey] = ()
) -> tuple[Checkpoint, tuple[Verified, ...]]:
    """Open the head of the log that signs with `log`, and say who else of `witnesses` signed.

    Raises `NoteRefused` as `open_note` does, and when the log itself did not sign (a witness alone
    does not make a checkpoint) or the origin is not the name of its key.
    """
    opened = open_note(note, [log, *witnesses])
    if not any(signature.key == log for signature in opened.verified):
        raise NoteRefused("检查点没有日志自己的签名", rule=_CHECKPOINT)
    checkpoint = Checkpoint.parse(opened.text)
    if checkpoint.origin != log.name:
        raise NoteRefused(
            f"检查点属于另一日志:应为 {log.name},实为 {checkpoint.origin[:200]}",
            rule=_CHECKPOINT,
            field="origin",
        )
    return checkpoint, opened.verified


def sign_checkpoint(
    checkpoint: Checkpoint, name: str, sign: Callable[[bytes], bytes], public_key: bytes
) -> str:
    """The checkpoint as a note signed by the Ed25519 key of that name.

    What `sign` returns is verified before anyone sees it: a note signed by another key would be
    read as an attack. Raises `NoteRefused` then, and for an origin or name no log of ours may bear.
    """
    require_origin(checkpoint.origin)
    if len(checkpoint.root) != HASH_SIZE or checkpoint.size < 0 or checkpoint.extensions:
        raise NoteRefused("检查点不完整,或带有附加行", rule=_CHECKPOINT)
    key = VerifierKey(name, public_key)
    text = checkpoint.text()
    signature = Signature(name, key.key_id, sign(text.encode()))
    _verify(text, signature, key)
    return Note(text, (signature,)).format()


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
    # A cosignature is about a checkpoint and nothing else.
    Checkpoint.parse(text)
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
    signed = _decoded(encoded)
    if not line.startswith(_MARK) or signed is None or len(signed) <= _KEY_ID_SIZE:
        raise NoteRefused(f"签名行的写法不对:{line[:80]!r}", rule=_NOTE)
    _require_name(name)
    return Signature(name, signed[:_KEY_ID_SIZE], signed[_KEY_ID_SIZE:])


def _require_name(name: str) -> None:
    """Key names are not empty and hold no Unicode spaces and no plus (signed-note, Format)."""
    bad = any(
        character == "+"
        or character < " "
        or character.isspace()
        or "\ud800" <= character < "\ue000"
        for character in name
    )
    if not name or bad:
        raise NoteRefused(
            f"名称不能为空,不能有空白、加号或控制字符:{name[:80]!r}", rule=_NOTE, field="name"
        )


def _decoded(encoded: str) -> bytes | None:
    """Standard padded base64 in the one way to write it, else None."""
    try:
        decoded = b64decode(encoded, validate=True)
    except ValueError:
        return None
    return decoded if b64encode(decoded).decode() == encoded else None
