"""From words to a query: what must match, what gives the score, what comes first.

Pure functions; an engine only sends what they return. The order of hits is tier, then not repealed
before repealed, then BM25 over `text`, then the newest; `ranking.py` says how a sum expresses it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from search.allowance import affordable, allowances
from search.analysis import runs
from search.clauses import (
    characters,
    cut_out,
    either,
    grams,
    one_by_one,
    quotation,
    titled,
    together,
    without_edges,
)
from search.engine import (
    FACETS,
    AnyOf,
    BestOf,
    Clause,
    CompiledQuery,
    Constant,
    Order,
    Range,
    Term,
)
from search.fields import (
    CURRENT,
    LONGEST_KEYWORD,
    OPEN_END,
    SHOWN,
    STANDING,
    comparable_index_number,
    comparable_number,
)
from search.meaning import (
    all_of,
    any_of,
    mentioned,
    organ_called,
    otherwise,
    own_number,
    wording,
)
from search.parts import Synonyms, no_synonyms
from search.ranking import Steps, Tier, steps
from search.words import Typed, Word, readable

MOST_OPEN_ENDS = 4
"""Numbers and latin words of one query whose going on is looked for: each may go on in many ways,
which an engine reads one by one."""


class Attempt(Enum):
    """How a query is tried, one after the other until something is found."""

    AS_TYPED = "typed"
    EVERY_WORD = "every"
    """All of a sentence. Tried first where hits stand by their dates: what has only some of it
    would stand before what was meant, and nothing would say which is which."""
    WITHIN_LONGER = "within"
    """As exact texts, of which the number or latin word at either end may be part of a longer one:
    who cuts a passage out of a document cuts anywhere."""
    EDGES_LEFT_OUT = "edges"
    """Quotations without the number or latin word at their edge: of 5小时 in a quotation that was
    cut from 15小时 the 5 is no word of the document."""
    SOME_WORDS = "some"


@dataclass(frozen=True)
class Scope:
    """What is searched, beside the words: chosen facet values, versions, order.

    `as_of` is a journal position; None is now. With `include_superseded` versions that another
    has replaced are found too, and counted.
    """

    selections: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_date: bool = False
    oldest_first: bool = False
    include_superseded: bool = False
    as_of: int | None = None


@dataclass(frozen=True)
class Prepared:
    """A compiled query, and the steps by which the tier is read out of a score."""

    compiled: CompiledQuery
    steps: Steps


def attempts(typed: Typed, *, dated: bool = False) -> tuple[Attempt, ...]:
    """The ways to try this query that differ from each other; `dated` where hits stand by date."""
    ways = [Attempt.AS_TYPED]
    if dated and typed.sentence:
        ways.insert(0, Attempt.EVERY_WORD)
    if _may_be_cut(typed):
        ways.append(Attempt.WITHIN_LONGER)
    quoted = [word for word in typed.wanted if word.quoted]
    if any(without_edges(word.runs) != word.runs for word in quoted):
        ways.append(Attempt.EDGES_LEFT_OUT)
    dated = any(word.dates for word in typed.wanted)
    if dated or sum(len(grams(word.runs)) for word in typed.wanted) > 1:
        ways.append(Attempt.SOME_WORDS)
    return tuple(ways)


def compile_query(
    typed: Typed, scope: Scope, attempt: Attempt, synonyms: Synonyms = no_synonyms
) -> Prepared:
    """What the engine is asked for `typed`.

    Synonyms are looked for in bare words and in `organ:`, as far as one query may ask for them; a
    quotation is exact.
    """
    for allowance in allowances(typed.wanted, synonyms):
        known = allowance.of(synonyms)
        prepared = _compiled(typed, scope, attempt, known, allowance.wordings)
        if affordable(prepared.compiled):
            break
    return prepared


def _compiled(
    typed: Typed, scope: Scope, attempt: Attempt, synonyms: Synonyms, wordings: int
) -> Prepared:
    wanted = typed.wanted
    within = attempt is Attempt.WITHIN_LONGER
    whole = within or attempt is Attempt.EVERY_WORD
    loose = not whole and (attempt is Attempt.SOME_WORDS or typed.sentence)
    if within:
        required, optional = _within_longer(typed.as_written)
    elif loose:
        required, optional = _some(wanted, attempt, synonyms)
    else:
        required, optional = _every(wanted, attempt, synonyms)
    base = _base(wanted, loose)
    ladder = steps((*required, *optional), base)
    ranked = bool(required or optional)
    return Prepared(
        CompiledQuery(
            required=required,
            filters=(*_versions(scope), *_named(typed, synonyms, excluded=False)),
            excluded=_excluded(typed, synonyms),
            optional=optional,
            preferences=_preferences(wanted, ladder, synonyms, wordings),
            selections=_selections(scope),
            order=_order(scope, ranked=ranked),
        ),
        ladder,
    )


def _order(scope: Scope, *, ranked: bool) -> Order:
    if scope.oldest_first:
        return Order.OLDEST
    return Order.DATE if scope.by_date else Order.RELEVANCE if ranked else Order.STANDING


def bears_number(number: str, scope: Scope) -> CompiledQuery:
    """The versions whose own 文号 is `number`, comparable."""
    return CompiledQuery(filters=(*_versions(scope), own_number(number)), order=Order.STANDING)


def _every(
    wanted: Sequence[Word], attempt: Attempt, synonyms: Synonyms
) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """All of every word but what makes it a question; what only adds to the score is optional."""
    required: dict[Clause, None] = {}
    optional: dict[Clause, None] = {}
    for word in wanted:
        if word.quoted:
            required |= dict.fromkeys(_quoted(word, attempt))
            continue
        telling = word.telling_beside
        parts = all_of(word, telling, synonyms)
        more = characters(telling)
        ways = otherwise(word)
        if ways:
            parts = (BestOf((together(parts), *ways)),)
        if parts == grams(telling):
            # The single characters of required bigrams are surely there: to require them too
            # changes nothing but the cost, since an engine skips through what is required.
            parts = (*parts, *more)
        else:
            # What has a synonym instead of the word scores without them.
            optional |= dict.fromkeys((*more, *grams(telling)))
        required |= dict.fromkeys((*parts, *mentioned(word)))
    return tuple(required), tuple(clause for clause in optional if clause not in required)


def _may_be_cut(typed: Typed) -> bool:
    """Whether a number or latin word stands where a passage may have been cut out of a text.

    A day that is typed is a day: 2024-01-02 is not looked for among longer numbers.
    """
    if any(date.day for word in typed.wanted for date in word.dates):
        return False
    open_ends = [
        (begun and not word.runs[0].han, goes_on and not word.runs[-1].han)
        for word, begun, goes_on in _ends(typed.as_written)
    ]
    return any(map(any, open_ends)) and sum(goes_on for _, goes_on in open_ends) <= MOST_OPEN_ENDS


def _ends(wanted: Sequence[Word]) -> Iterator[tuple[Word, bool, bool]]:
    """Each word, and whether a passage begins and ends with it.

    What was typed may be one as a whole; a quotation is one by itself. One letter or digit among
    other words is none: a good part of all words has it in it.
    """
    last = len(wanted) - 1
    for place, word in enumerate(wanted):
        passage = word.quoted and (last == 0 or len(word.text) > 1)
        yield word, passage or place == 0, passage or place == last


def _within_longer(wanted: Sequence[Word]) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """Every word as it is written, nothing read into it.

    What is exact goes first: where it is missing, an engine need not read how the rest goes on.
    """
    required: dict[Clause, None] = {}
    for word, begun, goes_on in _ends(wanted):
        if word.spread:
            required |= dict.fromkeys(one_by_one(word.runs))
        else:
            required |= dict.fromkeys(cut_out(word.runs, begun=begun, goes_on=goes_on))
    return tuple(sorted(required, key=lambda clause: isinstance(clause, Constant))), ()


def _some(
    wanted: Sequence[Word], attempt: Attempt, synonyms: Synonyms
) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """Any gram of any word; quotations whole, unless that was tried.

    To ask for more than one gram finds less (measured on citizens' questions: two in ten lose .01
    of nDCG@10 and an eighth of what is found) and costs the engine five times as much; what has
    little in common with a sentence stands far behind anyway. Single characters only add to the
    score of what their bigrams found: they are in nearly every document, and to look through
    their long lists is the cost of a sentence.
    """
    required: dict[Clause, None] = {}
    some: dict[Clause, None] = {}
    single: dict[Clause, None] = {}
    for word in wanted:
        if word.quoted and attempt is not Attempt.SOME_WORDS:
            required |= dict.fromkeys(_quoted(word, attempt))
            continue
        known = no_synonyms if word.quoted else synonyms
        some |= dict.fromkeys(any_of(word.telling_beside, known))
        # Of a 文号 that nobody bears, what its parts find is all there is; but 号 is everywhere.
        for mention in word.numbers:
            parts = grams(tuple(runs(word.text[mention.start : mention.end])))
            some |= {part: None for part in parts if part.field == "text_b"}
        some |= dict.fromkeys(mentioned(word, widened=attempt is Attempt.SOME_WORDS))
        single |= dict.fromkeys(characters(word.telling_beside))
    if some:
        required[AnyOf(tuple(some))] = None
    more = [clause for clause in single if clause not in some]
    if attempt is Attempt.SOME_WORDS:
        more += _titled(wanted)
    return tuple(required), tuple(more)


def _titled(wanted: Sequence[Word]) -> Iterator[Clause]:
    """The words again in the title, which only adds to the score.

    Where no document has all the words, one that is about some of them answers better than one
    that mentions them; tiers, which say so otherwise, need every word. Not in a sentence, of which
    most words are not what it is about: measured, it wins nothing there.
    """
    for word in wanted:
        for found in (*grams(word.telling_beside), *characters(word.telling_beside)):
            yield titled(found)


def _quoted(word: Word, attempt: Attempt) -> tuple[Clause, ...]:
    left_out = attempt is Attempt.EDGES_LEFT_OUT
    return quotation("text", without_edges(word.runs) if left_out else word.runs)


def _named(typed: Typed, synonyms: Synonyms, *, excluded: bool) -> tuple[Clause, ...]:
    """The clauses of `organ:`, `no:` and `year:`."""
    return tuple(
        _head_clause(word, synonyms)
        for word in typed.words
        if word.field is not None and word.excluded is excluded
    )


def _head_clause(word: Word, synonyms: Synonyms) -> Clause:
    """A part of the official head that is `word`, or has it in it."""
    if word.field == "year" and word.years:
        return Range("year", *word.years)
    if word.field == "organ":
        return AnyOf((Term("organ", word.text), *organ_called(word, synonyms)))
    number = Word(word.text.strip().removeprefix("第") or word.text)
    return either(
        (
            Term("number", comparable_number(word.text)),
            Term("index_number", comparable_index_number(word.text)),
            together(quotation("number", number.runs or word.runs)),
            *(own_number(mention.comparable) for mention in word.numbers),
        )
    )


def _excluded(typed: Typed, synonyms: Synonyms) -> tuple[Clause, ...]:
    """What must not match: the exact text, or the part of the head."""
    texts = (
        together(quotation("text", word.runs))
        for word in typed.words
        if word.excluded and word.field is None
    )
    return (*texts, *_named(typed, synonyms, excluded=True))


def _versions(scope: Scope) -> tuple[Clause, ...]:
    """The versions that are searched: of each record one, unless all were asked for."""
    if scope.as_of is None:
        return (Term("scope", SHOWN if scope.include_superseded else CURRENT),)
    position = min(max(scope.as_of, 0), OPEN_END - 1)
    since = (Term("scope", SHOWN), Range("from_position", None, position))
    if scope.include_superseded:
        return since
    return (*since, Range("to_position", position + 1, None))


def _selections(scope: Scope) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (facet, tuple(dict.fromkeys(map(readable, scope.selections[facet]))))
        for facet in FACETS
        if scope.selections.get(facet)
    )


def _base(wanted: Sequence[Word], loose: bool) -> Tier:
    """The tier that every match has, so that it need not be looked for."""
    if loose:
        return Tier.SOME_WORDS
    if wanted and all(word.quoted or _bare_phrase(word) for word in wanted):
        return Tier.BODY_PHRASE
    return Tier.ALL_WORDS


def _bare_phrase(word: Word) -> bool:
    """Whether all of the word's grams are its phrase: a word of one gram and no other reading."""
    if word.spread or word.dates or len(word.runs) != 1:
        return False
    return len(word.runs[0].text) <= 2 or not word.runs[0].han


