"""Conditions of an address that this archive does not know: they are left out, and that is told."""

import re
from collections.abc import Mapping

from sqlalchemy import Connection

from api.asking import Asked
from api.portal.documents import kind_name
from api.portal.narrowing import FACET_LABELS
from domain.vocabulary import FIELDS, Phase, Status
from projections import organs as organ_queries
from projections import register
from projections.register import Sought
from search.notices import Note

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SORTS = ("", "relevance", "date", "oldest")
_VERSIONS = ("", "all")
_WITHIN = ("", "longer")
_NAMED = 5
"""Conditions that are named; of more only the number is told."""
_LONGEST = 20


def understood(
    connection: Connection, asked: Asked, address: Mapping[str, str]
) -> tuple[Asked, tuple[Note, ...]]:
    """`asked` without what nothing here can have, and a note on that. `address` holds the members
    of the address as they were written.

    A value that is known but has no hit stays: that nothing is there is an answer.
    """
    strange = []
    filters = {}
    for facet, values in asked.filters.items():
        known = tuple(value for value in values if _known(connection, facet, value))
        filters[facet] = known
        strange += [_named(FACET_LABELS[facet], one) for one in values if one not in known]
    if address.get("sort", "") not in _SORTS:
        strange.append(_named("排序", address["sort"]))
    if address.get("versions", "") not in _VERSIONS:
        strange.append(_named("版本", address["versions"]))
    if address.get("within", "") not in _WITHIN:
        strange.append(_named("片段", address["within"]))
    as_of, newest = asked.as_of, register.position(connection)
    if as_of is None and address.get("as_of", "").strip():
        strange.append(_named("日志位置", address["as_of"]))
    if as_of is not None and as_of > newest:
        strange.append(f"日志位置“{as_of}”（日志现在到第{newest:,}号）")
        as_of = None
    if not strange:
        return asked, ()
    more = f"等{len(strange)}项" if len(strange) > _NAMED else ""
    text = f"不认识的条件，没有用它：{'、'.join(strange[:_NAMED])}{more}。"
    left = asked.changed(filters=filters, as_of=as_of, cursor=asked.cursor)
    return left, (Note("unknown_condition", text),)


def _named(label: str, value: str) -> str:
    cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    return f"{label}“{cut}”"


def _known(connection: Connection, facet: str, value: str) -> bool:
    if facet == "status":
        return value == "AMENDED" or value in set(Status)
    if facet == "phase":
        return value in set(Phase)
    if facet == "year":
        return _YEAR.fullmatch(value) is not None
    if facet == "kind" and kind_name(value) != value:
        return True
    if facet == "field" and value in FIELDS:
        return True
    if facet == "organ" and any(one.id == value for one in organ_queries.organs(connection)):
        return True
    held = register.records_sought(connection, Sought(chosen={facet: (value,)}), limit=1)
    return held.total > 0
