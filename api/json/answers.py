"""What the public JSON API answers: shapes of its own, so that projections may change behind it.

Dates are legal dates (Asia/Shanghai), times UTC; null means 未载明 or does not apply.
"""

from dataclasses import dataclass
from datetime import date, datetime

from api.portal.documents import record_address
from domain.organ import OrganKind
from domain.vocabulary import Channel, Phase, Status
from projections import organs, register
from projections.record_file import Expunging, Migration, Step, VersionRow, Withdrawal
from projections.register import ListedRecord, Repeal


@dataclass(frozen=True)
class RecordItem:
    """一件信息。撤回决定要求不显示标题的，只有 id、status、position 和 withheld。"""

    id: str
    url: str
    status: Status
    position: int
    withheld: bool
    title: str
    organ: str
    organ_name: str
    kind: str
    phase: Phase | None
    field: str | None
    topic: str | None
    document_number: str | None
    index_number: str | None
    formed_on: date | None
    effective_on: date | None
    expires_on: date | None
    published_on: date | None
    changed_at: datetime | None
    version: int
    migrated: bool


@dataclass(frozen=True)
class StepItem:
    """一步：由哪个机关的哪个岗位，何时，日志第几号。"""

    organ: str
    post: str
    at: datetime
    position: int


@dataclass(frozen=True)
class ChannelItem:
    """在哪个渠道公开。"""

    channel: Channel
    on: date
    address: str | None


@dataclass(frozen=True)
class FileItem:
    """一个原始文件。"""

    name: str
    media_type: str
    url: str


@dataclass(frozen=True)
class VersionItem:
    """一版。`commitment` 是审查、签发、公开所指的内容承诺。"""

    record: str
    number: int
    title: str
    kind: str
    document_number: str | None
    index_number: str | None
    formed_on: date | None
    effective_on: date | None
    expires_on: date | None
    attributes: dict[str, str]
    published_on: date | None
    published_at: datetime
    from_position: int
    to_position: int | None
    channels: list[ChannelItem]
    drafted: StepItem | None
    reviewed: StepItem | None
    approved: StepItem | None
    published: StepItem | None
    three_people: bool
    commitment: str | None
    files: list[FileItem]
    text_url: str


@dataclass(frozen=True)
class RepealItem:
    """废止。"""

    reason: str
    basis: str
    on: date
    replaced_by: str | None
    step: StepItem


@dataclass(frozen=True)
class WithdrawalItem:
    """撤回。"""

    reason: str
    basis: str
    step: StepItem


@dataclass(frozen=True)
class ExpungingItem:
    """清除：原文及全部旧版本已依决定永久销毁。"""

    reason: str
    basis: str
    authority: str
    order: str
    ordered_on: date
    step: StepItem


@dataclass(frozen=True)
class MigrationItem:
    """历史信息迁移：没有经过本系统的审查和签发。"""

    source: str
    order: str
    file: str
    step: StepItem


@dataclass(frozen=True)
class RecordDetail:
    """一件信息的全部公开内容，新版本在前。

    interprets 是这件政策解读所解读的，interpreted_by 是解读这件的，按标题里书名号中的名称认定。
    """

    record: RecordItem
    versions: list[VersionItem]
    repeal: RepealItem | None
    withdrawal: WithdrawalItem | None
    expunging: ExpungingItem | None
    migration: MigrationItem | None
    replaces: list[str]
    interprets: list[str]
    interpreted_by: list[str]


@dataclass(frozen=True)
class RecordList:
    """列表的一页；`next` 是下一页的地址。"""

    total: int
    items: list[RecordItem]
    next: str | None


@dataclass(frozen=True)
class GuideItem:
    """公开指南（条例第十二条）。"""

    unit: str
    address: str
    hours: str
    telephone: str
    fax: str
    mail: str
    stated_at: datetime | None


@dataclass(frozen=True)
class OrganItem:
    """一个机关；`records` 是可以阅读的件数。"""

    id: str
    name: str
    short_name: str
    kind: OrganKind
    records: int


@dataclass(frozen=True)
class OrganDetail:
    """一个机关的公开指南和件数。"""

    id: str
    name: str
    short_name: str
    aliases: list[str]
    kind: OrganKind
    code: str
    guide: GuideItem | None
    in_force: int
    repealed: int
    withdrawn: int


