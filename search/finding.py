"""Finding records: what the portal, the JSON API and the command line ask, and are answered.

No input is an error: what cannot be read is taken literally or left out, and a note says so in
the reader's words. Only `EngineUnavailable` passes through, for a page has another answer then.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

from search.cursors import Cursor, Cursors, digest
from search.engine import (
    EXACT_COUNT,
    FACETS,
    CompiledQuery,
    Engine,
    EngineHit,
    EngineHits,
    EngineUnavailable,
    Key,
    Page,
    Place,
    Term,
)
from search.explaining import Explained, explained
from search.highlight import Needle, Pieces, mark, needles
from search.notices import (
    CURSOR_UNREADABLE,
    LIST_ENDS,
    NOTHING_TO_FIND,
    STAND_IN,
    VIEW_CHANGED,
    Note,
    notes_on_apart,
    notes_on_attempt,
    notes_on_missing,
    notes_on_query,
)
from search.parts import Synonyms
from search.passages import Quoted, Text, quoted
from search.period import ALWAYS, Period
from search.query import Attempt, Prepared, Scope, attempts, bears_number, compile_query
from search.ranking import Tier
from search.tables import Tables, only_questions
from search.words import Typed, read, readable

MOST_PER_PAGE = 100
MONTH = "month"
COUNTS = (*FACETS, MONTH)
"""What the hits of a first page are counted by."""
MOST_LEFT_OUT = 500
"""Records that are left out of what a late index finds, for they were taken away since; an index
that is to leave out more is too late to be asked."""
_MOST_ROUNDS = 5
_ANY_OTHER = ""
"""The name of no view: the list goes on in the present one."""
_MOST_NUMBERS = 3
"""文号 of one query that are looked up to tell whether they exist."""


@dataclass(frozen=True)
class Request:
    """What a reader asks for.

    `filters` are chosen values per facet, any of which will do; `sort` is `relevance`,
    `date` (the newest first) or `oldest`;
    `period` the days between which it was published; `as_of` a journal position, None for now.
    Anything out of range is brought into it. `visitor` names who asks without telling who it is:
    an engine with several copies of its index asks the same copy for the same visitor.
    With `within_longer` what is typed is first tried as a passage that was cut anywhere (see
    `Attempt.WITHIN_LONGER`), though something may be found as typed.
    """

    query: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = "relevance"
    cursor: str | None = None
    size: int = 20
    include_superseded: bool = False
    as_of: int | None = None
    period: Period = ALWAYS
    visitor: str = ""
    within_longer: bool = False


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet, the number of hits that have it, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Found:
    """A hit as it is shown. `where` names what was hit: `title`, then `body` or `attachment`,
    whichever `passage` is of; `attachment` is that file's name, else empty.

    `score` and `tier` are None when the list is ordered by date or no word ranks it.
    """

    record: str
    version: int
    title: Pieces
    passage: Pieces
    where: tuple[str, ...]
    attachment: str
    score: float | None
    tier: Tier | None


@dataclass(frozen=True)
class Results:
    """A page of results.

    `total` is the count as shown, "10,000+" above that; `count` its number. `months` counts the
    hits by month, 202305 for May 2023, those without any day left out. `position` is the
    journal position that the index covers. `cursor` leads to the next page, None on the last.
    `may_be_cut` tells whether asking `within_longer` can find anything else.
    """

    hits: tuple[Found, ...]
    total: str
    count: int
    facets: Mapping[str, tuple[FacetValue, ...]]
    months: Mapping[int, int]
    notes: tuple[Note, ...]
    cursor: str | None
    position: int
    may_be_cut: bool = False


@dataclass(frozen=True)
class _Gathered:
    """The visible hits of a page: `first` answered first, `last` last, `hidden` were left out.

    `counted` is what all hits are counted by, in the present state of the index.
    """

    hits: tuple[EngineHit, ...]
    first: EngineHits
    last: EngineHits
    hidden: int
    seen: int
    counted: EngineHits

    @property
    def count(self) -> int:
        """How many hits there are, without those that were found and may not be shown."""
        hidden = self.hidden if self.counted is self.first else 0
        return max(0, self.counted.total - hidden)

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """By what the hits are counted; by nothing when some of them may not be shown."""
        if self.hidden and self.counted is self.first:
            return {name: {} for name in self.counted.facets}
        return self.counted.facets


class Finder:
    """Answers requests from an engine and the archive's texts.

    `visible` keeps, of the versions found in an index that covers a journal position, those the
    register still shows; `titles` and `texts` give what is displayed of them, no texts where there
    are none to show. `taken_away` gives the ids of records that the register took away after a
    journal position, `MOST_LEFT_OUT` and one at most: while an index is behind they are left out of
    what is asked, for a count tells what a text says as a hit does. `key` is the secret that
    cursors are written with (see `Cursors`). `tables` gives the word tables as they stand now. All
    that the engine is asked for one request, it is asked within `asking`.
    """

    def __init__(
        self,
        engine: Engine,
        texts: Callable[[str, int], Sequence[Text]],
        visible: Callable[[Sequence[Key], int], Sequence[Key]],
        titles: Callable[[Sequence[Key]], Mapping[Key, str]],
        tables: Callable[[], Tables] = only_questions,
        asking: Callable[[], AbstractContextManager[None]] = nullcontext,
        taken_away: Callable[[int], Sequence[str]] = lambda position: (),
        key: Callable[[], bytes] | None = None,
    ) -> None:
        self._engine = engine
        self._asking = asking
        self._taken_away = taken_away
        self._cursors = Cursors(key)
        self._texts = texts
        self._visible = visible
        self._titles = titles
        self._tables = tables

    def find(self, request: Request) -> Results:
        """The page of results that `request` asks for. Raises `EngineUnavailable` only."""
        tables = self._tables()
        typed = read(request.query, tables.questions)
        if typed.empty and request.query.strip():
            return Results((), "0", 0, {}, {}, (NOTHING_TO_FIND,), None, self._engine.position())
        owner = _digest(request)
        cursor = self._cursors.read(request.cursor, owner)
        with self._asking():
            attempt, prepared, gathered = self._search(request, typed, cursor, tables.others)
            missing = self._missing(request, typed)
        count = gathered.count
        following = _next(gathered, owner, attempt)
        within = attempt is Attempt.WITHIN_LONGER
        wanted = needles(typed, tables.others, within=within)
        shown = self._shown(gathered.hits, prepared, wanted)
        first = cursor is None and attempt is Attempt.AS_TYPED
        return Results(
            hits=shown,
            total=f"{EXACT_COUNT:,}+" if gathered.counted.more_than_counted else f"{count:,}",
            count=count,
            facets=_facets(gathered.facets, request),
            months={
                int(month): hits for month, hits in sorted(gathered.facets.get(MONTH, {}).items())
            },
            notes=(
                *((STAND_IN,) if gathered.last.stand_in else ()),
                *notes_on_missing(missing, count > 0),
                *notes_on_query(typed, tables.others, missing),
                *notes_on_attempt(
                    typed,
                    attempt,
                    count > 0,
                    asked=request.within_longer,
                    dated=_dated(request),
                ),
                *(notes_on_apart(typed, shown[0].tier) if shown and first else ()),
                *_notes_on_paging(request, cursor, gathered),
            ),
            cursor=self._cursors.written(following) if following else None,
            position=gathered.counted.position,
            may_be_cut=Attempt.WITHIN_LONGER in attempts(typed),
        )

    def first(self, query: CompiledQuery, most: int) -> tuple[Key, ...]:
        """The first hits, as far as they may be shown, of a query that nobody typed.

        Raises `EngineUnavailable`.
        """
        with self._asking():
            answer = self._engine.search(query, Page(most))
        hits = [(hit.record, hit.version) for hit in answer.hits]
        visible = set(self._visible(hits, answer.position))
        return tuple(hit for hit in hits if hit in visible)

    def written(self, keys: Sequence[Key]) -> Iterator[str]:
        """The titles and texts of versions, as far as there is something to show of them."""
        for key, title in self._titles(keys).items():
            yield title
            yield from (text for _, text in self._texts(*key))

    def position(self) -> int:
        """The journal position that the index covers. Raises `EngineUnavailable`."""
        return self._engine.position()

    def explain(self, query: str, record: str) -> Explained:
        """Why `record` is found by `query`, where it ranks, or which gram it lacks.

        Raises `EngineUnavailable`.
        """
        tables = self._tables()
        typed = read(query, tables.questions)
        with self._asking():
            for attempt in attempts(typed):
                prepared = compile_query(typed, Scope(), attempt, tables.others)
                if self._asked(prepared.compiled, Page(size=1)).total:
                    break
            return explained(self._engine, prepared, readable(record), attempt)

    def _missing(self, request: Request, typed: Typed) -> tuple[str, ...]:
        """The 文号 asked for that nothing public bears, whatever facet is chosen."""
        scope = Scope(include_superseded=request.include_superseded, as_of=request.as_of)
        asked = (
            mention.comparable
            for word in typed.words
            if not word.excluded and word.field in (None, "no")
            for mention in word.numbers
        )
        return tuple(
            number
            for number in list(dict.fromkeys(asked))[:_MOST_NUMBERS]
            if not self._gather(bears_number(number, scope), 1, None, request.visitor, ()).hits
        )

    def _search(
        self, request: Request, typed: Typed, cursor: Cursor | None, synonyms: Synonyms
    ) -> tuple[Attempt, Prepared, _Gathered]:
        """The first attempt that finds something, or the one the cursor belongs to."""
        scope = Scope(
            selections={facet: [*values] for facet, values in request.filters.items()},
            by_date=request.sort == "date",
            oldest_first=request.sort == "oldest",
            include_superseded=request.include_superseded,
            as_of=request.as_of,
        )
        size = min(max(request.size, 1), MOST_PER_PAGE)
        ways = attempts(typed, dated=_dated(request))
        if request.within_longer and Attempt.WITHIN_LONGER in ways:
            ways = tuple(sorted(ways, key=lambda way: way is not Attempt.WITHIN_LONGER))
        for attempt in (cursor.attempt,) if cursor else ways:
            prepared = compile_query(typed, scope, attempt, synonyms)
            compiled = prepared.compiled
            within = (*compiled.filters, *request.period.clauses())
            prepared = replace(prepared, compiled=replace(compiled, filters=within))
            gathered = self._gather(prepared.compiled, size, cursor, request.visitor, COUNTS)
            if gathered.count:
                break
        return attempt, prepared, gathered

    def _asked(self, query: CompiledQuery, page: Page) -> EngineHits:
        """What the engine answers, as if it knew already what the register took away.

        A state of the index that is kept from before something was taken away is asked no more:
        the list goes on in the present one. Raises `EngineUnavailable`, also for an index that is
        too late.
        """
        left_out: frozenset[str] = frozenset()
        for _ in range(_MOST_ROUNDS):
            excluded = tuple(Term("record", record) for record in sorted(left_out))
            asked = replace(query, excluded=(*query.excluded, *excluded)) if left_out else query
            answer = self._engine.search(asked, page)
            gone = frozenset(self._taken_away(answer.position))
            if gone <= left_out:
                return answer
            if len(gone) > MOST_LEFT_OUT:
                break
            if page.view:
                page = replace(page, view=_ANY_OTHER)
            else:
                left_out |= gone
        raise EngineUnavailable("检索索引落后太多，正在追上")

    def _gather(
        self,
        query: CompiledQuery,
        size: int,
        cursor: Cursor | None,
        visitor: str,
        counts: tuple[str, ...],
    ) -> _Gathered:
        """A page of hits that the register shows, fetching on for those it does not.

        The list of a cursor goes on in its own view; what is counted is counted as it is now.
        """
        place, view = (cursor.place, cursor.view) if cursor else (None, None)
        seen = place.seen if place else 0
        shown: list[EngineHit] = []
        answers: list[EngineHits] = []
        hidden = 0
        counted = self._asked(query, Page(1, None, None, counts, visitor)) if cursor else None
        while len(shown) < size and len(answers) < _MOST_ROUNDS:
            of_page = () if answers or counted else counts
            answer = self._asked(query, Page(size - len(shown), place, view, of_page, visitor))
            answers.append(answer)
            keys = [(hit.record, hit.version) for hit in answer.hits]
            visible = set(self._visible(keys, answer.position))
            kept = [hit for hit in answer.hits if (hit.record, hit.version) in visible]
            shown += kept
            hidden += len(answer.hits) - len(kept)
            seen += len(answer.hits)
            if not answer.more:
                break
            last = answer.hits[-1]
            place = Place(last.value, last.position, last.record, last.version, seen)
            view = answer.view
        first, last_answer = answers[0], answers[-1]
        return _Gathered(tuple(shown), first, last_answer, hidden, seen, counted or first)

    def _shown(
        self, hits: Sequence[EngineHit], prepared: Prepared, wanted: Sequence[Needle]
    ) -> tuple[Found, ...]:
        """The hits with what is displayed of them."""
        titles = self._titles([(hit.record, hit.version) for hit in hits])
        shown: list[Found] = []
        for hit in hits:
            full = titles.get((hit.record, hit.version), "")
            title, in_title = mark(full, wanted)
            texts = self._texts(hit.record, hit.version)
            said = quoted(full, texts, wanted)
            where = ("title",) * in_title + _place(said)
            ranked = hit.score is not None and bool(prepared.compiled.required)
            tier = prepared.steps.tier_in(hit.score) if ranked and hit.score is not None else None
            score = hit.score if ranked else None
            passage, file = said.pieces, said.attachment
            found = Found(hit.record, hit.version, title, passage, where, file, score, tier)
            shown.append(found)
        return tuple(shown)


def _place(said: Quoted) -> tuple[str, ...]:
    """What a passage is of, if it holds anything of the query."""
    return ("attachment" if said.attachment else "body",) if said.marked else ()


def _dated(request: Request) -> bool:
    """Whether hits stand by their dates."""
    return request.sort in ("date", "oldest")


def _digest(request: Request) -> str:
    versions = request.include_superseded, request.as_of, request.period.first, request.period.last
    way = f"{request.sort}, within longer" if request.within_longer else request.sort
    return digest(request.query, request.filters, way, versions)


def _facets(
    counted: Mapping[str, Mapping[str, int]], request: Request
) -> Mapping[str, tuple[FacetValue, ...]]:
    """Values by count, the chosen ones among them even where they have no hit; years by year."""
    facets: dict[str, tuple[FacetValue, ...]] = {}
    for name, counts in counted.items():
        if name == MONTH:
            continue
        chosen = request.filters.get(name, ())
        values = [
            FacetValue(value, counts.get(value, 0), value in chosen)
            for value in dict.fromkeys((*counts, *chosen))
        ]
        if name == "year":
            values.sort(key=lambda value: value.value, reverse=True)
        else:
            values.sort(key=lambda value: (-value.count, value.value))
        facets[name] = tuple(values)
    return facets


def _next(gathered: _Gathered, owner: str, attempt: Attempt) -> Cursor | None:
    """The cursor after the last hit that was looked at, shown or not."""
    if not gathered.last.more:
        return None
    last = gathered.last.hits[-1]
    place = Place(last.value, last.position, last.record, last.version, gathered.seen)
    return Cursor(owner, gathered.last.view, attempt, place)


def _notes_on_paging(
    request: Request, cursor: Cursor | None, gathered: _Gathered
) -> tuple[Note, ...]:
    notes: list[Note] = []
    if request.cursor and cursor is None:
        notes.append(CURSOR_UNREADABLE)
    if cursor and not gathered.first.view_kept:
        notes.append(VIEW_CHANGED)
    if gathered.first.more_than_counted and gathered.seen >= EXACT_COUNT:
        notes.append(LIST_ENDS)
    return tuple(notes)
