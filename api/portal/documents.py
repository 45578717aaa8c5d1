"""One version of a document as every page shows it: official head, parts, files, proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.errors import Damaged
from api.portal.pages import ABSENT, day
from api.portal.paper import Block, set_as_paper
from api.site import Site
from domain.content import ClearPart, Content
from domain.description import Attribute, Description
from domain.errors import Malformed, NotFound
from domain.kinds import KINDS
from domain.vocabulary import Openness
from projections.record_file import Step, VersionRow
from projections.register import ListedRecord, RecordPage


@dataclass(frozen=True)
class Fact:
    """One member of the official head; `address` where its value is explained, if anywhere."""

    label: str
    value: str
    address: str = ""


@dataclass(frozen=True)
class PartShown:
    """One part of the content: its text set as on paper, and where its original file is."""

    name: str
    address: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A version's own words. `parts` is None when its text can no longer be opened."""

    title: str
    kind: str
    facts: tuple[Fact, ...]
    attributes: tuple[Attribute, ...]
    parts: tuple[PartShown, ...] | None


def record_address(identity: str, number: int | None = None) -> str:
    """The permalink of a record, or of one of its versions."""
    address = f"/records/{identity}"
    return address if number is None else f"{address}/versions/{number}"


def document_of(site: Site, record: ListedRecord, version: VersionRow) -> Document:
    """What a version says. Raises `Damaged` when its blobs do not open with their own key."""
    description = version.description
    return Document(
        title=description.title,
        kind=kind_name(description.kind),
        facts=official_head(record, description, version.published_on),
        attributes=description.attributes,
        parts=_parts(site, version),
    )


def official_head(
    record: ListedRecord, description: Description, published_on: date | None
) -> tuple[Fact, ...]:
    """正式文件头 in the order of domain.md C5; 未载明 for what the document does not state."""
    return (
        Fact("索引号", description.index_number or ABSENT),
        Fact("发文机关", record.organ_name or ABSENT, f"/organs/{record.organ}"),
        Fact("文号", description.document_number or ABSENT),
        Fact("成文日期", day(description.formed_on)),
        Fact("公开日期", day(published_on)),
        Fact("公开方式", Openness.PROACTIVE.chinese),
        Fact("主题", description.topic or description.field or ABSENT),
        Fact("有效期", _validity(description)),
    )


def version_of(found: RecordPage, number: int) -> VersionRow:
    """A published version of a record. Raises `NotFound`."""
    for row in found.versions:
        if row.number == number:
            return row
    raise NotFound(f"没有公开过第 {number} 版", field="version")


def kind_name(code: str) -> str:
    """公文种类 in Chinese; the code itself if the table no longer has it."""
    kind = KINDS.get(code)
    return kind.chinese if kind else code


def opened(site: Site, content: Content) -> tuple[ClearPart, ...] | None:
    """The clear parts, None when the key was destroyed. Raises `Damaged`."""
    try:
        return site.open(content)
    except NotFound:
        return None
    except Malformed as error:
        raise Damaged(error.message) from error


def post_of(step: Step, organ: str = "") -> str:
    """Organ and post of a step, as the public may know it; the organ only if it is not `organ`."""
    named = "" if step.organ == organ else step.organ
    return " ".join(part for part in (named, step.post) if part) or ABSENT


def text_of(parts: Sequence[ClearPart]) -> str:
    """The derived text of all parts."""
    return "\n".join(part.text for part in parts)


def _parts(site: Site, version: VersionRow) -> tuple[PartShown, ...] | None:
    if version.content is None:
        return None
    clear = opened(site, version.content)
    if clear is None:
        return None
    address = record_address(version.record, version.number)
    return tuple(
        PartShown(
            part.name,
            f"{address}/files/{number}",
            set_as_paper(part.text, version.description.title if number == 1 else ""),
        )
        for number, part in enumerate(clear, start=1)
    )


def _validity(description: Description) -> str:
    begins, ends = description.effective_on, description.expires_on
    if begins and ends:
        return f"{day(begins)}至{day(ends)}"
    if ends:
        return f"至{day(ends)}"
    return f"{day(begins)}起施行" if begins else ABSENT
