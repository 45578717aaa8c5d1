"""您是不是要找: what was probably meant by a query that finds nothing as it was typed.

A word that finds nothing is compared with the phrases of the register and with the texts that
share its sounds or most of its characters: 公机金 sounds like 公积金. What is offered is known to
find something readable. Nothing is ever replaced unasked. However much is wrong with a query, it
costs no more than a few searches and a tenth of a second: what is not found by then is not offered.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from search.analysis import squeeze
from search.characters import fold
from search.engine import CompiledQuery, EngineUnavailable, Key
from search.finding import Finder
from search.phrasebook import Phrasebook
from search.query import attempts
from search.readings import Cell, cellings, common_by_sound, readings
from search.sounding import any_of, sounding_alike, written_alike
from search.suggestions import Phrases, answers
from search.words import Word, read

MOST = 2
"""Offers for one query."""

MOST_SUSPECTS = 2
"""Wrong words for which another spelling is looked for; who has more is not helped by one."""

MOST_SEARCHES = 12
"""Searches of the engine for one query."""

PATIENCE = 0.1
"""Seconds of processor time for one query."""

LONGEST = 12
"""Characters of a word that is looked at; a longer one is a sentence, found by its parts."""

_LONGEST_WINDOW = 6
_LONGEST_IN_TEXTS = 4
_MOST_TRIED = 6
_LOOKED_AT = 12
_RARE = 5
_TOGETHER = 0.5
"""Of the rarer of two neighbours in a word at least this part stands beside the other: 籍 is seldom
without 户 before it, but 费 and 及 meet in 收费及 by chance."""

_OFTEN = 3
"""So often a word stands in texts, with different neighbours on both sides: 圾单 is only ever met
in 垃圾单独."""

_ANY = Cell("", False)

_Way = Callable[[str], Iterator[str]]


class _Spent(Exception):
    """What one query may cost is used up."""


class _Budget:
    """What one query may cost: `searches` of the engine and seconds of this thread's processor.

    Waiting is not counted, so that a busy machine offers the same as an idle one.
    """

    def __init__(self, finder: Finder, searches: int, seconds: float) -> None:
        self._finder = finder
        self._searches = searches
        self._until = time.thread_time() + seconds

    def answers(self, query: str) -> bool:
        """As `suggestions.answers`. Raises `_Spent` when that may be more than is left."""
        typed = read(query)
        numbers = sum(len(word.numbers) for word in typed.words)
        self._take(len(attempts(typed)) + numbers)
        found = answers(self._finder, query)
        if found:
            # What has all words is found at the first attempt.
            self._searches += len(attempts(typed)) - 1
        return found

    def first(self, query: CompiledQuery, most: int) -> tuple[Key, ...]:
        """As `Finder.first`. Raises `_Spent` when nothing is left."""
        self._take(1)
        return self._finder.first(query, most)

    def look(self) -> None:
        """Raises `_Spent` when the time is over."""
        self._take(0)

    def _take(self, searches: int) -> None:
        if searches > self._searches or time.thread_time() > self._until:
            raise _Spent
        self._searches -= searches


class Misspellings:
    """Offers other spellings, from the register's phrases and from what the engine finds.

    One query costs at most `searches` of the engine and about `patience` seconds of processor.
    """

    def __init__(
        self,
        known: Phrases,
        finder: Finder,
        searches: int = MOST_SEARCHES,
        patience: float = PATIENCE,
    ) -> None:
        self._known = known
        self._finder = finder
        self._searches = searches
        self._patience = patience

    def meant(self, query: str) -> tuple[str, ...]:
        """Queries that may be meant instead of `query`, each of which finds something readable.

        For a query without hits as typed; the word order and the other words stay. Empty when
        there is nothing to offer, it would cost too much or the engine cannot answer.
        """
        book = self._known.book()
        readings()  # read once for the whole process, on nobody's account
        trial = _Trial(book, self._finder, _Budget(self._finder, self._searches, self._patience))
        try:
            for word in islice(trial.suspects(query), MOST_SUSPECTS):
                offers = trial.offers(query, word)
                if offers:
                    return offers
        except (EngineUnavailable, _Spent):
            pass
        return ()


class _Trial:
    """The search for other spellings of one query's words."""

    def __init__(self, book: Phrasebook, finder: Finder, budget: _Budget) -> None:
        self._book = book
        self._finder = finder
        self._budget = budget

    def suspects(self, query: str) -> Iterator[Word]:
        """Words that find nothing by themselves."""
        for word in read(query).wanted:
            spelt = squeeze(word.text)
            plain = not word.quoted and not word.number and len(spelt) == len(word.text)
            if plain and 2 <= len(spelt) <= LONGEST and not self._budget.answers(word.text):
                yield word

    def offers(self, query: str, word: Word) -> tuple[str, ...]:
        """What the surest of the ways that help leads to."""
        offers: list[str] = []
        told = {fold(word.text)}
        for way in self._ways(self._book, fold(word.text)):
            tried = 0
            for other in way:
                if other in told or tried >= _MOST_TRIED:
                    continue
                told.add(other)
                tried += 1
                offer = query.replace(word.text, other, 1)
                if self._budget.answers(offer):
                    offers.append(offer)
                if len(offers) >= MOST:
                    break
            if offers:
                break
        return tuple(offers)

    def _ways(self, book: Phrasebook, word: str) -> Iterator[Iterator[str]]:
        """The ways to other spellings, the surest first; what costs more comes later."""
        if word.isascii():
            yield _spoken(book, word)
            yield self._spoken_in_texts(word)
            return
        windows = list(_windows(word, self._unknown(book, word)))
        short = [(start, end) for start, end in windows if end - start <= _LONGEST_IN_TEXTS]
        yield _changed(word, windows, lambda part: _by_sound(book, part))
        yield _changed(word, short, self._by_sound_in_texts)
        yield _changed(word, windows, lambda part: _by_ear(book, part))
        yield _changed(word, windows, lambda part: _by_shape(book, part))
        yield _changed(word, short, self._by_shape_in_texts)
        yield _rearranged(word, lambda part: book.knows(part))

    def _unknown(self, book: Phrasebook, word: str) -> list[int]:
        """Where two neighbours begin that stand together in no phrase and no text."""
        places = range(len(word) - 1)
        return [
            place
            for place in places
            if not book.knows(word[place : place + 2])
            and not self._budget.first(any_of([word[place : place + 2]]), 1)
        ]

    def _by_sound_in_texts(self, part: str) -> Counter[str]:
        return self._in_texts([common_by_sound(one) for one in part], part)

    def _by_shape_in_texts(self, part: str) -> Counter[str]:
        query = written_alike(part)
        if query is None:
            return Counter()
        pattern = "|".join(
            f"(?={re.escape(part[:place])}.{re.escape(part[place + 1 :])})" + "." * len(part)
            for place in range(len(part))
        )
        return self._counted(query, re.compile(f"(?=({pattern}))"), part)

    def _spoken_in_texts(self, letters: str) -> Iterator[str]:
        for cells in cellings(letters):
            spoken = all(cell.whole and cell.text in readings().names for cell in cells)
            if spoken and 2 <= len(cells) <= _LONGEST_IN_TEXTS:
                heard = [common_by_sound(cell.text) for cell in cells]
                yield from _likeliest(self._in_texts(heard, letters))

    def _in_texts(self, heard: list[str], part: str) -> Counter[str]:
        """What is written in texts with one of the characters of `heard` at each place."""
        if not all(heard):
            return Counter()
        pattern = "".join(f"[{re.escape(characters)}]" for characters in heard)
        return self._counted(sounding_alike(heard), re.compile(f"(?=({pattern}))"), part)

    def _counted(self, query: CompiledQuery, pattern: re.Pattern[str], part: str) -> Counter[str]:
        keys = self._budget.first(query, _LOOKED_AT)
        found: Counter[str] = Counter()
        read: list[str] = []
        for text in self._finder.written(keys):
            self._budget.look()
            read.append(fold(text))
            found.update(one[1] for one in pattern.finditer(read[-1]) if one[1].isalpha())
        found.pop(part, None)
        return Counter({one: count for one, count in found.items() if _is_word(one, read)})


