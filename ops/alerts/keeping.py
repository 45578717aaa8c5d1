"""What is kept when somebody asks: who is told, the search that waits for its yes, and what is to
be sent about it. Each within the transaction of whoever asks.
"""

from datetime import datetime
from sqlite3 import Connection

from ops.alerts.sealing import new_token, token_digest
from ops.alerts.store import Channel, Store, at
from ops.clock import uuid7
from search.alerts import SavedSearch
from search.rhythm import Rhythm

MOST_SEARCHES = 50
"""Of one address."""


def subscriber_at(
    connection: Connection, store: Store, channel: Channel, digest: bytes, target: str
) -> str:
    """Who is told at this address, by its digest; made when there is nobody yet."""
    row = connection.execute(
        "SELECT id FROM subscribers WHERE channel = ? AND digest = ?", (channel, digest)
    ).fetchone()
    if row is not None:
        return str(row[0])
    made, token = uuid7(), new_token()
    sealed = {"target": target, "token": token, "secret": new_token()}
    connection.execute(
        "INSERT INTO subscribers(id, channel, digest, sealed, token, rhythm) VALUES (?,?,?,?,?,?)",
        (
            made,
            channel,
            digest,
            store.sealing.seal(f"subscriber/{made}", sealed),
            token_digest(token),
            Rhythm.AT_ONCE,
        ),
    )
    return made


def keep_search(
    connection: Connection,
    store: Store,
    subscriber: str,
    search: SavedSearch,
    rhythm: Rhythm,
    moment: datetime,
) -> tuple[str | None, str]:
    """Keep a search to be confirmed: its id and the token of the link.

    No token when it is confirmed already; no id when the subscriber has too many.
    """
    digest = store.sealing.digest(f"search/{subscriber}", repr(search))
    row = connection.execute(
        "SELECT id, since FROM searches WHERE subscriber = ? AND digest = ?",
        (subscriber, digest),
    ).fetchone()
    if row is not None and row[1] is not None:
        return row[0], ""
    (count,) = connection.execute(
        "SELECT count(*) FROM searches WHERE subscriber = ?", (subscriber,)
    ).fetchone()
    if row is None and count >= MOST_SEARCHES:
        return None, ""
    made, token = row[0] if row else uuid7(), new_token()
    sealed = store.sealing.seal(f"search/{made}", search.to_json())
    connection.execute(
        "INSERT OR REPLACE INTO searches VALUES (?,?,?,?,?,?,?,NULL)",
        (made, subscriber, digest, sealed, rhythm, at(moment), token_digest(token)),
    )
    return made, token


def have_sent(
    connection: Connection,
    store: Store,
    domain: str,
    subscriber: str,
    channel: Channel,
    kind: str,
    search: str,
    token: str,
    moment: datetime,
) -> None:
    """Have something sent about a search; an earlier one not sent yet gives way to it. `domain`
    ends its message id."""
    connection.execute("DELETE FROM deliveries WHERE search = ?", (search,))
    made = uuid7()
    sealed = store.sealing.seal(f"delivery/{made}", {"token": token})
    connection.execute(
        "INSERT INTO deliveries VALUES (?,?,?,?,?,?,?,?,0,?)",
        (
            made,
            subscriber,
            channel,
            kind,
            search,
            sealed,
            f"<{made}@{domain}>",
            at(moment),
            at(moment),
        ),
    )
