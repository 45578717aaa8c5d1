"""What a killed process left in the stores: what no event names, and what an act has destroyed."""

import contextlib
from collections.abc import Iterator

from domain.content import Content
from domain.errors import Busy
from ops.bootstrap import Services
from ops.clock import now
from projections.casework import Behind, contents_named
from projections.request_contents import named_in_cases

SWEEP_AGE_SECONDS = 3600.0


def sweep(services: Services) -> int:
    """Delete blobs and keys that no event names and that are older than an hour.

    What an erasure or an order to expunge destroyed is destroyed again, should it have been killed
    on its way.
    For the holder of the lock. While the register is behind it cannot say what an event names, so
    nothing is swept then: the next start sweeps.
    """
    try:
        with services.views.connect() as connection:
            owned: Iterator[Content] = contents_named(connection, services.journal.position())
            before = now().timestamp() - SWEEP_AGE_SECONDS
            swept = services.contents.sweep(owned, before)
            named = named_in_cases(connection)
        left = [one for one in named.contents if one.id in named.destroyed]
        if any(services.contents.holds_key(one.id) for one in left):
            services.contents.destroy(left)
        if any(services.persons.holds_case(person, case) for person, case in named.erased):
            services.persons.erase_many(named.erased)
        with contextlib.suppress(Busy):  # destroyed at the latest before an index is filled anew
            services.remnants.clear()
            services.queries.expire()
        return swept + services.persons.sweep(named.persons, named.data_keys, before)
    except Behind:
        return 0
