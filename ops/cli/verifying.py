"""`gongkai verify`: whether the archive is what it says it is."""

from pathlib import Path
from typing import Annotated

import typer

from domain.audit import Report
from domain.law.articles import spoken
from ops.cli.output import AsJSON, say, say_json
from ops.cli.progress import progress_bar
from ops.cli.settings import settings_of


def verify(
    context: typer.Context,
    vkey: Annotated[str | None, typer.Option(help="您保存的日志公钥")] = None,
    founding: Annotated[str | None, typer.Option(help="您保存的建档指纹")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="您保存的检查点文件", exists=True, dir_okay=False)
    ] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="用几个进程；默认全部核心")] = None,
    as_json: AsJSON = False,
) -> None:
    # What judges the archive loads all of it: reading how to ask for that need not wait.
    from ops.verifying import verify as run

    settings = settings_of(context)
    with progress_bar("核验") as advance:
        report = run(
            settings.home,
            vkey=vkey,
            founding=founding,
            checkpoint=checkpoint,
            processes=processes,
            progress=advance,
        )
    if as_json:
        say_json(report.to_json())
    else:
        _print(report)
    if not report.sound:
        raise typer.Exit(1)


def _print(report: Report) -> None:
    counts = report.counts
    say(f"{report.origin or '（没有读到档案名称）'}：{report.verdict}")
    say(f"事件 {counts.events} 个，办理 {counts.acts} 次，检查点 {counts.checkpoints} 份，")
    say(f"内容文件 {counts.blobs} 个；其中 {counts.opened} 份内容用保存的密钥对过承诺。")
    say(f"建档指纹 {report.founding or '（没有读到）'}")
    say(f"树根 {report.root or '（没有算出）'}，大小 {report.size}")
    for finding in report.findings:
        place = "" if finding.position is None else f"第 {finding.position} 号 "
        rule = spoken(finding.rule)
        say(f"问题：{place}{finding.where}：{finding.what}" + (f"（{rule}）" if rule else ""))
    if report.total > len(report.findings):
        say(f"……共 {report.total} 处，只列出前 {len(report.findings)} 处")
    for name in report.compared:
        say(f"已与外部保存的比对：{name}")
    for name in report.not_compared:
        say(f"没有比对：{name}")
    for text in report.notes:
        say(f"说明：{text}")
