"""Event data by annotation: what a class declares is exactly what is stored and read back.

Both directions refuse missing, surplus and mistyped members, so that a stored event is never read
as something else than what was signed. Writing yields canonical JSON text at once: members are
written in the order of their names, so nothing is left to sort or to check.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from json.encoder import encode_basestring
from typing import Any

from domain.canonical import MAX_INTEGER, decode
from domain.errors import Malformed

Writer = Callable[[Any], str]
Reader = Callable[[Any], Any]


def codec_for(annotation: Any) -> tuple[Writer, Reader]:
    """(to canonical JSON, from parsed JSON) of a type.

    Types are str, int, bool, date, StrEnum, frozen dataclass, tuple of one type, or one of them or
    None. Raises `TypeError`, when the class is defined, for a type that has no canonical form.
    """
    if annotation is str:
        return _text, _exactly(str)
    if annotation is bool:
        return _truth, _exactly(bool)
    if annotation is int:
        return lambda value: str(_integer(value)), _integer
    if annotation is date:
        return _date_text, _date
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return _enum_codec(annotation)
    if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
        members = members_of(annotation)
        return members.text, members.decode_object
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
        codecs = [(name, *codec_for(hints[name])) for name in sorted(names)]
        self.cls = cls
        self._writers = [
            (name, f'{"," if number else ""}"{name}":', write)
            for number, (name, write, _) in enumerate(codecs)
        ]
        self._readers = [(name, read) for name, _, read in codecs]
        if not "".join(names).isascii():
            raise TypeError(f"{cls!r} has a member whose name is not ASCII")
        # Frozen data without a constructor of its own is read faster past the generated one.
        self._plain = not hasattr(cls, "__post_init__") and not hasattr(cls, "__slots__")

    def text(self, value: Any) -> str:
        """The canonical JSON of `value`. Raises `Malformed` naming the member of a wrong type."""
        if type(value) is not self.cls:
            raise Malformed(f"应为 {self.cls.__qualname__}，实为 {type(value).__name__}")
        state = value.__dict__
        written = []
        for name, label, write in self._writers:
            try:
                written.append(label + write(state[name]))
            except (Malformed, KeyError) as error:
                raise Malformed(f"{self.cls.__qualname__}.{name}: {error}", field=name) from None
        return f"{{{''.join(written)}}}"

    def encode(self, value: Any) -> Any:
        """As `text`, parsed: the members of `value` as JSON values."""
        return decode(self.text(value).encode(errors="surrogatepass"))

    def decode(self, data: Any) -> dict[str, Any]:
        """The members as Python values. Raises `Malformed` if any is missing, surplus, mistyped."""
        if type(data) is not dict:
            raise Malformed(f"{self.cls.__qualname__}: 不是一个对象")
        if len(data) != len(self._readers):
            raise self._ill_membered(data)
        result = {}
        for name, read in self._readers:
            try:
                result[name] = read(data[name])
            except KeyError:
                raise self._ill_membered(data) from None
            except Malformed as error:
                raise Malformed(f"{self.cls.__qualname__}.{name}: {error}", field=name) from None
        return result

    def decode_object(self, data: Any) -> Any:
        """As `decode`, as an instance of the class."""
        if not self._plain:
            return self.cls(**self.decode(data))
        value: Any = object.__new__(self.cls)
        value.__dict__.update(self.decode(data))
        return value

    def _ill_membered(self, data: dict[str, Any]) -> Malformed:
        names = {name for name, _ in self._readers}
        missing, surplus = names - data.keys(), data.keys() - names
        return Malformed(f"{self.cls.__qualname__}: 缺少 {sorted(missing)}，多出 {sorted(surplus)}")


def members_of(cls: type) -> Members:
    """The codec of a frozen dataclass of the domain (a value object)."""
    return Members(cls, [field.name for field in dataclasses.fields(cls)])


def _exactly(kind: type) -> Reader:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise Malformed(f"应为 {kind.__name__}，实为 {type(value).__name__}")
        return value

    return check


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Malformed(f"应为 str，实为 {type(value).__name__}")
    return encode_basestring(value)


def _truth(value: Any) -> str:
    if type(value) is not bool:
        raise Malformed(f"应为 bool，实为 {type(value).__name__}")
    return "true" if value else "false"


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) > MAX_INTEGER:
        raise Malformed("应为 2^53 以内的整数")
    return value


def _date_text(value: Any) -> str:
    if type(value) is not date:
        raise Malformed("应为日期")
    return f'"{value.isoformat()}"'


def _date(value: Any) -> date:
    if type(value) is str:
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        # Python also reads 20260101 and 2026-W01-4; one date has one way to be written.
        if found is not None and found.isoformat() == value:
            return found
    raise Malformed(f"应为 YYYY-MM-DD 日期，实为 {value!r}")


def _enum_codec(kind: type[StrEnum]) -> tuple[Writer, Reader]:
    members = {str(member.value): member for member in kind}
    written = {member: encode_basestring(member.value) for member in kind}

    def write(value: Any) -> str:
        if type(value) is not kind:
            raise Malformed(f"应为 {kind.__name__}，实为 {value!r}")
        return written[value]

    def read(value: Any) -> StrEnum:
        if type(value) is not str or value not in members:
            raise Malformed(f"{kind.__name__} 没有 {value!r}")
        return members[value]

    return write, read


def _optional(annotation: Any) -> tuple[Writer, Reader]:
    inner = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
    if len(inner) != 1 or len(typing.get_args(annotation)) != 2:
        raise TypeError(f"{annotation!r} has no canonical form")
    write, read = codec_for(inner[0])
    return (
        lambda value: "null" if value is None else write(value),
        lambda value: None if value is None else read(value),
    )


def _tuple(annotation: Any) -> tuple[Writer, Reader]:
    args = typing.get_args(annotation)
    if len(args) != 2 or args[1] is not Ellipsis:
        raise TypeError(f"{annotation!r} has no canonical form")
    write, read = codec_for(args[0])

    def write_all(value: Any) -> str:
        if type(value) is not tuple:
            raise Malformed(f"应为 tuple，实为 {type(value).__name__}")
        return f"[{','.join([write(item) for item in value])}]"

    def read_all(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise Malformed(f"应为列表，实为 {type(value).__name__}")
        return tuple([read(item) for item in value])

    return write_all, read_all
