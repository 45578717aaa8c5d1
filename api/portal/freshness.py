"""How fresh what the reader sees is: which event register, search and log have reached."""

from dataclasses import dataclass

from sqlalchemy import Connection

from api.site import Site
from projections import register


@dataclass(frozen=True)
class Freshness:
    """Positions of journal, register, search index and newest checkpoint; 0 for none yet."""

    journal: int
    register: int
    index: int
    checkpoint: int

    @property
    def behind(self) -> int:
        """Events the search index has yet to read."""
        return max(0, self.journal - self.index)


def freshness(site: Site, connection: Connection) -> Freshness:
    """The positions now. The journal is read last, so that nobody seems to be ahead of it."""
    published = site.log.published()
    index = site.projections().get("index", 0)
    reached = register.position(connection)
    return Freshness(
        journal=site.journal.position(),
        register=reached,
        index=index,
        checkpoint=published.size if published else 0,
    )
