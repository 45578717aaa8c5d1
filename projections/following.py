"""Everything that follows the journal in one process: here in one loop, far away in loops apart.

What is written over a network may be gone for hours or hang for minutes. A loop and a thread of
its own for each such projection keep that from log, register and everything else: acts go on.
"""

import threading
from collections.abc import Callable, Sequence

from domain.errors import NotFound
from domain.journal import Journal
from projections.projector import PAUSE_SECONDS, Projection, ProjectionState, Projector

FAR_PAUSE_SECONDS = 0.5
"""Between two tries of what was out of reach."""

PATIENCE_SECONDS = 5.0
"""How long one that makes no progress is waited for where somebody waits for it."""


class Following:
    """Projections `near` in one projector, each `far` in one of its own.

    `alarmed` is called when one stops, with its state, `waits` when one begins to wait.
    """

    def __init__(
        self,
        journal: Journal,
        near: Sequence[Projection],
        far: Sequence[Projection] = (),
        alarmed: Callable[[ProjectionState], None] = lambda state: None,
        waits: Callable[[ProjectionState], None] = lambda state: None,
    ) -> None:
        self._near = Projector(journal, near, alarmed, waits)
        self._far = {
            projection.name: Projector(journal, [projection], alarmed, waits) for projection in far
        }
        self._leaving = threading.Event()

    def run(self, stopping: threading.Event) -> None:
        """Follow the journal until told to stop."""
        threads = [
            threading.Thread(target=_follow, args=(one, stopping), name=name, daemon=True)
            for name, one in self._far.items()
        ]
        for thread in threads:
            thread.start()
        self._near.run(stopping)
        self._leaving.set()
        for thread in threads:
            # One that hangs is left behind. It writes nothing that another process, which follows
            # from now on, would not write as well: what is newer is never overwritten.
            thread.join(PATIENCE_SECONDS)

    def catch_up(self) -> None:
        """Go on until all that is near, and can, has what the journal holds now."""
        self._near.catch_up()

    def catch_up_far(self) -> None:
        """The same for what is far, as long as it gets on: one that hangs is not waited for."""
        for name, one in self._far.items():
            done = threading.Event()
            threading.Thread(
                target=_catch_up, args=(one, self._leaving, done), name=name, daemon=True
            ).start()
            reached = -1
            while not done.wait(PATIENCE_SECONDS) and one.states()[0].position > reached:
                reached = one.states()[0].position

    def rebuild(
        self, name: str, progress: Callable[[int, int], None] = lambda position, head: None
    ) -> None:
        """See `Projector.rebuild`."""
        known = [state.name for state in self.states()]
        if name not in known:
            raise NotFound(f"没有“{name}”这个投影；可用：{'、'.join(known)}")
        self._far.get(name, self._near).rebuild(name, progress)

    def states(self) -> tuple[ProjectionState, ...]:
        """How every projection stands."""
        far = (state for one in self._far.values() for state in one.states())
        return (*self._near.states(), *far)


def _follow(one: Projector, stopping: threading.Event) -> None:
    while not stopping.is_set():
        if not one.round():
            waiting = any(state.waiting for state in one.states())
            stopping.wait(FAR_PAUSE_SECONDS if waiting else PAUSE_SECONDS)


def _catch_up(one: Projector, leaving: threading.Event, done: threading.Event) -> None:
    while not leaving.is_set() and one.round():
        pass
    done.set()
