"""`gongkai trail` and `verify`: who did what, and whether the archive is what it says it is."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.act import BEIJING
from domain.audit import Report
from domain.directory import officer_named, organ_named
from domain.law.articles import spoken
from ops.bootstrap import catch_up_if_alone, open_archive
from ops.cli.acting import Actor, PassphraseFile
from ops.cli.importing import progress_bar
from ops.cli.output import AsJSON, note, say, say_json
from ops.cli.settings import settings_of
from projections import trail as trails
from projections.actions import topics_called

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


SAID = {
    "answer": "答复",
    "authority": "决定机关",
    "basis": "法律依据",
    "body": "机构",
    "cause": "原因",
    "decision": "结论",
    "document": "答复文件",
    "ground": "不公开理由",
    "openness": "公开属性",
    "order": "依据命令",
    "ordered_on": "命令日期",
    "question": "请示",
    "reason": "理由",
    "repealed_on": "废止日期",
    "replaced_by": "由此代替",
    "source": "来源",
    "step": "级次",
}
"""How the members that an event says of itself are called."""


def trail(
    context: typer.Context,
    supervisor: Annotated[str, typer.Option("--as", help="监督员的登录名", show_default=False)],
    officer: Annotated[str | None, typer.Option(help="谁经办的（登录名）")] = None,
    record: Annotated[str | None, typer.Option(help="哪一件信息，含其保密审查")] = None,
    organ: Annotated[str | None, typer.Option(help="哪个机关（名称或编号）")] = None,
    action: Annotated[
        str | None, typer.Option(help="哪种办理，例如 签发 或 record.approved")
    ] = None,
    since: Day = None,
    until: Day = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多几条")] = 50,
    after: Annotated[str | None, typer.Option(help="从上一页末尾接着看")] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJSON = False,
) -> None:
    """谁批准了什么：按人、信息、机关、办理种类、时间查监督记录（监督员）。"""
    with open_archive(settings_of(context)) as services:
        actor = Actor(services, acting_as=supervisor, passphrase_file=passphrase_file)
        actor.require_reading("trail.read")
        catch_up_if_alone(services)
        asked = trails.Asked(
            officer=None if officer is None else officer_named(services.archive, officer),
            record=record,
            organ=None if organ is None else organ_named(services.archive, organ),
            topics=None if action is None else topics_called(action),
            since=None if since is None else since.date(),
            until=None if until is None else until.date(),
        )
        with services.views.connect() as connection:
            listing = trails.acts_listed(connection, asked, limit=limit, after=after)
    if as_json:
        say_json(
            {
                "total": listing.total,
                "next": listing.next,
                "acts": [asdict(one) for one in listing.items],
            }
        )
        return
    say(f"共 {listing.total} 次办理")
    for one in listing.items:
        moment = one.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
        who = one.officer_name or "（档案）"
        say("")
        say(f"{moment}  {who} · {one.post_title or '无岗位'} · {one.organ_name or '全档案'}")
        for event in one.events:
            say(f"  {event.position}  {event.action}  {event.stream} 第 {event.version} 号")
            for name, value in event.said.items():
                say(f"    {SAID[name]}：{value}")
        if one.count > len(one.events):
            say(f"  ……本次共 {one.count} 个事件")
        for label, text in (("理由", one.reason), ("依据", one.ground)):
            if text:
                say(f"  {label}: {text}")
    if listing.next:
        note(f"下一页：--after {listing.next}")


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
    """像外人一样核验整个档案；发现任何问题都以 1 退出。"""
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
    say(f"{report.origin or '(没有读到档案名称)'}:{report.verdict}")
    say(f"事件 {counts.events} 个，办理 {counts.acts} 次，检查点 {counts.checkpoints} 份，")
    say(f"内容文件 {counts.blobs} 个；其中 {counts.opened} 份内容用保存的密钥对过承诺。")
    say(f"建档指纹 {report.founding or '(没有读到)'}")
    say(f"树根 {report.root or '(没有算出)'}，大小 {report.size}")
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
