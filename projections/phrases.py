"""The names of the public register that a reader may be offered while he types.

Only of what can be read: a withdrawn record's title is no suggestion, and of a withheld one the
register knows none.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from domain.canonical import decode
from domain.kinds import KINDS
from domain.vocabulary import Status
from projections.register_tables import organs, records

READABLE = (Status.IN_FORCE.value, Status.REPEALED.value)


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record that public events touched; `title` is None when it can be read no more.

    `subjects` are its 领域, its topic and its kind, as far as it states them.
    """

    id: str
    title: str | None
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class NamedOrgan:
    """An organ under all its names, the full one first."""

    id: str
    names: tuple[str, ...]


def records_after(connection: Connection, position: int) -> Iterator[NamedRecord]:
    """The records with a public event after `position`, each as it is now, the newest first."""
    columns = (records.c.id, records.c.title, records.c.status, records.c.withheld)
    subjects = (records.c.field, records.c.topic, records.c.kind)
    newest = (records.c.newest_on, records.c.newest_position)
    query = select(*columns, *subjects, *newest)
    if position > 0:
        # Few: put in order here, for the database would rather read all of them in order.
        found = connection.execute(query.where(records.c.position > position)).all()
        rows: Iterable[Any] = sorted(
            found, key=lambda row: (row.newest_on, row.newest_position), reverse=True
        )
    else:
        rows = connection.execute(query.order_by(*(column.desc() for column in newest)))
    for row in rows:
        if row.withheld or row.status not in READABLE:
            yield NamedRecord(row.id, None, ())
            continue
        kind = KINDS.get(row.kind)
        # A topic is named with what it belongs to: 城乡建设/住房保障.
        told = (row.field, (row.topic or "").rpartition("/")[2], kind and kind.chinese)
        yield NamedRecord(row.id, row.title, tuple(one for one in told if one))


def readable_titles(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The titles of those of these records that can be read now."""
    rows = connection.execute(
        select(records.c.id, records.c.title).where(
            records.c.id.in_(ids), ~records.c.withheld, records.c.status.in_(READABLE)
        )
    )
    return {row.id: row.title for row in rows}


def named_organs(connection: Connection) -> tuple[NamedOrgan, ...]:
    """Every organ, in the order they were enrolled."""
    return tuple(
        NamedOrgan(
            row.id,
            tuple(
                dict.fromkeys(
                    name
                    for name in (row.name, row.short_name, *decode(row.aliases.encode()))
                    if name
                )
            ),
        )
        for row in connection.execute(select(organs).order_by(organs.c.position))
    )
