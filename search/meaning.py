"""What a word is looked for by: its grams, its synonyms, its dates and 文号 however written.

Clauses of one word each; `query.py` puts those of a whole query together. A synonym is a phrase
and the best of a word and its synonyms scores, so that who says both says no more.
"""

import functools
from collections.abc import Iterator, Sequence

from search.allowance import MOST_WORDINGS
from search.analysis import Run, runs
from search.clauses import either, grams, one_by_one, quotation, together
from search.engine import AnyOf, BestOf, Clause, Constant, Range, Term
from search.mentions import NumberMention, TypedDate
from search.parts import Match, Piece, Synonyms, cuts, known_in, wordings
from search.words import Word

_REMEMBERED = 2_048
"""Synonyms whose phrases are kept: a query asks for the same in several places."""


def all_of(word: Word, parts: Sequence[Run], synonyms: Synonyms) -> tuple[Clause, ...]:
    """All of `parts` of a bare word, or their synonyms."""
    asked: dict[Clause, None] = {}
    for run in parts:
        asked |= dict.fromkeys(_spread(run, synonyms) if word.spread else _run(run, synonyms))
    return tuple(asked)


def _run(run: Run, synonyms: Synonyms) -> tuple[Clause, ...]:
    """A run, or what it means: 公租房租金 is 公租房 or 公共租赁住房, and 租金."""
    ways = [
        tuple(clause for piece in cut for clause in _piece(piece)) for cut in _ways(run, synonyms)
    ]
    if not ways:
        return grams((run,))
    if len(ways) == 1:
        return ways[0]
    return (BestOf(tuple(map(together, ways))),)


def _ways(run: Run, synonyms: Synonyms) -> tuple[tuple[Piece, ...], ...]:
    if run.han:
        return cuts(run.text, synonyms)
    others = _different(run.text, synonyms)
    return ((Piece(run.text, others),),) if others else ()


def _piece(piece: Piece) -> tuple[Clause, ...]:
    """A piece by its grams, or any of its synonyms as a phrase; the best of them scores."""
    literal = grams(tuple(runs(piece.text)))
    if not piece.others:
        return literal
    return (BestOf((together(literal), *map(_phrase, piece.others))),)


def _spread(run: Run, synonyms: Synonyms) -> tuple[Clause, ...]:
    """Characters typed one by one: all of them, or what they mean as one word."""
    single = one_by_one((run,))
    others = _different(run.text, synonyms)
    return (BestOf((together(single), *map(_phrase, others))),) if others else single


def otherwise(word: Word) -> tuple[Clause, ...]:
    """The word with its quantities written otherwise, each as a phrase, the rest by its grams."""
    return tuple(
        together((*map(_phrase, spelling.quantities), *grams(tuple(runs(spelling.rest)))))
        for spelling in word.respelled
    )


def any_of(parts: Sequence[Run], synonyms: Synonyms) -> Iterator[Clause]:
    """Any gram of `parts`, and the synonyms of what is known in them.

    A document that has both a word and its synonym answers no better than one that has either.
    """
    for run in parts:
        known = known_in(run, synonyms)
        if not known:
            yield from grams((run,))
            continue
        apart: dict[Clause, None] = {}
        for start, end, others in _overlapping(known):
            literal = grams(tuple(runs(run.text[start:end])))
            apart |= dict.fromkeys(literal)
            yield BestOf((either(literal), *map(_phrase, others)))
        yield from (gram for gram in grams((run,)) if gram not in apart)


def _overlapping(known: Sequence[Match]) -> Iterator[Match]:
    """The known words, those that overlap as one with the synonyms of all."""
    first, *rest = known
    for match in rest:
        if match.start >= first.end:
            yield first
            first = match
        else:
            others = tuple(dict.fromkeys((*first.others, *match.others)))
            first = Match(first.start, max(first.end, match.end), others)
    yield first


def _different(stretch: str, synonyms: Synonyms) -> tuple[str, ...]:
    return tuple(other for other in synonyms(stretch) if other != stretch)


@functools.lru_cache(_REMEMBERED)
def _phrase(text: str, field: str = "text") -> Clause:
    return together(quotation(field, tuple(runs(text))))


def mentioned(word: Word, *, widened: bool = False) -> tuple[Clause, ...]:
    """The dates and 文号 of a word. `widened` takes a day's month for the day."""
    if word.quoted:
        return ()
    numbers = (
        AnyOf((_as_typed(word, mention), Constant(_numbered(mention.comparable), 0.0)))
        for mention in word.numbers
    )
    if word.number:
        return tuple(numbers)
    return (*numbers, *(_dated(word, date, widened=widened) for date in word.dates))