def _preferences(
    wanted: Sequence[Word], ladder: Steps, synonyms: Synonyms, wordings: int
) -> tuple[Clause, ...]:
    """The constants: the best tier of a document, and its being in force."""
    standing = Constant(Term("scope", STANDING), ladder.status)
    if not wanted:
        return (standing,)
    # Whoever types a whole title or number wants that document before any other. A title names
    # what the document is about; a body mentions.
    best = [
        Constant(AnyOf(_exact(wanted)), ladder.of(Tier.EXACT)),
        Constant(_phrases("title", wanted, synonyms, wordings), ladder.of(Tier.TITLE_PHRASE)),
    ]
    if ladder.base < Tier.BODY_PHRASE:
        # Words that stand together are the citizen's expression, not its pieces.
        phrases = _phrases("text", wanted, synonyms, wordings)
        best.append(Constant(phrases, ladder.of(Tier.BODY_PHRASE)))
    if ladder.base < Tier.ALL_WORDS:
        # In a sentence: a document that has all of it before one that has some.
        every = together(tuple(clause for word in wanted for clause in _all_told(word, synonyms)))
        best.append(Constant(every, ladder.of(Tier.ALL_WORDS)))
    return BestOf(tuple(best)), standing


def _all_told(word: Word, synonyms: Synonyms) -> tuple[Clause, ...]:
    if word.quoted:
        return grams(word.telling)
    return (*all_of(word, word.telling_beside, synonyms), *mentioned(word))


def _phrases(field: str, wanted: Sequence[Word], synonyms: Synonyms, wordings: int) -> Clause:
    return together(
        tuple(clause for word in wanted for clause in wording(field, word, synonyms, wordings))
    )


def _exact(wanted: Sequence[Word]) -> tuple[Clause, ...]:
    """The query as somebody's title, 文号 or 索引号."""
    title = "".join(run.text for word in wanted for run in word.runs)
    exact: list[Clause] = [Term("title_x", title[:LONGEST_KEYWORD])]
    for word in wanted:
        exact += (own_number(mention.comparable) for mention in word.numbers)
        if any(character.isdigit() for character in word.text):
            exact.append(Term("index_number", comparable_index_number(word.text)))
    return tuple(exact)
