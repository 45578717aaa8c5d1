"""The command tree of `gongkai`."""

import functools
from pathlib import Path
from typing import Annotated, Any

import typer

from ops.cli.alerts import alerts
from ops.cli.benching import benches
from ops.cli.citizens import show
from ops.cli.demonstration import demo
from ops.cli.dumping import dump
from ops.cli.expunging import records
from ops.cli.help_tables import fold_help
from ops.cli.importing import import_records
from ops.cli.indexes import indexes
from ops.cli.lawbook import law
from ops.cli.operators import (
    found,
    kinds,
    permissions,
    rebuild,
    restore_registrars,
    serve,
    settings,
    status,
)
from ops.cli.receipts import receipts
from ops.cli.redress import complaints, rectifications
from ops.cli.registry import keys, officers, organs
from ops.cli.request_figures import supervised
from ops.cli.requests import requests
from ops.cli.reviews import reviews
from ops.cli.searching import searching
from ops.cli.supervisors import trail, verify
from ops.cli.systems import systems
from ops.logging import configure_logging
from ops.settings import read_settings

CITIZEN, OFFICER = "市民 citizen", "工作人员 officer"
SUPERVISOR, OPERATOR = "监督 supervisor", "运维 operator"

application = typer.Typer(
    name="gongkai",
    help="公开档案：基层政务公开的存证档案与公开检索。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

application.add_typer(searching, name="search", rich_help_panel=CITIZEN)
application.command("show", rich_help_panel=CITIZEN)(show)
application.add_typer(receipts, name="receipt", rich_help_panel=CITIZEN)
application.add_typer(records, name="record", rich_help_panel=OFFICER)
application.add_typer(reviews, name="review", rich_help_panel=OFFICER)
requests.add_typer(supervised)
application.add_typer(requests, name="request", rich_help_panel=OFFICER)
application.add_typer(rectifications, name="rectification", rich_help_panel=OFFICER)
application.add_typer(complaints, name="complaint", rich_help_panel=OFFICER)
application.add_typer(law, name="law", rich_help_panel=OFFICER)
application.add_typer(organs, name="organ", rich_help_panel=OFFICER)
application.add_typer(officers, name="officer", rich_help_panel=OFFICER)
application.add_typer(keys, name="key", rich_help_panel=OFFICER)
application.add_typer(systems, name="system", rich_help_panel=OFFICER)
application.command("import", rich_help_panel=OFFICER)(import_records)
application.command("kinds", rich_help_panel=OFFICER)(kinds)
application.command("trail", rich_help_panel=SUPERVISOR)(trail)
application.command("verify", rich_help_panel=SUPERVISOR)(verify)
application.command("permissions", rich_help_panel=SUPERVISOR)(permissions)
application.command("found", rich_help_panel=OPERATOR)(found)
application.command("restore-registrars", rich_help_panel=OPERATOR)(restore_registrars)
application.command("dump", rich_help_panel=OPERATOR)(dump)
application.command("serve", rich_help_panel=OPERATOR)(serve)
application.command("status", rich_help_panel=OPERATOR)(status)
application.command("rebuild", rich_help_panel=OPERATOR)(rebuild)
application.add_typer(indexes, name="index", rich_help_panel=OPERATOR)
application.command("settings", rich_help_panel=OPERATOR)(settings)
application.add_typer(alerts, name="alerts", rich_help_panel=OPERATOR)
application.add_typer(benches, name="bench", rich_help_panel=OPERATOR)
application.command("demo", rich_help_panel=OPERATOR)(demo)


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
    return typer.main.get_command(application)
