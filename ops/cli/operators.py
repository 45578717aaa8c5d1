"""`gongkai found`, `serve`, `status`, `rebuild` …: running an archive."""

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Busy, NotFound
from domain.founding import ADVISED_REGISTRARS
from ops.bootstrap import TABLES, follow, open_archive
from ops.cli.output import AsJSON, note, say, say_json, say_table
from ops.cli.passphrases import PassphraseFile, read_passphrase
from ops.cli.progress import progress_bar
from ops.cli.settings import settings_of
from ops.covering import cover
from ops.founding import NewRegistrar, found_archive
from ops.restoring import restore

Registrars = Annotated[
    list[str],
    typer.Option("--registrar", help="登记员：登录名=姓名，至少写两次", show_default=False),
]
PassphraseFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--passphrase-file",
        help="口令文件，与 --registrar 次序相同；不给则当场询问",
        exists=True,
        dir_okay=False,
        readable=True,
    ),
]


def found(
    context: typer.Context,
    origin: Annotated[
        str, typer.Option(help="档案名称，形如 qinghe.gov.example/gongkai，永久不变")
    ],
    registrar: Registrars,
    passphrase_file: PassphraseFiles = None,
    as_json: AsJSON = False,
) -> None:
    settings = settings_of(context)
    founded = found_archive(
        settings.home, origin=origin, registrars=_registrars(registrar, passphrase_file)
    )
    with open_archive(settings) as services:
        cover(services, services.journal.position())
    if as_json:
        say_json({"home": settings.home, **vars(founded)})
        return
    say(f"档案已建立：{founded.origin}（文件夹 {settings.home}）")
    say(f"建档指纹：{founded.founding}")
    say(f"日志公钥：{founded.vkey}")
    say("")
    say("请把这两行印在纸上、登上公报，交给法院、审计和档案部门保存：")
    say("以后任何人都能凭它们用 gongkai verify --founding … --vkey … 离线核验全部档案。")
    say("下一步：gongkai organ enrol 登记机关，gongkai officer enrol 登记工作人员。")
    if len(founded.officers) < ADVISED_REGISTRARS:
        note("提醒：只有两名登记员，任何一人不能履职时无法再登记；请尽快登记第三名。")


def restore_registrars(
    context: typer.Context,
    order: Annotated[str, typer.Option(help="依据哪一份命令恢复", show_default=False)],
    registrar: Registrars,
    passphrase_file: PassphraseFiles = None,
    remaining: Annotated[str | None, typer.Option(help="仍能履职的登记员的登录名")] = None,
    remaining_passphrase_file: PassphraseFile = None,
    as_json: AsJSON = False,
) -> None:
    with open_archive(settings_of(context)) as services:
        passphrase = None
        if remaining is not None:
            passphrase = read_passphrase(
                remaining_passphrase_file,
                f"{remaining} 的口令",
                option="--remaining-passphrase-file",
            )
        officers = restore(
            services,
            order=order,
            registrars=_registrars(registrar, passphrase_file),
            remaining=remaining,
            passphrase=passphrase,
        )
    if as_json:
        say_json({"officers": officers})
    else:
        say(f"已依“{order}”恢复登记员 {len(officers)} 名。")


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口")] = None,
) -> None:
    from ops.serving import serve as run

    run(settings_of(context), host=host, port=port)


def status(context: typer.Context, as_json: AsJSON = False) -> None:
    with open_archive(settings_of(context)) as services:
        head, known = services.journal.position(), services.positions()
        positions = {name: known.get(name) for name in (*services.rebuilt, "log")}
        unread = services.engines.unread()
        orders = [one for one in services.expungings() if not one.finished]
    if as_json:
        say_json(
            {
                "origin": services.origin,
                "founding": services.founding,
                "vkey": services.vkey,
                "demo": services.demo,
                "position": head,
                "projections": positions,
                "unread": unread,
                "expungings": [one.to_json() for one in orders],
            }
        )
    else:
        say(f"{services.origin}：共 {head} 个事件")
        say(f"建档指纹 {services.founding}")
        say(f"日志公钥 {services.vkey}")
        say_table(
            ("投影", "位置", "落后"),
            (
                (name, "读不到" if at is None else at, "" if at is None else head - at)
                for name, at in positions.items()
            ),
        )
        for name, why in unread.items():
            say(f"读不到 {name}：{why}")
        for one in orders:
            say(f"清除决定 {one.expunging.order.order}（{one.expunging.record}）：{one.chinese}")
    behind = any(at is None or at < head for at in positions.values())
    if behind or not all(one.waiting for one in orders):
        raise typer.Exit(1)


def rebuild(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="哪张表；不写为全部")] = None,
    as_json: AsJSON = False,
) -> None:
    if name is not None and name not in TABLES:
        hint = "；检索索引用 gongkai index rebuild 重建"
        raise NotFound(f"没有“{name}”这张表；可用：{'、'.join(TABLES)}{hint}", field="name")
    with open_archive(settings_of(context)) as services, follow(services) as projector:
        if projector is None:
            raise Busy("服务正在运行并持有档案；请先停止服务再重建", rule="HOME lock")
        wanted = TABLES if name is None else (name,)
        for one in wanted:
            with progress_bar(one) as advance:
                projector.rebuild(one, advance)
            if not as_json:
                say(f"已重建：{one}")
        if as_json:
            say_json({"rebuilt": wanted, "position": services.journal.position()})


def _registrars(given: list[str], files: list[Path] | None) -> list[NewRegistrar]:
    if files and len(files) != len(given):
        raise typer.BadParameter("口令文件的个数与登记员不一致", param_hint="--passphrase-file")
    registrars = []
    for number, text in enumerate(given):
        sign_in, separator, name = text.partition("=")
        if not separator:
            raise typer.BadParameter(
                f"登记员应写成 登录名=姓名，实为 {text!r}", param_hint="--registrar"
            )
        path = files[number] if files else None
        passphrase = read_passphrase(path, f"{name} 的口令", confirm=path is None)
        registrars.append(NewRegistrar(sign_in.strip().lower(), name.strip(), passphrase))
    return registrars
