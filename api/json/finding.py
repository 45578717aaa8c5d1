"""Search for programs: the same finder, the same parameters and the same notes as the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request

from api.asking import SearchAsked
from api.json.answers import RecordItem, record_item
from api.json.public import Limit
from api.offered import meant, note_query
from api.portal.citizens import client_of
from api.portal.interface import PUBLIC
from api.portal.unknown_conditions import understood
from api.portal.unknown_organs import notes_on_organs
from api.site import SiteGiven
from projections import register
from search.finding import FacetValue
from search.highlight import Pieces

router = APIRouter(prefix="/api", tags=[PUBLIC])

UNSEARCHABLE: dict[int | str, dict[str, Any]] = {
    503: {"description": "检索库暂时不能用（问题文书，RFC 9457）"},
}


@dataclass(frozen=True)
class PieceItem:
    """一段文字；mark 为真的是命中的词。"""

    text: str
    mark: bool


@dataclass(frozen=True)
class HitItem:
    """一条结果；where 说在哪里命中：title 标题，body 正文，attachment 附件。

    passage 出自正文或 attachment 所指的附件；都没有命中时是正文的开头。version 小于
    record.version 的是被替换的旧版本。
    """

    record: RecordItem
    version: int
    title: list[PieceItem]
    passage: list[PieceItem]
    where: list[str]
    attachment: str | None
    score: float | None


@dataclass(frozen=True)
class NoteItem:
    """应当知道的事：code 供程序，text 供人。"""

    code: str
    text: str


@dataclass(frozen=True)
class FacetItem:
    """一个条件值和它的件数。"""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class FacetList:
    """各个条件的值和件数；position 是索引到的日志位置。"""

    total: str
    facets: dict[str, list[FacetItem]]
    position: int


@dataclass(frozen=True)
class SearchAnswer:
    """检索结果的一页；total 超过一万写作“10,000+”，count 是其中的数。

    facets 是各个条件的值和件数，选中一个条件时仍列出它的其他值；months 是各月公开的件数（202305）。
    next 是下一页的地址。position 是索引到的日志位置，cited 是按这个位置重现同一结果的地址。
    meant 是按原词没有结果时可能想找的写法，不代替原词。
    """

    total: str
    count: int
    hits: list[HitItem]
    notes: list[NoteItem]
    facets: dict[str, list[FacetItem]]
    months: dict[str, int]
    next: str | None
    position: int
    meant: list[str]
    permalink: str
    cited: str


@router.get("/search", summary="全文检索", responses=UNSEARCHABLE)
def search(
    request: Request, site: SiteGiven, asked: SearchAsked, limit: Limit = 20
) -> SearchAnswer:
    """输入什么都不会报错；怎样理解的写在 notes 里。检索库不能用时答 503。"""
    with site.views.connect() as connection:
        asked, unknown = understood(connection, asked, request.query_params)
    with site.metrics.search_seconds.time():
        results = site.finder.find(asked.request(limit, site.visitor(client_of(request))))
    note_query(site, request, asked, results)
    pairs = [(found.record, found.version) for found in results.hits]
    with site.views.connect() as connection:
        shown = register.visible(connection, pairs)
        unknown = (*unknown, *notes_on_organs(site, connection, asked))
    first, following = asked.changed(), asked.changed(cursor=results.cursor).query()
    return SearchAnswer(
        total=results.total,
        count=results.count,
        hits=[
            HitItem(
                record_item(shown[pair].record),
                found.version,
                _pieces(found.title),
                _pieces(found.passage),
                list(found.where),
                found.attachment or None,
                found.score,
            )
            for pair, found in zip(pairs, results.hits, strict=True)
            if pair in shown
        ],
        notes=[NoteItem(note.code, note.text) for note in (*asked.notes, *unknown, *results.notes)],
        facets=_facets(results.facets),
        next=f"/api/search?{following}&limit={limit}" if results.cursor else None,
        position=results.position,
        meant=list(meant(site, asked, results)),
        months={str(month): count for month, count in results.months.items()},
        permalink=first.at("/api/search"),
        cited=first.changed(as_of=asked.as_of or results.position).at("/api/search"),
    )


@router.get("/search/facets", summary="检索结果按条件的件数", responses=UNSEARCHABLE)
def search_facets(request: Request, site: SiteGiven, asked: SearchAsked) -> FacetList:
    """和检索相同的参数，只要件数。"""
    with site.views.connect() as connection:
        asked, _ = understood(connection, asked, request.query_params)
    with site.metrics.search_seconds.time():
        results = site.finder.find(asked.changed().request(1))
    return FacetList(results.total, _facets(results.facets), results.position)


def _pieces(pieces: Pieces) -> list[PieceItem]:
    return [PieceItem(text, is_mark) for text, is_mark in pieces]


def _facets(found: Mapping[str, Sequence[FacetValue]]) -> dict[str, list[FacetItem]]:
    return {
        name: [FacetItem(one.value, one.count, one.chosen) for one in values]
        for name, values in found.items()
    }
