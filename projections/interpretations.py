"""解读: which document an interpretation is of, told by its title, which names it in 《》.

Nothing is stored of it: who drafts 《清河县公租房管理办法》政策解读 has said what it interprets. A
name that only resembles a title is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Row, select

from domain.vocabulary import Status
from projections.public_record import ListedRecord, Related
from projections.register_tables import records

KIND = "interpretation"
"""政策解读 among the kinds (`domain.kinds`)."""

_READABLE = (Status.IN_FORCE, Status.REPEALED)
_INNER = str.maketrans("〈〉", "《》")
_MOST = 10


def interprets(connection: Connection, record: ListedRecord) -> tuple[Related, ...]:
    """The documents whose whole titles this interpretation's title names, newest first.

    Where the same title was given to several, those of its own organ are meant, if there are any.
    """
    names = tuple(dict.fromkeys(named_in(record.title))) if record.kind == KIND else ()
    if not names:
        return ()
    rows = _rows(connection, records.c.title.in_(names), records.c.kind != KIND)
    own = {row.title for row in rows if row.organ == record.organ}
    return _told(row for row in rows if row.organ == record.organ or row.title not in own)


def interpreted_by(connection: Connection, record: ListedRecord) -> tuple[Related, ...]:
    """The interpretations whose titles name the whole title of this document, newest first.

    One of an organ that gave the same title to a document of its own is not of this one.
    """
    if record.kind == KIND:
        return ()
    title = records.c.title
    inner = record.title.replace("《", "〈").replace("》", "〉")
    holds = title.contains(record.title, autoescape=True) | title.contains(inner, autoescape=True)
    rows = [
        row
        for row in _rows(connection, records.c.kind == KIND, holds)
        if record.title in named_in(row.title)
    ]
    if not rows:
        return ()
    namesakes = _rows(connection, title == record.title, records.c.kind != KIND)
    others = {row.organ for row in namesakes if row.organ != record.organ}
    return _told(row for row in rows if row.organ not in others)


def named_in(title: str) -> Iterator[str]:
    """What stands in 《》 in a title; 〈〉 within is 《》 of the named title itself."""
    depth = begun = 0
    for place, character in enumerate(title):
        if character == "《":
            depth += 1
            begun = place + 1 if depth == 1 else begun
        elif character == "》" and depth:
            depth -= 1
            if depth == 0:
                yield title[begun:place].translate(_INNER)


def _rows(connection: Connection, *conditions: ColumnElement[bool]) -> Sequence[Row[str, str, str]]:
    return connection.execute(
        select(records.c.id, records.c.title, records.c.organ)
        .where(*conditions, ~records.c.withheld, records.c.status.in_(_READABLE))
        .order_by(records.c.newest_on.desc(), records.c.newest_position.desc())
    ).all()


def _told(rows: Iterable[Row[str, str, str]]) -> tuple[Related, ...]:
    return tuple(Related(row.id, row.title) for row in islice(rows, _MOST))
