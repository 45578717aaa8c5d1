"""Rows of the register as its questions (register.py) tell them: records, versions, relations."""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, func, or_, select

from domain.canonical import decode, parse_utc
from domain.codec import members_of
from domain.vocabulary import Phase, Status
from projections.listing import Listing, not_a_cursor, part
from projections.public_record import (
    Details,
    ListedRecord,
    Proof,
    Related,
    Repeal,
    RepealDetails,
)
from projections.record_file import VersionRow
from projections.register_tables import organs, records, replacements, versions

_DETAILS = members_of(Details)
_VERSION = members_of(VersionRow)
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2}|)\.(\d{1,15})")


def listed_rows() -> Select[Any]:
    """Rows that `listed_record` reads, of every record."""
    return select(records, organs.c.name.label("organ_name")).select_from(
        records.outerjoin(organs, organs.c.id == records.c.organ)
    )


def listing_of(
    connection: Connection, condition: ColumnElement[bool], limit: int, after: str | None
) -> Listing[ListedRecord]:
    """A part of the records that may be shown, newest first. Raises `Malformed` for a cursor."""
    condition = and_(~records.c.withheld, condition)
    total = connection.execute(
        select(func.count()).select_from(records).where(condition)
    ).scalar_one()
    if after is not None:
        on, place = _read_cursor(after)
        condition = and_(
            condition,
            or_(
                records.c.newest_on < on,
                and_(records.c.newest_on == on, records.c.newest_position < place),
            ),
        )
    limit = part(limit)
    rows = connection.execute(
        listed_rows()
        .where(condition)
        .order_by(records.c.newest_on.desc(), records.c.newest_position.desc())
        .limit(limit + 1)
    ).all()
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        following = f"{shown[-1].newest_on}.{shown[-1].newest_position}"
    return Listing(tuple(map(listed_record, shown)), total, following)


def _read_cursor(text: str) -> tuple[str, int]:
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise not_a_cursor()
    return found[1], int(found[2])


def listed_record(row: Row[Any]) -> ListedRecord:
    """A row as lists show it."""
    return ListedRecord(
        id=row.id,
        title=row.title,
        organ=row.organ,
        organ_name=row.organ_name or "",
        kind=row.kind,
        phase=None if row.phase is None else Phase(row.phase),
        field=row.field,
        topic=row.topic,
        document_number=row.document_number,
        index_number=row.index_number,
        status=Status(row.status),
        number=row.number,
        versions=row.number,
        formed_on=_date(row.formed_on),
        effective_on=_date(row.effective_on),
        expires_on=_date(row.expires_on),
        published_on=_date(row.published_on),
        published_at=_time(row.published_at),
        changed_at=_time(row.changed_at),
        migrated=row.migrated,
        position=row.position,
        withheld=row.withheld,
    )


def details_of(row: Row[Any]) -> dict[str, Any]:
    """What only the record's own page shows, by the members of `Details`."""
    return _DETAILS.decode(decode(row.details.encode()))


def versions_of(connection: Connection, condition: ColumnElement[bool]) -> tuple[VersionRow, ...]:
    """Published versions, newest first."""
    rows = connection.execute(
        select(versions.c.row).where(condition).order_by(versions.c.number.desc())
    )
    return tuple(_VERSION.decode_object(decode(row.encode())) for row in rows.scalars())


def related_to(
    connection: Connection, column: Column[str], condition: ColumnElement[bool]
) -> tuple[Related, ...]:
    """The records on the other side of replacements, `column`, oldest first."""
    rows = connection.execute(
        select(records.c.id, records.c.title)
        .join(replacements, records.c.id == column)
        .where(condition, ~records.c.withheld)
        .order_by(records.c.newest_position)
    )
    return tuple(Related(row.id, row.title) for row in rows)


def repeal_of(connection: Connection, identity: str, repeal: RepealDetails | None) -> Repeal | None:
    """A repeal with the record that replaced it."""
    if repeal is None:
        return None
    by = related_to(connection, replacements.c.new, replacements.c.old == identity)
    return Repeal(repeal.reason, repeal.basis, repeal.on, repeal.step, by[0] if by else None)


def proof_of(present: VersionRow) -> Proof:
    """Who did what to this version in which act, and where it stands in the log."""
    return Proof(
        present.drafted,
        present.reviewed,
        present.approved,
        present.published,
        present.three_people,
        present.from_position,
        present.from_position - 1,
        present.published_at,
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _time(text: str | None) -> datetime | None:
    return None if text is None else parse_utc(text)
