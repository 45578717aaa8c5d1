"""Why a record is found, where it ranks, or what it lacks."""

from tantivy import Occur, Query

from search.clauses import leaves
from search.embedded.view import View
from search.engine import (
    EXACT_COUNT,
    CompiledQuery,
    EngineHit,
    Explanation,
    Order,
    Page,
    Term,
)
from search.fields import SHOWN

_VERSIONS = 1_000


def explain(view: View, query: CompiledQuery, record: str) -> Explanation:
    """What `query` finds of `record` in this state of the index."""
    of_record = view.keyword("record", record)
    whole = view.translator.query(query)
    both = Query.boolean_query(
        [(Occur.Must, whole), (Occur.Must, Query.const_score_query(of_record, 0.0))]
    )
    found, _ = view.hits(both, query.order, Page(size=1))
    version = found[0].version if found else _newest(view, of_record)
    if version is None:
        return Explanation(None)
    key = view.keyword("key", f"{record}/{version}")
    parts = tuple(
        dict.fromkeys(
            leaf for clause in (*query.required, *query.optional) for leaf in leaves(clause)
        )
    )
    present = tuple(part for part in parts if view.matches(key, view.translator.filter(part)))
    return Explanation(
        version=version,
        rank=_rank(view, whole, query.order, found[0]) if found else None,
        score=found[0].score if found else None,
        found=bool(found),
        present=present,
        missing=tuple(part for part in parts if part not in present),
        excluding=tuple(
            clause for clause in query.excluded if view.matches(key, view.translator.filter(clause))
        ),
        failed_filters=tuple(
            clause
            for clause in query.filters
            if not view.matches(key, view.translator.filter(clause))
        ),
        frequencies={
            part: view.searcher.doc_freq(part.field, part.value)
            for part in parts
            if isinstance(part, Term)
        },
    )


def _newest(view: View, of_record: Query) -> int | None:
    """The newest version of a record that is not hidden."""
    shown = Query.boolean_query(
        [(Occur.Must, of_record), (Occur.Must, view.keyword("scope", SHOWN))]
    )
    versions = view.keys(view.matching(shown, _VERSIONS))
    return max((version for _, version in versions), default=None)


def _rank(view: View, whole: Query, order: Order, hit: EngineHit) -> int | None:
    """The place of `hit` among all hits, from 1."""
    hits, _ = view.hits(whole, order, Page(size=EXACT_COUNT))
    # By key: asked for alone, a score may differ in its last digit.
    keys = [(other.record, other.version) for other in hits]
    return keys.index((hit.record, hit.version)) + 1 if hit[:2] in keys else None