def _as_typed(word: Word, mention: NumberMention) -> Clause:
    """A 文号 by its wording. Year and serial alone are in many a text: they must be neighbours."""
    typed = word.text[mention.start : mention.end]
    if _has_code(mention.comparable):
        return together(grams(tuple(runs(typed))))
    known = mention.comparable.removeprefix("第")
    # Of 2023〕2 it is only guessed that 号 follows.
    return _phrase(known if typed.endswith(("号", "號")) else known.removesuffix("号"))


def _dated(word: Word, date: TypedDate, *, widened: bool) -> Clause:
    """A date by its token, which every way of writing it has, or as the day of publication.

    Its wording is asked for only where it need not be a date: otherwise 2024-1-2 would find other
    documents than 2024年1月2日.
    """
    month = date._replace(day=None)
    ways: list[Clause] = [Term("text_u", date.token), Constant(_published(date), 0.0)]
    if not date.sure:
        ways.append(together(grams(tuple(runs(word.text[date.start : date.end])))))
    if widened and date.day is not None:
        ways += Term("text_u", month.token), Constant(_published(month), 0.0)
    return AnyOf(tuple(ways))


def _published(date: TypedDate) -> Clause:
    month = date.year * 100 + date.month
    if date.day is None:
        return Range("published_on", month * 100, month * 100 + 99)
    return Term("published_on", month * 100 + date.day)


def _numbered(number: str) -> Clause:
    """Who bears the 文号 `number` or cites it."""
    own = own_number(number)
    return AnyOf((own, Term("cites", number))) if _has_code(number) else own


def own_number(number: str) -> Clause:
    """Who bears the 文号 `number`; one without its organ code is anybody's."""
    if _has_code(number):
        return Term("number", number)
    return _phrase(number.removeprefix("第"), "number")


def _has_code(number: str) -> bool:
    return not number.startswith(("〔", "第"))


def organ_called(word: Word, synonyms: Synonyms) -> Iterator[Clause]:
    """The name as typed, and with what is known of it in full: 清河县 with 住房和城乡建设局."""
    yield together(quotation("organ", word.runs))
    if word.quoted or len(word.runs) != 1:
        return
    for cut in _ways(word.runs[0], synonyms):
        yield together(
            tuple(
                either(tuple(_phrase(text, "organ") for text in (piece.text, *piece.others)))
                for piece in cut
            )
        )


def wording(
    field: str, word: Word, synonyms: Synonyms, most: int = MOST_WORDINGS
) -> tuple[Clause, ...]:
    """The word as a phrase, or as one of `most` with known words replaced, which say the same.

    Of a question each part that tells something is one. In a title known words are words, though
    no blank was typed between them: 公租房退出及租金结算 has 公租房租金.
    """
    if word.quoted:
        return quotation(field, word.runs)
    if word.number:
        written = together(quotation(field, word.runs))
        known = (_numbered(word.number),) if field == "text" else ()
        return (either((written, *known)),)
    if word.respelled:
        others = (_phrase(spelling.text, field) for spelling in word.respelled[:most])
        return (either((*_spelled(field, word.runs, synonyms, most), *others)),)
    # However a date is written it counts the same.
    dates = tuple(_date_in(field, word, date) for date in word.dates)
    telling = word.telling_beside if word.dates or word.question else word.runs
    if not dates and not word.question and len(telling) > 1:
        return (either(tuple(_spelled(field, telling, synonyms, most))),)
    said = (either(tuple(_spelled(field, (run,), synonyms, most))) for run in telling)
    return (*dates, *said)


def _spelled(field: str, parts: Sequence[Run], synonyms: Synonyms, most: int) -> Iterator[Clause]:
    """`parts` one after the other as typed, then with known words replaced."""
    yield together(quotation(field, parts))
    if not most:
        return
    for place, run in enumerate(parts):
        if run.han:
            texts: Sequence[str] = wordings(run.text, synonyms, most)
        else:
            texts = _different(run.text, synonyms)[:most] if len(parts) == 1 else ()
        for text in texts:
            yield together(quotation(field, (*parts[:place], *runs(text), *parts[place + 1 :])))
    if field == "title" and len(parts) == 1 and parts[0].han:
        for cut in cuts(parts[0].text, synonyms):
            if len(cut) > 1:
                yield together(
                    tuple(
                        either(tuple(_phrase(text, field) for text in (piece.text, *piece.others)))
                        for piece in cut
                    )
                )


def _date_in(field: str, word: Word, date: TypedDate) -> Clause:
    token = Term(f"{field}_u", date.token)
    if date.sure:
        return token
    return either((token, _phrase(word.text[date.start : date.end], field)))
