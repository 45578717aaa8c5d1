"""What runs beside the projections, in the process that holds the lock on HOME: look for news,
send mails, call webhooks. Three threads, so that none waits for another; projections wait for none.
"""

import contextlib
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import PurePath

import structlog

from domain.journal import Journal
from ops.alerts.letters import Letters
from ops.alerts.outbox import Delivery, Outbox, Watched
from ops.alerts.smtp import Down, Later, Mailer, Never
from ops.alerts.store import Channel, Store
from ops.alerts.subscriptions import Subscriptions
from ops.alerts.told import Telling, ToldRecord
from ops.alerts.webhooks import Unreached, Webhooks
from projections.happened import batch_of
from projections.projector import Hole
from search.alerts import Matcher, SavedSearch, compiled, new_versions
from search.documents import Documents
from search.engine import CompiledQuery
from search.tables import Tables, only_questions

BATCH = 500
PAUSE_SECONDS = 1.0
RETRY_SECONDS = 30.0
"""After something went wrong that nobody foresaw."""
LONGEST_PAUSE_SECONDS = 300.0
"""Between two tries to reach a mail server that is down."""
ALARM_AFTER = timedelta(minutes=10)
"""How long mails may wait for their server before the operator is told."""
_TIDY_SECONDS = 600.0
_GONE = 410
_log = structlog.get_logger()

Clock = Callable[[], datetime]


class News:
    """Looks through the journal for versions that somebody's search finds."""

    def __init__(
        self,
        outbox: Outbox,
        journal: Journal,
        documents: Documents,
        matcher: Matcher,
        tables: Callable[[], Tables] = only_questions,
    ) -> None:
        self._outbox = outbox
        self._journal = journal
        self._documents = documents
        self._matcher = matcher
        self._tables = tables
        self._changes = -1
        self._compiled_with: Tables | None = None
        self._watched: tuple[Watched, ...] = ()
        self._compiled: dict[SavedSearch, CompiledQuery] = {}

    def look(self) -> bool:
        """One batch of the journal. True when there may be more."""
        # The head is read first: whoever confirms after this begins behind it.
        head = self._journal.position()
        position, changes = self._outbox.followed()
        if head < position:
            raise Hole("日志比 subscriptions.db 里记下的位置还短", rule="design §4: append-only")
        if head == position:
            return False
        tables = self._tables()
        if changes != self._changes or tables is not self._compiled_with:
            self._read(changes, tables)
        if not self._watched:
            self._outbox.found((), head, changes)
            return True
        rows = [row for row in self._journal.read(position, BATCH) if row.event.position <= head]
        versions = new_versions(self._documents, batch_of(rows))
        places = self._matcher.match(
            versions, [self._compiled[one.search] for one in self._watched]
        )
        self._outbox.found(
            (
                (watched, versions[place].key)
                for watched, found in zip(self._watched, places, strict=True)
                for place in found
                if versions[place].from_position > watched.since
            ),
            rows[-1].event.position,
            changes,
        )
        return True

    def _read(self, changes: int, tables: Tables) -> None:
        """Take in the searches; those known stay compiled until an operator edits a table."""
        self._watched = self._outbox.watched()
        known = self._compiled if tables is self._compiled_with else {}
        self._compiled = {
            search: known.get(search) or compiled(search, tables)
            for search in {one.search for one in self._watched}
        }
        self._changes, self._compiled_with = changes, tables


class Post:
    """Sends mails. `down_since`: no mail could be handed over since then."""

    def __init__(
        self, outbox: Outbox, telling: Telling, letters: Letters, mailer: Mailer, clock: Clock
    ) -> None:
        self._outbox = outbox
        self._telling = telling
        self._letters = letters
        self._mailer = mailer
        self._clock = clock
        self.down_since: datetime | None = None
        self.reason = ""

    def send(self) -> bool:
        """One mail. False when there is none to send now. Raises `Down`."""
        delivery = self._outbox.next_delivery(Channel.MAIL)
        if delivery is None:
            self._mailer.close()
            return False
        with _later_if_it_fails(self._outbox, delivery, Channel.MAIL):
            return self._send(delivery)

    def close(self) -> None:
        """Let go of the mail server."""
        self._mailer.close()

    def _send(self, delivery: Delivery) -> bool:
        moment = self._clock()
        if delivery.kind == "alert":
            records = told_now(self._outbox, self._telling, delivery, passages=True)
            if not records:
                return records is not None
            message = self._letters.alert(delivery, records, moment)
        elif delivery.search is None:
            self._outbox.cancel(delivery)
            return True
        else:
            message = self._letters.asking(delivery, self._telling.search(delivery.search), moment)
        try:
            self._mailer.send(message, delivery.target)
        except Later:
            self._outbox.failed(delivery, Channel.MAIL)
        except Never as error:
            _log.warning("mail refused", error=str(error))
            self._outbox.refused(delivery)
        except Down as error:
            self.down_since, self.reason = self.down_since or moment, str(error)
            raise
        else:
            self._outbox.accepted(delivery)
        self.down_since = None
        return True


