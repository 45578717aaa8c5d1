"""Sealing: statements, commitments, the envelope of an act and the log entries of its events.

An event's *statement* commits to its data; an act's *envelope* carries one signature over the RFC
6962 root of its statements and over commitments to who acted and why; a *log entry* binds a
statement to its envelope and tells nothing else. The byte layouts are in docs/log-format.md and
never change.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from domain.act import Signer
from domain.canonical import decode, lp, parse_utc, unhex
from domain.ed25519 import verify
from domain.errors import Malformed
from domain.merkle import leaf_hash, root

PAYLOAD_TYPE = "application/vnd.gongkai.act+json;v=1"
SALT_BYTES = 32

_COMMIT_LABEL = b"gongkai-commit/v1\0"
_ENTRY_LABEL = b"gongkai-entry/v1\0"
_POSSESSION_LABEL = b"gongkai-possession/v1\0"
_PAE_HEAD = b"DSSEv1 %d %s " % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode())
_ORIGIN = re.compile(r"[a-z0-9.-]+(?:/[A-Za-z0-9._-]+)*")


class ActRow(NamedTuple):
    """One row of the journal's table of acts; `office` and `person` are canonical JSON bytes."""

    first: int
    count: int  # type: ignore[assignment]
    id: str
    officer: str | None
    post: str | None
    organ: str | None
    recorded_at: str
    office: bytes
    office_salt: bytes
    person: bytes
    person_salt: bytes
    envelope: bytes


class EventRow(NamedTuple):
    """One row of the journal's table of events; `leaf` is the leaf hash of its log entry."""

    position: int
    stream: str
    version: int
    topic: str
    id: str
    data: bytes
    salt: bytes
    statement: bytes
    leaf: bytes


class Seen(NamedTuple):
    """The newest checkpoint kept here when an act was signed: the lower bound of its time."""

    root: str
    size: int


@dataclass(frozen=True)
class Payload:
    """What an act's signature covers (the decoded payload of its envelope)."""

    act: str
    count: int
    keys: tuple[str, ...]
    log: str
    office: str
    person: str
    root: str
    seen: Seen | None
    time: str


@dataclass(frozen=True)
class Statement:
    """What an event's statement says; `prev` is the hash of the stream's statement before it."""

    commit: str
    id: str
    log: str
    prev: str | None
    seq: int
    stream: str
    topic: str


def require_origin(origin: str) -> str:
    """The log's name, for ever: scheme-less, lower-case host, no year, no blank, no plus sign.

    Raises `Malformed`. A year is refused because the name outlives it.
    """
    if not _ORIGIN.fullmatch(origin) or len(origin) > 120:
        raise Malformed(
            "档案名称应形如 qinghe.gov.example/gongkai：不带 http://,不含空格和加号",
            rule="C2SP signed-note",
            field="origin",
        )
    if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", origin):
        raise Malformed("档案名称永久不变，不能带年份", rule="design §4", field="origin")
    return origin


def sha256(data: bytes) -> bytes:
    """SHA-256 digest, 32 bytes."""
    return hashlib.sha256(data).digest()


def commitment(salt: bytes, kind: str, log: str, subject: str, content: bytes) -> str:
    """Hex HMAC-SHA256(salt, label || lp(kind, log, id, bytes)); hides and binds `content`.

    Kinds: `data` (id of the event), `office` and `person` (id of the act), `field`, `content`.
    """
    message = _commitment_head(kind, log) + lp(subject.encode(), content)
    return hmac.digest(salt, message, "sha256").hex()


@lru_cache(maxsize=64)
def _commitment_head(kind: str, log: str) -> bytes:
    return _COMMIT_LABEL + lp(kind.encode(), log.encode())


def statement(
    *, log: str, stream: str, seq: int, id: str, topic: str, prev: str | None, commit: str
) -> bytes:
    """The canonical statement of an event. Its members never need escaping, so it is one format."""
    before = "null" if prev is None else f'"{prev}"'
    return (
        f'{{"commit":"{commit}","id":"{id}","log":"{log}","prev":{before},"seq":{seq},'
        f'"stream":"{stream}","topic":"{topic}"}}'
    ).encode()


def payload(content: Payload) -> bytes:
    """The canonical payload of an act's envelope."""
    keys = ",".join(f'"{key}"' for key in content.keys)
    seen = content.seen
    before = "null" if seen is None else f'{{"root":"{seen.root}","size":{seen.size}}}'
    return (
        f'{{"act":"{content.act}","count":{content.count},"keys":[{keys}],"log":"{content.log}",'
        f'"office":"{content.office}","person":"{content.person}","root":"{content.root}",'
        f'"seen":{before},"time":"{content.time}"}}'
    ).encode()


