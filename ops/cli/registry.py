"""`gongkai organ …`, `officer …` and `key …`: organs, officers, posts and keys."""

from typing import Annotated

import typer

from domain.canonical import decode
from domain.directory import officer_named, organ_named
from domain.errors import NotFound
from domain.officer import KeyState, Officer, require_person
from domain.organ import Guide, OrganKind
from domain.permissions import Role
from domain.registration import granted_post
from ops.bootstrap import Services, open_archive
from ops.cli.acting import Actor, acting_command
from ops.cli.output import AsJSON, say, say_json, say_table
from ops.cli.passphrases import PassphraseFile, read_passphrase
from ops.cli.records import Expect
from ops.cli.settings import settings_of

organs = typer.Typer(no_args_is_help=True)
officers = typer.Typer(no_args_is_help=True)
keys = typer.Typer(no_args_is_help=True)

SignIn = Annotated[str, typer.Argument(help="工作人员的登录名", show_default=False)]
OrganName = Annotated[str, typer.Argument(help="机关的名称或编号", show_default=False)]
KeyHex = Annotated[str | None, typer.Option("--public-key", help="哪一把密钥（公钥，十六进制）")]
PostId = Annotated[str, typer.Argument(help="岗位编号，形如 post:…", show_default=False)]
Cause = Annotated[str, typer.Option("--because", help="原因", show_default=False)]


@acting_command(organs, "enrol")
def enrol_organ(
    actor: Actor,
    name: Annotated[str, typer.Argument(help="机关全称", show_default=False)],
    short_name: Annotated[str, typer.Option(help="简称")] = "",
    alias: Annotated[list[str] | None, typer.Option(help="其他叫法，可写多次")] = None,
    kind: Annotated[OrganKind, typer.Option(help="机关性质")] = OrganKind.ORGAN,
    code: Annotated[str, typer.Option(help="统一社会信用代码")] = "",
) -> None:
    """登记机关。"""
    recorded = actor.services.registration.enrol_organ(
        actor.caller("organ.enrol"),
        name=name,
        short_name=short_name,
        aliases=tuple(alias or ()),
        kind=kind,
        code=code,
    )
    actor.finish(recorded, f"已登记机关：{name}", organ=recorded.stream)


@acting_command(organs, "state-guide")
def state_guide(
    actor: Actor,
    organ: OrganName,
    unit: Annotated[str, typer.Option(help="政府信息公开工作机构", show_default=False)],
    address: Annotated[str, typer.Option(help="办公地址")] = "",
    hours: Annotated[str, typer.Option(help="办公时间")] = "",
    telephone: Annotated[str, typer.Option(help="联系电话")] = "",
    fax: Annotated[str, typer.Option(help="传真")] = "",
    mail: Annotated[str, typer.Option(help="电子邮箱")] = "",
    expect: Expect = None,
) -> None:
    """公布或更新公开指南（条例第十二条）。"""
    recorded = actor.services.registration.state_guide(
        actor.caller("organ.state_guide"),
        organ_named(actor.services.archive, organ),
        Guide(unit, address, hours, telephone, fax, mail),
        expect,
    )
    actor.finish(recorded, "公开指南已更新")


@acting_command(officers, "enrol")
def enrol_officer(
    actor: Actor,
    sign_in: Annotated[str, typer.Argument(help="登录名", show_default=False)],
    name: Annotated[str, typer.Option(help="姓名", show_default=False)],
) -> None:
    """登记工作人员，并给他一个制作密钥用的一次性代码。"""
    require_person(sign_in)
    recorded = actor.services.registration.enrol_officer(
        actor.caller("officer.enrol"), name=name, sign_in=sign_in
    )
    enrolled = actor.services.archive.load(Officer, recorded.stream)
    code = actor.services.keystore.issue_code(enrolled.id, enrolled.sign_in)
    actor.finish(
        recorded,
        f"已登记 {name}；请把一次性代码交给本人，七天内有效",
        officer=enrolled.id,
        code=code,
    )


