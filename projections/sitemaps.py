"""The readable records in parts of a length that crawlers take, the oldest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from domain.canonical import parse_utc
from domain.errors import NotFound
from projections.register import LISTED
from projections.register_tables import records


def parts(connection: Connection, length: int) -> Iterator[datetime | None]:
    """Of each part in order: when the newest of its records changed, UTC."""
    numbered = (
        select(
            records.c.changed_at,
            (func.row_number().over(order_by=records.c.id) - 1).label("place"),
        )
        .where(_readable())
        .subquery()
    )
    number = numbered.c.place // length
    rows = connection.execute(
        select(func.max(numbered.c.changed_at)).group_by(number).order_by(number)
    )
    for (changed,) in rows:
        yield _moment(changed)


def part(connection: Connection, number: int, length: int) -> Iterator[tuple[str, datetime | None]]:
    """Id and last change of the records of the `number`th part, from 1. Raises `NotFound`."""
    if number < 1 or number > _MOST_PARTS:
        raise _absent(number)
    rows = connection.execute(
        select(records.c.id, records.c.changed_at)
        .where(_readable())
        .order_by(records.c.id)
        .limit(length)
        .offset((number - 1) * length)
    ).all()
    if not rows:
        raise _absent(number)
    for identity, changed in rows:
        yield identity, _moment(changed)


_MOST_PARTS = 50_000
"""What an index of sitemaps may name (sitemaps.org protocol)."""


def _readable() -> ColumnElement[bool]:
    return and_(~records.c.withheld, records.c.status.in_(LISTED))


def _moment(text: Any) -> datetime | None:
    return None if text is None else parse_utc(str(text))


def _absent(number: int) -> NotFound:
    return NotFound(f"没有第 {number} 张站点地图", field="number")
