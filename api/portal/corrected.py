"""The first results of the one other spelling of a search that found nothing."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.asking import Asked
from api.portal.narrowing import Way
from api.portal.search_hits import Hit, hits_of
from api.site import Site
from search.engine import EngineUnavailable

MOST = 5


@dataclass(frozen=True)
class Corrected:
    """What `way`, the search with the other spelling, finds: its first hits of `total`."""

    way: Way
    total: str
    hits: tuple[Hit, ...]


def corrected(
    site: Site, connection: Connection, asked: Asked, meant: tuple[str, ...]
) -> Corrected | None:
    """None where several spellings may be meant, or the one finds nothing under the conditions.

    Nothing is replaced: the words in the field stay, and the page says which results these are.
    """
    if len(meant) != 1:
        return None
    other = asked.changed(words=meant[0])
    try:
        results = site.finder.find(other.request(MOST))
    except EngineUnavailable:
        return None
    hits = hits_of(connection, results.hits)
    return Corrected(Way(meant[0], other.at()), results.total, hits) if hits else None
