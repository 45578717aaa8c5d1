"""Subscribing, confirming, managing and leaving: what a visitor does with a saved search.

Double opt-in: nothing is told to an address before whoever reads it has said yes. A token stands
in the links of a mail; kept are its hash, by which it is found, and its sealed text, for the next
mail. Whoever asks learns nothing about what others asked for: the answer is always the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from sqlite3 import Connection
from typing import NamedTuple

from domain.errors import NotFound
from ops.alerts.addresses import mail_address, webhook_address
from ops.alerts.keeping import have_sent, keep_search, subscriber_at
from ops.alerts.limits import KEPT, Limits
from ops.alerts.sealing import token_digest
from ops.alerts.store import Channel, Store, at, changed
from ops.alerts.webhooks import shown_secret
from ops.clients import Clients
from ops.clock import random_bytes
from search.alerts import SavedSearch
from search.rhythm import Rhythm

CONFIRM_WITHIN = timedelta(hours=48)


@dataclass(frozen=True)
class Pending:
    """A search that a confirmation link is about. `manage` is empty while it waits for its yes, and
    then the token that manages it: who has the link could have had it by pressing the button."""

    search: SavedSearch
    rhythm: Rhythm
    manage: str = ""


@dataclass(frozen=True)
class Kept:
    """A confirmed search with its id."""

    id: str
    search: SavedSearch


@dataclass(frozen=True)
class Managed:
    """What one subscriber has: told at `target`, how often, of which searches."""

    channel: str
    target: str
    rhythm: Rhythm
    searches: tuple[Kept, ...]


@dataclass(frozen=True)
class HookGiven:
    """What a webhook's owner is shown once: the secret of the signatures, the token to manage."""

    secret: str
    token: str


class _Asked(NamedTuple):
    search: str
    subscriber: str
    sealed: bytes
    rhythm: str
    confirmed: int


@dataclass(frozen=True)
class Counts:
    """How many there are: confirmed, waiting for a yes, waiting to be told."""

    subscribers: int
    webhooks: int
    searches: int
    unconfirmed: int
    news_waiting: int
    deliveries_waiting: int


