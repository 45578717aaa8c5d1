"""Search measured against raw tantivy: what our language, order and port add to the engine.

Queries: parse, compile and search to ids, beside the same tantivy query made beforehand. Indexing:
documents with their analysis, beside tantivy taking the same tokens in the same batches. Both in
one run over generated documents that are the same every time.
"""

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import fmean, median, quantiles
from time import perf_counter, process_time
from typing import Any

import tantivy

from search.embedded import EmbeddedEngine
from search.embedded.folder import schema
from search.embedded.view import View
from search.embedded.writer import WRITER_MEMORY
from search.engine import Document, Key, Page
from search.fields import Values, fields_of
from search.finding import Finder, Request
from search.passages import Text
from search.query import Attempt, Prepared, Scope, compile_query
from search.words import read

DOCUMENTS = 20_000
BATCH = 500
ROUNDS = 9


def _words(written: str) -> list[str]:
    return written.split()


_PLACES = _words(
    """
    临河 青山 云溪 柳林 石桥 白沙 南湖 东岭 安平 永宁 长乐 清泉 红旗 新华 滨江 望城
    """
)
_ORGANS = _words(
    """
    人民政府办公室 住房和城乡建设局 财政局 民政局 教育局 自然资源局 应急管理局 司法局
    """
)
_SUBJECTS = _words(
    """
    各街道办事处 区直各单位 本单位主要负责人 房屋征收部门 保障性住房申请家庭 用人单位
    物业服务企业 被征收人 社区居民委员会 村民委员会 行政审批机关 监督检查人员 招标代理机构
    学校和幼儿园 医疗机构
    """
)
_VERBS = _words(
    """
    应当及时公开 负责组织实施 不得擅自变更 可以书面申请 认真贯彻落实 逐项梳理细化
    按照规定报送 定期监督检查 依法予以查处 统一登记造册 主动接受监督 广泛征求意见
    限期整改完成 同步组织部署
    """
)
_OBJECTS = _words(
    """
    公共租赁住房配租方案 国有土地上房屋征收补偿决定 政务公开事项标准目录
    年度财政预算和决算 重大行政决策草案 农村危房改造补助资金 城乡居民最低生活保障
    义务教育招生范围 安全生产隐患清单 燃气经营许可审批结果 道路开挖占用许可
    生态环境影响评价文件 养老服务设施建设规划 政府采购中标公告 信息公开保密审查意见
    依申请公开答复书 突发事件应急预案 就业创业扶持政策 医疗救助办理流程
    """
)
_ENDINGS = _words(
    """
    并对审查结果负责 确保群众知晓率和满意度 方便企业和群众查询 有关情况报区政府备案
    异议不成立的予以登记 逾期不再受理 具体办法另行制定 由区司法局负责解释
    """
)
_CHARACTERS = (
    "安白北本长城村大东多方丰福高工公古关光广国海合和河红华化淮黄惠吉济家建江金京景开"
    "康口兰乐里丽林陵六龙芦罗马梅门民明南宁农平浦桥青清曲泉仁日荣三沙山上石市水松苏台"
    "太泰唐天同图望文西溪县新兴秀阳一宜义永余玉元云中州竹庄子"
)
_KINDS = ("notice", "plan", "guideline", "announcement", "decision", "report")
_PHASES = ("DECISION", "EXECUTION", "MANAGEMENT", "SERVICE", "RESULT")
_FIELDS = (
    None,
    "保障性住房",
    "国有土地上房屋征收",
    "社会救助",
    "义务教育",
    "安全生产",
    "财政预决算",
)
QUERIES = (
    *("保密审查", "公共租赁住房", "危房改造 补助", "财政预算 公开", "公示期不少于7天", "5个工作日"),
    *(
        "“同步组织部署”",
        "“公共租赁住房配租方案”",
        "“年度财政预算和决算”",
        "龙沙区",
        "柳林区 教育局",
    ),
    *(
        "信息公开 -财政",
        "2023年5月8日",
        "国办发〔2019〕54号",
        "organ:民政局 低保",
        "year:2021 征收",
    ),
    *("怎么申请公共租赁住房", "房屋征收补偿多少钱一平方米", "公", "招生范围 义务教育", "应急预案"),
    *("关于做好农村危房改造补助资金管理工作的通知", "燃气经营许可", "最低生活保障 申请 条件"),
)


