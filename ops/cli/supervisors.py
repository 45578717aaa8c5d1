"""`gongkai trail`: who did what."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from domain.act import BEIJING
from domain.directory import officer_named, organ_named
from ops.bootstrap import open_archive
from ops.cli.acting import Actor
from ops.cli.output import AsJSON, note, say, say_json
from ops.cli.passphrases import PassphraseFile
from ops.cli.settings import settings_of
from ops.covering import catch_up_if_alone
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
