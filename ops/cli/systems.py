"""`gongkai system …`: the system actors, which act without a person (online intake)."""

from typing import Annotated

import typer

from domain.officer import KeyState, Officer, PostState
from ops.bootstrap import Services, open_archive
from ops.cli.acting import Actor
from ops.cli.output import AsJSON, note, say, say_json, say_table
from ops.cli.passphrases import PassphraseFile
from ops.cli.settings import settings_of
from ops.covering import cover
from ops.system_actors import ACTORS, Standing, actor_named, enrol_actor, standing

systems = typer.Typer(no_args_is_help=True)

_NAMES = "、".join(f"{one.name}（{one.chinese}）" for one in ACTORS.values())
_FILE = {True: "有", False: "没有"}


@systems.command("enrol")
def enrol_system(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=f"哪一个：{_NAMES}", show_default=False)],
    acting_as: Annotated[str, typer.Option("--as", help="登记员的登录名", show_default=False)],
    reason: Annotated[str | None, typer.Option(help="办理理由，记入监督记录")] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJSON = False,
) -> None:
    """制作系统账号的密钥，登记它的密钥和岗位，等第二名登记员确认；中断了再运行一次即可。"""
    with open_archive(settings_of(context)) as services:
        actor_named(name)
        actor = Actor(services, acting_as=acting_as, passphrase_file=passphrase_file, reason=reason)
        found = enrol_actor(services.registration, services.settings.home, name, actor.caller)
        position = services.journal.position()
        covered = cover(services, position)
        waiting = _waiting(services, found)
        if as_json:
            told = _told(found)
            say_json({**told, "confirm": waiting, "position": position, "covered": covered})
            return
        if waiting:
            say(f"{found.actor.chinese}已登记，还要由另一名登记员确认，请他运行：")
        else:
            say(f"{found.actor.chinese}的密钥和岗位都已确认，可以办理。")
        for line in waiting:
            say(f"  {line}")
        if not covered:
            note("已写入，但日志还没有覆盖到这里（另一个进程持有档案）；稍后看 gongkai status")


@systems.command("list")
def list_systems(context: typer.Context, as_json: AsJSON = False) -> None:
    """各系统账号到了哪一步：密钥文件、密钥、岗位。"""
    with open_archive(settings_of(context)) as services:
        found = [standing(services.archive, services.settings.home, name) for name in ACTORS]
        if as_json:
            say_json([_told(one) for one in found])
            return
        say_table(
            ("账号", "登录名", "密钥文件", "密钥", "岗位"),
            (
                (
                    one.actor.chinese,
                    one.actor.sign_in,
                    "不能使用" if one.trouble else _FILE[one.signer is not None],
                    one.key_state or "没有登记",
                    "没有授予" if one.post is None else one.post.state,
                )
                for one in found
            ),
        )
        for one in found:
            missing = one.trouble or one.missing()
            say(f"{one.actor.chinese}：{missing or '可以办理'}")


def _told(found: Standing) -> dict[str, object]:
    return {
        "name": found.actor.name,
        "sign_in": found.actor.sign_in,
        "officer": None if found.officer is None else found.officer.id,
        "key": found.key,
        "key_file": found.signer is not None,
        "trouble": found.trouble,
        "key_state": found.key_state,
        "post_id": None if found.post is None else found.post.id,
        "post_state": None if found.post is None else found.post.state,
        "ready": not found.missing(),
    }


def _waiting(services: Services, found: Standing) -> list[str]:
    """What another registrar than the first has to run, whoever the first of each step was."""
    lines, sign_in = [], found.actor.sign_in
    officer, post = found.officer, found.post
    if officer is not None and found.key is not None and found.key_state is KeyState.ENROLLED:
        other = _other_than(services, officer.keys[found.key].by)
        lines.append(f"gongkai officer confirm-key {sign_in} --public-key {found.key} --as {other}")
    if post is not None and post.state is PostState.GRANTED:
        other = _other_than(services, post.by)
        lines.append(f"gongkai officer confirm-post {sign_in} {post.id} --as {other}")
    return lines


def _other_than(services: Services, first: str | None) -> str:
    name = "" if first is None else services.archive.load(Officer, first).sign_in
    return f"（{name} 以外的登记员）"
