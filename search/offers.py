"""What a reader is offered beside what he asked for: from one phrasebook and one finder."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from search.finding import Finder
from search.letters import Letters, spelt
from search.misspellings import Misspellings
from search.similar import Similar
from search.suggestions import Phrases, Suggester


@dataclass(frozen=True)
class Offers:
    """Suggestions while typing, other spellings of what found nothing, records like one."""

    phrases: Phrases
    suggester: Suggester
    letters: Letters
    misspellings: Misspellings
    similar: Similar

    def meant(self, query: str) -> tuple[str, ...]:
        """What may be meant by a query that found nothing as it was typed; each finds something.

        The blanks between typed syllables mean nothing: gongzu fang is one word.
        """
        letters = spelt(query)
        if letters is None:
            return self.misspellings.meant(query)
        return self.letters.meant(letters) or self.misspellings.meant(letters)


def offers_over(
    views: Engine,
    phrases: Phrases,
    finder: Finder,
    frequent: Callable[[], tuple[str, ...]] = tuple,
) -> Offers:
    """Offers from these phrases of the register in `views`.

    `frequent` gives the queries that many ask.
    """
    return Offers(
        phrases,
        Suggester(phrases, finder, frequent),
        Letters(phrases, finder),
        Misspellings(phrases, finder),
        Similar(views, finder, phrases),
    )
