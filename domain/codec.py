"""Event data by annotation: what a class declares is exactly what is stored and read back.

Both directions refuse missing, surplus and mistyped members, so that a stored event is never read
as something else than what was signed.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from domain.canonical import MAX_INTEGER
from domain.errors import Malformed

Encoder = Callable[[Any], Any]
Decoder = Callable[[Any], Any]


def codec_for(annotation: Any) -> tuple[Encoder, Decoder]:
    """(to JSON, from JSON) of str, int, bool, date, StrEnum, frozen dataclass, tuple or None.

    Raises `TypeError` at class definition for a type that has no canonical form.
    """
    if annotation is str:
        return _exactly(str), _exactly(str)
    if annotation is bool:
        return _exactly(bool), _exactly(bool)
    if annotation is int:
        return _integer, _integer
    if annotation is date:
        return _date_text, _date
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return _enum_codec(annotation)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        members = members_of(annotation)
        return members.encode, members.decode_object
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _optional(annotation)
    if origin is tuple:
        return _tuple(annotation)
    raise TypeError(f"{annotation!r} has no canonical form")


class Members:
    """The codec of one class: its declared members, in canonical order."""

    def __init__(self, cls: type, names: typing.Iterable[str]) -> None:
        hints = typing.get_type_hints(cls)
        self.cls = cls
        self.codecs = [(name, *codec_for(hints[name])) for name in sorted(names)]
        self.names = frozenset(name for name, _, _ in self.codecs)

    def encode(self, value: Any) -> dict[str, Any]:
        """The members of `value`. Raises `Malformed` naming the member of a wrong type."""
        state = value.__dict__
        result = {}
        for name, encode, _ in self.codecs:
            try:
                result[name] = encode(state[name])
            except (Malformed, KeyError) as error:
                raise Malformed(f"{self.cls.__qualname__}.{name}: {error}", field=name) from None
        return result

    def decode(self, data: Any) -> dict[str, Any]:
        """The members as Python values. Raises `Malformed` if any is missing, surplus, mistyped."""
        if type(data) is not dict:
            raise Malformed(f"{self.cls.__qualname__}: 不是一个对象")
        if data.keys() != self.names:
            missing, surplus = self.names - data.keys(), data.keys() - self.names
            raise Malformed(
                f"{self.cls.__qualname__}: 缺少 {sorted(missing)},多出 {sorted(surplus)}"
            )
        result = {}
        for name, _, decode in self.codecs:
            try:
                result[name] = decode(data[name])
            except Malformed as error:
                raise Malformed(f"{self.cls.__qualname__}.{name}: {error}", field=name) from None
        return result

    def decode_object(self, data: Any) -> Any:
        """As `decode`, as an instance of the class."""
        return self.cls(**self.decode(data))


def members_of(cls: type) -> Members:
    """The codec of a frozen dataclass of the domain (a value object)."""
    return Members(cls, (field.name for field in dataclasses.fields(cls)))


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise Malformed(f"应为 {kind.__name__},实为 {type(value).__name__}")
        return value

    return check


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) > MAX_INTEGER:
        raise Malformed("应为 2^53 以内的整数")
    return value


def _date_text(value: Any) -> str:
    if type(value) is not date:
        raise Malformed("应为日期")
    return value.isoformat()


def _date(value: Any) -> date:
    if type(value) is str:
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        # Python also reads 20260101 and 2026-W01-4; one date has one way to be written.
        if found is not None and found.isoformat() == value:
            return found
    raise Malformed(f"应为 YYYY-MM-DD 日期,实为 {value!r}")


def _enum_codec(kind: type[StrEnum]) -> tuple[Encoder, Decoder]:
    values = {str(member.value): member for member in kind}

    def encode(value: Any) -> str:
        if type(value) is not kind:
            raise Malformed(f"应为 {kind.__name__},实为 {value!r}")
        return value._value_

    def decode(value: Any) -> StrEnum:
        if type(value) is not str or value not in values:
            raise Malformed(f"{kind.__name__} 没有 {value!r}")
        return values[value]

    return encode, decode


def _optional(annotation: Any) -> tuple[Encoder, Decoder]:
    inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    if len(inner) != 1 or len(typing.get_args(annotation)) != 2:
        raise TypeError(f"{annotation!r} has no canonical form")
    encode, decode = codec_for(inner[0])
    return (
        lambda value: None if value is None else encode(value),
        lambda value: None if value is None else decode(value),
    )


def _tuple(annotation: Any) -> tuple[Encoder, Decoder]:
    args = typing.get_args(annotation)
    if len(args) != 2 or args[1] is not Ellipsis:
        raise TypeError(f"{annotation!r} has no canonical form")
    encode, decode = codec_for(args[0])

    def encode_all(value: Any) -> list[Any]:
        if type(value) is not tuple:
            raise Malformed(f"应为 tuple,实为 {type(value).__name__}")
        return [encode(item) for item in value]

    def decode_all(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise Malformed(f"应为列表,实为 {type(value).__name__}")
        return tuple([decode(item) for item in value])

    return encode_all, decode_all
