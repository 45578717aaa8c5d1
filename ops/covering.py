"""Bringing log and projections up to a position: by ourselves when nobody else does, else waiting.

A command that appended waits until its act is covered; one that reads brings up what lags first.
"""

import time

from ops.bootstrap import Services, follow
from projections.register_fold import register_projection
from projections.trail import trail_projection

COVER_SECONDS = 10.0


def cover(services: Services, position: int, seconds: float = COVER_SECONDS) -> bool:
    """Bring log and projections up to `position`: by ourselves if nobody else does, else wait.

    False when another process holds the lock and has not come so far within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while True:
        if is_covered(services, position):
            return True
        with follow(services) as projector:
            if projector is not None:
                projector.catch_up()
                return is_covered(services, position)
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)


def catch_up_if_alone(services: Services) -> None:
    """Before reading: bring the projections up to date unless another process does.

    Tables of another version of the program are behind too: what replaces them is being filled.
    So is an index that was lost; one on a cluster that does not answer is not waited for.
    """
    filled = (register_projection(services.views), trail_projection(services.views))
    positions = services.positions()
    reached = [*positions.values(), *(one.position() for one in filled)]
    missing = set(services.rebuilt) - positions.keys() - set(services.engines.standing().shared)
    if missing or min(reached) < services.journal.position():
        with follow(services) as following:
            if following is not None:
                following.catch_up()
                following.catch_up_far()


def catch_up(services: Services) -> None:
    """Bring log and projections on this machine up to date, unless another process holds the
    lock on HOME."""
    with follow(services) as following:
        if following is not None:
            following.catch_up()


def is_covered(services: Services, position: int) -> bool:
    """Whether a signed checkpoint and the register have come to `position`."""
    return services.covered() >= position


def wait_covered(services: Services, position: int, seconds: float) -> bool:
    """Wait until `position` is covered by whoever follows the journal."""
    deadline = time.monotonic() + seconds
    while not is_covered(services, position):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
