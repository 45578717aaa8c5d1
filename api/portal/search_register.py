"""The same search put to the register, while no engine can answer: titles, numbers, dates."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.asking import Asked
from domain.errors import Malformed
from projections import register
from projections.listing import Listing
from projections.register import ListedRecord, Sought
from search.characters import fold
from search.notices import CURSOR_UNREADABLE, Note
from search.words import Typed, read

UNAVAILABLE = Note(
    "unavailable",
    "全文检索暂时不能用，现在只按标题、文号和索引号查找，新的在前；文件本身照常能看。",
)
VERSIONS_LEFT_OUT = Note("versions_left_out", "被替换的旧版本现在查不到。")


@dataclass(frozen=True)
class Registered:
    """What the register answers, and what the reader should know of it."""

    listing: Listing[ListedRecord]
    notes: tuple[Note, ...]


def from_register(connection: Connection, asked: Asked, size: int) -> Registered:
    """The records that `asked` finds by title and number, newest first. Never an error.

    A cursor of an engine leads nowhere here, as one of the register leads nowhere there: the
    list then begins anew and says so.
    """
    notes = [UNAVAILABLE]
    if asked.superseded:
        notes.append(VERSIONS_LEFT_OUT)
    try:
        listing = _listing(connection, asked, size, asked.cursor)
    except Malformed:
        notes.append(CURSOR_UNREADABLE)
        listing = _listing(connection, asked, size, None)
    return Registered(listing, tuple(notes))


def _listing(
    connection: Connection, asked: Asked, size: int, after: str | None
) -> Listing[ListedRecord]:
    """As it was typed, or else in simplified characters of plain width."""
    listing = register.records_sought(
        connection, _sought(asked, asked.words), limit=size, after=after
    )
    if listing.total:
        return listing
    folded = _sought(asked, fold(asked.words))
    return register.records_sought(connection, folded, limit=size, after=after)


def _sought(asked: Asked, words: str) -> Sought:
    typed: Typed = read(words)
    named = [word for word in typed.words if not word.excluded]
    return Sought(
        words=tuple(word.text for word in named if word.field in (None, "no")),
        without=tuple(word.text for word in typed.words if word.excluded),
        organs=tuple(word.text for word in named if word.field == "organ"),
        years=tuple(word.years for word in named if word.field == "year" and word.years),
        chosen=asked.filters,
    )