RAW = "raw tantivy"


@dataclass(frozen=True)
class _Cost:
    """Seconds of CPU and on the wall of each sample, in the order of the samples."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], object]) -> None:
        """Do `work` and note what it took."""
        cpu, wall = process_time(), perf_counter()
        work()
        self.cpu.append(process_time() - cpu)
        self.wall.append(perf_counter() - wall)


def run() -> list[dict[str, Any]]:
    """Figures for indexing, queries to ids, and whole pages; ratio = ours / the named floor.

    Costs are CPU: of a query the best of some rounds, so that a noisy minute tells nothing.
    """
    documents = list(made(DOCUMENTS))
    with tempfile.TemporaryDirectory() as folder:
        ours, raw = _indexing(documents, Path(folder))
        figures = [
            _figure("index: documents, wall", DOCUMENTS / sum(ours.wall), "documents/s"),
            _figure("index: raw tokens, wall", DOCUMENTS / sum(raw.wall), "documents/s"),
            _figure(
                "index: with analysis, cpu",
                sum(ours.cpu) / DOCUMENTS * 1e6,
                "µs/document",
                sum(ours.cpu) / sum(raw.cpu),
                RAW,
            ),
        ]
        engine = EmbeddedEngine(Path(folder) / "ours")
        try:
            ours, raw = _querying(engine)
            page = _pages(engine, documents)
        finally:
            engine.close()
    for name, of in (("mean", fmean), ("p50", median), ("p95", p95)):
        cost = of(ours.cpu)
        ratio = cost / of(raw.cpu)
        figures.append(_figure(f"query to ids: {name}, cpu", cost * 1e6, "µs/query", ratio, RAW))
    added = median(mine - bare for mine, bare in zip(ours.cpu, raw.cpu, strict=True))
    figures.append(_figure("query to ids: added to raw, p50, cpu", added * 1e6, "µs/query"))
    for name, of in (("p50", median), ("p95", p95)):
        figures.append(_figure(f"page of 20: {name}, wall", of(page.wall) * 1e3, "ms/page"))
    return figures


def made(count: int) -> Iterator[Document]:
    """`count` documents of about 1,000 characters, the same every time.

    Each keeps to two subjects out of many and names roads and villages of its own, so that words
    are as common or rare among documents as in a real county.
    """
    pen = random.Random(20240101)
    for number in range(1, count + 1):
        place, organ = pen.choice(_PLACES), pen.choice(_ORGANS)
        day = date(2015, 1, 1) + timedelta(days=pen.randrange(3_600))
        about = pen.sample(_OBJECTS, 2)
        text = "".join(_paragraph(pen, place, about) for _ in range(pen.randint(6, 14)))
        yield Document(
            record=f"record:{number:08}",
            version=1,
            from_position=number,
            to_position=None,
            position=number,
            title=f"{place}区{organ}关于做好{_name(pen)}{about[0]}工作的通知",
            text=text,
            document_number=f"{place[0]}政办〔{day.year}〕{number % 90 + 1}号",
            index_number=f"0{number:08}/{day.year}-{number:05}",
            organ=f"organ:{_PLACES.index(place) * len(_ORGANS) + _ORGANS.index(organ)}",
            organ_name=f"{place}区{organ}",
            field=pen.choice(_FIELDS),
            phase=pen.choice(_PHASES),
            kind=pen.choice(_KINDS),
            channels=("PORTAL",),
            status="REPEALED" if number % 17 == 0 else "IN_FORCE",
            formed_on=day,
            published_on=day + timedelta(days=pen.randrange(20)),
        )


def _paragraph(pen: random.Random, place: str, about: Sequence[str]) -> str:
    clauses = (
        f"{_name(pen)}{pen.choice(_SUBJECTS)}{pen.choice(_VERBS)}{_name(pen)}{pen.choice(about)},"
        f"{pen.choice(_ENDINGS)}。"
        for _ in range(pen.randint(2, 4))
    )
    day = f"{pen.randint(2015, 2025)}年{pen.randint(1, 12)}月{pen.randint(1, 28)}日"
    period = f"{day if pen.random() < 0.3 else '年底'}前{place}区公示{pen.randint(3, 30)}天。"
    return f"{''.join(clauses)}{period}\n"


def _name(pen: random.Random) -> str:
    """A road, a village, a company: two characters nobody else may have."""
    return "".join(pen.choices(_CHARACTERS, k=2)) + pen.choice("路村镇街")


def _indexing(documents: Sequence[Document], folder: Path) -> tuple[_Cost, _Cost]:
    """Each batch once through the engine and once as ready tokens into a bare index."""
    engine = EmbeddedEngine(folder / "ours")
    (folder / "raw").mkdir()
    writer = tantivy.Index(schema(), str(folder / "raw")).writer(WRITER_MEMORY, 1)
    ours, raw = _Cost(), _Cost()
    try:
        for start in range(0, len(documents), BATCH):
            batch = documents[start : start + BATCH]
            ready = [fields_of(document) for document in batch]
            ours.add(partial(engine.apply, batch, batch[-1].position))
            raw.add(partial(add, writer, ready))
    finally:
        engine.close()
        writer.wait_merging_threads()
    return ours, raw


def add(writer: tantivy.IndexWriter, ready: Sequence[Values]) -> None:
    """Ready tokens into a bare index."""
    for values in ready:
        document = tantivy.Document()
        for name, value in values.items():
            if isinstance(value, int):
                document.add_unsigned(name, value)
            elif isinstance(value, str):
                document.add_text(name, value)
            else:
                for one in value:
                    document.add_text(name, one)
        writer.add_document(document)
    writer.commit()


def _querying(engine: EmbeddedEngine) -> tuple[_Cost, _Cost]:
    """The best cost of every query, our way and the raw one, taken in turns."""
    view = engine.view()
    assert view is not None
    rounds = [(_Cost(), _Cost()) for _ in QUERIES]
    for _ in range(ROUNDS):
        for text, (ours, raw) in zip(QUERIES, rounds, strict=True):
            ours.add(lambda: engine.search(_prepared(text).compiled, Page()))  # noqa: B023
            raw.add(partial(_raw_ids, view, view.translator.query(_prepared(text).compiled)))
    return (
        _Cost([min(ours.cpu) for ours, _ in rounds], [min(ours.wall) for ours, _ in rounds]),
        _Cost([min(raw.cpu) for _, raw in rounds], [min(raw.wall) for _, raw in rounds]),
    )


def _prepared(text: str) -> Prepared:
    return compile_query(read(text), Scope(), Attempt.AS_TYPED)


def _raw_ids(view: View, query: tantivy.Query) -> list[object]:
    """What anybody does with tantivy: the best twenty, the count, their ids."""
    answer = view.searcher.search(query, 20)
    return [view.searcher.doc(address).get_first("key") for _, address in answer.hits]


def _pages(engine: EmbeddedEngine, documents: Sequence[Document]) -> _Cost:
    """The whole answer: attempts, facets, visibility, titles, passages."""
    kept = {document.key: document for document in documents}

    def titles(keys: Sequence[Key]) -> dict[Key, str]:
        return {key: kept[key].title for key in keys}

    def texts(*key: str | int) -> list[Text]:
        return [Text("", kept[key].text)]  # type: ignore[index]

    finder = Finder(engine, texts, lambda keys, _: keys, titles)
    pages = _Cost()
    for _ in range(2):
        for text in QUERIES:
            pages.add(partial(finder.find, Request(text)))
    return pages


def p95(samples: Sequence[float]) -> float:
    """What one of twenty is above."""
    return quantiles(samples, n=20)[-1]


def _figure(
    name: str, value: float, unit: str, ratio: float | None = None, floor: str | None = None
) -> dict[str, Any]:
    return {
        "name": f"search {name}",
        "value": round(value, 1),
        "unit": unit,
        "ratio": None if ratio is None else round(ratio, 2),
        "floor": floor,
    }
