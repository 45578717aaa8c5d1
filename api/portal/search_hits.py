"""One result as it is shown: title, head, the passage that answers, and what became of it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.portal.documents import record_address
from api.portal.narrowing import Way
from api.portal.pages import day
from domain.vocabulary import Status
from projections import register
from projections.register import ListedRecord
from search.finding import Found
from search.highlight import Pieces

_LONGEST_NAME = 40


@dataclass(frozen=True)
class Fate:
    """What became of a record that is no longer in force, and what stands in its place."""

    said: str
    by: Way | None = None


@dataclass(frozen=True)
class Hit:
    """One result. `passage` is empty where there is no text to show; `place` says what it is of,
    when it holds words of the search: 正文, or an attachment by its name."""

    record: ListedRecord
    number: int
    address: str
    title: Pieces
    passage: Pieces
    place: str = ""
    fate: Fate | None = None


def hit_of(connection: Connection, record: ListedRecord, found: Found) -> Hit:
    """A hit of the index, with what the register knows of it."""
    superseded = found.version != record.number
    address = record_address(record.id, found.version if superseded else None)
    title = found.title or ((record.title, False),)
    return Hit(
        record,
        found.version,
        address,
        title,
        found.passage,
        _place(found),
        None if superseded else _fate(connection, record),
    )


def hit_by_title(connection: Connection, record: ListedRecord) -> Hit:
    """A record that the register found, by its title or number."""
    address, title = record_address(record.id), ((record.title, False),)
    return Hit(record, record.number, address, title, (), "", _fate(connection, record))


def _place(found: Found) -> str:
    if "attachment" in found.where:
        name = found.attachment.removeprefix("附件").lstrip("：:-_ 　")
        cut = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
        return f"附件《{cut}》" if cut else "附件"
    return "正文" if "body" in found.where else ""


def _fate(connection: Connection, record: ListedRecord) -> Fate | None:
    if record.status is Status.IN_FORCE:
        return None
    page = register.record(connection, record.id)
    if page.expunged is not None:
        return Fate(f"{day(page.expunged.step.on)}按命令清除，原文已不存在；清除的依据可以查看。")
    if page.withdrawal is not None:
        left = page.withdrawal
        basis = f"，依据{left.basis}" if left.basis else ""
        return Fate(f"{day(left.step.on)}撤回{basis}。原文不再提供，撤回的理由可以查看。")
    if page.repeal is None:
        return None
    by = page.repeal.replaced_by
    if by is None:
        return Fate(f"{day(page.repeal.on)}废止。")
    return Fate(f"{day(page.repeal.on)}废止，由它代替：", Way(by.title, record_address(by.id)))
