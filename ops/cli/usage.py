"""Wrong use of the command line, told in Chinese: what is missing or wrong, and where to read on.

The command framework knows English only. Its errors are told apart by the names of their classes,
and those about a value by the finding that caused them or by the framework's own sentence.
"""

import re
from typing import Any

from pydantic import ValidationError
from typer import BadParameter, TyperException

from ops.cli.wrong_values import choices, own_words, wrong_kind

_NO_COMMAND = re.compile(r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?", re.DOTALL)
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_CHOICE = re.compile(r"(?:Value error, )?'(.*)' is not one of (.*)\.", re.DOTALL)
_DAY = re.compile(r"(?:Value error, )?'(.*)' does not match the formats? .*", re.DOTALL)
_PATH = re.compile(
    r"\w+ '(.*)' (does not exist|is a file|is a directory|is not readable|is not writable)\.",
    re.DOTALL,
)
_PATHS = {
    "does not exist": "没有这个文件或文件夹：{}",
    "is a file": "应为文件夹，这是文件：{}",
    "is a directory": "应为文件，这是文件夹：{}",
    "is not readable": "不能读取：{}",
    "is not writable": "不能写入：{}",
}
_QUOTED = re.compile(r"'([^']*)'")


def told(error: TyperException) -> str:
    """The two lines for standard error; empty where the help was shown instead."""
    if _is(error, "NoArgsIsHelpError"):
        return ""
    context = getattr(error, "ctx", None)
    command = "gongkai" if context is None else context.command_path
    return f"用法不对：{_problem(error)}\n看 {command} -h"


def _is(error: TyperException, name: str) -> bool:
    """Whether an error is of the framework's class of this name.

    Most of these classes stand in a private module. Its import would keep the whole command from
    starting once it is moved; a name that is not found only makes the sentence less precise.
    """
    return any(one.__name__ == name for one in type(error).__mro__)


def _problem(error: TyperException) -> str:
    known: Any = error
    if isinstance(error, BadParameter):
        missing = _is(error, "MissingParameter")
        return f"缺少{_named(error)}" if missing else f"{_named(error)}：{_value(error)}"
    if _is(error, "NoSuchOption"):
        near = "、".join(known.possibilities or ())
        return f"没有选项 {known.option_name}" + (f"，是不是 {near}" if near else "")
    if _is(error, "BadOptionUsage"):
        wanted = "requires" in error.message
        return f"选项 {known.option_name} 后面{'要' if wanted else '不'}写内容"
    return _sentence(error.message)


def _sentence(message: str) -> str:
    """An error that is of no class of its own."""
    if found := _NO_COMMAND.fullmatch(message):
        near = "、".join(_QUOTED.findall(found[2] or ""))
        return f"没有命令 {found[1]}" + (f"，是不是 {near}" if near else "")
    if found := _EXTRA.fullmatch(message):
        return f"多写了 {found[1]}"
    if message == "Missing command.":
        return "缺少命令"
    return own_words(message) or "这样写读不懂"


def _named(error: BadParameter) -> str:
    """The option or argument, with what it is for."""
    parameter: Any = error.param
    if parameter is None:
        hint = error.param_hint or ""
        return f"选项 {hint}" if isinstance(hint, str) and hint else "参数"
    option = parameter.param_type_name == "option"
    name = max(parameter.opts, key=len) if option else parameter.name
    meaning = f"（{parameter.help}）" if parameter.help else ""
    return f"{'选项' if option else '参数'} {name}{meaning}"


def _value(error: BadParameter) -> str:
    message = error.message
    if found := _CHOICE.fullmatch(message):
        return f"不能写 {found[1]}，{choices(found[2])}"
    if found := _DAY.fullmatch(message):
        return f"不能写 {found[1]}，应为日期，如 2026-03-02"
    if found := _PATH.fullmatch(message):
        return _PATHS[found[2]].format(found[1])
    if isinstance(error.__cause__, ValidationError):
        first = error.__cause__.errors(include_url=False, include_input=False)[0]
        return wrong_kind(first["type"], first["msg"], first.get("ctx") or {})
    return own_words(message) or "写得不对"
