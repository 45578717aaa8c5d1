"""`gongkai dump`: all public metadata as JSON Lines with a manifest, for whoever keeps a copy."""

from pathlib import Path
from typing import Annotated

import typer

from api.json.dumping import MANIFEST
from domain.errors import Incomplete
from ops.bootstrap import open_archive
from ops.cli.output import AsJSON, say, say_json
from ops.cli.settings import settings_of
from ops.clock import now
from ops.covering import catch_up_if_alone
from ops.dumping import source_of, write_dump


def dump(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹", file_okay=False)],
    as_json: AsJSON = False,
) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
        raise Incomplete(f"{folder} 里有别的文件；请给一个空文件夹或以前的整包", field="folder")
    with open_archive(settings_of(context)) as services:
        catch_up_if_alone(services)
        made = write_dump(source_of(services), folder, now)
    told = made.manifest
    if as_json:
        files = [vars(file) for file in told.files]
        say_json({"folder": str(folder), "position": told.position, "files": files})
        return
    for file in told.files:
        say(f"{folder / file.name}：{file.count:,}行，{file.bytes:,}字节，SHA-256 {file.sha256}")
    say(f"{folder / MANIFEST}：对应日志第{told.position:,}号事件")
