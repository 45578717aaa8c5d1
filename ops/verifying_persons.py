"""What is sealed of persons, and what their erasure destroyed, checked as an outsider would.

Every sealed value in a case file is opened with the keys that are kept and compared with its
commitment (docs/log-format.md §4). A key may be missing only where an erasure of that person in
that case file says so; and what an erasure says is destroyed must be gone. Whoever gave an identity
and was not erased has its fingerprint, by which the desk finds his other requests; and the secret
that keys the digests of what was filed online is there while the journal keeps such digests.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.audit import Findings
from domain.base64 import unbase64
from domain.complaint import Complaint
from domain.errors import Malformed
from domain.officer import SYSTEM_PREFIX
from domain.personal import Sealed, place_of, require_opens
from domain.record import Record
from domain.rectification import Rectification
from domain.requests.closing import PersonErased
from domain.requests.request import InformationRequest
from domain.sealing import SALT_BYTES
from ops.verifying_files import open_read_only

HOLDING = (Complaint.PREFIX, Rectification.PREFIX, InformationRequest.PREFIX)
"""The types of case files that hold what is sealed of persons."""

_RULE = "log-format §4"
_NONCE = 12
_IDENTITY = re.compile(r"/(?:applicants\.\d+|applicant|complainant)\.identity$")
"""Whose identity number is remembered: who asks, not who stands for him or is asked."""
_DIGESTS = "command-digest"
_SEALED = {"commitment", "key", "text"}
_DATA_KEY = (
    "SELECT wrapped, person, case_file, persons.key FROM data_keys"
    " JOIN persons ON persons.id = person WHERE data_keys.id = ?"
)


@dataclass(frozen=True)
class Named:
    """A sealed value where an event names it; `person` is whose it is, if the event says so."""

    position: int
    place: str
    sealed: Sealed
    person: str | None


@dataclass
class _Case:
    """What the events of one case file say, in order."""

    stream: str
    named: list[Named] = field(default_factory=list)
    erasures: list[tuple[int, str, list[str]]] = field(default_factory=list)

    def owners(self) -> dict[str, set[str]]:
        """Whose each data key is, by where the events name it."""
        found: dict[str, set[str]] = {}
        for one in self.named:
            if one.person is not None:
                found.setdefault(one.sealed.key, set()).add(one.person)
        return found


class PersonAudit:
    """Checks case files one after another; what is wrong is added to `findings`.

    `opened` and `closed` count the values compared with their commitment, and those whose key an
    erasure destroyed.
    """

    def __init__(self, home: Path, log: str, findings: Findings) -> None:
        self._log = log
        self._findings = findings
        path = home / "secrets.db"
        self._keys = open_read_only(path) if path.exists() else None
        self.opened = self.closed = 0

    def check(self, stream: str, events: list[tuple[int, str, str, Any]]) -> None:
        """The events of one case file: (position, topic, id, data), in order."""
        case = _Case(stream)
        for position, topic, identity, data in events:
            try:
                members = json.loads(data)
                named = list(_named(members, None, ""))
            except (ValueError, TypeError, RecursionError):
                continue  # the range the event lies in reports what is wrong with its data
            case.named += [
                Named(position, place_of(identity, path), sealed, person)
                for path, sealed, person in named
            ]
            if topic == PersonErased.TOPIC and _is_erasure(members):
                case.erasures.append((position, members["person"], members["contents"]))
        self._check_erasures(case)
        self._check_values(case)

    def close(self) -> None:
        """Close the database of keys."""
        if self._keys is not None:
            self._keys.close()

    def _check_erasures(self, case: _Case) -> None:
        """What was to be destroyed is gone."""
        for position, person, contents in case.erasures:
            if self._row(
                "SELECT 1 FROM data_keys WHERE person = ? AND case_file = ?", person, case.stream
            ):
                self._find(position, "secrets.db", f"已经抹去的人仍留有密钥：{person}")
            for content in contents:
                if self._row("SELECT 1 FROM content_keys WHERE id = ?", content):
                    self._find(position, "secrets.db", f"已经抹去的内容仍留有密钥：{content}")

    def _check_values(self, case: _Case) -> None:
        owners = case.owners()
        erased = {person for _, person, _ in case.erasures}
        missing: set[str] = set()
        identified: dict[str, int] = {}
        keys: dict[str, bytes | None] = {}
        for one in case.named:
            key_id = one.sealed.key
            if key_id not in keys:
                keys[key_id] = self._data_key(one.position, key_id, case.stream)
            key = keys[key_id]
            if key is not None:
                self._open(one, key)
                if one.person is not None and _IDENTITY.search(one.place):
                    identified.setdefault(one.person, one.position)
            elif owners.get(key_id, set()) & erased:
                self.closed += 1
            elif key_id not in missing:
                missing.add(key_id)
                what = f"没有个人信息的密钥，也没有抹去的办理：{key_id}"
                self._find(one.position, "events.data", what)
        for person, position in identified.items():
            if not self._row("SELECT 1 FROM identities WHERE person = ?", person):
                what = f"案卷里有身份证明号码，密钥库里没有它的指纹：{person}"
                self._find(position, "secrets.db", what)

    def _open(self, one: Named, key: bytes) -> None:
        data = unbase64(one.sealed.text)
        try:
            if data is None:
                raise Malformed("不是 base64")
            subject = one.sealed.key.encode()
            clear = AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], subject)
            salt, value = clear[:SALT_BYTES], clear[SALT_BYTES:].decode()
            require_opens(one.sealed, one.place, salt, value, self._log)
            self.opened += 1
        except (InvalidTag, ValueError, Malformed):
            self._find(one.position, "events.data", f"密封的内容打不开或与承诺不符：{one.place}")

    def _data_key(self, position: int, key_id: str, stream: str) -> bytes | None:
        """The clear data key; None when it or the person's key is not kept, or does not open."""
        row = self._row(_DATA_KEY, key_id)
        if not row:
            return None
        wrapped, person, case, outer = row
        if case != stream:
            self._find(position, "secrets.db", f"数据密钥属于另一个案卷：{key_id}")
        try:
            subject = f"{key_id}/{person}/{case}".encode()
            return AESGCM(outer).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], subject)
        except (InvalidTag, ValueError, TypeError):
            self._findings.add(None, "secrets.db", f"数据密钥已损坏：{key_id}", _RULE)
            return None

    def _row(self, question: str, *given: str) -> Any:
        """The first row; None also where the table or the file is not there."""
        if self._keys is None:
            return None
        try:
            return self._keys.execute(question, given).fetchone()
        except (sqlite3.Error, UnicodeEncodeError):
            return None

    def _find(self, position: int, where: str, what: str) -> None:
        self._findings.add(position, where, what, _RULE)


