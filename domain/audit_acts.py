"""The sealed bytes of an act and its events, checked as docs/log-format.md §3-§7 says.

What the rows say is written out again in the one form it may have and compared with the stored
bytes: one comparison covers form, members and values. Only what differs is taken apart, to say
which member is wrong. This is where an audit spends its time, so the common case is short.
"""

import json
import re
import struct
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from domain.audit import Findings
from domain.audit_claims import Numbered, Serial, differing_claims
from domain.audit_duties import ROLES, SEATING
from domain.audit_envelopes import Expected, differences, open_envelope, parse_seen, seen_in
from domain.audit_seats import Seats
from domain.audit_shapes import INTEGER, TEXT, UUID7, Kind, kinds, list_of, require_data, unquoted
from domain.audit_texts import judge_migrated
from domain.canonical import encode, lp, parse_utc
from domain.errors import Malformed
from domain.merkle import root
from domain.numbering import Number
from domain.officer import Officer
from domain.permissions import Role
from domain.record import Record
from domain.sealing import ActRow, EventRow, parse_statement

_COMMIT_LABEL = b"gongkai-commit/v1\0"
_ENTRY_LABEL = b"gongkai-entry/v1\0"
_UUID7_LENGTH = 36
_SALT_BYTES = 32
_NOT_A_SALT = f"不是 {_SALT_BYTES} 字节"
_OFFICES_HELD = 1000
_APART = "建档或恢复登记员"

# A salt is a key of half a block: the rest of the block is padding alone.
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_INNER_PAD, _OUTER_PAD = b"\x36" * 32, b"\x5c" * 32

_uuid7 = re.compile(UUID7).fullmatch
_minutes = re.compile(r"[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z").fullmatch
_uint64 = struct.Struct(">Q").pack
_parse = json.JSONDecoder().raw_decode

_PAIRS = list_of(rf"\[{TEXT},{TEXT}\]")
_READS = list_of(rf"\[{TEXT},{INTEGER}\]")
_OPTIONAL = rf"(?:null|{TEXT})"
_person = re.compile(
    rf'\{{"claims":({_PAIRS}),"commands":({_PAIRS}),"officer":({_OPTIONAL}),"reads":({_READS}),'
    rf'"reason":{_OPTIONAL},"source":{_OPTIONAL},"terminal":{_OPTIONAL}\}}'
).fullmatch
_office = re.compile(
    rf'\{{"ground":{_OPTIONAL},"organ":({_OPTIONAL}),"post":({_OPTIONAL})\}}'
).fullmatch

_DIFFERS = {
    "commit": "data 和 salt 打不开这个承诺",
    "id": "与 events.id 不同",
    "log": "属于另一个档案",
    "prev": "不是该案卷上一号声明的散列",
    "seq": "与 events.version 不同",
    "stream": "与 events.stream 不同",
    "topic": "与 events.topic 不同",
}


class Promised(NamedTuple):
    """What an act says must stand elsewhere in the archive.

    `contents` are (position, canonical JSON) of the contents its events name, `numbers` the index
    numbers they state, `serials` the numbers of papers and registers; `entries` and `leaves` the
    log's, one of each for every event, recomputed.
    """

    claims: list[list[str]]
    commands: list[list[str]]
    contents: list[tuple[int, str]]
    numbers: list[Numbered]
    serials: list[Serial]
    entries: list[bytes]
    leaves: list[bytes]


class Heads:
    """Where each stream stands while acts go by in order: its version, the hash of its statement.

    `before(stream, position)` finds (version, statement) of a stream's newest event before a
    position; it is asked once for each stream that comes up and is not new.
    """

    def __init__(self, before: Callable[[str, int], tuple[int, bytes] | None]) -> None:
        self._before = before
        self.known: dict[str, tuple[int, str | None]] = {}

    def at(self, stream: str, position: int) -> tuple[int, str | None]:
        """(version, hex hash of the statement) of a stream just before a position; (0, None)."""
        known = self.known.get(stream)
        if known is None:
            found = self._before(stream, position)
            known = (0, None) if found is None else (found[0], sha256(found[1]).hexdigest())
            self.known[stream] = known
        return known


