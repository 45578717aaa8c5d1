"""Suggestions for programs and for the search field: what may be meant by what is typed so far."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from api.portal.interface import PUBLIC
from api.site import SiteGiven
from search.phrasebook import Kind
from search.suggestions import MOST, Suggestion

router = APIRouter(prefix="/api", tags=[PUBLIC])

_PAGES = {Kind.TITLE: "/records", Kind.ORGAN: "/organs"}
"""What has a page of its own is opened; anything else is looked for."""


@dataclass(frozen=True)
class SuggestionItem:
    """一条建议；kind 是 TITLE、ORGAN、SUBJECT、WORD 或 QUERY，label 是它的中文名称。

    address 是选中后去的网页：标题是那件信息，机关是机关页，其他种类是用它检索。id 是标题所属信息或
    机关的编号，其他种类没有。
    """

    text: str
    kind: str
    label: str
    id: str | None
    address: str


@dataclass(frozen=True)
class SuggestionList:
    """至多十条；可以直接作为检索词。"""

    suggestions: list[SuggestionItem]


@router.get("/suggest", summary="边输入边给的建议")
def suggest(
    site: SiteGiven,
    response: Response,
    q: Annotated[str, Query(description="已经输入的字、全拼、首字母，可以混写")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST, description=f"最多几条，1到{MOST}")] = MOST,
) -> SuggestionList:
    """来自标题、机关、领域、常用词和很多人查过的词；撤回的信息随即不再出现。输入不作记录。"""
    # A title that was withdrawn a moment ago must not come out of somebody's cache.
    response.headers["cache-control"] = "no-store"
    return SuggestionList(
        [
            SuggestionItem(
                one.text,
                one.kind.name,
                one.kind.value,
                one.owner if one.kind in _PAGES else None,
                _address(one),
            )
            for one in site.offers.suggester.suggest(q, limit)
        ]
    )


def _address(one: Suggestion) -> str:
    """Where choosing it leads."""
    if one.kind in _PAGES:
        return f"{_PAGES[one.kind]}/{one.owner}"
    return "/search?" + urlencode({"q": one.text})
