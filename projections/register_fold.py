"""What the public register keeps of a record: rows made from its file, and nothing unpublished.

A record's rows are a pure function of its file, made anew when a *public* event touched it. So a
draft, a pending amendment or a review can never move what the public sees.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, insert, select

from domain.codec import members_of
from domain.numbers import fold_document_number, fold_index_number
from domain.vocabulary import Openness, Status
from projections import casework, officers, organs, petitions, requests
from projections.happened import Happened
from projections.public_record import Details, RepealDetails
from projections.record_file import RecordFile, VersionRow, legal_day
from projections.register_tables import changes, records, replacements, versions
from projections.views import REGISTER, SqlProjection, Tables

VERSION = 8
"""Raised whenever a table or a fold of this projection changes: it is then rebuilt."""

Values = dict[str, Any]


def register_projection(engine: Engine) -> SqlProjection:
    """The projection `register`: the public register, organs, and the officers' casework,
    requests and petitions among it."""
    return SqlProjection(engine, "register", VERSION, REGISTER, fold)


def fold(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> None:
    """Organs and officers first: what follows names them."""
    organs.fold(connection, tables, batch)
    officers.fold(connection, tables, batch)
    touched = casework.fold(connection, tables, batch)
    requests.fold(connection, tables, batch)
    petitions.fold(connection, tables, batch)
    shown = [
        one.file
        for one in touched
        if one.file.openness.value is Openness.PROACTIVE
        and one.file.shown_position != one.shown_before
    ]
    if shown:
        _write(connection, tables, shown)
        _replace(connection, tables, shown)


def _write(connection: Connection, tables: Tables, shown: Sequence[RecordFile]) -> None:
    ids = [file.id for file in shown]
    rows: Sequence[tuple[Table, str, list[Values]]] = (
        (records, "id", [_record(file) for file in shown]),
        (versions, "record", [row for file in shown for row in _versions(file)]),
        (changes, "record", [row for file in shown for row in _changes(file)]),
    )
    for table, key, values in rows:
        written = tables[table.name]
        connection.execute(delete(written).where(written.c[key].in_(ids)))
        if values:
            connection.execute(insert(written), values)


def _record(file: RecordFile) -> Values:
    if file.withheld:
        return _withheld(file)
    present = file.versions[-1]
    said = present.description
    return {
        "id": file.id,
        "organ": file.organ,
        "title": said.title,
        "kind": said.kind,
        "phase": said.phase,
        "field": said.field,
        "topic": said.topic,
        "document_number": said.document_number,
        "index_number": said.index_number,
        "number_folded": said.document_number and fold_document_number(said.document_number),
        "index_number_folded": said.index_number and fold_index_number(said.index_number),
        "status": file.status,
        "number": present.number,
        "formed_on": _text(said.formed_on),
        "effective_on": _text(said.effective_on),
        "expires_on": _text(said.expires_on),
        "published_on": _text(present.published_on),
        "published_at": present.recorded_at,
        "changed_at": file.shown_at,
        "migrated": file.migration is not None,
        "withheld": False,
        "position": file.shown_position,
        "newest_on": _text(present.published_on) or "",
        "newest_position": present.from_position,
        "details": _DETAILS.text(_details(file)),
    }


def _withheld(file: RecordFile) -> Values:
    """What is left when an order withholds the title too: that there was a record of this id."""
    left: Values = dict.fromkeys(column.name for column in records.columns)
    return left | {
        "id": file.id,
        "organ": "",
        "title": "",
        "kind": "",
        "status": Status.WITHDRAWN,
        "number": 0,
        "migrated": False,
        "withheld": True,
        "position": file.shown_position,
        "newest_on": "",
        "newest_position": file.shown_position,
        "details": "",
    }


def _details(file: RecordFile) -> Details:
    repeal = None
    if file.repeal is not None:
        told = file.repeal
        repeal = RepealDetails(told.reason, told.basis, told.on, told.step)
    return Details(file.migration, repeal, file.withdrawal, file.expunged)


def _versions(file: RecordFile) -> list[Values]:
    if file.withheld:
        return []
    rows = map(_tombstone, file.versions) if file.gone else file.versions
    return [
        {"record": file.id, "number": version.number, "row": _VERSION.text(version)}
        for version in rows
    ]


def _tombstone(version: VersionRow) -> VersionRow:
    """It keeps title, numbers, organ and dates; attributes are text of the document."""
    said = replace(version.description, attributes=())
    return replace(version, content=None, description=said)


def _changes(file: RecordFile) -> list[Values]:
    if file.withheld:
        return []
    made = [
        (version.from_position, _how_published(file, version), version.recorded_at)
        for version in file.versions
    ]
    if file.repeal:
        made.append((file.repeal.step.position, "repealed", file.repeal.step.recorded_at))
    if file.withdrawal:
        made.append((file.withdrawal.step.position, "withdrawn", file.withdrawal.step.recorded_at))
    elif file.expunged:
        made.append((file.expunged.step.position, "withdrawn", file.expunged.step.recorded_at))
    return [
        {"record": file.id, "position": position, "change": change, "on": _text(legal_day(at))}
        for position, change, at in made
    ]


def _how_published(file: RecordFile, version: VersionRow) -> str:
    if version.number > 1:
        return "amended"
    return "migrated" if file.migration else "published"


def _replace(connection: Connection, tables: Tables, shown: Sequence[RecordFile]) -> None:
    """Which record took which one's place: public only once both are, and neither is withheld."""
    told = tables[casework.replacements.name]
    repealed = {
        (file.id, file.repeal.replaced_by)
        for file in shown
        if file.repeal and file.repeal.replaced_by
    }
    ids = [file.id for file in shown]
    rows = connection.execute(select(told.c.old, told.c.new).where(told.c.new.in_(ids)))
    awaited = {(row.old, row.new) for row in rows}
    for old, new in sorted(repealed - awaited):
        same = and_(told.c.old == old, told.c.new == new)
        connection.execute(delete(told).where(same))
        connection.execute(insert(told), {"old": old, "new": new})
    pairs = sorted(repealed | awaited)
    if not pairs:
        return
    public = _public(connection, tables[records.name], {one for pair in pairs for one in pair})
    table = tables[replacements.name]
    for old, new in pairs:
        connection.execute(delete(table).where(table.c.old == old, table.c.new == new))
        if old in public and new in public:
            connection.execute(insert(table), {"old": old, "new": new})


def _public(connection: Connection, table: Table, ids: set[str]) -> set[str]:
    query = select(table.c.id).where(table.c.id.in_(ids), ~table.c.withheld)
    return set(connection.execute(query).scalars())


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_DETAILS = members_of(Details)
_VERSION = members_of(VersionRow)
