"""What the address of a search asks for: the same for the page and for the JSON API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from search.engine import FACETS
from search.finding import Request

Values = Annotated[list[str] | None, Query(description="可以重复，任一个符合即可")]


@dataclass(frozen=True)
class Asked:
    """A search as its address says it. Nothing in it is an error: the finder reads what it can."""

    words: str
    filters: Mapping[str, tuple[str, ...]]
    by_date: bool
    superseded: bool
    cursor: str | None = None

    def request(self, size: int) -> Request:
        """As the finder is asked. Without words there is no relevance, so the newest come first."""
        by_date = self.by_date or not self.words.strip()
        return Request(
            self.words,
            self.filters,
            sort="date" if by_date else "relevance",
            cursor=self.cursor,
            size=size,
            include_superseded=self.superseded,
        )

    def query(self) -> str:
        """The query of its address, in one order, so that the same search has one permalink."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(facet, value) for facet in FACETS for value in self.filters.get(facet, ())]
        if self.by_date:
            pairs.append(("sort", "date"))
        if self.superseded:
            pairs.append(("versions", "all"))
        if self.cursor:
            pairs.append(("cursor", self.cursor))
        return urlencode(pairs)

    def toggled(self, facet: str, value: str) -> "Asked":
        """With one value of a facet chosen, or no longer chosen; from the first page."""
        chosen = self.filters.get(facet, ())
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return replace(self, filters={**self.filters, facet: values}, cursor=None)

    def changed(self, **members: object) -> "Asked":
        """With other members; from the first page unless a cursor is given."""
        return replace(self, **({"cursor": None} | members))  # type: ignore[arg-type]


def asked(
    q: Annotated[
        str, Query(description="要找的词、文号或整句；可用引号、-、机关：、文号：、年份：")
    ] = "",
    organ: Values = None,
    field: Values = None,
    phase: Values = None,
    kind: Values = None,
    year: Values = None,
    status: Values = None,
    sort: Annotated[str, Query(description="relevance 或 date")] = "relevance",
    versions: Annotated[str, Query(description="all：被替换的旧版本也找")] = "",
    cursor: Annotated[str | None, Query(description="上一页给出的翻页记号")] = None,
) -> Asked:
    """The parameters of a search address."""
    given: Mapping[str, Sequence[str] | None] = {
        "organ": organ,
        "field": field,
        "phase": phase,
        "kind": kind,
        "year": year,
        "status": status,
    }
    filters = {
        facet: tuple(dict.fromkeys(value for value in values if value))
        for facet, values in given.items()
        if values
    }
    return Asked(q, filters, sort == "date", versions == "all", cursor or None)


SearchAsked = Annotated[Asked, Depends(asked)]
"""The search that the address of the request asks for."""
