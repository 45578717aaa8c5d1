"""`gongkai record …`: the whole life of a record, for drafters, approvers and publishers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.content import ClearPart
from domain.description import Attribute, Description, OpennessGiven
from domain.errors import Incomplete
from domain.record import Record
from domain.vocabulary import Channel, Openness, Phase
from ops.cli.acting import Actor, acting_command
from ops.cli.output import say, say_json

records = typer.Typer(no_args_is_help=True)

RecordId = Annotated[str, typer.Argument(help="信息编号，形如 record:…", show_default=False)]
File = Annotated[
    Path, typer.Argument(help="正文文件（文本或 HTML）", exists=True, dir_okay=False, readable=True)
]
Expect = Annotated[
    int | None, typer.Option("--expect", help="只在案卷仍是这个号时办理（相当于 If-Match）")
]
Title = Annotated[str, typer.Option(help="标题", show_default=False)]
KindCode = Annotated[str, typer.Option(help="公文种类，见 gongkai kinds", show_default=False)]
PhaseOption = Annotated[Phase, typer.Option(help="五公开环节", show_default=False)]
NewTitle = Annotated[str | None, typer.Option("--title", help="新标题")]
NewKind = Annotated[str | None, typer.Option("--kind", help="公文种类，见 gongkai kinds")]
NewPhase = Annotated[Phase | None, typer.Option("--phase", help="五公开环节")]
Number = Annotated[str | None, typer.Option(help="文号，例如 清政发〔2026〕1号")]
IndexNumber = Annotated[str | None, typer.Option(help="索引号")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
FieldName = Annotated[str | None, typer.Option("--field", help="领域，例如 保障性住房")]
Topic = Annotated[str | None, typer.Option(help="主题")]
Attributes = Annotated[
    list[str] | None, typer.Option("--attribute", help="该种类要求的其他要素：名称=内容，可写多次")
]
OpennessOption = Annotated[Openness, typer.Option("--openness", help="公开属性")]
OpennessReason = Annotated[str, typer.Option(help="依申请公开或不予公开的理由")]
OpennessGround = Annotated[str | None, typer.Option(help="不予公开的理由代码 D1–D7")]
Channels = Annotated[
    list[str], typer.Option("--channel", help="渠道，可写多次：PORTAL 或 NEW_MEDIA=网址")
]
Reason = Annotated[str, typer.Option("--because", help="理由，公开显示", show_default=False)]
Basis = Annotated[str, typer.Option(help="法律依据，公开显示", show_default=False)]


@dataclass(frozen=True)
class Header:
    """The members of a document's head that not every kind has."""

    number: Number = None
    index_number: IndexNumber = None
    formed_on: Day = None
    effective_on: Day = None
    expires_on: Day = None
    field: FieldName = None
    topic: Topic = None
    attribute: Attributes = None

    def members(self) -> dict[str, Any]:
        """By their names in a `Description`. Raises `Incomplete` for a nameless attribute."""
        return {
            "document_number": self.number,
            "index_number": self.index_number,
            "formed_on": _day(self.formed_on),
            "effective_on": _day(self.effective_on),
            "expires_on": _day(self.expires_on),
            "field": self.field,
            "topic": self.topic,
            "attributes": _attributes(self.attribute),
        }


@dataclass(frozen=True)
class _NewTitle:
    """What every document has; its options come first in the help."""

    title: NewTitle = None
    kind: NewKind = None
    phase: NewPhase = None


@dataclass(frozen=True)
class Changes(Header, _NewTitle):
    """What becomes different in a document's head; what is left out stays as it is."""

    def made_to(self, description: Description) -> Description:
        """The head with the changes. Raises as `members`."""
        members = {"title": self.title, "kind": self.kind, "phase": self.phase, **self.members()}
        given = {name: value for name, value in members.items() if value not in (None, ())}
        return replace(description, **given)


@acting_command(records, "draft")
def draft(
    actor: Actor,
    file: File,
    title: Title,
    kind: KindCode,
    phase: PhaseOption,
    header: Header,
    openness: OpennessOption = Openness.PROACTIVE,
    openness_reason: OpennessReason = "",
    openness_ground: OpennessGround = None,
) -> None:
    """起草，并在源头确定公开属性。"""
    recorded = actor.services.disclosure.draft(
        actor.caller("record.draft"),
        description=Description(title=title.strip(), kind=kind, phase=phase, **header.members()),
        openness=OpennessGiven(openness, openness_ground, openness_reason),
        parts=_parts(actor, file),
    )
    actor.finish(recorded, f"已起草：{title}", record=recorded.stream)


@acting_command(records, "revise")
def revise(
    actor: Actor,
    record: RecordId,
    file: File,
    changes: Changes,
    expect: Expect = None,
) -> None:
    """修改草稿，没有写的项不变；此前的保密审查随之失效。"""
    found = actor.services.archive.load(Record, record)
    recorded = actor.services.disclosure.revise(
        actor.caller("record.revise", about=record),
        record,
        description=changes.made_to(_newest(found)),
        parts=_parts(actor, file),
        expected=expect,
    )
    actor.finish(recorded, "草稿已修改，请重新送审")


@acting_command(records, "amend")
def amend(
    actor: Actor,
    record: RecordId,
    file: File,
    because: Reason,
    changes: Changes,
    expect: Expect = None,
) -> None:
    """修改已公开的信息，没有写的项不变：起草新版本，重新审查、签发后公开。"""
    found = actor.services.archive.load(Record, record)
    recorded = actor.services.disclosure.amend(
        actor.caller("record.amend", about=record),
        record,
        description=changes.made_to(_newest(found)),
        parts=_parts(actor, file),
        reason=because,
        expected=expect,
    )
    actor.finish(recorded, "新版本已起草，请送审；公开之前旧版本继续有效")