def _is_word(part: str, texts: Sequence[str]) -> bool:
    """Whether its characters belong together in these texts, and did not only meet there."""
    around = re.compile(f"(?s)(.){re.escape(part)}(?=(.))")
    sides = [one.groups() for text in texts for one in around.finditer(f"\n{text}\n")]
    if len(sides) < _OFTEN or any(len(set(side)) < 2 for side in zip(*sides, strict=True)):
        return False

    def often(what: str) -> int:
        return sum(text.count(what) for text in texts)

    pairs = (part[place : place + 2] for place in range(len(part) - 1))
    return all(often(pair) >= _TOGETHER * min(map(often, pair)) for pair in pairs)


def _windows(word: str, unknown: list[int]) -> Iterator[tuple[int, int]]:
    """Stretches of the word around what is wrong with it, the longest first.

    A wrong character makes both pairs it stands in unknown: it is what they have in common. Where
    all pairs are known, but not together, anything may be wrong.
    """
    wrong = set(range(len(word)))
    for place in unknown:
        wrong &= {place, place + 1}
    if unknown and not wrong:
        wrong = {place for one in unknown for place in (one, one + 1)}
    first, last = (min(wrong), max(wrong) + 1) if unknown else (0, 0)
    for length in range(min(len(word), _LONGEST_WINDOW), 1, -1):
        for start in range(len(word) - length + 1):
            if start <= first and last <= start + length:
                yield start, start + length


