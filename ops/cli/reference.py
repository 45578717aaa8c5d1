"""`gongkai kinds`, `permissions`, `settings`: what can be looked up without an archive."""

import typer

from domain.kinds import KINDS
from domain.permissions import PERMISSIONS
from ops.cli.output import AsJSON, say_json, say_table
from ops.cli.settings import settings_of
from ops.settings import HELP, NAMES, SECRETS


def settings(context: typer.Context, as_json: AsJSON = False) -> None:
    found_settings = settings_of(context)
    rows = []
    for name in NAMES:
        value = getattr(found_settings, name)
        shown = "（已设置，不显示）" if name in SECRETS and value else value
        rows.append((name, shown, found_settings.sources[name], HELP[name]))
    columns = ("name", "value", "source", "help")
    if as_json:
        say_json([dict(zip(columns, map(str, row), strict=True)) for row in rows])
    else:
        say_table(("设置", "值", "来源", "说明"), rows)


def permissions(as_json: AsJSON = False) -> None:
    rows = sorted(PERMISSIONS)
    if as_json:
        say_json([line._asdict() for line in rows])
    else:
        say_table(
            ("职责", "", "办理事项", "状态"),
            ((line.role.chinese, line.role, line.action, line.state) for line in rows),
        )


def kinds(as_json: AsJSON = False) -> None:
    if as_json:
        say_json([vars(kind) for kind in KINDS.values()])
    else:
        say_table(
            ("代码", "种类", "必填", "要素"),
            (
                (kind.code, kind.chinese, "、".join(kind.required), "、".join(kind.attributes))
                for kind in KINDS.values()
            ),
        )
