"""The public register: every question the portal may ask it.

Only what was published is in its tables: no draft, no pending amendment, no secrecy review. A
withdrawn record keeps its tombstone without text; one whose title is withheld keeps nothing but
its id and stands in no list and no count.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy import tuple_ as pair

from domain.errors import NotFound
from domain.numbers import fold_document_number, fold_index_number
from domain.vocabulary import Status
from projections.interpretations import interpreted_by, interprets
from projections.listing import LIST_LENGTH, Listing
from projections.public_record import (
    Counts,
    ListedRecord,
    MonthNumbers,
    Proof,
    RecordPage,
    Related,
    Repeal,
    Shown,
)
from projections.record_file import VersionRow
from projections.register_rows import (
    details_of,
    listed_record,
    listed_rows,
    listing_of,
    proof_of,
    related_to,
    repeal_of,
    versions_of,
)
from projections.register_search import Sought, found_by
from projections.register_tables import changes, organs, records, replacements, versions
from projections.views import position_of

__all__ = [
    "Counts",
    "ListedRecord",
    "Listing",
    "MonthNumbers",
    "Proof",
    "RecordPage",
    "Related",
    "Repeal",
    "Shown",
    "Sought",
    "position_of",
]

LISTED = (Status.IN_FORCE, Status.REPEALED)
"""What a list shows unless it is asked for more: what can be read."""

MOST_NAMESAKES = 50
_AT_ONCE = 1_000
"""Rows of all records that are read at a time."""


def position(connection: Connection) -> int:
    """The journal position up to which the register can be read (its freshness)."""
    return position_of(connection, "register")


def record(connection: Connection, identity: str) -> RecordPage:
    """One public record. Raises `NotFound`: also for what exists, but was never published."""
    row = connection.execute(listed_rows().where(records.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound(f"没有公开过这件信息：{identity}", field="record")
    listed = listed_record(row)
    if listed.withheld:
        return RecordPage(listed, (), (), (), None, None, None, (), None, None)
    details = details_of(row)
    rows = versions_of(connection, versions.c.record == identity)
    present = rows[0]
    return RecordPage(
        listed=listed,
        versions=rows,
        attributes=present.description.attributes,
        channels=present.channels,
        withdrawal=details["withdrawal"],
        expunged=details["expunged"],
        repeal=repeal_of(connection, identity, details["repeal"]),
        replaces=related_to(connection, replacements.c.old, replacements.c.new == identity),
        migration=details["migration"],
        proof=proof_of(present),
        interprets=interprets(connection, listed),
        interpreted_by=interpreted_by(connection, listed),
    )


def version(connection: Connection, identity: str, number: int) -> VersionRow:
    """One published version. Raises `NotFound`."""
    found = versions_of(
        connection, and_(versions.c.record == identity, versions.c.number == number)
    )
    if not found:
        raise NotFound(f"没有公开过第 {number} 版", field="version")
    return found[0]


def newest(
    connection: Connection,
    *,
    statuses: Sequence[Status] = LISTED,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[ListedRecord]:
    """Records by public date, newest first; undated ones last. Raises `Malformed` for a cursor."""
    return listing_of(connection, records.c.status.in_(statuses), limit, after)


def of_organ(
    connection: Connection,
    organ: str,
    *,
    statuses: Sequence[Status] = LISTED,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[ListedRecord]:
    """As `newest`, of one organ."""
    condition = and_(records.c.organ == organ, records.c.status.in_(statuses))
    return listing_of(connection, condition, limit, after)


def records_with_number(connection: Connection, number: str) -> tuple[ListedRecord, ...]:
    """Records with this 文号 or 索引号 in any spelling, withdrawn ones too, newest first."""
    condition = or_(
        records.c.number_folded == fold_document_number(number),
        records.c.index_number_folded == fold_index_number(number),
    )
    return listing_of(connection, condition, MOST_NAMESAKES, None).items


def records_titled(
    connection: Connection,
    words: Sequence[str],
    *,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[ListedRecord]:
    """Records whose title or number holds every word, withdrawn ones too."""
    return records_sought(connection, Sought(tuple(words)), limit=limit, after=after)


def records_sought(
    connection: Connection,
    sought: Sought,
    *,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[ListedRecord]:
    """Search without an index, withdrawn records too. Raises `Malformed` for a cursor."""
    return listing_of(connection, found_by(sought), limit, after)


def changed_after(connection: Connection, position: int) -> int:
    """How many records were published or changed after a journal position."""
    condition = and_(~records.c.withheld, records.c.position > position)
    query = select(func.count()).select_from(records).where(condition)
    return int(connection.execute(query).scalar_one())


def everything(connection: Connection) -> Iterator[ListedRecord]:
    """Every public record, in the order of their ids, withheld ones too; read bit by bit."""
    query = listed_rows().order_by(records.c.id).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query):
        yield listed_record(row)


def taken_away(connection: Connection) -> tuple[int, int]:
    """How many records were withdrawn or are withheld, and the newest position of any of them:
    another pair means that a copy made before tells more than may be told."""
    gone = or_(records.c.withheld, records.c.status == Status.WITHDRAWN)
    query = select(func.count(), func.max(records.c.position)).where(gone)
    count, newest = connection.execute(query).one()
    return count, newest or 0


def taken_away_after(connection: Connection, position: int, limit: int) -> tuple[str, ...]:
    """The ids of records withdrawn or withheld since a journal position, `limit` at most."""
    gone = or_(records.c.withheld, records.c.status == Status.WITHDRAWN)
    since = and_(records.c.position > position, gone)
    return tuple(connection.execute(select(records.c.id).where(since).limit(limit)).scalars())


def visible(
    connection: Connection, pairs: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], Shown]:
    """Which (record, version number) pairs may be shown, with what there is to show of them.

    Left out is what was never published or is withheld, and every version of a withdrawn record
    but the last, which is its tombstone and has no content. A caller that found a record by text
    which the register says is withdrawn since (`status`) has a late index and must drop the hit.
    """
    wanted = set(pairs)
    if not wanted:
        return {}
    ids = sorted({identity for identity, _ in wanted})
    rows = connection.execute(listed_rows().where(records.c.id.in_(ids), ~records.c.withheld))
    listed = {row.id: listed_record(row) for row in rows}
    shown = {}
    for found in versions_of(
        connection, pair(versions.c.record, versions.c.number).in_(sorted(wanted))
    ):
        record = listed.get(found.record)
        if record is None:
            continue
        if record.status is not Status.WITHDRAWN or found.number == record.number:
            shown[found.record, found.number] = Shown(record, found)
    return shown


def counts(connection: Connection) -> Counts:
    """How much is public now."""
    rows = connection.execute(
        select(records.c.status, func.count()).where(~records.c.withheld).group_by(records.c.status)
    )
    of = {status: count for status, count in rows}
    enrolled = connection.execute(select(func.count()).select_from(organs)).scalar_one()
    return Counts(
        of.get(Status.IN_FORCE, 0),
        of.get(Status.REPEALED, 0),
        of.get(Status.WITHDRAWN, 0),
        enrolled,
    )


def month_numbers(connection: Connection, year: int, month: int) -> MonthNumbers:
    """The public acts of a month."""
    rows = connection.execute(
        select(changes.c.change, func.count())
        .where(changes.c.on.between(f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-31"))
        .group_by(changes.c.change)
    )
    of = {change: count for change, count in rows}
    kinds = ("published", "amended", "repealed", "withdrawn", "migrated")
    return MonthNumbers(year, month, *(of.get(kind, 0) for kind in kinds))
