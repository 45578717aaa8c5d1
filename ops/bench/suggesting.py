"""Suggestions: every keystroke of citizens' words, typed in four ways, over a register's titles.

The register's check, which every answer makes, is the floor: one query for its position. Also
what it costs to read all titles once, to take up one act, and to count a query.
"""

import random
import resource
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, insert, update

from ops.queries import QueryMemory
from projections import register
from projections.register_fold import register_projection
from projections.register_tables import records
from projections.views import open_views, positions, writing
from search.countable import countable, tellable
from search.embedded import EmbeddedEngine
from search.finding import Finder
from search.readings import readings
from search.suggestions import Phrases, Suggester

TITLES = (20_000, 100_000)
_ROUNDS = 3

_PLACES = ("临河区", "青山镇", "云溪街道", "柳林乡", "石桥镇", "白沙县", "南湖新区", "东岭村")
_MATTERS = (
    *("公共租赁住房", "公租房", "低保", "住房公积金", "义务教育招生", "农村危房改造", "部门预算"),
    *("行政处罚", "土地征收", "政府采购", "高龄津贴", "残疾人补贴", "食品安全抽检", "社会救助"),
    *("环境影响评价", "安全生产检查", "就业创业补贴", "医疗保障", "养老服务", "城市更新"),
)
_FORMS = (
    "管理办法",
    "实施细则",
    "分配结果公示",
    "办事指南",
    "工作方案",
    "情况通报",
    "公告",
    "通知",
)
_TYPED = (
    "公租房分配",
    "住房公积金",
    "高龄津贴",
    "危房改造",
    "征地补偿",
    "低保标准",
    "龙舟竞渡",
    "青山镇公告",
)


def run() -> list[dict[str, Any]]:
    """The figures at 20,000 and 100,000 titles, and what counting a query costs."""
    return [*(one for count in TITLES for one in _measured(count)), *_counting()]


def _measured(count: int) -> Iterator[dict[str, Any]]:
    readings()
    with tempfile.TemporaryDirectory() as folder:
        views = open_views(Path(folder) / "views.db")
        register_projection(views)
        _fill(views, count)
        before, begun = _kilobytes(), process_time()
        phrases = Phrases(views)
        phrases.book()
        yield _figure(f"read {count:,} titles once", process_time() - begun, "s CPU")
        yield _figure(f"memory for {count:,} titles, at most", (_kilobytes() - before) / 1024, "MB")
        engine = EmbeddedEngine(Path(folder) / "index")
        finder = Finder(engine, lambda *_: (), lambda *_: (), lambda *_: {})
        suggester = Suggester(phrases, finder)
        floor = median(_times(lambda: _position(views), _ROUNDS * 30))
        told = [
            time
            for typed in _keystrokes()
            for time in _times(partial(suggester.suggest, typed), _ROUNDS)
        ]
        for name, value in (("p50", median(told)), ("p95", quantiles(told, n=20)[-1])):
            figure = _figure(f"suggest among {count:,}, {name}", 1000 * value, "ms CPU")
            yield figure | {"ratio": value / floor, "floor": "the register's position"}
        yield _figure(f"take up one act among {count:,}", _one_act(views, phrases, count), "ms CPU")
        engine.close()
        views.dispose()


def _keystrokes() -> Iterator[str]:
    """Each beginning of each word: characters, syllables, first letters, one character and on."""
    table = readings()
    for word in _TYPED:
        names = [table.name(one) for one in table.syllables(word)]
        whole = "".join(names)
        yield from (word[:end] for end in range(1, len(word) + 1))
        yield from (whole[:end] for end in range(2, len(whole) + 1))
        yield from ("".join(name[0] for name in names[:end]) for end in range(2, len(names) + 1))
        yield word[:1] + "".join(names[1:])


def _fill(views: Engine, count: int) -> None:
    chance = random.Random(7)
    with writing(views) as connection:
        for first in range(0, count, 5000):
            rows = [_row(chance, n) for n in range(first, min(count, first + 5000))]
            connection.execute(insert(records), rows)
        _reach(connection, count)


def _row(chance: random.Random, number: int) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(column.name for column in records.columns)
    title = (
        f"{chance.choice(_PLACES)}{chance.randint(2000, 2026)}年第{number}批"
        f"{chance.choice(_MATTERS)}{chance.choice(_MATTERS)}{chance.choice(_FORMS)}"
    )
    return row | {
        "id": f"record:{number}",
        "title": title,
        "organ": "organ:1",
        "kind": "notice",
        "status": "IN_FORCE",
        "field": chance.choice(_MATTERS),
        "number": 1,
        "migrated": False,
        "withheld": False,
        "position": number + 1,
        "newest_on": f"{2000 + number % 27}-01-01",
        "newest_position": number + 1,
        "details": "",
    }


def _one_act(views: Engine, phrases: Phrases, count: int) -> float:
    times = []
    for number in range(count, count + 10):
        with writing(views) as connection:
            connection.execute(insert(records), _row(random.Random(number), number))
            _reach(connection, number + 1)
        times += _times(phrases.book, 1)
    return 1000 * median(times)


def _reach(connection: Any, position: int) -> None:
    place = positions.c.place == "register"
    connection.execute(update(positions).where(place).values(position=position))


def _position(views: Engine) -> None:
    with views.connect() as connection:
        register.position(connection)


def _counting() -> Iterator[dict[str, Any]]:
    asked = 5000
    with tempfile.TemporaryDirectory() as folder:
        memory = QueryMemory(
            Path(folder) / "queries.db",
            lambda query: countable(query, lambda _: True),
            lambda text: tellable(text, lambda _: True),
        )
        begun = perf_counter()
        for number in range(asked):
            memory.note(_TYPED[number % len(_TYPED)], f"192.0.2.{number % 251}", True)
        noted = perf_counter() - begun
        begun = process_time()
        memory.flush()
        flushed = process_time() - begun
        memory.close()
    yield _figure("count a query: what the search waits", 1e6 * noted / asked, "µs")
    yield _figure("count a query: in the background", 1e6 * flushed / asked, "µs CPU")


def _times(action: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        begun = process_time()
        action()
        times.append(process_time() - begun)
    return times


def _kilobytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _figure(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit}
