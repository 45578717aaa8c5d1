"""Organs as the public sees them: their names, their disclosure guides, how much they publish."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from domain.canonical import decode, encode, parse_utc
from domain.codec import members_of
from domain.errors import NotFound
from domain.organ import Guide, Organ, OrganKind
from domain.vocabulary import Status
from projections.happened import Happened
from projections.register_tables import organs as organ_table
from projections.register_tables import records
from projections.views import Tables

_GUIDE = members_of(Guide)


@dataclass(frozen=True)
class ListedOrgan:
    """One organ in a list; `records` counts what can be read of it (in force and repealed)."""

    id: str
    name: str
    short_name: str
    kind: OrganKind
    records: int


@dataclass(frozen=True)
class OrganPage:
    """An organ, its disclosure guide (条例 art 12; None = not stated), and what it published."""

    id: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    kind: OrganKind
    code: str
    guide: Guide | None
    guide_stated_at: datetime | None
    in_force: int
    repealed: int
    withdrawn: int


def organs(connection: Connection) -> tuple[ListedOrgan, ...]:
    """Every organ, in the order they were enrolled."""
    counted = _counted(connection)
    return tuple(
        ListedOrgan(
            row.id,
            row.name,
            row.short_name,
            OrganKind(row.kind),
            counted.get((row.id, Status.IN_FORCE), 0) + counted.get((row.id, Status.REPEALED), 0),
        )
        for row in connection.execute(select(organ_table).order_by(organ_table.c.position))
    )


def organ(connection: Connection, identity: str) -> OrganPage:
    """One organ. Raises `NotFound`."""
    row = connection.execute(select(organ_table).where(organ_table.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound(f"没有这个机关：{identity}", field="organ")
    return _page(row, _counted(connection, identity))


def registered(connection: Connection) -> int:
    """How many organs there are. None is ever renamed: the same number are the same names."""
    return connection.execute(select(func.count()).select_from(organ_table)).scalar_one()


def names(connection: Connection) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The full name of every organ, and what else it is registered as."""
    rows = connection.execute(select(organ_table).order_by(organ_table.c.position))
    return tuple(
        (row.name, tuple(filter(None, (row.short_name, *decode(row.aliases.encode())))))
        for row in rows
    )


def organ_named(connection: Connection, name: str) -> OrganPage:
    """The organ with this name, short name or alias, the full name first. Raises `NotFound`."""
    name = name.strip()
    rows = connection.execute(select(organ_table).order_by(organ_table.c.position)).all()
    full = (row for row in rows if row.name == name)
    other = (row for row in rows if name in (row.short_name, *decode(row.aliases.encode())))
    found = next(full, None) or next(other, None)
    if name and found is not None:
        return _page(found, _counted(connection, found.id))
    raise NotFound(f"没有名为“{name}”的机关", field="organ")


def _counted(connection: Connection, identity: str | None = None) -> Mapping[tuple[str, str], int]:
    query = select(records.c.organ, records.c.status, func.count()).where(~records.c.withheld)
    if identity is not None:
        query = query.where(records.c.organ == identity)
    rows = connection.execute(query.group_by(records.c.organ, records.c.status))
    return {(organ, status): count for organ, status, count in rows}


def _page(row: Row[Any], counted: Mapping[tuple[str, str], int]) -> OrganPage:
    return OrganPage(
        row.id,
        row.name,
        row.short_name,
        tuple(decode(row.aliases.encode())),
        OrganKind(row.kind),
        row.code,
        None if row.guide is None else _GUIDE.decode_object(decode(row.guide.encode())),
        None if row.guide_stated_at is None else parse_utc(row.guide_stated_at),
        *(
            counted.get((row.id, status), 0)
            for status in (Status.IN_FORCE, Status.REPEALED, Status.WITHDRAWN)
        ),
    )


def fold(connection: Connection, tables: Tables, batch: Iterable[Happened]) -> None:
    """Organs enrolled and guides stated."""
    table = tables[organ_table.name]
    for happened in batch:
        match happened.event:
            case Organ.Enrolled() as event:
                connection.execute(
                    insert(table),
                    {
                        "id": happened.stream,
                        "name": event.name,
                        "short_name": event.short_name,
                        "aliases": encode(list(event.aliases)).decode(),
                        "kind": event.kind,
                        "code": event.code,
                        "position": happened.position,
                    },
                )
            case Organ.GuideStated() as event:
                connection.execute(
                    update(table)
                    .where(table.c.id == happened.stream)
                    .values(
                        guide=_GUIDE.text(event.guide),
                        guide_stated_at=happened.act.row.recorded_at,
                    )
                )
