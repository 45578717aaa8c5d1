"""`python -m ops.bench.relevance.tuning HOME`: does another way to rank win by more than noise?

Each variant changes the compiled query of one question. It is measured on the demonstration in HOME
(its tuned half; the other with --final only, once nothing is changed any more) and on both halves
of the statutes set, so that what was chosen on one is seen on the other. A lift counts when 95
of 100 samples of its paired bootstrap lie above 0; figures in docs/decisions/0010-relevance.md.
"""

import argparse
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ops.bench.relevance import county, statutes
from ops.bench.relevance.engines import empty
from ops.bench.relevance.judgments import read_judged
from ops.bench.relevance.measures import lifted, ndcg
from ops.bootstrap import open_archive
from ops.covering import catch_up
from ops.settings import Settings
from search.analysis import tokens
from search.clauses import characters, grams, titled
from search.engine import Clause, CompiledQuery, Engine, Page, Phrase, Term
from search.query import Attempt, Scope, attempts, compile_query
from search.tables import Tables, tables
from search.words import Typed, read

Asked = Sequence[tuple[str, Collection[str]]]
Variant = Callable[[CompiledQuery, Typed, Attempt], CompiledQuery]


def as_it_is(query: CompiledQuery, _typed: Typed, _attempt: Attempt) -> CompiledQuery:
    """What the portal asks."""
    return query


def without_tiers(query: CompiledQuery, _typed: Typed, _attempt: Attempt) -> CompiledQuery:
    """Text scores only."""
    return replace(query, preferences=query.preferences[-1:])


def without_titles(query: CompiledQuery, _typed: Typed, _attempt: Attempt) -> CompiledQuery:
    """The title counts no more than any other line of the text."""
    return replace(
        query,
        optional=tuple(one for one in query.optional if not _of_title(one)),
    )


def with_titles_always(query: CompiledQuery, typed: Typed, _attempt: Attempt) -> CompiledQuery:
    """The words again in the title, of sentences too."""
    again = [
        titled(found)
        for word in typed.wanted
        for found in (*grams(word.telling_beside), *characters(word.telling_beside))
    ]
    return _more(query, again)


def with_phrases(length: int) -> Variant:
    """Stretches of `length` characters add what they score as phrases: nearness."""

    def changed(query: CompiledQuery, typed: Typed, _attempt: Attempt) -> CompiledQuery:
        return _more(query, _stretches(typed, length))

    return changed


VARIANTS: dict[str, Variant] = {
    "no tiers": without_tiers,
    "no titles": without_titles,
    "titles always": with_titles_always,
    "phrases of 3": with_phrases(3),
    "phrases of 4": with_phrases(4),
}


def measured(engine: Engine, known: Tables, asked: Asked, variant: Variant) -> list[float]:
    """nDCG@10 of each question, of the first attempt that finds something."""
    return [ndcg(_ranking(engine, known, text, variant), wanted) for text, wanted in asked]


def compared(engine: Engine, known: Tables, sets: dict[str, Asked]) -> Iterator[str]:
    """A line for each set and variant."""
    for name, asked in sets.items():
        before = measured(engine, known, asked, as_it_is)
        yield f"{name:24} {'as it is':16} {sum(before) / len(before):.4f}"
        for way, variant in VARIANTS.items():
            after = measured(engine, known, asked, variant)
            lift = lifted(before, after)
            told = f"{lift.mean:+.4f} [{lift.low:+.4f}, {lift.high:+.4f}]"
            yield f"{name:24} {way:16} {sum(after) / len(after):.4f} {told}"


def main() -> None:
    """Measure every variant on what there is."""
    asked = argparse.ArgumentParser(prog="python -m ops.bench.relevance.tuning")
    asked.add_argument("home", type=Path, help="a demonstration archive; nobody may serve it")
    asked.add_argument("--final", action="store_true", help="the half set aside, too")
    asked.add_argument("--stard", type=Path, default=statutes.FOLDER)
    told = asked.parse_args()
    for line in _of_county(told.home, final=told.final):
        print(line, flush=True)
    if told.stard.is_dir():
        for line in _of_statutes(told.stard):
            print(line, flush=True)


def _of_county(home: Path, *, final: bool) -> Iterator[str]:
    with open_archive(Settings(home=home)) as services:
        catch_up(services)
        listed = county.listed(services)
        halves: dict[str, Asked] = {
            name: [
                (one.typed(listed), {record.id for record in one.right(listed)})
                for one in read_judged()
                if one.set_aside is aside
            ]
            for name, aside in (("judged, tuned on", False), ("judged, set aside", True))
            if final or not aside
        }
        yield from compared(services.engines.engine, services.words.tables(), halves)


def _of_statutes(folder: Path) -> Iterator[str]:
    asked = list(statutes.questions(folder))
    with tempfile.TemporaryDirectory() as home, empty(Settings(home=Path(home))) as engine:
        statutes.fill(engine, folder)
        halves: dict[str, Asked] = {"statutes, even": asked[::2], "statutes, odd": asked[1::2]}
        yield from compared(engine, tables(), halves)


def _ranking(engine: Engine, known: Tables, text: str, variant: Variant) -> list[str]:
    typed = read(text, known.questions)
    for attempt in attempts(typed):
        compiled = compile_query(typed, Scope(), attempt, known.others).compiled
        hits = engine.search(variant(compiled, typed, attempt), Page(county.DEPTH)).hits
        if hits:
            return [hit.record for hit in hits]
    return []


def _of_title(clause: Clause) -> bool:
    return isinstance(clause, Term) and clause.field.startswith("title_")


def _more(query: CompiledQuery, clauses: Sequence[Clause]) -> CompiledQuery:
    return replace(query, optional=tuple(dict.fromkeys((*query.optional, *clauses))))


def _stretches(typed: Typed, length: int) -> list[Clause]:
    found: list[Clause] = []
    for word in typed.wanted:
        for run in word.telling_beside:
            if run.han:
                pairs = tokens(run)
                places = range(len(pairs) - length + 2)
                found += (Phrase("text_b", tuple(pairs[at : at + length - 1])) for at in places)
    return found


if __name__ == "__main__":
    main()
