"""`gongkai law …`: the tables of law and the working-day calendar, read and corrected."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from api.json.lawbook import CALENDAR, CalendarForm, RowForm, retroactive
from domain.canonical import decode
from domain.errors import NotFound
from domain.law.law import TABLES, row_text
from ops.bootstrap import open_archive
from ops.cli.acting import Actor, acting_command
from ops.cli.bodies import From, Set, body_of
from ops.cli.output import AsJSON, say, say_json, say_table
from ops.cli.records import Expect
from ops.cli.requests import today
from ops.cli.settings import settings_of

law = typer.Typer(no_args_is_help=True)
calendar = typer.Typer(no_args_is_help=True, help="工作日历：录入放假通知")
law.add_typer(calendar, name="calendar")


@acting_command(calendar, "announce")
def announce(actor: Actor, body: From = None, members: Set = None, expect: Expect = None) -> None:
    """录入一年的放假通知：year、notice、announced_on、off、work、source、reason。"""
    recorded = actor.services.lawmaking.announce_calendar(
        actor.caller("lawbook.announce_calendar"),
        **body_of(CalendarForm, body, members).model_dump(),
        expected=expect,
    )
    actor.finish(recorded, "已录入放假通知，未办结案件的期限重新计算")


@acting_command(law, "correct")
def correct(actor: Actor, body: From = None, members: Set = None, expect: Expect = None) -> None:
    """更正或增加法规表的一行：table、row、reason、source。"""
    form = body_of(RowForm, body, members)
    recorded = actor.services.lawmaking.correct(
        actor.caller("lawbook.correct"),
        form.table,
        form.text(),
        reason=form.reason,
        source=form.source,
        expected=expect,
    )
    actor.finish(recorded, f"已更正法规表 {form.table}")


@law.command("show")
def show(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="表名；calendar 是工作日历", show_default=False)],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="哪一天适用的；不写为今天")
    ] = None,
    as_json: AsJSON = False,
) -> None:
    """一张法规表在某一天适用的各行，各有依据和生效日期；追溯的更正另行注明。"""
    with open_archive(settings_of(context)) as services:
        rules = services.handling.rules()
        book = services.lawmaking.book()
    if table == CALENDAR:
        years = rules.calendar.tables
        if as_json:
            say_json({"table": table, "rows": [asdict(one) for one in years]})
            return
        say_table(
            ("年", "通知", "发布", "放假", "调休上班"),
            [
                (one.year, one.notice, one.announced_on or "暂定", len(one.off), len(one.work))
                for one in years
            ],
        )
        return
    if table not in TABLES:
        names = "、".join((CALENDAR, *TABLES))
        raise NotFound(f"没有这张法规表：{table}；可用：{names}", field="table")
    rows = rules.law.rows(TABLES[table], today() if on is None else on.date())
    back = retroactive(book, rows)
    if as_json:
        lines = [decode(row_text(row).encode()) for row in rows]
        say_json({"table": table, "rows": lines, "retroactive": back})
        return
    told = {one["key"]: one for one in back}
    for row in rows:
        say(f"{row.key}（自 {row.valid_from} 起，{row.source}）")
        if row.key in told:
            one = told[row.key]
            say(f"    追溯：{one['entered_on']} 录入，理由：{one['reason']}（{one['source']}）")
        for name, value in sorted(decode(row_text(row).encode()).items()):
            if name not in ("key", "valid_from", "source"):
                say(f"    {name}: {value}")
