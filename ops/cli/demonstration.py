"""`gongkai demo`: fill a fictional county, and say where to go and whom to sign in as."""

from typing import Annotated

import typer

from domain.errors import Conflict
from ops.cli.output import say
from ops.cli.progress import progress_bar
from ops.cli.settings import settings_of
from ops.clock import now
from ops.founding import JOURNAL


def demo(
    context: typer.Context,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="已有示范档案就不再填充")] = False,
) -> None:
    # The county's texts are imported only where they are needed: no other command waits for them.
    from ops.demo.playing import PASSPHRASE, fill, is_filled, sign_ins, visits

    settings = settings_of(context)
    if (settings.home / JOURNAL).exists():
        if not if_empty:
            raise Conflict(
                f"{settings.home} 里已经有一个档案；示范数据要用自己的文件夹", field="home"
            )
        if not is_filled(settings.home):
            raise Conflict(
                f"{settings.home} 里的示范档案没有填充完；请删除这个文件夹再运行一次", field="home"
            )
    else:
        with progress_bar("填充示范档案") as advance:
            fill(settings, now(), advance)
    say("示范档案（虚构，口令公开，只在本机提供）")
    say(f"  门户      {settings.url}/")
    say(f"  接口      {settings.url}/api")
    say(f"  透明日志  {settings.url}/log")
    say(f"  工作台    {settings.url}/workbench")
    say(f"登录（工作台页面、POST {settings.url}/api/session 或命令行 --as），口令都是 {PASSPHRASE}")
    for role, names in sign_ins():
        say(f"  {role}：{'、'.join(names)}")
    say(f"查询申请（{settings.url}/my），虚构的申请，编号和查询码公开")
    for one in visits(settings.home):
        say(f"  {one.chinese}：{one.number}  {one.code}")
