"""What the register can be searched by while no index can: title, numbers, organ and dates.

It knows no text and no ranking; it is never behind and needs nothing but its own tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from domain.numbers import fold_document_number, fold_index_number
from projections.register_tables import organs, records

_CHOSEN = {
    "organ": records.c.organ,
    "field": records.c.field,
    "phase": records.c.phase,
    "kind": records.c.kind,
    "status": records.c.status,
}
_YEAR = func.substr(func.coalesce(records.c.published_on, records.c.formed_on), 1, 4)


@dataclass(frozen=True)
class Sought:
    """What is looked for. Each of `words` stands in the title or is part of a number of the
    record, none of `without` does; `organs` are parts of names, `years` first and last, `chosen`
    values of facets, any of which will do."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)


def found_by(sought: Sought) -> ColumnElement[bool]:
    """Which rows of `records` are found."""
    return and_(true(), *_conditions(sought))


def _conditions(sought: Sought) -> Iterator[ColumnElement[bool]]:
    named = and_(true(), *map(_named, sought.words))
    # A number typed with blanks in it came apart into words.
    yield or_(named, _numbered("".join(sought.words))) if len(sought.words) > 1 else named
    for word in sought.without:
        yield ~func.coalesce(_named(word), false())
    for name in sought.organs:
        known = organs.c.name.contains(name, autoescape=True)
        yield records.c.organ.in_(select(organs.c.id).where(known))
    for first, last in sought.years:
        yield _YEAR.between(str(first), str(last))
    for facet, values in sought.chosen.items():
        if values and facet == "year":
            yield _YEAR.in_(values)
        elif values and facet in _CHOSEN:
            yield _CHOSEN[facet].in_(values)


def _named(word: str) -> ColumnElement[bool]:
    return or_(records.c.title.contains(word, autoescape=True), _numbered(word))


def _numbered(text: str) -> ColumnElement[bool]:
    """Whether a 文号 or 索引号 has `text` in it, in any spelling; what has no digit is in none."""
    if not any(character.isdigit() for character in text):
        return false()
    return or_(
        records.c.number_folded.contains(fold_document_number(text), autoescape=True),
        records.c.index_number_folded.contains(fold_index_number(text), autoescape=True),
    )
