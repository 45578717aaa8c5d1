"""One result as it is shown: title, head, the passage that answers, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from api.portal.documents import kind_name, record_address
from api.portal.narrowing import Way
from api.portal.pages import day
from domain.vocabulary import Status
from projections import register
from projections.register import ListedRecord, Shown
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
    when it holds words of the search: 正文, or an attachment by its name.

    `published_on` is the day of the version that was found, number `number`; `first_on` that of
    the first version, where another day is shown for the present one.
    """

    record: ListedRecord
    number: int
    kind: str
    published_on: date | None
    first_on: date | None
    address: str
    title: Pieces
    passage: Pieces
    place: str = ""
    fate: Fate | None = None


def hits_of(connection: Connection, found: Sequence[Found]) -> tuple[Hit, ...]:
    """The hits of the index that the register shows, with what it knows of them.

    Of versions of one record that stand side by side the newest comes first.
    """
    keys = [(one.record, one.version) for one in found]
    firsts = [(record, 1) for record, number in keys if number > 1]
    shown = register.visible(connection, (*keys, *firsts))
    hits = []
    for _, versions in groupby(found, key=lambda one: one.record):
        for one in sorted(versions, key=lambda one: -one.version):
            if (one.record, one.version) in shown:
                hits.append(_hit_of(connection, one, shown))
    return tuple(hits)


def _hit_of(connection: Connection, found: Found, shown: Mapping[tuple[str, int], Shown]) -> Hit:
    of = shown[found.record, found.version]
    record, version = of.record, of.version
    superseded = found.version != record.number
    address = record_address(record.id, found.version if superseded else None)
    title = found.title or ((record.title, False),)
    return Hit(
        record,
        found.version,
        kind_name(record.kind),
        version.published_on,
        None if superseded else _first_on(record, shown),
        address,
        title,
        found.passage,
        _place(found),
        None if superseded else _fate(connection, record),
    )


def hit_by_title(connection: Connection, record: ListedRecord) -> Hit:
    """A record that the register found, by its title or number."""
    first = register.visible(connection, [(record.id, 1)] if record.number > 1 else [])
    return Hit(
        record,
        record.number,
        kind_name(record.kind),
        record.published_on,
        _first_on(record, first),
        record_address(record.id),
        ((record.title, False),),
        (),
        "",
        _fate(connection, record),
    )


def _first_on(record: ListedRecord, shown: Mapping[tuple[str, int], Shown]) -> date | None:
    """When the first version became public, if that was another day than the present one."""
    first = shown.get((record.id, 1))
    on = first.version.published_on if first else None
    return on if on != record.published_on else None


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