@acting_command(officers, "code")
def issue_code(actor: Actor, officer: SignIn) -> None:
    """再发一个一次性代码（忘记口令就要换新密钥）。"""
    actor.caller("officer.enrol_key")
    found = _officer(actor.services, officer)
    code = actor.services.keystore.issue_code(found.id, found.sign_in)
    if actor.as_json:
        say_json({"officer": found.id, "code": code})
    else:
        say(f"一次性代码（七天内有效）:{code}")


@acting_command(officers, "enrol-key")
def enrol_key(actor: Actor, officer: SignIn, public_key: KeyHex = None) -> None:
    """登记本人制作的密钥，等第二名登记员确认。"""
    found = _officer(actor.services, officer)
    made = [
        key
        for key in actor.services.keystore.pending_keys(found.id)
        if key.key not in found.keys and public_key in (None, key.key)
    ]
    if not made and not actor.repeats:
        raise NotFound(f"{officer} 还没有制作新的密钥：请本人运行 gongkai key make", field="key")
    recorded = actor.services.registration.enrol_key(
        actor.caller("officer.enrol_key"),
        found.id,
        key=made[0].key if made else "",
        possession=made[0].possession if made else "",
    )
    enrolled = str(decode(recorded.events[0].state)["key"])
    actor.finish(recorded, "密钥已登记，等待第二名登记员确认", key=enrolled)


@acting_command(officers, "confirm-key")
def confirm_key(actor: Actor, officer: SignIn, public_key: KeyHex = None) -> None:
    """确认密钥（第二名登记员）。"""
    found, key = _key(actor, officer, public_key, KeyState.ENROLLED)
    recorded = actor.services.registration.confirm_key(
        actor.caller("officer.confirm_key"), found.id, key
    )
    actor.finish(recorded, "密钥已确认，现在可以签名")


@acting_command(officers, "retire-key")
def retire_key(actor: Actor, officer: SignIn, public_key: KeyHex = None) -> None:
    """停用密钥，等第二名登记员确认。"""
    found, key = _key(actor, officer, public_key, KeyState.VALID)
    recorded = actor.services.registration.retire_key(
        actor.caller("officer.retire_key"), found.id, key
    )
    actor.finish(recorded, "已申请停用，等待第二名登记员确认")


@acting_command(officers, "confirm-retirement")
def confirm_retirement(actor: Actor, officer: SignIn, public_key: KeyHex = None) -> None:
    """确认停用（第二名登记员）。"""
    found, key = _key(actor, officer, public_key, KeyState.RETIRING)
    recorded = actor.services.registration.confirm_retirement(
        actor.caller("officer.confirm_retirement"), found.id, key
    )
    actor.finish(recorded, "密钥已停用")


@acting_command(officers, "revoke-key")
def revoke_key(actor: Actor, officer: SignIn, because: Cause, public_key: KeyHex = None) -> None:
    """撤销密钥，立即生效（登记员，或本人撤销自己的）。"""
    found, key = _key(
        actor, officer, public_key, KeyState.VALID, KeyState.ENROLLED, KeyState.RETIRING
    )
    own = found.id == actor.officer.id
    recorded = actor.services.registration.revoke_key(
        actor.caller_without_post() if own else actor.caller("officer.revoke_key"),
        found.id,
        key,
        cause=because,
    )
    actor.finish(recorded, "密钥已撤销，立即生效；请第二人确认或答复")


@acting_command(officers, "confirm-revocation")
def confirm_revocation(actor: Actor, officer: SignIn, public_key: KeyHex = None) -> None:
    """确认撤销（第二人）。"""
    found, key = _key(actor, officer, public_key, KeyState.REVOKED)
    recorded = actor.services.registration.confirm_revocation(
        actor.caller("officer.confirm_revocation"), found.id, key
    )
    actor.finish(recorded, "已确认撤销")


@acting_command(officers, "answer-revocation")
def answer_revocation(
    actor: Actor,
    officer: SignIn,
    answer: Annotated[str, typer.Option(help="答复", show_default=False)],
    public_key: KeyHex = None,
) -> None:
    """对撤销作出答复（第二人）；密钥不会恢复。"""
    found, key = _key(actor, officer, public_key, KeyState.REVOKED)
    recorded = actor.services.registration.answer_revocation(
        actor.caller("officer.answer_revocation"), found.id, key, answer=answer
    )
    actor.finish(recorded, "已答复")


