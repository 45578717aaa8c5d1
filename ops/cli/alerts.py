"""`gongkai alerts …`: what the operator sees of subscriptions, which is numbers, and erasing."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from domain.errors import Incomplete
from ops.alerts.addresses import mail_address
from ops.alerts.store import Channel
from ops.bootstrap import open_archive
from ops.cli.output import AsJSON, say, say_json, say_table
from ops.cli.settings import settings_of

alerts = typer.Typer(no_args_is_help=True)

_LABELS = {
    "subscribers": "邮件订阅人",
    "webhooks": "推送网址",
    "searches": "订阅的检索",
    "unconfirmed": "等确认的检索",
    "news_waiting": "等着告诉的版本",
    "deliveries_waiting": "等着发出的邮件和推送",
}


@alerts.command("list")
def list_alerts(context: typer.Context, as_json: AsJSON = False) -> None:
    """多少人订阅了检索，多少提醒等着发出；邮箱和检索的词不显示。"""
    with open_archive(settings_of(context)) as services:
        counts = asdict(services.alerting.subscriptions.counts())
    if as_json:
        say_json(counts)
    else:
        say_table(("", "数"), [(_LABELS[name], count) for name, count in counts.items()])


@alerts.command("erase")
def erase_alerts(
    context: typer.Context,
    mail: Annotated[
        str, typer.Option(help="这个邮箱的订阅；写 - 就从标准输入读，不留在命令历史里")
    ] = "",
    webhook: Annotated[str, typer.Option(help="这个推送网址的订阅；- 同上")] = "",
    as_json: AsJSON = False,
) -> None:
    """删除一个邮箱或者网址的全部订阅，不留痕迹。"""
    if bool(mail) == bool(webhook):
        raise Incomplete("要给出 --mail 或 --webhook 中的一个", field="mail")
    given = mail or webhook
    target = sys.stdin.readline().strip() if given == "-" else given
    channel = Channel.MAIL if mail else Channel.WEBHOOK
    if channel is Channel.MAIL:
        target = mail_address(target)
    with open_archive(settings_of(context)) as services:
        count = services.alerting.subscriptions.erase_target(channel, target)
    if as_json:
        say_json({"erased": count})
    else:
        say("已删除。" if count else "没有这样的订阅。")