def check_archive_secrets(home: Path, rows: sqlite3.Connection, findings: Findings) -> None:
    """The secret that keys the digests of commands a system actor gave must be kept.

    Without it nobody can show any more that a form sent again is the one that was filed.
    """
    path = home / "secrets.db"
    if not path.exists() or not _filed_online(rows):
        return
    try:
        with closing(open_read_only(path)) as kept:
            found = kept.execute("SELECT 1 FROM archive_secrets WHERE name = ?", (_DIGESTS,))
            if found.fetchone() is None:
                what = "网上提交的摘要所用的密钥缺失：archive_secrets"
                findings.add(None, "secrets.db", what, _RULE)
    except sqlite3.Error as error:
        findings.add(None, "secrets.db", f"读不出来：{error}", _RULE)


def _filed_online(rows: sqlite3.Connection) -> bool:
    """Whether the journal keeps a digest of what was sent through a system actor."""
    found = rows.execute(
        "SELECT data FROM events WHERE version = 1"
        " AND stream IN (SELECT DISTINCT officer FROM commands)"
    )
    for (data,) in found:
        try:
            members = json.loads(data)
        except (ValueError, TypeError, RecursionError):
            continue
        sign_in = members.get("sign_in") if isinstance(members, dict) else None
        if isinstance(sign_in, str) and sign_in.startswith(SYSTEM_PREFIX):
            return True
    return False


def case_files(
    rows: sqlite3.Connection, prefix: str, last: int
) -> Iterator[tuple[str, list[tuple[int, str, str, Any]]]]:
    """Each case file of a type with its events up to a position."""
    found = rows.execute(
        "SELECT stream, position, topic, id, data FROM events"
        " WHERE stream >= ? AND stream < ? AND position <= ? ORDER BY stream, version",
        (f"{prefix}:", f"{prefix};", last),
    )
    for stream, events in groupby(found, lambda row: row[0]):
        yield stream, [(row[1], row[2], row[3], row[4]) for row in events]


def erased_contents(rows: sqlite3.Connection, position: int, last: int) -> frozenset[str]:
    """The contents that the case file of the event at `position` says were destroyed: by erasures
    of persons, and by orders to expunge a record."""
    found = rows.execute(
        "SELECT topic, data FROM events"
        " WHERE stream = (SELECT stream FROM events WHERE position = ?)"
        " AND topic IN (?, ?) AND position <= ?",
        (position, PersonErased.TOPIC, Record.Expunged.TOPIC, last),
    )
    destroyed: set[str] = set()
    for topic, data in found:
        try:
            members = json.loads(data)
        except (ValueError, TypeError, RecursionError):
            continue
        if _names_contents(members) and (topic == Record.Expunged.TOPIC or _is_erasure(members)):
            destroyed.update(members["contents"])
    return frozenset(destroyed)


def _is_erasure(members: Any) -> bool:
    return _names_contents(members) and isinstance(members.get("person"), str)


def _names_contents(members: Any) -> bool:
    contents = members.get("contents") if isinstance(members, dict) else None
    return isinstance(contents, list) and all(isinstance(one, str) for one in contents)


def _named(value: Any, person: str | None, path: str) -> Iterator[tuple[str, Sealed, str | None]]:
    """Every sealed value with its path and whose it is: the nearest object that names a person."""
    if isinstance(value, dict):
        if value.keys() == _SEALED:
            if all(isinstance(one, str) for one in value.values()):
                yield path, Sealed(**value), person
            return
        inner = value.get("person")
        person = inner if isinstance(inner, str) else person
        items: Any = value.items()
    else:
        items = enumerate(value) if isinstance(value, list) else ()
    for name, one in items:
        yield from _named(one, person, f"{path}.{name}" if path else str(name))
