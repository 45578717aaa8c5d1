"""Both sets measured and put into figures."""

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from ops.bench.relevance import county, statutes
from ops.bench.relevance.judgments import Judged
from ops.bench.relevance.measures import Measured, Ranking, measured, ndcg
from ops.bootstrap import open_archive
from ops.clock import now
from ops.demo.playing import fill
from ops.settings import read_settings
from search.embedded import EmbeddedEngine
from search.engine import WritingEngine

Figure = dict[str, Any]
Answered = tuple[Judged, str, Ranking, Collection[str]]

TUNED, SET_ASIDE = "judged, tuned on", "judged, set aside"


def run() -> list[Figure]:
    """All figures on the embedded engine: the demonstration, and the statutes where they lie."""
    with tempfile.TemporaryDirectory() as folder:
        figures = list(of_county(demonstration(Path(folder) / "county")))
        if statutes.FOLDER.is_dir():
            engine = EmbeddedEngine(Path(folder) / "statutes")
            figures += of_statutes(engine)
            engine.close()
    return figures


def demonstration(home: Path) -> list[Answered]:
    """The judged queries put to a demonstration archive made in `home`."""
    settings = read_settings(home, environment={})
    fill(settings, now(), lambda *_: None)
    with open_archive(settings) as services:
        return list(county.answered(services))


def of_county(answers: Iterable[Answered]) -> Iterator[Figure]:
    """Figures of each half and each kind of query."""
    groups: dict[str, list[tuple[Ranking, Collection[str]]]] = defaultdict(list)
    for judged, _, ranking, wanted in answers:
        half = SET_ASIDE if judged.set_aside else TUNED
        groups[half].append((ranking, wanted))
        groups[f"{half}, {judged.kind}"].append((ranking, wanted))
    for name in sorted(groups):
        yield from _figures(name, measured(groups[name]))


def of_statutes(engine: WritingEngine, folder: Path = statutes.FOLDER) -> list[Figure]:
    """Figures of the statutes set, indexed into an empty `engine`."""
    statutes.fill(engine, folder)
    return list(_figures("statutes", measured(statutes.answered(engine, folder))))


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
