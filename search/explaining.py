"""Why a record is found, where it ranks, or which part of the query it lacks, in sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from search.clauses import leaves
from search.engine import (
    AllOf,
    AnyOf,
    BestOf,
    Clause,
    CompiledQuery,
    Constant,
    Engine,
    Explanation,
    Phrase,
    Prefix,
    Range,
    Term,
)
from search.query import Attempt, Prepared
from search.ranking import Tier

_TIERS = {
    Tier.EXACT: "标题、文号或索引号与检索词完全相同",
    Tier.TITLE_PHRASE: "标题里有连续的原文",
    Tier.BODY_PHRASE: "正文里有连续的原文",
    Tier.ALL_WORDS: "全部字词都有",
    Tier.SOME_WORDS: "只有部分字词",
}
_ATTEMPTS = {
    Attempt.AS_TYPED: "按原样检索",
    Attempt.EVERY_WORD: "按整句的全部字词检索",
    Attempt.WITHIN_LONGER: "把首尾的数字或字母当作更长一串的一部分检索",
    Attempt.EDGES_LEFT_OUT: "略去引号两端的数字或字母后检索",
    Attempt.SOME_WORDS: "按部分字词检索（全部字词没有结果）",
}


@dataclass(frozen=True)
class Explained:
    """Why a record is found or not: facts, and the same as sentences.

    `present` and `missing` are grams as they are indexed: two characters, one, or a word.
    """

    found: bool
    version: int | None
    rank: int | None
    tier: Tier | None
    score: float | None
    present: tuple[str, ...]
    missing: tuple[str, ...]
    lines: tuple[str, ...]


def explained(engine: Engine, prepared: Prepared, record: str, attempt: Attempt) -> Explained:
    """What the engine says of `record` under this query. Raises `EngineUnavailable`."""
    asked = engine.explain(prepared.compiled, record)
    # What is looked for in the title again is in the text or it is not: told once.
    present = tuple(part for part in asked.present if not _of_title(part))
    told = replace(asked, present=present, missing=_wanting(prepared.compiled, asked))
    tier = prepared.steps.tier_in(told.score) if told.found and told.score is not None else None
    return Explained(
        found=told.found,
        version=told.version,
        rank=told.rank,
        tier=tier,
        score=told.score,
        present=tuple(dict.fromkeys(map(label, told.present))),
        missing=tuple(dict.fromkeys(map(label, told.missing))),
        lines=(_ATTEMPTS[attempt], *_lines(told, tier)),
    )


def _wanting(query: CompiledQuery, told: Explanation) -> tuple[Clause, ...]:
    """What is missing, without what something else was found for: a word whose synonym is there
    lacks nothing, and of one without any it is the word that is told, not each of its synonyms."""
    present = frozenset(told.present)
    lacking = (
        leaf for clause in (*query.required, *query.optional) for leaf in _lacking(clause, present)
    )
    satisfied = frozenset(
        leaf
        for clause in query.required
        if isinstance(clause, BestOf) and not _lacking(clause, present)
        for leaf in leaves(clause)
    )
    return tuple(
        dict.fromkeys(leaf for leaf in lacking if leaf not in satisfied and not _of_title(leaf))
    )


def _of_title(leaf: Clause) -> bool:
    return isinstance(leaf, Term) and leaf.field.startswith("title_")


def _lacking(clause: Clause, present: frozenset[Clause]) -> tuple[Clause, ...]:
    """The leaves that `clause` lacks; of ways that will do instead of each other, the first's."""
    if isinstance(clause, BestOf):
        lacks = [_lacking(way, present) for way in clause.clauses]
        return () if () in lacks else lacks[0]
    if isinstance(clause, AllOf | AnyOf):
        return tuple(leaf for part in clause.clauses for leaf in _lacking(part, present))
    if isinstance(clause, Constant):
        return _lacking(clause.clause, present)
    return () if clause in present else (clause,)


def label(clause: Clause) -> str:
    """A leaf of a query as a reader knows it."""
    match clause:
        case Term() | Prefix():
            return str(clause.value)
        case Phrase():
            return "".join(
                gram if place == 0 or not _continues(before, gram) else gram[-1:]
                for place, (before, gram) in enumerate(
                    zip(("", *clause.terms), clause.terms, strict=False)
                )
            )
        case Range():
            return f"{clause.field} {clause.low}..{clause.high}"
        case _:
            return ""


def _continues(before: str, gram: str) -> bool:
    return len(before) == 2 and len(gram) == 2 and before[1] == gram[0]


def _lines(told: Explanation, tier: Tier | None) -> Iterator[str]:
    if told.version is None:
        yield "索引里没有这份信息：未公开、未编入索引，或不向公众显示。"
        return
    if told.found:
        yield f"找到：第{told.version}版" + (f"，{_TIERS[tier]}" if tier is not None else "")
        yield f"排在第{told.rank}位" if told.rank else "排在第10,000位之后"
        if told.score is not None:
            yield f"得分{told.score:.4f}"
    else:
        yield f"没有找到（看的是第{told.version}版）"
    if told.failed_filters:
        yield f"不在检索范围内：{_named(told.failed_filters)}"
    if told.excluding:
        yield f"被排除：含有{_named(told.excluding)}"
    if told.missing:
        yield f"缺：{_named(told.missing, told)}"
    if told.present:
        yield f"有：{_named(told.present, told)}"


def _named(clauses: Iterable[Clause], told: Explanation | None = None) -> str:
    """Labels, with the number of documents that have each where it is known."""
    frequencies = told.frequencies if told else {}
    return "、".join(
        dict.fromkeys(
            f"{label(clause) or clause}（{frequencies[clause]}份）"
            if clause in frequencies
            else label(clause) or str(clause)
            for clause in clauses
        )
    )