class ActAudit:
    """Checks acts one after another; what is wrong is added to `findings`.

    `kept(size)` is the root of the checkpoint kept of that size, None when none is kept.
    """

    def __init__(
        self,
        log: str,
        seats: Seats,
        heads: Heads,
        kept: Callable[[int], bytes | None],
        findings: Findings,
    ) -> None:
        self._log = log
        self._seats = seats
        self._heads = heads
        self._kept = kept
        self._findings = findings
        self._kinds = kinds()
        self._offices: dict[bytes, tuple[str | None, str | None]] = {}
        # The ids of events and acts have one length, so all that precedes the id is the same.
        size = _uint64(_UUID7_LENGTH)
        self._data, self._office, self._person = (
            _COMMIT_LABEL + lp(kind, log.encode()) + size
            for kind in (b"data", b"office", b"person")
        )
        self._hours: set[str] = set()
        # Of the act being checked:
        self._officer: str | None = None
        self._quoted_officer = self._quoted_organ = ""
        self._role: Role | None = None
        self._apart = False
        self._envelope_hash = b""
        self._statements_differ = False

    def check(self, act: ActRow, events: Sequence[EventRow]) -> Promised:
        """Check an act and the events at its positions. Never raises on what is stored."""
        promised = Promised([], [], [], [], [], [], [])
        try:
            self._check(act, events, promised)
        except (AttributeError, TypeError, ValueError, struct.error) as error:
            # The tables are STRICT, so that no value can have another type than its column, unless
            # somebody wrote into the file. Nothing here accepts such a value; it only stumbles.
            self._find(act[0], "acts, events", f"列值的类型不对：{error}", "§3")
        return promised

    def _check(self, act: ActRow, events: Sequence[EventRow], promised: Promised) -> None:
        first, count, identity, officer, post, organ, time = act[:7]
        office, office_salt, person, person_salt, envelope = act[7:]
        if not _uuid7(identity):
            self._find(first, "acts.id", "不是 uuid7", "§2")
        if time[:14] not in self._hours or not _minutes(time, 14):
            self._check_time(first, time)
        if self._offices.get(office) != (organ, post):
            self._check_office(first, office, organ, post)
        if len(office_salt) != _SALT_BYTES or len(person_salt) != _SALT_BYTES:
            self._find(first, "acts.office_salt, acts.person_salt", _NOT_A_SALT, "§4")
        self._check_person(first, person, officer, promised)
        held = self._seats.posts.get(post) if post is not None else None
        self._officer = officer
        self._quoted_officer = _quoted(officer)
        self._quoted_organ = "" if organ is None else _quoted(organ)
        self._role = None if held is None else held.role
        self._apart = first in self._seats.apart
        self._envelope_hash = sha256(envelope).digest()
        self._statements_differ = False
        statements_root = root([self._check_event(event, promised) for event in events]).hex()
        if not self._statements_differ:
            self._check_claims(first, events, organ, promised)
        if count != len(events):
            self._find(first, "acts.count", f"写着 {count} 个事件,实有 {len(events)} 个", "§3")
        opened = open_envelope(envelope)
        if opened is None:
            self._find(first, "acts.envelope", "不是规范形式的 DSSE 信封", "§6")
            return
        body, keys, refuted = opened
        for key in refuted:
            self._find(first, "acts.envelope", f"签名不成立:{key}", "§6")
        office_commit = self._commitment(self._office, office_salt, identity, office)
        person_commit = self._commitment(self._person, person_salt, identity, person)
        expected = (
            *(identity, count, keys, self._log),
            *(office_commit, person_commit, statements_root, time),
        )
        self._check_payload(first, body, expected)
        if not self._seats.allow(first, officer, post, organ, keys):
            for where, what in self._seats.judge(first, officer, post, organ, keys):
                self._find(first, where, what, "§10")

    def _find(self, position: int, where: str, what: str, section: str) -> None:
        self._findings.add(position, where, what, f"log-format {section}")

    # The act

    def _check_time(self, first: int, time: str) -> None:
        try:
            parse_utc(time)
            # The next act of this hour needs only its minutes looked at.
            self._hours = {time[:14]}
        except Malformed as error:
            self._find(first, "acts.recorded_at", error.message, "§1")

    def _check_office(self, first: int, office: bytes, organ: str | None, post: str | None) -> None:
        """The office is canonical and the columns repeat it. Good ones are many times the same."""
        match = _office(_text(office))
        if match is None:
            self._find(first, "acts.office", "不是规范形式的 ground、organ、post", "§3")
        elif match[1] != _quoted(organ):
            self._find(first, "acts.organ", "与 office 里的不同", "§3")
        elif match[2] != _quoted(post):
            self._find(first, "acts.post", "与 office 里的不同", "§3")
        else:
            if len(self._offices) >= _OFFICES_HELD:
                self._offices.clear()
            self._offices[office] = organ, post

    def _check_person(
        self, first: int, person: bytes, officer: str | None, promised: Promised
    ) -> None:
        """The person is canonical, the read set true; claims and commands are promised."""
        match = _person(_text(person))
        if match is None:
            self._find(first, "acts.person", "不是规范形式,或成员不对", "§3")
            return
        claims, commands, named, reads = match.groups()
        if named != _quoted(officer):
            self._find(first, "acts.officer", "与 person 里的不同", "§3")
        if claims != "[]":
            promised.claims.extend(self._ascending(first, "claims", claims))
        if commands != "[]":
            promised.commands.extend(self._ascending(first, "commands", commands))
        known = self._heads.known
        for stream, version in self._ascending(first, "reads", reads):
            stood = (known.get(stream) or self._heads.at(stream, first))[0]
            if stood != version:
                what = f"办理时案卷 {stream} 是第 {stood} 号,写的是第 {version} 号"
                self._find(first, "acts.person.reads", what, "§10")

    def _ascending(self, first: int, member: str, text: str) -> list[Any]:
        """A list of pairs, which must be sorted and without repetition."""
        pairs: list[Any] = _parse(text)[0]
        before: list[Any] = []
        for pair in pairs:
            if not before < pair:
                self._find(first, f"acts.person.{member}", "没有排序,或有重复", "§3")
                break
            before = pair
        return pairs

    def _check_claims(
        self, first: int, events: Sequence[EventRow], organ: str | None, promised: Promised
    ) -> None:
        """An act claims what its events make unique, and nothing else."""
        missing, surplus = differing_claims(
            promised.claims, events, promised.numbers, organ, promised.serials
        )
        for claim in missing:
            self._find(first, "acts.person.claims", f"没有声明 {claim!r}", "§11")
        for claim in surplus:
            self._find(first, "acts.person.claims", f"没有事件需要声明 {claim!r}", "§11")

    def _check_payload(self, first: int, body: bytes, expected: Expected) -> None:
        seen = seen_in(body, *expected)
        if seen is None:
            for member, what in differences(body, *expected):
                if member != ".root" or not self._statements_differ:
                    self._find(first, f"acts.envelope{member}", what, "§6")
        elif seen != b"null":
            checkpoint = parse_seen(seen)
            if checkpoint is None:
                self._find(first, "acts.envelope.seen", "写法不对", "§6")
            elif checkpoint[0] >= first:
                what = f"检查点 {checkpoint[0]} 不在办理之前"
                self._find(first, "acts.envelope.seen", what, "§6")
            elif self._kept(checkpoint[0]) != checkpoint[1]:
                what = f"没有留存这样的检查点 {checkpoint[0]}"
                self._find(first, "acts.envelope.seen", what, "§6")

    def _commitment(self, prefix: bytes, salt: bytes, subject: str, content: bytes) -> str:
        """HMAC-SHA256 as RFC 2104 defines it; the standard library's takes a third longer."""
        message = prefix + subject.encode() + _uint64(len(content)) + content
        inner = sha256(salt.translate(_INNER) + _INNER_PAD + message).digest()
        return sha256(salt.translate(_OUTER) + _OUTER_PAD + inner).hexdigest()

    # Its events

    def _check_event(self, event: EventRow, promised: Promised) -> bytes:
        """Check an event; the leaf of its statement in the act's own tree."""
        position, stream, version, topic, identity, data, salt, body, leaf = event
        kind = self._kinds[topic]
        if kind is None:
            self._find(position, "events.topic", f"登记表里没有这种事件:{topic!r}", "§2")
        else:
            if not kind.names(f"{stream} {identity}") or kind.creates is not (version == 1):
                self._explain_place(event, kind)
            if self._apart:
                if topic not in SEATING:
                    self._find(position, "events.topic", f"{topic} 不能随{_APART}办理", "§10")
            elif self._role not in ROLES[topic]:
                self._check_own_key(position, stream, topic)
            self._check_data(event, kind, promised)
        known = self._heads.known
        if version == 1 and stream not in known:
            before = "null"
        else:
            before = self._check_chain(position, stream, version)
        commit = self._commitment(self._data, salt, identity, data)
        expected = (
            f'{{"commit":"{commit}","id":"{identity}","log":"{self._log}","prev":{before},'
            f'"seq":{version},"stream":"{stream}","topic":"{topic}"}}'
        )
        if expected.encode() != body or len(salt) != _SALT_BYTES:
            self._explain_statement(event, commit, before)
        hashed = sha256(body)
        known[stream] = version, hashed.hexdigest()
        entry = sha256(_ENTRY_LABEL + hashed.digest() + self._envelope_hash).digest()
        logged = sha256(b"\0" + entry).digest()
        if logged != leaf:
            self._find(position, "events.leaf", "与声明和信封算出的不同", "§7")
        promised.entries.append(entry)
        promised.leaves.append(logged)
        return sha256(b"\0" + body).digest()

    def _check_chain(self, position: int, stream: str, version: int) -> str:
        """What `prev` must be, as it is written in the statement."""
        last, prev = self._heads.at(stream, position)
        if version != last + 1:
            what = f"案卷 {stream} 此前是第 {last} 号事件"
            self._find(position, "events.version", what, "§3")
        return _quoted(prev)

    def _explain_place(self, event: EventRow, kind: Kind) -> None:
        position, stream, version, topic, identity = event[:5]
        if not _uuid7(identity):
            self._find(position, "events.id", "不是 uuid7", "§2")
        if not stream.startswith(kind.prefix) or not _uuid7(stream[len(kind.prefix) :]):
            self._find(position, "events.stream", f"{topic} 不能在案卷 {stream!r}", "§2")
        if kind.creates is not (version == 1):
            self._find(position, "events.version", f"{topic} 不能是第 {version} 号事件", "§3")

    def _check_own_key(self, position: int, stream: str, topic: str) -> None:
        """Only the own key may be revoked from any post, and from none."""
        if topic != Officer.KeyRevoked.TOPIC or stream != self._officer:
            held = "没有岗位" if self._role is None else f"岗位 {self._role}"
            self._find(position, "acts.post", f"{held}不能办理 {topic}", "§10")

    def _check_data(self, event: EventRow, kind: Kind, promised: Promised) -> None:
        """The data decodes in canonical form; its `officer` is the act's; note its `content`."""
        members: Any = kind.matches(_text(event[5]))
        if members is None:
            position, stream, version, topic, _, data = event[:6]
            try:
                parsed = require_data(topic, data, stream, version)
            except Malformed as error:
                self._find(position, "events.data", error.message, "§1")
                return
            named = parsed | parsed.get("description", {})
            members = {name: encode(value).decode() for name, value in named.items()}
        if kind.officer and members["officer"] != self._quoted_officer:
            self._find(event[0], "events.data.officer", "不是这次办理的经办人", "§10")
        if kind.organ and self._quoted_organ and members["organ"] != self._quoted_organ:
            self._find(event[0], "events.data.organ", "不是岗位所属的机关", "§10")
        if event[3] == Record.Migrated.TOPIC:
            stated = (members["openness"], members["order"], members["title"])
            for what in judge_migrated(*stated):
                self._find(event[0], "events.data", what, "§10")
        if kind.numbered and members["index_number"] != "null":
            organ = unquoted(members["organ"]) if kind.organ else None
            promised.numbers.append(Numbered(unquoted(members["index_number"]), organ))
        if kind.numbers is not None:
            organ = unquoted(members["organ"]) if kind.organ else None
            for number in kind.numbers(json.loads(event[5])):
                promised.serials.append(Serial(Number(**number), organ))
        if kind.contents is not None:
            for content in kind.contents(json.loads(event[5])):
                promised.contents.append((event[0], encode(content).decode()))
        if kind.content:
            promised.contents.append((event[0], members["content"]))

    def _explain_statement(self, event: EventRow, commit: str, before: str) -> None:
        position, stream, version, topic, identity, _, salt, body, _ = event
        # Then the root over the statements, and what the events claim, differ too: it would only
        # say the same again.
        self._statements_differ = True
        if len(salt) != _SALT_BYTES:
            self._find(position, "events.salt", _NOT_A_SALT, "§4")
        try:
            stored = parse_statement(body)
        except Malformed as error:
            self._find(position, "events.statement", error.message, "§5")
            return
        prev = None if before == "null" else before[1:-1]
        expected = (commit, identity, self._log, prev, version, stream, topic)
        for (name, what), value in zip(_DIFFERS.items(), expected, strict=True):
            if getattr(stored, name) != value:
                self._find(position, f"events.statement.{name}", what, "§5")


def _text(data: bytes) -> str:
    """UTF-8, or a text that no pattern matches."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _quoted(text: str | None) -> str:
    """An id or null as canonical JSON writes it; ids need no escaping, and another text is none."""
    return "null" if text is None else f'"{text}"'
