"""What the address of a search asks for: the same for the page, the feed and the JSON API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from search.engine import FACETS
from search.finding import Request
from search.notices import Note
from search.period import ALWAYS, Period, read_day

Values = list[str] | None
_LARGEST = 2**53

MOST_VALUES = 50
"""Chosen values of one facet: more than any facet is shown with at once."""

LONGEST_VALUE = 200
"""Characters of a chosen value: no facet has a longer one, and no engine is asked for it."""


@dataclass(frozen=True)
class Asked:
    """A search as its address says it. Nothing in it is an error: the finder reads what it can.

    `unread` are members of the address that could not be read and are left out; `values_left_out`
    tells whether a facet had more values than are used. `oldest_first` goes before `by_date`.
    `within_longer` takes what is typed for a passage that was cut anywhere.
    """

    words: str
    filters: Mapping[str, tuple[str, ...]]
    by_date: bool
    superseded: bool
    cursor: str | None = None
    period: Period = ALWAYS
    as_of: int | None = None
    unread: tuple[str, ...] = ()
    values_left_out: bool = False
    oldest_first: bool = False
    within_longer: bool = False

    def request(self, size: int, visitor: str = "") -> Request:
        """As the finder is asked. Without words there is no relevance, so the newest come first."""
        by_date = self.by_date or not self.words.strip()
        return Request(
            self.words,
            self.filters,
            sort="oldest" if self.oldest_first else "date" if by_date else "relevance",
            cursor=self.cursor,
            size=size,
            include_superseded=self.superseded,
            as_of=self.as_of,
            period=self.period,
            visitor=visitor,
            within_longer=self.within_longer,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The members of its address, in one order, so that the same search has one permalink."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(facet, value) for facet in FACETS for value in self.filters.get(facet, ())]
        if self.period.first:
            pairs.append(("after", self.period.first.isoformat()))
        if self.period.last:
            pairs.append(("before", self.period.last.isoformat()))
        if self.by_date or self.oldest_first:
            pairs.append(("sort", "oldest" if self.oldest_first else "date"))
        if self.superseded:
            pairs.append(("versions", "all"))
        if self.within_longer:
            pairs.append(("within", "longer"))
        if self.as_of is not None:
            pairs.append(("as_of", str(self.as_of)))
        if self.cursor:
            pairs.append(("cursor", self.cursor))
        return pairs

    def query(self) -> str:
        """The query of its address."""
        return urlencode(self.pairs())

    def at(self, path: str = "/search") -> str:
        """Its address: of the page, or of another answer to the same search."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def toggled(self, facet: str, value: str) -> "Asked":
        """With one value of a facet chosen, or no longer chosen; from the first page."""
        chosen = self.filters.get(facet, ())
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return replace(self, filters={**self.filters, facet: values}, cursor=None)

    def changed(self, **members: object) -> "Asked":
        """With other members; from the first page unless a cursor is given."""
        return replace(self, **({"cursor": None} | members))  # type: ignore[arg-type]

    @property
    def narrowed(self) -> bool:
        """Whether anything but words narrows the search."""
        return any(self.filters.values()) or bool(self.period)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the reader should know of how the address was read."""
        notes = [
            Note("date_unreadable", f"“{text[:20]}”不是能读懂的日期，没有用它。")
            for text in self.unread
        ]
        if self.values_left_out:
            notes.append(
                Note("values_left_out", f"一个条件最多选{MOST_VALUES}个值，其余的没有用。")
            )
        if self.as_of is not None:
            notes.append(
                Note("as_of", f"按日志第{self.as_of:,}号事件时的版本查找；此后撤回的不再列出。")
            )
        return tuple(notes)


def asked(
    q: Annotated[
        str,
        Query(
            description="要找的词、文号或整句。可用引号找原文，前面加-排除，"
            "机关：、文号：、年份：只在文件头里找。只用前200个字符、16个词。",
            openapi_examples={
                "词": {"value": "公租房 分配"},
                "原文": {"value": "“摇号结果当场公布”"},
                "文号": {"value": "文号：清房规〔2023〕2号"},
            },
        ),
    ] = "",
    organ: Annotated[Values, Query(description="机关编号；可以重复，任一个符合即可。")] = None,
    field: Annotated[Values, Query(description="领域，例如“保障性住房”；可以重复。")] = None,
    phase: Annotated[
        Values,
        Query(description="环节：DECISION、EXECUTION、MANAGEMENT、SERVICE、RESULT；可以重复。"),
    ] = None,
    kind: Annotated[Values, Query(description="种类，例如“normative”；可以重复。")] = None,
    year: Annotated[
        Values,
        Query(
            description="公开年份，例如“2023”；可以重复。改过几版的，按找到的那一版算，"
            "没有写明公开日期的按成文日期。"
        ),
    ] = None,
    status: Annotated[
        Values,
        Query(description="效力：IN_FORCE、AMENDED、REPEALED、WITHDRAWN；可以重复。"),
    ] = None,
    after: Annotated[
        str,
        Query(
            description="公开日期从哪天起（含当天），2023-05-18、2023-05或2023；"
            "没有写明公开日期的按成文日期。读不懂的不用，在notes里说明。",
            openapi_examples={"日": {"value": "2023-05-18"}, "年": {"value": "2023"}},
        ),
    ] = "",
    before: Annotated[
        str, Query(description="公开日期到哪天止（含当天）；只写年或月时到它的最后一天。")
    ] = "",
    sort: Annotated[
        str, Query(description="relevance：最相关的在前；date：最新的在前；oldest：最早的在前。")
    ] = "relevance",
    versions: Annotated[str, Query(description="all：被替换的旧版本也找。")] = "",
    within: Annotated[
        str,
        Query(
            description="longer：把输入当作一段原文来找，首尾的数字或字母可以是更长一串的一部分，"
            "例如“5小时内”也找“15小时内”。"
        ),
    ] = "",
    as_of: Annotated[
        str,
        Query(description="日志位置：按这一号事件时有效的版本查找，用来重现引用过的结果。"),
    ] = "",
    cursor: Annotated[
        str | None,
        Query(description="上一页给出的翻页记号；只对同一个检索有效，失效时从第一页给出并说明。"),
    ] = None,
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
    chosen = {
        facet: tuple(dict.fromkeys(_value(value) for value in values if value))
        for facet, values in given.items()
        if values
    }
    filters = {facet: values[:MOST_VALUES] for facet, values in chosen.items()}
    first, last = read_day(after), read_day(before, last=True)
    unread = tuple(
        text for text, day in ((after, first), (before, last)) if text.strip() and day is None
    )
    return Asked(
        q,
        filters,
        sort == "date",
        versions == "all",
        cursor or None,
        Period(first, last),
        _position(as_of),
        unread,
        any(len(values) > MOST_VALUES for values in chosen.values()),
        sort == "oldest",
        within == "longer",
    )


def _value(text: str) -> str:
    """A chosen value; one that is too long as one that is nobody's, for it selects nothing."""
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"


def _position(text: str) -> int | None:
    """A journal position, None for what is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else 0
    return number if 0 < number < _LARGEST else None


SearchAsked = Annotated[Asked, Depends(asked)]
"""The search that the address of the request asks for."""
