"""Any JSON that an event's members may be, drawn from their annotations."""

import dataclasses
import types
import typing
from datetime import date
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from domain.canonical import MAX_INTEGER
from domain.casefile import CaseEvent, CreatedEvent

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


def values_of(event: type[CaseEvent]) -> st.SearchStrategy[dict[str, Any]]:
    """Data of an event, as JSON values."""
    hints = typing.get_type_hints(event)
    names = {field.name for field in dataclasses.fields(event)}  # type: ignore[arg-type]
    names -= {field.name for field in dataclasses.fields(CreatedEvent)}  # type: ignore[arg-type]
    return st.fixed_dictionaries({name: _values(hints[name]) for name in sorted(names)})


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    if annotation is str:
        return TEXT
    if annotation is bool:
        return st.booleans()
    if annotation is int:
        return st.integers(-MAX_INTEGER, MAX_INTEGER)
    if annotation is date:
        return st.dates().map(date.isoformat)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return st.sampled_from([str(one.value) for one in annotation])
    if dataclasses.is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        fields = dataclasses.fields(annotation)
        return st.fixed_dictionaries({field.name: _values(hints[field.name]) for field in fields})
    inner = [one for one in typing.get_args(annotation) if one not in (type(None), Ellipsis)]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return st.none() | _values(inner[0])
    return st.lists(_values(inner[0]), max_size=3)
