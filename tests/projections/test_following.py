"""What is far away may hang or be gone: log and register go on, and it catches up by itself."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from sqlalchemy import Engine

from domain.errors import NotFound
from projections import following
from projections.following import Following
from projections.happened import Happened
from projections.projector import Unavailable, unseen
from projections.register_fold import register_projection
from tests.town import Town


class Far:
    """A projection beyond a network that may hang, be gone, or lose what it had."""

    name = "far"

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.gone = False
        self.flowing = threading.Event()
        self.flowing.set()
        self.restarts = 0

    def position(self) -> int:
        self._reach()
        return len(self.seen)

    def apply(self, batch: Sequence[Happened]) -> None:
        self._reach()
        self.seen += [happened.position for happened in unseen(batch, len(self.seen))]

    def restart(self) -> None:
        self.restarts += 1
        self.seen.clear()

    def caught_up(self) -> None:
        """Nothing is filled beside."""

    def _reach(self) -> None:
        self.flowing.wait()
        if self.gone:
            raise Unavailable("gone")


@pytest.fixture
def far() -> Iterator[Far]:
    far = Far()
    yield far
    far.flowing.set()
    # One that was left behind reads the journal, which is closed next.
    for thread in threading.enumerate():
        if thread.name == far.name:
            thread.join()


@pytest.fixture
def followed(busy_town: Town, views: Engine, far: Far) -> Following:
    return Following(busy_town.journal, [register_projection(views)], [far])


@contextlib.contextmanager
def running(followed: Following) -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(target=followed.run, args=(stopping,))
    thread.start()
    yield
    stopping.set()
    thread.join()


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def positions(followed: Following) -> dict[str, int]:
    return {state.name: state.position for state in followed.states()}


def test_both_are_followed(busy_town: Town, followed: Following, far: Far) -> None:
    with running(followed):
        busy_town.draft()
        head = busy_town.position
        until(lambda: positions(followed) == {"register": head, "far": head})
    assert far.seen == list(range(1, head + 1))


@pytest.mark.parametrize("how", ["gone", "hanging"])
def test_what_is_far_holds_up_nothing_and_catches_up_by_itself(
    busy_town: Town, followed: Following, far: Far, how: str
) -> None:
    with running(followed):
        until(lambda: positions(followed)["far"] == busy_town.position)
        if how == "gone":
            far.gone = True
        else:
            far.flowing.clear()
        before = len(far.seen)
        for _ in range(3):
            busy_town.draft()
        until(lambda: positions(followed)["register"] == busy_town.position)
        assert len(far.seen) == before
        far.gone = False
        far.flowing.set()
        until(lambda: positions(followed)["far"] == busy_town.position)
    assert far.seen == list(range(1, busy_town.position + 1))


def test_one_that_hangs_does_not_keep_the_process_from_ending(
    followed: Following, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PATIENCE_SECONDS", 0.2)
    far.flowing.clear()
    with running(followed):
        pass
    begun = time.monotonic()
    followed.catch_up_far()
    assert time.monotonic() - begun < 2


def test_who_waits_for_what_is_far_waits_while_it_gets_on(
    busy_town: Town, followed: Following, far: Far
) -> None:
    followed.catch_up()
    assert positions(followed)["far"] == 0
    followed.catch_up_far()
    assert positions(followed)["far"] == busy_town.position == len(far.seen)
    far.gone = True
    busy_town.draft()
    followed.catch_up_far()
    assert [state.waiting for state in followed.states()] == [False, True]


def test_each_is_rebuilt_by_its_name(busy_town: Town, followed: Following, far: Far) -> None:
    followed.rebuild("far")
    assert (far.restarts, len(far.seen)) == (1, busy_town.position)
    followed.rebuild("register")
    assert far.restarts == 1
    with pytest.raises(NotFound, match="register、far"):
        followed.rebuild("elsewhere")


def test_one_that_stops_raises_its_alarm(busy_town: Town, views: Engine, far: Far) -> None:
    told: list[str] = []
    followed = Following(
        busy_town.journal,
        [register_projection(views)],
        [far],
        lambda state: told.append(state.name),
    )
    far.seen = [0] * 3
    far.apply = lambda batch: [][0]  # type: ignore[method-assign]
    followed.catch_up_far()
    assert told == ["far"]
    assert [state.failed for state in followed.states()] == [False, True]
