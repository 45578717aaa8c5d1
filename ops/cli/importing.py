"""`gongkai import`: take over historical records from a folder, dry run unless told otherwise."""

from pathlib import Path
from typing import Annotated

import typer

from ops.bootstrap import open_archive
from ops.cli.acting import Actor
from ops.cli.output import AsJSON, note, say, say_json, say_table
from ops.cli.passphrases import PassphraseFile
from ops.cli.progress import progress_bar
from ops.cli.settings import settings_of
from ops.covering import cover
from ops.importing import Import, Outcome


def import_records(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help="文件夹，内有 manifest.csv", exists=True, file_okay=False)
    ],
    officer: Annotated[str, typer.Option("--as", help="迁移员的登录名", show_default=False)],
    commit: Annotated[bool, typer.Option("--commit", help="真正写入；不加只检查")] = False,
    order: Annotated[str, typer.Option(help="依据哪一份命令迁移（写入时必填）")] = "",
    enrol_organs: Annotated[
        bool, typer.Option("--enrol-organs", help="没有登记的机关先登记名称")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJSON = False,
) -> None:
    if commit and not order.strip():
        raise typer.BadParameter("写入须用 --order 写明依据哪一份命令", param_hint="--order")
    with open_archive(settings_of(context)) as services:
        caller = None
        if commit:
            actor = Actor(services, acting_as=officer, passphrase_file=passphrase_file)
            caller = actor.caller("record.migrate")
        work = Import(
            archive=services.archive,
            migration=services.migration,
            contents=services.contents,
            extraction=services.extraction,
            folder=folder,
            enrol_organs=enrol_organs,
        )
        with progress_bar("迁移" if commit else "检查") as advance:
            outcome = work.run(caller, order, advance)
        covered = cover(services, outcome.position) if outcome.position else True
    _report(outcome, commit=commit, covered=covered, as_json=as_json)
    if outcome.errors:
        raise typer.Exit(1)


def _report(outcome: Outcome, *, commit: bool, covered: bool, as_json: bool) -> None:
    if as_json:
        errors = [vars(error) for error in outcome.errors]
        say_json({**vars(outcome), "errors": errors, "written": commit, "covered": covered})
        return
    if commit:
        say(
            f"清单 {outcome.rows} 行：已迁移 {outcome.imported} 件，此前已迁移 {outcome.known} 件。"
        )
    else:
        say(f"清单 {outcome.rows} 行：可迁移 {outcome.ready} 件，此前已迁移 {outcome.known} 件。")
        say("这是检查，没有写入；加 --commit --order 写入。")
    if outcome.new_organs and not commit:
        say(f"将登记的机关：{'、'.join(outcome.new_organs)}")
    if outcome.errors:
        say(f"不能迁移 {len(outcome.errors)} 行：")
        say_table(
            ("行", "文件", "列", "原因"),
            ((error.line, error.file, error.column, error.reason) for error in outcome.errors),
        )
    if not covered:
        note("已写入，但日志检查点还没有覆盖到这里；请稍后用 gongkai status 查看")