@acting_command(officers, "grant-post")
def grant_post(
    actor: Actor,
    officer: SignIn,
    role: Annotated[Role, typer.Option(help="岗位职责")],
    organ: Annotated[str | None, typer.Option(help="机关名称或编号")] = None,
    title: Annotated[str, typer.Option(help="岗位名称，例如 住房保障科经办人")] = "",
) -> None:
    """授予岗位，等第二名登记员确认。"""
    recorded = actor.services.registration.grant_post(
        actor.caller("officer.grant_post"),
        _officer(actor.services, officer).id,
        role=role,
        organ=None if organ is None else organ_named(actor.services.archive, organ),
        title=title,
    )
    actor.finish(recorded, "岗位已授予，等待第二名登记员确认", post_id=granted_post(recorded))


@acting_command(officers, "confirm-post")
def confirm_post(actor: Actor, officer: SignIn, post_id: PostId) -> None:
    """确认岗位（第二名登记员）。"""
    recorded = actor.services.registration.confirm_post(
        actor.caller("officer.confirm_post"), _officer(actor.services, officer).id, post_id
    )
    actor.finish(recorded, "岗位已确认，现在可以办理")


@acting_command(officers, "end-post")
def end_post(actor: Actor, officer: SignIn, post_id: PostId) -> None:
    """终止岗位，立即生效。"""
    recorded = actor.services.registration.end_post(
        actor.caller("officer.end_post"), _officer(actor.services, officer).id, post_id
    )
    actor.finish(recorded, "岗位已终止")


@officers.command("show")
def show_officer(context: typer.Context, officer: SignIn, as_json: AsJSON = False) -> None:
    """一名工作人员的岗位和密钥。"""
    with open_archive(settings_of(context)) as services:
        found = _officer(services, officer)
        posts = [
            (post.id, post.role.chinese, post.title, post.state) for post in found.posts.values()
        ]
        held = [(key, state.state) for key, state in found.keys.items()]
        if as_json:
            say_json(
                {
                    "officer": found.id,
                    "sign_in": found.sign_in,
                    "name": found.name,
                    "version": found.version,
                    "posts": [
                        dict(zip(("id", "role", "title", "state"), post, strict=True))
                        for post in posts
                    ],
                    "keys": [dict(zip(("key", "state"), key, strict=True)) for key in held],
                }
            )
            return
        say(f"{found.name}({found.sign_in}) {found.id}")
        say_table(("岗位", "职责", "名称", "状态"), posts)
        say_table(("密钥", "状态"), held)


@keys.command("make")
def make_key(
    context: typer.Context,
    sign_in: SignIn,
    code: Annotated[str, typer.Option(help="登记员给的一次性代码", show_default=False)],
    passphrase_file: PassphraseFile = None,
    as_json: AsJSON = False,
) -> None:
    """用一次性代码制作自己的密钥，并设定口令。"""
    with open_archive(settings_of(context)) as services:
        passphrase = read_passphrase(
            passphrase_file, "设定口令（至少 10 个字符）", confirm=passphrase_file is None
        )
        made = services.keystore.make_key(sign_in, code, passphrase)
        if as_json:
            say_json({"officer": made.officer, "key": made.key})
        else:
            say(f"密钥已制作：{made.key}")
            say("请登记员运行 gongkai officer enrol-key，再由第二名登记员运行 confirm-key。")


def _officer(services: Services, sign_in: str) -> Officer:
    return services.archive.load(Officer, officer_named(services.archive, sign_in))


def _key(actor: Actor, sign_in: str, wanted: str | None, *states: KeyState) -> tuple[Officer, str]:
    """The officer and the one key meant: the wanted one, or the newest in one of the states.

    Any for a repeated command: what it did then is told again.
    """
    found = _officer(actor.services, sign_in)
    if wanted is not None or actor.repeats:
        return found, wanted or ""
    for key, held in reversed(found.keys.items()):
        if held.state in states:
            return found, key
    raise NotFound(f"{sign_in} 没有处于这一步的密钥", field="key")
