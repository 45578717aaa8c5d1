"""The one byte form of data: canonical JSON on a restricted profile of RFC 8785 (JCS).

The profile: member names are ASCII, no floating point numbers, integers below 2^53 in size, text
without lone surrogates. On it Python's own encoder with sorted keys is byte-equal to JCS. Stored
bytes are verified as they are; nothing is ever re-canonicalised to be verified.
"""

import json
import struct
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NoReturn

from domain.errors import Malformed

MAX_INTEGER = 2**53 - 1

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_uint64 = struct.Struct(">Q").pack


def encode(value: object) -> bytes:
    """`value` in canonical form, UTF-8. Raises `Malformed` outside the profile."""
    try:
        _require_profile(value)
        return encode_checked(value)
    except RecursionError:
        raise Malformed("嵌套过深，无法保存", rule="canonical profile") from None


def encode_checked(value: object) -> bytes:
    """As `encode`, for a value whose shape the caller has already checked against the profile."""
    return utf8(_encode(value))


def utf8(text: str) -> bytes:
    """The bytes of canonical text. Raises `Malformed` for half of a surrogate pair."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Malformed("文字里有不成对的代理字符，无法保存", rule="RFC 8785 3.2.2.2") from None


def decode(data: bytes) -> Any:
    """Parse stored canonical JSON. Raises `Malformed` on anything that is not JSON of the profile.

    Floats, duplicate members, over-long integers and lone surrogates are refused, so that two
    parsers can never read two things from the same signed bytes.
    """
    try:
        value = _decoder.decode(data.decode())
        if b"\\u" in data:
            # Only an escape can bring half of a pair: UTF-8 has no way to write one.
            _encode(value).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed(f"不是规范的 JSON:{error}", rule="RFC 8785") from None
    return value


def lp(*parts: bytes) -> bytes:
    """Each part preceded by its length as a big-endian uint64, so that no two lists collide."""
    return b"".join([_uint64(len(part)) + part for part in parts])


def unhex(text: object, size: int, field: str = "") -> bytes:
    """The `size` bytes written as lower-case hex. Raises `Malformed` for any other way to write."""
    if isinstance(text, str) and len(text) == 2 * size:
        try:
            data = bytes.fromhex(text)
        except ValueError:
            data = b""
        # Python also reads upper case and blanks.
        if data.hex() == text:
            return data
    raise Malformed(f"应为 {2 * size} 位小写十六进制", rule="design §4", field=field)


def utc(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.ffffffZ`. The moment must know its time zone."""
    if moment.tzinfo is None:
        raise Malformed("时间没有时区", rule="design: times are UTC")
    return _written(moment.astimezone(UTC))


@lru_cache(maxsize=4096)
def parse_utc(text: str) -> datetime:
    """The inverse of `utc`. Raises `Malformed` for any other way to write a time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed(f"时间写法不对：{text!r}", rule="design: times are UTC") from None
    if moment.tzinfo is not UTC or _written(moment) != text:
        raise Malformed(f"时间写法不对：{text!r}", rule="design: times are UTC")
    return moment


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _require_profile(value: object) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise Malformed(f"整数超出范围：{value}", rule="RFC 8785 3.2.2.3")
        return
    if isinstance(value, list | tuple):
        for item in value:
            _require_profile(item)
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise Malformed(f"成员名必须是 ASCII 文字：{key!r}", rule="canonical profile")
            _require_profile(item)
        return
    raise Malformed(f"不能保存 {type(value).__name__} 类型的值", rule="canonical profile")


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"浮点数 {text}")


def _integer(text: str) -> int:
    number = int(text) if len(text) <= 17 else MAX_INTEGER + 1
    if abs(number) > MAX_INTEGER:
        raise ValueError(f"整数超出范围 {text}")
    return number


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("成员名重复")
    if not "".join(members).isascii():
        raise ValueError("成员名必须是 ASCII 文字")
    return members


_decoder = json.JSONDecoder(
    parse_float=_no_float,
    parse_int=_integer,
    parse_constant=_no_float,
    object_pairs_hook=_no_duplicates,
)