@acting_command(records, "approve")
def approve(actor: Actor, record: RecordId, expect: Expect = None) -> None:
    """签发。"""
    recorded = actor.services.disclosure.approve(
        actor.caller("record.approve", about=record), record, expect
    )
    actor.finish(recorded, "已签发")


@acting_command(records, "return")
def send_back(actor: Actor, record: RecordId, because: Reason, expect: Expect = None) -> None:
    """退回起草人。"""
    recorded = actor.services.disclosure.send_back(
        actor.caller("record.return", about=record), record, reason=because, expected=expect
    )
    actor.finish(recorded, "已退回起草人")


@acting_command(records, "publish")
def publish(actor: Actor, record: RecordId, channel: Channels, expect: Expect = None) -> None:
    """公开。"""
    recorded = actor.services.disclosure.publish(
        actor.caller("record.publish", about=record), record, _channels(channel), expect
    )
    actor.finish(recorded, "已公开", url=f"{actor.services.settings.url}/records/{record}")


@acting_command(records, "post")
def post(actor: Actor, record: RecordId, channel: Channels, expect: Expect = None) -> None:
    """在更多渠道公开现行版本。"""
    recorded = actor.services.disclosure.post(
        actor.caller("record.post", about=record), record, _channels(channel), expect
    )
    actor.finish(recorded, "已登记公开渠道")


@acting_command(records, "withdraw")
def withdraw(
    actor: Actor,
    record: RecordId,
    because: Reason,
    basis: Basis,
    withhold_title: Annotated[
        bool, typer.Option("--withhold-title", help="标题也不再显示")
    ] = False,
    expect: Expect = None,
) -> None:
    """撤回已公开的信息，写明理由和法律依据。"""
    recorded = actor.services.disclosure.withdraw(
        actor.caller("record.withdraw", about=record),
        record,
        reason=because,
        basis=basis,
        withhold_title=withhold_title,
        expected=expect,
    )
    actor.finish(recorded, "已撤回，公开页面只留撤回说明")


@acting_command(records, "repeal")
def repeal(
    actor: Actor,
    record: RecordId,
    because: Reason,
    basis: Basis,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="废止日期")],
    replaced_by: Annotated[str | None, typer.Option(help="由哪一件代替")] = None,
    expect: Expect = None,
) -> None:
    """废止，写明理由和法律依据；原文仍可查阅。"""
    recorded = actor.services.disclosure.repeal(
        actor.caller("record.repeal", about=record),
        record,
        reason=because,
        basis=basis,
        repealed_on=on.date(),
        replaced_by=replaced_by,
        expected=expect,
    )
    actor.finish(recorded, "已废止")


@acting_command(records, "reclassify")
def reclassify(
    actor: Actor,
    record: RecordId,
    openness: OpennessOption,
    openness_reason: Annotated[str, typer.Option(help="改定的理由", show_default=False)],
    openness_ground: OpennessGround = None,
    expect: Expect = None,
) -> None:
    """重新审查后改定公开属性（条例第十八条）。"""
    recorded = actor.services.disclosure.reclassify(
        actor.caller("record.reclassify", about=record),
        record,
        OpennessGiven(openness, openness_ground, openness_reason),
        expect,
    )
    actor.finish(recorded, f"公开属性已改定为{openness.chinese}")


def _parts(actor: Actor, file: Path) -> list[ClearPart]:
    data = file.read_bytes()
    found = actor.services.extraction.extract(data, file.name)
    return [ClearPart(file.name, found.media_type, data, found.text, found.extractor)]


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _attributes(given: list[str] | None) -> tuple[Attribute, ...]:
    attributes = []
    for text in given or []:
        name, separator, value = text.partition("=")
        if not separator:
            raise Incomplete(f"要素应写成 名称=内容，实为 {text!r}", field="attribute")
        attributes.append(Attribute(name.strip(), value.strip()))
    return tuple(attributes)


def _newest(record: Record) -> Description:
    """What the record says of itself in the draft under way, else in the version in force."""
    return (record.pending or record.versions[-1]).description


def _channels(given: list[str]) -> list[tuple[Channel, str | None]]:
    uses = []
    for text in given:
        code, _, address = text.partition("=")
        try:
            uses.append((Channel(code.strip().upper()), address.strip() or None))
        except ValueError:
            names = "、".join(f"{channel}({channel.chinese})" for channel in Channel)
            raise Incomplete(f"没有“{code}”这个渠道；可用：{names}", field="channel") from None
    return uses


@acting_command(records, "file")
def file(actor: Actor, record: RecordId) -> None:
    """看案卷现状和待办的稿子（经办人、审查员、签发人、监督员）。"""
    actor.require_reading("drafts.read")
    found = actor.services.archive.load(Record, record)
    actor.require_organ(found.organ)
    pending = found.pending
    text = None if pending is None else actor.services.contents.text(pending.content)
    title = (pending or found.versions[-1]).description.title
    orders = actor.services.expungings(record=found.id)
    if actor.as_json:
        say_json(
            {
                "record": found.id,
                "version": found.version,
                "state": found.state,
                "openness": vars(found.openness),
                "review": found.review,
                "title": title,
                "text": text,
                "expunging": orders[0].to_json() if orders else None,
            }
        )
        return
    say(f"{title}（案卷第 {found.version} 号，{found.openness.value.chinese}）")
    say(
        f"状态 {found.state}，公开过 {len(found.versions)} 版，"
        f"保密审查 {found.review or '尚未送审'}"
    )
    for one in orders:
        say(f"清除决定 {one.expunging.order.order}：{one.chinese}")
    if text is not None:
        say("")
        say(text)
