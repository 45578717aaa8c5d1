"""Checkpoint: the head of the log as a signed note (C2SP tlog-checkpoint v1.0.0).

Its note is three lines: whose log it is, how many leaves the tree has, and the tree's root. The log
signs it with its own key; witnesses may add their cosignatures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from domain.base64 import base64_text, unbase64
from domain.merkle import HASH_SIZE
from domain.notes import (
    Note,
    NoteRefused,
    Signature,
    Verified,
    VerifierKey,
    open_note,
    require_name,
)

# ML-DSA-44 cosignatures hold the origin with a length of one byte (tlog-cosignature v1.1.0).
MAX_ORIGIN_BYTES = 255

_CHECKPOINT = "C2SP tlog-checkpoint v1.0.0"


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
        lines = (self.origin, str(self.size), base64_text(self.root), *self.extensions)
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
        root = unbase64(encoded)
        if root is None or len(root) != HASH_SIZE:
            raise NoteRefused("检查点的根不是 32 字节的 base64", rule=_CHECKPOINT, field="root")
        return cls(origin, int(size), root, tuple(extensions))


def require_origin(origin: str) -> None:
    """Raises `NoteRefused` unless a log of ours can bear this name for ever.

    It is also the name of its key, so: no scheme, no white space, no plus, no control characters,
    no slash at the end, at most 255 bytes of UTF-8.
    """
    require_name(origin)
    addressed = "://" in origin or origin.endswith("/")
    if addressed or not origin.isprintable() or len(origin.encode()) > MAX_ORIGIN_BYTES:
        raise NoteRefused(
            f"日志名称不带协议，不以斜线结尾，没有不可见的字符，至多 {MAX_ORIGIN_BYTES} 字节："
            f"{origin[:80]!r}",
            rule=_CHECKPOINT,
            field="origin",
        )


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
            f"检查点属于另一日志：应为 {log.name}，实为 {checkpoint.origin[:200]}",
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
        raise NoteRefused("检查点不完整，或带有附加行", rule=_CHECKPOINT)
    key = VerifierKey(name, public_key)
    text = checkpoint.text()
    signature = Signature(name, key.key_id, sign(text.encode()))
    note = Note(text, (signature,)).format()
    open_note(note, [key])
    return note
