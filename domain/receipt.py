"""Receipt: the proof of one event that needs nothing but itself and the log's verifier key.

Two paths are checked (docs/log-format.md §8): from the statement to the root that the act's
signature covers, and from the log entry to the checkpoint. The log path alone would not tie the
event to the key that signed for it. Whether that key was valid is shown by the receipts of its
enrolment and confirmation, back to founding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.canonical import decode, encode, unhex
from domain.checkpoint import open_checkpoint
from domain.errors import Malformed, Refusal
from domain.merkle import leaf_hash
from domain.merkle_proofs import inclusion_path, verify_inclusion
from domain.notes import VerifierKey
from domain.sealing import (
    SALT_BYTES,
    ActRow,
    EventRow,
    Payload,
    Statement,
    commitment,
    log_entry,
    open_envelope,
    parse_statement,
)

_RULE = "docs/log-format.md §8"


class ReceiptRefused(Refusal):
    """A receipt that does not prove what it claims; the message names the step that failed."""


@dataclass(frozen=True)
class Receipt:
    """The members as docs/log-format.md names them; `office` and its salt only if shown."""

    data: bytes
    salt: bytes
    statement: bytes
    envelope: bytes
    index: int
    path: tuple[bytes, ...]
    log_index: int
    log_path: tuple[bytes, ...]
    checkpoint: str
    office: bytes | None = None
    office_salt: bytes | None = None

    def as_json(self) -> dict[str, Any]:
        """Texts as they are, bytes in hex: the form it is handed out in."""
        return {
            "checkpoint": self.checkpoint,
            "data": self.data.decode(),
            "envelope": self.envelope.decode(),
            "index": self.index,
            "log_index": self.log_index,
            "log_path": [node.hex() for node in self.log_path],
            "office": None if self.office is None else self.office.decode(),
            "office_salt": None if self.office_salt is None else self.office_salt.hex(),
            "path": [node.hex() for node in self.path],
            "salt": self.salt.hex(),
            "statement": self.statement.decode(),
        }

    @classmethod
    def from_json(cls, text: bytes) -> "Receipt":
        """Read a receipt. Raises `Malformed` for missing, surplus or mistyped members."""
        members = decode(text)
        if not isinstance(members, dict) or members.keys() != cls.__dataclass_fields__.keys():
            raise Malformed("凭据的成员不对", rule=_RULE)
        shown = members["office"] is not None
        if shown is not (members["office_salt"] is not None):
            raise Malformed("office 与 office_salt 要么都有，要么都没有", rule=_RULE)
        return cls(
            data=_text(members, "data").encode(),
            salt=unhex(members["salt"], SALT_BYTES, "salt"),
            statement=_text(members, "statement").encode(),
            envelope=_text(members, "envelope").encode(),
            index=_number(members, "index"),
            path=_hashes(members, "path"),
            log_index=_number(members, "log_index"),
            log_path=_hashes(members, "log_path"),
            checkpoint=_text(members, "checkpoint"),
            office=_text(members, "office").encode() if shown else None,
            office_salt=unhex(members["office_salt"], SALT_BYTES, "office_salt") if shown else None,
        )

    def encode(self) -> bytes:
        """The canonical bytes of a receipt."""
        return encode(self.as_json())


@dataclass(frozen=True)
class Proven:
    """What a receipt proves: the event's statement and data, the act, and, if shown, its post."""

    statement: Statement
    data: dict[str, Any]
    act: Payload
    office: dict[str, Any] | None
    position: int
    log_size: int


def make_receipt(
    event: EventRow,
    act: ActRow,
    events: Sequence[EventRow],
    *,
    log_path: Sequence[bytes],
    checkpoint: str,
    with_office: bool,
) -> Receipt:
    """The receipt of one event. `events` are all of the act's, in order; the path is the log's."""
    index = event.position - act.first
    return Receipt(
        data=event.data,
        salt=event.salt,
        statement=event.statement,
        envelope=act.envelope,
        index=index,
        path=tuple(inclusion_path(index, [leaf_hash(one.statement) for one in events])),
        log_index=event.position - 1,
        log_path=tuple(log_path),
        checkpoint=checkpoint,
        office=act.office if with_office else None,
        office_salt=act.office_salt if with_office else None,
    )


def verify_receipt(receipt: Receipt, key: VerifierKey) -> Proven:
    """Check every step offline against the log's verifier key.

    Raises `ReceiptRefused` for a commitment that does not open, and the refusals of the parts:
    `Malformed` (statement, envelope, signature), `ProofRefused` (paths), `NoteRefused`.
    """
    statement = parse_statement(receipt.statement)
    act = open_envelope(receipt.envelope)
    if statement.log != key.name or act.log != key.name:
        raise ReceiptRefused("事件或办理属于另一个日志", rule=_RULE, field="log")
    opened = commitment(receipt.salt, "data", statement.log, statement.id, receipt.data)
    if opened != statement.commit:
        raise ReceiptRefused("事件内容与声明里的承诺不符", rule=_RULE, field="data")
    verify_inclusion(
        receipt.index,
        act.count,
        leaf_hash(receipt.statement),
        receipt.path,
        bytes.fromhex(act.root),
    )
    office = None
    if receipt.office is not None and receipt.office_salt is not None:
        shown = commitment(receipt.office_salt, "office", act.log, act.act, receipt.office)
        if shown != act.office:
            raise ReceiptRefused("岗位与办理信封里的承诺不符", rule=_RULE, field="office")
        office = decode(receipt.office)
    checkpoint, _ = open_checkpoint(receipt.checkpoint, key)
    entry = log_entry(receipt.statement, receipt.envelope)
    verify_inclusion(
        receipt.log_index, checkpoint.size, leaf_hash(entry), receipt.log_path, checkpoint.root
    )
    return Proven(
        statement, decode(receipt.data), act, office, receipt.log_index + 1, checkpoint.size
    )


def _text(members: dict[str, Any], name: str) -> str:
    if not isinstance(members[name], str):
        raise Malformed(f"{name} 应为文字", rule=_RULE, field=name)
    return str(members[name])


def _number(members: dict[str, Any], name: str) -> int:
    if type(members[name]) is not int or members[name] < 0:
        raise Malformed(f"{name} 应为非负整数", rule=_RULE, field=name)
    return int(members[name])


def _hashes(members: dict[str, Any], name: str) -> tuple[bytes, ...]:
    if not isinstance(members[name], list):
        raise Malformed(f"{name} 应为列表", rule=_RULE, field=name)
    return tuple(unhex(node, 32, name) for node in members[name])