class Subscriptions:
    """The visitors' side of the store (`api.portal.subscribing.Subscribing`).

    `clients` counts who asks; `domain` ends message ids; `private`: webhooks may be in one's own
    network.
    """

    def __init__(
        self, store: Store, clients: Clients, domain: str, *, private: bool = False
    ) -> None:
        self._store = store
        self._limits = Limits(store.sealing, clients)
        self._domain = domain
        self._private = private

    # Asking

    def ask_by_mail(self, address: str, search: SavedSearch, rhythm: Rhythm, client: str) -> None:
        """Have a mail sent that asks its reader to confirm.

        A mailbox that got enough mails for now gets none; whoever asks is not told so. Raises
        `Incomplete` for what is no address, `Busy` as `ops.alerts.limits` says.
        """
        address = mail_address(address)
        store, moment = self._store, self._store.clock()
        digest = store.sealing.digest("mail", address)
        with store.transaction() as connection:
            if not self._limits.mail(connection, address, client, moment):
                return
            subscriber = subscriber_at(connection, store, Channel.MAIL, digest, address)
            found, token = keep_search(connection, store, subscriber, search, rhythm, moment)
            if found is None:
                return
            kind = "confirm" if token else "known"
            have_sent(
                connection,
                store,
                self._domain,
                subscriber,
                Channel.MAIL,
                kind,
                found,
                token,
                moment,
            )

    def ask_by_webhook(self, url: str, search: SavedSearch, client: str) -> HookGiven:
        """Have the webhook asked to confirm; each asking makes a subscriber with its own secret.

        Raises `Incomplete` for what is no address to call, `Busy` as `ops.alerts.limits` says.
        """
        url = webhook_address(url, private=self._private)
        store, moment = self._store, self._store.clock()
        with store.transaction() as connection:
            self._limits.webhook(connection, url, client, moment)
            # Two who name the same webhook know nothing of each other's searches and secrets.
            subscriber = subscriber_at(connection, store, Channel.WEBHOOK, random_bytes(32), url)
            found, token = keep_search(
                connection, store, subscriber, search, Rhythm.AT_ONCE, moment
            )
            assert found is not None
            have_sent(
                connection,
                store,
                self._domain,
                subscriber,
                Channel.WEBHOOK,
                "confirm",
                found,
                token,
                moment,
            )
            sealed = self._opened(connection, subscriber)
        return HookGiven(shown_secret(sealed["secret"]), sealed["token"])

    def pending(self, token: str) -> Pending:
        """What a confirmation link is about, also once it was used.

        Raises `NotFound` for one past its time, one that a newer took the place of, and when there
        is no such subscription any more.
        """
        connection = self._store.connection()
        found = self._asked(connection, token)
        manage = self._opened(connection, found.subscriber)["token"] if found.confirmed else ""
        return Pending(
            _search_of(self._store, found.search, found.sealed), Rhythm(found.rhythm), manage
        )

    def confirm(self, token: str) -> str:
        """Begin to tell; the token that manages it. Only what is published from now on is news.

        Once more changes nothing. Raises `NotFound` as `pending` does.
        """
        with self._store.transaction() as connection:
            found = self._asked(connection, token)
            if not found.confirmed:
                begin(connection, self._store, found.search, found.subscriber, found.rhythm)
            return str(self._opened(connection, found.subscriber)["token"])

    # Managing

    def managed(self, token: str) -> Managed:
        """What a subscriber has. Raises `NotFound`."""
        connection = self._store.connection()
        subscriber = _owner(connection, token)
        channel, rhythm = connection.execute(
            "SELECT channel, rhythm FROM subscribers WHERE id = ?", (subscriber,)
        ).fetchone()
        rows = connection.execute(
            "SELECT id, sealed FROM searches WHERE subscriber = ? AND since IS NOT NULL"
            " ORDER BY asked_at, id",
            (subscriber,),
        )
        return Managed(
            channel,
            str(self._opened(connection, subscriber)["target"]),
            Rhythm(rhythm),
            tuple(Kept(one, _search_of(self._store, one, sealed)) for one, sealed in rows),
        )

    def choose(self, token: str, rhythm: Rhythm) -> None:
        """How often from now on. Raises `NotFound`."""
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE subscribers SET rhythm = ? WHERE id = ?",
                (rhythm, _owner(connection, token)),
            )

    def stop(self, token: str, search: str) -> None:
        """Erase one search; with the last one the subscriber. Raises `NotFound`."""
        connection = self._store.connection()
        own = connection.execute(
            "SELECT 1 FROM searches WHERE id = ? AND subscriber = ?",
            (search, _owner(connection, token)),
        ).fetchone()
        if own is None:
            raise NotFound("没有这一项订阅，可能已经退订", field="search")
        self._store.erase(searches=[search])

    def known(self, token: str) -> bool:
        """Whether there is anything of this subscriber that leaving would erase."""
        return _subscriber_of(self._store.connection(), token) is not None

    def unsubscribe(self, token: str) -> None:
        """Erase everything of a subscriber; once more changes nothing."""
        subscriber = _subscriber_of(self._store.connection(), token)
        if subscriber is not None:
            self._store.erase(subscribers=[subscriber])

    # The operator, and time

    def erase_target(self, channel: Channel, target: str) -> int:
        """Erase whoever is told at this address; how many that were."""
        connection = self._store.connection()
        rows = connection.execute(
            "SELECT id, sealed FROM subscribers WHERE channel = ?", (channel,)
        ).fetchall()
        doomed = [
            subscriber
            for subscriber, sealed in rows
            if self._store.sealing.open(f"subscriber/{subscriber}", sealed)["target"] == target
        ]
        if doomed:
            self._store.erase(subscribers=doomed)
        with self._store.transaction() as writing:
            self._limits.forget(writing, channel, target)
        return len(doomed)

    def sweep(self) -> int:
        """Erase what was not confirmed in time; how many searches that were."""
        moment = self._store.clock()
        connection = self._store.connection()
        rows = connection.execute(
            "SELECT id FROM searches WHERE since IS NULL AND asked_at < ?",
            (at(moment - CONFIRM_WITHIN),),
        ).fetchall()
        if rows:
            self._store.erase(searches=[search for (search,) in rows])
        connection.execute("DELETE FROM asks WHERE at < ?", (at(moment - KEPT),))
        return len(rows)

    def counts(self) -> Counts:
        """For the operator: numbers, no address and no word."""
        row: Sequence[int] = (
            self._store.connection()
            .execute(
                "SELECT (SELECT count(DISTINCT subscriber) FROM searches"
                "   JOIN subscribers ON subscribers.id = subscriber"
                "   WHERE since IS NOT NULL AND channel = 'mail'),"
                " (SELECT count(DISTINCT subscriber) FROM searches"
                "   JOIN subscribers ON subscribers.id = subscriber"
                "   WHERE since IS NOT NULL AND channel = 'webhook'),"
                " (SELECT count(*) FROM searches WHERE since IS NOT NULL),"
                " (SELECT count(*) FROM searches WHERE since IS NULL),"
                " (SELECT count(*) FROM news WHERE sent_at IS NULL),"
                " (SELECT count(*) FROM deliveries)"
            )
            .fetchone()
        )
        return Counts(*row)

    def _asked(self, connection: Connection, token: str) -> _Asked:
        """The search of a confirmation link. That of a webhook is its challenge, good for once."""
        row = connection.execute(
            "SELECT searches.id, subscriber, searches.sealed, searches.rhythm, since IS NOT NULL"
            " FROM searches JOIN subscribers ON subscribers.id = subscriber"
            " WHERE searches.token = ?"
            " AND iif(since IS NULL, asked_at >= ?, channel = 'mail')",
            (token_digest(token), at(self._store.clock() - CONFIRM_WITHIN)),
        ).fetchone()
        if row is None:
            raise NotFound(
                "这个链接过了 48 小时，或者后来又发过一封确认邮件，或者已经退订", field="token"
            )
        return _Asked(*row)

    def _opened(self, connection: Connection, subscriber: str) -> dict[str, str]:
        (sealed,) = connection.execute(
            "SELECT sealed FROM subscribers WHERE id = ?", (subscriber,)
        ).fetchone()
        return self._store.sealing.open(f"subscriber/{subscriber}", sealed)


