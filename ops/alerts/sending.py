"""Handing over what waits: mails to the mail server, calls to webhooks, one at a time.

What is told is read from the register at that moment; what was withdrawn meanwhile is dropped.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime

import structlog

from ops.alerts.letters import Letters
from ops.alerts.outbox import Delivery, Outbox
from ops.alerts.smtp import Down, Later, Mailer, Never
from ops.alerts.store import Channel
from ops.alerts.told import Telling, ToldRecord
from ops.alerts.webhooks import Answer, Unreached, Webhooks

Clock = Callable[[], datetime]

_GONE = 410
_log = structlog.get_logger()


class Marks:
    """Writes what came of a delivery; of one thread.

    Where the store is locked at that moment the mark is kept in memory, and written before
    anything else is sent: what was accepted goes out twice only if the process ends meanwhile.
    """

    def __init__(self) -> None:
        self._owed: Callable[[], None] | None = None

    def write(self, mark: Callable[[], None]) -> None:
        """Write a mark, which may be written twice. Raises what it raises, and then owes it."""
        self._owed = mark
        self.settle()

    def settle(self) -> None:
        """Write the mark that is owed, if there is one. Raises what it raises."""
        if self._owed is not None:
            self._owed()
            self._owed = None

    @contextlib.contextmanager
    def kept(self, fail: Callable[[], None]) -> Iterator[None]:
        """What fails in a way nobody foresaw is tried again later, and holds nothing else up."""
        try:
            yield
        except Down:
            raise
        except BaseException:
            # With a mark still owed it was the writing that failed, and the mark says it all.
            if self._owed is None:
                self.write(fail)
            raise


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
        self._marks = Marks()
        self.down_since: datetime | None = None
        self.reason = ""

    def send(self) -> bool:
        """One mail. False when there is none to send now. Raises `Down`."""
        self._marks.settle()
        delivery = self._outbox.next_delivery(Channel.MAIL)
        if delivery is None:
            self._mailer.close()
            return False
        with self._marks.kept(lambda: self._outbox.failed(delivery, Channel.MAIL)):
            return self._send(delivery)

    def close(self) -> None:
        """Let go of the mail server, and write what is still owed. Raises `Busy`."""
        self._mailer.close()
        self._marks.settle()

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
            message = self._letters.asking(delivery, moment)
        outbox, mark = self._outbox, self._marks.write
        try:
            self._mailer.send(message, delivery.target)
        except Later:
            mark(lambda: outbox.failed(delivery, Channel.MAIL))
        except Never as error:
            _log.warning("mail refused", error=str(error))
            mark(lambda: outbox.refused(delivery))
        except Down as error:
            self.down_since, self.reason = self.down_since or moment, str(error)
            if error.begun:
                # The server may go away at this one mail only: the others come before it now.
                mark(lambda: outbox.failed(delivery, Channel.MAIL))
            raise
        else:
            mark(lambda: outbox.accepted(delivery))
        self.down_since = None
        return True


class Calls:
    """Calls webhooks: `call` tells those that have confirmed, `confirm` asks the others to, each
    for a thread of its own. Anybody may have us ask, and an address that never answers takes ten
    seconds a time; who has confirmed does not wait for it.
    """

    def __init__(self, outbox: Outbox, telling: Telling, webhooks: Webhooks, clock: Clock) -> None:
        self._outbox = outbox
        self._telling = telling
        self._webhooks = webhooks
        self._clock = clock
        self._of_alerts = Marks()
        self._of_confirmations = Marks()

    def call(self) -> bool:
        """Tell one webhook. False when there is none to tell now."""
        self._of_alerts.settle()
        return self._made(self._outbox.next_alert(Channel.WEBHOOK), self._of_alerts)

    def confirm(self) -> bool:
        """Ask one webhook. False when there is none to ask now."""
        marks = self._of_confirmations
        marks.settle()
        return self._made(self._outbox.next_confirmation(Channel.WEBHOOK), marks)

    def close(self) -> None:
        """Write what is still owed. Raises `Busy`."""
        self._of_alerts.settle()
        self._of_confirmations.settle()

    def _made(self, delivery: Delivery | None, marks: Marks) -> bool:
        if delivery is None:
            return False
        with marks.kept(lambda: self._outbox.failed(delivery, Channel.WEBHOOK)):
            return self._call(delivery, marks)

    def _call(self, delivery: Delivery, marks: Marks) -> bool:
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
            marks.write(lambda: self._outbox.failed(delivery, Channel.WEBHOOK))
            return True
        marks.write(lambda: self._judge(delivery, answer))
        return True

    def _judge(self, delivery: Delivery, answer: Answer) -> None:
        """Write what an answer comes to."""
        if answer.status == _GONE:
            self._outbox.gone(delivery)
        elif delivery.kind == "confirm" and answer.repeats(delivery.token):
            self._outbox.confirmed(delivery)
        elif delivery.kind == "alert" and answer.taken:
            self._outbox.accepted(delivery)
        else:
            self._outbox.failed(delivery, Channel.WEBHOOK)


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
