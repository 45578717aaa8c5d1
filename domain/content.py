"""Content: what a document consists of, as events name it. The bytes themselves are never in a row.

Each part's original bytes and its derived text are two encrypted blobs, addressed by the SHA-256
of the stored (encrypted) bytes. One commitment covers the clear bytes of all parts; its salt lies
with the content key, so that after expunging nobody can test guesses.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.canonical import lp
from domain.sealing import commitment


@dataclass(frozen=True)
class Blob:
    """Encrypted bytes in the blob store: hex SHA-256 of what is stored, and its size in bytes."""

    address: str
    size: int


@dataclass(frozen=True)
class Part:
    """One file of a document: body or attachment. `extractor` names what derived the text."""

    name: str
    media_type: str
    original: Blob
    text: Blob
    extractor: str


@dataclass(frozen=True)
class Content:
    """The content of one version. `id` names its key; `commitment` is what a review is bound to."""

    id: str
    commitment: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ClearPart:
    """A part before it is stored, or after it was opened: original bytes and derived text."""

    name: str
    media_type: str
    original: bytes
    text: str
    extractor: str


def clear_bytes(parts: Iterable[ClearPart]) -> bytes:
    """What the commitment of kind `content` covers: each part's name, type, original and text."""
    return b"".join(
        lp(
            part.name.encode(),
            part.media_type.encode(),
            part.original,
            part.text.encode(),
            part.extractor.encode(),
        )
        for part in parts
    )


def content_commitment(salt: bytes, log: str, content_id: str, parts: Iterable[ClearPart]) -> str:
    """Hex commitment (kind `content`, id = the content's id) to the clear bytes of all parts."""
    return commitment(salt, "content", log, content_id, clear_bytes(parts))
