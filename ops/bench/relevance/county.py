"""The judged queries put to a demonstration archive, as a citizen would put them."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import select

from ops.bench.relevance.judgments import Judged, Listed, read_judged
from ops.bench.relevance.measures import Ranking
from ops.bootstrap import Services
from projections.register_tables import records
from search.engine import EngineUnavailable
from search.finding import Request

DEPTH = 100

_PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between tries of a query that a busy engine did not answer in time."""


def listed(services: Services) -> tuple[Listed, ...]:
    """Every record that the public may find by its title."""
    with services.views.connect() as connection:
        rows = connection.execute(
            select(
                records.c.id, records.c.title, records.c.document_number, records.c.published_on
            ).where(records.c.title != "", records.c.status != "WITHDRAWN")
        ).all()
    return tuple(Listed(row.id, row.title, row.document_number, row.published_on) for row in rows)


def answered(
    services: Services,
    judged: Sequence[Judged] | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[tuple[Judged, str, Ranking, Collection[str]]]:
    """Each judged query, what was typed, what was found, and what answers it.

    Raises ValueError for a query that nothing in this archive answers: then it is not the
    demonstration, or the row is wrong.
    """
    known = listed(services)
    asked = judged if judged is not None else tuple(read_judged())
    for done, one in enumerate(asked):
        progress(done, len(asked))
        wanted = frozenset(record.id for record in one.right(known))
        if not wanted:
            raise ValueError(f"nothing answers {one.pattern}")
        typed = one.typed(known)
        yield one, typed, _ranking(services, Request(typed, size=DEPTH)), wanted


def _ranking(services: Services, request: Request) -> Ranking:
    """What is found. How well is measured here, not how fast: one slow answer ends nothing."""
    for pause in _PAUSES:
        try:
            return [hit.record for hit in services.finder.find(request).hits]
        except EngineUnavailable:
            time.sleep(pause)
    return [hit.record for hit in services.finder.find(request).hits]
