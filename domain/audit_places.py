"""Where in an event's data values of one type stand, read from the annotations of its class.

So an audit finds every number and every content that an event names, however deep and in whatever
list, and parses the data of those events only that have a place for one.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Finder = Callable[[Any], Iterator[dict[str, Any]]]
"""Parsed data of one type -> the objects sought in it. The data has the form of its type."""


def found_in(annotation: Any, sought: type) -> Finder | None:
    """How to find objects of the class `sought` in data of this type; None when it has no place."""
    if annotation is sought:
        return lambda value: iter((value,))
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        names = [field.name for field in dataclasses.fields(annotation)]
        return found_in_members(typing.get_type_hints(annotation), names, sought)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (found_in(one, sought) for one in arguments if one is not type(None))
        return inner and (lambda value: iter(()) if value is None else inner(value))
    if origin is tuple:
        item = found_in(arguments[0], sought)
        return item and (lambda value: (found for one in value for found in item(one)))
    return None


def found_in_members(hints: dict[str, Any], names: Iterable[str], sought: type) -> Finder | None:
    """As `found_in`, for an object with these members."""
    finders = {
        name: finder for name in names if (finder := found_in(hints[name], sought)) is not None
    }
    if not finders:
        return None
    return lambda value: (found for name in finders for found in finders[name](value[name]))
