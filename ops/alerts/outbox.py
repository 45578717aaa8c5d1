"""What is still to be told: the worker's side of the store.

What survives a crash, step by step. What a batch of the journal has for whom is written together
with how far the journal was looked through: both or neither, so no version is told twice or
forgotten. A delivery with its message id is written before anything is sent, and marked after the
other side accepted it. Killed before the sending, it is sent after the next start; killed after
the mark, never again; killed between the other side's acceptance and our mark, it is sent once
more under the same message id: the only way to a duplicate, and one that mail programs and
webhooks can know by its id. A mark that cannot be written is written before anything else is sent
(`ops.alerts.sending`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection

from domain.errors import Malformed
from ops.alerts.store import Channel, Store, at
from ops.alerts.subscriptions import begin
from ops.clock import uuid7
from search.alerts import SavedSearch
from search.engine import Key
from search.rhythm import Rhythm, due

KEPT_SENT = timedelta(days=7)
"""How long it is known what was told, before it is forgotten."""

_BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_BACKOFF_AFTER = timedelta(hours=4)
GIVE_UP_AFTER: Mapping[Channel, timedelta] = {
    Channel.MAIL: timedelta(days=5),  # RFC 5321 4.5.4.1: four to five days
    Channel.WEBHOOK: timedelta(days=1),
}
MOST_REFUSED = 5
"""Deliveries refused for good, one after the other, after which nobody is there any more."""
MOST_AT_ONCE = 100
"""Versions in one delivery; the rest waits for the next."""


@dataclass(frozen=True)
class Watched:
    """A confirmed search: whose it is, and after which position something is news for it."""

    id: str
    subscriber: str
    since: int
    search: SavedSearch


@dataclass(frozen=True)
class Item:
    """A version to be told, and the searches it was found by."""

    key: Key
    searches: tuple[SavedSearch, ...]


@dataclass(frozen=True)
class Delivery:
    """Something to be sent now. `kind`: `confirm`, `known` (asked for again) or `alert`.

    `token` is that of the link to confirm, `manage` of the links to manage and to leave; `search`
    what is to be confirmed.
    """

    id: str
    subscriber: str
    kind: str
    message_id: str
    target: str
    secret: str
    token: str
    manage: str
    made_at: datetime
    search: SavedSearch | None
    items: tuple[Item, ...]


class Outbox:
    """What the worker's threads do. `domain` ends the ids of messages."""

    def __init__(self, store: Store, domain: str) -> None:
        self._store = store
        self._domain = domain

    # Finding

    def followed(self) -> tuple[int, int]:
        """How far the journal was looked through, and a number that moves with the searches."""
        row: tuple[int, int] = (
            self._store.connection().execute("SELECT position, changes FROM followed").fetchone()
        )
        return row

    def watched(self) -> tuple[Watched, ...]:
        """Every confirmed search."""
        rows = self._store.connection().execute(
            "SELECT id, subscriber, since, sealed FROM searches WHERE since IS NOT NULL ORDER BY id"
        )
        return tuple(
            Watched(one, subscriber, since, self._opened_search(one, sealed))
            for one, subscriber, since, sealed in rows
        )

    def found(self, news: Iterable[tuple[Watched, Key]], position: int, changes: int) -> bool:
        """Keep what is to be told, and that the journal was looked through to `position`.

        False when the searches have changed since `changes`: then it is to be looked anew. The
        write lock sees to it that whoever confirms either is known here or begins after
        `position`. A version is told to nobody twice.
        """
        together: dict[tuple[str, Key], list[str]] = {}
        for watched, key in news:
            together.setdefault((watched.subscriber, key), []).append(watched.id)
        moment = at(self._store.clock())
        with self._store.transaction() as connection:
            (present,) = connection.execute("SELECT changes FROM followed").fetchone()
            if present != changes:
                return False
            connection.executemany(
                "INSERT OR IGNORE INTO news(subscriber, record, version, searches, waiting_since)"
                " VALUES (?,?,?,?,?)",
                [
                    (subscriber, *key, json.dumps(searches), moment)
                    for (subscriber, key), searches in together.items()
                ],
            )
            connection.execute(
                "UPDATE followed SET position = ? WHERE position < ?", (position, position)
            )
        self._store.noted()
        return True

    # Sending

    def next_delivery(self, channel: Channel) -> Delivery | None:
        """What is to be sent now: confirmations, then alerts.

        Raises `Malformed` for one that is damaged, and then goes on with the others first.
        """
        return self.next_confirmation(channel) or self.next_alert(channel)

    def next_confirmation(self, channel: Channel) -> Delivery | None:
        """Who is to be asked for a yes now. Raises `Malformed` as `next_delivery` does."""
        with self._store.transaction() as connection:
            found = self._waiting(connection, channel, "kind != 'alert'")
        return self._opened(found)

    def next_alert(self, channel: Channel) -> Delivery | None:
        """What is to be told now; what was tried in vain comes after what is new.

        Raises `Malformed` as `next_delivery` does.
        """
        with self._store.transaction() as connection:
            found = (
                self._waiting(connection, channel, "kind = 'alert' AND tries = 0")
                or self._gathered(connection, channel)
                or self._waiting(connection, channel, "kind = 'alert'")
            )
        return self._opened(found)

    def drop(self, delivery: Delivery, keys: Sequence[Key]) -> None:
        """These versions are not told: they were withdrawn meanwhile."""
        with self._store.transaction() as connection:
            connection.executemany(
                "DELETE FROM news WHERE subscriber = ? AND record = ? AND version = ?",
                [(delivery.subscriber, *key) for key in keys],
            )

    def cancel(self, delivery: Delivery) -> None:
        """Nothing is left to send: as if it had never been made."""
        self._store.connection().execute("DELETE FROM deliveries WHERE id = ?", (delivery.id,))

    def accepted(self, delivery: Delivery) -> None:
        """The other side has it. A webhook that answered rightly has confirmed by it."""
        moment = at(self._store.clock())
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM deliveries WHERE id = ?", (delivery.id,))
            connection.execute(
                "UPDATE news SET sent_at = ? WHERE delivery = ?", (moment, delivery.id)
            )
            if delivery.kind == "alert":
                connection.execute(
                    "UPDATE subscribers SET last_at = ?, refused = 0 WHERE id = ?",
                    (moment, delivery.subscriber),
                )

    def confirmed(self, delivery: Delivery) -> None:
        """The webhook said yes: its searches begin."""
        with self._store.transaction() as connection:
            rows = connection.execute(
                "SELECT id, rhythm FROM searches WHERE subscriber = ? AND since IS NULL",
                (delivery.subscriber,),
            ).fetchall()
            for search, rhythm in rows:
                begin(connection, self._store, search, delivery.subscriber, rhythm)
        self.accepted(delivery)

    def failed(self, delivery: Delivery, channel: Channel) -> None:
        """Not now: again later, each time later; after days given up."""
        moment = self._store.clock()
        if moment - delivery.made_at > GIVE_UP_AFTER[channel]:
            self.refused(delivery)
            return
        self._postpone(delivery.id)

    def refused(self, delivery: Delivery) -> None:
        """Never: what was to be told is forgotten, and who refuses again and again is erased.

        Where every mail is refused the fault is ours; then nobody is erased.
        """
        day = at(self._store.clock() - timedelta(days=1))
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM deliveries WHERE id = ?", (delivery.id,))
            connection.execute("DELETE FROM news WHERE delivery = ?", (delivery.id,))
            connection.execute(
                "UPDATE subscribers SET refused = refused + 1 WHERE id = ?", (delivery.subscriber,)
            )
            gone = connection.execute(
                "SELECT 1 FROM subscribers WHERE id = ? AND refused >= ? AND EXISTS"
                " (SELECT 1 FROM subscribers WHERE last_at > ?)",
                (delivery.subscriber, MOST_REFUSED, day),
            ).fetchone()
        if gone:
            self._store.erase(subscribers=[delivery.subscriber])

    def gone(self, delivery: Delivery) -> None:
        """A webhook says that it is no more (410): its subscription ends."""
        self._store.erase(subscribers=[delivery.subscriber])

    # Looking after

    def waiting(self) -> tuple[int, datetime | None]:
        """How many deliveries wait, and since when the oldest is tried in vain."""
        count, oldest = (
            self._store.connection()
            .execute("SELECT count(*), min(CASE WHEN tries > 0 THEN made_at END) FROM deliveries")
            .fetchone()
        )
        return int(count), None if oldest is None else datetime.fromisoformat(oldest)

    def forget(self) -> None:
        """Forget what was told long ago."""
        self._store.connection().execute(
            "DELETE FROM news WHERE sent_at < ?", (at(self._store.clock() - KEPT_SENT),)
        )

    def _postpone(self, delivery: str) -> None:
        with self._store.transaction() as connection:
            (tries,) = connection.execute(
                "SELECT coalesce(max(tries), 0) FROM deliveries WHERE id = ?", (delivery,)
            ).fetchone()
            pause = _BACKOFF[tries] if tries < len(_BACKOFF) else _BACKOFF_AFTER
            connection.execute(
                "UPDATE deliveries SET tries = tries + 1, next_at = ? WHERE id = ?",
                (at(self._store.clock() + pause), delivery),
            )

    def _opened(self, found: str | None) -> Delivery | None:
        if found is None:
            return None
        try:
            return self._read(found)
        except Malformed:
            self._postpone(found)
            raise

    def _waiting(self, connection: Connection, channel: Channel, which: str) -> str | None:
        row = connection.execute(
            f"SELECT id FROM deliveries WHERE channel = ? AND next_at <= ? AND {which}"
            " ORDER BY tries > 0, next_at LIMIT 1",
            (channel, at(self._store.clock())),
        ).fetchone()
        return None if row is None else str(row[0])

    def _gathered(self, connection: Connection, channel: Channel) -> str | None:
        """A new delivery of all that waits for somebody whose time has come.

        One that is not accepted yet holds the next one up: nobody gets two at a time.
        """
        moment = self._store.clock()
        rows = connection.execute(
            "SELECT subscriber, min(waiting_since), rhythm, last_at FROM news"
            " JOIN subscribers ON subscribers.id = subscriber"
            " WHERE delivery IS NULL AND channel = ? AND NOT EXISTS (SELECT 1 FROM deliveries"
            "   WHERE deliveries.subscriber = news.subscriber AND kind = 'alert')"
            " GROUP BY subscriber ORDER BY 2",
            (channel,),
        )
        for subscriber, since, rhythm, last_at in rows:
            last = None if last_at is None else datetime.fromisoformat(last_at)
            if (
                channel is Channel.WEBHOOK
                or due(Rhythm(rhythm), datetime.fromisoformat(since), last) <= moment
            ):
                return self._gather(connection, subscriber, channel, moment)
        return None

    def _gather(
        self, connection: Connection, subscriber: str, channel: Channel, moment: datetime
    ) -> str:
        made = uuid7()
        sealed = self._store.sealing.seal(f"delivery/{made}", {"token": ""})
        connection.execute(
            "INSERT INTO deliveries VALUES (?,?,?,'alert',NULL,?,?,?,0,?)",
            (made, subscriber, channel, sealed, f"<{made}@{self._domain}>", at(moment), at(moment)),
        )
        connection.execute(
            "UPDATE news SET delivery = ? WHERE rowid IN (SELECT rowid FROM news"
            " WHERE subscriber = ? AND delivery IS NULL ORDER BY waiting_since, rowid LIMIT ?)",
            (made, subscriber, MOST_AT_ONCE),
        )
        return made

    def _read(self, identity: str) -> Delivery | None:
        """The delivery opened; None when its subscriber has just left."""
        connection = self._store.connection()
        row = connection.execute(
            "SELECT subscriber, kind, search, deliveries.sealed, message_id, made_at,"
            " subscribers.sealed FROM deliveries"
            " JOIN subscribers ON subscribers.id = subscriber WHERE deliveries.id = ?",
            (identity,),
        ).fetchone()
        if row is None:
            return None
        subscriber, kind, search, sealed, message_id, made_at, of_subscriber = row
        opened = self._store.sealing.open(f"subscriber/{subscriber}", of_subscriber)
        searches = self._searches(connection, subscriber)
        return Delivery(
            id=identity,
            subscriber=subscriber,
            kind=kind,
            message_id=message_id,
            target=opened["target"],
            secret=opened["secret"],
            token=self._store.sealing.open(f"delivery/{identity}", sealed)["token"],
            manage=opened["token"],
            made_at=datetime.fromisoformat(made_at),
            search=searches.get(search),
            items=tuple(_items(connection, identity, searches)),
        )

    def _searches(self, connection: Connection, subscriber: str) -> dict[str, SavedSearch]:
        rows = connection.execute(
            "SELECT id, sealed FROM searches WHERE subscriber = ?", (subscriber,)
        )
        return {one: self._opened_search(one, sealed) for one, sealed in rows}

    def _opened_search(self, search: str, sealed: bytes) -> SavedSearch:
        return SavedSearch.from_json(self._store.sealing.open(f"search/{search}", sealed))


def _items(
    connection: Connection, delivery: str, searches: Mapping[str, SavedSearch]
) -> Iterator[Item]:
    """What a delivery tells, newest first."""
    rows = connection.execute(
        "SELECT record, version, searches FROM news WHERE delivery = ? ORDER BY rowid DESC",
        (delivery,),
    )
    for record, version, ids in rows:
        known = tuple(searches[one] for one in json.loads(ids) if one in searches)
        if known:
            yield Item((record, version), known)
