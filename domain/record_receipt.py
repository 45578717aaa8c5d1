"""公开凭据: what a record's publication said, provable offline for ever by whoever has the file.

Canonical JSON (docs/log-format.md §14): the receipt of the event that published or migrated the
version; if it may come out, that of the event that described it; and what opens the content's
commitment once the original files stand beside it. Posts and persons stay closed: `office` and
`person` of the acts are not shown. An event's data names its officer by an id that is random and
is told nowhere with a name; the envelope names his key in the same way.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from domain.canonical import decode, encode, unhex
from domain.casefile import CaseEvent
from domain.content import ClearPart, Content, content_commitment
from domain.description import Description
from domain.errors import Malformed
from domain.merkle import HASH_SIZE
from domain.receipt import Receipt
from domain.record import Record
from domain.sealing import SALT_BYTES
from domain.vocabulary import Openness

TYPE = "gongkai-record-receipt/v1"
RULE = "docs/log-format.md §14"
MAX_BYTES = 64 * 1024 * 1024
"""A file beyond this is refused unread: the text of a whole yearbook has a tenth of it."""

_MEMBERS = {"content", "described", "founding_path", "published", "type"}
_PART = {"extractor", "media_type", "name", "sha256", "text"}

Describing = Record.Drafted | Record.Revised | Record.Amended
"""The events that say what a version is called and what it consists of; `Migrated` says both."""


@dataclass(frozen=True)
class OpenedPart:
    """A part of the content but for its original bytes, of which `sha256` (hex) is a hint.

    The commitment covers the bytes, not this digest: it proves nothing until the file is at hand.
    """

    name: str
    media_type: str
    sha256: str
    text: str
    extractor: str


@dataclass(frozen=True)
class OpenedContent:
    """What opens the commitment of a content together with the original files of its parts."""

    id: str
    salt: bytes
    parts: tuple[OpenedPart, ...]

    @classmethod
    def of(cls, content: Content, salt: bytes, parts: Sequence[ClearPart]) -> Self:
        """From the parts as they were opened."""
        opened = [
            OpenedPart(
                part.name,
                part.media_type,
                hashlib.sha256(part.original).hexdigest(),
                part.text,
                part.extractor,
            )
            for part in parts
        ]
        return cls(content.id, salt, tuple(opened))

    def commitment(self, log: str, originals: Sequence[bytes]) -> str:
        """The commitment (hex) that these parts have with their originals, in their order."""
        parts = [
            ClearPart(part.name, part.media_type, original, part.text, part.extractor)
            for part, original in zip(self.parts, originals, strict=True)
        ]
        return content_commitment(self.salt, log, self.id, parts)

    def as_json(self) -> dict[str, Any]:
        """The member `content` of a record's receipt."""
        parts = [vars(part) for part in self.parts]
        return {"id": self.id, "parts": parts, "salt": self.salt.hex()}


@dataclass(frozen=True)
class RecordReceipt:
    """The parts of the file; nothing in it is verified by being read.

    `described` is None for a migrated version, whose one event says all, and where the describing
    event holds what is not public; `content` is None when the content no longer opens.
    `founding_path` leads from the log's first entry to the checkpoint of `published`.
    """

    published: Receipt
    described: Receipt | None
    content: OpenedContent | None
    founding_path: tuple[bytes, ...]

    def as_json(self) -> dict[str, Any]:
        """Texts as they are, bytes in hex: the form it is handed out in."""
        return {
            "content": self.content and self.content.as_json(),
            "described": self.described and self.described.as_json(),
            "founding_path": [node.hex() for node in self.founding_path],
            "published": self.published.as_json(),
            "type": TYPE,
        }

    def encode(self) -> bytes:
        """The file, to the byte."""
        return encode(self.as_json())

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """The inverse of `encode`. Raises `Malformed` for anything it does not write."""
        if len(text) > MAX_BYTES:
            raise Malformed(f"文件超过 {MAX_BYTES} 字节", rule=RULE)
        members = decode(text)
        if not isinstance(members, dict) or members.get("type") != TYPE:
            raise Malformed("不是公开凭据，或是以后的版本", rule=RULE, field="type")
        if members.keys() != _MEMBERS:
            raise Malformed("凭据的成员不对", rule=RULE)
        path = _list(members, "founding_path")
        content, described = members["content"], members["described"]
        receipt = cls(
            published=_receipt(members["published"]),
            described=None if described is None else _receipt(described),
            content=None if content is None else _opened(content),
            founding_path=tuple(unhex(node, HASH_SIZE, "founding_path") for node in path),
        )
        # One form only, so that no byte can hide anything.
        if receipt.encode() != text:
            raise Malformed("凭据不是规范形式", rule=RULE)
        return receipt


def may_come_out(event: CaseEvent) -> bool:
    """Whether all that an event's data holds is public once its version is published.

    What a reader of the record's page may know: description, content, channels, organ, and where
    it was taken over from. An openness that was not given as plainly proactive carries a reason
    that no page tells, and so does an amendment.
    """
    match event:
        case Record.Published() | Record.Migrated() | Record.Revised():
            return True
        case Record.Drafted():
            given = event.openness
            return (given.value, given.ground, given.reason) == (Openness.PROACTIVE, None, "")
    return False


@dataclass(frozen=True)
class Publication:
    """A version as the journal tells it: its publishing event, and what described it.

    `published` and `described` are the numbers of these events in the case file; of a migrated
    version both are 1. `open` says whether the describing event may come out.
    """

    number: int
    published: int
    described: int
    description: Description
    content: Content
    open: bool


def publication_of(events: Sequence[CaseEvent]) -> Publication | None:
    """The version that the public reads now, from a record's events in their order.

    None for what is no record, was never published, or was withdrawn or expunged.
    """
    found: Publication | None = None
    number, said = 0, None
    for place, event in enumerate(events, start=1):
        match event:
            case Record.Drafted() | Record.Revised() | Record.Amended():
                said = place, event
            case Record.Migrated():
                number += 1
                found = Publication(number, place, place, event.description, event.content, True)
            case Record.Published() if said is not None:
                number += 1
                described, by = said
                found = Publication(
                    number, place, described, by.description, by.content, may_come_out(by)
                )
            case Record.Withdrawn() | Record.Expunged():
                return None
    return found


def _receipt(member: Any) -> Receipt:
    return Receipt.from_json(encode(member))


def _opened(member: Any) -> OpenedContent:
    if not isinstance(member, dict) or member.keys() != {"id", "parts", "salt"}:
        raise Malformed("content 的成员不对", rule=RULE, field="content")
    parts = []
    for one in _list(member, "parts"):
        if not isinstance(one, dict) or one.keys() != _PART:
            raise Malformed("文件的成员不对", rule=RULE, field="parts")
        if not all(isinstance(value, str) for value in one.values()):
            raise Malformed("文件的成员应为文字", rule=RULE, field="parts")
        unhex(one["sha256"], 32, "sha256")
        parts.append(OpenedPart(**one))
    if not isinstance(member["id"], str):
        raise Malformed("id 应为文字", rule=RULE, field="id")
    return OpenedContent(member["id"], unhex(member["salt"], SALT_BYTES, "salt"), tuple(parts))


def _list(members: dict[str, Any], name: str) -> list[Any]:
    found = members[name]
    if not isinstance(found, list):
        raise Malformed(f"{name} 应为列表", rule=RULE, field=name)
    return found
