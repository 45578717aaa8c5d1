"""The clauses that a stretch of text becomes: its grams, its characters, its exact wording."""

import functools
from collections.abc import Sequence

from search.analysis import LONGEST_ENDING, LONGEST_TOKEN, Run, tokens
from search.engine import AllOf, AnyOf, BestOf, Clause, Constant, Phrase, Prefix, Range, Term


def quotation(field: str, quoted: Sequence[Run]) -> tuple[Clause, ...]:
    """The clauses of an exact text in `field`: its tokens one after the other.

    A single Han character at either edge is the beginning or end of a longer run in the document,
    where it is half of two bigrams: it is required by itself.
    """
    inner = list(quoted)
    edges: list[Clause] = []
    for edge in (0, -1):
        if inner and inner[edge].han and len(inner[edge].text) == 1:
            edges.append(Term(f"{field}_u", inner.pop(edge).text))
    words = tuple(token for run in inner for token in tokens(run))
    if len(words) > 1:
        return (Phrase(f"{field}_b", words), *edges)
    return (*(Term(f"{field}_b", word) for word in words), *edges)


def cut_out(wording: Sequence[Run], *, begun: bool, goes_on: bool) -> tuple[Clause, ...]:
    """The clauses of an exact text that may be cut out of the middle of a number or latin word.

    `begun` says that the one it begins with may have begun before, `goes_on` that the one it ends
    with may go on. That what is found of such a word stands beside the rest is not asked.
    """
    inner = list(wording)
    if begun and goes_on and len(inner) == 1 and not inner[0].han:
        part = inner[0].text[:LONGEST_ENDING]
        within = AnyOf((Prefix("text_b", inner[0].text[:LONGEST_TOKEN]), Prefix("text_e", part)))
        return (Constant(within, 0.0),)
    edges: list[Clause] = []
    if begun and not inner[0].han:
        text = inner.pop(0).text
        last = AnyOf((Term("text_b", text[:LONGEST_TOKEN]), Term("text_e", text[:LONGEST_ENDING])))
        edges.append(Constant(last, 0.0))
    if goes_on and inner and not inner[-1].han:
        edges.append(Constant(Prefix("text_b", inner.pop().text[:LONGEST_TOKEN]), 0.0))
    return (*quotation("text", inner), *edges)


def grams(parts: Sequence[Run]) -> tuple[Term, ...]:
    """The tokens that a bare word asks for, each once.

    A single character may be part of a longer run in the document, so it is asked for as one.
    """
    asked: dict[tuple[str, str], None] = {}
    for run in parts:
        field = "text_u" if run.han and len(run.text) == 1 else "text_b"
        for token in tokens(run):
            asked[field, token] = None
    return tuple(Term(field, token) for field, token in asked)


def characters(parts: Sequence[Run]) -> tuple[Term, ...]:
    """The characters of its bigrams, which find rarer words again where bigrams differ."""
    asked = "".join(run.text for run in parts if run.han and len(run.text) > 1)
    return tuple(Term("text_u", character) for character in dict.fromkeys(asked))


def titled(found: Term) -> Term:
    """The same token of `text` in the title."""
    return Term(found.field.replace("text_", "title_"), found.value)


def one_by_one(parts: Sequence[Run]) -> tuple[Clause, ...]:
    """Every Chinese character by itself, wherever it stands."""
    asked = "".join(run.text for run in parts if run.han)
    return tuple(Term("text_u", character) for character in dict.fromkeys(asked))


def without_edges(quoted: Sequence[Run]) -> Sequence[Run]:
    """A quotation without the number or latin word at either end; never nothing."""
    first = 0 if quoted[0].han else 1
    last = len(quoted) if quoted[-1].han else len(quoted) - 1
    return quoted[first:last] or quoted


def together(clauses: tuple[Clause, ...]) -> Clause:
    """All of `clauses` as one."""
    return clauses[0] if len(clauses) == 1 else AllOf(tuple(dict.fromkeys(clauses)))


def either(clauses: tuple[Clause, ...]) -> Clause:
    """Any of `clauses` as one."""
    return clauses[0] if len(clauses) == 1 else AnyOf(tuple(dict.fromkeys(clauses)))


def leaves(clause: Clause) -> tuple[Clause, ...]:
    """The terms, phrases and ranges that `clause` is made of."""
    match clause:
        case AllOf() | AnyOf() | BestOf():
            parts = map(leaves, clause.clauses)
            return functools.reduce(lambda all_of, part: (*all_of, *part), parts, ())
        case Constant():
            return leaves(clause.clause)
        case Term() | Phrase() | Prefix() | Range():
            return (clause,)
