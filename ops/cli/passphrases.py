"""How a command comes by a passphrase: from a file, or asked for.

It is never taken from the arguments, where other users of the machine could see it.
"""

import warnings
from getpass import GetPassWarning, getpass
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Incomplete
from ops.cli.output import note

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        help="从文件读取口令（第一行）；不给则当场询问", exists=True, dir_okay=False, readable=True
    ),
]


def read_passphrase(
    path: Path | None,
    prompt: str,
    *,
    confirm: bool = False,
    option: str = "--passphrase-file",
) -> str:
    """The passphrase from a file's first line, or asked for without echo; `option` gives the file.

    Raises `Incomplete` for a file that is no text, and where nothing can be asked unseen.
    """
    if path is None:
        return _asked(prompt, option, confirm=confirm)
    try:
        return path.read_text("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        raise Incomplete("口令文件不是 UTF-8 文本", field=option.lstrip("-")) from None


def _asked(prompt: str, option: str, *, confirm: bool) -> str:
    with warnings.catch_warnings():
        # Python would warn in English that what is typed may be seen, and read on.
        warnings.simplefilter("error", GetPassWarning)
        try:
            while True:
                given = getpass(f"{prompt}：")
                if given and (not confirm or getpass("请再输入一次：") == given):
                    return given
                note("两次输入的口令不一样，请重新输入" if given else "口令不能是空的")
        except GetPassWarning:
            raise Incomplete(
                f"这里没有终端，不能询问口令；请把口令写在文件的第一行，用 {option} "
                "给出这个文件（/dev/stdin 是标准输入）",
                field=option.lstrip("-"),
            ) from None
