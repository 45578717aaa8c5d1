"""Beside the answer of a search: what else may be meant, and what is counted of the query."""

import time
from collections.abc import Callable

from fastapi import Request

from api.asking import Asked
from api.pace import charge
from api.portal.citizens import client_of
from api.site import Site
from search.finding import Results
from search.suggestions import found_as_typed

FURTHER_TRIES = 1.0
"""What a query that found nothing as it was typed costs beside an answer: other spellings and
wider searches are tried for it."""

MOST_COUNTED = 5
"""Wider searches that are run to say how much each finds."""

LONGEST_COUNTING = 0.1
"""Seconds of processor time after which no further one is begun."""


def note_query(site: Site, request: Request, asked: Asked, results: Results) -> None:
    """Count a query by what it found as it was typed, without keeping it (`ops.queries`), and
    charge who asks for the further tries.

    Once for a search: not for its further pages, nor, to be kept, when it is narrowed.
    """
    if asked.cursor is not None or not asked.words.strip():
        return
    found = found_as_typed(results)
    if not found:
        charge(request, FURTHER_TRIES)
    if not asked.narrowed:
        site.note_query(asked.words, client_of(request), found)


def meant(site: Site, asked: Asked, results: Results) -> tuple[str, ...]:
    """Other spellings, for a query that found nothing as it was typed."""
    if asked.cursor is not None or not asked.words.strip() or found_as_typed(results):
        return ()
    return site.offers.meant(asked.words)


def sparingly(
    count: Callable[[Asked], str], most: int = MOST_COUNTED, seconds: float = LONGEST_COUNTING
) -> Callable[[Asked], str]:
    """`count` for the first `most` wider searches of a page, until `seconds` of processor time
    have passed; of the others nothing is known."""
    begun = time.thread_time()
    counted = 0

    def count_or_not(asked: Asked) -> str:
        nonlocal counted
        counted += 1
        if counted > most or time.thread_time() - begun > seconds:
            return ""
        return count(asked)

    return count_or_not
