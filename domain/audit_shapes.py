"""The canonical bytes of each event type as one pattern, so that an audit need not parse them.

The members of an event are declared, sorted and of few types, so what is canonical JSON for its
class is a regular language. Data that the pattern matches is canonical and decodes; what it does
not match is decoded in earnest, because the pattern leaves out a few rare forms (29 February,
integers of 16 digits) rather than let a wrong one in.
"""

import dataclasses
import inspect
import json
import re
import types
import typing
from collections.abc import Iterable, Set
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from domain.audit_places import Finder, found_in_members
from domain.canonical import decode, encode
from domain.casefile import REGISTRY, CaseEvent, CaseFile, CreatedEvent
from domain.complaint import Complaint
from domain.content import Content
from domain.description import Description
from domain.errors import Malformed
from domain.founding import Archive
from domain.law.lawbook import LawBook
from domain.numbering import Number
from domain.officer import Officer
from domain.organ import Organ
from domain.record import Record
from domain.rectification import Rectification
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview

CASE_FILES = (
    Archive,
    Complaint,
    InformationRequest,
    LawBook,
    Officer,
    Organ,
    Record,
    Rectification,
    SecrecyReview,
)
"""Every type of case file: importing them is what fills the registry of stored names."""

# RFC 8785 3.2.2.2. Possessive repetitions (`*+`) never go back, so that no text can make the match
# slow.
_PLAIN = r'[^"\\\x00-\x1f]*+'
TEXT = rf'"{_PLAIN}(?:\\(?:["\\bfnrt]|u00(?:0[0-7be-f]|1[0-9a-f])){_PLAIN})*+"'
UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"  # RFC 9562 5.7
INTEGER = r"(?:0|-?[1-9][0-9]{0,14})"
_DATE = (
    r'"(?!0000)[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])'
    r'|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"'
)


SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""For decoding events outside of their act: no fold looks at the time."""


_DESCRIBED = frozenset({"index_number", "title"})


class Kind(NamedTuple):
    """What an audit must know of a stored event name.

    `names` matches the ids of case file and event with a blank between, `matches` the data;
    `officer`, `organ`, `content` and `numbered` say whether it names the acting officer, the organ
    a case file is created for, a content, and an index number, in such groups (`index_number`).
    A migrated record also has groups for its `title`, `openness` and `order`. `numbers` finds the
    numbers of papers and registers in the parsed data, `contents` the contents that do not stand
    in the member of that name; None for the many types that have no place for any.
    """

    prefix: str
    creates: bool
    names: Any
    matches: Any
    officer: bool
    organ: bool
    content: bool
    numbered: bool
    numbers: Finder | None
    contents: Finder | None


def list_of(item: str) -> str:
    """The pattern of a JSON list of `item`s."""
    return rf"\[(?:{item}(?:,{item})*+)?+\]"


class Kinds(dict[str, Kind | None]):
    """Every stored name, made when it is first met; None for a name the registry does not know."""

    def __init__(self) -> None:
        super().__init__()
        self._classes = {
            event.TOPIC: (case_file, event)
            for case_file in CASE_FILES
            for event in vars(case_file).values()
            if inspect.isclass(event) and issubclass(event, CaseEvent) and hasattr(event, "TOPIC")
        }

    def __missing__(self, topic: str) -> Kind | None:
        if topic not in self._classes:
            return None
        self[topic] = kind = _kind(*self._classes[topic])
        return kind


@cache
def kinds() -> Kinds:
    """The table of stored names; patterns are made once a process."""
    return Kinds()


def unquoted(written: str) -> str:
    """The text that a pattern matched, out of its canonical JSON."""
    text: str = json.loads(written) if "\\" in written else written[1:-1]
    return text


def require_data(topic: str, data: bytes, stream: str, version: int) -> Any:
    """The parsed data of an event that its pattern does not match.

    Raises `Malformed` unless it decodes under its topic and is in canonical form after all.
    """
    REGISTRY.decode(topic, data, stream=stream, version=version, time=SOME_TIME)
    parsed = decode(data)
    if encode(parsed) != data:
        raise Malformed("数据不是规范形式", rule="RFC 8785")
    return parsed


def _kind(case_file: type[CaseFile], event: type[CaseEvent]) -> Kind:
    hints = typing.get_type_hints(event)
    names = {field.name for field in dataclasses.fields(event)}  # type: ignore[arg-type]
    names -= {field.name for field in dataclasses.fields(CreatedEvent)}  # type: ignore[arg-type]
    content = "content" in names and hints["content"] is Content
    organ = "organ" in names and issubclass(event, CreatedEvent)
    groups = {"officer", *(["content"] if content else []), *(["organ"] if organ else [])}
    if event is Record.Migrated:
        groups |= {"openness", "order"}
    return Kind(
        f"{case_file.PREFIX}:",
        issubclass(event, CreatedEvent),
        re.compile(f"{case_file.PREFIX}:{UUID7} {UUID7}").fullmatch,
        re.compile(_members(hints, names, groups)).fullmatch,
        "officer" in names,
        organ,
        content,
        "description" in names and hints["description"] is Description,
        found_in_members(hints, names, Number),
        found_in_members(hints, names - {"content"} if content else names, Content),
    )


def _members(hints: dict[str, Any], names: Iterable[str], groups: Set[str] = frozenset()) -> str:
    """The pattern of an object, its members in canonical order."""
    members = []
    for name in sorted(names):
        # Of what lies deeper only a description's title and index number are ever looked at.
        inner = _DESCRIBED if groups and hints[name] is Description else frozenset()
        shape = _shape(hints[name], inner)
        members.append(f'"{name}":' + (f"(?P<{name}>{shape})" if name in groups else shape))
    return r"\{" + ",".join(members) + r"\}"


def _shape(annotation: Any, groups: Set[str] = frozenset()) -> str:
    """The pattern of a value: every type of `domain.codec`, and no other."""
    if annotation is str:
        return TEXT
    if annotation is bool:
        return "(?:true|false)"
    if annotation is int:
        return INTEGER
    if annotation is date:
        return _DATE
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return '"(?:' + "|".join(re.escape(str(value.value)) for value in annotation) + ')"'
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        names = [field.name for field in dataclasses.fields(annotation)]
        return _members(typing.get_type_hints(annotation), names, groups)
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        (inner,) = (arg for arg in typing.get_args(annotation) if arg is not type(None))
        return f"(?:null|{_shape(inner)})"
    if typing.get_origin(annotation) is tuple:
        return list_of(_shape(typing.get_args(annotation)[0]))
    raise TypeError(f"{annotation!r} has no pattern")
