"""The open store of alerts with its two sides, as pages and commands use it.

What sends is put together elsewhere (`ops.alerts.wiring`): it writes pages and mails, for which
most commands would load much and use nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.journal import Journal
from ops.alerts.outbox import Outbox
from ops.alerts.store import Store
from ops.alerts.subscriptions import Subscriptions
from ops.clients import Clients
from ops.clock import random_bytes
from ops.contents import Contents
from ops.settings import Settings

FILE = "subscriptions.db"


@dataclass(frozen=True)
class Alerting:
    """The open store and its two sides."""

    store: Store
    subscriptions: Subscriptions
    outbox: Outbox

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def open_alerting(
    settings: Settings,
    *,
    journal: Journal,
    contents: Contents,
    clients: Clients,
    origin: str,
    clock: Callable[[], datetime],
) -> Alerting:
    """Open `subscriptions.db`, made on first use. `origin` ends message ids without a sender."""
    store = Store(
        settings.home / FILE,
        lambda: contents.secret("alerts", lambda: random_bytes(32)),
        journal.position,
        clock,
    )
    domain = settings.mail_from.rpartition("@")[2] or origin.partition("/")[0]
    private = settings.webhook_network == "any"
    return Alerting(
        store,
        Subscriptions(store, clients, domain, private=private),
        Outbox(store, domain),
    )
