"""What is indexed of a document: the fields that both engines have, made in one place.

`title` and `text` are what hits are ranked by. `text` is the whole document as a citizen knows
it: title, official head (organ, 文号, 索引号) and body, for a real document carries its head too,
and who types an organ's name looks for what it published. Each has two fields: `_b` for bigrams
and words with positions, `_u` for single Han characters and dates, frequencies only. `text_e` has
the endings of numbers and latin words, by which a passage is found that was cut within one.
"""

from datetime import date

from domain.numbers import cited_document_numbers, fold_document_number, fold_index_number
from search.analysis import BOUNDARY, Streams, joined, squeeze, streams
from search.characters import fold, readable
from search.engine import Document

LONGEST_KEYWORD = 200
"""Characters of a title, 文号 or 索引号 that are compared as a whole: as many as a query has. The
code of an organ, field, kind or channel that is longer is none and left out, because each engine
refuses or forgets words above a length of its own."""

OPEN_END = 2**53 - 1
"""The `to_position` of a version that is still the valid one."""

POSITION_BITS = 36
"""Of an ordering number; the rest is the date or the status, which come first."""

BEYOND_DAYS = 100_000_000
"""Above every day as a number, 20240105."""

SHOWN, CURRENT, STANDING = "shown", "current", "standing"
"""Values of `scope`: not hidden; and its record's valid version; not repealed or withdrawn."""

SCORED = ("title_b", "title_u", "text_b", "text_u", "organ_b", "organ_u", "number_b", "number_u")
ANALYSED = (*SCORED, "text_e")
"""Tokens joined by blanks, for the `whitespace` analyzer; `_b` with positions, `_u` without, `_e`
to be matched and nothing else."""

KEYWORDS = ("key", "record", "scope", "title_x", "number", "index_number", "cites", "channel")
"""Compared as a whole."""

FACETED = ("organ", "field", "phase", "kind", "status")
"""Compared as a whole, and counted as facets."""

NUMBERS = ("position", "from_position", "to_position", "published_on", "formed_on")
"""Numbers to select by."""

COUNTED = ("year", "month")
"""Numbers counted as facets."""

ORDERING = ("dated", "aged", "standing")
"""Numbers that hits are sorted by and nothing else."""

POSITION_KEY = "position"
"""Key of the entry with the journal position; every other key has a slash in it."""

EMPTY = Streams("", "", "")

Values = dict[str, str | int | list[str]]


def fields_of(document: Document) -> Values:
    """The values of every field of `document`; a field that does not apply is absent."""
    values = unsearchable(f"{document.record}/{document.version}", document.position)
    values["record"] = document.record
    if document.hidden:
        return values
    number = document.document_number or ""
    index_number = document.index_number or ""
    title, organ = streams(document.title), streams(document.organ_name)
    head = streams(number), streams(index_number)
    spelled = streams(comparable_number(number)) if number else EMPTY
    values |= _analysed("title", title)
    values |= _analysed("text", title, organ, *head, streams(document.text))
    values |= _analysed("organ", organ)
    values |= _analysed("number", spelled, *head)
    values["title_x"] = squeeze(document.title)[:LONGEST_KEYWORD]
    if number:
        values["number"] = comparable_number(number)
    if index_number:
        values["index_number"] = comparable_index_number(index_number)
    return values | _codes(document) | _facts(document)


def unsearchable(key: str, position: int) -> Values:
    """An entry with a key and a position that no query finds.

    Its analysed fields hold the boundary, so that both engines count it among the documents.
    """
    return {"key": key, "position": position, **dict.fromkeys(ANALYSED, BOUNDARY)}


def position_values(position: int, begun: int) -> Values:
    """The entry with the journal position, and with the one at which the index was begun."""
    return unsearchable(POSITION_KEY, position) | {"from_position": begun}


def comparable_number(number: str) -> str:
    """A 文号 as the index holds it: in every script, width and bracket style the same."""
    return fold_document_number(fold(readable(number)))[:LONGEST_KEYWORD]


def comparable_index_number(number: str) -> str:
    """A 索引号 as the index holds it."""
    return fold_index_number(readable(number))[:LONGEST_KEYWORD]


def day_number(day: date) -> int:
    """20240102, which both engines sort and filter alike."""
    return day.year * 10_000 + day.month * 100 + day.day


def _analysed(field: str, *parts: Streams) -> Values:
    both = joined(parts)
    fields: Values = {f"{field}_b": both.bigrams, f"{field}_u": both.unigrams}
    return fields | {"text_e": both.endings} if field == "text" else fields


def _codes(document: Document) -> Values:
    """What is compared and counted as it stands."""
    codes = {
        "organ": document.organ,
        "field": document.field,
        "phase": document.phase,
        "kind": document.kind,
        "status": document.status,
    }
    told = {name: readable(code) for name, code in codes.items() if code is not None}
    channels = [readable(code) for code in document.channels if len(code) <= LONGEST_KEYWORD]
    return {
        "channel": channels,
        **{name: code for name, code in told.items() if len(code) <= LONGEST_KEYWORD},
    }


def _facts(document: Document) -> Values:
    standing = document.status in ("IN_FORCE", "AMENDED")
    scope = [SHOWN]
    if document.to_position is None:
        scope.append(CURRENT)
    if standing:
        scope.append(STANDING)
    facts: Values = {
        "scope": scope,
        "cites": list(cited_document_numbers(fold(document.text))),
        "from_position": document.from_position,
        "to_position": OPEN_END if document.to_position is None else document.to_position,
        "standing": standing << POSITION_BITS | document.position,
    }
    dated = document.published_on or document.formed_on
    day = day_number(dated) if dated else 0
    facts["dated"] = day << POSITION_BITS | document.position
    # Counted down from beyond every day, so that what has none comes last in this order too.
    facts["aged"] = (BEYOND_DAYS - day if dated else 0) << POSITION_BITS | document.position
    if dated:
        facts["year"] = dated.year
        facts["month"] = dated.year * 100 + dated.month
    if document.published_on:
        facts["published_on"] = day_number(document.published_on)
    if document.formed_on:
        facts["formed_on"] = day_number(document.formed_on)
    return facts
