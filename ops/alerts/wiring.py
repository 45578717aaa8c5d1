"""How the parts of alerts are put together: the store for pages and commands, the worker for
whoever holds the lock on HOME."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from domain.content import Content
from domain.journal import Journal
from ops.alerts.letters import Letterhead, Letters
from ops.alerts.news import News
from ops.alerts.outbox import Outbox
from ops.alerts.sending import Calls, Post
from ops.alerts.smtp import Encryption, Mailer, MailServer
from ops.alerts.store import Store
from ops.alerts.subscriptions import Subscriptions
from ops.alerts.told import Telling
from ops.alerts.webhooks import Webhooks
from ops.alerts.worker import AlertWorker
from ops.clients import Clients
from ops.clock import random_bytes
from ops.contents import Contents
from ops.settings import Settings
from search.alerts import Matcher
from search.documents import Documents
from search.tables import Tables, only_questions

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


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server of the settings; None where there is none. Raises `Incomplete`."""
    if not settings.smtp_host:
        return None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        Encryption(settings.smtp_tls),
        settings.mail_from,
        settings.smtp_user,
        settings.smtp_password,
    )


def alert_worker(
    alerting: Alerting,
    settings: Settings,
    *,
    journal: Journal,
    views: Engine,
    texts: Callable[[Content], str],
    matcher: Matcher,
    demo: bool,
    tables: Callable[[], Tables] = only_questions,
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
) -> AlertWorker:
    """What looks for news and tells it. Raises `Incomplete` for a mail server set wrongly."""
    store, outbox = alerting.store, alerting.outbox
    telling = Telling(settings.url, journal, views, texts, tables)
    server = mail_server(settings)
    post = None
    if server is not None:
        head = Letterhead(settings.title, server.sender, settings.url, demo)
        post = Post(outbox, telling, Letters(head), Mailer(server, context), store.clock)
    webhooks = Webhooks(private=settings.webhook_network == "any", context=context)
    return AlertWorker(
        store,
        alerting.subscriptions,
        outbox,
        News(outbox, journal, Documents(journal, texts, _nowhere), matcher, tables),
        Calls(outbox, telling, webhooks, store.clock),
        post,
        store.clock,
    )


def _nowhere(_record: str, _position: int, count: int) -> list[int]:
    """Where earlier versions were published: no alert is about one of them."""
    return [0] * count
