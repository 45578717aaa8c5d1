"""Suggestions for programs and for the search field: what may be meant by what is typed so far."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.portal.interface import PUBLIC
from api.site import SiteGiven
from search.phrasebook import Kind
from search.suggestions import MOST

router = APIRouter(prefix="/api", tags=[PUBLIC])


@dataclass(frozen=True)
class SuggestionItem:
    """一条建议；kind 是 TITLE、ORGAN、SUBJECT 或 QUERY，label 是它的中文名称。

    id 是标题所属信息或机关的编号，其他种类没有。
    """

    text: str
    kind: str
    label: str
    id: str | None


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
    """来自标题、机关、领域和很多人查过的词；撤回的信息随即不再出现。输入不作记录。"""
    # A title that was withdrawn a moment ago must not come out of somebody's cache.
    response.headers["cache-control"] = "no-store"
    return SuggestionList(
        [
            SuggestionItem(
                one.text,
                one.kind.name,
                one.kind.value,
                one.owner if one.kind in (Kind.TITLE, Kind.ORGAN) else None,
            )
            for one in site.offers.suggester.suggest(q, limit)
        ]
    )
