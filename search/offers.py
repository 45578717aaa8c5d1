"""What a reader is offered beside what he asked for: from one phrasebook and one finder."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from search.finding import Finder
from search.misspellings import Misspellings
from search.similar import Similar
from search.suggestions import Phrases, Suggester


@dataclass(frozen=True)
class Offers:
    """Suggestions while typing, other spellings of what found nothing, records like one."""

    phrases: Phrases
    suggester: Suggester
    misspellings: Misspellings
    similar: Similar


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
        Misspellings(phrases, finder),
        Similar(views, finder),
    )