def _changed(
    word: str, windows: list[tuple[int, int]], respelt: Callable[[str], Counter[str]]
) -> Iterator[str]:
    for start, end in windows:
        for other in _likeliest(respelt(word[start:end])):
            yield word[:start] + other + word[end:]


def _likeliest(found: Counter[str]) -> Iterator[str]:
    """The most frequent, without those that are rare beside the first."""
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    for other, count in ordered:
        if count * _RARE >= ordered[0][1]:
            yield other


def _by_sound(book: Phrasebook, part: str) -> Counter[str]:
    """Phrases that sound like `part`, tones aside."""
    found = book.stretches([Cell(one, True) for one in readings().syllables(part)])
    found.pop(part, None)
    return found


def _by_ear(book: Phrasebook, part: str) -> Counter[str]:
    """Phrases of which one syllable is often taken for that of `part`: zhi and zi, lan and nan."""
    table = readings()
    syllables = table.syllables(part)
    found: Counter[str] = Counter()
    for place, syllable in enumerate(syllables):
        for other in table.alike(syllable)[1:] if syllable in table.names else ():
            heard = syllables[:place] + other + syllables[place + 1 :]
            found += book.stretches([Cell(one, True) for one in heard])
    found.pop(part, None)
    return found


def _by_shape(book: Phrasebook, part: str) -> Counter[str]:
    """Phrases with all characters of `part` but one. Of two characters one says too little."""
    found: Counter[str] = Counter()
    if len(part) > 2:
        cells = [Cell(one, True) for one in part]
        for place in range(len(part)):
            found += book.stretches([*cells[:place], _ANY, *cells[place + 1 :]])
    found.pop(part, None)
    return found


def _rearranged(word: str, known: Callable[[str], bool]) -> Iterator[str]:
    """The word with two neighbours exchanged, or one character left out, where that is known."""
    for place in range(len(word) - 1):
        other = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if known(other):
            yield other
    for place in range(len(word)) if len(word) > 2 else ():
        other = word[:place] + word[place + 1 :]
        if known(other):
            yield other


def _spoken(book: Phrasebook, letters: str) -> Iterator[str]:
    """Typed syllables as the characters that are most often read so."""
    for cells in cellings(letters):
        if len(cells) > 1 and all(cell.whole and cell.text in readings().names for cell in cells):
            yield from _likeliest(book.stretches(cells))