def begin(connection: Connection, store: Store, search: str, subscriber: str, rhythm: str) -> None:
    """A confirmed search: what lies behind the journal's head now is no news for it."""
    # The token stays, so that a link opened again can say what became of it.
    connection.execute("UPDATE searches SET since = ? WHERE id = ?", (store.head(), search))
    connection.execute("UPDATE subscribers SET rhythm = ? WHERE id = ?", (rhythm, subscriber))
    changed(connection)


def _search_of(store: Store, search: str, sealed: bytes) -> SavedSearch:
    return SavedSearch.from_json(store.sealing.open(f"search/{search}", sealed))


def _subscriber_of(connection: Connection, token: str) -> str | None:
    row = connection.execute(
        "SELECT id FROM subscribers WHERE token = ?", (token_digest(token),)
    ).fetchone()
    return None if row is None else str(row[0])


def _owner(connection: Connection, token: str) -> str:
    row = connection.execute(
        "SELECT id FROM subscribers WHERE token = ?"
        " AND (channel = 'webhook' OR EXISTS (SELECT 1 FROM searches"
        "   WHERE subscriber = subscribers.id AND since IS NOT NULL))",
        (token_digest(token),),
    ).fetchone()
    if row is None:
        raise NotFound("这个链接已经失效：已经退订，资料也已经删除", field="token")
    return str(row[0])
