"""How much one query may ask an engine for: few synonyms for many words, never fewer words.

An engine refuses a query of too many clauses (Elasticsearch on a node of 512 MB one of 8,192), and
each costs it time. Other ways to say it are what a long query loses: its words as typed stay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.analysis import Run
from search.engine import AllOf, AnyOf, BestOf, Clause, CompiledQuery, Constant, Phrase
from search.parts import Synonyms, known_in, no_synonyms
from search.words import Word

MOST_LEAVES = 2_000
"""Terms of one query, those of phrases included. As typed, 200 characters need some 1,400."""

MOST_WORDINGS = 12
"""Phrases looked for in place of one word, to tell whether a document has it word for word."""

_FOR_WORDINGS = 1_000
_IN_TITLE_AND_TEXT = 2
_FOR_OTHERS = 500
"""A synonym is asked for once to find and up to twice more to tell how well it is found."""


@dataclass(frozen=True)
class Allowance:
    """At most `wordings` phrases in place of one run and `others` synonyms of one word, None for
    as many as there are."""

    wordings: int
    others: int | None = None

    def of(self, synonyms: Synonyms) -> Synonyms:
        """The first of `synonyms` that are allowed; what is not taken apart never is."""
        most = self.others
        if most is None or synonyms is no_synonyms:
            return synonyms
        if most == 0:
            return no_synonyms

        def fewer(stretch: str) -> Sequence[str]:
            known = synonyms(stretch)
            if len(known) <= most:
                return known
            whole = (stretch,) if stretch in known else ()
            return (*whole, *[other for other in known if other != stretch][:most])

        return fewer


def allowances(wanted: Sequence[Word], synonyms: Synonyms) -> Iterator[Allowance]:
    """From what is surely worth a try to nothing but the words as typed."""
    wordings = min(MOST_WORDINGS, _FOR_WORDINGS // max(1, sum(map(_of_one_wording, wanted))))
    sizes = _sizes(wanted, synonyms)
    if sum(map(sum, sizes)) <= _FOR_OTHERS:
        if wordings:
            yield Allowance(wordings)
        yield Allowance(0)
    # Few tries, for each costs as much as the query.
    if sum(sum(one[:1]) for one in sizes) <= _FOR_OTHERS:
        yield Allowance(0, 1)
    yield Allowance(0, 0)


def _of_one_wording(word: Word) -> int:
    """The terms of one more wording of each run of a word, which is the whole word again."""
    return _IN_TITLE_AND_TEXT * len(word.runs) * sum(map(_terms, word.runs))


def _sizes(wanted: Sequence[Word], synonyms: Synonyms) -> list[list[int]]:
    """For each known word in what is wanted, once, the terms of each of its synonyms."""
    known = {
        match.others
        for word in wanted
        if not word.quoted
        for run in word.runs
        for match in known_in(run, synonyms)
    }
    return [[max(1, len(other) - 1) for other in others] for others in known]


def _terms(run: Run) -> int:
    return max(1, len(run.text) - 1) if run.han else 1


def affordable(query: CompiledQuery) -> bool:
    """Whether a query has no more than `MOST_LEAVES`, facet values aside, which are one each."""
    groups = (query.required, query.optional, query.preferences, query.filters, query.excluded)
    return sum(size(clause) for group in groups for clause in group) <= MOST_LEAVES


def size(clause: Clause) -> int:
    """The terms and ranges that a clause is made of."""
    match clause:
        case AllOf() | AnyOf() | BestOf():
            return sum(map(size, clause.clauses))
        case Constant():
            return size(clause.clause)
        case Phrase():
            return len(clause.terms)
    return 1
