"""How often anybody may have something sent, so that no box and no machine is flooded in our name.

What is narrow is counted first: who asks, then whom it is for, then all together; who was refused
is counted nowhere, so that few who ask very often do not use up what all share. Past its usual
number a domain, a host, and all together still have room for whoever asks for the first time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Connection
from urllib.parse import urlsplit

from domain.errors import Busy
from ops.alerts.addresses import mailbox
from ops.alerts.sealing import Sealing
from ops.alerts.store import Channel, at
from ops.clients import Clients, subscriber

_HOUR, KEPT = timedelta(hours=1), timedelta(days=1)
"""`KEPT` is the longest span that is counted over."""


@dataclass(frozen=True)
class Ceiling:
    """How often in an hour; up to `newcomers` for who has asked for nothing in that hour."""

    usual: int
    newcomers: int


MOST_OF_VISITOR = 10
"""Askings of one visitor in an hour."""
MOST_OF_NETWORK = 50
"""Askings from one /48 of IPv6 in an hour: whoever has one has 65536 visitors' networks."""
_NETWORK_BITS = 48
MOST_TO_ONE = ((_HOUR, 5), (KEPT, 10))
"""What one mailbox or URL gets because somebody asked, in each span."""
MOST_TO_DOMAIN = Ceiling(300, 1000)
"""Mails to one domain: most people have their box with one of very few providers."""
MOST_TO_HOST = Ceiling(20, 100)
"""Calls to one host: few have their webhook where others have theirs."""
MOST_OF_ALL = {Channel.MAIL: Ceiling(3000, 6000), Channel.WEBHOOK: Ceiling(300, 1000)}


class Limits:
    """Counts askings under keyed digests. Every method runs in the caller's transaction, which is
    rolled back when `Busy` leaves it."""

    def __init__(self, sealing: Sealing, clients: Clients) -> None:
        self._sealing = sealing
        self._clients = clients

    def mail(self, connection: Connection, address: str, client: str, moment: datetime) -> bool:
        """Count an asking; whether a mail may go to this mailbox now.

        Raises `Busy`, which never depends on the mailbox: who asks learns nothing about it.
        """
        new = self._visitor(connection, client, moment)
        domain = self._sealing.digest("asked domain", address.rpartition("@")[2])
        shared = ((domain, MOST_TO_DOMAIN), (b"all mail", MOST_OF_ALL[Channel.MAIL]))
        _refuse_above(connection, shared, moment, new=new)
        one = self._one(Channel.MAIL, address)
        if _too_often(connection, one, moment):
            return False
        _note(connection, (domain, b"all mail", one), moment)
        return True

    def webhook(self, connection: Connection, url: str, client: str, moment: datetime) -> None:
        """Count an asking. Raises `Busy`."""
        new = self._visitor(connection, client, moment)
        host = self._sealing.digest("asked host", (urlsplit(url).hostname or "").rstrip("."))
        shared = ((host, MOST_TO_HOST), (b"all webhook", MOST_OF_ALL[Channel.WEBHOOK]))
        _refuse_above(connection, shared, moment, new=new)
        one = self._one(Channel.WEBHOOK, url)
        if _too_often(connection, one, moment):
            raise Busy("这个网址今天登记的次数太多，请明天再试", rule="alerts")
        _note(connection, (host, b"all webhook", one), moment)

    def forget(self, connection: Connection, channel: Channel, target: str) -> None:
        """Forget how often this mailbox or URL was asked for."""
        connection.execute("DELETE FROM asks WHERE who = ?", (self._one(channel, target),))

    def _visitor(self, connection: Connection, client: str, moment: datetime) -> bool:
        """Count who asks; whether for the first time in this hour. Raises `Busy`."""
        visitor = self._clients.digest("alerts", client)
        before = _count(connection, visitor, moment - _HOUR)
        network = self._clients.digest("alerts network", subscriber(client, _NETWORK_BITS))
        for who, most in ((visitor, MOST_OF_VISITOR), (network, MOST_OF_NETWORK)):
            if _count(connection, who, moment - _HOUR) >= most:
                raise Busy("刚才订阅的次数太多，请过一小时再试", rule="alerts")
        _note(connection, (visitor, network), moment)
        return before == 0

    def _one(self, channel: Channel, target: str) -> bytes:
        text = mailbox(target) if channel is Channel.MAIL else target
        return self._sealing.digest("asked", text)


def _refuse_above(
    connection: Connection,
    shared: Sequence[tuple[bytes, Ceiling]],
    moment: datetime,
    *,
    new: bool,
) -> None:
    for who, ceiling in shared:
        most = ceiling.newcomers if new else ceiling.usual
        if _count(connection, who, moment - _HOUR) >= most:
            raise Busy("现在订阅的人太多，请过一小时再试", rule="alerts")


def _too_often(connection: Connection, who: bytes, moment: datetime) -> bool:
    return any(_count(connection, who, moment - span) >= most for span, most in MOST_TO_ONE)


def _count(connection: Connection, who: bytes, since: datetime) -> int:
    (count,) = connection.execute(
        "SELECT count(*) FROM asks WHERE who = ? AND at > ?", (who, at(since))
    ).fetchone()
    return int(count)


def _note(connection: Connection, counted: Sequence[bytes], moment: datetime) -> None:
    connection.executemany("INSERT INTO asks VALUES (?, ?)", [(who, at(moment)) for who in counted])
