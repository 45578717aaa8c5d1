"""Both sets measured and put into figures."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from ops.bench.relevance import county, statutes
from ops.bench.relevance.engines import chosen, empty, remove
from ops.bench.relevance.judgments import Judged
from ops.bench.relevance.measures import Measured, Ranking, measured, ndcg
from ops.bootstrap import Services, follow, open_archive
from ops.clock import now
from ops.demo.playing import fill
from ops.engines import CLUSTER
from ops.reindexing import fill_anew
from ops.settings import Settings

Figure = dict[str, Any]
Answered = tuple[Judged, str, Ranking, Collection[str]]

Bar = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
"""Shows how far something is, under a label."""

TUNED, SET_ASIDE = "judged, tuned on", "judged, set aside"


def silent(_label: str) -> AbstractContextManager[Callable[[int, int], None]]:
    """No bar."""
    return nullcontext(lambda _done, _total: None)


def run() -> list[Figure]:
    """All figures on the embedded engine: the demonstration, and the statutes where they lie."""
    settings = Settings()
    figures = list(of_county(demonstration(settings)))
    if statutes.FOLDER.is_dir():
        figures += of_statutes(settings)
    return figures


def demonstration(
    settings: Settings, cluster: str | None = None, progress: Bar = silent
) -> list[Answered]:
    """The judged queries put to a demonstration archive that is made for it and removed again,
    on the engine that `settings` choose or on the cluster at the address `cluster`."""
    with tempfile.TemporaryDirectory() as folder:
        own = chosen(settings, Path(folder) / "county", cluster)
        with progress("填充示范档案") as advance:
            fill(own, now(), advance)
        return asked(own, progress=progress)


def asked(
    own: Settings, judged: Sequence[Judged] | None = None, progress: Bar = silent
) -> list[Answered]:
    """Judged queries put to an archive of our own. On a cluster its index is removed afterwards.

    Raises `NotRebuilt` or `EngineUnavailable` when it cannot be indexed in full: half an index
    answers something too.
    """
    with open_archive(own) as services:
        try:
            with progress("建立索引") as advance:
                _index(services, advance)
            with progress("检索") as advance:
                return list(county.answered(services, judged, advance))
        finally:
            if own.search_engine == CLUSTER:
                remove(own, services.engines.alias)


def _index(services: Services, progress: Callable[[int, int], None]) -> None:
    with follow(services) as following:
        assert following is not None, "nobody else knows this archive"
        following.catch_up()
        for index in following.indexes:
            fill_anew(index, services.journal, progress)


def of_county(answers: Iterable[Answered]) -> Iterator[Figure]:
    """Figures of each half and each kind of query."""
    groups: dict[str, list[tuple[Ranking, Collection[str]]]] = defaultdict(list)
    for judged, _, ranking, wanted in answers:
        half = SET_ASIDE if judged.set_aside else TUNED
        groups[half].append((ranking, wanted))
        groups[f"{half}, {judged.kind}"].append((ranking, wanted))
    for name in sorted(groups):
        yield from _figures(name, measured(groups[name]))


def of_statutes(
    settings: Settings,
    folder: Path = statutes.FOLDER,
    cluster: str | None = None,
    progress: Bar = silent,
) -> list[Figure]:
    """Figures of the statutes set in `folder`, indexed for it on the chosen engine."""
    with (
        tempfile.TemporaryDirectory() as home,
        empty(chosen(settings, Path(home), cluster)) as engine,
    ):
        with progress("建立索引") as advance:
            statutes.fill(engine, folder, advance)
        with progress("检索") as advance:
            answers = list(statutes.answered(engine, folder, advance))
    return list(_figures("statutes", measured(answers)))


def worst(answers: Iterable[Answered], count: int = 20) -> list[tuple[float, str, str]]:
    """The queries of the tuned half that are answered worst: nDCG@10, kind, what was typed."""
    told = [
        (ndcg(ranking, wanted), judged.kind, typed)
        for judged, typed, ranking, wanted in answers
        if not judged.set_aside
    ]
    return sorted(told)[:count]


def _figures(name: str, found: Measured) -> Iterator[Figure]:
    values = {
        "nDCG@10": found.ndcg_10,
        "MRR": found.mrr,
        "Recall@100": found.recall_100,
        "no hit": found.zero,
    }
    for measure, value in values.items():
        yield {
            "name": f"{name}: {measure}",
            "value": round(value, 4),
            "unit": f"of {found.queries}",
        }