def signed_bytes(body: bytes) -> bytes:
    """The DSSE pre-authentication encoding of a payload: what the officer's key signs."""
    return _PAE_HEAD + b"%d %s" % (len(body), body)


def seal_envelope(body: bytes, signers: Sequence[Signer]) -> bytes:
    """The DSSE envelope in canonical form: the payload and one signature a signer, in order."""
    message = signed_bytes(body)
    signatures = ",".join(
        f'{{"keyid":"{signer.public_key.hex()}","sig":"{_b64(signer.sign(message))}"}}'
        for signer in signers
    )
    return (
        f'{{"payload":"{_b64(body)}","payloadType":"{PAYLOAD_TYPE}","signatures":[{signatures}]}}'
    ).encode()


def log_entry(statement_bytes: bytes, envelope: bytes) -> bytes:
    """The 32 bytes the public log holds for an event."""
    return log_entry_of(statement_bytes, sha256(envelope))


def log_entry_of(statement_bytes: bytes, envelope_hash: bytes) -> bytes:
    """As `log_entry`, for a caller that hashes one envelope for many events."""
    return _log_entry(sha256(statement_bytes), envelope_hash)


def _log_entry(statement_hash: bytes, envelope_hash: bytes) -> bytes:
    return sha256(_ENTRY_LABEL + statement_hash + envelope_hash)


def possession_bytes(log: str, officer: str, public_key: bytes) -> bytes:
    """What a new key signs to prove that its officer holds it."""
    return _POSSESSION_LABEL + lp(log.encode(), officer.encode(), public_key)


class UnsealedEvent(NamedTuple):
    """An event about to be sealed: data is canonical, version is its number in the stream.

    `id` is given when the act has promised it already (`Act.reserve`); else sealing draws one.
    """

    stream: str
    version: int
    topic: str
    data: bytes
    id: str | None = None


class _Stated(NamedTuple):
    """An event with its id, its salt, its statement and the statement's hash."""

    event: UnsealedEvent
    id: str
    salt: bytes
    statement: bytes
    hash: bytes


def seal(
    *,
    log: str,
    act: str,
    time: str,
    events: Sequence[UnsealedEvent],
    before: Callable[[str, int], str | None],
    office: bytes,
    person: bytes,
    seen: Seen | None,
    signers: Sequence[Signer],
    new_id: Callable[[], str],
    salts: Callable[[int], bytes],
) -> tuple[ActRow, list[EventRow]]:
    """Seal an act. Positions are 0 here; the journal assigns them inside its transaction.

    The row's officer, post and organ, which repeat what office and person say, are the caller's.
    `before(stream, version)` gives the hex hash of the statement a stream ended with, None for a
    new stream; events of one stream within the act are chained here.
    """
    salt = salts(SALT_BYTES * (len(events) + 2))
    office_salt, person_salt = salt[-2 * SALT_BYTES : -SALT_BYTES], salt[-SALT_BYTES:]
    stated = _state(log, events, before, new_id, salt)
    body = payload(
        Payload(
            act=act,
            count=len(events),
            keys=tuple(signer.public_key.hex() for signer in signers),
            log=log,
            office=commitment(office_salt, "office", log, act, office),
            person=commitment(person_salt, "person", log, act, person),
            root=root([leaf_hash(one.statement) for one in stated]).hex(),
            seen=seen,
            time=time,
        )
    )
    envelope = seal_envelope(body, signers)
    row = ActRow(
        first=0,
        count=len(events),
        id=act,
        officer=None,
        post=None,
        organ=None,
        recorded_at=time,
        office=office,
        office_salt=office_salt,
        person=person,
        person_salt=person_salt,
        envelope=envelope,
    )
    return row, _rows(stated, sha256(envelope))


def _state(
    log: str,
    events: Sequence[UnsealedEvent],
    before: Callable[[str, int], str | None],
    new_id: Callable[[], str],
    salts: bytes,
) -> list[_Stated]:
    """The statements of an act's events, each chained to its stream's statement before."""
    heads: dict[str, str] = {}
    stated = []
    for number, event in enumerate(events):
        stream, version, topic, data, promised = event
        salt = salts[SALT_BYTES * number : SALT_BYTES * (number + 1)]
        identity = promised or new_id()
        body = statement(
            log=log,
            stream=stream,
            seq=version,
            id=identity,
            topic=topic,
            prev=heads.get(stream) or before(stream, version - 1),
            commit=commitment(salt, "data", log, identity, data),
        )
        digest = sha256(body)
        heads[stream] = digest.hex()
        stated.append(_Stated(event, identity, salt, body, digest))
    return stated


