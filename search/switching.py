"""Two engines as one: the first answers within a budget, else the second stands in for it.

    answering --(unavailable, hanging, far behind)--> given up
    answering <--(asked again in the background: answers, and is not behind)-- given up

While the first is given up nobody waits for it: searches are answered at once, by the second or,
without one, by `EngineUnavailable`, upon which the portal answers from the register. It is asked
again by a thread of our own, after a pause that doubles, so that no visitor pays for the trial and
a quiet night does not prolong an outage.

One question that it refuses, or is too slow for, is answered by the second and says nothing of the
next: else whoever knows a slow question could switch it off for all. It hangs when it does not
answer the simplest question either, asked beside the slow one, or when several fail so in a row.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from search.engine import (
    CompiledQuery,
    Engine,
    EngineHits,
    EngineUnavailable,
    Explanation,
    Indexed,
    Order,
    Page,
    QuestionRefused,
    Term,
    TooSlow,
)
from search.fields import CURRENT

BUDGET_SECONDS = 2.0
"""What one search may wait for the first engine, all its questions together."""

PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between trials of an engine that was given up; the last is repeated."""

MOST_BEHIND = 100
"""Events that the first engine may be behind the second and still answer. Taken up again it is
only when it has all that the second had a pause ago."""

MOST_SLOW = 3
"""Different questions that it may be too slow for within `SLOW_SECONDS` before it is given up."""

SLOW_SECONDS = 10.0

LEAST_SHARE = 0.5
"""Of the journal that is there: an index alone that has less was lost and is begun anew. Then the
register answers better; one that is merely late is better than none."""

POSITION_SECONDS = 0.5
"""How old a position may be that is told without asking the engine again."""

_MOST_WAITING = 32
_TRIAL = CompiledQuery(filters=(Term("scope", CURRENT),), order=Order.DATE)
_Answer = TypeVar("_Answer")


class Event(Enum):
    """What is counted of an engine."""

    ANSWERED = "answered"
    FAILED = "failed"
    SWITCHED = "switched"  # given up, or taken up again


@dataclass(frozen=True)
class Part:
    """An engine by the name that views, metrics and positions have for it."""

    name: str
    engine: Engine


@dataclass
class _Asking:
    """One search: until when the first engine may be waited for, and whether it gave out."""

    until: float
    given_up: bool = False


_ASKING: ContextVar[_Asking | None] = ContextVar("asking", default=None)


