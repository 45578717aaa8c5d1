"""How fresh what the reader sees is: which event register, search and log have reached."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.site import Site
from projections import register


@dataclass(frozen=True)
class Freshness:
    """Positions of journal, register, search index and newest checkpoint; 0 for none yet.

    `index` is the index that answers; when none does (`searchable` is False), what is known of
    the one that should. `missing` records were published or changed since.
    """

    journal: int
    register: int
    index: int
    checkpoint: int
    searchable: bool
    missing: int

    @property
    def behind(self) -> int:
        """Events the search index has yet to read."""
        return max(0, self.journal - self.index)


def freshness(site: Site, connection: Connection) -> Freshness:
    """The positions now. The journal is read last, so that nobody seems to be ahead of it."""
    published = site.log.published()
    positions, searching = site.projections(), site.searching()
    name = searching.answering or next((name for name in searching.silent if name in positions), "")
    index = positions.get(name, 0)
    reached = register.position(connection)
    return Freshness(
        journal=site.journal.position(),
        register=reached,
        index=index,
        checkpoint=published.size if published else 0,
        searchable=bool(searching.answering),
        missing=register.changed_after(connection, index) if index < reached else 0,
    )
