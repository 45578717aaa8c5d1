"""What the HTTP layer stands on: given by the composition root, the same for every request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.metrics import Metrics
from domain.content import ClearPart, Content
from domain.journal import Journal
from projections.published_log import PublishedLog
from search.finding import Finder
from search.offers import Offers
from search.standing import Standing


@dataclass(frozen=True)
class Site:
    """One archive as its public meets it.

    `url` is where the public reaches it, without a trailing slash. `code` is its 网站标识码, empty
    if it has none. `founding` is the hex log entry of position 1. `open` gives the clear parts of
    a content (`domain.disclosure.ContentStore.open`), `salt` the salt of its commitment while it
    opens. `projections` gives how far register, trail, each index and log can be read, as far as
    that is known; `searching` which index answers now; `alarms` says why anything that follows the
    journal has stopped, in words without content, and is empty when all is well.
    `visitor` names the visitor at an address for the length of this process, and tells no address.
    `note_query` counts a query: its words, the address that asked, whether something was found.
    """

    title: str
    url: str
    code: str
    demo: bool
    origin: str
    vkey: str
    founding: str
    views: Engine
    finder: Finder
    offers: Offers
    visitor: Callable[[str], str]
    note_query: Callable[[str, str, bool], None]
    log: PublishedLog
    open: Callable[[Content], tuple[ClearPart, ...]]
    salt: Callable[[Content], bytes]
    journal: Journal
    projections: Callable[[], Mapping[str, int]]
    searching: Callable[[], Standing]
    alarms: Callable[[], Sequence[str]]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    metrics: Metrics


async def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


SiteGiven = Annotated[Site, Depends(_site)]
"""The site, as a parameter of an endpoint."""
