"""Numbers of papers and registers, as an audit sees them: stated by events, dense in each sequence.

An event type says by its annotations where in its data a `Number` may stand; only the data of those
types is parsed. docs/log-format.md §3 says what a claim of a number is.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from domain.audit import Findings
from domain.numbering import NEWEST, Number

Finder = Callable[[Any], Iterator[Number]]
"""Parsed data of one type -> the numbers that it states. The data has the form of its type."""


def numbers_in(annotation: Any) -> Finder | None:
    """How to find the numbers in data of this type; None when it has no place for any."""
    if annotation is Number:
        return lambda value: iter((Number(**value),))
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        names = [field.name for field in dataclasses.fields(annotation)]
        return numbers_in_members(typing.get_type_hints(annotation), names)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (numbers_in(one) for one in arguments if one is not type(None))
        return inner and (lambda value: iter(()) if value is None else inner(value))
    if origin is tuple:
        item = numbers_in(arguments[0])
        return item and (lambda value: (found for one in value for found in item(one)))
    return None


def numbers_in_members(hints: dict[str, Any], names: Iterable[str]) -> Finder | None:
    """As `numbers_in`, for an object with these members."""
    finders = {name: finder for name in names if (finder := numbers_in(hints[name])) is not None}
    if not finders:
        return None
    return lambda value: (found for name in finders for found in finders[name](value[name]))


class NumberRow(NamedTuple):
    """A claim of a number, with the first position of the act it names (None when there is none).

    Each column may be of any type: somebody may have written into the file.
    """

    scope: Any
    value: Any
    first: Any


def check_dense(rows: Iterable[NumberRow], findings: Findings) -> None:
    """In every sequence the serials are 1..n, taken in the order of the journal.

    Rows come by scope and value. After a hole the count goes on from the number found.
    """
    scope: Any = None
    expected, latest = 1, 0
    for row in rows:
        if row.scope != scope:
            scope, expected, latest = row.scope, 1, 0
        if type(row.value) is not str or type(row.first) is not int:
            continue  # such a row is found where claims are compared with acts
        if row.value != f"{expected:06d}":
            what = f"{scope} 应为第 {expected} 号，却是 {row.value!r}：编号不连续"
            findings.add(row.first, "claims.value", what, "log-format §3")
        elif row.first < latest:
            what = f"{scope} 第 {expected} 号先于前一号取用"
            findings.add(row.first, "claims.value", what, "log-format §3")
        expected = (int(row.value) if _is_serial(row.value) else expected) + 1
        latest = row.first


def _is_serial(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) == len(str(NEWEST))
