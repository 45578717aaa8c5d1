"""From engine-neutral clauses to tantivy's queries."""

import re

import tantivy
from tantivy import Occur, Query

from search.engine import (
    AllOf,
    AnyOf,
    BestOf,
    Clause,
    CompiledQuery,
    Constant,
    Phrase,
    Prefix,
    Range,
    Term,
)
from search.fields import COUNTED

_OPERATOR = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")


class Translator:
    """Makes queries for one schema. Terms that score read frequencies, those that filter do not:
    reading what is not used is a good part of a query's cost."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def query(self, query: CompiledQuery, *, besides: str | None = None) -> Query:
        """The whole query, without the chosen values of the facet `besides`.

        Text scores are summed before the constants are added, in a fixed order: in single
        precision a sum that passes through a large number loses its small digits, and differs
        with the order of its parts.
        """
        parts = [(Occur.Must, self.scored(clause)) for clause in query.required]
        parts += [(Occur.Must, self.filter(clause)) for clause in query.filters]
        for facet, values in query.selections:
            if facet != besides:
                parts.append((Occur.Must, self._selection(facet, values)))
        parts += [(Occur.MustNot, self.filter(clause)) for clause in query.excluded]
        for group in (query.optional, query.preferences):
            if group:
                shoulds = [(Occur.Should, self.scored(clause)) for clause in group]
                parts.append((Occur.Should, Query.boolean_query(shoulds)))
        return Query.boolean_query(parts)

    def filter(self, clause: Clause) -> Query:
        """`clause`, matching the same and scoring nothing."""
        return Query.const_score_query(self._clause(clause, "basic"), 0.0)

    def scored(self, clause: Clause) -> Query:
        return self._clause(clause, "freq")

    def _selection(self, facet: str, values: tuple[str, ...]) -> Query:
        terms: list[Clause] = [Term(facet, value) for value in values if facet not in COUNTED]
        terms += [
            Term(facet, int(value))
            for value in values
            if facet in COUNTED and value.isascii() and value.isdigit() and len(value) < 10
        ]
        return self.filter(AnyOf(tuple(terms)))

    def _clause(self, clause: Clause, option: str) -> Query:
        match clause:
            case Term():
                return Query.term_query(self._schema, clause.field, clause.value, option)
            case Phrase():
                return Query.phrase_query(self._schema, clause.field, list(clause.terms))
            case Prefix():
                return Query.regex_query(self._schema, clause.field, beginning_with(clause.value))
            case Range():
                return self._range(clause)
            case Constant():
                return Query.const_score_query(self._clause(clause.clause, "basic"), clause.score)
            case AllOf():
                parts = [(Occur.Must, self._clause(part, option)) for part in clause.clauses]
                return Query.boolean_query(parts)
            case AnyOf():
                parts = [(Occur.Should, self._clause(part, option)) for part in clause.clauses]
                return Query.boolean_query(parts, clause.minimum)
            case BestOf():
                best = [self._clause(part, option) for part in clause.clauses]
                return Query.disjunction_max_query(best)

    def _range(self, clause: Range) -> Query:
        return Query.range_query(
            self._schema,
            clause.field,
            tantivy.FieldType.Unsigned,
            lower_bound=clause.low,
            upper_bound=clause.high,
        )


def beginning_with(value: str) -> str:
    """The expression for every token that begins with `value`, in which nothing is an operator."""
    return _OPERATOR.sub(r"\\\g<0>", value) + ".*"
