"""`gongkai search zero`: what citizens look for in vain, without who they are."""

import typer

from ops.bootstrap import open_archive
from ops.cli.output import AsJSON, say, say_json, say_table
from ops.cli.settings import settings_of
from ops.query_counts import LISTED_AFTER


def zero(context: typer.Context, as_json: AsJSON = False) -> None:
    """近三十天里没有查到结果的检索词，三位以上不同访客查过的才列出；不含可能涉及个人的词。"""
    with open_archive(settings_of(context)) as services:
        found, hidden = services.queries.in_vain(), services.queries.too_few()
    if as_json:
        listed = [{"words": one.text, "visitors": one.visitors} for one in found]
        say_json({"queries": listed, "asked_by_too_few": hidden, "listed_after": LISTED_AFTER})
        return
    if found:
        say_table(("检索词", "访客"), [(one.text, one.visitors) for one in found])
    else:
        say("没有可以列出的检索词")
    if hidden:
        say(f"另有{hidden}个没有查到结果的词，查过的访客不足{LISTED_AFTER}位，不列出。")
