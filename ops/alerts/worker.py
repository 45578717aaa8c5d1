"""What runs beside the projections, in the process that holds the lock on HOME: look for news,
send mails, call webhooks that have confirmed, ask the others. A thread for each, so that none waits
for another; projections wait for none.
"""

import contextlib
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import PurePath

import structlog

from domain.errors import Busy
from ops.alerts.news import News
from ops.alerts.outbox import Outbox
from ops.alerts.sending import Calls, Clock, Post
from ops.alerts.smtp import Down
from ops.alerts.store import Store
from ops.alerts.subscriptions import Subscriptions

PAUSE_SECONDS = 1.0
RETRY_SECONDS = 30.0
"""After something went wrong that nobody foresaw."""
LONGEST_PAUSE_SECONDS = 300.0
"""Between two tries to reach a mail server that is down."""
ALARM_AFTER = timedelta(minutes=10)
"""How long mails may wait for their server before the operator is told."""
_TIDY_SECONDS = 600.0
_log = structlog.get_logger()


class AlertWorker:
    """The threads. `post` is None where no mail server is set."""

    def __init__(
        self,
        store: Store,
        subscriptions: Subscriptions,
        outbox: Outbox,
        news: News,
        calls: Calls,
        post: Post | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._outbox = outbox
        self.news = news
        self.calls = calls
        self.post = post
        self._clock = clock
        self._stopping = threading.Event()
        self._failures: dict[str, str] = {}

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Inside, everything is looked for and sent; on leaving, what is under way is finished."""
        self._stopping.clear()
        loops = {"news": self._look, "webhooks": self._call, "confirmations": self._confirm}
        loops["tidy"] = self._tidy
        if self.post is not None:
            loops["mail"] = self._send
        threads = [
            threading.Thread(target=self._loop, args=(name, step), name=f"alerts {name}")
            for name, step in loops.items()
        ]
        for thread in threads:
            thread.daemon = True
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join()
            with contextlib.suppress(Busy):
                self.calls.close()
            if self.post is not None:
                with contextlib.suppress(Busy):
                    self.post.close()

    def alarms(self) -> list[str]:
        """What stands still, for /readyz: in words without content."""
        found = [f"alerts: {name} 停下，{error}" for name, error in sorted(self._failures.items())]
        post = self.post
        since = None if post is None else post.down_since
        if post is not None and since is not None and self._clock() - since > ALARM_AFTER:
            found.append(f"alerts: 提醒邮件发不出去，{post.reason}")
        return found

    def waiting(self) -> float:
        """How many deliveries wait, for the metrics."""
        return float(self._outbox.waiting()[0])

    def overdue_seconds(self) -> float:
        """Since when the oldest delivery is tried in vain, for the metrics."""
        oldest = self._outbox.waiting()[1]
        if self.post is not None and self.post.down_since is not None:
            oldest = min(oldest or self.post.down_since, self.post.down_since)
        return 0.0 if oldest is None else max(0.0, (self._clock() - oldest).total_seconds())

    def _loop(self, name: str, step: Callable[[], float]) -> None:
        # The outermost loop of the thread: what goes wrong is told by /readyz until it goes well.
        while not self._stopping.is_set():
            try:
                pause = step()
                self._failures.pop(name, None)
            except Exception as error:  # noqa: BLE001
                self._failures[name] = _described(error)
                _log.error("alerts failed", where=name, error=_described(error))
                pause = RETRY_SECONDS
            self._stopping.wait(pause)

    def _look(self) -> float:
        return 0.0 if self.news.look() else PAUSE_SECONDS

    def _call(self) -> float:
        return 0.0 if self.calls.call() else PAUSE_SECONDS

    def _confirm(self) -> float:
        return 0.0 if self.calls.confirm() else PAUSE_SECONDS

    def _send(self) -> float:
        assert self.post is not None
        try:
            return 0.0 if self.post.send() else PAUSE_SECONDS
        except Down as error:
            if error.begun:  # this mail waits now; the next may do better
                return PAUSE_SECONDS
            assert self.post.down_since is not None
            waited = (self._clock() - self.post.down_since).total_seconds()
            return min(max(PAUSE_SECONDS, waited), LONGEST_PAUSE_SECONDS)

    def _tidy(self) -> float:
        self._subscriptions.sweep()
        self._outbox.forget()
        self._store.tidy()
        return _TIDY_SECONDS


def _described(error: Exception) -> str:
    """The error without content: its message could hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} ({where})"
