"""The command tree of `gongkai`."""

import functools
from pathlib import Path
from typing import Annotated, Any

import typer

from ops.cli.deferred import Deferred, DeferringGroup, Entry
from ops.cli.help_tables import fold_help
from ops.logging import configure_logging
from ops.settings import read_settings

CITIZEN, OFFICER = "市民 citizen", "工作人员 officer"
SUPERVISOR, OPERATOR = "监督 supervisor", "运维 operator"

LISTED = {
    CITIZEN: (
        Entry("show", "citizens:show", "一件信息的正式文件头和正文。"),
        Entry(
            "search",
            "searching:searching",
            "检索：gongkai search 词；以及同义词、机关简称、疑问词三张表",
        ),
        Entry("receipt", "receipts:receipts", "回执和凭据：离线核验申请回执、公开凭据。"),
    ),
    OFFICER: (
        Entry(
            "import",
            "importing:import_records",
            "把历史公开信息迁移入档：默认只检查，--commit 才写入；可中断、可重来。",
        ),
        Entry("kinds", "reference:kinds", "公文种类表：每种必须写明什么。"),
        Entry("record", "expunging:records", "政府信息：起草、签发、公开、修改、撤回、废止"),
        Entry("review", "reviews:reviews", "保密审查：送审、报请、记录答复、作出结论"),
        Entry(
            "request",
            "request_figures:requests",
            "依申请公开：登记、补正、征求意见、延期、答复、送达、复议诉讼",
        ),
        Entry("rectification", "redress:rectifications", "更正：登记、审核、更正、告知"),
        Entry("complaint", "redress:complaints", "投诉举报：登记、调查、处理、答复"),
        Entry("law", "lawbook:law", "法规表：查看、录入放假通知、更正"),
        Entry("organ", "registry:organs", "机关：登记、公开指南"),
        Entry("officer", "registry:officers", "工作人员：登记、岗位、密钥（须两名登记员）"),
        Entry("key", "registry:keys", "自己的签名密钥"),
        Entry("system", "systems:systems", "系统账号：不经人手办理的网上收件（须两名登记员）"),
    ),
    SUPERVISOR: (
        Entry(
            "trail",
            "supervisors:trail",
            "谁批准了什么：按人、信息、机关、办理种类、时间查监督记录（监督员）。",
        ),
        Entry("verify", "verifying:verify", "像外人一样核验整个档案；发现任何问题都以 1 退出。"),
        Entry("permissions", "reference:permissions", "权限表：职责、办理事项、案卷状态。"),
    ),
    OPERATOR: (
        Entry("found", "operators:found", "建立档案：由两名或更多登记员共同签名。"),
        Entry(
            "restore-registrars",
            "operators:restore_registrars",
            "登记员不足两名时，用日志密钥（和仍在的登记员）恢复；每次核验都会指出这一步。",
        ),
        Entry(
            "dump",
            "dumping:dump",
            "把全部公开的目录数据写成 JSON Lines 和一份清单（件数、校验值、日志位置），不含正文。",
        ),
        Entry("serve", "operators:serve", "提供门户、接口和透明日志。"),
        Entry(
            "status",
            "operators:status",
            "档案到哪里了：事件、检查点、各投影、没有完成的清除；有落后或读不到的以 1 退出。",
        ),
        Entry(
            "rebuild",
            "operators:rebuild",
            "从第一个事件重建登记簿和办理记录的表（register、trail）；旧的保留到新的就绪。",
        ),
        Entry("settings", "reference:settings", "每项设置的值和来源。"),
        Entry(
            "demo",
            "demonstration:demo",
            "填充示范档案：虚构的县、机关、人员和约四百件信息和一百五十件申请，每页都写明示范数据。",
        ),
        Entry("index", "indexes:indexes", "检索索引：重建、与登记簿比对"),
        Entry("alerts", "alerts:alerts", "订阅检索的提醒：多少人订阅，删除某人的订阅"),
        Entry("bench", "benching:benches", "测量"),
    ),
}
"""Who uses which commands, in the order of the help."""

application = typer.Typer(
    name="gongkai",
    cls=DeferringGroup,
    help="公开档案：基层政务公开的存证档案与公开检索。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@application.callback()
def root(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="档案所在文件夹（默认 GONGKAI_HOME 或 ./var）")
    ] = None,
) -> None:
    """公开档案：基层政务公开的存证档案与公开检索。"""
    context.obj = read_settings(home)
    configure_logging(context.obj.log_level)


@functools.cache
def command() -> Any:
    """The tree as something to call with the arguments of the process, built once."""
    fold_help()
    tree: Any = typer.main.get_command(application)
    for panel, entries in LISTED.items():
        for entry in entries:
            tree.add_command(Deferred(entry, panel))
    return tree
