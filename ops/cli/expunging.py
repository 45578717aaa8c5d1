"""`gongkai record order-expunging`, `expunge` …: destroying what was published, by two officers."""

from datetime import datetime
from typing import Annotated

import typer

from domain.expunging import ExpungingOrder
from ops.cli.acting import Actor, acting_command
from ops.cli.output import note, say, say_json
from ops.cli.records import Basis, Expect, Reason, RecordId, records

__all__ = ["records"]
"""The commands of a record with those of this module among them."""


@acting_command(records, "order-expunging")
def order_expunging(
    actor: Actor,
    record: RecordId,
    because: Reason,
    basis: Basis,
    authority: Annotated[str, typer.Option(help="作出清除决定的机关", show_default=False)],
    order: Annotated[str, typer.Option(help="清除决定的文号", show_default=False)],
    ordered_on: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="清除决定的日期", show_default=False)
    ],
    withhold_title: Annotated[
        bool, typer.Option("--withhold-title", help="标题、文号等也不再显示")
    ] = False,
    expect: Expect = None,
) -> None:
    """登记清除决定；另一名工作人员（登记员）确认后才销毁。填写的字永久保留，不要写进须销毁的内容。"""
    given = ExpungingOrder(authority, order, ordered_on.date(), because, basis, withhold_title)
    recorded = actor.services.disclosure.order_expunging(
        actor.caller("record.order_expunging", about=record), record, given, expect
    )
    actor.finish(recorded, "已登记清除决定，待登记员对照原件确认；现在什么也没有销毁")
    note("需要立即停止公开的，请先撤回：gongkai record withdraw")


@acting_command(records, "expungings")
def expungings(actor: Actor) -> None:
    """登记的和执行的清除决定，各还差什么（登记员、签发人、监督员）。"""
    posts = actor.require_reading("expungings.read")
    reached = {post.organ for post in posts}
    found = [
        one
        for one in actor.services.expungings()
        if None in reached or one.expunging.organ in reached
    ]
    if actor.as_json:
        say_json([one.to_json() for one in found])
        return
    say(f"共 {len(found)} 份清除决定，没有完成 {sum(not one.finished for one in found)} 份")
    for one in found:
        order = one.expunging.order
        say("")
        told = one.expunging
        say(f"{told.record}（案卷第 {told.version} 号，{told.organ_name}）")
        say(f"  {order.authority} {order.order}，{order.ordered_on}：{one.chinese}")
        say(f"  理由：{order.reason}；依据：{order.basis}")
        say(f"  销毁内容 {len(one.expunging.contents)} 份{'，标题不再显示' * order.withhold_title}")


@acting_command(records, "decline-expunging")
def decline_expunging(
    actor: Actor, record: RecordId, because: Reason, expect: Expect = None
) -> None:
    """退回登记的清除决定（与原件不符），写明理由；什么也不销毁。"""
    recorded = actor.services.disclosure.decline_expunging(
        actor.caller("record.decline_expunging"), record, reason=because, expected=expect
    )
    actor.finish(recorded, "已退回清除决定")


@acting_command(records, "expunge")
def expunge(actor: Actor, record: RecordId, expect: Expect = None) -> None:
    """确认清除：永久销毁全部版本和稿子，不能恢复；只留说明页。"""
    recorded = actor.services.disclosure.expunge(actor.caller("record.expunge"), record, expect)
    actor.finish(recorded, "已清除：内容的密钥和文件已经销毁；检索索引重建以前，清除还没有完成")