def _rows(stated: Sequence[_Stated], envelope_hash: bytes) -> list[EventRow]:
    return [
        EventRow(
            0,
            event.stream,
            event.version,
            event.topic,
            identity,
            event.data,
            salt,
            body,
            leaf_hash(_log_entry(digest, envelope_hash)),
        )
        for event, identity, salt, body, digest in stated
    ]


def open_envelope(envelope: bytes) -> Payload:
    """The payload of a stored envelope, every signature verified.

    Raises `Malformed` when the bytes are not exactly one canonical envelope whose `keys` agree
    with its signatures, or when any signature fails (DSSE v1; RFC 8032 with the strict key rule).
    """
    outer = decode(envelope)
    _require_members(outer, {"payload", "payloadType", "signatures"}, "信封")
    if outer["payloadType"] != PAYLOAD_TYPE or not isinstance(outer["signatures"], list):
        raise Malformed("信封的类型不对", rule="DSSE v1")
    body = _unb64(outer["payload"])
    content = parse_payload(body)
    message = signed_bytes(body)
    keys = []
    for signature in outer["signatures"]:
        _require_members(signature, {"keyid", "sig"}, "签名")
        keys.append(signature["keyid"])
        if not verify(unhex(signature["keyid"], 32), message, _unb64(signature["sig"])):
            raise Malformed(f"签名不成立：{signature['keyid']}", rule="RFC 8032 5.1.7")
    if tuple(keys) != content.keys or not keys:
        raise Malformed("签名的密钥与信封里写明的不一致", rule="design §4")
    if envelope != _canonical_envelope(outer):
        raise Malformed("信封不是规范形式", rule="design §4")
    return content


def parse_payload(body: bytes) -> Payload:
    """A payload's members. Raises `Malformed` for missing, surplus or mistyped ones."""
    data = decode(body)
    _require_members(data, set(Payload.__dataclass_fields__), "办理信封")
    seen = data["seen"]
    if seen is not None:
        _require_members(seen, {"root", "size"}, "seen")
        unhex(seen["root"], 32)
        if type(seen["size"]) is not int or seen["size"] < 1:
            raise Malformed("seen.size 不对")
        seen = Seen(seen["root"], seen["size"])
    texts = [data[name] for name in ("act", "log", "office", "person", "root", "time")]
    if not all(type(text) is str for text in texts) or type(data["count"]) is not int:
        raise Malformed("办理信封的成员类型不对")
    for name in ("office", "person", "root"):
        unhex(data[name], 32)
    parse_utc(data["time"])
    if type(data["keys"]) is not list or not all(type(key) is str for key in data["keys"]):
        raise Malformed("办理信封的 keys 不对")
    content = Payload(**{**data, "keys": tuple(data["keys"]), "seen": seen})
    if payload(content) != body:
        raise Malformed("办理信封不是规范形式", rule="design §4")
    return content


def parse_statement(body: bytes) -> Statement:
    """A statement's members. Raises `Malformed` unless the bytes are exactly one statement."""
    data = decode(body)
    _require_members(data, set(Statement.__dataclass_fields__), "事件声明")
    content = Statement(**data)
    rebuilt = statement(
        log=str(content.log),
        stream=str(content.stream),
        seq=content.seq,
        id=str(content.id),
        topic=str(content.topic),
        prev=content.prev,
        commit=str(content.commit),
    )
    if type(content.seq) is not int or rebuilt != body:
        raise Malformed("事件声明不是规范形式", rule="design §4")
    return content


def _canonical_envelope(outer: dict[str, Any]) -> bytes:
    signatures = ",".join(
        f'{{"keyid":"{one["keyid"]}","sig":"{one["sig"]}"}}' for one in outer["signatures"]
    )
    return (
        f'{{"payload":"{outer["payload"]}","payloadType":"{PAYLOAD_TYPE}",'
        f'"signatures":[{signatures}]}}'
    ).encode()


def _require_members(data: object, names: set[str], what: str) -> None:
    if not isinstance(data, dict) or data.keys() != names:
        raise Malformed(f"{what}的成员不对", rule="design §4")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: object) -> bytes:
    if isinstance(text, str):
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            data = b""
        if data and _b64(data) == text:
            return data
    raise Malformed("base64 写法不对", rule="RFC 4648 4")
