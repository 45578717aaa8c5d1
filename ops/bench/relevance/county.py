"""The judged queries put to a demonstration archive, as a citizen would put them."""

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import select

from ops.bench.relevance.judgments import Judged, Listed, read_judged
from ops.bench.relevance.measures import Ranking
from ops.bootstrap import Services
from projections.register_tables import records
from search.finding import Request

DEPTH = 100


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
        found = services.finder.find(Request(typed, size=DEPTH))
        yield one, typed, [hit.record for hit in found.hits], wanted