def record_item(record: ListedRecord) -> RecordItem:
    """A record as lists show it."""
    return RecordItem(
        id=record.id,
        url=record_address(record.id),
        status=record.status,
        position=record.position,
        withheld=record.withheld,
        title=record.title,
        organ=record.organ,
        organ_name=record.organ_name,
        kind=record.kind,
        phase=record.phase,
        field=record.field,
        topic=record.topic,
        document_number=record.document_number,
        index_number=record.index_number,
        formed_on=record.formed_on,
        effective_on=record.effective_on,
        expires_on=record.expires_on,
        published_on=record.published_on,
        changed_at=record.changed_at,
        version=record.number,
        migrated=record.migrated,
    )


def version_item(row: VersionRow) -> VersionItem:
    """A version; without files once its content is withdrawn."""
    description, address = row.description, record_address(row.record, row.number)
    parts = row.content.parts if row.content else ()
    return VersionItem(
        record=row.record,
        number=row.number,
        title=description.title,
        kind=description.kind,
        document_number=description.document_number,
        index_number=description.index_number,
        formed_on=description.formed_on,
        effective_on=description.effective_on,
        expires_on=description.expires_on,
        attributes={one.name: one.value for one in description.attributes},
        published_on=row.published_on,
        published_at=row.published_at,
        from_position=row.from_position,
        to_position=row.to_position,
        channels=[ChannelItem(use.channel, use.on, use.address) for use in row.channels],
        drafted=_step(row.drafted),
        reviewed=_step(row.reviewed),
        approved=_step(row.approved),
        published=_step(row.published),
        three_people=row.three_people,
        commitment=row.content.commitment if row.content else None,
        files=[
            FileItem(part.name, part.media_type, f"{address}/files/{number}")
            for number, part in enumerate(parts, start=1)
        ],
        text_url=f"/api{address}/text",
    )


def record_detail(found: register.RecordPage) -> RecordDetail:
    """All of a record."""
    return RecordDetail(
        record=record_item(found.listed),
        versions=[version_item(row) for row in found.versions],
        repeal=None if found.repeal is None else _repeal(found.repeal),
        withdrawal=None if found.withdrawal is None else _withdrawal(found.withdrawal),
        expunging=None if found.expunged is None else _expunging(found.expunged),
        migration=None if found.migration is None else _migration(found.migration),
        replaces=[related.id for related in found.replaces],
        interprets=[related.id for related in found.interprets],
        interpreted_by=[related.id for related in found.interpreted_by],
    )


def organ_item(organ: organs.ListedOrgan) -> OrganItem:
    """An organ as the list shows it."""
    return OrganItem(organ.id, organ.name, organ.short_name, organ.kind, organ.records)


def organ_detail(organ: organs.OrganPage) -> OrganDetail:
    """All of an organ."""
    guide = organ.guide
    return OrganDetail(
        id=organ.id,
        name=organ.name,
        short_name=organ.short_name,
        aliases=list(organ.aliases),
        kind=organ.kind,
        code=organ.code,
        guide=None
        if guide is None
        else GuideItem(
            guide.unit,
            guide.address,
            guide.hours,
            guide.telephone,
            guide.fax,
            guide.mail,
            organ.guide_stated_at,
        ),
        in_force=organ.in_force,
        repealed=organ.repealed,
        withdrawn=organ.withdrawn,
    )


def _repeal(repeal: Repeal) -> RepealItem:
    by = repeal.replaced_by
    step = _taken(repeal.step)
    return RepealItem(repeal.reason, repeal.basis, repeal.on, by.id if by else None, step)


def _withdrawal(withdrawal: Withdrawal) -> WithdrawalItem:
    return WithdrawalItem(withdrawal.reason, withdrawal.basis, _taken(withdrawal.step))


def _expunging(expunged: Expunging) -> ExpungingItem:
    order, step = expunged.order, _taken(expunged.step)
    return ExpungingItem(
        order.reason, order.basis, order.authority, order.order, order.ordered_on, step
    )


def _migration(migration: Migration) -> MigrationItem:
    step = _taken(migration.step)
    return MigrationItem(migration.source, migration.order, migration.file, step)


def _step(step: Step | None) -> StepItem | None:
    return None if step is None else _taken(step)


def _taken(step: Step) -> StepItem:
    return StepItem(step.organ, step.post, step.at, step.position)