class Switching:
    """The port `Engine` over a first engine and, where there is one, a second.

    Views are named `engine:view`, so that a list begun on one engine goes on after a switch: to
    the other its view is one that is gone. `told` hears of every answer, failure and switch;
    `given_up_for` is why the first is given up, empty while it is not; `failed_for` why it did not
    answer the last time, empty when it did.
    `journal` tells how far the events are that are there to be indexed: without a second engine
    nothing else says that the first has lost them.
    """

    def __init__(
        self,
        first: Part,
        second: Part | None,
        *,
        budget: float = BUDGET_SECONDS,
        pauses: tuple[float, ...] = PAUSES,
        told: Callable[[str, Event], None] = lambda name, event: None,
        journal: Callable[[], int] = lambda: 0,
    ) -> None:
        self.first = first
        self.second = second
        self.told = told
        self.given_up_for = ""
        self.failed_for = ""
        self._budget = budget
        self._pauses = pauses
        self._journal = journal
        self._pool = ThreadPoolExecutor(_MOST_WAITING, thread_name_prefix=first.name)
        # One more thread, so that no number of slow questions keeps the simple one waiting.
        self._checking = ThreadPoolExecutor(1, thread_name_prefix=f"{first.name} check")
        self._check: Future[EngineHits] | None = None
        self._slow: deque[tuple[float, object]] = deque()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._trials: threading.Thread | None = None
        self._position: tuple[float, int] | None = None

    @property
    def answering(self) -> str | None:
        """The name of the engine that the next search would be answered by; None for none."""
        if self._trials is None:
            return self.first.name
        return self.second.name if self.second else None

    @contextmanager
    def one_search(self) -> Iterator[None]:
        """All that is asked within shares one budget, and stays with the second once switched."""
        token = _ASKING.set(_Asking(time.monotonic() + self._budget))
        try:
            yield
        finally:
            _ASKING.reset(token)

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        """See `Engine.search`. `stand_in` is set where the second engine answers."""
        answer = self._from_first(lambda: self._fresh(query, page), query)
        if answer is not None:
            return answer
        second = self._stand_in()
        return replace(self._counted(second, lambda: _search(second, query, page)), stand_in=True)

    def explain(self, query: CompiledQuery, record: str) -> Explanation:
        """See `Engine.explain`."""
        answer = self._from_first(lambda: self.first.engine.explain(query, record), query)
        return self._stand_in().engine.explain(query, record) if answer is None else answer

    def document(self, record: str, version: int) -> Indexed | None:
        """See `Engine.document`."""
        found = self._from_first(lambda: (self.first.engine.document(record, version),))
        return self._stand_in().engine.document(record, version) if found is None else found[0]

    def position(self) -> int:
        """See `Engine.position`: of the engine that answers."""
        reached = self._from_first(self.first.engine.position)
        return self._stand_in().engine.position() if reached is None else reached

    def known_position(self) -> int | None:
        """How far the first engine was when it last said so; None when it never did.

        It is asked again when that was more than half a second ago, unless it is given up. So a
        page may tell the position without waiting for an engine that hangs.
        """
        known = self._position
        if known is None or time.monotonic() - known[0] > POSITION_SECONDS:
            reached = self._from_first(self.first.engine.position)
            if reached is not None:
                self._reached(reached)
        return self._position[1] if self._position else None

    def close(self) -> None:
        """End the trials. What is still waited for ends with the engine's own time limit."""
        self._closing.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._checking.shutdown(wait=False, cancel_futures=True)

    # Which engine answers

    def _from_first(
        self, ask: Callable[[], _Answer | None], about: object = None
    ) -> _Answer | None:
        """What the first engine answers in time; None when it does not, or was given up."""
        asking = _ASKING.get() or _Asking(time.monotonic() + self._budget)
        if self._trials is not None or asking.given_up:
            return None
        try:
            answer = self._counted(self.first, lambda: self._within(asking.until, ask))
        except EngineUnavailable as error:
            asking.given_up = True
            self.failed_for = str(error)
            if not self._of_one_question(error, about):
                self._give_up(str(error))
            return None
        self.failed_for = ""
        return answer

    def _of_one_question(self, error: EngineUnavailable, about: object) -> bool:
        """Whether the engine may be well all the same. Slow questions are remembered a while."""
        if isinstance(error, QuestionRefused):
            return True
        if not isinstance(error, TooSlow):
            return False
        with self._lock:
            now = time.monotonic()
            self._slow.append((now, about))
            while len(self._slow) > _MOST_WAITING or self._slow[0][0] < now - SLOW_SECONDS:
                self._slow.popleft()
            if len({question for _, question in self._slow}) < MOST_SLOW:
                return True
            self._slow.clear()
            return False

    def _within(self, until: float, ask: Callable[[], _Answer]) -> _Answer:
        """The answer, if it comes before `until`.

        The engine's own time limit counts from byte to byte and does not cover looking up its
        name, so the waiting is ended here. When half the time is over the engine is asked the
        simplest question too. Raises `TooSlow` where it answers that, else `EngineUnavailable`.
        """
        left = until - time.monotonic()
        check: Future[EngineHits] | None = None
        waiting = _submitted(self._pool, ask)
        try:
            try:
                # What is left of a budget may be too little to tell that an engine hangs.
                return waiting.result(left / 2 if left > self._budget / 2 else max(0.0, left))
            except TimeoutError:
                if left <= self._budget / 2:
                    raise
                check = self._checked()
            return waiting.result(max(0.0, until - time.monotonic()))
        except (TimeoutError, TooSlow) as error:
            waiting.cancel()
            said = f"{self.first.name} 没有在 {self._budget} 秒内回答"
            if check is None or (check.done() and check.exception() is None):
                raise TooSlow(said) from error
            raise EngineUnavailable(said) from error

    def _checked(self) -> "Future[EngineHits]":
        """The simplest question, asked once for all that wait at the same time."""
        with self._lock:
            if self._check is None or self._check.done():
                self._check = _submitted(self._checking, lambda: self._fresh(_TRIAL, Page(size=1)))
            return self._check

    def _fresh(self, query: CompiledQuery, page: Page) -> EngineHits:
        """What the first engine answers. Raises `EngineUnavailable` when it is far behind."""
        answer = _search(self.first, query, page)
        if not page.view:
            # A view that was kept for a list is as old as the list and says nothing of today.
            self._reached(answer.position)
            if self._far_behind(answer.position):
                raise EngineUnavailable(f"{self.first.name} 落后太多，正在追上")
        return answer

    def _far_behind(self, position: int) -> bool:
        ahead = self._ahead()
        if self.second is None:
            return position < ahead * LEAST_SHARE
        return ahead - position > MOST_BEHIND or bool(ahead and not position)

    def _ahead(self) -> int:
        """How far the second engine reaches, 0 where it cannot be read; without one the journal."""
        if self.second is None:
            return self._journal()
        try:
            return self.second.engine.position()
        except EngineUnavailable:
            return 0

    def _stand_in(self) -> Part:
        if self.second is None:
            raise EngineUnavailable(f"{self.first.name} 现在不能检索")
        return self.second

    def _counted(self, part: Part, ask: Callable[[], _Answer]) -> _Answer:
        try:
            answer = ask()
        except EngineUnavailable:
            self.told(part.name, Event.FAILED)
            raise
        self.told(part.name, Event.ANSWERED)
        return answer

    def _reached(self, position: int) -> None:
        self._position = time.monotonic(), position

    # Giving up and trying again

    def _give_up(self, why: str) -> None:
        """Ask the first engine no more until a trial of it succeeds."""
        with self._lock:
            if self._trials is not None or self._closing.is_set():
                return
            self.given_up_for = why
            self._trials = threading.Thread(
                target=self._try_again, name=f"{self.first.name} trials", daemon=True
            )
            self._trials.start()
        self.told(self.first.name, Event.SWITCHED)

    def _try_again(self) -> None:
        """Until the first engine answers a search again, in time and with what it should have."""
        trial, due = 0, self._ahead()
        while not self._closing.wait(self._pauses[min(trial, len(self._pauses) - 1)]):
            trial += 1
            until = time.monotonic() + self._budget
            try:
                answer = self._within(until, lambda: self._fresh(_TRIAL, Page(size=1)))
            except EngineUnavailable:
                continue
            if answer.position < due:
                due = self._ahead()
                continue
            self._trials, self.given_up_for = None, ""
            self.told(self.first.name, Event.SWITCHED)
            return


def _submitted(pool: ThreadPoolExecutor, ask: Callable[[], _Answer]) -> "Future[_Answer]":
    try:
        return pool.submit(ask)
    except RuntimeError as error:
        raise EngineUnavailable("检索已经关闭") from error


def _search(part: Part, query: CompiledQuery, page: Page) -> EngineHits:
    """A page of one engine; its own views go to it by the names it gave them."""
    prefix = f"{part.name}:"
    if page.view is not None and page.view.startswith(prefix):
        page = replace(page, view=page.view.removeprefix(prefix))
    answer = part.engine.search(query, page)
    return replace(answer, view=prefix + answer.view)
