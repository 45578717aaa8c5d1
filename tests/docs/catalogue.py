"""Writes docs/events.md from the registry: `python -m tests.docs.catalogue > docs/events.md`."""

import dataclasses
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import projections.happened  # noqa: F401  with it the registry of events is complete
from domain.casefile import _ENVELOPING, REGISTRY
from projections.actions import ACTIONS

HEAD = """# Stored events

Every event ever written, by its stored name; what a member is called here is what it is called in
the event's data (docs/log-format.md, §1 and §3). A stored event is never changed: what must change
becomes another version beside it. This page is written from the registry and compared with it by
the suite.
"""


def page() -> str:
    """The whole page."""
    values: dict[str, Any] = {}
    lines = [HEAD]
    for topic in REGISTRY.topics:
        stored = REGISTRY._stored[topic]
        names = {field.name for field in dataclasses.fields(stored.event)} - _ENVELOPING  # type: ignore[arg-type]
        lines += [f"## `{topic}`", "", f"**{ACTIONS[topic]}**. {_meaning(stored.event)}", ""]
        lines += list(_members(stored.event, names, values))
    lines += ["# Values", ""]
    known: set[str] = set()
    while values.keys() - known:
        for name in sorted(values.keys() - known):
            known.add(name)
            lines += [f"## {name}", "", _meaning(values[name]), ""]
            lines += list(_value(values[name], values))
    return "\n".join(lines).rstrip() + "\n"


def _members(cls: type, names: typing.Iterable[str], values: dict[str, Any]) -> Iterator[str]:
    hints = typing.get_type_hints(cls)
    yield from ("| member | type |", "|---|---|")
    for name in sorted(names):
        yield f"| `{name}` | {_type(hints[name], values)} |"
    yield ""


def _value(kind: Any, values: dict[str, Any]) -> Iterator[str]:
    if issubclass(kind, StrEnum):
        yield from ("| value | 中文 |", "|---|---|")
        yield from (f"| `{member.value}` | {_chinese(member)} |" for member in kind)
        yield ""
    else:
        yield from _members(kind, (field.name for field in dataclasses.fields(kind)), values)


def _chinese(member: Any) -> str:
    return str(getattr(member, "chinese", ""))


def _type(annotation: Any, values: dict[str, Any]) -> str:
    """The type of a member in words; types of our own are kept in `values`."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    arguments = typing.get_args(annotation)
    origin = typing.get_origin(annotation)
    if origin is tuple:
        return f"list of {_type(arguments[0], values)}"
    if origin in (typing.Union, types.UnionType):
        (inner,) = [argument for argument in arguments if argument is not type(None)]
        return f"{_type(inner, values)} or null"
    values[annotation.__name__] = annotation
    return str(annotation.__name__)


_PLAIN = {str: "text", int: "integer", bool: "true or false", date: "legal date"}


def _meaning(cls: type) -> str:
    """What the class says of itself. The event library derives events anew, without their words:
    then it is what the class they were derived from says."""
    for ancestor in cls.__mro__:
        said = inspect.cleandoc(ancestor.__dict__.get("__doc__") or "")
        if said and not said.startswith(f"{cls.__name__}("):
            return " ".join(said.split())
    raise LookupError(f"{cls} says nothing of itself")


if __name__ == "__main__":
    sys.stdout.write(page())