class Calls:
    """Calls webhooks."""

    def __init__(self, outbox: Outbox, telling: Telling, webhooks: Webhooks, clock: Clock) -> None:
        self._outbox = outbox
        self._telling = telling
        self._webhooks = webhooks
        self._clock = clock

    def call(self) -> bool:
        """One call. False when there is none to make now."""
        delivery = self._outbox.next_delivery(Channel.WEBHOOK)
        if delivery is None:
            return False
        with _later_if_it_fails(self._outbox, delivery, Channel.WEBHOOK):
            return self._call(delivery)

    def _call(self, delivery: Delivery) -> bool:
        told: dict[str, object] = {"type": delivery.kind, "id": delivery.id}
        if delivery.kind == "alert":
            records = told_now(self._outbox, self._telling, delivery, passages=False)
            if not records:
                return records is not None
            told["records"] = [_json_of(one) for one in records]
        elif delivery.search is None:
            self._outbox.cancel(delivery)
            return True
        else:
            told["challenge"] = delivery.token
            told["search"] = vars(self._telling.search(delivery.search))
        try:
            answer = self._webhooks.call(
                delivery.target,
                delivery.id,
                delivery.secret,
                told,
                int(self._clock().timestamp()),
            )
        except Unreached:
            self._outbox.failed(delivery, Channel.WEBHOOK)
            return True
        if answer.status == _GONE:
            self._outbox.gone(delivery)
        elif delivery.kind == "confirm" and answer.repeats(delivery.token):
            self._outbox.confirmed(delivery)
        elif delivery.kind == "alert" and answer.taken:
            self._outbox.accepted(delivery)
        else:
            self._outbox.failed(delivery, Channel.WEBHOOK)
        return True


class AlertWorker:
    """The three threads. `post` is None where no mail server is set."""

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
        loops = {"news": self._look, "webhooks": self._call, "tidy": self._tidy}
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
            if self.post is not None:
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

    def _send(self) -> float:
        assert self.post is not None
        try:
            return 0.0 if self.post.send() else PAUSE_SECONDS
        except Down:
            assert self.post.down_since is not None
            waited = (self._clock() - self.post.down_since).total_seconds()
            return min(max(PAUSE_SECONDS, waited), LONGEST_PAUSE_SECONDS)

    def _tidy(self) -> float:
        self._subscriptions.sweep()
        self._outbox.forget()
        self._store.tidy()
        return _TIDY_SECONDS


@contextlib.contextmanager
def _later_if_it_fails(outbox: Outbox, delivery: Delivery, channel: Channel) -> Iterator[None]:
    """What fails in a way nobody foresaw is tried again later, and holds nothing else up."""
    try:
        yield
    except Down:
        raise
    except BaseException:
        outbox.failed(delivery, channel)
        raise


def told_now(
    outbox: Outbox, telling: Telling, delivery: Delivery, *, passages: bool
) -> tuple[ToldRecord, ...] | None:
    """What of a delivery may be told at this moment; what was withdrawn is dropped.

    None while the register is behind: it could not say what was withdrawn. Empty when nothing is
    left, which ends the delivery.
    """
    keys = [item.key for item in delivery.items]
    shown = telling.readable(keys)
    if shown is None:
        return None
    gone = [key for key in keys if key not in shown]
    if gone:
        outbox.drop(delivery, gone)
    if len(gone) == len(keys):
        outbox.cancel(delivery)
        return ()
    return telling.records(delivery, shown, passages=passages)


def _json_of(one: ToldRecord) -> dict[str, object]:
    return {
        "record": one.record,
        "version": one.version,
        "title": one.title,
        "organ": one.organ,
        "document_number": one.document_number,
        "published_on": one.published_on.isoformat() if one.published_on else None,
        "url": one.url,
        "searches": [vars(search) for search in one.searches],
    }


def _described(error: Exception) -> str:
    """The error without content: its message could hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} ({where})"
