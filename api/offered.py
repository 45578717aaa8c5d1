"""Beside the answer of a search: what else may be meant, and what is counted of the query."""

from fastapi import Request

from api.asking import Asked
from api.portal.citizens import client_of
from api.site import Site
from search.finding import Results
from search.suggestions import found_as_typed


def note_query(site: Site, request: Request, asked: Asked, results: Results) -> None:
    """Count a query by what it found as it was typed, without keeping it (`ops.queries`).

    Once for a search: not for its further pages, nor when it is narrowed.
    """
    first = asked.cursor is None and not asked.narrowed
    if asked.words.strip() and first:
        site.note_query(asked.words, client_of(request), found_as_typed(results))


def meant(site: Site, asked: Asked, results: Results) -> tuple[str, ...]:
    """Other spellings, for a query that found nothing as it was typed."""
    if asked.cursor is not None or not asked.words.strip() or found_as_typed(results):
        return ()
    return site.offers.misspellings.meant(asked.words)
