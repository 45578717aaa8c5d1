"""What an act is told on the command line: a TOML or JSON file, standard input, or single members.

Personal data never has to stand among the arguments, where the shell's history keeps it and other
users of the machine see it.
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from domain.errors import Incomplete, Malformed
from ops.cli.wrong_values import wrong_value

FormT = TypeVar("FormT", bound=BaseModel)

MOST_BYTES = 64 * 1024 * 1024

_PLACE = re.compile(r"line (\d+),? column (\d+)")
"""Where a parser stopped, as both parsers write it."""

_UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是文件夹",
    PermissionError: "没有权限",
}


def read_body(path: str) -> str:
    """The body in a file (`-`: standard input) as JSON, the files it names taken in as base64.

    A table with a member `path` stands for the file there. Raises `Malformed`, `Incomplete`.
    """
    data = sys.stdin.buffer.read(MOST_BYTES + 1) if path == "-" else _read(Path(path))
    if len(data) > MOST_BYTES:
        raise Malformed("内容太大", field="from")
    try:
        text = data.decode("utf-8-sig")
        body = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        place = _PLACE.search(str(error))
        where = f"：第 {place[1]} 行第 {place[2]} 列读不懂" if place else ""
        raise Malformed(f"不是 TOML 或 JSON{where}", field="from") from None
    return json.dumps(_with_files(body), ensure_ascii=False, sort_keys=True, default=str)


From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE",
        parser=read_body,
        help="办理内容：TOML 或 JSON 文件，- 为标准输入；各栏同 JSON 接口，附件写 path",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="办理内容的一栏，可写多次，如 on=2026-03-02、evidence.kind=SIGNATURE；不写个人信息",
    ),
]


def body_of(form: type[FormT], given: str | None, members: list[str] | None) -> FormT:
    """The body of an act from file and members.

    Raises `Incomplete`, whose sentence names the member that is wrong.
    """
    body: dict[str, Any] = json.loads(given) if given else {}
    for text in members or []:
        name, separator, value = text.partition("=")
        if not separator or not name.strip():
            raise Incomplete(f"应写成 栏名=内容，实为 {text!r}", field="set")
        _put(body, name.strip().split("."), value)
    try:
        return form.model_validate(body)
    except ValidationError as refused:
        first = refused.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Incomplete(wrong_value(first, where)) from None


def _put(body: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        inner = body.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Incomplete(f"“{name}”已经写成别的内容", field="set")
        body = inner
    body[path[-1]] = _value(value)


def _value(text: str) -> Any:
    """Lists and tables are written as JSON; all else is text, which the form reads."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise Incomplete(f"不是 JSON：{text!r}", field="set") from None


def _with_files(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "path" in value and not {"text", "data"} & set(value):
            path = Path(str(value["path"]))
            data = base64.b64encode(_read(path)).decode()
            rest = {name: one for name, one in value.items() if name != "path"}
            return {"name": path.name, "data": data, **rest}
        return {str(name): _with_files(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_files(one) for one in value]
    return value


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        why = _UNREADABLE.get(type(error), error.strerror)
        raise Incomplete(f"读不了 {path}：{why}", field="from") from None
