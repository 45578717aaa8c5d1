"""What is wrong with a value that was given: the findings of pydantic put into Chinese."""

import re
from collections.abc import Mapping
from typing import Any

_QUOTED = re.compile(r"'([^']*)'")
_CHINESE = re.compile(r"[\u3400-\u9fff]")

_WORDS: Mapping[str, str] = {
    "string": "应为文字",
    "int": "应为整数",
    "float": "应为数字",
    "decimal": "应为数字",
    "bool": "应为 true 或 false",
    "date": "应为日期，如 2026-03-02",
    "datetime": "应为日期和时刻，如 2026-03-02T09:30:00+08:00",
    "time": "应为时刻，如 09:30",
    "list": '应为列表，写成 JSON：["…"]',
    "tuple": '应为列表，写成 JSON：["…"]',
    "set": '应为列表，写成 JSON：["…"]',
    "path": "应为文件路径",
}
"""By how the type of an error begins: what kind of value should stand there."""

_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "不能小于 {}"),
    "greater_than": ("gt", "应大于 {}"),
    "less_than_equal": ("le", "不能大于 {}"),
    "less_than": ("lt", "应小于 {}"),
    "string_too_long": ("max_length", "不超过 {} 字"),
    "string_too_short": ("min_length", "至少 {} 字"),
    "too_long": ("max_length", "不超过 {} 项"),
    "too_short": ("min_length", "至少 {} 项"),
}
"""By the type of an error: the member of its context that is the bound, and how it is told."""

_GROUPS = ("model_type", "model_attributes_type", "dataclass_type", "mapping_type")
_OTHERWISE = "写得不对"


def wrong_value(found: Mapping[str, Any], where: str) -> str:
    """One error of a form in Chinese; `where` is the dotted path of the member. Tells no value."""
    kind, context = str(found["type"]), found.get("ctx") or {}
    if kind == "missing":
        return f"缺少 {where}"
    if kind == "extra_forbidden":
        return f"没有 {where} 这一栏"
    if kind == "dict_type":
        return f"{where} 应为一组内容：写成 {where}.key=… 等，或者写成 JSON：{where}={{…}}"
    if kind in _GROUPS:
        return f"{where} 应为一组内容：写成 {where}.栏名=…，或者写成 JSON：{where}={{…}}"
    return f"请检查 {where}：{wrong_kind(kind, str(found['msg']), context)}"


def wrong_kind(kind: str, message: str, context: Mapping[str, Any]) -> str:
    """What should have been there, by the type of the error; a message of our own as it stands."""
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return words.format(context.get(bound, ""))
    if kind in ("enum", "literal_error"):
        return choices(str(context.get("expected", "")))
    if kind in ("value_error", "assertion_error"):
        return own_words(message) or _OTHERWISE
    return _WORDS.get(kind.partition("_")[0], _OTHERWISE)


def choices(expected: str) -> str:
    """What can be chosen, from a list of quoted names."""
    names = _QUOTED.findall(expected)
    return f"可用：{'、'.join(names)}" if names else _OTHERWISE


def own_words(message: str) -> str:
    """A message that is Chinese, without the English that precedes it; empty for any other."""
    found = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return found if _CHINESE.search(found) else ""
