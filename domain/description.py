"""What an official document says of itself (正式文件头), its openness, where it was published."""

import re
from dataclasses import dataclass, fields
from datetime import date

from domain.errors import Incomplete
from domain.grounds import ground_of
from domain.kinds import kind_of
from domain.vocabulary import Channel, Openness, Phase

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Attribute:
    """A further part that a document kind requires, such as 办事指南's 咨询渠道 (R46)."""

    name: str
    value: str


@dataclass(frozen=True)
class Description:
    """The head of a document (domain.md C5). None or empty means 未载明."""

    title: str
    kind: str
    document_number: str | None
    index_number: str | None
    formed_on: date | None
    effective_on: date | None
    expires_on: date | None
    phase: Phase
    field: str | None
    topic: str | None
    attributes: tuple[Attribute, ...]

    def require_title(self) -> None:
        """Raises `Incomplete` without a title of one line, or for an unknown kind."""
        if not self.title.strip():
            raise Incomplete("必须有标题", field="title")
        if _CONTROL.search(self.title):
            raise Incomplete("标题不能有换行或控制字符", field="title")
        if len(self.title) > 300:
            raise Incomplete("标题超过 300 字", field="title")
        kind_of(self.kind)

    def require_complete(self) -> None:
        """Raises `Incomplete` naming the first member that the kind requires and is empty (C2)."""
        self.require_title()
        kind = kind_of(self.kind)
        for name in kind.required:
            value = getattr(self, name)
            if not value or (isinstance(value, str) and not value.strip()):
                raise Incomplete(
                    f"“{kind.chinese}”必须写明{LABELS[name]}", rule="公文种类表", field=name
                )
        stated = {attribute.name for attribute in self.attributes if attribute.value.strip()}
        for name in kind.attributes:
            if name not in stated:
                raise Incomplete(
                    f"“{kind.chinese}”必须写明{name}({kind.source})",
                    rule=kind.source,
                    field=f"attributes.{name}",
                )
        if self.effective_on and self.expires_on and self.expires_on < self.effective_on:
            raise Incomplete("有效期止于施行之前", field="expires_on")


LABELS = {
    "title": "标题",
    "kind": "公文种类",
    "document_number": "文号",
    "index_number": "索引号",
    "formed_on": "成文日期",
    "effective_on": "施行日期",
    "expires_on": "有效期",
    "phase": "五公开环节",
    "field": "领域",
    "topic": "主题",
    "attributes": "其他要素",
}
assert LABELS.keys() == {field.name for field in fields(Description)}


@dataclass(frozen=True)
class OpennessGiven:
    """公开属性 with its reason; the two non-public values need one (R35), 不予 also a ground."""

    value: Openness
    ground: str | None
    reason: str

    def require_reason(self) -> None:
        """Raises `Incomplete` when a non-public value has no reason, or a refusal no ground."""
        if self.value is not Openness.PROACTIVE and not self.reason.strip():
            raise Incomplete(f"{self.value.chinese}须写明理由", rule="R35", field="openness.reason")
        if self.value is Openness.WITHHELD:
            ground_of(self.ground or "")
        elif self.ground is not None:
            raise Incomplete("只有不予公开才写不公开理由", field="openness.ground")


@dataclass(frozen=True)
class ChannelUse:
    """One channel a version was published on: since which legal date, and its address there."""

    channel: Channel
    on: date
    address: str | None
