"""The log's head and its proofs for programs, and how fresh everything is.

Hashes are standard base64 under the names of transparency-dev/merkle's test data.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.json.public import PROBLEMS
from api.portal.freshness import freshness
from api.portal.interface import PUBLIC
from api.site import SiteGiven

router = APIRouter(prefix="/api", tags=[PUBLIC])


@dataclass(frozen=True)
class LogAnswer:
    """公开日志的头：名称、大小、树根（hex）、检查点原文、公钥、建档指纹。"""

    origin: str
    size: int
    root: str | None
    checkpoint: str | None
    vkey: str
    founding: str


@dataclass(frozen=True)
class InclusionAnswer:
    """第 leafIdx 个条目在大小为 treeSize 的树里（RFC 6962 2.1.1）；散列为 base64。"""

    leafIdx: int
    treeSize: int
    root: str
    leafHash: str
    proof: list[str]


@dataclass(frozen=True)
class ConsistencyAnswer:
    """大小为 size1 的树是大小为 size2 的树的开头（RFC 6962 2.1.2）；散列为 base64。"""

    size1: int
    size2: int
    root1: str
    root2: str
    proof: list[str]


@dataclass(frozen=True)
class FreshnessAnswer:
    """日志、登记簿、检索索引、检查点各到第几号事件。

    searchable 为假时全文检索暂时不能用；missing 是索引之后新公开或有变动的件数。
    """

    journal: int
    register: int
    index: int
    checkpoint: int
    behind: int
    searchable: bool
    missing: int


@router.get("/log", summary="公开日志的头")
def log(site: SiteGiven) -> LogAnswer:
    """检查点是签名文书（C2SP tlog-checkpoint）；切片和条目在 /log/ 之下。"""
    published = site.log.published()
    return LogAnswer(
        origin=site.origin,
        size=published.size if published else 0,
        root=published.root.hex() if published else None,
        checkpoint=site.log.checkpoint_text(),
        vkey=site.vkey,
        founding=site.founding,
    )


@router.get(
    "/log/inclusion", summary="收录证明", response_model=InclusionAnswer, responses=PROBLEMS
)
def inclusion(
    site: SiteGiven,
    index: Annotated[int, Query(ge=0, lt=2**53, description="条目号，从 0 起：日志位置减一")],
    size: Annotated[int | None, Query(ge=1, lt=2**53, description="不写为最新的检查点")] = None,
) -> Any:
    """证明某个条目在日志里。"""
    return site.log.inclusion(index, size).to_json()


@router.get(
    "/log/consistency", summary="一致性证明", response_model=ConsistencyAnswer, responses=PROBLEMS
)
def consistency(
    site: SiteGiven,
    old: Annotated[int, Query(ge=1, lt=2**53, description="您保存的检查点的大小")],
    new: Annotated[int | None, Query(ge=1, lt=2**53, description="不写为最新的检查点")] = None,
) -> Any:
    """证明旧的检查点是新的开头：日志只增加过，没有改动过。"""
    return site.log.consistency(old, new).to_json()


@router.get("/freshness", summary="各部分到第几号事件")
def fresh(site: SiteGiven) -> FreshnessAnswer:
    """索引已到第几号事件，共几号。"""
    with site.views.connect() as connection:
        now = freshness(site, connection)
    return FreshnessAnswer(
        now.journal,
        now.register,
        now.index,
        now.checkpoint,
        now.behind,
        now.searchable,
        now.missing,
    )
